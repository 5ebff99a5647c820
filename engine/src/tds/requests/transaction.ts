// Transaction-manager requests: begin, commit, rollback, save. Knows no transaction.
import { notSupported } from '../../errors/not-supported';
import { ByteReader } from '../byte-reader';
import { ProtocolViolation } from '../protocol-violation';
import type { TransactionRequest, WireIsolation } from '../session-port';
import { skipAllHeaders } from './all-headers';

const Kind = { dtcAddress: 0, propagate: 1, begin: 5, promote: 6, commit: 7, rollback: 8, save: 9 } as const;
const BEGIN_ANOTHER = 0x01;
const ISOLATIONS: readonly WireIsolation[] = [undefined, 'read uncommitted', 'read committed', 'repeatable read', 'serializable', 'snapshot'];

/** Reads a transaction-manager request; refuses distributed transactions by name. */
export function decodeTransactionRequest(payload: Buffer): TransactionRequest {
  const reader = new ByteReader(payload);
  skipAllHeaders(reader);
  const kind = reader.u16();
  switch (kind) {
    case Kind.begin: return { kind: 'begin', ...readBegin(reader) };
    case Kind.commit: return { kind: 'commit', ...readEnd(reader) };
    case Kind.rollback: return { kind: 'rollback', ...readEnd(reader) };
    case Kind.save: return { kind: 'save', name: readName(reader) };
    case Kind.dtcAddress: case Kind.propagate: case Kind.promote: throw notSupported('distributed transactions');
    default: throw new ProtocolViolation(`transaction-manager request ${kind}`);
  }
}

// Names count bytes, not characters.
const readName = (reader: ByteReader): string => reader.ucs2(reader.u8());

function readBegin(reader: ByteReader): { readonly isolation: WireIsolation; readonly name: string } {
  const level = reader.u8();
  if (level >= ISOLATIONS.length) throw new ProtocolViolation(`isolation level ${level}`);
  return { isolation: ISOLATIONS[level], name: readName(reader) };
}

function readEnd(reader: ByteReader) {
  const name = readName(reader);
  const flags = reader.u8();
  return (flags & BEGIN_ANOTHER) === 0 ? { name } : { name, beginAnother: readBegin(reader) };
}
