// Names: identifiers quoted or not, multi-part names, variables, lists of them. Knows nothing about what they name.
import { Messages } from '../../errors/catalogue';
import type { Identifier, ObjectName, Position } from '../ast/common';
import { isReservedWord } from '../keywords';
import type { Token } from '../token';
import type { Cursor } from './cursor';

const MAXIMUM_NAME_LENGTH = 128;

/** Whether the token `distance` ahead can be a name. */
export function isIdentifier(p: Cursor, distance = 0): boolean {
  const token = p.peek(distance);
  if (token.kind === 'word') return !isReservedWord(token.upper) && !token.text.startsWith('$');
  return token.kind === 'bracketed' || (token.kind === 'double-quoted' && p.quotedIdentifier);
}

/** Reads a name. */
export function parseIdentifier(p: Cursor): Identifier {
  if (!isIdentifier(p)) throw p.unexpected();
  return identifierOf(p, p.advance());
}

function identifierOf(p: Cursor, token: Token): Identifier {
  if (token.text === '') throw p.error(Messages.MissingName, {}, token.at);
  if (token.text.length > MAXIMUM_NAME_LENGTH) throw p.error(Messages.IdentifierTooLong, { start: token.text.slice(0, MAXIMUM_NAME_LENGTH) }, token.at);
  return { name: token.text, at: token.at };
}

/** Reads a name if one stands here; the label of the next statement is none. */
export const acceptIdentifier = (p: Cursor): Identifier | undefined => (isIdentifier(p) && !p.isSymbolAt(1, ':') ? parseIdentifier(p) : undefined);

/** Reads a name, or a reserved word in its place: principals like `public` and file groups like PRIMARY. */
export function parseLooseName(p: Cursor): string {
  if (isIdentifier(p)) return parseIdentifier(p).name;
  if (p.current.kind !== 'word' && p.current.kind !== 'string') throw p.unexpected();
  return p.advance().text;
}

/** `COLLATE name` if it stands here: the name. Raises 448 for a collation of a later version. */
export function acceptCollation(p: Cursor): string | undefined {
  if (!p.acceptWord('COLLATE')) return undefined;
  const { at } = p;
  const collation = parseLooseName(p);
  if (/_UTF8$/i.test(collation) && !p.speaks('UTF-8 collation')) throw p.error(Messages.InvalidCollation, { collation }, at);
  return collation;
}

/** Reads a name of up to four parts; `a..b` has an empty part. */
export function parseObjectName(p: Cursor): ObjectName {
  const at = p.at;
  const parts: string[] = [];
  for (;;) {
    parts.push(p.isSymbol('.') ? '' : parseIdentifier(p).name);
    if (!p.acceptSymbol('.')) break;
  }
  if (parts.length > 4) throw p.error(Messages.TooManyPrefixes, { kind: 'object', name: parts.join('.'), maximum: 3 }, at);
  return { parts, at };
}

/** Reads `@x`. */
export function parseVariableName(p: Cursor): string {
  if (p.current.kind !== 'variable') throw p.unexpected();
  return p.advance().text;
}

/** Whether `@x` stands here. */
export const isVariable = (p: Cursor, distance = 0): boolean => p.peek(distance).kind === 'variable';

/** `(a, b, c)` */
export const parseIdentifierList = (p: Cursor): Identifier[] => p.parenthesizedList(() => parseIdentifier(p));

/** `(a, b, c)` if a parenthesis stands here, else nothing. */
export const acceptIdentifierList = (p: Cursor): Identifier[] => (p.isSymbol('(') ? parseIdentifierList(p) : []);

/** Reads a name or a string constant and returns its text: aliases, passwords, file names. */
export function parseNameOrString(p: Cursor): Identifier {
  const token = p.current;
  if (token.kind === 'string' || token.kind === 'national-string' || token.kind === 'double-quoted') {
    p.advance();
    return identifierOf(p, token);
  }
  return parseIdentifier(p);
}

/** Reads a string constant of either kind and returns its text. */
export function parseString(p: Cursor): string {
  const { kind } = p.current;
  if (kind !== 'string' && kind !== 'national-string' && !(kind === 'double-quoted' && !p.quotedIdentifier)) throw p.unexpected();
  return p.advance().text;
}

/** Reads digits without a fraction. */
export function parseInteger(p: Cursor): number {
  if (p.current.literal !== 'integer') throw p.unexpected();
  return Number(p.advance().text);
}

/** Reads a number with an optional sign, as written. */
export function parseSignedNumber(p: Cursor): string {
  const sign = p.acceptSymbol('-') ? '-' : '';
  if (sign === '') p.acceptSymbol('+');
  if (p.current.kind !== 'number') throw p.unexpected();
  return sign + p.advance().text;
}

/** The object name that is one part. */
export const nameOf = (name: string, at: Position): ObjectName => ({ parts: [name], at });
