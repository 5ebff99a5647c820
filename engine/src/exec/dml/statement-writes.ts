// Everything one statement writes, over all tables it reaches: follows cascades, then checks foreign keys, then fires
// AFTER triggers. Indexed views follow before the triggers do.
import type { TableHandle } from '../../transaction/row-access';
import type { Compiler } from '../compiled';
import type { ExecutionContext, TriggerFiring } from '../context';
import { cascadeFrom } from './cascade';
import { forbidOrphans, requireParents } from './constraints';
import { rulesOf, type TableRules } from './table-rules';
import { TableWriter, type Verb } from './table-writer';
import { maintainViews } from './view-maintenance';

type TriggerEvent = TriggerFiring['event'];

/** The writes of one statement. */
export class StatementWrites {
  readonly #writers = new Map<number, TableWriter>();

  constructor(readonly context: ExecutionContext, readonly compiler: Compiler, readonly verb: Verb) {}

  /** The writer of the statement's target. */
  target(handle: TableHandle, rules: TableRules): TableWriter {
    const writer = new TableWriter(handle, rules, this.context, this.verb);
    this.#writers.set(handle.definition.objectId, writer);
    return writer;
  }

  /** The writer of a table that a cascade reached. */
  writerOf(handle: TableHandle): TableWriter {
    return this.#writers.get(handle.definition.objectId) ?? this.target(handle, rulesOf(handle, this.context, this.compiler));
  }

  /** Follows a table's changes into those that refer to it, one after the other, each to its end. */
  follow(writer: TableWriter): void {
    const changes = writer.unfollowed;
    if (changes.length === 0) return;
    writer.unfollowed = [];
    cascadeFrom(writer, changes, this);
  }

  /** Follows cascades to their end, checks foreign keys on both sides, then maintains indexed views. */
  settle(): void {
    const [target] = this.#writers.values();
    const passed = target?.passed ?? 0;
    if (target) target.passed = 0;
    for (const writer of [...this.#writers.values()]) this.follow(writer);
    for (const writer of this.#writers.values()) requireParents(writer, this.context);
    for (const writer of this.#writers.values()) forbidOrphans(writer, this.context);
    maintainViews([...this.#writers.values()], this);
    if (target) target.passed = passed;
  }

  /** Fires AFTER triggers: tables reached by cascades first, the last reached first, with all their changed rows in @@ROWCOUNT; the target for its events even if no row changed. `rowCount`: what the target's find in @@ROWCOUNT, if not their rows. */
  fireTriggers(events: readonly TriggerEvent[], rowCount?: number): void {
    const [target, ...reached] = this.#writers.values();
    for (const writer of reached.reverse()) for (const event of ['update', 'delete'] as const) this.#fire(writer, event, { firesOnNone: false, rowCount: writer.changes.length });
    if (target) for (const event of events) this.#fire(target, event, { firesOnNone: true, rowCount });
  }

  #fire(writer: TableWriter, event: TriggerEvent, { firesOnNone, rowCount }: { readonly firesOnNone: boolean; readonly rowCount?: number }): void {
    const { handle } = writer;
    if (handle.isVariable || !this.context.hasTriggers(handle.databaseId, handle.definition.objectId, event, 'after')) return;
    // A trigger without ORDER BY sees the rows that were written last before the others.
    const changes = writer.changes.filter(({ before, after }) => (before ? (after ? 'update' : 'delete') : after ? 'insert' : 'none') === event).reverse();
    if (changes.length === 0 && !firesOnNone) return;
    const { columns } = handle.definition;
    const assigned = event === 'update' ? columns.filter((_, ordinal) => writer.assignedOrdinals.has(ordinal)) : columns;
    this.context.fireTriggers({
      databaseId: handle.databaseId, table: handle.definition, event, timing: 'after',
      inserted: changes.flatMap(change => (change.after ? [change.after] : [])), deleted: changes.flatMap(change => (change.before ? [change.before] : [])),
      updatedColumns: event === 'delete' ? [] : assigned.map(column => column.name), rowCount,
    });
  }
}
