// The parsed form of a module's text, made once for each definition. Runs nothing.
import type { DatabaseTriggerDefinition, FunctionDefinition, ProcedureDefinition, TriggerDefinition } from '../../catalog/definitions';
import { EngineBug } from '../../errors/engine-bug';
import type { Statement } from '../../syntax/ast/statement';
import { parseBatch } from '../../syntax/parse';

type Module = ProcedureDefinition | FunctionDefinition | TriggerDefinition;
type TreeOf<M extends Module> = Extract<Statement, { readonly kind: `create-${M['kind']}` }>;

const trees = new WeakMap<Module | DatabaseTriggerDefinition, Statement>();

/** The CREATE statement that a module's text is. */
export function moduleTree<M extends Module>(module: M): TreeOf<M> {
  const statement = treeOf(module);
  if (statement?.kind !== `create-${module.kind}`) throw new EngineBug(`the text of ${module.name} is no ${module.kind}`);
  return statement as TreeOf<M>;
}

/** The CREATE statement of a trigger on the database. */
export function databaseTriggerTree(trigger: DatabaseTriggerDefinition): Extract<Statement, { readonly kind: 'create-database-trigger' }> {
  const statement = treeOf(trigger);
  if (statement?.kind !== 'create-database-trigger') throw new EngineBug(`the text of ${trigger.name} is no trigger on a database`);
  return statement;
}

function treeOf(module: Module | DatabaseTriggerDefinition): Statement | undefined {
  const statement = trees.get(module) ?? parseBatch(module.definition, { quotedIdentifier: module.usesQuotedIdentifier }).statements[0];
  if (statement) trees.set(module, statement);
  return statement;
}
