// CHANGETABLE's rows: a tracked table's net changes, or the version of the row with a key.
import { EngineBug } from '../../errors/engine-bug';
import type { TableFunctionNode } from '../../plan/node';
import { encodeMask, type KeyOrder } from '../../storage/change-history';
import type { IndexStore } from '../../storage/index-store';
import type { TableHandle } from '../../transaction/row-access';
import type { Row, Value } from '../../types/value';
import type { ExecutionContext } from '../context';

type ChangeTableOf = NonNullable<TableFunctionNode['changeTable']>;
interface Tracked { readonly table: TableHandle; readonly indexId: number; readonly index: IndexStore; readonly order: KeyOrder }

function tracked({ ref }: ChangeTableOf, context: ExecutionContext): Tracked {
  const table = context.openTable(ref);
  const indexId = table.definition.indexes.find((index) => index.isPrimaryKey)?.indexId ?? 0;
  const index = table.store.content.indexes.get(indexId);
  if (!index) throw new EngineBug(`the changes of ${table.definition.name}, which has no primary key`);
  return { table, indexId, index, order: (left, right) => index.comparePrefix(left, right) };
}

/** The rows of one call; the arguments are the version behind which, or the key. */
export function changeTableRows(of: ChangeTableOf, args: readonly Value[], context: ExecutionContext): Iterable<Row> {
  const { order, table, indexId, index } = tracked(of, context);
  const changes = context.changesOf(of.databaseId, of.objectId);
  if (!of.isVersion) {
    const since = args[0] ?? null;
    const net = changes.history?.netChanges(since === null ? undefined : (since as bigint), order) ?? [];
    return net.map(({ version, creationVersion, operation, columns, context: given, key }): Row => [version, creationVersion, operation, encodeMask(columns), given, ...key]);
  }
  if (args.includes(null)) return [];
  const at = { key: args, isInclusive: true };
  const row = context.rows.read({ table, indexId, range: { low: at, high: at }, hints: {}, purpose: 'read' }).next();
  if (!row) return [];
  const last = changes.isUncommitted((key) => order(key, args) === 0) ? undefined : changes.history?.lastOf(args, order);
  return [[last?.version ?? null, last?.context ?? null, ...index.columnPartOf(row.values)]];
}
