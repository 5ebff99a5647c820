// The operands of expressions: constants, variables, names, parentheses, subqueries, and what may follow them
// (COLLATE, methods). Calls are function-call.ts's.
import { Messages } from '../../../errors/catalogue';
import type { Expression, Literal, MethodCall, XmlNamespace } from '../../ast/expression';
import { parseCase, parseKeywordFunction } from './case-cast';
import { parseCall } from './function-call';
import type { Parser } from '../grammar';
import { isQueryAhead } from '../lookahead';
import { acceptCollation, isIdentifier, parseIdentifier, parseObjectName } from '../names';
import { parseOdbcValue } from './odbc-escape';
import { parseOver } from './window';

/** Functions of the server that are written as variables; any other @@x is a variable of the batch. */
const SYSTEM_VARIABLES: ReadonlySet<string> = new Set(`
@@CONNECTIONS @@CPU_BUSY @@CURSOR_ROWS @@DATEFIRST @@DBTS @@DEF_SORTORDER_ID @@DEFAULT_LANGID @@ERROR @@FETCH_STATUS @@IDENTITY @@IDLE
@@IO_BUSY @@LANGID @@LANGUAGE @@LOCK_TIMEOUT @@MAX_CONNECTIONS @@MAX_PRECISION @@MICROSOFTVERSION @@NESTLEVEL @@OPTIONS @@PACK_RECEIVED
@@PACK_SENT @@PACKET_ERRORS @@PROCID @@REMSERVER @@ROWCOUNT @@SERVERNAME @@SERVICENAME @@SPID @@TEXTSIZE @@TIMETICKS @@TOTAL_ERRORS
@@TOTAL_READ @@TOTAL_WRITE @@TRANCOUNT @@VERSION
`.trim().split(/\s+/));
const NILADIC = ['CURRENT_TIMESTAMP', 'CURRENT_USER', 'SESSION_USER', 'SYSTEM_USER', 'USER'];
const RESERVED_FUNCTIONS = ['COALESCE', 'LEFT', 'RIGHT', 'IDENTITY'];
const PSEUDO_COLUMNS: Readonly<Record<string, string>> = { IDENTITYCOL: '$identity', ROWGUIDCOL: '$rowguid' };
const SPATIAL_TYPES = ['geometry', 'geography'];
const METHODS: ReadonlySet<string> = new Set(`
value query exist nodes modify ToString GetAncestor GetDescendant GetLevel IsDescendantOf GetReparentedValue AsTextZM AsGml AsBinaryZM
MakeValid Reduce Filter InstanceOf BufferWithTolerance BufferWithCurves EnvelopeAngle EnvelopeCenter NumRings RingN ReorientObject MinDbCompatibilityLevel
`.trim().split(/\s+/));

/** An operand with what follows it. */
export function parsePrimary(p: Parser): Expression {
  const at = p.at;
  let operand = parseOperand(p);
  for (;;) {
    const collation = acceptCollation(p);
    if (collation !== undefined) operand = { kind: 'collate', operand, collation, at };
    else if (p.isSymbol('.')) operand = parseMethodOf(p, operand);
    else return operand;
  }
}

function parseOperand(p: Parser): Expression {
  const token = p.current;
  if (token.kind === 'variable') return parseVariable(p);
  if (token.literal !== undefined || (token.kind === 'double-quoted' && !p.quotedIdentifier)) return parseConstant(p);
  if (p.isSymbol('(')) return p.nest(() => parseParenthesized(p));
  if (p.isSymbol('{')) return p.nest(() => parseOdbcValue(p));
  if (p.isSymbol('::')) throw p.refuse('functions called with a leading ::');
  if (token.kind === 'word') return parseWord(p);
  return parseNameOrCall(p);
}

/** Reads a constant: a number, a string, a binary string. */
export function parseConstant(p: Parser): Literal {
  const { text, literal, at } = p.advance();
  return { kind: 'literal', literal: literal ?? 'string', text, at };
}

function parseVariable(p: Parser): Expression {
  const { text, at } = p.advance();
  const upper = text.toUpperCase();
  return SYSTEM_VARIABLES.has(upper) ? { kind: 'system-variable', name: upper, at } : { kind: 'variable', name: text, at };
}

function parseParenthesized(p: Parser): Expression {
  const at = p.at;
  if (isQueryAhead(p)) return { kind: 'subquery', query: p.parenthesizedQuery(), at };
  p.expectSymbol('(');
  const operand = p.any();
  p.expectSymbol(')');
  return { kind: 'parenthesized', operand, at };
}

function parseWord(p: Parser): Expression {
  const { upper, text, at } = p.current;
  if (upper === 'NULL') {
    p.advance();
    return { kind: 'literal', literal: 'null', text: '', at };
  }
  if (upper === 'CASE') return p.nest(() => parseCase(p));
  if (p.isSequence('NEXT', 'VALUE', 'FOR')) return parseNextValue(p);
  if (upper === 'TSEQUAL') throw p.refuse('TSEQUAL');
  const isCall = p.isSymbolAt(1, '(');
  const special = isCall ? parseKeywordFunction(p) : undefined;
  if (special !== undefined) return special;
  if (NILADIC.includes(upper) || (upper === 'CURRENT_DATE' && p.speaks('grammar of 2025'))) {
    p.advance();
    return { kind: 'call', name: { parts: [text], at }, args: [], isStar: false, isDistinct: false, at };
  }
  if (isCall && upper === 'NULLIF') return p.nest(() => parseNullIf(p));
  if (isCall && RESERVED_FUNCTIONS.includes(upper)) {
    p.advance();
    return parseCall(p, { parts: [text], at });
  }
  if (upper === '$PARTITION' && p.isSymbolAt(1, '.')) return parsePartitionNumber(p);
  const pseudo = acceptPseudoColumn(p);
  if (pseudo !== undefined) return { kind: 'column', parts: [pseudo], at };
  return parseNameOrCall(p);
}

/** `$PARTITION.f(value)` */
function parsePartitionNumber(p: Parser): Expression {
  const { at } = p.advance();
  p.expectSymbol('.');
  return parseCall(p, { parts: ['$PARTITION', parseIdentifier(p).name], at });
}

/** NULLIF(a, b): of two arguments by its grammar. */
function parseNullIf(p: Parser): Expression {
  const { text, at } = p.advance();
  p.expectSymbol('(');
  const first = p.value();
  p.expectSymbol(',');
  const second = p.value();
  p.expectSymbol(')');
  return { kind: 'call', name: { parts: [text], at }, args: [first, second], isStar: false, isDistinct: false, at };
}

function parseNextValue(p: Parser): Expression {
  const { at } = p;
  p.expectWord('NEXT', 'VALUE', 'FOR');
  const sequence = parseObjectName(p);
  return { kind: 'next-value', sequence, over: p.isWord('OVER') ? parseOver(p) : undefined, at };
}

function parseNameOrCall(p: Parser): Expression {
  const { at } = p;
  const parts = parseColumnParts(p);
  if (p.isSymbol('::')) return parseStaticMethod(p, { kind: 'column', parts, at });
  if (!p.isSymbol('(')) return { kind: 'column', parts, at };
  const method = parts.at(-1) ?? '';
  if (isMethodName(parts, method)) {
    return { kind: 'method', target: { kind: 'column', parts: parts.slice(0, -1), at }, method, isStatic: false, args: parseArguments(p), ...namespacesOf(p), at };
  }
  return parseCall(p, { parts, at });
}

/** `dbo.f(x)` and `col.value(x)` look alike: a method is told by its name, and a schema is not a column. */
function isMethodName(parts: readonly string[], method: string): boolean {
  if (parts.length < 2 || !(METHODS.has(method) || /^ST[A-Z]/.test(method))) return false;
  const first = parts[0]?.toLowerCase();
  return !(parts.length === 2 && (first === 'dbo' || first === 'sys'));
}

function parseColumnParts(p: Parser): string[] {
  const { at } = p;
  const parts: string[] = [];
  for (;;) {
    const pseudo = parts.length > 0 ? acceptPseudoColumn(p) : undefined;
    if (pseudo !== undefined) parts.push(pseudo);
    else parts.push(p.isSymbol('.') ? '' : parseIdentifier(p).name);
    if (!p.acceptSymbol('.')) break;
  }
  if (parts.length > 5) throw p.error(Messages.TooManyPrefixes, { kind: 'object', name: parts.join('.'), maximum: 3 }, at);
  return parts;
}

/** IDENTITYCOL, ROWGUIDCOL, $identity or $rowguid if one stands here, as the binder knows them. */
export function acceptPseudoColumn(p: Parser): string | undefined {
  if (p.current.kind !== 'word') return undefined;
  const { text, upper } = p.current;
  const name = PSEUDO_COLUMNS[upper] ?? (text.startsWith('$') ? text.toLowerCase() : undefined);
  if (name !== undefined) p.advance();
  return name;
}

function parseStaticMethod(p: Parser, target: Expression): Expression {
  p.expectSymbol('::');
  const method = parseIdentifier(p).name;
  if (!p.isSymbol('(')) return parseStaticProperty(p, target, method);
  return { kind: 'method', target, method, isStatic: true, args: parseArguments(p), at: target.at };
}

/** `geometry::[Null]`, the one static property: the NULL of a type, whose name is case-sensitive as all of the CLR's are. */
function parseStaticProperty(p: Parser, target: Expression, property: string): Expression {
  const type = target.kind === 'column' ? target.parts.at(-1)?.toLowerCase() ?? '' : '';
  if (property !== 'Null' || !SPATIAL_TYPES.includes(type)) throw p.refuse(`the static property ::${property}`);
  const { at } = target;
  return { kind: 'cast', operand: { kind: 'literal', literal: 'null', text: '', at }, type: { name: { parts: [type], at }, args: [], at }, isTry: false, at };
}

function parseMethodOf(p: Parser, target: Expression): Expression {
  p.expectSymbol('.');
  if (!isIdentifier(p)) throw p.unexpected();
  const method = parseIdentifier(p).name;
  if (!p.isSymbol('(')) return { kind: 'method', target, method, isStatic: false, isProperty: true, args: [], at: target.at };
  return { kind: 'method', target, method, isStatic: false, args: parseArguments(p), ...namespacesOf(p), at: target.at };
}

/** The namespaces that WITH XMLNAMESPACES puts in force for a query. */
const namespacesOf = (p: Parser): { readonly namespaces?: readonly XmlNamespace[] } => (p.xmlNamespaces.length > 0 ? { namespaces: p.xmlNamespaces } : {});

/** `target.modify('...')` behind SET; the target and the point have been read. */
export function parseMutator(p: Parser, target: Expression, method: string): MethodCall {
  return { kind: 'method', target, method, isStatic: false, isMutator: true, args: parseArguments(p), ...namespacesOf(p), at: target.at };
}

function parseArguments(p: Parser): Expression[] {
  p.expectSymbol('(');
  const args = p.isSymbol(')') ? [] : p.list(() => p.value());
  p.expectSymbol(')');
  return args;
}
