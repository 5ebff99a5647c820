// The procedure that brings a clone back to the template's state, and the one call of it. It looks for tables whose row count,
// write counter or identity differ from what they were after the last clean, and touches no other table.
import { COLLECT_OBJECTS, COLLECT_SWITCHES, DECLARE_DIFFERENCE, FIND_DIFFERENCES, GUARD_FROM_DATABASE_TRIGGERS, OBJECTS_ALTERED, VERIFY_OBJECTS } from './clean-objects';
import { noteSeenText, noteSequencesText } from './baseline-statements';
import { WITH_IDENTITY_INSERT_OFF } from './identity-insert';
import { POLICIES_OFF, POLICIES_ON } from './policy-statements';
import { quoteName } from './quoting';
import { OWN_SCHEMA } from './schema-statements';

/** The constant text that cleans the database it is sent to; its answer is one row: tables, rows, steps. */
export const CLEAN_TEXT = `EXEC ${quoteName(OWN_SCHEMA)}.[clean];`;

// A pool hands its sessions on as a test has left them. What a procedure sets ends with it.
/** The text that creates the procedure; a lock is waited for `timeoutMs`. `canSeeUsage` as for tableNowText. */
export function createCleanProcedureText(timeoutMs: number, canSeeUsage: boolean): string {
  return `CREATE PROCEDURE [own].[clean] @is_off bit = 0
AS
BEGIN
  SET NOCOUNT ON;
  SET XACT_ABORT ON;
  SET ROWCOUNT 0;
  SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
  SET LOCK_TIMEOUT ${Math.trunc(timeoutMs)};
${DECLARE_DIFFERENCE}
${FIND_CHANGES}
${FIND_DIFFERENCES}
${GUARD_FROM_DATABASE_TRIGGERS}
${POLICIES_OFF}
${COLLECT_OBJECTS}
${COLLECT_WORK}
${POLICIES_ON}
${COLLECT_SWITCHES}
${WITH_IDENTITY_INSERT_OFF}
${doWorkText(noteSeenText(canSeeUsage))}
END;`.replaceAll('[own]', quoteName(OWN_SCHEMA));
}

// A seeded table that was changed is emptied and refilled, so seeded tables that reference it must be emptied first, and refilled after: each
// of them is as the baseline has it, or it would be among the changed ones already. ALTER TABLE ... SWITCH may put as many rows in place of others,
// and it is not documented that it counts as a write: a seeded table that was altered counts as changed.
const FIND_CHANGES = `
  DECLARE @added int, @sequences int, @step int = 0, @dropped int = 0, @guarded bit = 0, @text nvarchar(max), @name nvarchar(900), @message nvarchar(2000), @shape nvarchar(400), @seen nvarchar(400);
  DECLARE @dirty TABLE (object_id int NOT NULL PRIMARY KEY, row_count bigint NOT NULL, last_identity nvarchar(40) NOT NULL);
  DECLARE @sequence TABLE (object_id int NOT NULL PRIMARY KEY);
  DECLARE @work TABLE (step int NOT NULL IDENTITY(1, 1) PRIMARY KEY, text nvarchar(max) NOT NULL, name nvarchar(900) NULL);

  INSERT INTO @dirty (object_id, row_count, last_identity)
  SELECT n.object_id, n.row_count, n.last_identity FROM [own].[table_now] AS n
  WHERE n.row_count <> n.kept_rows OR n.updates <> n.seen_updates OR n.last_identity <> n.seen_identity OR n.is_unwatched = 1;
  SET @added = @@ROWCOUNT;
  INSERT INTO @sequence (object_id) SELECT n.object_id FROM [own].[sequence_now] AS n WHERE n.state <> n.seen;
  SET @sequences = @@ROWCOUNT;
  SELECT @shape = n.shape FROM [own].[shape_now] AS n;
  SELECT @seen = b.shape FROM [own].[base_shape] AS b;
  IF @shape <> @seen
  BEGIN
    INSERT INTO @dirty (object_id, row_count, last_identity)
    SELECT n.object_id, n.row_count, n.last_identity
    FROM [own].[table_now] AS n INNER JOIN sys.tables AS t ON t.object_id = n.object_id CROSS JOIN [own].[base_shape] AS b
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
    INNER JOIN [own].[base_table] AS p ON p.object_id = d.object_id
    INNER JOIN [own].[base_reference] AS r ON r.parent_id = d.object_id
    INNER JOIN [own].[base_table] AS k ON k.object_id = r.child_id
    WHERE p.kept_rows > 0 AND k.kept_rows > 0 AND NOT EXISTS (SELECT 1 FROM @dirty AS x WHERE x.object_id = k.object_id);
    SET @added = @@ROWCOUNT;
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
  ) AS w ORDER BY w.phase, w.place, w.name;`;

// What was noted of the schema changes with what was done to it here; to look at it again costs more than cleaning a few tables. Were it to change
// with anything else that is done, the next clean would compare the whole schema, find nothing, and note it. The counters are read again inside of
// the transaction, while its locks keep everybody else out of the cleaned tables.
const doWorkText = (noteSeen: string): string => `
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
        THROW ${OBJECTS_ALTERED}, @message, 1;
      END CATCH;
    END;
  END;
${VERIFY_OBJECTS}
  ${noteSeen}
  IF @sequences > 0
    ${noteSequencesText('@sequence')}
  IF @shape <> @seen OR EXISTS (SELECT 1 FROM @work AS w WHERE w.text LIKE N'%ALTER %' OR w.text LIKE N'%DROP %' OR w.text LIKE N'%TRIGGER %')
    UPDATE b SET b.shape = n.shape, b.noted_at = GETDATE() FROM [own].[base_shape] AS b CROSS JOIN [own].[shape_now] AS n WHERE b.shape <> n.shape;
  COMMIT TRANSACTION;

  SELECT COUNT(*) + @dropped AS tables, ISNULL(SUM(d.row_count), 0) AS rows, @step AS steps FROM @dirty AS d;`;
