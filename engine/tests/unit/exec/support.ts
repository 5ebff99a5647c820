// A database of tables and a context around it for tests of exec: plans are written by hand, rows go through a real transaction.
import { FOLDED_NAMES } from '../../../src/types/text/collation';
import { Catalog, type DatabaseHeader } from '../../../src/catalog/database';
import type { CheckConstraint, Column, ForeignKey, IndexDefinition, TableDefinition } from '../../../src/catalog/definitions';
import type { ExecutionContext, TriggerFiring } from '../../../src/exec/context';
import { compileQuery } from '../../../src/exec/compile-query';
import type { BoundExpression, ComparePredicate } from '../../../src/plan/expression';
import type { OutputColumn, PlanNode, Scan, TableRef, ValuesNode } from '../../../src/plan/node';
import type { TargetShape } from '../../../src/plan/statement';
import { DatabaseStore } from '../../../src/storage/database-store';
import type { TableHandle } from '../../../src/transaction/row-access';
import type { Transaction } from '../../../src/transaction/transaction';
import { TransactionManager } from '../../../src/transaction/transaction-manager';
import { BIT, INT, varchar, type SqlType } from '../../../src/types/sql-type';
import type { Row, Value } from '../../../src/types/value';

export const DATABASE_ID = 5;

export const lit = (value: Value, type: SqlType = INT): BoundExpression => ({ kind: 'constant', value, type, isNullable: value === null });
export const col = (ordinal: number, type: SqlType = INT): BoundExpression => ({ kind: 'column', ordinal, name: `c${ordinal}`, type, isNullable: true });
export const outer = (ordinal: number, depth = 1, type: SqlType = INT): BoundExpression => ({ kind: 'outer', depth, ordinal, name: `o${ordinal}`, type, isNullable: true });
export const compare = (operator: ComparePredicate['operator'], left: BoundExpression, right: BoundExpression): BoundExpression =>
  ({ kind: 'compare', operator, left, right, operandType: left.type, type: BIT, isNullable: true });
export const add = (left: BoundExpression, right: BoundExpression): BoundExpression => ({ kind: 'arithmetic', operator: '+', left, right, type: left.type, isNullable: true });

export const out = (count: number, type: SqlType = INT): OutputColumn[] => Array.from({ length: count }, (_, i) => ({ name: `c${i}`, type, isNullable: true }));
/** A VALUES of int (or given) columns. */
export function values(rows: readonly Row[], types?: readonly SqlType[]): ValuesNode {
  const width = rows[0]?.length ?? types?.length ?? 0;
  const typeOf = (i: number): SqlType => types?.[i] ?? INT;
  return { kind: 'values', columns: Array.from({ length: width }, (_, i) => ({ name: `c${i}`, type: typeOf(i), isNullable: true })), rows: rows.map(row => row.map((value, i) => lit(value, typeOf(i)))) };
}

export const column = (columnId: number, name: string, more: Partial<Column> = {}): Column => ({ columnId, name, type: INT, isNullable: true, isRowGuid: false, isHidden: false, isSparse: false, ...more });
export const index = (indexId: number, columnIds: readonly number[], more: Partial<IndexDefinition> = {}): IndexDefinition => ({
  indexId, name: `ix_${indexId}`, isUnique: false, isClustered: indexId === 1, isPrimaryKey: false, isUniqueConstraint: false, isSystemNamed: false,
  columns: columnIds.map(columnId => ({ columnId, isDescending: false })), includedColumnIds: [], isDisabled: false, ignoreDuplicateKey: false, fillFactor: 0, isPadded: false, ...more,
});
export const primaryKey = index(1, [1], { isUnique: true, isPrimaryKey: true, name: 'pk' });
export const foreignKey = (columnId: number, referencedObjectId: number, more: Partial<ForeignKey> = {}): ForeignKey => ({
  objectId: 900 + columnId, name: `fk_${columnId}`, isSystemNamed: false, columnIds: [columnId], referencedObjectId, referencedColumnIds: [1], referencedIndexId: 1,
  onDelete: 'NO_ACTION', onUpdate: 'NO_ACTION', isDisabled: false, isNotTrusted: false, createdAt: 0, ...more,
});
export const table = (objectId: number, name: string, columns: readonly Column[], more: Partial<TableDefinition> = {}): TableDefinition => ({
  kind: 'table', objectId, schemaId: 1, name, createdAt: 0, modifiedAt: 0, columns, indexes: [], checks: [], foreignKeys: [], maxColumnId: columns.length, ...more,
});
export const checkOf = (name: string): CheckConstraint => ({ objectId: 800, name, definition: '', isSystemNamed: false, isDisabled: false, isNotTrusted: false, usedColumnIds: [], createdAt: 0 });
export const TEXT10 = varchar(10);

/** One database and one session in it. */
export class World {
  readonly store = new DatabaseStore();
  readonly catalog = new Catalog(FOLDED_NAMES);
  readonly header = { databaseId: DATABASE_ID, name: 'db', createdAt: 0, ownerLogin: 'sa', files: [], options: { isReadCommittedSnapshot: false, snapshotIsolation: 'OFF' } } as unknown as DatabaseHeader;
  readonly #manager = new TransactionManager(() => this);
  readonly session: Transaction = this.#manager.createTransaction(51);
  readonly handles = new Map<number, TableHandle>();
  readonly shapes = new Map<number, TargetShape>();
  readonly defaults = new Map<string, BoundExpression>();
  readonly firings: TriggerFiring[] = [];
  readonly triggers = new Set<string>();
  readonly variables = new Map<string, Value>();
  identities: bigint[] = [];
  nullWarnings = 0;
  rowCountLimit = 0;

  table(definition: TableDefinition, rows: readonly Row[] = [], shape: Partial<TargetShape> = {}): TableHandle {
    const store = this.session.createStore(DATABASE_ID, definition);
    const handle: TableHandle = { databaseId: DATABASE_ID, databaseName: 'db', schemaName: 'dbo', definition, store, filters: new Map(), isVariable: false, isSessionLocal: false };
    this.handles.set(definition.objectId, handle);
    this.shapes.set(definition.objectId, { databaseName: 'db', schemaName: 'dbo', checks: [], computed: [], ...shape });
    for (const row of rows) this.session.insert(handle, row);
    this.session.commit();
    return handle;
  }

  ref(objectId: number): TableRef { return { kind: 'base', databaseId: DATABASE_ID, objectId, name: '' }; }
  shape(objectId: number): TargetShape { return this.shapes.get(objectId) as TargetShape; }

  scan(objectId: number, more: Partial<Scan> = {}): Scan {
    const { columns } = (this.handles.get(objectId) as TableHandle).definition;
    const emitted: OutputColumn[] = columns.map(c => ({ name: c.name, type: c.type, isNullable: c.isNullable }));
    return { kind: 'scan', table: this.ref(objectId), hints: {}, purpose: 'read', emitsRowId: false, access: {}, columns: more.emitsRowId ? [...emitted, { name: '', type: INT, isNullable: false }] : emitted, ...more };
  }

  /** A scan for a DML target: columns, then the row id. */
  target(objectId: number, predicate?: BoundExpression): Scan { return this.scan(objectId, { purpose: 'update', emitsRowId: true, predicate }); }

  rows(objectId: number): Row[] { return this.run(this.scan(objectId)); }
  run(node: PlanNode): Row[] { return pullAll(node, this.context()); }

  context(): ExecutionContext {
    return {
      rows: this.session, outerRows: [], cteRows: new Map(), subqueryCache: new Map(), rowCountLimit: this.rowCountLimit, ansiWarnings: true,
      functions: { nowUtcTicks: 638_000_000_000_000_000n, dateFormat: 'mdy', localOffsetMinutes: 0 },
      openTable: (ref: TableRef) => this.handles.get(ref.kind === 'base' ? ref.objectId : 0),
      pseudoRows: () => [], virtualRows: () => [], variable: (name: string) => this.variables.get(name) ?? null,
      setVariable: (name: string, value: Value) => { this.variables.set(name, value); },
      foreignKeysTo: (_: number, objectId: number) => [...this.handles.values()].flatMap(({ definition }) => definition.foreignKeys.filter(key => key.referencedObjectId === objectId).map(key => ({ table: definition, foreignKey: key }))),
      requireIndexSettings: () => undefined, indexedViewsOver: () => [],
      shapeOf: (_: number, objectId: number) => this.shapes.get(objectId), defaultOf: (_: number, objectId: number, columnId: number) => this.defaults.get(`${objectId}.${columnId}`),
      hasTriggers: (_: number, objectId: number, event: string, timing: string) => this.triggers.has(`${objectId} ${timing} ${event}`),
      fireTriggers: (firing: TriggerFiring) => this.firings.push(firing) > 0,
      noteIdentity: (value: bigint) => { this.identities.push(value); }, absorbsArithmetic: false, noteAbsorbed: () => undefined, warnNullEliminated: () => { this.nullWarnings++; }, rowPassed: () => undefined, requireMemory: () => undefined,
      nextSequenceValue: () => { this.#sequence += 1n; return this.#sequence; },
    } as unknown as ExecutionContext;
  }
  #sequence = 0n;
}

/** Compiles and runs a plan. */
export function pullAll(node: PlanNode, context: ExecutionContext): Row[] {
  const iterator = compileQuery(node).open(context);
  const rows: Row[] = [];
  for (let row = iterator.next(); row; row = iterator.next()) rows.push(row);
  return rows;
}

/** The number and text of what a run raises. */
export function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return `${(error as { number?: number }).number ?? ''} ${(error as Error).message}`;
  }
  return 'no error';
}
