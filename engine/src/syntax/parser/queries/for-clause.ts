// FOR JSON and FOR XML behind a query.
import { Messages } from '../../../errors/catalogue';
import type { ForJson, ForXml } from '../../ast/query';
import type { Parser } from '../grammar';
import { parseString } from '../names';

/** `FOR JSON ...` or `FOR XML ...` if it stands here; other FOR clauses belong to someone else. */
export function acceptForClause(p: Parser): ForJson | ForXml | undefined {
  if (!p.isWord('FOR')) return undefined;
  if (p.isWordAt(1, 'BROWSE')) throw p.refuse('FOR BROWSE');
  if (p.acceptSequence('FOR', 'JSON')) return parseForJson(p);
  return p.acceptSequence('FOR', 'XML') ? parseForXml(p) : undefined;
}

function parseForJson(p: Parser): ForJson {
  const mode = p.expectOneOf('PATH', 'AUTO') === 'PATH' ? 'path' : 'auto';
  let root: string | undefined;
  let includeNulls = false;
  let withoutArrayWrapper = false;
  const seen: string[] = [];
  while (p.acceptSymbol(',')) {
    if (p.isWord(...seen)) throw p.unexpected();
    const option = p.expectOneOf('ROOT', 'INCLUDE_NULL_VALUES', 'WITHOUT_ARRAY_WRAPPER');
    seen.push(option);
    if (option === 'ROOT') root = acceptParenthesizedString(p) ?? 'root';
    else if (option === 'INCLUDE_NULL_VALUES') includeNulls = true;
    else withoutArrayWrapper = true;
  }
  return { kind: 'for-json', mode, root, includeNulls, withoutArrayWrapper };
}

function parseForXml(p: Parser): ForXml {
  const { at } = p.previous ?? p;
  const mode = p.expectOneOf('PATH', 'RAW', 'AUTO', 'EXPLICIT').toLowerCase() as ForXml['mode'];
  const element = acceptParenthesizedString(p);
  if (element !== undefined && (mode === 'auto' || mode === 'explicit')) throw p.error(Messages.ForXmlRowTag, {}, at);
  const options = new Map<string, string | true>();
  while (p.acceptSymbol(',')) {
    if (p.isWord('XMLDATA', 'XMLSCHEMA')) throw p.refuse(`FOR XML ... ${p.current.upper}`);
    const option = p.expectOneOf('ROOT', 'TYPE', 'ELEMENTS', 'BINARY');
    if (options.has(option)) throw p.error(Messages.SyntaxNear, { token: 'XML' }, at);
    options.set(option, parseXmlOption(p, option));
  }
  const root = options.get('ROOT');
  if (mode === 'explicit' && options.has('ELEMENTS')) throw p.error(Messages.ExplicitElements, {}, at);
  return {
    kind: 'for-xml', mode, element, root: typeof root === 'string' ? root : undefined, isType: options.has('TYPE'), elements: options.has('ELEMENTS'), xsinil: options.get('ELEMENTS') === 'XSINIL',
    binaryBase64: options.has('BINARY'), ...(p.xmlNamespaces.length > 0 ? { namespaces: p.xmlNamespaces } : {}),
  };
}

function parseXmlOption(p: Parser, option: string): string | true {
  if (option === 'ROOT') return acceptParenthesizedString(p) ?? 'root';
  if (option === 'ELEMENTS') return p.acceptWord('XSINIL') ? 'XSINIL' : p.acceptWord('ABSENT') || true;
  if (option === 'BINARY') p.expectWord('BASE64');
  return true;
}

function acceptParenthesizedString(p: Parser): string | undefined {
  if (!p.acceptSymbol('(')) return undefined;
  const text = parseString(p);
  p.expectSymbol(')');
  return text;
}
