// The tree of a document's sections, of which one is the present one.
import { el, pages } from './dom.js';

const MANY = 40;

/** The outline. `jump(section)` is called with the section that was chosen. */
export class Outline {
  #items = new Map();
  #current = null;
  #many = false;

  constructor(jump) {
    this.jump = jump;
    this.list = el('ul');
    this.element = el('nav', { class: 'outline', 'aria-label': 'Outline' }, this.list);
  }

  /** Shows a tree; the root is the document itself and is left out. */
  set sections(sections) {
    this.#items.clear();
    this.#current = null;
    const shown = sections.filter(s => s.level > 0);
    this.#many = shown.length > MANY;
    // A single section above all others is the title once more.
    const top = shown.filter(s => s.level === 1).length === 1 ? 2 : 1;
    for (const section of shown) {
      const button = el('button', { type: 'button', class: section.origin === 'authored' ? null : 'induced', onclick: () => this.jump(section), title: pages(section.page_start, section.page_end) || null }, section.heading || '(no heading)');
      const item = el('li', null, button);
      item.style.setProperty('--depth', Math.max(0, section.level - 1));
      this.#items.set(section.ordinal, { section, item, button, always: section.level <= top });
    }
    this.list.replaceChildren(...[...this.#items.values()].map(i => i.item));
    if (shown.length === 0) this.list.replaceChildren(el('li', { class: 'hint' }, 'One section without headings.'));
    this.#fold();
  }

  /** Says which section is looked at. */
  set current(ordinal) {
    if (ordinal === this.#current) return;
    this.#items.get(this.#current)?.button.removeAttribute('aria-current');
    this.#current = ordinal;
    this.#fold();
    const now = this.#items.get(ordinal);
    if (!now) return;
    now.button.setAttribute('aria-current', 'location');
    const { top, bottom } = now.button.getBoundingClientRect();
    const box = this.element.getBoundingClientRect();
    if (top < box.top || bottom > box.bottom) this.element.scrollTop += top - box.top - box.height / 3;
  }

  /** Of a long outline only the way to the present section is unfolded. */
  #fold() {
    if (!this.#many) return;
    const open = new Set();
    for (let at = this.#items.get(this.#current)?.section; at; at = this.#items.get(at.parent)?.section) open.add(at.ordinal);
    for (const { section, item, always } of this.#items.values()) item.hidden = !always && !open.has(section.parent);
  }
}
