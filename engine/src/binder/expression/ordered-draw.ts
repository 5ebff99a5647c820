// NEXT VALUE FOR ... OVER (ORDER BY ...): the rows draw in that order. A window call to the operators, of which each row draws once.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { BoundExpression } from '../../plan/expression';
import type { WindowCall } from '../../plan/node';
import { INT, type SqlType } from '../../types/sql-type';
import type { WindowSpecification } from '../../syntax/ast/expression';
import { WINDOW_BASE } from '../scope';
import { sortKeys } from './aggregates';
import { constant } from './conversion';
import type { ExpressionBinder } from './expression-binder';
import { requireNoConstantKey } from './folded';
import { resolveWindow } from './named-windows';

/** A sequence as it is drawn from. */
export interface DrawnSequence { readonly databaseId: number; readonly objectId: number; readonly type: SqlType }

const text = (tree: unknown): string => JSON.stringify(tree, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));

/** The placeholder of an ordered draw; draws in one order from one sequence are one. Raises 11716, 11717, 11718, 11737, 5308, 5309 and what resolveWindow raises. */
export function orderedDraw(b: ExpressionBinder, { databaseId, objectId, type }: DrawnSequence, written: WindowSpecification): BoundExpression {
  const { collector } = b.scope;
  if (!collector || b.clause !== 'select') throw raise(Messages.NextValueOverNotAllowed, {});
  const over = resolveWindow(written, collector.named ?? [], b.env.context.names);
  if (over.partitionBy.length > 0) throw raise(Messages.NextValuePartitioned, {});
  if (over.orderBy.length === 0) throw raise(Messages.NextValueOverEmpty, {});
  if (over.frame) throw raise(Messages.NextValueFrame, {});
  const orderBy = sortKeys(b.inClause('window'), over.orderBy);
  requireNoConstantKey(orderBy);
  const call: WindowCall = {
    name: 'NEXT VALUE FOR',
    args: [constant(databaseId, INT), constant(objectId, INT)],
    partitionBy: [],
    orderBy,
    ignoreNulls: false,
    type,
  };
  const known = collector.windows.findIndex((one) => text(one) === text(call));
  const index = known < 0 ? collector.windows.push(call) - 1 : known;
  return { kind: 'column', ordinal: WINDOW_BASE + index, name: '', type, isNullable: false };
}
