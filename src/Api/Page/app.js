// Puts the page together.
import { call, key } from './api.js';
import { choose, connectCollections, loadCollections, refreshCollections } from './collections.js';
import { connectDocuments, loadDocuments } from './documents.js';
import { byId, el } from './dom.js';
import { connectJobs, loadJobs } from './jobs.js';
import { connectKeyboard } from './keyboard.js';
import { chosenOptions, showOptions, summarize, what } from './options.js';
import { problemBox } from './problems.js';
import { hashOf, may, placeOf, state } from './state.js';
import { ask, clearThread, isRunning, search, stop, turns, welcome } from './thread.js';
import { connectUploads } from './uploads.js';
import * as viewer from './viewer.js';

let refreshing = null;
let whenStarted = null;
const started = new Promise(resolve => { whenStarted = resolve; });
const themes = ['automatic', 'light', 'dark'];

function connectTheme() {
  const root = document.documentElement;
  const button = byId('theme');
  const say = () => { button.title = `Theme: ${root.dataset.theme ?? 'automatic'}`; };
  button.addEventListener('click', () => {
    const next = themes[(themes.indexOf(root.dataset.theme ?? 'automatic') + 1) % themes.length];
    if (next === 'automatic') {
      delete root.dataset.theme;
      localStorage.removeItem('longrag.theme');
    } else {
      root.dataset.theme = next;
      localStorage.setItem('longrag.theme', next);
    }
    say();
  });
  say();
}

function connectDialogs() {
  for (const cancel of document.querySelectorAll('[data-cancel]')) cancel.addEventListener('click', () => cancel.closest('dialog').close());
}

/** Asks for a key; resolves to whether there is one to try. */
function askForKey(refused) {
  const dialog = byId('key-dialog');
  byId('key-refused').hidden = !refused;
  byId('key').value = '';
  dialog.showModal();
  return new Promise(resolve => {
    const form = dialog.querySelector('form');
    let given = false;
    form.onsubmit = e => {
      e.preventDefault();
      key.use(byId('key').value.trim());
      byId('key').value = '';
      given = true;
      dialog.close();
    };
    dialog.onclose = () => {
      byId('forget-key').hidden = key.value === null;
      resolve(given);
    };
  });
}

function connectComposer() {
  const question = byId('question');
  byId('composer').addEventListener('submit', e => {
    e.preventDefault();
    submit();
  });
  question.addEventListener('keydown', e => {
    if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
    e.preventDefault();
    submit();
  });
  byId('stop').addEventListener('click', stop);
  byId('fresh').addEventListener('click', () => {
    clearThread();
    showState();
    question.focus();
  });
  for (const radio of document.querySelectorAll('input[name="what"]')) radio.addEventListener('change', showState);
}

async function submit() {
  // Whoever is quicker than the server is not told so.
  await started;
  const question = byId('question').value.trim();
  if (!question || isRunning()) return;
  document.querySelector('#composer > .problem')?.remove();
  let options;
  try {
    options = chosenOptions();
  } catch (failure) {
    byId('composer').prepend(problemBox(failure));
    return;
  }
  byId('question').value = '';
  (what() === 'ask' ? ask : search)(question, options, showState);
}

/** Shows what can be done now. */
function showState() {
  const searching = what() === 'search';
  byId('submit').textContent = searching ? 'Search' : 'Ask';
  byId('submit').hidden = isRunning();
  byId('stop').hidden = !isRunning();
  byId('fresh').hidden = document.querySelector('.entry') === null;
  byId('question').placeholder = searching ? 'Search these documents' : turns() > 0 ? 'Ask a follow-up question' : 'Ask about these documents';
  summarize();
}

function connectLibrary() {
  const toggle = byId('library-toggle');
  const show = open => {
    document.body.classList.toggle('library', open);
    toggle.setAttribute('aria-expanded', open);
  };
  toggle.addEventListener('click', () => show(!document.body.classList.contains('library')));
  byId('document-list').addEventListener('click', e => { if (e.target.matches('a')) show(false); });
}

/** Goes where the address says. */
async function route() {
  const place = placeOf(location.hash);
  if (place.collection === null) return viewer.hide();
  if (place.collection !== state.collection) {
    choose(place.collection);
    clearThread();
    showState();
    loadDocuments();
    loadJobs();
  }
  for (const link of document.querySelectorAll('.citation, .hit > .title')) link.toggleAttribute('data-open', link.getAttribute('href') === location.hash);
  if (place.doc) viewer.show(place.doc, place.start, place.end);
  else viewer.hide();
}

function closeDocument() {
  history.pushState(null, '', hashOf({ collection: state.collection }));
  route();
}

function goTo(collection) {
  location.hash = hashOf({ collection });
}

/** A link to where one is already would change nothing: it is followed all the same, for somebody who scrolled away. */
function followAgain(e) {
  const link = e.target.closest('a[href^="#c="]');
  if (link && link.getAttribute('href') === location.hash) route();
}

/** Shows what has changed, once for many files that end together. */
function changed() {
  refreshing ??= setTimeout(async () => {
    refreshing = null;
    await Promise.all([refreshCollections(), loadDocuments()]).catch(() => { });
    welcome();
  }, 300);
}

async function start() {
  byId('thread').replaceChildren(el('p', { class: 'progress' }, 'Opening'));
  try {
    state.info = await call('GET', 'v1/info');
    await loadCollections(placeOf(location.hash).collection);
  } catch (failure) {
    byId('thread').replaceChildren(problemBox(failure, start));
    return;
  }
  document.body.classList.toggle('may-write', may('write'));
  byId('drop').hidden = !may('write');
  byId('read-only').hidden = may('write');
  byId('forget-key').hidden = key.value === null;
  showOptions();
  welcome();
  showState();
  loadDocuments();
  loadJobs();
  route();
  whenStarted();
}

key.from(askForKey);
connectTheme();
connectDialogs();
connectComposer();
connectLibrary();
connectUploads(started);
connectJobs(changed);
connectDocuments(id => {
  if (viewer.openDocument() === id) closeDocument();
  changed();
});
connectCollections(goTo);
viewer.connectViewer(closeDocument);
connectKeyboard(closeDocument);
byId('forget-key').addEventListener('click', () => {
  key.forget();
  location.reload();
});
document.querySelector('.skip').addEventListener('click', e => {
  e.preventDefault();
  byId('question').focus();
});
document.addEventListener('click', followAgain);
window.addEventListener('hashchange', route);
start();
