// The listening socket: sockets in, connections out. Knows no message.
import { createServer, type Server } from 'node:net';
import { EngineBug } from '../errors/engine-bug';
import { certificateSource, type ServerCertificate } from './certificate';
import { Connection } from './connection';
import type { ServerPort } from './session-port';

/** Where to listen and for whom. Port 0 takes any free one; without a certificate one is made at the first TLS handshake. */
export interface ListenerOptions {
  readonly port: number;
  readonly host: string;
  readonly server: ServerPort;
  readonly certificate?: ServerCertificate;
  /** Hears of engine bugs, and of clients that were cut off because they did not speak TDS. */
  readonly onProblem?: (error: unknown) => void;
}

/** A listening server: its port, and how to end it together with its connections. */
export interface Listener { readonly port: number; close(): Promise<void> }

/** Listens; resolves when clients can connect. */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const connections = new Set<Connection>();
  const context = { connections, server: options.server, certificate: certificateSource(options.certificate), onProblem: options.onProblem ?? (() => undefined) };
  const sockets = createServer((socket) => {
    const connection = new Connection(socket, context);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  await listen(sockets, options);
  return {
    port: portOf(sockets),
    close: () => new Promise((resolve) => {
      // The callback's error says that it was closed before, which is what was asked for.
      sockets.close(() => resolve());
      for (const connection of connections) connection.destroy();
    }),
  };
}

function listen(sockets: Server, { port, host }: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    sockets.once('error', reject);
    sockets.listen({ port, host }, () => {
      sockets.off('error', reject);
      resolve();
    });
  });
}

function portOf(sockets: Server): number {
  const address = sockets.address();
  if (address === null || typeof address === 'string') throw new EngineBug('the listener has no port');
  return address.port;
}
