// What is sent to servers that cannot do all that SQL Server can: Express, Azure SQL Database, Managed Instance. Nobody has run these here
// (Learn: DROP DATABASE; T-SQL differences between SQL Server and Azure SQL Managed Instance; Editions and supported features of SQL Server).
import type { Connection } from '../../src/sql/connection';
import { writeBackup } from '../../src/sql/backup-statements';
import { dropDatabase, testDatabaseSettingsTexts } from '../../src/sql/server-statements';

const STANDARD = 2;
const AZURE = 5;
const MANAGED = 8;

function recorded(answer: (text: string) => ReadonlyArray<Readonly<Record<string, unknown>>>): { readonly connection: Connection; readonly sent: string[] } {
  const sent: string[] = [];
  return { sent, connection: { query: async (text) => (sent.push(text), answer(text)), close: async () => undefined } };
}
const refusal = (number: number): Error => Object.assign(new Error('BACKUP DATABASE is terminating abnormally.'), { number: 3013, precedingErrors: [{ number }] });

it('backs up without compression where the edition has the option and refuses it', async () => {
  const { connection, sent } = recorded((text) => {
    if (text.includes('COMPRESSION')) throw refusal(1844);
    return [];
  });
  await writeBackup(connection, 'shop', '/b.bak', true);
  expect(sent.at(-1)).toBe("BACKUP DATABASE [shop] TO DISK = N'/b.bak' WITH COPY_ONLY, FORMAT, INIT;");
});

it('leaves every other mistake of a backup as it is', async () => {
  const { connection, sent } = recorded(() => { throw refusal(3202); });
  await expect(writeBackup(connection, 'shop', '/b.bak', true)).rejects.toThrow('terminating abnormally');
  expect(sent).toHaveLength(1);
});

it.each([AZURE, MANAGED])('drops a database on edition %i in a batch of one statement, without SINGLE_USER', async (edition) => {
  const { connection, sent } = recorded((text) => (text.includes('engine_edition') ? [{ engine_edition: edition }] : []));
  await dropDatabase(connection, 'shop');
  expect(sent.slice(1)).toEqual(['DROP DATABASE [shop];']);
});

it('ends the sessions of a database that is dropped on SQL Server, in one batch with the drop', async () => {
  const { connection, sent } = recorded((text) => (text.includes('engine_edition') ? [{ engine_edition: STANDARD }] : []));
  await dropDatabase(connection, 'shop');
  expect(sent.slice(1)).toEqual([expect.stringMatching(/SET SINGLE_USER WITH ROLLBACK IMMEDIATE;\nDROP DATABASE IF EXISTS \[shop\];$/)]);
});

it('sends nothing to drop a database that is not there', async () => {
  const { connection, sent } = recorded(() => []);
  await dropDatabase(connection, 'shop');
  expect(sent).toHaveLength(1);
});

it.each([AZURE, MANAGED])('leaves recovery model and AUTO_CLOSE alone on edition %i, which cannot change them', (edition) => {
  expect(testDatabaseSettingsTexts('shop', edition)).toEqual(['ALTER DATABASE [shop] SET DELAYED_DURABILITY = FORCED;']);
  expect(testDatabaseSettingsTexts('shop', STANDARD)).toHaveLength(3);
});
