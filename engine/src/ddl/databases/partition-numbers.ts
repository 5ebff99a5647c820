// Partitions as statements number them: one by an expression, several as `1, 3 TO 5`.
import { bindColumnExpression } from '../../binder/bind-table';
import { fanout, type PartitionFunction } from '../../catalog/partitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { compileExpression } from '../../exec/compile-expression';
import type { PartitionRange } from '../../syntax/ast/ddl';
import type { Expression } from '../../syntax/ast/expression';
import { converter } from '../../types/conversion/convert';
import { INT } from '../../types/sql-type';
import type { DdlContext } from '../objects/ddl-context';

/** What is partitioned, as messages name it, and the option that numbers its partitions. */
export interface NumberedPartitions { readonly kind: 'index' | 'table'; readonly name: string; readonly option: string; readonly partition: PartitionFunction }

/** The partitions of those ranges. Raises 7711, 7722 and 7728. */
export function chosenPartitions(ddl: DdlContext, { kind, name, option, partition }: NumberedPartitions, ranges: readonly PartitionRange[]): ReadonlySet<number> {
  const maximum = fanout(partition);
  const chosen = new Set<number>();
  for (const { from, to } of ranges) {
    const low = numberOf(ddl, from);
    const high = to ? numberOf(ddl, to) : low;
    for (const number of [low, high]) if (number < 1 || number > maximum) throw raise(Messages.PartitionOutOfRange, { number, kind, name, maximum });
    if (low > high) throw raise(Messages.PartitionRangeReversed, { low, high });
    for (let number = low; number <= high; number++) {
      if (chosen.has(number)) throw raise(Messages.PartitionTwice, { option });
      chosen.add(number);
    }
  }
  return chosen;
}

/** The number of a partition as a statement gives it. */
export function numberOf(ddl: DdlContext, written: Expression): number {
  const bound = bindColumnExpression(written, [], ddl.bind);
  return Number(converter(bound.type, INT)(compileExpression(bound)([], ddl.execution)) ?? 0);
}
