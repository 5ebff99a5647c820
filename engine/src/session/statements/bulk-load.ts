// Bulk load: the rows that follow an `insert bulk` batch, inserted as one statement.
import { findColumn } from '../../catalog/columns';
import type { ResolvedTable } from '../../binder/bind-context';
import { bindInsertTarget } from '../../binder/bind-statement';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { compileDml } from '../../exec/execute-dml';
import { optimize } from '../../optimizer/optimize';
import type { DmlPlan } from '../../plan/statement';
import type { InsertBulk, InsertStatement } from '../../syntax/ast/statement';
import { type BulkRows, CommandCode } from '../../tds/session-port';
import { requirePromisedOrder } from './bulk-order';
import { StatementContext } from '../surroundings/execution';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { bindIn, withUses } from '../plan-cache';
import { runStatement } from '../statement';
import type { SessionState } from '../state';

const ROWS_CTE = -1;
const HONOURED = new Set(['CHECK_CONSTRAINTS', 'FIRE_TRIGGERS', 'KEEP_NULLS', 'TABLOCK', 'ROWS_PER_BATCH', 'KILOBYTES_PER_BATCH', 'ORDER']);

/** Inserts the rows. Constraints and triggers always hold here: WITHOUT the options that ask for them the load is refused where the table has any. */
export function* runBulkLoad(state: SessionState, bulk: BulkRows): Run<void> {
  const pending = state.pendingBulk;
  state.pendingBulk = undefined;
  if (!pending) throw raise(Messages.ProtocolStream, {});
  const { statement, frame } = pending;
  const options = new Set(statement.options.map((o) => o.toUpperCase().replace(/\s*[=(].*$/s, '')));
  for (const option of options) if (!HONOURED.has(option)) throw notSupported(`bulk load with ${option}`);
  yield* runStatement(state, frame, () => {
    const bind = bindIn(state, frame);
    const table = bind.resolveTable(statement.table.parts);
    if (table?.kind === 'table') {
      refuseUnchecked(bind, table, options);
      requirePromisedOrder(table.definition, statement.options, bulk);
    }
    const keepsIdentity = identityInList(bind, statement);
    const before = state.identityInsert;
    if (keepsIdentity) state.identityInsert = keepsIdentity;
    try {
      const columns = bulk.columns.map((c) => ({ name: c.name, type: c.type, isNullable: true }));
      const plan = optimize(withUses(state, frame, (own) => bindInsertTarget(asInsert(statement), own, columns))) as DmlPlan;
      const context = new StatementContext(state, frame);
      context.cteRows.set(ROWS_CTE, bulk.rows);
      const result = compileDml(plan).execute(context);
      state.rowCount = BigInt(result.rowCount);
      state.sink.statementEnd({ command: CommandCode.bulkInsert, rowCount: result.rowCount });
    } finally {
      state.identityInsert = before;
    }
  });
}

/** Starts a bulk load. A column that the table lacks is told without words, as SQL Server does: clients have a message of their own for that. */
export function beginBulkLoad(state: SessionState, frame: Frame, statement: InsertBulk): void {
  const bind = bindIn(state, frame);
  const table = bind.resolveTable(statement.table.parts);
  if (table === undefined) throw raise(Messages.InvalidObjectName, { name: statement.table.parts.join('.') });
  const { names } = bind.inDatabase(table.databaseId);
  const isComplete = table.kind !== 'table' || statement.columns.every(({ name }) => findColumn(table.definition, name.name, names) !== undefined);
  if (isComplete) state.pendingBulk = { statement, frame };
  state.sink.statementEnd({ command: CommandCode.none, hasError: !isComplete });
}

type TargetTable = Extract<ResolvedTable, { kind: 'table' }>;

function refuseUnchecked(bind: ReturnType<typeof bindIn>, table: TargetTable, options: ReadonlySet<string>): void {
  const { definition } = table;
  if (!options.has('CHECK_CONSTRAINTS') && definition.checks.length + definition.foreignKeys.length > 0)
    throw notSupported('bulk load without CHECK_CONSTRAINTS into a table that has CHECK or FOREIGN KEY constraints');
  if (!options.has('FIRE_TRIGGERS') && bind.hasTrigger(table.databaseId, definition.objectId, 'insert', 'after'))
    throw notSupported('bulk load without FIRE_TRIGGERS into a table that has INSERT triggers');
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
