// Who keeps a lock that cleaning waits for. Needs VIEW SERVER STATE to see the sessions of others.
import { OWN_SCHEMA } from './schema-statements';

/** The text that lists other sessions of this database with an open transaction, and the last statement of each. */
export const BLOCKING_SESSIONS_TEXT = `SELECT TOP (5) s.session_id, s.status, s.host_name, s.program_name, s.login_name, s.open_transaction_count,
  DATEDIFF(second, s.last_request_end_time, SYSDATETIME()) AS idle_seconds, b.event_info AS last_statement
FROM sys.dm_exec_sessions AS s OUTER APPLY sys.dm_exec_input_buffer(s.session_id, NULL) AS b
WHERE s.database_id = DB_ID() AND s.session_id <> @@SPID AND s.open_transaction_count > 0 ORDER BY s.session_id;`;

/** The text that lists the tables that other sessions hold locks on. */
export const LOCKED_TABLES_TEXT = `SELECT DISTINCT l.request_session_id AS session_id, s.name + N'.' + t.name AS table_name
FROM sys.dm_tran_locks AS l INNER JOIN sys.tables AS t ON t.object_id = l.resource_associated_entity_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
WHERE l.resource_database_id = DB_ID() AND l.resource_type = N'OBJECT' AND l.request_status = N'GRANT' AND l.request_session_id <> @@SPID;`;

/** The text that tells whether a database was made by this preset. */
export const IS_OWN_DATABASE_TEXT = `SELECT DB_NAME() AS name, CASE WHEN OBJECT_ID(N'[${OWN_SCHEMA}].[clean]') IS NULL THEN 0 ELSE 1 END AS is_own;`;
