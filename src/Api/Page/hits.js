// Passages that were found, with the scores of what found them.
import { count, el, pages } from './dom.js';
import { hashOf } from './state.js';
import { bar } from './timings.js';

/** A list of hits. */
export function hitList(hits) {
  const best = {};
  for (const hit of hits) for (const [name, score] of Object.entries(hit.scores)) best[name] = Math.max(best[name] ?? 0, score);
  return el('ol', { class: 'hits' }, hits.map(hit => hitCard(hit, best)));
}

function hitCard(hit, best) {
  const path = hit.section_path.filter((heading, i) => i > 0 || heading !== hit.title);
  return el('li', { class: 'hit' },
    el('a', { class: 'title', href: hashOf({ collection: hit.collection, doc: hit.document_id, start: hit.start_char, end: hit.end_char }) }, hit.title || hit.source),
    el('p', { class: 'hint' }, [...path, pages(hit.page_start, hit.page_end)].filter(Boolean).join(' › ')),
    el('p', { class: 'excerpt' }, hit.text),
    el('dl', { class: 'scores' }, score(hit.score_kind, hit.score, null, null), Object.entries(hit.scores).filter(([name]) => name !== hit.score_kind || Object.keys(hit.scores).length > 1)
      .map(([name, value]) => score(name, value, hit.ranks[name], best[name] > 0 ? value / best[name] : null))),
    hit.explanation && el('details', null, el('summary', null, 'How the score came about'), explanation(hit.explanation)));
}

function score(name, value, rank, share) {
  return el('div', { class: share === null ? 'whole' : null }, el('dt', null, name),
    el('dd', null, share !== null && bar(share), value.toFixed(Math.abs(value) < 10 ? 2 : 1), rank && el('span', { class: 'hint' }, ` #${count(rank)}`)));
}

function explanation(part) {
  return el('ul', { class: 'explanation' }, el('li', null, el('code', null, part.value.toFixed(4)), ` ${part.description}`, part.parts.map(explanation)));
}
