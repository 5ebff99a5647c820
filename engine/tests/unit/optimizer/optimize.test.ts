import { optimized } from '../binder/plan-of';

const plan = (...lines: readonly string[]): string => lines.join('\n');

describe('filters', () => {
  it('go into scans, through views and joins', () => {
    expect(optimized('select userId from adults where name is null')).toBe(plan('project userId#0', '  project id#0, name#2, NULL', '    scan users where (age#3 >= 18 and name#2 is null)'));
    expect(optimized("select 1 from users u full join jobs j on j.id = u.id where u.age = 3")).toContain('filter');
  });

  it('reach the other side of a join whose key they fix, the missing side of an outer join too', () => {
    expect(optimized('select 1 from users u left join jobs j on j.priority = u.age where u.age = 3')).toContain('scan jobs where priority#2 = 3');
    expect(optimized('select 1 from jobs j join heap h on h.a = j.priority where h.a = @n')).toContain('scan jobs where priority#2 = @n');
    expect(optimized('select 1 from jobs j left join heap h on h.a = j.priority and h.a = 3')).not.toContain('priority#2 = 3');
    expect(optimized('select 1 from jobs j full join heap h on h.a = j.priority where j.priority = 3')).not.toContain('scan heap where');
  });

  it('stay on their side of a join by inequality or of converted keys', () => {
    expect(optimized('select 1 from jobs j join heap h on h.a > j.priority where h.a = 3')).not.toContain('scan jobs where');
    expect(optimized('select 1 from users u join heap h on h.b = u.id where u.id = 3')).not.toContain('scan heap where');
  });

  it('fold to nothing', () => {
    expect(optimized('select id from users where 1 = 0')).toBe(plan('project id#0', '  empty'));
    expect(optimized('select id from users where 1 = 1')).toBe(plan('project id#0', '  likely order email#1, id#0', '    scan users'));
  });

  it('turn outer joins that lose their missing rows into inner ones', () => {
    expect(optimized("select u.id from users u left join jobs j on j.priority = u.age where j.status = 'x'")).toContain('hash inner');
    expect(optimized('select u.id from users u left join jobs j on j.priority = u.age where j.status is null')).toContain('hash left');
  });
});

describe('extremes', () => {
  it('read rows in order up to the first that qualifies', () => {
    expect(optimized('select max(id) from users')).toBe(plan('project #0', '  aggregate [] MAX(id#0)', '    top 1', '      scan users [backward]'));
    expect(optimized('select min(id) from users')).toContain(plan('    top 1', '      scan users'));
    expect(optimized('select min(id) from users where age = 3')).toContain(plan('    top 1', '      scan users where age#3 = 3'));
  });

  it('read everything where more is asked, or where NULLs have to be told', () => {
    for (const query of ['select max(id), min(id) from users', 'select max(id) from users group by age', 'select max(age) from users', 'select max(id + 1) from users', 'select count(id) from users']) {
      expect(optimized(query)).not.toContain('top');
    }
  });
});

describe('access', () => {
  it('prefers a whole unique key, then the longest prefix', () => {
    expect(optimized("select age from users where id = 5 and email = N'x'")).toContain('seek users [= 5]');
    expect(optimized("select id from jobs where status = 'x' and priority > 3 and priority <= @n")).toContain("seek jobs [index 2 = 'x' > 3 <= @n]");
    expect(optimized('select age from users where age = 5')).toContain('scan users where');
  });

  it('undoes reversible conversions of the column', () => {
    expect(optimized('select age from users where id = @big')).toContain('seek users [= try int(@big)] where bigint(id#0) = @big');
    expect(optimized('select id from jobs where status = @name')).toContain('seek jobs [index 2 = @name]');
    expect(optimized('select id from jobs where status = 5')).toContain('scan jobs where');
  });

  it('uses filtered indexes only where the filter is implied', () => {
    expect(optimized('select title from posts where price = 5')).toContain('seek posts [index 3 = 500]');
    expect(optimized('select title from posts where price is null')).toContain('scan posts where');
  });

  it('seeks each value of a list', () => {
    expect(optimized('select name from users where id in (3, 1)')).toContain(plan('      sort #0', '        distinct', '          values (3), (1)', '      seek users [= value^1#0]'));
    expect(optimized('delete from users where id = 1 or id = @id')).toContain('seek users [= value^1#0] for update');
  });
});

describe('the order that nothing asks for', () => {
  it('is made of groups and distinct rows, by what tells them apart', () => {
    expect(optimized('select distinct status, priority from jobs')).toBe(plan('likely order status#0, priority#1', '  distinct', '    project status#1, priority#2', '      scan jobs'));
    expect(optimized('select status, count(*) from jobs group by status, priority')).toContain('likely order status#0, priority#1');
    expect(optimized('select u.name, u.id from heap h join users u on h.a = u.age group by u.name, u.id')).toContain('likely order id#1');
  });

  it('is left where rows come so, where a key keeps them apart, and where it is lost above', () => {
    expect(optimized('select distinct id, status from jobs')).not.toContain('likely');
    expect(optimized('select id, count(*) from jobs group by id')).not.toContain('likely');
    expect(optimized('select count(*) from (select distinct status from jobs) x')).not.toContain('likely');
    expect(optimized('select distinct status from jobs order by status desc')).not.toContain('likely');
    expect(optimized('select distinct top (1) status from jobs')).not.toContain('likely');
  });

  it('is that of the table for rows that an index without all their columns finds', () => {
    expect(optimized("select payload from jobs where status = 'x'")).toBe(plan('project payload#3', '  likely order id#0', "    seek jobs [index 2 = 'x'] where status#1 = 'x'"));
    expect(optimized("select id, priority from jobs where status = 'x'")).not.toContain('likely');
    expect(optimized("select payload from jobs where status = 'x' order by priority")).not.toContain('likely');
  });

  it('is that of an index with all their columns where the whole table is read', () => {
    expect(optimized('select top (1) id from jobs where priority % 2 = 0')).toContain('scan jobs [index 2] where');
    expect(optimized('select id from jobs order by (select null) offset 0 rows')).toContain('scan jobs [index 2]');
    expect(optimized('select id, row_number() over (order by (select 1)) from jobs')).toContain(plan('likely order status#1, priority#2, id#0', '      scan jobs'));
    for (const query of ['select id, payload from jobs', 'select id from jobs order by id', 'select id from jobs with (index(1))', 'select id from jobs where id > 5']) {
      expect(optimized(query)).not.toMatch(/index 2|likely/);
    }
  });
});

describe('joins', () => {
  it('seek unique keys, from either side', () => {
    expect(optimized('select u.name from jobs j join users u on u.id = j.priority')).toContain(plan('  apply inner', '    likely order status#1, priority#2, id#0', '      scan jobs', '    seek users [= priority^1#2]'));
    expect(optimized("select u.name, j.payload from users u join jobs j on u.id = j.priority where j.status = 'x'")).toContain(plan('apply inner', '      likely order id#0', "        seek jobs [index 2 = 'x']"));
  });

  it('hash what no index serves', () => {
    expect(optimized('select 1 from jobs j join heap h on h.a = j.priority')).toContain('hash inner priority#2 = a#0');
    expect(optimized('select 1 from users a join users b on a.age < b.age')).toContain('loop inner on age#3 < age#9');
  });

  it('take tables in an order in which conditions connect them, and give the columns as written', () => {
    const listed = optimized('select u.name, h.b from users u, heap h, jobs j where u.age = j.priority and j.priority = h.a');
    expect(listed).toContain('hash inner age#3 = priority#2');
    expect(listed).not.toContain('cross');
    expect(optimized('select 1 from users u, heap h, heap i')).toContain('cross');
  });

  it('turn EXISTS and IN into semi joins, NOT EXISTS into an anti join', () => {
    expect(optimized('select id from users u where exists (select 1 from heap h where h.a = u.age and h.b > u.name)')).toContain('hash semi age#3 = a#0');
    expect(optimized('select id from users u where not exists (select 1 from heap h where h.a = u.age)')).toContain('hash anti age#3 = a#0');
    expect(optimized('select id from users where age in (select a from heap)')).toContain('hash semi age#3 = a#0');
    expect(optimized('select id from users where age not in (select a from heap)')).toContain('not in');
  });

  it('drive an update by the few keys of its subquery', () => {
    expect(optimized("update users set name = 'x' where id in (select userId from posts where id = 5)")).toContain('for update where ^1#0 = id#0');
  });
});

describe('order', () => {
  it('comes from an index where it can', () => {
    expect(optimized('select id from users order by id')).toBe(plan('project id#0', '  scan users'));
    expect(optimized('select id from users order by id desc, name')).toBe(plan('project id#0', '  scan users [backward]'));
    expect(optimized("select id from jobs where status = 'x' order by priority")).not.toContain('sort');
    expect(optimized('select id from users order by name')).toContain('sort');
  });

  it('decides the access under TOP where locks matter', () => {
    const queue = "select top (1) * from jobs with (updlock, readpast, rowlock) where status = 'pending' order by id";
    expect(optimized(queue)).toBe(plan('project id#0, status#1, priority#2, payload#3', '  top 1', "    scan jobs with (UPDLOCK, ROWLOCK, READPAST) where status#1 = 'pending'"));
    expect(optimized("select top (1) id from jobs where status = 'pending' order by id")).toContain('sort');
  });
});
