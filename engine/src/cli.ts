#!/usr/bin/env node
// The command `mssql-memory-server`: a server that runs until it is interrupted. Knows the command line and nothing of SQL.
import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { VERSIONS } from './instance/product';
import { startServer, type Edition, type LoggedStatement, type MemoryServer, type ServerOptions } from './server';

const USAGE = `Usage: mssql-memory-server [options]

  --port N        TCP port (1433); 0 takes any free one
  --host H        address to listen on (127.0.0.1)
  --password P    password of the login sa; a random one by default
  --data DIR      keep databases in DIR: loaded at the start, saved at a clean stop (Ctrl-C, SIGTERM); BACKUP writes there too
  --edition E     what it answers as: developer (SQL Server), or azure (Azure SQL Database)
  --sql-server V  the version of SQL Server whose T-SQL it knows: 2017, 2019 or 2022; without it 2022, and vector
  --log           print every statement and how long it took
  --help          this text
`;

const DEFAULT_PORT = 1433;
const LAST_PORT = 65535;

const EDITIONS: ReadonlyMap<string, Edition> = new Map([['developer', 'Developer'], ['azure', 'Azure SQL Database']]);

/** What the command line asks for: options of a server, help, or what is wrong with it. */
export type CommandLine = { readonly kind: 'run'; readonly options: ServerOptions; readonly logs: boolean } | { readonly kind: 'help' } | { readonly kind: 'wrong'; readonly reason: string };

/** Reads the arguments behind the command's name. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  try {
    const { values } = parseArgs({
      args: [...args], strict: true,
      options: { port: { type: 'string' }, host: { type: 'string' }, password: { type: 'string' }, data: { type: 'string' }, edition: { type: 'string' }, 'sql-server': { type: 'string' }, log: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) return { kind: 'help' };
    const port = Number(values.port ?? DEFAULT_PORT);
    if (!Number.isInteger(port) || port < 0 || port > LAST_PORT) return { kind: 'wrong', reason: `--port ${values.port} is no port` };
    const edition = values.edition === undefined ? 'Developer' : EDITIONS.get(values.edition.toLowerCase());
    if (edition === undefined) return { kind: 'wrong', reason: `--edition ${values.edition} is none of ${[...EDITIONS.keys()].join(', ')}` };
    const version = VERSIONS.find((known) => known === values['sql-server']);
    if (values['sql-server'] !== undefined && version === undefined) return { kind: 'wrong', reason: `--sql-server ${values['sql-server']} is none of ${VERSIONS.join(', ')}` };
    if (version !== undefined && edition !== 'Developer') return { kind: 'wrong', reason: `--sql-server is not for --edition ${values.edition}` };
    const folder = values.data === undefined ? {} : { backupFolder: resolve(values.data), dataFolder: resolve(values.data) };
    return {
      kind: 'run',
      logs: values.log ?? false,
      options: { port, ...(values.edition === undefined ? {} : { edition }), ...(version === undefined ? {} : { version }), ...(values.host === undefined ? {} : { host: values.host }), ...(values.password === undefined ? {} : { password: values.password }), ...folder },
    };
  } catch (error) {
    return { kind: 'wrong', reason: error instanceof Error ? error.message : String(error) };
  }
}

const print = (text: string): void => { process.stdout.write(`${text}\n`); };

const logLine = ({ spid, durationMs, text }: LoggedStatement): string => `[${spid}] ${durationMs.toFixed(1)} ms  ${text.replace(/\s+/g, ' ').trim()}`;

function printGreeting(server: MemoryServer, options: ServerOptions): void {
  print(`${server.version}\nlistens on ${server.host}:${server.port}`);
  print(`  user ${server.user}, password ${server.password}`);
  print(`  Server=${server.host},${server.port};User Id=${server.user};Password=${server.password};Encrypt=true;TrustServerCertificate=true`);
  print(
    options.dataFolder === undefined
      ? 'Databases live in memory and end with the server.'
      : `Databases are kept in ${options.dataFolder}: saved when the server is stopped with Ctrl-C or SIGTERM.`,
  );
}

/** Runs until SIGINT or SIGTERM; gives the exit code. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const command = parseCommandLine(args);
  if (command.kind === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (command.kind === 'wrong') {
    process.stderr.write(`${command.reason}\n\n${USAGE}`);
    return 2;
  }
  const { options } = command;
  if (options.dataFolder !== undefined && !existsSync(options.dataFolder)) mkdirSync(options.dataFolder, { recursive: true });
  const server = await startServer({ ...options, ...(command.logs ? { log: (statement: LoggedStatement) => print(logLine(statement)) } : {}) });
  printGreeting(server, options);
  await interrupted();
  await server.stop();
  print('stopped');
  return 0;
}

function interrupted(): Promise<void> {
  return new Promise((resolveSignal) => {
    // The server's thread does not keep the process alive by itself.
    const alive = setInterval(() => undefined, 2 ** 30);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        clearInterval(alive);
        resolveSignal();
      });
    }
  });
}

if (require.main === module) {
  runCommand(process.argv.slice(2)).then((code) => { process.exitCode = code; }, (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
