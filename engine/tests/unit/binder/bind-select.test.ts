import { boundSelect, columnsOf, errorOf, explained } from './plan-of';

describe('names', () => {
  it.each([
    ['select nope from users', 207], ['select x.id from users u', 4104], ['select users.id from users u', 4104], ['select u.nope from users u', 207],
    ['select id from users, posts', 209], ['select * from nothing', 208], ['select * from other.users', 208], ['select @missing', 137],
    ['select * from users u join posts u on 1 = 1', 1011], ['select * from users join dbo.users on 1 = 1', 1013], ['select x.* from users', 107], ['select *', 263],
    ['select a from (select id a, email a from users) d', 8156], ['select * from (select id, 1 from users) d', 8155], ['select * from (select id from users) d (a, b)', 8159],
    ['with c as (select 1 a), C as (select 2 b) select * from c', 239],
  ])('%s', (sql, number) => { expect(errorOf(sql)).toBe(number); });

  it('qualifies by schema, database and bare view name', () => {
    expect(errorOf('select dbo.users.id, shop.dbo.users.name from dbo.users')).toBe(0);
    expect(errorOf('select "TABLES".*, "Tables".name from shop.sys.tables')).toBe(0);
  });

  it('gives columns the names they are written with', () => {
    expect(columnsOf('select NAME, "Email", (age), u.ID as x, age + 1 from users u')).toEqual(['NAME varchar(50) null', 'Email nvarchar(100)', 'age int null', 'x int', ' int null']);
  });

  it('reaches outer queries by depth', () => {
    expect(explained('select (select (select u.name) from posts p) from users u')).toContain('name^2#2');
  });
});

describe('types and nullability', () => {
  it('of literals and expressions', () => {
    expect(columnsOf("select 1 a, 'abc' b, N'x' c, '' d, null e, 1.50 f, 10.0/3 g, 3000000000 h, 1e0 i, 0x01 j, $1 k, -5 l")).toEqual([
      'a int', 'b varchar(3)', 'c nvarchar(1)', 'd varchar(1)', 'e int null', 'f numeric(3,2)', 'g numeric(8,6)', 'h numeric(10,0)', 'i float', 'j varbinary(1)', 'k money', 'l int',
    ]);
  });

  it('of functions, CASE and aggregates', () => {
    expect(columnsOf("select count(*) a, sum(age) b, avg(age) c, max(name) d, count(distinct name) e from users")).toEqual(['a int null', 'b int null', 'c int null', 'd varchar(50) null', 'e int null']);
    expect(columnsOf("select coalesce(name, N'x') a, isnull(name, 'longer') b, nullif(id, 0) c, iif(age > 1, 'a', N'bb') d, case when age > 1 then 1 else 2.5 end e from users")).toEqual([
      'a nvarchar(50) null', 'b varchar(50)', 'c int null', 'd nvarchar(2)', 'e numeric(2,1)',
    ]);
  });

  it('of outer joins', () => {
    expect(columnsOf('select u.id a, p.id b from users u left join posts p on p.userId = u.id')).toEqual(['a int', 'b int null']);
    expect(columnsOf('select u.id a, p.id b from users u right join posts p on p.userId = u.id')).toEqual(['a int null', 'b int']);
  });

  it('writes conversions out', () => {
    expect(explained("select id from users where name = 5 and email = 'x' and active = 1")).toBe([
      'project id#0', "  filter (int(name#2) = 5 and email#1 = nvarchar(100)('x') and int(active#4) = 1)", '    scan users'].join('\n'));
  });

  it.each([
    ['select case when 1 = 1 then null end', 8133], ['select coalesce(null, null)', 4127], ["select getdate() + cast('2020-01-01' as date)", 402], ["select cast(1 as date)", 529], ['select nofn(1)', 195], ['select len()', 174],
    ['select b from heap where b = c', 468], ['select dbo.nofn(1)', 4121], ['select dbo.twice()', 313], ['select dbo.twice(1, 2)', 8144], ['select dateadd(1, 1, getdate())', 1023],
    ['select sum(name) from users', 8117], ["select name collate Nope from users", 448], ['select id from users where name', 4145], ['select cast(1 as nosuch)', 243],
  ])('%s', (sql, number) => { expect(errorOf(sql)).toBe(number); });
});

describe('grouping', () => {
  it.each([
    ['select name from users group by age', 8120], ['select age from users group by age having name > 1', 8121], ['select age from users group by age order by name', 8127],
    ['select max(id) from users where max(id) > 1', 147], ['select max(max(id)) from users', 130], ['select age from users group by max(age)', 144], ['select 1 from users group by 1', 164],
    ['select row_number() over (order by id) from users where row_number() over (order by id) > 1', 4108], ['select row_number() from users', 10753], ['select row_number() over () from users', 4112],
  ])('%s', (sql, number) => { expect(errorOf(sql)).toBe(number); });

  it('matches keys by structure and keeps aggregates behind them', () => {
    expect(explained('select year(createdAt), count(*) from users group by year(createdAt) having count(*) > 1 order by year(createdAt)')).toBe([
      'project #0, #1', '  sort #0', '    filter #2 > 1', '      aggregate [year(createdAt#5)] COUNT(*), COUNT(*)', '        scan users'].join('\n'));
  });

  it('expands ROLLUP and CUBE', () => {
    expect(explained('select status from jobs group by rollup(status, priority)')).toContain('sets [[0,1],[0],[]]');
    expect(explained('select status from jobs group by cube(status, priority)')).toContain('sets [[0,1],[0],[1],[]]');
  });
});

describe('order and limits', () => {
  it.each([
    ['select distinct name from users order by age', 145], ['select name from users order by 2', 108], ["select name from users order by 'x'", 408], ['select name from users union select title from posts order by id', 104],
    ['select * from (select id from users order by id) d', 1033], ['select top (1) with ties id from users', 1062], ['select id, id + 1 id from users order by id', 209],
    ['select 1 union select 1, 2', 205], ['select id, @id = 1 from users', 141], ['select id from users where id in (select id, name from users)', 116],
  ])('%s', (sql, number) => { expect(errorOf(sql)).toBe(number); });

  it('prefers the alias, and sorts by what the list computes', () => {
    expect(explained('select -id as age from users order by age')).toBe(['project -id#0', '  sort -id#0', '    scan users'].join('\n'));
  });

  it('computes unrepeatable values once, behind hidden sort columns', () => {
    expect(explained('select newid() x from users order by x, id')).toBe(['project x#0', '  sort x#0, #1', '    project newid(), id#0', '      scan users'].join('\n'));
  });

  it('ignores ORDER BY (SELECT NULL)', () => {
    expect(explained('select id from users order by (select null) offset 0 rows fetch next 1 rows only')).not.toContain('sort');
  });
});

describe('sources', () => {
  it('expands views and inline functions', () => {
    expect(explained('select * from adults')).toContain('filter age#3 >= 18');
    expect(explained('select f.title from users u cross apply dbo.postsOf(u.id) f')).toContain('filter userId#1 = int(id^1#0)');
  });

  it('binds recursive CTEs and refuses different types', () => {
    expect(explained('with c as (select 1 n union all select n + 1 from c where n < 5) select * from c')).toContain('recursive 0');
    expect(errorOf("with c as (select 'a' s union all select s + 'b' from c) select * from c")).toBe(240);
    expect(errorOf('with c as (select n from c) select * from c')).toBe(252);
  });

  it('rewrites PIVOT and computes what is not stored', () => {
    expect(explained('select * from (select status, priority, id from jobs) s pivot (max(id) for priority in ([1])) p')).toContain("MAX(case when priority#1 = 1 then id#2 end)");
    expect(explained('select seen from posts')).toContain('getdate()');
  });

  it('plans SELECT INTO with identity', () => {
    const { into } = boundSelect('select id, name into #t from users');
    expect(into?.parts).toEqual(['#t']);
    expect(into?.columns.map((c) => c.identity !== undefined)).toEqual([true, false]);
  });

  it('folds hints and refuses conflicts', () => {
    expect(explained('select * from users with (updlock, readpast, rowlock)')).toContain('with (UPDLOCK, ROWLOCK, READPAST)');
    expect(errorOf('select * from users with (nolock, holdlock)')).toBe(1047);
    expect(errorOf('select * from users with (index(nope))')).toBe(308);
    expect(errorOf('select * from users option (recompile, maxdop 1)')).toBe(0);
    expect(errorOf('select * from users option (querytraceon 4199)')).toBe(0);
  });

  it('names FOR JSON columns', () => {
    expect(boundSelect('select id, (select title from posts for json path) p from users for json path').node).toMatchObject({ kind: 'for-json', names: ['id', 'p'], input: { columns: [{ name: 'id' }, { name: 'p', type: { isJson: true } }] } });
    expect(errorOf('select id + 1 from users for json path')).toBe(13605);
  });
});

describe('the catalog as a source of numbers, of which a server has more', () => {
  it.each([
    'select top (10000) row_number() over (order by (select null)) from sys.all_columns',
    'select row_number() over (order by a.object_id) as n from sys.all_objects a, sys.all_objects b',
    'select top (10) 1 from sysobjects a cross join syscolumns b',
  ])('is refused: %s', (sql) => { expect(errorOf(sql)).toBe(49999); });

  it.each([
    'select name, row_number() over (order by name) from sys.columns where object_id = 1',
    'select c.name from sys.objects o join sys.columns c on c.object_id = o.object_id',
    'select count(*) from sys.objects',
    'select top (1) name from sys.all_objects',
    'select top (1000) row_number() over (order by (select null)) from sys.all_columns',
    'select top (1000) row_number() over (order by (select null)) from sys.all_objects a cross join sys.all_objects b',
  ])('is not refused when it asks for what it is: %s', (sql) => { expect(errorOf(sql)).not.toBe(49999); });
});
