// Which parameters a batch uses that it does not declare. Reads the tree only.
import { visitTree } from '../../../syntax/visit-tree';
import { Messages } from '../../../errors/catalogue';
import { notSupported } from '../../../errors/not-supported';
import { raise } from '../../../errors/sql-error';
import type { Statement } from '../../../syntax/ast/statement';
import { foldName } from '../../../types/text/collation';
import { namesIn } from '../../compile-variables';
import type { Frame } from '../../frame';

/** In the order of the text. Raises 11508; a parameter that something is assigned to is refused. */
export function undeclaredNames(frame: Frame, statements: readonly Statement[]): readonly string[] {
  const declared = new Set<string>(frame.variables.keys());
  visitTree(statements, (kind, node) => {
    if (kind === 'declare') for (const { name } of (node as unknown as Extract<Statement, { kind: 'declare' }>).variables) declared.add(foldName(name));
    if (kind === 'declare-table') declared.add(foldName(String(node.name)));
  });
  const used = new Map<string, { readonly name: string; readonly offset: number }>();
  visitTree(statements, (kind, node) => {
    for (const name of namesIn(kind, node)) {
      if (typeof name !== 'string' || declared.has(foldName(name))) continue;
      if (kind !== 'variable') throw notSupported(`describing ${name}, an undeclared parameter that is assigned to`);
      if (used.has(foldName(name))) throw raise(Messages.UndeclaredTwice, { name });
      used.set(foldName(name), { name, offset: (node.at as { readonly offset: number }).offset });
    }
  });
  return [...used.values()].sort((a, b) => a.offset - b.offset).map(({ name }) => name);
}
