// The text of a document, of which only a part around what is looked at is loaded: a book has two million characters.
import { headingsIn, segments } from './segments.js';
import { el } from './dom.js';

const SIZE = 24000;
const MOST = 10 * SIZE;
const BEFORE = 4000;
const NEAR = 1500;

/** A scrolling pane. `read(start, end)` gives a part of the text as the server has it; `moved(offset)` is told what stands at its top. */
export class TextPane {
  #read;
  #moved;
  #windows = [];
  #length = 0;
  #sections = [];
  #mark = null;
  #generation = 0;
  #extending = false;
  #due = false;

  constructor(read, moved, failed) {
    this.#read = read;
    this.#moved = moved;
    this.failed = failed;
    this.element = el('article', { class: 'text', tabindex: 0 });
    this.element.addEventListener('scroll', () => this.#scrolled());
    new ResizeObserver(() => this.#scrolled()).observe(this.element);
  }

  /** The length of the whole text; 0 while unknown. */
  get length() { return this.#length; }

  /** The marked characters. */
  get markedText() { return [...this.element.querySelectorAll('mark')].map(m => m.textContent).join(''); }

  /** The sections, for headings. */
  set sections(list) { this.#sections = list; }

  /** Forgets the document. */
  clear() {
    this.#generation++;
    this.#windows = [];
    this.#length = 0;
    this.#sections = [];
    this.#mark = null;
    this.element.replaceChildren();
  }

  /** Loads a place, unless it is there. */
  async load(start, end) {
    if (!this.#holds(start, end ?? start)) await this.#begin(start, end ?? start);
  }

  /** Shows a place that is loaded, and marks it where it has an end. */
  show(start, end) {
    this.#mark = end > start ? { start, end } : null;
    this.#draw(this.#windows);
    const place = this.element.querySelector('mark') ?? this.#sectionAt(start);
    if (place) place.scrollIntoView({ block: place.matches('mark') ? 'center' : 'start' });
    else this.#scrollTo(start);
    this.#scrolled();
  }

  #holds(start, end) {
    return this.#windows.length > 0 && start >= this.#windows[0].start && Math.max(start, end - 1) < this.#windows.at(-1).end;
  }

  #sectionAt(start) {
    const section = this.#sections.findLast(s => s.start_char === start);
    return section ? this.element.querySelector(`[data-section="${section.ordinal}"]`) : null;
  }

  #scrollTo(offset) {
    const window = this.#windows.find(w => offset < w.end) ?? this.#windows[0];
    if (!window) return;
    const share = (offset - window.start) / (window.end - window.start);
    this.element.scrollTop = window.element.offsetTop - this.element.offsetTop + share * window.element.offsetHeight;
  }

  async #begin(start, end) {
    const generation = ++this.#generation;
    this.element.setAttribute('aria-busy', 'true');
    try {
      const from = Math.max(0, start - BEFORE);
      const first = await this.#fetch(from, Math.max(end + BEFORE, from + SIZE), from > 0, true);
      if (generation !== this.#generation) throw new DOMException('Another place was asked for.', 'AbortError');
      this.#windows = [first];
      this.element.replaceChildren(first.element);
    } finally {
      if (generation === this.#generation) this.element.removeAttribute('aria-busy');
    }
  }

  /** A part of the text, cut at paragraphs where its ends are free. So no window ends within a surrogate pair, whatever the server gives at the edges. */
  async #fetch(start, end, cutHead, cutTail) {
    const part = await this.#read(start, end);
    this.#length = part.characters;
    let { text, start_char: at } = part;
    if (cutTail && part.end_char < part.characters) text = text.slice(0, lastBreak(text));
    if (cutHead && at > 0) {
      const cut = firstBreak(text);
      text = text.slice(cut);
      at += cut;
    }
    return { start: at, end: at + text.length, text, element: el('div', { class: 'window' }) };
  }

  #draw(windows) {
    for (const { element, text, start } of windows) element.replaceChildren(...segments(text, start, headingsIn(text, start, this.#sections), this.#mark));
  }

  #scrolled() {
    if (this.#due || this.#windows.length === 0) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      if (this.element.clientHeight === 0 || this.#windows.length === 0) return;
      this.#moved(this.#topOffset());
      this.#extend();
    });
  }

  #topOffset() {
    const pane = this.element.getBoundingClientRect();
    const mark = this.element.querySelector('mark')?.getBoundingClientRect();
    // What is marked is what is read, as long as it can be seen; else what stands below the upper edge.
    const top = mark && mark.top >= pane.top && mark.top < pane.bottom ? mark.top + 1 : pane.top + 40;
    const window = this.#windows.find(w => w.element.getBoundingClientRect().bottom > top) ?? this.#windows.at(-1);
    const headings = [...window.element.querySelectorAll('[data-section]')].filter(h => h.getBoundingClientRect().top <= top);
    const box = window.element.getBoundingClientRect();
    const estimate = Math.round(window.start + Math.max(0, top - box.top) / box.height * (window.end - window.start));
    // The estimate is for the share of the text; which section it is, the headings say exactly.
    const above = headings.length > 0 ? Number(headings.at(-1).dataset.section) : null;
    return { offset: estimate, section: above ?? this.#sections.findLast(s => s.start_char <= window.start)?.ordinal ?? 0 };
  }

  async #extend() {
    if (this.#extending) return;
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    const last = this.#windows.at(-1);
    const first = this.#windows[0];
    const down = last.end < this.#length && scrollHeight - scrollTop - clientHeight < NEAR;
    const up = first.start > 0 && scrollTop < NEAR;
    if (!down && !up) return;
    this.#extending = true;
    const generation = this.#generation;
    try {
      const more = down ? await this.#fetch(last.end, last.end + SIZE, false, true) : await this.#fetch(Math.max(0, first.start - SIZE), first.start, true, false);
      if (generation !== this.#generation) return;
      if (more.text === '') return;
      this.#draw([more]);
      if (down) this.#append(more);
      else this.#prepend(more);
    } catch (failure) {
      this.failed(failure);
      return;
    } finally {
      this.#extending = false;
    }
    this.#scrolled();
  }

  #append(window) {
    this.#windows.push(window);
    this.element.append(window.element);
    while (this.#held() > MOST) this.#keepingPlace(() => this.#windows.shift().element.remove());
  }

  #prepend(window) {
    this.#windows.unshift(window);
    this.#keepingPlace(() => this.element.prepend(window.element));
    while (this.#held() > MOST) this.#windows.pop().element.remove();
  }

  #held() {
    return this.#windows.at(-1).end - this.#windows[0].start;
  }

  /** What is added or removed above must not move what is read. */
  #keepingPlace(change) {
    const before = this.element.scrollHeight;
    const top = this.element.scrollTop;
    change();
    this.element.scrollTop = top + this.element.scrollHeight - before;
  }
}

function lastBreak(text) {
  for (const mark of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(mark);
    if (at > text.length / 2) return at + mark.length;
  }
  return isHalf(text.at(-1)) ? text.length - 1 : text.length;
}

function firstBreak(text) {
  for (const mark of ['\n\n', '\n', ' ']) {
    const at = text.indexOf(mark);
    if (at >= 0 && at < text.length / 2) return at + mark.length;
  }
  return isHalf(text[0]) ? 1 : 0;
}

/** Half of a surrogate pair, or what becomes of one on its way. */
const isHalf = character => /[\ud800-\udfff\ufffd]/.test(character ?? '');
