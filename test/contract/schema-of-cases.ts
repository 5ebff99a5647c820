// The schema of the contract suite: one table, at least, for every trap that a clean can fall into. Each text is a batch of its own.

/** Names that have to be quoted, quoted. */
export const ODD_TABLE = "[we]]ird \"schema'].[it's a [table]]]";
/** Such a name as sys.objects has it. */
export const ODD_COLUMN = "[a]]b'c \"d]";

/** The batches that make the template. */
export const SCHEMA_OF_CASES: readonly string[] = [
  'CREATE SCHEMA [sales];',
  "CREATE SCHEMA [we]]ird \"schema'];",
  'CREATE TYPE [dbo].[code] FROM nvarchar(20) NOT NULL;',
  // Identities: each once alone (TRUNCATE) and once referenced (DELETE); used and emptied in the template, or never used.
  ...identityPair('one', 'int', '1, 1'),
  ...identityPair('five', 'bigint', '9007199254740993, 5'),
  ...identityPair('down', 'int', '-10, -1'),
  ...identityPair('dec', 'decimal(18, 0)', '1000, 1'),
  ...identityPair('tiny', 'tinyint', '0, 1'),
  ...identityPair('low', 'int', '-2147483648, 1'),
  ...identityPair('high', 'bigint', '9223372036854775807, -1'),
  ...['restarted', 'restarted_ref'].map((table) => `CREATE TABLE [dbo].[${table}] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_${table}] PRIMARY KEY, [x] int NULL); DBCC CHECKIDENT (N'[dbo].[${table}]', RESEED, 1000) WITH NO_INFOMSGS;`),
  'CREATE TABLE [dbo].[restarted_child] ([id] int NOT NULL CONSTRAINT [pk_restarted_child] PRIMARY KEY, [ref_id] int NULL CONSTRAINT [fk_restarted_child] REFERENCES [dbo].[restarted_ref] ([id]));',
  // Rows of the template, with gaps in the identity.
  'CREATE TABLE [dbo].[seeded] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_seeded] PRIMARY KEY, [name] nvarchar(50) NOT NULL, [amount] decimal(10, 2) NULL, [at] datetime2(3) NULL, [blob] varbinary(max) NULL, [code] [dbo].[code]);',
  "INSERT INTO [dbo].[seeded] ([name], [amount], [at], [blob], [code]) VALUES (N'a', 1.25, '2024-02-29T12:34:56.789', 0x00FF, N'x'), (N'gone', NULL, NULL, NULL, N''), (N'ü 漢', NULL, NULL, NULL, N'y'); DELETE FROM [dbo].[seeded] WHERE [id] = 2; INSERT INTO [dbo].[seeded] ([name], [code]) VALUES (N'last', N'z'); DELETE FROM [dbo].[seeded] WHERE [id] = 4;",
  'CREATE TABLE [dbo].[seeded_child] ([id] int NOT NULL IDENTITY(100, 10) CONSTRAINT [pk_seeded_child] PRIMARY KEY, [seeded_id] int NOT NULL CONSTRAINT [fk_seeded_child] REFERENCES [dbo].[seeded] ([id]) ON DELETE CASCADE);',
  'INSERT INTO [dbo].[seeded_child] ([seeded_id]) VALUES (1), (3);',
  'CREATE TABLE [sales].[cross] ([id] int NOT NULL CONSTRAINT [pk_cross] PRIMARY KEY, [seeded_id] int NULL CONSTRAINT [fk_cross] REFERENCES [dbo].[seeded] ([id]) ON DELETE SET NULL);',
  'CREATE TABLE [dbo].[kept] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_kept] PRIMARY KEY, [seeded_id] int NULL CONSTRAINT [fk_kept] REFERENCES [dbo].[seeded] ([id]));',
  // A circle, a self reference.
  'CREATE TABLE [dbo].[ring_a] ([id] int NOT NULL CONSTRAINT [pk_ring_a] PRIMARY KEY, [b_id] int NULL);',
  'CREATE TABLE [dbo].[ring_b] ([id] int NOT NULL CONSTRAINT [pk_ring_b] PRIMARY KEY, [c_id] int NULL);',
  'CREATE TABLE [sales].[ring_c] ([id] int NOT NULL CONSTRAINT [pk_ring_c] PRIMARY KEY, [a_id] int NULL CONSTRAINT [fk_ring_c] REFERENCES [dbo].[ring_a] ([id]));',
  'ALTER TABLE [dbo].[ring_a] ADD CONSTRAINT [fk_ring_a] FOREIGN KEY ([b_id]) REFERENCES [dbo].[ring_b] ([id]);',
  'ALTER TABLE [dbo].[ring_b] ADD CONSTRAINT [fk_ring_b] FOREIGN KEY ([c_id]) REFERENCES [sales].[ring_c] ([id]);',
  'INSERT INTO [dbo].[ring_a] VALUES (1, NULL); INSERT INTO [sales].[ring_c] VALUES (1, 1); INSERT INTO [dbo].[ring_b] VALUES (1, 1); UPDATE [dbo].[ring_a] SET [b_id] = 1;',
  'CREATE TABLE [dbo].[tree] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_tree] PRIMARY KEY, [parent_id] int NULL CONSTRAINT [fk_tree] REFERENCES [dbo].[tree] ([id]));',
  'INSERT INTO [dbo].[tree] ([parent_id]) VALUES (NULL), (1), (1); UPDATE [dbo].[tree] SET [parent_id] = 3 WHERE [id] = 1;',
  // Triggers: on and off, AFTER and INSTEAD OF.
  'CREATE TABLE [dbo].[audit] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_audit] PRIMARY KEY, [what] nvarchar(100) NOT NULL);',
  'CREATE TABLE [dbo].[audited] ([id] int NOT NULL CONSTRAINT [pk_audited] PRIMARY KEY, [x] int NULL);',
  'CREATE TABLE [dbo].[audited_child] ([id] int NOT NULL CONSTRAINT [pk_audited_child] PRIMARY KEY, [audited_id] int NOT NULL CONSTRAINT [fk_audited_child] REFERENCES [dbo].[audited] ([id]));',
  "CREATE TRIGGER [dbo].[trg_on] ON [dbo].[audited] AFTER INSERT, DELETE AS INSERT INTO [dbo].[audit] ([what]) SELECT N'changed';",
  "CREATE TRIGGER [dbo].[trg_off] ON [dbo].[audited] AFTER DELETE AS INSERT INTO [dbo].[audit] ([what]) SELECT N'never';",
  'DISABLE TRIGGER [dbo].[trg_off] ON [dbo].[audited];',
  'INSERT INTO [dbo].[audited] VALUES (1, 1);',
  'CREATE TABLE [dbo].[guarded] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_guarded] PRIMARY KEY, [x] int NULL);',
  'CREATE TABLE [dbo].[guarded_child] ([id] int NOT NULL CONSTRAINT [pk_guarded_child] PRIMARY KEY, [guarded_id] int NULL CONSTRAINT [fk_guarded_child] REFERENCES [dbo].[guarded] ([id]));',
  'INSERT INTO [dbo].[guarded] ([x]) VALUES (1), (2);',
  "CREATE TRIGGER [dbo].[trg_guard] ON [dbo].[guarded] INSTEAD OF DELETE AS INSERT INTO [dbo].[audit] ([what]) SELECT N'refused';",
  // Constraints that are off, and that were never checked, above rows that break them.
  'CREATE TABLE [dbo].[doubtful] ([id] int NOT NULL CONSTRAINT [pk_doubtful] PRIMARY KEY, [x] int NOT NULL, [seeded_id] int NULL);',
  'INSERT INTO [dbo].[doubtful] VALUES (1, -1, 99);',
  'ALTER TABLE [dbo].[doubtful] WITH NOCHECK ADD CONSTRAINT [ck_doubtful] CHECK ([x] > 0);',
  'ALTER TABLE [dbo].[doubtful] WITH NOCHECK ADD CONSTRAINT [fk_doubtful] FOREIGN KEY ([seeded_id]) REFERENCES [dbo].[seeded] ([id]);',
  'ALTER TABLE [dbo].[doubtful] WITH NOCHECK ADD CONSTRAINT [ck_off] CHECK ([x] > 100);',
  'ALTER TABLE [dbo].[doubtful] NOCHECK CONSTRAINT [ck_off];',
  'ALTER TABLE [dbo].[doubtful] ADD CONSTRAINT [ck_sound] CHECK ([id] > 0);',
  // Indexes and columns that ask for the right SET options, or cannot be inserted.
  'CREATE TABLE [dbo].[computed] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_computed] PRIMARY KEY, [x] int NOT NULL, [twice] AS ([x] * 2) PERSISTED, [thrice] AS ([x] * 3), [v] rowversion NOT NULL);',
  'CREATE UNIQUE INDEX [ix_filtered] ON [dbo].[computed] ([x]) WHERE [x] > 10;',
  'INSERT INTO [dbo].[computed] ([x]) VALUES (1), (1), (11);',
  "CREATE TABLE [dbo].[collated] ([word] nvarchar(20) COLLATE Latin1_General_CS_AS NOT NULL CONSTRAINT [pk_collated] PRIMARY KEY); INSERT INTO [dbo].[collated] VALUES (N'a'), (N'A');",
  `CREATE TABLE ${ODD_TABLE} (${ODD_COLUMN} int NOT NULL IDENTITY(7, 1) CONSTRAINT [pk]]'odd] PRIMARY KEY, [select] nvarchar(10) NULL); INSERT INTO ${ODD_TABLE} ([select]) VALUES (N'from');`,
  'CREATE TABLE [dbo].[heap] ([x] int NULL); INSERT INTO [dbo].[heap] VALUES (1), (1), (NULL);',
  // Change tracking.
  'ALTER DATABASE CURRENT SET CHANGE_TRACKING = ON (CHANGE_RETENTION = 2 DAYS, AUTO_CLEANUP = ON);',
  'CREATE TABLE [dbo].[tracked] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_tracked] PRIMARY KEY, [x] int NULL); INSERT INTO [dbo].[tracked] ([x]) VALUES (1), (2);',
  'CREATE TABLE [dbo].[tracked_empty] ([id] int NOT NULL CONSTRAINT [pk_tracked_empty] PRIMARY KEY);',
  'ALTER TABLE [dbo].[tracked] ENABLE CHANGE_TRACKING WITH (TRACK_COLUMNS_UPDATED = ON);',
  'ALTER TABLE [dbo].[tracked_empty] ENABLE CHANGE_TRACKING;',
  // Columnstore indexes: clustered ones over an empty table and over rows of the template, and a nonclustered one.
  'CREATE TABLE [dbo].[facts] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_facts] PRIMARY KEY NONCLUSTERED, [x] int NULL, INDEX [cci_facts] CLUSTERED COLUMNSTORE);',
  'CREATE TABLE [dbo].[facts_seeded] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_facts_seeded] PRIMARY KEY NONCLUSTERED, [x] int NULL, INDEX [cci_facts_seeded] CLUSTERED COLUMNSTORE);',
  'INSERT INTO [dbo].[facts_seeded] ([x]) VALUES (1), (2), (3); DELETE FROM [dbo].[facts_seeded] WHERE [id] = 2;',
  'CREATE TABLE [dbo].[facts_child] ([id] int NOT NULL CONSTRAINT [pk_facts_child] PRIMARY KEY, [fact_id] int NULL CONSTRAINT [fk_facts_child] REFERENCES [dbo].[facts_seeded] ([id]));',
  'CREATE TABLE [dbo].[live] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_live] PRIMARY KEY, [state] varchar(10) NOT NULL, INDEX [ncci_live] NONCLUSTERED COLUMNSTORE ([state])); INSERT INTO [dbo].[live] ([state]) VALUES (\'open\');',
  // Partitions: by the key, with rows of the template and without.
  'CREATE PARTITION FUNCTION [pf_region] (int) AS RANGE LEFT FOR VALUES (10, 20);',
  'CREATE PARTITION SCHEME [ps_region] AS PARTITION [pf_region] ALL TO ([PRIMARY]);',
  'CREATE TABLE [dbo].[regional] ([id] int NOT NULL IDENTITY(1, 1), [region] int NOT NULL, CONSTRAINT [pk_regional] PRIMARY KEY ([id], [region])) ON [ps_region] ([region]);',
  'CREATE TABLE [dbo].[regional_seeded] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_regional_seeded] PRIMARY KEY NONCLUSTERED ON [PRIMARY], [region] int NOT NULL) ON [ps_region] ([region]);',
  'INSERT INTO [dbo].[regional_seeded] ([region]) VALUES (1), (15), (25); DELETE FROM [dbo].[regional_seeded] WHERE [id] = 2;',
  'CREATE TABLE [dbo].[regional_child] ([id] int NOT NULL CONSTRAINT [pk_regional_child] PRIMARY KEY, [regional_id] int NULL CONSTRAINT [fk_regional_child] REFERENCES [dbo].[regional_seeded] ([id]));',
  'CREATE TABLE [dbo].[regional_kept] ([id] int NOT NULL IDENTITY(1, 1), [region] int NOT NULL, CONSTRAINT [pk_regional_kept] PRIMARY KEY ([id], [region])) ON [ps_region] ([region]);',
  'INSERT INTO [dbo].[regional_kept] ([region]) VALUES (1), (15), (16), (25);',
  'CREATE TABLE [dbo].[regional_out] ([id] int NOT NULL, [region] int NOT NULL, CONSTRAINT [pk_regional_out] PRIMARY KEY ([id], [region]));',
  // Sequences.
  'CREATE SEQUENCE [dbo].[seq_fresh] AS bigint START WITH 100 INCREMENT BY 5 CACHE 10;',
  'CREATE SEQUENCE [dbo].[seq_used] AS int START WITH 1 INCREMENT BY 1 CACHE 50;',
  'CREATE SEQUENCE [dbo].[seq_down] AS int START WITH -1 INCREMENT BY -1 NO CACHE;',
  'CREATE SEQUENCE [dbo].[seq_circle] AS tinyint START WITH 3 INCREMENT BY 1 MINVALUE 2 MAXVALUE 4 CYCLE CACHE;',
  'CREATE SEQUENCE [dbo].[seq_last] AS tinyint START WITH 3 INCREMENT BY 1 MINVALUE 2 MAXVALUE 4 CYCLE CACHE 2; DECLARE @n int; SET @n = NEXT VALUE FOR [dbo].[seq_last]; SET @n = NEXT VALUE FOR [dbo].[seq_last];',
  'CREATE SEQUENCE [dbo].[seq_dec] AS decimal(20, 0) START WITH 99999999999999999999 INCREMENT BY -3 CACHE 7;',
  'DECLARE @n int; SET @n = NEXT VALUE FOR [dbo].[seq_used]; SET @n = NEXT VALUE FOR [dbo].[seq_used];',
  // Modules that depend on tables.
  'CREATE VIEW [dbo].[bound] WITH SCHEMABINDING AS SELECT s.[id], s.[name] FROM [dbo].[seeded] AS s;',
  'CREATE PROCEDURE [dbo].[add_heap] AS INSERT INTO [dbo].[heap] VALUES (2);',
  // Versioned tables: reserved names, a retention, hidden periods; with rows and history, and without.
  'CREATE TABLE [dbo].[order] ([key] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_order] PRIMARY KEY, [select] nvarchar(20) NULL, [begin] datetime2(7) GENERATED ALWAYS AS ROW START NOT NULL, [end] datetime2(7) GENERATED ALWAYS AS ROW END NOT NULL, PERIOD FOR SYSTEM_TIME ([begin], [end])) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [dbo].[group], HISTORY_RETENTION_PERIOD = 6 MONTHS));',
  "INSERT INTO [dbo].[order] ([select]) VALUES (N'one'), (N'two');",
  "UPDATE [dbo].[order] SET [select] = N'uno' WHERE [key] = 1;",
  'CREATE TABLE [sales].[rate] ([id] int NOT NULL CONSTRAINT [pk_rate] PRIMARY KEY, [x] int NULL, [valid_from] datetime2(3) GENERATED ALWAYS AS ROW START HIDDEN NOT NULL, [valid_to] datetime2(3) GENERATED ALWAYS AS ROW END HIDDEN NOT NULL, PERIOD FOR SYSTEM_TIME ([valid_from], [valid_to])) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [sales].[rate_history]));',
  'INSERT INTO [sales].[rate] ([id], [x]) VALUES (1, 1);',
  'CREATE TABLE [sales].[price] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_price] PRIMARY KEY, [amount] money NULL, [valid_from] datetime2(3) GENERATED ALWAYS AS ROW START HIDDEN NOT NULL, [valid_to] datetime2(3) GENERATED ALWAYS AS ROW END HIDDEN NOT NULL, PERIOD FOR SYSTEM_TIME ([valid_from], [valid_to])) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [sales].[price_history]));',
];

/** Statements that ask for the next value of everything that counts; a cleaned clone answers as a fresh one does. */
export const NEXT_VALUES: readonly string[] = [
  ...[...['one', 'five', 'down', 'dec', 'tiny', 'low', 'high'].flatMap((name) => ['never', 'used'].flatMap((how) => [`${name}_${how}`, `${name}_${how}_ref`])), 'restarted', 'restarted_ref'].map((table) => `INSERT INTO [dbo].[${table}] ([x]) OUTPUT inserted.[id] VALUES (1), (2);`),
  "INSERT INTO [dbo].[seeded] ([name], [code]) OUTPUT inserted.[id] VALUES (N'n', N'');",
  'INSERT INTO [dbo].[seeded_child] ([seeded_id]) OUTPUT inserted.[id] VALUES (1);',
  'INSERT INTO [dbo].[tree] ([parent_id]) OUTPUT inserted.[id] VALUES (NULL);',
  ...['facts', 'facts_seeded'].map((table) => `INSERT INTO [dbo].[${table}] ([x]) OUTPUT inserted.[id] VALUES (9);`),
  ...['regional', 'regional_seeded'].map((table) => `INSERT INTO [dbo].[${table}] ([region]) OUTPUT inserted.[id] VALUES (9);`),
  "INSERT INTO [dbo].[live] ([state]) OUTPUT inserted.[id] VALUES ('new');",
  'INSERT INTO [dbo].[guarded] ([x]) VALUES (3); SELECT MAX([id]) AS id FROM [dbo].[guarded];',
  'INSERT INTO [dbo].[audited] VALUES (50, 1); SELECT MAX([id]) AS id FROM [dbo].[audit];',
  'INSERT INTO [dbo].[computed] ([x]) OUTPUT inserted.[id], inserted.[twice] VALUES (50);',
  `INSERT INTO ${ODD_TABLE} ([select]) OUTPUT inserted.${ODD_COLUMN} AS id VALUES (N'x');`,
  'INSERT INTO [dbo].[order] ([select]) VALUES (N\'n\'); SELECT MAX([key]) AS id FROM [dbo].[order];',
  'INSERT INTO [sales].[price] ([amount]) VALUES (1); SELECT MAX([id]) AS id FROM [sales].[price];',
  ...['seq_fresh', 'seq_used', 'seq_down', 'seq_circle', 'seq_last', 'seq_dec'].map((name) => `SELECT NEXT VALUE FOR [dbo].[${name}] AS n; SELECT NEXT VALUE FOR [dbo].[${name}] AS n;`),
];

function identityPair(name: string, type: string, seed: string): string[] {
  return ['never', 'used'].flatMap((how) => {
    const table = `${name}_${how}`;
    return [
      `CREATE TABLE [dbo].[${table}] ([id] ${type} NOT NULL IDENTITY(${seed}) CONSTRAINT [pk_${table}] PRIMARY KEY, [x] int NULL);`,
      `CREATE TABLE [dbo].[${table}_ref] ([id] ${type} NOT NULL IDENTITY(${seed}) CONSTRAINT [pk_${table}_ref] PRIMARY KEY, [x] int NULL);`,
      `CREATE TABLE [dbo].[${table}_child] ([id] int NOT NULL CONSTRAINT [pk_${table}_child] PRIMARY KEY, [ref_id] ${type} NULL CONSTRAINT [fk_${table}_child] REFERENCES [dbo].[${table}_ref] ([id]));`,
      ...(how === 'never' ? [] : [table, `${table}_ref`].map((used) => `INSERT INTO [dbo].[${used}] ([x]) VALUES (1), (2), (3); DELETE FROM [dbo].[${used}];`)),
    ];
  });
}
