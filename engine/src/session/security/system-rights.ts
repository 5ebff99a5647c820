// Which system views ask for a permission of their own, and which one. What of their rows a session sees is visibility's.
import { Messages } from '../../errors/catalogue';
import { raise, throwAll } from '../../errors/sql-error';
import type { Database } from '../../instance/instance';
import type { SessionState } from '../state';
import { mayIn, mayOnServer } from './authority';

const SERVER_STATE = 'VIEW SERVER PERFORMANCE STATE';
const DATABASE_STATE = 'VIEW DATABASE PERFORMANCE STATE';

/** Views of the server's state. Everybody sees its own session in sys.dm_exec_sessions and _requests, and sys.dm_os_host_info is open. */
const OF_SERVER: ReadonlySet<string> = new Set([
  'sys.dm_tran_locks',
  'sys.dm_os_waiting_tasks',
  'sys.dm_tran_active_transactions',
  'sys.dm_tran_session_transactions',
  'sys.dm_tran_database_transactions',
  'sys.dm_os_sys_info',
  'sys.dm_db_index_usage_stats',
  'sys.dm_exec_sql_text',
]);
const OF_DATABASE: ReadonlySet<string> = new Set(['sys.dm_db_partition_stats']);

/** Raises 229 for the dependencies, 300, 371 or 262, followed by 297, for a view of a state that the session may not see. */
export function requireSystemView(state: SessionState, database: Database, view: string): void {
  if (view === 'sys.dm_exec_connections' && !mayOnServer(state, SERVER_STATE)) throw raise(Messages.ServerStatePolicyDenied, {});
  if (view === 'sys.sql_expression_dependencies' && !mayIn(state, database, 'CONTROL'))
    throw raise(Messages.PermissionDenied, { permission: 'SELECT', object: 'sql_expression_dependencies', database: 'mssqlsystemresource', schema: 'sys' });
  const ofServer = OF_SERVER.has(view) && !mayOnServer(state, SERVER_STATE);
  const ofDatabase = OF_DATABASE.has(view) && !mayIn(state, database, DATABASE_STATE);
  if (ofServer) throwAll([raise(Messages.ServerPermissionDenied, { permission: SERVER_STATE, object: 'server', database: 'master' }), raise(Messages.UserHasNoPermission, {})]);
  if (ofDatabase) throwAll([raise(Messages.StatementPermissionDenied, { permission: DATABASE_STATE, database: database.header.name }), raise(Messages.UserHasNoPermission, {})]);
}
