// Transactions of random changes that are taken back, in every way in which they can be: the database is the one before, to the last row of the last system view.
// So it is after a statement that fails, and after ROLLBACK to a savepoint.
import type { Random } from '../logic/random';
import { errorsOf, rowsOf, settled, type Client, type Server } from '../transactions/server';
import { drawChange, TEMPORARY } from './changes';
import { differences, dumpDatabase, type DumpOptions } from './dump';

/** What SQL Server leaves as it is when it rolls back: the numbers that were given. */
export const GIVEN: DumpOptions = {
  without: new Set(['sys.identity_columns.last_value', 'sys.sequences.current_value', 'sys.sequences.last_used_value', 'INFORMATION_SCHEMA.SEQUENCES.START_VALUE']),
  skipped: /^sys\.(database_files|servers)/,
};

/** What was done and what did not hold. */
export interface UndoTally { statements: number; failed: number; dumps: number; readonly endings: Map<string, number>; readonly findings: string[]; readonly errors: Map<string, number> }
/** An empty one. */
export const newUndoTally = (): UndoTally => ({ statements: 0, failed: 0, dumps: 0, endings: new Map(), findings: [], errors: new Map() });

const ENDINGS = ['ROLLBACK', 'ROLLBACK', 'ROLLBACK', 'close', 'KILL', 'cancel', 'error', 'COMMIT'] as const;

/** Runs transactions one after the other on the database `steps`; the first that leaves something else behind ends it. */
export class Undoer {
  #client: Client;
  #history: string[] = [];
  #xactAbort: 'ON' | 'OFF' = 'OFF';
  constructor(private readonly server: Server, private readonly random: Random, private readonly tally: UndoTally) { this.#client = server.client(); }

  async run(transactions: number): Promise<void> {
    await this.#client.must(TEMPORARY);
    let before = await this.#dump();
    for (let i = 0; i < transactions && this.tally.findings.length === 0; i++) {
      this.#history = [];
      const ending = await this.#transaction();
      this.tally.endings.set(ending, (this.tally.endings.get(ending) ?? 0) + 1);
      let after = await this.#dump();
      // A new session has temporary tables of its own.
      if (ending === 'close' || ending === 'KILL') [before, after] = [before, after].map((lines) => lines.filter((line) => !line.startsWith('#'))) as [string[], string[]];
      if (ending !== 'COMMIT') this.#compare(before, after, `a transaction ended by ${ending}`);
      await this.#checkLocks(ending);
      before = await this.#dump();
    }
  }

  async #dump(onlyRows = false): Promise<string[]> {
    this.tally.dumps++;
    // A value that cannot be worked out does not end the transaction that is looked at.
    await this.#client.must('SET XACT_ABORT OFF');
    const lines = [...await dumpDatabase(this.server, this.#client, 'steps', { ...GIVEN, onlyRows }), ...await this.#dumpTemporaries()];
    await this.#client.must(`SET XACT_ABORT ${this.#xactAbort}`);
    return lines;
  }

  async #dumpTemporaries(): Promise<string[]> {
    const lines: string[] = [];
    for (const name of ['#t0', '#t1']) for (const text of [`SELECT * FROM ${name}`, `SELECT name, column_id, is_nullable, system_type_id FROM tempdb.sys.columns WHERE object_id = OBJECT_ID('tempdb..${name}')`, `SELECT name, index_id, is_unique FROM tempdb.sys.indexes WHERE object_id = OBJECT_ID('tempdb..${name}')`]) {
      const isThere = rowsOf(await this.#client.must(`SELECT OBJECT_ID('tempdb..${name}')`))[0]?.[0] !== null;
      if (isThere) lines.push(...rowsOf(await this.#client.must(text)).map((row) => `${name}: ${row.join('|')}`).sort());
    }
    return lines;
  }

  #compare(before: readonly string[], after: readonly string[], what: string): void {
    const lines = differences(before, after);
    if (lines.length > 0) this.tally.findings.push([what, ...this.#history, ...lines.slice(0, 15)].join('\n'));
  }

  async #checkLocks(ending: string): Promise<void> {
    const locks = rowsOf(await this.#client.must("SELECT resource_type, request_mode, request_session_id FROM sys.dm_tran_locks WHERE resource_type <> 'DATABASE'"));
    const left = [...this.server.instance.transactions.active()].length;
    if (locks.length > 0 || left > 0) this.tally.findings.push(`after ${ending}: ${left} transactions, locks ${locks.map((lock) => lock.join(' ')).join(', ')}\n${this.#history.join('\n')}`);
  }

  async #transaction(): Promise<string> {
    const { random } = this;
    this.#xactAbort = random.chance(20) ? 'ON' : 'OFF';
    await this.#say(`SET XACT_ABORT ${this.#xactAbort}`);
    await this.#say('BEGIN TRANSACTION');
    const length = 1 + random.below(6);
    for (let i = 0; i < length && this.tally.findings.length === 0; i++) {
      const isAlive = random.chance(20) ? await this.#toSavepoint() : await this.#change(random.chance(35));
      if (!isAlive) return 'error';
    }
    return this.#end(random.pick(ENDINGS));
  }

  /** Runs a batch; false if the transaction has ended with it. */
  async #say(sql: string): Promise<boolean> {
    this.#history.push(sql);
    const answer = await this.#client.run(sql);
    const errors = errorsOf(answer);
    if (errors.length > 0) this.#history.push(`   -- ${errors.join('; ').slice(0, 200)}`);
    for (const error of errors) this.tally.errors.set(error.split(' ')[0] ?? '', (this.tally.errors.get(error.split(' ')[0] ?? '') ?? 0) + 1);
    return rowsOf(await this.#client.run('SELECT @@TRANCOUNT'))[0]?.[0] !== '0';
  }

  /** A random statement; if it fails and the transaction goes on, nothing of it is left. */
  async #change(isWatched: boolean): Promise<boolean> {
    const { sql, isWrite } = drawChange(this.random, true);
    // Several statements of one batch stand for themselves.
    const isOne = !/BEGIN TRY|IDENTITY_INSERT|DEFAULT VALUES;|EXEC dbo/.test(sql);
    const before = isWatched && isOne ? await this.#dump(isWrite) : undefined;
    this.tally.statements++;
    const count = this.#history.length;
    const isAlive = await this.#say(sql);
    if (this.#history.length > count + 1) {
      this.tally.failed++;
      if (isAlive && before) this.#compare(before, await this.#dump(isWrite), `a statement that failed: ${sql}`);
    }
    return isAlive;
  }

  async #toSavepoint(): Promise<boolean> {
    const before = await this.#dump();
    if (!await this.#say('SAVE TRANSACTION s')) return false;
    const length = 1 + this.random.below(4);
    for (let i = 0; i < length; i++) if (!await this.#change(false)) return false;
    if (rowsOf(await this.#client.run('SELECT XACT_STATE()'))[0]?.[0] !== '1') return true;
    await this.#say('ROLLBACK TRANSACTION s');
    this.#compare(before, await this.#dump(), 'back to a savepoint');
    return true;
  }

  async #end(ending: (typeof ENDINGS)[number]): Promise<string> {
    const isDoomed = rowsOf(await this.#client.run('SELECT XACT_STATE()'))[0]?.[0] !== '1';
    this.#history.push(ending);
    switch (ending) {
      case 'COMMIT': await this.#client.run(isDoomed ? 'ROLLBACK' : 'COMMIT'); return isDoomed ? 'ROLLBACK' : 'COMMIT';
      case 'close': await this.#leave(() => this.#client.close()); return ending;
      case 'KILL': { const killer = this.server.client(); await this.#leave(async () => { await killer.must(`KILL ${this.#client.spid}`); }); killer.close(); return ending; }
      case 'cancel': await this.#cancelled(); return ending;
      case 'error': await this.#client.run("SELECT CAST('none' AS int)"); await this.#client.run('IF @@TRANCOUNT > 0 ROLLBACK'); return ending;
      default: await this.#client.run('ROLLBACK'); return ending;
    }
  }

  /** Ends the session, sometimes in the middle of a statement that waits after it has written. */
  async #leave(end: () => unknown): Promise<void> {
    const blocker = this.random.chance(50) ? await this.#block() : undefined;
    await end();
    if (blocker) {
      await blocker.waiting;
      await blocker.client.run('ROLLBACK');
      blocker.client.close();
    }
    await new Promise((resolve) => setImmediate(resolve));
    this.#client = this.server.client();
    await this.#client.must(TEMPORARY);
  }

  /** Another session holds a row that a statement of this one comes upon. */
  async #block(): Promise<{ client: Client; waiting: Promise<unknown> } | undefined> {
    const client = this.server.client();
    await client.run("SET LOCK_TIMEOUT 0; BEGIN TRANSACTION; UPDATE dbo.prices SET price = price WHERE id = 1; INSERT dbo.heap VALUES (77, 'held')");
    const waiting = this.#client.run('SET LOCK_TIMEOUT -1; INSERT dbo.log (what) VALUES (\'before\'); INSERT dbo.heap SELECT id, NULL FROM dbo.customers; UPDATE dbo.heap SET b = a; UPDATE dbo.prices SET price += 1');
    this.#history.push('   -- while it waits');
    await settled(this.#client);
    return { client, waiting };
  }

  async #cancelled(): Promise<void> {
    const blocker = await this.#block();
    this.#client.session.cancel();
    await blocker?.waiting;
    await blocker?.client.run('ROLLBACK');
    blocker?.client.close();
    await this.#client.run('IF @@TRANCOUNT > 0 ROLLBACK');
  }
}
