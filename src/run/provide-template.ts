// Gives a run its template: the one that is there, if its fingerprint fits, or a new one. Two runs that need the same template
// meet at an application lock; the second finds what the first has built. Where clones cannot be had, the databases of all workers are built.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CloneStrategy } from '../config/config';
import type { Project } from '../config/project';
import type { SchemaSource } from '../config/schema-source';
import { loadedUserModules } from '../config/user-code';
import { buildName, templateLockName, templateName, templateUseName, workerDatabaseName } from '../database/database-name';
import { redirectedOptions } from '../database/redirect';
import { presetError } from '../errors';
import type { Connection } from '../sql/connection';
import { retryPassingErrors } from '../sql/retry';
import { AZURE_SQL_DATABASE, dropDatabaseText, listDatabases, releaseLock, renameDatabaseText, takeLock } from '../sql/server-statements';
import { buildDatabase, buildTemplate, type TemplateOrder } from '../template/build-template';
import { fingerprintOf } from '../template/fingerprint';
import type { OpenServer } from './open-server';
import { printLine, showProgress, type TemplateNote } from './report';
import type { SourceSide } from './user-side';

/** What workers get their databases from. */
export interface ProvidedTemplate {
  readonly name: string;
  readonly backupFile: string;
  readonly clone: CloneStrategy;
  readonly note: TemplateNote;
}

/** What a template is provided for. */
export interface TemplateNeed {
  readonly open: OpenServer;
  readonly user: SourceSide;
  readonly project: Project;
  readonly runId: string;
  /** How many workers there may be. */
  readonly workers: number;
}

const BUILD_TIMEOUT_MS = 600_000;

/** Finds or builds the template; raises a PresetError, with no half template left, if it cannot be built. */
export async function provideTemplate(need: TemplateNeed): Promise<ProvidedTemplate> {
  const started = performance.now();
  const strategy = wantedStrategy(need);
  if (need.user.settings.schema === 'synchronize') printLine("the schema is made by TypeORM's synchronize: these tests say nothing about your migrations");
  if (strategy === 'migrate') return buildAll(need, started);
  const name = templateName(need.user.settings.prefix, fingerprint(need, strategy));
  const order = orderOf(need, name, strategy);
  const outcome = await withTemplateLock(need, name, () => findOrBuild(need, order));
  if (outcome.kind === 'refused') return afterRefusal(need, order, outcome.reason, started);
  if (strategy === 'copy') printLine('clone: copy');
  return { name, backupFile: order.backupFile ?? '', clone: strategy, note: { how: outcome.kind, seconds: secondsSince(started) } };
}

type Outcome = { readonly kind: 'reused' | 'built' } | { readonly kind: 'refused'; readonly reason: string };

async function findOrBuild(need: TemplateNeed, order: TemplateOrder): Promise<Outcome> {
  const { lease } = need.open;
  const exists = (await listDatabases(lease, order.templateName)).includes(order.templateName);
  const isReused = exists && need.user.settings.isReused;
  if (exists && !isReused) await retryPassingErrors(() => lease.query(dropDatabaseText(order.templateName)));
  const outcome: Outcome = isReused ? { kind: 'reused' } : await buildTemplate(lease, order);
  // Held until the run ends; who prunes asks for it exclusively.
  await takeLock(lease, templateUseName(order.templateName), BUILD_TIMEOUT_MS, 'Shared');
  return outcome;
}

/** Drops a template that is not to be left for later runs; `master` is a connection to master. */
export async function dropPassingTemplate(master: Connection, { settings }: SourceSide, { name, clone }: ProvidedTemplate): Promise<void> {
  if (clone !== 'migrate' && !settings.isReused) await retryPassingErrors(() => master.query(dropDatabaseText(name)));
}

function wantedStrategy({ user, open }: TemplateNeed): CloneStrategy {
  if (user.settings.clone !== 'auto') return user.settings.clone;
  return open.server.facts.engineEdition === AZURE_SQL_DATABASE ? 'copy' : 'backup';
}

async function afterRefusal(need: TemplateNeed, order: TemplateOrder, reason: string, started: number): Promise<ProvidedTemplate> {
  if (need.user.settings.clone === 'auto') return buildAll(need, started, reason);
  await need.open.lease.query(dropDatabaseText(order.buildName));
  throw presetError('JNM_BACKUP_REFUSED', { reason });
}

// Jest does not tell a globalSetup how many workers it will start, only how many it may.
async function buildAll(need: TemplateNeed, started: number, refusal?: string): Promise<ProvidedTemplate> {
  const { lease } = need.open;
  const [first = '', ...others] = Array.from({ length: need.workers }, (_, index) => workerDatabaseName(need.user.settings.prefix, need.runId, String(index + 1), need.user.source));
  const order = { ...orderOf(need, first, 'migrate'), progress: () => undefined };
  showProgress(`making the schema of ${need.workers} databases`);
  if (refusal === undefined) await buildDatabase(lease, order, first);
  else await retryPassingErrors(() => lease.query(renameDatabaseText(order.buildName, first)));
  for (const name of others) await buildDatabase(lease, order, name);
  printLine(refusal === undefined ? 'clone: migrate' : `clone: migrate, because the server refuses BACKUP: ${refusal}`);
  return { name: first, backupFile: '', clone: 'migrate', note: { how: 'migrated', seconds: secondsSince(started) } };
}

async function withTemplateLock<T>(need: TemplateNeed, name: string, work: () => Promise<T>): Promise<T> {
  const { lease } = need.open;
  const resource = templateLockName(name);
  const code = await takeLock(lease, resource, BUILD_TIMEOUT_MS);
  if (code < 0) throw presetError('JNM_LEASE', { resource, timeoutMs: BUILD_TIMEOUT_MS, code });
  try {
    return await work();
  } finally {
    // A connection that broke has given its locks back already.
    await releaseLock(lease, resource).catch(() => undefined);
  }
}

function orderOf(need: TemplateNeed, name: string, strategy: CloneStrategy): TemplateOrder {
  const { settings, options } = need.user;
  const { server } = need.open;
  const { rootDir, packageDir } = need.project;
  return {
    address: server.address,
    server: server.facts,
    buildName: buildName(settings.prefix, need.runId, need.user.source),
    templateName: name,
    backupFile: strategy === 'backup' ? `${server.facts.backupFolder}${name}.bak` : undefined,
    source: {
      rootDir, packageDir, options, schema: schemaOf(need), before: settings.before, seed: settings.seed,
      redirect: (database) => redirectedOptions(server.address, database, options),
    },
    cleanKeep: settings.cleanKeep,
    cleanTimeoutMs: settings.cleanTimeoutMs,
    progress: showProgress,
  };
}

// A backup named relative to the project is one that this computer has too.
function schemaOf({ user, project }: TemplateNeed): SchemaSource {
  const { schema } = user.settings;
  if (typeof schema !== 'object' || schema.kind !== 'backup') return schema;
  const local = path.resolve(project.packageDir, schema.path);
  return fs.existsSync(local) ? { ...schema, path: local } : schema;
}

function fingerprint(need: TemplateNeed, strategy: CloneStrategy): string {
  const { settings, configFile, options } = need.user;
  return fingerprintOf({
    packageDir: need.project.packageDir,
    source: need.user.source,
    configFile,
    schema: schemaOf(need),
    clone: strategy,
    functions: [settings.seed, ...Object.values(settings.before)].filter((value) => value !== undefined),
    migrations: Array.isArray(options.migrations) ? options.migrations : [],
    modules: loadedUserModules(),
    serverVersion: need.open.server.facts.productVersion,
    libraryVersion: libraryVersion(),
    cleanTimeoutMs: settings.cleanTimeoutMs,
    cleanKeep: settings.cleanKeep,
  });
}

function libraryVersion(): string {
  return (require('../../package.json') as { version: string }).version;
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}
