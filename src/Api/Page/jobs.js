// The jobs that read files: what they do, what became of them, stopping and trying again.
import { call, events } from './api.js';
import { announce, byId, count, counted, el } from './dom.js';
import { Problem, hintFor } from './problems.js';
import { state } from './state.js';

const AT_ONCE = 2;
const FINAL = ['succeeded', 'partial', 'failed', 'cancelled', 'dead'];
const steps = { fetch: 'Fetching', read: 'Reading', structurize: 'Finding sections', store: 'Storing', index: 'Indexing', embed: 'Making vectors' };
const waiting = [];
let watching = 0;
let ended = () => { };

/** Connects the controls. `whenEnded` is called after each job that changed the collection. */
export function connectJobs(whenEnded) {
  ended = whenEnded;
  byId('clear-jobs').addEventListener('click', () => {
    for (const line of byId('job-list').querySelectorAll('[data-over]')) line.remove();
    showOrHide();
  });
}

/** Puts a row on top of the list. */
export function addJob(row) {
  byId('job-list').prepend(row.element);
  showOrHide();
}

/** Shows the jobs of a collection that are not over, such as those of another tab or of before a reload. */
export async function loadJobs() {
  byId('job-list').replaceChildren();
  showOrHide();
  const collection = state.collection;
  const page = await call('GET', `v1/jobs?${new URLSearchParams({ collection, limit: 50 })}`).catch(() => ({ items: [] }));
  if (collection !== state.collection) return;
  for (const job of page.items.filter(job => !FINAL.includes(job.status)).reverse()) {
    const row = new JobRow(job.documents.length === 1 ? job.documents[0].source : counted(job.documents.length, 'file'), job.id);
    addJob(row);
    row.show(job);
    watch(row);
  }
}

/** Follows a job to its end, after those before it. */
export function watch(row) {
  row.say('waiting', 'Waiting for its turn');
  waiting.push(row);
  follow();
}

async function follow() {
  if (watching >= AT_ONCE || waiting.length === 0) return;
  watching++;
  const row = waiting.shift();
  try {
    await toTheEnd(row);
  } finally {
    watching--;
    follow();
  }
}

/** A connection that breaks off is opened again, as long as the server still answers now and then. */
async function toTheEnd(row) {
  for (let tries = 0; tries < 8; tries++) {
    try {
      for await (const { event, data } of events('GET', `v1/jobs/${encodeURIComponent(row.id)}/events`)) {
        tries = 0;
        if (event !== 'job') continue;
        row.show(data);
        if (FINAL.includes(data.status)) return ended(data);
      }
    } catch (failure) {
      if (failure.status >= 400 && failure.status < 500 && failure.status !== 429) return row.fail(failure);
    }
    await new Promise(resolve => setTimeout(resolve, Math.min(500 * 2 ** tries, 10000)));
  }
  row.fail(new Problem({ title: 'The server no longer says how far it is', code: 'offline' }));
}

/** One line of the list. */
export class JobRow {
  #state = el('p', { class: 'hint' });
  #bar = el('progress', { max: 1, hidden: true });
  #button = el('button', { type: 'button', class: 'quiet' });

  constructor(name, id = null) {
    this.name = name;
    this.id = id;
    /** What stops an upload, and what sends it again. */
    this.stop = this.retry = () => { };
    this.element = el('li', { class: 'job' }, el('span', { class: 'name' }, name), this.#button, this.#bar, this.#state);
    this.#bar.setAttribute('aria-label', name);
    this.say('waiting', 'Waiting');
  }

  /** Says what is being done. */
  say(status, text) {
    this.element.dataset.status = status;
    delete this.element.dataset.over;
    this.#state.replaceChildren(text);
    this.#bar.hidden = status === 'waiting';
    this.#press('Cancel', () => this.id ? this.#tell('cancel') : this.stop());
  }

  /** Says how much has been sent, from 0 to 1. */
  sending(share) {
    this.say('sending', share < 1 ? `Sending, ${Math.round(share * 100)} %` : 'Sent');
    this.#bar.value = share;
  }

  /** Shows a job. */
  show(job) {
    if (!FINAL.includes(job.status)) this.#showRunning(job);
    else if (job.status === 'succeeded') this.#over('succeeded', outcome(job.result), null);
    else if (job.status === 'cancelled') this.#over('cancelled', ['Cancelled.'], 'Again');
    else this.#over(job.status, reasons(job), 'Again');
  }

  /** Shows what stood in the way of an upload. */
  fail(failure) {
    const problem = Problem.ofException(failure);
    this.#over(problem ? 'failed' : 'cancelled', problem ? [el('strong', null, problem.title), ' ', problem.detail, ' ', hintFor(problem)] : ['Cancelled.'], 'Again');
  }

  #showRunning(job) {
    const { done, total, unit } = job.progress ?? {};
    const parts = [job.status === 'queued' ? (job.attempts > 0 ? 'Waiting to be tried again' : 'Waiting for its turn') : steps[job.step] ?? 'Working'];
    if (job.status === 'running' && total > 0) parts.push(`${count(done)} of ${counted(total, unit.replace(/s$/, ''))}`);
    if (job.status === 'running' && job.eta_s >= 1) parts.push(`about ${Math.round(job.eta_s)} s left`);
    if (job.attempts > 1) parts.push(`try ${job.attempts} of ${job.most_attempts}`);
    if (job.cancel_requested) parts.splice(1, parts.length, 'stopping');
    this.say(job.status === 'queued' ? 'waiting' : 'running', parts.join(' · '));
    if (total > 0) this.#bar.value = done / total;
    else this.#bar.removeAttribute('value');
    if (job.cancel_requested) this.#button.hidden = true;
  }

  #over(status, content, again) {
    this.element.dataset.status = status;
    this.element.dataset.over = '';
    this.#bar.hidden = true;
    this.#state.replaceChildren(...content.filter(Boolean));
    this.#press(again, () => this.id ? this.#tell('retry') : this.retry());
    announce(`${this.name}: ${this.#state.textContent}`);
    showOrHide();
  }

  #press(label, action) {
    this.#button.hidden = !label;
    this.#button.textContent = label ?? '';
    this.#button.setAttribute('aria-label', `${label}: ${this.name}`);
    this.#button.onclick = action;
  }

  async #tell(what) {
    this.#button.hidden = true;
    try {
      const job = await call('POST', `v1/jobs/${encodeURIComponent(this.id)}/${what}`);
      // The job may have ended, and said so, before this answer came.
      if (what === 'retry' || this.element.dataset.over === undefined) this.show(job);
      if (what === 'retry') watch(this);
    } catch (failure) {
      this.fail(failure);
    }
  }
}

function outcome(result) {
  if (!result) return ['Read.'];
  const words = [result.added > 0 && `${count(result.added)} added`, result.changed > 0 && `${count(result.changed)} replaced`, result.unchanged > 0 && `${count(result.unchanged)} known already`].filter(Boolean);
  const line = `${words.join(', ') || 'Nothing new'}${result.passages > 0 ? `, ${counted(result.passages, 'passage')}` : ''}`;
  return [line, ...result.warnings.map(issue => el('span', { class: 'issue' }, issue.message))];
}

function reasons(job) {
  const issues = job.result?.failed?.length > 0 ? job.result.failed : job.error ? [job.error] : [];
  const done = job.status === 'partial' ? outcome(job.result) : [];
  if (issues.length === 0) return [...done, 'It failed, and the server does not say why.'];
  return [...done, ...issues.slice(0, 10).map(issue => el('span', { class: 'issue' },
    issue.source && job.documents.length > 1 && `${issue.source}: `, issue.message, ' ', hintFor(issue), ' ', el('code', null, issue.code))),
    issues.length > 10 && `and ${count(issues.length - 10)} more`].filter(Boolean);
}

function showOrHide() {
  byId('jobs').hidden = byId('job-list').childElementCount === 0;
  byId('clear-jobs').hidden = byId('job-list').querySelector('[data-over]') === null;
}
