// Which sessions wait for a lock, for whom, and on what. Needs VIEW SERVER STATE to see the sessions of others. The names of
// columns are single words in lower case: the application's driver may be told to write others in another way.

/** The text that lists sessions that wait for a lock, one row each: who waits, who is in the way, lock mode, kind of resource, table's id. It waits for none itself. */
export const WAITING_SESSIONS_TEXT = `SELECT w.session_id AS spid, w.blocking_session_id AS blocker, l.request_mode AS mode, l.resource_type AS kind,
  COALESCE(p.object_id, CASE WHEN l.resource_type = N'OBJECT' THEN CONVERT(int, l.resource_associated_entity_id) END) AS id
FROM sys.dm_os_waiting_tasks AS w
INNER JOIN sys.dm_tran_locks AS l ON l.request_session_id = w.session_id AND l.request_status <> N'GRANT'
LEFT JOIN sys.partitions AS p WITH (NOLOCK) ON p.hobt_id = l.resource_associated_entity_id AND l.resource_type IN (N'KEY', N'RID', N'PAGE', N'HOBT')
WHERE w.wait_type LIKE N'LCK[_]%';`;

/** The text that gives the name of the table @0, without waiting for a lock on it. */
export const TABLE_NAME_TEXT = `SELECT s.name + N'.' + t.name AS name
FROM sys.tables AS t WITH (NOLOCK) INNER JOIN sys.schemas AS s WITH (NOLOCK) ON s.schema_id = t.schema_id WHERE t.object_id = @0;`;

/** The text that tells a session its own id. */
export const SESSION_ID_TEXT = 'SELECT @@SPID AS id;';
