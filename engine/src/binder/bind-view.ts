// What CREATE VIEW needs of its query: the columns it will have.
import type { ViewColumn } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { SelectStatement } from '../syntax/ast/query';
import type { OutputColumn } from '../plan/node';
import type { BindContext } from './bind-context';
import { bindQuery } from './select/bind-query';
import { environmentOf } from './services';
import { refuseDrawsInBody } from './sequence-draws';

/** What a definition keeps of a column. */
export const keptColumn = ({ name, type, isNullable, userTypeId, isIdentity }: OutputColumn): ViewColumn =>
  ({ name, type, isNullable, ...(userTypeId === undefined ? {} : { userTypeId }), ...(isIdentity ? { isIdentity } : {}) });

/** Output columns of a query as a view would have them; raises 4511 and 4506 for missing and repeated names. */
export function viewColumns(query: SelectStatement, context: BindContext, names: readonly string[] = [], viewName = ''): readonly OutputColumn[] {
  refuseDrawsInBody(query);
  const env = environmentOf(context);
  const { columns } = bindQuery({ statement: query, env, use: 'derived' });
  if (names.length > 0 && names.length !== columns.length) throw raise(names.length < columns.length ? Messages.ViewHasFewerNames : Messages.ViewHasMoreNames, { name: viewName });
  const named = columns.map((c, i) => ({ ...c, name: names[i] ?? c.name }));
  named.forEach((c, i) => {
    if (c.name === '') throw raise(Messages.ViewColumnUnnamed, { position: i + 1 });
    if (named.findIndex((d) => context.names.isSame(d.name, c.name)) !== i) throw raise(Messages.ViewColumnTwice, { column: c.name, name: viewName });
  });
  return named;
}
