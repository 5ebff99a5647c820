// JSON paths of SQL Server: lax and strict, keys, quoted keys, array indexes. Knows no SQL values.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { JsonNode } from './json-text';

/** One step of a path. */
export type JsonStep = { readonly kind: 'key'; readonly key: string } | { readonly kind: 'index'; readonly index: number };

/** A parsed path; `isAppend` is JSON_MODIFY's. */
export interface JsonPath { readonly isStrict: boolean; readonly isAppend: boolean; readonly steps: readonly JsonStep[] }

const STEP = /\.(?:"((?:[^"\\]|\\.)*)"|([A-Za-z_\u0080-\uffff$][\w\u0080-\uffff$]*))|\[(\d+)\]/y;
const MODE = /^\s*(append\s+)?(?:(lax|strict)\s+)?\$/i;

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
    else steps.push({ kind: 'key', key: match[1] === undefined ? match[2] ?? '' : JSON.parse(`"${match[1]}"`) as string });
    STEP.lastIndex = at + match[0].length;
  }
  return { isAppend: mode[1] !== undefined, isStrict: mode[2]?.toLowerCase() === 'strict', steps };
}

/** The node one step below, or undefined. */
function stepInto(node: JsonNode, step: JsonStep): JsonNode | undefined {
  if (step.kind === 'key') return node.kind === 'object' ? node.members.find((member) => member.key === step.key)?.value : undefined;
  return node.kind === 'array' ? node.items[step.index] : undefined;
}

/** The node a path leads to, or undefined. */
export function findNode(root: JsonNode, steps: readonly JsonStep[]): JsonNode | undefined {
  let node: JsonNode | undefined = root;
  for (const step of steps) {
    if (node === undefined) return undefined;
    node = stepInto(node, step);
  }
  return node;
}
