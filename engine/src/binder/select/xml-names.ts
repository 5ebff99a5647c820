// Names in FOR XML: escaped where RAW and AUTO take them from columns and tables, checked where PATH, ROOT and row tags write them. Fourth edition of XML 1.0.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { OutputColumn } from '../../plan/node';
import { nvarchar, XML } from '../../types/sql-type';

const XML_COLUMN = 'XML_F52E2B61-18A1-11d1-B105-00805F49916B';

/** The one column that FOR XML gives. */
export const xmlColumn = (isType: boolean): OutputColumn => (isType ? { name: '', type: XML, isNullable: true } : { name: XML_COLUMN, type: nvarchar('max'), isNullable: true });

const LETTERS =
  'A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u0131\\u0134-\\u013E\\u0141-\\u0148\\u014A-\\u017E\\u0180-\\u01C3\\u01CD-\\u01F0\\u01F4\\u01F5\\u01FA-\\u0217\\u0250-\\u02A8\\u02BB-\\u02C1\\u0386\\u0388-\\u038A\\u038C\\u038E-\\u03A1\\u03A3-\\u03CE\\u03D0-\\u03D6' +
  '\\u0401-\\u040C\\u040E-\\u044F\\u0451-\\u045C\\u045E-\\u0481\\u0490-\\u04C4\\u0531-\\u0556\\u0561-\\u0586\\u05D0-\\u05EA\\u0621-\\u063A\\u0641-\\u064A\\u0671-\\u06B7\\u0905-\\u0939\\u0E01-\\u0E2E\\u10A0-\\u10C5\\u10D0-\\u10F6\\u1E00-\\u1E9B\\u1EA0-\\u1EF9\\u1F00-\\u1F15' +
  '\\u3007\\u3021-\\u3029\\u3041-\\u3094\\u30A1-\\u30FA\\u3105-\\u312C\\u4E00-\\u9FA5\\uAC00-\\uD7A3';
const START = new RegExp(`[_${LETTERS}]`);
const LATER = new RegExp(`[_.\\-0-9\\u00B7\\u0300-\\u0345\\u0360\\u0361\\u0483-\\u0486\\u0591-\\u05A1\\u064B-\\u0652\\u0660-\\u0669\\u0966-\\u096F\\u3005${LETTERS}]`);

const isNameCharacter = (character: string, at: number): boolean => (at === 0 ? START : LATER).test(character) && character.length === 1;

/** A column's or table's name as RAW and AUTO write it: what no name may hold is `_xHHHH_`. */
export function encodeXmlName(name: string): string {
  const characters = [...name];
  return characters.map((character, i) => {
    const isEscape = character === '_' && characters[i + 1] === 'x';
    const isPlain = isNameCharacter(character, i) || (character === ':' && i > 0);
    if (isPlain && !isEscape) return character;
    const code = character.codePointAt(0) ?? 0;
    return `_x${code.toString(16).toUpperCase().padStart(code > 0xffff ? 6 : 4, '0')}_`;
  }).join('');
}

/** What a name is of: how messages call it, and which prefixes are declared. */
export interface NamePlace { readonly kind: 'column' | 'row' | 'ROOT'; readonly whole: string; readonly prefixes: ReadonlySet<string> }

const KINDS = { column: 'Column', row: 'Row', ROOT: 'ROOT' } as const;

/** Raises 6867, 6846 and 6850 for a name that XML does not take. */
export function requireXmlName(name: string, { kind, whole, prefixes }: NamePlace): void {
  const colon = name.indexOf(':');
  const prefix = colon < 0 ? undefined : name.slice(0, colon);
  if (name === 'xmlns' || prefix === 'xmlns') throw raise(Messages.ForXmlXmlns, {});
  if (prefix !== undefined && prefix !== 'xml' && !prefixes.has(prefix)) throw raise(Messages.ForXmlPrefix, { prefix, kind, name: whole });
  requireIdentifier(prefix === undefined ? name : name.slice(colon + 1), KINDS[kind], whole);
}

/** Raises 6850; `kind` is the word that the message begins with. */
export function requireIdentifier(name: string, kind: string, whole: string): void {
  const wrong = [...name].find((character, i) => !isNameCharacter(character, i) && (character.codePointAt(0) ?? 0) <= 0xffff);
  if (wrong !== undefined) throw raise(Messages.ForXmlName, { kind, name: whole, character: wrong, code: hex(wrong) });
  if (name === '') throw raise(Messages.ForXmlPathStep, { name: whole });
}

const hex = (character: string): string => character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
