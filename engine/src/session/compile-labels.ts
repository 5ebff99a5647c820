// Labels and GOTO of one text, looked at before any of it runs. Knows the tree only.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { Statement } from '../syntax/ast/statement';
import { foldName } from '../types/text/collation';
import { wrongInTree } from './statement-tree';

/** A list of statements within a text; `isGuard` says that it is the body of a TRY or CATCH. */
interface Scope { readonly parent?: Scope; readonly isGuard: boolean }
interface Found<S> { readonly statement: S; readonly scope: Scope }
type Label = Extract<Statement, { kind: 'label' }>;
type Goto = Extract<Statement, { kind: 'goto' }>;
interface Marks { readonly labels: Map<string, Found<Label>>; readonly gotos: Found<Goto>[] }

/** Raises 132 for a label twice, 133 for a GOTO to none, 1026 for one into a TRY or CATCH. */
export function checkLabels(statements: readonly Statement[]): void {
  const marks: Marks = { labels: new Map(), gotos: [] };
  collect(statements, { isGuard: false }, marks);
  for (const jump of marks.gotos) checkJump(jump, marks.labels.get(foldName(jump.statement.label)));
}

function checkJump({ statement, scope }: Found<Goto>, label: Found<Label> | undefined): void {
  if (!label) throw wrongInTree(statement, raise(Messages.LabelNotDeclared, { label: statement.label }));
  const around = new Set<Scope>();
  for (let outer: Scope | undefined = scope; outer; outer = outer.parent) around.add(outer);
  for (let inner: Scope | undefined = label.scope; inner && !around.has(inner); inner = inner.parent) if (inner.isGuard) throw wrongInTree(statement, raise(Messages.GotoIntoTry, {}));
}

/** Whether a GOTO to the label leads to this statement or into it. */
export function holdsLabel(statement: Statement, label: string): boolean {
  switch (statement.kind) {
    case 'label': return foldName(statement.label) === foldName(label);
    case 'block': return statement.statements.some((one) => holdsLabel(one, label));
    case 'if': return holdsLabel(statement.then, label) || (statement.otherwise !== undefined && holdsLabel(statement.otherwise, label));
    case 'while': return holdsLabel(statement.body, label);
    default: return false;
  }
}

function collect(statements: readonly Statement[], scope: Scope, marks: Marks): void {
  for (const statement of statements) collectOne(statement, scope, marks);
}

function collectOne(statement: Statement, scope: Scope, marks: Marks): void {
  const inner = (list: readonly Statement[], isGuard = false): void => collect(list, { parent: scope, isGuard }, marks);
  switch (statement.kind) {
    case 'label': {
      const key = foldName(statement.label);
      if (marks.labels.has(key)) throw wrongInTree(statement, raise(Messages.LabelTwice, { label: statement.label }));
      marks.labels.set(key, { statement, scope });
      return;
    }
    case 'goto': marks.gotos.push({ statement, scope }); return;
    case 'block': return inner(statement.statements);
    case 'if': return inner(statement.otherwise ? [statement.then, statement.otherwise] : [statement.then]);
    case 'while': return inner([statement.body]);
    case 'try':
      inner(statement.body, true);
      return inner(statement.handler, true);
  }
}
