// Files on their way to the server: chosen, dropped, also whole folders.
import { upload } from './api.js';
import { ensureCollection } from './collections.js';
import { byId } from './dom.js';
import { JobRow, addJob, watch } from './jobs.js';
import { may, state } from './state.js';

// Browsers give a host six connections: two for sending and two for watching leave some for questions.
const AT_ONCE = 2;
const waiting = [];
let sending = 0;

/** Connects the controls. Files that come before the server has said which collection there is and what may be done wait for that: `started`. */
export function connectUploads(started) {
  byId('choose').addEventListener('click', () => byId('files').click());
  byId('files').addEventListener('change', async e => {
    const files = [...e.target.files].map(file => ({ file, name: file.name }));
    e.target.value = '';
    await started;
    add(files);
  });
  let depth = 0;
  const over = on => document.body.classList.toggle('dropping', on);
  // Also where they may not be taken: the browser would leave the page to show the file.
  const carriesFiles = e => e.dataTransfer?.types.includes('Files');
  document.addEventListener('dragenter', e => { if (carriesFiles(e)) { e.preventDefault(); depth++; over(may('write')); } });
  document.addEventListener('dragleave', e => { if (carriesFiles(e) && --depth <= 0) { depth = 0; over(false); } });
  document.addEventListener('dragover', e => { if (carriesFiles(e)) e.preventDefault(); });
  document.addEventListener('drop', async e => {
    if (!carriesFiles(e)) return;
    e.preventDefault();
    depth = 0;
    over(false);
    const files = await filesOf(e.dataTransfer);
    await started;
    if (may('write')) add(files);
  });
}

/** Files of a drop; those of a folder are named by their path in it, so that two of one name do not replace each other. */
async function filesOf(transfer) {
  const found = [];
  const entries = [...transfer.items].filter(item => item.kind === 'file').map(item => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  for (const { entry, file } of entries) {
    if (entry?.isDirectory) await walk(entry, found);
    else if (file) found.push({ file, name: file.name });
  }
  return found;
}

async function walk(folder, found) {
  const reader = folder.createReader();
  for (;;) {
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return;
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory) await walk(entry, found);
      else found.push({ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), name: entry.fullPath.replace(/^\//, '') });
    }
  }
}

function add(files) {
  const { collection } = state;
  for (const { file, name } of files) {
    const row = new JobRow(name);
    row.retry = () => queue({ file, name, collection, row });
    addJob(row);
    queue({ file, name, collection, row });
  }
}

function queue(sent) {
  const stop = new AbortController();
  const turn = { ...sent, signal: stop.signal };
  sent.row.stop = () => {
    stop.abort();
    const place = waiting.indexOf(turn);
    if (place < 0) return;
    waiting.splice(place, 1);
    sent.row.fail(stop.signal.reason);
  };
  sent.row.say('waiting', 'Waiting');
  waiting.push(turn);
  pump();
}

/** A server that has too much to do says when it will have less. */
function later(sent, seconds) {
  const timer = setTimeout(() => queue(sent), seconds * 1000);
  sent.row.say('waiting', `The server is busy; again in ${seconds} s`);
  sent.row.stop = () => {
    clearTimeout(timer);
    sent.row.fail(new DOMException('Stopped.', 'AbortError'));
  };
}

async function pump() {
  if (sending >= AT_ONCE || waiting.length === 0) return;
  sending++;
  const sent = waiting.shift();
  try {
    if (sent.collection === state.collection) await ensureCollection();
    const accepted = await upload(`v1/collections/${encodeURIComponent(sent.collection)}/documents`, sent.file, sent.name, share => sent.row.sending(share), sent.signal);
    sent.row.id = accepted.job_id;
    watch(sent.row);
  } catch (failure) {
    const seconds = failure.status === 429 || failure.status === 503 ? Number(failure.retryAfter) : 0;
    if (seconds > 0) later(sent, seconds);
    else sent.row.fail(failure);
  } finally {
    sending--;
    pump();
  }
  pump();
}
