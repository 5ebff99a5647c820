// Reads XML text into a tree as the xml type does: well-formedness, namespaces, entities; blank text between tags is dropped. No schemas, no DTDs.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { XML_MESSAGES } from '../../errors/xml-messages';
import { notSupported } from '../../errors/not-supported';
import { ownEntry } from '../own-entry';
import type { XmlElement, XmlLeaf, XmlParent, XmlRoot } from './xml-document';

const NAME = /[\p{L}_:][\p{L}\p{N}_:.\-\u00B7]*/uy;
const BLANK = /[ \t\r\n]*/y;
const MAXIMUM_DEPTH = 128;
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

type Problem = keyof typeof XML_MESSAGES;

/** The Char production of XML. */
const isXmlCharacter = (code: number): boolean =>
  code === 0x9 || code === 0xA || code === 0xD || (code >= 0x20 && code <= 0xD7FF) || (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);

/** The first character that XML does not have, half a pair of surrogates among them. */
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** How text is read: whether it comes as nvarchar (9402 for a declaration that says otherwise), and what the style of CONVERT keeps and takes. */
export interface XmlReading { readonly isUnicode?: boolean; readonly keepsBlanks?: boolean; readonly takesDtd?: boolean }

class Reader {
  readonly root: XmlRoot = { kind: 'root', children: [] };
  #at = 0;
  #depth = 0;
  readonly #isLegal: boolean;
  constructor(readonly text: string, readonly reading: XmlReading) {
    this.#isLegal = !ILLEGAL.test(text);
  }

  read(): XmlRoot {
    if (this.text.startsWith('\uFEFF')) this.#at = 1;
    if (this.#isNext('<?xml') && /\s/.test(this.text[this.#at + 5] ?? '')) this.#declaration();
    this.#content(this.root);
    return this.root;
  }

  /** The encoding that the declaration names must be that of the text: UTF-16 for nvarchar, another for varchar. */
  #declaration(): void {
    const end = this.#find('?>') + 2;
    const [, encoding] = /\sencoding\s*=\s*["']([^"']*)["']/.exec(this.text.slice(this.#at, end)) ?? [];
    const isWide = encoding === undefined ? undefined : /^(utf-16|ucs-2|unicode)$/i.test(encoding);
    const { isUnicode } = this.reading;
    if (isUnicode !== undefined && isWide !== undefined && isWide !== isUnicode) throw this.#problem('XmlEncoding', end);
    this.#at = end;
  }

  #content(first: XmlParent): void {
    let parent = first;
    for (;;) {
      if (this.#at >= this.text.length) {
        if (parent.kind === 'element') throw this.#problem('XmlUnexpectedEnd', this.text.length);
        return;
      }
      if (this.#isNext('</')) parent = this.#endTag(parent);
      else if (this.#isNext('<')) parent = this.#markup(parent);
      else this.#text(parent);
    }
  }

  #markup(parent: XmlParent): XmlParent {
    if (this.#isNext('<!--')) this.#comment(parent);
    else if (this.#isNext('<![CDATA[')) {
      const end = this.#find(']]>');
      this.#requireLegal(end);
      addText(parent, this.text.slice(this.#at + 9, end));
      this.#at = end + 3;
    } else if (this.#isNext('<?')) this.#instruction(parent);
    else if (this.#isNext('<!DOCTYPE')) throw this.reading.takesDtd ? notSupported('a DTD in xml') : raise(Messages.XmlDtd, {});
    else return this.#startTag(parent);
    return parent;
  }

  #comment(parent: XmlParent): void {
    const dashes = this.text.indexOf('--', this.#at + 4);
    if (dashes >= 0 && dashes + 2 < this.text.length && this.text[dashes + 2] !== '>') throw this.#problem('XmlCommentSyntax', dashes + 3);
    this.#leaf(parent, 'comment', 4, '-->');
  }

  #instruction(parent: XmlParent): void {
    if (/^xml[\s?]/i.test(this.text.slice(this.#at + 2, this.#at + 6))) throw this.#problem('XmlDeclarationPlace', this.#at + 6);
    this.#leaf(parent, 'instruction', 2, '?>');
  }

  #leaf(parent: XmlParent, kind: XmlLeaf['kind'], head: number, tail: string): void {
    const end = this.#find(tail);
    this.#requireLegal(end);
    parent.children.push({ kind, text: this.text.slice(this.#at + head, end), parent });
    this.#at = end + tail.length;
  }

  #text(parent: XmlParent): void {
    const next = this.text.indexOf('<', this.#at);
    const end = next < 0 ? this.text.length : next;
    const raw = this.text.slice(this.#at, end);
    const section = raw.indexOf(']]>');
    if (section >= 0) throw this.#problem('XmlSectionEnd', this.#at + section + 3);
    this.#requireLegal(end);
    if (!/^[ \t\r\n]*$/.test(raw) || this.#keepsBlanks(parent)) addText(parent, this.#decode(raw.replace(/\r\n?/g, '\n'), this.#at));
    this.#at = end;
  }

  /** Whether blank text in a node is kept: if the style says so, or xml:space of the node or what is nearest above it. */
  #keepsBlanks(parent: XmlParent): boolean {
    if (parent.kind === 'root') {
      if (this.reading.keepsBlanks) throw notSupported('CONVERT to xml with a style that keeps blanks outside of elements');
      return false;
    }
    for (let above: XmlParent = parent; above.kind === 'element'; above = above.parent) {
      const space = above.attributes.find(({ name }) => name === 'xml:space')?.value;
      if (space !== undefined) return space === 'preserve' || this.reading.keepsBlanks === true;
    }
    return this.reading.keepsBlanks === true;
  }

  /** Raises 9420 for a character before `end` that XML does not have. */
  #requireLegal(end: number): void {
    const wrong = this.#isLegal ? -1 : this.text.slice(this.#at, end).search(ILLEGAL);
    if (wrong >= 0) throw this.#problem('XmlIllegalCharacter', this.#at + wrong + 1);
  }

  #startTag(parent: XmlParent): XmlParent {
    this.#at += 1;
    const name = this.#name();
    const raw: { readonly name: string; readonly value: string; readonly at: number }[] = [];
    while (!this.#isAfterBlank('/>') && !this.#isAfterBlank('>')) {
      const attribute = this.#attribute();
      if (raw.some((r) => r.name === attribute.name)) throw this.#problem('XmlDuplicateAttribute', attribute.at);
      raw.push(attribute);
    }
    const isEmpty = this.#isNext('/>');
    const element = this.#element(parent, name, raw);
    this.#at += isEmpty ? 2 : 1;
    parent.children.push(element);
    if (this.#depth >= MAXIMUM_DEPTH) throw raise(Messages.XmlTooDeep, {});
    if (!isEmpty) this.#depth += 1;
    return isEmpty ? parent : element;
  }

  #attribute(): { readonly name: string; readonly value: string; readonly at: number } {
    if (this.#at >= this.text.length) throw this.#problem('XmlUnexpectedEnd', this.text.length);
    if (!/\s/.test(this.text[this.#at - 1] ?? '')) throw this.#problem('XmlBlankExpected', this.#at + 1);
    const at = this.#at;
    const name = this.#name();
    if (!this.#isAfterBlank('=')) throw this.#problem('XmlEqualExpected', this.#at + 1);
    this.#at += 1;
    this.#isAfterBlank('"');
    const quote = this.text[this.#at] ?? '';
    if (quote !== '"' && quote !== "'") throw this.#problem('XmlStringExpected', this.#at + 1);
    const end = this.text.indexOf(quote, this.#at + 1);
    if (end < 0) throw this.#problem('XmlUnexpectedEnd', this.text.length);
    const value = this.text.slice(this.#at + 1, end);
    this.#requireLegal(end);
    const wrong = value.indexOf('<');
    if (wrong >= 0) throw this.#problem('XmlLessInAttribute', this.#at + wrong + 2);
    if (value === '' && name.startsWith('xmlns:')) throw this.#problem('XmlEmptyNamespace', end + 1);
    const decoded = this.#decode(value.replace(/\r\n?|[\n\t]/g, ' '), this.#at + 1);
    this.#at = end + 1;
    return { name, value: decoded, at };
  }

  #element(parent: XmlParent, name: string, raw: readonly { readonly name: string; readonly value: string }[]): XmlElement {
    const isDeclaration = (n: string): boolean => n === 'xmlns' || n.startsWith('xmlns:');
    const declarations = raw.filter((r) => isDeclaration(r.name)).map((r) => ({ prefix: r.name.slice(6), uri: r.value }));
    const { prefix, local } = split(name);
    const element: XmlElement = { kind: 'element', name, local, uri: this.#uri(prefix, declarations, parent), attributes: [], declarations, children: [], parent };
    for (const a of raw) {
      if (isDeclaration(a.name)) continue;
      const parts = split(a.name);
      const uri = parts.prefix === '' ? '' : this.#uri(parts.prefix, declarations, parent);
      element.attributes.push({ kind: 'attribute', name: a.name, local: parts.local, uri, value: a.value, parent: element });
    }
    return element;
  }

  #uri(prefix: string, own: XmlElement['declarations'], parent: XmlParent): string {
    if (prefix === 'xml') return XML_NAMESPACE;
    let found = own.find((d) => d.prefix === prefix);
    for (let above = parent; !found && above.kind === 'element'; above = above.parent) found = above.declarations.find((d) => d.prefix === prefix);
    if (!found && prefix !== '') throw this.#problem('XmlUndeclaredPrefix', this.#at + 1);
    return found?.uri ?? '';
  }

  #endTag(parent: XmlParent): XmlParent {
    this.#at += 2;
    if (parent.kind !== 'element') throw this.#problem('XmlSyntax', this.#at);
    const name = this.#name();
    if (!this.#isAfterBlank('>')) throw this.#at >= this.text.length ? this.#problem('XmlUnexpectedEnd', this.text.length) : this.#problem('XmlTagEndExpected', this.#at + 1);
    this.#at += 1;
    if (name !== parent.name) throw this.#problem('XmlEndTag', this.#at);
    this.#depth -= 1;
    return parent.parent;
  }

  #name(): string {
    NAME.lastIndex = this.#at;
    const found = NAME.exec(this.text)?.[0];
    if (found === undefined) throw this.#problem(this.#at >= this.text.length ? 'XmlUnexpectedEnd' : 'XmlQualifiedName', Math.min(this.#at + 1, this.text.length));
    const [prefix = '', local, ...more] = found.split(':');
    if (more.length > 0) throw this.#problem('XmlColons', this.#at + prefix.length + (local ?? '').length + 2);
    if (prefix === '' || local === '') throw this.#problem('XmlQualifiedName', this.#at + prefix.length + (prefix === '' ? 1 : 2));
    this.#at += found.length;
    return found;
  }

  #decode(raw: string, at: number): string {
    return raw.replace(/&(?:([^&;\s]*);)?/g, (_whole, name: string | undefined, offset: number) => {
      if (name === undefined || name === '') throw this.#unendedEntity(raw.slice(offset + 1), at + offset + 2);
      const wrong = wrongDigit(name);
      if (wrong) throw this.#problem(wrong.kind, at + offset + wrong.index + 2);
      const code = /^#x([0-9a-fA-F]+)$/.exec(name)?.[1];
      const number = code !== undefined ? parseInt(code, 16) : /^#[0-9]+$/.test(name) ? Number(name.slice(1)) : undefined;
      if (number !== undefined) {
        if (!isXmlCharacter(number)) throw this.#problem('XmlIllegalCharacter', at + offset + name.length + 2);
        return String.fromCodePoint(number);
      }
      const character = ownEntry(ENTITIES, name);
      if (character === undefined) throw this.#problem('XmlUndeclaredEntity', at + offset + name.length + 2);
      return character;
    });
  }

  /** A reference without its semicolon is reported where that ought to stand. */
  #unendedEntity(rest: string, at: number): Error {
    const name = /^#?[\p{L}\p{N}_]+/u.exec(rest)?.[0];
    return name === undefined ? this.#problem('XmlNameCharacter', at) : this.#problem(name.length === rest.length ? 'XmlUnexpectedEnd' : 'XmlSemicolonExpected', at + name.length);
  }

  #isNext(text: string): boolean { return this.text.startsWith(text, this.#at); }

  #isAfterBlank(text: string): boolean {
    BLANK.lastIndex = this.#at;
    this.#at += BLANK.exec(this.text)?.[0].length ?? 0;
    return this.#isNext(text);
  }

  #find(text: string): number {
    const found = this.text.indexOf(text, this.#at);
    if (found < 0) throw this.#problem('XmlUnexpectedEnd', this.text.length);
    return found;
  }

  #problem(kind: Problem, at: number): Error {
    const before = this.text.slice(0, at);
    const line = before.split('\n').length;
    return raise(XML_MESSAGES[kind], { line, character: at - (before.lastIndexOf('\n', at - 2) + 1) });
  }
}

function split(name: string): { readonly prefix: string; readonly local: string } {
  const colon = name.indexOf(':');
  return colon < 0 ? { prefix: '', local: name } : { prefix: name.slice(0, colon), local: name.slice(colon + 1) };
}

/** The first character of a numeric reference that is no digit of its base. */
function wrongDigit(name: string): { readonly kind: Problem; readonly index: number } | undefined {
  const isHexadecimal = name.startsWith('#x');
  const [head, digits] = isHexadecimal ? [2, /^[0-9a-fA-F]*/] : [1, /^[0-9]*/];
  if (!name.startsWith('#')) return undefined;
  const index = head + (digits.exec(name.slice(head))?.[0].length ?? 0);
  return index > head && index === name.length ? undefined : { kind: isHexadecimal ? 'XmlHexadecimalExpected' : 'XmlDigitExpected', index };
}

function addText(parent: XmlParent, text: string): void {
  const last = parent.children.at(-1);
  if (last?.kind === 'text') parent.children[parent.children.length - 1] = { ...last, text: last.text + text };
  else if (text !== '') parent.children.push({ kind: 'text', text, parent });
}

/** The tree of a document or fragment, blank text between tags left out unless the reading keeps it; raises 9400 and its kin. */
export const readXml = (text: string, reading: XmlReading = {}): XmlRoot => new Reader(text, reading).read();
