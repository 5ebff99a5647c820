// The small tokens of an answer, written one by one. Knows their bytes, not when they are due.
import type { ByteWriter } from './byte-writer';
import type { EnvironmentChange, OutputValue, ResultColumn } from './session-port';
import type { SqlType } from '../types/sql-type';
import { collationBytes, isCaseSensitiveCollation } from '../types/text/collation-wire';
import { encoderFor } from './type-codecs/type-registry';
import type { ValueEncoder } from './type-codecs/wire-codec';

/** Token types of an answer. */
export const TokenType = {
  returnStatus: 0x79, columnMetadata: 0x81, columnInfo: 0xa5, order: 0xa9, error: 0xaa, info: 0xab, returnValue: 0xac, loginAck: 0xad, featureExtAck: 0xae,
  row: 0xd1, nullBitmapRow: 0xd2, environmentChange: 0xe3, done: 0xfd, doneProcedure: 0xfe, doneInProcedure: 0xff,
} as const;

/** Bits of a DONE token's status. */
export const DoneStatus = { more: 0x1, error: 0x2, count: 0x10, attention: 0x20, rpcInBatch: 0x80, serverError: 0x100 } as const;

/** A token of the DONE family, before its MORE bit is known. */
export interface DoneToken { readonly type: number; readonly status: number; readonly command: number; readonly rowCount: number }

/** What ERROR and INFO carry. */
export interface ServerMessage { readonly number: number; readonly state: number; readonly severity: number; readonly text: string; readonly procedure: string; readonly line: number }

const EnvironmentType = { database: 1, language: 2, packetSize: 4, collation: 7, begin: 8, commit: 9, rollback: 10, reset: 18 } as const;
const ColumnFlag = { nullable: 0x01, caseSensitive: 0x02, updatableUnknown: 0x08, identity: 0x10, computed: 0x20 } as const;
const OUTPUT_PARAMETER = 1;

/** Writes a DONE, DONEINPROC or DONEPROC. */
export function writeDone(writer: ByteWriter, done: DoneToken): void {
  writer.u8(done.type);
  writer.u16(done.status);
  writer.u16(done.command);
  writer.u64(BigInt(done.rowCount));
}

/** Writes an ERROR or INFO token, as `type` says. */
export function writeMessage(writer: ByteWriter, type: number, message: ServerMessage, serverName: string): void {
  writeWithLength(writer, type, () => {
    writer.i32(message.number);
    writer.u8(message.state & 0xff);
    // Severity 10 is a matter of the server's log; clients see 0.
    writer.u8(message.severity === 10 ? 0 : message.severity);
    writer.usVarchar(message.text);
    writer.bVarchar(serverName);
    writer.bVarchar(message.procedure);
    writer.u32(message.line);
  });
}

function writeWithLength(writer: ByteWriter, type: number, body: () => void): void {
  writer.u8(type);
  const at = writer.length;
  writer.u16(0);
  body();
  writer.patchU16(at, writer.length - at - 2);
}

function writeBytes(writer: ByteWriter, bytes: readonly number[]): void {
  writer.u8(bytes.length);
  writer.bytes(bytes);
}

function writeTextChange(writer: ByteWriter, kind: number, name: string, previous: string): void {
  writeWithLength(writer, TokenType.environmentChange, () => {
    writer.u8(kind);
    writer.bVarchar(name);
    writer.bVarchar(previous);
  });
}

function writeTransactionChange(writer: ByteWriter, kind: number, descriptor: bigint): void {
  const isBegin = kind === EnvironmentType.begin;
  writeWithLength(writer, TokenType.environmentChange, () => {
    writer.u8(kind);
    if (!isBegin) writer.u8(0);
    writer.u8(8);
    writer.u64(BigInt.asUintN(64, descriptor));
    if (isBegin) writer.u8(0);
  });
}

/** Writes the ENVCHANGE of a session's change. */
export function writeEnvironmentChange(writer: ByteWriter, change: EnvironmentChange): void {
  switch (change.kind) {
    case 'database': return writeTextChange(writer, EnvironmentType.database, change.name, change.previous);
    case 'begin-transaction': return writeTransactionChange(writer, EnvironmentType.begin, change.descriptor);
    case 'commit-transaction': return writeTransactionChange(writer, EnvironmentType.commit, change.descriptor);
    case 'rollback-transaction': return writeTransactionChange(writer, EnvironmentType.rollback, change.descriptor);
    case 'language': return writeLanguageChange(writer, change.name);
    case 'collation': return writeCollationChange(writer, change.name);
    case 'reset-done': return writeTextChange(writer, EnvironmentType.reset, '', '');
  }
}

/** Writes the ENVCHANGE of the language. */
export const writeLanguageChange = (writer: ByteWriter, name: string): void => writeTextChange(writer, EnvironmentType.language, name, '');

/** Writes the ENVCHANGE of the packet size. */
export const writePacketSizeChange = (writer: ByteWriter, size: number, previous: number): void => writeTextChange(writer, EnvironmentType.packetSize, String(size), String(previous));

/** Writes the ENVCHANGE of the current database's collation. */
export function writeCollationChange(writer: ByteWriter, collation: string | undefined): void {
  writeWithLength(writer, TokenType.environmentChange, () => {
    writer.u8(EnvironmentType.collation);
    writeBytes(writer, collationBytes(collation));
    writer.u8(0);
  });
}

/** Writes LOGINACK with the agreed version of TDS. */
export function writeLoginAck(writer: ByteWriter, tdsVersion: number, version: { readonly major: number; readonly minor: number; readonly build: number }): void {
  writeWithLength(writer, TokenType.loginAck, () => {
    writer.u8(1);
    writer.u32be(tdsVersion);
    writer.bVarchar('Microsoft SQL Server\0\0');
    writer.bytes([version.major, version.minor]);
    writer.u16be(version.build);
  });
}

/** Writes FEATUREEXTACK for UTF-8, the only feature acknowledged. */
export const writeUtf8Ack = (writer: ByteWriter): void => writer.bytes([TokenType.featureExtAck, 0x0a, 1, 0, 0, 0, 1, 0xff]);

/** Writes RETURNSTATUS. */
export function writeReturnStatus(writer: ByteWriter, status: number): void {
  writer.u8(TokenType.returnStatus);
  writer.i32(status);
}

/** Writes RETURNVALUE of an OUTPUT parameter, always in the nullable form. */
export function writeReturnValue(writer: ByteWriter, output: OutputValue): void {
  const encoder = encoderFor(output.type, true);
  writer.u8(TokenType.returnValue);
  writer.u16(output.ordinal);
  writer.bVarchar(output.name);
  writer.u8(OUTPUT_PARAMETER);
  writer.u32(encoder.userType);
  writer.u16(0);
  encoder.encodeTypeInfo(writer);
  encoder.encodeValue(writer, output.value);
}

/** XML is, whatever the collation. */
const isCaseSensitive = ({ name, collation }: SqlType): boolean => name === 'xml' || isCaseSensitiveCollation(collation);

function columnFlags(column: ResultColumn): number {
  const isReadOnly = column.isIdentity === true || column.isComputed === true || column.isReadOnly === true || column.type.name === 'timestamp';
  return (column.isNullable ? ColumnFlag.nullable : 0) | (isCaseSensitive(column.type) ? ColumnFlag.caseSensitive : 0) | (isReadOnly ? 0 : ColumnFlag.updatableUnknown)
    | (column.isIdentity === true ? ColumnFlag.identity : 0) | (column.isComputed === true ? ColumnFlag.computed : 0);
}

const ColumnStatus = { expression: 0x04, hidden: 0x10 } as const;

/** COLINFO: which columns are hidden. Of which tables the others are is not told. */
function writeColumnInfo(writer: ByteWriter, columns: readonly ResultColumn[]): void {
  writeWithLength(writer, TokenType.columnInfo, () => {
    columns.forEach((column, index) => writer.bytes([(index + 1) & 0xff, 0, ColumnStatus.expression | (column.isHidden === true ? ColumnStatus.hidden : 0)]));
  });
}

/** Writes ORDER: which columns the rows are ordered by. */
export function writeOrder(writer: ByteWriter, order: readonly number[]): void {
  writeWithLength(writer, TokenType.order, () => { for (const ordinal of order) writer.u16(ordinal); });
}

const NO_METADATA = 0xffff;

/** Writes a COLMETADATA that says nothing, for a client that knows the columns, and returns the columns' encoders. */
export function writeNoMetadata(writer: ByteWriter, columns: readonly ResultColumn[]): readonly ValueEncoder[] {
  writer.u8(TokenType.columnMetadata);
  writer.u16(NO_METADATA);
  return columns.map((column) => encoderFor(column.type, column.isNullable));
}

/** Writes COLMETADATA, with COLINFO where a column is hidden, and returns the columns' encoders. */
export function writeColumnMetadata(writer: ByteWriter, columns: readonly ResultColumn[]): readonly ValueEncoder[] {
  const encoders = columns.map((column) => encoderFor(column.type, column.isNullable));
  writer.u8(TokenType.columnMetadata);
  writer.u16(columns.length);
  columns.forEach((column, index) => {
    const encoder = encoders[index];
    if (encoder === undefined) return;
    writer.u32(encoder.userType);
    writer.u16(columnFlags(column));
    encoder.encodeTypeInfo(writer);
    if (encoder.hasTableName) {
      // One part of a name, empty: which table the column is from is not known but of FOR XML.
      writer.u8(1);
      writer.usVarchar(column.tableName ?? '');
    }
    writer.bVarchar(column.name);
  });
  if (columns.some((column) => column.isHidden)) writeColumnInfo(writer, columns);
  return encoders;
}
