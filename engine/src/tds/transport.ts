// One client's socket as a stream of messages, in clear or through TLS. Knows no request and no session.
import type { Socket } from 'node:net';
import type { CertificateSource } from './certificate';
import { MessageReader, packetLength, type TdsMessage } from './packet';
import type { EncryptionScope } from './requests/prelogin';
import { readArrived } from './read-arrived';
import type { Ports } from './session-port';
import { TlsChannel } from './tls-channel';

/** Who listens to a transport. `onFailure` gets what a handler or a decoder threw; the socket is destroyed already. */
export interface TransportHandlers {
  onMessage(message: TdsMessage): void;
  onClosed(): void;
  onFailure(error: unknown): void;
}

const EMPTY: Buffer = Buffer.alloc(0);

/** Sends and receives for one connection. */
export class Transport {
  private readonly reader: MessageReader;
  private channel: TlsChannel | undefined;
  private firstDecrypted = EMPTY;

  constructor(private readonly socket: Socket, private readonly certificate: CertificateSource, private readonly handlers: TransportHandlers) {
    this.reader = new MessageReader((message) => handlers.onMessage(message));
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    // The session is over before anything that another client asks for after it; 'close' comes turns of the loop later.
    socket.on('end', () => (this.channel === undefined ? handlers.onClosed() : this.channel.receiveEnd()));
    // 'close' follows every error, and what the error was changes nothing.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.channel?.leave();
      handlers.onClosed();
    });
  }

  /** The client has logged in: its messages may be long. */
  liftLimit(): void {
    this.reader.liftLimit();
  }

  private receive(chunk: Buffer): void {
    this.guard(() => (this.channel === undefined ? this.reader.feed(chunk) : this.channel.receive(chunk)));
  }

  /** Receives at once what has arrived, which the event loop would deliver once the thread is free. On Windows, where a socket has no descriptor, it does nothing. */
  listen(): void {
    const arrived = readArrived(this.socket);
    if (arrived === 'end') this.handlers.onClosed();
    else if (arrived !== undefined) this.receive(arrived);
  }

  private guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.destroy();
      this.handlers.onFailure(error);
    }
  }

  /** Everything from here on is TLS: all of it, or the first packet alone. */
  startTls(scope: Exclude<EncryptionScope, 'none'>): void {
    this.channel = new TlsChannel({
      certificate: this.certificate,
      sendRaw: (bytes) => this.sendRaw(bytes),
      onClear: (bytes) => this.guard(() => (scope === 'all' ? this.reader.feed(bytes) : this.receiveFirstPacket(bytes))),
      onClosed: () => {
        this.destroy();
        this.handlers.onClosed();
      },
      onEnded: () => this.socket.end(),
    });
  }

  private receiveFirstPacket(bytes: Buffer): void {
    this.firstDecrypted = Buffer.concat([this.firstDecrypted, bytes]);
    const lengthBytes = packetLength(this.firstDecrypted);
    if (lengthBytes === undefined || this.firstDecrypted.length < lengthBytes) return;
    const clear = this.channel?.leave() ?? EMPTY;
    this.channel = undefined;
    this.reader.feed(this.firstDecrypted);
    if (clear.length > 0) this.reader.feed(clear);
  }

  private sendRaw(bytes: Buffer): void {
    if (this.socket.writable) this.socket.write(bytes);
  }

  /** Sends whole packets. */
  send(packets: Buffer): void {
    if (this.channel === undefined) this.sendRaw(packets);
    else this.channel.write(packets);
  }

  /** The socket's two ports. */
  get ports(): Ports { return { local: this.socket.localPort, client: this.socket.remotePort }; }

  /** Closes once everything has been sent. */
  end(): void {
    if (this.channel === undefined) this.socket.end();
    else this.channel.end();
  }

  /** Closes at once. */
  destroy(): void {
    this.socket.destroy();
  }
}
