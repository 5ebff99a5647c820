// Temporary tables that one text makes, looked at before any of it runs. Knows the tree only.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { Statement } from '../syntax/ast/statement';
import { foldName } from '../types/text/collation';
import { statementsIn, wrongInTree } from './statement-tree';

/** Raises 2714 for a #name that two statements make, whichever branches they are in and whether it is dropped in between. */
export function checkTemporaries(statements: readonly Statement[], made = new Set<string>()): void {
  for (const statement of statements) {
    const name = nameMade(statement);
    if (name?.startsWith('#')) {
      if (made.has(foldName(name))) throw wrongInTree(statement, raise(Messages.ObjectExists, { name }, 1));
      made.add(foldName(name));
    }
    checkTemporaries(statementsIn(statement), made);
  }
}

function nameMade(statement: Statement): string | undefined {
  if (statement.kind === 'create-table') return statement.name.parts.at(-1);
  return statement.kind === 'select' && statement.query.kind === 'query' ? statement.query.into?.parts.at(-1) : undefined;
}
