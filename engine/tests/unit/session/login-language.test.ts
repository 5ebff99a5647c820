// The language of a connection: what the client asks for, else the login's own; a reset connection goes back to it.
import { connect, startEngine } from '../ddl/support';

const LANGUAGE = 'SELECT @@LANGUAGE, @@DATEFIRST, DATENAME(month, \'20240301\')';

it('is the one that the client asks for, else that of the login', async () => {
  const engine = startEngine();
  await connect(engine).ok("CREATE LOGIN bernd WITH PASSWORD = 'pw', DEFAULT_LANGUAGE = German");
  expect(await connect(engine).rows(LANGUAGE)).toEqual([['us_english', 7, 'March']]);
  expect(await connect(engine, 'master', { user: 'bernd', password: 'pw' }).rows(LANGUAGE)).toEqual([['Deutsch', 1, 'März']]);
  expect(await connect(engine, 'master', { user: 'bernd', password: 'pw', language: 'French' }).rows(LANGUAGE)).toEqual([['Français', 1, 'mars']]);
});

it('comes back with a reset of the connection', async () => {
  const session = connect(startEngine(), 'master', { user: 'sa', password: 'pw', language: 'Italian' });
  await session.ok('SET LANGUAGE us_english');
  const answer = await session.run(LANGUAGE, true);
  expect(answer.sets[0]?.rows).toEqual([['Italiano', 1, 'marzo']]);
});

it('is refused where it is not known', () => {
  expect(() => connect(startEngine(), 'master', { user: 'sa', password: 'pw', language: 'Klingon' })).toThrow(/does not support a connection in the language 'Klingon'/);
});
