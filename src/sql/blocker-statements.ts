// Who keeps a lock that cleaning waits for, and what a test file has left open. Needs VIEW SERVER STATE to see the sessions of others.
// Each question is asked in dynamic SQL, whose SET LOCK_TIMEOUT ends with it: a lock must not keep the question waiting too. The names of
// columns are single words in lower case: the application's driver may be told to write others in another way.
import { quoteText } from './quoting';
import { OWN_SCHEMA } from './schema-statements';

const impatient = (text: string): string => `EXEC sys.sp_executesql ${quoteText(`SET LOCK_TIMEOUT 1000;\n${text}`)};`;

// A session whose first request has not ended shows the year 1900 there, more seconds ago than an int holds.
const SESSION_COLUMNS = `s.session_id AS spid, s.program_name AS program,
  DATEDIFF(second, (SELECT MIN(t.transaction_begin_time) FROM sys.dm_tran_session_transactions AS x
    INNER JOIN sys.dm_tran_active_transactions AS t ON t.transaction_id = x.transaction_id WHERE x.session_id = s.session_id), GETDATE()) AS opened,
  DATEDIFF(second, NULLIF(s.last_request_end_time, '19000101'), GETDATE()) AS idle, b.event_info AS statement`;

/** The text that lists other sessions that hold locks on rows or objects of this database, and the last statement of each. */
export const BLOCKING_SESSIONS_TEXT = impatient(`SELECT TOP (5) ${SESSION_COLUMNS}
FROM sys.dm_exec_sessions AS s OUTER APPLY sys.dm_exec_input_buffer(s.session_id, NULL) AS b
WHERE s.session_id <> @@SPID AND s.is_user_process = 1 AND s.session_id IN (SELECT l.request_session_id FROM sys.dm_tran_locks AS l
  WHERE l.resource_database_id = DB_ID() AND l.request_status = N'GRANT' AND l.resource_type IN (N'OBJECT', N'PAGE', N'KEY', N'RID', N'HOBT', N'METADATA')) ORDER BY s.session_id;`);

/** The text that lists the tables that other sessions hold locks on, those whose schema is being changed too. */
export const LOCKED_TABLES_TEXT = impatient(`SELECT DISTINCT l.request_session_id AS spid, s.name + N'.' + t.name AS name
FROM sys.dm_tran_locks AS l INNER JOIN sys.tables AS t WITH (NOLOCK) ON t.object_id = l.resource_associated_entity_id INNER JOIN sys.schemas AS s WITH (NOLOCK) ON s.schema_id = t.schema_id
WHERE l.resource_database_id = DB_ID() AND l.resource_type = N'OBJECT' AND l.request_status = N'GRANT' AND l.request_session_id <> @@SPID;`);

/** The text that gives the name @database back if there is no such database; asked in master. On Azure SQL Database DB_ID has ids of its own, and no promise for other databases. */
export const MISSING_DATABASE_TEXT = 'SELECT @database AS name WHERE NOT EXISTS (SELECT 1 FROM sys.databases AS d WHERE d.name = @database);';

/** The text that lists the sessions with a transaction open in the database @database. */
export const LEFT_OPEN_TEXT = `SELECT TOP (5) ${SESSION_COLUMNS}
FROM sys.dm_exec_sessions AS s OUTER APPLY sys.dm_exec_input_buffer(s.session_id, NULL) AS b
WHERE s.session_id <> @@SPID AND s.is_user_process = 1 AND s.database_id = DB_ID(@database) AND s.open_transaction_count > 0 ORDER BY s.session_id;`;

/**
 * The text that lists the sessions without a transaction that the process @process has opened in the database @database in the last
 * @age ms. By the server's clock alone: the clocks of the two need not agree.
 */
export const IDLE_SESSIONS_TEXT = `SELECT TOP (5) ${SESSION_COLUMNS}, DATEDIFF(second, s.login_time, GETDATE()) AS connected
FROM sys.dm_exec_sessions AS s OUTER APPLY sys.dm_exec_input_buffer(s.session_id, NULL) AS b
WHERE s.session_id <> @@SPID AND s.is_user_process = 1 AND s.database_id = DB_ID(@database) AND s.open_transaction_count = 0
  AND s.host_process_id = @process AND s.login_time >= DATEADD(millisecond, -@age, GETDATE()) ORDER BY s.session_id;`;

/** The text that lists the sessions of the process @process that run a statement in the database @database. */
export const RUNNING_TEXT = `SELECT TOP (5) ${SESSION_COLUMNS}, DATEDIFF(second, r.start_time, GETDATE()) AS running
FROM sys.dm_exec_sessions AS s INNER JOIN sys.dm_exec_requests AS r ON r.session_id = s.session_id OUTER APPLY sys.dm_exec_input_buffer(s.session_id, NULL) AS b
WHERE s.session_id <> @@SPID AND s.is_user_process = 1 AND s.database_id = DB_ID(@database) AND s.host_process_id = @process ORDER BY s.session_id;`;

/** The text that ends a session. */
export function killText(sessionId: number): string {
  return `KILL ${Math.trunc(sessionId)};`;
}

/** The text that tells whether a database was made by this preset. */
export const IS_OWN_DATABASE_TEXT = `SELECT DB_NAME() AS name, CASE WHEN OBJECT_ID(N'[${OWN_SCHEMA}].[clean]') IS NULL THEN 0 ELSE 1 END AS own;`;
