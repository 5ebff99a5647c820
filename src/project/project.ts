// The user's project: where it lies, whether it is ESM, and how its packages are found.
// Peers are always loaded from there, never from where this library lies, so that there is one copy of each.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { runInThisContext } from 'node:vm';
import { presetError } from '../errors';
import { deferUnused } from './defer-unused';
import { importFile } from './import-file';

/** What is known of the user's project; plain data. */
export interface Project {
  readonly rootDir: string;
  /** The folder of the nearest package.json, at or above rootDir. */
  readonly packageDir: string;
  readonly packageName: string;
  readonly isEsm: boolean;
  readonly moduleNameMapper: ReadonlyArray<readonly [pattern: string, targets: readonly string[]]>;
  readonly modulePaths: readonly string[];
  /** The file of the Jest config's own `resolver`. */
  readonly resolver?: string | undefined;
  /** The conditions under which specs are given what a package exports, where the Jest config names any. */
  readonly exportConditions?: readonly string[] | undefined;
}

interface JestProjectConfig {
  readonly rootDir: string;
  readonly moduleNameMapper?: ReadonlyArray<readonly [string, string | readonly string[]]>;
  readonly modulePaths?: readonly string[];
  readonly resolver?: string | null;
  readonly testEnvironmentOptions?: { readonly customExportConditions?: readonly string[] };
}

/** What is read of a package.json. */
interface Manifest {
  readonly name?: string;
  readonly type?: string;
}

/** The folder of the nearest package.json; `directory` itself where there is none. */
export function packageDirOf(directory: string): string {
  const file = findUpwards(directory, ['package.json'], path.parse(directory).root);
  return file === undefined ? directory : path.dirname(file);
}

/** Whether the package in a folder is of ES modules; a package.json that nobody can read says nothing. */
export function isModulePackage(packageDir: string): boolean {
  try {
    return readManifest(packageDir).type === 'module';
  } catch {
    return false;
  }
}

function readManifest(packageDir: string): Manifest {
  const file = path.join(packageDir, 'package.json');
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest) : {};
}

/** Describes the project that a Jest project config belongs to. */
export function describeProject(config: JestProjectConfig): Project {
  const packageDir = packageDirOf(config.rootDir);
  const manifest = readManifest(packageDir);
  return {
    rootDir: config.rootDir,
    packageDir,
    packageName: manifest.name ?? path.basename(config.rootDir),
    isEsm: manifest.type === 'module',
    moduleNameMapper: (config.moduleNameMapper ?? []).map(([pattern, to]) => [pattern, typeof to === 'string' ? [to] : to] as const),
    modulePaths: config.modulePaths ?? [],
    resolver: config.resolver ?? undefined,
    exportConditions: config.testEnvironmentOptions?.customExportConditions,
  };
}

/** The first of `names` that exists in `from` or in a folder above it, `last` included; undefined if none does. */
export function findUpwards(from: string, names: readonly string[], last: string): string | undefined {
  for (let directory = from; ; directory = path.dirname(directory)) {
    for (const name of names) {
      const file = path.join(directory, name);
      if (fs.existsSync(file)) return file;
    }
    if (directory === last || directory === path.dirname(directory)) return undefined;
  }
}

/** In each of the directories, for each of the base names, the file with the first of the extensions that exists. */
export function existingFiles(directories: Iterable<string>, bases: readonly string[], extensions: readonly string[]): readonly string[] {
  return [...directories].flatMap((directory) => bases.flatMap((base) => extensions.map((extension) => path.join(directory, `${base}.${extension}`)).find((name) => fs.existsSync(name)) ?? []));
}

/** The file that the last of some packages leads to, each looked for from where the one before is; undefined if one leads nowhere. */
export function resolveThrough(rootDir: string, ...names: readonly string[]): string | undefined {
  let [from, found]: readonly [string, string | undefined] = [rootDir, undefined];
  for (const name of names) {
    found = resolvePeer(from, name);
    if (found === undefined) return undefined;
    from = path.dirname(found);
  }
  return found;
}

/** Loads a package as the project's own code would get it; raises JNM_PEER_MISSING if it is not installed there. */
export function requirePeer<T>(rootDir: string, name: string): T {
  return optionalPeer<T>(rootDir, name) ?? missing(rootDir, name);
}

function missing(rootDir: string, name: string): never {
  throw presetError('JNM_PEER_MISSING', { name, directory: rootDir });
}

/** Raises JNM_PEER_MISSING if a package is not installed in the project; loads nothing. */
export function checkPeer(rootDir: string, name: string): void {
  if (resolvePeer(rootDir, name) === undefined) missing(rootDir, name);
}

/** The file that a package's name leads to from the project; undefined if it leads nowhere. */
export function resolvePeer(rootDir: string, name: string): string | undefined {
  try {
    return createRequire(path.join(rootDir, 'package.json')).resolve(name);
  } catch {
    return undefined;
  }
}

/** Loads a package as the project's own code would get it; undefined if it is not installed there. */
export function optionalPeer<T>(rootDir: string, name: string): T | undefined {
  return load<T>(createRequire(path.join(rootDir, 'package.json')), name);
}

function load<T>(projectRequire: (name: string) => unknown, name: string): T | undefined {
  try {
    return projectRequire(name) as T;
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code === 'MODULE_NOT_FOUND' && (message ?? '').includes(`'${name}'`)) return undefined;
    throw error;
  }
}

/** Loads a package of the project outside of Jest's sandboxes, once in each process; raises JNM_PEER_MISSING if it is not installed. */
export function nativePeer<T>(rootDir: string, name: string): T {
  // Inside of a test file, require is Jest's, and loads a package again for each file. Node's own is reached from outside of the file's context.
  const { getBuiltinModule } = runInThisContext('process') as NodeJS.Process;
  const nativeModule = getBuiltinModule('node:module');
  const restore = deferUnused(nativeModule);
  try {
    return load<T>(nativeModule.createRequire(path.join(rootDir, 'package.json')), name) ?? missing(rootDir, name);
  } finally {
    restore();
  }
}

/** Loads a package as the project's own code would get it, ESM-only packages included. */
export async function importPeer<T>(rootDir: string, name: string): Promise<T> {
  try {
    return requirePeer<T>(rootDir, name);
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code !== 'ERR_REQUIRE_ESM' && !/Must use import|ES Module/.test(message ?? '')) throw error;
    return (await importFile(createRequire(path.join(rootDir, 'package.json')).resolve(name))) as T;
  }
}
