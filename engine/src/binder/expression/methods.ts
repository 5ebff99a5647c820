// Methods of xml values; geometry's and geography's are spatial-methods.ts's. Others are refused by name.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { Expression, MethodCall } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import { parseDataType } from '../../syntax/parse';
import { BIT, XML } from '../../types/sql-type';
import { bindDataType } from './data-type';
import type { ExpressionBinder } from './expression-binder';
import { bindSpatialMethod } from './spatial-methods';

const textOf = (argument: Expression | undefined, method: string): string => {
  if (argument?.kind === 'literal' && (argument.literal === 'string' || argument.literal === 'national-string')) return argument.text;
  throw raise(Messages.XmlArgumentNotLiteral, { position: 1, method });
};

/** x.value('path', 'type'), x.query('path'), x.exist('path'); undefined when the name is no xml method or the target is no column. */
export function bindXmlMethod(b: ExpressionBinder, node: MethodCall): BoundExpression | undefined {
  const { method } = node;
  if (node.isStatic || node.isProperty || (method !== 'value' && method !== 'query' && method !== 'exist')) return undefined;
  const target = b.bind(node.target);
  if (target.type.name !== 'xml') throw raise(Messages.MethodOnType, { type: target.type.name });
  const path = textOf(node.args[0], method);
  if (method !== 'value') return { kind: 'xml-method', method, target, path, type: method === 'query' ? XML : BIT, isNullable: true };
  const { type } = bindDataType(parseDataType(textOf(node.args[1], method)), b.env.context, 'column');
  return { kind: 'xml-method', method, target, path, type, isNullable: true };
}

/** Any method call; refuses what is not xml's. */
export function bindMethod(b: ExpressionBinder, node: MethodCall): BoundExpression {
  const bound = bindXmlMethod(b, node);
  if (bound) return bound;
  const spatial = bindSpatialMethod(b, node);
  if (spatial) return spatial;
  if (node.isProperty) throw notSupported(`the property .${node.method}`);
  throw notSupported(node.isStatic ? `the static method ::${node.method}` : `the method .${node.method}()`);
}
