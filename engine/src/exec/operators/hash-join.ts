// Hash join on equal keys: the right input goes into a table, the left one probes it in its own order. NULL keys match nothing.
import type { HashJoin } from '../../plan/node';
import { isCorrelated, readsRecursion } from '../../plan/rewrite';
import type { SqlType } from '../../types/sql-type';
import { valueKey } from '../../types/compare';
import type { Row } from '../../types/value';
import { evaluateAll, type CompiledQuery, type Compiler, type Evaluate, type RowIterator, type Test } from '../compiled';
import type { ExecutionContext } from '../context';
import { compileRowKey, type Key } from '../row-key';
import { joinRows, nullRow } from './joined-row';

type KeyOf = (row: Row, context: ExecutionContext) => Key | undefined;
interface HashParts {
  readonly left: CompiledQuery; readonly right: CompiledQuery; readonly leftKey: KeyOf; readonly rightKey: KeyOf; readonly residual: Test | undefined;
  readonly join: HashJoin['join']; readonly leftNulls: Row; readonly rightNulls: Row;
  /** The right input reads nothing outside itself: each row of a recursion finds the same table. */
  readonly isSteady: boolean;
}
interface HashTable { readonly byKey: ReadonlyMap<Key, readonly Row[]>; readonly all: readonly Row[] }

/** Compiles a hash join. */
export function compileHashJoin(node: HashJoin, compiler: Compiler): CompiledQuery {
  const parts: HashParts = {
    left: compiler.query(node.left), right: compiler.query(node.right), join: node.join,
    leftKey: compileKey(node.leftKeys.map(key => compiler.expression(key)), node.keyTypes),
    rightKey: compileKey(node.rightKeys.map(key => compiler.expression(key)), node.keyTypes),
    residual: node.residual && compiler.predicate(node.residual),
    leftNulls: nullRow(node.left.columns.length), rightNulls: nullRow(node.right.columns.length), isSteady: !isCorrelated(node.right) && !readsRecursion(node.right),
  };
  const isSemi = node.join === 'semi' || node.join === 'anti';
  return { columns: node.columns, open: context => (isSemi ? openSemi(parts, context) : openJoin(parts, context)) };
}

function compileKey(keys: readonly Evaluate[], types: readonly SqlType[]): KeyOf {
  const [only, more] = keys;
  const [type] = types;
  if (only && !more && type) {
    const keyOf = valueKey(type);
    return (row, context) => {
      const value = only(row, context);
      return value === null ? undefined : keyOf(value);
    };
  }
  const keyOf = compileRowKey(types);
  return (row, context) => {
    const values = evaluateAll(keys, row, context);
    return values.includes(null) ? undefined : keyOf(values);
  };
}

function build(parts: HashParts, context: ExecutionContext): HashTable {
  if (!parts.isSteady || context.cteRows.size === 0) return buildAnew(parts, context);
  const kept = context.subqueryCache.get(parts) as HashTable | undefined;
  if (kept) return kept;
  const table = buildAnew(parts, context);
  context.subqueryCache.set(parts, table);
  return table;
}

function buildAnew({ right, rightKey, join }: HashParts, context: ExecutionContext): HashTable {
  const byKey = new Map<Key, Row[]>();
  const all: Row[] = [];
  const keepsRight = join === 'right' || join === 'full';
  const rows = right.open(context);
  for (let row = rows.next(); row !== undefined; row = rows.next()) {
    if (keepsRight) all.push(row);
    const key = rightKey(row, context);
    if (key === undefined) continue;
    const bucket = byKey.get(key);
    if (bucket) bucket.push(row);
    else byKey.set(key, [row]);
  }
  return { byKey, all };
}

const NO_MATCHES: readonly Row[] = [];

// The right input is read only once there is a left row, unless its rows appear by themselves.
function openJoin(parts: HashParts, context: ExecutionContext): RowIterator {
  const { residual, leftNulls, rightNulls, join } = parts;
  const keepsLeft = join === 'left' || join === 'full';
  const keepsRight = join === 'right' || join === 'full';
  const leftRows = parts.left.open(context);
  const matched = new Set<Row>();
  let table: HashTable | undefined;
  let current: Row | undefined;
  let bucket = NO_MATCHES;
  let position = 0;
  let isMatched = false;
  let rest: RowIterator | undefined;
  const next = (): Row | undefined => {
    while (!rest) {
      if (!current) {
        current = leftRows.next();
        if (!current) { rest = keepsRight ? unmatchedRows(table ?? build(parts, context), matched) : { next: () => undefined }; break; }
        table ??= build(parts, context);
        bucket = bucketOf(table, parts.leftKey(current, context));
        position = 0;
        isMatched = false;
      }
      for (let row = bucket[position++]; row !== undefined; row = bucket[position++]) {
        context.rowPassed();
        const joined = joinRows(current, row);
        if (residual && !residual(joined, context)) continue;
        isMatched = true;
        if (keepsRight) matched.add(row);
        return joined;
      }
      const ended = current;
      current = undefined;
      if (keepsLeft && !isMatched) return joinRows(ended, rightNulls);
    }
    const row = rest.next();
    return row && joinRows(leftNulls, row);
  };
  return { next };
}

const bucketOf = (table: HashTable, key: Key | undefined): readonly Row[] => (key === undefined ? NO_MATCHES : table.byKey.get(key) ?? NO_MATCHES);

function unmatchedRows({ all }: HashTable, matched: ReadonlySet<Row>): RowIterator {
  let position = 0;
  return {
    next: () => {
      let row = all[position++];
      while (row !== undefined && matched.has(row)) row = all[position++];
      return row;
    },
  };
}

function openSemi(parts: HashParts, context: ExecutionContext): RowIterator {
  const { residual, leftKey } = parts;
  const leftRows = parts.left.open(context);
  const wantsMatch = parts.join === 'semi';
  let table: HashTable | undefined;
  const hasMatch = (row: Row): boolean => {
    table ??= build(parts, context);
    const bucket = bucketOf(table, leftKey(row, context));
    if (!residual) return bucket.length > 0;
    return bucket.some(other => {
      context.rowPassed();
      return residual(joinRows(row, other), context);
    });
  };
  return {
    next: () => {
      let row = leftRows.next();
      while (row !== undefined && hasMatch(row) !== wantsMatch) row = leftRows.next();
      return row;
    },
  };
}
