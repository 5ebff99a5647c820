// The text that gives a module its definition back: its CREATE as an ALTER. Knows no more of T-SQL than comments and that first word.

// Comments may be nested; a line comment ends with its line.
function skipBlanks(text: string, from: number): number {
  let at = from;
  for (;;) {
    const blank = /^(?:\s+|--[^\n]*(?:\n|$))/.exec(text.slice(at));
    if (blank !== null) at += blank[0].length;
    else if (text.startsWith('/*', at)) at = endOfComment(text, at);
    else return at;
  }
}

function endOfComment(text: string, from: number): number {
  let depth = 0;
  for (const match of text.slice(from).matchAll(/\/\*|\*\//g)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return from + match.index + 2;
  }
  return text.length;
}

/** A module's CREATE, or CREATE OR ALTER, as an ALTER of the same text; undefined if it does not begin with one. */
export function alterTextOf(definition: string): string | undefined {
  const start = skipBlanks(definition, 0);
  const create = /^CREATE(?=[\s/-])/i.exec(definition.slice(start));
  if (create === null) return undefined;
  const rest = definition.slice(start + create[0].length);
  const or = skipBlanks(rest, 0);
  const isOrAlter = /^OR(?=[\s/-])/i.test(rest.slice(or));
  if (!isOrAlter) return `${definition.slice(0, start)}ALTER${rest}`;
  const alter = skipBlanks(rest, or + 2);
  const word = /^ALTER(?=[\s/-])/i.exec(rest.slice(alter));
  return word === null ? undefined : `${definition.slice(0, start)}ALTER${rest.slice(alter + word[0].length)}`;
}
