#!/usr/bin/env node
// The command `jest-nest-mssql`: reads its arguments and prints what was done. What is done is in src/run.
import { parseArgs } from 'node:util';
import { reasonOf } from '../errors';
import { prune } from '../run/prune';

const USAGE = `jest-nest-mssql prune [--rootDir <folder>]

Drops, on the server that your settings name, the templates that no run uses and the databases of runs that have died;
with the embedded server, the backups of templates that no run uses.
Reads mssql-test.config.* , .env.test and the environment, as a run does.`;

void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});

async function main(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { rootDir: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
    if (values.help === true) {
      process.stdout.write(`${USAGE}\n`);
      return 0;
    }
    if (positionals.length !== 1 || positionals[0] !== 'prune') {
      process.stderr.write(`${USAGE}\n`);
      return 2;
    }
    for (const line of await prune(values.rootDir ?? process.cwd())) process.stdout.write(`${line}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`);
    return 1;
  }
}
