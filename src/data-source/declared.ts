// Reads the data sources that an application declares with TypeOrmModule.forRoot and forRootAsync, from the metadata of its modules: what is
// there is read, and a factory is called with nothing around it but what it injects. Starts no application and opens no connection.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { requirePeer, resolvePeer } from '../project/project';
import type { DataSourceOptions } from './options';

/** A data source that a module declares. */
export interface DeclaredSource {
  /** Undefined for the default one. */
  readonly name: string | undefined;
  readonly options: DataSourceOptions;
}

interface Provider {
  readonly provide?: unknown;
  readonly useValue?: unknown;
  readonly useExisting?: unknown;
  readonly inject?: readonly unknown[];
  readonly useClass?: object;
}
interface DynamicModule {
  readonly module: object & { readonly name: string };
  readonly global?: boolean;
  readonly imports?: readonly unknown[];
  readonly providers?: readonly unknown[];
  readonly exports?: readonly unknown[];
}
interface NestCore {
  NestFactory: { createApplicationContext(module: unknown, options: object): Promise<{ get(token: unknown): unknown; close(): Promise<void> }> };
}
type GetMetadata = (key: string, target: object) => unknown;

const OPTIONS = 'TypeOrmModuleOptions';
const CORE = 'TypeOrmCoreModule';
const SUFFIX = 'DataSource';

/** The data sources that `root` and the modules that it imports declare, in the order of the imports. */
export async function readDeclaredSources(root: object, rootDir: string): Promise<readonly DeclaredSource[]> {
  const modules = await flatten(root);
  const globals = modules.filter((module) => isGlobal(module) && module.module.name !== CORE);
  const declared: DeclaredSource[] = [];
  for (const core of modules.filter((module) => module.module.name === CORE)) {
    const options = await optionsOf(core, globals, rootDir);
    if (typeof options === 'object' && options !== null) declared.push({ name: nameOf(core), options: await withAutoLoaded(options, nameOf(core), rootDir) });
  }
  return declared;
}

/** Adds the entities that TypeOrmModule.forFeature has told of, where the options ask for them; the modules must have been loaded. */
export async function withAutoLoaded(options: DataSourceOptions, name: string | undefined, rootDir: string): Promise<DataSourceOptions> {
  if (options.autoLoadEntities !== true) return options;
  const manifest = resolvePeer(rootDir, '@nestjs/typeorm');
  const file = manifest === undefined ? undefined : path.join(path.dirname(manifest), manifest.includes(`${path.sep}dist${path.sep}`) ? '' : 'dist', 'entities-metadata.storage.js');
  if (file === undefined || !fs.existsSync(file)) return options;
  const { EntitiesMetadataStorage } = requirePeer<{ EntitiesMetadataStorage: { getEntitiesByDataSource(name: string): readonly unknown[] } }>(rootDir, file);
  const own = Array.isArray(options.entities) ? (options.entities as unknown[]) : Object.values(options.entities ?? {});
  // A schema that is there twice is two entities to TypeORM.
  return { ...options, entities: [...new Set([...own, ...EntitiesMetadataStorage.getEntitiesByDataSource(name ?? 'default')])] };
}

/** Whether a value is a class that is decorated as a module. */
export function isModuleClass(value: unknown): value is object {
  return typeof value === 'function' && ['imports', 'providers', 'controllers', 'exports'].some((key) => metadata(key, value) !== undefined);
}

function metadata(key: string, target: object): unknown {
  return (Reflect as unknown as { getMetadata?: GetMetadata }).getMetadata?.(key, target);
}

// The modules under `root`, `root` included; each once.
async function flatten(root: object): Promise<readonly DynamicModule[]> {
  const found: DynamicModule[] = [];
  const seen = new Set<unknown>();
  const visit = async (given: unknown): Promise<void> => {
    const module = asModule(await given);
    if (module === undefined || seen.has(module.key)) return;
    seen.add(module.key);
    found.push(module.entry);
    for (const imported of [...listIn('imports', module.entry), ...(module.entry.imports ?? [])]) await visit(imported);
  };
  await visit(root);
  return found;
}

function asModule(value: unknown): { readonly key: unknown; readonly entry: DynamicModule } | undefined {
  if (typeof value === 'function') return { key: value, entry: { module: value } };
  if (typeof value !== 'object' || value === null) return undefined;
  const { forwardRef, module } = value as { forwardRef?: () => unknown; module?: unknown };
  if (typeof forwardRef === 'function') return asModule(forwardRef());
  return typeof module === 'function' ? { key: value, entry: value as DynamicModule } : undefined;
}

function listIn(key: string, { module }: DynamicModule): readonly unknown[] {
  const list = metadata(key, module);
  return Array.isArray(list) ? list : [];
}

function isGlobal({ module, global }: DynamicModule): boolean {
  return global === true || metadata('__module:global__', module) === true;
}

function nameOf({ providers = [] }: DynamicModule): string | undefined {
  const tokens = providers.map((provider) => (provider as Provider).provide);
  const token = tokens.find((each): each is string => typeof each === 'string' && each !== OPTIONS && each.endsWith(SUFFIX));
  return token?.slice(0, -SUFFIX.length);
}

async function optionsOf(core: DynamicModule, globals: readonly DynamicModule[], rootDir: string): Promise<unknown> {
  const providers = (core.providers ?? []) as readonly Provider[];
  const given = providers.find(({ provide }) => provide === OPTIONS);
  if (given === undefined || 'useValue' in given) return given?.useValue;
  const own = withoutConnections(providers);
  const wanted = new Set(own.flatMap(injectedBy));
  const around = globals.filter((module) => module.module.name === 'ConfigModule' || exportsOneOf(module, wanted));
  const { NestFactory } = requirePeer<NestCore>(rootDir, '@nestjs/core');
  const root = { module: class DeclaredOptions {}, imports: [...(core.imports ?? []), ...around], providers: own };
  const context = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
  try {
    return context.get(OPTIONS);
  } finally {
    await context.close();
  }
}

// All but the data source and what is made of it.
function withoutConnections(providers: readonly Provider[]): readonly Provider[] {
  const dropped = new Set<unknown>();
  const kept = providers.filter((provider) => {
    const needs = [...(provider.inject ?? []), provider.useExisting];
    if (provider.provide === OPTIONS || (!needs.includes(OPTIONS) && !needs.some((token) => token !== undefined && dropped.has(token)))) return true;
    dropped.add(provider.provide);
    return false;
  });
  // The manager stands before the data source that it needs.
  return kept.length === providers.length ? kept : kept.filter((provider) => ![...(provider.inject ?? []), provider.useExisting].some((token) => dropped.has(token)));
}

function injectedBy({ inject = [], useClass }: Provider): readonly unknown[] {
  const parameters = useClass === undefined ? [] : metadata('design:paramtypes', useClass);
  const tokens = inject.map((token) => (typeof token === 'object' && token !== null && 'token' in token ? token.token : token));
  return [...tokens, ...(Array.isArray(parameters) ? (parameters as unknown[]) : [])];
}

function exportsOneOf(module: DynamicModule, wanted: ReadonlySet<unknown>): boolean {
  const exported = [...listIn('exports', module), ...(module.exports ?? [])];
  return exported.some((each) => wanted.has(each) || (typeof each === 'object' && each !== null && wanted.has((each as Provider).provide)));
}
