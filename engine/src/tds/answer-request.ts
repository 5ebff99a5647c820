// Takes one request message to the session: decodes it, calls the port, ends the answer's procedures. Knows no socket.
import { notSupported } from '../errors/not-supported';
import { isSqlError } from '../errors/sql-error';
import { PacketType, type TdsMessage } from './packet';
import { ProtocolViolation } from './protocol-violation';
import { decodeBulkLoad } from './requests/bulk-load';
import { decodeRpc } from './requests/rpc';
import { decodeSqlBatch } from './requests/sql-batch';
import { decodeTransactionRequest } from './requests/transaction';
import type { ResultWriter } from './result-writer';
import type { SessionPort } from './session-port';

/** The message types that are legal once logged in, attention excepted. */
export const REQUEST_TYPES: ReadonlySet<number> = new Set([PacketType.sqlBatch, PacketType.rpc, PacketType.bulkLoad, PacketType.transaction]);

/** Whom a request goes to, and whether the client has called it off meanwhile. */
export interface RequestContext { readonly session: SessionPort; readonly writer: ResultWriter; isCancelled(): boolean }

/** Runs one request to its end, all but the last packet. Rejects for a protocol violation or an engine bug only. */
export async function answerRequest(message: TdsMessage, context: RequestContext): Promise<void> {
  const request = decode(message, context);
  if (request !== undefined) await request();
}

/** No urgent request is longer, and so no long one is decoded to find out. */
const URGENT_BYTES = 1024;

/** Whether a request is to run at once, even while another session's statement keeps the thread to itself. */
export function isUrgent({ type, payload, resetConnection, isIgnored }: TdsMessage, session: SessionPort): boolean {
  if (payload.length > URGENT_BYTES || resetConnection || isIgnored) return false;
  try {
    return urgentTexts(type, payload, session).some((text) => session.isUrgent(text));
  } catch (error) {
    // What is wrong with it is said when it is answered.
    if (isSqlError(error) || error instanceof ProtocolViolation) return false;
    throw error;
  }
}

function urgentTexts(type: number, payload: Buffer, session: SessionPort): readonly string[] {
  if (type === PacketType.sqlBatch) return [decodeSqlBatch(payload)];
  const [first, ...others] = type === PacketType.rpc ? decodeRpc(payload, false, session.collation) : [];
  return first?.procedure === 'sp_executesql' && first.parameters.length === 1 && others.length === 0 ? [String(first.parameters[0]?.value)] : [];
}

function decode(message: TdsMessage, context: RequestContext): (() => Promise<void>) | undefined {
  try {
    return decodeRequest(message, context);
  } catch (error) {
    // A refusal is an answer like any other; the connection lives on.
    if (!isSqlError(error)) throw error;
    if (message.type === PacketType.bulkLoad) context.session.abandonBulkLoad();
    context.writer.error(error);
    return undefined;
  }
}

function decodeRequest(message: TdsMessage, context: RequestContext): () => Promise<void> {
  const { session, writer } = context;
  const { payload, resetConnection } = message;
  if (message.resetSkipsTransaction) throw notSupported('resetting a connection while keeping its transaction');
  switch (message.type) {
    case PacketType.sqlBatch: {
      const text = decodeSqlBatch(payload);
      return () => session.executeBatch(text, { resetConnection }, writer);
    }
    case PacketType.rpc: {
      const requests = decodeRpc(payload, resetConnection, session.collation);
      return () => executeRpcs(requests, context);
    }
    case PacketType.transaction: {
      const request = decodeTransactionRequest(payload);
      return () => session.executeTransaction(request, { resetConnection }, writer);
    }
    case PacketType.bulkLoad: {
      const rows = decodeBulkLoad(payload, session.collation);
      return () => session.executeBulkLoad(rows, writer);
    }
    default: throw new ProtocolViolation(`a message of type ${message.type} after login`);
  }
}

async function executeRpcs(requests: ReturnType<typeof decodeRpc>, context: RequestContext): Promise<void> {
  for (const [index, request] of requests.entries()) {
    if (context.isCancelled()) return;
    context.writer.omitsMetadata = request.omitsMetadata === true;
    await context.session.executeRpc(request, context.writer);
    context.writer.endRpc(index < requests.length - 1);
  }
}
