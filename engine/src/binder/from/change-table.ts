// CHANGETABLE: a tracked table's net changes, and the version of one of its rows.
import type { TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { BoundExpression } from '../../plan/expression';
import type { OutputColumn, TableFunctionNode } from '../../plan/node';
import type { Identifier } from '../../syntax/ast/common';
import type { ChangeTable } from '../../syntax/ast/query';
import type { NameRules } from '../../types/text/collation';
import { BIGINT, varbinary, type SqlType } from '../../types/sql-type';
import { convertTo } from '../expression/conversion';
import { scopeTable } from '../scope';
import { argumentBinder, column } from './rowset-functions';
import type { BaseTable } from './scan';
import { derivedColumns, type BoundSource, type SourceContext } from './source';

const OPERATION: SqlType = { name: 'nchar', length: 1 };
const MASK_BYTES = 4100;
const CONTEXT_BYTES = 128;

/** `CHANGETABLE(...) AS alias`. Raises 208, 22103, 22105, 22107, 22110, 22111, 22112. */
export function bindChangeTable(source: ChangeTable, at: SourceContext): BoundSource {
  const table = trackedTable(source, at);
  const { databaseId, definition, ref } = table;
  at.env.context.uses?.read({ databaseId, objectId: definition.objectId });
  at.env.context.uses?.note('VIEW CHANGE TRACKING', { databaseId, objectId: definition.objectId });
  const keys = keyColumns(definition);
  const isVersion = source.of.kind === 'version';
  const args = source.of.kind === 'version' ? keyValues(source.of, { definition, keys }, at) : [convertTo(argumentBinder(at).bind(source.of.since), BIGINT)];
  const found = [...changeColumns(isVersion), ...keys.map(({ name, type }) => column(name, type, false))];
  const alias = source.alias?.name ?? '';
  const columns = derivedColumns({ name: alias, columns: source.columns }, found, at.env.context.names);
  const node: TableFunctionNode = { kind: 'table-function', name: 'CHANGETABLE', args, columns, changeTable: { ref, databaseId, objectId: definition.objectId, isVersion } };
  return { node, tables: [scopeTable(alias, columns)] };
}

function changeColumns(isVersion: boolean): readonly OutputColumn[] {
  const version = column('SYS_CHANGE_VERSION', BIGINT);
  const context = column('SYS_CHANGE_CONTEXT', varbinary(CONTEXT_BYTES));
  if (isVersion) return [version, context];
  return [version, column('SYS_CHANGE_CREATION_VERSION', BIGINT), column('SYS_CHANGE_OPERATION', OPERATION), column('SYS_CHANGE_COLUMNS', varbinary(MASK_BYTES)), context];
}

function trackedTable({ table: { parts } }: ChangeTable, { env }: SourceContext): BaseTable {
  const name = parts.join('.');
  const table = env.context.resolveTable(parts);
  if (!table) throw raise(Messages.InvalidObjectName, { name });
  if (table.kind !== 'table' || table.ref.kind !== 'base' || table.definition.isTemporary) throw raise(Messages.ChangeTableObject, { name });
  if (!table.definition.changeTracking) throw raise(Messages.NotTracked, { table: name });
  return table;
}

type Columns = TableDefinition['columns'];

/** The primary key's columns, in its order. */
function keyColumns({ indexes, columns }: TableDefinition): Columns {
  const key = indexes.find((index) => index.isPrimaryKey);
  return (key?.columns ?? []).flatMap(({ columnId }) => columns.find((c) => c.columnId === columnId) ?? []);
}

interface Key { readonly definition: TableDefinition; readonly keys: Columns }

/** The values given for the key's columns, in the key's order. */
function keyValues({ keys: named, values }: Extract<ChangeTable['of'], { kind: 'version' }>, { definition, keys }: Key, at: SourceContext): readonly BoundExpression[] {
  const { names } = at.env.context;
  requireKey(named, { definition, keys }, names);
  if (values.length !== keys.length) throw raise(Messages.ChangeTableVersion, {});
  const b = argumentBinder(at);
  const bound = values.map((value) => b.bind(value));
  return keys.flatMap(({ name, type }) => {
    const value = bound[named.findIndex((given) => names.isSame(given.name, name))];
    return value ? [convertTo(value, type)] : [];
  });
}

function requireKey(named: readonly Identifier[], { definition, keys }: Key, names: NameRules): void {
  const seen = new Set<string>();
  for (const { name } of named) {
    if (!keys.some((key) => names.isSame(key.name, name))) throw raise(Messages.ChangeTableKey, { column: name, table: definition.name });
    if (seen.has(names.keyOf(name))) throw raise(Messages.ChangeTableKeyTwice, { column: name });
    seen.add(names.keyOf(name));
  }
  if (named.length !== keys.length) throw raise(Messages.ChangeTableKeyCount, { table: definition.name });
}
