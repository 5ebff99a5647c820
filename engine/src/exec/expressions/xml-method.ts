// The one XML method that string building leans on: .value('.', type) after FOR XML. Everything else of XQuery is refused.
import { notSupported } from '../../errors/not-supported';
import type { XmlMethodExpression } from '../../plan/expression';
import { converter } from '../../types/convert';
import { nvarchar } from '../../types/sql-type';
import type { Compiler, Evaluate } from '../compiled';

const WHOLE_TEXT = new Set(['.', '(.)[1]', './text()[1]', '(./text())[1]', 'text()[1]', '(text())[1]']);
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Compiles a method of the xml type. */
export function compileXmlMethod(expression: XmlMethodExpression, compiler: Compiler): Evaluate {
  const path = expression.path.trim();
  if (expression.method !== 'value' || !WHOLE_TEXT.has(path)) throw notSupported(`the xml method ${expression.method}('${expression.path}')`);
  const target = compiler.expression(expression.target);
  const convert = converter(nvarchar('max'), expression.type);
  return (row, context) => {
    const xml = target(row, context);
    if (xml === null) return null;
    const text = textOf(xml as string);
    return text === '' && path.includes('text()') ? null : convert(text);
  };
}

const textOf = (xml: string): string => xml.replace(/<[^>]*>/g, '').replace(/&(#x?[0-9a-fA-F]+|\w+);/g, (entity, name: string) => decode(name) ?? entity);

function decode(name: string): string | undefined {
  if (!name.startsWith('#')) return ENTITIES[name];
  return String.fromCodePoint(name[1] === 'x' ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10));
}
