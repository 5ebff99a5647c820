// The RPC request: one or several procedure calls with their parameters. Knows no procedure but the ids of the well-known ones.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { rangeTest } from '../../types/conversion/value-range';
import { ByteReader } from '../byte-reader';
import { ProtocolViolation } from '../protocol-violation';
import type { RpcParameter, RpcRequest } from '../session-port';
import { decodeTypeInfo } from '../type-codecs/type-registry';
import { isTooLong, typeText } from '../type-codecs/wire-codec';
import { skipAllHeaders } from './all-headers';
import { TABLE_TYPE_BYTE, decodeTableValue } from './table-value';

const WELL_KNOWN: readonly (string | undefined)[] = [
  undefined, 'sp_cursor', 'sp_cursoropen', 'sp_cursorprepare', 'sp_cursorexecute', 'sp_cursorprepexec', 'sp_cursorunprepare', 'sp_cursorfetch',
  'sp_cursoroption', 'sp_cursorclose', 'sp_executesql', 'sp_prepare', 'sp_execute', 'sp_prepexec', 'sp_prepexecrpc', 'sp_unprepare',
];
const NAMED_BY_ID = 0xffff;
const NO_METADATA = 0x0002;
const Separator = { batch: 0xff, noExecute: 0xfe } as const;
const ParameterStatus = { output: 0x01, default: 0x02, encrypted: 0x08 } as const;

/** Reads all calls of a message, in order; the reset bit goes to the first. Calls marked "do not execute" are left out. Text without a collation is in `collation`'s encoding. */
export function decodeRpc(payload: Buffer, resetConnection: boolean, collation?: string): readonly RpcRequest[] {
  const reader = new ByteReader(payload, collation);
  skipAllHeaders(reader);
  const requests: RpcRequest[] = [];
  while (reader.remaining > 0) {
    const { procedure, omitsMetadata } = decodeProcedure(reader);
    const parameters = decodeParameters(reader);
    const isExecuted = reader.remaining === 0 || reader.u8() === Separator.batch;
    if (isExecuted) requests.push({ procedure, parameters, resetConnection: resetConnection && requests.length === 0, ...(omitsMetadata ? { omitsMetadata } : {}) });
  }
  return requests;
}

function decodeProcedure(reader: ByteReader): { readonly procedure: string; readonly omitsMetadata: boolean } {
  const characters = reader.u16();
  const procedure = characters === NAMED_BY_ID ? WELL_KNOWN[reader.u16()] : reader.ucs2(characters * 2);
  if (procedure === undefined) throw new ProtocolViolation('an unknown procedure id');
  return { procedure, omitsMetadata: (reader.u16() & NO_METADATA) !== 0 };
}

const isSeparator = (byte: number): boolean => byte === Separator.batch || byte === Separator.noExecute;

function decodeParameters(reader: ByteReader): readonly RpcParameter[] {
  const parameters: RpcParameter[] = [];
  while (reader.remaining > 0 && !isSeparator(reader.peekU8())) parameters.push(decodeParameter(reader, parameters.length + 1));
  return parameters;
}

function decodeParameter(reader: ByteReader, position: number): RpcParameter {
  const name = reader.bVarchar();
  const status = reader.u8();
  if ((status & ParameterStatus.encrypted) !== 0) throw notSupported('Always Encrypted parameters');
  const isDefault = (status & ParameterStatus.default) !== 0;
  if (reader.peekU8() === TABLE_TYPE_BYTE) {
    reader.skip(1);
    // A table has no SqlType of its own; sql_variant stands in and the value says what it is.
    return { name, type: { name: 'sql_variant' }, value: decodeTableValue(reader), isOutput: false, isDefault };
  }
  const typeByte = reader.peekU8();
  const decoder = decodeTypeInfo(reader);
  if (isTooLong(reader, decoder)) throw Object.assign(raise(Messages.ParameterLengthInvalid, { position, name, type: typeText(typeByte) }), { line: 1 });
  const value = decoder.decodeValue(reader);
  if (value !== null && rangeTest(decoder.type)?.(value) === false) throw raise(Messages.InvalidParameterValue, { position, name, type: decoder.type.name });
  return { name, type: decoder.type, value, isOutput: (status & ParameterStatus.output) !== 0, isDefault, ...(decoder.isUntyped ? { isUntyped: true } : {}) };
}
