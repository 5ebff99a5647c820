// A base table as rows: the scan, computed columns that are not kept in the row, and the predicates of filtered indexes.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { Column, TableDefinition } from '../../catalog/definitions';
import { isKept } from '../../catalog/kept-columns';
import { rowColumn, type BoundExpression } from '../../plan/expression';
import type { OutputColumn, PlanNode, Scan } from '../../plan/node';
import type { LockHints } from '../../transaction/row-access';
import { INT } from '../../types/sql-type';
import type { ResolvedTable } from '../bind-context';
import { insideBody, type Environment } from '../environment';
import { convertTo } from '../expression/conversion';
import { parsedExpression } from '../parsed-text';
import { visibleRows, type Guarded } from './row-security';
import { makeScope, scopeTable } from '../scope';

/** A resolved base table. */
export type BaseTable = Extract<ResolvedTable, { kind: 'table' }>;

/** How a table is to be read. */
export interface ScanRequest {
  readonly table: BaseTable;
  readonly locks: LockHints;
  readonly purpose: Scan['purpose'];
  readonly emitsRowId: boolean;
  readonly forcedIndexId?: number;
  readonly env: Environment;
}

/** A table's columns as its rows have them. */
export const columnsOfTable = (columns: readonly Column[]): readonly OutputColumn[] => columns.map((c) => ({
  name: c.name, type: c.type, isNullable: c.isNullable, isBase: true, ...(c.userTypeId === undefined ? {} : { userTypeId: c.userTypeId }),
  ...(c.identity ? { isIdentity: true } : {}), ...(c.computed || c.type.name === 'timestamp' ? { isComputed: true } : {}), ...(c.isHidden ? { isHidden: true } : {}),
}));

/** The name of the column that a scan adds for the row id: no text can write it. */
export const ROW_ID_NAME = '\0row';
/** That column. */
const ROW_ID_COLUMN: OutputColumn = { name: ROW_ID_NAME, type: INT, isNullable: false, isHidden: true };

/** Binds the text of a value over a table's own row. */
export function bindOverTable(text: string, definition: TableDefinition, env: Environment, databaseId: number): BoundExpression {
  const inside = insideBody(env, databaseId);
  const row = columnsOfTable(definition.columns);
  return inside.services.bindValue(parsedExpression(text, inside.context), inside, makeScope(undefined, row, [scopeTable(definition.name, row)]));
}

/** Binds the text of a condition over a table's own row. */
export function bindConditionOverTable(text: string, definition: TableDefinition, env: Environment, databaseId: number): BoundExpression {
  const inside = insideBody(env, databaseId);
  const row = columnsOfTable(definition.columns);
  return inside.services.bindCondition(parsedExpression(text, inside.context), inside, makeScope(undefined, row, [scopeTable(definition.name, row)]));
}

/** The bound predicates of a table's filtered indexes by index id. */
export function bindIndexFilters(definition: TableDefinition, env: Environment, databaseId: number): ReadonlyMap<number, BoundExpression> {
  const filters = new Map<number, BoundExpression>();
  for (const index of definition.indexes) {
    if (index.filter !== undefined) filters.set(index.indexId, bindConditionOverTable(index.filter, definition, env, databaseId));
  }
  return filters;
}

/** The table's rows; with the row id last where asked for. */
export function makeScan(request: ScanRequest): PlanNode {
  const { table, locks, purpose, emitsRowId, forcedIndexId, env } = request;
  const { definition } = table;
  const own = columnsOfTable(definition.columns);
  const columns = emitsRowId ? [...own, ROW_ID_COLUMN] : own;
  const hasFilters = definition.indexes.some((i) => i.filter !== undefined);
  const scan: Scan = {
    kind: 'scan', table: table.ref, hints: locks, purpose, emitsRowId, access: forcedIndexId === undefined ? {} : { forcedIndexId }, columns, definition,
    ...(hasFilters ? { indexFilters: bindIndexFilters(definition, env, table.databaseId) } : {}),
  };
  const rows = expandComputed(scan, table, env);
  return table.ref.kind === 'base' && !definition.isTemporary ? visibleRows(rows, guardedTable(table), env) : rows;
}

/** A table as security predicates see it. */
export const guardedTable = ({ definition, databaseId, databaseName, schemaName }: Pick<BaseTable, 'definition' | 'databaseId' | 'databaseName' | 'schemaName'>): Guarded =>
  ({ databaseId, databaseName, schemaName, name: definition.name, objectId: definition.objectId, columns: columnsOfTable(definition.columns) });

function expandComputed(scan: Scan, table: BaseTable, env: Environment): PlanNode {
  const { definition } = table;
  if (!definition.columns.some((c) => c.computed && !isKept(definition, c))) return scan;
  if (env.expansionDepth > 64) throw raise(Messages.NestingLevelExceeded, { limit: 32 });
  const expressions = scan.columns.map((column, ordinal): BoundExpression => {
    const own = definition.columns[ordinal];
    const computed = own && !isKept(definition, own) ? own.computed : undefined;
    if (!computed) return rowColumn(column, ordinal);
    return convertTo(bindOverTable(computed.definition, definition, env, table.databaseId), column.type);
  });
  return { kind: 'project', input: scan, expressions, columns: scan.columns, expands: true };
}
