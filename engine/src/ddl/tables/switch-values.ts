// Whether the rows that ALTER TABLE ... SWITCH moves would fit their new place: decided from CHECK constraints and partitions alone, no row is read.
// What the source admits of a column is what its partition holds and its trusted CHECK constraints over that column alone do not refuse.
import type { CheckConstraint, Column } from '../../catalog/definitions';
import { valuesOfPartition } from '../../catalog/partitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { BoundExpression } from '../../plan/expression';
import { EVERYTHING, intersection, isWithin, NOT_NULL, type ValueSet } from '../../types/value-set';
import { admittedBy } from './admitted-values';
import { bindOver, columnsUsed } from '../objects/bind-over-table';
import type { DdlContext } from '../objects/ddl-context';
import { partitionOrdinal, type SwitchSide } from './switch-shapes';

/** A CHECK constraint, bound; `ordinal` of its column where it reads only one. */
interface Condition { readonly check: CheckConstraint; readonly bound: BoundExpression; readonly ordinal: number | undefined }

/** Raises 4960, 4970 to 4973 and 4982. */
export function requireFittingValues(ddl: DdlContext, source: SwitchSide, target: SwitchSide): void {
  const given = conditionsOf(source);
  const admitted = (ordinal: number): ValueSet => admittedOf(ddl, source, given, ordinal);
  const names = { source: source.fullName, target: target.fullName };
  for (const condition of conditionsOf(target)) {
    const { ordinal, bound, check } = condition;
    const column = ordinal === undefined ? undefined : target.table.columns[ordinal];
    if (check.isDisabled) continue;
    if (ordinal === undefined || !column || !(partitionOrdinal(source) === ordinal || given.some((other) => other.ordinal === ordinal))) requireSameCheck(given, condition, names);
    else if (!isWithin(column.type, admitted(ordinal), admittedBy(bound, column.type, ddl.execution))) throw raise(Messages.SwitchSourceAllowsMore, names);
  }
  const ordinal = partitionOrdinal(target);
  const column = ordinal === undefined ? undefined : target.table.columns[ordinal];
  if (!target.partitioning || ordinal === undefined || !column) return;
  if (isWithin(column.type, admitted(ordinal), valuesOfPartition(target.partitioning.partition, target.number))) return;
  if (source.partitioning) throw raise(Messages.SwitchRangeNotWithin, { ...names, number: source.number, targetNumber: target.number });
  throw given.some((other) => other.ordinal === ordinal) ? raise(Messages.SwitchSourceAllowsMore, names) : raise(Messages.SwitchOutsideRange, { ...names, number: target.number });
}

function conditionsOf({ table, site }: SwitchSide): readonly Condition[] {
  return table.checks.map((check) => {
    const bound = bindOver(check.definition, table, site.bind);
    const [first, second] = columnsUsed(bound, table.columns);
    return { check, bound, ordinal: first && !second ? table.columns.indexOf(first) : undefined };
  });
}

function admittedOf(ddl: DdlContext, source: SwitchSide, given: readonly Condition[], ordinal: number): ValueSet {
  const { partitioning, number, table } = source;
  const column = table.columns[ordinal];
  if (!column) return EVERYTHING;
  const own = partitioning && partitionOrdinal(source) === ordinal ? valuesOfPartition(partitioning.partition, number) : EVERYTHING;
  return given
    .filter(({ check, ordinal: of }) => of === ordinal && !check.isDisabled && !check.isNotTrusted)
    .reduce((admitted, { bound }) => intersection(column.type, admitted, admittedBy(bound, column.type, ddl.execution)), intersection(column.type, own, storable(column)));
}

const storable = ({ isNullable }: Column): ValueSet => (isNullable ? EVERYTHING : NOT_NULL);

/** The source has a constraint of the same text, which was not passed over. Raises 4960, 4970 and 4971. */
function requireSameCheck(given: readonly Condition[], { check, ordinal }: Condition, names: Readonly<Record<'source' | 'target', string>>): void {
  const same = given.filter((other) => other.check.definition === check.definition).map((other) => other.check);
  const [first] = same;
  if (!first) throw raise(ordinal === undefined ? Messages.SwitchTableCheckMissing : Messages.SwitchColumnCheckMissing, { ...names, constraint: check.name });
  if (same.some((other) => !other.isDisabled && (!other.isNotTrusted || check.isNotTrusted))) return;
  throw raise(Messages.SwitchCheckNotTrusted, { ...names, constraint: first.name, targetConstraint: check.name });
}
