// CONTRACT. What a DDL statement may ask of the session that runs it. Implemented by session/.
import type { BindContext } from '../../binder/bind-context';
import type { ExecutionContext } from '../../exec/context';
import type { Database, Instance } from '../../instance/instance';
import type { Transaction } from '../../transaction/transaction';
import type { TableHandle } from '../../transaction/row-access';
import type { CatalogObject, TableDefinition } from '../../catalog/definitions';
import type { Authority } from '../../catalog/is-allowed';

/** The surroundings of one DDL statement. */
export interface DdlContext {
  readonly instance: Instance;
  /** The session's current database. */
  readonly database: Database;
  /** The session's transaction: every catalog change and every store goes through it, so that DDL rolls back. */
  readonly transaction: Transaction;
  readonly bind: BindContext;
  /** Where bare names belong within CREATE SCHEMA, and within a view or function; undefined means dbo. */
  readonly ownSchemaId?: number;
  readonly execution: ExecutionContext;
  readonly spid: number;
  /** What the session may in its current database; undefined where nothing is asked of it. */
  readonly authority: Authority | undefined;
  /** The principal that the session is in its current database, and the schema that bare names mean there first. */
  readonly userId: number; readonly defaultSchemaId: number;
  /** What the server calls the session: the owner of the databases that it makes. */
  readonly loginName: string;
  /** May it know of other sessions? */
  readonly seesSessions: boolean;
  /** Is it a #object, which only its session sees? */
  isOwnTemporary(object: CatalogObject): boolean;
  /** Modules keep the settings they were created under. */
  readonly quotedIdentifier: boolean; readonly ansiNulls: boolean;
  /** SET options with values that indexes on views and computed columns and filtered ones do not go with, by name. */
  readonly wrongSettings: readonly string[];
  /** SET options that decide how columns are made; undefined means ON. */
  readonly ansiPadding?: boolean; readonly ansiNullDefault?: boolean;
  /** datetime now (1/300 s ticks since 1900, server's local time). */
  readonly now: number;
  /** @@TRANCOUNT: database DDL is refused (226) inside a transaction. */
  readonly transactionCount: number;
  /** Opens a table for reading and writing its rows. */
  openTable(databaseId: number, definition: TableDefinition): TableHandle;
  /** The object behind #name / ##name in tempdb; registered when created, so that the scope can drop it at its end. */
  findTemporary(name: string): { readonly objectId: number; /** False where a calling scope made it: this scope may make its own of that name. */ readonly isOfThisScope?: boolean } | undefined;
  registerTemporary(name: string, objectId: number, lifetime?: 'scope' | 'session'): void;
  /** An INFO message, as DBCC and sp_rename send (15477 ...). */
  info(number: number, severity: number, text: string): void;
  /** Moves every other session out of a database, undoing its work (ROLLBACK IMMEDIATE); their connections break. */
  killSessionsIn(databaseId: number): void;
  /** True while another session is in the database. */
  isDatabaseInUse(databaseId: number): boolean;
  /** The session's own current database becomes another (ALTER DATABASE rename, DROP). */
  useDatabase(databaseId: number): void;
}
