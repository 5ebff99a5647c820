// Methods of xml values; geometry's and geography's are spatial-methods.ts's. Others are refused by name.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { Expression, MethodCall } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import { parseDataType } from '../../syntax/parse';
import { BIT, XML } from '../../types/sql-type';
import { isSingleton, parseXmlQuery } from '../../types/xml-path';
import { findColumn } from '../scope';
import { bindDataType } from './data-type';
import type { ExpressionBinder } from './expression-binder';
import { bindSpatialMethod } from './spatial-methods';

const textOf = (argument: Expression | undefined, method: string): string => {
  if (argument?.kind === 'literal' && (argument.literal === 'string' || argument.literal === 'national-string')) return argument.text;
  throw raise(Messages.XmlArgumentNotLiteral, { position: 1, method });
};

/** What a method of xml is called on: a column of nodes() is allowed here. */
export const bindXmlTarget = (b: ExpressionBinder, target: Expression): BoundExpression => (target.kind === 'column' ? b.column(target) : b.bind(target));

/** x.value('path', 'type'), x.query('path'), x.exist('path'); undefined when the name is no xml method or the target is no column. Raises 2389. */
export function bindXmlMethod(b: ExpressionBinder, node: MethodCall): BoundExpression | undefined {
  const { method } = node;
  if (node.isStatic || node.isProperty || (method !== 'value' && method !== 'query' && method !== 'exist')) return undefined;
  const target = bindXmlTarget(b, node.target);
  if (target.type.name !== 'xml') throw raise(Messages.MethodOnType, { type: target.type.name });
  const path = textOf(node.args[0], method);
  const query = parseXmlQuery(path);
  const externals = query.externals.map((e) => b.bind(e.kind === 'variable' ? { kind: 'variable', name: e.name, at: node.at } : { kind: 'column', parts: e.name.split('.'), at: node.at }));
  if (method !== 'value') return { kind: 'xml-method', method, target, path, externals, type: method === 'query' ? XML : BIT, isNullable: true };
  if (!isSingleton(query.expression)) throw raise(Messages.XmlValueNeedsSingleton, { target: calledOn(b, node.target) });
  const { type } = bindDataType(parseDataType(textOf(node.args[1], method)), b.env.context, 'column');
  return { kind: 'xml-method', method, target, path, externals, type, isNullable: true };
}

/** `table.column.` as 2389 names it; nothing for a variable. */
function calledOn(b: ExpressionBinder, target: Expression): string {
  if (target.kind !== 'column') return '';
  const found = findColumn(b.scope, target.parts);
  return `${found?.table.definition?.name ?? found?.table.name ?? ''}.${target.parts.at(-1) ?? ''}.`;
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
