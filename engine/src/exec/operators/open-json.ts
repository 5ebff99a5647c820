// OPENJSON: a JSON document as rows, with the default columns (key, value, type) or those of a WITH clause.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { TableFunctionNode } from '../../plan/node';
import { converter, type Conversion } from '../../types/conversion/convert';
import { nvarchar } from '../../types/sql-type';
import type { Row, Value } from '../../types/value';
import { findNode, followPath, parseJsonPath, type JsonPath, type MalformedStates } from '../functions/json-path';
import { readJson, type JsonNode } from '../functions/json-text';

/** The rows of a call with these argument values. */
export type RowsOfCall = (args: readonly Value[]) => Iterable<Row>;

const TYPE_CODES: Readonly<Record<JsonNode['kind'], number>> = { null: 0, string: 1, number: 2, true: 3, false: 3, array: 4, object: 5 };
const NO_MEMBERS: readonly (readonly [string, JsonNode])[] = [];

const STATES: MalformedStates = { inside: 4, before: 3 };

/** Compiles a call of OPENJSON. */
export function compileOpenJson(node: TableFunctionNode): RowsOfCall {
  const rowsOf = node.openJson ? compileSchema(node) : defaultRows;
  return ([text = null, pathText]) => {
    if (pathText === null) throw raise(Messages.ArgumentTypeInvalid, { type: 'NULL', position: 2, name: 'OPENJSON' }, 9);
    if (text === null) return [];
    const path = parseJsonPath((pathText as string | undefined) ?? '$');
    const found = followPath(readJson(text as string), path.steps, STATES);
    if (found === undefined && path.isStrict) throw raise(Messages.JsonPropertyMissing, {}, 3);
    if (found && found.kind !== 'object' && found.kind !== 'array' && path.isStrict) throw raise(Messages.JsonNotOpenable, {}, node.openJson ? 2 : 1);
    return found ? rowsOf(found, text as string) : [];
  };
}

type RowsOfNode = (found: JsonNode, text: string) => Row[];

const defaultRows: RowsOfNode = (found, text) => membersOf(found).map(([key, value]) => [key, plainText(value, text), TYPE_CODES[value.kind]]);

function membersOf(node: JsonNode): readonly (readonly [string, JsonNode])[] {
  if (node.kind === 'object') return node.members.map(({ key, value }) => [key, value] as const);
  return node.kind === 'array' ? node.items.map((item, index) => [String(index), item] as const) : NO_MEMBERS;
}

function plainText(node: JsonNode, text: string): string | null {
  if (node.kind === 'null') return null;
  return node.kind === 'string' ? node.text : text.slice(node.start, node.end);
}

interface SchemaColumn { readonly path: JsonPath; readonly asJson: boolean; readonly convert: Conversion }

function compileSchema(node: TableFunctionNode): RowsOfNode {
  const columns = (node.openJson?.columns ?? []).map(({ path, asJson }, i): SchemaColumn => {
    const type = node.columns[i]?.type ?? nvarchar('max');
    return { path: parseJsonPath(path), asJson, convert: converter(nvarchar('max'), type) };
  });
  return (found, text) => (found.kind === 'array' ? found.items : found.kind === 'object' ? [found] : []).map(item => columns.map(column => cell(item, column, text)));
}

function cell(item: JsonNode, { path, asJson, convert }: SchemaColumn, text: string): Value {
  const value = findNode(item, path.steps);
  if (!value && path.isStrict) throw raise(Messages.JsonPropertyMissing, {}, 6);
  if (!value || value.kind === 'null') return null;
  const isScalar = value.kind !== 'object' && value.kind !== 'array';
  if (isScalar !== asJson) return convert(plainText(value, text));
  if (path.isStrict) throw raise(asJson ? Messages.JsonObjectMissing : Messages.JsonScalarMissing, {});
  return null;
}
