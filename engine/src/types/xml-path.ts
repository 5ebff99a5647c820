// The part of XQuery that is understood: paths of child, descendant, parent, self and attribute steps with predicates, comparisons, and or not,
// count, string, data, contains, starts-with, string-length, position, last, sql:variable and sql:column. The rest is refused by name.
import { notSupported } from '../errors/not-supported';

/** What a step looks for; uri undefined stands for any namespace. */
export interface PathStep { readonly axis: 'child' | 'attribute' | 'self' | 'parent' | 'descendant'; readonly test: NodeTest; readonly predicates: readonly PathExpression[] }
/** The node test of a step. */
export type NodeTest = { readonly kind: 'name'; readonly local: string; readonly uri: string } | { readonly kind: 'any' | 'text' | 'node' | 'comment' };
/** A parsed query. `external` is an ordinal among the query's sql:variable and sql:column references. */
export type PathExpression =
  | { readonly kind: 'path'; readonly from: 'root' | 'context' | PathExpression; readonly steps: readonly PathStep[] }
  | { readonly kind: 'filtered'; readonly operand: PathExpression; readonly predicates: readonly PathExpression[] }
  | { readonly kind: 'text'; readonly text: string } | { readonly kind: 'number'; readonly value: number } | { readonly kind: 'external'; readonly ordinal: number }
  | { readonly kind: 'compare'; readonly operator: CompareOperator; readonly left: PathExpression; readonly right: PathExpression }
  | { readonly kind: 'logical'; readonly operator: 'and' | 'or'; readonly left: PathExpression; readonly right: PathExpression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly PathExpression[] };
/** A general or value comparison, in its general form. */
export type CompareOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';
/** `sql:variable("@v")` or `sql:column("t.c")` as it stands in a query. */
export interface ExternalReference { readonly kind: 'variable' | 'column'; readonly name: string }
/** A query with what it takes from outside. */
export interface XmlQuery { readonly expression: PathExpression; readonly externals: readonly ExternalReference[] }

const TOKEN = /\s*(?:("(?:[^"]|"")*"|'(?:[^']|'')*')|(\d+(?:\.\d+)?)|(\/\/|\.\.|::|!=|<=|>=|[/@.()[\]=<>,*:])|([\p{L}_][\p{L}\p{N}_.-]*(?::[\p{L}_][\p{L}\p{N}_.-]*)?))/uy;
const FUNCTIONS: Readonly<Record<string, number>> = { count: 1, string: 1, data: 1, not: 1, contains: 2, 'starts-with': 2, 'string-length': 1, position: 0, last: 0, true: 0, false: 0, 'local-name': 1, number: 1, 'sql:variable': 1, 'sql:column': 1 };
const WORDS: Readonly<Record<string, CompareOperator>> = { eq: '=', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' };
const OPERATORS: readonly string[] = ['=', '!=', '<', '<=', '>', '>='];

interface Token { readonly kind: 'text' | 'number' | 'symbol' | 'name' | 'end'; readonly text: string }

class QueryParser {
  readonly externals: ExternalReference[] = [];
  readonly #tokens: readonly Token[];
  readonly #namespaces = new Map<string, string>();
  #at = 0;

  constructor(readonly query: string) {
    this.#tokens = this.#scan(this.#prologue(query));
  }

  parse(): PathExpression {
    const expression = this.#or();
    if (this.#token.kind !== 'end') throw this.#refuse();
    return expression;
  }

  #prologue(text: string): string {
    const found = /^\s*declare\s+(?:default\s+element\s+namespace|namespace\s+([\p{L}_][\p{L}\p{N}_.-]*)\s*=)\s*(?:"([^"]*)"|'([^']*)')\s*;/u.exec(text);
    if (!found) return text;
    this.#namespaces.set(found[1] ?? '', found[2] ?? found[3] ?? '');
    return this.#prologue(text.slice(found[0].length));
  }

  #scan(text: string): Token[] {
    const tokens: Token[] = [];
    const rest = text.trimEnd();
    for (TOKEN.lastIndex = 0; TOKEN.lastIndex < rest.length;) {
      const found = TOKEN.exec(rest);
      if (!found) throw this.#refuse();
      const [, quoted, number, symbol, name] = found;
      if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.slice(1, -1).replaceAll(quoted.slice(0, 1).repeat(2), quoted.slice(0, 1)) });
      else if (number !== undefined) tokens.push({ kind: 'number', text: number });
      else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
      else tokens.push({ kind: 'name', text: name ?? '' });
    }
    return [...tokens, { kind: 'end', text: '' }];
  }

  get #token(): Token { return this.#tokens[this.#at] ?? { kind: 'end', text: '' }; }
  #isSymbol(text: string, ahead = 0): boolean {
    const token = this.#tokens[this.#at + ahead];
    return token?.kind === 'symbol' && token.text === text;
  }
  #accept(text: string): boolean {
    if (!this.#isSymbol(text)) return false;
    this.#at += 1;
    return true;
  }
  #expect(text: string): void { if (!this.#accept(text)) throw this.#refuse(); }
  #refuse(): Error { return notSupported(`the XQuery '${this.query}'`); }

  #or(): PathExpression { return this.#logical('or', () => this.#logical('and', () => this.#comparison())); }

  #logical(operator: 'and' | 'or', operand: () => PathExpression): PathExpression {
    let left = operand();
    while (this.#token.kind === 'name' && this.#token.text === operator) {
      this.#at += 1;
      left = { kind: 'logical', operator, left, right: operand() };
    }
    return left;
  }

  #comparison(): PathExpression {
    const left = this.#path();
    const { kind, text } = this.#token;
    const operator = kind === 'symbol' && OPERATORS.includes(text) ? text as CompareOperator : kind === 'name' ? WORDS[text] : undefined;
    if (operator === undefined) return left;
    this.#at += 1;
    return { kind: 'compare', operator, left, right: this.#path() };
  }

  #path(): PathExpression {
    if (this.#accept('//')) return { kind: 'path', from: 'root', steps: this.#steps(true) };
    if (this.#accept('/')) return { kind: 'path', from: 'root', steps: this.#isStepAhead() ? this.#steps(false) : [] };
    const primary = this.#primary();
    if (!primary) return { kind: 'path', from: 'context', steps: this.#steps(false) };
    const predicates = this.#predicates();
    const filtered: PathExpression = predicates.length > 0 ? { kind: 'filtered', operand: primary, predicates } : primary;
    if (this.#accept('//')) return { kind: 'path', from: filtered, steps: this.#steps(true) };
    return this.#accept('/') ? { kind: 'path', from: filtered, steps: this.#steps(false) } : filtered;
  }

  #isStepAhead(): boolean { return this.#token.kind === 'name' || ['@', '*', '.', '..'].some((s) => this.#isSymbol(s)); }

  #primary(): PathExpression | undefined {
    const { kind, text } = this.#token;
    if (kind === 'text' || kind === 'number') {
      this.#at += 1;
      return kind === 'text' ? { kind: 'text', text } : { kind: 'number', value: Number(text) };
    }
    if (this.#accept('(')) {
      const inner = this.#or();
      this.#expect(')');
      return inner;
    }
    if (kind !== 'name' || !this.#isSymbol('(', 1) || ['text', 'node', 'comment'].includes(text)) return undefined;
    return this.#call(text.replace(/^fn:/, ''));
  }

  #call(name: string): PathExpression {
    const width = FUNCTIONS[name];
    if (width === undefined) throw this.#refuse();
    this.#at += 2;
    const args: PathExpression[] = [];
    while (!this.#isSymbol(')')) {
      args.push(this.#or());
      if (!this.#isSymbol(')')) this.#expect(',');
    }
    this.#expect(')');
    const isContext = args.length === 0 && (name === 'string' || name === 'local-name' || name === 'number');
    if (isContext) return { kind: 'call', name, args: [{ kind: 'path', from: 'context', steps: [] }] };
    if (args.length !== width) throw this.#refuse();
    if (!name.startsWith('sql:')) return { kind: 'call', name, args };
    const [reference] = args;
    if (reference?.kind !== 'text') throw this.#refuse();
    this.externals.push({ kind: name === 'sql:variable' ? 'variable' : 'column', name: reference.text });
    return { kind: 'external', ordinal: this.externals.length - 1 };
  }

  #steps(isDeep: boolean): PathStep[] {
    const steps: PathStep[] = [];
    if (isDeep) steps.push({ axis: 'descendant', test: { kind: 'node' }, predicates: [] });
    for (;;) {
      steps.push(this.#step());
      if (this.#accept('//')) steps.push({ axis: 'descendant', test: { kind: 'node' }, predicates: [] });
      else if (!this.#accept('/')) return steps;
    }
  }

  #step(): PathStep {
    if (this.#accept('..')) return { axis: 'parent', test: { kind: 'node' }, predicates: this.#predicates() };
    if (this.#accept('.')) return { axis: 'self', test: { kind: 'node' }, predicates: this.#predicates() };
    const axis = this.#axis();
    return { axis, test: this.#test(axis === 'attribute'), predicates: this.#predicates() };
  }

  #axis(): PathStep['axis'] {
    if (this.#accept('@')) return 'attribute';
    const { text } = this.#token;
    if (!this.#isSymbol('::', 1)) return 'child';
    if (text !== 'child' && text !== 'attribute' && text !== 'self' && text !== 'parent') throw this.#refuse();
    this.#at += 2;
    return text;
  }

  #test(isAttribute: boolean): NodeTest {
    if (this.#accept('*')) {
      if (this.#isSymbol(':')) throw this.#refuse();
      return { kind: 'any' };
    }
    const { kind, text } = this.#token;
    if (kind !== 'name') throw this.#refuse();
    this.#at += 1;
    if (this.#accept('(')) {
      this.#expect(')');
      if (text !== 'text' && text !== 'node' && text !== 'comment') throw this.#refuse();
      return { kind: text };
    }
    const colon = text.indexOf(':');
    const prefix = colon < 0 ? '' : text.slice(0, colon);
    const uri = isAttribute && prefix === '' ? '' : this.#namespaces.get(prefix);
    if (uri === undefined && prefix !== '') throw notSupported(`the undeclared prefix ${prefix} in the XQuery '${this.query}'`);
    return { kind: 'name', local: text.slice(colon + 1), uri: uri ?? '' };
  }

  #predicates(): PathExpression[] {
    const predicates: PathExpression[] = [];
    while (this.#accept('[')) {
      predicates.push(this.#or());
      this.#expect(']');
    }
    return predicates;
  }
}

/** Parses a query; what is beyond the part understood is refused. */
export function parseXmlQuery(query: string): XmlQuery {
  const parser = new QueryParser(query);
  return { expression: parser.parse(), externals: parser.externals };
}

const isPosition = (e: PathExpression | undefined): boolean => e?.kind === 'number' || (e?.kind === 'call' && e.name === 'last');

/** True if the query gives at most one item whatever the document: what value() asks for. */
export function isSingleton(expression: PathExpression): boolean {
  switch (expression.kind) {
    case 'path': return (typeof expression.from === 'string' || isSingleton(expression.from)) && isSingleSteps(expression.steps);
    case 'filtered': return isSingleton(expression.operand) || expression.predicates.some(isPosition);
    case 'call': return expression.name !== 'data' || expression.args.every(isSingleton);
    default: return true;
  }
}

function isSingleSteps(steps: readonly PathStep[]): boolean {
  return steps.every((step) => step.predicates.some(isPosition) ? step.axis !== 'descendant'
    : step.axis === 'self' || step.axis === 'parent' || (step.axis === 'attribute' && step.test.kind === 'name'));
}
