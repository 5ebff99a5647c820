// What one TDS connection needs from the SQL side, and the outlet it hands over for the answer.
// Implemented by session/ and joined to tds/ in server.ts; tds/ knows no SQL beyond this file.
import type { SqlError } from '../errors/sql-error';
import type { SqlType } from '../types/sql-type';
import type { Row, Value } from '../types/value';

/** A column of a result set as COLMETADATA needs it. */
export interface ResultColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly isNullable: boolean;
  readonly isIdentity?: boolean;
  /** A computed column, or an expression. */
  readonly isComputed?: boolean;
  /** Neither, and yet nothing can be written through it: an aggregate, a column of a UNION. */
  readonly isReadOnly?: boolean;
  /** Stands behind what was asked for: the row status of a server cursor. */
  readonly isHidden?: boolean;
  /** The table that a column of text, ntext or image says it is of. */
  readonly tableName?: string;
}

/** The CurCmd codes of DONE tokens: which statement has ended. */
export const CommandCode = {
  none: 0, select: 0xc1, selectInto: 0xc2, insert: 0xc3, delete: 0xc4, update: 0xc5, merge: 0x117, execute: 0xe0, dbcc: 0xe6, bulkInsert: 0xf0,
  condition: 0xc0, transfer: 0xca, return: 0xdb, beginTry: 0x15d, beginCatch: 0x15e, endCatch: 0x15f, raiserror: 0xf6, print: 0xf7, waitfor: 0xf3,
  beginTransaction: 0xd4, commit: 0xd5, rollback: 0xd2, openCursor: 0x20, closeCursor: 0x2b, deallocateCursor: 0x2c,
  createTable: 0xc6, dropTable: 0xc7, alterTable: 0xd8, truncate: 0xea, createIndex: 0xc8, alterIndex: 0x151, dropIndex: 0xc9, createView: 0xcf, dropView: 0xd0,
  createProcedure: 0xde, dropProcedure: 0xdf, dropFunction: 0xb3, createTrigger: 0xdd, dropTrigger: 0xe1, dropSequence: 0x204, dropSynonym: 0x149,
  createDatabase: 0xcb, alterDatabase: 0xd7, dropDatabase: 0xcc, useDatabase: 0xe2,
  /** One of what is made and moved without an end of its own, when that fails. */
  changeSecurable: 0xaa,
  setOn: 0xb9, setOff: 0xba, setIdentityInsertOn: 0xb7, setIdentityInsertOff: 0xb8, setStatistics: 0xbc, setRowCount: 0xbd, setTextSize: 0xbe, set: 0xf9,
  /** No statement's own: an answer that ends without one, or in an error of its text. */
  done: 0xfd,
} as const;

/** How a statement ended: its DONE (or DONEINPROC) token. `rowCount` undefined means the COUNT bit is not set. */
export interface StatementEnd { readonly command: number; readonly rowCount?: number; readonly hasError?: boolean }

/** A change of the session's environment that the client is told of. */
export type EnvironmentChange =
  | { readonly kind: 'database'; readonly name: string; readonly previous: string }
  | { readonly kind: 'begin-transaction'; readonly descriptor: bigint }
  | { readonly kind: 'commit-transaction'; readonly descriptor: bigint }
  | { readonly kind: 'rollback-transaction'; readonly descriptor: bigint }
  | { readonly kind: 'collation'; readonly name: string }
  | { readonly kind: 'language'; readonly name: string }
  | { readonly kind: 'reset-done' };

/**
 * Where a session writes the answer of one request, in the order in which the client must see it.
 * Columns and rows: `columns` opens a result set, `row` follows, `statementEnd` closes the statement.
 */
export interface ResultSink {
  /** `order`: what the rows are ordered by, columns by their ordinals from 1, 0 for what is no column of them. */
  columns(columns: readonly ResultColumn[], order?: readonly number[]): void;
  row(row: Row): void;
  statementEnd(end: StatementEnd): void;
  /** A message of class 10 or below: PRINT, INFO. `procedure`, `line` as in SqlError. */
  info(message: { number: number; state: number; severity: number; text: string; procedure: string; line: number }): void;
  /** The messages that precede the error (`error.preceding`) are sent with it, before it. */
  error(error: SqlError): void;
  environment(change: EnvironmentChange): void;
  /** How many procedure scopes are open. */
  readonly openScopes: number;
  /** Enters a procedure scope: until it is left, statementEnd is sent as DONEINPROC. Scopes nest. */
  procedureBegin(): void;
  /** Leaves it. The outermost is told: RETURNSTATUS (when given), RETURNVALUE tokens, DONEPROC. Of one inside another only the outputs are, with those of the outermost. */
  procedureEnd(end: { returnStatus?: number; outputs?: readonly OutputValue[]; hasError?: boolean }): void;
  /** Leaves it without a word: the end of a trigger, or of a scope that an error ended. */
  procedureLeave(): void;
}

/** An OUTPUT parameter's value on its way back. */
export interface OutputValue { readonly name: string; readonly ordinal: number; readonly type: SqlType; readonly value: Value }

/** A parameter of an RPC request. `name` is '' when bound by position. */
export interface RpcParameter {
  readonly name: string; readonly type: SqlType; readonly value: Value | TableValue; readonly isOutput: boolean; readonly isDefault: boolean;
  /** A NULL that came without a type, whatever `type` says. */
  readonly isUntyped?: true;
}

/** A table-valued parameter. A default column is NULL in its rows: the table type says what it holds. */
export interface TableValue { readonly kind: 'table'; readonly typeName: string; readonly columns: readonly { readonly type: SqlType; readonly isDefault?: boolean }[]; readonly rows: readonly Row[] }

/** An RPC: a procedure by name, well-known ones too ('sp_executesql', 'sp_prepare', ... resolved from their ids by tds). */
export interface RpcRequest {
  readonly procedure: string;
  readonly parameters: readonly RpcParameter[];
  readonly resetConnection: boolean;
  /** The client knows the columns of its rows. */
  readonly omitsMetadata?: boolean;
}

/** The isolation level named in a transaction-manager begin request; undefined leaves the session's as it is. */
export type WireIsolation = 'read uncommitted' | 'read committed' | 'repeatable read' | 'serializable' | 'snapshot' | undefined;

/** A transaction-manager request. */
export type TransactionRequest =
  | { readonly kind: 'begin'; readonly isolation: WireIsolation; readonly name: string }
  | { readonly kind: 'commit'; readonly name: string; readonly beginAnother?: { readonly isolation: WireIsolation; readonly name: string } }
  | { readonly kind: 'rollback'; readonly name: string; readonly beginAnother?: { readonly isolation: WireIsolation; readonly name: string } }
  | { readonly kind: 'save'; readonly name: string };

/** A bulk load: the rows that followed an `insert bulk` batch, and the columns that the client says they have. */
export interface BulkRows { readonly columns: readonly { readonly name: string; readonly type: SqlType; readonly isNullable: boolean }[]; readonly rows: readonly Row[] }

/** The two TCP ports of a connection: the server's and the client's. */
export interface Ports { readonly local: number | undefined; readonly client: number | undefined }

/** What LOGIN7 asked for. */
export interface LoginRequest {
  readonly user: string; readonly password: string; readonly database: string; readonly hostName: string; readonly applicationName: string;
  readonly language: string; readonly clientProcessId: number;
  /** The login's password becomes this one, once it has shown the old one. */
  readonly newPassword?: string;
  /** Of the protocol, where it is not 7.4. */
  readonly tdsVersion?: number;
  /** All traffic is encrypted, not the login alone. */
  readonly isEncrypted?: boolean;
  readonly ports?: Ports;
}

/** What a successful login gives. */
export interface LoginResult { readonly session: SessionPort; readonly database: string; readonly language: string; readonly spid: number; /** Of the database. */ readonly collation?: string }

/** One logged-in session. Each call resolves when its whole answer has been written to the sink; it never rejects for a SqlError (that goes into the sink). A rejection is an engine bug and ends the connection. */
export interface SessionPort {
  executeBatch(text: string, options: { resetConnection: boolean }, sink: ResultSink): Promise<void>;
  executeRpc(request: RpcRequest, sink: ResultSink): Promise<void>;
  executeTransaction(request: TransactionRequest, options: { resetConnection: boolean }, sink: ResultSink): Promise<void>;
  executeBulkLoad(rows: BulkRows, sink: ResultSink): Promise<void>;
  /** The rows that were to follow an `insert bulk` are called off, or cannot be read. */
  abandonBulkLoad(): void;
  /** The collation of the current database, as the client was told of it. */
  readonly collation: string | undefined;
  /** Whether the text is to run at once, even while another session's statement keeps the thread to itself: it ends that statement (KILL). */
  isUrgent(text: string): boolean;
  /** Attention: the request under way ends as soon as it can; its executeX promise then resolves. */
  cancel(): void;
  /** The client is gone: work in flight is undone, locks are released. Idempotent. */
  close(): void;
}

/** What a session may ask of its client's connection. */
export interface ClientPort {
  /** Ends the socket (KILL): once the request under way is answered, if there is one. */
  disconnect(): void;
  /**
   * Takes in what has arrived while a request kept the thread to itself: an attention reaches `cancel`, the loss of the client `close`, before this returns.
   * So does what other clients have sent; of it, only what is urgent runs now.
   */
  listen(): void;
}

/** The door that the listener knocks at. */
export interface ServerPort {
  /** Throws SqlError (18456; or 4060 with 18456 as its follower in `preceding` order) when the login is refused. */
  login(request: LoginRequest, client: ClientPort): LoginResult;
  readonly serverName: string;
  /** For LOGINACK and PRELOGIN: major, minor, build. */
  readonly version: { readonly major: number; readonly minor: number; readonly build: number };
}
