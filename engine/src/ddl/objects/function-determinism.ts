// Whether a scalar function of the user gives the same value for the same arguments: what a persisted computed column and an index over it ask.
// Reads the body as written, binds nothing: where the types of a conversion decide, it does not know.
import { scalarFunction } from '../../binder/function-signatures';
import type { FunctionDefinition } from '../../catalog/definitions';
import type { Database } from '../../instance/instance';
import type { BoundExpression } from '../../plan/expression';
import type { Statement } from '../../syntax/ast/statement';
import { visitTree } from '../../syntax/visit-tree';
import { findObject } from './object-names';
import type { DdlContext } from './ddl-context';

/** `unknown`: it depends on the types of a conversion, or on a function of the user's of which that is so. */
export type Determinism = NonNullable<FunctionDefinition['determinism']>;

/** Types whose conversions may depend on language and date format. */
const TEMPORAL = new Set(['date', 'datetime', 'datetime2', 'smalldatetime', 'datetimeoffset', 'time']);
const AGGREGATES = new Set(['COUNT', 'COUNT_BIG', 'SUM', 'AVG', 'MIN', 'MAX', 'STRING_AGG', 'STDEV', 'STDEVP', 'VAR', 'VARP']);

/** Of a scalar function by its body and whether it is schema-bound, without which nothing is deterministic. */
export function determinismOf(ddl: DdlContext, body: readonly Statement[], isSchemaBound: boolean): Determinism {
  if (!isSchemaBound) return 'nondeterministic';
  const found = new Set<Determinism>(['deterministic']);
  visitTree(body, (kind, node) => {
    if (kind === 'system-variable' || kind === 'next-value') found.add('nondeterministic');
    if (kind === 'table') found.add('reads data');
    if (kind === 'cast' || kind === 'convert') found.add(typeof node.type === 'object' && isTemporalType(node.type) ? 'unknown' : 'deterministic');
    if (kind === 'call') found.add(ofCall(ddl, partsIn(node.name)));
  });
  // A variable of a temporal type may be given a text, whose reading depends on settings.
  visitDeclared(body, (type) => { if (isTemporalType(type)) found.add('unknown'); });
  return ORDER.find((one) => found.has(one)) ?? 'deterministic';
}

/** The first that holds for a part holds for all. */
const ORDER: readonly Determinism[] = ['nondeterministic', 'unknown', 'reads data', 'deterministic'];

function ofCall(ddl: DdlContext, parts: readonly string[]): Determinism {
  const [name = ''] = parts;
  if (parts.length > 1) {
    const called = findObject(ddl, { parts, at: { line: 1, offset: 0 } })?.object;
    return called?.kind === 'function' ? (called.determinism ?? 'unknown') : 'unknown';
  }
  if (AGGREGATES.has(name.toUpperCase())) return 'deterministic';
  return scalarFunction(name)?.isDeterministic === true ? 'deterministic' : 'nondeterministic';
}

function partsIn(name: unknown): readonly string[] {
  const parts = typeof name === 'object' && name !== null && 'parts' in name ? name.parts : undefined;
  return Array.isArray(parts) ? parts.map(String) : [];
}

const isTemporalType = (type: unknown): boolean => typeof type === 'object' && type !== null && 'name' in type && TEMPORAL.has(partsIn(type.name).at(-1)?.toLowerCase() ?? '');

function visitDeclared(body: readonly Statement[], visit: (type: unknown) => void): void {
  visitTree(body, (kind, node) => {
    if (kind === 'declare' && Array.isArray(node.variables)) for (const variable of node.variables) if (typeof variable === 'object' && variable !== null && 'type' in variable) visit(variable.type);
  });
}

/** What the functions of the user in an expression are, together; undefined where it calls none. */
export function determinismIn(bound: BoundExpression, database: Database): Determinism | undefined {
  const found = new Set<Determinism>();
  visitTree(bound, (kind, node) => {
    if (kind !== 'user-function') return;
    const object = database.catalog.byId(Number(node.objectId));
    found.add(object?.kind === 'function' ? (object.determinism ?? 'unknown') : 'unknown');
  });
  return ORDER.find((one) => found.has(one));
}
