// `SET @a += x` as the expression that it assigns.
import type { Expression } from '../syntax/ast/expression';
import type { SetVariable } from '../syntax/ast/statement';

const compounds = new WeakMap<SetVariable, Expression>();

/** `SET @a += x` is `@a + (x)`; the node is made once so that its plan is cached. */
export function compound(statement: SetVariable): Expression {
  if (statement.operator === '=') return statement.value;
  let made = compounds.get(statement);
  if (!made) {
    const operator = statement.operator.slice(0, 1) as '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^';
    made = {
      kind: 'binary',
      operator,
      left: { kind: 'variable', name: statement.name, at: statement.at },
      right: { kind: 'parenthesized', operand: statement.value, at: statement.at },
      at: statement.at,
    };
    compounds.set(statement, made);
  }
  return made;
}
