// The procedure that brings a clone back to the template's state, and the one call of it. It looks for tables whose row count,
// write counter or identity differ from what they were after the last clean, and touches no other table.
import { quoteName } from './quoting';
import { OWN_SCHEMA } from './schema-statements';

/** The constant text that cleans the database it is sent to; its answer is one row: tables, rows, steps. */
export const CLEAN_TEXT = `EXEC ${quoteName(OWN_SCHEMA)}.[clean];`;

/** The number of the error that the procedure raises when objects of the template are gone. */
export const OBJECTS_GONE = 50_811;

/** The text that creates the procedure; a lock is waited for `timeoutMs`. */
export function createCleanProcedureText(timeoutMs: number): string {
  return `CREATE PROCEDURE [own].[clean]
AS
BEGIN
  SET NOCOUNT ON;
  SET XACT_ABORT ON;
  SET LOCK_TIMEOUT ${Math.trunc(timeoutMs)};
${FIND_CHANGES}
${COLLECT_OBJECTS}
${COLLECT_WORK}
${DO_WORK}
END;`.replaceAll('[own]', quoteName(OWN_SCHEMA));
}

// A seeded table that was changed is emptied and refilled, so seeded tables that reference it must be emptied first, and refilled after.
const FIND_CHANGES = `
  DECLARE @added int, @sequences int, @step int = 0, @dropped int = 0, @text nvarchar(max), @gone nvarchar(2000), @shape nvarchar(400), @seen nvarchar(400);
  DECLARE @dirty TABLE (object_id int NOT NULL PRIMARY KEY, row_count bigint NOT NULL, last_identity nvarchar(40) NOT NULL);
  DECLARE @sequence TABLE (object_id int NOT NULL PRIMARY KEY);
  DECLARE @work TABLE (step int NOT NULL IDENTITY(1, 1) PRIMARY KEY, text nvarchar(max) NOT NULL);

  INSERT INTO @dirty (object_id, row_count, last_identity)
  SELECT n.object_id, n.row_count, n.last_identity FROM [own].[table_now] AS n
  WHERE n.row_count <> n.kept_rows OR n.updates <> n.seen_updates OR n.last_identity <> n.seen_identity OR n.is_unwatched = 1;
  SET @added = @@ROWCOUNT;
  INSERT INTO @sequence (object_id) SELECT n.object_id FROM [own].[sequence_now] AS n WHERE n.state <> n.seen;
  SET @sequences = @@ROWCOUNT;
  SELECT @shape = n.shape FROM [own].[shape_now] AS n;
  SELECT @seen = b.shape FROM [own].[base_shape] AS b;
  IF @added = 0 AND @sequences = 0 AND @shape = @seen
  BEGIN
    SELECT 0 AS tables, 0 AS rows, 0 AS steps;
    RETURN;
  END;

  WHILE @added > 0
  BEGIN
    INSERT INTO @dirty (object_id, row_count, last_identity)
    SELECT DISTINCT c.object_id, c.row_count, c.last_identity
    FROM @dirty AS d
    INNER JOIN [own].[base_table] AS p ON p.object_id = d.object_id
    INNER JOIN [own].[base_reference] AS r ON r.parent_id = d.object_id
    INNER JOIN [own].[base_table] AS k ON k.object_id = r.child_id
    INNER JOIN [own].[table_now] AS c ON c.object_id = r.child_id
    WHERE p.kept_rows > 0 AND k.kept_rows > 0 AND NOT EXISTS (SELECT 1 FROM @dirty AS x WHERE x.object_id = k.object_id);
    SET @added = @@ROWCOUNT;
  END;`;

// What a test made is dropped, the newest first: whatever depends on something was made after it. Keys go before everything.
const COLLECT_OBJECTS = `
  IF @shape <> @seen
  BEGIN
    SELECT @gone = STRING_AGG(CONVERT(nvarchar(max), g.name), N', ') FROM
      (SELECT TOP (3) b.name FROM [own].[base_object] AS b WHERE NOT EXISTS (SELECT 1 FROM sys.objects AS o WHERE o.object_id = b.object_id) ORDER BY b.name) AS g;
    IF @gone IS NOT NULL THROW ${OBJECTS_GONE}, @gone, 1;

    INSERT INTO @work (text)
    SELECT N'ALTER TABLE ' + QUOTENAME(s.name) + N'.' + QUOTENAME(t.name) + N' SET (SYSTEM_VERSIONING = OFF);'
    FROM sys.tables AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
    WHERE t.temporal_type = 2 AND NOT EXISTS (SELECT 1 FROM [own].[base_object] AS b WHERE b.object_id = t.object_id);

    INSERT INTO @work (text)
    SELECT CASE
      WHEN x.type IN ('F', 'C', 'D', 'UQ', 'PK') THEN N'ALTER TABLE ' + QUOTENAME(x.parent_schema) + N'.' + QUOTENAME(x.parent_name) + N' DROP CONSTRAINT ' + QUOTENAME(x.name)
      ELSE N'DROP ' + CASE x.type WHEN 'U' THEN N'TABLE' WHEN 'V' THEN N'VIEW' WHEN 'P' THEN N'PROCEDURE' WHEN 'TR' THEN N'TRIGGER' WHEN 'SO' THEN N'SEQUENCE' WHEN 'SN' THEN N'SYNONYM' ELSE N'FUNCTION' END
        + N' ' + QUOTENAME(x.schema_name) + N'.' + QUOTENAME(x.name)
      END + N';'
    FROM (
      SELECT RTRIM(o.type) AS type, o.name, o.create_date, o.object_id, s.name AS schema_name, p.name AS parent_name, q.name AS parent_schema, k.object_id AS parent_kept
      FROM sys.objects AS o
      INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
      LEFT JOIN sys.objects AS p ON p.object_id = o.parent_object_id
      LEFT JOIN sys.schemas AS q ON q.schema_id = p.schema_id
      LEFT JOIN [own].[base_object] AS k ON k.object_id = o.parent_object_id
      WHERE o.is_ms_shipped = 0 AND s.name <> N'${OWN_SCHEMA}' AND o.type IN ('F', 'C', 'D', 'UQ', 'PK', 'U', 'V', 'P', 'TR', 'SO', 'SN', 'FN', 'IF', 'TF')
        AND NOT EXISTS (SELECT 1 FROM [own].[base_object] AS b WHERE b.object_id = o.object_id)
    ) AS x
    WHERE x.type = 'F' OR x.type NOT IN ('C', 'D', 'UQ', 'PK') OR x.parent_kept IS NOT NULL
    ORDER BY CASE x.type WHEN 'F' THEN 0 WHEN 'TR' THEN 1 ELSE 2 END, x.create_date DESC,
      CASE x.type WHEN 'P' THEN 1 WHEN 'V' THEN 2 WHEN 'IF' THEN 3 WHEN 'TF' THEN 3 WHEN 'U' THEN 5 WHEN 'FN' THEN 6 WHEN 'SN' THEN 7 WHEN 'SO' THEN 8 ELSE 4 END, x.object_id DESC;

    SELECT @dropped = COUNT(*) FROM sys.tables AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
    WHERE t.is_ms_shipped = 0 AND s.name <> N'${OWN_SCHEMA}' AND NOT EXISTS (SELECT 1 FROM [own].[base_object] AS b WHERE b.object_id = t.object_id);

    INSERT INTO @work (text)
    SELECT N'DROP TYPE ' + QUOTENAME(s.name) + N'.' + QUOTENAME(t.name) + N';' FROM sys.types AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
    WHERE t.is_user_defined = 1 AND NOT EXISTS (SELECT 1 FROM [own].[base_type] AS b WHERE b.user_type_id = t.user_type_id) ORDER BY t.is_table_type DESC, t.user_type_id DESC;
    INSERT INTO @work (text)
    SELECT N'DROP SCHEMA ' + QUOTENAME(s.name) + N';' FROM sys.schemas AS s WHERE NOT EXISTS (SELECT 1 FROM [own].[base_schema] AS b WHERE b.schema_id = s.schema_id);

    INSERT INTO @work (text)
    SELECT b.text FROM [own].[base_switch] AS b INNER JOIN [own].[switch_now] AS n ON n.object_id = b.object_id WHERE b.is_first = 1 AND b.state <> n.state;
  END;`;

const COLLECT_WORK = `
  INSERT INTO @work (text)
  SELECT w.text FROM (
    SELECT 1 AS phase, 0 AS place, c.off_text AS text, c.name FROM [own].[base_constraint] AS c INNER JOIN @dirty AS d ON d.object_id = c.table_id
    UNION ALL
    SELECT 2, b.delete_order, b.wipe_text, N'1' FROM [own].[base_table] AS b INNER JOIN @dirty AS d ON d.object_id = b.object_id
    UNION ALL
    SELECT 2, b.delete_order, CASE WHEN d.last_identity = N'' OR d.last_identity LIKE N'?%' THEN b.reseed_unused_text ELSE b.reseed_used_text END, N'2'
    FROM [own].[base_table] AS b INNER JOIN @dirty AS d ON d.object_id = b.object_id WHERE b.reseed_used_text IS NOT NULL
    UNION ALL
    SELECT 3, 0 - b.delete_order, b.refill_text, N'' FROM [own].[base_table] AS b INNER JOIN @dirty AS d ON d.object_id = b.object_id WHERE b.refill_text IS NOT NULL
    UNION ALL
    SELECT 4, 0, c.on_text, c.name FROM [own].[base_constraint] AS c INNER JOIN @dirty AS d ON d.object_id = c.table_id
    UNION ALL
    SELECT 5, 0, b.restart_text, N'' FROM [own].[base_sequence] AS b INNER JOIN @sequence AS s ON s.object_id = b.object_id
  ) AS w ORDER BY w.phase, w.place, w.name;
  IF @shape <> @seen
    INSERT INTO @work (text)
    SELECT b.text FROM [own].[base_switch] AS b INNER JOIN [own].[switch_now] AS n ON n.object_id = b.object_id WHERE b.is_first = 0 AND b.state <> n.state;`;

// The counters are read again inside of the transaction, while its locks keep everybody else out of the cleaned tables. A sequence
// whose last value is its current one cannot be told from one that was used once more: it counts as changed the next time.
const DO_WORK = `
  BEGIN TRANSACTION;
  WHILE 1 = 1
  BEGIN
    SELECT TOP (1) @step = w.step, @text = w.text FROM @work AS w WHERE w.step > @step ORDER BY w.step;
    IF @@ROWCOUNT = 0 BREAK;
    EXEC sys.sp_executesql @text;
  END;
  UPDATE b SET b.seen_updates = n.updates, b.seen_identity = n.last_identity
  FROM [own].[base_table] AS b
  INNER JOIN @dirty AS d ON d.object_id = b.object_id
  INNER JOIN [own].[table_now] AS n ON n.object_id = b.object_id;
  IF @sequences > 0
    UPDATE b SET b.seen = CASE WHEN n.last_used_value = n.current_value THEN N'' ELSE n.state END
    FROM [own].[base_sequence] AS b
    INNER JOIN @sequence AS s ON s.object_id = b.object_id
    INNER JOIN [own].[sequence_now] AS n ON n.object_id = b.object_id;
  COMMIT TRANSACTION;

  SELECT COUNT(*) + @dropped AS tables, ISNULL(SUM(d.row_count), 0) AS rows, @step AS steps FROM @dirty AS d;`;
