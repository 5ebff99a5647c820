// The XML indexes of a table. They make nothing faster here: what a query finds is the same with and without them. Knows no rows.
import type { NameRules } from '../types/text/collation';
import type { TableDefinition, XmlIndex } from './definitions';

/** XML indexes have ids of their own sequence, which begins here. */
export const FIRST_XML_INDEX_ID = 256000;

/** The XML index of that name. */
export const xmlIndexNamed = ({ xmlIndexes }: TableDefinition, name: string, names: NameRules): XmlIndex | undefined => xmlIndexes?.find((index) => names.isSame(index.name, name));

/** The id that the next XML index of the table gets. */
export const nextXmlIndexId = ({ xmlIndexes = [] }: TableDefinition): number => Math.max(FIRST_XML_INDEX_ID - 1, ...xmlIndexes.map(({ indexId }) => indexId)) + 1;

/** The table without an XML index; with a primary one go those that were made over it. */
export function withoutXmlIndex(table: TableDefinition, { indexId }: XmlIndex): TableDefinition {
  const left = (table.xmlIndexes ?? []).filter((index) => index.indexId !== indexId && index.secondary?.primaryId !== indexId);
  return { ...table, xmlIndexes: left.length > 0 ? left : undefined };
}
