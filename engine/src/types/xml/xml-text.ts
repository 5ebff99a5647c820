// How text and values are escaped in XML, wherever it is written. Knows no node.

const TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#x0D;' };
const VALUE: Readonly<Record<string, string>> = { ...TEXT, '"': '&quot;', '\n': '&#x0A;', '\t': '&#x09;' };

/** Text between tags. */
export const escapeText = (text: string): string => text.replace(/[&<>\r]/g, (c) => TEXT[c] ?? c);
/** Text between tags as SQL Server writes it: the last of nothing but blanks is a reference, so that a reader keeps them. */
export function escapeContent(text: string): string {
  if (!/^[ \t\n]+$/.test(text)) return escapeText(text);
  return `${text.slice(0, -1)}&#x${text.charCodeAt(text.length - 1).toString(16).toUpperCase().padStart(2, '0')};`;
}
/** Text in an attribute's quotes. */
export const escapeAttribute = (text: string): string => text.replace(/[&<>\r"\n\t]/g, (c) => VALUE[c] ?? c);
