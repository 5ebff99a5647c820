// Random statements of one transaction: their text, and what their answers mean as events of a history. Knows no sessions.
import type { Random } from '../logic/random';
import type { Event, Item, Level, Predicate } from './history';
import { filterOf, type Table } from './tables';
import type { Answer, Piece } from './server';

/** What statements are drawn from. */
export interface Scope { readonly random: Random; readonly tables: readonly Table[]; readonly keys: number; readonly isVersioned: boolean; /** Statements have no hints on locks. */ readonly isPlain: boolean; /** A number never given before. */ readonly fresh: () => number }

/** A batch, and the events that its answer tells of. */
export interface Statement { readonly sql: string; events(answer: Answer, tx: number): Event[] }

/** SET TRANSACTION ISOLATION LEVEL's names. */
export const LEVELS = ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SNAPSHOT', 'SERIALIZABLE'] as const;
/** One of them. */
export type SessionLevel = (typeof LEVELS)[number];

const BASE: Readonly<Record<SessionLevel, Level>> = { 'READ UNCOMMITTED': 'RU', 'READ COMMITTED': 'RC', 'REPEATABLE READ': 'RR', SNAPSHOT: 'SI', SERIALIZABLE: 'SER' };

interface Hint { readonly text: string; level(base: Level, scope: Scope): Level; readonly isPartial?: boolean; readonly only?: readonly SessionLevel[] }

const LOCKING: readonly SessionLevel[] = ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'];
const readCommitted = (scope: Scope): Level => (scope.isVersioned ? 'RCV' : 'RC');
const atLeast = (base: Level, level: Level): Level => (base === 'SER' ? 'SER' : level);

const HINTS: readonly Hint[] = [
  { text: 'NOLOCK', level: () => 'RU' },
  { text: 'READCOMMITTED', level: (_, scope) => readCommitted(scope) },
  { text: 'READCOMMITTEDLOCK', level: () => 'RC' },
  { text: 'REPEATABLEREAD', level: () => 'RR' },
  { text: 'SERIALIZABLE', level: () => 'SER' },
  { text: 'HOLDLOCK, UPDLOCK', level: () => 'SER' },
  { text: 'UPDLOCK', level: (base) => (base === 'SI' ? 'SI' : atLeast(base, 'RR')) },
  { text: 'XLOCK, ROWLOCK', level: (base) => (base === 'SI' ? 'SI' : atLeast(base, 'RR')) },
  { text: 'TABLOCKX', level: () => 'SER', only: LOCKING },
  { text: 'TABLOCK, HOLDLOCK', level: () => 'SER' },
  { text: 'NOWAIT', level: (base) => base },
  { text: 'READPAST', level: (base) => base, isPartial: true, only: ['READ COMMITTED', 'REPEATABLE READ'] },
  { text: 'READPAST, UPDLOCK', level: () => 'RR', isPartial: true, only: ['READ COMMITTED', 'REPEATABLE READ'] },
];

/** The level under which a session's plain reads are made. */
export const readLevel = (level: SessionLevel, scope: Scope): Level => (level === 'READ COMMITTED' ? readCommitted(scope) : BASE[level]);
/** The level of a write's own search: what it finds it locks. */
const writeLevel = (level: SessionLevel): Level => (level === 'READ UNCOMMITTED' ? 'RC' : BASE[level]);

function drawPredicate({ random, keys }: Scope): Predicate {
  switch (random.below(6)) {
    case 0: return { kind: 'all' };
    case 1: { const low = random.below(keys); return { kind: 'range', low, high: low + random.below(4) }; }
    case 2: return { kind: 'group', g: random.below(4) };
    case 3: return { kind: 'modulo', by: 2 + random.below(2), rest: random.below(2) };
    default: return { kind: 'key', id: random.below(keys) };
  }
}

/** A predicate as T-SQL. */
export function conditionOf(predicate: Predicate): string {
  switch (predicate.kind) {
    case 'all': return '1 = 1';
    case 'key': return `id = ${predicate.id}`;
    case 'range': return `id BETWEEN ${predicate.low} AND ${predicate.high}`;
    case 'group': return `g = ${predicate.g}`;
    case 'modulo': return `v % ${predicate.by} = ${predicate.rest}`;
  }
}

/** A SELECT of rows as a read event. */
export function selectOf(table: Table, predicate: Predicate, level: Level, more: { hint?: string; isPartial?: boolean; order?: string } = {}): Statement {
  const hint = more.hint ? ` WITH (${more.hint})` : '';
  return {
    sql: `SELECT id, v, g FROM ${table.name}${hint} WHERE ${conditionOf(predicate)}${more.order ?? ''}`,
    events: (answer, tx) => {
      const end = endOf(answer);
      const rows = answer.find((piece) => piece.kind === 'rows');
      if (!end || rows?.kind !== 'rows') return [];
      return [{ kind: 'read', at: end.at, tx, level, table: table.name, predicate, rows: rows.rows.map(itemOf), ...(more.isPartial ? { isPartial: true } : {}) }];
    },
  };
}

const itemOf = ([id, v, g]: readonly (string | null)[]): Item => ({ id: Number(id), v: Number(v), g: Number(g) });

/** The end of an answer's first statement, if it has not failed. */
const endOf = (answer: Answer): Piece | undefined => (answer.some((piece) => piece.kind === 'error') ? undefined : answer.find((piece) => piece.kind === 'end'));

/** Draws a read. */
export function drawRead(scope: Scope, level: SessionLevel): Statement {
  const { random } = scope;
  const table = random.pick(scope.tables);
  const predicate = drawPredicate(scope);
  const order = random.pick(['', '', ' ORDER BY id', ' ORDER BY id DESC', ' ORDER BY g DESC']);
  const base = readLevel(level, scope);
  const hint = !scope.isPlain && random.chance(35) ? random.pick(HINTS) : undefined;
  if (hint && (!hint.only || hint.only.includes(level)) && !(hint.isPartial && scope.isVersioned && hint.text === 'READPAST' && level === 'READ COMMITTED')) return selectOf(table, predicate, hint.level(base, scope), { hint: hint.text, order, isPartial: hint.isPartial });
  const whole = table.indexes.filter((index) => filterOf(index) === undefined);
  const isForced = whole.length > 0 && random.chance(30);
  return selectOf(table, predicate, base, { order, ...(isForced ? { hint: `INDEX(${random.pick(whole)})` } : {}) });
}

const OUTPUT = 'deleted.id, deleted.v, deleted.g, inserted.id, inserted.v, inserted.g';
const NO_OLD = 'CAST(NULL AS int), CAST(NULL AS int), CAST(NULL AS int)';

interface Write { readonly table: Table; /** With {OUTPUT} where that clause goes. */ readonly text: string; readonly output: string; readonly level: Level; /** What the statement looked for. */ readonly search?: Predicate; readonly isPartial?: boolean }

function writeOf({ table, text, output, level, search, isPartial }: Write): Statement {
  const clause = `OUTPUT ${output}${table.hasTrigger ? ' INTO @o' : ''}`;
  const body = text.replace('{OUTPUT}', clause);
  return {
    sql: table.hasTrigger ? `DECLARE @o TABLE (a int, b int, c int, d int, e int, f int); ${body}; SELECT * FROM @o` : body,
    events: (answer, tx) => {
      const end = endOf(answer);
      const rows = answer.find((piece) => piece.kind === 'rows');
      if (!end || rows?.kind !== 'rows') return [];
      const olds = rows.rows.filter((row) => row[0] !== null).map(itemOf);
      const found: Event[] = search ? [{ kind: 'read', at: end.at - 0.5, tx, level, table: table.name, predicate: search, rows: olds, ...(isPartial ? { isPartial } : {}) }] : [];
      return [...found, ...changesOf(table, rows.rows, { at: end.at, tx, level })];
    },
  };
}

/** Deletes before inserts: a row that takes another's id comes after that one has left it. */
function changesOf(table: Table, rows: readonly (string | null)[][], who: { at: number; tx: number; level: Level }): Event[] {
  const [gone, come, stay]: Event[][] = [[], [], []];
  for (const row of rows) {
    const [old, now] = [row[0] === null ? null : itemOf(row), row[3] === null ? null : itemOf(row.slice(3))];
    const write = { kind: 'write', ...who, table: table.name } as const;
    if (old && now && old.id === now.id) stay?.push({ ...write, id: now.id, before: old.v, after: now });
    else {
      if (old) gone?.push({ ...write, id: old.id, before: old.v, after: null });
      if (now) come?.push({ ...write, id: now.id, before: null, after: now });
    }
  }
  return [...gone ?? [], ...come ?? [], ...stay ?? []];
}

/** A new v for each row that a statement writes: a number never given, times 1000, and the row's id. */
const value = (scope: Scope, id = 'id'): string => `${scope.fresh() * 1000} + ${id}`;

/** Draws a write. */
export function drawWrite(scope: Scope, level: SessionLevel): Statement {
  const { random } = scope;
  const table = random.pick(scope.tables);
  const group = random.below(table.parent ? scope.keys : 4);
  const unique = table.hasUnique ? `, u = ${random.pick(['NULL', 'NULL', String(random.below(5))])}` : '';
  const predicate = drawPredicate(scope);
  const isPartial = !scope.isPlain && random.chance(8) && (level === 'READ COMMITTED' || level === 'REPEATABLE READ');
  const hint = isPartial ? ' WITH (READPAST)' : !scope.isPlain && random.chance(10) && level !== 'SNAPSHOT' ? ` WITH (${random.pick(['TABLOCKX', 'UPDLOCK', 'ROWLOCK'])})` : '';
  const write = { table, level: writeLevel(level), output: OUTPUT, search: predicate, isPartial };
  switch (random.below(10)) {
    case 0: return writeOf({ ...write, text: `UPDATE ${table.name}${hint} SET v = ${value(scope)}, g = ${group}${unique} {OUTPUT} WHERE ${conditionOf(predicate)}` });
    case 1: return writeOf({ ...write, output: 'deleted.id, deleted.v, deleted.g, NULL, NULL, NULL', text: `DELETE ${table.name}${hint} {OUTPUT} WHERE ${conditionOf(predicate)}` });
    case 2: case 3: return drawInsert(scope, table, level, group);
    case 4: return table.isKeyed ? drawUpsert(scope, table, level, group) : drawInsert(scope, table, level, group);
    case 5: return table.isKeyed ? drawMove(scope, table, level) : drawFailure(scope, table);
    case 6: return drawFailure(scope, table);
    case 7: { const key: Predicate = { kind: 'key', id: random.below(scope.keys) }; return writeOf({ ...write, search: key, output: 'deleted.id, deleted.v, deleted.g, NULL, NULL, NULL', text: `DELETE ${table.name}${hint} {OUTPUT} WHERE ${conditionOf(key)}` }); }
    default: return writeOf({ ...write, text: `UPDATE ${table.name}${hint} SET v = ${value(scope)}${unique} {OUTPUT} WHERE ${conditionOf(predicate)}` });
  }
}

function drawInsert(scope: Scope, table: Table, level: SessionLevel, group: number): Statement {
  const { random } = scope;
  const ids = table.isKeyed ? [random.below(scope.keys), ...(random.chance(25) ? [random.below(scope.keys)] : [])] : [scope.fresh()];
  const id = ids[0] ?? 0;
  const unlessThere = table.isKeyed && random.chance(40);
  const text = unlessThere ? `SELECT ${id}, ${value(scope, String(id))}, ${group} WHERE NOT EXISTS (SELECT 1 FROM ${table.name} WITH (UPDLOCK, HOLDLOCK) WHERE id = ${id})`
    : `VALUES ${ids.map((each) => `(${each}, ${value(scope, String(each))}, ${group})`).join(', ')}`;
  return writeOf({ table, level: writeLevel(level), output: `${NO_OLD}, inserted.id, inserted.v, inserted.g`, text: `INSERT ${table.name} (id, v, g) {OUTPUT} ${text}` });
}

function drawUpsert(scope: Scope, table: Table, level: SessionLevel, group: number): Statement {
  const id = scope.random.below(scope.keys);
  const isHeld = scope.random.chance(50) && level !== 'SNAPSHOT';
  const text = `MERGE ${table.name}${isHeld ? ' WITH (HOLDLOCK)' : ''} AS t USING (VALUES (${id}, ${value(scope, String(id))})) AS s (id, v) ON t.id = s.id
WHEN MATCHED${scope.random.chance(30) ? ' AND t.g = 1 THEN DELETE WHEN MATCHED' : ''} THEN UPDATE SET v = s.v, g = ${group}
WHEN NOT MATCHED THEN INSERT (id, v, g) VALUES (s.id, s.v, ${group}) {OUTPUT};`;
  return writeOf({ table, level: isHeld ? 'SER' : writeLevel(level), output: OUTPUT, text, search: { kind: 'key', id } });
}

/** Keys change: some rows take others' ids. */
function drawMove(scope: Scope, table: Table, level: SessionLevel): Statement {
  const { random, keys } = scope;
  const [from, to] = [random.below(keys), random.below(keys)];
  const isSwap = random.chance(30);
  const search: Predicate = isSwap ? { kind: 'range', low: Math.min(from, to), high: Math.min(from, to) + 1 } : { kind: 'key', id: from };
  const next = isSwap ? `${Math.min(from, to) * 2 + 1} - id` : String(to);
  return writeOf({ table, level: writeLevel(level), output: OUTPUT, search, text: `UPDATE ${table.name} SET id = ${next}, v = ${value(scope, next)} {OUTPUT} WHERE ${conditionOf(search)}` });
}

/** A statement that may fail on one of several rows; it leaves nothing if it does. */
function drawFailure(scope: Scope, table: Table): Statement {
  const { random, keys } = scope;
  const id = random.below(keys);
  const base = scope.fresh() * 1000;
  // Where no row is reached that fails, the write must leave the rows as they were, since it says nothing of them.
  const texts = [
    `UPDATE ${table.name} SET pad = CASE WHEN id = ${id} THEN CAST(1 / 0 AS varchar(9)) ELSE pad END`,
    `UPDATE ${table.name} SET pad = CASE WHEN id >= ${id} THEN REPLICATE('y', 31) ELSE pad END`,
    `INSERT ${table.name} (id, v, g) SELECT t.id, ${base} + t.id, 0 FROM (VALUES (1001), (1002), (1003)) AS t (id) WHERE 1 / (1003 - t.id) >= 0`,
    `BEGIN TRY UPDATE ${table.name} SET pad = CASE WHEN id = ${id} THEN CAST(1 / 0 AS varchar(9)) ELSE pad END END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS caught END CATCH`,
    `UPDATE ${table.name} SET pad = 'x', g = CAST('none' AS int) WHERE id = ${id}`,
    `DELETE ${table.name} WHERE id = ${id} AND 1 / (id - ${id}) = 1`,
  ];
  return { sql: random.pick(texts), events: () => [] };
}
