// What Jest has to be told so that it finds modules where the project's TypeScript does: `paths` and `baseUrl` of its tsconfig, as Jest's
// moduleNameMapper and modulePaths. Reads no other option, and nothing of Jest's.
import * as path from 'node:path';
import { findUpwards } from './project';
import { parseTsConfig, tsConfigChain } from './tsconfig-chain';

/** The parts of a Jest config that say where modules are. */
export interface ModulePlaces {
  readonly moduleNameMapper: Readonly<Record<string, readonly string[]>>;
  readonly modulePaths: readonly string[];
}

interface Given {
  readonly directory: string;
  readonly baseUrl?: unknown;
  readonly paths?: unknown;
}

/** Reads the tsconfig of the package in `directory`; of a workspace, that from which its packages' extend. Nothing where there is none. */
export function modulePlacesOf(directory: string, isEsm: boolean): ModulePlaces {
  const file = findUpwards(directory, ['tsconfig.json', 'tsconfig.base.json'], directory);
  const chain = file === undefined ? [] : (tsConfigChain(file) ?? []);
  const options = chain.map((each): Given => ({ ...(parseTsConfig(each.text)?.['compilerOptions'] as object | undefined), directory: path.dirname(each.file) }));
  const base = options.find(({ baseUrl }) => typeof baseUrl === 'string');
  const root = base === undefined ? undefined : path.resolve(base.directory, String(base.baseUrl));
  const named = options.find(({ paths }) => typeof paths === 'object' && paths !== null);
  return {
    moduleNameMapper: named === undefined ? {} : mapperOf(named.paths as Readonly<Record<string, unknown>>, root ?? named.directory, isEsm),
    modulePaths: root === undefined ? [] : [root],
  };
}

function mapperOf(paths: Readonly<Record<string, unknown>>, root: string, isEsm: boolean): Record<string, readonly string[]> {
  const mapper: Record<string, readonly string[]> = {};
  for (const [pattern, given] of Object.entries(paths)) {
    // What takes every name is for types, or another spelling of baseUrl.
    if (pattern.startsWith('*') || !Array.isArray(given)) continue;
    const targets = given.filter((target): target is string => typeof target === 'string').map((target) => path.resolve(root, target).split(path.sep).join('/').replace('*', '$1'));
    const name = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    // A name that is nowhere there may be a package, as TypeScript takes it too.
    if (isEsm && pattern.endsWith('*')) mapper[`^${name.replace('*', '(.+)')}\\.js$`] = [...targets, pattern.replace('*', '$1.js')];
    mapper[`^${name.replace('*', '(.*)')}$`] = [...targets, pattern.replace('*', '$1')];
  }
  return mapper;
}
