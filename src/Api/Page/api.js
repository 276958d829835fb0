// The way to the server: JSON, events and uploads, with the key that the server asks for.
import { Problem } from './problems.js';

const KEY = 'longrag.key';
let ask = async () => false;
let asking = null;

/** The key in use; null for none. */
export const key = {
  get value() { return sessionStorage.getItem(KEY); },
  use(value) { sessionStorage.setItem(KEY, value); },
  forget() { sessionStorage.removeItem(KEY); },
  /** Says who is to get a key: a function of whether one was refused, which tells whether there is another now. */
  from(source) { ask = source; },
};

/** Whether a request that was refused should be sent again, with another key. Many may ask; the person is asked once. */
async function anotherKey(used) {
  if (key.value !== used) return true;
  asking ??= ask(used !== null).finally(() => { asking = null; });
  return asking;
}

const headersOf = used => used === null ? {} : { Authorization: `Bearer ${used}` };

async function send(method, path, { body, signal } = {}) {
  for (;;) {
    const used = key.value;
    const headers = headersOf(used);
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    let response;
    try {
      response = await fetch(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body), cache: 'no-store' });
    } catch (failure) {
      throw Problem.ofConnection(failure);
    }
    if (response.ok) return response;
    if (response.status !== 401 || !await anotherKey(used)) throw await Problem.of(response);
  }
}

/** The JSON that the server answers with; null where it answers with none. */
export async function call(method, path, options) {
  const response = await send(method, path, options);
  return response.status === 204 ? null : response.json();
}

/** The events that the server sends: `{ event, data }`, until it ends. Read with fetch, because an EventSource can send neither a key nor a body. */
export async function* events(method, path, options) {
  const response = await send(method, path, options);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read().catch(failure => { throw Problem.ofConnection(failure); });
      if (done) return;
      const blocks = (rest + value.replaceAll('\r', '')).split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) {
        const event = parse(block);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => { });
  }
}

/** Lines that begin with a colon are comments; a block of comments is no event. */
function parse(block) {
  let event = 'message';
  const data = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) event = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).trimStart());
  }
  return data.length === 0 ? null : { event, data: JSON.parse(data.join('\n')) };
}

/** Sends one file. Through XMLHttpRequest, because fetch does not say how much has gone. `progress` gets a share from 0 to 1. */
export async function upload(path, file, name, progress, signal) {
  for (;;) {
    const used = key.value;
    const { status, text, retryAfter } = await transfer(path, file, name, headersOf(used), progress, signal);
    let answer = null;
    try { answer = JSON.parse(text); } catch { /* Told by its status alone. */ }
    if (status >= 200 && status < 300) return answer;
    if (status !== 401 || !await anotherKey(used)) throw Problem.from({ status, ...answer, retryAfter });
  }
}

function transfer(path, file, name, headers, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    for (const [header, value] of Object.entries(headers)) request.setRequestHeader(header, value);
    request.upload.onprogress = e => e.lengthComputable && progress(e.loaded / e.total);
    request.onload = () => resolve({ status: request.status, text: request.responseText, retryAfter: request.getResponseHeader('Retry-After') });
    request.onerror = () => reject(new Problem({ title: 'The file could not be sent', detail: 'The connection broke off.', code: 'offline' }));
    request.onabort = () => reject(new DOMException('Stopped.', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.append('file', file, name);
    request.send(form);
  });
}
