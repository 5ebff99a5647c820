// Names, quoting and paths: what may enter T-SQL, and what the server's paths look like.
import { buildName, newRunId, runIdOf, templateName, workerDatabaseName } from '../../src/database/database-name';
import { isPrivateHost, checkHost } from '../../src/provider/host-guard';
import { restoreText } from '../../src/sql/backup-statements';
import { quoteName, quoteText } from '../../src/sql/quoting';
import { folderOf, readServerFacts } from '../../src/sql/server-statements';

it('quotes names and texts', () => {
  expect(quoteName('a]b')).toBe('[a]]b]');
  expect(quoteText("O'Neil")).toBe("N'O''Neil'");
});

it('knows its own databases, and no others', () => {
  const runId = newRunId(() => Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 35, 10]));
  expect(runId).toBe('01234567za');
  expect(workerDatabaseName('shop_test', runId, '3')).toBe('shop_test_01234567za_w3');
  expect(runIdOf('shop_test_01234567za_w3', 'shop_test')).toBe(runId);
  expect(runIdOf(buildName('shop_test', runId), 'shop_test')).toBe(runId);
  for (const name of ['shop_test_01234567za_w3x', 'shop_testing_01234567za_w3', 'shopXtest_01234567za_w3', 'shop_test', templateName('shop_test', 'abcdefabcdef')]) expect(runIdOf(name, 'shop_test')).toBeUndefined();
  expect(() => workerDatabaseName('shop_test', runId, '1]; DROP DATABASE x')).toThrow(/JNM_NAME/);
});

it('moves every file of a backup, with the separator of the server', () => {
  const files = [{ logicalName: "d'1", type: 'D' }, { logicalName: 'log', type: 'L' }, { logicalName: 'd2', type: 'D' }, { logicalName: 'mem', type: 'S' }];
  const text = restoreText('w1', 'C:\\b\\t.bak', files, { dataFolder: 'C:\\data\\', logFolder: 'D:\\log\\' });
  expect(text).toContain("FROM DISK = N'C:\\b\\t.bak'");
  expect(text).toContain("MOVE N'd''1' TO N'C:\\data\\w1_1.mdf'");
  expect(text).toContain("MOVE N'log' TO N'D:\\log\\w1_2.ldf'");
  expect(text).toContain("MOVE N'd2' TO N'C:\\data\\w1_3.ndf'");
  expect(text).toContain("MOVE N'mem' TO N'C:\\data\\w1_4'");
  const linux = restoreText('w1', '/b/t.bak', [...files, { logicalName: 'words', type: 'F' }], { dataFolder: '/data/', logFolder: '/log/' });
  expect(linux.match(/TO N'[^']*'/g)).toEqual(["TO N'/data/w1_1.mdf'", "TO N'/log/w1_2.ldf'", "TO N'/data/w1_3.ndf'", "TO N'/data/w1_4'", "TO N'/data/w1_5'"]);
});

it('falls back on the folders of master', async () => {
  const answer = { version: 'Microsoft SQL Server 2022\nmore', product_version: '16.0', engine_edition: 3, data_path: null, log_path: '/log', backup_path: null, master_data_file: '/var/opt/mssql/data/master.mdf', master_log_file: null, compression: 0 };
  const facts = await readServerFacts({ query: async () => [answer], close: async () => undefined });
  expect(facts).toEqual({ version: 'Microsoft SQL Server 2022', productVersion: '16.0', engineEdition: 3, canCompress: false, dataFolder: '/var/opt/mssql/data/', logFolder: '/log/', backupFolder: '/var/opt/mssql/data/' });
  expect(folderOf('C:\\x\\y.mdf')).toBe('C:\\x\\');
});

it('takes the folders of a server on Windows, with and without the separator at their end', async () => {
  const answer = { version: 'x', product_version: '15.0', engine_edition: 2, data_path: 'C:\\MSSQL\\DATA', log_path: 'D:\\', backup_path: 'C:\\MSSQL\\Backup', master_data_file: 'C:\\MSSQL\\DATA\\master.mdf', master_log_file: null, compression: 1 };
  const facts = await readServerFacts({ query: async () => [answer], close: async () => undefined });
  expect(facts).toMatchObject({ canCompress: true, dataFolder: 'C:\\MSSQL\\DATA\\', logFolder: 'D:\\', backupFolder: 'C:\\MSSQL\\Backup\\' });
});

it.each(['localhost', '127.0.0.1', '10.1.2.3', '172.20.0.2', '192.168.1.4', '::1', 'fd00::1', 'mssql', 'host.docker.internal', 'db.local'])('takes %s for private', (host) => {
  expect(isPrivateHost(host)).toBe(true);
});

it.each(['sql.example.com', '8.8.8.8', '172.32.0.1', 'myserver.database.windows.net', '2001:db8::1'])('refuses %s unless it is named', (host) => {
  expect(() => checkHost(host, [], 'DB')).toThrow(/JNM_HOST_REFUSED/);
  expect(() => checkHost(host, [host], 'DB')).not.toThrow();
});
