// What exists in a database, as immutable plain data. A change makes a new object (DDL puts it into the Database through a transaction).
// Holds the TEXT of defaults, checks, filters and modules; knows neither syntax nor plan, nor where rows are.
import type { SqlType } from '../types/sql-type';
import type { Variant } from '../types/value';
import type { Compression } from './compression';

export type ReferentialAction = 'NO_ACTION' | 'CASCADE' | 'SET_NULL' | 'SET_DEFAULT';

/** Fields that every object of sys.objects has. Dates are 1/300 s ticks since 1900 (datetime). */
export interface ObjectHeader { readonly objectId: number; readonly schemaId: number; readonly name: string; readonly createdAt: number; readonly modifiedAt: number }

/** How a masked column is shown to whom it is not to be seen. Bounds of `random` are numbers as text. */
export type MaskFunction =
  | { readonly kind: 'default' | 'email' }
  | { readonly kind: 'partial'; readonly prefix: number; readonly padding: string; readonly suffix: number }
  | { readonly kind: 'random'; readonly low: string; readonly high: string }
  | { readonly kind: 'datetime'; readonly part: 'Y' | 'M' | 'D' | 'h' | 'm' | 's' };
/** MASKED WITH; `text` in SQL Server's canonical form. */
export interface ColumnMask { readonly function: MaskFunction; readonly text: string }
export interface Column {
  readonly columnId: number;
  readonly name: string;
  readonly type: SqlType;
  readonly isNullable: boolean;
  /** The alias type that the column was declared with. */
  readonly userTypeId?: number;
  readonly identity?: { readonly seed: bigint; readonly increment: bigint; readonly isNotForReplication?: boolean };
  readonly default?: DefaultConstraint;
  /** `definition` in SQL Server's canonical form, with outer parentheses. kept-columns.ts says which are kept in the row; others are expanded where they are read. */
  readonly computed?: {
    readonly definition: string;
    readonly isPersisted: boolean;
    readonly isDeterministic: boolean;
    /** Working it out may raise an error. */
    readonly mayFail?: true;
    /** It reckons with float or real. */
    readonly isImprecise?: true;
    /** Why it is not, where a function of the user's is the reason and schema-bound. */
    readonly obstacle?: 'reads data' | 'unknown';
  };
  readonly isRowGuid: boolean;
  readonly generated?: 'row-start' | 'row-end';
  readonly isHidden: boolean;
  readonly isSparse: boolean;
  readonly mask?: ColumnMask;
}
export interface DefaultConstraint { readonly objectId: number; readonly name: string; readonly definition: string; readonly isSystemNamed: boolean; readonly createdAt: number }
export interface CheckConstraint {
  readonly objectId: number;
  readonly name: string;
  readonly definition: string;
  readonly isSystemNamed: boolean;
  readonly isDisabled: boolean;
  readonly isNotTrusted: boolean;
  readonly isNotForReplication?: boolean;
  /** Set when written beside one column. */
  readonly columnId?: number;
  /** Every column its text uses. */
  readonly usedColumnIds: readonly number[];
  readonly createdAt: number;
}
export interface ForeignKey {
  readonly objectId: number; readonly name: string; readonly isSystemNamed: boolean; readonly columnIds: readonly number[];
  readonly referencedObjectId: number; readonly referencedColumnIds: readonly number[]; readonly referencedIndexId: number;
  readonly onDelete: ReferentialAction; readonly onUpdate: ReferentialAction; readonly isDisabled: boolean; readonly isNotTrusted: boolean; readonly isNotForReplication?: boolean; readonly createdAt: number;
}
/** Where rows are: on a file group, or on a partition scheme by the values of a column. */
export interface Placement { readonly dataSpaceId: number; readonly columnId?: number }
export interface IndexColumn { readonly columnId: number; readonly isDescending: boolean }
/** indexId 1 is the clustered one, 2.. nonclustered. PRIMARY KEY and UNIQUE constraints are indexes with `constraintId` set (their object id). */
export interface IndexDefinition {
  readonly indexId: number; readonly name: string; readonly isUnique: boolean; readonly isClustered: boolean; readonly isPrimaryKey: boolean; readonly isUniqueConstraint: boolean;
  readonly constraintId?: number; readonly isSystemNamed: boolean; readonly columns: readonly IndexColumn[]; readonly includedColumnIds: readonly number[];
  /** Canonical text with outer parentheses. */
  readonly filter?: string; readonly isDisabled: boolean; readonly ignoreDuplicateKey: boolean; readonly fillFactor: number; readonly isPadded: boolean;
  /** ALLOW_PAGE_LOCKS = OFF. No page is ever locked here: rows and tables are. */
  readonly forbidsPageLocks?: boolean; readonly isForSequentialKey?: boolean;
  /** STATISTICS_NORECOMPUTE, of the statistics that go with the index. */
  readonly isNoRecompute?: boolean;
  /** Undefined is PRIMARY; of a clustered index, where the table is. */
  readonly placement?: Placement;
  /** Undefined is none; of a clustered index, what the heap had. */
  readonly compression?: readonly Compression[];
}
/**
 * The columnstore index of a table, which has one at most: an access path, so its rows are kept nowhere but in the table. A clustered one holds
 * every column there is, whenever it was added; `columnIds` is then empty.
 */
export interface ColumnstoreIndex {
  readonly indexId: number;
  readonly name: string;
  readonly isClustered: boolean;
  readonly columnIds: readonly number[];
  /** Of an ordered one, the columns of ORDER. */
  readonly orderedColumnIds: readonly number[];
  /** Canonical text with outer parentheses. */
  readonly filter?: string;
  readonly isDisabled: boolean;
  /** DATA_COMPRESSION = COLUMNSTORE_ARCHIVE. */
  readonly isArchive: boolean;
  readonly compressionDelay: number;
  readonly placement?: Placement;
}
/** An index over the parts of one xml column. `secondary` names the primary one of the same column. */
export interface XmlIndex {
  readonly indexId: number; readonly name: string; readonly isClustered: false; readonly isDisabled: false; readonly columnId: number;
  readonly secondary?: { readonly primaryId: number; readonly type: 'PATH' | 'VALUE' | 'PROPERTY' };
  readonly fillFactor: number; readonly isPadded: boolean;
}
export interface TableDefinition extends ObjectHeader {
  readonly kind: 'table'; readonly columns: readonly Column[]; readonly indexes: readonly IndexDefinition[]; readonly checks: readonly CheckConstraint[]; readonly foreignKeys: readonly ForeignKey[];
  /** Largest column_id ever used: ids are not given again. */
  readonly maxColumnId: number;
  readonly temporal?: { readonly historyObjectId: number; readonly startColumnId: number; readonly endColumnId: number; readonly retention?: { readonly period: number; readonly unit: string } };
  readonly period?: { readonly startColumnId: number; readonly endColumnId: number };
  readonly isHistory?: boolean; readonly isTemporary?: boolean;
  /** As ALTER TABLE ... SET wrote it; TABLE where it did not. */
  readonly lockEscalation?: LockEscalation;
  /** Its changes are kept for CHANGETABLE. */
  readonly changeTracking?: { readonly tracksColumns: boolean };
  readonly columnstore?: ColumnstoreIndex;
  readonly xmlIndexes?: readonly XmlIndex[];
  readonly statistics?: readonly StatisticsDefinition[];
  /** Of its rows, where no clustered index says another; undefined is PRIMARY. */
  readonly placement?: Placement;
  /** Of its rows, likewise; undefined is none. */
  readonly compression?: readonly Compression[];
  /** As TEXTIMAGE_ON said. */
  readonly largeValueSpaceId?: number;
  /** Of its large values, as sp_tableoption said. */
  readonly isOutOfRow?: boolean;
}
/** Statistics that CREATE STATISTICS made; their numbers are of the same sequence as the indexes'. */
export interface StatisticsDefinition { readonly statsId: number; readonly name: string; readonly columnIds: readonly number[]; readonly isNoRecompute: boolean }
export type LockEscalation = 'TABLE' | 'AUTO' | 'DISABLE';
export interface ModuleSettings {
  readonly usesAnsiNulls: boolean;
  readonly usesQuotedIdentifier: boolean;
  /** EXECUTE AS OWNER, or the id of the user that its body runs as; undefined is the caller. */
  readonly executeAs?: 'owner' | number;
  /** WITH ENCRYPTION: its text is shown to nobody. */
  readonly isEncrypted?: boolean;
}
/** A column of a view or of a function's rows. */
export interface ViewColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly isNullable: boolean;
  /** Its alias type. */
  readonly userTypeId?: number;
  /** It shows an identity column as it is. */
  readonly isIdentity?: boolean;
}
export interface ViewDefinition extends ObjectHeader, ModuleSettings {
  readonly kind: 'view';
  readonly definition: string;
  readonly columns: readonly ViewColumn[];
  readonly isSchemaBound: boolean;
  /** WITH VIEW_METADATA. */
  readonly hasOpaqueMetadata: boolean;
  readonly withCheckOption: boolean;
  /** Objects named in its text, for dependency errors. */
  readonly references: readonly number[];
  readonly indexes: readonly IndexDefinition[];
}
export interface Parameter {
  readonly name: string;
  readonly type: SqlType;
  readonly tableType?: string;
  /** A reference to a cursor; its type says nothing. */
  readonly isCursor?: true;
  /** Its alias type. */
  readonly userTypeId?: number;
  readonly isOutput: boolean;
  readonly hasDefault: boolean;
  /** Text of the default expression. */
  readonly default?: string;
}
export interface ProcedureDefinition extends ObjectHeader, ModuleSettings {
  readonly kind: 'procedure';
  readonly definition: string;
  readonly parameters: readonly Parameter[];
  readonly recompiles: boolean;
}
export interface FunctionDefinition extends ObjectHeader, ModuleSettings {
  readonly kind: 'function';
  readonly flavour: 'scalar' | 'inline' | 'table';
  readonly definition: string;
  readonly parameters: readonly Parameter[];
  readonly returns?: SqlType;
  readonly columns?: readonly ViewColumn[];
  readonly isSchemaBound: boolean;
  /** Objects that a schema-bound one names, which stay as they are. */
  readonly references?: readonly number[];
  /** Of a scalar one; undefined where it was not asked. */
  readonly determinism?: 'deterministic' | 'nondeterministic' | 'reads data' | 'unknown';
  /** RETURNS NULL ON NULL INPUT. */
  readonly nullOnNullInput?: true;
}
export interface TriggerDefinition extends ObjectHeader, ModuleSettings {
  readonly kind: 'trigger';
  readonly parentObjectId: number;
  readonly definition: string;
  readonly timing: 'after' | 'instead of';
  readonly events: readonly ('insert' | 'update' | 'delete')[];
  readonly isDisabled: boolean;
  readonly isNotForReplication?: boolean;
  /** As sp_settriggerorder set it. */
  readonly order?: Readonly<Partial<Record<'insert' | 'update' | 'delete', 'first' | 'last'>>>;
}
/** A trigger of the database itself, fired by DDL. Its name stands beside those of objects, in no schema. `events` as written, upper case. */
export interface DatabaseTriggerDefinition extends ModuleSettings {
  readonly kind: 'database-trigger';
  readonly objectId: number;
  readonly name: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly definition: string;
  readonly events: readonly string[];
  readonly isDisabled: boolean;
}
/** `current` state (last value handed out) lives in storage's SequenceStore. */
export interface SequenceDefinition extends ObjectHeader {
  readonly kind: 'sequence';
  readonly type: SqlType;
  readonly start: bigint;
  readonly increment: bigint;
  readonly minValue: bigint;
  readonly maxValue: bigint;
  readonly isCycling: boolean;
  readonly cacheSize: number | null;
}
export interface SynonymDefinition extends ObjectHeader { readonly kind: 'synonym'; readonly target: readonly string[] }
/** What a block predicate guards against, as sys.security_predicates words it. */
export type BlockOperation = 'AFTER INSERT' | 'AFTER UPDATE' | 'BEFORE UPDATE' | 'BEFORE DELETE';
/** One predicate of a security policy: a call of an inline function over a row of its table or view. */
export interface SecurityPredicate {
  readonly predicateId: number;
  readonly type: 'FILTER' | 'BLOCK';
  /** Of a block predicate; undefined guards against all four. */
  readonly operation?: BlockOperation;
  readonly targetObjectId: number;
  /** The function as it was found when the predicate was made. */
  readonly functionObjectId: number;
  /** Canonical text of the call, with outer parentheses. */
  readonly definition: string;
  /** Every column that its arguments read. */
  readonly usedColumnIds: readonly number[];
}
export interface SecurityPolicyDefinition extends ObjectHeader {
  readonly kind: 'security-policy';
  readonly isEnabled: boolean;
  readonly isSchemaBound: boolean;
  readonly isNotForReplication: boolean;
  readonly predicates: readonly SecurityPredicate[];
  /** Largest id ever used: ids are not given again. */
  readonly maxPredicateId: number;
}
export interface TableTypeDefinition extends ObjectHeader { readonly kind: 'table-type'; readonly userTypeId: number; readonly table: TableDefinition }
export interface AliasTypeDefinition extends ObjectHeader { readonly kind: 'alias-type'; readonly userTypeId: number; readonly base: SqlType; readonly isNullable: boolean }
/** A collection of XML schemas: the texts that CREATE and ALTER gave. */
export interface XmlCollectionDefinition extends ObjectHeader { readonly kind: 'xml-collection'; readonly collectionId: number; readonly sources: readonly string[] }
export type CatalogObject =
  | TableDefinition
  | ViewDefinition
  | ProcedureDefinition
  | FunctionDefinition
  | TriggerDefinition
  | SequenceDefinition
  | SynonymDefinition
  | SecurityPolicyDefinition
  | TableTypeDefinition
  | AliasTypeDefinition
  | XmlCollectionDefinition;

export interface SchemaDefinition { readonly schemaId: number; readonly name: string; readonly ownerId: number }
/** A user or role of one database. `sid` (hex) is its login's, or its own where it has none; a role has none. */
export interface PrincipalDefinition {
  readonly principalId: number;
  readonly name: string;
  readonly type: 'S' | 'R' | 'U';
  readonly defaultSchema?: string;
  readonly loginName?: string;
  readonly sid?: string;
  readonly ownerId?: number;
  readonly isFixedRole: boolean;
  readonly members: readonly number[];
  readonly createdAt: number;
}
export type SecurableClass = 'DATABASE' | 'SCHEMA' | 'OBJECT' | 'TYPE' | 'PRINCIPAL';
/** One row of sys.database_permissions. `minorId` is a column's id, left out for the whole object; `grantorId` left out means dbo. */
export interface PermissionGrant {
  readonly principalId: number;
  readonly state: 'GRANT' | 'DENY' | 'GRANT_WITH_GRANT_OPTION';
  readonly permission: string;
  readonly securableClass: SecurableClass;
  readonly majorId: number;
  readonly minorId?: number;
  readonly grantorId?: number;
}
/** sys.extended_properties. */
export interface ExtendedProperty { readonly securableClass: number; readonly majorId: number; readonly minorId: number; readonly name: string; readonly value: Variant | null }
/** A message of sp_addmessage, in us_english. */
export interface UserMessage { readonly number: number; readonly severity: number; readonly text: string; readonly isLogged: boolean }
/** Sizes in pages of 8 KB; what is left out is the server's choice. `growth` 0 is none. */
export interface FileSizes { readonly size?: number; readonly maxSize?: number; readonly growth?: number; readonly isPercentGrowth?: boolean }
export interface DatabaseFile extends FileSizes { readonly fileId: number; readonly type: 'D' | 'L'; readonly logicalName: string; readonly physicalName: string; readonly fileGroup?: string }
export interface FileGroup { readonly dataSpaceId: number; readonly name: string; readonly isDefault: boolean; readonly isReadOnly: boolean; readonly isAutogrowAllFiles: boolean }

export type RetentionUnit = 'MINUTES' | 'HOURS' | 'DAYS';

/** Options of sys.databases. */
export interface DatabaseOptions {
  readonly collation: string;
  readonly compatibilityLevel: number;
  readonly recoveryModel: 'FULL' | 'SIMPLE' | 'BULK_LOGGED';
  readonly userAccess: 'MULTI_USER' | 'SINGLE_USER' | 'RESTRICTED_USER';
  readonly state: 'ONLINE' | 'OFFLINE' | 'RESTORING' | 'COPYING';
  readonly isReadCommittedSnapshot: boolean;
  readonly snapshotIsolation: 'ON' | 'OFF';
  readonly isAutoClose: boolean;
  readonly isAutoShrink: boolean;
  readonly isReadOnly: boolean;
  readonly delayedDurability: 'DISABLED' | 'ALLOWED' | 'FORCED';
  readonly pageVerify: string;
  readonly isTrustworthy: boolean;
  readonly recursiveTriggers: boolean;
  readonly isAutoUpdateStatsAsync: boolean;
  readonly ansiNullDefault: boolean;
  readonly cursorDefault: 'GLOBAL' | 'LOCAL';
  readonly isBrokerEnabled: boolean;
  readonly scopedConfigurations: Readonly<Record<string, string>>;
  /** Change tracking is on. What is older than its retention is kept here all the same. */
  readonly changeTracking?: { readonly retention: number; readonly units: RetentionUnit; readonly isAutoCleanupOn: boolean };
  /** Options without an effect here, by name, as they were set last. */
  readonly recorded?: Readonly<Record<string, string>>;
}
