// XML as FOR XML writes it: elements under construction.
import { escapeAttribute } from '../../types/xml/xml-text';

/** An element under construction; its name and attributes are as they are written. */
export interface WrittenElement { readonly name: string; readonly attributes: string[]; readonly children: (WrittenElement | string)[] }

/** `name="value"`. */
export const attributeText = (name: string, value: string): string => `${name}="${escapeAttribute(value)}"`;

/** `declared` goes in front of the first element's attributes; `shortens`: an element around no text is one tag, as a value of xml writes it. */
export interface TagStyle { readonly declared: string; readonly shortens: boolean }

/** The element as text. */
export function renderElement(node: WrittenElement | string, { declared, shortens }: TagStyle): string {
  if (typeof node === 'string') return node;
  const start = `<${node.name}${declared}${node.attributes.map((attribute) => ` ${attribute}`).join('')}`;
  const inner = node.children.map((child) => renderElement(child, { declared: '', shortens })).join('');
  const isOneTag = shortens ? inner === '' : node.children.length === 0;
  return isOneTag ? `${start}/>` : `${start}>${inner}</${node.name}>`;
}

/** An element without content. */
export const emptyElement = (name: string): WrittenElement => ({ name, attributes: [], children: [] });

/** Namespace declarations as they stand in a tag. */
export const declarationText = (declarations: readonly { readonly prefix: string; readonly uri: string }[]): string =>
  declarations.map(({ prefix, uri }) => ` ${attributeText(prefix === '' ? 'xmlns' : `xmlns:${prefix}`, uri)}`).join('');

/** Characters that no XML text may hold, under any escape. */
export const forbiddenCharacter = (text: string): string | undefined => /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.exec(text)?.[0];
