// CREATE, UPDATE and DROP STATISTICS. Estimates change no result here: statistics are names in the catalog, which hold on to their columns.
import { findColumn } from '../../catalog/columns';
import { indexNamed, isIndexNameTaken, statisticsNamed } from '../../catalog/indexes';
import { xmlIndexNamed } from '../../catalog/xml-indexes';
import type { StatisticsDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { ObjectName } from '../../syntax/ast/common';
import type { CreateStatistics, UpdateStatistics } from '../../syntax/ast/ddl';
import type { DdlContext } from '../objects/ddl-context';
import { nextIndexId } from './index-builder';
import { findObject, findTable, written, type FoundTable } from '../objects/object-names';
import { replaceObject } from '../objects/table-change';

/** CREATE and UPDATE STATISTICS. Raises 1088, 1911, 1927, 2767. */
export function changeStatistics(ddl: DdlContext, statement: CreateStatistics | UpdateStatistics): void {
  const found = findObject(ddl, statement.table);
  if (found?.object.kind !== 'table' && found?.object.kind !== 'view') throw raise(Messages.IdentityInsertNotFound, { table: written(statement.table) });
  if (found.object.kind === 'view' && statement.action === 'create') throw notSupported('statistics of views');
  const { object } = found;
  if (object.kind !== 'table') return;
  if (statement.action === 'create') addStatistics(ddl, { ...found, object }, statement);
  else updateStatistics(ddl, { ...found, object }, statement);
}

function addStatistics(ddl: DdlContext, { database, databaseId, object: table }: FoundTable, { name, columns, options }: CreateStatistics): void {
  const columnIds = columns.map((given) => {
    const column = findColumn(table, given.name, database.catalog.names);
    if (!column) throw raise(Messages.NoSuchColumnForIndex, { column: given.name });
    return column.columnId;
  });
  if (isIndexNameTaken(table, name.name, database.catalog.names)) throw raise(Messages.StatisticsExist, { table: table.name, name: name.name });
  ddl.transaction.lockSchema(databaseId, table.objectId, 'Sch-M');
  const made: StatisticsDefinition = { statsId: nextIndexId(table, false), name: name.name, columnIds, isNoRecompute: options.includes('NORECOMPUTE') };
  replaceObject(ddl, database, table, { ...table, statistics: [...(table.statistics ?? []), made] });
}

/** Recomputing changes nothing; NORECOMPUTE is kept where it is said and taken back where it is not. */
function updateStatistics(ddl: DdlContext, { database, databaseId, object: table }: FoundTable, { names, options }: UpdateStatistics): void {
  for (const { name } of names) {
    if (xmlIndexNamed(table, name, database.catalog.names)) throw notSupported('UPDATE STATISTICS of an XML index');
    if (!isIndexNameTaken(table, name, database.catalog.names)) throw raise(Messages.StatisticsNotFound, { name });
  }
  const isNoRecompute = options.includes('NORECOMPUTE');
  const isChanged = (one: Updated): boolean => (names.length === 0 || names.some(({ name }) => database.catalog.names.isSame(one.name, name))) && (one.isNoRecompute === true) !== isNoRecompute;
  if (![...table.indexes, ...(table.statistics ?? [])].some(isChanged)) return;
  const updated = <T extends Updated>(all: readonly T[]): T[] => all.map((one) => (isChanged(one) ? { ...one, isNoRecompute } : one));
  ddl.transaction.lockSchema(databaseId, table.objectId, 'Sch-M');
  replaceObject(ddl, database, table, { ...table, indexes: updated(table.indexes), ...(table.statistics ? { statistics: updated(table.statistics) } : {}) });
}

interface Updated { readonly name: string; readonly isNoRecompute?: boolean }

/** DROP STATISTICS table.name. Raises 3701, 3739. */
export function dropStatistics(ddl: DdlContext, name: ObjectName): void {
  const last = name.parts.at(-1) ?? '';
  const found = name.parts.length > 1 ? findTable(ddl, { ...name, parts: name.parts.slice(0, -1) }) : undefined;
  if (found && indexNamed(found.object, last, found.database.catalog.names)) throw raise(Messages.NotStatistics, { name: written(name) });
  const gone = found && statisticsNamed(found.object, last, found.database.catalog.names);
  if (!gone) throw raise(Messages.CannotDrop, { kind: 'statistics', name: written(name) }, 7);
  const { database, databaseId, object: table } = found;
  ddl.transaction.lockSchema(databaseId, table.objectId, 'Sch-M');
  replaceObject(ddl, database, table, { ...table, statistics: table.statistics?.filter((one) => one !== gone) });
}
