// Gives a run its template: the one that is there, if its fingerprint fits, or a new one. Two runs that need the same template
// meet at an application lock; the second finds what the first has built.
import type { Project } from '../config/project';
import { loadedUserModules } from '../config/user-code';
import { buildName, templateLockName, templateName } from '../database/database-name';
import { redirectedOptions } from '../database/redirect';
import { presetError } from '../errors';
import { dropDatabaseText, listDatabases, releaseLock, takeLock } from '../sql/server-statements';
import { retryPassingErrors } from '../sql/retry';
import { buildTemplate, type TemplateOrder } from '../template/build-template';
import { fingerprintOf } from '../template/fingerprint';
import type { OpenServer } from './open-server';
import { showProgress, type TemplateNote } from './report';
import type { UserSide } from './user-side';

/** A template that workers may be restored from. */
export interface ProvidedTemplate {
  readonly name: string;
  readonly backupFile: string;
  readonly note: TemplateNote;
}

/** What a template is provided for. */
export interface TemplateNeed {
  readonly open: OpenServer;
  readonly user: UserSide;
  readonly project: Project;
  readonly runId: string;
}

const BUILD_TIMEOUT_MS = 600_000;

/** Finds or builds the template; raises a PresetError, with no half template left, if it cannot be built. */
export async function provideTemplate(need: TemplateNeed): Promise<ProvidedTemplate> {
  const started = performance.now();
  const { settings } = need.user;
  const name = templateName(settings.prefix, fingerprint(need));
  const order = orderOf(need, name);
  const isReused = await withTemplateLock(need, name, async () => {
    const exists = (await listDatabases(need.open.lease, name)).includes(name);
    if (exists && settings.isReused) return true;
    if (exists) await retryPassingErrors(() => need.open.lease.query(dropDatabaseText(name)));
    await buildTemplate(need.open.lease, order);
    return false;
  });
  return { name, backupFile: order.backupFile, note: { isReused, seconds: (performance.now() - started) / 1000 } };
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

function orderOf(need: TemplateNeed, name: string): TemplateOrder {
  const { settings, options } = need.user;
  const { server } = need.open;
  const building = buildName(settings.prefix, need.runId);
  return {
    address: server.address,
    server: server.facts,
    buildName: building,
    templateName: name,
    backupFile: `${server.facts.backupFolder}${name}.bak`,
    source: { rootDir: need.project.rootDir, options, redirect: redirectedOptions(server.address, building, options), schema: settings.schema, seed: settings.seed },
    cleanKeep: settings.cleanKeep,
    cleanTimeoutMs: settings.cleanTimeoutMs,
    progress: showProgress,
  };
}

function fingerprint(need: TemplateNeed): string {
  const { settings, configFile, options } = need.user;
  return fingerprintOf({
    packageDir: need.project.packageDir,
    configFile,
    schema: settings.schema,
    seed: settings.seed,
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
