// Reading tables: works out the key range of an access and hands the predicate to the door of rows, which decides
// locks under it. Also rows that are no table's: inserted/deleted and system views.
import type { Scan, TableAccess, VirtualScan } from '../../plan/node';
import type { IndexDefinition, TableDefinition } from '../../catalog/definitions';
import type { BoundExpression } from '../../plan/expression';
import { columnsOf } from '../../plan/rewrite';
import type { KeyRange, ReadRequest, TableHandle } from '../../transaction/row-access';
import { hasUnicodeEquals, isFinerWithoutUnicode } from '../../types/text/collation-order';
import { isUnicode } from '../../types/sql-type';
import type { Row, Value } from '../../types/value';
import { iterateAny, NO_ROW, NO_ROWS, type CompiledQuery, type Compiler, type Evaluate, type RowIterator, type Test } from '../compiled';
import type { ExecutionContext } from '../context';
import { compileSought } from './sought';

type RangeOf = (table: TableHandle, context: ExecutionContext) => KeyRange | 'everything' | 'nothing';

/** Reads a table or table variable. */
export function compileScan(node: Scan, compiler: Compiler): CompiledQuery {
  const predicate = node.predicate && compiler.predicate(node.predicate);
  const asksRowId = node.emitsRowId && node.predicate !== undefined && columnsOf(node.predicate).has(node.columns.length - 1);
  const rowIdsOf = asksRowId && node.predicate ? compileRowIds(node.predicate, node.columns.length - 1, compiler) : undefined;
  const rangeOf = compileRange(node.access, compiler);
  const indexId = indexOf(node.access);
  return {
    columns: node.columns,
    open: context => {
      const table = context.openTable(node.table);
      const range = rangeOf(table, context);
      if (range === 'nothing') return NO_ROWS;
      const cursor = context.rows.read({
        table, indexId, range: range === 'everything' ? undefined : range, rowIds: rowIdsOf?.(context), isBackward: node.access.isBackward, hints: node.hints, purpose: node.purpose,
        predicate: predicate && (asksRowId ? withRowId(watchful(predicate, context)) : watchful(predicate, context)),
      });
      if (!node.emitsRowId) return { next: () => { context.rowPassed(); return cursor.next()?.values; } };
      return {
        next: () => {
          context.rowPassed();
          const stored = cursor.next();
          return stored?.values.concat(stored.rowId);
        },
      };
    },
  };
}

/** Reads inserted or deleted; row ids are positions. */
export function compilePseudoScan(node: Scan, name: 'inserted' | 'deleted', compiler: Compiler): CompiledQuery {
  const predicate = node.predicate && compiler.predicate(node.predicate);
  return {
    columns: node.columns,
    open: context => {
      const rows = context.pseudoRows(name);
      let index = 0;
      const next = (): Row | undefined => {
        for (let row = rows[index++]; row !== undefined; row = rows[index++]) {
          if (!predicate || predicate(row, context)) return node.emitsRowId ? [...row, index - 1] : row;
        }
        return undefined;
      };
      return { next };
    },
  };
}

/** Reads a system view as it is now. */
export function compileVirtualScan(node: VirtualScan, compiler: Compiler): CompiledQuery {
  const predicate = node.predicate && compiler.predicate(node.predicate);
  const sought = compileSought(node, compiler);
  return {
    columns: node.columns,
    open: context => {
      const rows = iterateAny(context.virtualRows(node.databaseId, node.view, { sought: sought?.(context), isDirty: node.isDirty }), context);
      return predicate ? filtered(rows, predicate, context) : rows;
    },
  };
}

function filtered(rows: RowIterator, predicate: Test, context: ExecutionContext): RowIterator {
  return {
    next: () => {
      let row = rows.next();
      while (row !== undefined && !predicate(row, context)) row = rows.next();
      return row;
    },
  };
}

// Rejected rows never come out of the cursor, so rows are counted where they are judged.
function watchful(predicate: Test, context: ExecutionContext): (row: Row) => boolean {
  return row => {
    context.rowPassed();
    return predicate(row, context);
  };
}

// Conditions over the row id find it behind the columns, as the rows that come out have it.
const withRowId = (test: (row: Row) => boolean) => (row: Row, rowId: number): boolean => test(row.concat(rowId));

/** What conditions of the form `row id > value` leave of a heap. */
function compileRowIds(predicate: BoundExpression, ordinal: number, compiler: Compiler): (context: ExecutionContext) => NonNullable<ReadRequest['rowIds']> {
  const bounds = conjuncts(predicate).flatMap(one => {
    const isBound = one.kind === 'compare' && one.left.kind === 'column' && one.left.ordinal === ordinal && columnsOf(one.right).size === 0;
    return isBound ? [{ operator: one.operator, value: compiler.expression(one.right) }] : [];
  });
  return context => {
    let after = 0;
    let before = Number.POSITIVE_INFINITY;
    for (const { operator, value } of bounds) {
      const id = Number(value(NO_ROW, context));
      if (operator === '>' || operator === '=') after = Math.max(after, operator === '=' ? id - 1 : id);
      if (operator === '<' || operator === '=') before = Math.min(before, operator === '=' ? id + 1 : id);
    }
    return { after, before };
  };
}

const conjuncts = (predicate: BoundExpression): readonly BoundExpression[] =>
  (predicate.kind === 'logical' && predicate.operator === 'and' ? predicate.operands.flatMap(conjuncts) : [predicate]);

const indexOf = (access: TableAccess): number | undefined => {
  const indexId = access.indexId ?? access.forcedIndexId;
  return indexId === 0 ? undefined : indexId;
};

function compileRange(access: TableAccess, compiler: Compiler): RangeOf {
  const equals = (access.equals ?? []).map(expression => compiler.expression(expression));
  const low = access.low && { value: compiler.expression(access.low.value), isInclusive: access.low.isInclusive };
  const high = access.high && { value: compiler.expression(access.high.value), isInclusive: access.high.isInclusive };
  if (equals.length === 0 && !low && !high) return () => 'everything';
  const unicode = (access.equals ?? []).flatMap((expression, i) => (isUnicode(expression.type) ? [i] : []));
  return (table, context) => {
    const prefix = equals.map(evaluate => evaluate(NO_ROW, context));
    if (prefix.includes(null)) return 'nothing';
    const several = unicode.length === 0 ? -1 : severalKeysAt(prefix, unicode, indexDefinition(table.definition, indexOf(access)), table.definition);
    if (several === 0) return 'everything';
    if (several > 0) {
      const key = prefix.slice(0, several);
      return { low: { key, isInclusive: true }, high: { key, isInclusive: true } };
    }
    const lowBound = evaluateBound(prefix, low, context);
    const highBound = evaluateBound(prefix, high, context);
    if (lowBound === 'nothing' || highBound === 'nothing') return 'nothing';
    if (!low && !high) return { low: { key: prefix, isInclusive: true }, high: { key: prefix, isInclusive: true } };
    return orderedRange(prefix, lowBound, highBound, isDescendingAt(table.definition, indexOf(access), prefix.length));
  };
}

type Bound = { readonly key: readonly Value[]; readonly isInclusive: boolean };

function evaluateBound(prefix: readonly Value[], bound: { readonly value: Evaluate; readonly isInclusive: boolean } | undefined, context: ExecutionContext): Bound | undefined | 'nothing' {
  if (!bound) return undefined;
  const value = bound.value(NO_ROW, context);
  return value === null ? 'nothing' : { key: [...prefix, value], isInclusive: bound.isInclusive };
}

// NULLs sort before every value but satisfy no range; in a descending column the ends change places.
function orderedRange(prefix: readonly Value[], low: Bound | undefined, high: Bound | undefined, isDescending: boolean): KeyRange {
  const wholePrefix = prefix.length > 0 ? { key: prefix, isInclusive: true } : undefined;
  const start = low ?? { key: [...prefix, null], isInclusive: false };
  const end = high ?? wholePrefix;
  return isDescending ? { low: end, high: start } : { low: start, high: end };
}

/** The first of these places in the key whose text equals keys of several texts, since it is Unicode and the column is not; -1 for none. */
function severalKeysAt(prefix: readonly Value[], places: readonly number[], index: IndexDefinition | undefined, { columns }: TableDefinition): number {
  const found = places.find(place => {
    const type = columns.find(column => column.columnId === index?.columns[place]?.columnId)?.type;
    return type !== undefined && !isUnicode(type) && isFinerWithoutUnicode(type.collation) && hasUnicodeEquals(prefix[place] as string, type.collation);
  });
  return found ?? -1;
}

const indexDefinition = ({ indexes }: TableDefinition, indexId: number | undefined): IndexDefinition | undefined =>
  indexes.find(candidate => (indexId === undefined ? candidate.isClustered : candidate.indexId === indexId));

function isDescendingAt(table: TableDefinition, indexId: number | undefined, position: number): boolean {
  return indexDefinition(table, indexId)?.columns[position]?.isDescending ?? false;
}
