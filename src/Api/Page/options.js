// How a question is searched for and answered.
import { byId, el } from './dom.js';
import { readFilter } from './filter.js';
import { state } from './state.js';

const fields = [
  { name: 'retriever', label: 'Search by', names: () => state.info.retrievers },
  { name: 'reranker', label: 'Put in order by', names: () => ['none', ...state.info.rerankers.filter(name => name !== 'none')] },
  { name: 'generator', label: 'Answer by', names: () => state.info.generators, only: 'ask' },
  { name: 'mode', label: 'A model writes', names: () => ['full', 'short', 'reasoning', 'bare'], only: 'ask' },
  { name: 'level', label: 'List', names: () => ['passage', 'section', 'document'], only: 'search' },
];

// At once: a button that is seen is pressed, also before the server has answered.
byId('options-toggle').addEventListener('click', () => {
  const opening = byId('options').hidden;
  byId('options').hidden = !opening;
  byId('options-toggle').setAttribute('aria-expanded', opening);
});

/** Makes the controls, once the server has said what it knows. */
export function showOptions() {
  const select = field => el('label', { 'data-only': field.only }, field.label,
    el('select', { name: field.name }, el('option', { value: '' }, 'as configured'), field.names().map(name => el('option', { value: name }, name))));
  byId('options').replaceChildren(
    ...fields.map(select),
    el('label', null, 'Passages', el('input', { name: 'top', type: 'number', min: 1, max: 100, placeholder: 'as configured' })),
    el('label', { class: 'wide' }, 'What counts as relevant', el('input', { name: 'instruction', placeholder: 'Only rules that are in force; nothing about 2019', autocomplete: 'off' })),
    el('label', { class: 'wide' }, 'Only documents with', el('input', { name: 'filter', placeholder: 'year>=2020 and author=Smith', autocomplete: 'off', spellcheck: 'false' })),
    el('label', { class: 'check', 'data-only': 'search' }, el('input', { name: 'explain', type: 'checkbox' }), 'Explain scores'));
  byId('options').addEventListener('input', summarize);
  summarize();
}

const control = name => byId('options').querySelector(`[name="${name}"]`);

/** Whether a question is to be asked or searched for. */
export const what = () => document.querySelector('input[name="what"]:checked').value;

/** Says in a line what differs from what is configured. */
export function summarize() {
  for (const label of byId('options').querySelectorAll('[data-only]')) label.hidden = label.dataset.only !== what();
  const said = [...fields.filter(f => !f.only || f.only === what()).map(f => control(f.name).value), control('instruction').value && 'instruction', control('filter').value];
  byId('options-summary').textContent = said.filter(Boolean).join(' · ');
}

/** The options as the request has them; those left as configured are left out. Throws a Problem where the filter cannot be read. */
export function chosenOptions() {
  const chosen = {};
  for (const field of fields) if ((!field.only || field.only === what()) && control(field.name).value) chosen[field.name] = control(field.name).value;
  if (control('top').valueAsNumber > 0) chosen.top = control('top').valueAsNumber;
  if (control('instruction').value.trim()) chosen.instruction = control('instruction').value.trim();
  if (control('filter').value.trim()) chosen.filters = readFilter(control('filter').value.trim());
  if (what() === 'search' && control('explain').checked) chosen.explain = true;
  return chosen;
}
