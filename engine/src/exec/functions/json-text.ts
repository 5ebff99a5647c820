// JSON text as a tree that remembers where each value stands, so that pieces are returned and edited as they were written. What stands before the first
// character that does not belong is read all the same: SQL Server stops at the answer and never meets what is wrong behind it. Knows no SQL and no paths.

interface Span { readonly start: number; readonly end: number }

/** The character that does not belong, '.' for the end of the text, and where it stands; or that it belongs, but is too deep inside. */
export interface JsonProblem { readonly character: string; readonly position: number; readonly isTooDeep?: boolean }

/** One member of a JSON object: its key, the key as paths compare it, and where the key's quote stands. */
export interface JsonMember { readonly key: string; readonly name: string; readonly keyStart: number; readonly value: JsonNode }

/** A JSON value and its place in the text (`end` exclusive); an object or array is not closed where the text stops making sense inside. */
export type JsonNode = Span & (
  | { readonly kind: 'object'; readonly members: readonly JsonMember[]; readonly isClosed: boolean }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[]; readonly isClosed: boolean }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number' | 'true' | 'false' | 'null'; readonly text: string });

/** What could be read of a text, and what ended the reading too early. */
export interface JsonDocument { readonly text: string; readonly root?: JsonNode; readonly problem?: JsonProblem }

interface Cursor { readonly text: string; at: number; depth: number; problem?: JsonProblem }

const MAXIMUM_DEPTH = 128;

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WORDS: readonly string[] = ['true', 'false', 'null'];
// A token is judged whole: 1x is no number, and the 1 is what does not belong.
const TOKEN = /[^\s,:"{}[\]]+/y;

/** Where the next character that is no blank stands. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++;
  return at;
}

/** Notes that the next character does not belong. */
function fail(cursor: Cursor): false {
  const position = skipBlanks(cursor.text, cursor.at);
  cursor.problem ??= { character: position < cursor.text.length ? cursor.text.charAt(position) : '.', position };
  return false;
}

/** True, and noted, when what has just been read stands in more objects and arrays than a reader enters. One of them too many is found out by what it holds. */
function isTooDeep(cursor: Cursor): boolean {
  if (cursor.depth <= MAXIMUM_DEPTH) return false;
  cursor.problem ??= { character: '.', position: cursor.at, isTooDeep: true };
  return true;
}

function take(cursor: Cursor, pattern: RegExp): string | undefined {
  cursor.at = skipBlanks(cursor.text, cursor.at);
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match === null) return undefined;
  cursor.at += match[0].length;
  return match[0];
}

/** True and past it when the next character that is no blank is `character`. */
function accept(cursor: Cursor, character: string): boolean {
  const at = skipBlanks(cursor.text, cursor.at);
  if (cursor.text.charAt(at) !== character) return false;
  cursor.at = at + 1;
  return true;
}

/** A key as paths compare it: escapes of code units are read, all others stay as they are written. */
export const jsonName = (raw: string): string => raw.replace(/\\u([0-9a-fA-F]{4})|\\[^u]/g, (escape, digits: string | undefined) => (digits === undefined ? escape : String.fromCharCode(parseInt(digits, 16))));

/** The items up to the closing bracket; false where one of them cannot be read. */
function readItems(cursor: Cursor, close: string, readItem: () => boolean): boolean {
  if (isTooDeep(cursor)) return false;
  cursor.at++;
  cursor.depth++;
  const isClosed = readUntil(cursor, close, readItem);
  cursor.depth--;
  return isClosed;
}

function readUntil(cursor: Cursor, close: string, readItem: () => boolean): boolean {
  if (accept(cursor, close)) return !isTooDeep(cursor);
  do if (!readItem()) return false; while (accept(cursor, ','));
  return accept(cursor, close) || fail(cursor);
}

const isWhole = (node: JsonNode): boolean => !('isClosed' in node) || node.isClosed;

function readMember(cursor: Cursor, members: JsonMember[]): boolean {
  const raw = take(cursor, STRING);
  if (raw === undefined) return fail(cursor);
  if (isTooDeep(cursor)) return false;
  const keyStart = cursor.at - raw.length;
  if (!accept(cursor, ':')) return fail(cursor);
  const value = readValue(cursor);
  if (value === undefined) return false;
  members.push({ key: JSON.parse(raw) as string, name: jsonName(raw.slice(1, -1)), keyStart, value });
  return isWhole(value);
}

function readItem(cursor: Cursor, items: JsonNode[]): boolean {
  const value = readValue(cursor);
  if (value === undefined) return false;
  items.push(value);
  return isWhole(value);
}

function readObject(cursor: Cursor): JsonNode {
  const start = cursor.at;
  const members: JsonMember[] = [];
  const isClosed = readItems(cursor, '}', () => readMember(cursor, members));
  return { kind: 'object', members, start, end: cursor.at, isClosed };
}

function readArray(cursor: Cursor): JsonNode {
  const start = cursor.at;
  const items: JsonNode[] = [];
  const isClosed = readItems(cursor, ']', () => readItem(cursor, items));
  return { kind: 'array', items, start, end: cursor.at, isClosed };
}

function readValue(cursor: Cursor): JsonNode | undefined {
  const start = cursor.at = skipBlanks(cursor.text, cursor.at);
  const first = cursor.text.charAt(start);
  if (first === '{') return readObject(cursor);
  if (first === '[') return readArray(cursor);
  const token = take(cursor, first === '"' ? STRING : TOKEN) ?? '';
  const kind = scalarKind(token);
  if (kind !== undefined) return isTooDeep(cursor) ? undefined : { kind, text: kind === 'string' ? JSON.parse(token) as string : token, start, end: cursor.at };
  cursor.at = start;
  fail(cursor);
  return undefined;
}

function scalarKind(token: string): 'string' | 'number' | 'true' | 'false' | 'null' | undefined {
  if (token.startsWith('"')) return 'string';
  if (WORDS.includes(token)) return token as 'true' | 'false' | 'null';
  return NUMBER.test(token) ? 'number' : undefined;
}

/** Where a text that is no document fails: a word that begins as true, false or null fails at the letter that leaves it. */
function failureOf(text: string): number {
  const start = skipBlanks(text, 0);
  const word = WORDS.find((one) => one.startsWith(text.charAt(start) || '.'));
  const wrong = [...word ?? ''].findIndex((letter, index) => text.charAt(start + index) !== letter);
  return start + Math.max(wrong, 0);
}

/** Reads a text as far as it is JSON. A value that is neither object nor array is a document for nobody but ISJSON, which says so by `takesScalars`. */
export function readJson(text: string, takesScalars = false): JsonDocument {
  const cursor: Cursor = { text, at: 0, depth: 0 };
  const isContainer = '{['.includes(text.charAt(skipBlanks(text, 0)) || '.');
  const isRead = isContainer || takesScalars;
  if (!isRead) cursor.at = failureOf(text);
  const root = isRead ? readValue(cursor) : undefined;
  if (root === undefined || skipBlanks(text, cursor.at) < text.length) fail(cursor);
  return { text, root, problem: cursor.problem };
}
