// Finds and loads the user's config file and .env.test. A mistake in either is shown, never swallowed.
// How TypeScript is loaded is the loader's business.
import * as fs from 'node:fs';
import { parse } from 'dotenv';
import { isPresetError, presetError, reasonOf } from '../errors';
import { findUpwards, type Project } from '../project/project';
import type { UserCodeLoader } from '../user-code/loader';
import { checkConfig, type PresetConfig } from './config';

const CONFIG_FILES = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((extension) => `mssql-test.config.${extension}`);

/** A config and the file it came from; without a file the config is empty. */
export interface LoadedConfig {
  readonly config: PresetConfig;
  readonly file: string | undefined;
}

/** Loads mssql-test.config.* from rootDir or a folder above it, up to the project's package.json, and checks every key. */
export function loadConfig(project: Project, loader: UserCodeLoader): LoadedConfig {
  const file = findUpwards(project.rootDir, CONFIG_FILES, project.packageDir);
  if (file === undefined) return { config: {}, file };
  const config = configOf(loadOrExplain(loader, file), file);
  checkConfig(config, file);
  return { config, file };
}

/** The config object of a loaded config module; raises JNM_CONFIG_SHAPE if there is none. */
export function configOf(module: unknown, file: string): PresetConfig {
  let config: unknown = module;
  while (typeof config === 'object' && config !== null && 'default' in config) config = config.default;
  if (typeof config !== 'object' || config === null) throw presetError('JNM_CONFIG_SHAPE', { file });
  return config;
}

function loadOrExplain(loader: UserCodeLoader, file: string): unknown {
  try {
    return loader.load(file);
  } catch (error) {
    if (isPresetError(error)) throw error;
    throw presetError('JNM_CONFIG_NOT_LOADED', { file, reason: reasonOf(error) }, error);
  }
}

/** Puts the variables of .env.test into `environment`, without touching those that are set; returns the file, if there is one. */
export function loadEnvFile(project: Project, environment: Record<string, string | undefined>): string | undefined {
  const file = findUpwards(project.rootDir, ['.env.test'], project.packageDir);
  if (file === undefined) return undefined;
  for (const [name, value] of Object.entries(parse(fs.readFileSync(file, 'utf8')))) environment[name] ??= value;
  return file;
}
