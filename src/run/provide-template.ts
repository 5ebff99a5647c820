// Gives a run its template: the one that is there, if its fingerprint fits, or a new one. Where templates are kept is the provider's
// to say, how clones are made the strategy's; where clones cannot be had, the databases of all workers are built.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CloneStrategy } from '../config/config';
import type { SchemaSource } from '../config/schema-source';
import { buildName, templateName, workerDatabaseName } from '../database/database-name';
import { redirectedOptions, withoutReplication } from '../database/redirect';
import type { DataSourceOptions } from '../data-source/options';
import { presetError } from '../errors';
import type { TemplateFile } from '../process/run-facts';
import { packageVersionOf } from '../project/package-version';
import type { Project } from '../project/project';
import { retryPassingErrors } from '../sql/retry';
import { AZURE_SQL_DATABASE, dropDatabase, knowsCopies, renameDatabaseText } from '../sql/server-statements';
import { buildDatabase, type TemplateOrder } from '../template/build-template';
import { fingerprintOf } from '../template/fingerprint';
import { loadedUserModules } from '../user-code/loader';
import { provideFromFiles } from './files-of-templates';
import type { OpenServer } from './open-server';
import { ofSource, printLine, showProgress, type TemplateNote } from './report';
import { buildOwn, provideFromServer, type Outcome } from './templates-of-server';
import type { SourceSide } from './user-side';

/** What workers get their databases from. */
export interface ProvidedTemplate {
  readonly name: string;
  readonly backupFile: string;
  readonly backupContent: readonly TemplateFile[];
  readonly clone: CloneStrategy;
  /** The names of `clean.keep` that no table of it has. */
  readonly unkept: readonly string[];
  /** Whether later runs may use it. */
  readonly isKept: boolean;
  readonly note: TemplateNote;
  /** Says that this run is done with it; may be called at any moment, waits for nothing. */
  release(): void;
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

/** Finds or builds the template; raises a PresetError, with no half template left, if it cannot be built. */
export async function provideTemplate(need: TemplateNeed): Promise<ProvidedTemplate> {
  const started = performance.now();
  const strategy = await wantedStrategy(need);
  if (need.user.settings.schema === 'synchronize') say(need, synchronizeLine(need.user.options));
  if (strategy === 'migrate') return buildAll(need, started);
  const outcome = await findOrBuild(need, strategy);
  if (outcome.kind === 'refused') return afterRefusal(need, outcome, started);
  if (strategy === 'copy') say(need, 'clone: copy');
  const { kind, name, backupFile, files, unkept, isKept, release } = outcome;
  return { name, backupFile, backupContent: files, unkept, clone: strategy, isKept, release, note: { how: kind, seconds: secondsSince(started) } };
}

/** What makes a template: two needs that give the same text can have one template, and clones of one database. */
export async function templateKey(need: TemplateNeed): Promise<string> {
  return `${need.user.source ?? ''} ${fingerprint(need, await wantedStrategy(need))}`;
}

function findOrBuild(need: TemplateNeed, strategy: CloneStrategy): Promise<Outcome> {
  const { settings, source } = need.user;
  const { templates } = need.open.server;
  const order = orderOf(need, buildName(settings.prefix, need.runId, source));
  if (!settings.isReused || templates.kind === 'none' || (templates.kind === 'files' && strategy === 'copy')) return buildOwn(need.open, order, settings.prefix, strategy);
  const name = templateName(settings.prefix, fingerprint(need, strategy));
  show(need, 'looking for the template');
  if (templates.kind === 'files') return provideFromFiles({ lease: need.open.lease, folder: templates.folder, name, prefix: settings.prefix, runId: need.runId }, order);
  return provideFromServer(need.open, { ...order, finalName: name }, strategy);
}

async function wantedStrategy({ user, open }: TemplateNeed): Promise<CloneStrategy> {
  if (user.settings.clone !== 'auto') return user.settings.clone;
  if (open.server.facts.engineEdition !== AZURE_SQL_DATABASE) return 'backup';
  return (await knowsCopies(open.lease)) ? 'copy' : 'migrate';
}

async function afterRefusal(need: TemplateNeed, refusal: Refusal, started: number): Promise<ProvidedTemplate> {
  const { prefix, clone } = need.user.settings;
  if (clone === 'auto') return buildAll(need, started, refusal);
  await dropDatabase(need.open.lease, buildName(prefix, need.runId, need.user.source));
  throw presetError('JNM_BACKUP_REFUSED', { reason: refusal.reason });
}

type Refusal = Extract<Outcome, { kind: 'refused' }>;

// Jest does not tell a globalSetup how many workers it will start, only how many it may.
async function buildAll(need: TemplateNeed, started: number, refusal?: Refusal): Promise<ProvidedTemplate> {
  if (need.user.settings.isolation === 'file') throw presetError('JNM_FRESH_DATABASE');
  const { lease } = need.open;
  const [first = '', ...others] = Array.from({ length: need.workers }, (_, index) => workerDatabaseName(need.user.settings.prefix, need.runId, String(index + 1), need.user.source));
  const build = (name: string, index: number): Promise<readonly string[]> => {
    const progress = (step: string): void => show(need, `database ${index + 1} of ${need.workers}: ${step}`);
    return buildDatabase(lease, { ...orderOf(need, name), progress }, name);
  };
  const unkept = refusal?.unkept ?? (await build(first, 0));
  if (refusal !== undefined)
    await retryPassingErrors(() => lease.query(renameDatabaseText(buildName(need.user.settings.prefix, need.runId, need.user.source), first)));
  for (const [index, name] of others.entries()) await build(name, index + 1);
  say(need, refusal === undefined ? 'clone: migrate' : `clone: migrate, because the server refuses BACKUP: ${refusal.reason}`);
  return { name: first, backupFile: '', backupContent: [], unkept, clone: 'migrate', isKept: false, release: () => undefined, note: { how: 'migrated', seconds: secondsSince(started) } };
}

function orderOf(need: TemplateNeed, name: string): TemplateOrder {
  const { settings, options } = need.user;
  const { server } = need.open;
  const { rootDir, packageDir } = need.project;
  return {
    address: server.address,
    server: server.facts,
    buildName: name,
    finalName: name,
    backupFile: undefined,
    source: {
      rootDir, packageDir, options: withoutReplication(options), schema: schemaOf(need), before: settings.before, seed: settings.seed,
      redirect: (database) => redirectedOptions(server.address, database, options),
    },
    cleanKeep: settings.cleanKeep,
    cleanTimeoutMs: settings.cleanTimeoutMs,
    progress: (step) => show(need, step),
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
    options,
    migrations: Array.isArray(options.migrations) ? options.migrations : [],
    modules: loadedUserModules(),
    serverVersion: need.open.server.templateVersion,
    libraryVersion: packageVersionOf(__filename),
    cleanTimeoutMs: settings.cleanTimeoutMs,
    cleanKeep: settings.cleanKeep,
  });
}

function synchronizeLine({ missing }: DataSourceOptions): string {
  const tables = missing?.entities === undefined ? '' : `, which makes no tables (${missing.entities})`;
  return `the schema is made by TypeORM's synchronize${tables}: these tests say nothing about your migrations`;
}

function say({ user }: TemplateNeed, text: string): void {
  printLine(ofSource(user.source, text));
}

function show({ user }: TemplateNeed, step: string): void {
  showProgress(ofSource(user.source, step));
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}
