// Which variable of a statement is declared nowhere above it, looked at before anything of the text runs. Knows the tree only.
import { visitTree } from '../syntax/visit-tree';
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { Statement, UpdateAssignment } from '../syntax/ast/statement';
import { foldName } from '../types/text/collation';
import type { Frame } from './frame';

/** Raises 137 for the first scalar variable of a statement that is not declared; the statements inside IF and WHILE answer for themselves. */
export function requireVariables(frame: Frame, statement: Statement): void {
  visitTree(ownPart(statement), (kind, node) => {
    const missing = namesIn(kind, node).find((name) => typeof name === 'string' && !frame.variables.has(foldName(name)));
    if (missing !== undefined) throw raise(Messages.MustDeclareVariable, { name: String(missing) });
  });
}

const ownPart = (statement: Statement): unknown => (statement.kind === 'if' || statement.kind === 'while' ? statement.condition : statement);

/** The variables that a node itself names. */
export function namesIn(kind: string, node: Readonly<Record<string, unknown>>): readonly unknown[] {
  switch (kind) {
    case 'variable': return [node.name];
    case 'assign': return [node.variable];
    case 'update': return (node.assignments as readonly UpdateAssignment[]).map((assignment) => assignment.variable);
    // The source of INSERT ... EXEC is of that kind, too, and holds the call.
    case 'execute': return [node.returnInto, (node.name as { readonly variable?: string } | undefined)?.variable];
    case 'fetch': return node.into as readonly string[];
    case 'begin-transaction': case 'commit': case 'rollback': case 'save-transaction': return [(node.name as { readonly variable?: string } | undefined)?.variable];
    default: return [];
  }
}
