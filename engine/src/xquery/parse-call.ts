// Calls in XQuery: the functions that SQL Server has, constructor functions (xs:integer(...)), sql:variable() and sql:column().
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import type { XQueryExpression } from './expression';
import { castTo } from './parse-cast';
import { splitName, type XQueryParser } from './parser';
import { valuesOf } from './typed-path';
import { xqueryTypeOf } from './sql-types';
import { familyOf, isAtomicName } from '../types/xsd/atomic-types';
import { ANY_NODE, atomic, atomized, multiply, occurrenceOf, occurring, typeText, type Occurrence, type StaticType } from './static-type';
import { ownEntry } from '../types/own-entry';

/** What a function takes of each argument. */
type Parameter = 'string' | 'number' | 'item' | 'node' | 'any' | 'condition';
interface Signature {
  readonly parameters: readonly Parameter[];
  readonly least?: number;
  /** Any more of the last parameter. */
  readonly isOpen?: true;
  readonly result: (types: readonly StaticType[]) => StaticType;
  readonly needsPredicate?: true;
}

const always = (name: string, occurrence: Occurrence = '') => (): StaticType => atomic(name, occurrence);
const nameOfType = (type: StaticType | undefined): string => (type?.kind === 'atomic' ? type.name : 'xdt:untypedAtomic');
const isUntyped = (name: string): boolean => familyOf(name) === 'untyped';
/** What an aggregate makes of the type of its values: integers become decimals, text without a type doubles. */
const aggregateName = (name: string): string => (isUntyped(name) ? 'xs:double' : familyOf(name) === 'decimal' ? 'xs:decimal' : name);
const aggregate = ([type]: readonly StaticType[]): StaticType => atomic(aggregateName(nameOfType(type)), type?.kind === 'atomic' && (type.occurrence === '' || type.occurrence === '+') ? '' : '?');
const rounded = ([type]: readonly StaticType[]): StaticType => atomic(isUntyped(nameOfType(type)) ? 'xs:double' : nameOfType(type), occurrenceOf(type ?? ANY_NODE));

const FUNCTIONS: Readonly<Record<string, Signature>> = {
  count: { parameters: ['any'], result: always('xs:integer') },
  empty: { parameters: ['any'], result: always('xs:boolean') },
  data: { parameters: ['any'], result: ([type]) => type ?? atomic('xdt:untypedAtomic') },
  'distinct-values': { parameters: ['any'], result: ([type]) => atomic(isUntyped(nameOfType(type)) ? 'xs:string' : nameOfType(type), occurrenceOf(type ?? ANY_NODE)) },
  sum: { parameters: ['any'], result: ([type]) => atomic(type?.kind === 'empty' ? 'xs:integer' : aggregateName(nameOfType(type))) },
  avg: { parameters: ['any'], result: aggregate }, min: { parameters: ['any'], result: aggregate }, max: { parameters: ['any'], result: aggregate },
  not: { parameters: ['condition'], result: always('xs:boolean') },
  true: { parameters: [], result: always('xs:boolean') }, false: { parameters: [], result: always('xs:boolean') },
  position: { parameters: [], result: always('xs:integer'), needsPredicate: true }, last: { parameters: [], result: always('xs:integer'), needsPredicate: true },
  string: { parameters: ['item'], least: 0, result: always('xs:string') },
  number: { parameters: ['node'], least: 0, result: always('xs:double', '?') },
  'local-name': { parameters: ['node'], least: 0, result: always('xs:string') }, 'namespace-uri': { parameters: ['node'], least: 0, result: always('xs:anyURI') },
  contains: { parameters: ['string', 'string'], result: always('xs:boolean') },
  concat: { parameters: ['string', 'string'], isOpen: true, result: always('xs:string') },
  substring: { parameters: ['string', 'number', 'number'], least: 2, result: always('xs:string', '?') },
  'string-length': { parameters: ['string'], least: 0, result: always('xs:integer') },
  'upper-case': { parameters: ['string'], result: always('xs:string') }, 'lower-case': { parameters: ['string'], result: always('xs:string') },
  round: { parameters: ['number'], result: rounded }, floor: { parameters: ['number'], result: rounded }, ceiling: { parameters: ['number'], result: rounded },
};
const REFUSED: readonly string[] = ['id', 'expanded-QName', 'local-name-from-QName', 'namespace-uri-from-QName'];
/** Functions that ask for nodes, not for their values. */
const OF_NODES: readonly string[] = ['count', 'empty', 'not', 'string', 'local-name', 'namespace-uri', 'number'];
const AGGREGATES: readonly string[] = ['avg', 'min', 'max', 'distinct-values'];

/** The call that stands here. */
export function parseCall(p: XQueryParser): XQueryExpression {
  const written = p.advance().text;
  const { prefix, local } = splitName(written);
  const uri = prefix === '' ? '' : p.resolve(prefix);
  if (uri === 'urn:schemas-microsoft-com:xml-sql') return parseExternal(p, local);
  if (uri.endsWith('/XMLSchema') || uri.endsWith('/xpath-datatypes')) return parseConstructorFunction(p, uri, local);
  const signature = prefix === '' || uri.endsWith('/xpath-functions') ? ownEntry(FUNCTIONS, local) : undefined;
  if (!signature) {
    if ((prefix === '' || uri.endsWith('/xpath-functions')) && REFUSED.includes(local)) throw notSupported(`the XQuery function ${local}()`);
    throw p.fail(Messages.XQueryUnknownFunction, { name: `{${uri === '' ? 'http://www.w3.org/2004/07/xpath-functions' : uri}}:${local}` });
  }
  const args = parseArguments(p);
  if (signature.needsPredicate && p.predicateDepth === 0) throw p.fail(Messages.XQueryOutsidePredicate, { name: `${local}()` });
  if (args.length < (signature.least ?? signature.parameters.length)) throw p.fail(Messages.XQueryTooFewArguments, { name: `${local}()` });
  if (args.length > signature.parameters.length && !signature.isOpen) throw p.fail(Messages.XQueryTooManyArguments, { name: `${local}()` });
  // Without an argument it is the context item that is asked.
  if (args.length === 0 && signature.parameters.length > 0) args.push({ kind: 'context', type: p.context });
  if (!OF_NODES.includes(local)) for (const [i, arg] of args.entries()) args[i] = valuesOf(p, arg);
  const types = args.map((arg, i) => argumentType(p, local, arg, signature.parameters[i] ?? signature.parameters.at(-1) ?? 'any'));
  if (AGGREGATES.includes(local) && types[0]?.kind === 'empty') throw p.fail(Messages.XQueryEmptyOperand, { name: `${local}()` });
  return { kind: 'call', name: local, args, type: signature.result(types) };
}

function parseArguments(p: XQueryParser): XQueryExpression[] {
  p.expectSymbol('(');
  const args: XQueryExpression[] = [];
  if (p.acceptSymbol(')')) return args;
  do args.push(p.single()); while (p.acceptSymbol(','));
  p.expectSymbol(')');
  return args;
}

/** The type that the function sees; raises 2204, 2364, 2373, 2374, 2389 and 9308. */
function argumentType(p: XQueryParser, name: string, { type, ...argument }: XQueryExpression, parameter: Parameter): StaticType {
  const construct = `${name}()`;
  if (parameter === 'condition') p.requireCondition({ type, ...argument } as XQueryExpression);
  if (parameter === 'node' && type.kind === 'atomic') throw p.fail(Messages.XQueryNodeRequired, { name: construct });
  if (parameter === 'item' || parameter === 'node') p.requireSingleton(construct, type);
  if (name === 'data' && type.kind === 'node' && type.isConstructed) throw p.fail(Messages.XQueryConstructed, { what: construct });
  const value = atomized(type);
  if (parameter !== 'string' && parameter !== 'number') return value;
  p.requireSingleton(construct, value);
  if (value.kind === 'empty') return value;
  const family = familyOf(value.kind === 'atomic' ? value.name : '');
  const isTaken = family === 'untyped' || (parameter === 'string' ? family === 'string' : ['decimal', 'float', 'double'].includes(family));
  if (isTaken) return value;
  if (parameter === 'string') throw p.fail(Messages.XQueryImplicitConversion, { from: typeText(value), to: 'xs:string ?' });
  throw p.fail(Messages.XQueryArithmeticOperand, { operator: construct, type: typeText(value) });
}

function parseConstructorFunction(p: XQueryParser, uri: string, local: string): XQueryExpression {
  const name = `${uri.endsWith('/XMLSchema') ? 'xs' : 'xdt'}:${local}`;
  if (!isAtomicName(name) && name !== 'xs:QName') throw p.fail(Messages.XQueryUnknownFunction, { name: `{${uri}}:${local}` });
  const args = parseArguments(p);
  const [operand] = args;
  if (!operand) throw p.fail(Messages.XQueryTooFewArguments, { name });
  if (args.length > 1) throw p.fail(Messages.XQueryTooManyArguments, { name });
  if (name === 'xs:QName') throw p.fail(Messages.XQueryExplicitConversion, { from: typeText(atomized(operand.type)), to: name });
  return castTo(p, operand, name, atomic(name));
}

function parseExternal(p: XQueryParser, local: string): XQueryExpression {
  if (local !== 'variable' && local !== 'column') throw p.fail(Messages.XQueryUnknownFunction, { name: `{urn:schemas-microsoft-com:xml-sql}:${local}` });
  const takesXml = p.takesXml;
  p.takesXml = false;
  p.expectSymbol('(');
  if (p.isSymbol(')')) throw p.fail(Messages.XQueryTooFewArguments, { name: local });
  if (p.token.kind !== 'string') throw p.fail(Messages.XQueryStringLiteral, {});
  const reference = { kind: local, name: p.advance().text } as const;
  if (p.isSymbol(',')) throw p.fail(Messages.XQueryTooManyArguments, { name: local });
  p.expectSymbol(')');
  const type = p.source.typeOf(reference);
  p.externals.push(reference);
  const ordinal = p.externals.length - 1;
  if (type.name === 'xml') {
    if (!takesXml) throw p.fail(Messages.XQueryXmlExternal, {});
    return { kind: 'external', ordinal, type: occurring(ANY_NODE, '*') };
  }
  const name = xqueryTypeOf(type);
  if (name === undefined) throw p.fail(Messages.XQueryExternalType, { type: type.name });
  return { kind: 'external', ordinal, type: atomic(name, multiply('?', '')) };
}
