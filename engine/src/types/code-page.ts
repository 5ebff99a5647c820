// The bytes of non-Unicode text: code page 1252, or UTF-8 under a _UTF8 collation. Knows no SQL types.

/** The characters of code page 1252 at bytes 0x80-0x9F; the others are Latin-1. */
const HIGH_CONTROLS = '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F'
  + '\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178';
const BYTE_OF = new Map([...HIGH_CONTROLS].map((character, index) => [character.charCodeAt(0), 0x80 + index]));
const NON_ASCII = /[^\x00-\x7f]/;
const QUESTION_MARK = 0x3f;

/** True when the collation stores varchar as UTF-8. */
export const isUtf8Collation = (collation: string | undefined): boolean => collation !== undefined && /_UTF8$/i.test(collation);

function byteOf(code: number): number | undefined {
  if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) return code;
  return BYTE_OF.get(code);
}

function bestFit(character: string): string {
  if (byteOf(character.charCodeAt(0)) !== undefined && character.length === 1) return character;
  const base = character.normalize('NFD').charAt(0);
  return character.length === 1 && byteOf(base.charCodeAt(0)) !== undefined ? base : '?'.repeat(character.length);
}

/** `text` as varchar can hold it: what the code page lacks becomes its base letter or '?'. */
export function toCodePage(text: string, collation?: string): string {
  if (!NON_ASCII.test(text) || isUtf8Collation(collation)) return text;
  return Array.from(text, bestFit).join('');
}

/** The bytes that varchar stores for `text`. */
export function encodeVarchar(text: string, collation?: string): Uint8Array {
  if (isUtf8Collation(collation)) return new Uint8Array(Buffer.from(text, 'utf8'));
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = byteOf(text.charCodeAt(index)) ?? QUESTION_MARK;
  return bytes;
}

/** The text that varchar shows for `bytes`. */
export function decodeVarchar(bytes: Uint8Array, collation?: string): string {
  if (isUtf8Collation(collation)) return Buffer.from(bytes).toString('utf8');
  const text = Buffer.from(bytes).toString('latin1');
  return /[\x80-\x9f]/.test(text) ? text.replace(/[\x80-\x9f]/g, (c) => HIGH_CONTROLS.charAt(c.charCodeAt(0) - 0x80)) : text;
}

/** How many bytes varchar needs for `text`. */
export function varcharByteLength(text: string, collation?: string): number {
  return isUtf8Collation(collation) ? Buffer.byteLength(text, 'utf8') : text.length;
}

/** UTF-16 little-endian bytes, as nvarchar stores them. */
export const encodeNvarchar = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));

/** The text of UTF-16 little-endian bytes; an odd last byte is completed by zero. */
export function decodeNvarchar(bytes: Uint8Array): string {
  const even = bytes.length % 2 === 0 ? bytes : Uint8Array.of(...bytes, 0);
  return Buffer.from(even).toString('utf16le');
}

/** `0x` and upper case hexadecimal digits. */
export const formatHex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString('hex').toUpperCase()}`;
