// Runs parsed XQuery paths over a tree. Knows neither SQL types nor where the tree comes from.
import { childrenOf, textOfNode, type XmlNode } from '../../types/xml-document';
import type { CompareOperator, NodeTest, PathExpression, PathStep } from '../../types/xml-path';

/** An item of a sequence: a node or a plain value. */
export type XmlItem = XmlNode | string | number | boolean;
/** Where an expression is evaluated; `externals` are the values of sql:variable and sql:column, undefined for NULL. */
export interface XmlFocus { readonly item: XmlItem; readonly position: number; readonly size: number; readonly externals: readonly (string | number | undefined)[] }

const isNode = (item: XmlItem): item is XmlNode => typeof item === 'object';

/** The text of an item. */
export const textOfItem = (item: XmlItem): string => (isNode(item) ? textOfNode(item) : String(item));

/** The sequence that an expression gives. */
export function evaluateXml(expression: PathExpression, focus: XmlFocus): readonly XmlItem[] {
  switch (expression.kind) {
    case 'text': return [expression.text];
    case 'number': return [expression.value];
    case 'external': {
      const value = focus.externals[expression.ordinal];
      return value === undefined ? [] : [value];
    }
    case 'compare': return [compare(expression.operator, evaluateXml(expression.left, focus), evaluateXml(expression.right, focus))];
    case 'logical': {
      const left = isTrue(evaluateXml(expression.left, focus));
      const isDecided = expression.operator === 'and' ? !left : left;
      return [isDecided ? left : isTrue(evaluateXml(expression.right, focus))];
    }
    case 'filtered': return filter(evaluateXml(expression.operand, focus), expression.predicates, focus);
    case 'path': return walk(expression, focus);
    case 'call': return [...call(expression.name, expression.args, focus)];
  }
}

function walk(path: Extract<PathExpression, { kind: 'path' }>, focus: XmlFocus): readonly XmlItem[] {
  const start = path.from === 'context' ? [focus.item] : path.from === 'root' ? [rootOf(focus.item)] : evaluateXml(path.from, focus);
  let items: readonly XmlItem[] = start;
  for (const step of path.steps) items = unique(items.filter(isNode).flatMap((node) => filter(stepFrom(node, step), step.predicates, focus)));
  return items;
}

const unique = (items: readonly XmlItem[]): readonly XmlItem[] => (items.length > 1 ? [...new Set(items)] : items);

function rootOf(item: XmlItem): XmlItem {
  let node = item;
  while (isNode(node) && node.kind !== 'root') node = node.parent;
  return node;
}

function stepFrom(node: XmlNode, { axis, test }: PathStep): readonly XmlNode[] {
  switch (axis) {
    case 'self': return matches(node, test) ? [node] : [];
    case 'parent': return node.kind === 'root' ? [] : [node.parent];
    case 'attribute': return node.kind === 'element' ? node.attributes.filter((a) => matches(a, test)) : [];
    case 'child': return childrenOf(node).filter((c) => matches(c, test));
    case 'descendant': return [...descendants(node)];
  }
}

function* descendants(node: XmlNode): Generator<XmlNode> {
  yield node;
  for (const child of childrenOf(node)) yield* descendants(child);
}

function matches(node: XmlNode, test: NodeTest): boolean {
  switch (test.kind) {
    case 'node': return true;
    case 'text': return node.kind === 'text';
    case 'comment': return node.kind === 'comment';
    case 'any': return node.kind === 'element' || node.kind === 'attribute';
    case 'name': return (node.kind === 'element' || node.kind === 'attribute') && node.local === test.local && node.uri === test.uri;
  }
}

function filter(items: readonly XmlItem[], predicates: readonly PathExpression[], { externals }: XmlFocus): readonly XmlItem[] {
  return predicates.reduce<readonly XmlItem[]>((kept, predicate) => kept.filter((item, i) => {
    const result = evaluateXml(predicate, { item, position: i + 1, size: kept.length, externals });
    return result.length === 1 && typeof result[0] === 'number' ? result[0] === i + 1 : isTrue(result);
  }), items);
}

function isTrue(items: readonly XmlItem[]): boolean {
  const [first] = items;
  if (first === undefined) return false;
  return isNode(first) || (items.length === 1 && (typeof first === 'number' ? first !== 0 && !Number.isNaN(first) : first !== '' && first !== false));
}

const TESTS: Readonly<Record<CompareOperator, (left: string | number, right: string | number) => boolean>> = {
  '=': (l, r) => l === r, '!=': (l, r) => l !== r, '<': (l, r) => l < r, '<=': (l, r) => l <= r, '>': (l, r) => l > r, '>=': (l, r) => l >= r,
};

// A number on one side makes numbers of both; text that is no number compares with nothing.
function compare(operator: CompareOperator, left: readonly XmlItem[], right: readonly XmlItem[]): boolean {
  return left.some((l) => right.some((r) => {
    if (typeof l !== 'number' && typeof r !== 'number') return TESTS[operator](textOfItem(l), textOfItem(r));
    const [a, b] = [numberOf(l), numberOf(r)];
    return !Number.isNaN(a) && !Number.isNaN(b) && TESTS[operator](a, b);
  }));
}

function numberOf(item: XmlItem): number {
  if (typeof item === 'number') return item;
  const text = textOfItem(item).trim();
  return text === '' ? NaN : Number(text);
}

function call(name: string, args: readonly PathExpression[], focus: XmlFocus): readonly XmlItem[] {
  const values = args.map((a) => evaluateXml(a, focus));
  const text = (i: number): string => (values[i] ?? []).map(textOfItem)[0] ?? '';
  const [first = []] = values;
  switch (name) {
    case 'count': return [first.length];
    case 'string': return [text(0)];
    case 'data': return first.map(textOfItem);
    case 'number': return first.map(numberOf);
    case 'not': return [!isTrue(first)];
    case 'contains': return [text(0).includes(text(1))];
    case 'starts-with': return [text(0).startsWith(text(1))];
    case 'string-length': return [[...text(0)].length];
    case 'local-name': return first.map((item) => (isNode(item) && 'local' in item ? item.local : ''));
    case 'position': return [focus.position];
    case 'last': return [focus.size];
    default: return [name === 'true'];
  }
}
