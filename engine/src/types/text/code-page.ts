// The bytes of non-Unicode text: its collation's code page, or UTF-8 under a _UTF8 collation. Knows no SQL types.
import { notSupported } from '../../errors/not-supported';
import { westernLookalike } from './best-fit';
import { collationFamily } from './collation-family';
import { DOUBLE_BYTE_CODE_PAGES, type DoubleByteCodePage } from './double-byte';

/** Bytes 0x80 to 0xFF of a code page, both ways, and what is written for a character that it lacks. */
interface CodePage { readonly high: string; readonly byteOf: ReadonlyMap<number, number>; readonly lookalike: (character: string) => string | undefined }

/** Code page 1252 at bytes 0x80-0x9F, its others being Latin-1: written out because Node's decoder takes windows-1252 for Latin-1 throughout. */
const WESTERN_HIGH = '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F'
  + '\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178';
/** The code pages of DOS, which Node's decoder does not know. */
const DOS_HIGH: ReadonlyMap<number, string> = new Map([
  [437, 'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ'
  + 'áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐'
  + '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀'
  + 'αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00A0'],
  [850, 'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ'
  + 'áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐'
  + '└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀'
  + 'ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00AD±‗¾¶§÷¸°¨·¹³²■\u00A0'],
]);
const DEFAULT_CODE_PAGE = 1252;
const FIRST_HIGH = 0x80;
const NON_ASCII = /[^\x00-\x7f]/;
const HIGH_BYTES = /[\x80-\xff]/g;
const QUESTION_MARK = 0x3f;
const REPLACEMENT = '\ufffd';

function highCharacters(number: number): string {
  const ofDos = DOS_HIGH.get(number);
  if (ofDos !== undefined) return ofDos;
  const bytes = Uint8Array.from({ length: 256 - FIRST_HIGH }, (_, index) => FIRST_HIGH + index);
  return number === DEFAULT_CODE_PAGE ? WESTERN_HIGH + Buffer.from(bytes.subarray(WESTERN_HIGH.length)).toString('latin1') : new TextDecoder(`windows-${number}`).decode(bytes);
}

/** Letters whose base Unicode does not tell. */
const STROKED: Readonly<Record<string, string>> = { 'Ł': 'L', 'ł': 'l', 'đ': 'd', 'Ħ': 'H', 'ħ': 'h', 'Ŧ': 'T', 'ŧ': 't', 'ı': 'i' };
const FULL_WIDTH = /[\uff01-\uff5e]/;

const baseLetter = (character: string): string => STROKED[character] ?? character.normalize(FULL_WIDTH.test(character) ? 'NFKC' : 'NFD').charAt(0);

function codePage(number: number): CodePage {
  const high = highCharacters(number);
  const byteOf = new Map([...high].flatMap((character, index) => (character === REPLACEMENT ? [] : [[character.charCodeAt(0), FIRST_HIGH + index] as const])));
  return { high, byteOf, lookalike: number === DEFAULT_CODE_PAGE ? westernLookalike : baseLetter };
}

const CODE_PAGES: ReadonlyMap<number, CodePage> = new Map([437, 850, 874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258].map((number) => [number, codePage(number)]));

/** True when the collation stores varchar as UTF-8. */
export const isUtf8Collation = (collation: string | undefined): boolean => collation !== undefined && /_UTF8$/i.test(collation);

/** The Windows code page of a collation's varchar. */
export const codePageOf = (collation: string | undefined): number => (collation === undefined ? DEFAULT_CODE_PAGE : collationFamily(collation)?.codePage ?? DEFAULT_CODE_PAGE);

/** True when varchar of both collations is written alike. */
export const isSameCodePage = (left: string | undefined, right: string | undefined): boolean => isUtf8Collation(left) === isUtf8Collation(right) && codePageOf(left) === codePageOf(right);

const doubleByteOf = (collation: string | undefined): DoubleByteCodePage | undefined => DOUBLE_BYTE_CODE_PAGES.get(codePageOf(collation));

/** True when a character of varchar may take more than one byte under the collation. */
export const isMultiByte = (collation: string | undefined): boolean => isUtf8Collation(collation) || doubleByteOf(collation) !== undefined;

function pageNumbered(number: number): CodePage {
  const table = CODE_PAGES.get(number);
  if (table === undefined) throw notSupported(`the code page ${number}`);
  return table;
}

const tableOf = (collation: string | undefined): CodePage => pageNumbered(codePageOf(collation));

function bestFit(character: string, { byteOf, lookalike }: CodePage): string {
  const isHeld = (text: string): boolean => text.length === 1 && (text.charCodeAt(0) < FIRST_HIGH || byteOf.has(text.charCodeAt(0)));
  if (isHeld(character)) return character;
  const written = character.length === 1 ? lookalike(character) : undefined;
  return written !== undefined && isHeld(written) ? written : '?'.repeat(character.length);
}

/** `text` as varchar can hold it: what the code page lacks becomes a character like it or '?'. */
export function toCodePage(text: string, collation?: string): string {
  if (!NON_ASCII.test(text) || isUtf8Collation(collation)) return text;
  const wide = doubleByteOf(collation);
  if (wide) return Array.from(text, (character) => (wide.holds(character) ? character : '?'.repeat(character.length))).join('');
  const table = tableOf(collation);
  return Array.from(text, (character) => bestFit(character, table)).join('');
}

/** The bytes that varchar stores for `text`. */
export function encodeVarchar(text: string, collation?: string): Uint8Array {
  if (isUtf8Collation(collation)) return new Uint8Array(Buffer.from(text, 'utf8'));
  if (!NON_ASCII.test(text)) return new Uint8Array(Buffer.from(text, 'latin1'));
  const wide = doubleByteOf(collation);
  if (wide) return wide.encode(text);
  const { byteOf } = tableOf(collation);
  return Uint8Array.from({ length: text.length }, (_, index) => {
    const code = text.charCodeAt(index);
    return code < FIRST_HIGH ? code : byteOf.get(code) ?? QUESTION_MARK;
  });
}

/** The text that varchar shows for `bytes`. */
export function decodeVarchar(bytes: Uint8Array, collation?: string): string {
  return isUtf8Collation(collation) ? Buffer.from(bytes).toString('utf8') : decodeCodePage(bytes, codePageOf(collation));
}

/** The text of bytes in a Windows code page by number. */
export function decodeCodePage(bytes: Uint8Array, number: number): string {
  const text = Buffer.from(bytes).toString('latin1');
  if (!NON_ASCII.test(text)) return text;
  const wide = DOUBLE_BYTE_CODE_PAGES.get(number);
  if (wide) return wide.decode(bytes);
  const { high } = pageNumbered(number);
  return text.replace(HIGH_BYTES, (c) => high.charAt(c.charCodeAt(0) - FIRST_HIGH));
}

/** How many bytes varchar needs for `text`. */
export function varcharByteLength(text: string, collation?: string): number {
  if (isUtf8Collation(collation)) return Buffer.byteLength(text, 'utf8');
  return doubleByteOf(collation) && NON_ASCII.test(text) ? encodeVarchar(text, collation).length : text.length;
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
