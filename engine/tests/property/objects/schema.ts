// A database with objects of every kind and values of every type, each statement apart. Draws some of it at random, knows no test.
import type { Random } from '../logic/random';

/** Always there: what the statements of tests name. */
const CORE: readonly string[] = [
  'CREATE SCHEMA sales',
  "CREATE TYPE dbo.Code FROM varchar(20) NOT NULL",
  'CREATE TYPE dbo.Lines AS TABLE (id int PRIMARY KEY, amount decimal(9, 2) NOT NULL DEFAULT 0, CHECK (amount >= 0))',
  'CREATE SEQUENCE dbo.numbers AS bigint START WITH 100 INCREMENT BY 5 MINVALUE 0 MAXVALUE 100000 CYCLE CACHE 10',
  `CREATE TABLE dbo.customers (id int IDENTITY(10, 5) CONSTRAINT pk_customers PRIMARY KEY, code dbo.Code CONSTRAINT uq_code UNIQUE, name nvarchar(100) COLLATE Latin1_General_CS_AS NOT NULL CONSTRAINT df_name DEFAULT N'nobody',
    born date NULL, balance money NOT NULL DEFAULT 0, upper_name AS UPPER(name) PERSISTED, twice AS balance * 2, version rowversion, CONSTRAINT ck_balance CHECK (balance > -1000))`,
  `CREATE TABLE sales.orders (id bigint NOT NULL CONSTRAINT df_orders_id DEFAULT NEXT VALUE FOR dbo.numbers, customer_id int NOT NULL, placed datetime2(3) NOT NULL DEFAULT SYSUTCDATETIME(), total decimal(12, 4) NOT NULL, note nvarchar(max) NULL,
    CONSTRAINT pk_orders PRIMARY KEY CLUSTERED (id DESC), CONSTRAINT fk_customer FOREIGN KEY (customer_id) REFERENCES dbo.customers (id) ON DELETE CASCADE)`,
  'CREATE INDEX ix_orders_customer ON sales.orders (customer_id, placed DESC) INCLUDE (total) WITH (FILLFACTOR = 80)',
  'CREATE UNIQUE INDEX ix_orders_big ON sales.orders (total) WHERE total > 1000',
  `CREATE TABLE dbo.kinds (id int NOT NULL, b bit, ti tinyint, si smallint, de decimal(38, 10), fl float, re real, sm smallmoney, dt datetime, sd smalldatetime, d2 datetime2(7), df datetimeoffset(4), tm time(5),
    ch char(5) COLLATE Latin1_General_BIN2, vc varchar(max), nc nchar(3), bi binary(4), vb varbinary(max), gu uniqueidentifier ROWGUIDCOL DEFAULT NEWID(), va sql_variant, xm xml, hi hierarchyid, ge geometry, gg geography, sp int SPARSE NULL)`,
  'CREATE TABLE dbo.heap (a int NULL, b varchar(10) NULL)',
  `CREATE TABLE dbo.prices (id int NOT NULL PRIMARY KEY, price money NOT NULL, since datetime2 GENERATED ALWAYS AS ROW START HIDDEN NOT NULL, until datetime2 GENERATED ALWAYS AS ROW END NOT NULL, PERIOD FOR SYSTEM_TIME (since, until))
    WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.prices_history))`,
  'CREATE VIEW dbo.customer_names AS SELECT id, name FROM dbo.customers WHERE balance >= 0 WITH CHECK OPTION',
  'CREATE VIEW sales.totals WITH SCHEMABINDING AS SELECT customer_id, SUM(total) AS total, COUNT_BIG(*) AS orders FROM sales.orders GROUP BY customer_id',
  'CREATE UNIQUE CLUSTERED INDEX ix_totals ON sales.totals (customer_id)',
  'CREATE FUNCTION dbo.doubled (@n int) RETURNS int WITH SCHEMABINDING AS BEGIN RETURN @n * 2 END',
  'CREATE FUNCTION sales.orders_of (@customer int) RETURNS TABLE AS RETURN (SELECT id, total FROM sales.orders WHERE customer_id = @customer)',
  'CREATE FUNCTION dbo.split (@n int) RETURNS @r TABLE (n int PRIMARY KEY) AS BEGIN WHILE @n > 0 BEGIN INSERT @r VALUES (@n); SET @n -= 1 END RETURN END',
  "CREATE PROCEDURE dbo.add_customer @name nvarchar(100), @id int = NULL OUTPUT AS BEGIN SET NOCOUNT ON; INSERT dbo.customers (code, name) VALUES (LEFT(@name, 20), @name); SET @id = SCOPE_IDENTITY() END",
  'CREATE PROCEDURE dbo.secret WITH ENCRYPTION AS SELECT 42 AS answer',
  'CREATE TABLE dbo.log (n int IDENTITY PRIMARY KEY, what varchar(50), at datetime2 NOT NULL DEFAULT SYSDATETIME())',
  `CREATE TRIGGER dbo.tr_customers ON dbo.customers AFTER INSERT, UPDATE, DELETE AS BEGIN SET NOCOUNT ON; IF EXISTS (SELECT 1 FROM inserted WHERE balance = 666) THROW 51000, 'no such balance', 1;
    INSERT dbo.log (what) SELECT CONCAT('in ', id) FROM inserted; INSERT dbo.log (what) SELECT CONCAT('out ', id) FROM deleted END`,
  'CREATE TRIGGER dbo.tr_names ON dbo.customer_names INSTEAD OF DELETE AS UPDATE dbo.customers SET balance = 0 WHERE id IN (SELECT id FROM deleted)',
  'CREATE SYNONYM dbo.clients FOR dbo.customers',
  'CREATE USER clerk WITHOUT LOGIN WITH DEFAULT_SCHEMA = sales', 'CREATE USER chief WITHOUT LOGIN', 'CREATE ROLE staff AUTHORIZATION chief', 'ALTER ROLE staff ADD MEMBER clerk', 'ALTER ROLE db_datareader ADD MEMBER chief',
  'GRANT SELECT, UPDATE (name, balance) ON dbo.customers TO staff', 'DENY DELETE ON SCHEMA::sales TO clerk', 'GRANT EXECUTE ON dbo.add_customer TO staff WITH GRANT OPTION', 'GRANT CREATE TABLE TO chief',
  "EXEC sys.sp_addextendedproperty N'MS_Description', N'who buys', N'SCHEMA', N'dbo', N'TABLE', N'customers'",
  "EXEC sys.sp_addextendedproperty N'MS_Description', N'what for', N'SCHEMA', N'dbo', N'TABLE', N'customers', N'COLUMN', N'name'",
  'CREATE STATISTICS st_born ON dbo.customers (born)',
  'CREATE PARTITION FUNCTION pf (int) AS RANGE LEFT FOR VALUES (10, 20)', 'CREATE PARTITION SCHEME ps AS PARTITION pf ALL TO ([PRIMARY])',
  'CREATE TABLE dbo.parts (id int NOT NULL CONSTRAINT pk_parts PRIMARY KEY, n int NULL) ON ps (id)', 'CREATE INDEX ix_parts ON dbo.parts (n DESC) INCLUDE (id) WHERE n > 1',
  'CREATE TABLE dbo.parts_out (id int NOT NULL CONSTRAINT pk_parts_out PRIMARY KEY, n int NULL, CHECK (id > 10 AND id <= 20))', 'CREATE INDEX ix_parts_out ON dbo.parts_out (n DESC) INCLUDE (id) WHERE n > 1',
];

/** May be there: refused parts of it are no matter. */
const MORE: readonly string[] = [
  'CREATE TABLE dbo.nodes (path hierarchyid NOT NULL PRIMARY KEY, level AS path.GetLevel() PERSISTED, name sysname)',
  "CREATE TABLE dbo.[odd name]] 'x] ([col umn] int CONSTRAINT [ck odd] CHECK ([col umn] <> 7), [select] nvarchar(10) DEFAULT N'it''s')",
  'CREATE TABLE dbo.pairs (a int NOT NULL, b int NOT NULL, CONSTRAINT pk_pairs PRIMARY KEY NONCLUSTERED (a, b), CONSTRAINT fk_self FOREIGN KEY (b, a) REFERENCES dbo.pairs (a, b))',
  'CREATE CLUSTERED INDEX ix_heap ON dbo.heap (a)',
  'ALTER TABLE sales.orders NOCHECK CONSTRAINT fk_customer', 'ALTER INDEX ix_orders_customer ON sales.orders DISABLE',
  'CREATE TRIGGER tr_ddl ON DATABASE FOR CREATE_SYNONYM AS PRINT 1', 'DISABLE TRIGGER dbo.tr_names ON dbo.customer_names',
  'CREATE VIEW dbo.secret_view WITH ENCRYPTION AS SELECT 1 AS one', 'CREATE SYNONYM sales.gone FOR other.dbo.nothing',
  'CREATE TABLE dbo.many (id int IDENTITY(-5, -1), a AS id + 1, CONSTRAINT uq_many UNIQUE CLUSTERED (id) WITH (IGNORE_DUP_KEY = ON))',
  'CREATE FUNCTION dbo.checked (@n int) RETURNS bit AS BEGIN RETURN 1 END', 'CREATE TABLE dbo.called (n int CHECK (dbo.checked(n) = 1), m AS dbo.doubled(n))',
  'CREATE SEQUENCE sales.tiny AS tinyint MINVALUE 1 MAXVALUE 3 NO CYCLE NO CACHE', 'SELECT NEXT VALUE FOR sales.tiny AS n',
  'GRANT SELECT ON OBJECT::dbo.customer_names TO PUBLIC', 'GRANT VIEW DEFINITION TO clerk', 'GRANT CONTROL ON TYPE::dbo.Code TO clerk', 'GRANT IMPERSONATE ON USER::chief TO clerk',
  'ALTER AUTHORIZATION ON SCHEMA::sales TO chief', 'ALTER TABLE dbo.customers SET (LOCK_ESCALATION = DISABLE)',
  "EXEC sys.sp_addextendedproperty N'note', N'y', N'SCHEMA', N'sales'", "EXEC sys.sp_addextendedproperty N'database note', N'x'",
];

const ROWS: readonly string[] = [
  "INSERT dbo.customers (code, name, born, balance) VALUES ('a', N'Ann', '1980-02-29', 10), ('b', N'Bob', NULL, 20.5), ('c', N'ann', '2001-01-01', 0), ('d', N'Ðúra', NULL, -5)",
  "INSERT sales.orders (customer_id, total, note) VALUES (10, 1, N'one'), (10, 2000, NULL), (15, 3000.1234, REPLICATE(CAST(N'long ' AS nvarchar(max)), 3000)), (25, 7, N'')",
  `INSERT dbo.kinds (id, b, ti, si, de, fl, re, sm, dt, sd, d2, df, tm, ch, vc, nc, bi, vb, va, xm, hi, ge, gg, sp) VALUES
    (1, 1, 255, -32768, 1234567890.0123456789, 1.5e300, 1.25, -1.5, '2020-01-02T03:04:05.677', '2079-06-06', '0001-01-01', '2020-01-01T00:00:00.1234+14:00', '23:59:59.99999', 'x', REPLICATE('v', 100), N'ž', 0x01, 0x00FF,
     CAST(N'variant' AS nvarchar(20)), N'<a b="1">t<c/></a>', '/1/2.5/', geometry::STGeomFromText('POLYGON ((0 0, 2 0, 2 2, 0 0))', 4), geography::Point(50, 10, 4326), 7)`,
  `INSERT dbo.kinds (id, b, ti, si, de, fl, re, sm, dt, sd, d2, tm, ch, vc, nc, bi, vb, va, xm, hi) VALUES
    (2, 0, 0, 1, -0.1, -0.0, 0, 0, '1753-01-01', '1900-01-01', '9999-12-31T23:59:59.9999999', '00:00', '', '', N'', 0x, 0x, CAST(1.10 AS decimal(9, 3)), N'', hierarchyid::GetRoot())`,
  "INSERT dbo.kinds (id, va) VALUES (3, CAST('2020-01-01' AS datetime2(3)))", 'INSERT dbo.kinds (id, va) VALUES (4, 0x0102)', "INSERT dbo.kinds (id, va) VALUES (5, 'text' COLLATE Latin1_General_CS_AS)", 'INSERT dbo.kinds (id, va, gu) VALUES (6, NEWID(), NULL)',
  "INSERT dbo.heap VALUES (1, 'x'), (1, 'x'), (NULL, NULL), (2, 'y')",
  'INSERT dbo.prices (id, price) VALUES (1, 10), (2, 20)', 'UPDATE dbo.prices SET price = 11 WHERE id = 1', 'DELETE dbo.prices WHERE id = 2',
  'INSERT dbo.parts VALUES (1, 1), (2, 2), (11, 3), (12, NULL), (13, 5), (21, 6)',
  "UPDATE dbo.customers SET name = N'Robert' WHERE code = 'b'", "DELETE dbo.customers WHERE code = 'd'",
  'SELECT NEXT VALUE FOR dbo.numbers AS n', "DBCC CHECKIDENT ('dbo.log', RESEED, 500)",
];

const MORE_ROWS: readonly string[] = ["INSERT dbo.nodes (path, name) VALUES ('/1/', 'one'), ('/1/2/', 'two')", "INSERT dbo.[odd name]] 'x] VALUES (1, N'x')", 'INSERT dbo.many DEFAULT VALUES', 'INSERT dbo.called VALUES (3)', 'ALTER INDEX ix_orders_customer ON sales.orders REBUILD'];

/** What makes a random database: the core, and some of the rest in an order that it allows. */
export function drawSchema(random: Random): { readonly must: readonly string[]; readonly may: readonly string[] } {
  const chosen = new Set(random.some(MORE, 8, MORE.length));
  return { must: [...CORE, ...ROWS], may: [...MORE.filter((text) => chosen.has(text)), ...MORE_ROWS.filter(() => random.chance(80))] };
}
