// Method calls: xml's are xml-methods.ts's, geometry's and geography's spatial-methods.ts's. Others are refused by name.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { MethodCall } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import { isClrType, type SqlType } from '../../types/sql-type';
import type { ExpressionBinder } from './expression-binder';
import { bindSpatialMethod } from './spatial-methods';
import { bindXmlMethod } from './xml-methods';

/** Any method call; raises 258 for a variable of a type without methods and 227 for one of xml that xml does not have, refuses what else is not xml's. */
export function bindMethod(b: ExpressionBinder, node: MethodCall): BoundExpression {
  const bound = bindXmlMethod(b, node);
  if (bound) return bound;
  const spatial = bindSpatialMethod(b, node);
  if (spatial) return spatial;
  if (node.target.kind === 'variable' && !node.isStatic) requireMethod(b.bind(node.target).type, node);
  if (node.isProperty) throw notSupported(`the property .${node.method}`);
  throw notSupported(node.isStatic ? `the static method ::${node.method}` : `the method .${node.method}()`);
}

function requireMethod(type: SqlType, { method, isProperty }: MethodCall): void {
  if (type.name === 'xml' && !isProperty) throw raise(Messages.UnknownMethod, { name: method });
  if (type.name !== 'xml' && !isClrType(type)) throw raise(Messages.MethodOnType, { type: type.name });
}
