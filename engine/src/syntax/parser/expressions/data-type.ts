// Data types as written, the two-word synonyms included. Does not know which types exist.
import type { DataTypeName } from '../../ast/common';
import type { Cursor } from '../cursor';
import { nameOf, parseInteger, parseObjectName } from '../names';

const VARYING_TYPES = ['CHAR', 'CHARACTER', 'BINARY', 'NCHAR', 'NCHARACTER'];
const MAXIMUM_ARGUMENTS = 2;

/** Reads a data type; names of several words come as one part, joined by blanks. */
export function parseDataType(p: Cursor): DataTypeName {
  const at = p.at;
  const name = acceptWordyName(p);
  const typeName = name === undefined ? parseObjectName(p) : nameOf(name, at);
  if (!p.isSymbol('(')) return { name: typeName, args: [], at };
  if (typeName.parts.at(-1)?.toLowerCase() === 'xml') return { name: typeName, args: [], xmlSchema: parseXmlSchema(p), at };
  return { name: typeName, args: parseArguments(p), at };
}

function acceptWordyName(p: Cursor): string | undefined {
  if (p.acceptSequence('DOUBLE', 'PRECISION')) return 'double precision';
  if (p.acceptWord('NATIONAL')) {
    const base = p.expectOneOf('CHAR', 'CHARACTER', 'TEXT').toLowerCase();
    return `national ${base}${p.acceptWord('VARYING') ? ' varying' : ''}`;
  }
  if (p.isWord(...VARYING_TYPES) && p.isWordAt(1, 'VARYING')) {
    const base = p.advance().text.toLowerCase();
    p.advance();
    return `${base} varying`;
  }
  return undefined;
}

/** (CONTENT collection), (DOCUMENT collection) or (collection). */
function parseXmlSchema(p: Cursor): NonNullable<DataTypeName['xmlSchema']> {
  p.advance();
  const isFacet = p.isWord('CONTENT', 'DOCUMENT') && !p.isSymbolAt(1, ')') && !p.isSymbolAt(1, '.');
  const isDocument = isFacet && p.advance().upper === 'DOCUMENT';
  const name = parseObjectName(p);
  p.expectSymbol(')');
  return { name, isDocument };
}

function parseArguments(p: Cursor): (number | 'max')[] {
  let count = 0;
  return p.parenthesizedList(() => {
    if (++count > MAXIMUM_ARGUMENTS && p.previous) throw p.unexpectedToken(p.previous);
    if (p.acceptWord('MAX')) return 'max';
    if (p.isWord('FLOAT16', 'FLOAT32')) throw p.refuse(`the vector base type ${p.current.text}`);
    return parseInteger(p);
  });
}
