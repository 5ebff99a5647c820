// A bug of the engine's ends the connection that met it, with its text, and no other.
import { connect, disconnect, send } from '../wire/support/tedious-client';
import { startFake, type Running } from '../wire/support/fake-server';

let running: Running;
beforeAll(async () => {
  running = await startFake({
    batch: (text, sink) => {
      if (text === 'bug') throw new TypeError('the engine stumbled');
      sink.columns([{ name: 'a', type: { name: 'int' }, isNullable: false }]);
      sink.row([1]);
      sink.statementEnd({ command: 0xc1, rowCount: 1 });
    },
  });
});
afterAll(() => running.listener.close());

it('ends one connection', async () => {
  const [unlucky, lucky] = [await connect(running.port), await connect(running.port)];
  const ended = new Promise<void>((resolve) => { unlucky.once('end', () => resolve()); });
  const { error } = await send(unlucky, 'bug');
  expect(error?.message).toMatch(/the engine stumbled/);
  await ended;
  expect(running.server.sessions.map((session) => session.isClosed)).toEqual([true, false]);
  expect(running.server.problems.map(String)).toEqual(['TypeError: the engine stumbled']);
  expect((await send(lucky, 'good')).sets[0]?.rows).toEqual([[1]]);
  await disconnect(lucky);
});
