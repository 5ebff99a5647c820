// The parsed form of a module's text, made once for each definition. Runs nothing.
import type { FunctionDefinition, ProcedureDefinition, TriggerDefinition } from '../../catalog/definitions';
import { EngineBug } from '../../errors/engine-bug';
import type { Statement } from '../../syntax/ast/statement';
import { parseBatch } from '../../syntax/parse';

type Module = ProcedureDefinition | FunctionDefinition | TriggerDefinition;
type TreeOf<M extends Module> = Extract<Statement, { readonly kind: `create-${M['kind']}` }>;

const trees = new WeakMap<Module, Statement>();

/** The CREATE statement that a module's text is. */
export function moduleTree<M extends Module>(module: M): TreeOf<M> {
  const statement = trees.get(module) ?? parseBatch(module.definition, { quotedIdentifier: module.usesQuotedIdentifier }).statements[0];
  if (statement?.kind !== `create-${module.kind}`) throw new EngineBug(`the text of ${module.name} is no ${module.kind}`);
  trees.set(module, statement);
  return statement as TreeOf<M>;
}
