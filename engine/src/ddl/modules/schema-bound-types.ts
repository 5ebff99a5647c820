// WITH SCHEMABINDING and alias types: a function that is bound to what it reads names none of them. Knows no other rule of binding.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { DataTypeName } from '../../syntax/ast/common';
import type { ColumnDefinition, CreateFunction } from '../../syntax/ast/ddl';
import type { DeclareTable, DeclareVariables } from '../../syntax/ast/statement';
import type { DdlContext } from '../objects/ddl-context';
import { visitTree } from '../../syntax/visit-tree';
import { findUserType } from '../objects/object-names';

const STATE_VARIABLE = 1;
const STATE_COLUMN = 2;

/** Raises 2792 for an alias type of a parameter, of what the function returns, of a variable in it, or of a column of a table variable. */
export function requireNoAlias(ddl: DdlContext, { parameters, returns }: CreateFunction): void {
  const isAlias = (type: DataTypeName | 'cursor' | undefined): boolean => typeof type === 'object' && findUserType(ddl, type.name)?.object.kind === 'alias-type';
  const columns: ColumnDefinition[] = returns.kind === 'table' ? [...returns.columns] : [];
  const types: (DataTypeName | 'cursor')[] = [...parameters.map((parameter) => parameter.type), ...(returns.kind === 'scalar' ? [returns.type] : [])];
  if (returns.kind !== 'inline') visitTree(returns.body, (kind, node) => {
    if (kind === 'declare') types.push(...(node as unknown as DeclareVariables).variables.map((variable) => variable.type));
    if (kind === 'declare-table') columns.push(...(node as unknown as DeclareTable).columns);
  });
  if (types.some(isAlias)) throw raise(Messages.SchemaBoundAlias, {}, STATE_VARIABLE);
  if (columns.some((column) => isAlias(column.type))) throw raise(Messages.SchemaBoundAlias, {}, STATE_COLUMN);
}
