// Random statements on the database of schema.ts: definitions of every kind and writes, many of which fail, some on one of several rows. Knows no transactions.
import type { Random } from '../logic/random';

const TABLES = ['dbo.customers', 'sales.orders', 'dbo.kinds', 'dbo.heap', 'dbo.prices', 'dbo.log', 'dbo.pairs', 'dbo.n0', 'dbo.n1', 'sales.n2', 'dbo.nodes', 'dbo.many', 'dbo.called'] as const;
const COLUMNS = ['id', 'name', 'code', 'balance', 'total', 'note', 'a', 'b', 'born', 'what', 'price', 'x0', 'x1', 'customer_id', 'upper_name', 'vc', 'fl', 'xm'] as const;
const CONSTRAINTS = ['pk_customers', 'uq_code', 'df_name', 'ck_balance', 'pk_orders', 'fk_customer', 'c0', 'c1', 'fk_self', 'pk_pairs'] as const;
const INDEXES = ['ix_orders_customer', 'ix_orders_big', 'i0', 'i1', 'ix_heap', 'pk_orders', 'pk_customers', 'uq_code'] as const;
const MODULES = [['VIEW', 'dbo.customer_names'], ['VIEW', 'sales.totals'], ['FUNCTION', 'dbo.doubled'], ['FUNCTION', 'sales.orders_of'], ['FUNCTION', 'dbo.split'], ['PROCEDURE', 'dbo.add_customer'], ['PROCEDURE', 'dbo.secret'], ['TRIGGER', 'dbo.tr_customers'], ['TRIGGER', 'dbo.tr_names'], ['VIEW', 'dbo.m0'], ['PROCEDURE', 'dbo.m1'], ['FUNCTION', 'dbo.m2'], ['TRIGGER', 'dbo.m3']] as const;
const TYPES = ['int NULL', 'int NOT NULL DEFAULT 3', 'varchar(20) NULL', 'nvarchar(max) NOT NULL DEFAULT N\'x\'', 'datetime2 NOT NULL DEFAULT SYSDATETIME()', 'bigint IDENTITY(1, 1)', 'rowversion', 'AS 1 + 1', 'int CONSTRAINT c1 CHECK (x0 > 0)', 'uniqueidentifier NOT NULL CONSTRAINT c0 DEFAULT NEWID() WITH VALUES', 'xml NULL', 'dbo.Code', 'sql_variant', 'decimal(38, 5) SPARSE NULL', 'int NOT NULL'];
const PRINCIPALS = ['clerk', 'chief', 'staff', 'p0', 'p1', 'public'] as const;

type Draw = (random: Random) => string;

const tableDefinitions: readonly Draw[] = [
  (r) => `CREATE TABLE ${r.pick(['dbo.n0', 'dbo.n1', 'sales.n2'])} (id int ${r.pick(['PRIMARY KEY', 'IDENTITY PRIMARY KEY', 'NOT NULL', 'CONSTRAINT c0 UNIQUE'])}, a ${r.pick(TYPES).replace('x0', 'a')}, b varchar(10) ${r.pick(['', 'INDEX i0', 'CONSTRAINT c1 DEFAULT \'b\'', 'CHECK (b <> \'z\')'])})`,
  (r) => `SELECT ${r.pick(['*', 'id, 1 AS a', 'IDENTITY(int, 1, 1) AS n, name AS b'])} INTO ${r.pick(['dbo.n0', 'dbo.n1', 'sales.n2'])} FROM ${r.pick(['dbo.customers', 'sales.orders', 'dbo.kinds'])}${r.pick(['', ' WHERE 1 / (id - 15) = 0'])}`,
  (r) => `DROP TABLE ${r.pick(['', 'IF EXISTS '])}${r.pick(TABLES)}${r.pick(['', '', `, ${r.pick(TABLES)}`])}`,
  (r) => `ALTER TABLE ${r.pick(TABLES)} ADD x${r.below(2)} ${r.pick(TYPES)}${r.pick(['', ', x1 int NULL'])}`,
  (r) => `ALTER TABLE ${r.pick(TABLES)} DROP COLUMN ${r.pick(COLUMNS)}${r.pick(['', `, ${r.pick(COLUMNS)}`])}`,
  (r) => `ALTER TABLE ${r.pick(TABLES)} ALTER COLUMN ${r.pick(COLUMNS)} ${r.pick(['int', 'bigint NOT NULL', 'varchar(3)', 'nvarchar(200) NOT NULL', 'nvarchar(200) COLLATE Latin1_General_BIN2', 'decimal(3, 1)', 'varchar(max) NULL', 'ADD SPARSE', 'DROP PERSISTED'])}`,
  (r) => `ALTER TABLE ${r.pick(TABLES)}${r.pick(['', ' WITH NOCHECK', ' WITH CHECK'])} ADD CONSTRAINT c${r.below(2)} ${r.pick([`CHECK (${r.pick(COLUMNS)} > 5)`, `UNIQUE (${r.pick(COLUMNS)})`, `PRIMARY KEY (${r.pick(COLUMNS)})`, `DEFAULT 1 FOR ${r.pick(COLUMNS)}`, `FOREIGN KEY (${r.pick(COLUMNS)}) REFERENCES dbo.customers (id) ON DELETE SET NULL`, 'FOREIGN KEY (customer_id) REFERENCES dbo.customers'])}`,
  (r) => `ALTER TABLE ${r.pick(['dbo.customers', 'sales.orders', 'dbo.n0', 'dbo.pairs'])} DROP CONSTRAINT ${r.pick(CONSTRAINTS)}`,
  (r) => `ALTER TABLE ${r.pick(['dbo.customers', 'sales.orders', 'dbo.pairs'])} ${r.pick(['NOCHECK', 'CHECK', 'WITH CHECK CHECK'])} CONSTRAINT ${r.pick(['ALL', 'fk_customer', 'ck_balance', 'fk_self'])}`,
  (r) => `ALTER TABLE ${r.pick(['dbo.customers', 'sales.orders'])} ${r.pick(['DISABLE', 'ENABLE'])} TRIGGER ${r.pick(['ALL', 'tr_customers'])}`,
  (r) => `${r.pick(['DISABLE', 'ENABLE'])} TRIGGER ${r.pick(['dbo.tr_customers ON dbo.customers', 'ALL ON dbo.customer_names', 'tr_ddl ON DATABASE', 'ALL ON DATABASE'])}`,
  (r) => `ALTER TABLE dbo.prices SET (SYSTEM_VERSIONING = ${r.pick(['OFF', 'ON (HISTORY_TABLE = dbo.prices_history)', 'ON'])})`,
  (r) => `ALTER TABLE dbo.prices ${r.pick(['DROP PERIOD FOR SYSTEM_TIME', 'ADD x0 int NULL', 'ADD PERIOD FOR SYSTEM_TIME (since, until)', 'DROP COLUMN price'])}`,
  (r) => `ALTER TABLE ${r.pick(TABLES)} ${r.pick(['REBUILD', 'SET (LOCK_ESCALATION = DISABLE)', 'SET (LOCK_ESCALATION = TABLE)'])}`,
  (r) => `TRUNCATE TABLE ${r.pick(TABLES)}`,
  (r) => `ALTER TABLE ${r.pick(['dbo.parts SWITCH PARTITION 2 TO dbo.parts_out', 'dbo.parts SWITCH PARTITION 1 TO dbo.parts_out', 'dbo.parts_out SWITCH TO dbo.parts PARTITION 2', 'dbo.parts_out SWITCH TO dbo.n0'])}`,
  (r) => r.pick(['TRUNCATE TABLE dbo.parts WITH (PARTITIONS (2 TO 3))', 'ALTER PARTITION FUNCTION pf () SPLIT RANGE (15)', 'ALTER PARTITION FUNCTION pf () MERGE RANGE (10)', 'DELETE dbo.parts WHERE id > 10 ALTER TABLE dbo.parts_out SWITCH TO dbo.parts PARTITION 2']),
];

const indexDefinitions: readonly Draw[] = [
  (r) => `CREATE ${r.pick(['', 'UNIQUE ', 'CLUSTERED ', 'UNIQUE CLUSTERED '])}INDEX i${r.below(2)} ON ${r.pick(TABLES)} (${r.pick(COLUMNS)}${r.pick(['', ' DESC', `, ${r.pick(COLUMNS)}`])})${r.pick(['', ' INCLUDE (note)', ' WHERE id > 10', ' WITH (IGNORE_DUP_KEY = ON)', ' WITH (DROP_EXISTING = ON)'])}`,
  (r) => `DROP INDEX ${r.pick(['', 'IF EXISTS '])}${r.pick(INDEXES)} ON ${r.pick(['sales.orders', 'dbo.customers', 'dbo.heap', 'dbo.n0'])}`,
  (r) => `ALTER INDEX ${r.pick(['ALL', ...INDEXES])} ON ${r.pick(['sales.orders', 'dbo.customers', 'dbo.heap'])} ${r.pick(['REBUILD', 'DISABLE', 'REORGANIZE', 'SET (IGNORE_DUP_KEY = ON)', 'REBUILD WITH (FILLFACTOR = 50)'])}`,
  (r) => r.pick(['DROP INDEX ix_totals ON sales.totals', 'CREATE INDEX i0 ON sales.totals (total)', 'CREATE UNIQUE CLUSTERED INDEX ix_totals ON sales.totals (customer_id)']),
  (r) => r.pick([`CREATE STATISTICS s0 ON ${r.pick(TABLES)} (${r.pick(COLUMNS)})`, 'DROP STATISTICS dbo.customers.st_born', 'DROP STATISTICS dbo.customers.s0', `UPDATE STATISTICS ${r.pick(TABLES)}`]),
];

const moduleDefinitions: readonly Draw[] = [
  (r) => { const [kind, name] = r.pick(MODULES); return `DROP ${kind} ${r.pick(['', 'IF EXISTS '])}${name}`; },
  (r) => `${r.pick(['CREATE', 'ALTER', 'CREATE OR ALTER'])} VIEW ${r.pick(['dbo.m0', 'dbo.customer_names', 'sales.totals'])} ${r.pick(['', 'WITH SCHEMABINDING ', 'WITH ENCRYPTION '])}AS SELECT ${r.pick(['id', 'id, name', 'nothing', 'COUNT_BIG(*) AS n', '1 AS id, 2 AS id'])} FROM dbo.customers`,
  (r) => `${r.pick(['CREATE', 'ALTER', 'CREATE OR ALTER'])} PROCEDURE ${r.pick(['dbo.m1', 'dbo.add_customer', 'dbo.secret'])} ${r.pick(['@p int = 1', ''])} ${r.pick(['', 'WITH RECOMPILE', 'WITH EXECUTE AS OWNER', 'WITH ENCRYPTION'])} AS ${r.pick(['SELECT 1', 'SELECT * FROM dbo.later', 'RETURN @@ROWCOUNT', 'SELECT @q'])}`,
  (r) => `${r.pick(['CREATE', 'ALTER', 'CREATE OR ALTER'])} FUNCTION ${r.pick(['dbo.m2', 'dbo.doubled'])} (@n int) RETURNS int ${r.pick(['', 'WITH SCHEMABINDING '])}AS BEGIN RETURN ${r.pick(['@n', '@n * 3', '(SELECT COUNT(*) FROM dbo.customers)', '@m'])} END`,
  (r) => `${r.pick(['CREATE', 'ALTER', 'CREATE OR ALTER'])} TRIGGER ${r.pick(['dbo.m3', 'dbo.tr_customers'])} ON ${r.pick(['dbo.customers', 'dbo.heap', 'sales.orders'])} AFTER ${r.pick(['INSERT', 'UPDATE, DELETE'])} AS ${r.pick(['RETURN', 'INSERT dbo.log (what) VALUES (\'m3\')', 'THROW 50001, \'no\', 1', 'ROLLBACK'])}`,
  (r) => `EXEC sp_refreshview '${r.pick(['dbo.customer_names', 'dbo.m0'])}'`,
  (r) => `EXEC sys.sp_settriggerorder 'dbo.${r.pick(['tr_customers', 'm3'])}', '${r.pick(['First', 'Last', 'None'])}', '${r.pick(['INSERT', 'UPDATE'])}'`,
];

const otherDefinitions: readonly Draw[] = [
  (r) => `${r.pick(['CREATE', 'ALTER'])} SEQUENCE ${r.pick(['dbo.numbers', 'dbo.q0', 'sales.tiny'])} ${r.pick(['INCREMENT BY 2', 'MINVALUE 1 MAXVALUE 500', 'NO CACHE', 'CYCLE', 'MAXVALUE 1'])}`,
  (r) => `DROP SEQUENCE ${r.pick(['dbo.numbers', 'dbo.q0', 'sales.tiny'])}`,
  (r) => r.pick(['CREATE SYNONYM dbo.y0 FOR dbo.heap', 'DROP SYNONYM dbo.clients', 'DROP SYNONYM dbo.y0', 'CREATE SYNONYM sales.clients FOR dbo.customers']),
  (r) => r.pick(['CREATE TYPE dbo.T0 FROM int', 'CREATE TYPE dbo.T1 AS TABLE (id int PRIMARY KEY, b varchar(5) DEFAULT \'q\')', 'DROP TYPE dbo.Code', 'DROP TYPE dbo.Lines', 'DROP TYPE dbo.T0', 'DROP TYPE IF EXISTS dbo.T1']),
  (r) => r.pick(['CREATE SCHEMA s0', 'CREATE SCHEMA s1 AUTHORIZATION clerk', 'CREATE SCHEMA s0 CREATE TABLE inner_one (id int) GRANT SELECT ON inner_one TO clerk', 'DROP SCHEMA s0', 'DROP SCHEMA sales', 'DROP SCHEMA IF EXISTS s1']),
  (r) => `ALTER SCHEMA ${r.pick(['sales', 'dbo', 's0'])} TRANSFER ${r.pick(['dbo.heap', 'sales.orders', 'dbo.numbers', 'TYPE::dbo.Lines', 'dbo.add_customer', 'dbo.customers'])}`,
  (r) => `EXEC sp_rename '${r.pick(['dbo.heap', 'dbo.customers', 'sales.orders', 'dbo.numbers', 'dbo.fk_customer', 'dbo.uq_code', 'dbo.add_customer', 'dbo.n0', 'dbo.ck_balance', 'dbo.tr_customers'])}', 'r${r.below(2)}'`,
  (r) => `EXEC sp_rename '${r.pick(TABLES)}.${r.pick(COLUMNS)}', '${r.pick(['r0', 'id', 'name'])}', 'COLUMN'`,
  (r) => `EXEC sp_rename 'sales.orders.${r.pick(INDEXES)}', 'r0', 'INDEX'`,
  () => "EXEC sp_rename 'dbo.Code', 'r0', 'USERDATATYPE'",
  (r) => r.pick(['CREATE USER p0 WITHOUT LOGIN', 'CREATE ROLE p1', 'DROP USER clerk', 'DROP USER p0', 'DROP ROLE staff', 'DROP ROLE p1', 'ALTER USER clerk WITH NAME = p0', 'ALTER USER clerk WITH DEFAULT_SCHEMA = dbo', 'ALTER ROLE staff WITH NAME = p1']),
  (r) => `ALTER ROLE ${r.pick(['staff', 'p1', 'db_owner', 'db_datareader'])} ${r.pick(['ADD', 'DROP'])} MEMBER ${r.pick(PRINCIPALS)}`,
  (r) => `${r.pick(['GRANT', 'DENY', 'REVOKE'])} ${r.pick(['SELECT ON dbo.customers', 'UPDATE (name) ON dbo.customers', 'EXECUTE ON SCHEMA::sales', 'CREATE VIEW', 'EXECUTE ON dbo.add_customer', 'CONTROL ON dbo.heap', 'SELECT (nothing) ON dbo.heap', 'REFERENCES ON TYPE::dbo.Code'])} TO ${r.pick(PRINCIPALS)}${r.pick(['', ' CASCADE'])}`,
  (r) => `ALTER AUTHORIZATION ON ${r.pick(['SCHEMA::sales', 'dbo.heap', 'ROLE::staff', 'OBJECT::dbo.customers'])} TO ${r.pick(['dbo', 'chief', 'clerk', 'SCHEMA OWNER'])}`,
  (r) => `EXEC sys.sp_${r.pick(['add', 'update'])}extendedproperty N'${r.pick(['MS_Description', 'e0'])}', N'${r.pick(['one', 'two'])}', N'SCHEMA', N'dbo', N'TABLE', N'${r.pick(['customers', 'heap'])}'${r.pick(['', `, N'COLUMN', N'${r.pick(COLUMNS)}'`])}`,
  (r) => `EXEC sys.sp_dropextendedproperty N'MS_Description', N'SCHEMA', N'dbo', N'TABLE', N'customers'${r.pick(['', ", N'COLUMN', N'name'"])}`,
  (r) => `CREATE TRIGGER d0 ON DATABASE FOR ${r.pick(['CREATE_TABLE', 'DDL_DATABASE_LEVEL_EVENTS'])} AS ${r.pick(['INSERT dbo.log (what) VALUES (\'d0\')', 'ROLLBACK', 'RETURN'])}`,
  () => 'DROP TRIGGER d0 ON DATABASE',
];

const writes: readonly Draw[] = [
  (r) => `INSERT dbo.customers (code, name, balance) VALUES ('k${r.below(9)}', N'one', 1), ('k${r.below(9)}', N'two', ${r.pick(['2', '-2000', '666', '1 / 0', 'NULL', '922337203685477.5807'])}), ('k${r.below(9)}', N'three', 3)`,
  (r) => `UPDATE dbo.customers SET balance = ${r.pick(['balance + 1', '666', '1000 / (id - 15)', 'balance * 900000000000000', '-999 - id', 'NULL'])}${r.pick(['', ' WHERE id >= 15'])}`,
  (r) => `UPDATE dbo.customers SET name = ${r.pick(["name + N'+'", 'REPLICATE(name, 100)', "CASE id WHEN 20 THEN NULL ELSE N'x' END"])}, code = ${r.pick(['code', "'same'", "code + 'z'"])}`,
  (r) => `DELETE ${r.pick(['dbo.customers', 'dbo.customer_names', 'sales.orders', 'dbo.prices', 'dbo.heap', 'dbo.kinds', 'dbo.nodes', 'dbo.clients'])}${r.pick(['', ' WHERE id > 10', ' WHERE 1 / (id - 15) < 9', ' WHERE a = 1'])}`,
  (r) => `INSERT sales.orders (customer_id, total) SELECT id, ${r.pick(['id', '2000', '1000 + id', '100 / (id - 20)', '1e9 * id'])} FROM dbo.customers${r.pick(['', ' UNION ALL SELECT 999, 1'])}`,
  (r) => `UPDATE sales.orders SET ${r.pick(['total = total + 1', 'customer_id = 10', 'customer_id = 11', 'total = 5000', 'id = 1', 'id = id + 1', "note = note + N'!'", "note.WRITE(N'??', 1, 1)"])}`,
  (r) => `MERGE dbo.customers AS t USING (VALUES (10, 'a', N'${r.below(3)}'), (99, 'new', N'y'), (100, '${r.pick(['new', 'newer'])}', N'z')) AS s (id, code, name) ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = s.name WHEN NOT MATCHED BY TARGET THEN INSERT (code, name) VALUES (s.code, s.name) WHEN NOT MATCHED BY SOURCE THEN ${r.pick(['DELETE', 'UPDATE SET balance = 100 / (id - 20)'])};`,
  (r) => `INSERT dbo.prices (id, price) VALUES (${r.below(4)}, 5), (${r.below(4)}, 6)`,
  (r) => `UPDATE dbo.prices SET price = ${r.pick(['price + 1', 'price / (id - 1)'])}`,
  (r) => `UPDATE dbo.kinds SET ${r.pick(['xm.modify(\'insert <n/> into (/a)[1]\')', 'ti = ti + 1', "vc = REPLICATE(CAST('y' AS varchar(max)), 9000)", 'hi = hi.GetAncestor(1)', 'va = id', 'b = ~b', "dt = 'none'", 'sp = NULL'])}`,
  (r) => `INSERT dbo.heap (a, b) SELECT ${r.pick(['id', 'NULL', '1'])}, ${r.pick(["'x'", 'CAST(id AS varchar(10))', "REPLICATE('z', 8 + id / 10)"])} FROM dbo.customers`,
  (r) => `SET IDENTITY_INSERT dbo.customers ON; INSERT dbo.customers (id, code, name) VALUES (${r.below(40)}, 'i${r.below(9)}', N'given'); SET IDENTITY_INSERT dbo.customers OFF`,
  () => "DECLARE @id int; EXEC dbo.add_customer N'by procedure', @id OUTPUT",
  (r) => `BEGIN TRY INSERT dbo.pairs VALUES (1, 1), (2, ${r.pick(['2', '3'])}) END TRY BEGIN CATCH UPDATE dbo.heap SET b = 'caught' END CATCH`,
  () => "INSERT dbo.nodes (path, name) SELECT path.GetDescendant(NULL, NULL), 'child' FROM dbo.nodes",
  () => 'DELETE TOP (2) FROM dbo.customers OUTPUT deleted.id INTO dbo.heap (a)',
  () => 'UPDATE dbo.customer_names SET name = N\'through\'',
  () => 'INSERT dbo.many DEFAULT VALUES; INSERT dbo.called VALUES (1)',
  (r) => `${r.pick(['INSERT dbo.parts SELECT id, 1 FROM dbo.customers', 'UPDATE dbo.parts SET n = n + 1', 'UPDATE dbo.parts SET id = id + 4', 'DELETE dbo.parts WHERE n > 2'])}${r.pick(['', '; ALTER TABLE dbo.parts SWITCH PARTITION 2 TO dbo.parts_out'])}`,
];

const serverDefinitions: readonly Draw[] = [
  (r) => `CREATE LOGIN l${r.below(2)} WITH PASSWORD = '${r.pick(['Secret-1', 'Secret-2'])}'${r.pick(['', ', DEFAULT_DATABASE = master', ', CHECK_POLICY = OFF'])}`,
  (r) => r.pick(["ALTER LOGIN l0 WITH PASSWORD = 'Secret-3'", 'ALTER LOGIN l0 DISABLE', 'ALTER LOGIN l1 WITH NAME = l0', 'DROP LOGIN l0', 'DROP LOGIN l1']),
  (r) => `ALTER SERVER ROLE ${r.pick(['sysadmin', 'dbcreator'])} ${r.pick(['ADD', 'DROP'])} MEMBER l${r.below(2)}`,
  (r) => `${r.pick(['CREATE USER l0 FOR LOGIN l0', 'CREATE USER p1 FOR LOGIN l1', 'ALTER USER clerk WITH LOGIN = l0', 'DROP USER l0'])}`,
  (r) => `EXEC('USE master; ${r.pick(['GRANT', 'DENY', 'REVOKE'])} ${r.pick(['VIEW SERVER STATE', 'ALTER ANY LOGIN', 'CREATE ANY DATABASE'])} TO l${r.below(2)}')`,
];

const temporaries: readonly Draw[] = [
  (r) => `INSERT #t0 (a) SELECT ${r.pick(['id', '1', '100 / (id - 15)'])} FROM dbo.customers`,
  (r) => r.pick(['UPDATE #t0 SET a = a + 1', 'DELETE #t0 WHERE a > 1', 'UPDATE #t0 SET a = 1', 'TRUNCATE TABLE #t0', 'DELETE #t0 WHERE 1 / (a - 2) < 5']),
  (r) => r.pick(['ALTER TABLE #t0 ADD x0 int NOT NULL DEFAULT 1', 'ALTER TABLE #t0 ALTER COLUMN a bigint', 'ALTER TABLE #t0 DROP COLUMN b', 'ALTER TABLE #t0 ADD CHECK (a < 2)']),
  (r) => r.pick(['CREATE INDEX i0 ON #t0 (a)', 'CREATE UNIQUE INDEX i1 ON #t0 (b)', 'DROP INDEX i0 ON #t0', 'DROP TABLE #t0', 'CREATE TABLE #t0 (a int)', 'CREATE TABLE #t1 (a int PRIMARY KEY)', 'SELECT * INTO #t1 FROM dbo.customers', 'DROP TABLE #t1']),
];

const GROUPS: readonly (readonly Draw[])[] = [tableDefinitions, tableDefinitions, indexDefinitions, moduleDefinitions, otherDefinitions, otherDefinitions, writes, writes, writes];
const ALL_GROUPS = [...GROUPS, serverDefinitions, temporaries];

/** What a session needs to have for the changes beyond its database. */
export const TEMPORARY = "CREATE TABLE #t0 (n int IDENTITY PRIMARY KEY, a int, b varchar(10) DEFAULT 'b'); INSERT #t0 (a) VALUES (1), (2), (3)";

/** A batch; `isWrite` where it defines nothing. With `isBeyond`, logins and temporary tables are changed too. */
export function drawChange(random: Random, isBeyond = false): { readonly sql: string; readonly isWrite: boolean } {
  const group = random.pick(isBeyond ? ALL_GROUPS : GROUPS);
  return { sql: random.pick(group)(random), isWrite: group === writes };
}
