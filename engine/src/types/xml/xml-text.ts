// How text and values are escaped in XML, wherever it is written. Knows no node.

const TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#x0D;' };
const VALUE: Readonly<Record<string, string>> = { ...TEXT, '"': '&quot;', '\n': '&#x0A;', '\t': '&#x09;' };

/** Text between tags. */
export const escapeText = (text: string): string => text.replace(/[&<>\r]/g, (c) => TEXT[c] ?? c);
/** Text in an attribute's quotes. */
export const escapeAttribute = (text: string): string => text.replace(/[&<>\r"\n\t]/g, (c) => VALUE[c] ?? c);
