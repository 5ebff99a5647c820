// Method calls: xml's are xml-methods.ts's, geometry's and geography's spatial-methods.ts's. Others are refused by name.
import { notSupported } from '../../errors/not-supported';
import type { MethodCall } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import type { ExpressionBinder } from './expression-binder';
import { bindSpatialMethod } from './spatial-methods';
import { bindXmlMethod } from './xml-methods';

/** Any method call; refuses what is not xml's. */
export function bindMethod(b: ExpressionBinder, node: MethodCall): BoundExpression {
  const bound = bindXmlMethod(b, node);
  if (bound) return bound;
  const spatial = bindSpatialMethod(b, node);
  if (spatial) return spatial;
  if (node.isProperty) throw notSupported(`the property .${node.method}`);
  throw notSupported(node.isStatic ? `the static method ::${node.method}` : `the method .${node.method}()`);
}
