// FOR XML EXPLICIT: the names of the columns, `Element!Tag!Attribute!Directive`, to what each writes.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { ForXml } from '../../syntax/ast/query';
import type { ExplicitColumn, OutputColumn, PlanNode } from '../../plan/node';
import type { ForInput } from './auto-levels';
import { xmlColumn } from './xml-names';

const IDENTITIES = ['ID', 'IDREF', 'IDREFS', 'NMTOKEN', 'NMTOKENS'];
const FORMS = ['ELEMENT', 'ELEMENTXSINIL', 'XML', 'XMLTEXT', 'CDATA'];

/** The query's rows as one XML text that their first two columns shape. */
export function bindForXmlExplicit({ root, isType }: ForXml, { node, columns }: ForInput): PlanNode {
  if (columns.length < 3) throw raise(Messages.ExplicitTooNarrow, {});
  requireFirst(columns);
  const tags = new Map<number, string>();
  const explicit = columns.slice(2).map((column) => columnOf(column, tags));
  if (root === '') throw raise(Messages.ForXmlEmptyRoot, {});
  return { kind: 'for-xml-explicit', input: node, ...(root === undefined ? {} : { root }), isType, tags: [...tags], explicit, columns: [xmlColumn(isType)] };
}

function requireFirst([tag, parent]: readonly OutputColumn[]): void {
  if (tag?.type.name !== 'int') throw raise(Messages.ExplicitTagType, {});
  if (parent?.type.name !== 'int') throw raise(Messages.ExplicitParentType, {});
  for (const [i, expected] of ['TAG', 'PARENT'].entries()) {
    const name = [tag, parent][i]?.name ?? '';
    if (name.toUpperCase() !== expected) throw raise(Messages.ExplicitFirstNames, { position: i + 1, expected, name });
  }
}

function columnOf({ name: whole, type }: OutputColumn, tags: Map<number, string>): ExplicitColumn {
  const [element = '', number = '', name = '', ...words] = whole.split('!');
  const tag = /^\d+$/.test(number) ? Number(number) : 0;
  if (element === '' || tag < 1) throw raise(Messages.ExplicitColumnName, { name: whole });
  const before = tags.get(tag);
  if (before !== undefined && before !== element) throw raise(Messages.ExplicitRedeclared, { tag, before, name: element });
  tags.set(tag, element);
  const directives = words.map((word) => word.toUpperCase());
  requireDirectives(directives, whole, words);
  const isXml = type.name === 'xml';
  return { tag, name, form: formOf(directives, name, isXml), isNilled: directives.includes('ELEMENTXSINIL'), isXml };
}

function requireDirectives(directives: readonly string[], whole: string, words: readonly string[]): void {
  const among = (list: readonly string[]): number => directives.filter((d) => list.includes(d)).length;
  if (among(['HIDE']) > 1) throw raise(Messages.ExplicitHideTwice, { name: whole });
  if (among(IDENTITIES) > 1) throw raise(Messages.ExplicitIdentities, { name: whole });
  if (among(FORMS) > 1) throw raise(Messages.ExplicitForms, { name: whole });
  if (among(['HIDE']) > 0 && among(IDENTITIES) > 0) throw raise(Messages.ExplicitHiddenIdentity, { name: whole });
  const wrong = directives.findIndex((d) => d !== 'HIDE' && !IDENTITIES.includes(d) && !FORMS.includes(d));
  if (wrong >= 0) throw raise(Messages.ExplicitMode, { mode: words[wrong] ?? '' });
  if (directives.includes('IDREFS') || directives.includes('NMTOKENS')) throw notSupported('IDREFS and NMTOKENS in FOR XML EXPLICIT');
  if (directives.includes('XMLTEXT')) throw notSupported('XMLTEXT in FOR XML EXPLICIT');
}

function formOf(directives: readonly string[], name: string, isXml: boolean): ExplicitColumn['form'] {
  if (directives.includes('HIDE')) return 'hide';
  if (directives.includes('CDATA')) return 'cdata';
  if (directives.includes('XML')) return 'xml';
  if (name === '') return 'text';
  return directives.includes('ELEMENT') || directives.includes('ELEMENTXSINIL') || isXml ? 'element' : 'attribute';
}
