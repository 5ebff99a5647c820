// Finds rows of a table by the values of some columns: through an index that starts with them if there is one, else by
// one scan for all keys. Knows no constraints.
import type { IndexDefinition, TableDefinition } from '../../catalog/definitions';
import type { LockHints, ReadRequest, StoredRow, TableHandle } from '../../transaction/row-access';
import type { Row, Value } from '../../types/value';
import type { ExecutionContext } from '../context';
import { compileRowKey, type Key } from '../row-key';
import { ordinalsOf, pick } from './table-columns';

type KeyValues = readonly Value[];
/** What to find: rows whose `columnIds` equal one of the keys. No key holds a NULL. */
export interface LookupTarget { readonly table: TableHandle; readonly columnIds: readonly number[]; readonly indexId?: number; readonly purpose: 'check' | 'update' }
/** Rows found by key. */
export interface KeyLookup {
  /** Visits matching rows until `visit` returns false. */
  visit(keys: readonly KeyValues[], visit: (row: StoredRow) => boolean): void;
  has(key: KeyValues): boolean;
}

const NO_HINTS: LockHints = {};

/** Prepares look-ups by these columns. */
export function prepareLookup(target: LookupTarget, context: ExecutionContext): KeyLookup {
  const { definition } = target.table;
  const ordinals = ordinalsOf(definition, target.columnIds);
  const keyOf = compileRowKey(ordinals.map(ordinal => (definition.columns[ordinal] as TableDefinition['columns'][number]).type));
  const index = indexFor(definition, target);
  const read = (wanted: ReadonlySet<Key>, request: Partial<ReadRequest>, visit: (row: StoredRow) => boolean): boolean => {
    const predicate = (row: Row): boolean => wanted.has(keyOf(pick(row, ordinals)));
    const cursor = context.rows.read({ table: target.table, hints: NO_HINTS, purpose: target.purpose, predicate, ...request });
    for (let row = cursor.next(); row !== undefined; row = cursor.next()) if (!visit(row)) return false;
    return true;
  };
  const visit: KeyLookup['visit'] = (keys, visitRow) => {
    if (keys.length === 0) return;
    if (!index) {
      read(new Set(keys.map(keyOf)), {}, visitRow);
      return;
    }
    for (const key of keys) {
      const prefix = prefixOf(index, target.columnIds, key);
      const range = { low: { key: prefix, isInclusive: true }, high: { key: prefix, isInclusive: true } };
      if (!read(new Set([keyOf(key)]), { indexId: index.indexId, range }, visitRow)) return;
    }
  };
  return {
    visit,
    has: key => {
      let isFound = false;
      visit([key], () => {
        isFound = true;
        return false;
      });
      return isFound;
    },
  };
}

function prefixOf(index: IndexDefinition, columnIds: readonly number[], key: KeyValues): KeyValues {
  const prefix: Value[] = [];
  for (const { columnId } of index.columns) {
    const at = columnIds.indexOf(columnId);
    if (at < 0) break;
    prefix.push(key[at] as Value);
  }
  return prefix;
}

function indexFor({ indexes }: TableDefinition, { indexId, columnIds }: LookupTarget): IndexDefinition | undefined {
  const usable = indexes.filter(index => !index.isDisabled && index.filter === undefined);
  const named = indexId === undefined ? undefined : usable.find(index => index.indexId === indexId);
  if (named) return named;
  const covered = (index: IndexDefinition): number => {
    const miss = index.columns.findIndex(column => !columnIds.includes(column.columnId));
    return miss < 0 ? index.columns.length : miss;
  };
  const [best] = usable.filter(index => covered(index) > 0).sort((left, right) => covered(right) - covered(left));
  return best;
}
