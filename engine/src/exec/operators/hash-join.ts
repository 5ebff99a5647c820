// Hash join on equal keys: the right input goes into a table, the left one probes it in its own order. NULL keys match nothing.
import type { HashJoin } from '../../plan/node';
import { isCorrelated, readsRecursion } from '../../plan/rewrite';
import type { SqlType } from '../../types/sql-type';
import { valueKey } from '../../types/compare';
import type { Row } from '../../types/value';
import { evaluateAll, type CompiledQuery, type Compiler, type Evaluate } from '../compiled';
import type { ExecutionContext } from '../context';
import { compileRowKey, type Key } from '../row-key';
import { compileSides, openJoin, type RightSide } from './join-sides';

type KeyOf = (row: Row, context: ExecutionContext) => Key | undefined;
interface HashParts {
  readonly right: CompiledQuery; readonly leftKey: KeyOf; readonly rightKey: KeyOf;
  readonly join: HashJoin['join'];
  /** The right input reads nothing outside itself: each row of a recursion finds the same table. */
  readonly isSteady: boolean;
}
interface HashTable { readonly byKey: ReadonlyMap<Key, readonly Row[]>; readonly all: readonly Row[] }

/** Compiles a hash join. */
export function compileHashJoin(node: HashJoin, compiler: Compiler): CompiledQuery {
  const sides = compileSides(node, node.residual, compiler);
  const parts: HashParts = {
    right: compiler.query(node.right), join: node.join,
    leftKey: compileKey(node.leftKeys.map(key => compiler.expression(key)), node.keyTypes),
    rightKey: compileKey(node.rightKeys.map(key => compiler.expression(key)), node.keyTypes),
    isSteady: !isCorrelated(node.right) && !readsRecursion(node.right),
  };
  return { columns: node.columns, open: context => openJoin(sides, hashedSide(parts, context), context) };
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
function hashedSide(parts: HashParts, context: ExecutionContext): RightSide {
  let table: HashTable | undefined;
  return {
    openFor: left => {
      table ??= build(parts, context);
      const key = parts.leftKey(left, context);
      return key === undefined ? NO_MATCHES : table.byKey.get(key) ?? NO_MATCHES;
    },
    pull: () => undefined,
    all: () => (table ??= build(parts, context)).all,
  };
}
