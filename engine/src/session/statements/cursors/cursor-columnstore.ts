// Which cursors cannot be: those over a table with a clustered columnstore index. Knows no cursor's kind and no rows.
import { isColumnstore } from '../../../catalog/columnstore';
import { NameSet } from '../../../catalog/name-set';
import { Messages } from '../../../errors/catalogue';
import { raise } from '../../../errors/sql-error';
import type { SelectStatement } from '../../../syntax/ast/query';
import type { Frame } from '../../frame';
import { bindIn } from '../../plan-cache';
import type { SessionState } from '../../state';

/** Raises 35370 if the query names a table that has a clustered columnstore index. */
export function requireNoColumnstore(state: SessionState, frame: Frame, query: SelectStatement): void {
  const bind = bindIn(state, frame);
  const expressions = new NameSet(bind.names, query.with.map(({ name }) => name.name));
  for (const parts of tableNames(query)) {
    if (parts.length === 1 && expressions.has(parts[0] ?? '')) continue;
    const object = bind.findNamed(parts)?.object;
    if (object?.kind === 'table' && isColumnstore(object)) throw raise(Messages.CursorOverColumnstore, {});
  }
}

function* tableNames(tree: unknown): Iterable<readonly string[]> {
  if (typeof tree !== 'object' || tree === null) return;
  const node = tree as { readonly kind?: unknown; readonly name?: { readonly parts?: readonly string[] } };
  if (node.kind === 'table' && node.name?.parts) yield node.name.parts;
  for (const part of Object.values(tree)) yield* tableNames(part);
}
