// One scope of running T-SQL: a batch, a procedure call, dynamic SQL, a trigger or a function. Plain data; nobody runs here.
import type { DatabaseTriggerDefinition, TableDefinition, ProcedureDefinition, FunctionDefinition, TriggerDefinition } from '../catalog/definitions';
import type { CaughtError } from '../exec/functions/function-context';
import type { Token } from '../instance/principals';
import type { TableStore } from '../storage/table-store';
import type { SelectStatement } from '../syntax/ast/query';
import type { SqlType } from '../types/sql-type';
import type { Row, Value } from '../types/value';
import type { CursorWants, OpenedCursor } from './cursor';
import type { SessionSettings } from './settings';

/** A declared cursor; `opened` while it is open. */
export interface Cursor {
  readonly name: string;
  readonly query: SelectStatement;
  readonly frame: Frame;
  readonly wants: CursorWants;
  readonly updateColumns?: readonly string[];
  opened?: OpenedCursor;
}

export interface ScalarVariable { readonly kind: 'scalar'; readonly type: SqlType; value: Value }
export interface TableVariable { readonly kind: 'table'; readonly definition: TableDefinition; readonly store: TableStore; readonly isReadOnly: boolean }
export interface CursorVariable { readonly kind: 'cursor'; cursor?: Cursor }
/** A parameter that a text uses and nobody has declared, while its type is looked for. */
export interface UndeclaredVariable { readonly kind: 'undeclared' }
export type Variable = ScalarVariable | TableVariable | CursorVariable | UndeclaredVariable;

/** What a trigger's body sees of the statement that fired it. */
export interface TriggerScope {
  readonly inserted: readonly Row[];
  readonly deleted: readonly Row[];
  readonly table: TableDefinition;
  readonly databaseId: number;
  readonly updatedColumns: readonly string[];
  /** Then its rows are what would be written: columns that take no NULL may hold one. */
  readonly isInsteadOf: boolean;
}

/** A local temporary table's entry: where its definition and rows are in tempdb. */
export interface TempTableEntry { readonly objectId: number }

export interface Frame {
  readonly kind: 'batch' | 'procedure' | 'dynamic' | 'trigger' | 'function';
  /** As the EXEC wrote it; '' for a batch. */
  readonly procedureName: string;
  readonly module?: ProcedureDefinition | FunctionDefinition | TriggerDefinition | DatabaseTriggerDefinition;
  readonly parent?: Frame;
  readonly nestLevel: number;
  /** Working settings: a copy for modules and dynamic SQL, the session's own for a batch. */
  settings: SessionSettings;
  databaseId: number;
  readonly variables: Map<string, Variable>;
  /** #name (folded) to its table, made in this scope. */
  readonly tempTables: Map<string, TempTableEntry>;
  /** LOCAL cursors by name (folded); they end with the scope. */
  readonly cursors: Map<string, Cursor>;
  trigger?: TriggerScope;
  /** Of a trigger on the database: what EVENTDATA() gives. */
  readonly eventData?: string;
  /** Where in its text the EXEC stands that is under way. */
  executeOffset?: number;
  /** Of a module that runs as somebody else: who called it. */
  caller?: { readonly security: Token | undefined };
  scopeIdentity: bigint | null;
  /** The error of the CATCH block under way, innermost. */
  caughtError?: CaughtError;
  returnValue?: number;
  /** Of the errors that its own statements raised, caught or not. */
  worstSeverity?: number;
  /** An error ended this scope alone: it gives no status. */
  isBrokenOff?: boolean;
  /** What RETURN gave in a scalar function. */
  functionResult?: Value;
  /** The text that positions refer to. */
  readonly text: string;
}
