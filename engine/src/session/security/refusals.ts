// Errors of missing permissions, one or several at once. Knows not when they are due.
import type { CatalogObject } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise, type SqlError } from '../../errors/sql-error';
import type { Database } from '../../instance/instance';

/** 229. */
export const denied = (database: Database, object: CatalogObject, permission: string): SqlError =>
  raise(Messages.PermissionDenied, { permission, object: object.name, database: database.header.name, schema: database.catalog.schema(object.schemaId)?.name ?? '' });

