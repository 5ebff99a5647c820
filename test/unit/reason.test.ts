// What a person is told of an error: all that SQL Server said of it, once.
import { reasonOf } from '../../src/errors';

const driverError = Object.assign(new Error('Could not create constraint or index. See previous errors.'), {
  number: 1750,
  precedingErrors: [Object.assign(new Error("Foreign key 'fk' references invalid table 'dbo.nowhere'."), { number: 1767 })],
});

it('tells the errors that came before the last one too', () => {
  const whole = "Foreign key 'fk' references invalid table 'dbo.nowhere'. Could not create constraint or index. See previous errors.";
  expect(reasonOf(driverError)).toBe(whole);
  expect(reasonOf(Object.assign(new Error(`Error: ${driverError.message}`), { driverError }))).toBe(`Foreign key 'fk' references invalid table 'dbo.nowhere'. ${driverError.message}`);
  expect(reasonOf(Object.assign(new Error(driverError.message), driverError, { driverError }))).toBe(whole);
});

it('tells whatever was thrown', () => {
  expect(reasonOf('a text')).toBe('a text');
  expect(reasonOf(undefined)).toBe('undefined');
  expect(reasonOf(new AggregateError([new Error('a'), new Error('b')]))).toBe('a; b');
});

it('tells why a server could not be reached, and not that there were attempts', () => {
  const refused = new AggregateError(['::1', '127.0.0.1', '127.0.0.1'].map((host) => new Error(`connect ECONNREFUSED ${host}:1`)), 'Could not connect (sequence)');
  const driver = new Error('Failed to connect to localhost:1 - Could not connect (sequence)', { cause: refused });
  const told = 'Failed to connect to localhost:1 - connect ECONNREFUSED ::1:1; connect ECONNREFUSED 127.0.0.1:1';
  expect(reasonOf(Object.assign(new Error(driver.message), { originalError: driver }))).toBe(told);
  expect(reasonOf(Object.assign(new Error(`ConnectionError: ${driver.message}`), { driverError: Object.assign(new Error(driver.message), { originalError: driver }) }))).toBe(told);
  expect(reasonOf(new Error(driver.message))).toBe(driver.message);
});

it('tells why a fetch failed', () => {
  const refused = new AggregateError([new Error('connect ECONNREFUSED ::1:8200'), new Error('connect ECONNREFUSED 127.0.0.1:8200')]);
  expect(reasonOf(new TypeError('fetch failed', { cause: refused }))).toBe('fetch failed: connect ECONNREFUSED ::1:8200; connect ECONNREFUSED 127.0.0.1:8200');
  expect(reasonOf(new TypeError('fetch failed'))).toBe('fetch failed');
});

it('tells which file needs a module that is missing, without the way there from Jest', () => {
  const missing = (...files: readonly string[]): Error => new Error(["Cannot find module 'passport'", 'Require stack:', ...files.map((file) => `- ${file}`)].join('\n'));
  const jest = ['/app/node_modules/jest-util/build/index.js', '/app/node_modules/jest/bin/jest.js'];
  expect(reasonOf(missing('/app/src/auth.module.ts', '/app/src/app.module.ts', ...jest))).toBe("Cannot find module 'passport' (required by /app/src/auth.module.ts)");
  const babel = new Error(`${missing('/app/node_modules/@babel/core/lib/plugins.js', ...jest).message}\n\nMake sure that it is a dependency.\n`);
  expect(reasonOf(babel)).toBe("Cannot find module 'passport' (required by /app/node_modules/@babel/core/lib/plugins.js) Make sure that it is a dependency.");
  expect(reasonOf(missing('/app/node_modules/@nestjs/passport/index.js', '/app/src/auth.module.ts', ...jest))).toBe("Cannot find module 'passport' (required by /app/node_modules/@nestjs/passport/index.js, which /app/src/auth.module.ts leads to)");
});
