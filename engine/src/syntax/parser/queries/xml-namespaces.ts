// WITH XMLNAMESPACES ('uri' AS prefix, DEFAULT 'uri'): the names that queries of xml methods and FOR XML may use in the statement.
import { Messages } from '../../../errors/catalogue';
import type { XmlNamespace } from '../../ast/expression';
import type { Parser } from '../grammar';
import { parseIdentifier, parseString } from '../names';

const XML_URI = 'http://www.w3.org/XML/1998/namespace';

/** The clause behind WITH, if it stands here; raises what SQL Server refuses of its names. */
export function acceptXmlNamespaces(p: Parser): readonly XmlNamespace[] | undefined {
  if (!p.isWord('XMLNAMESPACES') || !p.isSymbolAt(1, '(')) return undefined;
  p.advance();
  const list: XmlNamespace[] = [];
  p.parenthesizedList(() => {
    const { at } = p;
    const isDefault = p.acceptWord('DEFAULT');
    const uri = parseString(p);
    if (!isDefault) p.expectWord('AS');
    const prefix = isDefault ? '' : parseIdentifier(p).name;
    requireAllowed(p, { prefix, uri, at }, list);
    list.push({ prefix, uri, at });
  });
  return list;
}

function requireAllowed(p: Parser, { prefix, uri, at }: XmlNamespace, before: readonly XmlNamespace[]): void {
  if (prefix === 'xmlns') throw p.error(Messages.XmlPrefixReserved, { prefix }, at);
  const wrong = [...prefix].find((c, i) => !(i === 0 ? /[\p{L}_]/u : /[\p{L}\p{N}_.\-\u00B7]/u).test(c));
  if (wrong !== undefined) throw p.error(Messages.XmlPrefixIdentifier, { prefix, character: wrong, code: wrong.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0') }, at);
  if ((prefix === 'xml') !== (uri === XML_URI)) throw p.error(Messages.XmlPrefixOfXml, {}, at);
  if (uri === '') throw p.error(Messages.XmlEmptyUri, {}, at);
  if (before.some((b) => b.prefix === prefix)) throw p.error(Messages.XmlPrefixTwice, { prefix: prefix === '' ? 'default' : prefix }, at);
}
