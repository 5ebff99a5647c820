// A server that is started as a version of SQL Server: what it says it is, and what of the T-SQL of later ones it does not know. What came when is Learn's
// (What's new in SQL Server 2019 and 2022, and the pages of the functions); which error an older server gives for it, nobody checked on one.
import { SqlEngine } from '../../../src/engine';
import type { Version } from '../../../src/instance/product';
import { startServer } from '../../../src/server';
import { connect, emptyFolder, type TestSession } from '../ddl/support';

const startAs = (version?: Version): TestSession => connect(new SqlEngine({ password: 'pw', serverName: 'test', backupFolder: emptyFolder(), ...(version === undefined ? {} : { version }) }));
const refusal = async (session: TestSession, text: string): Promise<string> => (await session.run(text)).errors.map((error) => `${error.number} ${error.message}`).join(' | ');

const OF_2025: readonly [string, string][] = [
  ["SELECT VECTOR_DISTANCE('cosine', NULL, NULL)", "195 'VECTOR_DISTANCE' is not a recognized built-in function name."],
  ["SELECT BASE64_ENCODE(0x11)", "195 'BASE64_ENCODE' is not a recognized built-in function name."],
  ["SELECT CAST('[1]' AS vector(1))", '243 Type vector is not a defined system type.'],
  ['CREATE TABLE t (v json)', '2715 Column, parameter, or variable #1: Cannot find data type json.'],
  ["SELECT 'a' || 'b'", "102 Incorrect syntax near '|'."],
  ["SELECT JSON_OBJECTAGG('a': 1)", "102 Incorrect syntax near ':'."],
  ['SELECT CURRENT_DATE', "156 Incorrect syntax near the keyword 'CURRENT_DATE'."],
];

const OF_2022: readonly [string, string][] = [
  ['SELECT GREATEST(1, 2)', "195 'GREATEST' is not a recognized built-in function name."],
  ['SELECT CURRENT_TIMEZONE()', "195 'CURRENT_TIMEZONE' is not a recognized built-in function name."],
  ["SELECT DATETRUNC(month, '20240505')", "195 'DATETRUNC' is not a recognized built-in function name."],
  ['SELECT JSON_ARRAY(1, 2)', "195 'JSON_ARRAY' is not a recognized built-in function name."],
  ["SELECT JSON_OBJECT('a': 1)", "102 Incorrect syntax near ':'."],
  ['SELECT APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY database_id) FROM sys.databases', "195 'APPROX_PERCENTILE_CONT' is not a recognized built-in function name."],
  ['SELECT value FROM GENERATE_SERIES(1, 3)', "208 Invalid object name 'GENERATE_SERIES'."],
  ["SELECT value FROM STRING_SPLIT('a,b', ',', 1)", '8144 Procedure or function STRING_SPLIT has too many arguments specified.'],
  ["SELECT LTRIM('xa', 'x')", '174 The ltrim function requires 1 argument(s).'],
  ["SELECT ISJSON('{}', OBJECT)", '174 The isjson function requires 1 argument(s).'],
  ["SELECT TRIM(LEADING 'x' FROM 'xa')", "102 Incorrect syntax near 'x'."],
  ['SELECT 1 WHERE 1 IS DISTINCT FROM NULL', "156 Incorrect syntax near the keyword 'DISTINCT'."],
  ['SELECT SUM(1) OVER w FROM sys.databases WINDOW w AS (ORDER BY name)', "102 Incorrect syntax near 'w'."],
  ['SELECT FIRST_VALUE(name) IGNORE NULLS OVER (ORDER BY name) FROM sys.databases', "102 Incorrect syntax near 'NULLS'."],
  ['SELECT 1 << 2', "102 Incorrect syntax near '<'."],
  ['CREATE TABLE t (id int); CREATE INDEX ix ON t (id) WITH (XML_COMPRESSION = OFF)', "155 'XML_COMPRESSION' is not a recognized CREATE INDEX option."],
];

const OF_2019: readonly [string, string][] = [
  ['SELECT APPROX_COUNT_DISTINCT(name) FROM sys.databases', "195 'APPROX_COUNT_DISTINCT' is not a recognized built-in function name."],
  ["SELECT 'a' COLLATE Latin1_General_100_CI_AS_SC_UTF8", "448 Invalid collation 'Latin1_General_100_CI_AS_SC_UTF8'."],
  ['CREATE TABLE t (id int); CREATE INDEX ix ON t (id) WITH (OPTIMIZE_FOR_SEQUENTIAL_KEY = OFF)', "155 'OPTIMIZE_FOR_SEQUENTIAL_KEY' is not a recognized CREATE INDEX option."],
  ["CREATE TABLE #t (a varchar(1)); INSERT INTO #t (a) VALUES ('ab')", '8152 String or binary data would be truncated.'],
];

it.each<[Version, number, string, string]>([
  ['2017', 14, '140', '100, 110, 120, 130, or 140.'],
  ['2019', 15, '150', '100, 110, 120, 130, 140, or 150.'],
  ['2022', 16, '160', '100, 110, 120, 130, 140, 150, or 160.'],
])('says that it is SQL Server %s, and has its compatibility levels', async (version, major, level, levels) => {
  const session = startAs(version);
  const [row] = await session.rows("SELECT @@VERSION, CONVERT(nvarchar(9), SERVERPROPERTY('ProductMajorVersion')), @@MICROSOFTVERSION / 0x1000000");
  expect(row).toEqual([expect.stringMatching(`^Microsoft SQL Server ${version} - `), String(major), major]);
  await session.ok('CREATE DATABASE d');
  expect(await session.rows("SELECT CONVERT(nvarchar(9), compatibility_level) FROM sys.databases WHERE name = 'd'")).toEqual([[level]]);
  expect(await refusal(session, 'ALTER DATABASE d SET COMPATIBILITY_LEVEL = 170')).toBe(`15048 Valid values of the database compatibility level are ${levels}`);
});

describe('without a version', () => {
  it.each([...OF_2022, ...OF_2019.filter(([text]) => !text.includes('#t'))])('knows what SQL Server 2022 knows: %s', async (text) => expect(await refusal(startAs(), text)).toBe(''));

  it('has the vector of SQL Server 2025, and refuses by name what it has not of it', async () => {
    const session = startAs();
    expect(await session.rows("SELECT VECTOR_DISTANCE('cosine', CAST('[1]' AS vector(1)), CAST('[1]' AS vector(1)))")).toEqual([[0]]);
    expect(await session.rows("SELECT name FROM sys.types WHERE name = 'vector'")).toEqual([['vector']]);
    expect(await refusal(session, "SELECT 'a' || 'b'")).toMatch(/^49999 .*does not support the operator \|\|/);
  });
});

describe('as SQL Server 2022', () => {
  it.each(OF_2025)('does not know what 2025 brought: %s', async (text, error) => expect(await refusal(startAs('2022'), text)).toBe(error));
  it.each(OF_2022)('knows %s', async (text) => expect(await refusal(startAs('2022'), text)).toBe(''));
  it('lists no type that it does not have', async () => expect(await startAs('2022').rows("SELECT name FROM sys.types WHERE name IN ('vector', 'int')")).toEqual([['int']]));
});

describe('as SQL Server 2019', () => {
  it.each([...OF_2022, ...OF_2025])('does not know what later versions brought: %s', async (text, error) => expect(await refusal(startAs('2019'), text)).toBe(error));
  it.each(OF_2019.filter(([text]) => !text.includes('#t')))('knows %s', async (text) => expect(await refusal(startAs('2019'), text)).toBe(''));
});

describe('as SQL Server 2017', () => {
  it.each([...OF_2019, ...OF_2022])('does not know what later versions brought: %s', async (text, error) => expect(await refusal(startAs('2017'), text)).toBe(error));
  it.each(["SELECT TRIM('x' FROM 'xa'), CONCAT_WS(',', 1, 2), TRANSLATE('a', 'a', 'b')", "SELECT STRING_AGG(name, ',') FROM sys.databases", "SELECT value FROM OPENJSON('[1]')"])(
    'knows what it brought itself: %s', async (text) => expect(await refusal(startAs('2017'), text)).toBe(''));
});

it('a database of a lower level does not know what asks for its level', async () => {
  const session = startAs('2022');
  await session.ok('CREATE DATABASE d; ALTER DATABASE d SET COMPATIBILITY_LEVEL = 150');
  const texts = ['SELECT value FROM GENERATE_SERIES(1, 3)', "SELECT LTRIM('xa', 'x')", 'SELECT SUM(1) OVER w FROM sys.databases WINDOW w AS (ORDER BY name)', 'SELECT GREATEST(1, 2)'];
  for (const text of texts) expect(await refusal(session, text)).toBe('');
  await session.ok('USE d');
  const refusals: string[] = [];
  for (const text of texts) refusals.push(await refusal(session, text));
  expect(refusals).toEqual(["208 Invalid object name 'GENERATE_SERIES'.", '174 The ltrim function requires 1 argument(s).', "102 Incorrect syntax near 'w'.", '']);
  await session.ok('ALTER DATABASE d SET COMPATIBILITY_LEVEL = 160');
  for (const text of texts) expect(await refusal(session, text)).toBe('');
});

it('is one of the versions that there are, and Azure SQL Database has none', async () => {
  await expect(startServer({ version: '2016' as Version })).rejects.toThrow("The version \"2016\" is none of '2017', '2019', '2022'.");
  await expect(startServer({ version: '2019', edition: 'Azure SQL Database' })).rejects.toThrow('Azure SQL Database has no versions.');
});
