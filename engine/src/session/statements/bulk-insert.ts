// The INSERT that a bulk load is. Knows no message and no option.
import { bindInsertTarget } from '../../binder/bind-statement';
import { compileDml } from '../../exec/execute-dml';
import { optimize } from '../../optimizer/optimize';
import type { DmlPlan } from '../../plan/statement';
import type { InsertBulk, InsertStatement } from '../../syntax/ast/statement';
import type { BulkRows } from '../../tds/session-port';
import { BufferSink } from '../buffer-sink';
import { endStatement } from '../completion';
import type { Frame } from '../frame';
import { bindIn, withUses } from '../plan-cache';
import type { SessionState } from '../state';
import { StatementContext } from '../surroundings/execution';

const ROWS_CTE = -1;

/** Rows for the table of an `insert bulk`; the table's defaults may stand for their NULLs. */
export interface Load { readonly statement: InsertBulk; readonly bulk: BulkRows; readonly nulls: 'kept' | 'default' }

/** Inserts them and tells of the end. */
export function insertLoaded(state: SessionState, frame: Frame, { statement, bulk, nulls }: Load): void {
  const keepsIdentity = identityInList(bindIn(state, frame), statement);
  const before = state.identityInsert;
  if (keepsIdentity) state.identityInsert = keepsIdentity;
  try {
    const columns = bulk.columns.map(({ name, type }) => ({ name, type, isNullable: true }));
    const plan = optimize(withUses(state, frame, (own) => bindInsertTarget(asInsert(statement), own, columns, nulls))) as DmlPlan;
    const context = new StatementContext(state, frame);
    context.cteRows.set(ROWS_CTE, bulk.rows);
    const { rowCount } = quietly(state, () => compileDml(plan).execute(context));
    state.rowCount = BigInt(rowCount);
    endStatement(state, frame, 'bulkInsert', rowCount);
  } finally {
    state.identityInsert = before;
  }
}

/** Of what triggers do the client is told their messages alone. */
function quietly<T>(state: SessionState, work: () => T): T {
  const outer = state.sink;
  const buffer = new BufferSink();
  state.sink = buffer;
  try {
    return work();
  } finally {
    state.sink = outer;
    buffer.dropResults();
    buffer.flush(outer);
  }
}

/** Keep-identity in bulk load is the identity column's presence in the list. */
function identityInList(bind: ReturnType<typeof bindIn>, statement: InsertBulk): { readonly databaseId: number; readonly objectId: number } | undefined {
  const table = bind.resolveTable(statement.table.parts);
  if (table?.kind !== 'table' || table.ref.kind !== 'base') return undefined;
  const identity = table.definition.columns.find((c) => c.identity);
  const { names } = bind.inDatabase(table.databaseId);
  const isListed = identity && statement.columns.some((c) => names.isSame(c.name.name, identity.name));
  return isListed ? { databaseId: table.ref.databaseId, objectId: table.ref.objectId } : undefined;
}

const asInsert = (statement: InsertBulk): InsertStatement => ({
  kind: 'insert', with: [], target: { kind: 'table', name: statement.table, hints: [], at: statement.at }, columns: statement.columns.map((c) => c.name),
  outputs: [], source: { kind: 'default-values' }, options: [], at: statement.at,
});
