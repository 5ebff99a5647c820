// Reads the data sources that an application declares with TypeOrmModule.forRoot and forRootAsync, from the metadata of its modules: what is
// there is read, and a factory is called with nothing around it but what it injects. Starts no application and opens no connection.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { requirePeer, resolvePeer } from '../project/project';
import { isGlobal, modulesUnder, resolveAlone, type DynamicModule, type Provider } from './modules';
import type { DataSourceOptions } from './options';

/** A data source that a module declares. */
export interface DeclaredSource {
  /** Undefined for the default one. */
  readonly name: string | undefined;
  readonly options: DataSourceOptions;
}

const OPTIONS = 'TypeOrmModuleOptions';
const CORE = 'TypeOrmCoreModule';
const SUFFIX = 'DataSource';

/** The data sources that `root` and the modules that it imports declare, in the order of the imports. */
export async function readDeclaredSources(root: object, rootDir: string): Promise<readonly DeclaredSource[]> {
  const modules = await modulesUnder(root);
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

function nameOf({ providers = [] }: DynamicModule): string | undefined {
  const tokens = providers.map((provider) => (provider as Provider).provide);
  const token = tokens.find((each): each is string => typeof each === 'string' && each !== OPTIONS && each.endsWith(SUFFIX));
  return token?.slice(0, -SUFFIX.length);
}

async function optionsOf(core: DynamicModule, globals: readonly DynamicModule[], rootDir: string): Promise<unknown> {
  const providers = (core.providers ?? []) as readonly Provider[];
  const given = providers.find(({ provide }) => provide === OPTIONS);
  if (given === undefined || 'useValue' in given) return given?.useValue;
  return resolveAlone(OPTIONS, withoutConnections(providers), { imports: core.imports ?? [], near: globals, rootDir });
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
