// The text of XML that comes as bytes: in the encoding that its first bytes or its declaration say. Knows no XML beyond that line.
import { notSupported } from '../../errors/not-supported';

const MARKS: readonly { readonly encoding: string; readonly bytes: readonly number[] }[] = [
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] }, { encoding: 'utf-16be', bytes: [0xfe, 0xff] }, { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0x3c, 0] }, { encoding: 'utf-16be', bytes: [0, 0x3c] },
];
const DECLARED = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)["']/;
const DECLARATION_ROOM = 200;
/** Encodings of one byte a character whose first 256 characters are those of Unicode. */
const LATIN = /^(?:iso-8859-1|us-ascii)$/i;

/** Bytes without a mark are UTF-8 unless their declaration names another encoding. */
export function xmlTextOf(bytes: Uint8Array): string {
  const mark = MARKS.find((one) => one.bytes.every((byte, index) => bytes[index] === byte));
  if (mark) return new TextDecoder(mark.encoding).decode(bytes);
  const [, declared = 'utf-8'] = DECLARED.exec(Buffer.from(bytes.subarray(0, DECLARATION_ROOM)).toString('latin1')) ?? [];
  if (LATIN.test(declared)) return Buffer.from(bytes).toString('latin1');
  if (/^utf-8$/i.test(declared)) return new TextDecoder('utf-8').decode(bytes);
  throw notSupported(`xml as bytes in the encoding ${declared}`);
}
