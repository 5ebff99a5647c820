// TRUNCATE TABLE.
import { indexedViewsOver } from '../../catalog/indexed-view';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { TruncateTable } from '../../syntax/ast/statement';
import type { DdlContext } from '../objects/ddl-context';
import { findObject, qualifiedName, written } from '../objects/object-names';
import { truncatePartitions } from './truncate-partitions';

/** Empties a table and resets its identity. Raises 4701, 4708, 4712 (for a disabled foreign key too), 3729 (an indexed view), 13545. */
export function truncateTable(ddl: DdlContext, { table: name, partitions }: TruncateTable): void {
  const found = findObject(ddl, name);
  if (!found) throw raise(Messages.TruncateNotFound, { name: written(name) });
  const { object, database, databaseId } = found;
  if (object.kind !== 'table') throw raise(Messages.TruncateNotTable, { name: written(name) });
  ddl.transaction.lockSchema(databaseId, object.objectId, 'Sch-M');
  if (object.temporal || object.isHistory) throw raise(Messages.TruncateTemporal, { table: `${database.header.name}.${qualifiedName(database, object)}` });
  for (const other of database.catalog.objects()) {
    const isReferencing = other.kind === 'table' && other.objectId !== object.objectId && other.foreignKeys.some((key) => key.referencedObjectId === object.objectId);
    if (isReferencing) throw raise(Messages.TruncateReferenced, { name: written(name) });
  }
  const [view] = indexedViewsOver(database.catalog, object.objectId);
  if (view) throw raise(Messages.ReferencedByObject, { action: 'TRUNCATE TABLE', name: written(name), other: view.name });
  const handle = ddl.openTable(databaseId, object);
  if (partitions) truncatePartitions(ddl, handle, { catalog: database.catalog, ranges: partitions });
  else ddl.transaction.truncate(handle);
  ddl.transaction.countUpdate(handle);
}
