// ISJSON, JSON_VALUE, JSON_QUERY, JSON_MODIFY, JSON_PATH_EXISTS, JSON_OBJECT, JSON_ARRAY. Knows no OPENJSON and no FOR JSON.
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { FLOAT } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { ownEntry } from '../../types/own-entry';
import { jsonString, jsonWriter } from '../operators/json-value';
import type { Factory, FunctionTable, ScalarImplementation } from './implementation';
import { findNode, followPath, malformed, parseJsonPath } from './json-path';
import type { JsonPath, JsonStep, MalformedStates } from './json-path';
import { readJson } from './json-text';
import type { JsonDocument, JsonNode } from './json-text';

const VALUE_LIMIT = 4000;

const isContainer = (node: JsonNode): node is Extract<JsonNode, { kind: 'object' | 'array' }> => node.kind === 'object' || node.kind === 'array';

const JSON_KINDS: Readonly<Record<string, (node: JsonNode) => boolean>> = {
  value: () => true, object: (node) => node.kind === 'object', array: (node) => node.kind === 'array', scalar: (node) => node.kind === 'string' || node.kind === 'number',
};

const isJson: ScalarImplementation = (args) => {
  const [text, kind] = args;
  if (text === null || text === undefined) return null;
  const { root, problem } = readJson(text as string, true);
  if (problem?.isTooDeep) throw malformed(problem, 1);
  const accepts = typeof kind === 'string' ? ownEntry(JSON_KINDS, kind.toLowerCase()) : isContainer;
  return root !== undefined && problem === undefined && accepts?.(root) === true ? 1 : 0;
};

/** The path of a call, which may be anything but NULL. */
function pathOf(path: Value | undefined, name: string): JsonPath {
  if (path === null) throw raise(Messages.ArgumentTypeInvalid, { type: 'NULL', position: 2, name }, 8);
  return parseJsonPath((path as string | undefined) ?? '$');
}

const OF_VALUE: MalformedStates = { inside: 1, before: 1 };

const jsonValue: ScalarImplementation = ([text, pathText]) => {
  const path = pathOf(pathText, 'JSON_VALUE');
  if (text === null || text === undefined) return null;
  const node = followPath(readJson(text as string), path.steps, OF_VALUE);
  if (node === undefined) {
    if (path.isStrict) throw raise(Messages.JsonPropertyMissing, {}, 1);
    return null;
  }
  if (isContainer(node)) {
    if (path.isStrict) throw raise(Messages.JsonScalarMissing, {}, 2);
    return null;
  }
  if (node.kind === 'null') return null;
  if (node.text.length <= VALUE_LIMIT) return node.text;
  if (path.isStrict) throw raise(Messages.JsonTextTruncated, {});
  return null;
};

const jsonQuery: Factory = (argTypes) => {
  const isLong = argTypes[0]?.length === 'max';
  const state = isLong ? 2 : 1;
  return ([text, pathText]) => {
    const path = pathOf(pathText, 'JSON_QUERY');
    if (text === null || text === undefined) return null;
    const node = followPath(readJson(text as string), path.steps, { inside: state, before: state });
    if (node !== undefined && isContainer(node)) return (text as string).slice(node.start, node.end);
    if (path.isStrict) throw node === undefined ? raise(Messages.JsonPropertyMissing, {}, 1) : raise(Messages.JsonObjectMissing, {}, isLong ? 1 : 2);
    return null;
  };
};

const pathExists: ScalarImplementation = ([text, pathText]) => {
  const path = pathOf(pathText, 'JSON_PATH_EXISTS');
  if (text === null || text === undefined) return null;
  const { root, problem } = readJson(text as string);
  if (problem?.isTooDeep) throw malformed(problem, 1);
  return problem === undefined && findNode(root, path.steps) !== undefined ? 1 : 0;
};

const splice = (text: string, span: { readonly start: number; readonly end: number }, by: string): string => text.slice(0, span.start) + by + text.slice(span.end);

function appendTo(text: string, container: JsonNode, written: string): string {
  const isEmpty = container.kind === 'object' ? container.members.length === 0 : container.kind === 'array' && container.items.length === 0;
  const at = container.end - 1;
  return splice(text, { start: at, end: at }, isEmpty ? written : `,${written}`);
}

function removeMember(text: string, parent: JsonNode, key: string): string {
  if (parent.kind !== 'object') return text;
  const index = parent.members.findIndex(({ name }) => name === key);
  const member = parent.members[index];
  if (member === undefined) return text;
  const previous = parent.members[index - 1];
  if (previous !== undefined) return splice(text, { start: text.indexOf(',', previous.value.end), end: member.value.end }, '');
  const isOnly = parent.members.length === 1;
  return splice(text, { start: member.keyStart, end: isOnly ? member.value.end : text.indexOf(',', member.value.end) + 1 }, '');
}

const OF_MODIFY: MalformedStates = { inside: 7, before: 7 };

/** Whether a path names a place that can be written, so that the whole text is read and written again. */
const canWrite = ({ kind }: JsonNode, last: JsonStep | undefined): boolean => last === undefined || (last.kind === 'key' ? kind === 'object' : kind === 'array');

/** The document, all of it JSON where the path names a place that can be written. */
function documentToModify(text: string, path: JsonPath): JsonDocument {
  const document = readJson(text);
  if (document.problem === undefined) return document;
  followPath(document, path.steps, OF_MODIFY);
  const parent = findNode(document.root, path.steps.slice(0, -1));
  if (parent && canWrite(parent, path.steps.at(-1))) throw malformed(document.problem, OF_MODIFY.inside);
  return document;
}

/** Changes what the path leads to; `written` undefined removes a key (lax NULL). */
function modify(text: string, path: JsonPath, written: string | undefined): string {
  const { root } = documentToModify(text, path);
  const target = findNode(root, path.steps);
  const last = path.steps.at(-1);
  const parent = findNode(root, path.steps.slice(0, -1));
  if (path.isAppend && target?.kind === 'array') return appendTo(text, target, written ?? 'null');
  if (target !== undefined && !path.isAppend) {
    if (written === undefined && last?.kind === 'key' && parent !== undefined && !path.isStrict) return removeMember(text, parent, last.key);
    return splice(text, target, written ?? 'null');
  }
  if (path.isStrict) throw target === undefined ? raise(Messages.JsonPropertyMissing, {}, 2) : raise(Messages.JsonArrayMissing, {});
  if (written === undefined || last?.kind !== 'key' || parent?.kind !== 'object' || target !== undefined) return text;
  return appendTo(text, parent, `"${last.key}":${path.isAppend ? `[${written}]` : written}`);
}

const jsonModify: Factory = (argTypes) => {
  // A real is written with the digits of a float.
  const print = argTypes[2] === undefined ? String : jsonWriter(argTypes[2].name === 'real' ? FLOAT : argTypes[2]);
  return ([text, path, value]) => {
    const asked = pathOf(path, 'JSON_MODIFY');
    if (text === null || text === undefined) return null;
    if (asked.steps.length === 0 && !asked.isAppend) throw raise(Messages.JsonPathUnsupported, { position: 2, name: 'JSON_MODIFY' });
    return modify(text as string, asked, value === null || value === undefined ? undefined : print(value));
  };
};

const jsonObject = (keepsNulls: boolean): Factory => (argTypes) => {
  const printers = argTypes.map(jsonWriter);
  return (args) => {
    const members: string[] = [];
    for (let i = 0; i + 1 < args.length; i += 2) {
      const [key = null, value = null] = [args[i], args[i + 1]];
      if (key === null) throw notSupported('JSON_OBJECT with a NULL key');
      if (value !== null || keepsNulls) members.push(`${jsonString(key as string)}:${value === null ? 'null' : printers[i + 1]?.(value) ?? 'null'}`);
    }
    return `{${members.join(',')}}`;
  };
};

const jsonArray = (keepsNulls: boolean): Factory => (argTypes) => {
  const printers = argTypes.map(jsonWriter);
  return (args) => `[${args.flatMap((value, i) => (value === null ? (keepsNulls ? ['null'] : []) : [printers[i]?.(value) ?? 'null'])).join(',')}]`;
};

/** JSON functions by name. */
export const JSON_FUNCTIONS: FunctionTable = {
  ISJSON: () => isJson, JSON_VALUE: () => jsonValue, JSON_QUERY: jsonQuery, JSON_PATH_EXISTS: () => pathExists, JSON_MODIFY: jsonModify,
  JSON_OBJECT: jsonObject(true), 'JSON_OBJECT::ABSENT': jsonObject(false), JSON_ARRAY: jsonArray(false), 'JSON_ARRAY::NULL': jsonArray(true),
};
