// FOR JSON and FOR XML behind a query.
import type { ForJson, ForXml } from '../ast/query';
import type { Parser } from './grammar';
import { parseString } from './names';

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
  while (p.acceptSymbol(',')) {
    const option = p.expectOneOf('ROOT', 'INCLUDE_NULL_VALUES', 'WITHOUT_ARRAY_WRAPPER');
    if (option === 'ROOT') root = acceptParenthesizedString(p) ?? 'root';
    else if (option === 'INCLUDE_NULL_VALUES') includeNulls = true;
    else withoutArrayWrapper = true;
  }
  return { kind: 'for-json', mode, root, includeNulls, withoutArrayWrapper };
}

function parseForXml(p: Parser): ForXml {
  const mode = p.expectOneOf('PATH', 'RAW', 'AUTO', 'EXPLICIT').toLowerCase() as ForXml['mode'];
  const element = mode === 'path' || mode === 'raw' ? acceptParenthesizedString(p) : undefined;
  let root: string | undefined;
  let isType = false;
  let elements = false;
  let xsinil = false;
  let binaryBase64 = false;
  while (p.acceptSymbol(',')) {
    if (p.isWord('XMLDATA', 'XMLSCHEMA')) throw p.refuse(`FOR XML ... ${p.current.upper}`);
    const option = p.expectOneOf('ROOT', 'TYPE', 'ELEMENTS', 'BINARY');
    if (option === 'ROOT') root = acceptParenthesizedString(p) ?? 'root';
    else if (option === 'TYPE') isType = true;
    else if (option === 'ELEMENTS') {
      elements = true;
      xsinil = p.acceptWord('XSINIL');
      if (!xsinil) p.acceptWord('ABSENT');
    } else {
      p.expectWord('BASE64');
      binaryBase64 = true;
    }
  }
  return { kind: 'for-xml', mode, element, root, isType, elements, xsinil, binaryBase64 };
}

function acceptParenthesizedString(p: Parser): string | undefined {
  if (!p.acceptSymbol('(')) return undefined;
  const text = parseString(p);
  p.expectSymbol(')');
  return text;
}
