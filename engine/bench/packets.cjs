// TDS packets as the benches meet them: their types, and messages put together of them. Knows nothing of what is in a message.
'use strict';

const PRELOGIN = 0x12;
const LOGIN7 = 0x10;
const HEADER_BYTES = 8;

/** Puts the packets of one direction together to messages. */
function messages(onMessage) {
  let pending = Buffer.alloc(0);
  let from = 0;
  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= from + HEADER_BYTES) {
      const end = from + pending.readUInt16BE(from + 2);
      if (pending.length < end) return;
      const isLast = (pending[from + 1] & 1) !== 0;
      from = end;
      if (!isLast) continue;
      const message = pending.subarray(0, end);
      pending = pending.subarray(end);
      from = 0;
      onMessage(message);
    }
  };
}

module.exports = { HEADER_BYTES, LOGIN7, messages, PRELOGIN };
