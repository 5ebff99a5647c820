// What a run takes from the user: environment, config file, settings, data source options. Opens no connection.
import { loadConfig, loadEnvFile, type LoadedConfig } from '../config/load-config';
import { isNamedSources, namedSourcesOf } from '../config/named-sources';
import type { SchemaSource } from '../config/schema-source';
import { DEFAULT_ENV_NAMES, settingsOf, type Settings } from '../config/settings';
import { standIns } from '../config/stand-ins';
import type { DeclaredSource } from '../data-source/declared';
import { findDataSource, findDataSources, type FoundSources } from '../data-source/find';
import type { DataSourceOptions } from '../data-source/options';
import { presetError } from '../errors';
import type { Project } from '../project/project';
import type { UserCodeLoader } from '../user-code/loader';
import type { PatchedEnvironment } from './environment';
import { printLine } from './report';

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
  const { config, file: configFile } = loaded;
  const search = { project, loader, configFile, appModule: config.app?.module };
  const { options, declared, unread } = await foundSources(config, search);
  if (unread !== undefined)
    printLine(
      `the application was to be asked for data sources beside the first, and could not be read; \`dataSources\` of the config says which there are, {} that there are none: ${unread}`,
    );
  const others: SourceSide[] = [];
  for (const { name, given, template } of namedSourcesOf(config.dataSources ?? namedByApp(declared))) {
    const own = await findDataSource(given, search, `dataSources.${name}`);
    others.push({ source: name, configFile, settings: { ...settings, schema: schemaOf(template.schema, own), before: template.before ?? {}, seed: template.seed }, options: own });
  }
  return { configFile, settings: { ...settings, schema: schemaOf(config.template?.schema, options) }, options, others };
}

// What the config names is all there is.
async function foundSources({ dataSource, dataSources }: LoadedConfig['config'], search: Parameters<typeof findDataSource>[1]): Promise<FoundSources> {
  return dataSources === undefined ? findDataSources(dataSource, search) : { options: await findDataSource(dataSource, search), declared: [] };
}

// An application whose tables TypeORM's synchronize makes has them made so in its tests too, if it has no migrations.
function schemaOf(wanted: SchemaSource | undefined, { migrations, synchronize }: DataSourceOptions): SchemaSource {
  const hasMigrations = Array.isArray(migrations) && migrations.length > 0;
  return wanted ?? (synchronize === true && !hasMigrations ? 'synchronize' : 'migrations');
}

function namedByApp(declared: readonly DeclaredSource[]): Readonly<Record<string, unknown>> {
  const sources = Object.fromEntries(declared.map(({ name = 'default', options }) => [name, options]));
  if (!isNamedSources(sources))
    throw presetError('JNM_CONFIG_VALUE', {
      key: 'dataSources',
      value: Object.keys(sources).join(', '),
      expected: 'names of data sources of letters, digits and underscores: name those of your TypeOrmModule in mssql-test.config.ts',
    });
  return sources;
}
