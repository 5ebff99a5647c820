// What change tracking learns of a transaction: the traces of its rows, and the version that they get when it commits. Knows no locks.
import type { TableDefinition } from '../catalog/definitions';
import type { TracedChange } from '../storage/change';
import type { ChangeHistory, ChangeOperation, RowTrace } from '../storage/change-history';
import type { DatabaseStore } from '../storage/database-store';
import type { IndexStore } from '../storage/index-store';
import type { Row } from '../types/value';

/** One row before and after; undefined where it is not. `changed` are the ordinals that an update set. */
export interface TracedRow { readonly before?: Row; readonly after?: Row; readonly changed?: readonly number[] }

/** A tracked table's primary key and columns, for the traces of its rows. */
export class RowTracer {
  readonly #index: IndexStore | undefined;
  readonly #keyOrdinals: ReadonlySet<number>;

  constructor(private readonly definition: TableDefinition, indexes: ReadonlyMap<number, IndexStore>) {
    const primary = definition.indexes.find((index) => index.isPrimaryKey);
    this.#index = primary && indexes.get(primary.indexId);
    this.#keyOrdinals = new Set(this.#index?.shape.columns.map(({ ordinal }) => ordinal));
  }

  /** The traces of one change: an update that gives the row another key is a deletion and an insertion. */
  traces(row: TracedRow, context: Uint8Array | null): readonly RowTrace[] {
    const { before, after } = row;
    const trace = (values: Row, operation: ChangeOperation): RowTrace => ({ key: this.#index?.columnPartOf(values) ?? [], operation, context });
    if (!before) return after ? [trace(after, 'I')] : [];
    if (!after) return [trace(before, 'D')];
    if (this.#index?.isSameKey(before, after) === false) return [trace(before, 'D'), trace(after, 'I')];
    const columns = this.#columnsOf(row.changed ?? []);
    return [{ ...trace(after, 'U'), ...(columns === undefined ? {} : { columns }) }];
  }

  /** The ids of the columns that an update set; undefined if they are the key's, all, or not asked for. */
  #columnsOf(changed: readonly number[]): readonly number[] | undefined {
    if (this.definition.changeTracking?.tracksColumns !== true || changed.some((ordinal) => this.#keyOrdinals.has(ordinal))) return undefined;
    const isTraced = (ordinal: number): boolean => this.definition.columns[ordinal]?.computed === undefined && !this.#keyOrdinals.has(ordinal);
    const traced = changed.filter(isTraced);
    const all = this.definition.columns.filter((_, ordinal) => isTraced(ordinal));
    return traced.length >= all.length ? undefined : traced.flatMap((ordinal) => this.definition.columns[ordinal]?.columnId ?? []);
  }
}

/** Adds what a transaction has traced to the histories, under one new version of each database. */
export function publishTraces(traced: readonly TracedChange[]): void {
  const databases = new Map<DatabaseStore, Map<ChangeHistory, RowTrace[]>>();
  for (const { database, history, trace } of traced) {
    const histories = databases.get(database) ?? new Map<ChangeHistory, RowTrace[]>();
    databases.set(database, histories);
    const traces = histories.get(history);
    if (traces) traces.push(trace);
    else histories.set(history, [trace]);
  }
  for (const [database, histories] of databases) {
    const version = ++database.changeVersion;
    for (const [history, traces] of histories) history.add(version, traces);
  }
}
