// Every error that the preset raises about configuration or environment: a code, what is wrong, what to do.
// Errors are recognised by code and brand, because each Jest sandbox has its own Error class. Knows no folder of the project.

interface ErrorText {
  readonly says: string;
  readonly todo: string;
}

const TEXTS = {
  JNM_PRODUCTION: { says: 'NODE_ENV is "production".', todo: 'Run tests with NODE_ENV=test; this preset never touches a production environment.' },
  JNM_JEST_VERSION: { says: 'This is Jest {version}.', todo: 'Install Jest 29 or 30, and the ts-jest that belongs to it: npm install --save-dev jest@29 ts-jest@29' },
  JNM_TYPEORM_VERSION: { says: 'This is TypeORM {version}, which has no data sources yet.', todo: 'Install TypeORM 0.3 (from 0.3.17) or 1, with the @nestjs/typeorm that belongs to it (from 10): npm install typeorm@0.3' },
  JNM_ESM: {
    says: 'The tests are ES modules, and Jest cannot load such without a flag of Node.',
    todo: 'Start Jest as `node --experimental-vm-modules node_modules/jest/bin/jest.js`, or set NODE_OPTIONS=--experimental-vm-modules.',
  },
  JNM_CONFIG_NOT_LOADED: { says: 'The config file {file} could not be loaded: {reason}', todo: 'Correct the file; it is loaded as your tests are, TypeScript included.' },
  JNM_CONFIG_SHAPE: { says: 'The config file {file} does not export a config object.', todo: 'Write `export default defineConfig({ ... })`.' },
  JNM_CONFIG_UNKNOWN_KEY: { says: 'Unknown setting "{key}" in {file}.', todo: '{hint}' },
  JNM_CONFIG_VALUE: { says: 'The setting "{key}" is not valid: {value}.', todo: 'It must be {expected}.' },
  JNM_NAME: { says: '"{name}" is not usable as a database name prefix.', todo: 'Set `prefix` (or MSSQL_TEST_PREFIX) to a letter followed by letters, digits and underscores, 60 at most.' },
  JNM_EMBEDDED_IN_CI: { says: 'CI is set and no SQL Server is configured.', todo: 'Set {host} to a SQL Server, or ask for the embedded server by name with MSSQL_TEST_SERVER=embedded.' },
  JNM_EMBEDDED_MISSING: { says: 'The embedded server could not be loaded: {reason}', todo: 'Install it (`npm install --save-dev mssql-memory-server`), or set {host} to a SQL Server.' },
  JNM_CONTAINER_PACKAGE: {
    says: 'The server kind is "container", and the package {name}, which starts it, cannot be loaded from {directory}: {reason}',
    todo: 'Install it: npm install --save-dev {name} (@11 on Node 20); or start a server with `docker compose -f docker-compose.test.yml up -d --wait` and set {host}.',
  },
  JNM_CONTAINER_FAILED: {
    says: 'The container of {image} did not start: {reason}',
    todo: 'Start Docker, or what stands in for it; correct MSSQL_TEST_IMAGE or `container.image`; or set {host} to a server that is there, or MSSQL_TEST_SERVER=embedded.',
  },
  JNM_HOST_REFUSED: {
    says: 'The host "{host}" of {source} is neither loopback nor in a private network.',
    todo: 'If it is a test server, name it in `allowHosts` of the config file. If it is what the application connects to otherwise, take the embedded server by its name, MSSQL_TEST_SERVER=embedded (a line of .env.test does), or point {source} at a test server.',
  },
  JNM_SERVER_UNREACHABLE: { says: 'No SQL Server answers at {address}: {reason}', todo: 'Start the server, or correct {variables}; or take the embedded server by its name, MSSQL_TEST_SERVER=embedded, if that is not where the tests are to run.' },
  JNM_DRIVER_FAILED: {
    says: 'The driver ({driver}) failed before the server at {address} could answer: {reason}',
    todo: 'Install a version of it that is made for Node {node} (tedious 20 needs Node 22: on Node 20, add tedious@19 to your overrides), or use a newer Node.',
  },
  JNM_LOGIN_FAILED: { says: 'The server at {address} refused the login of "{user}": {reason}', todo: 'Correct {variables}.' },
  JNM_LOGIN_LACKS_RIGHT: {
    says: 'The login "{user}" may not make databases on the server: {reason}',
    todo: 'Give it the server role: ALTER SERVER ROLE dbcreator ADD MEMBER [{user}]; or name another login.',
  },
  JNM_EXTERNAL_WITHOUT_HOST: { says: 'The server kind is "external", but no host is configured.', todo: 'Set {host}, in the environment or in .env.test.' },
  JNM_PEER_MISSING: { says: 'The package "{name}" is not installed in {directory}.', todo: 'Install it: npm install --save-dev {name}' },
  JNM_DATA_SOURCE_NOT_FOUND: {
    says: 'No TypeORM data source was found in {directory}. Tried: {tried}, and TypeOrmModule.forRoot, or a provider that opens one, in {modules}.{there}',
    todo: 'Name yours in mssql-test.config.ts beside the Jest config: export default defineConfig({ dataSource: "path/of/data-source.ts" }), or () => options; or name the module that declares it: defineConfig({ app: { module: AppModule } }). An application without TypeORM says defineConfig({ dataSource: () => ({ type: "mssql" }), template: { schema: ... } }), and in `schema` how its tables are made.',
  },
  JNM_DATA_SOURCE_SEVERAL: {
    says: 'The file {file} exports several data sources: {names}.',
    todo: 'Export one of them as default, or name which is meant in mssql-test.config.ts: export default defineConfig({ dataSource: () => ..., dataSources: { ... } }) with {first}.',
  },
  JNM_APP_NOT_READ: {
    says: 'The data source that {file} declares could not be read: {reason}',
    todo: 'Correct what it names (in mssql-test.config.ts, `env` names the variables in which the application looks for its database; others can be given in .env.test), or name the data source in mssql-test.config.ts: export default defineConfig({ dataSource: () => options }).',
  },
  JNM_DATA_SOURCE_NOT_LOADED: {
    says: 'The data source could not be loaded from {file}: {reason}',
    todo: 'Correct the file; where the message is your compiler\'s, its options (tsconfig.json, .swcrc) or those of `transform` in your Jest config; or name another file with `dataSource` in mssql-test.config.ts.',
  },
  JNM_DATA_SOURCE_UNTYPED: {
    says: 'The data source in {file} has no type: the variable that it takes its type from is not set.',
    todo: 'Set what it reads in .env.test beside your package.json (an .env is loaded by what starts your application, and not by Jest), or name another data source with `dataSource` in mssql-test.config.ts.',
  },
  JNM_DATA_SOURCE_UNMATCHED: {
    says: 'The data source {source} is none of those configured: {known}.',
    todo: 'Name it in `dataSources` of mssql-test.config.ts, as its `name` in TypeOrmModule.forRoot says or with the `database` of its options; where that names any, it names all: what the application declares is no longer asked for.',
  },
  JNM_NOT_MSSQL: { says: 'The data source has the type "{type}".', todo: 'This preset tests against Microsoft SQL Server only: the type must be "mssql".' },
  JNM_NO_MIGRATIONS: {
    says: 'The data source has no migrations ({looked}).',
    todo: 'Correct `migrations` in your data source options (a relative glob begins at the folder of package.json), or say in mssql-test.config.ts how your tables are made: export default defineConfig({ template: { schema: "synchronize" } }), or sqlScripts({ files: [...] }), or backup(path).',
  },
  JNM_NO_TABLES: {
    says: 'The migrations have run, and made none of the tables that the entities name: {tables}.',
    todo: 'Correct `migrations` in your data source options, if they are not all there; if TypeORM makes your tables (`synchronize: true`), say so in mssql-test.config.ts: export default defineConfig({ template: { schema: "synchronize" } }).',
  },
  JNM_MIGRATION_FAILED: {
    says: 'The migration {migration} failed: {reason}',
    todo: 'Correct the migration; if your migrations do not begin with an empty database, make what they begin with in `template.before`, or take another `template.schema`. The database it ran in has been dropped.',
  },
  JNM_SCHEMA_FAILED: { says: 'The template database could not be built: {reason}', todo: 'Correct what the message names; the database has been dropped.' },
  JNM_SEED_FAILED: { says: 'The seed failed: {reason}', todo: 'Correct `template.seed` in your config; the database it ran in has been dropped.' },
  JNM_SCRIPT: { says: 'The script {file} cannot be run: {reason}', todo: 'Correct the script, or `files` and `variables` of sqlScripts() in your config.' },
  JNM_BACKUP_REFUSED: { says: 'The server refuses BACKUP: {reason}', todo: 'Take `clone: "migrate"` or `clone: "auto"` in your config, or give the login the permission.' },
  JNM_BACKUP_FAILED: {
    says: 'The template could not be backed up to {file}: {reason}',
    todo: 'Make room on the disk of the server, or let its account write to that folder; `clone: "migrate"` needs no backup. The half-built template has been dropped.',
  },
  JNM_START_UNFINISHED: {
    says: 'The start of the run has not ended, and nothing is left that could end it.',
    todo: 'Look in your config, data source, migrations and seed for a promise that never settles.',
  },
  JNM_FILE_REFUSED: {
    says: 'A file that the run needs could not be written: {reason}',
    todo: 'Make room there, or let your user write there. The temporary folder is {directory}; TMPDIR (on Windows TEMP) names another.',
  },
  JNM_NOT_AWAITED: {
    says: 'Something that nobody awaited has failed while the run started: {reason}',
    todo: 'Await it: look in your config, data source, migrations and seed for a call without `await`, such as a `runner.query(...)`.',
  },
  JNM_TEMPLATE_UNSUITED: {
    says: 'The template has what cannot be cloned or cleaned: {things}.',
    todo: 'Name such tables under `clean.keep` in your config if no test changes them; let the migrations or the seed of the tests leave out the rest.',
  },
  JNM_KEEP_UNKNOWN: {
    says: 'The setting "clean.keep" has names that no table of the template has: {names}.',
    todo: 'Correct it, or leave it out: `schema.name` or `name`, as the database has them. A table that a test makes is dropped by the next clean, and the history of a temporal table is cleaned with that table.',
  },
  JNM_RESTORE_FAILED: { says: 'The database of this worker, {database}, could not be restored: {reason}', todo: 'Read the server\'s own words above; the next spec file tries again.' },
  JNM_FRESH_DATABASE: {
    says: 'Databases are to be cloned anew for a file, and there are no clones: `clone` is "migrate", or the server refuses BACKUP.',
    todo: 'Give the login the permission to back up and restore, or leave `useFreshDatabase()` and `isolation: "file"` out.',
  },
  JNM_FRESH_TOO_LATE: { says: 'useFreshDatabase() was called when the database of the test file was made already.', todo: 'Call it at the top of the spec file, outside of hooks and tests.' },
  JNM_SERVER_GONE: { says: 'The server at {address} has gone away: {reason}', todo: 'Look at why it ended and start it again; files that begin when it is back get their database anew.' },
  JNM_DATABASE_GONE: {
    says: 'The database of this worker, {database}, is not on the server at {address} any more.',
    todo: 'The server has come back without its databases, or somebody has dropped this one: the next file gets it anew if the backup of the template is still there, and else the next run does.',
  },
  JNM_LEASE: { says: 'The lock "{resource}" could not be had within {timeoutMs} ms (code {code}).', todo: 'Another run holds it; wait for it, or end it.' },
  JNM_NO_RUN: { says: 'There is no test run: {reason}', todo: 'Use `preset: "jest-nest-mssql"` in your Jest config; your own globalSetup must call ours (jest-nest-mssql/global-setup).' },
  JNM_PROJECT_NOT_STARTED: {
    says: 'The run was started for {started}, and not for the Jest project in {project}: Jest calls a globalSetup once for all projects that name it, and this one does not show that it needs the preset.',
    todo: 'Give the project `preset: "jest-nest-mssql"`, or "jest-nest-mssql/setup-after-env" itself in `setupFilesAfterEnv`; with a `runner` that is not made of Jest\'s own, run each project by itself (jest --selectProjects).',
  },
  JNM_NOT_OUR_DATABASE: { says: 'The database "{database}" was not made by this preset, so it is not cleaned.', todo: 'Pass the data source of your test app, or one made with workerDatabase().' },
  JNM_NO_DATA_SOURCE: { says: '{caller} was given {given}, which is no data source.', todo: 'Pass the `dataSource` of what `await createTestApp()` gave, or a data source of your own.' },
  JNM_DATA_SOURCE_CLOSED: {
    says: '{caller} was given a data source that is not initialised.',
    todo: 'Call it while the data source is open: after `await createTestApp()` or `await dataSource.initialize()`, and before it is closed.',
  },
  JNM_CLOSE_STUCK: {
    says: 'What {file} has left open did not close within {seconds} s.',
    todo: 'Look in its apps for a hook (onModuleDestroy, onApplicationShutdown) that never ends, and close each app in afterAll.',
  },
  JNM_CLEAN_NOT_AWAITED: {
    says: 'cleanDatabase was still running when {moment}: it takes away what the test does meanwhile.',
    todo: 'Await it, or return it from the hook: beforeEach(() => cleanDatabase(t.dataSource)). If it is awaited, a hook ran out of time before this one and has left it running: give hooks more, in a debugger with --testTimeout=600000.',
  },
  JNM_CLEAN_BLOCKED: { says: 'cleanDatabase waited {timeoutMs} ms for a lock. {blockers}', todo: 'Await, commit or roll back what your test started before it ends.' },
  JNM_OBJECTS_GONE: {
    says: 'The database cannot be cleaned, because objects of the template are gone: {objects}.',
    todo: 'Put `useFreshDatabase()` at the top of a spec file whose tests drop what the migrations made, and do not clean after them.',
  },
  JNM_OBJECTS_ALTERED: {
    says: 'The database cannot be cleaned, because objects are not as in the template, and cannot be put back: {objects}.',
    todo: 'Put `useFreshDatabase()` at the top of a spec file whose tests alter what the migrations made, and do not clean after them.',
  },
  JNM_NEST_VERSION: { says: 'This version of @nestjs/testing has no applyOverloadsMap: queues and clients cannot be found by themselves.', todo: 'Install Nest 10, 11 or 12.' },
  JNM_ARGUMENT: { says: '{caller} was given {given}.', todo: 'Give it {expected}.' },
  JNM_APP_MODULE: { says: 'createTestApp was given no modules.', todo: 'Call createTestApp({ imports: [AppModule] }), or set `app.module` in mssql-test.config.ts.' },
  JNM_FAKE_TIMERS: {
    says: '{what} under fake timers, which stop the database driver: {effect}.',
    todo: 'Leave alone what the driver waits with, in the Jest config (fakeTimers: { enableGlobally: true, doNotFake: ["nextTick", "setImmediate"] }) or in the spec (jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate"] })). For another date alone, t.clock.set(date) needs no fake timers.',
  },
  JNM_QUEUE: { says: 'No queue "{name}" is registered in the app. There are: {known}.', todo: 'Import the module that registers it.' },
  JNM_PROCESSOR: { says: 'The queue "{queue}" has no processor for the job "{job}".', todo: 'Import the module with the @Process() method, or empty the queue instead of draining it.' },
  JNM_CRON: { says: 'The app has no scheduled method "{name}". There are: {known}.', todo: 'Name a job by its name, as "Class.method" or as "method".' },
  JNM_APP_DATA_SOURCE: {
    says: 't.dataSource was read, and the app has no default data source of TypeORM, nor a single one of another name.',
    todo: 'Import the module that declares it; one of several is t.get(getDataSourceToken(name)), or t.get(its own token). An application without TypeORM is cleaned with `useCleanDatabase()` at the top of the spec file.',
  },
  JNM_SIGN_IN: {
    says: 't.as(user) was called, and no way to sign in is configured.',
    todo: 'Set `app.signIn` in mssql-test.config.ts (or `signIn` of createTestApp): (app, user) => a bearer token, or headers.',
  },
  JNM_FAKE: { says: 'No fake is defined for the token {token}. There are: {known}.', todo: 'Add defineFake(token, factory) to `app.fakes` in mssql-test.config.ts, or to `fakes` of createTestApp.' },
  JNM_OVERRIDE: {
    says: 't.override cannot change {token}: {reason}.',
    todo: 'Override a member that is called through the instance, or replace the whole provider before the app is made: `overrides` of createTestApp.',
  },
  JNM_NETWORK: {
    says: 'A connection to {address} was refused, opened at {line}: specs have no network but loopback and the database.',
    todo: 'Replace the client that opens it (`overrides` or `fakes` of createTestApp), name the host in `allowHosts`, or set `network: "allow"`.',
  },
  JNM_NAME_UNKNOWN: {
    says: 'The server {host} was looked for at {line}, and its name is not known here ({reason}): specs have no network but loopback and the database.',
    todo: 'Replace the client that looks for it (`overrides` or `fakes` of createTestApp), name the host in `allowHosts` if it is there for tests, or set `network: "allow"`.',
  },
  JNM_REQUEST: {
    says: 'The request {request} was refused, made at {line}: {reason}.',
    todo: 'Answer it with nock, replace the client that sends it (`overrides` or `fakes` of createTestApp), name the host in `allowHosts`, or set `network: "allow"`.',
  },
  JNM_REDIS: {
    says: 'A connection to Redis at {address} was refused, opened at {line}: specs run without Redis.',
    todo: 'Replace the provider that opens it (`overrides` or `fakes` of createTestApp; queues of bull and bullmq are replaced by themselves) or the package that it opens it with (`jest.mock`), or name "{address}" in `allowHosts`.',
  },
  JNM_NOT_IMITATED: {
    says: '{owner}: the fake does not imitate {feature}.',
    todo: 'Give it a behaviour of your own (mockResolvedValue of its jest.fn, jest.spyOn, t.override), or leave it out where the app is tested.',
  },
  JNM_DRAIN: {
    says: 'Draining did not come to an end: {count} jobs were run, the last of them "{job}" of the queue "{queue}".',
    todo: 'Find the processor that adds a job each time it runs; drain({ delayed: false }) leaves delayed jobs alone.',
  },
  JNM_INTERLEAVE: { says: 'Step {step} (session {session}) did not end within {timeoutMs} ms. {picture}.', todo: 'Add the step that sets it free, or raise timeoutMs.' },
  JNM_WAIT: { says: 'waitFor gave up after {timeoutMs} ms: {reason}', todo: 'Raise timeoutMs, or look at why it does not come true. A check that only expects something ends with `return true`.' },
} as const satisfies Record<string, ErrorText>;

/** In place of a value in an error that may hold a secret. */
export const HIDDEN_VALUE = 'it is not shown, since it may hold a password';

/** The codes of all errors that the preset raises. */
export type PresetErrorCode = keyof typeof TEXTS;

const BRAND = 'jest-nest-mssql.error';

/** A mistake in configuration or environment: `code`, one sentence, and what to do. */
export class PresetError extends Error {
  readonly code: PresetErrorCode;
  readonly brand = BRAND;

  constructor(code: PresetErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PresetError';
    this.code = code;
  }
}

/** Makes the error of a code; every `{name}` in its text is replaced by the value given. */
export function presetError(code: PresetErrorCode, values: Readonly<Record<string, string | number>> = {}, cause?: unknown): PresetError {
  const { says, todo }: ErrorText = TEXTS[code];
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, key: string) => (key in values ? String(values[key]) : whole));
  return new PresetError(code, `${fill(says)}\n  What to do: ${fill(todo)} [${code}]`, cause);
}

/** Whether a value is an error of this preset, whichever sandbox made it. */
export function isPresetError(value: unknown): value is PresetError {
  return typeof value === 'object' && value !== null && (value as { brand?: unknown }).brand === BRAND;
}

/** An error of this preset with what it is about before its text; any other as it is. */
export function saidOf(subject: string, error: unknown): unknown {
  return isPresetError(error) ? new PresetError(error.code, `${subject}: ${error.message}`, error.cause) : error;
}

// Compilers colour their messages, wherever those go.
const COLOURS = /\u001b\[[\d;]*m/g;

/** The message of anything that was thrown, by whichever sandbox; of what SQL Server raised in several errors, all of them in order: the last may only say that there were others. */
export function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { name, message, errors, driverError } = error as { name?: unknown; message?: unknown; errors?: unknown; driverError?: unknown };
  if (name === 'AggregateError' && Array.isArray(errors) && errors.length > 0) return errors.map(reasonOf).join('; ');
  const earlier = [...precedingReasons(error), ...precedingReasons(driverError)];
  const said = typeof message === 'string' ? withCause(withAttempts(withoutForeignModules(message.replace(COLOURS, '')), error), error) : String(error);
  // TypeORM writes the driver's error as a text.
  const own = driverError === undefined ? said : said.replace(/^(?:\w*Error: )+/, '');
  return [...new Set([...earlier, own])].join(' ');
}

// What the driver says when no address of a server let it connect; why not, each of its attempts knows.
function withAttempts(message: string, error: object): string {
  return message.replace(/Could not connect \((?:sequence|parallel)\)/, (whole) => attemptsOf(error).join('; ') || whole);
}

function attemptsOf(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { errors, cause, originalError, driverError } = error as { errors?: unknown; cause?: unknown; originalError?: unknown; driverError?: unknown };
  return Array.isArray(errors) ? [...new Set(errors.map(reasonOf))] : [cause, originalError, driverError].map(attemptsOf).find((reasons) => reasons.length > 0) ?? [];
}

// All that Node's fetch says itself; why, its cause knows.
const FETCH_FAILED = 'fetch failed';

function withCause(message: string, { cause }: { readonly cause?: unknown }): string {
  return message === FETCH_FAILED && cause !== undefined ? `${message}: ${reasonOf(cause)}` : message;
}

// Node tells which module required which, up to Jest's own: the first ones, before any package, are what can be corrected. A compiler may say more below them.
function withoutForeignModules(message: string): string {
  const [said, stack] = message.split(/\nRequire stack:\n/);
  if (said === undefined || stack === undefined) return message;
  const lines = stack.split('\n').filter((line) => line.trim() !== '');
  const files = lines.filter((line) => line.startsWith('- ')).map((line) => line.slice(2));
  const more = lines.filter((line) => !line.startsWith('- '));
  const own = files.find((file) => !/[\\/]node_modules[\\/]/.test(file)) ?? files[0];
  const needed = files[0] === own ? `required by ${own}` : `required by ${files[0]}, which ${own} leads to`;
  return [`${said} (${needed})`, ...more].join(' ');
}

// The driver keeps them beside the last one; TypeORM wraps the driver's error.
function precedingReasons(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { precedingErrors } = error as { precedingErrors?: unknown };
  return Array.isArray(precedingErrors) ? precedingErrors.map(reasonOf) : [];
}

/** All codes with their texts, in the order of this table. */
export function presetErrorTexts(): ReadonlyArray<{ code: string; says: string; todo: string }> {
  return Object.entries(TEXTS).map(([code, text]) => ({ code, ...text }));
}
