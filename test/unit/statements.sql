-- Every statement that jest-nest-mssql can send to a server, with the names of an example. Pasted as it is, none of them runs: the server
-- only reads them and says which it does not understand. Values that travel as parameters are declared before the statement.
-- Made by test/unit/statements.test.ts (UPDATE_STATEMENTS=1 npx jest test/unit/statements.test.ts); printed by npm run statements.
SET PARSEONLY ON;
GO

-- backup-statements.ts: backupOfText
IF DB_ID(N'shop_test_0123456789ab_template') IS NOT NULL RESTORE FILELISTONLY FROM DISK = N'/var/opt/mssql/data/it''s.bak';
GO

-- backup-statements.ts: backupText (1 of 2)
BACKUP DATABASE [shop_test_0123456789ab_template] TO DISK = N'/var/opt/mssql/data/it''s.bak' WITH COPY_ONLY, FORMAT, INIT, COMPRESSION;
GO

-- backup-statements.ts: backupText (2 of 2)
BACKUP DATABASE [shop_test_0123456789ab_template] TO DISK = N'/var/opt/mssql/data/it''s.bak' WITH COPY_ONLY, FORMAT, INIT;
GO

-- backup-statements.ts: fileListText
RESTORE FILELISTONLY FROM DISK = N'/var/opt/mssql/data/it''s.bak';
GO

-- backup-statements.ts: restoreText
RESTORE DATABASE [shop_test_0123456789_w1] FROM DISK = N'/var/opt/mssql/data/it''s.bak'
  WITH MOVE N'shop' TO N'/var/opt/mssql/data/shop_test_0123456789_w1_1.mdf',
       MOVE N'more''' TO N'/var/opt/mssql/data/shop_test_0123456789_w1_2.ndf',
       MOVE N'log' TO N'/var/opt/mssql/log/shop_test_0123456789_w1_3.ldf',
       MOVE N'files' TO N'/var/opt/mssql/data/shop_test_0123456789_w1_4',
       REPLACE,
       RECOVERY;
GO

-- baseline-statements.ts: copyRowsText
SELECT [id], [name] INTO [jest_nest_mssql].[rows_7] FROM [sales].[order];
GO

-- baseline-statements.ts: createBaselineTexts (1 of 6)
CREATE SCHEMA [jest_nest_mssql];
GO

-- baseline-statements.ts: createBaselineTexts (2 of 6)
CREATE TABLE [jest_nest_mssql].[base_table] (
  object_id int NOT NULL PRIMARY KEY, name nvarchar(600) NOT NULL, delete_order int NOT NULL, kept_rows bigint NOT NULL, is_unwatched bit NOT NULL,
  wipe_text nvarchar(max) NOT NULL, reseed_used_text nvarchar(max) NULL, reseed_unused_text nvarchar(max) NULL, refill_text nvarchar(max) NULL,
  seen_updates bigint NOT NULL, seen_identity nvarchar(40) NOT NULL);
GO

-- baseline-statements.ts: createBaselineTexts (3 of 6)
CREATE TABLE [jest_nest_mssql].[base_reference] (child_id int NOT NULL, parent_id int NOT NULL, PRIMARY KEY (child_id, parent_id));
GO

-- baseline-statements.ts: createBaselineTexts (4 of 6)
CREATE TABLE [jest_nest_mssql].[base_constraint] (
  table_id int NOT NULL, name nvarchar(400) NOT NULL, off_text nvarchar(max) NOT NULL, on_text nvarchar(max) NOT NULL, PRIMARY KEY (table_id, name));
GO

-- baseline-statements.ts: createBaselineTexts (5 of 6)
CREATE TABLE [jest_nest_mssql].[base_switch] (object_id int NOT NULL PRIMARY KEY, state int NOT NULL, is_first bit NOT NULL, text nvarchar(max) NOT NULL);
GO

-- baseline-statements.ts: createBaselineTexts (6 of 6)
CREATE TABLE [jest_nest_mssql].[base_sequence] (object_id int NOT NULL PRIMARY KEY, restart_text nvarchar(max) NOT NULL, seen nvarchar(90) NOT NULL);
GO

-- baseline-statements.ts: fillBaselineTexts (1 of 5)
INSERT INTO [jest_nest_mssql].[base_table] (object_id, name, delete_order, kept_rows, is_unwatched, wipe_text, reseed_used_text, reseed_unused_text, refill_text, seen_updates, seen_identity) VALUES
  (7, N'[sales].[order]', 1, 2, 0, N'DELETE FROM [sales].[order];', N'DBCC CHECKIDENT (N''[sales].[order]'', RESEED, 95) WITH NO_INFOMSGS;', N'DBCC CHECKIDENT (N''[sales].[order]'', RESEED, 100) WITH NO_INFOMSGS;', NULL, 0, N'95');
GO

-- baseline-statements.ts: fillBaselineTexts (2 of 5)
INSERT INTO [jest_nest_mssql].[base_reference] (child_id, parent_id) VALUES
  (8, 7);
GO

-- baseline-statements.ts: fillBaselineTexts (3 of 5)
INSERT INTO [jest_nest_mssql].[base_constraint] (table_id, name, off_text, on_text) VALUES
  (7, N'fk', N'ALTER TABLE [sales].[order] NOCHECK CONSTRAINT [fk];', N'ALTER TABLE [sales].[order] WITH CHECK CHECK CONSTRAINT [fk];');
GO

-- baseline-statements.ts: fillBaselineTexts (4 of 5)
INSERT INTO [jest_nest_mssql].[base_switch] (object_id, state, is_first, text) VALUES
  (9, 0, 1, N'ENABLE TRIGGER [sales].[trg] ON [sales].[order];');
GO

-- baseline-statements.ts: fillBaselineTexts (5 of 5)
INSERT INTO [jest_nest_mssql].[base_sequence] (object_id, restart_text, seen) VALUES
  (10, N'ALTER SEQUENCE [sales].[n] RESTART WITH 1 INCREMENT BY -1 MINVALUE -9 MAXVALUE 9 CYCLE CACHE 5;', N'1/');
GO

-- baseline-statements.ts: noteSequencesText
UPDATE b SET b.seen = CASE WHEN n.last_used_value = n.current_value THEN N'' ELSE n.state END
  FROM [jest_nest_mssql].[base_sequence] AS b INNER JOIN [jest_nest_mssql].[sequence_now] AS n ON n.object_id = b.object_id;
GO

-- baseline-statements.ts: sequenceNowText
CREATE VIEW [jest_nest_mssql].[sequence_now] AS
SELECT b.object_id, b.seen, q.current_value, q.last_used_value,
  CONCAT(CONVERT(nvarchar(40), q.current_value), N'/', CONVERT(nvarchar(40), q.last_used_value)) AS state
FROM [jest_nest_mssql].[base_sequence] AS b INNER JOIN sys.sequences AS q ON q.object_id = b.object_id;
GO

-- baseline-statements.ts: switchNowText
CREATE VIEW [jest_nest_mssql].[switch_now] AS
SELECT x.object_id, x.is_disabled + 0 AS state FROM sys.triggers AS x
UNION ALL SELECT x.object_id, x.is_disabled + 2 * x.is_not_trusted AS state FROM sys.foreign_keys AS x
UNION ALL SELECT x.object_id, x.is_disabled + 2 * x.is_not_trusted AS state FROM sys.check_constraints AS x;
GO

-- baseline-statements.ts: tableNowText (1 of 2)
CREATE VIEW [jest_nest_mssql].[table_now] AS
SELECT b.object_id, b.kept_rows, b.seen_updates, b.seen_identity, b.is_unwatched, ISNULL(p.row_count, 0) AS row_count, ISNULL(u.updates, 0) AS updates,
  CASE WHEN i.object_id IS NULL THEN N''
    ELSE ISNULL(CONVERT(nvarchar(40), i.last_value), ISNULL(N'?' + CONVERT(nvarchar(40), NULLIF(IDENT_CURRENT(b.name), CONVERT(numeric(38, 0), i.seed_value))), N'')) END AS last_identity
FROM [jest_nest_mssql].[base_table] AS b
LEFT JOIN (SELECT s.object_id, SUM(s.row_count) AS row_count FROM sys.dm_db_partition_stats AS s WHERE s.index_id IN (0, 1) GROUP BY s.object_id) AS p ON p.object_id = b.object_id
LEFT JOIN (SELECT s.object_id, SUM(s.user_updates) AS updates FROM sys.dm_db_index_usage_stats AS s WHERE s.database_id = DB_ID() GROUP BY s.object_id) AS u ON u.object_id = b.object_id
LEFT JOIN (SELECT x.object_id, x.seed_value, x.last_value FROM sys.identity_columns AS x) AS i ON i.object_id = b.object_id;
GO

-- baseline-statements.ts: tableNowText (2 of 2)
CREATE VIEW [jest_nest_mssql].[table_now] AS
SELECT b.object_id, b.kept_rows, b.seen_updates, b.seen_identity, b.is_unwatched, ISNULL(p.row_count, 0) AS row_count, CASE WHEN b.kept_rows > 0 THEN b.seen_updates + 1 ELSE b.seen_updates END AS updates,
  CASE WHEN i.object_id IS NULL THEN N''
    ELSE ISNULL(CONVERT(nvarchar(40), i.last_value), ISNULL(N'?' + CONVERT(nvarchar(40), NULLIF(IDENT_CURRENT(b.name), CONVERT(numeric(38, 0), i.seed_value))), N'')) END AS last_identity
FROM [jest_nest_mssql].[base_table] AS b
LEFT JOIN (SELECT s.object_id, SUM(s.row_count) AS row_count FROM sys.dm_db_partition_stats AS s WHERE s.index_id IN (0, 1) GROUP BY s.object_id) AS p ON p.object_id = b.object_id
LEFT JOIN (SELECT x.object_id, x.seed_value, x.last_value FROM sys.identity_columns AS x) AS i ON i.object_id = b.object_id;
GO

-- blocker-statements.ts: BLOCKING_SESSIONS_TEXT
EXEC sys.sp_executesql N'SET LOCK_TIMEOUT 1000;
SELECT TOP (5) s.session_id AS spid, s.program_name AS program,
  DATEDIFF(second, (SELECT MIN(t.transaction_begin_time) FROM sys.dm_tran_session_transactions AS x
    INNER JOIN sys.dm_tran_active_transactions AS t ON t.transaction_id = x.transaction_id WHERE x.session_id = s.session_id), GETDATE()) AS opened,
  DATEDIFF(second, NULLIF(s.last_request_end_time, ''19000101''), GETDATE()) AS idle, b.event_info AS statement
FROM sys.dm_exec_sessions AS s OUTER APPLY sys.dm_exec_input_buffer(s.session_id, NULL) AS b
WHERE s.session_id <> @@SPID AND s.is_user_process = 1 AND s.session_id IN (SELECT l.request_session_id FROM sys.dm_tran_locks AS l
  WHERE l.resource_database_id = DB_ID() AND l.request_status = N''GRANT'' AND l.resource_type IN (N''OBJECT'', N''PAGE'', N''KEY'', N''RID'', N''HOBT'', N''METADATA'')) ORDER BY s.session_id;';
GO

-- blocker-statements.ts: IDLE_SESSIONS_TEXT
DECLARE @database nvarchar(128) = N'shop_test_0123456789_w1', @process int = 4711, @age int = 60000;
SELECT TOP (5) s.session_id AS spid, s.program_name AS program,
  DATEDIFF(second, (SELECT MIN(t.transaction_begin_time) FROM sys.dm_tran_session_transactions AS x
    INNER JOIN sys.dm_tran_active_transactions AS t ON t.transaction_id = x.transaction_id WHERE x.session_id = s.session_id), GETDATE()) AS opened,
  DATEDIFF(second, NULLIF(s.last_request_end_time, '19000101'), GETDATE()) AS idle, b.event_info AS statement, DATEDIFF(second, s.login_time, GETDATE()) AS connected
FROM sys.dm_exec_sessions AS s OUTER APPLY sys.dm_exec_input_buffer(s.session_id, NULL) AS b
WHERE s.session_id <> @@SPID AND s.is_user_process = 1 AND s.database_id = DB_ID(@database) AND s.open_transaction_count = 0
  AND s.host_process_id = @process AND s.login_time >= DATEADD(millisecond, -@age, GETDATE()) ORDER BY s.session_id;
GO

-- blocker-statements.ts: IS_OWN_DATABASE_TEXT
SELECT DB_NAME() AS name, CASE WHEN OBJECT_ID(N'[jest_nest_mssql].[clean]') IS NULL THEN 0 ELSE 1 END AS own;
GO

-- blocker-statements.ts: LEFT_OPEN_TEXT
DECLARE @database nvarchar(128) = N'shop_test_0123456789_w1';
SELECT TOP (5) s.session_id AS spid, s.program_name AS program,
  DATEDIFF(second, (SELECT MIN(t.transaction_begin_time) FROM sys.dm_tran_session_transactions AS x
    INNER JOIN sys.dm_tran_active_transactions AS t ON t.transaction_id = x.transaction_id WHERE x.session_id = s.session_id), GETDATE()) AS opened,
  DATEDIFF(second, NULLIF(s.last_request_end_time, '19000101'), GETDATE()) AS idle, b.event_info AS statement
FROM sys.dm_exec_sessions AS s OUTER APPLY sys.dm_exec_input_buffer(s.session_id, NULL) AS b
WHERE s.session_id <> @@SPID AND s.is_user_process = 1 AND s.database_id = DB_ID(@database) AND s.open_transaction_count > 0 ORDER BY s.session_id;
GO

-- blocker-statements.ts: LOCKED_TABLES_TEXT
EXEC sys.sp_executesql N'SET LOCK_TIMEOUT 1000;
SELECT DISTINCT l.request_session_id AS spid, s.name + N''.'' + t.name AS name
FROM sys.dm_tran_locks AS l INNER JOIN sys.tables AS t WITH (NOLOCK) ON t.object_id = l.resource_associated_entity_id INNER JOIN sys.schemas AS s WITH (NOLOCK) ON s.schema_id = t.schema_id
WHERE l.resource_database_id = DB_ID() AND l.resource_type = N''OBJECT'' AND l.request_status = N''GRANT'' AND l.request_session_id <> @@SPID;';
GO

-- blocker-statements.ts: MISSING_DATABASE_TEXT
DECLARE @database nvarchar(128) = N'shop_test_0123456789_w1';
SELECT @database AS name WHERE NOT EXISTS (SELECT 1 FROM sys.databases AS d WHERE d.name = @database);
GO

-- blocker-statements.ts: RUNNING_TEXT
DECLARE @database nvarchar(128) = N'shop_test_0123456789_w1', @process int = 4711;
SELECT TOP (5) s.session_id AS spid, s.program_name AS program,
  DATEDIFF(second, (SELECT MIN(t.transaction_begin_time) FROM sys.dm_tran_session_transactions AS x
    INNER JOIN sys.dm_tran_active_transactions AS t ON t.transaction_id = x.transaction_id WHERE x.session_id = s.session_id), GETDATE()) AS opened,
  DATEDIFF(second, NULLIF(s.last_request_end_time, '19000101'), GETDATE()) AS idle, b.event_info AS statement, DATEDIFF(second, r.start_time, GETDATE()) AS running
FROM sys.dm_exec_sessions AS s INNER JOIN sys.dm_exec_requests AS r ON r.session_id = s.session_id OUTER APPLY sys.dm_exec_input_buffer(s.session_id, NULL) AS b
WHERE s.session_id <> @@SPID AND s.is_user_process = 1 AND s.database_id = DB_ID(@database) AND s.host_process_id = @process ORDER BY s.session_id;
GO

-- blocker-statements.ts: killText
KILL 57;
GO

-- clean-procedure.ts: CLEAN_TEXT
EXEC [jest_nest_mssql].[clean];
GO

-- clean-procedure.ts: createCleanProcedureText
CREATE PROCEDURE [jest_nest_mssql].[clean] @is_off bit = 0
AS
BEGIN
  SET NOCOUNT ON;
  SET XACT_ABORT ON;
  SET ROWCOUNT 0;
  SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
  SET LOCK_TIMEOUT 5000;

  DECLARE @names nvarchar(2000);
  DECLARE @difference TABLE (kind char(1) NOT NULL, id int NOT NULL, part int NOT NULL, owner nvarchar(520) NOT NULL, name nvarchar(258) NOT NULL, label nvarchar(900) NOT NULL,
    is_made bit NOT NULL, is_gone bit NOT NULL, PRIMARY KEY (kind, id, part));

  DECLARE @added int, @sequences int, @step int = 0, @dropped int = 0, @guarded bit = 0, @text nvarchar(max), @name nvarchar(900), @message nvarchar(2000), @shape nvarchar(400), @seen nvarchar(400);
  DECLARE @dirty TABLE (object_id int NOT NULL PRIMARY KEY, row_count bigint NOT NULL, last_identity nvarchar(40) NOT NULL);
  DECLARE @sequence TABLE (object_id int NOT NULL PRIMARY KEY);
  DECLARE @work TABLE (step int NOT NULL IDENTITY(1, 1) PRIMARY KEY, text nvarchar(max) NOT NULL, name nvarchar(900) NULL);

  INSERT INTO @dirty (object_id, row_count, last_identity)
  SELECT n.object_id, n.row_count, n.last_identity FROM [jest_nest_mssql].[table_now] AS n
  WHERE n.row_count <> n.kept_rows OR n.updates <> n.seen_updates OR n.last_identity <> n.seen_identity OR n.is_unwatched = 1;
  SET @added = @@ROWCOUNT;
  INSERT INTO @sequence (object_id) SELECT n.object_id FROM [jest_nest_mssql].[sequence_now] AS n WHERE n.state <> n.seen;
  SET @sequences = @@ROWCOUNT;
  SELECT @shape = n.shape FROM [jest_nest_mssql].[shape_now] AS n;
  SELECT @seen = b.shape FROM [jest_nest_mssql].[base_shape] AS b;
  IF @shape <> @seen
  BEGIN
    INSERT INTO @dirty (object_id, row_count, last_identity)
    SELECT n.object_id, n.row_count, n.last_identity
    FROM [jest_nest_mssql].[table_now] AS n INNER JOIN sys.tables AS t ON t.object_id = n.object_id CROSS JOIN [jest_nest_mssql].[base_shape] AS b
    WHERE n.kept_rows > 0 AND t.modify_date >= b.noted_at AND NOT EXISTS (SELECT 1 FROM @dirty AS d WHERE d.object_id = n.object_id);
    SET @added = @added + @@ROWCOUNT;
  END;
  IF @added = 0 AND @sequences = 0 AND @shape = @seen
  BEGIN
    SELECT 0 AS tables, 0 AS rows, 0 AS steps;
    RETURN;
  END;

  WHILE @added > 0
  BEGIN
    INSERT INTO @dirty (object_id, row_count, last_identity)
    SELECT DISTINCT k.object_id, k.kept_rows, k.seen_identity
    FROM @dirty AS d
    INNER JOIN [jest_nest_mssql].[base_table] AS p ON p.object_id = d.object_id
    INNER JOIN [jest_nest_mssql].[base_reference] AS r ON r.parent_id = d.object_id
    INNER JOIN [jest_nest_mssql].[base_table] AS k ON k.object_id = r.child_id
    WHERE p.kept_rows > 0 AND k.kept_rows > 0 AND NOT EXISTS (SELECT 1 FROM @dirty AS x WHERE x.object_id = k.object_id);
    SET @added = @@ROWCOUNT;
  END;

  IF @shape <> @seen
  BEGIN
    INSERT INTO @difference (kind, id, part, owner, name, label, is_made, is_gone)
    SELECT x.kind, x.id, x.part, x.owner, x.name,
      CASE x.kind WHEN 'C' THEN N'the column ' WHEN 'I' THEN N'the index ' WHEN 'D' THEN N'the index ' WHEN 'M' THEN N'the text of ' WHEN 'V' THEN N'the options of '
        WHEN 'S' THEN N'the schema ' WHEN 'T' THEN N'the type ' WHEN 'U' THEN N'the user or role ' WHEN 'G' THEN N'the database trigger ' ELSE N'' END
        + CASE x.owner WHEN N'' THEN N'' ELSE x.owner + N'.' END + x.name, x.is_made, x.is_gone
    FROM (
      SELECT ISNULL(b.kind, n.kind) AS kind, ISNULL(b.id, n.id) AS id, ISNULL(b.part, n.part) AS part, ISNULL(b.owner, n.owner) AS owner, ISNULL(b.name, n.name) AS name,
        CASE WHEN b.id IS NULL THEN 1 ELSE 0 END AS is_made, CASE WHEN n.id IS NULL THEN 1 ELSE 0 END AS is_gone
      FROM [jest_nest_mssql].[base_detail] AS b FULL OUTER JOIN [jest_nest_mssql].[detail_now] AS n ON n.kind = b.kind AND n.id = b.id AND n.part = b.part
      WHERE b.id IS NULL OR n.id IS NULL OR b.hash <> n.hash
    ) AS x;

    SELECT @names = STRING_AGG(CONVERT(nvarchar(max), g.label), N', ') FROM
      (SELECT TOP (3) d.label FROM @difference AS d WHERE d.is_gone = 1 AND d.kind IN ('O', 'G', 'S', 'T', 'U') ORDER BY d.owner, d.name) AS g;
    IF @names IS NOT NULL THROW 50811, @names, 1;

    SELECT @names = STRING_AGG(CONVERT(nvarchar(max), g.label), N', ') FROM
      (SELECT TOP (3) d.label + CASE d.is_gone WHEN 1 THEN N' (dropped)' ELSE N'' END AS label FROM @difference AS d
       WHERE d.is_made = 0 AND d.kind <> 'D'
         AND NOT (d.kind = 'M' AND EXISTS (SELECT 1 FROM [jest_nest_mssql].[base_module] AS b WHERE b.object_id = d.id))
         AND NOT (d.kind = 'Q' AND EXISTS (SELECT 1 FROM [jest_nest_mssql].[base_sequence] AS b WHERE b.object_id = d.id))
       ORDER BY d.owner, d.name) AS g;
    IF @names IS NOT NULL THROW 50812, @names, 1;

    INSERT INTO @sequence (object_id)
    SELECT d.id FROM @difference AS d WHERE d.kind = 'Q' AND d.is_made = 0 AND NOT EXISTS (SELECT 1 FROM @sequence AS s WHERE s.object_id = d.id);
  END;

  IF EXISTS (SELECT 1 FROM sys.triggers AS r WHERE r.parent_class = 0 AND r.is_disabled = 0)
  BEGIN
    SET @guarded = 1;
    INSERT INTO @work (text) VALUES (N'DISABLE TRIGGER ALL ON DATABASE;');
  END;

  INSERT INTO @work (text) SELECT N'ALTER SECURITY POLICY ' + QUOTENAME(s.name) + N'.' + QUOTENAME(p.name) + N' WITH (STATE = OFF);' FROM sys.security_policies AS p INNER JOIN sys.schemas AS s ON s.schema_id = p.schema_id WHERE p.is_enabled = 1;

  IF @shape <> @seen
  BEGIN
    INSERT INTO @work (text, name)
    SELECT N'DROP TRIGGER ' + d.name + N' ON DATABASE;', d.label FROM @difference AS d WHERE d.kind = 'G' AND d.is_made = 1;
    INSERT INTO @work (text, name)
    SELECT b.alter_text, d.label FROM @difference AS d INNER JOIN [jest_nest_mssql].[base_module] AS b ON b.object_id = d.id LEFT JOIN sys.objects AS o ON o.object_id = d.id
    WHERE d.kind = 'M' AND d.is_made = 0 ORDER BY o.create_date, d.id;

    INSERT INTO @work (text, name)
    SELECT N'ALTER TABLE ' + QUOTENAME(s.name) + N'.' + QUOTENAME(t.name) + N' SET (SYSTEM_VERSIONING = OFF);', d.label
    FROM @difference AS d INNER JOIN sys.tables AS t ON t.object_id = d.id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
    WHERE d.kind = 'O' AND d.is_made = 1 AND t.temporal_type = 2;

    INSERT INTO @work (text, name)
    SELECT CASE
      WHEN x.type IN ('F', 'C', 'D', 'UQ', 'PK') THEN N'ALTER TABLE ' + QUOTENAME(x.parent_schema) + N'.' + QUOTENAME(x.parent_name) + N' DROP CONSTRAINT ' + QUOTENAME(x.name)
      ELSE N'DROP ' + CASE x.type WHEN 'U' THEN x.table_kind + N'TABLE' WHEN 'V' THEN N'VIEW' WHEN 'P' THEN N'PROCEDURE' WHEN 'TR' THEN N'TRIGGER'
          WHEN 'SO' THEN N'SEQUENCE' WHEN 'SN' THEN N'SYNONYM' WHEN 'SP' THEN N'SECURITY POLICY' ELSE N'FUNCTION' END
        + N' ' + QUOTENAME(x.schema_name) + N'.' + QUOTENAME(x.name)
      END + N';', x.label
    FROM (
      SELECT RTRIM(o.type) AS type,
        CASE WHEN EXISTS (SELECT 1 FROM sys.tables AS e WHERE e.object_id = o.object_id AND e.is_external = 1) THEN N'EXTERNAL ' ELSE N'' END AS table_kind,
        o.name, o.create_date, o.object_id, s.name AS schema_name, p.name AS parent_name, q.name AS parent_schema, d.label,
        CASE WHEN EXISTS (SELECT 1 FROM @difference AS y WHERE y.kind = 'O' AND y.id = o.parent_object_id AND y.is_made = 1) THEN 0 ELSE 1 END AS is_parent_kept
      FROM @difference AS d
      INNER JOIN sys.objects AS o ON o.object_id = d.id
      INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
      LEFT JOIN sys.objects AS p ON p.object_id = o.parent_object_id
      LEFT JOIN sys.schemas AS q ON q.schema_id = p.schema_id
      WHERE d.kind = 'O' AND d.is_made = 1 AND o.type IN ('F', 'C', 'D', 'UQ', 'PK', 'U', 'V', 'P', 'TR', 'SO', 'SN', 'SP', 'FN', 'IF', 'TF')
    ) AS x
    WHERE x.type = 'F' OR x.type NOT IN ('C', 'D', 'UQ', 'PK') OR x.is_parent_kept = 1
    ORDER BY CASE x.type WHEN 'F' THEN 0 WHEN 'SP' THEN 0 WHEN 'TR' THEN 1 ELSE 2 END, x.create_date DESC,
      CASE x.type WHEN 'P' THEN 1 WHEN 'V' THEN 2 WHEN 'IF' THEN 3 WHEN 'TF' THEN 3 WHEN 'U' THEN 5 WHEN 'FN' THEN 6 WHEN 'SN' THEN 7 WHEN 'SO' THEN 8 ELSE 4 END, x.object_id DESC;

    SELECT @dropped = COUNT(*) FROM @difference AS d INNER JOIN sys.tables AS t ON t.object_id = d.id WHERE d.kind = 'O' AND d.is_made = 1;

    INSERT INTO @work (text, name)
    SELECT N'DROP INDEX ' + d.name + N' ON ' + d.owner + N';', d.label FROM @difference AS d INNER JOIN sys.indexes AS i ON i.object_id = d.id AND i.index_id = d.part
    WHERE d.kind = 'I' AND d.is_made = 1 AND i.is_primary_key = 0 AND i.is_unique_constraint = 0
      AND NOT EXISTS (SELECT 1 FROM @difference AS y WHERE y.kind = 'O' AND y.id = d.id) ORDER BY d.id, d.part DESC;
    INSERT INTO @work (text, name)
    SELECT N'ALTER TABLE ' + d.owner + N' DROP COLUMN ' + d.name + N';', d.label FROM @difference AS d
    WHERE d.kind = 'C' AND d.is_made = 1 AND NOT EXISTS (SELECT 1 FROM @difference AS y WHERE y.kind = 'O' AND y.id = d.id) ORDER BY d.id, d.part DESC;
    INSERT INTO @work (text, name)
    SELECT N'DROP TYPE ' + d.owner + N'.' + d.name + N';', d.label FROM @difference AS d INNER JOIN sys.types AS t ON t.user_type_id = d.id
    WHERE d.kind = 'T' AND d.is_made = 1 ORDER BY t.is_table_type DESC, t.user_type_id DESC;
    INSERT INTO @work (text, name) SELECT N'DROP SCHEMA ' + d.name + N';', d.label FROM @difference AS d WHERE d.kind = 'S' AND d.is_made = 1;
    INSERT INTO @work (text, name)
    SELECT N'ALTER ROLE ' + d.name + N' DROP MEMBER ' + QUOTENAME(p.name) COLLATE DATABASE_DEFAULT + N';', d.label FROM @difference AS d
    INNER JOIN sys.database_role_members AS m ON m.role_principal_id = d.id INNER JOIN sys.database_principals AS p ON p.principal_id = m.member_principal_id WHERE d.kind = 'U' AND d.is_made = 1;
    INSERT INTO @work (text, name)
    SELECT N'DROP ' + CASE p.type WHEN 'R' THEN N'ROLE ' WHEN 'A' THEN N'APPLICATION ROLE ' ELSE N'USER ' END + d.name + N';', d.label
    FROM @difference AS d INNER JOIN sys.database_principals AS p ON p.principal_id = d.id WHERE d.kind = 'U' AND d.is_made = 1;

    INSERT INTO @work (text, name)
    SELECT N'ALTER INDEX ' + d.name + N' ON ' + d.owner + CASE i.is_disabled WHEN 1 THEN N' REBUILD;' ELSE N' DISABLE;' END, d.label
    FROM @difference AS d INNER JOIN sys.indexes AS i ON i.object_id = d.id AND i.index_id = d.part WHERE d.kind = 'D' AND d.is_made = 0 AND d.part = 1;

    INSERT INTO @work (text)
    SELECT b.text FROM [jest_nest_mssql].[base_switch] AS b INNER JOIN [jest_nest_mssql].[switch_now] AS n ON n.object_id = b.object_id
    WHERE b.is_first = 1 AND (b.state <> n.state OR EXISTS (SELECT 1 FROM @difference AS d WHERE d.kind = 'M' AND d.id = b.object_id));
  END;

  INSERT INTO @work (text)
  SELECT w.text FROM (
    SELECT 1 AS phase, 0 AS place, c.off_text AS text, c.name FROM [jest_nest_mssql].[base_constraint] AS c INNER JOIN @dirty AS d ON d.object_id = c.table_id
    UNION ALL
    SELECT 2, b.delete_order, b.wipe_text, N'1' FROM [jest_nest_mssql].[base_table] AS b INNER JOIN @dirty AS d ON d.object_id = b.object_id
    UNION ALL
    SELECT 2, b.delete_order, CASE WHEN d.last_identity = N'' OR d.last_identity LIKE N'?%' THEN b.reseed_unused_text ELSE b.reseed_used_text END, N'2'
    FROM [jest_nest_mssql].[base_table] AS b INNER JOIN @dirty AS d ON d.object_id = b.object_id WHERE b.reseed_used_text IS NOT NULL
    UNION ALL
    SELECT 3, 0 - b.delete_order, b.refill_text, N'' FROM [jest_nest_mssql].[base_table] AS b INNER JOIN @dirty AS d ON d.object_id = b.object_id WHERE b.refill_text IS NOT NULL
    UNION ALL
    SELECT 4, 0, c.on_text, c.name FROM [jest_nest_mssql].[base_constraint] AS c INNER JOIN @dirty AS d ON d.object_id = c.table_id
    UNION ALL
    SELECT 5, 0, b.restart_text, N'' FROM [jest_nest_mssql].[base_sequence] AS b INNER JOIN @sequence AS s ON s.object_id = b.object_id
  ) AS w ORDER BY w.phase, w.place, w.name;

  INSERT INTO @work (text) SELECT N'ALTER SECURITY POLICY ' + QUOTENAME(s.name) + N'.' + QUOTENAME(p.name) + N' WITH (STATE = ON);' FROM sys.security_policies AS p INNER JOIN sys.schemas AS s ON s.schema_id = p.schema_id INNER JOIN [jest_nest_mssql].[base_policy] AS b ON b.object_id = p.object_id;

  IF @shape <> @seen
  BEGIN

    INSERT INTO @work (text, name)
    SELECT N'ALTER INDEX ' + d.name + N' ON ' + d.owner + CASE i.is_disabled WHEN 1 THEN N' REBUILD;' ELSE N' DISABLE;' END, d.label
    FROM @difference AS d INNER JOIN sys.indexes AS i ON i.object_id = d.id AND i.index_id = d.part WHERE d.kind = 'D' AND d.is_made = 0 AND d.part <> 1;

    INSERT INTO @work (text)
    SELECT b.text FROM [jest_nest_mssql].[base_switch] AS b INNER JOIN [jest_nest_mssql].[switch_now] AS n ON n.object_id = b.object_id WHERE b.is_first = 0 AND b.state <> n.state;
  END;
  IF @shape <> @seen OR @guarded = 1
    INSERT INTO @work (text)
    SELECT b.on_text FROM [jest_nest_mssql].[base_database_trigger] AS b INNER JOIN sys.triggers AS r ON r.object_id = b.object_id WHERE r.parent_class = 0;

  DECLARE @is_on bit = 0, @off nvarchar(max);
  IF @is_off = 0 AND EXISTS (SELECT 1 FROM @work AS w WHERE w.text LIKE N'%SET IDENTITY[_]INSERT %')
  BEGIN
    SET @is_on = 1;
    IF @@TRANCOUNT = 0
    BEGIN
      BEGIN TRY
        SET IDENTITY_INSERT [jest_nest_mssql].[identity_probe] ON;
        SET IDENTITY_INSERT [jest_nest_mssql].[identity_probe] OFF;
        SET @is_on = 0;
      END TRY
      BEGIN CATCH
        IF ERROR_NUMBER() <> 8107 THROW;
      END CATCH;
    END;
  END;
  IF @is_on = 1
  BEGIN
    SELECT @off = STRING_AGG(CONVERT(nvarchar(max), N'SET IDENTITY_INSERT ' + x.name + N' OFF;'), N' ') FROM (
      SELECT QUOTENAME(s.name) COLLATE DATABASE_DEFAULT + N'.' + QUOTENAME(t.name) COLLATE DATABASE_DEFAULT AS name
      FROM sys.identity_columns AS i INNER JOIN sys.tables AS t ON t.object_id = i.object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
      UNION ALL SELECT QUOTENAME(y.name) COLLATE DATABASE_DEFAULT FROM (
      SELECT t.object_id, LEFT(p.name, LEN(p.name) - PATINDEX(N'%[^_]%', REVERSE(p.name)) + 1) + REPLICATE(N'_', u.n) AS name
      FROM tempdb.sys.tables AS t INNER JOIN tempdb.sys.identity_columns AS i ON i.object_id = t.object_id
      CROSS APPLY (SELECT CASE WHEN t.name LIKE N'##%' THEN t.name ELSE LEFT(t.name, 116) END AS name) AS p
      CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5)) AS u (n) WHERE t.name LIKE N'#%') AS y WHERE y.object_id = OBJECT_ID(N'tempdb..' + QUOTENAME(y.name))) AS x;
    SET @off = @off + N' EXEC [jest_nest_mssql].[clean] @is_off = 1;';
    EXEC sys.sp_executesql @off;
    RETURN;
  END;

  BEGIN TRANSACTION;
  WHILE 1 = 1
  BEGIN
    SELECT TOP (1) @step = w.step, @text = w.text, @name = w.name FROM @work AS w WHERE w.step > @step ORDER BY w.step;
    IF @@ROWCOUNT = 0 BREAK;
    IF @name IS NULL
      EXEC sys.sp_executesql @text;
    ELSE
    BEGIN
      BEGIN TRY
        EXEC sys.sp_executesql @text;
      END TRY
      BEGIN CATCH
        IF ERROR_NUMBER() IN (1205, 1222) THROW;
        SET @message = LEFT(@name + N' (' + ERROR_MESSAGE() + N')', 2000);
        THROW 50812, @message, 1;
      END CATCH;
    END;
  END;

  IF @shape <> @seen
  BEGIN
    UPDATE b SET b.hash = n.hash FROM [jest_nest_mssql].[base_detail] AS b
    INNER JOIN @difference AS d ON d.kind = b.kind AND d.id = b.id AND d.part = b.part
    INNER JOIN [jest_nest_mssql].[detail_now] AS n ON n.kind = b.kind AND n.id = b.id AND n.part = b.part
    WHERE b.kind = 'M';
    DELETE FROM @difference;
    INSERT INTO @difference (kind, id, part, owner, name, label, is_made, is_gone)
    SELECT x.kind, x.id, x.part, x.owner, x.name,
      CASE x.kind WHEN 'C' THEN N'the column ' WHEN 'I' THEN N'the index ' WHEN 'D' THEN N'the index ' WHEN 'M' THEN N'the text of ' WHEN 'V' THEN N'the options of '
        WHEN 'S' THEN N'the schema ' WHEN 'T' THEN N'the type ' WHEN 'U' THEN N'the user or role ' WHEN 'G' THEN N'the database trigger ' ELSE N'' END
        + CASE x.owner WHEN N'' THEN N'' ELSE x.owner + N'.' END + x.name, x.is_made, x.is_gone
    FROM (
      SELECT ISNULL(b.kind, n.kind) AS kind, ISNULL(b.id, n.id) AS id, ISNULL(b.part, n.part) AS part, ISNULL(b.owner, n.owner) AS owner, ISNULL(b.name, n.name) AS name,
        CASE WHEN b.id IS NULL THEN 1 ELSE 0 END AS is_made, CASE WHEN n.id IS NULL THEN 1 ELSE 0 END AS is_gone
      FROM [jest_nest_mssql].[base_detail] AS b FULL OUTER JOIN [jest_nest_mssql].[detail_now] AS n ON n.kind = b.kind AND n.id = b.id AND n.part = b.part
      WHERE b.id IS NULL OR n.id IS NULL OR b.hash <> n.hash
    ) AS x;
    SELECT @names = STRING_AGG(CONVERT(nvarchar(max), g.label), N', ') FROM
      (SELECT TOP (3) d.label + CASE d.is_made WHEN 1 THEN N' (made by the test)' ELSE N'' END AS label FROM @difference AS d ORDER BY d.owner, d.name) AS g;
    IF @names IS NOT NULL THROW 50812, @names, 1;
  END;
  UPDATE b SET b.seen_updates = ISNULL(u.updates, 0), b.seen_identity = CASE WHEN i.object_id IS NULL THEN N''
    ELSE ISNULL(CONVERT(nvarchar(40), i.last_value), ISNULL(N'?' + CONVERT(nvarchar(40), NULLIF(IDENT_CURRENT(b.name), CONVERT(numeric(38, 0), i.seed_value))), N'')) END
  FROM @dirty AS d
  INNER JOIN [jest_nest_mssql].[base_table] AS b ON b.object_id = d.object_id
  LEFT JOIN (SELECT s.object_id, SUM(s.user_updates) AS updates FROM sys.dm_db_index_usage_stats AS s WHERE s.database_id = DB_ID() GROUP BY s.object_id) AS u ON u.object_id = b.object_id
  LEFT JOIN (SELECT x.object_id, x.seed_value, x.last_value FROM sys.identity_columns AS x) AS i ON i.object_id = b.object_id;
  IF @sequences > 0
    UPDATE b SET b.seen = CASE WHEN n.last_used_value = n.current_value THEN N'' ELSE n.state END
  FROM [jest_nest_mssql].[base_sequence] AS b INNER JOIN [jest_nest_mssql].[sequence_now] AS n ON n.object_id = b.object_id INNER JOIN @sequence AS s ON s.object_id = b.object_id;
  IF @shape <> @seen OR EXISTS (SELECT 1 FROM @work AS w WHERE w.text LIKE N'%ALTER %' OR w.text LIKE N'%DROP %' OR w.text LIKE N'%TRIGGER %')
    UPDATE b SET b.shape = n.shape, b.noted_at = GETDATE() FROM [jest_nest_mssql].[base_shape] AS b CROSS JOIN [jest_nest_mssql].[shape_now] AS n WHERE b.shape <> n.shape;
  COMMIT TRANSACTION;

  SELECT COUNT(*) + @dropped AS tables, ISNULL(SUM(d.row_count), 0) AS rows, @step AS steps FROM @dirty AS d;
END;
GO

-- detail-statements.ts: DATABASE_TRIGGERS_ON_TEXT
SELECT r.name FROM sys.triggers AS r WHERE r.parent_class = 0 AND r.is_disabled = 0 ORDER BY r.object_id;
GO

-- detail-statements.ts: OWN_SCHEMA_ID_TEXT
SELECT SCHEMA_ID(N'jest_nest_mssql') AS id;
GO

-- detail-statements.ts: createDetailTexts (1 of 4)
CREATE TABLE [jest_nest_mssql].[base_detail] (
  kind char(1) NOT NULL, id int NOT NULL, part int NOT NULL, owner nvarchar(520) NOT NULL, name nvarchar(258) NOT NULL, hash varbinary(32) NOT NULL, PRIMARY KEY (kind, id, part));
GO

-- detail-statements.ts: createDetailTexts (2 of 4)
CREATE TABLE [jest_nest_mssql].[base_module] (object_id int NOT NULL PRIMARY KEY, alter_text nvarchar(max) NOT NULL);
GO

-- detail-statements.ts: createDetailTexts (3 of 4)
CREATE TABLE [jest_nest_mssql].[base_database_trigger] (object_id int NOT NULL PRIMARY KEY, on_text nvarchar(400) NOT NULL);
GO

-- detail-statements.ts: createDetailTexts (4 of 4)
CREATE TABLE [jest_nest_mssql].[base_shape] (shape nvarchar(400) NOT NULL, noted_at datetime NOT NULL);
GO

-- detail-statements.ts: detailNowText
CREATE VIEW [jest_nest_mssql].[detail_now] AS
SELECT 'O' AS kind, o.object_id AS id, 0 AS part, QUOTENAME(s.name) COLLATE DATABASE_DEFAULT AS owner, QUOTENAME(o.name) COLLATE DATABASE_DEFAULT AS name, HASHBYTES('SHA2_256', CONCAT(CONVERT(nvarchar(max), o.name) COLLATE DATABASE_DEFAULT, N'|', o.schema_id, N'|', o.parent_object_id, N'|', N'')) AS hash
FROM sys.objects AS o INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE o.is_ms_shipped = 0 AND o.schema_id <> 5 AND o.type <> 'TT'
UNION ALL SELECT 'G', r.object_id, 0, N'', QUOTENAME(r.name) COLLATE DATABASE_DEFAULT, HASHBYTES('SHA2_256', CONCAT(CONVERT(nvarchar(max), r.name) COLLATE DATABASE_DEFAULT, N'|', N'')) FROM sys.triggers AS r WHERE r.parent_class = 0 AND r.is_ms_shipped = 0
UNION ALL SELECT 'S', s.schema_id, 0, N'', QUOTENAME(s.name) COLLATE DATABASE_DEFAULT, HASHBYTES('SHA2_256', CONCAT(CONVERT(nvarchar(max), s.name) COLLATE DATABASE_DEFAULT, N'|', N'')) FROM sys.schemas AS s
UNION ALL SELECT 'T', t.user_type_id, 0, QUOTENAME(s.name) COLLATE DATABASE_DEFAULT, QUOTENAME(t.name) COLLATE DATABASE_DEFAULT, HASHBYTES('SHA2_256', CONCAT(CONVERT(nvarchar(max), t.name) COLLATE DATABASE_DEFAULT, N'|', t.schema_id, N'|', N''))
FROM sys.types AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id WHERE t.is_user_defined = 1
UNION ALL SELECT 'U', p.principal_id, 0, N'', QUOTENAME(p.name) COLLATE DATABASE_DEFAULT, HASHBYTES('SHA2_256', CONCAT(CONVERT(nvarchar(max), p.name) COLLATE DATABASE_DEFAULT, N'|', p.default_schema_name, N'|', N'')) FROM sys.database_principals AS p
UNION ALL SELECT 'C', c.object_id, c.column_id, QUOTENAME(s.name) COLLATE DATABASE_DEFAULT + N'.' + QUOTENAME(o.name) COLLATE DATABASE_DEFAULT, QUOTENAME(c.name) COLLATE DATABASE_DEFAULT, HASHBYTES('SHA2_256', CONCAT(CONVERT(nvarchar(max), c.name) COLLATE DATABASE_DEFAULT, N'|', c.user_type_id, N'|', c.max_length, N'|', c.precision, N'|', c.scale, N'|', c.collation_name, N'|', c.is_nullable, N'|', c.is_identity, N'|', c.is_rowguidcol, N'|', c.is_sparse, N'|', c.default_object_id, N'|', c.generated_always_type, N'|', c.is_hidden, N'|', x.is_persisted, N'|', x.definition, N'|', N''))
FROM sys.columns AS c INNER JOIN sys.tables AS o ON o.object_id = c.object_id LEFT JOIN sys.computed_columns AS x ON x.object_id = c.object_id AND x.column_id = c.column_id INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE o.is_ms_shipped = 0 AND o.schema_id <> 5
UNION ALL SELECT 'I', i.object_id, i.index_id, QUOTENAME(s.name) COLLATE DATABASE_DEFAULT + N'.' + QUOTENAME(o.name) COLLATE DATABASE_DEFAULT, QUOTENAME(i.name) COLLATE DATABASE_DEFAULT, HASHBYTES('SHA2_256', CONCAT(CONVERT(nvarchar(max), i.name) COLLATE DATABASE_DEFAULT, N'|', i.type, N'|', i.is_unique, N'|', i.ignore_dup_key, N'|', i.filter_definition, N'|', k.columns, N'|', N''))
FROM sys.indexes AS i INNER JOIN sys.objects AS o ON o.object_id = i.object_id LEFT JOIN (SELECT y.object_id, y.index_id,
    STRING_AGG(CONVERT(nvarchar(max), CONCAT(y.column_id, N' ', y.key_ordinal, N' ', y.is_included_column, N' ', y.is_descending_key)), N',') WITHIN GROUP (ORDER BY y.index_column_id) AS columns
  FROM sys.index_columns AS y GROUP BY y.object_id, y.index_id) AS k ON k.object_id = i.object_id AND k.index_id = i.index_id
INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE o.is_ms_shipped = 0 AND o.schema_id <> 5 AND o.type IN ('U', 'V') AND i.index_id > 0 AND i.is_hypothetical = 0
UNION ALL SELECT 'D', i.object_id, i.index_id, QUOTENAME(s.name) COLLATE DATABASE_DEFAULT + N'.' + QUOTENAME(o.name) COLLATE DATABASE_DEFAULT, QUOTENAME(i.name) COLLATE DATABASE_DEFAULT, CONVERT(varbinary(32), CONVERT(int, i.is_disabled))
FROM sys.indexes AS i INNER JOIN sys.objects AS o ON o.object_id = i.object_id INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE o.is_ms_shipped = 0 AND o.schema_id <> 5 AND o.type IN ('U', 'V') AND i.index_id > 0 AND i.is_hypothetical = 0
UNION ALL SELECT 'M', o.object_id, 0, QUOTENAME(s.name) COLLATE DATABASE_DEFAULT, QUOTENAME(o.name) COLLATE DATABASE_DEFAULT, HASHBYTES('SHA2_256', CONCAT(CONVERT(nvarchar(max), m.definition) COLLATE DATABASE_DEFAULT, N'|', m.uses_ansi_nulls, N'|', m.uses_quoted_identifier, N'|', N''))
FROM sys.sql_modules AS m INNER JOIN sys.objects AS o ON o.object_id = m.object_id INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE o.is_ms_shipped = 0 AND o.schema_id <> 5
UNION ALL SELECT 'M', r.object_id, 0, N'', QUOTENAME(r.name) COLLATE DATABASE_DEFAULT, HASHBYTES('SHA2_256', CONCAT(CONVERT(nvarchar(max), m.definition) COLLATE DATABASE_DEFAULT, N'|', m.uses_ansi_nulls, N'|', m.uses_quoted_identifier, N'|', N''))
FROM sys.sql_modules AS m INNER JOIN sys.triggers AS r ON r.object_id = m.object_id WHERE r.parent_class = 0 AND r.is_ms_shipped = 0
UNION ALL SELECT 'Q', o.object_id, 0, QUOTENAME(s.name) COLLATE DATABASE_DEFAULT, QUOTENAME(o.name) COLLATE DATABASE_DEFAULT, HASHBYTES('SHA2_256', CONCAT(CONVERT(nvarchar(max), CONVERT(nvarchar(40), o.increment)) COLLATE DATABASE_DEFAULT, N'|', CONVERT(nvarchar(40), o.minimum_value), N'|', CONVERT(nvarchar(40), o.maximum_value), N'|', o.is_cycling, N'|', o.is_cached, N'|', o.cache_size, N'|', N''))
FROM sys.sequences AS o INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE o.is_ms_shipped = 0 AND o.schema_id <> 5
UNION ALL SELECT 'V', o.object_id, 0, QUOTENAME(s.name) COLLATE DATABASE_DEFAULT, QUOTENAME(o.name) COLLATE DATABASE_DEFAULT, HASHBYTES('SHA2_256', CONCAT(CONVERT(nvarchar(max), o.temporal_type) COLLATE DATABASE_DEFAULT, N'|', o.history_table_id, N'|', o.history_retention_period, N'|', o.history_retention_period_unit, N'|', o.lock_escalation, N'|', N''))
FROM sys.tables AS o INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE o.is_ms_shipped = 0 AND o.schema_id <> 5;
GO

-- detail-statements.ts: fillModuleTexts
INSERT INTO [jest_nest_mssql].[base_module] (object_id, alter_text) VALUES (11, N'ALTER VIEW [dbo].[v] AS SELECT N''it''''s'' AS x');
GO

-- detail-statements.ts: noteDetailTexts (1 of 3)
INSERT INTO [jest_nest_mssql].[base_detail] (kind, id, part, owner, name, hash) SELECT n.kind, n.id, n.part, n.owner, n.name, n.hash FROM [jest_nest_mssql].[detail_now] AS n;
GO

-- detail-statements.ts: noteDetailTexts (2 of 3)
INSERT INTO [jest_nest_mssql].[base_database_trigger] (object_id, on_text)
SELECT r.object_id, N'ENABLE TRIGGER ' + QUOTENAME(r.name) + N' ON DATABASE;' FROM sys.triggers AS r WHERE r.parent_class = 0 AND r.is_disabled = 0;
GO

-- detail-statements.ts: noteDetailTexts (3 of 3)
INSERT INTO [jest_nest_mssql].[base_shape] (shape, noted_at) SELECT n.shape, GETDATE() FROM [jest_nest_mssql].[shape_now] AS n;
GO

-- detail-statements.ts: shapeNowText
CREATE VIEW [jest_nest_mssql].[shape_now] AS
SELECT CONCAT(o.n, N' ', o.total, N' ', o.altered, N' ', c.n, N' ', c.total, N' ', i.n, N' ', i.total, N' ', w.n, N' ', w.total, N' ',
  g.n, N' ', g.total, N' ', g.altered, N' ', t.n, N' ', t.total, N' ', s.n, N' ', s.total, N' ', u.n, N' ', u.total) AS shape
FROM (SELECT COUNT(*) AS n, SUM(CONVERT(bigint, BINARY_CHECKSUM(x.object_id, x.schema_id, x.name))) AS total, SUM(DATEDIFF_BIG(millisecond, '20000101', x.modify_date)) AS altered
  FROM sys.objects AS x WHERE x.is_ms_shipped = 0 AND x.schema_id <> 5 AND x.type <> 'TT') AS o
CROSS JOIN (SELECT COUNT(*) AS n, SUM(CONVERT(bigint, BINARY_CHECKSUM(x.object_id, x.column_id, x.name))) AS total FROM sys.columns AS x) AS c
CROSS JOIN (SELECT COUNT(*) AS n, SUM(CONVERT(bigint, BINARY_CHECKSUM(x.object_id, x.index_id, x.name, x.is_disabled))) AS total FROM sys.indexes AS x) AS i
CROSS JOIN (SELECT COUNT(*) AS n, SUM(CONVERT(bigint, y.id) * y.state) AS total FROM (
  SELECT x.object_id AS id, x.is_disabled + 0 AS state FROM sys.triggers AS x WHERE x.is_disabled = 1
  UNION ALL SELECT x.object_id, 1 FROM sys.security_policies AS x WHERE x.is_enabled = 0
  UNION ALL SELECT x.object_id AS id, x.is_disabled + 2 * x.is_not_trusted AS state FROM sys.foreign_keys AS x WHERE x.is_disabled = 1 OR x.is_not_trusted = 1
  UNION ALL SELECT x.object_id AS id, x.is_disabled + 2 * x.is_not_trusted AS state FROM sys.check_constraints AS x WHERE x.is_disabled = 1 OR x.is_not_trusted = 1) AS y) AS w
CROSS JOIN (SELECT COUNT(*) AS n, SUM(CONVERT(bigint, BINARY_CHECKSUM(x.object_id, x.name))) AS total, SUM(DATEDIFF_BIG(millisecond, '20000101', x.modify_date)) AS altered FROM sys.triggers AS x WHERE x.parent_class = 0) AS g
CROSS JOIN (SELECT COUNT(*) AS n, SUM(CONVERT(bigint, BINARY_CHECKSUM(x.user_type_id, x.schema_id, x.name))) AS total FROM sys.types AS x WHERE x.is_user_defined = 1) AS t
CROSS JOIN (SELECT COUNT(*) AS n, SUM(CONVERT(bigint, x.schema_id)) AS total FROM sys.schemas AS x) AS s
CROSS JOIN (SELECT COUNT(*) AS n, SUM(CONVERT(bigint, BINARY_CHECKSUM(x.principal_id, x.name))) AS total FROM sys.database_principals AS x) AS u;
GO

-- detail-statements.ts: switchDatabaseTriggersText (1 of 2)
DISABLE TRIGGER [audit], [it's] ON DATABASE;
GO

-- detail-statements.ts: switchDatabaseTriggersText (2 of 2)
ENABLE TRIGGER [audit] ON DATABASE;
GO

-- identity-insert.ts: createProbeText
CREATE TABLE [jest_nest_mssql].[identity_probe] (id int NOT NULL IDENTITY(1, 1));
GO

-- policy-statements.ts: notePoliciesTexts (1 of 2)
CREATE TABLE [jest_nest_mssql].[base_policy] (object_id int NOT NULL PRIMARY KEY);
GO

-- policy-statements.ts: notePoliciesTexts (2 of 2)
INSERT INTO [jest_nest_mssql].[base_policy] (object_id) SELECT p.object_id FROM sys.security_policies AS p WHERE p.is_enabled = 1;
GO

-- policy-statements.ts: switchPoliciesText (1 of 2)
DECLARE @text nvarchar(max);
SELECT @text = STRING_AGG(CONVERT(nvarchar(max), N'ALTER SECURITY POLICY ' + QUOTENAME(s.name) + N'.' + QUOTENAME(p.name) + N' WITH (STATE = OFF);'), N' ') FROM sys.security_policies AS p INNER JOIN sys.schemas AS s ON s.schema_id = p.schema_id INNER JOIN [jest_nest_mssql].[base_policy] AS b ON b.object_id = p.object_id;
IF @text IS NOT NULL EXEC sys.sp_executesql @text;
GO

-- policy-statements.ts: switchPoliciesText (2 of 2)
DECLARE @text nvarchar(max);
SELECT @text = STRING_AGG(CONVERT(nvarchar(max), N'ALTER SECURITY POLICY ' + QUOTENAME(s.name) + N'.' + QUOTENAME(p.name) + N' WITH (STATE = ON);'), N' ') FROM sys.security_policies AS p INNER JOIN sys.schemas AS s ON s.schema_id = p.schema_id INNER JOIN [jest_nest_mssql].[base_policy] AS b ON b.object_id = p.object_id;
IF @text IS NOT NULL EXEC sys.sp_executesql @text;
GO

-- round-trip-statements.ts: SNAPSHOT_TEXTS (1 of 13)
SELECT s.name AS name, N'' AS definition FROM sys.schemas AS s ORDER BY s.name;
GO

-- round-trip-statements.ts: SNAPSHOT_TEXTS (2 of 13)
SELECT s.name + N'.' + t.name + N'.' + c.name AS name,
  CONCAT(TYPE_NAME(c.user_type_id), N' ', c.max_length, N' ', c.precision, N' ', c.scale, N' null:', c.is_nullable,
    N' identity:', c.is_identity, N' computed:', c.is_computed, N' ', c.collation_name COLLATE DATABASE_DEFAULT,
    CASE WHEN i.object_id IS NOT NULL THEN CONCAT(N' from:', CONVERT(nvarchar(40), i.seed_value), N' by:', CONVERT(nvarchar(40), i.increment_value)) END,
    CASE WHEN c.is_hidden = 1 THEN N' hidden' END) AS definition
FROM sys.columns AS c INNER JOIN sys.tables AS t ON t.object_id = c.object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
LEFT JOIN sys.identity_columns AS i ON i.object_id = c.object_id AND i.column_id = c.column_id WHERE s.name <> N'jest_nest_mssql' ORDER BY s.name, t.name, c.name;
GO

-- round-trip-statements.ts: SNAPSHOT_TEXTS (3 of 13)
SELECT s.name + N'.' + t.name + N'.' + c.name AS name, CONCAT(c.definition, N' persisted:', c.is_persisted) AS definition
FROM sys.computed_columns AS c INNER JOIN sys.tables AS t ON t.object_id = c.object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id ORDER BY s.name, t.name, c.name;
GO

-- round-trip-statements.ts: SNAPSHOT_TEXTS (4 of 13)
SELECT s.name + N'.' + t.name + N'.' + c.name AS name, CONCAT(CASE WHEN d.is_system_named = 0 THEN d.name END, N' ', d.definition) AS definition
FROM sys.default_constraints AS d INNER JOIN sys.tables AS t ON t.object_id = d.parent_object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
INNER JOIN sys.columns AS c ON c.object_id = d.parent_object_id AND c.column_id = d.parent_column_id ORDER BY s.name, t.name, c.name;
GO

-- round-trip-statements.ts: SNAPSHOT_TEXTS (5 of 13)
SELECT s.name + N'.' + t.name + N' ' + d.definition AS name,
  CONCAT(CASE WHEN d.is_system_named = 0 THEN d.name END, N' disabled:', d.is_disabled, N' untrusted:', d.is_not_trusted) AS definition
FROM sys.check_constraints AS d INNER JOIN sys.tables AS t ON t.object_id = d.parent_object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id ORDER BY s.name, t.name, d.definition;
GO

-- round-trip-statements.ts: SNAPSHOT_TEXTS (6 of 13)
SELECT s.name + N'.' + t.name + N' (' + STUFF((SELECT N', ' + c.name + CASE WHEN ic.is_included_column = 1 THEN N' included' WHEN ic.is_descending_key = 1 THEN N' desc' ELSE N'' END
    FROM sys.index_columns AS ic INNER JOIN sys.columns AS c ON c.object_id = ic.object_id AND c.column_id = ic.column_id
    WHERE ic.object_id = i.object_id AND ic.index_id = i.index_id ORDER BY ic.index_column_id FOR XML PATH('')), 1, 2, N'') + N')' AS name,
  CONCAT(CASE WHEN ISNULL(k.is_system_named, 0) = 0 THEN i.name END, N' ', i.type_desc COLLATE DATABASE_DEFAULT,
    N' unique:', i.is_unique, N' primary:', i.is_primary_key, N' disabled:', i.is_disabled, N' ', i.filter_definition) AS definition
FROM sys.indexes AS i INNER JOIN sys.tables AS t ON t.object_id = i.object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
LEFT JOIN sys.key_constraints AS k ON k.parent_object_id = i.object_id AND k.unique_index_id = i.index_id
WHERE i.index_id > 0 AND s.name <> N'jest_nest_mssql' ORDER BY s.name, t.name, i.name;
GO

-- round-trip-statements.ts: SNAPSHOT_TEXTS (7 of 13)
SELECT s.name + N'.' + t.name + N'.' + c.name + N' to ' + rs.name + N'.' + r.name + N'.' + rc.name AS name,
  CONCAT(CASE WHEN f.is_system_named = 0 THEN f.name END, N' delete:', f.delete_referential_action, N' update:', f.update_referential_action,
    N' disabled:', f.is_disabled, N' untrusted:', f.is_not_trusted) AS definition
FROM sys.foreign_keys AS f INNER JOIN sys.foreign_key_columns AS fc ON fc.constraint_object_id = f.object_id
INNER JOIN sys.tables AS t ON t.object_id = f.parent_object_id INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
INNER JOIN sys.tables AS r ON r.object_id = f.referenced_object_id INNER JOIN sys.schemas AS rs ON rs.schema_id = r.schema_id
INNER JOIN sys.columns AS c ON c.object_id = fc.parent_object_id AND c.column_id = fc.parent_column_id
INNER JOIN sys.columns AS rc ON rc.object_id = fc.referenced_object_id AND rc.column_id = fc.referenced_column_id ORDER BY s.name, t.name, f.name, c.name;
GO

-- round-trip-statements.ts: SNAPSHOT_TEXTS (8 of 13)
SELECT s.name + N'.' + o.name AS name, CONCAT(o.type_desc COLLATE DATABASE_DEFAULT, CASE WHEN r.is_disabled = 1 THEN N' disabled' END, N' ', m.definition) AS definition
FROM sys.sql_modules AS m INNER JOIN sys.objects AS o ON o.object_id = m.object_id INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
LEFT JOIN sys.triggers AS r ON r.object_id = o.object_id WHERE s.name <> N'jest_nest_mssql' ORDER BY s.name, o.name;
GO

-- round-trip-statements.ts: SNAPSHOT_TEXTS (9 of 13)
SELECT s.name + N'.' + q.name AS name,
  CONCAT(TYPE_NAME(q.user_type_id), N' ', CONVERT(nvarchar(40), q.start_value), N' ', CONVERT(nvarchar(40), q.increment), N' ',
    CONVERT(nvarchar(40), q.minimum_value), N' ', CONVERT(nvarchar(40), q.maximum_value), N' cycles:', q.is_cycling, N' cache:', q.is_cached, N' ', q.cache_size) AS definition
FROM sys.sequences AS q INNER JOIN sys.schemas AS s ON s.schema_id = q.schema_id ORDER BY s.name, q.name;
GO

-- round-trip-statements.ts: SNAPSHOT_TEXTS (10 of 13)
SELECT s.name + N'.' + t.name AS name,
  CASE WHEN h.object_id IS NULL THEN N'' ELSE CONCAT(N'versioned in ', hs.name, N'.', CASE WHEN h.name LIKE N'MSSQL[_]TemporalHistoryFor[_]%' THEN N'' ELSE h.name END,
    N' for ', t.history_retention_period) END AS definition
FROM sys.tables AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id LEFT JOIN sys.tables AS h ON h.object_id = t.history_table_id LEFT JOIN sys.schemas AS hs ON hs.schema_id = h.schema_id
WHERE s.name <> N'jest_nest_mssql' ORDER BY s.name, t.name;
GO

-- round-trip-statements.ts: SNAPSHOT_TEXTS (11 of 13)
SELECT s.name + N'.' + y.name AS name, y.base_object_name AS definition FROM sys.synonyms AS y INNER JOIN sys.schemas AS s ON s.schema_id = y.schema_id ORDER BY s.name, y.name;
GO

-- round-trip-statements.ts: SNAPSHOT_TEXTS (12 of 13)
SELECT p.name AS name, p.type_desc AS definition FROM sys.database_principals AS p WHERE p.is_fixed_role = 0 ORDER BY p.name;
GO

-- round-trip-statements.ts: SNAPSHOT_TEXTS (13 of 13)
SELECT s.name + N'.' + t.name AS name, CONCAT(t.max_length, N' ', t.precision, N' ', t.scale, N' null:', t.is_nullable) AS definition
FROM sys.types AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id WHERE t.is_user_defined = 1 ORDER BY s.name, t.name;
GO

-- schema-statements.ts: NAMED_TABLES_TEXT
DECLARE @name nvarchar(257) = N'sales.order';
SELECT t.object_id FROM sys.tables AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
WHERE s.name <> N'jest_nest_mssql' AND (t.name = @name OR s.name + N'.' + t.name = @name
    OR (t.name = PARSENAME(@name, 1) AND s.name = ISNULL(PARSENAME(@name, 2), s.name) AND PARSENAME(@name, 3) IS NULL))
  AND NOT EXISTS (SELECT 1 FROM sys.tables AS x WHERE x.history_table_id = t.object_id);
GO

-- schema-statements.ts: OBJECT_ID_TEXT
DECLARE @0 nvarchar(4000) = N'[sales].[order]';
SELECT OBJECT_ID(@0) AS id;
GO

-- schema-statements.ts: SCHEMA_TEXTS (1 of 11)
SELECT d.compatibility_level, d.is_cdc_enabled FROM sys.databases AS d WHERE d.name = DB_NAME();
GO

-- schema-statements.ts: SCHEMA_TEXTS (2 of 11)
SELECT t.object_id, s.name AS schema_name, t.name AS table_name, t.temporal_type, t.is_memory_optimized, t.history_table_id,
  t.history_retention_period, t.history_retention_period_unit_desc, t.is_node, t.is_edge, t.ledger_type, ISNULL(g.is_read_only, 0) AS is_read_only,
  ISNULL((SELECT SUM(p.row_count) FROM sys.dm_db_partition_stats AS p WHERE p.object_id = t.object_id AND p.index_id IN (0, 1)), 0) AS row_count,
  CONVERT(nvarchar(40), i.seed_value) AS seed_value, CONVERT(nvarchar(40), i.increment_value) AS increment_value, CONVERT(nvarchar(40), i.last_value) AS last_value,
  i.system_type_id AS identity_type, i.precision AS identity_precision,
  CASE WHEN i.last_value IS NULL THEN CONVERT(nvarchar(40), IDENT_CURRENT(QUOTENAME(s.name) + N'.' + QUOTENAME(t.name))) END AS current_identity
FROM (SELECT 0 AS ledger_type) AS before_2022
CROSS APPLY (SELECT x.object_id, x.schema_id, x.name, x.temporal_type, x.is_memory_optimized, x.history_table_id,
    x.history_retention_period, x.history_retention_period_unit_desc, x.is_node, x.is_edge, ledger_type
  FROM sys.tables AS x WHERE x.is_ms_shipped = 0 AND x.is_external = 0) AS t
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id LEFT JOIN sys.identity_columns AS i ON i.object_id = t.object_id
LEFT JOIN sys.indexes AS h ON h.object_id = t.object_id AND h.index_id IN (0, 1) LEFT JOIN sys.filegroups AS g ON g.data_space_id = h.data_space_id
WHERE s.name <> N'jest_nest_mssql' ORDER BY t.object_id;
GO

-- schema-statements.ts: SCHEMA_TEXTS (3 of 11)
SELECT c.object_id, c.name, c.is_identity, c.generated_always_type, c.is_hidden FROM sys.columns AS c INNER JOIN sys.tables AS t ON t.object_id = c.object_id
WHERE c.is_computed = 0 AND c.is_column_set = 0 AND c.system_type_id <> 189 ORDER BY c.object_id, c.column_id;
GO

-- schema-statements.ts: SCHEMA_TEXTS (4 of 11)
SELECT f.parent_object_id AS table_id, f.referenced_object_id AS referenced_id, f.name, f.is_disabled, f.is_not_trusted, s.name AS schema_name, k.columns,
  QUOTENAME(rs.name) + N'.' + QUOTENAME(r.name) AS referenced, k.referenced_columns, f.delete_referential_action, f.update_referential_action, f.is_not_for_replication
FROM sys.foreign_keys AS f INNER JOIN sys.schemas AS s ON s.schema_id = f.schema_id
INNER JOIN sys.tables AS r ON r.object_id = f.referenced_object_id INNER JOIN sys.schemas AS rs ON rs.schema_id = r.schema_id
INNER JOIN (SELECT x.constraint_object_id, STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(c.name)), N', ') WITHIN GROUP (ORDER BY x.constraint_column_id) AS columns,
    STRING_AGG(CONVERT(nvarchar(max), QUOTENAME(rc.name)), N', ') WITHIN GROUP (ORDER BY x.constraint_column_id) AS referenced_columns
  FROM sys.foreign_key_columns AS x INNER JOIN sys.columns AS c ON c.object_id = x.parent_object_id AND c.column_id = x.parent_column_id
  INNER JOIN sys.columns AS rc ON rc.object_id = x.referenced_object_id AND rc.column_id = x.referenced_column_id
  GROUP BY x.constraint_object_id) AS k ON k.constraint_object_id = f.object_id ORDER BY f.object_id;
GO

-- schema-statements.ts: SCHEMA_TEXTS (5 of 11)
SELECT c.parent_object_id AS table_id, c.name, c.is_disabled, c.is_not_trusted FROM sys.check_constraints AS c ORDER BY c.object_id;
GO

-- schema-statements.ts: SCHEMA_TEXTS (6 of 11)
SELECT r.parent_id AS table_id, r.name, e.type_desc FROM sys.triggers AS r INNER JOIN sys.tables AS t ON t.object_id = r.parent_id
  INNER JOIN sys.trigger_events AS e ON e.object_id = r.object_id WHERE r.is_disabled = 0 ORDER BY r.object_id;
GO

-- schema-statements.ts: SCHEMA_TEXTS (7 of 11)
SELECT q.object_id, s.name AS schema_name, q.name, CONVERT(nvarchar(40), q.current_value) AS current_value, CONVERT(nvarchar(40), q.last_used_value) AS last_used_value,
  CONVERT(nvarchar(40), q.increment) AS increment, CONVERT(nvarchar(40), q.minimum_value) AS minimum_value, CONVERT(nvarchar(40), q.maximum_value) AS maximum_value,
  q.is_cycling, q.is_cached, q.cache_size
FROM sys.sequences AS q INNER JOIN sys.schemas AS s ON s.schema_id = q.schema_id ORDER BY q.object_id;
GO

-- schema-statements.ts: SCHEMA_TEXTS (8 of 11)
SELECT x.object_id, x.kind, s.name AS schema_name, o.name AS table_name, x.name, x.is_disabled, x.is_not_trusted FROM (
  SELECT r.object_id, N'trigger' AS kind, r.parent_id, r.name, r.is_disabled, 0 AS is_not_trusted FROM sys.triggers AS r WHERE r.parent_class = 1
  UNION ALL SELECT f.object_id, N'constraint', f.parent_object_id, f.name, f.is_disabled, f.is_not_trusted FROM sys.foreign_keys AS f
  UNION ALL SELECT c.object_id, N'constraint', c.parent_object_id, c.name, c.is_disabled, c.is_not_trusted FROM sys.check_constraints AS c
) AS x INNER JOIN sys.objects AS o ON o.object_id = x.parent_id INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE s.name <> N'jest_nest_mssql' ORDER BY x.object_id;
GO

-- schema-statements.ts: SCHEMA_TEXTS (9 of 11)
SELECT m.object_id, m.definition, m.uses_ansi_nulls, m.uses_quoted_identifier FROM sys.sql_modules AS m ORDER BY m.object_id;
GO

-- schema-statements.ts: SCHEMA_TEXTS (10 of 11)
SELECT COUNT(*) AS n FROM sys.indexes AS i INNER JOIN sys.views AS v ON v.object_id = i.object_id;
GO

-- schema-statements.ts: SCHEMA_TEXTS (11 of 11)
SELECT COUNT(*) AS n FROM sys.dm_db_index_usage_stats AS u WHERE u.database_id = DB_ID();
GO

-- schema-statements.ts: countRowsText
SELECT COUNT_BIG(*) AS n FROM [sales].[order];
GO

-- server-statements.ts: copyDatabaseText
CREATE DATABASE [shop_test_0123456789_w1] AS COPY OF [shop_test_0123456789ab_template];
GO

-- server-statements.ts: createDatabaseText
CREATE DATABASE [shop_test_0123456789ab_template];
GO

-- server-statements.ts: databaseStateText
DECLARE @name nvarchar(128) = N'shop_test_0123456789_w1';
SELECT d.state AS state FROM sys.databases AS d WHERE d.name = @name;
GO

-- server-statements.ts: databaseToDropText
DECLARE @name nvarchar(128) = N'shop_test_0123456789_w1';
SELECT CONVERT(int, SERVERPROPERTY('EngineEdition')) AS engine_edition FROM sys.databases AS d WHERE d.name = @name;
GO

-- server-statements.ts: dropDatabaseText (1 of 2)
IF EXISTS (SELECT 1 FROM sys.databases AS d WHERE d.name = N'shop_test_0123456789_w1' AND d.state = 0)
  ALTER DATABASE [shop_test_0123456789_w1] SET SINGLE_USER WITH ROLLBACK IMMEDIATE;
DROP DATABASE IF EXISTS [shop_test_0123456789_w1];
GO

-- server-statements.ts: dropDatabaseText (2 of 2)
DROP DATABASE [shop_test_0123456789_w1];
GO

-- server-statements.ts: listDatabasesText
DECLARE @prefix nvarchar(128) = N'shop_test_';
SELECT d.name AS name, d.state AS state FROM sys.databases AS d WHERE LEFT(d.name, LEN(@prefix)) = @prefix ORDER BY d.name;
GO

-- server-statements.ts: lockModeText
DECLARE @resource nvarchar(255) = N'jest-nest-mssql:run:shop_test_0123456789';
SELECT APPLOCK_MODE(N'public', @resource, N'Session') AS mode;
GO

-- server-statements.ts: releaseLockText
DECLARE @resource nvarchar(255) = N'jest-nest-mssql:run:shop_test_0123456789';
EXEC sp_releaseapplock @Resource = @resource, @LockOwner = 'Session';
GO

-- server-statements.ts: renameDatabaseText
ALTER DATABASE [shop_test_0123456789_build] MODIFY NAME = [shop_test_0123456789ab_template];
GO

-- server-statements.ts: serverAgeText
SELECT DATEDIFF_BIG(millisecond, d.create_date, GETDATE()) AS age_ms FROM sys.databases AS d WHERE d.name = N'tempdb';
GO

-- server-statements.ts: serverFoldersText
SELECT CONVERT(nvarchar(4000), SERVERPROPERTY('InstanceDefaultDataPath')) AS data_path,
  CONVERT(nvarchar(4000), SERVERPROPERTY('InstanceDefaultLogPath')) AS log_path,
  CONVERT(nvarchar(4000), SERVERPROPERTY('InstanceDefaultBackupPath')) AS backup_path,
  (SELECT TOP (1) f.physical_name FROM sys.master_files AS f WHERE f.database_id = DB_ID(N'master') AND f.type = 0 ORDER BY f.file_id) AS master_data_file,
  (SELECT TOP (1) f.physical_name FROM sys.master_files AS f WHERE f.database_id = DB_ID(N'master') AND f.type = 1 ORDER BY f.file_id) AS master_log_file,
  (SELECT COUNT(*) FROM sys.configurations AS c WHERE c.name = N'backup compression default') AS compression;
GO

-- server-statements.ts: serverIdentityText
SELECT @@VERSION AS version, CONVERT(nvarchar(4000), SERVERPROPERTY('ProductVersion')) AS product_version,
  CONVERT(int, SERVERPROPERTY('EngineEdition')) AS engine_edition;
GO

-- server-statements.ts: takeLockText
DECLARE @resource nvarchar(255) = N'jest-nest-mssql:run:shop_test_0123456789', @mode nvarchar(32) = N'Exclusive', @timeout int = 0;
DECLARE @result int;
EXEC @result = sp_getapplock @Resource = @resource, @LockMode = @mode, @LockOwner = 'Session', @LockTimeout = @timeout;
SELECT @result AS result;
GO

-- server-statements.ts: testDatabaseSettingsTexts (1 of 3)
ALTER DATABASE [shop_test_0123456789ab_template] SET RECOVERY SIMPLE;
GO

-- server-statements.ts: testDatabaseSettingsTexts (2 of 3)
ALTER DATABASE [shop_test_0123456789ab_template] SET AUTO_CLOSE OFF;
GO

-- server-statements.ts: testDatabaseSettingsTexts (3 of 3)
ALTER DATABASE [shop_test_0123456789ab_template] SET DELAYED_DURABILITY = FORCED;
GO

-- table-statements.ts: addKeyText (1 of 2)
ALTER TABLE [sales].[line] WITH CHECK ADD CONSTRAINT [fk] FOREIGN KEY ([order_id], [x]) REFERENCES [sales].[order] ([id], [y]) ON DELETE CASCADE ON UPDATE SET NULL NOT FOR REPLICATION;
UPDATE b SET b.object_id = OBJECT_ID(N'[sales].[fk]') FROM [jest_nest_mssql].[base_switch] AS b INNER JOIN [jest_nest_mssql].[base_detail] AS d ON d.id = b.object_id WHERE d.kind = 'O' AND d.owner = N'[sales]' AND d.name = N'[fk]';
UPDATE d SET d.id = OBJECT_ID(N'[sales].[fk]') FROM [jest_nest_mssql].[base_detail] AS d WHERE d.kind = 'O' AND d.owner = N'[sales]' AND d.name = N'[fk]';
GO

-- table-statements.ts: addKeyText (2 of 2)
ALTER TABLE [sales].[line] WITH NOCHECK ADD CONSTRAINT [fk] FOREIGN KEY ([order_id], [x]) REFERENCES [sales].[order] ([id], [y]) ON DELETE SET DEFAULT ON UPDATE NO ACTION;
ALTER TABLE [sales].[line] NOCHECK CONSTRAINT [fk];
UPDATE b SET b.object_id = OBJECT_ID(N'[sales].[fk]') FROM [jest_nest_mssql].[base_switch] AS b INNER JOIN [jest_nest_mssql].[base_detail] AS d ON d.id = b.object_id WHERE d.kind = 'O' AND d.owner = N'[sales]' AND d.name = N'[fk]';
UPDATE d SET d.id = OBJECT_ID(N'[sales].[fk]') FROM [jest_nest_mssql].[base_detail] AS d WHERE d.kind = 'O' AND d.owner = N'[sales]' AND d.name = N'[fk]';
GO

-- table-statements.ts: constraintOffText
ALTER TABLE [sales].[order] NOCHECK CONSTRAINT [fk]]];
GO

-- table-statements.ts: constraintOnText (1 of 2)
ALTER TABLE [sales].[order] WITH CHECK CHECK CONSTRAINT [fk]]];
GO

-- table-statements.ts: constraintOnText (2 of 2)
ALTER TABLE [sales].[order] WITH NOCHECK CHECK CONSTRAINT [fk]]];
GO

-- table-statements.ts: deleteText (1 of 2)
DELETE FROM [sales].[order];
GO

-- table-statements.ts: deleteText (2 of 2)
DELETE FROM [sales].[order] WITH (SNAPSHOT);
GO

-- table-statements.ts: dropKeyText
ALTER TABLE [sales].[line] DROP CONSTRAINT [fk];
GO

-- table-statements.ts: refillText (1 of 2)
SET IDENTITY_INSERT [sales].[order] ON;
INSERT INTO [sales].[order] ([id], [name]) SELECT [id], [name] FROM [jest_nest_mssql].[rows_7];
SET IDENTITY_INSERT [sales].[order] OFF;
GO

-- table-statements.ts: refillText (2 of 2)
INSERT INTO [sales].[order] WITH (SNAPSHOT) ([name]) SELECT [name] FROM [jest_nest_mssql].[rows_7];
GO

-- table-statements.ts: reseedText (1 of 2)
DBCC CHECKIDENT (N'[sales].[order]', RESEED, 95) WITH NO_INFOMSGS;
GO

-- table-statements.ts: reseedText (2 of 2)
DBCC CHECKIDENT (N'[sales].[order]', RESEED, 100) WITH NO_INFOMSGS;
GO

-- table-statements.ts: reseedUnknownText
IF (SELECT i.last_value FROM sys.identity_columns AS i WHERE i.object_id = 7) IS NOT NULL
  DBCC CHECKIDENT (N'[sales].[order]', RESEED, 95) WITH NO_INFOMSGS;
ELSE DBCC CHECKIDENT (N'[sales].[order]', RESEED, 100) WITH NO_INFOMSGS;
GO

-- table-statements.ts: restartSequenceText (1 of 3)
ALTER SEQUENCE [sales].[n] RESTART WITH 10 INCREMENT BY -1 MINVALUE -9 MAXVALUE 9 CYCLE CACHE 5;
GO

-- table-statements.ts: restartSequenceText (2 of 3)
ALTER SEQUENCE [sales].[n] RESTART WITH 10 INCREMENT BY -1 MINVALUE -9 MAXVALUE 9 CYCLE NO CACHE;
GO

-- table-statements.ts: restartSequenceText (3 of 3)
ALTER SEQUENCE [sales].[n] RESTART WITH 10 INCREMENT BY -1 MINVALUE -9 MAXVALUE 9 NO CYCLE CACHE;
GO

-- table-statements.ts: switchTriggerText (1 of 2)
DISABLE TRIGGER [sales].[trg] ON [sales].[order];
GO

-- table-statements.ts: switchTriggerText (2 of 2)
ENABLE TRIGGER [sales].[trg] ON [sales].[order];
GO

-- table-statements.ts: truncateText
TRUNCATE TABLE [sales].[order];
GO

-- table-statements.ts: versioningOffText (1 of 2)
ALTER TABLE [sales].[order] SET (SYSTEM_VERSIONING = OFF);
ALTER TABLE [sales].[order] DROP PERIOD FOR SYSTEM_TIME;
GO

-- table-statements.ts: versioningOffText (2 of 2)
ALTER TABLE [sales].[order] SET (SYSTEM_VERSIONING = OFF);
GO

-- table-statements.ts: versioningOnText (1 of 2)
ALTER TABLE [sales].[order] ADD PERIOD FOR SYSTEM_TIME ([from], [to]);
IF EXISTS (SELECT 1 FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'[sales].[order]') AND c.name = N'from' AND c.is_hidden = 0)
  ALTER TABLE [sales].[order] ALTER COLUMN [from] ADD HIDDEN;
ALTER TABLE [sales].[order] SET (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [sales].[past], DATA_CONSISTENCY_CHECK = OFF, HISTORY_RETENTION_PERIOD = 6 MONTH));
GO

-- table-statements.ts: versioningOnText (2 of 2)
ALTER TABLE [sales].[order] SET (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [sales].[past], DATA_CONSISTENCY_CHECK = OFF, HISTORY_RETENTION_PERIOD = 6 MONTH));
GO

-- table-statements.ts: whileThereText
IF OBJECT_ID(N'[sales].[fk]') IS NOT NULL ALTER TABLE [sales].[line] NOCHECK CONSTRAINT [fk];
GO

-- table-statements.ts: withoutTriggersText
ALTER TABLE [sales].[order] DISABLE TRIGGER [a], [b]]];
DELETE FROM [sales].[order];
ALTER TABLE [sales].[order] ENABLE TRIGGER [a], [b]]];
GO

-- waiting-statements.ts: SESSION_ID_TEXT
SELECT @@SPID AS id;
GO

-- waiting-statements.ts: TABLE_NAME_TEXT
DECLARE @0 int = 7;
SELECT s.name + N'.' + t.name AS name
FROM sys.tables AS t WITH (NOLOCK) INNER JOIN sys.schemas AS s WITH (NOLOCK) ON s.schema_id = t.schema_id WHERE t.object_id = @0;
GO

-- waiting-statements.ts: WAITING_SESSIONS_TEXT
SELECT w.session_id AS spid, w.blocking_session_id AS blocker, l.request_mode AS mode, l.resource_type AS kind,
  COALESCE(p.object_id, CASE WHEN l.resource_type = N'OBJECT' THEN CONVERT(int, l.resource_associated_entity_id) END) AS id
FROM sys.dm_os_waiting_tasks AS w
INNER JOIN sys.dm_tran_locks AS l ON l.request_session_id = w.session_id AND l.request_status <> N'GRANT'
LEFT JOIN sys.partitions AS p WITH (NOLOCK) ON p.hobt_id = l.resource_associated_entity_id AND l.resource_type IN (N'KEY', N'RID', N'PAGE', N'HOBT')
WHERE w.wait_type LIKE N'LCK[_]%';
GO
