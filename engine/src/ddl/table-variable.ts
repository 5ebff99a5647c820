// Table variables and parameters of table types: a definition without a place in a catalog, and its rows.
import type { TableDefinition } from '../catalog/definitions';
import type { TableStore } from '../storage/table-store';
import type { ColumnDefinition, InlineIndex, TableConstraint } from '../syntax/ast/ddl';
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import { createTableStore } from '../transaction/table-shape';
import type { DdlContext } from './ddl-context';
import { addParts, emptyTable } from './table-builder';
import { siteOfVariable } from './table-site';

/** What DECLARE @t TABLE or a function's RETURNS @t TABLE holds. */
export interface VariableSource { readonly columns: readonly ColumnDefinition[]; readonly constraints: readonly TableConstraint[]; readonly indexes: readonly InlineIndex[] }

/** A table variable: its definition keeps its id from one declaration to the next, its rows are its own. */
export interface TableVariable { readonly definition: TableDefinition; readonly store: TableStore }

interface Known { readonly databaseId: number; readonly version: number; readonly definition: TableDefinition }
const definitions = new WeakMap<object, Known>();

/** An empty table variable of that source. The same tree node or table type gives the same definition as long as the catalog stays as it is. */
export function tableVariableDefinition(ddl: DdlContext, name: string, source: TableDefinition | VariableSource): TableVariable {
  const definition = definitionOf(ddl, name, source);
  return { definition, store: emptyStore(definition) };
}

function definitionOf(ddl: DdlContext, name: string, source: TableDefinition | VariableSource): TableDefinition {
  const { header: { databaseId }, catalog: { version } } = ddl.database;
  const known = definitions.get(source);
  if (known && known.databaseId === databaseId && known.version === version && known.definition.name === name) return known.definition;
  const definition = buildDefinition(ddl, name, source);
  definitions.set(source, { databaseId, version, definition });
  return definition;
}

function buildDefinition(ddl: DdlContext, name: string, source: TableDefinition | VariableSource): TableDefinition {
  const site = siteOfVariable(ddl, name);
  if ('kind' in source && source.kind === 'table') return { ...source, objectId: site.newObjectId(), name };
  const parts = source as VariableSource;
  if ([...parts.constraints, ...parts.columns.flatMap((column) => column.constraints)].some((constraint) => constraint.kind === 'foreign-key')) throw raise(Messages.SyntaxNearKeyword, { keyword: 'REFERENCES' });
  return addParts(site, emptyTable(site), { columns: parts.columns, constraints: parts.constraints, indexes: parts.indexes ?? [] });
}

/** The rows of a new table variable of that definition. */
export const emptyStore = (definition: TableDefinition): TableStore => createTableStore(definition);
