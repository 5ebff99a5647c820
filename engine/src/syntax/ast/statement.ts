// Statements other than SELECT and DDL: DML, control flow, transactions, SET, EXEC, administration.
import type { DataTypeName, Identifier, ObjectName, Position } from './common';
import type { Expression, ColumnReference, VariableReference } from './expression';
import type { AssignOperator, CommonTableExpression, QueryOption, SelectItem, SelectStatement, TableHint, TableSource, Top } from './query';
import type { DdlStatement, ColumnDefinition, TableConstraint, InlineIndex, PartitionRange } from './ddl';

/** One parsed batch (or module body): its statements in order, and the SET options that act at parse time. */
export interface Batch { readonly statements: readonly Statement[]; readonly text: string }

export type Statement =
  | SelectStatement
  | DmlStatement
  | DdlStatement
  | DeclareVariables
  | DeclareTable
  | SetVariable
  | IfStatement
  | WhileStatement
  | BlockStatement
  | TryCatch
  | BreakStatement
  | ContinueStatement
  | ReturnStatement
  | PrintStatement
  | RaiserrorStatement
  | ThrowStatement
  | GotoStatement
  | LabelStatement
  | WaitforStatement
  | BeginTransaction
  | CommitTransaction
  | RollbackTransaction
  | SaveTransaction
  | SetOption
  | SetIsolation
  | SetIdentityInsert
  | UseStatement
  | ImpersonationStatement
  | ExecuteProcedure
  | ExecuteText
  | DeclareCursor
  | OpenCursor
  | FetchCursor
  | CloseCursor
  | DeallocateCursor
  | TruncateTable
  | BackupDatabase
  | RestoreDatabase
  | RestoreFileListOnly
  | DbccStatement
  | KillStatement
  | PermissionStatement
  | InsertBulk
  | CheckpointStatement
  | ReconfigureStatement
  | CreateFulltext
  | UnsupportedStatement;

export type DmlStatement = InsertStatement | UpdateStatement | DeleteStatement | MergeStatement;

/** The target of DML: a table, view, alias or CTE by name, or a table variable. */
export type DmlTarget =
  | { readonly kind: 'table'; readonly name: ObjectName; readonly hints: readonly TableHint[]; readonly at: Position }
  | { readonly kind: 'table-variable'; readonly name: string; readonly at: Position };
export interface OutputClause { readonly items: readonly SelectItem[]; readonly into?: DmlTarget; readonly intoColumns: readonly Identifier[] }

/** WITH CHANGE_TRACKING_CONTEXT (value): a variable or a binary constant. */
export type ChangeContext = Extract<Expression, { kind: 'variable' | 'literal' }>;
export interface InsertStatement {
  readonly changeContext?: ChangeContext;
  readonly kind: 'insert'; readonly with: readonly CommonTableExpression[]; readonly top?: Top; readonly target: DmlTarget; readonly columns?: readonly Identifier[];
  readonly outputs: readonly OutputClause[]; readonly source: InsertSource; readonly options: readonly QueryOption[]; readonly at: Position;
}
export type InsertSource =
  | { readonly kind: 'values'; readonly rows: readonly (readonly Expression[])[] }
  | { readonly kind: 'select'; readonly query: SelectStatement }
  | { readonly kind: 'default-values' }
  | { readonly kind: 'execute'; readonly execute: ExecuteProcedure | ExecuteText };
export interface UpdateStatement {
  readonly changeContext?: ChangeContext;
  readonly kind: 'update';
  readonly with: readonly CommonTableExpression[];
  readonly top?: Top;
  readonly target: DmlTarget;
  readonly assignments: readonly UpdateAssignment[];
  readonly outputs: readonly OutputClause[];
  readonly from: readonly TableSource[];
  readonly where?: Expression;
  readonly currentOf?: string;
  readonly options: readonly QueryOption[];
  readonly at: Position;
}
/** `col = expr`, `col += expr`, `@v = expr`, `@v = col = expr`; `write`: `col.WRITE(expr, offset, length)`. */
export interface UpdateAssignment {
  readonly variable?: string;
  readonly column?: ColumnReference;
  readonly operator: AssignOperator;
  readonly value: Expression;
  readonly write?: { readonly offset: Expression; readonly length: Expression };
  readonly at: Position;
}
export interface DeleteStatement {
  readonly changeContext?: ChangeContext;
  readonly kind: 'delete'; readonly with: readonly CommonTableExpression[]; readonly top?: Top; readonly target: DmlTarget; readonly outputs: readonly OutputClause[];
  readonly from: readonly TableSource[]; readonly where?: Expression; readonly currentOf?: string; readonly options: readonly QueryOption[]; readonly at: Position;
}
export interface MergeStatement {
  readonly changeContext?: ChangeContext;
  readonly kind: 'merge';
  readonly with: readonly CommonTableExpression[];
  readonly top?: Top;
  readonly target: DmlTarget;
  readonly targetAlias?: Identifier;
  readonly source: TableSource;
  readonly on: Expression;
  readonly clauses: readonly MergeClause[];
  readonly outputs: readonly OutputClause[];
  readonly options: readonly QueryOption[];
  readonly at: Position;
}
export interface MergeClause { readonly when: 'matched' | 'not-matched' | 'not-matched-by-source'; readonly condition?: Expression; readonly action: MergeAction; readonly at: Position }
export type MergeAction =
  | { readonly kind: 'update'; readonly assignments: readonly UpdateAssignment[] }
  | { readonly kind: 'delete' }
  | { readonly kind: 'insert'; readonly columns?: readonly Identifier[]; readonly values: readonly Expression[] | 'default' };

export interface DeclareVariables {
  readonly kind: 'declare';
  /** A module's parameters, declared as its body sees them. */
  readonly areParameters?: true;
  readonly variables: readonly {
    readonly name: string;
    readonly isReadOnly?: boolean;
    readonly type: DataTypeName | 'cursor';
    readonly value?: Expression;
    readonly at: Position;
  }[];
  readonly at: Position;
}
export interface DeclareTable {
  readonly kind: 'declare-table';
  readonly name: string;
  readonly columns: readonly ColumnDefinition[];
  readonly constraints: readonly TableConstraint[];
  readonly indexes: readonly InlineIndex[];
  readonly at: Position;
}
export interface SetVariable { readonly kind: 'set-variable'; readonly name: string; readonly operator: AssignOperator; readonly value: Expression; readonly at: Position }
export interface IfStatement { readonly kind: 'if'; readonly condition: Expression; readonly then: Statement; readonly otherwise?: Statement; readonly at: Position }
export interface WhileStatement { readonly kind: 'while'; readonly condition: Expression; readonly body: Statement; readonly at: Position }
export interface BlockStatement { readonly kind: 'block'; readonly statements: readonly Statement[]; readonly at: Position }
export interface TryCatch { readonly kind: 'try'; readonly body: readonly Statement[]; readonly handler: readonly Statement[]; readonly at: Position }
export interface BreakStatement { readonly kind: 'break'; readonly at: Position }
export interface ContinueStatement { readonly kind: 'continue'; readonly at: Position }
export interface ReturnStatement { readonly kind: 'return'; readonly value?: Expression; readonly at: Position }
export interface PrintStatement { readonly kind: 'print'; readonly value: Expression; readonly at: Position }
export interface RaiserrorStatement {
  readonly kind: 'raiserror';
  readonly message: Expression;
  readonly severity: Expression;
  readonly state: Expression;
  readonly args: readonly Expression[];
  readonly options: readonly ('LOG' | 'NOWAIT' | 'SETERROR')[];
  readonly at: Position;
}
export interface ThrowStatement { readonly kind: 'throw'; readonly number?: Expression; readonly message?: Expression; readonly state?: Expression; readonly at: Position }
export interface GotoStatement { readonly kind: 'goto'; readonly label: string; readonly at: Position }
export interface LabelStatement { readonly kind: 'label'; readonly label: string; readonly at: Position }
export interface WaitforStatement {
  readonly kind: 'waitfor';
  readonly mode: 'delay' | 'time';
  /** Milliseconds, of a literal; a variable is read when the statement runs. */
  readonly value: number | VariableReference;
  readonly at: Position;
}

/** Transaction names: literal text or a variable. */
export type TransactionName = string | { readonly variable: string };
export interface BeginTransaction { readonly kind: 'begin-transaction'; readonly name?: TransactionName; readonly at: Position }
export interface CommitTransaction { readonly kind: 'commit'; readonly name?: TransactionName; readonly at: Position }
export interface RollbackTransaction { readonly kind: 'rollback'; readonly name?: TransactionName; readonly at: Position }
export interface SaveTransaction { readonly kind: 'save-transaction'; readonly name: TransactionName; readonly at: Position }

/** SET NOCOUNT ON, SET LOCK_TIMEOUT 1000, SET DATEFORMAT dmy, SET DEADLOCK_PRIORITY LOW ... `name` upper case; several names share a value (SET ANSI_NULLS, QUOTED_IDENTIFIER ON gives one node each). */
export interface SetOption { readonly kind: 'set-option'; readonly name: string; readonly value: 'ON' | 'OFF' | string | number | Expression; readonly at: Position }
export interface SetIsolation { readonly kind: 'set-isolation'; readonly level: 'read uncommitted' | 'read committed' | 'repeatable read' | 'serializable' | 'snapshot'; readonly at: Position }
export interface SetIdentityInsert { readonly kind: 'set-identity-insert'; readonly table: ObjectName; readonly isOn: boolean; readonly at: Position }
/** EXECUTE AS USER | LOGIN = 'name', EXECUTE AS CALLER (no name), and REVERT. */
export interface ImpersonationStatement { readonly kind: 'impersonation'; readonly action: 'user' | 'login' | 'caller' | 'revert'; readonly name?: string | { readonly variable: string }; readonly at: Position }
export interface UseStatement { readonly kind: 'use'; readonly database: string; readonly at: Position }

export interface ExecuteArgument { readonly name?: string; readonly value: Expression; readonly isOutput: boolean; readonly isDefault: boolean; readonly at: Position }
/** EXEC [@rc =] proc @a = 1, @b = @x OUTPUT [WITH RESULT SETS ...: refused]. The name may be a variable. */
export interface ExecuteProcedure {
  readonly kind: 'execute';
  readonly name: ObjectName | { readonly variable: string };
  readonly returnInto?: string;
  readonly args: readonly ExecuteArgument[];
  readonly options: readonly string[];
  readonly resultSets?: readonly (readonly ResultSetColumn[])[];
  readonly at: Position;
}
/** EXEC ('...' + @x): the parts are joined as texts, whatever their types; this + is no operator. */
export interface ExecuteText {
  readonly kind: 'execute-text'; readonly parts: readonly Expression[]; readonly as?: { readonly action: 'user' | 'login'; readonly name: string };
  readonly resultSets?: readonly (readonly ResultSetColumn[])[]; readonly at: Position }
/** A column of WITH RESULT SETS ((...), ...); no set at all stands for NONE. */
export interface ResultSetColumn { readonly name: Identifier; readonly type: DataTypeName; readonly collation?: string; readonly isNullable: boolean }

export interface DeclareCursor {
  readonly kind: 'declare-cursor';
  readonly name: string;
  readonly options: readonly string[];
  readonly query: SelectStatement;
  readonly forUpdate?: readonly Identifier[];
  readonly isVariable: boolean;
  readonly at: Position;
}
/** `name` starts with @ for a cursor variable. */
/** A cursor by its name or variable. `isGlobal`: the connection's, though there be a local one of that name. */
export interface CursorName { readonly name: string; readonly isGlobal?: true }
export interface OpenCursor extends CursorName { readonly kind: 'open-cursor'; readonly at: Position }
export interface FetchCursor extends CursorName {
  readonly kind: 'fetch';
  readonly direction: 'next' | 'prior' | 'first' | 'last' | 'absolute' | 'relative';
  readonly offset?: Expression;
  readonly into: readonly string[];
  readonly at: Position;
}
export interface CloseCursor extends CursorName { readonly kind: 'close-cursor'; readonly at: Position }
export interface DeallocateCursor extends CursorName { readonly kind: 'deallocate-cursor'; readonly at: Position }

export interface TruncateTable {
  readonly kind: 'truncate';
  readonly table: ObjectName;
  /** WITH (PARTITIONS (1, 3 TO 5)). */
  readonly partitions?: readonly PartitionRange[];
  readonly at: Position;
}
/** An option of BACKUP/RESTORE WITH: `STATS = 10`, `REPLACE`, `MOVE 'a' TO 'b'`. Names upper case. */
export interface BackupOption { readonly name: string; readonly value?: Expression; readonly moveFrom?: Expression; readonly at: Position }
export interface BackupDatabase {
  readonly kind: 'backup';
  readonly what: 'database' | 'log';
  readonly database: string | { readonly variable: string };
  readonly disks: readonly Expression[];
  readonly options: readonly BackupOption[];
  readonly at: Position;
}
export interface RestoreDatabase {
  readonly kind: 'restore';
  readonly database: string | { readonly variable: string };
  readonly disks: readonly Expression[];
  readonly options: readonly BackupOption[];
  readonly at: Position;
}
export interface RestoreFileListOnly {
  readonly kind: 'restore-filelistonly';
  readonly what: 'filelistonly' | 'headeronly' | 'verifyonly' | 'labelonly';
  readonly disks: readonly Expression[];
  readonly options: readonly BackupOption[];
  readonly at: Position;
}
export interface DbccStatement {
  readonly kind: 'dbcc';
  readonly command: string;
  readonly args: readonly (Expression | { readonly kind: 'word'; readonly word: string })[];
  readonly options: readonly string[];
  readonly at: Position;
}
export interface KillStatement { readonly kind: 'kill'; readonly spid: number; readonly at: Position }
/** GRANT / REVOKE / DENY. */
export interface PermissionStatement {
  readonly kind: 'permission';
  readonly action: 'grant' | 'revoke' | 'deny';
  readonly permissions: readonly { readonly name: string; readonly columns?: readonly string[] }[];
  readonly on?: { readonly securableClass?: string; readonly name: ObjectName; readonly columns?: readonly string[] };
  readonly principals: readonly string[];
  readonly withGrantOption: boolean;
  readonly isCascading?: boolean;
  /** REVOKE GRANT OPTION FOR. */
  readonly isGrantOptionFor?: boolean;
  /** AS: in whose name it is done. */
  readonly grantor?: string;
  readonly at: Position;
}
/** `insert bulk t (a int, ...) with (...)`: what precedes a bulk-load message. */
export interface InsertBulk {
  readonly kind: 'insert-bulk';
  readonly table: ObjectName;
  readonly columns: readonly { readonly name: Identifier; readonly type: DataTypeName }[];
  readonly options: readonly string[];
  readonly at: Position;
}
export interface ReconfigureStatement { readonly kind: 'reconfigure'; readonly withOverride: boolean; readonly at: Position }
export interface CheckpointStatement { readonly kind: 'checkpoint'; readonly at: Position }
/** CREATE FULLTEXT CATALOG or INDEX, of which nothing more is kept: it always fails. */
export interface CreateFulltext { readonly kind: 'create-fulltext'; readonly what: 'catalog' | 'index'; readonly at: Position }
/** A statement whose head was recognised as T-SQL that the engine refuses by name when it runs. The parser uses it only where it can skip to the end of the batch. */
export interface UnsupportedStatement { readonly kind: 'unsupported'; readonly feature: string; readonly at: Position }
