// TLS as TDS 7.x has it: the handshake's records ride in PRELOGIN packets, later ones bare. Knows no request.
import { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { CertificateSource } from './certificate';
import { DEFAULT_PACKET_BYTES, HEADER_BYTES, PacketType, packetLength, splitMessage } from './packet';

/** What the channel needs of its surroundings. */
export interface TlsChannelPort {
  readonly certificate: CertificateSource;
  sendRaw(bytes: Buffer): void;
  /** Decrypted bytes of the client's. */
  onClear(bytes: Buffer): void;
  /** The handshake failed or the client ended TLS. */
  onClosed(): void;
  /** Everything given to `end` has been sent. */
  onEnded(): void;
}

const EMPTY: Buffer = Buffer.alloc(0);
const RECORD_FRONT_BYTES = 5;
const RECORD_TYPES = { first: 0x14, last: 0x17 } as const;
const isRecordType = (byte: number | undefined): boolean => byte !== undefined && byte >= RECORD_TYPES.first && byte <= RECORD_TYPES.last;

/** The server's end of one connection's TLS. */
export class TlsChannel {
  private readonly wire: Duplex;
  private socket: TLSSocket | undefined;
  private pending = EMPTY;
  private flight: Buffer[] = [];
  private flightTurns = 0;
  private isHandshake = true;
  private isLeft = false;

  constructor(private readonly port: TlsChannelPort) {
    this.wire = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => { this.sendRecords(chunk); done(); },
      final: (done) => { done(); if (!this.isLeft) this.port.onEnded(); },
    });
    this.start().catch(() => this.port.onClosed());
  }

  private async start(): Promise<void> {
    const secureContext = await this.port.certificate();
    if (this.isLeft) return;
    this.socket = new TLSSocket(this.wire, { isServer: true, secureContext });
    this.socket.on('data', (bytes: Buffer) => { if (!this.isLeft) this.port.onClear(bytes); });
    const onClosed = (): void => { if (!this.isLeft) this.port.onClosed(); };
    for (const event of ['error', 'end', 'close']) this.socket.on(event, onClosed);
  }

  /** Takes bytes off the socket: handshake packets, then records. */
  receive(chunk: Buffer): void {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    while (this.pending.length > 0) {
      const record = this.isHandshake ? this.takeHandshakePacket() : this.takeRecord();
      if (record === undefined) return;
      if (record.length > 0) this.wire.push(record);
    }
  }

  /** Takes the end of the socket, behind the records that came before it. */
  receiveEnd(): void {
    this.wire.push(null);
  }

  private takeHandshakePacket(): Buffer | undefined {
    // The client's first bare record says that its handshake is over.
    if (isRecordType(this.pending[0])) {
      this.isHandshake = false;
      return EMPTY;
    }
    const lengthBytes = packetLength(this.pending);
    if (lengthBytes === undefined || this.pending.length < lengthBytes) return undefined;
    return this.take(lengthBytes).subarray(HEADER_BYTES);
  }

  private takeRecord(): Buffer | undefined {
    // Bytes that are no record are clear text behind an encrypted login; they wait for `leave`.
    if (!isRecordType(this.pending[0]) || this.pending.length < RECORD_FRONT_BYTES) return undefined;
    const lengthBytes = RECORD_FRONT_BYTES + this.pending.readUInt16BE(3);
    return this.pending.length < lengthBytes ? undefined : this.take(lengthBytes);
  }

  private take(lengthBytes: number): Buffer {
    const taken = this.pending.subarray(0, lengthBytes);
    this.pending = this.pending.subarray(lengthBytes);
    return taken;
  }

  private sendRecords(chunk: Buffer): void {
    if (this.isLeft) return;
    if (!this.isHandshake) return this.port.sendRaw(chunk);
    this.flight.push(chunk);
    this.flightTurns += 1;
    this.sendFlightWhenStill(this.flightTurns);
  }

  private sendFlightWhenStill(turn: number): void {
    // A client expects one packet's message for each of its own, so a flight written in pieces must go as one.
    setImmediate(() => setImmediate(() => {
      if (turn !== this.flightTurns || this.isLeft) return;
      const records = Buffer.concat(this.flight);
      this.flight = [];
      this.port.sendRaw(splitMessage(records, { type: PacketType.prelogin, packetBytes: DEFAULT_PACKET_BYTES, spid: 0 }));
    }));
  }

  /** Encrypts and sends. */
  write(bytes: Buffer): void {
    this.socket?.write(bytes);
  }

  /** Sends what is waiting, then says goodbye. */
  end(): void {
    this.socket?.end();
  }

  /** Gives TLS up without a word and returns what arrived in clear text. */
  leave(): Buffer {
    this.isLeft = true;
    this.socket?.destroy();
    this.wire.destroy();
    return this.pending;
  }
}
