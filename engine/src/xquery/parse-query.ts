// The text of an xml method to a tree: the prologue, the expression or statement, and what each method asks of it.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { XmlChange, XmlDml, XQuery, XQueryExpression } from './expression';
import { acceptChange } from './parse-dml';
import { parseSequence, parseSingle } from './parse-operators';
import { XQueryParser, type QuerySource } from './parser';
import { atomized } from './static-type';
import { valuesOf } from './typed-path';

/** The methods that read. */
export type ReadMethod = 'value' | 'query' | 'exist' | 'nodes';

function begin(source: QuerySource): XQueryParser {
  if (source.text.trim() === '') throw raise(Messages.XQueryMissing, {});
  const p = new XQueryParser(source, { single: parseSingle, sequence: parseSequence });
  parseProlog(p);
  return p;
}

function parseProlog(p: XQueryParser): void {
  const namespaces = new Map(p.namespaces);
  if (p.isWord('xquery') && p.next.text === 'version') {
    p.advance();
    p.advance();
    p.advance();
    endEntry(p);
  }
  while (p.isWord('declare') && p.next.kind === 'name') {
    const { text } = p.next;
    if (text === 'function' || text === 'variable') throw p.unsupported(`declare ${text}`);
    if (text !== 'namespace' && text !== 'default') throw p.unexpected();
    p.advance();
    p.advance();
    const declared = text === 'namespace' ? namespaceEntry(p) : defaultEntry(p);
    if (declared) namespaces.set(declared.prefix, declared.uri);
    endEntry(p);
  }
  p.namespaces = namespaces;
}

function endEntry(p: XQueryParser): void {
  if (!p.acceptSymbol(';')) throw p.fail(Messages.XQueryProlog, { token: p.near() });
}

function literal(p: XQueryParser): string {
  if (p.token.kind !== 'string') throw p.fail(Messages.XQueryStringLiteral, {});
  return p.advance().text.trim().replace(/\s+/g, ' ');
}

function namespaceEntry(p: XQueryParser): { readonly prefix: string; readonly uri: string } {
  if (p.token.kind !== 'name') throw p.unexpected();
  const prefix = p.advance().text;
  p.expectSymbol('=');
  return { prefix, uri: literal(p) };
}

function defaultEntry(p: XQueryParser): { readonly prefix: string; readonly uri: string } | undefined {
  const isElement = p.isWord('element');
  if (!isElement && !p.isWord('function')) throw p.unexpected();
  p.advance();
  p.expectWord('namespace');
  const uri = literal(p);
  return isElement ? { prefix: '', uri } : undefined;
}

/** Parses the query of a method that reads; raises what SQL Server knows of it without a row. */
export function parseXQuery(source: QuerySource, method: ReadMethod): XQuery {
  const p = begin(source);
  const written = p.sequence();
  if (p.token.kind !== 'end') throw p.unexpected();
  const expression = method === 'value' ? valuesOf(p, written) : written;
  requireFor(p, method, expression);
  return { expression, externals: p.externals };
}

function requireFor(p: XQueryParser, method: ReadMethod, { type }: XQueryExpression): void {
  const isMade = type.kind === 'node' && type.isConstructed === true;
  if (method === 'value') {
    if (isMade) throw p.fail(Messages.XQueryConstructed, { what: 'data()' });
    p.requireSingleton('value()', atomized(type));
  }
  if (method === 'nodes') {
    if (isMade) throw p.fail(Messages.XQueryConstructed, { what: "'nodes()'" });
    if (type.kind === 'atomic') throw p.fail(Messages.XQueryNodeRequired, { name: 'nodes()' });
  }
  if (method === 'query' && type.kind === 'node' && type.node === 'attribute') throw p.fail(Messages.XQueryAttributeOutside, {});
}

/** Parses the text of modify(); raises 6305 for a query that changes nothing. */
export function parseXmlDml(source: QuerySource): XmlDml {
  const p = begin(source);
  const change: XmlChange | undefined = acceptChange(p);
  if (!change) p.sequence();
  if (p.token.kind !== 'end') throw p.unexpected();
  if (!change) throw raise(Messages.XmlDmlRequired, {});
  return { change, externals: p.externals };
}

