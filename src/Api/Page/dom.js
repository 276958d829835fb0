// Building the page. Text from the server only ever becomes a text node or an attribute's value, never markup.

/** The element of that id. */
export const byId = id => document.getElementById(id);

/** A new element. Attributes that are null or false are left out; `on…` are listeners; children that are null or false are left out, strings become text. */
export function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat(2).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

/** Tells those who listen to the page what others see. */
export function announce(text) {
  byId('announcer').textContent = text;
}

const whole = new Intl.NumberFormat('en');

/** 12345 as 12,345. */
export const count = number => whole.format(number);

/** "1 passage", "1,204 passages". */
export const counted = (number, one, many = `${one}s`) => `${whole.format(number)} ${number === 1 ? one : many}`;

/** Milliseconds as a person says them. */
export const duration = ms => ms >= 9950 ? `${Math.round(ms / 1000)} s` : ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;

/** "p. 3" or "p. 3–4"; empty where the source has no pages. */
export const pages = (first, last) => first ? (last && last !== first ? `p. ${first}–${last}` : `p. ${first}`) : '';
