// Questions about expressions as written: which columns they name, whether they hold subqueries.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { Expression, FunctionCall } from '../../syntax/ast/expression';
import type { Statement } from '../../syntax/ast/statement';
import { takesDatepart } from '../../syntax/print-names';
import { visitTree } from '../../syntax/visit-tree';

const SUBQUERIES = new Set(['subquery', 'exists', 'in-subquery', 'quantified']);

/** Raises 1046 for a subquery. */
export function forbidSubqueries(expression: Expression): void {
  visitTree(expression, (kind) => {
    if (SUBQUERIES.has(kind)) throw raise(Messages.SubqueryNotAllowed, {});
  });
}

const XML_METHODS: readonly unknown[] = ['value', 'query', 'exist', 'modify'];

/** Whether a method of xml is called anywhere in an expression or statement, nodes() included. */
export function callsXmlMethod(tree: Expression | Statement): boolean {
  let isFound = false;
  visitTree(tree, (kind, node) => { if (kind === 'nodes' || (kind === 'method' && XML_METHODS.includes(node.method))) isFound = true; });
  return isFound;
}

/** Raises 128 for a column's name: defaults stand alone. The `day` of DATEADD(day, ...) is none. */
export function forbidColumns(expression: Expression): void {
  const dateparts = new Set<unknown>();
  visitTree(expression, (kind, node) => {
    const call = kind === 'call' ? (node as unknown as FunctionCall) : undefined;
    if (call && takesDatepart(call.name.parts.at(-1)?.toUpperCase() ?? '')) dateparts.add(call.args[0]);
    if (kind === 'column' && Array.isArray(node.parts) && !dateparts.has(node)) throw raise(Messages.NameNotPermitted, { name: node.parts.join('.') });
  });
}
