// What all parts of the page know, and the address that says it.

/** The collection chosen, and what the server says of itself and of the caller. */
export const state = {
  collection: 'default',
  collections: [],
  info: { version: '', retrievers: [], rerankers: [], generators: [], right: 'read' },
};

/** Whether the caller may do what needs that right. */
export const may = right => ['read', 'write', 'admin'].indexOf(state.info.right) >= ['read', 'write', 'admin'].indexOf(right);

/** The address of a collection, or of a place in one of its documents. */
export function hashOf({ collection, doc, start, end }) {
  const parts = new URLSearchParams({ c: collection });
  if (doc) parts.set('doc', doc);
  if (doc && Number.isInteger(start)) parts.set('start', start);
  if (doc && Number.isInteger(end)) parts.set('end', end);
  return `#${parts}`;
}

/** What an address says. */
export function placeOf(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const number = name => /^\d{1,10}$/.test(parts.get(name) ?? '') ? Number(parts.get(name)) : null;
  return { collection: parts.get('c'), doc: parts.get('doc'), start: number('start'), end: number('end') };
}

const quotes = new Map();

/** Remembers what a citation says stands at a place, so that the viewer can tell when it no longer does. */
export const expectQuote = citation => quotes.set(hashOf({ collection: '', doc: citation.document_id, start: citation.start_char, end: citation.end_char }), citation.quote);

/** What should stand there; undefined where nobody quoted it. */
export const quoteAt = (doc, start, end) => quotes.get(hashOf({ collection: '', doc, start, end }));
