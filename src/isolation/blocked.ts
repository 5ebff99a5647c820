// Names the sessions that keep cleaning waiting, in words, or ends them. Works with what the login may see.
import { reasonOf } from '../errors';
import { specOf } from '../process/session-name';
import { BLOCKING_SESSIONS_TEXT, killText, LOCKED_TABLES_TEXT } from '../sql/blocker-statements';
import { sqlErrorNumbers } from '../sql/retry';

const KILL_DENIED = 6102;

interface Queryable {
  query(text: string): Promise<unknown>;
}
type Row = Readonly<Record<string, unknown>>;

/** A session that holds locks in the database. */
export interface Blocker {
  readonly sessionId: number;
  /** Its tables, how long its transaction has been open, its last statement, and the spec that opened it, in a sentence. */
  readonly description: string;
}

/** The other sessions that hold locks in this database; none if they may not be seen. */
export async function findBlockers(database: Queryable): Promise<readonly Blocker[]> {
  const ask = async (text: string): Promise<readonly Row[]> => {
    try {
      return (await database.query(text)) as readonly Row[];
    } catch {
      // Without permission, or while another database is being restored, the views cannot be read.
      return [];
    }
  };
  const sessions = await ask(BLOCKING_SESSIONS_TEXT);
  const locks = sessions.length === 0 ? [] : await ask(LOCKED_TABLES_TEXT);
  return sessions.map((session) => ({ sessionId: Number(session['spid']), description: describeSession(session, locks) }));
}

/** Blockers as a text of one sentence each. */
export function describeBlockers(blockers: readonly Blocker[]): string {
  return blockers.length === 0 ? 'The session that holds it could not be seen: for that the login needs VIEW SERVER STATE.' : blockers.map((blocker) => blocker.description).join(' ');
}

/** Ends sessions; one that is gone already is no mistake. Gives what the server says where the login may end none. */
export async function killBlockers(database: Queryable, blockers: readonly Blocker[]): Promise<string | undefined> {
  for (const { sessionId } of blockers) {
    const error: unknown = await database.query(killText(sessionId)).then(() => undefined, (refusal: unknown) => refusal);
    if (sqlErrorNumbers(error).includes(KILL_DENIED)) return `${reasonOf(error)} The login needs ALTER ANY CONNECTION to end sessions.`;
  }
  return undefined;
}

/** A session of sys.dm_exec_sessions that does nothing, as a sentence. */
export function describeIdleSession(session: Row): string {
  return `Session ${String(session['spid'])}, opened by ${openerOf(session)} ${String(session['connected'])} s ago, idle for ${String(session['idle'])} s${lastStatement(session)}.`;
}

/** A session of sys.dm_exec_sessions whose statement has not ended, as a sentence. */
export function describeRunningSession(session: Row): string {
  return `Session ${String(session['spid'])}, opened by ${openerOf(session)}, has been busy for ${String(session['running'])} s${lastStatement(session)}.`;
}

function openerOf(session: Row): string {
  return specOf(session['program']) ?? `the program ${String(session['program'])}`;
}

/** A session of sys.dm_exec_sessions as a sentence; `locks` are rows of spid and the table's name. */
export function describeSession(session: Row, locks: readonly Row[]): string {
  const id = String(session['spid']);
  const seconds = (name: string, words: string): string => (typeof session[name] === 'number' ? `${words} ${session[name]} s` : '');
  const tables = locks.filter((lock) => String(lock['spid']) === id).map((lock) => String(lock['name']));
  const where = tables.length === 0 ? '' : ` with locks on ${tables.join(', ')}`;
  const opened = specOf(session['program']);
  return `Session ${id}${opened === undefined ? '' : `, opened by ${opened},`} has a transaction open${where}${seconds('opened', ' for')}${seconds('idle', ', idle for')}${lastStatement(session)}.`;
}

function lastStatement(session: Row): string {
  return typeof session['statement'] === 'string' ? `; its last statement: ${session['statement'].trim().slice(0, 300)}` : '';
}
