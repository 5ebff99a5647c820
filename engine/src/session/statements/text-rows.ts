// The text of FOR JSON and FOR XML on its way to the client: a long one is several rows (Microsoft Learn: Format query results as JSON with FOR JSON).
import type { PlanNode } from '../../plan/node';
import type { ResultColumn } from '../../tds/session-port';
import type { Row } from '../../types/value';

const CHARACTERS = 2033;

/** Whether the rows of a query are one text; xml is a value like others. */
export const isOneText = ({ kind }: PlanNode, [column]: readonly ResultColumn[]): boolean => kind === 'for-json' || (isForXml(kind) && column?.type.name === 'ntext');

const isForXml = (kind: PlanNode['kind']): boolean => kind === 'for-xml' || kind === 'for-xml-explicit';

/** The columns as the client is told of them: outside of other queries the text of FOR XML is ntext, of a table of no name of its own. */
export const asText = ({ kind }: PlanNode, columns: readonly ResultColumn[]): readonly ResultColumn[] =>
  (isForXml(kind) ? columns.map((column) => (column.type.name === 'xml' ? column : { ...column, type: { name: 'ntext', collation: column.type.collation }, tableName: 'x' })) : columns);

/** The rows that the row of the text is sent as. */
export function textRows(row: Row): readonly Row[] {
  const [text] = row;
  if (typeof text !== 'string' || text.length <= CHARACTERS) return [row];
  return Array.from({ length: Math.ceil(text.length / CHARACTERS) }, (_, i) => [text.slice(i * CHARACTERS, (i + 1) * CHARACTERS)]);
}
