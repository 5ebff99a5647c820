// JSON text as a tree that remembers where each value stands, so that pieces are returned and edited as they were written.
// Knows no SQL and no paths.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';

interface Span { readonly start: number; readonly end: number }

/** One member of a JSON object; `keyStart` is where its key's quote stands. */
export interface JsonMember { readonly key: string; readonly keyStart: number; readonly value: JsonNode }

/** A JSON value and its place in the text (`end` exclusive). */
export type JsonNode = Span & (
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number' | 'true' | 'false' | 'null'; readonly text: string });

interface Cursor { readonly text: string; at: number }

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

function malformed(cursor: Cursor): Error {
  const character = cursor.at < cursor.text.length ? cursor.text.charAt(cursor.at) : '.';
  return raise(Messages.JsonMalformed, { character, position: cursor.at });
}

function skipBlanks(cursor: Cursor): void {
  while (cursor.at < cursor.text.length && ' \t\r\n'.includes(cursor.text.charAt(cursor.at))) cursor.at++;
}

function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match === null) return undefined;
  cursor.at += match[0].length;
  return match[0];
}

function expect(cursor: Cursor, character: string): void {
  skipBlanks(cursor);
  if (cursor.text.charAt(cursor.at) !== character) throw malformed(cursor);
  cursor.at++;
}

/** True and past it when the next character that is no blank is `character`. */
function accept(cursor: Cursor, character: string): boolean {
  skipBlanks(cursor);
  if (cursor.text.charAt(cursor.at) !== character) return false;
  cursor.at++;
  return true;
}

function parseString(cursor: Cursor): string {
  skipBlanks(cursor);
  const raw = take(cursor, STRING);
  if (raw === undefined) throw malformed(cursor);
  return JSON.parse(raw) as string;
}

function parseObject(cursor: Cursor): JsonNode {
  const start = cursor.at++;
  const members: JsonMember[] = [];
  if (!accept(cursor, '}')) {
    do {
      skipBlanks(cursor);
      const keyStart = cursor.at;
      const key = parseString(cursor);
      expect(cursor, ':');
      members.push({ key, keyStart, value: parseValue(cursor) });
    } while (accept(cursor, ','));
    expect(cursor, '}');
  }
  return { kind: 'object', members, start, end: cursor.at };
}

function parseArray(cursor: Cursor): JsonNode {
  const start = cursor.at++;
  const items: JsonNode[] = [];
  if (!accept(cursor, ']')) {
    do items.push(parseValue(cursor)); while (accept(cursor, ','));
    expect(cursor, ']');
  }
  return { kind: 'array', items, start, end: cursor.at };
}

function parseValue(cursor: Cursor): JsonNode {
  skipBlanks(cursor);
  const start = cursor.at;
  const first = cursor.text.charAt(start);
  if (first === '{') return parseObject(cursor);
  if (first === '[') return parseArray(cursor);
  if (first === '"') {
    const text = parseString(cursor);
    return { kind: 'string', text, start, end: cursor.at };
  }
  const word = take(cursor, WORD);
  if (word !== undefined) return { kind: word as 'true' | 'false' | 'null', text: word, start, end: cursor.at };
  const number = take(cursor, NUMBER);
  if (number === undefined) throw malformed(cursor);
  return { kind: 'number', text: number, start, end: cursor.at };
}

/** The tree of a JSON text; raises 13609 at the first character that does not belong. */
export function parseJson(text: string): JsonNode {
  const cursor = { text, at: 0 };
  const node = parseValue(cursor);
  skipBlanks(cursor);
  if (cursor.at < text.length) throw malformed(cursor);
  return node;
}
