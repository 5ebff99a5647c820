// Drops what earlier runs have left on the configured server: unused templates, and the databases of runs that have died. Files of
// backups stay there: SQL Server has no statement that deletes them. Those of the embedded server are this computer's, and go.
import * as path from 'node:path';
import { loadConfig } from '../config/load-config';
import { settingsOf } from '../config/settings';
import type { SourceSearch } from '../data-source/app-module';
import { findDataSource } from '../data-source/find';
import type { DataSourceOptions } from '../data-source/options';
import { isTemplateName } from '../database/database-name';
import { dropDeadRuns, dropUnusedTemplates } from '../database/drop';
import { presetError } from '../errors';
import { describeProject } from '../project/project';
import { chooseProvider } from '../provider/choose-provider';
import { storeOf } from '../provider/embedded';
import type { StartedServer } from '../provider/provider';
import { sweepTemplates } from '../template/template-files';
import { openUserCode } from '../user-code/loader';
import { patchEnvironment } from './environment';
import { openStanding } from './open-server';
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
    const { kind } = chooseProvider(settings, given);
    if (kind === 'embedded') return pruneFiles(project.packageDir, settings.prefix);
    const server = await openStanding(kind, { settings, environment: given, project }, await optionsOf(config.dataSource, { project, loader, appModule: config.app?.module }));
    try {
      return await pruneServer(server, settings.prefix);
    } finally {
      await server.master.close();
      await server.stop();
    }
  } finally {
    loader.dispose();
    environment.restore();
  }
}

// Only the host may come from there, and the environment may name it as well.
async function optionsOf(given: unknown, search: SourceSearch): Promise<DataSourceOptions> {
  return findDataSource(given, search).catch(() => ({}));
}

async function pruneServer({ master, address, facts }: StartedServer, prefix: string): Promise<readonly string[]> {
  const dead = await dropDeadRuns(master, prefix, undefined);
  const templates = await dropUnusedTemplates(master, prefix);
  const files = templates.dropped.map((name) => `  ${facts.backupFolder}${name}.bak`);
  return [
    `${address.host}:${address.port}, prefix ${prefix}: dropped ${counted(templates.dropped.length, 'template')} and ${counted(dead.length, 'database')} of dead runs`,
    ...[...templates.dropped, ...dead].map((name) => `  ${name}`),
    ...inUse(templates.kept),
    ...(files.length === 0 ? [] : ['SQL Server cannot delete files; if they are there, delete these backups on its disk yourself:', ...files]),
  ];
}

// The embedded server ends with each run; what it leaves is in the cache folder.
function pruneFiles(packageDir: string, prefix: string): readonly string[] {
  const store = storeOf(packageDir);
  if (store.kind !== 'files') return ['nothing to prune: no folder can be written to, so the embedded server leaves nothing'];
  const { dropped, kept } = sweepTemplates(store.folder, (name) => isTemplateName(name, prefix), true);
  return [`${store.folder}, prefix ${prefix}: dropped ${counted(dropped.length, 'template')} of the embedded server`, ...dropped.map((name) => `  ${name}`), ...inUse(kept)];
}

function inUse(kept: readonly string[]): readonly string[] {
  return kept.length === 0 ? [] : [`left ${counted(kept.length, 'template')} that a run uses now`];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
