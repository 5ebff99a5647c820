// Table variables and parameters of table types: a definition without a place in a catalog, and its rows.
import type { TableDefinition } from '../../catalog/definitions';
import type { TableStore } from '../../storage/table-store';
import type { ColumnDefinition, InlineIndex, TableConstraint } from '../../syntax/ast/ddl';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { resolveType } from '../../types/parse-type';
import { createTableStore } from '../../transaction/table-shape';
import type { DdlContext } from '../objects/ddl-context';
import { addParts, emptyTable } from './table-builder';
import { siteOfVariable } from '../objects/table-site';

/** What DECLARE @t TABLE or a function's RETURNS @t TABLE holds. */
export interface VariableSource { readonly columns: readonly ColumnDefinition[]; readonly constraints: readonly TableConstraint[]; readonly indexes: readonly InlineIndex[] }

/** A table variable: its definition keeps its id from one declaration to the next, its rows are its own. */
export interface TableVariable { readonly definition: TableDefinition; readonly store: TableStore }

interface Known {
  readonly databaseId: number;
  /** undefined: nothing of a catalog decides it. */
  readonly version: number | undefined;
  readonly collation: string;
  readonly definition: TableDefinition;
}
/** By source: a text that several databases share has a definition for each of them, the oldest makes room. */
const definitions = new WeakMap<object, readonly Known[]>();
const MAX_KNOWN = 32;

/** An empty table variable of that source. The same tree node or table type gives the same definition in a database as long as what it is made of there stays as it is. */
export function tableVariableDefinition(ddl: DdlContext, name: string, source: TableDefinition | VariableSource): TableVariable {
  const definition = definitionOf(ddl, name, source);
  return { definition, store: emptyStore(definition) };
}

function definitionOf(ddl: DdlContext, name: string, source: TableDefinition | VariableSource): TableDefinition {
  const { header: { databaseId, options: { collation } }, catalog } = ddl.database;
  const all = definitions.get(source) ?? [];
  const known = all.find((one) => one.databaseId === databaseId && one.definition.name === name);
  if (known && known.collation === collation && (known.version ?? catalog.version) === catalog.version) return known.definition;
  const definition = buildDefinition(ddl, name, source);
  const version = needsCatalog(source) ? catalog.version : undefined;
  definitions.set(source, [...all.filter((one) => one !== known).slice(1 - MAX_KNOWN), { databaseId, version, collation, definition }]);
  return definition;
}

/** Whether a catalog may decide what the definition is: by types of the user's, by functions in expressions. */
function needsCatalog(source: TableDefinition | VariableSource): boolean {
  if ('kind' in source && source.kind === 'table') return true;
  const { columns, constraints, indexes } = source as VariableSource;
  const isOwn = ({ type, computed, default: given }: ColumnDefinition): boolean =>
    computed === undefined && given === undefined && type?.name.parts.length === 1 && resolveType(type.name.parts[0] ?? '', []) !== undefined;
  const isKey = ({ kind }: TableConstraint): boolean => kind === 'primary-key' || kind === 'unique';
  return !columns.every((column) => isOwn(column) && column.constraints.every(isKey) && column.indexes.length === 0) || !constraints.every(isKey) || (indexes ?? []).length > 0;
}

function buildDefinition(ddl: DdlContext, name: string, source: TableDefinition | VariableSource): TableDefinition {
  const site = siteOfVariable(ddl, name);
  if ('kind' in source && source.kind === 'table') return { ...source, objectId: site.newObjectId(), name };
  const parts = source as VariableSource;
  if ([...parts.constraints, ...parts.columns.flatMap((column) => column.constraints)].some((constraint) => constraint.kind === 'foreign-key'))
    throw raise(Messages.SyntaxNearKeyword, { keyword: 'REFERENCES' });
  return addParts(site, emptyTable(site), { columns: parts.columns, constraints: parts.constraints, indexes: parts.indexes ?? [] });
}

/** The rows of a new table variable of that definition. */
export const emptyStore = (definition: TableDefinition): TableStore => createTableStore(definition);
