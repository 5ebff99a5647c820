// The WINDOW clause: what OVER w and OVER (w ORDER BY a) stand for. Knows trees only.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { WindowSpecification } from '../../syntax/ast/expression';
import type { NamedWindow } from '../../syntax/ast/query';
import type { NameRules } from '../../types/text/collation';

/** The windows of a WINDOW clause; raises 16211 for a name given twice. */
export function distinctWindows(windows: readonly NamedWindow[], names: NameRules): readonly NamedWindow[] {
  windows.forEach(({ name }, i) => {
    if (windows.slice(0, i).some((before) => names.isSame(before.name.name, name.name))) throw raise(Messages.WindowTwice, {});
  });
  return windows;
}

function merged(base: WindowSpecification, added: WindowSpecification, isOfClause: boolean): WindowSpecification {
  const isTwice = (base.partitionBy.length > 0 && added.partitionBy.length > 0) || (base.orderBy.length > 0 && added.orderBy.length > 0) || (base.frame && added.frame);
  if (isTwice) throw raise(isOfClause ? Messages.WindowElementAgain : Messages.WindowElementTwice, {});
  return {
    partitionBy: base.partitionBy.length > 0 ? base.partitionBy : added.partitionBy,
    orderBy: base.orderBy.length > 0 ? base.orderBy : added.orderBy, frame: base.frame ?? added.frame,
  };
}

/** `over` with the window it names, and those that one names in turn, put in; `through` are those of the WINDOW clause on the way. Raises 4123 of OVER, 5362, 5365 and 5367 of the clause. */
export function resolveWindow(over: WindowSpecification, windows: readonly NamedWindow[], names: NameRules, through: readonly NamedWindow[] = []): WindowSpecification {
  const { base } = over;
  if (base === undefined) return over;
  const found = windows.find(({ name }) => names.isSame(name.name, base));
  if (!found || found === through.at(-1)) throw raise(Messages.WindowUndefined, { name: base }, through.length > 0 ? 7 : windows.length > 0 ? 4 : 3);
  if (through.includes(found)) throw raise(Messages.WindowCycle, {});
  return merged(resolveWindow(found.window, windows, names, [...through, found]), over, through.length > 0);
}
