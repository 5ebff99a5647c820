// Reads a socket without the event loop, for a thread that is busy. Knows no packet.
import { readSync } from 'node:fs';
import type { Socket } from 'node:net';

const CHUNK_BYTES = 64 * 1024;

/** What has arrived on a socket: up to 64 KiB, `undefined` for nothing, `end` when the other side is gone. Nothing as well where sockets have no descriptor (Windows). */
export function readArrived(socket: Socket): Buffer | 'end' | undefined {
  const descriptor = descriptorOf(socket);
  if (descriptor === undefined) return undefined;
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    const lengthBytes = readSync(descriptor, chunk);
    return lengthBytes === 0 ? 'end' : chunk.subarray(0, lengthBytes);
  } catch (error) {
    // The descriptor does not block: "try again" is the answer of a client that has sent nothing.
    return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? undefined : 'end';
  }
}

// Node has no documented name for it; `_handle.fd` has been there since its first versions, -1 where there is none.
function descriptorOf(socket: Socket): number | undefined {
  const descriptor = (socket as Socket & { readonly _handle?: { readonly fd?: number } | null })._handle?.fd;
  return descriptor === undefined || descriptor < 0 ? undefined : descriptor;
}
