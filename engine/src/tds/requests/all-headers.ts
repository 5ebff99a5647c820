// The ALL_HEADERS rule in front of batch, RPC and transaction-manager requests. Its transaction descriptor is not needed: a connection has one transaction.
import { notSupported } from '../../errors/not-supported';
import type { ByteReader } from '../byte-reader';
import { ProtocolViolation } from '../protocol-violation';

const QUERY_NOTIFICATION = 1;
const TRANSACTION_DESCRIPTOR = 2;
const TRACE_ACTIVITY = 3;
const HEADER_FRONT_BYTES = 6;

/** Moves past the headers; refuses query notifications by name. */
export function skipAllHeaders(reader: ByteReader): void {
  let leftBytes = reader.u32() - 4;
  let hasDescriptor = false;
  while (leftBytes > 0) {
    const lengthBytes = reader.u32();
    const kind = reader.u16();
    if (lengthBytes < HEADER_FRONT_BYTES || lengthBytes > leftBytes) throw new ProtocolViolation('a request header of an impossible length');
    if (kind === QUERY_NOTIFICATION) throw notSupported('query notifications');
    if (kind !== TRANSACTION_DESCRIPTOR && kind !== TRACE_ACTIVITY) throw new ProtocolViolation(`a request header of type ${kind}`);
    hasDescriptor ||= kind === TRANSACTION_DESCRIPTOR;
    reader.skip(lengthBytes - HEADER_FRONT_BYTES);
    leftBytes -= lengthBytes;
  }
  if (!hasDescriptor) throw new ProtocolViolation('a request without a transaction descriptor');
}
