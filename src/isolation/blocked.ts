// Names the sessions that keep cleaning waiting, in words. Works with what the login may see.
import { BLOCKING_SESSIONS_TEXT, LOCKED_TABLES_TEXT } from '../sql/blocker-statements';

interface Queryable {
  query(text: string): Promise<unknown>;
}
type Row = Readonly<Record<string, unknown>>;

/** A sentence for each session that has a transaction open in this database: its last statement, its tables, how long it has been idle. */
export async function describeBlockers(database: Queryable): Promise<string> {
  const ask = async (text: string): Promise<readonly Row[]> => {
    try {
      return (await database.query(text)) as readonly Row[];
    } catch {
      // Without permission, or while another database is being restored, the views cannot be read.
      return [];
    }
  };
  const sessions = await ask(BLOCKING_SESSIONS_TEXT);
  if (sessions.length === 0) return 'The session that holds it could not be seen.';
  const locks = await ask(LOCKED_TABLES_TEXT);
  return sessions.map((session) => describeSession(session, locks)).join(' ');
}

function describeSession(session: Row, locks: readonly Row[]): string {
  const id = String(session['session_id']);
  const tables = locks.filter((lock) => String(lock['session_id']) === id).map((lock) => String(lock['table_name']));
  const where = tables.length === 0 ? '' : ` with locks on ${tables.join(', ')}`;
  const idle = session['idle_seconds'] === null || session['idle_seconds'] === undefined ? '' : `, idle for ${String(session['idle_seconds'])} s`;
  const statement = typeof session['last_statement'] === 'string' ? `; its last statement: ${session['last_statement'].trim().slice(0, 300)}` : '';
  return `Session ${id} has a transaction open${where}${idle}${statement}.`;
}
