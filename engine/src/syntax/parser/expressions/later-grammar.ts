// What the grammar of SQL Server 2025 has beyond that of 2022: refused by name, since a slip of the pen reads otherwise; a server that is started as an
// earlier version takes it for one. Functions of plain arguments are not here: they are known by their names when they are bound.
import { notSupportedOf2025 } from '../../../errors/not-supported';
import { CALLS_OF_2025 } from '../../dialect';
import type { Parser } from '../grammar';

const ROWSETS: ReadonlySet<string> = new Set(['VECTOR_SEARCH', 'AI_GENERATE_CHUNKS']);

/** Refuses a call of a built-in function that is a condition or whose arguments are not values alone; its parenthesis is next. */
export function refuseLaterCall(p: Parser, name: string, isTable: boolean): void {
  if (!p.speaks('grammar of 2025')) return;
  const upper = name.toUpperCase();
  if (isTable ? ROWSETS.has(upper) && p.isSymbolAt(2, '=') : CALLS_OF_2025.has(upper)) throw p.refuse(`the function ${upper}`, notSupportedOf2025);
}

/** Refuses what may stand behind the arguments of the JSON functions. */
export function refuseLaterClause(p: Parser, name: string): void {
  if (!p.speaks('grammar of 2025')) return;
  const upper = name.toUpperCase();
  if (upper.startsWith('JSON_') && p.isWord('RETURNING')) throw p.refuse(`RETURNING in ${upper}`, notSupportedOf2025);
  if (upper === 'JSON_QUERY' && p.isSequence('WITH', 'ARRAY', 'WRAPPER')) throw p.refuse('WITH ARRAY WRAPPER in JSON_QUERY', notSupportedOf2025);
}

/** Refuses the operator ||, whose first half has just been read. */
export function refuseLaterOperator(p: Parser, operator: string): void {
  if (operator === '|' && p.isSymbol('|') && p.speaks('grammar of 2025')) throw p.refuse('the operator ||', notSupportedOf2025);
}
