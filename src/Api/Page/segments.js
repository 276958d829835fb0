// A piece of a document's text as elements. All of its characters stay, in order: an offset into the text is an offset into the elements.
import { el } from './dom.js';

/** Where headings stand: `{ start, end, level, ordinal }`, from the outline, for the part of the text that begins at `at`. A section whose name does not stand in the text has an empty one. */
export function headingsIn(text, at, sections) {
  const inside = sections.filter(s => s.start_char >= at && s.start_char < at + text.length && s.level > 0);
  return inside.map((section, i) => {
    const deepest = i + 1 === inside.length || inside[i + 1].start_char > section.start_char;
    const stands = deepest && section.heading && text.startsWith(section.heading, section.start_char - at);
    return { start: section.start_char, end: section.start_char + (stands ? section.heading.length : 0), level: section.level, ordinal: section.ordinal };
  });
}

/** The elements of a text that begins at `at`. Characters from `mark.start` to `mark.end` are marked. */
export function segments(text, at, headings, mark) {
  const made = [];
  const piece = (start, end) => marked(text.slice(start - at, end - at), start, mark);
  const plain = (start, end) => {
    for (const part of paragraphs(text.slice(start - at, end - at))) {
      const content = marked(part, start, mark);
      made.push(...(flows(part) ? [el('span', { class: 'prose' }, content)] : content));
      start += part.length;
    }
  };
  let from = at;
  for (const { start, end, level, ordinal } of headings) {
    if (start < from) continue;
    plain(from, start);
    const last = Math.min(end, at + text.length);
    made.push(el('span', { class: last > start ? `heading h${Math.min(level, 4)}` : null, 'data-section': ordinal }, piece(start, last)));
    from = last;
  }
  plain(from, at + text.length);
  return made;
}

function marked(text, at, mark) {
  const start = Math.max(0, Math.min(text.length, (mark?.start ?? 0) - at));
  const end = Math.max(start, Math.min(text.length, (mark?.end ?? 0) - at));
  if (end === start) return text === '' ? [] : [text];
  return [text.slice(0, start), el('mark', null, text.slice(start, end)), text.slice(end)].filter(part => part !== '');
}

/** Paragraphs and the blank lines between them, every other one. */
const paragraphs = text => text.split(/(\n[ \t]*\n\s*)/).filter(part => part !== '');

/** Whether line breaks and spaces may be shown as a browser would: one line, or lines that were broken by a typewriter's margin rather than by sense. Verse, lists and tables keep theirs. */
export function flows(paragraph) {
  if (paragraph.trim() === '') return false;
  const lines = paragraph.trimEnd().split('\n');
  const full = lines.slice(0, -1);
  if (full.length === 0) return !/\s\s|^\s/.test(lines[0]);
  const longest = Math.max(...full.map(line => line.length));
  return longest >= 45 && longest <= 120 && full.every(line => line.length >= longest * 0.6) && !lines.some(line => /^\s|^[-*•–]\s|^\(?\w{1,3}[.)]\s| \| |\t/.test(line));
}
