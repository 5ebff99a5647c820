// What a template may not have, because no clone would have it or no clean could put it back: found by the schema's facts, refused by name before
// anything is written. The reasons are those of Microsoft's documentation.
import { presetError } from '../errors';
import type { SchemaFacts, TableFacts } from '../sql/schema-statements';

/** WITHIN GROUP of STRING_AGG is there from this compatibility level on (Learn: STRING_AGG). */
const LOWEST_LEVEL = 110;

/** Raises JNM_TEMPLATE_UNSUITED for a template that cannot be cloned and cleaned; the tables `kept`, by their ids, are not cleaned. */
export function refuseUnsuited(schema: SchemaFacts, kept: ReadonlySet<number>): void {
  const { compatibilityLevel, hasChangeDataCapture } = schema.database;
  const things = [
    ...(compatibilityLevel < LOWEST_LEVEL ? [`its compatibility level is ${compatibilityLevel}, and ${LOWEST_LEVEL} is the lowest that can be cleaned`] : []),
    ...(hasChangeDataCapture ? ['change data capture is on, which a database restored under another name has lost'] : []),
    ...schema.tables.filter((table) => !kept.has(table.id)).flatMap((table) => {
      const reason = reasonAgainst(table);
      return reason === undefined ? [] : [`${table.schema}.${table.name} ${reason}`];
    }),
  ];
  if (things.length > 0) throw presetError('JNM_TEMPLATE_UNSUITED', { things: things.join('; ') });
}

function reasonAgainst(table: TableFacts): string | undefined {
  if (table.isLedger === true) return 'is a ledger table, from which nothing is ever taken away';
  if (table.graph !== undefined && table.rowCount > 0) return `is a graph table (AS ${table.graph.toUpperCase()}) with rows, whose internal columns cannot be read and put back`;
  return undefined;
}
