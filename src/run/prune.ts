// Drops what earlier runs have left on the configured server: unused templates, and the databases of runs that have died. Files of
// backups stay: SQL Server has no statement that deletes them.
import * as path from 'node:path';
import { findDataSource, type DataSourceOptions } from '../config/find-data-source';
import { loadConfig } from '../config/load-config';
import { describeProject, type Project } from '../config/project';
import { settingsOf } from '../config/settings';
import { openUserCode, type UserCodeLoader } from '../config/user-code';
import { dropDeadRuns, dropUnusedTemplates } from '../database/drop';
import { presetError } from '../errors';
import { chooseProvider } from '../provider/choose-provider';
import { startExternal } from '../provider/external';
import type { StartedServer } from '../provider/provider';
import { patchEnvironment } from './environment';
import { readGivenEnvironment } from './user-side';

/** Prunes the server of the project in a folder; returns what there is to say of it. */
export async function prune(rootDir: string): Promise<readonly string[]> {
  if (process.env['NODE_ENV'] === 'production') throw presetError('JNM_PRODUCTION');
  // No Jest transforms the project's TypeScript here: its own does.
  const project = { ...describeProject({ rootDir: path.resolve(rootDir) }), isEsm: true };
  const environment = patchEnvironment(process.env);
  const loader = openUserCode(project);
  try {
    const given = readGivenEnvironment(project, environment);
    const { config } = loadConfig(project, loader);
    const settings = settingsOf(config, given, project.packageName);
    if (chooseProvider(settings, given).kind === 'embedded') return ['nothing to prune: the embedded server ends with each run'];
    const server = await startExternal(settings, given, await optionsOf(config.dataSource, project, loader), project.rootDir);
    try {
      return await pruneServer(server, settings.prefix);
    } finally {
      await server.master.close();
    }
  } finally {
    loader.dispose();
    environment.restore();
  }
}

// Only the host may come from there, and the environment may name it as well.
async function optionsOf(given: unknown, project: Project, loader: UserCodeLoader): Promise<DataSourceOptions> {
  return findDataSource(given, project, loader).catch(() => ({}));
}

async function pruneServer({ master, address, facts }: StartedServer, prefix: string): Promise<readonly string[]> {
  const dead = await dropDeadRuns(master, prefix, undefined);
  const templates = await dropUnusedTemplates(master, prefix);
  const files = templates.dropped.map((name) => `  ${facts.backupFolder}${name}.bak`);
  return [
    `${address.host}:${address.port}, prefix ${prefix}: dropped ${counted(templates.dropped.length, 'template')} and ${counted(dead.length, 'database')} of dead runs`,
    ...[...templates.dropped, ...dead].map((name) => `  ${name}`),
    ...(templates.kept.length === 0 ? [] : [`left ${counted(templates.kept.length, 'template')} that a run uses now`]),
    ...(files.length === 0 ? [] : ['SQL Server cannot delete files; if they are there, delete these backups on its disk yourself:', ...files]),
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
