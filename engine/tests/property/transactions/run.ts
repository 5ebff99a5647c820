// One round: sessions that run random transactions in a random interleaving, on tables of their own, and the history of it.
// Judges nothing. The same seed gives the same round, as far as no time limit ends a wait.
import type { Random } from '../logic/random';
import type { Event, History, Item } from './history';
import { settled, type Answer, type Client, type Server } from './server';
import { drawRead, drawWrite, LEVELS, readLevel, selectOf, type Scope, type SessionLevel, type Statement } from './statements';
import { AUDIT_TABLE, drawTable, type Table } from './tables';

/** What rounds are drawn from. */
export interface RoundOptions { readonly sessions: number; readonly transactions: number; readonly levels: readonly SessionLevel[]; readonly isVersioned: boolean; /** A transaction in which a statement fails is rolled back as a whole. */ readonly abortsOnError: boolean; /** Clients now and then cancel a wait or vanish. */ readonly isUnruly: boolean; /** No hints: every read is of its session's level. */ readonly isPlain: boolean }

/** Draws them. */
export function drawOptions(random: Random): RoundOptions {
  if (random.chance(15)) return { sessions: 2 + random.below(4), transactions: 30 + random.below(40), levels: ['SERIALIZABLE'], isVersioned: random.chance(20), abortsOnError: true, isUnruly: random.chance(30), isPlain: true };
  const levels = random.chance(60) ? [random.pick(LEVELS)] : random.some(LEVELS, 2, LEVELS.length);
  return { sessions: 2 + random.below(4), transactions: 30 + random.below(40), levels, isVersioned: random.chance(35), abortsOnError: random.chance(35), isUnruly: random.chance(30), isPlain: random.chance(15) };
}

/** What a round did. `texts` are the statements of each transaction that wrote or read. */
export interface Round { readonly options: RoundOptions; readonly tables: readonly Table[]; readonly history: History; readonly texts: ReadonlyMap<number, readonly string[]>; readonly errors: ReadonlyMap<number, number>; readonly initial: readonly string[]; readonly clients: readonly Client[] }

/** Plays a round. The tables are left, for those who compare them with the history. */
export async function playRound(server: Server, random: Random, options: RoundOptions): Promise<Round> {
  return new Play(server, random, options).run();
}

interface Actor { client: Client; work: Generator<Step, void, Answer>; ends?: Promise<void>; answer?: Answer; tx: number; isGone: boolean }
interface Step { readonly sql: string }

class Play {
  readonly #events: Event[] = [];
  readonly #texts = new Map<number, string[]>();
  readonly #errors = new Map<number, number>();
  readonly #clients: Client[] = [];
  readonly #tables: Table[] = [];
  readonly #initial: string[] = [];
  readonly #scope: Scope;
  #fresh = 10;
  #lastTx = 0;

  constructor(private readonly server: Server, private readonly random: Random, private readonly options: RoundOptions) {
    this.#scope = { random, tables: this.#tables, keys: 3 + random.below(6), isVersioned: options.isVersioned, isPlain: options.isPlain, fresh: () => ++this.#fresh };
  }

  async run(): Promise<Round> {
    await this.#setUp();
    const actors = Array.from({ length: this.options.sessions }, () => this.#actor());
    while (actors.some((actor) => !actor.isGone)) await this.#step(actors);
    this.#events.sort((a, b) => a.at - b.at);
    return { options: this.options, tables: this.#tables, history: this.#events, texts: this.#texts, errors: this.#errors, initial: this.#initial, clients: this.#clients };
  }

  async #setUp(): Promise<void> {
    const { random, server } = this;
    const admin = server.client();
    await admin.must(`ALTER DATABASE steps SET READ_COMMITTED_SNAPSHOT ${this.options.isVersioned ? 'ON' : 'OFF'} WITH ROLLBACK IMMEDIATE`);
    this.#initial.push(AUDIT_TABLE);
    const count = 1 + random.below(3);
    for (let i = 0; i < count; i++) this.#tables.push(drawTable(random, `t${i}`, this.#tables[0]));
    for (const table of this.#tables) this.#initial.push(table.make, ...this.#fill(table));
    for (const text of this.#initial) await admin.must(text);
    admin.close();
  }

  /** Every other row is there from the start; the first always is, since it may be named by another table's. */
  #fill(table: Table): string[] {
    const rows: Item[] = [];
    for (let id = 0; id < this.#scope.keys; id++) {
      if (id === 0 || this.random.chance(60)) rows.push({ id, v: ++this.#fresh * 1000 + id, g: table.parent ? 0 : this.random.below(4) });
    }
    for (const item of rows) this.#events.push({ kind: 'write', at: 0, tx: 0, level: 'SER', table: table.name, id: item.id, before: null, after: item });
    return [`INSERT ${table.name} (id, v, g) VALUES ${rows.map((item) => `(${item.id}, ${item.v}, ${item.g})`).join(', ')}`];
  }

  #actor(): Actor {
    const client = this.server.client();
    this.#clients.push(client);
    const actor: Actor = { client, work: (function* (): Generator<Step, void, Answer> { /* replaced at once */ })(), tx: 0, isGone: false };
    actor.work = this.#life(actor);
    return actor;
  }

  /** Lets one session send its next batch; those that wait stay as they are. */
  async #step(actors: readonly Actor[]): Promise<void> {
    const free = actors.filter((actor) => !actor.isGone && !actor.ends);
    if (free.length === 0) throw new Error('every session waits');
    const actor = this.random.pick(free);
    const next = actor.work.next(actor.answer ?? []);
    if (next.done) {
      actor.isGone = true;
      return;
    }
    actor.ends = actor.client.run(next.value.sql).then((answer) => {
      actor.answer = answer;
      actor.ends = undefined;
    });
    await this.#settle(actors);
    if (this.options.isUnruly && this.random.chance(3)) await this.#disturb(this.random.pick(actors), actors);
  }

  async #settle(actors: readonly Actor[]): Promise<void> {
    // Twice: what one has let go another may now run on, and let go in turn.
    for (let i = 0; i < 2; i++) for (const each of actors) {
      await settled(each.client);
      if (!each.client.isBusy) await each.ends;
    }
  }

  /** A client cancels what it waits for, or is gone and another comes in its place. */
  async #disturb(actor: Actor, actors: readonly Actor[]): Promise<void> {
    if (actor.isGone) return;
    if (this.random.chance(50)) actor.client.session.cancel();
    else {
      // What it has been answered counts.
      if (!actor.ends) actor.work.next(actor.answer ?? []);
      const at = this.server.next();
      actor.client.close();
      await actor.ends;
      if (actor.tx > 0) this.#end('abort', actor.tx, at);
      actor.client = this.server.client();
      this.#clients.push(actor.client);
      actor.answer = undefined;
      actor.work = this.#life(actor);
    }
    await this.#settle(actors);
  }

  *#life(actor: Actor): Generator<Step, void, Answer> {
    const { random, options } = this;
    const answer = yield { sql: `SET XACT_ABORT ${options.abortsOnError ? 'ON' : 'OFF'}; SET NOCOUNT OFF; SET LOCK_TIMEOUT ${random.pick([-1, -1, -1, 0])}; SET DEADLOCK_PRIORITY ${random.pick(['LOW', 'NORMAL', 'NORMAL', 'HIGH'])}` };
    if (answer.some((piece) => piece.kind === 'error')) throw new Error(JSON.stringify(answer));
    while (this.#lastTx < options.transactions) yield* this.#transaction(actor);
  }

  *#transaction(actor: Actor): Generator<Step, void, Answer> {
    const { random, options } = this;
    const level = random.pick(options.levels);
    const tx = ++this.#lastTx;
    yield { sql: `SET TRANSACTION ISOLATION LEVEL ${level}` };
    if (random.chance(12)) {
      yield* this.#statement(actor, tx, level === 'SNAPSHOT' ? this.#look(level) : this.#draw(level), true);
      return;
    }
    yield { sql: 'BEGIN TRANSACTION' };
    actor.tx = tx;
    if (level === 'SNAPSHOT') yield* this.#statement(actor, tx, this.#look(level));
    const length = 1 + random.below(5);
    for (let i = 0; i < length && actor.tx === tx; i++) {
      if (random.chance(12)) yield* this.#savepoint(actor, tx, level);
      else yield* this.#statement(actor, tx, this.#draw(level));
    }
    if (actor.tx === tx) this.#note(actor, tx, yield { sql: random.chance(85) ? 'COMMIT' : 'ROLLBACK' });
  }

  *#savepoint(actor: Actor, tx: number, level: SessionLevel): Generator<Step, void, Answer> {
    yield { sql: 'SAVE TRANSACTION s' };
    this.#remember(tx, 'SAVE TRANSACTION s');
    const since = this.server.next();
    const length = 1 + this.random.below(3);
    for (let i = 0; i < length && actor.tx === tx; i++) yield* this.#statement(actor, tx, this.#draw(level));
    if (actor.tx !== tx || this.random.chance(30)) return;
    const answer = yield { sql: 'ROLLBACK TRANSACTION s' };
    if (answer.some((piece) => piece.kind === 'error')) throw new Error(JSON.stringify(answer));
    this.#events.push({ kind: 'undo', at: answer[0]?.at ?? this.server.next(), tx, since });
    this.#remember(tx, 'ROLLBACK TRANSACTION s');
  }

  /** A read that waits for nobody: what follows in a SNAPSHOT transaction sees what it saw, and the history knows when that was. */
  #look(level: SessionLevel): Statement { return selectOf(this.random.pick(this.#tables), { kind: 'key', id: 0 }, readLevel(level, this.#scope)); }

  #draw(level: SessionLevel): Statement { return this.random.chance(50) ? drawRead(this.#scope, level) : drawWrite(this.#scope, level); }

  /** Runs a statement and writes down what it did; in autocommit it is a transaction of its own. */
  *#statement(actor: Actor, tx: number, statement: Statement, isAlone = false): Generator<Step, void, Answer> {
    const answer = yield { sql: statement.sql };
    const events = statement.events(answer, tx);
    this.#events.push(...events);
    if (events.length > 0) this.#remember(tx, statement.sql);
    const last = events.at(-1);
    if (isAlone && last) this.#end('commit', tx, last.at);
    this.#note(actor, tx, answer);
  }

  #remember(tx: number, text: string): void { this.#texts.set(tx, [...this.#texts.get(tx) ?? [], text]); }

  #note(actor: Actor, tx: number, answer: Answer): void {
    for (const piece of answer) {
      if (piece.kind === 'error') this.#errors.set(piece.number, (this.#errors.get(piece.number) ?? 0) + 1);
      if (piece.kind !== 'commit-transaction' && piece.kind !== 'rollback-transaction') continue;
      this.#end(piece.kind === 'commit-transaction' ? 'commit' : 'abort', tx, piece.at);
      actor.tx = 0;
    }
  }

  #end(kind: 'commit' | 'abort', tx: number, at: number): void { this.#events.push({ kind, at, tx }); }
}

/** Ends the round's sessions and takes its tables away. */
export async function clearRound(server: Server, round: Round): Promise<void> {
  for (const client of round.clients) client.close();
  const admin = server.client();
  await admin.must(`DROP TABLE ${[...round.tables].reverse().map((table) => table.name).join(', ')}, audit`);
  admin.close();
}
