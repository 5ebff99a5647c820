// OPENXML(@handle, 'pattern', flags) with the columns of its WITH, of a table, or of the edge table.
import type { OpenXmlTable } from '../../syntax/ast/query';
import type { OutputColumn, TableFunctionNode } from '../../plan/node';
import { BIGINT, INT, nvarchar, type SqlType } from '../../types/sql-type';
import { convertTo } from '../expression/conversion';
import { bindDataType } from '../expression/data-type';
import { scopeTable } from '../scope';
import { bindNamedTable } from './named-table';
import { argumentBinder, column } from './rowset-functions';
import type { BoundSource, SourceContext } from './source';

const EDGE_COLUMNS: readonly (readonly [string, SqlType])[] = [
  ['id', BIGINT],
  ['parentid', BIGINT],
  ['nodetype', INT],
  ['localname', nvarchar(4000)],
  ['prefix', nvarchar(4000)],
  ['namespaceuri', nvarchar(4000)],
  ['datatype', nvarchar(4000)],
  ['prev', BIGINT],
  ['text', { name: 'ntext' }],
];

/** A row for each node that the pattern finds. */
export function bindOpenXml(source: OpenXmlTable, at: SourceContext): BoundSource {
  const b = argumentBinder(at);
  const flags = source.flags ? convertTo(b.bind(source.flags), INT) : undefined;
  const args = [convertTo(b.bind(source.handle), INT), convertTo(b.bind(source.pattern), nvarchar('max')), ...(flags ? [flags] : [])];
  const declared = declaredColumns(source, at);
  const { collation } = at.env.context;
  const columns = declared?.map((d) => d.column) ?? EDGE_COLUMNS.map(([name, type]) => column(name, type.name === 'nvarchar' || type.name === 'ntext' ? { ...type, collation } : type));
  const openXml = declared && { columns: declared.map((d) => ({ name: d.column.name, ...(d.path === undefined ? {} : { path: d.path }) })) };
  const node: TableFunctionNode = { kind: 'table-function', name: 'OPENXML', args, columns, ...(openXml ? { openXml } : {}) };
  return { node, tables: [scopeTable(source.alias?.name ?? 'OPENXML', columns)] };
}

function declaredColumns(source: OpenXmlTable, at: SourceContext): { readonly column: OutputColumn; readonly path?: string }[] | undefined {
  if (source.columns) return source.columns.map(({ name, type, path }) => ({ column: column(name.name, bindDataType(type, at.env.context, 'column').type), ...(path === undefined ? {} : { path }) }));
  if (!source.table) return undefined;
  const { node } = bindNamedTable({ kind: 'table', name: source.table, hints: [], at: source.at }, { ...at, target: undefined });
  return node.columns.map((c) => ({ column: column(c.name, c.type) }));
}
