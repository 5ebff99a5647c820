// The one error that says: these bytes are not TDS. It ends the connection it came from and is never shown to a client.

/** Thrown by decoders for bytes that break the protocol. */
export class ProtocolViolation extends Error {
  constructor(what: string) {
    super(`TDS protocol violation: ${what}`);
    this.name = 'ProtocolViolation';
  }
}
