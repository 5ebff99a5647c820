// Finds in a history what its isolation levels promise not to happen, by Adya's definitions: G0, G1a, G1b, G1c, G-single, G2-item, G2.
// Every dependency that some level promises to respect is an edge of one graph, which must have no circle and lead from earlier commits to later ones.
// Knows nothing of locks: it sees only what was read, written and committed.
import { findCycle, hasCycle, outOf, pathBetween, type Edge } from './graph';
import { keyOf, ledgerOf, matches, type History, type Item, type Ledger, type ReadEvent, type Version } from './history';

/** Something that should not have happened. */
export interface Anomaly { readonly kind: 'G0' | 'G1a' | 'G1b' | 'G1c' | 'G-single' | 'G2-item' | 'G2' | 'order' | 'chain' | 'unknown' | 'stale'; readonly text: string }

/** What there is to say of a history. */
export interface Verdict { readonly anomalies: readonly Anomaly[]; /** All dependencies of committed transactions, whoever promised what. */ readonly edges: readonly Edge[]; /** Circles that no level here forbids: with reads of snapshots (write skew), with reads of all levels (lost updates, phantoms and the like). */ readonly allowed: { readonly isSkewed: boolean; readonly isLost: boolean }; readonly ledger: Ledger }

/** Checks a history. */
export function judge(history: History): Verdict {
  const ledger = ledgerOf(history);
  const anomalies: Anomaly[] = [...chainAnomalies(ledger), ...dirtyReads(history, ledger)];
  const installed = installedOf(ledger);
  const edges = [...writeEdges(installed), ...readEdges(history, ledger, installed)];
  anomalies.push(...circles(edges), ...snapshotCircles(edges, new Set(snapshotsOf(history).keys())), ...againstCommits(edges, ledger));
  const isSkewed = hasCycle(edges.filter((edge) => isObliged(edge) || edge.level === 'SI'));
  return { anomalies, edges, ledger, allowed: { isSkewed, isLost: !isSkewed && hasCycle(edges) } };
}

/** A write names the value that it replaced: the last one of the same transaction, or the last committed one. */
function* chainAnomalies(ledger: Ledger): Iterable<Anomaly> {
  for (const [key, versions] of ledger.versions) for (const [index, version] of versions.entries()) {
    if (version.before === undefined) continue;
    const previous = lastBefore(versions.slice(0, index), (other) => isSettledAt(ledger, other, version.at) || (other.tx === version.tx && isThereAt(ledger, other, version.at)));
    const expected = previous?.item?.v ?? null;
    if (expected !== version.before) yield { kind: 'chain', text: `T${version.tx} replaced ${key} = ${version.before}, but ${expected} was the last value (by T${previous?.tx})` };
    const dirty = versions.slice(0, index).find((other) => other.tx !== version.tx && isThereAt(ledger, other, version.at) && !isSettledAt(ledger, other, version.at));
    if (dirty) yield { kind: 'G0', text: `T${version.tx} wrote ${key} over a value that T${dirty.tx} had not committed` };
  }
}

/** The newest version that a test accepts. */
export function lastBefore(versions: readonly Version[], accepts: (version: Version) => boolean): Version | undefined {
  for (let i = versions.length - 1; i >= 0; i--) {
    const version = versions[i];
    if (version && accepts(version)) return version;
  }
  return undefined;
}

/** Written by then, and not taken back by then. */
export const isThereAt = (ledger: Ledger, version: Version, at: number): boolean => version.at <= at && (ledger.undone.get(version) ?? Number.POSITIVE_INFINITY) > at;
/** Committed by then. */
export const isSettledAt = (ledger: Ledger, version: Version, at: number): boolean => !ledger.undone.has(version) && (ledger.commits.get(version.tx) ?? Number.POSITIVE_INFINITY) <= at;

function* dirtyReads(history: History, ledger: Ledger): Iterable<Anomaly> {
  for (const event of history) {
    if (event.kind !== 'read' || event.level === 'RU') continue;
    for (const row of event.rows) {
      const version = ledger.writers.get(row.v);
      const told = `T${event.tx} (${event.level}) read ${keyOf(event.table, row.id)} = ${row.v}`;
      if (!version) yield { kind: 'unknown', text: `${told}, which nobody wrote` };
      else if (version.key !== keyOf(event.table, row.id) || version.item?.g !== row.g || !matches(event.predicate, row)) yield { kind: 'unknown', text: `${told}, g ${row.g}, which is not what was written or asked for: ${JSON.stringify(version)}` };
      else if (version.tx === event.tx) continue;
      else if (ledger.undone.has(version)) yield { kind: 'G1a', text: `${told}, which T${version.tx} took back` };
      else if (!ledger.isFinal(version)) yield { kind: 'G1b', text: `${told}, which T${version.tx} overwrote itself` };
    }
  }
}

/** The versions that committed transactions left, row by row, oldest first. */
function installedOf(ledger: Ledger): ReadonlyMap<string, readonly Version[]> {
  return new Map([...ledger.versions].map(([key, versions]) => [key, versions.filter((version) => ledger.commits.has(version.tx) && !ledger.undone.has(version) && ledger.isFinal(version))]));
}

function* writeEdges(installed: ReadonlyMap<string, readonly Version[]>): Iterable<Edge> {
  for (const [key, versions] of installed) for (const [index, version] of versions.entries()) {
    const previous = versions[index - 1];
    if (previous && previous.tx !== version.tx) yield { from: previous.tx, to: version.tx, kind: 'ww', level: version.level === 'SI' && previous.item === null ? 'insert' : undefined, why: `${key}: ${previous.item?.v ?? 'none'} then ${version.item?.v ?? 'none'}` };
  }
}

function* readEdges(history: History, ledger: Ledger, installed: ReadonlyMap<string, readonly Version[]>): Iterable<Edge> {
  const snapshots = snapshotsOf(history);
  for (const read of history) {
    if (read.kind !== 'read' || !ledger.commits.has(read.tx)) continue;
    const rows = new Map(read.rows.map((row) => [keyOf(read.table, row.id), row]));
    for (const [key, versions] of installed) {
      if (!key.startsWith(`${read.table}:`)) continue;
      const row = rows.get(key);
      if (row) yield* edgesOfRow(read, key, row, { versions, ledger });
      else if (!read.isPartial) yield* edgesOfAbsence(read, key, { versions, ledger, snapshots });
    }
  }
}

interface Surroundings { readonly versions: readonly Version[]; readonly ledger: Ledger }

function* edgesOfRow(read: ReadEvent, key: string, row: Item, { versions, ledger }: Surroundings): Iterable<Edge> {
  const writer = ledger.writers.get(row.v);
  if (!writer || writer.key !== key) return;
  // What it read of its own stands on the version before it, which the write edges have.
  if (writer.tx === read.tx) return;
  const at = versions.indexOf(writer);
  if (at < 0) return;
  yield { from: writer.tx, to: read.tx, kind: 'wr', level: read.level, why: `${key}: read ${row.v}` };
  const next = versions[at + 1];
  if (next && next.tx !== read.tx) yield { from: read.tx, to: next.tx, kind: 'rw', level: read.level, why: `${key}: read ${row.v}, then ${next.item?.v ?? 'deleted'}` };
}

/** A row that was not found: the newest version of its time that does not match stands for what was seen. */
function* edgesOfAbsence(read: ReadEvent, key: string, { versions, ledger, snapshots }: Surroundings & { readonly snapshots: ReadonlyMap<number, number> }): Iterable<Edge> {
  const fits = (version: Version | undefined): boolean => !version?.item || !matches(read.predicate, version.item);
  const own = lastBefore(ledger.versions.get(key) ?? [], (version) => version.tx === read.tx && isThereAt(ledger, version, read.at));
  if (own) return;
  const time = read.level === 'SI' ? snapshots.get(read.tx) ?? read.at : read.at;
  let at = -1;
  for (const [index, version] of versions.entries()) if (isSettledAt(ledger, version, time) && fits(version)) at = index;
  const seen = versions[at];
  if (seen && seen.tx !== read.tx) yield { from: seen.tx, to: read.tx, kind: 'wr', level: read.level, why: `${key}: not found as of ${seen.item?.v ?? 'its delete'}` };
  const next = versions.slice(at + 1).find((version) => !fits(version));
  if (next && next.tx !== read.tx) yield { from: read.tx, to: next.tx, kind: 'rw', level: read.level, isPredicate: true, why: `${key}: not found, then ${next.item?.v ?? 'deleted'}` };
}

/** When each SNAPSHOT transaction first read or wrote. */
export function snapshotsOf(history: History): ReadonlyMap<number, number> {
  const snapshots = new Map<number, number>();
  for (const event of history) if ('level' in event && event.level === 'SI' && !snapshots.has(event.tx)) snapshots.set(event.tx, event.at);
  return snapshots;
}

const ITEM_LEVELS: readonly unknown[] = ['RR', 'SER'];

/** Whether somebody was promised that an edge counts: all for writes, readers by their level. */
function isObliged(edge: Edge): boolean {
  if (edge.kind === 'ww') return true;
  if (edge.kind === 'wr') return edge.level !== 'RU';
  return edge.isPredicate ? edge.level === 'SER' : ITEM_LEVELS.includes(edge.level);
}

function* circles(edges: readonly Edge[]): Iterable<Anomaly> {
  const obliged = edges.filter(isObliged);
  if (!hasCycle(obliged)) return;
  const stages = [
    ['G0', (edge: Edge) => edge.kind === 'ww'], ['G1c', (edge: Edge) => edge.kind !== 'rw'],
    ['G2-item', (edge: Edge) => !edge.isPredicate], ['G2', () => true],
  ] as const;
  for (const [kind, belongs] of stages) {
    const cycle = findCycle(obliged.filter(belongs));
    if (cycle) return yield { kind, text: tell(cycle) };
  }
}

/** Under SNAPSHOT no circle has only one read of an old version: that would be a lost update or a snapshot that is none. */
function* snapshotCircles(edges: readonly Edge[], snapshots: ReadonlySet<number>): Iterable<Anomaly> {
  // What a hint makes a locking read sees what is newer than the snapshot; a row that is put where another was deleted meanwhile conflicts with nothing.
  const strict = outOf(edges.filter((edge) => edge.kind !== 'rw' && edge.level !== 'RU' && edge.level !== 'insert' && (edge.kind !== 'wr' || edge.level === 'SI' || !snapshots.has(edge.to))));
  for (const edge of edges) {
    if (edge.kind !== 'rw' || edge.level !== 'SI') continue;
    const back = pathBetween(strict, edge.to, edge.from);
    if (back) yield { kind: 'G-single', text: tell([edge, ...back]) };
  }
}

/** A promised dependency leads to a later commit: more than Adya asks for, but what locks held to the end give. */
function* againstCommits(edges: readonly Edge[], ledger: Ledger): Iterable<Anomaly> {
  for (const edge of edges) {
    const [from, to] = [ledger.commits.get(edge.from) ?? 0, ledger.commits.get(edge.to) ?? 0];
    if (isObliged(edge) && from >= to) yield { kind: 'order', text: `${tell([edge])}, but T${edge.to} committed first` };
  }
}

const tell = (edges: readonly Edge[]): string => edges.map((edge) => `T${edge.from} -${edge.kind}${edge.isPredicate ? ' (predicate)' : ''}${edge.level ? ` ${edge.level}` : ''}-> T${edge.to} [${edge.why}]`).join(', ');

/** What a read should have given: the rows as they stood when it was answered, or as of its snapshot. */
export function staleReads(history: History, ledger: Ledger): Anomaly[] {
  const snapshots = snapshotsOf(history);
  const found: Anomaly[] = [];
  for (const read of history) {
    if (read.kind !== 'read') continue;
    const time = read.level === 'SI' ? snapshots.get(read.tx) ?? read.at : read.at;
    const isSeen = (version: Version): boolean => (version.tx === read.tx || read.level === 'RU' ? isThereAt(ledger, version, read.at) : isSettledAt(ledger, version, time));
    const expected = new Map<number, Item>();
    for (const [key, versions] of ledger.versions) {
      if (!key.startsWith(`${read.table}:`)) continue;
      const item = lastBefore(versions, isSeen)?.item;
      if (item && matches(read.predicate, item)) expected.set(item.id, item);
    }
    const told = textOf(read.rows);
    const isRight = read.isPartial ? read.rows.every((row) => expected.get(row.id)?.v === row.v) : told === textOf([...expected.values()]);
    if (!isRight) found.push({ kind: 'stale', text: `T${read.tx} (${read.level}) at ${read.at} read ${JSON.stringify(read.predicate)} of ${read.table}: ${told}, not ${textOf([...expected.values()])}` });
  }
  return found;
}

const textOf = (rows: readonly Item[]): string => [...rows].sort((a, b) => a.id - b.id || a.v - b.v).map((row) => `${row.id}=${row.v}/${row.g}`).join(' ');
