// What running plans get from the session: rows, variables, modules, system views. Implements exec's ExecutionContext for one frame.
import { bindDefault, bindFilters, bindTargetShape } from '../../binder/bind-table';
import type { ResolvedTable } from '../../binder/bind-context';
import type { ForeignKey, TableDefinition } from '../../catalog/definitions';
import { viewAsTable } from '../../catalog/indexed-view';
import { dependenciesOf } from '../../ddl/objects/dependencies';
import { EngineBug } from '../../errors/engine-bug';
import type { ExecutionContext, GivenArgument, TriggerFiring, VirtualRead } from '../../exec/context';
import { compilePredicate } from '../../exec/compile-expression';
import type { FunctionContext } from '../../exec/functions/function-context';
import type { BoundExpression, MaskedColumn } from '../../plan/expression';
import type { MaintainedView } from '../../plan/indexed-view';
import type { TableRef } from '../../plan/node';
import type { TargetShape } from '../../plan/statement';
import { parseObjectName } from '../../syntax/parse';
import { azureView } from '../../system/azure-views';
import { systemTableFunction, systemView } from '../../system/registry';
import { narrowed } from '../../system/object-rows';
import type { SystemWorld } from '../../system/system-view';
import type { RowAccess, TableHandle } from '../../transaction/row-access';
import type { Row, Value } from '../../types/value';
import { checkCancelled } from '../cancellation';
import type { Frame } from '../frame';
import { describeRecords } from './described-records';
import { viewUses } from './view-uses';
import { SessionFunctions } from './function-surroundings';
import type { Database } from '../../instance/instance';
import { indexedViewsOver, maintainedView, requireIndexSettings } from './indexed-views';
import { schemaName } from './name-resolution';
import { awaitShownObjects } from './settled-catalog';
import { myPermissions } from '../security/permission-functions';
import { requireSystemView } from '../security/system-rights';
import { mayUnmask } from '../security/unmask';
import { visibleRows } from '../security/visibility';
import { bindIn } from '../plan-cache';
import { absorbsArithmetic } from '../settings';
import { systemVariable, transactionCountInWrite } from './system-variables';
import { innermostTrigger } from './trigger-state';
import type { SessionState } from '../state';
import { preparedDocument } from '../procedures/xml-documents';
import type { PreparedXml } from '../../exec/prepared-xml';

type Filters = ReadonlyMap<number, (row: Row) => boolean>;
const ROWS_BETWEEN_CHECKS = 4096;
const filterCache = new WeakMap<TableDefinition, Filters>();
const shapeCache = new WeakMap<TableDefinition, TargetShape>();
const defaultCache = new WeakMap<TableDefinition, Map<number, BoundExpression>>();

/** The context of one statement in one frame. */
export class StatementContext implements ExecutionContext {
  readonly outerRows: Row[] = [];
  readonly cteRows = new Map<number, readonly Row[]>();
  readonly subqueryCache = new Map<object, unknown>();
  readonly functions: FunctionContext;
  readonly #absorbed = new Set<'overflow' | 'division'>();
  #sawNull = false;
  #ignoredDuplicate = false;
  #rowsPassed = 0;

  constructor(
    readonly state: SessionState,
    readonly frame: Frame,
    readonly options: { readonly isWrite?: true } = {},
  ) {
    this.functions = new SessionFunctions(state, frame);
  }

  get rows(): RowAccess {
    return this.state.transaction;
  }
  get rowCountLimit(): number {
    return this.frame.settings.rowCount;
  }
  get ansiWarnings(): boolean {
    return this.frame.settings.ansiWarnings;
  }
  get absorbsArithmetic(): boolean {
    return absorbsArithmetic(this.frame.settings);
  }

  isUnmasked(columns: readonly MaskedColumn[]): boolean {
    return mayUnmask(this.state, this.frame, columns);
  }

  openTable(ref: TableRef): TableHandle {
    switch (ref.kind) {
      case 'base':
        return this.openBase(ref.databaseId, ref.objectId);
      case 'variable':
        return this.#openVariable(ref.name);
      case 'pseudo':
        throw new EngineBug(`${ref.name} opened as a table`);
    }
  }

  /** A table of a database, ready for rows. */
  openBase(databaseId: number, objectId: number): TableHandle {
    const database = this.#database(databaseId);
    const object = database.catalog.byId(objectId);
    const definition = object?.kind === 'view' ? viewAsTable(object) : database.catalog.table(objectId);
    if (!definition) throw new EngineBug(`table ${objectId} is gone`);
    return this.openDefinition(database, definition);
  }

  openDefinition(database: Database, definition: TableDefinition): TableHandle {
    const store = database.store.table(definition.objectId);
    if (!store) throw new EngineBug(`table ${definition.name} has no rows object`);
    return {
      databaseId: database.header.databaseId,
      databaseName: database.header.name,
      schemaName: schemaName(database, definition.schemaId),
      definition,
      store,
      filters: this.#filters(definition, database.header.databaseId),
      isVariable: false,
      isSessionLocal: definition.isTemporary === true && !definition.name.startsWith('##'),
    };
  }

  pseudoRows(name: 'inserted' | 'deleted'): readonly Row[] {
    for (let scope: Frame | undefined = this.frame; scope; scope = scope.parent) if (scope.trigger) return scope.trigger[name];
    throw new EngineBug(`${name} outside a trigger`);
  }

  virtualRows(databaseId: number, view: string, { sought, isDirty }: VirtualRead = {}): Iterable<Row> {
    const found = systemView(view) ?? azureView(view);
    if (!found) throw new EngineBug(`system view ${view} has no rows`);
    const world = sought ? narrowed(found, this.#world(databaseId), sought) : this.#world(databaseId);
    if (!isDirty && this.frame.settings.isolation !== 'read uncommitted') awaitShownObjects(this.state, databaseId, found.name, world.wants);
    const rows = found.rows(world);
    return this.state.security ? visibleRows(this.state, this.#database(databaseId), found, rows) : rows;
  }

  systemTableFunction(name: string, args: readonly Value[]): Iterable<Row> {
    if (this.state.security) requireSystemView(this.state, this.#database(this.frame.databaseId), name.toLowerCase());
    const found = systemTableFunction(name);
    if (!found) throw new EngineBug(`system function ${name} has no rows`);
    return found.rows(this.#world(this.frame.databaseId), args);
  }

  changesOf(databaseId: number, objectId: number): ReturnType<ExecutionContext['changesOf']> {
    const history = this.#database(databaseId).store.history(objectId);
    const isUncommitted = (isMeant: (key: readonly Value[]) => boolean): boolean => {
      for (const change of this.state.transaction.changesOf(databaseId)) if (change.kind === 'trace' && change.history === history && isMeant(change.trace.key)) return true;
      return false;
    };
    return { history, isUncommitted };
  }

  preparedXml(handle: number): PreparedXml {
    return preparedDocument(this.state, handle);
  }

  variable(name: string): Value {
    const variable = this.frame.variables.get(name);
    return variable?.kind === 'scalar' ? variable.value : null;
  }

  setVariable(name: string, value: Value): void {
    const variable = this.frame.variables.get(name);
    if (variable?.kind !== 'scalar') throw new EngineBug(`variable ${name} is not there`);
    variable.value = value;
  }

  systemVariable(name: string): Value {
    return name === '@@TRANCOUNT' && this.options.isWrite ? transactionCountInWrite(this.state) : systemVariable(this.state, this.frame, name);
  }
  callScalarFunction(databaseId: number, objectId: number, args: readonly GivenArgument[]): Value {
    return this.state.interpreter.callScalar(this.state, this.frame, { databaseId, objectId, args });
  }
  callTableFunction(databaseId: number, objectId: number, args: readonly GivenArgument[]): Iterable<Row> {
    return this.state.interpreter.callTable(this.state, this.frame, { databaseId, objectId, args });
  }
  fireTriggers(firing: TriggerFiring): boolean {
    return this.state.interpreter.fireTriggers(this.state, this.frame, firing);
  }
  hasTriggers(databaseId: number, objectId: number, event: TriggerFiring['event'], timing: TriggerFiring['timing']): boolean {
    return bindIn(this.state, this.frame).hasTrigger(databaseId, objectId, event, timing);
  }

  nextSequenceValue(databaseId: number, objectId: number): bigint {
    const sequence = this.#database(databaseId).catalog.byId(objectId);
    if (sequence?.kind !== 'sequence') throw new EngineBug(`sequence ${objectId} is gone`);
    return this.state.transaction.nextSequenceValue(databaseId, sequence);
  }

  isColumnUpdated(columnName: string): boolean {
    return this.frame.trigger?.updatedColumns.includes(columnName) ?? false;
  }

  foreignKeysTo(databaseId: number, objectId: number): readonly { readonly table: TableDefinition; readonly foreignKey: ForeignKey }[] {
    return foreignKeysTo(this.#database(databaseId), objectId);
  }

  requireIndexSettings(databaseId: number, table: TableDefinition, statement: string): void {
    requireIndexSettings(this.#database(databaseId), this.frame, table, statement);
  }
  indexedViewsOver(databaseId: number, objectId: number): readonly MaintainedView[] {
    return indexedViewsOver(this.state, this.frame, this.#database(databaseId), objectId);
  }
  maintainedView(databaseId: number, objectId: number): MaintainedView {
    return maintainedView(this.state, this.frame, this.#database(databaseId), objectId);
  }

  shapeOf(databaseId: number, objectId: number): TargetShape {
    const database = this.#database(databaseId);
    const definition = database.catalog.table(objectId);
    if (!definition) throw new EngineBug(`table ${objectId} is gone`);
    let shape = shapeCache.get(definition);
    if (!shape) {
      const bind = bindIn(this.state, this.frame).inDatabase(databaseId);
      shape = bindTargetShape(asResolved(database, definition), bind);
      shapeCache.set(definition, shape);
    }
    return shape;
  }

  defaultOf(databaseId: number, objectId: number, columnId: number): BoundExpression | undefined {
    const definition = this.#database(databaseId).catalog.table(objectId);
    const column = definition?.columns.find((c) => c.columnId === columnId);
    if (!definition || !column?.default) return undefined;
    // By table: databases restored from one backup share their defaults, but not the functions and sequences that these name.
    const known = defaultCache.get(definition) ?? new Map<number, BoundExpression>();
    const bound = known.get(columnId) ?? bindDefault(column, bindIn(this.state, this.frame), databaseId);
    if (!bound) return undefined;
    defaultCache.set(definition, known.set(columnId, bound));
    return bound;
  }

  noteIdentity(value: bigint | null): void {
    const leavesLast = value === null && (this.frame.kind === 'function' || innermostTrigger(this.frame) !== undefined);
    if (!leavesLast) this.state.lastIdentity = value;
    this.frame.scopeIdentity = value;
    if (this.frame.kind === 'batch') this.state.batchIdentity = value;
  }

  noteAbsorbed(what: 'overflow' | 'division'): void {
    this.#absorbed.add(what);
  }
  warnNullEliminated(): void {
    this.#sawNull = true;
  }
  noteIgnoredDuplicate(): void {
    this.#ignoredDuplicate = true;
  }

  /** Sends 3604 if a duplicate was ignored and 8153 if an aggregate met a NULL: after the rows, before the count. */
  sendWarnings(): void {
    if (this.#ignoredDuplicate) this.state.sink.info({ number: 3604, state: 1, severity: 0, text: 'Duplicate key was ignored.', procedure: this.frame.procedureName, line: 1 });
    this.#ignoredDuplicate = false;
    this.#sendAbsorbed();
    if (!this.#sawNull || !this.frame.settings.ansiWarnings) return;
    this.#sawNull = false;
    this.state.sink.info({
      number: 8153,
      state: 1,
      severity: 10,
      text: 'Warning: Null value is eliminated by an aggregate or other SET operation.',
      procedure: this.frame.procedureName,
      line: 1,
    });
  }

  #sendAbsorbed(): void {
    const { settings, procedureName: procedure } = this.frame;
    const tell = (number: number, text: string): void => this.state.sink.info({ number, state: 0, severity: 10, text, procedure, line: 1 });
    if (this.#absorbed.has('overflow') && !settings.arithIgnore) tell(3606, 'Arithmetic overflow occurred.');
    if (this.#absorbed.has('division') && !settings.arithIgnore) tell(3607, 'Division by zero occurred.');
    this.#absorbed.clear();
  }

  rowPassed(): void {
    if (++this.#rowsPassed % ROWS_BETWEEN_CHECKS !== 0) return;
    checkCancelled(this.state);
    this.requireMemory();
  }

  requireMemory(): void { this.state.instance.memory.check(); }

  #openVariable(name: string): TableHandle {
    const variable = this.frame.variables.get(name);
    if (variable?.kind !== 'table') throw new EngineBug(`table variable ${name} is not there`);
    return {
      databaseId: 2,
      databaseName: 'tempdb',
      schemaName: '',
      definition: variable.definition,
      store: variable.store,
      filters: this.#filters(variable.definition, this.frame.databaseId),
      isVariable: true,
      isSessionLocal: true,
    };
  }

  #filters(definition: TableDefinition, databaseId: number): Filters {
    let filters = filterCache.get(definition);
    if (!filters) {
      const bound = bindFilters(asResolved(this.#database(databaseId), definition), bindIn(this.state, this.frame).inDatabase(databaseId));
      filters = new Map(
        [...bound].map(([indexId, predicate]) => {
          const compiled = compilePredicate(predicate);
          return [indexId, (row: Row) => compiled(row, this)] as const;
        }),
      );
      filterCache.set(definition, filters);
    }
    return filters;
  }

  #database(databaseId: number): Database {
    const database = this.state.instance.databases.get(databaseId);
    if (!database) throw new EngineBug(`database ${databaseId} is gone`);
    return database;
  }

  #world(databaseId: number): SystemWorld {
    return {
      instance: this.state.instance,
      database: this.#database(databaseId),
      spid: this.state.spid,
      loginName: this.state.loginName,
      dependencies: () => dependenciesOf(this.#database(databaseId)),
      viewUses: () => viewUses(this.state, this.frame, this.#database(databaseId)),
      parseName: parseObjectName,
      describe: (text, declarations) => describeRecords(this.state, this.frame, text, declarations),
      myPermissions: (securable, securableClass) => myPermissions(this.state, this.frame, securable, securableClass),
    };
  }
}

const asResolved = (database: Database, definition: TableDefinition): Extract<ResolvedTable, { kind: 'table' }> => {
  const { databaseId, name } = database.header;
  return {
    kind: 'table',
    ref: { kind: 'base', databaseId, objectId: definition.objectId, name: definition.name },
    definition,
    databaseId,
    databaseName: name,
    schemaName: schemaName(database, definition.schemaId),
  };
};

interface Reference { readonly table: TableDefinition; readonly foreignKey: ForeignKey }
const referenceCache = new WeakMap<Database, { readonly version: number; readonly byParent: Map<number, Reference[]> }>();

/** Foreign keys of any table that reference this one. */
function foreignKeysTo(database: Database, objectId: number): readonly Reference[] {
  let cached = referenceCache.get(database);
  if (!cached || cached.version !== database.catalog.version) {
    const byParent = new Map<number, Reference[]>();
    for (const table of database.catalog.objects()) {
      if (table.kind !== 'table') continue;
      for (const foreignKey of table.foreignKeys) {
        const list = byParent.get(foreignKey.referencedObjectId) ?? [];
        list.push({ table, foreignKey });
        byParent.set(foreignKey.referencedObjectId, list);
      }
    }
    cached = { version: database.catalog.version, byParent };
    referenceCache.set(database, cached);
  }
  return cached.byParent.get(objectId) ?? [];
}
