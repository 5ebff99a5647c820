// CREATE PRIMARY XML INDEX and CREATE XML INDEX: what may have one. Builds nothing: XML indexes are kept as definitions only.
import { findColumn } from '../../catalog/columns';
import type { Column, IndexDefinition, TableDefinition, XmlIndex } from '../../catalog/definitions';
import { keySize } from '../../catalog/key-size';
import { nextXmlIndexId, xmlIndexNamed } from '../../catalog/xml-indexes';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { CreateXmlIndex } from '../../syntax/ast/ddl';
import type { DdlContext } from '../objects/ddl-context';
import { requireFreeIndexName, requireSettings } from './index-builder';
import { readIndexOptions } from './index-options';
import { findObject, written } from '../objects/object-names';
import { replaceDefinition, tableToAlter, type TargetTable } from '../objects/table-change';
import type { NameRules } from '../../types/text/collation';

const STATE_CREATE = 12;
/** A clustered primary key has fewer columns than this, and no more bytes than that. */
const KEY_COLUMNS = 16;
const KEY_BYTES = 128;

/** Gives the table an XML index. Raises 1088, 1911, 1913, 1934, 6330, 6331, 6332, 6333, 6334, 6336, 6342 and 6344. */
export function createXmlIndex(ddl: DdlContext, statement: CreateXmlIndex): void {
  const found = findObject(ddl, statement.table);
  if (found?.object.kind === 'view') throw raise(Messages.XmlIndexOfNoTable, { name: written(statement.table) });
  if (found?.object.kind !== 'table') throw raise(Messages.IdentityInsertNotFound, { table: written(statement.table) }, STATE_CREATE);
  const target = tableToAlter(ddl, statement.table);
  const { table } = target;
  const { fillFactor, isPadded } = readOptions(statement);
  const { name } = statement.name;
  requireFreeIndexName(target.site, table, name);
  requireSettings(ddl);
  const column = indexedColumn(table, statement, target.database.catalog.names);
  const secondary = statement.using ? { primaryId: primaryOf(target, statement.using.name, column).indexId, type: statement.using.type } : undefined;
  if (!secondary) requirePrimary(table, column);
  const index: XmlIndex = { indexId: nextXmlIndexId(table), name, isClustered: false, isDisabled: false, columnId: column.columnId, ...(secondary ? { secondary } : {}), fillFactor, isPadded };
  replaceDefinition(ddl, target, { ...table, xmlIndexes: [...(table.xmlIndexes ?? []), index] });
}

const NOT_OF_XML = new Set(['DATA_COMPRESSION', 'XML_COMPRESSION', 'STATISTICS_NORECOMPUTE', 'OPTIMIZE_FOR_SEQUENTIAL_KEY', 'ALLOW_PAGE_LOCKS']);

function readOptions({ options }: CreateXmlIndex): { readonly fillFactor: number; readonly isPadded: boolean } {
  const { fillFactor, isPadded, ignoreDuplicateKey, dropExisting } = readIndexOptions(options);
  if (ignoreDuplicateKey) throw notSupported('IGNORE_DUP_KEY of an XML index');
  if (dropExisting) throw notSupported('DROP_EXISTING of an XML index');
  const other = options.find(({ name }) => NOT_OF_XML.has(name.toUpperCase()));
  if (other) throw notSupported(`${other.name.toUpperCase()} of an XML index`);
  const online = options.find((option) => option.name.toUpperCase() === 'ONLINE' && String(option.value).toUpperCase() !== 'OFF');
  if (online) throw notSupported('ONLINE of an XML index');
  return { fillFactor, isPadded };
}

function indexedColumn(table: TableDefinition, { column: { name: column }, name: { name: index } }: CreateXmlIndex, names: NameRules): Column {
  const found = findColumn(table, column, names);
  if (!found) throw raise(Messages.NoSuchColumnForIndex, { column });
  if (found.type.name !== 'xml') throw raise(Messages.XmlIndexColumnType, { column: found.name, table: table.name });
  if (found.computed) throw raise(Messages.XmlIndexComputed, { index, table: table.name, column: found.name });
  return found;
}

function primaryOf({ table, site }: TargetTable, name: string, column: Column): XmlIndex {
  const primary = xmlIndexNamed(table, name, site.database.catalog.names);
  if (!primary || primary.secondary) throw raise(Messages.PrimaryXmlIndexMissing, { index: name, table: table.name });
  if (primary.columnId !== column.columnId) throw raise(Messages.PrimaryXmlIndexElsewhere, { index: name, table: table.name, column: column.name });
  return primary;
}

function requirePrimary(table: TableDefinition, column: Column): void {
  const key: IndexDefinition | undefined = table.indexes.find((index) => index.isPrimaryKey && index.isClustered);
  if (!key || key.columns.length >= KEY_COLUMNS) throw raise(Messages.XmlIndexNeedsKey, { table: table.name, count: KEY_COLUMNS });
  const { maximum } = keySize(table.columns, key);
  if (maximum > KEY_BYTES) throw raise(Messages.XmlIndexKeySize, { table: table.name, size: maximum, limit: KEY_BYTES });
  const other = table.xmlIndexes?.find((index) => !index.secondary && index.columnId === column.columnId);
  if (other) throw raise(Messages.SecondPrimaryXmlIndex, { index: other.name, column: column.name, table: table.name });
}
