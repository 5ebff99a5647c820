// ISJSON, JSON_VALUE, JSON_QUERY, JSON_MODIFY, JSON_PATH_EXISTS, JSON_OBJECT, JSON_ARRAY. Knows no OPENJSON and no FOR JSON.
import { notSupported } from '../../errors/not-supported';
import { isSqlError, raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { SqlType } from '../../types/sql-type';
import { isBinary, isCharacter, isMoney, isNumber, isTemporal, nvarchar } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { converter } from '../../types/convert';
import { ownEntry } from '../../types/own-entry';
import { strict, textAt } from './implementation';
import type { Factory, FunctionTable, ScalarImplementation } from './implementation';
import { findNode, parseJsonPath } from './json-path';
import type { JsonPath } from './json-path';
import { parseJson } from './json-text';
import type { JsonNode } from './json-text';

const VALUE_LIMIT = 4000;

const isContainer = (node: JsonNode): node is Extract<JsonNode, { kind: 'object' | 'array' }> => node.kind === 'object' || node.kind === 'array';

const JSON_KINDS: Readonly<Record<string, (node: JsonNode) => boolean>> = {
  value: () => true, object: (node) => node.kind === 'object', array: (node) => node.kind === 'array', scalar: (node) => !isContainer(node),
};

const isJson: ScalarImplementation = (args) => {
  const [text, kind] = args;
  if (text === null || text === undefined) return null;
  const accepts = typeof kind === 'string' ? ownEntry(JSON_KINDS, kind.toLowerCase()) : isContainer;
  try {
    return accepts?.(parseJson(text as string)) === true ? 1 : 0;
  } catch (error) {
    if (isSqlError(error)) return 0;
    throw error;
  }
};

const jsonValue = strict((args) => {
  const path = parseJsonPath(textAt(args, 1));
  const node = findNode(parseJson(textAt(args, 0)), path.steps);
  if (node === undefined) {
    if (path.isStrict) throw raise(Messages.JsonPropertyMissing, {});
    return null;
  }
  if (isContainer(node)) {
    if (path.isStrict) throw raise(Messages.JsonScalarMissing, {});
    return null;
  }
  if (node.kind === 'null') return null;
  if (node.text.length <= VALUE_LIMIT) return node.text;
  if (path.isStrict) throw raise(Messages.JsonTextTruncated, {});
  return null;
});

const jsonQuery = strict((args) => {
  const path = parseJsonPath(args.length > 1 ? textAt(args, 1) : '$');
  const text = textAt(args, 0);
  const node = findNode(parseJson(text), path.steps);
  if (node !== undefined && isContainer(node)) return text.slice(node.start, node.end);
  if (path.isStrict) throw node === undefined ? raise(Messages.JsonPropertyMissing, {}) : raise(Messages.JsonObjectMissing, {});
  return null;
});

const pathExists = strict((args) => {
  try {
    return findNode(parseJson(textAt(args, 0)), parseJsonPath(textAt(args, 1)).steps) === undefined ? 0 : 1;
  } catch (error) {
    if (isSqlError(error)) return 0;
    throw error;
  }
});

/** `text` as a JSON string, slashes escaped as SQL Server writes them. */
export const jsonString = (text: string): string => JSON.stringify(text).replace(/\//g, '\\/');

// As FOR JSON writes them: moments by ISO 8601, floats with an exponent, money with four decimals.
function styleOf(type: SqlType): number | undefined {
  if (isTemporal(type)) return type.name === 'datetimeoffset' ? 127 : 126;
  if (type.name === 'real') return 1;
  return type.name === 'float' || isMoney(type) ? 2 : undefined;
}

/** How a non-null value of a type stands in JSON text. */
function jsonPrinter(type: SqlType): (value: Value) => string {
  if (type.isJson === true) return (value) => value as string;
  if (type.name === 'bit') return (value) => (value === 1 ? 'true' : 'false');
  const toText = converter(type, nvarchar('max'), { style: styleOf(type) });
  if (isNumber(type)) return (value) => String(toText(value));
  if (isBinary(type)) return (value) => JSON.stringify(Buffer.from(value as Uint8Array).toString('base64'));
  return isCharacter(type) ? (value) => jsonString(value as string) : (value) => jsonString(String(toText(value)));
}

const splice = (text: string, span: { readonly start: number; readonly end: number }, by: string): string => text.slice(0, span.start) + by + text.slice(span.end);

function appendTo(text: string, container: JsonNode, written: string): string {
  const isEmpty = container.kind === 'object' ? container.members.length === 0 : container.kind === 'array' && container.items.length === 0;
  const at = container.end - 1;
  return splice(text, { start: at, end: at }, isEmpty ? written : `,${written}`);
}

function removeMember(text: string, parent: JsonNode, key: string): string {
  if (parent.kind !== 'object') return text;
  const index = parent.members.findIndex((member) => member.key === key);
  const member = parent.members[index];
  if (member === undefined) return text;
  const next = parent.members[index + 1];
  const previous = parent.members[index - 1];
  const start = next === undefined && previous !== undefined ? previous.value.end : member.keyStart;
  return splice(text, { start, end: next?.keyStart ?? member.value.end }, '');
}

/** Changes what the path leads to; `written` undefined removes a key (lax NULL). */
function modify(text: string, path: JsonPath, written: string | undefined): string {
  const root = parseJson(text);
  const target = findNode(root, path.steps);
  const last = path.steps.at(-1);
  const parent = findNode(root, path.steps.slice(0, -1));
  if (path.isAppend && target?.kind === 'array') return appendTo(text, target, written ?? 'null');
  if (target !== undefined && !path.isAppend) {
    if (written === undefined && last?.kind === 'key' && parent !== undefined && !path.isStrict) return removeMember(text, parent, last.key);
    return splice(text, target, written ?? 'null');
  }
  if (path.isStrict) throw raise(target === undefined ? Messages.JsonPropertyMissing : Messages.JsonArrayMissing, {});
  if (written === undefined || last?.kind !== 'key' || parent?.kind !== 'object' || target !== undefined) return text;
  return appendTo(text, parent, `${jsonString(last.key)}:${path.isAppend ? `[${written}]` : written}`);
}

const jsonModify: Factory = (argTypes) => {
  const print = argTypes[2] === undefined ? String : jsonPrinter(argTypes[2]);
  return ([text, path, value]) => {
    if (text === null || text === undefined || path === null || path === undefined) return null;
    const asked = parseJsonPath(path as string);
    if (asked.steps.length === 0 && !asked.isAppend) throw raise(Messages.JsonPathUnsupported, { position: 2, name: 'JSON_MODIFY' });
    return modify(text as string, asked, value === null || value === undefined ? undefined : print(value));
  };
};

const jsonObject = (keepsNulls: boolean): Factory => (argTypes) => {
  const printers = argTypes.map(jsonPrinter);
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
  const printers = argTypes.map(jsonPrinter);
  return (args) => `[${args.flatMap((value, i) => (value === null ? (keepsNulls ? ['null'] : []) : [printers[i]?.(value) ?? 'null'])).join(',')}]`;
};

/** JSON functions by name. */
export const JSON_FUNCTIONS: FunctionTable = {
  ISJSON: () => isJson, JSON_VALUE: () => jsonValue, JSON_QUERY: () => jsonQuery, JSON_PATH_EXISTS: () => pathExists, JSON_MODIFY: jsonModify,
  JSON_OBJECT: jsonObject(true), 'JSON_OBJECT::ABSENT': jsonObject(false), JSON_ARRAY: jsonArray(false), 'JSON_ARRAY::NULL': jsonArray(true),
};
