// An answer: its text with markers that are buttons, and the citations behind them.
import { el, pages } from './dom.js';
import { expectQuote, hashOf } from './state.js';

/** An answer that grows while it is written. */
export class AnswerView {
  #text = '';
  #citations = new Map();
  #unsupported = [];
  #due = false;
  #body = el('div', { class: 'answer' });
  #list = el('ol', { class: 'citations', 'aria-label': 'Citations' });

  /** What is put into the page. */
  elements = [this.#body, this.#list];

  /** Whether anything has been written. */
  get isEmpty() { return this.#text === ''; }

  /** The citations' links, in order. */
  get links() { return [...this.#list.querySelectorAll('a')]; }

  add(delta) {
    this.#text += delta;
    this.#render();
  }

  withdraw() {
    this.#text = '';
    this.#citations.clear();
    this.#list.replaceChildren();
    this.#render();
  }

  cite(citation) {
    if (this.#citations.has(citation.id)) return;
    this.#citations.set(citation.id, citation);
    expectQuote(citation);
    this.#list.append(card(citation));
    this.#render();
  }

  /** The whole answer: what holds, whatever came before. */
  finish(response) {
    this.#text = response.answer;
    this.#unsupported = response.unsupported_sentences;
    this.#citations.clear();
    this.#list.replaceChildren();
    for (const citation of response.citations) this.cite(citation);
    this.#draw();
  }

  /** Not more often than the screen is drawn: a fast writer sends hundreds of pieces a second. */
  #render() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => { if (this.#due) this.#draw(); });
  }

  #draw() {
    this.#due = false;
    this.#body.replaceChildren(...this.#text.trim().split(/\n{2,}/).filter(Boolean).map(paragraph => el('p', null, this.#withoutSupport(paragraph))));
  }

  #withoutSupport(text) {
    const sentence = this.#unsupported.find(s => s && text.includes(s));
    if (!sentence) return this.#withMarkers(text);
    const at = text.indexOf(sentence);
    return [
      ...this.#withMarkers(text.slice(0, at)),
      el('span', { class: 'unsupported', title: 'Nothing in the evidence supports this sentence.' }, this.#withMarkers(sentence)),
      ...this.#withoutSupport(text.slice(at + sentence.length)),
    ];
  }

  #withMarkers(text) {
    return text.split(/(\[\d{1,3}\])/).map(piece => /^\[\d+\]$/.test(piece) ? this.#marker(piece.slice(1, -1)) : piece).filter(piece => piece !== '');
  }

  /** A marker whose citation has not arrived yet can be seen, but not pressed. */
  #marker(id) {
    const citation = this.#citations.get(id);
    const show = () => this.#list.querySelector(`a[data-id="${id}"]`)?.click();
    return el('button', { type: 'button', class: 'marker', disabled: !citation, 'aria-label': citation ? `Citation ${id}: ${citation.title || citation.source}` : `Citation ${id}`, onclick: show }, id);
  }
}

function card(citation) {
  const where = [citation.title || citation.source, pages(citation.page_start, citation.page_end)].filter(Boolean).join(', ');
  return el('li', null,
    el('a', { class: 'citation', 'data-id': citation.id, href: hashOf({ collection: citation.collection, doc: citation.document_id, start: citation.start_char, end: citation.end_char }) },
      el('span', { class: 'number', 'aria-hidden': 'true' }, citation.id),
      el('span', { class: 'where' }, where),
      el('q', null, citation.quote),
      el('span', { class: 'hint' }, citation.verified ? '✓ checked against the stored text' : 'not checked', citation.attributed && ' · the writer named no source, this one was found afterwards')));
}
