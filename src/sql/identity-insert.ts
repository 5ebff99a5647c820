// A pool hands a session on with the SET IDENTITY_INSERT that a test has left ON for some table, and a session has it ON for one table at a
// time (8107): the part of the cleaning procedure that refills tables in spite of it. `[own]` stands for the preset's schema.
import { quoteName } from './quoting';
import { OWN_SCHEMA } from './schema-statements';

/** The text that makes the table by which a session is asked whether it has the setting ON; nothing is ever in it. */
export function createProbeText(): string {
  return `CREATE TABLE ${quoteName(OWN_SCHEMA)}.[identity_probe] (id int NOT NULL IDENTITY(1, 1));`;
}

// A local temporary table is called in tempdb as it is here, then underscores up to 116 characters, then a number; its own name may end in some. OBJECT_ID finds the session's own.
const TEMPORARY = `SELECT t.object_id, LEFT(p.name, LEN(p.name) - PATINDEX(N'%[^_]%', REVERSE(p.name)) + 1) + REPLICATE(N'_', u.n) AS name
      FROM tempdb.sys.tables AS t INNER JOIN tempdb.sys.identity_columns AS i ON i.object_id = t.object_id
      CROSS APPLY (SELECT CASE WHEN t.name LIKE N'##%' THEN t.name ELSE LEFT(t.name, 116) END AS name) AS p
      CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5)) AS u (n) WHERE t.name LIKE N'#%'`;

/**
 * Where a table is to be refilled and the session has the setting ON for another, which no view tells, the procedure calls itself with the setting
 * OFF for every table that may have it: what is set in a dynamic text holds for all that it calls, and ends with it, so the session gets its
 * setting back. The error of asking would doom a transaction that the session has open; there it counts as ON.
 */
export const WITH_IDENTITY_INSERT_OFF = `
  DECLARE @is_on bit = 0, @off nvarchar(max);
  IF @is_off = 0 AND EXISTS (SELECT 1 FROM @work AS w WHERE w.text LIKE N'%SET IDENTITY[_]INSERT %')
  BEGIN
    SET @is_on = 1;
    IF @@TRANCOUNT = 0
    BEGIN
      BEGIN TRY
        SET IDENTITY_INSERT [own].[identity_probe] ON;
        SET IDENTITY_INSERT [own].[identity_probe] OFF;
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
      ${TEMPORARY}) AS y WHERE y.object_id = OBJECT_ID(N'tempdb..' + QUOTENAME(y.name))) AS x;
    SET @off = @off + N' EXEC [own].[clean] @is_off = 1;';
    EXEC sys.sp_executesql @off;
    RETURN;
  END;`;
