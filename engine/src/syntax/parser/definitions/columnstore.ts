// What stands behind the name of a columnstore index: columns, ORDER, WHERE and options. Knows no table.
import { Messages } from '../../../errors/catalogue';
import type { Identifier } from '../../ast/common';
import type { InlineIndex, IndexedColumn } from '../../ast/ddl';
import type { Parser } from '../grammar';
import { parseColumnNames, parseIndexTail } from './index-tail';
import { parseIdentifier } from '../names';

/** What was said before COLUMNSTORE. */
export interface ColumnstoreHead { readonly isUnique: boolean; readonly isClustered: boolean; readonly isBesideColumn?: boolean }

/** The rest of a columnstore index, from its columns on. Refuses what no columnstore index has: 35301, 35302, 35306, 35308, 35311, 35335, 35336, 35342. */
export function parseColumnstore(p: Parser, { isUnique, isClustered, isBesideColumn }: ColumnstoreHead): Omit<InlineIndex, 'name' | 'at'> {
  if (isUnique) throw p.error(Messages.ColumnstoreUnique, {});
  if (isBesideColumn) throw p.error(Messages.ColumnstoreBesideColumn, {});
  const columns = parseColumns(p, isClustered);
  if (p.isWord('INCLUDE') && p.isSymbolAt(1, '(')) throw p.error(Messages.ColumnstoreIncludes, {});
  const order = parseOrder(p, isClustered);
  if (isClustered && p.isWord('WHERE')) throw p.error(Messages.ColumnstoreFiltered, {});
  const filter = p.acceptWord('WHERE') ? p.condition() : undefined;
  return { isUnique, isClustered, columns, included: [], filter, columnstore: { order }, options: parseIndexTail(p) };
}

function parseColumns(p: Parser, isClustered: boolean): IndexedColumn[] {
  if (isClustered && p.isSymbol('(')) throw p.error(Messages.ColumnstoreKeyList, {});
  if (isClustered) return [];
  if (!p.isSymbol('(')) throw p.error(Messages.ColumnstoreNoColumns, {});
  return p.parenthesizedList(() => {
    const column = parseIdentifier(p);
    if (p.isWord('ASC', 'DESC')) throw p.error(Messages.ColumnstoreSorted, {});
    return { column, isDescending: false };
  });
}

function parseOrder(p: Parser, isClustered: boolean): Identifier[] {
  if (!p.isWord('ORDER')) return [];
  if (!isClustered) throw p.error(Messages.ColumnstoreOrderNonclustered, {});
  p.advance();
  return parseColumnNames(p);
}
