// Methods of xml values: value, query, exist and modify. Their queries are parsed here, since SQL Server knows what is wrong with one before a row is read.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { Expression, MethodCall, XmlNamespace } from '../../syntax/ast/expression';
import type { Position } from '../../syntax/ast/common';
import type { BoundExpression } from '../../plan/expression';
import { parseDataType } from '../../syntax/parse';
import { foldName } from '../../types/text/collation';
import { resolveType } from '../../types/parse-type';
import { BIT, XML, XML_NODE, type SqlType } from '../../types/sql-type';
import type { ExternalReference, XQuery } from '../../xquery/expression';
import { parseXmlDml, parseXQuery, type ReadMethod } from '../../xquery/parse-query';
import type { QuerySource } from '../../xquery/parser';
import { schemaSetOf } from '../../types/xsd/read-schema';
import { ANY_NODE, DOCUMENT, type StaticType } from '../../xquery/static-type';
import { typedDocument } from '../../xquery/typed-path';
import { findColumn } from '../scope';
import { bindDataType } from './data-type';
import type { ExpressionBinder } from './expression-binder';

const METHODS: readonly string[] = ['value', 'query', 'exist', 'modify'];

/** The text of an argument, which must be a literal; raises 8172. */
export function literalArgument(argument: Expression | undefined, method: string, position = 1): string {
  if (argument?.kind === 'parenthesized') return literalArgument(argument.operand, method, position);
  if (argument?.kind === 'literal' && (argument.literal === 'string' || argument.literal === 'national-string')) return argument.text;
  throw raise(Messages.XmlArgumentNotLiteral, { position, method });
}

/** What a method of xml is called on: a column of nodes() is allowed here. */
export const bindXmlTarget = (b: ExpressionBinder, target: Expression): BoundExpression => (target.kind === 'column' ? b.column(target) : b.bind(target));

/** `table.column.` as errors name it; nothing for a variable. */
function calledOn(b: ExpressionBinder, target: Expression): string {
  if (target.kind !== 'column') return '';
  const found = findColumn(b.scope, target.parts, b.env.context.names);
  return `${found?.table.definition?.name ?? found?.table.name ?? ''}.${target.parts.at(-1) ?? ''}.`;
}

/** A query that names variables and columns of a statement. */
export interface QueryPlace { readonly text: string; readonly method: string; readonly target: Expression; readonly type: SqlType; readonly namespaces: readonly XmlNamespace[]; readonly at: Position }

/** The document that a value of the type is, or stands in. */
const documentOf = ({ xmlSchema }: SqlType): StaticType =>
  xmlSchema ? typedDocument({ kind: 'document', set: schemaSetOf(xmlSchema.sources), isDocument: xmlSchema.isDocument }) : DOCUMENT;

/** What a method is called on: a row of nodes() or a document. */
function contextOf(type: SqlType): StaticType {
  if (type.typedNode) return { kind: 'node', ...type.typedNode, occurrence: '' };
  return type.isXmlNode ? ANY_NODE : documentOf(type);
}

/** The type of the rows of nodes(): those of typed xml keep what the schemas say of their nodes. */
export function rowOfNodes({ xmlSchema }: SqlType, { expression: { type } }: XQuery): SqlType {
  if (!xmlSchema || type.kind !== 'node' || !type.schema) return XML_NODE;
  const { node, text, schema } = type;
  return { ...XML_NODE, xmlSchema, typedNode: { node, text, schema } };
}

/** What the parser of a query asks of the statement. */
export function querySource(b: ExpressionBinder, place: QueryPlace): QuerySource {
  return {
    text: place.text, method: `${calledOn(b, place.target)}${place.method}()`, context: contextOf(place.type), document: documentOf(place.type),
    namespaces: new Map(place.namespaces.map(({ prefix, uri }) => [prefix, uri])), typeOf: (reference) => bindExternal(b, reference, place.at).type,
  };
}

/** The variable or column that sql:variable() or sql:column() names; raises 9501 and 9519. */
export function bindExternal(b: ExpressionBinder, { kind, name }: ExternalReference, at: Position): BoundExpression {
  if (kind === 'column') return b.bind({ kind: 'column', parts: columnParts(name), at });
  if (!name.startsWith('@')) throw raise(Messages.XQueryVariableName, { name });
  if (!name.startsWith('@@') && !b.env.parameters?.values.has(foldName(name)) && !b.env.context.variableType(name)) throw raise(Messages.XQueryVariableNotFound, { name });
  return b.bind(name.startsWith('@@') ? { kind: 'system-variable', name: name.toUpperCase(), at } : { kind: 'variable', name, at });
}

const columnParts = (name: string): string[] =>
  [...name.matchAll(/\[((?:[^\]]|\]\])*)\]|"([^"]*)"|([^.]+)/g)].map(([, bracketed, quoted, plain]) => bracketed?.replaceAll(']]', ']') ?? quoted ?? plain ?? '');

/** x.value('path', 'type'), x.query('path'), x.exist('path'); undefined when the name is no xml method. Raises 8137 for modify(), and what the query is refused for. */
export function bindXmlMethod(b: ExpressionBinder, node: MethodCall): BoundExpression | undefined {
  const { method } = node;
  if (node.isStatic || node.isProperty || !METHODS.includes(method)) return undefined;
  if (method === 'modify') {
    if (!node.isMutator) throw raise(Messages.XmlNonMutatorExpected, { method });
    return bindModify(b, node, { value: bindXmlTarget(b, node.target), name: node.target.kind === 'variable' ? node.target.name : '', calledOn: '' });
  }
  if (node.isMutator) throw raise(Messages.XmlMutatorExpected, { method });
  const target = bindXmlTarget(b, node.target);
  if (target.type.name !== 'xml') throw raise(Messages.MethodOnType, { type: target.type.name });
  const count = method === 'value' ? 2 : 1;
  if (node.args.length !== count) throw raise(Messages.FunctionNeedsArguments, { name: method, count });
  const text = literalArgument(node.args[0], method);
  const query = parseXQuery(querySource(b, { text, method, target: node.target, type: target.type, namespaces: node.namespaces ?? [], at: node.at }), method as ReadMethod);
  const externals = query.externals.map((e) => bindExternal(b, e, node.at));
  const common = { kind: 'xml-method', target, text, externals, isNullable: true } as const;
  if (method !== 'value') return { ...common, call: { method: method as 'query' | 'exist', query }, type: method === 'query' ? XML : BIT };
  return { ...common, call: { method, query }, type: valueType(b, literalArgument(node.args[1], method, 2)) };
}

const NO_VALUE_TYPES: readonly string[] = ['xml', 'text', 'ntext', 'image', 'sql_variant', 'timestamp', 'geometry', 'geography', 'hierarchyid'];

/** The type that value() gives; raises 9500 for one that it cannot. */
function valueType(b: ExpressionBinder, written: string): SqlType {
  const name = parseDataType(written);
  const isKnown = resolveType(name.name.parts.at(-1) ?? '', []) !== undefined || b.env.context.resolveUserType(name.name.parts) !== undefined;
  const type = isKnown ? bindDataType(name, b.env.context, 'column').type : undefined;
  if (!type || NO_VALUE_TYPES.includes(type.name)) throw raise(Messages.XmlValueType, { type: written });
  return type;
}

/** What modify() changes: the value as it is, what 5302 calls it, and `table.column.` as errors of the query name it. */
export interface Changed { readonly value: BoundExpression; readonly name: string; readonly calledOn: string }

/** x.modify('change') on the value that it changes. */
export function bindModify(b: ExpressionBinder, node: MethodCall, { value: target, name, calledOn: prefix }: Changed): BoundExpression {
  if (node.method !== 'modify') throw raise(Messages.XmlMutatorExpected, { method: node.method });
  if (target.type.name !== 'xml') throw raise(Messages.MethodOnType, { type: target.type.name });
  const text = literalArgument(node.args[0], 'modify');
  const source = querySource(b, { text, method: 'modify', target: { kind: 'variable', name: '', at: node.at }, type: target.type, namespaces: node.namespaces ?? [], at: node.at });
  const dml = parseXmlDml({ ...source, method: `${prefix}modify()` });
  return { kind: 'xml-method', target, text, externals: dml.externals.map((e) => bindExternal(b, e, node.at)), call: { method: 'modify', dml, name }, type: XML, isNullable: true };
}
