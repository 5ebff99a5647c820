// What is said where the login may not see or end the session that keeps a clean waiting.
import { describeBlockers, findBlockers, killBlockers } from '../../src/isolation/blocked';

const refuse = (number: number, message: string) => ({ query: () => Promise.reject(Object.assign(new Error(message), { number })) });

test('a server that shows no sessions: the right that is missing is named', async () => {
  const blockers = await findBlockers(refuse(300, "VIEW SERVER PERFORMANCE STATE permission was denied on object 'server', database 'master'."));
  expect(describeBlockers(blockers)).toBe('The session that holds it could not be seen: for that the login needs VIEW SERVER STATE.');
});

test('KILL that is denied is told, KILL of a session that is gone is not', async () => {
  const blockers = [{ sessionId: 51, description: 'Session 51.' }];
  expect(await killBlockers(refuse(6102, 'User does not have permission to use the KILL statement.'), blockers)).toMatch(/^.*User does not have permission to use the KILL statement\. The login needs ALTER ANY CONNECTION to end sessions\.$/);
  expect(await killBlockers(refuse(6106, 'Process ID 51 is not an active process ID.'), blockers)).toBeUndefined();
});
