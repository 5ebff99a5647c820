// Constructors of XQuery: elements as XML writes them with expressions in braces, comments, processing instructions, CDATA, and the computed forms.
import { Messages } from '../errors/catalogue';
import type { ConstructedName, Content, NamespaceDeclaration, XQueryExpression } from './expression';
import { splitName, type XQueryParser } from './parser';
import { nodes, type StaticType } from './static-type';

const NAME = /[\p{L}_][\p{L}\p{N}_.\-\u00B7]*(?::[\p{L}_][\p{L}\p{N}_.\-\u00B7]*)?/uy;
const XML_URI = 'http://www.w3.org/XML/1998/namespace';
const made = (type: StaticType): StaticType => (type.kind === 'node' ? { ...type, isConstructed: true } : type);
const elementType = (name: string): StaticType => made(nodes('element', `element(${name},xdt:untyped)`));

/** What stands at a `<`. */
export function parseDirectConstructor(p: XQueryParser): XQueryExpression {
  const start = p.token.start;
  if (p.text.startsWith('<!--', start)) return parseComment(p, start);
  if (p.text.startsWith('<![CDATA[', start)) return { kind: 'leaf', leaf: 'text', text: readUntil(p, start + 9, ']]>'), type: made(nodes('text', 'text')) };
  if (p.text.startsWith('<?', start)) return parseInstruction(p, start);
  p.position = start + 1;
  return p.nest(() => parseElement(p));
}

/** The text up to the end mark; the position is set behind it. */
function readUntil(p: XQueryParser, from: number, end: string): string {
  const at = p.text.indexOf(end, from);
  if (at < 0) throw p.fail(Messages.XQuerySyntax, { token: '<eof>' });
  p.position = at + end.length;
  return p.text.slice(from, at);
}

function parseComment(p: XQueryParser, start: number): XQueryExpression {
  const text = readUntil(p, start + 4, '-->');
  if (text.includes('--') || text.endsWith('-')) throw p.fail(Messages.XQueryCommentDashes, {});
  return { kind: 'leaf', leaf: 'comment', text, type: made(nodes('comment', 'comment')) };
}

function parseInstruction(p: XQueryParser, start: number): XQueryExpression {
  const text = readUntil(p, start + 2, '?>');
  const target = /^[^\s?]*/.exec(text)?.[0] ?? '';
  if (target === '') throw p.fail(Messages.XQueryTagNameStart, { character: text.charAt(0) });
  if (/^xml$/i.test(target)) throw p.fail(Messages.XQueryInstructionTarget, {});
  return { kind: 'leaf', leaf: 'instruction', text, type: made(nodes('processing-instruction', 'processing-instruction')) };
}

interface RawAttribute { readonly name: string; readonly value: Content }

/** An element whose `<` has been read. */
function parseElement(p: XQueryParser): XQueryExpression {
  const line = p.text.slice(0, p.position).split('\n').length;
  const written = readName(p);
  const scope = new Map(p.namespaces);
  return p.within(scope, () => {
    const declarations: NamespaceDeclaration[] = [];
    const attributes: RawAttribute[] = [];
    while (!atTagEnd(p)) readAttribute(p, { declarations, attributes, scope });
    const name = nameIn(p, written, 'element');
    const named = attributes.map((a) => ({ name: nameIn(p, a.name, 'attribute'), value: a.value }));
    const own = withImplied(declarations, [name, ...named.map((a) => a.name)]);
    const content = p.text.startsWith('/>', p.position) ? [] : parseContent(p, written, line);
    if (content.length === 0 && p.text.startsWith('/>', p.position)) p.position += 2;
    return { kind: 'element', name, declarations: own, attributes: named, content, type: elementType(written) };
  });
}

function readName(p: XQueryParser): string {
  NAME.lastIndex = p.position;
  const found = NAME.exec(p.text)?.[0];
  if (found === undefined) throw p.fail(Messages.XQueryTagNameStart, { character: p.text.charAt(p.position) });
  p.position += found.length;
  return found;
}

function skipBlank(p: XQueryParser): void {
  while (/\s/.test(p.text.charAt(p.position))) p.position += 1;
}

function atTagEnd(p: XQueryParser): boolean {
  skipBlank(p);
  if (p.position >= p.text.length) throw p.fail(Messages.XQuerySyntax, { token: '<eof>' });
  return p.text.startsWith('/>', p.position) || p.text.charAt(p.position) === '>';
}

function readAttribute(
  p: XQueryParser,
  { declarations, attributes, scope }: { readonly declarations: NamespaceDeclaration[]; readonly attributes: RawAttribute[]; readonly scope: Map<string, string> },
): void {
  const name = readName(p);
  skipBlank(p);
  if (p.text.charAt(p.position) !== '=') throw p.expected('=');
  p.position += 1;
  skipBlank(p);
  const value = readAttributeValue(p);
  const { prefix, local } = splitName(name);
  if (name === 'xmlns' || prefix === 'xmlns') {
    if (value.kind !== 'text') throw p.fail(Messages.XQueryNamespaceValue, {});
    const uri = value.text.trim().replace(/\s+/g, ' ');
    scope.set(name === 'xmlns' ? '' : local, uri);
    declarations.push({ prefix: name === 'xmlns' ? '' : local, uri });
    return;
  }
  if (attributes.some((a) => a.name === name)) throw p.fail(Messages.XQueryDuplicateAttribute, { name });
  attributes.push({ name, value });
}

/** A value in quotes: text, or one expression in braces; raises 9313 for a mixture. */
function readAttributeValue(p: XQueryParser): Content {
  const quote = p.text.charAt(p.position);
  if (quote !== '"' && quote !== "'") throw p.fail(Messages.XQueryStringLiteral, {});
  p.position += 1;
  let text = '';
  let expression: XQueryExpression | undefined;
  for (;;) {
    const character = p.text.charAt(p.position);
    if (character === '') throw p.fail(Messages.XQuerySyntax, { token: '<eof>' });
    if (character === quote && p.text.charAt(p.position + 1) !== quote) break;
    if (character === '{' && p.text.charAt(p.position + 1) !== '{') {
      if (expression) throw p.fail(Messages.XQueryMixedAttribute, {});
      expression = readEnclosed(p);
    } else text += readCharacter(p, quote);
    if (expression && text !== '') throw p.fail(Messages.XQueryMixedAttribute, {});
  }
  p.position += 1;
  return expression ? { kind: 'expression', expression } : { kind: 'text', text: p.decode(text.replace(/\r\n?|\n/g, ' ')) };
}

/** One character of literal text, doubled quotes and braces as one. */
function readCharacter(p: XQueryParser, quote: string): string {
  const character = p.text.charAt(p.position);
  const isDoubled = (character === '{' || character === '}' || character === quote) && p.text.charAt(p.position + 1) === character;
  if (character === '}' && !isDoubled) throw p.fail(Messages.XQueryLoneBrace, { open: '{', close: '}' });
  p.position += isDoubled ? 2 : 1;
  return character;
}

/** `{ expression }`. */
function readEnclosed(p: XQueryParser): XQueryExpression {
  p.position += 1;
  const expression = p.sequence();
  p.expectSymbol('}');
  return expression;
}

/** What stands between the tags; blank text beside tags and braces is dropped. */
function parseContent(p: XQueryParser, name: string, line: number): Content[] {
  p.position += 1;
  const content: Content[] = [];
  for (;;) {
    const raw = readText(p);
    const isBlank = /^\s*$/.test(raw);
    if (!isBlank) content.push({ kind: 'text', text: p.decode(raw.replace(/\r\n?/g, '\n')) });
    if (p.position >= p.text.length) throw p.fail(Messages.XQuerySyntax, { token: '<eof>' });
    if (p.text.startsWith('</', p.position)) break;
    if (p.text.charAt(p.position) === '{') content.push({ kind: 'expression', expression: readEnclosed(p) });
    else if (p.text.startsWith('<![CDATA[', p.position)) content.push({ kind: 'text', text: readUntil(p, p.position + 9, ']]>') });
    else content.push({ kind: 'expression', expression: parseDirectConstructor(p) });
  }
  p.position += 2;
  const end = readName(p);
  if (end !== name) throw p.fail(Messages.XQueryEndTag, { end, start: name, line });
  skipBlank(p);
  if (p.text.charAt(p.position) !== '>') throw p.expected('>');
  p.position += 1;
  return content;
}

function readText(p: XQueryParser): string {
  let text = '';
  for (;;) {
    const character = p.text.charAt(p.position);
    if (character === '' || character === '<' || (character === '{' && p.text.charAt(p.position + 1) !== '{')) return text;
    text += readCharacter(p, '{');
  }
}

function nameIn(p: XQueryParser, written: string, kind: 'element' | 'attribute'): ConstructedName {
  const { prefix, local } = splitName(written);
  return { prefix, local, uri: prefix === '' && kind === 'attribute' ? '' : p.resolve(prefix) };
}

/** The declarations with those that the names need and that stand outside the constructor. */
function withImplied(declarations: readonly NamespaceDeclaration[], names: readonly ConstructedName[]): NamespaceDeclaration[] {
  const all = [...declarations];
  for (const { prefix, uri } of names) {
    const isNeeded = uri !== '' && uri !== XML_URI && !all.some((d) => d.prefix === prefix);
    if (isNeeded) all.push({ prefix, uri, isImplied: true });
  }
  return all;
}

const COMPUTED: readonly string[] = ['element', 'attribute', 'text', 'comment', 'processing-instruction', 'document'];

/** `element n { ... }` and its kin, if one stands here. */
export function acceptComputedConstructor(p: XQueryParser): XQueryExpression | undefined {
  const { token, next } = p;
  if (!COMPUTED.includes(token.text)) return undefined;
  const isBraced = next.kind === 'symbol' && next.text === '{';
  const isNamed = next.kind === 'name' && /^\s*\{/.test(p.text.slice(next.end));
  if (!isBraced && !(isNamed && token.text !== 'text' && token.text !== 'comment' && token.text !== 'document')) return undefined;
  if (token.text === 'comment') throw p.fail(Messages.XQueryComputedComment, {});
  if (token.text === 'processing-instruction') throw p.fail(Messages.XQueryComputedInstruction, {});
  if (token.text === 'document') throw p.unsupported('document');
  p.advance();
  if (token.text === 'text') return { kind: 'text', ...parseBody(p), type: made(nodes('text', 'text')) };
  if (isBraced) throw p.fail(Messages.XQueryConstantName, {});
  const written = p.advance().text;
  const isElement = token.text === 'element';
  if (!isElement && (written === 'xmlns' || written.startsWith('xmlns:'))) throw p.fail(Messages.XQueryComputedXmlns, {});
  const name = nameIn(p, written, isElement ? 'element' : 'attribute');
  const { content } = parseBody(p);
  if (!isElement) return { kind: 'attribute', name, ...(content ? { content } : {}), type: made(nodes('attribute', `attribute(${written},xdt:untypedAtomic)`)) };
  return { kind: 'element', name, declarations: withImplied([], [name]), attributes: [], content: content ? [{ kind: 'expression', expression: content }] : [], type: elementType(written) };
}

function parseBody(p: XQueryParser): { readonly content?: XQueryExpression } {
  p.expectSymbol('{');
  if (p.acceptSymbol('}')) return {};
  const content = p.sequence();
  p.expectSymbol('}');
  return { content };
}
