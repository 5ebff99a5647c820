// The door to DDL: which file runs which statement.
import { EngineBug } from '../errors/engine-bug';
import { isSqlError, raise, withFollower, type SqlError } from '../errors/sql-error';
import { Messages } from '../errors/catalogue';
import type { CreateSchema, DdlStatement } from '../syntax/ast/ddl';
import type { PermissionStatement, Statement, TruncateTable } from '../syntax/ast/statement';
import { alterTable } from './alter-table';
import { toggleTriggers } from './modules/toggle-triggers';
import { createTable } from './tables/create-table';
import { alterDatabase, createDatabase, dropDatabases } from './databases/database-ddl';
import type { DdlContext } from './objects/ddl-context';
import { dropObjects } from './drop-objects';
import { alterIndex, createIndex, dropIndexes } from './tables/index-ddl';
import { changeStatistics } from './indexes/statistics-ddl';
import { createFunction, createProcedure } from './modules/module-ddl';
import { createLogin } from './security/login-ddl';
import { PARTITION_RUNNERS } from './databases/partition-scheme';
import { changePermissions } from './security/permission-ddl';
import { alterRole, alterUser, createRole, createUser, renameRole } from './security/principal-ddl';
import { createSchema, transferToSchema, alterAuthorization } from './schema-ddl';
import { changeSecurityPolicy } from './modules/security-policy';
import { alterSequence, createSequence } from './sequence-ddl';
import { createDatabaseTrigger } from './modules/database-trigger';
import { createTrigger } from './modules/trigger-ddl';
import { truncateTable } from './tables/truncate';
import { TYPE_RUNNERS } from './type-ddl';
import { changeServerRole } from './security/server-role-ddl';
import { createView } from './modules/view-ddl';
import { createXmlIndex } from './indexes/xml-index';

type DdlInput = DdlStatement | TruncateTable | PermissionStatement;
type Runner<K extends DdlInput['kind']> = (ddl: DdlContext, statement: Extract<DdlInput, { readonly kind: K }>) => void;

const RUNNERS: { readonly [K in DdlInput['kind']]: Runner<K> } = {
  'create-table': createTable,
  'alter-table': alterTable,
  drop: dropObjects,
  truncate: truncateTable,
  'create-index': createIndex,
  'create-xml-index': createXmlIndex,
  'drop-index': dropIndexes,
  'alter-index': alterIndex,
  statistics: changeStatistics,
  'create-view': createView,
  'create-procedure': createProcedure,
  'create-function': createFunction,
  'create-trigger': createTrigger,
  'create-database-trigger': createDatabaseTrigger,
  'toggle-trigger': toggleTriggers,
  'create-schema': createSchemaWithContent,
  'alter-schema': transferToSchema,
  'alter-authorization': alterAuthorization,
  'create-sequence': createSequence,
  'alter-sequence': alterSequence,
  'security-policy': changeSecurityPolicy,
  ...TYPE_RUNNERS,
  ...PARTITION_RUNNERS,
  'create-database': createDatabase,
  'alter-database': alterDatabase,
  'drop-database': dropDatabases,
  'create-login': createLogin,
  'create-user': createUser,
  'alter-user': alterUser,
  'create-role': createRole,
  'alter-role': alterRole,
  'rename-role': renameRole,
  'server-role': changeServerRole,
  permission: changePermissions,
};

/** Runs one statement. Every change of data or catalog goes through the transaction; a lock that is not free is thrown as LockWait. */
export function executeDdl(statement: DdlInput, ddl: DdlContext): void {
  const run = RUNNERS[statement.kind] as Runner<DdlInput['kind']> | undefined;
  if (!run) throw new EngineBug(`${(statement as Statement).kind} reached executeDdl`);
  try {
    run(ddl, statement);
  } catch (error) {
    if (isSqlError(error)) nameModule(error, statement);
    throw error;
  }
}

type ModuleKind = 'create-view' | 'create-procedure' | 'create-function' | 'create-trigger' | 'create-database-trigger';
const MODULE_KINDS: ReadonlySet<DdlInput['kind']> = new Set<ModuleKind>(['create-view', 'create-procedure', 'create-function', 'create-trigger', 'create-database-trigger']);
const isModule = (statement: DdlInput): statement is Extract<DdlInput, { readonly kind: ModuleKind }> => MODULE_KINDS.has(statement.kind);

/** Errors at a module's creation carry its bare name. */
function nameModule(error: SqlError, statement: DdlInput): void {
  if (!isModule(statement)) return;
  const procedure = statement.name.parts.at(-1) ?? '';
  for (const each of [...error.preceding, error]) if (each.procedure === '') each.procedure = procedure;
}

/** CREATE SCHEMA with the tables, views and grants inside it: bare names belong to the new schema. */
function createSchemaWithContent(ddl: DdlContext, statement: CreateSchema): void {
  const ownSchemaId = createSchema(ddl, statement);
  const inside = { ...ddl, ownSchemaId, bind: ddl.bind.inDatabase(ddl.database.header.databaseId, ownSchemaId) };
  try {
    for (const content of statement.statements) {
      if (content.kind === 'create-table' || content.kind === 'create-view' || content.kind === 'permission') executeDdl(content, inside);
      else throw new EngineBug(`${content.kind} inside CREATE SCHEMA`);
    }
  } catch (error) {
    if (isSqlError(error)) throw withFollower(error, raise(Messages.SchemaFailed, {}));
    throw error;
  }
}
