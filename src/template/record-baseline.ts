// Writes into a finished template what its clones need to be cleaned: the baseline's tables, copies of rows, views, the procedure.
// Knows the connection it is handed, not how the schema came about.
import { copyRowsText, createBaselineTexts, fillBaselineTexts, noteSequencesText, sequenceNowText, switchNowText, tableNowText } from '../sql/baseline-statements';
import { createCleanProcedureText } from '../sql/clean-procedure';
import { createProbeText } from '../sql/identity-insert';
import type { Connection } from '../sql/connection';
import { createDetailTexts, DATABASE_TRIGGERS_ON_TEXT, detailNowText, fillModuleTexts, noteDetailTexts, OWN_SCHEMA_ID_TEXT, shapeNowText, switchDatabaseTriggersText } from '../sql/detail-statements';
import { notePoliciesTexts, switchPoliciesText } from '../sql/policy-statements';
import { findNamedTables, readSchema } from '../sql/schema-statements';
import { planBaseline } from './plan-baseline';
import { refuseUnsuited } from './refuse-unsuited';

/** What of cleaning a project may choose. */
export interface BaselineSettings {
  readonly cleanKeep: readonly string[];
  readonly cleanTimeoutMs: number;
}

/**
 * Records the baseline of the connection's database, which must not have one yet, and gives the names of `cleanKeep` that no table of it has; raises
 * JNM_TEMPLATE_UNSUITED, before anything is written, for one that has what cannot be brought back.
 */
export async function recordBaseline(connection: Connection, settings: BaselineSettings): Promise<readonly string[]> {
  const schema = await readSchema(connection);
  const kept = await findNamedTables(connection, settings.cleanKeep);
  refuseUnsuited(schema, kept.ids);
  const plan = planBaseline(schema, kept.ids);
  const triggers = (await connection.query(DATABASE_TRIGGERS_ON_TEXT)).map((row) => String(row['name']));
  // What they would write now is no part of the baseline.
  if (triggers.length > 0) await connection.query(switchDatabaseTriggersText(triggers, false));
  for (const text of [...createBaselineTexts(), ...createDetailTexts(), createProbeText()]) await connection.query(text);
  const ownSchemaId = Number((await connection.query(OWN_SCHEMA_ID_TEXT))[0]?.['id']);
  const texts = [
    ...notePoliciesTexts(),
    switchPoliciesText(false),
    ...plan.copies.map((copy) => copyRowsText(copy.tableId, copy.table, copy.columns)),
    ...fillBaselineTexts(plan),
    ...fillModuleTexts(plan.modules),
    // A backup holds the end of a sequence's cache, and the clone would go on there (Learn: CREATE SEQUENCE, Cache management).
    ...plan.sequences.filter(({ isUsed }) => isUsed).map(({ restartText }) => restartText),
    tableNowText(schema.canSeeUsage),
    sequenceNowText(),
    noteSequencesText(),
    switchNowText(),
    detailNowText(ownSchemaId),
    shapeNowText(ownSchemaId),
    createCleanProcedureText(settings.cleanTimeoutMs, schema.canSeeUsage),
    switchPoliciesText(true),
    ...(triggers.length > 0 ? [switchDatabaseTriggersText(triggers, true)] : []),
    ...noteDetailTexts(),
  ];
  for (const text of texts) await connection.query(text);
  return kept.unknown;
}
