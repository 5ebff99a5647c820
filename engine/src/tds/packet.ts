// Packets: the 8-byte header, messages cut into packets and put together again. Knows no token and no request.
import { ByteWriter } from './byte-writer';
import { ProtocolViolation } from './protocol-violation';

/** Packet types that this server meets. */
export const PacketType = { sqlBatch: 1, rpc: 3, response: 4, attention: 6, bulkLoad: 7, transaction: 14, login7: 16, prelogin: 18 } as const;

/** Bits of the status byte. */
const PacketStatus = { endOfMessage: 1, ignore: 2, resetConnection: 8, resetConnectionSkipTransaction: 0x10 } as const;

/** Bytes of a packet's header. */
export const HEADER_BYTES = 8;
/** The packet size before and unless another is agreed. */
export const DEFAULT_PACKET_BYTES = 4096;
/** The smallest and the largest packet size that can be agreed. */
const PACKET_BYTES_RANGE = { min: 512, max: 32767 } as const;

/** The largest for a connection that is encrypted (Microsoft Learn: network packet size). */
const LARGEST_ENCRYPTED_BYTES = 16383;

/**
 * The packet size that a login is given: what it asks for as far as that is possible. Drivers that ask for the usual one, or for none, are given
 * the largest, which SQL Server would not give them: tedious leaves Nagle's algorithm on, and the second packet of a request would wait 40 ms over
 * loopback until the first is acknowledged.
 */
export function agreedPacketBytes(askedBytes: number, isEncrypted: boolean): number {
  const largest = isEncrypted ? LARGEST_ENCRYPTED_BYTES : PACKET_BYTES_RANGE.max;
  return askedBytes === 0 || askedBytes === DEFAULT_PACKET_BYTES ? largest : Math.min(largest, Math.max(PACKET_BYTES_RANGE.min, askedBytes));
}

/** More than any PRELOGIN or LOGIN7 takes. */
const LIMIT_BEFORE_LOGIN_BYTES = 256 * 1024;

const KNOWN_TYPES: ReadonlySet<number> = new Set(Object.values(PacketType));
const EMPTY: Buffer = Buffer.alloc(0);

/** A whole message of the client's. `isIgnored`: the client gave it up half way. */
export interface TdsMessage {
  readonly type: number;
  readonly payload: Buffer;
  readonly isIgnored: boolean;
  readonly resetConnection: boolean;
  readonly resetSkipsTransaction: boolean;
}

/** Puts packets together to messages, from chunks cut anywhere. */
export class MessageReader {
  private pending = EMPTY;
  private parts: Buffer[] = [];
  private type = 0;
  private firstStatus = 0;
  private partBytes = 0;
  private limitBytes = LIMIT_BEFORE_LOGIN_BYTES;

  constructor(private readonly onMessage: (message: TdsMessage) => void) {}

  /** From the login on a message may be as long as the client likes. */
  liftLimit(): void {
    this.limitBytes = Number.POSITIVE_INFINITY;
  }

  /** Takes bytes off the wire; throws ProtocolViolation for a header that cannot be. */
  feed(chunk: Buffer): void {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    for (;;) {
      const lengthBytes = packetLength(this.pending);
      if (lengthBytes === undefined || this.pending.length < lengthBytes) return;
      const packet = this.pending.subarray(0, lengthBytes);
      this.pending = this.pending.subarray(lengthBytes);
      this.acceptPacket(packet);
    }
  }

  private acceptPacket(packet: Buffer): void {
    const type = packet.readUInt8(0);
    const status = packet.readUInt8(1);
    if (this.parts.length === 0) {
      this.type = type;
      this.firstStatus = status;
    } else if (type !== this.type) {
      throw new ProtocolViolation(`a packet of type ${type} inside a message of type ${this.type}`);
    }
    this.parts.push(packet.subarray(HEADER_BYTES));
    this.partBytes += packet.length;
    if (this.partBytes > this.limitBytes) throw new ProtocolViolation(`a message of more than ${this.limitBytes} bytes before the login`);
    if ((status & PacketStatus.endOfMessage) !== 0) this.finishMessage(status);
  }

  private finishMessage(lastStatus: number): void {
    const payload = Buffer.concat(this.parts);
    this.parts = [];
    this.partBytes = 0;
    const reset = (this.firstStatus & PacketStatus.resetConnection) !== 0;
    const resetSkipsTransaction = (this.firstStatus & PacketStatus.resetConnectionSkipTransaction) !== 0;
    if (reset && resetSkipsTransaction) throw new ProtocolViolation('both reset bits in one packet');
    this.onMessage({ type: this.type, payload, isIgnored: (lastStatus & PacketStatus.ignore) !== 0, resetConnection: reset, resetSkipsTransaction });
  }
}

/** The length in a packet's header, or undefined when too little of it has arrived. */
export function packetLength(bytes: Buffer): number | undefined {
  if (bytes.length === 0) return undefined;
  // The type is checked first so that a TLS ClientHello or HTTP is cut off at its first byte.
  const type = bytes.readUInt8(0);
  if (!KNOWN_TYPES.has(type) || type === PacketType.response) throw new ProtocolViolation(`unknown packet type ${type}`);
  if (bytes.length < 4) return undefined;
  const lengthBytes = bytes.readUInt16BE(2);
  if (lengthBytes < HEADER_BYTES || lengthBytes > PACKET_BYTES_RANGE.max) throw new ProtocolViolation(`a packet of ${lengthBytes} bytes`);
  return lengthBytes;
}

/** How a message is cut: its type, the packet size and the session's id for the headers. */
export interface PacketFormat { readonly type: number; readonly packetBytes: number; readonly spid: number }

/** Cuts a whole message into packets. */
export function splitMessage(payload: Buffer, format: PacketFormat): Buffer {
  const writer = new MessageWriter(format);
  writer.body.bytes(payload);
  return writer.end();
}

/** Collects the body of one message and hands out finished packets. */
export class MessageWriter {
  readonly body = new ByteWriter();
  private packetId = 0;
  private readonly bodyBytes: number;

  constructor(private readonly format: PacketFormat) {
    this.bodyBytes = format.packetBytes - HEADER_BYTES;
  }

  /** The packets that are full, the last of the message excepted; empty when there are none. */
  takeFull(): Buffer {
    // Strictly more than a packet's worth, so that the packet with the end-of-message bit is never empty.
    const fullCount = Math.floor(Math.max(0, this.body.length - 1) / this.bodyBytes);
    return fullCount === 0 ? EMPTY : this.pack(this.body.take(fullCount * this.bodyBytes), false);
  }

  /** Everything left, the last packet with the end-of-message bit. */
  end(): Buffer {
    return this.pack(this.body.take(this.body.length), true);
  }

  private pack(body: Buffer, isLast: boolean): Buffer {
    const count = Math.max(1, Math.ceil(body.length / this.bodyBytes));
    const packets = Buffer.allocUnsafe(body.length + count * HEADER_BYTES);
    let at = 0;
    for (let index = 0; index < count; index += 1) {
      const part = body.subarray(index * this.bodyBytes, (index + 1) * this.bodyBytes);
      const isEnd = isLast && index === count - 1;
      packets.writeUInt8(this.format.type, at);
      packets.writeUInt8(isEnd ? PacketStatus.endOfMessage : 0, at + 1);
      packets.writeUInt16BE(part.length + HEADER_BYTES, at + 2);
      packets.writeUInt16BE(this.format.spid, at + 4);
      this.packetId = (this.packetId + 1) & 0xff;
      packets.writeUInt8(this.packetId, at + 6);
      packets.writeUInt8(0, at + 7);
      packets.set(part, at + HEADER_BYTES);
      at += HEADER_BYTES + part.length;
    }
    return packets;
  }
}
