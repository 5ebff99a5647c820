// sp_help of tables and views, whose result sets tell when the object was created: its sections in order, messages among them.
import { connect, startEngine, type TestSession } from '../ddl/support';

let session: TestSession;
beforeAll(() => { session = connect(startEngine()); });
afterAll(() => session.close());

const names = (sets: readonly { readonly columns: readonly { readonly name: string }[] }[]): string[] => sets.map((set) => set.columns[0]?.name ?? '');

it('tells a table in its sections', async () => {
  await session.ok(`CREATE TABLE dbo.parent (id int NOT NULL IDENTITY(10, 3) CONSTRAINT pk_parent PRIMARY KEY, g uniqueidentifier ROWGUIDCOL NOT NULL, amount decimal(10, 2) NULL CONSTRAINT ck_amount CHECK (amount >= 0), created datetime2(3) NULL, name varchar(50) NOT NULL, calc AS name + '!', note nvarchar(max) NULL)`);
  await session.ok('CREATE TABLE dbo.child (parent_id int CONSTRAINT fk_child REFERENCES dbo.parent)');
  await session.ok('CREATE VIEW dbo.bound WITH SCHEMABINDING AS SELECT id FROM dbo.parent');
  const { sets, infos } = await session.ok("EXEC sp_help 'dbo.parent'");
  expect(names(sets)).toEqual(['Name', 'Column_name', 'Identity', 'RowGuidCol', 'Data_located_on_filegroup', 'index_name', 'constraint_type', 'Table is referenced by foreign key', 'Table is referenced by views']);
  expect(sets[0]?.rows[0]?.slice(0, 3)).toEqual(['parent', 'dbo', 'user table']);
  expect(sets[1]?.rows).toEqual([
    ['id', 'int', 'no', 4, '10   ', '0    ', 'no', '(n/a)', '(n/a)', null],
    ['g', 'uniqueidentifier', 'no', 16, '     ', '     ', 'no', '(n/a)', '(n/a)', null],
    ['amount', 'decimal', 'no', 9, '10   ', '2    ', 'yes', '(n/a)', '(n/a)', null],
    ['created', 'datetime2', 'no', 7, '23   ', '3    ', 'yes', '(n/a)', '(n/a)', null],
    ['name', 'varchar', 'no', 50, '     ', '     ', 'no', 'no', 'no', 'SQL_Latin1_General_CP1_CI_AS'],
    ['calc', 'varchar', 'yes', 51, '     ', '     ', 'no', 'no', 'no', 'SQL_Latin1_General_CP1_CI_AS'],
    ['note', 'nvarchar', 'no', -1, '     ', '     ', 'yes', 'no', '(n/a)', 'SQL_Latin1_General_CP1_CI_AS'],
  ]);
  expect(sets[2]?.rows).toEqual([['id', 10n, 3n, 0]]);
  expect(sets[3]?.rows).toEqual([['g']]);
  expect(sets[4]?.rows).toEqual([['PRIMARY']]);
  expect(sets[7]?.rows).toEqual([['master.dbo.child: fk_child']]);
  expect(sets[8]?.rows).toEqual([['bound']]);
  expect(infos.every(({ text }) => text === ' ')).toBe(true);
});

it('says what a table has not', async () => {
  await session.ok('CREATE TABLE dbo.bare (a int)');
  const { sets, infos } = await session.ok("EXEC sp_help 'bare'");
  expect(names(sets)).toEqual(['Name', 'Column_name', 'Identity', 'RowGuidCol', 'Data_located_on_filegroup']);
  expect(sets[2]?.rows).toEqual([['No identity column defined.', null, null, null]]);
  expect(sets[3]?.rows).toEqual([['No rowguidcol column defined.']]);
  expect(infos.map(({ number }) => number)).toEqual([0, 0, 0, 0, 0, 0, 15472, 0, 15469, 0, 15470, 15647]);
});

it('tells a view without a filegroup', async () => {
  await session.ok('CREATE VIEW dbo.plain AS SELECT 1 AS x');
  const { sets, infos } = await session.ok("EXEC sp_help 'plain'");
  expect(names(sets)).toEqual(['Name', 'Column_name', 'Identity', 'RowGuidCol']);
  expect(infos.map(({ number }) => number)).toEqual([0, 0, 0, 0, 0, 15469, 0, 15470, 15472]);
});

it('tells the parameters of procedures and functions', async () => {
  await session.ok('CREATE PROCEDURE dbo.act @i int, @v varchar(50), @d decimal(9, 2), @m nvarchar(max) AS SELECT 1 AS x');
  await session.ok('CREATE FUNCTION dbo.rows_of (@n int) RETURNS TABLE AS RETURN SELECT @n AS n');
  expect((await session.ok("EXEC sp_help 'dbo.act'")).sets[1]?.rows).toEqual([
    ['@i', 'int', 4, 10, 0, 1, null], ['@v', 'varchar', 50, 50, null, 2, 'SQL_Latin1_General_CP1_CI_AS'], ['@d', 'decimal', 5, 9, 2, 3, null], ['@m', 'nvarchar', -1, 0, null, 4, 'SQL_Latin1_General_CP1_CI_AS'],
  ]);
  expect(names((await session.ok("EXEC sp_help 'rows_of'")).sets)).toEqual(['Name', 'Column_name', 'Parameter_name']);
  expect(names((await session.ok("EXEC sp_help 'ck_amount'")).sets)).toEqual(['Name']);
});
