// The conversation: an entry for each question, and what is shown before there is one.
import { call, events } from './api.js';
import { AnswerView } from './answer.js';
import { current } from './collections.js';
import { announce, byId, counted, el } from './dom.js';
import { hitList } from './hits.js';
import { Problem, problemBox } from './problems.js';
import { may, state } from './state.js';
import { timings } from './timings.js';

const MOST_TURNS = 6;
let history = [];
let running = null;
let last = null;

/** Whether a question is being answered. */
export const isRunning = () => running !== null;

/** Ends it; what came so far stays. */
export const stop = () => running?.abort();

/** How many questions came before the next one. */
export const turns = () => history.length;

/** The links of the citations, or else the hits, of the last entry. */
export const links = () => last ? [...last.querySelectorAll('.citation, .hits > li > .title')].filter(link => link.checkVisibility()) : [];

/** Begins anew. */
export function clearThread() {
  stop();
  history = [];
  last = null;
  welcome();
}

/** What to do first, while nothing has been asked. */
export function welcome() {
  if (last !== null) return;
  const known = current();
  const empty = !known || known.documents === 0;
  byId('thread').replaceChildren(el('div', { class: 'welcome' }, empty ? firstSteps() : ready(known)));
}

function firstSteps() {
  if (!may('write')) return [el('h2', null, 'Nothing to ask yet'), el('p', null, `There are no documents in “${state.collection}” that your key can read. Choose another collection above.`)];
  return [
    el('h2', null, 'Start with your documents'),
    el('ol', { class: 'steps' },
      el('li', null, el('strong', null, 'Add some files. '), 'Drop them anywhere on this page, or ', el('button', { type: 'button', class: 'link', onclick: () => byId('files').click() }, 'choose them'), '. Contracts, manuals, books, minutes: long is fine.'),
      el('li', null, el('strong', null, 'Ask. '), 'As you would ask a colleague who has read them all.'),
      el('li', null, el('strong', null, 'Check. '), 'Every number in an answer leads to the sentence it stands on, in the document itself.'))];
}

function ready(known) {
  return [
    el('h2', null, `Ask about ${counted(known.documents, 'document')}`),
    el('p', null, 'Answers quote the documents. Press a number to see where the quote stands; where the documents do not say it, neither does the answer.'),
    el('dl', { class: 'keys' }, [['/', 'to the question'], ['Enter', 'ask'], ['j  k', 'next and previous citation'], ['Esc', 'close the document']].map(([keys, what]) =>
      el('div', null, el('dt', null, keys.split('  ').map(k => el('kbd', null, k))), el('dd', null, what))))];
}

function newEntry(question) {
  if (last === null) byId('thread').replaceChildren();
  const entry = el('article', { class: 'entry', 'aria-busy': 'true' }, el('h2', null, question));
  byId('thread').append(entry);
  last = entry;
  entry.scrollIntoView({ block: 'start' });
  return entry;
}

/** Runs what answers a question, with one way to stop it and one way to fail. `changed` is called at its beginning and end. */
async function run(entry, progress, changed, again, work) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  changed();
  try {
    await work(mine.signal);
  } catch (failure) {
    const problem = mine.signal.aborted ? null : Problem.ofException(failure);
    entry.append(problem ? problemBox(problem, () => { entry.remove(); again(); }) : el('p', { class: 'hint' }, 'Stopped.'));
    announce(problem ? problem.title : 'Stopped.');
  } finally {
    progress.remove();
    entry.removeAttribute('aria-busy');
    if (running === mine) running = null;
    changed();
  }
}

/** Asks; the answer grows as it is written. */
export function ask(question, options, changed) {
  const entry = newEntry(question);
  const progress = el('p', { class: 'progress' }, 'Searching');
  const view = new AnswerView();
  entry.append(progress);
  const body = { query: question, collections: [state.collection], stream: true, ...options };
  if (history.length > 0) body.history = history.slice(-MOST_TURNS);
  const listen = { entry, progress, view, found: null, thoughts: null, finished: false };
  return run(entry, progress, changed, () => ask(question, options, changed), async signal => {
    for await (const { event, data } of events('POST', 'v1/ask', { body, signal })) {
      if (event === 'error') throw Problem.from(data);
      if (event === 'done') return;
      handlers[event]?.(listen, data);
    }
    if (!listen.finished) throw new Problem({ title: 'The answer broke off', detail: 'The connection ended before the answer was complete. What you see was not checked to its end.', code: 'broken_off' });
  });
}

const handlers = {
  search_results(listen, { results }) {
    const documents = new Set(results.map(hit => hit.document_id)).size;
    listen.progress.textContent = `Reading ${counted(results.length, 'passage')} of ${counted(documents, 'document')}`;
    listen.progress.before(...listen.view.elements);
    if (results.length === 0) return;
    listen.found = el('details', null, el('summary', null, `${counted(results.length, 'passage')} found`), hitList(results));
    listen.entry.append(listen.found);
  },
  reasoning(listen, { delta }) {
    if (!listen.thoughts) {
      listen.thoughts = el('p');
      listen.view.elements[0].before(el('details', { class: 'thoughts' }, el('summary', null, 'What the writer thought first (not checked)'), listen.thoughts));
    }
    listen.thoughts.append(delta);
    listen.progress.textContent = 'Thinking';
  },
  message(listen, { delta }) {
    listen.progress.textContent = 'Writing';
    listen.view.add(delta);
  },
  withdrawn(listen, { generator }) {
    listen.view.withdraw();
    listen.progress.textContent = `What was written did not hold against the documents; ${generator} answers instead`;
  },
  citation: (listen, citation) => listen.view.cite(citation),
  final_answer: finish,
};

function finish(listen, response) {
  const { entry, view, found } = listen;
  listen.finished = true;
  if (!view.elements[0].isConnected) entry.append(...view.elements);
  view.finish(response);
  if (response.standalone_question) entry.firstChild.after(el('p', { class: 'hint' }, `Understood as: ${response.standalone_question}`));
  if (response.no_answer) view.elements[0].replaceChildren(nothingFound(response, found));
  const notes = response.notes.map(note => note.text);
  if (response.dropped_citations > 0) notes.push(`${counted(response.dropped_citations, 'citation')} did not hold against the documents and ${response.dropped_citations === 1 ? 'was' : 'were'} dropped.`);
  if (response.unsupported_sentences.length > 0) notes.push('Nothing in the documents supports the sentences underlined with dots.');
  view.elements[1].after(
    notes.length > 0 ? el('ul', { class: 'notes' }, notes.map(note => el('li', null, note))) : '',
    el('footer', null, el('span', null, [response.generator, response.citations.length > 0 && counted(response.citations.length, 'checked citation')].filter(Boolean).join(' · ')), timings(response.timings_ms)));
  history.push({ question: response.standalone_question ?? response.question, answer: response.answer });
  announce(response.no_answer ? `No answer. ${response.no_answer_reason ?? ''}` : `${response.answer} ${counted(response.citations.length, 'citation')}.`);
}

function nothingFound(response, found) {
  return el('div', { class: 'no-answer' }, el('strong', null, 'The documents do not answer this.'), response.no_answer_reason && el('p', null, response.no_answer_reason),
    found && el('p', null, 'You may ask in the documents’ own words, or ', el('button', { type: 'button', class: 'link', onclick: () => { found.open = true; found.scrollIntoView({ block: 'nearest' }); } }, 'look at the passages found'), '.'));
}

/** Searches; nothing is written. */
export function search(question, options, changed) {
  const entry = newEntry(question);
  const progress = el('p', { class: 'progress' }, 'Searching');
  entry.append(progress);
  return run(entry, progress, changed, () => search(question, options, changed), async signal => {
    const response = await call('POST', 'v1/search', { body: { query: question, collections: [state.collection], ...options }, signal });
    const read = response.instruction;
    const notes = [
      read?.wanted.length > 0 && `Wanted: ${read.wanted.join('; ')}`, read?.excluded.length > 0 && `Not wanted: ${read.excluded.join('; ')}`,
      ...(read?.notes ?? []), ...response.notes.map(note => note.text)].filter(Boolean);
    if (notes.length > 0) entry.append(el('ul', { class: 'notes' }, notes.map(note => el('li', null, note))));
    entry.append(
      response.results.length > 0 ? hitList(response.results) : el('p', { class: 'no-answer' }, 'Nothing was found. Other words may help, or a filter that lets more through.'),
      el('footer', null, el('span', null, counted(response.results.length, response.level)), timings(response.timings_ms)));
    announce(`${counted(response.results.length, 'result')}.`);
  });
}
