// The list of a collection's documents.
import { call } from './api.js';
import { announce, byId, count, counted, el } from './dom.js';
import { problemBox } from './problems.js';
import { hashOf, may, state } from './state.js';

const PAGE = 100;
let next = null;
let loading = 0;
let changed = () => { };

/** Connects the controls. `whenChanged` is called after a deletion. */
export function connectDocuments(whenChanged) {
  changed = whenChanged;
  byId('more-documents').addEventListener('click', () => load(next));
}

/** Reads the list from its beginning. */
export const loadDocuments = () => load(null);

async function load(cursor) {
  const mine = ++loading;
  const list = byId('document-list');
  const query = new URLSearchParams({ limit: PAGE });
  if (cursor) query.set('cursor', cursor);
  let page;
  try {
    page = await call('GET', `v1/collections/${encodeURIComponent(state.collection)}/documents?${query}`);
  } catch (failure) {
    if (mine !== loading) return;
    byId('more-documents').hidden = true;
    if (failure.code === 'no_such_collection' && state.collections.every(c => c.name !== state.collection)) list.replaceChildren(nothing());
    else list.replaceChildren(el('li', null, problemBox(failure, loadDocuments)));
    return;
  }
  if (mine !== loading) return;
  next = page.next_cursor;
  const rows = page.items.map(row);
  if (cursor) list.append(...rows);
  else list.replaceChildren(...(rows.length > 0 ? rows : [nothing()]));
  byId('more-documents').hidden = !next;
  byId('documents-heading').textContent = page.total > 0 ? counted(page.total, 'document') : 'Documents';
}

const nothing = () => el('li', { class: 'hint' }, 'None yet.');

function row(info) {
  const size = info.pages > 0 ? counted(info.pages, 'page') : counted(info.passages, 'passage');
  const line = el('li', { class: 'document' },
    el('a', { href: hashOf({ collection: info.collection, doc: info.id }) }, info.title || info.source),
    el('span', { class: 'hint', title: `${count(info.characters)} characters, ${info.media_type}` }, info.source === info.title ? size : `${info.source} · ${size}`),
    may('write') && el('button', { type: 'button', class: 'quiet', 'aria-label': `Delete ${info.title || info.source}`, onclick: () => confirm(line, info) }, 'Delete'));
  return line;
}

/** Asks in the row itself: a dialog would hide what is asked about. */
function confirm(line, info) {
  const keep = el('button', { type: 'button', class: 'quiet', onclick: () => { question.replaceWith(...held); held.at(-1).focus(); } }, 'Keep');
  const remove = el('button', { type: 'button', class: 'danger', onclick: () => erase(line, question, info) }, 'Delete');
  const question = el('div', { class: 'confirm', role: 'group', 'aria-label': 'Delete this document?' }, el('span', null, `Delete “${info.title || info.source}” from every index?`), el('div', { class: 'row' }, remove, keep));
  const held = [...line.childNodes];
  line.replaceChildren(question);
  keep.focus();
}

async function erase(line, question, info) {
  try {
    await call('DELETE', `v1/documents/${encodeURIComponent(info.id)}`);
  } catch (failure) {
    if (failure.code !== 'no_such_document') return question.append(problemBox(failure));
  }
  line.remove();
  announce(`${info.title || info.source} is deleted.`);
  changed(info.id);
}
