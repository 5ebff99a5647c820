// The ResultSink of one request: turns what a session reports into the tokens of one answer message, packet by packet.
// Knows the order and the bits of DONE tokens; knows no socket and no SQL.
import { EngineBug } from '../errors/engine-bug';
import type { SqlError } from '../errors/sql-error';
import type { Row } from '../types/value';
import { PacketType, MessageWriter } from './packet';
import { CommandCode, type EnvironmentChange, type OutputValue, type ResultColumn, type ResultSink, type StatementEnd } from './session-port';
import {
  DoneStatus, TokenType, writeColumnMetadata, writeDone, writeEnvironmentChange, writeMessage, writeNoMetadata, writeOrder, writeReturnStatus, writeReturnValue, type DoneToken, type ServerMessage,
} from './tokens';
import type { ValueEncoder } from './type-codecs/wire-codec';

/** What an answer needs to know of its connection and request. */
export interface AnswerFormat {
  readonly serverName: string;
  readonly packetBytes: number;
  readonly spid: number;
  /** An RPC's answer ends with DONEPROC, every other with DONE. */
  readonly isRpc: boolean;
}

const FATAL_SEVERITY = 20;
const LARGE_TYPES: ReadonlySet<string> = new Set(['text', 'ntext', 'image', 'xml']);
const isLarge = ({ type }: OutputValue): boolean => type.length === 'max' || LARGE_TYPES.has(type.name);

/** Writes one answer. `finish` sends the last packet; nothing may be written after it. */
export class ResultWriter implements ResultSink {
  private readonly message: MessageWriter;
  private encoders: readonly ValueEncoder[] = [];
  // The last DONE waits here until it is known whether it is the last.
  private heldDone: DoneToken | undefined;
  openScopes = 0;
  private outputs: readonly OutputValue[] = [];
  private hasErrorSinceDone = false;
  // Rows are under way: what ends them without a name of its own is a SELECT's end.
  private hasOpenRows = false;
  /** The client knows the columns of the RPC under way and asks not to be told. */
  omitsMetadata = false;
  /** An error has been written that ends the connection. */
  isFatal = false;
  private isFinished = false;

  constructor(private readonly format: AnswerFormat, private readonly send: (packets: Buffer) => void) {
    this.message = new MessageWriter({ type: PacketType.response, packetBytes: format.packetBytes, spid: format.spid });
  }

  columns(columns: readonly ResultColumn[], order: readonly number[] = []): void {
    const write = this.omitsMetadata ? writeNoMetadata : writeColumnMetadata;
    this.write(() => { this.encoders = write(this.message.body, columns); });
    this.hasOpenRows = true;
    if (order.length > 0 && !this.omitsMetadata) this.write(() => writeOrder(this.message.body, order));
  }

  row(row: Row): void {
    this.write(() => this.writeRow(row));
  }

  statementEnd(end: StatementEnd): void {
    const type = this.openScopes > 0 || this.format.isRpc ? TokenType.doneInProcedure : TokenType.done;
    const count = end.rowCount === undefined ? 0 : DoneStatus.count;
    this.hold({ type, status: count | this.errorBit(end.hasError), command: end.command === CommandCode.done ? this.unnamedEnd : end.command, rowCount: end.rowCount ?? 0 });
  }

  info(message: ServerMessage): void {
    this.write(() => writeMessage(this.message.body, TokenType.info, message, this.format.serverName));
  }

  error(error: SqlError): void {
    // An error's list holds all that precede it: theirs are not written again.
    for (const one of [...error.preceding, error]) this.writeError(one);
  }

  private writeError(error: SqlError): void {
    const isError = error.severity > 10;
    const message = { number: error.number, state: error.state, severity: error.severity, text: error.message, procedure: error.procedure, line: error.line };
    this.write(() => writeMessage(this.message.body, isError ? TokenType.error : TokenType.info, message, this.format.serverName));
    this.hasErrorSinceDone ||= isError;
    this.isFatal ||= error.severity >= FATAL_SEVERITY;
  }

  environment(change: EnvironmentChange): void {
    this.write(() => writeEnvironmentChange(this.message.body, change));
  }

  procedureBegin(): void {
    this.openScopes += 1;
  }

  procedureEnd(end: { returnStatus?: number; outputs?: readonly OutputValue[]; hasError?: boolean }): void {
    const { returnStatus } = end;
    this.procedureLeave();
    const outputs = [...this.outputs, ...(end.outputs ?? [])];
    this.outputs = this.openScopes > 0 ? outputs : [];
    if (this.openScopes > 0) return;
    if (returnStatus !== undefined) this.write(() => writeReturnStatus(this.message.body, returnStatus));
    for (const output of [...outputs.filter((one) => !isLarge(one)), ...outputs.filter(isLarge)]) this.write(() => writeReturnValue(this.message.body, output));
    this.holdDoneProcedure(end.hasError);
  }

  procedureLeave(): void {
    this.openScopes = Math.max(0, this.openScopes - 1);
  }

  /** Ends one RPC of a message: closes the scopes its session left open and makes sure of its DONEPROC. */
  endRpc(hasMoreRpcs: boolean): void {
    this.openScopes = 0;
    this.outputs = [];
    if (this.heldDone?.type !== TokenType.doneProcedure) this.holdDoneProcedure(false);
    if (this.heldDone !== undefined && hasMoreRpcs) this.heldDone = { ...this.heldDone, status: this.heldDone.status | DoneStatus.rpcInBatch };
    // Held back no longer: the next RPC's end must not be mistaken for this one's.
    if (hasMoreRpcs) this.write(() => undefined);
  }

  /** Ends the answer with its last DONE and sends it. */
  finish(end: { readonly hasError?: boolean } = {}): void {
    if (this.heldDone === undefined || this.heldDone.type === TokenType.doneInProcedure) this.hold(this.finalDone(end.hasError));
    if (this.heldDone !== undefined) writeDone(this.message.body, this.heldDone);
    this.isFinished = true;
    this.send(this.message.end());
  }

  private finalDone(hasError: boolean | undefined): DoneToken {
    return { type: this.format.isRpc ? TokenType.doneProcedure : TokenType.done, status: this.errorBit(hasError), command: this.format.isRpc ? CommandCode.execute : this.unnamedEnd, rowCount: 0 };
  }

  private get unnamedEnd(): number {
    return this.hasOpenRows ? CommandCode.select : CommandCode.done;
  }

  private holdDoneProcedure(hasError: boolean | undefined): void {
    this.hold({ type: TokenType.doneProcedure, status: this.errorBit(hasError), command: CommandCode.execute, rowCount: 0 });
  }

  private errorBit(hasError: boolean | undefined): number {
    if (this.isFatal) return DoneStatus.serverError;
    return hasError === true || this.hasErrorSinceDone ? DoneStatus.error : 0;
  }

  private hold(done: DoneToken): void {
    this.write(() => undefined);
    this.heldDone = done;
    this.hasErrorSinceDone = false;
    this.hasOpenRows = false;
  }

  /** Writes a token behind the DONE held back, whole or not at all. */
  private write(token: () => void): void {
    if (this.isFinished) throw new EngineBug('a session wrote to an answer that was already sent');
    const { body } = this.message;
    if (this.heldDone !== undefined) writeDone(body, { ...this.heldDone, status: this.heldDone.status | DoneStatus.more });
    this.heldDone = undefined;
    const start = body.length;
    try {
      token();
    } catch (error) {
      body.truncate(start);
      throw error;
    }
    const packets = this.message.takeFull();
    if (packets.length > 0) this.send(packets);
  }

  private writeRow(row: Row): void {
    const { body } = this.message;
    const { encoders } = this;
    if (row.length !== encoders.length) throw new EngineBug(`a row of ${row.length} values in a result set of ${encoders.length} columns`);
    const isNullBitmapRow = this.isNullBitmapShorter(row);
    body.u8(isNullBitmapRow ? TokenType.nullBitmapRow : TokenType.row);
    if (isNullBitmapRow) body.bytes(nullBitmap(row));
    for (let index = 0; index < row.length; index += 1) {
      const value = row[index] ?? null;
      if (value !== null || !isNullBitmapRow) encoders[index]?.encodeValue(body, value);
    }
  }

  private isNullBitmapShorter(row: Row): boolean {
    let savedBytes = 0;
    for (let index = 0; index < row.length; index += 1) {
      // A NULL in a fixed-length column is a bug that the column's encoder reports; a bitmap would hide it.
      if (row[index] === null) savedBytes += this.encoders[index]?.nullBytes || -Infinity;
    }
    return savedBytes > Math.ceil(row.length / 8);
  }
}

/** The message that says an attention was heard. It follows the answer of the request that was cancelled, never inside it. */
export function encodeAttentionAnswer(format: Pick<AnswerFormat, 'packetBytes' | 'spid'>): Buffer {
  const message = new MessageWriter({ type: PacketType.response, packetBytes: format.packetBytes, spid: format.spid });
  writeDone(message.body, { type: TokenType.done, status: DoneStatus.attention, command: CommandCode.done, rowCount: 0 });
  return message.end();
}

function nullBitmap(row: Row): readonly number[] {
  const bitmap = Array.from({ length: Math.ceil(row.length / 8) }, () => 0);
  row.forEach((value, index) => {
    if (value === null) bitmap[index >> 3] = (bitmap[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return bitmap;
}
