// What one parse of a query needs: tokens, names in force, variables, and the grammar's entry points, wired in parse-query.ts.
import type { Message, MessageArguments } from '../errors/sql-error';
import { notSupported } from '../errors/not-supported';
import { raise } from '../errors/sql-error';
import { Messages } from '../errors/catalogue';
import type { SqlType } from '../types/sql-type';
import type { ExternalReference, XQueryExpression } from './expression';
import { Lexer } from './lexer';
import { familyOf } from '../types/xsd/atomic-types';
import { isSingleton, typeText, type StaticType } from './static-type';

/** The rules that the others come back to. */
export interface Grammar {
  /** One expression, no comma. */
  readonly single: (p: XQueryParser) => XQueryExpression;
  /** Expressions with commas between them. */
  readonly sequence: (p: XQueryParser) => XQueryExpression;
}

/** The query and where it stands. */
export interface QuerySource {
  readonly text: string;
  /** What errors name: `query()`, `doc.x.query()`. */
  readonly method: string;
  /** Of WITH XMLNAMESPACES; '' is the default. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** What the query is asked of. */
  readonly context: StaticType;
  /** The document that it stands in. */
  readonly document: StaticType;
  /** The SQL type of a variable or column; raises what names none. */
  readonly typeOf: (reference: ExternalReference) => SqlType;
}

const PREDECLARED: readonly (readonly [string, string])[] = [
  ['xml', 'http://www.w3.org/XML/1998/namespace'],
  ['xs', 'http://www.w3.org/2001/XMLSchema'],
  ['xsi', 'http://www.w3.org/2001/XMLSchema-instance'],
  ['fn', 'http://www.w3.org/2004/07/xpath-functions'],
  ['xdt', 'http://www.w3.org/2004/07/xpath-datatypes'],
  ['sql', 'urn:schemas-microsoft-com:xml-sql'],
  ['sqltypes', 'http://schemas.microsoft.com/sqlserver/2004/sqltypes'],
];

const DEPTH_LIMIT = 250;
const OPERATOR_LIMIT = 1000;

/** A parse under way. */
export class XQueryParser extends Lexer {
  readonly externals: ExternalReference[] = [];
  /** Prefixes in force; '' is the default element namespace. */
  namespaces: ReadonlyMap<string, string>;
  /** Variables in force. */
  variables: ReadonlyMap<string, { readonly slot: number; readonly type: StaticType }> = new Map();
  /** The type of the context item. */
  context: StaticType;
  /** Predicates around what is read now. */
  predicateDepth = 0;
  /** The next sql:variable() may be xml: it is what insert inserts. */
  takesXml = false;
  #slots = 0;
  #depth = 0;

  constructor(readonly source: QuerySource, private readonly grammar: Grammar) {
    super(source.text, source.method);
    this.namespaces = new Map([...PREDECLARED, ...source.namespaces]);
    this.context = source.context;
  }

  single(): XQueryExpression { return this.nest(() => this.grammar.single(this)); }
  sequence(): XQueryExpression { return this.grammar.sequence(this); }

  /** Reads one level deeper; refuses what is nested so deeply that recursion would not end well. */
  nest<T>(read: () => T): T {
    if (this.#depth >= DEPTH_LIMIT) throw notSupported(`XQuery nested deeper than ${DEPTH_LIMIT} levels`);
    this.#depth += 1;
    const result = read();
    this.#depth -= 1;
    return result;
  }

  /** Refuses so many operators in a row that to evaluate them would not end well. */
  requireShort(operators: number): void {
    if (operators > OPERATOR_LIMIT) throw notSupported(`XQuery with more than ${OPERATOR_LIMIT} operators in a row`);
  }

  /** Makes the error of a message that names the method. */
  fail<T extends string>(entry: Message<T>, args: Omit<MessageArguments<T>, 'method'>): Error {
    return raise(entry, { ...args, method: this.method } as unknown as MessageArguments<T>);
  }

  /** What a prefix stands for; raises 2229. */
  resolve(prefix: string): string {
    const uri = this.namespaces.get(prefix);
    if (uri === undefined && prefix !== '') throw this.fail(Messages.XQueryUnknownPrefix, { name: prefix });
    return uri ?? '';
  }

  /** Reads what `read` reads with further prefixes in force. */
  within<T>(namespaces: ReadonlyMap<string, string>, read: () => T): T {
    const before = this.namespaces;
    this.namespaces = namespaces;
    const result = read();
    this.namespaces = before;
    return result;
  }

  /** Puts a variable in force and gives its slot. */
  declare(name: string, type: StaticType): number {
    const slot = this.#slots++;
    this.variables = new Map(this.variables).set(name, { slot, type });
    return slot;
  }

  /** Raises 2389 for what may be more than one item. */
  requireSingleton(construct: string, type: StaticType): void {
    if (!isSingleton(type)) throw this.fail(Messages.XQueryNotSingleton, { construct, type: typeText(type) });
  }

  /** Raises 2204 for what is neither true nor false nor nodes. */
  requireCondition({ type }: XQueryExpression): void {
    if (type.kind === 'atomic' && (familyOf(type.name) !== 'boolean' || !isSingleton(type))) throw this.fail(Messages.XQueryConditionType, { type: typeText(type) });
  }
}

/** A name's prefix ('' for none) and local part. */
export function splitName(name: string): { readonly prefix: string; readonly local: string } {
  const colon = name.indexOf(':');
  return colon < 0 ? { prefix: '', local: name } : { prefix: name.slice(0, colon), local: name.slice(colon + 1) };
}
