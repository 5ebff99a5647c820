// Who may import whom. Read an entry as: this folder may import these, and nothing else of its package. `errors` may be imported by all.
const ENGINE = {
  errors: [],
  types: [],
  syntax: [],
  xquery: ['types'],
  catalog: ['types'],
  storage: ['catalog', 'types'],
  locking: [],
  transaction: ['storage', 'locking', 'catalog', 'types'],
  plan: ['catalog', 'transaction', 'xquery', 'types'],
  binder: ['syntax', 'catalog', 'plan', 'transaction', 'xquery', 'types'],
  optimizer: ['plan', 'catalog', 'transaction', 'types'],
  exec: ['plan', 'catalog', 'transaction', 'storage', 'xquery', 'types'],
  instance: ['catalog', 'storage', 'transaction', 'types'],
  ddl: ['instance', 'syntax', 'binder', 'exec', 'plan', 'transaction', 'storage', 'locking', 'catalog', 'types'],
  system: ['instance', 'locking', 'plan', 'catalog', 'types'],
  session: ['syntax', 'binder', 'optimizer', 'plan', 'exec', 'ddl', 'system', 'instance', 'transaction', 'locking', 'storage', 'catalog', 'types'],
  tds: ['types'],
};

// The folders of ddl/ among each other; the files beside them join them.
const DDL = {
  objects: [],
  databases: ['objects'],
  indexes: ['databases', 'objects'],
  tables: ['indexes', 'databases', 'objects'],
  modules: ['tables', 'objects'],
  security: ['databases', 'objects'],
};

// session/ knows tds/ by one file: the port it implements.
const PORT = 'engine/src/tds/session-port';

const PRESET = {
  errors: [],
  project: [],
  'user-code': ['project'],
  config: ['user-code', 'project'],
  'data-source': ['user-code', 'project'],
  process: ['config'],
  sql: [],
  provider: ['data-source', 'process', 'config', 'project', 'sql'],
  template: ['data-source', 'process', 'config', 'project', 'sql'],
  database: ['process', 'config', 'project', 'sql'],
  isolation: ['data-source', 'process', 'project', 'sql'],
  nest: ['database', 'isolation', 'process', 'config', 'project'],
  run: ['provider', 'template', 'database', 'data-source', 'process', 'config', 'user-code', 'project', 'sql'],
  jest: ['run', 'database', 'isolation', 'nest', 'matchers', 'process', 'project'],
  matchers: ['nest', 'migrations'],
  migrations: ['database', 'data-source', 'process', 'project', 'sql'],
  cli: ['run'],
};

// The folders of nest/ among each other; the files beside them join them. So the fakes know no Nest.
const NEST = {
  fakes: [],
  replace: ['fakes'],
  network: ['replace'],
};

const rulesFor = (root, table, exceptions = '') => Object.entries(table).map(([folder, allowed]) => ({
  name: `${root.split('/')[0]}-${folder}`,
  comment: `${root}/${folder} may import ${allowed.length ? allowed.join(', ') : 'nothing'} (and errors). Hand in what it lacks, or move the code to the layer that may know it.`,
  severity: 'error',
  from: { path: `^${root}/${folder}/` },
  to: { path: `^${root}/`, pathNot: [`^${root}/(${[folder, 'errors', ...allowed].join('|')})(/|\\.ts$)`, ...(exceptions ? [exceptions] : [])] },
}));

module.exports = {
  forbidden: [
    // Imports of types count: a circle of values hides behind a shorter one of types. The trees of the syntax and of the plan are recursive over files.
    { name: 'no-cycles', comment: 'Any file can be read after the files it imports: find the smaller thing both need.', severity: 'error', from: { pathNot: '^engine/src/(syntax/ast|plan)/' }, to: { circular: true } },
    ...rulesFor('engine/src', ENGINE, `^${PORT}`),
    ...rulesFor('engine/src/ddl', DDL),
    ...rulesFor('src', PRESET),
    ...rulesFor('src/nest', NEST),
    { name: 'preset-engine-by-its-entry', comment: 'Only src/provider/embedded.ts may load the engine, by its public entry.', severity: 'error', from: { path: '^src/', pathNot: '^src/provider/embedded\\.ts$' }, to: { path: '^engine/|mssql-memory-server' } },
    { name: 'engine-without-preset', comment: 'The engine knows nothing of the preset.', severity: 'error', from: { path: '^engine/' }, to: { path: '^src/' } },
    { name: 'no-unresolved', comment: 'Every import must be found.', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^(jest-environment-node|jest|@nestjs|typeorm|mssql|bull|bullmq|stripe|postmark|@aws-sdk|supertest|nock|typescript)' } },
  ],
  options: { tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' }, doNotFollow: { path: 'node_modules' }, exclude: { path: '\\.d\\.ts$' } },
};
