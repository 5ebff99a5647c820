// FOR XML EXPLICIT: each row opens one element, under the open one that its second column names.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { ExplicitColumn, ForXmlExplicitNode } from '../../plan/node';
import type { Row, Value } from '../../types/value';
import { escapeContent } from '../../types/xml/xml-text';
import type { CompiledQuery, Compiler, RowIterator } from '../compiled';
import { oneText, tagStyle } from './for-xml';
import { plainWriter } from './json-value';
import { asOneText } from './one-text';
import { attributeText, emptyElement, renderElement, type WrittenElement } from './xml-writer';

const XSI = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

interface OpenTag { readonly tag: number; readonly element: WrittenElement }
interface ColumnWriter { readonly column: ExplicitColumn; readonly ordinal: number; readonly write: (value: Value) => string }

/** Compiles FOR XML EXPLICIT; no rows give no text. */
export function compileForXmlExplicit(node: ForXmlExplicitNode, compiler: Compiler): CompiledQuery {
  const source = compiler.query(node.input);
  const tags = new Map(node.tags);
  const writers = node.explicit.map((column, i): ColumnWriter => {
    const type = node.input.columns[i + 2]?.type;
    return { column, ordinal: i + 2, write: column.isXml || !type ? (value) => value as string : plainWriter(type) };
  });
  const declared = node.explicit.some((column) => column.isNilled) ? XSI : '';
  const style = tagStyle(node, declared);
  const writeAll = (rows: RowIterator): string | undefined => {
    const roots: WrittenElement[] = [];
    let open: OpenTag[] = [];
    for (let row = rows.next(); row !== undefined; row = rows.next()) {
      const { tag, parent } = placeOf(row, tags);
      open = parent === 0 ? [] : upTo(open, parent);
      if (open.some((o) => o.tag === tag)) throw raise(Messages.ExplicitCircular, {});
      const element = emptyElement(tags.get(tag) ?? '');
      for (const writer of writers) if (writer.column.tag === tag) writeColumn(element, writer, row[writer.ordinal] ?? null);
      (open.at(-1)?.element.children ?? roots).push(element);
      open = [...open, { tag, element }];
    }
    return roots.length === 0 ? undefined : roots.map((root) => renderElement(root, style)).join('');
  };
  return asOneText(source, { columns: node.columns, write: (rows) => oneText(writeAll(rows), node, declared), isValue: node.isType });
}

function placeOf([first, second]: Row, tags: ReadonlyMap<number, string>): { readonly tag: number; readonly parent: number } {
  const [tag, parent] = [Number(first ?? 0), Number(second ?? 0)];
  if (tag < 1) throw raise(Messages.ExplicitTagType, {}, 2);
  if (parent < 0) throw raise(Messages.ExplicitParentType, {}, 2);
  if (!tags.has(tag)) throw raise(Messages.ExplicitUndeclaredTag, { tag });
  if (parent > 0 && !tags.has(parent)) throw raise(Messages.ExplicitUndeclaredParent, { tag: parent });
  return { tag, parent };
}

function upTo(open: readonly OpenTag[], parent: number): OpenTag[] {
  const at = open.findIndex((o) => o.tag === parent);
  if (at < 0) throw raise(Messages.ExplicitParentClosed, { tag: parent });
  return open.slice(0, at + 1);
}

function writeColumn(element: WrittenElement, { column, write }: ColumnWriter, value: Value): void {
  const { form, name, isXml, isNilled } = column;
  if (form === 'hide') return;
  if (value === null) {
    if (isNilled) element.children.push({ name, attributes: ['xsi:nil="true"'], children: [] });
    return;
  }
  const raw = write(value);
  if (form === 'attribute') {
    element.attributes.push(attributeText(name, raw));
    return;
  }
  const text = form === 'xml' || isXml ? raw : form === 'cdata' ? `<![CDATA[${raw.replaceAll(']]>', ']]]><![CDATA[]>')}]]>` : escapeContent(raw);
  if (name === '') element.children.push(text);
  else element.children.push({ name, attributes: [], children: text === '' ? [] : [text] });
}
