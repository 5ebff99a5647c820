// Trees of texts that definitions keep: defaults, checks, filters, modules. Parsed once per text where the context keeps them.
import { EngineBug } from '../errors/engine-bug';
import type { CreateFunction, CreateView } from '../syntax/ast/ddl';
import type { Expression } from '../syntax/ast/expression';
import type { SelectStatement } from '../syntax/ast/query';
import { parseBatch, parseExpression, parseSelect } from '../syntax/parse';
import type { BindContext } from './bind-context';

function remembered<T>(context: BindContext, key: string, parse: () => T): T {
  const known = context.parsedTexts?.get(key);
  if (known !== undefined) return known as T;
  const parsed = parse();
  context.parsedTexts?.set(key, parsed);
  return parsed;
}

/** The tree of an expression's or condition's text. */
export const parsedExpression = (text: string, context: BindContext): Expression =>
  remembered(context, `e${text}`, () => parseExpression(text, { quotedIdentifier: true }));

/** The tree of a query's text. */
export const parsedSelect = (text: string, context: BindContext): SelectStatement =>
  remembered(context, `s${text}`, () => parseSelect(text, { quotedIdentifier: true }));

interface ModuleText { readonly definition: string; readonly usesQuotedIdentifier: boolean }

function parsedModule(module: ModuleText, context: BindContext): CreateView | CreateFunction {
  return remembered(context, `m${module.usesQuotedIdentifier}${module.definition}`, () => {
    const [statement] = parseBatch(module.definition, { quotedIdentifier: module.usesQuotedIdentifier }).statements;
    if (statement?.kind !== 'create-view' && statement?.kind !== 'create-function') throw new EngineBug(`a module's text parsed as ${statement?.kind ?? 'nothing'}`);
    return statement;
  });
}

/** The tree of a view's definition. */
export function parsedView(view: ModuleText, context: BindContext): CreateView {
  const tree = parsedModule(view, context);
  if (tree.kind !== 'create-view') throw new EngineBug('a view holds a function');
  return tree;
}

/** The tree of a function's definition. */
export function parsedFunction(definition: ModuleText, context: BindContext): CreateFunction {
  const tree = parsedModule(definition, context);
  if (tree.kind !== 'create-function') throw new EngineBug('a function holds a view');
  return tree;
}
