// What went wrong, in words.
import { el } from './dom.js';

const hints = {
  busy: 'Try again in a moment.',
  queue_full: 'Wait until some of the files before it have been read.',
  bad_filter: 'Write it like  year>=2020 and author=Smith,  or as JSON.',
  no_such_collection: 'It may have been deleted. Choose another collection.',
  no_such_document: 'It may have been deleted or replaced since.',
  forbidden: 'Your key does not allow it.',
  upload_too_large: 'Split the file, or let whoever runs the service raise the limit.',
  store_unreachable: 'The database behind the service does not answer. Try again in a moment.',
  encrypted: 'Save a copy without a password and add that.',
  no_text_layer: 'The pages are pictures. Run text recognition over them first.',
  offline: 'Is the server still running, and are you connected to it?',
};

/** A failure that can be shown to a person: problem details of the server (RFC 9457), or one of the connection. */
export class Problem extends Error {
  constructor({ title, detail, code, status, retryAfter }) {
    super(detail || title);
    Object.assign(this, { title: title || 'That did not work', detail, code, status, retryAfter });
  }

  /** Of a response that is not a success. */
  static async of(response) {
    const told = await response.json().catch(() => null);
    return Problem.from({ status: response.status, ...told, retryAfter: response.headers.get('Retry-After') });
  }

  /** Of problem details. */
  static from(told) {
    return new Problem({ ...told, title: told.title || `The server answered with ${told.status}` });
  }

  /** Of a connection that failed; what somebody stopped stays what it is. */
  static ofConnection(failure) {
    return failure?.name === 'AbortError' ? failure : new Problem({ title: 'The server cannot be reached', detail: failure?.message, code: 'offline' });
  }

  /** Of an exception; null where somebody only stopped the request. */
  static ofException(failure) {
    if (failure instanceof Problem) return failure;
    return failure?.name === 'AbortError' ? null : new Problem({ title: 'This page failed', detail: failure?.message, code: 'page_error' });
  }
}

/** What to do about it; empty where nothing is known. */
export function hintFor(problem) {
  if (/^\d+$/.test(problem.retryAfter ?? '')) return `Try again in ${problem.retryAfter} s.`;
  return hints[problem.code] ?? '';
}

/** A box that tells of a failure, with a way to try again where one is given. */
export function problemBox(failure, retry) {
  const problem = failure instanceof Problem ? failure : Problem.ofException(failure);
  const hint = hintFor(problem);
  return el('div', { class: 'problem', role: 'alert' },
    el('strong', null, problem.title), problem.detail && problem.detail !== problem.title && el('p', null, problem.detail),
    hint && el('p', null, hint),
    (problem.code || retry) && el('div', { class: 'row' },
      retry && el('button', { type: 'button', class: 'quiet', onclick: retry }, 'Try again'), problem.code && el('code', null, problem.code)));
}
