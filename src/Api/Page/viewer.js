// A document beside its outline, at the place that was cited.
import { call } from './api.js';
import { announce, byId, count, el, pages } from './dom.js';
import { Outline } from './outline.js';
import { problemBox } from './problems.js';
import { quoteAt } from './state.js';
import { TextPane } from './textPane.js';

let id = null;
let outline = null;
let opener = null;
let parts = null;
let opening = 0;
let outlineRead = null;

/** Which document is open; null for none. */
export const openDocument = () => id;

function build(close) {
  const title = el('h2', { id: 'viewer-title' });
  const source = el('p', { class: 'hint' });
  const place = el('p', { class: 'hint place' });
  const message = el('div', { class: 'message' });
  const tree = new Outline(section => jump(section).catch(fail));
  const pane = new TextPane((start, end) => call('GET', `v1/documents/${encodeURIComponent(id)}/content?start=${start}&end=${end}`), ({ offset, section }) => moved(offset, section), fail);
  const toggle = el('button', { type: 'button', class: 'quiet outline-toggle', 'aria-expanded': 'false', onclick: () => fold(!parts.body.classList.contains('unfolded')) }, 'Outline');
  const body = el('div', { class: 'pages' }, tree.element, pane.element);
  parts = { title, source, place, message, tree, pane, toggle, body };
  byId('viewer').replaceChildren(
    el('header', null, el('div', { class: 'row' }, el('div', { class: 'titles' }, title, source), toggle, el('button', { type: 'button', class: 'quiet', onclick: close, 'aria-label': 'Close the document' }, 'Close')), message),
    body, el('footer', null, place));
}

async function jump({ start_char }) {
  await parts.pane.load(start_char);
  parts.pane.show(start_char);
  fold(false);
  parts.pane.element.focus({ preventScroll: true });
}

function fold(open) {
  parts.body.classList.toggle('unfolded', open);
  parts.toggle.setAttribute('aria-expanded', open);
}

/** Makes the viewer. `close` is what its button does. */
export const connectViewer = close => build(close);

/** Opens a document, at a place where one is given. */
export async function show(document_id, start, end) {
  const mine = ++opening;
  if (id === null) opener = document.activeElement;
  if (id !== document_id) outlineRead = null;
  id = document_id;
  byId('viewer').hidden = false;
  document.body.classList.add('reading');
  parts.message.replaceChildren();
  try {
    await Promise.all([outlineRead ??= readOutline(), parts.pane.load(start ?? 0, end)]);
    if (mine !== opening) return;
    parts.pane.show(start ?? 0, end);
    check(start, end);
    parts.pane.element.focus({ preventScroll: true });
    announce(end > start ? `Quote in ${outline.title}: ${parts.pane.markedText}` : `${outline.title} is open.`);
  } catch (failure) {
    if (mine !== opening || failure.name === 'AbortError') return;
    outlineRead = null;
    fail(failure, () => show(document_id, start, end));
  }
}

async function readOutline() {
  parts.title.textContent = 'Opening…';
  parts.source.textContent = parts.place.textContent = '';
  parts.tree.sections = [];
  parts.pane.clear();
  fold(false);
  const wanted = id;
  const read = await call('GET', `v1/documents/${encodeURIComponent(id)}/outline`);
  if (wanted !== id) return;
  outline = read;
  parts.title.textContent = outline.title || outline.source;
  parts.source.textContent = outline.source === outline.title ? '' : outline.source;
  parts.pane.element.setAttribute('aria-label', `Text of ${outline.title || outline.source}`);
  parts.tree.sections = parts.pane.sections = outline.sections;
}

/** A document may have been replaced since it was quoted. */
function check(start, end) {
  const quote = quoteAt(id, start, end);
  if (quote === undefined || quote === parts.pane.markedText) return;
  parts.message.replaceChildren(el('p', { class: 'problem', role: 'alert' }, 'The document has changed since it was quoted: the marked place no longer holds the quote. Ask again to have it looked up anew.'));
}

function fail(failure, retry) {
  if (failure.name === 'AbortError') return;
  if (parts.title.textContent === 'Opening…') parts.title.textContent = 'The document cannot be opened';
  parts.message.replaceChildren(problemBox(failure, retry));
}

function moved(offset, section) {
  parts.tree.current = section;
  const at = outline?.sections[section];
  const share = parts.pane.length > 0 ? `${Math.min(100, Math.round(offset / parts.pane.length * 100))} % of ${count(parts.pane.length)} characters` : '';
  parts.place.textContent = [at && at.level > 0 ? at.heading : null, at && pages(at.page_start, at.page_end), share].filter(Boolean).join(' · ');
}

/** Closes it and gives the focus back to what opened it. */
export function hide() {
  if (id === null) return;
  opening++;
  id = outlineRead = null;
  byId('viewer').hidden = true;
  document.body.classList.remove('reading');
  parts.pane.clear();
  if (opener?.isConnected) opener.focus();
  opener = null;
}
