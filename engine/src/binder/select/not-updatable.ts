// Why a query is no way to a table, in the words for what it is: a view, a common table expression or function, or a derived table.
import { Messages } from '../../errors/catalogue';
import { raise, type SqlError } from '../../errors/sql-error';
import type { WrittenThrough } from '../environment';

const REASONS = {
  union: [Messages.ViewOfUnion, Messages.DerivedOfUnion],
  grouped: [Messages.ViewNotUpdatable, Messages.DerivedNotUpdatable],
  several: [Messages.ViewOfSeveralTables, Messages.DerivedOfSeveralTables],
  field: [Messages.DerivedField, Messages.DerivedFieldOfDerived],
} as const;

/** The error for it: 4403, 4405, 4406, 4417, 4418, 4420, 4421, 4426. */
export function notUpdatable(reason: keyof typeof REASONS, written: WrittenThrough | undefined): SqlError {
  const [ofView, ofDerived] = REASONS[reason];
  return raise(written?.isDerivedTable ? ofDerived : ofView, { name: written?.name ?? '' });
}
