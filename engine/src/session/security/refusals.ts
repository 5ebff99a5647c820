// Errors of missing permissions, one or several at once. Knows not when they are due.
import type { CatalogObject } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise, type SqlError } from '../../errors/sql-error';
import type { Database } from '../../instance/instance';

/** Throws the last of the errors with the others before it, if there are any. */
export function throwAll(refusals: readonly SqlError[]): void {
  const last = refusals.at(-1);
  if (!last) return;
  last.preceding = refusals.slice(0, -1);
  throw last;
}

/** 229. */
export const denied = (database: Database, object: CatalogObject, permission: string): SqlError =>
  raise(Messages.PermissionDenied, { permission, object: object.name, database: database.header.name, schema: database.catalog.schema(object.schemaId)?.name ?? '' });

