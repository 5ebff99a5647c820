// Data definition as T-SQL writes it.
import type { DataTypeName, Identifier, ObjectName, Position } from './common';
import type { Expression, FunctionCall } from './expression';
import type { SelectStatement } from './query';
import type { Statement } from './statement';

export type DdlStatement =
  | CreateTable | AlterTable | DropObjects | CreateIndex | CreateXmlIndex | DropIndex | AlterIndex | CreateView | CreateProcedure | CreateFunction | CreateTrigger | CreateDatabaseTrigger | ToggleTrigger
  | CreateSchema | AlterSchemaTransfer | AlterAuthorization | CreateSequence | AlterSequence | SecurityPolicyStatement | CreateType | CreateSynonym | CreateStatistics | UpdateStatistics
  | PartitionFunctionStatement | PartitionSchemeStatement
  | CreateXmlCollection | AlterXmlCollection | DropXmlCollection
  | CreateDatabase | AlterDatabase | DropDatabase | CreateLogin | CreateUser | AlterUser | CreateRole | AlterRole | RenameRole | ServerRoleStatement;

export interface ColumnDefinition {
  readonly name: Identifier;
  readonly type?: DataTypeName;
  readonly computed?: { readonly expression: Expression; readonly isPersisted: boolean };
  readonly isNullable?: boolean;
  readonly identity?: { readonly seed: string; readonly increment: string; readonly notForReplication: boolean };
  readonly collation?: string;
  readonly isRowGuid: boolean;
  readonly isSparse: boolean;
  /** The text of MASKED WITH (FUNCTION = ...). */
  readonly mask?: string;
  readonly default?: { readonly name?: Identifier; readonly expression: Expression; readonly withValues: boolean };
  /** Written more than once, which is an error when the table is made. */
  readonly hasTwoDefaults?: boolean;
  /** NULL or NOT NULL is written more than once, which is an error when the table is made. */
  readonly hasTwoNullabilities?: boolean;
  /** Column constraints other than DEFAULT and nullability: PRIMARY KEY, UNIQUE, CHECK, REFERENCES. */
  readonly constraints: readonly TableConstraint[];
  readonly indexes: readonly InlineIndex[];
  readonly generatedAlways?: 'row-start' | 'row-end';
  readonly isHidden: boolean;
  readonly at: Position;
}
export interface IndexedColumn { readonly column: Identifier; readonly isDescending: boolean }
export type ReferentialAction = 'no action' | 'cascade' | 'set null' | 'set default';
export type TableConstraint =
  | {
      readonly kind: 'primary-key' | 'unique';
      readonly name?: Identifier;
      readonly isClustered?: boolean;
      readonly columns: readonly IndexedColumn[];
      readonly options: readonly IndexOption[];
      readonly at: Position;
    }
  | {
      readonly kind: 'foreign-key';
      readonly name?: Identifier;
      readonly columns: readonly Identifier[];
      readonly references: ObjectName;
      readonly referencedColumns: readonly Identifier[];
      readonly onDelete: ReferentialAction;
      readonly onUpdate: ReferentialAction;
      readonly notForReplication: boolean;
      readonly at: Position;
    }
  | {
      readonly kind: 'check';
      readonly name?: Identifier;
      readonly condition: Expression;
      readonly notForReplication: boolean;
      readonly at: Position;
    }
  /** ALTER TABLE ADD CONSTRAINT x DEFAULT v FOR c */
  | { readonly kind: 'default'; readonly name?: Identifier; readonly expression: Expression; readonly column: Identifier; readonly withValues: boolean; readonly at: Position };
/** What makes an index a columnstore: the columns of its ORDER. Its own columns stand where those of other indexes do. */
export interface ColumnstoreClause { readonly order: readonly Identifier[] }
/** `1` or `3 TO 5`. */
export interface PartitionRange { readonly from: Expression; readonly to?: Expression }
/** `columns`: of a partition scheme behind ON. `partitions`: ON PARTITIONS (...). */
export interface IndexOption { readonly name: string; readonly value: string | number; readonly columns?: readonly Identifier[]; readonly partitions?: readonly PartitionRange[] }
export interface InlineIndex {
  readonly name: Identifier;
  readonly isUnique: boolean;
  readonly isClustered: boolean;
  readonly columns: readonly IndexedColumn[];
  readonly included: readonly Identifier[];
  readonly filter?: Expression;
  readonly columnstore?: ColumnstoreClause;
  readonly options: readonly IndexOption[];
  readonly at: Position;
}
export interface TemporalOptions {
  readonly isOn: boolean;
  readonly historyTable?: ObjectName;
  readonly consistencyCheck?: boolean;
  readonly retention?: { readonly period: number; readonly unit: string };
}
export interface CreateTable {
  readonly kind: 'create-table'; readonly name: ObjectName; readonly columns: readonly ColumnDefinition[]; readonly constraints: readonly TableConstraint[]; readonly indexes: readonly InlineIndex[];
  readonly period?: { readonly start: Identifier; readonly end: Identifier }; readonly systemVersioning?: TemporalOptions; readonly options: readonly IndexOption[]; readonly at: Position;
}
export interface AlterTable { readonly kind: 'alter-table'; readonly name: ObjectName; readonly action: AlterTableAction; readonly at: Position }
export type AlterTableAction =
  | {
      readonly kind: 'add';
      readonly columns: readonly ColumnDefinition[];
      readonly constraints: readonly TableConstraint[];
      readonly indexes: readonly InlineIndex[];
      readonly period?: { readonly start: Identifier; readonly end: Identifier };
      readonly check?: 'check' | 'nocheck';
    }
  | {
      readonly kind: 'alter-column';
      readonly column: Identifier;
      readonly type: DataTypeName;
      readonly collation?: string;
      readonly isNullable?: boolean;
      readonly isSparse?: true;
      readonly mask?: string;
    }
  /** ADD MASKED, or DROP MASKED where `mask` is undefined. */
  | { readonly kind: 'alter-column-mask'; readonly column: Identifier; readonly mask?: string }
  | { readonly kind: 'alter-column-flag'; readonly column: Identifier; readonly flag: 'rowguidcol' | 'persisted' | 'hidden' | 'sparse'; readonly isAdd: boolean }
  | { readonly kind: 'drop'; readonly items: readonly { readonly kind: 'constraint' | 'column' | 'period'; readonly name: Identifier; readonly ifExists: boolean }[] }
  /** [WITH CHECK|NOCHECK] CHECK|NOCHECK CONSTRAINT ALL|names */
  | { readonly kind: 'toggle-constraint'; readonly isEnabled: boolean; readonly validate?: 'check' | 'nocheck'; readonly names: readonly Identifier[] | 'all' }
  | { readonly kind: 'toggle-trigger'; readonly isEnabled: boolean; readonly names: readonly Identifier[] | 'all' }
  | { readonly kind: 'system-versioning'; readonly options: TemporalOptions }
  | { readonly kind: 'change-tracking'; readonly isEnabled: boolean; readonly tracksColumns: boolean }
  | { readonly kind: 'set-option'; readonly name: string; readonly value: string }
  /** `partition`: REBUILD PARTITION = n. */
  | { readonly kind: 'rebuild'; readonly partition?: Expression; readonly options: readonly IndexOption[] }
  | { readonly kind: 'switch'; readonly partition?: Expression; readonly target: ObjectName; readonly targetPartition?: Expression };
/** ADD, ALTER or DROP of one predicate; `call` is the function with its arguments, undefined for DROP. */
export interface SecurityPredicateAction {
  readonly action: 'add' | 'alter' | 'drop';
  readonly type: 'FILTER' | 'BLOCK';
  readonly call?: FunctionCall;
  readonly table: ObjectName;
  readonly operation?: 'AFTER INSERT' | 'AFTER UPDATE' | 'BEFORE UPDATE' | 'BEFORE DELETE';
}
/** CREATE and ALTER SECURITY POLICY; options that are not written are undefined. */
export interface SecurityPolicyStatement {
  readonly kind: 'security-policy';
  readonly mode: 'create' | 'alter';
  readonly name: ObjectName;
  readonly actions: readonly SecurityPredicateAction[];
  readonly isEnabled?: boolean;
  readonly isSchemaBound?: boolean;
  readonly isNotForReplication?: boolean;
  readonly at: Position;
}
/** DROP TABLE/VIEW/PROCEDURE/FUNCTION/TRIGGER/SEQUENCE/SYNONYM/TYPE/SCHEMA/... */
export interface DropObjects {
  readonly kind: 'drop';
  readonly what:
    'table' | 'view' | 'procedure' | 'function' | 'trigger' | 'sequence' | 'synonym' | 'security-policy' | 'type' | 'schema' | 'statistics' | 'login' | 'user' | 'role' | 'default' | 'rule';
  readonly names: readonly ObjectName[];
  readonly ifExists: boolean;
  readonly onDatabase?: boolean;
  readonly at: Position;
}
export interface CreateIndex extends InlineIndex { readonly kind: 'create-index'; readonly table: ObjectName }
/** Without `using` it is a primary one. */
export interface CreateXmlIndex {
  readonly kind: 'create-xml-index';
  readonly name: Identifier;
  readonly table: ObjectName;
  readonly column: Identifier;
  readonly using?: { readonly name: string; readonly type: 'PATH' | 'VALUE' | 'PROPERTY' };
  readonly options: readonly IndexOption[];
  readonly at: Position;
}
export interface DropIndex {
  readonly kind: 'drop-index';
  readonly items: readonly { readonly name: Identifier; readonly table: ObjectName; readonly options?: readonly IndexOption[] }[];
  readonly ifExists: boolean;
  readonly at: Position;
}
export interface AlterIndex {
  readonly kind: 'alter-index';
  readonly name: Identifier | 'all';
  readonly table: ObjectName;
  readonly action: 'rebuild' | 'reorganize' | 'disable' | 'set';
  /** PARTITION = n. */
  readonly partition?: Expression;
  readonly options?: readonly IndexOption[];
  readonly at: Position;
}
export type CreateMode = 'create' | 'alter' | 'create-or-alter';
/** Modules keep their whole text beside the tree: what their batch says above CREATE (comments and blanks), and from CREATE to the end. */
export interface ModuleText { readonly leading: string; readonly definition: string }
export interface CreateView extends ModuleText {
  readonly kind: 'create-view';
  readonly mode: CreateMode;
  readonly name: ObjectName;
  readonly columns: readonly Identifier[];
  readonly options: readonly string[];
  readonly query: SelectStatement;
  readonly withCheckOption: boolean;
  readonly at: Position;
}
export interface ParameterDefinition {
  readonly name: string;
  readonly type: DataTypeName;
  readonly default?: Expression;
  readonly isOutput: boolean;
  readonly isReadOnly: boolean;
  /** A reference to a cursor; its type says nothing. */
  readonly isCursor?: true;
  readonly at: Position;
}
export interface CreateProcedure extends ModuleText {
  readonly kind: 'create-procedure';
  readonly mode: CreateMode;
  readonly name: ObjectName;
  readonly parameters: readonly ParameterDefinition[];
  readonly options: readonly string[];
  readonly body: readonly Statement[];
  readonly at: Position;
}
export type FunctionReturn =
  | { readonly kind: 'scalar'; readonly type: DataTypeName; readonly body: readonly Statement[] }
  | { readonly kind: 'inline'; readonly query: SelectStatement }
  | { readonly kind: 'table'; readonly variable: string; readonly columns: readonly ColumnDefinition[]; readonly constraints: readonly TableConstraint[]; readonly body: readonly Statement[] };
export interface CreateFunction extends ModuleText {
  readonly kind: 'create-function';
  readonly mode: CreateMode;
  readonly name: ObjectName;
  readonly parameters: readonly ParameterDefinition[];
  readonly options: readonly string[];
  readonly returns: FunctionReturn;
  readonly at: Position;
}
export interface CreateTrigger extends ModuleText {
  readonly kind: 'create-trigger';
  readonly mode: CreateMode;
  readonly name: ObjectName;
  readonly table: ObjectName;
  readonly timing: 'after' | 'instead of';
  readonly events: readonly ('insert' | 'update' | 'delete')[];
  readonly options: readonly string[];
  readonly notForReplication: boolean;
  readonly body: readonly Statement[];
  readonly at: Position;
}
/** CREATE TRIGGER ... ON DATABASE FOR events; their names as written. */
export interface CreateDatabaseTrigger extends ModuleText {
  readonly kind: 'create-database-trigger';
  readonly mode: CreateMode;
  readonly name: ObjectName;
  readonly events: readonly string[];
  readonly options: readonly string[];
  readonly body: readonly Statement[];
  readonly at: Position;
}
/** DISABLE/ENABLE TRIGGER a, b | ALL ON t; without a table, ON DATABASE. */
export interface ToggleTrigger { readonly kind: 'toggle-trigger'; readonly isEnabled: boolean; readonly names: readonly ObjectName[] | 'all'; readonly table?: ObjectName; readonly at: Position }
export interface CreateSchema { readonly kind: 'create-schema'; readonly name: string; readonly owner?: string; readonly statements: readonly Statement[]; readonly at: Position }
export interface AlterSchemaTransfer { readonly kind: 'alter-schema'; readonly name: string; readonly object: ObjectName; readonly isType: boolean; readonly at: Position }
/** ALTER AUTHORIZATION ON class::name TO owner; `owner` undefined is SCHEMA OWNER. */
export interface AlterAuthorization { readonly kind: 'alter-authorization'; readonly securableClass: string; readonly name: ObjectName; readonly owner?: string; readonly at: Position }
/** Numbers as written; undefined where the clause was not given, null for NO MINVALUE / NO MAXVALUE / NO CACHE. */
export interface SequenceOptions {
  readonly start?: string;
  readonly restart?: string | true;
  readonly increment?: string;
  readonly minValue?: string | null;
  readonly maxValue?: string | null;
  readonly isCycling?: boolean;
  readonly cache?: number | null | 'default';
}
export interface CreateSequence { readonly kind: 'create-sequence'; readonly name: ObjectName; readonly type?: DataTypeName; readonly options: SequenceOptions; readonly at: Position }
export interface AlterSequence { readonly kind: 'alter-sequence'; readonly name: ObjectName; readonly options: SequenceOptions; readonly at: Position }
export interface CreateType {
  readonly kind: 'create-type';
  readonly name: ObjectName;
  readonly base?: { readonly type: DataTypeName; readonly isNullable?: boolean };
  readonly table?: { readonly columns: readonly ColumnDefinition[]; readonly constraints: readonly TableConstraint[]; readonly indexes: readonly InlineIndex[] };
  readonly at: Position;
}
/** `source` is a literal or a variable. */
export interface CreateXmlCollection { readonly kind: 'create-xml-collection'; readonly name: ObjectName; readonly source: Expression; readonly at: Position }
export interface AlterXmlCollection { readonly kind: 'alter-xml-collection'; readonly name: ObjectName; readonly source: Expression; readonly at: Position }
export interface DropXmlCollection { readonly kind: 'drop-xml-collection'; readonly name: ObjectName; readonly at: Position }
export interface CreateSynonym { readonly kind: 'create-synonym'; readonly name: ObjectName; readonly target: ObjectName; readonly at: Position }
export interface CreateStatistics {
  readonly kind: 'statistics';
  readonly action: 'create';
  readonly name: Identifier;
  readonly table: ObjectName;
  readonly columns: readonly Identifier[];
  readonly options: readonly string[];
  readonly at: Position;
}
/** Without names it is about all of the table's. */
export interface UpdateStatistics {
  readonly kind: 'statistics';
  readonly action: 'update';
  readonly names: readonly Identifier[];
  readonly table: ObjectName;
  readonly options: readonly string[];
  readonly at: Position;
}
export interface PartitionFunctionStatement {
  readonly kind: 'partition-function';
  readonly name: string;
  readonly action:
    | { readonly kind: 'create'; readonly type: DataTypeName; readonly collation?: string; readonly isRight: boolean; readonly boundaries: readonly Expression[] }
    | { readonly kind: 'split' | 'merge'; readonly boundary: Expression }
    | { readonly kind: 'drop' };
  readonly at: Position;
}
export interface PartitionSchemeStatement {
  readonly kind: 'partition-scheme';
  readonly name: string;
  readonly action:
    | { readonly kind: 'create'; readonly functionName: string; readonly isAll: boolean; readonly fileGroups: readonly string[] }
    | { readonly kind: 'next-used'; readonly fileGroup?: string }
    | { readonly kind: 'drop' };
  readonly at: Position;
}
/** A file of a database; the file group that it was written under. */
export interface DatabaseFileSpec { readonly isLog: boolean; readonly options: readonly IndexOption[]; readonly fileGroup?: string; readonly isDefault?: boolean }
export interface CreateDatabase {
  readonly kind: 'create-database';
  readonly name: string;
  readonly collation?: string;
  readonly files: readonly DatabaseFileSpec[];
  readonly asCopyOf?: { readonly server?: string; readonly database: string };
  /** `(EDITION = ...)`: what Azure SQL Database is told of its service, in its text. */
  readonly service?: string;
  readonly options?: readonly IndexOption[];
  readonly at: Position;
}
export type FileAction =
  | { readonly kind: 'add-filegroup' | 'remove-filegroup' | 'remove-file'; readonly name: string }
  | { readonly kind: 'rename-filegroup'; readonly name: string; readonly to: string }
  | { readonly kind: 'modify-filegroup'; readonly name: string; readonly property: 'DEFAULT' | 'READ_ONLY' | 'READ_WRITE' | 'AUTOGROW_ALL_FILES' | 'AUTOGROW_SINGLE_FILE' }
  | { readonly kind: 'add-files'; readonly files: readonly DatabaseFileSpec[] }
  | { readonly kind: 'modify-file'; readonly file: DatabaseFileSpec };
/** What ALTER DATABASE ... SET CHANGE_TRACKING says: `isOn` left out where it only changes the options. */
export interface ChangeTrackingOptions { readonly isOn?: boolean; readonly retention?: number; readonly units?: string; readonly isAutoCleanupOn?: boolean }
export interface DatabaseSetOption { readonly name: string; readonly value?: string | number; readonly changeTracking?: ChangeTrackingOptions }
export interface AlterDatabase {
  readonly kind: 'alter-database';
  readonly name: string | 'current';
  readonly action:
    | { readonly kind: 'set'; readonly options: readonly DatabaseSetOption[]; readonly termination?: string }
    | { readonly kind: 'rename'; readonly to: string }
    | { readonly kind: 'collate'; readonly collation: string }
    | { readonly kind: 'scoped-configuration'; readonly name: string; readonly value: string; readonly ofSecondary?: boolean }
    | FileAction;
  readonly at: Position;
}
export interface DropDatabase { readonly kind: 'drop-database'; readonly names: readonly string[]; readonly ifExists: boolean; readonly at: Position }
export interface CreateLogin {
  readonly kind: 'create-login';
  readonly mode: 'create' | 'alter';
  readonly name: string;
  readonly password?: string;
  readonly options: readonly IndexOption[];
  readonly at: Position;
}
export interface CreateUser { readonly kind: 'create-user'; readonly name: string; readonly login?: string; readonly withoutLogin: boolean; readonly defaultSchema?: string; readonly at: Position }
/** ALTER USER ... WITH; what was not written stays as it is. */
export interface AlterUser { readonly kind: 'alter-user'; readonly name: string; readonly newName?: string; readonly defaultSchema?: string; readonly login?: string; readonly at: Position }
export interface CreateRole { readonly kind: 'create-role'; readonly name: string; readonly owner?: string; readonly at: Position }
export interface ServerRoleStatement {
  readonly kind: 'server-role';
  readonly action: 'create' | 'rename' | 'drop';
  readonly name: string;
  readonly owner?: string;
  readonly newName?: string;
  readonly at: Position;
}
export interface AlterRole { readonly kind: 'alter-role'; readonly name: string; readonly action: 'add' | 'drop'; readonly member: string; readonly isServerRole: boolean; readonly at: Position }
/** ALTER ROLE ... WITH NAME. */
export interface RenameRole { readonly kind: 'rename-role'; readonly name: string; readonly newName: string; readonly at: Position }
