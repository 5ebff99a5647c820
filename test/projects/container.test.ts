// Whole runs on a server in a container. What starts containers is played by a package in the project's node_modules, of the shape of
// @testcontainers/mssqlserver: it writes down what it is asked for, and its container is a server that this file has started.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expectGreen, ONLY_TEMPLATE } from './expectations';
import { runCommand, runJest, type JestOutcome } from './jest-project';
import { useOwnServer } from './with-server';

jest.setTimeout(90_000);
const { workshop, server } = useOwnServer();

const STARTER = `
  const fs = require('node:fs');
  const note = (text) => fs.appendFileSync(process.env.CONTAINER_NOTES, text + '\\n');
  class Started {
    getHost() { return '127.0.0.1'; }
    getPort() { return Number(process.env.CONTAINER_PORT); }
    getUsername() { return 'sa'; }
    getPassword() { return process.env.CONTAINER_PASSWORD; }
    async stop() { note('stopped'); }
  }
  class MSSQLServerContainer {
    constructor(image) { note(image); }
    async start() {
      if (process.env.CONTAINER_FAILS) throw new Error(process.env.CONTAINER_FAILS);
      note('started');
      return new Started();
    }
  }
  for (const name of ['acceptLicense', 'withPassword', 'withPlatform', 'withStartupTimeout', 'withReuse']) {
    MSSQLServerContainer.prototype[name] = function (...given) { note([name, ...(name === 'withPlatform' ? given : [])].join(' ')); return this; };
  }
  module.exports = { MSSQLServerContainer };`;

interface ContainerProject {
  readonly directory: string;
  readonly run: (more?: Readonly<Record<string, string>>) => Promise<JestOutcome>;
  readonly environment: Readonly<Record<string, string>>;
  /** What the package has been asked for since the last look. */
  readonly asked: () => readonly string[];
}

function makeProject(prefix: string, changes: Readonly<Record<string, string | undefined>> = {}): ContainerProject {
  const directory = workshop.make('mini', { 'test/b.spec.ts': undefined, 'node_modules/@testcontainers/mssqlserver/index.js': STARTER, ...changes });
  const notes = path.join(workshop.directory, `${prefix}-notes`);
  const environment = { MSSQL_TEST_SERVER: 'container', MSSQL_TEST_PREFIX: prefix, CONTAINER_NOTES: notes, CONTAINER_PORT: String(server.port), CONTAINER_PASSWORD: server.password };
  const asked = (): readonly string[] => {
    const lines = fs.existsSync(notes) ? fs.readFileSync(notes, 'utf8').trim().split('\n') : [];
    fs.rmSync(notes, { force: true });
    return lines;
  };
  return { directory, environment, asked, run: (more = {}) => runJest(directory, [], { ...environment, ...more }) };
}

const KEPT = ['mcr.microsoft.com/mssql/server:2022-latest', 'acceptLicense', 'withPassword', 'withPlatform linux/amd64', 'withStartupTimeout', 'withReuse', 'started'];

it('runs in a container that is found again, with the template that the run before has left in it', async () => {
  const project = makeProject('kept');
  const first = await project.run();
  expectGreen(first, 2);
  expect(first.lines[0]).toMatch(/server 127\.0\.0\.1:\d+ \(a container of mcr\.microsoft\.com\/mssql\/server:2022-latest\): Microsoft SQL Server 2022/);
  expect(first.lines.at(-1)).toMatch(/template built/);
  expect(project.asked()).toEqual(KEPT);
  expect(await server.databases('kept_')).toEqual(ONLY_TEMPLATE);

  const second = await project.run();
  expectGreen(second, 2);
  expect(second.lines.at(-1)).toMatch(/template reused/);
  expect(project.asked()).toEqual(KEPT);
  expect(second.output).not.toContain(server.password);
});

it('ends the container with the run in CI, where nobody would come back to it, and where it may not be found again', async () => {
  const project = makeProject('once', { 'mssql-test.config.ts': "export default { container: { image: 'registry.example/mssql:2019' } };" });
  expectGreen(await project.run({ CI: 'true' }), 2);
  expect(project.asked()).toEqual(['registry.example/mssql:2019', 'acceptLicense', 'withPassword', 'withPlatform linux/amd64', 'withStartupTimeout', 'started', 'stopped']);
  expect(await server.databases('once_')).toEqual([]);
  expectGreen(await project.run({ TESTCONTAINERS_REUSE_ENABLE: 'false', MSSQL_TEST_IMAGE: 'registry.example/mssql:2025' }), 2);
  const asked = project.asked();
  expect([asked[0], asked.includes('withReuse'), asked.at(-1)]).toEqual(['registry.example/mssql:2025', false, 'stopped']);
});

it('waits until a login succeeds, which is later than the container says', async () => {
  const project = makeProject('late');
  await server.stop();
  const [outcome] = await Promise.all([project.run(), new Promise((resolve) => setTimeout(resolve, 4000)).then(() => server.start())]);
  expectGreen(outcome, 2);
});

it('says in one message why no container could be started', async () => {
  const project = makeProject('none');
  const outcome = await project.run({ CONTAINER_FAILS: 'Could not find a working container runtime strategy' });
  expect(outcome.exitCode).toBe(1);
  expect(outcome.output).toMatch(/The container of mcr\.microsoft\.com\/mssql\/server:2022-latest did not start: Could not find a working container runtime strategy\n  What to do: Start Docker.*MSSQL_TEST_SERVER=embedded\. \[JNM_CONTAINER_FAILED\]/);
  expect(outcome.output.match(/What to do/g)).toHaveLength(1);
  expect(outcome.output).not.toMatch(/\n\s+at /);
});

it('says which package is missing, and what keeps one from being loaded', async () => {
  const environment = { MSSQL_TEST_SERVER: 'container' };
  const missing = await runJest(workshop.make('mini'), [], environment);
  expect(missing.output).toMatch(/the package @testcontainers\/mssqlserver, which starts it, cannot be loaded from \S+: it is not installed\n.*npm install --save-dev @testcontainers\/mssqlserver/);
  const broken = await runJest(workshop.make('mini', { 'node_modules/@testcontainers/mssqlserver/index.js': "throw new TypeError('util.newer is not a function');" }), [], environment);
  expect(broken.output).toMatch(/cannot be loaded from \S+: util\.newer is not a function\n.*@11 on Node 20.*\[JNM_CONTAINER_PACKAGE\]/);
  expect(broken.output).not.toMatch(/\n\s+at /);
  expect([missing.exitCode, broken.exitCode]).toEqual([1, 1]);
});

it('prunes the templates of the container', async () => {
  const project = makeProject('pruned');
  expectGreen(await project.run(), 2);
  const { exitCode, output } = await runCommand(project.directory, ['prune'], project.environment);
  expect({ exitCode, output }).toMatchObject({ exitCode: 0, output: expect.stringMatching(/dropped 1 template and 0 databases/) });
  expect(await server.databases('pruned_')).toEqual([]);
});
