// CREATE PRIMARY XML INDEX and CREATE XML INDEX. Knows no table.
import { Messages } from '../../../errors/catalogue';
import type { Position } from '../../ast/common';
import type { CreateXmlIndex } from '../../ast/ddl';
import type { Parser } from '../grammar';
import { parseIndexOptions } from './index-tail';
import { parseIdentifier, parseObjectName } from '../names';

/** The whole of either; the next words are [PRIMARY] XML INDEX. Raises 6343 for a secondary one that names no primary one. */
export function parseCreateXmlIndex(p: Parser, at: Position): CreateXmlIndex {
  const isPrimary = p.acceptWord('PRIMARY');
  p.expectWord('XML');
  p.expectWord('INDEX');
  const name = parseIdentifier(p);
  p.expectWord('ON');
  const table = parseObjectName(p);
  p.expectSymbol('(');
  const column = parseIdentifier(p);
  p.expectSymbol(')');
  if (isPrimary && p.isWord('USING')) throw p.unexpected();
  const using = isPrimary ? undefined : parseUsing(p, name.name);
  const options = p.isWord('WITH') && p.isSymbolAt(1, '(') ? parseOptions(p) : [];
  return { kind: 'create-xml-index', name, table, column, using, options, at };
}

function parseUsing(p: Parser, index: string): NonNullable<CreateXmlIndex['using']> {
  if (!p.acceptSequence('USING', 'XML', 'INDEX')) throw p.error(Messages.XmlIndexWithoutPrimary, { index });
  const { name } = parseIdentifier(p);
  if (!p.acceptWord('FOR')) throw p.refuse('XML indexes over another without FOR VALUE, PATH or PROPERTY');
  if (p.isSymbol('(')) throw p.refuse('secondary selective XML indexes');
  return { name, type: p.expectOneOf('PATH', 'VALUE', 'PROPERTY') as 'PATH' | 'VALUE' | 'PROPERTY' };
}

function parseOptions(p: Parser): CreateXmlIndex['options'] {
  p.advance();
  return parseIndexOptions(p);
}
