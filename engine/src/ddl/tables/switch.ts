// ALTER TABLE ... SWITCH: the rows of a table, or of a partition, become those of another one that is empty. Definitions stay; no trigger is fired
// and no identity used. What must be alike is said in switch-shapes.ts, which rows would fit in switch-values.ts.
import { partitioningOf, partitionOfRow } from '../../catalog/partitioning';
import { fanout } from '../../catalog/partitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { ObjectName } from '../../syntax/ast/common';
import type { AlterTableAction } from '../../syntax/ast/ddl';
import type { Expression } from '../../syntax/ast/expression';
import type { Row } from '../../types/value';
import type { DdlContext } from '../objects/ddl-context';
import { findObject, partsOf, written } from '../objects/object-names';
import { endingTransaction } from '../databases/partition-function';
import { numberOf } from '../databases/partition-numbers';
import { requireSameShape, type SwitchSide } from './switch-shapes';
import { requireFittingValues } from './switch-values';
import { handleOf, replaceObject, tableToAlter, type TargetTable } from '../objects/table-change';

const STATE_TARGET = 29;

/** Moves the rows under Sch-M on both tables. Raises 1088, 4900 to 4987, 7733, 11402, 11412, 13546 and 13577. */
export function switchTable(ddl: DdlContext, from: TargetTable, action: Extract<AlterTableAction, { kind: 'switch' }>): void {
  const [source, target] = endingTransaction(() => {
    const to = targetTable(ddl, from, action.target);
    requireSwitchable(from, to);
    const sides = [sideOf(ddl, from, action.partition, 1), sideOf(ddl, to, action.targetPartition, 2)] as const;
    requireEmpty(ddl, sides[1]);
    requireSameShape(...sides);
    requireFittingValues(ddl, ...sides);
    return sides;
  });
  for (const { database, table } of [source, target]) replaceObject(ddl, database, table, table);
  ddl.transaction.moveRows(handleOf(ddl, source, source.table), handleOf(ddl, target, target.table), isInside(source));
}

/** The table that takes the rows. Raises 1088, 4948, 4949 and 4955. */
function targetTable(ddl: DdlContext, from: TargetTable, name: ObjectName): TargetTable {
  const found = findObject(ddl, name);
  if (!found) throw raise(Messages.ObjectNotFoundOrDenied, { name: partsOf(name).name }, STATE_TARGET);
  const { object, database } = found;
  if (object.kind !== 'table') throw raise(Messages.SwitchTargetNotTable, { name: written(name) });
  const names = { source: from.table.name, target: object.name };
  if (database !== from.database) throw raise(Messages.SwitchDatabases, { ...names, database: from.database.header.name, targetDatabase: database.header.name });
  if (object.objectId === from.table.objectId) throw raise(Messages.SwitchSameTable, names);
  return tableToAlter(ddl, name);
}

const fullName = ({ database, schemaName, table }: TargetTable): string => `${database.header.name}.${schemaName}.${table.name}`;

/** Raises 4900, 13546 and 13577. */
function requireSwitchable(from: TargetTable, to: TargetTable): void {
  if (to.table.changeTracking) throw raise(Messages.SwitchTracked, { table: fullName(to) });
  if (from.table.changeTracking) throw raise(Messages.SwitchTracked, { table: fullName(from) }, 2);
  const hasPeriod = ({ table }: TargetTable): boolean => (table.temporal ?? table.period) !== undefined;
  if (from.table.temporal) throw raise(Messages.SwitchOutVersioned, { table: fullName(from) });
  if (hasPeriod(to) && !hasPeriod(from)) throw raise(Messages.SwitchNeedsPeriod, { table: fullName(from) });
  if (hasPeriod(from) && !hasPeriod(to)) throw notSupported('ALTER TABLE ... SWITCH from a table with a period to one without');
  if (to.table.isHistory) throw notSupported('ALTER TABLE ... SWITCH to a history table');
}

/** A table with the partition that the statement means. Raises 4911 and 4950; a number for a table without partitions is passed over (4903). */
function sideOf(ddl: DdlContext, table: TargetTable, given: Expression | undefined, state: number): SwitchSide {
  const name = fullName(table);
  const partitioning = partitioningOf(table.database.catalog, table.table);
  const number = given && numberOf(ddl, given);
  if (!partitioning) {
    if (number !== undefined) ddl.info(4903, 0, `Warning: The specified partition ${number} for the table '${name}' was ignored in ALTER TABLE SWITCH statement because the table is not partitioned.`);
    return { ...table, fullName: name, number: 1 };
  }
  if (number === undefined) throw raise(Messages.SwitchNumberMissing, { table: name }, state);
  if (number < 1 || number > fanout(partitioning.partition)) throw raise(Messages.SwitchNumberOutOfRange, { number, table: name });
  return { ...table, fullName: name, partitioning, number };
}

/** Tells whether a row is in the partition, or in the table that has none. */
function isInside({ table, partitioning, number }: SwitchSide): (row: Row) => boolean {
  if (!partitioning) return () => true;
  const partitionOf = partitionOfRow(table, partitioning);
  return (row) => partitionOf(row) === number;
}

/** Raises 4904 and 4905. */
function requireEmpty(ddl: DdlContext, target: SwitchSide): void {
  const isIn = isInside(target);
  for (const [, row] of handleOf(ddl, target, target.table).store.content.liveRows()) {
    if (!isIn(row)) continue;
    throw target.partitioning ? raise(Messages.SwitchPartitionNotEmpty, { number: target.number, table: target.fullName }) : raise(Messages.SwitchTargetNotEmpty, { table: target.fullName });
  }
}
