// Methods of hierarchyid as calls of functions. Names are case-sensitive, as the CLR has them.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { MethodCall } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import { scalarFunction } from '../function-signatures';
import { convertTo } from './conversion';
import type { ExpressionBinder } from './expression-binder';
import { ownEntry } from '../../types/own-entry';

interface Member { readonly function: string; readonly args: number }

const STATIC: Readonly<Record<string, Member>> = { GetRoot: { function: 'HIERARCHY::ROOT', args: 0 }, Parse: { function: 'HIERARCHY::PARSE', args: 1 } };
const METHODS: Readonly<Record<string, Member>> = {
  ToString: { function: 'HIERARCHY::TEXT', args: 0 }, GetLevel: { function: 'HIERARCHY::LEVEL', args: 0 }, GetAncestor: { function: 'HIERARCHY::ANCESTOR', args: 1 },
  GetDescendant: { function: 'HIERARCHY::DESCENDANT', args: 2 }, IsDescendantOf: { function: 'HIERARCHY::WITHIN', args: 1 }, GetReparentedValue: { function: 'HIERARCHY::REPARENTED', args: 2 },
};

function call(node: MethodCall, member: Member | undefined, given: readonly BoundExpression[]): BoundExpression {
  const signature = member && node.args.length === member.args && !node.isProperty ? scalarFunction(member.function) : undefined;
  if (!signature) throw raise(Messages.ClrMethodMissing, { method: node.method, type: 'Microsoft.SqlServer.Types.SqlHierarchyId' });
  const types = given.map((argument) => argument.type);
  const wanted = signature.argumentTypes?.(types);
  const args = given.map((argument, index) => { const type = wanted?.[index]; return type ? convertTo(argument, type) : argument; });
  return { kind: 'call', name: signature.name, args, type: signature.returnType(types, []), isNullable: signature.nullable === 'always' };
}

/** hierarchyid::Parse(x), hierarchyid::GetRoot(); undefined for statics of other types. Raises 6506. */
export function bindHierarchyStatic(b: ExpressionBinder, node: MethodCall): BoundExpression | undefined {
  const name = node.isStatic && node.target.kind === 'column' ? node.target.parts.at(-1)?.toLowerCase() : undefined;
  return name === 'hierarchyid' ? call(node, ownEntry(STATIC, node.method), node.args.map((argument) => b.bind(argument))) : undefined;
}

/** A method called on a bound hierarchyid. Raises 6506. */
export const bindHierarchyMember = (b: ExpressionBinder, node: MethodCall, target: BoundExpression): BoundExpression =>
  call(node, ownEntry(METHODS, node.method), [target, ...node.args.map((argument) => b.bind(argument))]);
