// FOR JSON's text on its way to the client: a long one is several rows (Microsoft Learn: Format query results as JSON with FOR JSON).
import type { Row } from '../../types/value';

const CHARACTERS = 2033;

/** The rows that the row of the text is sent as. */
export function jsonRows(row: Row): readonly Row[] {
  const [text] = row;
  if (typeof text !== 'string' || text.length <= CHARACTERS) return [row];
  return Array.from({ length: Math.ceil(text.length / CHARACTERS) }, (_, i) => [text.slice(i * CHARACTERS, (i + 1) * CHARACTERS)]);
}
