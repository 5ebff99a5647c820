// What one session is at a moment: the record that all files of session/ work on. No behaviour.
import type { ApiCursor, PreparedCursor } from './api-cursor';
import type { RandomState } from './random';
import type { ClientPort, Ports, ResultSink } from '../tds/session-port';
import type { Mark, Transaction } from '../transaction/transaction';
import type { GivenArgument, TriggerFiring } from '../exec/context';
import type { PreparedXml } from '../exec/prepared-xml';
import type { Row, Value } from '../types/value';
import type { InsertBulk, Statement } from '../syntax/ast/statement';
import type { CursorRows } from './cursor-rows';
import type { Cursor, Frame } from './frame';
import type { Instance } from '../instance/instance';
import type { Token } from '../instance/principals';
import type { Run, Signal } from './outcome';
import type { Plans } from './plans';
import type { DescribedColumn } from './procedures/describe/described-columns';
import type { SessionSettings } from './settings';
import type { TextCache } from './text-cache';

/** The entry points of the interpreter, joined in session.ts so that its files need not import each other in circles. */
export interface Interpreter {
  runStatements(state: SessionState, frame: Frame, statements: readonly Statement[]): Run<Signal>;
  runBody(state: SessionState, frame: Frame, body: readonly Statement[]): Run<Signal>;
  /** Parses, compiles and runs `text` in a frame that the caller has made. */
  runText(state: SessionState, frame: Frame, text: string): Run<void>;
  /** Binds the statements without running them: compile errors come out. */
  compile(state: SessionState, frame: Frame, statements: readonly Statement[]): void;
  /** What a running statement may call: user functions and triggers, all within its own attempt. */
  callScalar(state: SessionState, caller: Frame, request: FunctionCallRequest): Value;
  callTable(state: SessionState, caller: Frame, request: FunctionCallRequest): Iterable<Row>;
  /** The columns of a text's first result set, found without running it. */
  describe(state: SessionState, caller: Frame, text: string, declarations: string): readonly DescribedColumn[];
  fireTriggers(state: SessionState, caller: Frame, firing: TriggerFiring): boolean;
}

/** What REVERT puts back, and where it may: the scope (by its nest level) and database of the EXECUTE AS. */
export interface Impersonation { readonly before: Token | undefined; readonly nestLevel: number; readonly databaseId: number }

/** A call of a user-defined function from an expression or FROM; an undefined argument is DEFAULT. */
export interface FunctionCallRequest { readonly databaseId: number; readonly objectId: number; readonly args: readonly GivenArgument[] }

/** A request that has ended: a batch's text, that of sp_executesql, or a procedure's name. */
export interface LoggedStatement { readonly spid: number; readonly text: string; readonly durationMs: number }

/** An `insert bulk` statement whose rows are still to come. */
export interface PendingBulk { readonly statement: InsertBulk; readonly frame: Frame }

/** What a handle stands for. */
export interface PreparedStatement { readonly text: string; readonly declarations: string }

/** A savepoint's name and its place in the undo log; names may repeat, the last one counts. */
export interface Savepoint { readonly name: string; readonly mark: Mark }

/** What all sessions of a server share: parsed texts, compiled plans, and who hears of requests. */
export interface SharedCaches { readonly plans: Plans; readonly texts: TextCache; readonly log?: (statement: LoggedStatement) => void }

/** One logged-in session. */
export interface SessionState extends SharedCaches {
  readonly instance: Instance;
  readonly spid: number;
  readonly loginName: string;
  /** What its login gave it: a reset connection goes back to it. */
  readonly loginLanguage: string;
  /** That it logged in to. */
  /** Where a reset of the connection leads back to. */
  readonly loginDatabaseId: number;
  readonly originalDatabaseName: string;
  readonly hostName: string;
  readonly applicationName: string;
  readonly clientProcessId: number;
  /** Of the protocol it speaks, where that is not 7.4. */
  readonly tdsVersion?: number | undefined;
  readonly isEncrypted: boolean;
  readonly ports?: Ports | undefined;
  readonly loginTime: number;
  readonly interpreter: Interpreter;
  readonly settings: SessionSettings;
  databaseId: number;
  /** Under whom the session works where it is not a sysadmin: undefined is asked for no permission. */
  security: Token | undefined;
  /** EXECUTE AS statements in force, innermost last. */
  readonly impersonations: Impersonation[];
  /** A text is being compiled: permissions are asked for when it runs. */
  isCompiling: boolean;
  sink: ResultSink;
  /** The session's one transaction object; `transactionCount` is @@TRANCOUNT. */
  transaction: Transaction;
  transactionCount: number;
  transactionDescriptor: bigint;
  transactionName: string;
  transactionBegin: number;
  /** Set while a statement runs synchronously inside another (trigger, function, INSERT ... EXEC): waits cannot be awaited here. */
  nestedDepth: number;
  /** Set while INSERT ... EXEC collects its rows: another one inside it is 8164. */
  isInInsertExec?: boolean;
  /** @@TRANCOUNT as the INSERT ... EXEC under way found it. */
  transactionsBeforeInsertExec?: number;
  /** When the open transaction began (Unix ms, with fractions): the time of its versions in temporal tables. */
  transactionBeganMs?: number;
  /** TRY bodies under way in any frame. */
  tryDepth: number;
  rowCount: bigint;
  lastError: number;
  lastIdentity: bigint | null;
  fetchStatus: number;
  /** SCOPE_IDENTITY() of the batches: the next one still sees what the last one gave. */
  batchIdentity: bigint | null;
  /** @@CURSOR_ROWS: rows of the cursor opened last, while it is there. */
  openedLast: CursorRows | undefined;
  contextInfo: Uint8Array | null;
  readonly sessionContext: Map<string, { readonly value: Value; readonly isReadOnly: boolean }>;
  identityInsert?: { readonly databaseId: number; readonly objectId: number };
  /** ##tables and #tables made at session level outlive the batch. */
  readonly sessionTempTables: Map<string, { readonly objectId: number }>;
  readonly savepoints: Savepoint[];
  readonly cursors: Map<string, Cursor>;
  readonly prepared: Map<number, PreparedStatement>;
  nextHandle: number;
  /** Server cursors of the API by handle, how many there have been, and what sp_cursorprepare keeps. */
  readonly apiCursors: Map<number, ApiCursor>;
  openedApiCursors: number;
  readonly preparedCursors: Map<number, PreparedCursor>;
  /** What sp_xml_preparedocument keeps, by handle. */
  readonly xmlDocuments: Map<number, PreparedXml>;
  nextXmlHandle: number;
  pendingBulk?: PendingBulk;
  cancelled?: 'attention' | 'killed';
  frame?: Frame;
  /** When the session last let others have their turn (performance.now). */
  turnBegan: number;
  /** When the session last looked whether its client has cancelled (performance.now). */
  listenedAt: number;
  readonly client: ClientPort;
  status: 'running' | 'sleeping' | 'suspended';
  lastText: string;
  lastRequestStart: number;
  lastRequestEnd: number;
  command: string;
  random: RandomState;
}
