// JSON paths of SQL Server: lax and strict, keys, quoted keys, array indexes, and how far a reader goes that follows one. Knows no SQL values.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { jsonName, skipBlanks, type JsonDocument, type JsonNode, type JsonProblem } from './json-text';

/** One step of a path; a key is in the form in which keys compare. */
export type JsonStep = { readonly kind: 'key'; readonly key: string } | { readonly kind: 'index'; readonly index: number };

/** A parsed path; `isAppend` is JSON_MODIFY's. */
export interface JsonPath { readonly isStrict: boolean; readonly isAppend: boolean; readonly steps: readonly JsonStep[] }

const STEP = /[ \t\r\n]*(?:\.[ \t\r\n]*(?:"((?:[^"\\]|\\.)*)"|([A-Za-z_]\w*))|\[[ \t\r\n]*(\d+)[ \t\r\n]*\])/y;
/** A step as far as it goes: its dot or bracket, and the number in this. */
const BEGUN_STEP = /[ \t\r\n]*(?:\.|\[[ \t\r\n]*\d*)/y;
const MODE = /^[ \t\r\n]*(append\s+)?(?:(lax|strict)\s*)?\$/i;

/** The error of a path at the first character that is no blank. */
function unexpectedAt(text: string, at: number): Error {
  const position = skipBlanks(text, at);
  return raise(Messages.JsonPathMalformed, { character: text.charAt(position) || '.', position });
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** Reads a path such as `strict $.a."b c"[0]`, blanks between its parts passed over; raises 13607 for what is none, a key among it that wants quotes. */
export function parseJsonPath(text: string): JsonPath {
  const mode = MODE.exec(text);
  if (mode === null) throw unexpectedAt(text, 0);
  const steps: JsonStep[] = [];
  for (let at = mode[0].length; skipBlanks(text, at) < text.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (match === null) throw unexpectedAt(text, endOf(BEGUN_STEP, text, at));
    const [, quoted, key = '', index] = match;
    steps.push(index === undefined ? { kind: 'key', key: quoted === undefined ? key : jsonName(quoted) } : { kind: 'index', index: Number(index) });
  }
  return { isAppend: mode[1] !== undefined, isStrict: mode[2]?.toLowerCase() === 'strict', steps };
}

/** The node one step below, or undefined. */
function stepInto(node: JsonNode, step: JsonStep): JsonNode | undefined {
  if (step.kind === 'key') return node.kind === 'object' ? node.members.find((member) => member.name === step.key)?.value : undefined;
  return node.kind === 'array' ? node.items[step.index] : undefined;
}

/** The node a path leads to, or undefined. */
export function findNode(root: JsonNode | undefined, steps: readonly JsonStep[]): JsonNode | undefined {
  return steps.reduce((node, step) => node && stepInto(node, step), root);
}

/** States of 13609: in the value that was looked for, and on the way to it. */
export interface MalformedStates { readonly inside: number; readonly before: number }

/** The error of a text that is no JSON, or too deep for one. */
export const malformed = ({ character, position, isTooDeep }: JsonProblem, state: number): Error =>
  (isTooDeep ? raise(Messages.JsonTooDeep, {}) : raise(Messages.JsonMalformed, { character, position }, state));

/** The node a path leads to, or undefined; raises 13609 where a reader meets what is no JSON before the answer is settled. */
export function followPath(document: JsonDocument, steps: readonly JsonStep[], states: MalformedStates): JsonNode | undefined {
  const { root, problem } = document;
  if (problem === undefined) return findNode(root, steps);
  let node = root;
  for (const step of steps) {
    const next = node && stepInto(node, step);
    if (next === undefined) {
      if (node === undefined || isMetAfter(document, node, step, problem)) throw malformed(problem, states.before);
      return undefined;
    }
    node = next;
  }
  if (node === undefined || ('isClosed' in node && !node.isClosed)) throw malformed(problem, states.inside);
  return node;
}

/** Whether a step that leads nowhere takes the reader to the problem. The first item of the wrong kind of container settles it; all else costs the rest of the node and one token more. */
function isMetAfter(document: JsonDocument, node: JsonNode, step: JsonStep, problem: JsonProblem): boolean {
  if (step.kind === 'index' && node.kind === 'object' && node.members.length > 0) return false;
  if (step.kind === 'key' && node.kind === 'array' && node.items.length > 0) return false;
  if ('isClosed' in node && !node.isClosed) return true;
  const at = skipBlanks(document.text, node.end);
  const next = ',]}'.includes(document.text.charAt(at) || '.') ? skipBlanks(document.text, at + 1) : at;
  return problem.position <= next;
}
