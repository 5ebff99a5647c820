// The procedure that brings a clone back to the template's state, and the one call of it. It looks for tables whose row count,
// write counter or identity differ from what they were after the last clean, and touches no other table.
import { quoteName } from './quoting';
import { OWN_SCHEMA } from './schema-statements';

/** The constant text that cleans the database it is sent to; its answer is one row: tables, rows. */
export const CLEAN_TEXT = `EXEC ${quoteName(OWN_SCHEMA)}.[clean];`;

/** The text that creates the procedure; a lock is waited for `timeoutMs`. */
export function createCleanProcedureText(timeoutMs: number): string {
  return `CREATE PROCEDURE [own].[clean]
AS
BEGIN
  SET NOCOUNT ON;
  SET XACT_ABORT ON;
  SET LOCK_TIMEOUT ${Math.trunc(timeoutMs)};
${FIND_CHANGES}
${COLLECT_WORK}
${DO_WORK}
END;`.replaceAll('[own]', quoteName(OWN_SCHEMA));
}

// A seeded table that was changed is emptied and refilled, so seeded tables that reference it must be emptied first, and refilled after.
const FIND_CHANGES = `
  DECLARE @added int, @step int = 0, @text nvarchar(max), @tables int = 0, @rows bigint = 0;
  DECLARE @dirty TABLE (object_id int NOT NULL PRIMARY KEY, row_count bigint NOT NULL);
  DECLARE @sequence TABLE (object_id int NOT NULL PRIMARY KEY);
  DECLARE @work TABLE (step int NOT NULL IDENTITY(1, 1) PRIMARY KEY, text nvarchar(max) NOT NULL);

  INSERT INTO @dirty (object_id, row_count)
  SELECT n.object_id, n.row_count FROM [own].[table_now] AS n
  WHERE n.row_count <> n.kept_rows OR n.updates <> n.seen_updates OR n.last_identity <> n.seen_identity;
  SET @added = @@ROWCOUNT;
  INSERT INTO @sequence (object_id) SELECT n.object_id FROM [own].[sequence_now] AS n WHERE n.state <> n.seen;
  IF @added = 0 AND @@ROWCOUNT = 0
  BEGIN
    SELECT 0 AS tables, 0 AS rows;
    RETURN;
  END;

  WHILE @added > 0
  BEGIN
    INSERT INTO @dirty (object_id, row_count)
    SELECT DISTINCT c.object_id, c.row_count
    FROM @dirty AS d
    INNER JOIN [own].[base_table] AS p ON p.object_id = d.object_id
    INNER JOIN [own].[base_reference] AS r ON r.parent_id = d.object_id
    INNER JOIN [own].[table_now] AS c ON c.object_id = r.child_id
    WHERE p.kept_rows > 0 AND c.kept_rows > 0 AND NOT EXISTS (SELECT 1 FROM @dirty AS x WHERE x.object_id = c.object_id);
    SET @added = @@ROWCOUNT;
  END;`;

const COLLECT_WORK = `
  INSERT INTO @work (text)
  SELECT w.text FROM (
    SELECT 1 AS phase, 0 AS place, c.off_text AS text FROM [own].[base_constraint] AS c INNER JOIN @dirty AS d ON d.object_id = c.table_id
    UNION ALL
    SELECT 2, b.delete_order, b.wipe_text FROM [own].[base_table] AS b INNER JOIN @dirty AS d ON d.object_id = b.object_id
    UNION ALL
    SELECT 3, 0 - b.delete_order, b.refill_text FROM [own].[base_table] AS b INNER JOIN @dirty AS d ON d.object_id = b.object_id WHERE b.refill_text IS NOT NULL
    UNION ALL
    SELECT 4, 0, c.on_text FROM [own].[base_constraint] AS c INNER JOIN @dirty AS d ON d.object_id = c.table_id
    UNION ALL
    SELECT 5, 0, n.restart_text FROM [own].[sequence_now] AS n INNER JOIN @sequence AS s ON s.object_id = n.object_id
  ) AS w ORDER BY w.phase, w.place;`;

// The counters are read again inside of the transaction, while its locks keep everybody else out of the cleaned tables.
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
  UPDATE b SET b.seen = n.state
  FROM [own].[base_sequence] AS b
  INNER JOIN @sequence AS s ON s.object_id = b.object_id
  INNER JOIN [own].[sequence_now] AS n ON n.object_id = b.object_id;
  COMMIT TRANSACTION;

  SELECT @tables = COUNT(*), @rows = ISNULL(SUM(d.row_count), 0) FROM @dirty AS d;
  SELECT @tables AS tables, @rows AS rows;`;
