// Where an open cursor stands: in a list of rows that was settled when it was opened, or in its tables as they are now.
import type { Column, TableDefinition } from '../../../catalog/definitions';
import { Messages } from '../../../errors/catalogue';
import { raise } from '../../../errors/sql-error';
import type { SelectStatement } from '../../../syntax/ast/query';
import type { FetchCursor } from '../../../syntax/ast/statement';
import { foldName } from '../../../types/text/collation';
import type { Row } from '../../../types/value';
import { identityOf, seeksFrom, withKeys } from './cursor-keys';
import type { KeyedQuery, Listed, LiveWalk, SettledWalk, Walk } from '../../cursor';
import type { Cursor, Frame } from '../../frame';
import { StatementContext } from '../../surroundings/execution';
import { selectFor } from '../select-plan';
import type { SessionState } from '../../state';

type Direction = FetchCursor['direction'];

/** The row on which the cursor stands, as it was when it came there. */
export const standsOn = (walk: Walk): Row | undefined => (walk.kind === 'settled' ? walk.rows[walk.position - 1] : walk.place === 'on' ? walk.row : undefined);

/** The first row of a query, now, for the keys that the frame's hidden variables hold. */
export const firstRow = (state: SessionState, frame: Frame, query: SelectStatement): Row | undefined => selectFor(state, frame, query).compiled.open(new StatementContext(state, frame)).next();

/** All rows of a query, now. */
export function rowsOf(state: SessionState, frame: Frame, query: SelectStatement): Row[] {
  const iterator = selectFor(state, frame, query).compiled.open(new StatementContext(state, frame));
  const rows: Row[] = [];
  for (let row = iterator.next(); row; row = iterator.next()) rows.push(row);
  return rows;
}

/** Moves within a settled list. */
export function moveSettled(walk: SettledWalk, direction: Direction, offset: number): void {
  const { position, rows: { length } } = walk;
  const wanted = { next: position + 1, prior: position - 1, first: 1, last: length, absolute: offset < 0 ? length + 1 + offset : offset, relative: position + offset }[direction];
  walk.position = Math.max(0, Math.min(length + 1, wanted));
}

/** Where a live cursor goes: found first, taken up (`settle`) once the statement holds. */
export interface Step { readonly place: LiveWalk['place']; readonly row?: Row; readonly list?: Listed }

/** The place a live cursor comes to. Changes nothing. */
export function stepLive(state: SessionState, frame: Frame, walk: LiveWalk, to: { readonly direction: Direction; readonly offset: number }): Step {
  switch (to.direction) {
    case 'first': return step(state, frame, { ...walk, place: 'before', row: undefined, given: new Set() }, true);
    case 'last': return step(state, frame, { ...walk, place: 'after', row: undefined, given: new Set() }, false);
    case 'relative': return relative(state, frame, walk, to.offset);
    default: return step(state, frame, walk, to.direction === 'next');
  }
}

/** Takes a step up. */
export function settle(walk: LiveWalk, { place, row, list }: Step): void {
  Object.assign(walk, { place, row, list });
  if (row && walk.isForwardOnly) walk.given.add(identityOf(walk.keyed, row));
}

function relative(state: SessionState, frame: Frame, walk: LiveWalk, offset: number): Step {
  let at: Step = { place: walk.place, row: walk.row, list: walk.list };
  for (let left = Math.abs(offset); left > 0; left--) {
    at = step(state, frame, { ...walk, ...at }, offset > 0);
    if (at.place !== 'on') break;
  }
  return at;
}

/** Raises 16943 where a table of an open cursor has got other columns since; waits for who is changing one. */
function requireTables(state: SessionState, { tables }: KeyedQuery): void {
  for (const { ref, definition } of tables) {
    if (ref.kind !== 'base') continue;
    if (!definition.isTemporary) state.transaction.lockSchema(ref.databaseId, ref.objectId, 'Sch-S');
    const now = state.instance.databases.get(ref.databaseId)?.catalog.table(ref.objectId)?.columns;
    if (!now || !areSame(now, definition.columns)) throw raise(Messages.CursorSchemaChanged, {});
  }
}

/** Columns of typed xml are copies: the binder says with each in which database its collection is. */
function areSame(now: TableDefinition['columns'], then: TableDefinition['columns']): boolean {
  const isSame = (a: Column, b: Column | undefined): boolean => a === b
    || (a.type.xmlSchema !== undefined && a.type.xmlSchema.collectionId === b?.type.xmlSchema?.collectionId && a.name === b.name && a.isNullable === b.isNullable);
  return now === then || (now.length === then.length && now.every((column, i) => isSame(column, then[i])));
}

function step(state: SessionState, frame: Frame, walk: LiveWalk, isForward: boolean): Step {
  requireTables(state, walk.keyed);
  if (walk.place === (isForward ? 'after' : 'before')) return { place: walk.place, list: walk.list };
  return walk.keyed.walk ? seek(state, frame, walk, isForward) : inList(state, frame, walk, isForward);
}

function seek(state: SessionState, frame: Frame, { keyed, row }: LiveWalk, isForward: boolean): Step {
  const inside = withKeys(frame, keyed, row);
  for (const query of seeksFrom(keyed, row, isForward)) {
    const found = firstRow(state, inside, query);
    if (found) return { place: 'on', row: found };
  }
  return { place: isForward ? 'after' : 'before' };
}

function inList(state: SessionState, frame: Frame, walk: LiveWalk, isForward: boolean): Step {
  const list = listed(state, frame, walk);
  const by = isForward ? 1 : -1;
  const start = walk.place === 'before' ? -1 : walk.place === 'after' ? list.rows.length : list.index;
  // Between two rows, where the one it stood on was: the nearer of them is the prior one.
  const from = !isForward && !Number.isInteger(start) ? Math.ceil(start) : Math.floor(start);
  for (let index = from + by; index >= 0 && index < list.rows.length; index += by) {
    if (walk.isForwardOnly && walk.given.has(list.identities[index] ?? '')) continue;
    return { place: 'on', row: list.rows[index], list: { ...list, index } };
  }
  return { place: isForward ? 'after' : 'before', list };
}

const HALF = 0.5;

/** The rows now, and where the cursor stands among them; the list of before while nothing has been written. */
function listed(state: SessionState, frame: Frame, { keyed, list }: LiveWalk): Listed {
  const stamps = stampsOf(state, frame, keyed);
  if (list && stamps.every((stamp, i) => stamp === list.stamps[i])) return list;
  const rows = rowsOf(state, frame, keyed.keyed);
  const identities = rows.map((row) => identityOf(keyed, row));
  if (!list) return { rows, identities, stamps, index: -1 };
  const places = new Map(identities.map((identity, i) => [identity, i]));
  for (let index = Math.min(Math.floor(list.index), list.identities.length - 1); index >= 0; index--) {
    const place = places.get(list.identities[index] ?? '');
    if (place !== undefined) return { rows, identities, stamps, index: index === list.index ? place : place + HALF };
  }
  return { rows, identities, stamps, index: list.index < 0 ? -1 : -HALF };
}

/** What tells that a table's rows have changed; under row versions, that anybody has committed. */
function stampsOf(state: SessionState, frame: Frame, { tables }: KeyedQuery): unknown[] {
  const stamps: unknown[] = [state.instance.databases.get(frame.databaseId)?.header.options.isReadCommittedSnapshot === true ? state.instance.transactions.stamp : 0];
  for (const { ref, source } of tables) {
    const variable = source.kind === 'table-variable' ? frame.variables.get(foldName(source.name)) : undefined;
    const content = ref.kind === 'base' ? state.instance.databases.get(ref.databaseId)?.store.table(ref.objectId)?.content : variable?.kind === 'table' ? variable.store.content : undefined;
    stamps.push(content, content?.version);
  }
  return stamps;
}

/** A row of an open cursor as it is now, without its keys; undefined if it is gone. */
export function rereadRow(state: SessionState, { frame }: Cursor, keyed: KeyedQuery, row: Row): Row | undefined {
  requireTables(state, keyed);
  const inside = withKeys(frame, keyed, row);
  return firstRow(state, inside, keyed.member);
}
