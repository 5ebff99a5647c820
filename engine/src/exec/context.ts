// What running plans need from outside: rows, variables, other modules. Implemented by session/; exec knows nothing of sessions.
import type { ForeignKey, TableDefinition } from '../catalog/definitions';
import type { BoundExpression, MaskedColumn, TableArgument } from '../plan/expression';
import type { MaintainedView } from '../plan/indexed-view';
import type { TableRef } from '../plan/node';
import type { TargetShape } from '../plan/statement';
import type { ChangeHistory } from '../storage/change-history';
import type { RowAccess, TableHandle } from '../transaction/row-access';
import type { Row, Value } from '../types/value';
import type { FunctionContext } from './functions/function-context';
import type { PreparedXml } from './prepared-xml';

/** The rows a trigger sees, and what fired it. */
export interface TriggerFiring {
  readonly databaseId: number; readonly table: TableDefinition; readonly event: 'insert' | 'update' | 'delete'; readonly timing: 'after' | 'instead of';
  readonly inserted: readonly Row[]; readonly deleted: readonly Row[];
  /** Names of the columns assigned (UPDATE()); all for INSERT. */
  readonly updatedColumns: readonly string[];
  /** @@ROWCOUNT as the trigger begins, where it is not the number of its own rows. */
  readonly rowCount?: number;
}

/** How a system view is read. `isDirty`: what is not committed is shown, not waited for. */
export interface VirtualRead { readonly sought?: Sought; readonly isDirty?: true }
/** The values that a column of a system view may have. */
export interface Sought { readonly column: string; has(value: Value): boolean }

/** An argument of a user's function as it is called: a value, a table variable of the caller, or none (DEFAULT). */
export type GivenArgument = Value | TableArgument | undefined;

/** The surroundings of one running statement. */
export interface ExecutionContext {
  readonly rows: RowAccess;
  readonly functions: FunctionContext;
  /** Outer rows of correlated queries, innermost last: depth 1 is the last element. Operators push and pop. */
  readonly outerRows: Row[];
  /** Rows of recursive CTEs under way, by cteId. */
  readonly cteRows: Map<number, readonly Row[]>;
  /** What is worked out once a statement (uncorrelated subqueries, by expression node). Starts empty with every statement and every restart. */
  readonly subqueryCache: Map<object, unknown>;
  openTable(ref: TableRef): TableHandle;
  /** Rows of inserted/deleted inside a trigger. */
  pseudoRows(name: 'inserted' | 'deleted'): readonly Row[];
  /** Rows of a system view ('sys.tables', 'INFORMATION_SCHEMA.COLUMNS', ...) as of now; of those whose column has no value that is sought, some or none may be there. Where the same array comes again, it holds the same rows. */
  virtualRows(databaseId: number, view: string, read?: VirtualRead): Iterable<Row>;
  /** May the masked columns be seen as they are? */
  isUnmasked(columns: readonly MaskedColumn[]): boolean;
  variable(name: string): Value;
  setVariable(name: string, value: Value): void;
  systemVariable(name: string): Value;
  callScalarFunction(databaseId: number, objectId: number, args: readonly GivenArgument[]): Value;
  callTableFunction(databaseId: number, objectId: number, args: readonly GivenArgument[]): Iterable<Row>;
  /** Table functions that read the server's own state, such as sys.dm_exec_sql_text, by lower-case name. */
  systemTableFunction(name: string, args: readonly Value[]): Iterable<Row>;
  /** What change tracking has of a table, and whether the transaction under way has changed a row with such a key. */
  changesOf(databaseId: number, objectId: number): { readonly history: ChangeHistory | undefined; isUncommitted(isMeant: (key: readonly Value[]) => boolean): boolean };
  /** The document that sp_xml_preparedocument gave a handle; raises 8179. */
  preparedXml(handle: number): PreparedXml;
  nextSequenceValue(databaseId: number, objectId: number): bigint;
  /** Foreign keys (disabled ones too) of any table that reference this table. */
  foreignKeysTo(databaseId: number, objectId: number): readonly { readonly table: TableDefinition; readonly foreignKey: ForeignKey }[];
  /** Raises 1934 where a SET option forbids `statement` to write the table: one with a filtered index, an index on a computed column, or an indexed view over it. */
  requireIndexSettings(databaseId: number, table: TableDefinition, statement: string): void;
  /** The indexed views that join this table. */
  indexedViewsOver(databaseId: number, objectId: number): readonly MaintainedView[];
  /** An indexed view's query, by the view's id; the view need not have an index yet. */
  maintainedView(databaseId: number, objectId: number): MaintainedView;
  /** The bound rules of a table that a statement reaches by a cascade or by OUTPUT INTO. */
  shapeOf(databaseId: number, objectId: number): TargetShape;
  /** The bound default of a column (ON DELETE SET DEFAULT, OUTPUT INTO); undefined if it has none. */
  defaultOf(databaseId: number, objectId: number, columnId: number): BoundExpression | undefined;
  /** UPDATE(column) of the trigger under way. */
  isColumnUpdated(columnName: string): boolean;
  /** Runs enabled triggers of the firing's timing and event; returns false if there is none. */
  fireTriggers(firing: TriggerFiring): boolean;
  hasTriggers(databaseId: number, objectId: number, event: TriggerFiring['event'], timing: TriggerFiring['timing']): boolean;
  /** Notes the last identity value given: SCOPE_IDENTITY(), @@IDENTITY. An INSERT into a table without identity notes NULL, which in a trigger leaves @@IDENTITY as it is. */
  noteIdentity(value: bigint | null): void;
  /** SET ROWCOUNT n; 0 is no limit. */
  readonly rowCountLimit: number;
  readonly ansiWarnings: boolean;
  /** SET ANSI_WARNINGS OFF with ARITHABORT OFF: arithmetic that fails is NULL. */
  readonly absorbsArithmetic: boolean;
  /** Notes that something overflowed or was divided by zero and became NULL: 3606 and 3607 follow the statement's rows. */
  noteAbsorbed(what: 'overflow' | 'division'): void;
  /** Notes warning 8153 (null eliminated by an aggregate), sent once a statement. */
  warnNullEliminated(): void;
  /** Notes message 3604 (duplicate key ignored), sent once a statement. */
  noteIgnoredDuplicate(): void;
  /** To be called for each row or pair of rows that an operator looks at, and for each that is written. Throws, now and then, when the client has cancelled, the session was killed or memory is full. */
  rowPassed(): void;
  /** Raises 701 when memory is full. */
  requireMemory(): void;
}
