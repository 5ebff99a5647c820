// The parts of the cleaning procedure that put the schema back: what a test made is dropped, texts and switches are given back, and what
// cannot be put back ends the clean by name. `[own]` stands for the preset's schema.
/** The number of the error that the procedure raises when objects of the template are gone. */
export const OBJECTS_GONE = 50_811;
/** The number of the error that the procedure raises when objects of the template are altered and cannot be put back. */
export const OBJECTS_ALTERED = 50_812;

/** Declares what the parts below work with. */
export const DECLARE_DIFFERENCE = `
  DECLARE @names nvarchar(2000);
  DECLARE @difference TABLE (kind char(1) NOT NULL, id int NOT NULL, part int NOT NULL, owner nvarchar(520) NOT NULL, name nvarchar(258) NOT NULL, label nvarchar(900) NOT NULL,
    is_made bit NOT NULL, is_gone bit NOT NULL, PRIMARY KEY (kind, id, part));`;

// What is compared, in words. A dropped table takes its columns with it: of these, only the table is named.
const INSERT_DIFFERENCES = `
    INSERT INTO @difference (kind, id, part, owner, name, label, is_made, is_gone)
    SELECT x.kind, x.id, x.part, x.owner, x.name,
      CASE x.kind WHEN 'C' THEN N'the column ' WHEN 'I' THEN N'the index ' WHEN 'D' THEN N'the index ' WHEN 'M' THEN N'the text of ' WHEN 'V' THEN N'the options of '
        WHEN 'S' THEN N'the schema ' WHEN 'T' THEN N'the type ' WHEN 'U' THEN N'the user or role ' WHEN 'G' THEN N'the database trigger ' ELSE N'' END
        + CASE x.owner WHEN N'' THEN N'' ELSE x.owner + N'.' END + x.name, x.is_made, x.is_gone
    FROM (
      SELECT ISNULL(b.kind, n.kind) AS kind, ISNULL(b.id, n.id) AS id, ISNULL(b.part, n.part) AS part, ISNULL(b.owner, n.owner) AS owner, ISNULL(b.name, n.name) AS name,
        CASE WHEN b.id IS NULL THEN 1 ELSE 0 END AS is_made, CASE WHEN n.id IS NULL THEN 1 ELSE 0 END AS is_gone
      FROM [own].[base_detail] AS b FULL OUTER JOIN [own].[detail_now] AS n ON n.kind = b.kind AND n.id = b.id AND n.part = b.part
      WHERE b.id IS NULL OR n.id IS NULL OR b.hash <> n.hash
    ) AS x;`;

/** Finds what differs from the template's schema, and ends the clean if some of it cannot be put back. */
export const FIND_DIFFERENCES = `
  IF @shape <> @seen
  BEGIN${INSERT_DIFFERENCES}

    SELECT @names = STRING_AGG(CONVERT(nvarchar(max), g.label), N', ') FROM
      (SELECT TOP (3) d.label FROM @difference AS d WHERE d.is_gone = 1 AND d.kind IN ('O', 'G', 'S', 'T', 'U') ORDER BY d.owner, d.name) AS g;
    IF @names IS NOT NULL THROW ${OBJECTS_GONE}, @names, 1;

    SELECT @names = STRING_AGG(CONVERT(nvarchar(max), g.label), N', ') FROM
      (SELECT TOP (3) d.label + CASE d.is_gone WHEN 1 THEN N' (dropped)' ELSE N'' END AS label FROM @difference AS d
       WHERE d.is_made = 0 AND d.kind <> 'D'
         AND NOT (d.kind = 'M' AND EXISTS (SELECT 1 FROM [own].[base_module] AS b WHERE b.object_id = d.id))
         AND NOT (d.kind = 'Q' AND EXISTS (SELECT 1 FROM [own].[base_sequence] AS b WHERE b.object_id = d.id))
       ORDER BY d.owner, d.name) AS g;
    IF @names IS NOT NULL THROW ${OBJECTS_ALTERED}, @names, 1;

    INSERT INTO @sequence (object_id)
    SELECT d.id FROM @difference AS d WHERE d.kind = 'Q' AND d.is_made = 0 AND NOT EXISTS (SELECT 1 FROM @sequence AS s WHERE s.object_id = d.id);
  END;`;

/** Keeps the database's own triggers from seeing the clean. */
export const GUARD_FROM_DATABASE_TRIGGERS = `
  IF EXISTS (SELECT 1 FROM sys.triggers AS r WHERE r.parent_class = 0 AND r.is_disabled = 0)
  BEGIN
    SET @guarded = 1;
    INSERT INTO @work (text) VALUES (N'DISABLE TRIGGER ALL ON DATABASE;');
  END;`;

const DROP_OBJECTS = `
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

    SELECT @dropped = COUNT(*) FROM @difference AS d INNER JOIN sys.tables AS t ON t.object_id = d.id WHERE d.kind = 'O' AND d.is_made = 1;`;

// On tables and views that are the template's; an index of a constraint goes with it. A column may depend on the one before it.
const DROP_PARTS = `
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
    FROM @difference AS d INNER JOIN sys.database_principals AS p ON p.principal_id = d.id WHERE d.kind = 'U' AND d.is_made = 1;`;

const indexStateText = (condition: string): string => `
    INSERT INTO @work (text, name)
    SELECT N'ALTER INDEX ' + d.name + N' ON ' + d.owner + CASE i.is_disabled WHEN 1 THEN N' REBUILD;' ELSE N' DISABLE;' END, d.label
    FROM @difference AS d INNER JOIN sys.indexes AS i ON i.object_id = d.id AND i.index_id = d.part WHERE d.kind = 'D' AND d.is_made = 0 AND ${condition};`;

/**
 * What is done to the schema before rows are touched. Texts come back before what they may be bound to goes; what a test made is dropped the
 * newest first, because whatever depends on something was made after it; keys go before everything. Without its clustered index, a table is shut.
 */
export const COLLECT_OBJECTS = `
  IF @shape <> @seen
  BEGIN
    INSERT INTO @work (text, name)
    SELECT N'DROP TRIGGER ' + d.name + N' ON DATABASE;', d.label FROM @difference AS d WHERE d.kind = 'G' AND d.is_made = 1;
    INSERT INTO @work (text, name)
    SELECT b.alter_text, d.label FROM @difference AS d INNER JOIN [own].[base_module] AS b ON b.object_id = d.id LEFT JOIN sys.objects AS o ON o.object_id = d.id
    WHERE d.kind = 'M' AND d.is_made = 0 ORDER BY o.create_date, d.id;
${DROP_OBJECTS}
${DROP_PARTS}
${indexStateText('d.part = 1')}

    INSERT INTO @work (text)
    SELECT b.text FROM [own].[base_switch] AS b INNER JOIN [own].[switch_now] AS n ON n.object_id = b.object_id
    WHERE b.is_first = 1 AND (b.state <> n.state OR EXISTS (SELECT 1 FROM @difference AS d WHERE d.kind = 'M' AND d.id = b.object_id));
  END;`;

/** What is done to the schema after rows were put back. */
export const COLLECT_SWITCHES = `
  IF @shape <> @seen
  BEGIN
${indexStateText('d.part <> 1')}

    INSERT INTO @work (text)
    SELECT b.text FROM [own].[base_switch] AS b INNER JOIN [own].[switch_now] AS n ON n.object_id = b.object_id WHERE b.is_first = 0 AND b.state <> n.state;
  END;
  IF @shape <> @seen OR @guarded = 1
    INSERT INTO @work (text)
    SELECT b.on_text FROM [own].[base_database_trigger] AS b INNER JOIN sys.triggers AS r ON r.object_id = b.object_id WHERE r.parent_class = 0;`;

/**
 * Ends the clean if the schema is not the template's after all; only what differed before can. The server writes a text down in its own
 * way (CREATE OR ALTER and ALTER as CREATE), so that what an ALTER has left is what is noted.
 */
export const VERIFY_OBJECTS = `
  IF @shape <> @seen
  BEGIN
    UPDATE b SET b.hash = n.hash FROM [own].[base_detail] AS b
    INNER JOIN @difference AS d ON d.kind = b.kind AND d.id = b.id AND d.part = b.part
    INNER JOIN [own].[detail_now] AS n ON n.kind = b.kind AND n.id = b.id AND n.part = b.part
    WHERE b.kind = 'M';
    DELETE FROM @difference;${INSERT_DIFFERENCES}
    SELECT @names = STRING_AGG(CONVERT(nvarchar(max), g.label), N', ') FROM
      (SELECT TOP (3) d.label + CASE d.is_made WHEN 1 THEN N' (made by the test)' ELSE N'' END AS label FROM @difference AS d ORDER BY d.owner, d.name) AS g;
    IF @names IS NOT NULL THROW ${OBJECTS_ALTERED}, @names, 1;
  END;`;
