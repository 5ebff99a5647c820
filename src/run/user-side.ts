// What a run takes from the user: environment, config file, settings, data source options. Opens no connection.
import type { EnvNames } from '../config/config';
import { findDataSource, type DataSourceOptions } from '../config/find-data-source';
import { loadConfig, loadEnvFile, type LoadedConfig } from '../config/load-config';
import { namedSourcesOf } from '../config/named-sources';
import type { Project } from '../config/project';
import { DEFAULT_ENV_NAMES, settingsOf, type Settings } from '../config/settings';
import type { UserCodeLoader } from '../config/user-code';
import type { PatchedEnvironment } from './environment';

/** What the user has written, loaded and checked, of one data source. */
export interface SourceSide {
  readonly configFile: string | undefined;
  readonly settings: Settings;
  readonly options: DataSourceOptions;
  /** The data source's name; undefined for the first. */
  readonly source?: string;
}

/** The first data source's side, and those of the others. */
export interface UserSide extends SourceSide {
  readonly others: readonly SourceSide[];
}

// The application's own .env, which its config may load, must not choose the server: only what was there before does.
/** Adds .env.test to the environment, and gives back a copy of it as it then is. */
export function readGivenEnvironment(project: Project, environment: PatchedEnvironment): Record<string, string | undefined> {
  const values: Record<string, string | undefined> = {};
  loadEnvFile(project, values);
  environment.setIfMissing(values);
  return { ...environment.values };
}

/** The config file and the settings that follow from it. */
export interface UserConfig {
  readonly loaded: LoadedConfig;
  readonly settings: Settings;
}

/** Loads the config; raises a PresetError for the first mistake in it. */
export function loadUserConfig(project: Project, loader: UserCodeLoader, environment: PatchedEnvironment, given: Readonly<Record<string, string | undefined>>): UserConfig {
  // Applications that check their variables when they are imported find something there.
  environment.setIfMissing({ NODE_ENV: 'test', ...standIns(DEFAULT_ENV_NAMES) });
  const loaded = loadConfig(project, loader);
  const settings = settingsOf(loaded.config, given, project.packageName);
  environment.setIfMissing(standIns(settings.env));
  return { loaded, settings };
}

/** Finds the data sources; raises a PresetError for the first mistake in them. */
export async function loadUserSide({ loaded, settings }: UserConfig, project: Project, loader: UserCodeLoader): Promise<UserSide> {
  const options = await findDataSource(loaded.config.dataSource, project, loader);
  const others: SourceSide[] = [];
  for (const { name, given: givenSource, template } of namedSourcesOf(loaded.config.dataSources)) {
    const own = { schema: template.schema ?? ('migrations' as const), before: template.before ?? {}, seed: template.seed };
    others.push({ source: name, configFile: loaded.file, settings: { ...settings, ...own }, options: await findDataSource(givenSource, project, loader, `dataSources.${name}`) });
  }
  return { configFile: loaded.file, settings, options, others };
}

function standIns({ host, port, user, password, database, url }: EnvNames): Record<string, string> {
  const parts = { [host]: '127.0.0.1', [port]: '1433', [user]: 'sa', [password]: 'unused', [database]: 'unused' };
  return url === DEFAULT_ENV_NAMES.url ? parts : { ...parts, [url]: 'mssql://sa:unused@127.0.0.1:1433/unused' };
}
