// createTestApp: the user's real modules, with queues and outside clients replaced by fakes, on this worker's database.
// Nest and all other peers are loaded from the user's project.
import type { INestApplication } from '@nestjs/common';
import type { TestingModule, TestingModuleBuilder } from '@nestjs/testing';
import type supertest from 'supertest';
import type { DataSource } from 'typeorm';
import type { AppConfig } from '../config/config';
import { configOf } from '../config/load-config';
import { importPeer, requirePeer } from '../config/project';
import { currentWorker } from '../config/worker';
import { isPresetError, presetError, reasonOf } from '../errors';
import { hookBuilder } from './builder';
import { createMocks, replaceClients } from './fake-clients';
import { replaceQueues } from './fake-queues';
import { QueueRegistry } from './queues';
import type { TestApp, TestAppMocks, TestAppOptions } from './test-app';

type NestTesting = typeof import('@nestjs/testing');

/**
 * Builds, configures and initialises an application from the modules given, or from `app.module` of the config. It must be
 * closed (`close()`); what is still open when the test file ends is closed then.
 */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const worker = currentWorker();
  const { rootDir, configFile } = worker.facts;
  const config = configFile === undefined ? {} : ((await readAppConfig(configFile)) ?? {});
  const mocks = createMocks();
  const queues = new QueueRegistry();
  const builder = await createBuilder(options, config, rootDir);
  hookBuilder(builder, (scanned) => {
    replaceQueues(scanned, queues, rootDir);
    replaceClients(scanned, mocks, config);
  });
  const module = await builder.compile();
  const app = module.createNestApplication();
  const configure = options.configure ?? (config.configure as TestAppOptions['configure']);
  await configure?.(app);
  await app.init();
  const reset = (): void => {
    queues.clear();
    Object.values(mocks).forEach((mock: { reset(): void }) => mock.reset());
  };
  worker.onClean.add(reset);
  const close = closeOnce(app, () => worker.onClean.delete(reset));
  worker.onEnd.add(close);
  return describeApp({ app, module, mocks, queues, close, rootDir });
}

async function createBuilder(options: TestAppOptions, config: AppConfig, rootDir: string): Promise<TestingModuleBuilder> {
  const imports = options.imports ?? (config.module === undefined ? undefined : [config.module as never]);
  if (imports === undefined) throw presetError('JNM_APP_MODULE');
  const { Test } = await importPeer<NestTesting>(rootDir, '@nestjs/testing');
  const builder = Test.createTestingModule({ imports, providers: [...(options.providers ?? [])], controllers: [...(options.controllers ?? [])] });
  const { overrides } = options;
  if (typeof overrides === 'function') overrides(builder);
  else overrides?.forEach((override) => applyOverride(builder, override));
  return builder;
}

function applyOverride(builder: TestingModuleBuilder, override: Extract<TestAppOptions['overrides'], readonly unknown[]>[number]): void {
  const target = builder.overrideProvider(override.provide);
  if ('useValue' in override) target.useValue(override.useValue);
  else if ('useClass' in override) target.useClass(override.useClass);
  else target.useFactory({ factory: override.useFactory as (...args: unknown[]) => unknown, inject: [...(override.inject ?? [])] as never[] });
}

async function readAppConfig(file: string): Promise<AppConfig | undefined> {
  try {
    return configOf(require(file), file).app;
  } catch (error) {
    if (isPresetError(error)) throw error;
    if (/Must use import|ES Module/.test(reasonOf(error))) return configOf(await import(file), file).app;
    throw presetError('JNM_CONFIG_NOT_LOADED', { file, reason: reasonOf(error) }, error);
  }
}

function closeOnce(app: INestApplication, forget: () => void): () => Promise<void> {
  const state: { closing?: Promise<void> } = {};
  return () => {
    forget();
    state.closing ??= app.close().catch((error: unknown) => {
      // Nest loses a data source whose factory does not repeat its name; the end of the file closes it.
      if (!/Nest could not find DataSource/.test(reasonOf(error))) throw error;
    });
    return state.closing;
  };
}

interface AppParts {
  readonly app: INestApplication;
  readonly module: TestingModule;
  readonly mocks: TestAppMocks;
  readonly queues: QueueRegistry;
  readonly close: () => Promise<void>;
  readonly rootDir: string;
}

function describeApp({ app, module, mocks, queues, close, rootDir }: AppParts): TestApp {
  const get: TestApp['get'] = (token) => module.get(token as string, { strict: false });
  return {
    app, module, mocks, queues, close, get,
    queue: (name) => queues.find(name),
    get dataSource(): DataSource {
      return get(requirePeer<{ DataSource: abstract new (...args: never[]) => DataSource }>(rootDir, 'typeorm').DataSource);
    },
    get http(): ReturnType<typeof supertest> {
      return requirePeer<typeof supertest>(rootDir, 'supertest')(app.getHttpServer() as never);
    },
  };
}
