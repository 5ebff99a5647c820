// JSON paths of SQL Server: lax and strict, keys, quoted keys, array indexes, and how far a reader goes that follows one. Knows no SQL values.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { jsonName, skipBlanks, type JsonDocument, type JsonNode, type JsonProblem } from './json-text';

/** One step of a path; a key is in the form in which keys compare. */
export type JsonStep = { readonly kind: 'key'; readonly key: string } | { readonly kind: 'index'; readonly index: number };

/** A parsed path; `isAppend` is JSON_MODIFY's. */
export interface JsonPath { readonly isStrict: boolean; readonly isAppend: boolean; readonly steps: readonly JsonStep[] }

const STEP = /\.(?:"((?:[^"\\]|\\.)*)"|([A-Za-z_\u0080-\uffff$][\w\u0080-\uffff$]*))|\[(\d+)\]/y;
const MODE = /^\s*(append\s+)?(?:(lax|strict)\s*)?\$/i;

/** Reads a path such as `strict $.a."b c"[0]`; raises 13607 for what is none. */
export function parseJsonPath(text: string): JsonPath {
  const mode = MODE.exec(text);
  if (mode === null) throw raise(Messages.JsonPathMalformed, { character: text.trim().charAt(0) || '.', position: 0 });
  const steps: JsonStep[] = [];
  const source = text.trimEnd();
  for (let at = mode[0].length; at < source.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const match = STEP.exec(source);
    if (match === null) throw raise(Messages.JsonPathMalformed, { character: source.charAt(at), position: at });
    if (match[3] !== undefined) steps.push({ kind: 'index', index: Number(match[3]) });
    else steps.push({ kind: 'key', key: match[1] === undefined ? match[2] ?? '' : jsonName(match[1]) });
    STEP.lastIndex = at + match[0].length;
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

/** The error of a text that is no JSON. */
export const malformed = (problem: JsonProblem, state: number): Error => raise(Messages.JsonMalformed, { ...problem }, state);

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
