// OPENJSON and nodes().
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { NodesTable, OpenJsonTable } from '../../syntax/ast/query';
import type { OutputColumn, TableFunctionNode } from '../../plan/node';
import { collationIn } from '../../types/text/collation';
import { messageTypeName } from '../../types/format-type';
import { isCharacter, nvarchar, TINYINT, type SqlType } from '../../types/sql-type';
import { expressionsIn } from '../expression/bind-expression';
import { convertTo } from '../expression/conversion';
import { bindDataType } from '../expression/data-type';
import type { ExpressionBinder } from '../expression/expression-binder';
import { bindExternal, bindXmlTarget, literalArgument, querySource, rowOfNodes } from '../expression/xml-methods';
import { parseXQuery } from '../../xquery/parse-query';
import { makeScope, scopeTable } from '../scope';
import type { BoundSource, SourceContext } from './source';

/** Arguments of table functions see the rows outside only. */
export const argumentBinder = (at: SourceContext): ExpressionBinder => expressionsIn(at.env, makeScope(at.outer, [], []), 'other');
/** A nullable output column. */
export const column = (name: string, type: SqlType, isNullable = true): OutputColumn => ({ name, type, isNullable });

const JSON_KEY_COLLATION = 'Latin1_General_BIN2';

function collated(type: SqlType, collation: string | undefined, at: SourceContext): SqlType {
  if (collation === undefined) return type;
  if (!isCharacter(type)) throw raise(Messages.CollateOnNonText, { type: messageTypeName(type) });
  return { ...type, collation: collationIn(at.env.context.collation, collation) };
}

/** The type of a column of WITH; raises 13614 and 13618 for one that JSON does not fill. */
function jsonColumnType({ type: written, asJson }: NonNullable<OpenJsonTable['columns']>[number], at: SourceContext): SqlType {
  const { type } = bindDataType(written, at.env.context, 'column');
  if (['text', 'ntext', 'image', 'sql_variant'].includes(type.name)) throw raise(Messages.OpenJsonColumnType, {});
  if (asJson && !(type.name === 'nvarchar' && type.length === 'max')) throw raise(Messages.OpenJsonAsJsonType, {});
  return type;
}

/** OPENJSON(json, path) [WITH (...)]. */
export function bindOpenJson(source: OpenJsonTable, at: SourceContext): BoundSource {
  const b = argumentBinder(at);
  const json = convertTo(b.bind(source.json), nvarchar('max'));
  const args = source.path ? [json, convertTo(b.bind(source.path), nvarchar(4000))] : [json];
  const { collation } = at.env.context;
  const columns = source.columns
    ? source.columns.map((c) => column(c.name.name, collated(jsonColumnType(c, at), c.collation, at)))
    : [column('key', nvarchar(4000, JSON_KEY_COLLATION), false), column('value', nvarchar('max', collation)), column('type', TINYINT, false)];
  const openJson = source.columns && { columns: source.columns.map((c) => ({ path: c.path ?? `$."${c.name.name}"`, asJson: c.asJson })) };
  const node: TableFunctionNode = { kind: 'table-function', name: 'OPENJSON', args, columns, ...(openJson ? { openJson } : {}) };
  return { node, tables: [{ ...scopeTable(source.alias?.name ?? 'OPENJSON', columns), isRowset: true, isUnnamed: !source.alias }] };
}

/** x.nodes('path') AS alias(column). */
export function bindNodes(source: NodesTable, at: SourceContext): BoundSource {
  const b = argumentBinder(at);
  const target = bindXmlTarget(b, source.target);
  if (target.type.name !== 'xml') throw raise(Messages.MethodOnType, { type: target.type.name });
  const query = querySource(b, { text: literalArgument(source.path, 'nodes'), method: 'nodes', target: source.target, type: target.type, namespaces: source.namespaces ?? [], at: source.at });
  const xmlNodes = parseXQuery(query, 'nodes');
  const columns = [column(source.column.name, rowOfNodes(target.type, xmlNodes))];
  const args = [target, ...xmlNodes.externals.map((e) => bindExternal(b, e, source.at))];
  return { node: { kind: 'table-function', name: 'XML_NODES', args, columns, xmlNodes }, tables: [scopeTable(source.alias.name, columns)] };
}
