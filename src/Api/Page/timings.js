// Where the time went, as small bars.
import { duration, el } from './dom.js';

/** The stages with a bar for each, as long as its share of the whole. */
export function timings(milliseconds) {
  const { total, ...stages } = milliseconds;
  const all = total ?? Object.values(stages).reduce((sum, ms) => sum + ms, 0);
  const shown = Object.entries(stages).filter(([, ms]) => ms >= all / 200);
  return el('dl', { class: 'timings', 'aria-label': 'Time of each stage' },
    el('div', { class: 'whole' }, el('dt', null, 'total'), el('dd', null, duration(all))),
    shown.map(([stage, ms]) => el('div', null, el('dt', null, stage), el('dd', null, bar(ms / all), duration(ms)))));
}

/** A bar of a share from 0 to 1. The length is set from script, which the page's policy allows, and a style attribute would not be. */
export function bar(share) {
  const filled = el('span', { class: 'gauge', 'aria-hidden': 'true' }, el('span'));
  filled.firstChild.style.width = `${Math.max(2, Math.min(100, share * 100))}%`;
  return filled;
}
