// What the binder may ask of the world while it resolves names. Implemented by session/.
import type { PredicateInForce } from '../catalog/security-policies';
import type { FunctionDefinition, TableDefinition, ViewDefinition } from '../catalog/definitions';
import type { OutputColumn, TableRef } from '../plan/node';
import type { Dialect } from '../syntax/dialect';
import type { SqlType, XmlSchema } from '../types/sql-type';
import type { NameRules } from '../types/text/collation';
import type { UseRecorder } from './object-use';

/** What a table name in FROM or of a target turned out to be. */
export type ResolvedTable =
  | { readonly kind: 'table'; readonly ref: TableRef; readonly definition: TableDefinition; readonly databaseId: number; readonly databaseName: string; readonly schemaName: string }
  | { readonly kind: 'view'; readonly view: ViewDefinition; readonly databaseId: number; readonly databaseName: string; readonly schemaName: string }
  | { readonly kind: 'virtual'; readonly databaseId: number; readonly databaseName: string; readonly schemaName: string; readonly view: string; readonly columns: readonly OutputColumn[] };

/** Name resolution and settings for one statement. */
export interface BindContext {
  readonly databaseId: number;
  readonly databaseName: string;
  /** Collation of the current database: literals and variables. */
  readonly collation: string;
  /** How the current database's names compare. */
  readonly names: NameRules;
  /** Which T-SQL the server and the current database know. */
  readonly dialect: Dialect;
  readonly quotedIdentifier: boolean;
  /** SET ANSI_NULLS and SET CONCAT_NULL_YIELDS_NULL, where the statement under way follows them; undefined means ON. */
  readonly ansiNulls?: boolean; readonly concatNullYieldsNull?: boolean;
  /** A table, view, synonym's target, temp table (#t), or system view by its one to four parts; undefined if there is none (the binder raises 208). Raises 911/40515 for an unknown database, 7202 for an unknown server, 470 and 5313 for a synonym of a synonym or of nothing. `inserted`/`deleted` resolve in a trigger. */
  resolveTable(parts: readonly string[]): ResolvedTable | undefined;
  /** A table by its ids: the history table of FOR SYSTEM_TIME, the target of a foreign key. */
  resolveTableById?(databaseId: number, objectId: number): ResolvedTable | undefined;
  /** The security predicates in force over a table or view. */
  predicatesOn?(databaseId: number, objectId: number): readonly PredicateInForce[];
  /** Takes notes of the objects that are touched, where somebody's permissions are to be checked. */
  readonly uses?: UseRecorder;
  /** Trees of definitions' texts (defaults, checks, filters, views), kept by whoever keeps the context. */
  readonly parsedTexts?: Map<string, unknown>;
  /** A table variable's definition. */
  resolveTableVariable(name: string): { readonly ref: TableRef; readonly definition: TableDefinition; readonly isReadOnly?: boolean } | undefined;
  /** A user-defined function by one to three parts. */
  resolveFunction(parts: readonly string[]): { readonly databaseId: number; readonly definition: FunctionDefinition } | undefined;
  /** The type of a partition function of the current database. */
  partitionFunctionType?(name: string): SqlType | undefined;
  resolveSequence(parts: readonly string[]): { readonly databaseId: number; readonly objectId: number; readonly type: SqlType } | undefined;
  /** An alias type's base and nullability. */
  resolveUserType(parts: readonly string[]): { readonly base: SqlType; readonly isNullable: boolean; readonly userTypeId: number } | undefined;
  /** What a table type's variables are made of. */
  resolveTableType?(parts: readonly string[]): TableDefinition | undefined;
  /** The collection of XML schemas of one or two parts; its type, but for DOCUMENT. */
  resolveXmlCollection(parts: readonly string[]): Omit<XmlSchema, 'isDocument'> | undefined;
  /** A variable's type by name with @; undefined if not declared (137). Table variables are not scalar variables. */
  variableType(name: string): SqlType | undefined;
  /** A parameter whose type is to be found (sp_describe_undeclared_parameters). */
  isUndeclared?(name: string): boolean;
  /** Output columns of a system table function such as sys.dm_exec_sql_text; undefined if unknown. */
  systemTableFunctionColumns(name: string): readonly OutputColumn[] | undefined;
  /** Has the table an enabled trigger for the event (334, INSTEAD OF)? */
  hasTrigger(databaseId: number, objectId: number, event: 'insert' | 'update' | 'delete', timing: 'after' | 'instead of'): boolean;
  /** The name of a foreign key of the table, or of one that references it (332). */
  foreignKeyBeside?(databaseId: number, objectId: number): string | undefined;
  /** SET IDENTITY_INSERT is ON for this table. */
  isIdentityInsertOn(databaseId: number, objectId: number): boolean;
  /** Inside a trigger: the names of the columns of its table or view, of which UPDATE(col) may ask. */
  readonly triggerColumns: readonly string[] | undefined;
  /** For what is bound in its own database. Bare names are looked for in `ownSchemaId` and then in dbo: the schema of a view or function for its body; by default that of the module that runs. */
  inDatabase(databaseId: number, ownSchemaId?: number): BindContext;
}

