// What makes the start of a run short, and must not be noticed otherwise: packages outside of the sandbox, and what is loaded when it is
// needed: the SDK for Entra ID, the drivers of other databases, the transformer.
import * as fs from 'node:fs';
import Module from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { runInThisContext } from 'node:vm';
import { deferUnused } from '../../src/project/defer-unused';
import { nativePeer } from '../../src/project/project';

const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'start-')));
afterAll(() => fs.rmSync(directory, { recursive: true }));
const write = (name: string, text: string): string => {
  const file = path.join(directory, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
};
const native = (runInThisContext('process') as NodeJS.Process).getBuiltinModule('node:module') as typeof Module;

it('loads a package once in a process, whatever sandbox asks', () => {
  write('node_modules/counted/index.js', 'globalThis.loads = (globalThis.loads ?? 0) + 1; exports.loads = globalThis.loads; exports.Error = Error;');
  const first = nativePeer<{ loads: number; Error: unknown }>(directory, 'counted');
  jest.resetModules();
  expect(nativePeer(directory, 'counted')).toBe(first);
  expect(first.loads).toBe(1);
  expect(first.Error).not.toBe(Error);
  expect(() => nativePeer(directory, 'nowhere')).toThrow(/JNM_PEER_MISSING/);
});

it('loads the SDK for Entra ID when the driver first uses it, and for everybody else at once', () => {
  write('node_modules/@azure/identity/index.js', "globalThis.sdk = 'loaded'; exports.ClientSecretCredential = class { constructor(id) { this.id = id; } };");
  const driver = write('node_modules/tedious/lib/connection.js', "const identity = require('@azure/identity'); exports.login = () => new identity.ClientSecretCredential('me'); exports.knows = (name) => name in identity;");
  const app = write('app.js', "module.exports = require('@azure/identity');");
  const nativeRequire = native.createRequire(driver);
  const isLoaded = (): boolean => runInThisContext('globalThis.sdk') === 'loaded';

  const restore = deferUnused(native);
  const { login, knows } = nativeRequire(driver) as { login(): { id: string }; knows(name: string): boolean };
  expect(isLoaded()).toBe(false);
  restore();
  expect(login().id).toBe('me');
  expect(isLoaded()).toBe(true);
  expect([knows('ClientSecretCredential'), knows('Other')]).toEqual([true, false]);

  runInThisContext('delete globalThis.sdk');
  delete native.createRequire(app).cache[path.join(directory, 'node_modules/@azure/identity/index.js')];
  const again = deferUnused(native);
  nativeRequire(app);
  again();
  expect(isLoaded()).toBe(true);
});

it('loads the drivers of other databases when TypeORM first uses one, and its driver for SQL Server at once', () => {
  write('node_modules/typeorm/driver/sqlserver/SqlServerDriver.js', "globalThis.drivers = [...(globalThis.drivers ?? []), 'mssql'];");
  write('node_modules/typeorm/driver/sap/SapDriver.js', "globalThis.drivers.push('sap'); exports.SapDriver = class { type = 'sap'; };");
  write('node_modules/typeorm/error.js', "globalThis.drivers.push('error');");
  const factory = write('node_modules/typeorm/driver/DriverFactory.js', "require('./sqlserver/SqlServerDriver'); require('../error'); const sap = require('./sap/SapDriver'); exports.create = () => new sap.SapDriver();");
  const loaded = (): unknown => runInThisContext('globalThis.drivers.join()');

  const restore = deferUnused(native);
  const { create } = native.createRequire(factory)(factory) as { create(): { type: string } };
  restore();
  expect(loaded()).toBe('mssql,error');
  expect([create().type, create().type]).toEqual(['sap', 'sap']);
  expect(loaded()).toBe('mssql,error,sap');
  runInThisContext('delete globalThis.drivers');
});

it("loads the transformer of a file's own project with the first file that needs it, and hands everything on", async () => {
  write('modules/package.json', '{ "type": "module" }');
  write('modules/node_modules/ts-jest/index.js', `
    globalThis.transformer = 'loaded';
    exports.createTransformer = (config) => ({
      canInstrument: true,
      getCacheKey: (source, file, options) => [source, file, config.useESM, options.transformerConfig.useESM, options.more].join(),
      process(source, file, options) { return { code: [source, this.canInstrument, options.transformerConfig.useESM].join() }; },
    });`);
  const wrapper = require('../../src/jest/project-transform') as { createTransformer(): Record<'getCacheKey' | 'process' | 'getCacheKeyAsync' | 'processAsync', (source: string, file: string, options: object) => unknown> & { canInstrument: boolean } };
  const transformer = wrapper.createTransformer();
  expect('transformer' in globalThis).toBe(false);
  const options = { config: { rootDir: path.join(directory, 'modules', 'test') }, transformerConfig: {}, more: 2 };
  expect(transformer.getCacheKey('s', 'f', options)).toBe('s,f,true,true,2');
  expect(transformer.process('s', 'f', options)).toEqual({ code: 's,true,true' });
  expect(await transformer.getCacheKeyAsync('s', 'f', options)).toBe('s,f,true,true,2');
  expect(await transformer.processAsync('s', 'f', options)).toEqual({ code: 's,true,true' });
  expect(transformer.canInstrument).toBe(true);
});
