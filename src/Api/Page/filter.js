// Conditions on metadata as a person writes them, made into the JSON that the server reads.
import { Problem } from './problems.js';

const operators = { '=': '$eq', '!=': '$ne', '>': '$gt', '>=': '$gte', '<': '$lt', '<=': '$lte', '~': '$contains' };

/** `year>=2020 and not tags=draft`, or the JSON itself. What is nested deeper has to be JSON. */
export function readFilter(text) {
  if (text.startsWith('{')) {
    try { return JSON.parse(text); } catch (failure) { throw bad(failure.message); }
  }
  const conditions = text.split(/\s+and\s+/i).map(condition);
  return conditions.length === 1 ? conditions[0] : { $and: conditions };
}

function condition(text) {
  const negated = /^not\s+(.*)$/is.exec(text);
  if (negated) return { $not: condition(negated[1]) };
  const exists = /^exists\s*\(\s*([\w.-]+)\s*\)$/i.exec(text);
  if (exists) return { [exists[1]]: { $exists: true } };
  const list = /^([\w.-]+)\s+in\s*\((.*)\)$/is.exec(text);
  if (list) return { [list[1]]: { $in: list[2].split(',').map(value) } };
  const compared = /^([\w.-]+)\s*(>=|<=|!=|=|>|<|~)\s*([^\s=<>!~].*)$/s.exec(text);
  if (!compared) throw bad(`“${text}” is no comparison.`);
  return { [compared[1]]: { [operators[compared[2]]]: value(compared[3]) } };
}

function value(text) {
  const bare = text.trim();
  if (/^(["']).*\1$/s.test(bare)) return bare.slice(1, -1);
  if (/^-?\d+(\.\d+)?$/.test(bare)) return Number(bare);
  return bare === 'true' ? true : bare === 'false' ? false : bare;
}

const bad = detail => new Problem({ title: 'The filter cannot be read', detail, code: 'bad_filter' });
