// What a template may not have, because no clone would have it or no clean could put it back: found by the schema's facts, refused by name before
// anything is written. The reasons are those of Microsoft's documentation.
import { presetError } from '../errors';
import type { SchemaFacts, TableFacts } from '../sql/schema-statements';

/** WITHIN GROUP of STRING_AGG is there from this compatibility level on (Learn: STRING_AGG). */
const LOWEST_LEVEL = 110;

/** Whether a table is named, as `schema.name` or `name`, among those that are never cleaned. */
export function keepsTable(keep: readonly string[]): (table: Pick<TableFacts, 'schema' | 'name'>) => boolean {
  const kept = new Set(keep.map((name) => name.toLowerCase()));
  return (table) => kept.has(table.name.toLowerCase()) || kept.has(`${table.schema}.${table.name}`.toLowerCase());
}

/** Raises JNM_TEMPLATE_UNSUITED for a template that cannot be cloned and cleaned; tables named in `keep` are not cleaned. */
export function refuseUnsuited(schema: SchemaFacts, keep: readonly string[]): void {
  const isKept = keepsTable(keep);
  const { compatibilityLevel, hasChangeDataCapture } = schema.database;
  const things = [
    ...(compatibilityLevel < LOWEST_LEVEL ? [`its compatibility level is ${compatibilityLevel}, and ${LOWEST_LEVEL} is the lowest that can be cleaned`] : []),
    ...(hasChangeDataCapture ? ['change data capture is on, which a database restored under another name has lost'] : []),
    ...schema.tables.filter((table) => !isKept(table)).flatMap((table) => {
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
