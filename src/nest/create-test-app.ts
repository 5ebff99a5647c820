// createTestApp: the user's real modules, with queues and outside clients replaced by fakes, on this worker's database.
// Nest and all other peers are loaded from the user's project.
import type { INestApplication } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import type { TestingModule, TestingModuleBuilder } from '@nestjs/testing';
import type { AppConfig } from '../config/config';
import { configOf } from '../config/load-config';
import { isPresetError, presetError, reasonOf } from '../errors';
import { awaitClosing, beginClosing, stuckClosing } from '../isolation/held-connections';
import { areDriversStopped } from '../process/real-timers';
import { currentWorker, type ClosableDataSource, type Worker } from '../process/worker';
import { importFile } from '../project/import-file';
import { importPeer, optionalPeer, requirePeer } from '../project/project';
import { idleMessage, listOverrides, spreadOverrides } from './apply-overrides';
import { describeApp } from './describe-app';
import { createDoubles, type Doubles } from './doubles';
import { callerOf, unclosedMessage } from './open-app';
import { OwnPackages } from './own-packages';
import { hookBuilder, type ScannedApp } from './replace/builder';
import type { TestApp, TestAppOptions } from './test-app';

type NestTesting = typeof import('@nestjs/testing');
interface TypeOrm {
  readonly DataSource: abstract new (...args: never[]) => ClosableDataSource;
}

const own = new OwnPackages();

/**
 * Builds, configures and initialises an application from the modules given, or from `app.module` of the config. It must be
 * closed (`close()`); what is still open when the test file ends is closed then, and named.
 */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const worker = currentWorker();
  if (worker.unavailable !== undefined) throw worker.unavailable;
  if (areDriversStopped()) throw presetError('JNM_FAKE_TIMERS', { what: 'createTestApp was called', effect: 'no connection would ever open' });
  const { rootDir, configFile } = worker.facts;
  // Reading a stack maps each of its lines: that is left to the one who needs it.
  const here = new Error('here');
  const caller = (): string | undefined => callerOf(here.stack, rootDir);
  const config = configFile === undefined ? {} : ((await readAppConfig(configFile)) ?? {});
  const doubles = await createDoubles(options, config, rootDir);
  const found: { scanned?: ScannedApp } = {};
  const builder = await createBuilder(options, config, rootDir);
  hookBuilder(builder, (scanned, overridable) => {
    found.scanned = scanned;
    const idle = spreadOverrides(overridable, typeof options.overrides !== 'function');
    if (idle.length > 0) console.warn(idleMessage(idle));
    doubles.replaceIn(scanned);
  });
  const instances = (): readonly object[] => found.scanned?.instances() ?? [];
  try {
    const module = await builder.compile();
    // It is loaded where a data source was made; else it would be loaded for nothing.
    if (worker.dataSources.size > 0) typeOrmOf(rootDir);
    doubles.events.listenTo(found.scanned);
    const app = await startApp(module, options, config);
    const close = watchApp(worker, app, { doubles, caller, instances });
    return describeApp({
      app,
      module,
      doubles,
      close,
      rootDir,
      dataSourceClass: () => (typeOrmOf(rootDir) ?? requirePeer<TypeOrm>(rootDir, 'typeorm')).DataSource,
      signIn: options.signIn ?? (config.signIn as TestAppOptions['signIn']),
      scanned: found.scanned,
    });
  } catch (error) {
    // Others of its providers may still be on their way.
    worker.onEnd.add(() => closeDataSources(worker, instances()));
    throw error;
  }
}

async function createBuilder(options: TestAppOptions, config: AppConfig, rootDir: string): Promise<TestingModuleBuilder> {
  const imports = options.imports ?? (config.module === undefined ? undefined : [config.module as never]);
  if (imports === undefined) throw presetError('JNM_APP_MODULE');
  const { Test } = await own.once('@nestjs/testing', () => importPeer<NestTesting>(rootDir, '@nestjs/testing'));
  const builder = Test.createTestingModule({ imports, providers: [...(options.providers ?? [])], controllers: [...(options.controllers ?? [])] });
  const { overrides } = options;
  if (typeof overrides === 'function') overrides(builder);
  else listOverrides(builder, overrides ?? []);
  return builder;
}

// An app that does not start is closed: what it has opened so far would keep the file from ending.
async function startApp(module: TestingModule, options: TestAppOptions, config: AppConfig): Promise<INestApplication> {
  const nestOptions = options.nestOptions ?? config.nestOptions;
  const configure = options.configure ?? (config.configure as TestAppOptions['configure']);
  const adapter = options.adapter ?? (config.adapter as TestAppOptions['adapter']);
  const app = adapter === undefined ? module.createNestApplication(nestOptions) : module.createNestApplication(adapter() as AbstractHttpAdapter, nestOptions);
  try {
    await configure?.(app);
    await app.init();
    // Fastify answers when its plugins are loaded, which nobody but listen() waits for.
    await (app.getHttpAdapter().getInstance() as { ready?(): Promise<unknown> } | undefined)?.ready?.();
    return app;
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
}

async function readAppConfig(file: string): Promise<AppConfig | undefined> {
  try {
    return configOf(require(file), file).app;
  } catch (error) {
    if (isPresetError(error)) throw error;
    if (/Must use import|ES Module/.test(reasonOf(error))) return configOf(await importFile(file), file).app;
    throw presetError('JNM_CONFIG_NOT_LOADED', { file, reason: reasonOf(error) }, error);
  }
}

// Empties the fakes whenever the database is cleaned, until the app is closed: by its spec, or at the end of the file.
function watchApp(
  worker: Worker,
  app: INestApplication,
  { doubles, caller, instances }: { readonly doubles: Doubles; readonly caller: () => string | undefined; readonly instances: () => readonly object[] },
): () => Promise<void> {
  const state: { closing?: Promise<void> } = {};
  const closeLate = (): Promise<void> => {
    console.warn(unclosedMessage(caller()));
    return close();
  };
  const close = async (): Promise<void> => {
    worker.onClean.delete(doubles.reset);
    worker.onEnd.delete(closeLate);
    doubles.release();
    state.closing ??= beginClosing(() =>
      app
        .close()
        .catch((error: unknown) => {
          // Nest loses a data source whose factory does not repeat its name.
          if (!/Nest could not find DataSource/.test(reasonOf(error))) throw error;
        })
        .finally(() => closeDataSources(worker, instances())),
    );
    const { closing } = state;
    // A transaction that nobody ended: it is named at the end of the file, and the closing goes on there.
    const outcome = await awaitClosing(closing, worker.dataSources);
    if (outcome === 'stuck') throw stuckClosing(worker.spec);
    if (outcome === 'held') worker.onEnd.add(() => closing);
  };
  worker.onClean.add(doubles.reset);
  worker.onEnd.add(closeLate);
  return close;
}

function typeOrmOf(rootDir: string): TypeOrm | undefined {
  return own.once('typeorm', () => optionalPeer<TypeOrm>(rootDir, 'typeorm'));
}

// Nest closes those of TypeOrmModule that it finds again, and none of a provider that opens one itself.
async function closeDataSources({ facts }: Worker, instances: readonly object[]): Promise<void> {
  const typeOrm = typeOrmOf(facts.rootDir);
  if (typeOrm === undefined) return;
  for (const instance of instances) {
    if (instance instanceof typeOrm.DataSource && instance.isInitialized) await instance.destroy();
  }
}
