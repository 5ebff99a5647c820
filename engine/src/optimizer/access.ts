// Which index a scan goes through: by rules over its predicate, never by counting rows.
import type { IndexDefinition, TableDefinition } from '../catalog/definitions';
import { MIRRORED, type BoundExpression } from '../plan/expression';
import { expressionKey } from '../plan/expression-key';
import type { Scan, TableAccess } from '../plan/node';
import { columnsOf, hasSubquery } from '../plan/rewrite';
import { hasUnicodeEquals, isFinerWithoutUnicode } from '../types/text/collation-order';
import { isCharacter, isDecimal, isInteger, isMoney, isTemporal, isUnicode, type SqlType } from '../types/sql-type';
import { conjunctsOf, isSteady } from './conjuncts';

/** An access through one index; the higher the score, the fewer rows it promises. */
export interface IndexAccess { readonly index: IndexDefinition; readonly access: TableAccess; readonly score: number }

/** A comparison of a table's column with a value from outside its row. */
interface Bound { readonly ordinal: number; readonly operator: '=' | '<' | '<=' | '>' | '>='; readonly value: BoundExpression }

/** Whether the conversion keeps different values different and can be undone for values it yields. */
function isReversible(from: SqlType, to: SqlType): boolean {
  if (isInteger(from) || isMoney(from)) return isInteger(to) || isDecimal(to) || isMoney(to) || (isInteger(from) && to.name === 'float' && from.name !== 'bigint');
  if (isDecimal(from)) return isDecimal(to);
  // A moment with its offset is compared in UTC, and becomes another type by its local time.
  if (isTemporal(from)) return isTemporal(to) && from.name !== 'time' && (to.name !== 'datetimeoffset' || from.name === 'datetimeoffset');
  return isCharacter(from) && isCharacter(to) && from.collation === to.collation && from.name !== 'text' && from.name !== 'ntext';
}

/** A value from outside the row that may be evaluated once. */
export const isOutside = (e: BoundExpression): boolean => columnsOf(e).size === 0 && !hasSubquery(e) && isSteady(e);

/** The column (and what a value must become to be compared with it) of one side of a comparison; undefined if it is none. */
export function seekColumn(side: BoundExpression, operandType: SqlType): { readonly ordinal: number; readonly type: SqlType; readonly isExact: boolean } | undefined {
  const column = side.kind === 'convert' && side.isImplicit && !side.isTry ? side.operand : side;
  if (column.kind !== 'column') return undefined;
  if (isCharacter(column.type) && column.type.collation !== operandType.collation) return undefined;
  if (column === side) return { ordinal: column.ordinal, type: column.type, isExact: true };
  return isReversible(column.type, operandType) ? { ordinal: column.ordinal, type: column.type, isExact: false } : undefined;
}

/** `value` as one of the column's type; one that has no such value becomes NULL and finds nothing. Text stays as it is, for many texts may equal it. The predicate is checked again on the row. */
export const asColumn = (value: BoundExpression, column: { readonly type: SqlType; readonly isExact: boolean }): BoundExpression =>
  (column.isExact || isCharacter(column.type) ? value : { kind: 'convert', operand: value, isTry: true, isImplicit: true, type: column.type, isNullable: true });

/** Whether rows of several keys may equal the value: a Unicode text, on a column that tells apart what Unicode does not. Then the scan seeks by it only where it may. */
export function isLoose(column: SqlType | undefined, value: BoundExpression): boolean {
  if (!column || !isCharacter(column) || isUnicode(column) || !isUnicode(value.type) || !isFinerWithoutUnicode(column.collation)) return false;
  return value.kind !== 'constant' || (typeof value.value === 'string' && hasUnicodeEquals(value.value, column.collation));
}

/** How many of the index's columns an access holds to one key each. */
export function fixedKeys(index: IndexDefinition, table: TableDefinition, { equals = [] }: TableAccess): number {
  const loose = equals.findIndex((value, i) => isLoose(table.columns.find((c) => c.columnId === index.columns[i]?.columnId)?.type, value));
  return loose < 0 ? equals.length : loose;
}

function boundOf(conjunct: BoundExpression): Bound | undefined {
  if (conjunct.kind !== 'compare' || conjunct.operator === '<>') return undefined;
  const { left, right, operator, operandType } = conjunct;
  const isLeft = isOutside(right);
  if (!isLeft && !isOutside(left)) return undefined;
  const column = seekColumn(isLeft ? left : right, operandType);
  if (!column || (!column.isExact && operator !== '=')) return undefined;
  return { ordinal: column.ordinal, operator: isLeft ? operator : MIRRORED[operator], value: asColumn(isLeft ? right : left, column) };
}

/** Whether every row that satisfies the conjuncts is in the filtered index. */
function impliesFilter(filter: BoundExpression | undefined, conjuncts: readonly BoundExpression[], bounds: readonly Bound[]): boolean {
  if (!filter) return false;
  const known = new Set(conjuncts.map(expressionKey));
  return conjunctsOf(filter).every((part) => {
    if (known.has(expressionKey(part))) return true;
    return part.kind === 'is-null' && part.isNegated && part.operand.kind === 'column' && isTested(part.operand.ordinal, conjuncts, bounds);
  });
}

const isTested = (ordinal: number, conjuncts: readonly BoundExpression[], bounds: readonly Bound[]): boolean =>
  bounds.some((b) => b.ordinal === ordinal) || conjuncts.some((c) => c.kind === 'compare' && [c.left, c.right].some((s) => s.kind === 'column' && s.ordinal === ordinal));

function through(index: IndexDefinition, table: TableDefinition, bounds: readonly Bound[]): IndexAccess {
  const ordinals = index.columns.map((c) => table.columns.findIndex((x) => x.columnId === c.columnId));
  const equals: BoundExpression[] = [];
  for (const ordinal of ordinals) {
    const found = bounds.find((b) => b.ordinal === ordinal && b.operator === '=');
    if (!found) break;
    equals.push(found.value);
  }
  const next = ordinals[equals.length];
  const low = bounds.find((b) => b.ordinal === next && (b.operator === '>' || b.operator === '>='));
  const high = bounds.find((b) => b.ordinal === next && (b.operator === '<' || b.operator === '<='));
  const isWhole = index.isUnique && equals.length === index.columns.length;
  const access: TableAccess = {
    ...(index.isClustered ? {} : { indexId: index.indexId }), ...(equals.length > 0 ? { equals } : {}),
    ...(low ? { low: { value: low.value, isInclusive: low.operator === '>=' } } : {}), ...(high ? { high: { value: high.value, isInclusive: high.operator === '<=' } } : {}),
  };
  return { index, access, score: (isWhole ? 1000 : 0) + equals.length * 10 + (low || high ? 5 : 0) + (index.isClustered ? 1 : 0) };
}

/** Every index a scan may use, with what its predicate makes of it. */
export function candidates(scan: Scan): readonly IndexAccess[] {
  const { definition } = scan;
  if (!definition || scan.table.kind === 'pseudo') return [];
  const conjuncts = conjunctsOf(scan.predicate);
  const bounds = conjuncts.flatMap((c) => boundOf(c) ?? []);
  const usable = definition.indexes.filter((i) => !i.isDisabled && (i.filter === undefined || impliesFilter(scan.indexFilters?.get(i.indexId), conjuncts, bounds)));
  return usable.map((i) => through(i, definition, bounds));
}

const isSeek = ({ equals, low, high }: TableAccess): boolean => equals !== undefined || low !== undefined || high !== undefined;

/** The scan with the access its predicate asks for: a whole unique key first, else the longest prefix. */
export function chooseAccess(scan: Scan): Scan {
  const { forcedIndexId } = scan.access;
  const all = candidates(scan);
  const forced = all.find((c) => c.index.indexId === forcedIndexId);
  if (forced) return { ...scan, access: { ...forced.access, forcedIndexId } };
  const best = all.filter((c) => isSeek(c.access)).reduce<IndexAccess | undefined>((a, b) => (a && a.score >= b.score ? a : b), undefined);
  return best ? { ...scan, access: best.access } : { ...scan, access: {} };
}

/** Whether a chosen access matches a whole unique key: one row at most. */
export function givesOneRow(scan: Scan): boolean {
  const { definition, access } = scan;
  const index = definition?.indexes.find((i) => (access.indexId === undefined ? i.isClustered : i.indexId === access.indexId));
  return definition !== undefined && index !== undefined && index.isUnique && fixedKeys(index, definition, access) === index.columns.length;
}
