// interleave: steps of two or more sessions in a fixed order, against the server's own locks, and who waited for whom.
// Order comes from the server's own word that a session waits, never from sleeping.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkDataSource } from '../data-source/given';
import { presetError, reasonOf } from '../errors';
import { SESSION_ID_TEXT, TABLE_NAME_TEXT, WAITING_SESSIONS_TEXT } from '../sql/waiting-statements';

/** The isolation levels that a step may begin with. */
export type StepIsolation = 'READ UNCOMMITTED' | 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE' | 'SNAPSHOT';

/** What a step does: begins or ends its session's transaction, or works with the session's entity manager. */
export type StepAction<Manager> = 'begin' | `begin ${StepIsolation}` | 'commit' | 'rollback' | ((manager: Manager) => Promise<unknown>);

/** One step: the session's name, of your choosing, and what it does. */
export type Step<Manager> = readonly [session: string, action: StepAction<Manager>];

/** How one step went. */
export interface StepOutcome {
  readonly session: string;
  readonly status: 'done' | 'failed';
  /** What the step's function gave. */
  readonly value?: unknown;
  /** What it threw: a QueryFailedError with SQL Server's number in `driverError.number`. */
  readonly error?: unknown;
  /** The sessions it had to wait for; undefined if it never waited. */
  readonly waitedFor?: readonly string[];
  /** The lock it waited for, such as `S on KEY of dbo.orders`. */
  readonly lock?: string;
  /** Index of the step during which it ended: its own, or a later one that set it free. */
  readonly endedDuring: number;
}

/** What interleave needs of a TypeORM data source. */
export interface InterleavedDataSource<Manager> {
  query(text: string, parameters?: unknown[]): Promise<unknown>;
  createQueryRunner(): {
    readonly manager: Manager;
    readonly isTransactionActive: boolean;
    connect(): Promise<unknown>;
    query(text: string): Promise<unknown>;
    startTransaction(isolation?: StepIsolation): Promise<void>;
    commitTransaction(): Promise<void>;
    rollbackTransaction(): Promise<void>;
    release(): Promise<void>;
  };
}

type Runner<Manager> = ReturnType<InterleavedDataSource<Manager>['createQueryRunner']>;
interface Session<Manager> { readonly name: string; readonly runner: Runner<Manager>; readonly id: number; running?: Running }
interface Running { readonly index: number; readonly settled: Promise<void>; outcome?: StepOutcome; waitedFor?: readonly string[]; lock?: string }

const POLL_MS = 10;
/** How long a step may take to end once the sessions that it may have waited for are rolled back. */
const GRACE_MS = 1000;

/**
 * Runs the steps one after the other, each in its session. A step that has to wait for a lock is left waiting, and the next one runs; a
 * step of a session that still waits is held until that one has ended. Gives the outcome of each step, in order. Afterwards every
 * session is rolled back and released. Raises JNM_INTERLEAVE, with who waits for whom, when a step neither ends nor waits within
 * `timeoutMs`, or when a session still waits at the end.
 */
export async function interleave<Manager>(dataSource: InterleavedDataSource<Manager>, steps: readonly Step<Manager>[], { timeoutMs = 5000 } = {}): Promise<StepOutcome[]> {
  checkDataSource('interleave', dataSource);
  const play = new Play(dataSource, timeoutMs);
  try {
    const running: Running[] = [];
    for (const [index, [name, action]] of steps.entries()) running.push(await play.run(index, name, action));
    await play.finish();
    return running.flatMap((step) => step.outcome ?? []);
  } finally {
    await play.close();
  }
}

class Play<Manager> {
  readonly #sessions = new Map<string, Session<Manager>>();
  readonly #dataSource: InterleavedDataSource<Manager>;
  readonly #timeoutMs: number;
  #step = 0;

  constructor(dataSource: InterleavedDataSource<Manager>, timeoutMs: number) {
    this.#dataSource = dataSource;
    this.#timeoutMs = timeoutMs;
  }

  /** Starts a step and returns when it has ended or waits for a lock. */
  async run(index: number, name: string, action: StepAction<Manager>): Promise<Running> {
    this.#step = index;
    const session = this.#sessions.get(name) ?? (await this.#open(name));
    await this.#until(session, () => session.running?.outcome !== undefined || session.running === undefined);
    const running = this.#start(session, index, action);
    await this.#until(session, async () => running.outcome !== undefined || (await this.#noteWait(session, running)));
    // A step that ended may have set others free: they are given the time to end before the next step.
    await this.#letFreed(session);
    return running;
  }

  /** Every step must have ended. */
  async finish(): Promise<void> {
    for (const session of this.#sessions.values()) await this.#until(session, () => session.running?.outcome !== undefined);
  }

  /** Rolls back and releases all sessions; those still waiting are set free by the roll-back of the others. A step that never ends keeps its session. */
  async close(): Promise<void> {
    const idle = [...this.#sessions.values()].sort((a, b) => Number(a.running?.outcome === undefined) - Number(b.running?.outcome === undefined));
    for (const session of idle) {
      if (!(await this.#hasSettled(session))) continue;
      // A deadlock victim's transaction is gone already.
      if (session.runner.isTransactionActive) await session.runner.rollbackTransaction().catch(() => undefined);
      await session.runner.release();
    }
  }

  // What does not end must not keep the error from being told; the end of the file names the connection.
  async #hasSettled({ running }: Session<Manager>): Promise<boolean> {
    const settled = running?.settled.then(() => true) ?? true;
    return Promise.race([settled, sleep(GRACE_MS, false, { ref: false })]);
  }

  async #open(name: string): Promise<Session<Manager>> {
    const runner = this.#dataSource.createQueryRunner();
    await runner.connect();
    const rows = (await runner.query(SESSION_ID_TEXT)) as readonly { readonly id: number }[];
    const session: Session<Manager> = { name, runner, id: Number(rows[0]?.id) };
    this.#sessions.set(name, session);
    return session;
  }

  #start(session: Session<Manager>, index: number, action: StepAction<Manager>): Running {
    const end = (part: Pick<StepOutcome, 'status' | 'value' | 'error'>): void => {
      running.outcome = { session: session.name, ...part, waitedFor: running.waitedFor, lock: running.lock, endedDuring: this.#step };
    };
    const settled = perform(session.runner, action).then((value) => end({ status: 'done', value }), (error: unknown) => end({ status: 'failed', error }));
    const running: Running = { index, settled };
    session.running = running;
    return running;
  }

  /** Asks the server whether the session waits; notes for whom and on what. */
  async #noteWait(session: Session<Manager>, running: Running): Promise<boolean> {
    const rows = await this.#waiting();
    const own = rows.filter((row) => row.spid === session.id);
    if (own.length === 0 || running.outcome !== undefined) return running.outcome !== undefined;
    running.waitedFor = [...new Set(own.map((row) => this.#nameOf(row.blocker)))];
    running.lock = await this.#describeLock(own[0]);
    return true;
  }

  async #waiting(): Promise<readonly WaitingRow[]> {
    return (await this.#dataSource.query(WAITING_SESSIONS_TEXT)) as readonly WaitingRow[];
  }

  async #describeLock(row: WaitingRow | undefined): Promise<string | undefined> {
    if (!row) return undefined;
    const names = row.id === null ? [] : ((await this.#dataSource.query(TABLE_NAME_TEXT, [row.id])) as readonly { readonly name: string }[]);
    return `${row.mode} on ${row.kind}${names[0] ? ` of ${names[0].name}` : ''}`;
  }

  async #letFreed(current: Session<Manager>): Promise<void> {
    for (const session of this.#sessions.values()) {
      if (session === current || !session.running || session.running.outcome) continue;
      const running = session.running;
      await this.#until(session, async () => running.outcome !== undefined || (await this.#noteWait(session, running)));
    }
  }

  async #until(session: Session<Manager>, check: () => boolean | Promise<boolean>): Promise<void> {
    const end = performance.now() + this.#timeoutMs;
    while (!(await check())) {
      if (performance.now() >= end) throw await this.#tooLate(session);
      await sleep(POLL_MS);
    }
  }

  async #tooLate(session: Session<Manager>): Promise<Error> {
    const picture = await this.#waiting().then(
      (rows) => rows.map((row) => `${this.#nameOf(row.spid)} waits for ${this.#nameOf(row.blocker)} (${row.mode} on ${row.kind})`),
      (error: unknown) => [reasonOf(error)],
    );
    return presetError('JNM_INTERLEAVE', {
      step: (session.running?.index ?? this.#step) + 1,
      session: session.name,
      timeoutMs: this.#timeoutMs,
      picture: picture.join('; ') || 'no session waits for a lock',
    });
  }

  #nameOf(id: number): string {
    for (const session of this.#sessions.values()) if (session.id === id) return session.name;
    return `session ${id}`;
  }
}

interface WaitingRow { readonly spid: number; readonly blocker: number; readonly mode: string; readonly kind: string; readonly id: number | null }

async function perform<Manager>(runner: Runner<Manager>, action: StepAction<Manager>): Promise<unknown> {
  if (typeof action === 'function') return action(runner.manager);
  if (action === 'commit') return runner.commitTransaction();
  if (action === 'rollback') return runner.rollbackTransaction();
  return runner.startTransaction(action === 'begin' ? undefined : (action.slice('begin '.length) as StepIsolation));
}
