// Tells a server that has gone away from everything else that a driver, or TypeORM around it, may raise. Knows no statement.
import { presetError, reasonOf } from '../errors';
import type { ConnectionTarget } from './connection';

const LOST: ReadonlySet<unknown> = new Set(['ESOCKET', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);

/** Whether an error says that the connection broke, or that nobody answers where the server was; a request that took too long does not. */
export function isConnectionLoss(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code, driverError, originalError } = error as { name?: unknown; code?: unknown; driverError?: unknown; originalError?: unknown };
  return LOST.has(code) || (code === 'ETIMEOUT' && name === 'ConnectionError') || isConnectionLoss(driverError) || isConnectionLoss(originalError);
}

/** JNM_SERVER_GONE, if that is what an error says; otherwise the error itself. */
export function namedLoss(error: unknown, target: Pick<ConnectionTarget, 'host' | 'port'>): unknown {
  return isConnectionLoss(error) ? presetError('JNM_SERVER_GONE', { address: `${target.host}:${target.port}`, reason: reasonOf(error) }, error) : error;
}
