// Keys that work anywhere on the page: / to the question, j and k along the citations, Escape closes the document.
import { byId } from './dom.js';
import { links } from './thread.js';
import { openDocument } from './viewer.js';

/** Connects the keys. `close` closes the document. */
export function connectKeyboard(close) {
  document.addEventListener('keydown', e => {
    if (e.defaultPrevented || e.isComposing || document.querySelector('dialog[open]')) return;
    const typing = e.target.matches('input, select, textarea');
    if (e.key === 'Escape' && openDocument() !== null) act(e, close);
    else if (typing || e.ctrlKey || e.metaKey || e.altKey) return;
    else if (e.key === '/') act(e, () => byId('question').focus());
    else if (e.key === 'j' || e.key === 'k') act(e, () => step(e.key === 'j' ? 1 : -1));
    else if (links().includes(e.target) && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) act(e, () => step(e.key === 'ArrowDown' ? 1 : -1));
  });
}

function act(e, what) {
  e.preventDefault();
  what();
}

/** To the next link. With a document open the next one is opened in its place. */
function step(by) {
  const all = links();
  if (all.length === 0) return;
  const at = all.findIndex(link => link === document.activeElement || (openDocument() !== null && link.getAttribute('href') === location.hash));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))];
  if (openDocument() !== null) next.click();
  else next.focus();
  next.scrollIntoView({ block: 'nearest' });
}
