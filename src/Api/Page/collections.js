// Which collection is asked, and making one.
import { call } from './api.js';
import { byId, counted, el } from './dom.js';
import { Problem, hintFor } from './problems.js';
import { may, state } from './state.js';

const LAST = 'longrag.collection';
let chosen = () => { };

/** Reads the collections and chooses one: the one named, the last one used, the first. */
export async function loadCollections(wanted) {
  await read();
  const names = state.collections.map(c => c.name);
  // A collection that was named is kept even where it does not exist, so that its absence is told rather than another one shown.
  state.collection = wanted ?? [localStorage.getItem(LAST), 'default', names[0]].find(name => names.includes(name)) ?? 'default';
  show();
}

/** Reads them again for their numbers. */
export async function refreshCollections() {
  await read();
  show();
}

const read = async () => { state.collections = (await call('GET', 'v1/collections')).items; };

/** What is known of the chosen one; undefined where it does not exist yet. */
export const current = () => state.collections.find(c => c.name === state.collection);

/** Chooses one, without telling. */
export function choose(name) {
  state.collection = name;
  localStorage.setItem(LAST, name);
  show();
}

/** Makes the chosen one where it does not exist yet: the first file of a new installation goes into a collection that nobody made. */
export async function ensureCollection() {
  if (current()) return;
  await call('POST', 'v1/collections', { body: { name: state.collection } }).catch(failure => {
    if (failure.code !== 'collection_exists' && failure.code !== 'forbidden') throw failure;
  });
  await refreshCollections();
}

/** Connects the controls. `whenChosen` is told the name of another collection. */
export function connectCollections(whenChosen) {
  chosen = whenChosen;
  byId('collection').addEventListener('change', e => chosen(e.target.value));
  byId('new-collection').addEventListener('click', () => {
    byId('collection-refused').hidden = true;
    byId('collection-dialog').showModal();
  });
  byId('collection-dialog').querySelector('form').addEventListener('submit', create);
}

async function create(submitted) {
  submitted.preventDefault();
  const name = byId('collection-name').value.trim();
  try {
    await call('POST', 'v1/collections', { body: { name, language: byId('collection-language').value.trim().toLowerCase() } });
  } catch (failure) {
    const problem = Problem.ofException(failure);
    byId('collection-refused').textContent = [problem.detail ?? problem.title, hintFor(problem)].filter(Boolean).join(' ');
    byId('collection-refused').hidden = false;
    return;
  }
  byId('collection-dialog').close();
  byId('collection-name').value = '';
  await refreshCollections();
  chosen(name);
}

function show() {
  const names = state.collections.map(c => c.name);
  if (!names.includes(state.collection)) names.unshift(state.collection);
  const size = name => state.collections.find(c => c.name === name)?.documents;
  byId('collection').replaceChildren(...names.map(name =>
    el('option', { value: name, selected: name === state.collection }, size(name) === undefined ? `${name} (not there yet)` : `${name} (${counted(size(name), 'document')})`)));
  byId('new-collection').hidden = !may('admin');
}
