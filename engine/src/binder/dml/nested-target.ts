// What the target of an INSERT may not be where its rows are those of a nested statement's OUTPUT. Knows no rows.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { InsertStatement } from '../../syntax/ast/statement';
import type { Environment } from '../environment';
import { nestedSource } from '../from/nested-statement';
import { hasAnyTrigger } from './output-into';
import { targetName, type WriteTarget } from './target';

const takesNested = ({ source }: InsertStatement): boolean => source.kind === 'select' && source.query.query.kind === 'query' && nestedSource(source.query.query) !== undefined;

/** Raises 354 for a view or a common table expression, 355 for a table with a trigger, 356 for one on either side of a foreign key. */
export function requirePlainTarget(statement: InsertStatement, target: WriteTarget, { context, ctes }: Environment): void {
  const { target: written } = statement;
  if (written.kind !== 'table' || !takesNested(statement)) return;
  const name = targetName(written);
  const isCte = written.name.parts.length === 1 && ctes.some((cte) => context.names.isSame(cte.name, name));
  if (isCte || context.resolveTable(written.name.parts)?.kind === 'view') throw raise(Messages.NestedIntoView, { name });
  if (hasAnyTrigger(target, context)) throw raise(Messages.NestedIntoTrigger, { table: name });
  const key = context.foreignKeyBeside?.(target.databaseId, target.definition.objectId);
  if (key !== undefined) throw raise(Messages.NestedIntoForeignKey, { table: name, constraint: key });
}
