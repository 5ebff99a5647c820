// The ways in which a template's schema can be made, as the user writes them down. Plain data: nothing is read or run here.

/** What `template.schema` may be, when it is a function, is handed: the template's database, as the server's administrator. */
export interface AdminConnection {
  readonly database: string;
  /** Sends one batch; gives back the rows of its last result. */
  query(text: string, parameters?: Readonly<Record<string, string | number>>): Promise<ReadonlyArray<Readonly<Record<string, unknown>>>>;
}

/** SQL scripts, in order. */
export interface SqlScripts {
  readonly kind: 'sqlScripts';
  /** Files or globs, relative to the project's package.json; a glob's files come in the order of their names, numbers in them by value. */
  readonly files: readonly string[];
  /** What `$(NAME)` stands for; `DatabaseName` is always known. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A backup that the server can read. */
export interface SchemaBackup {
  readonly kind: 'backup';
  readonly path: string;
}

/** A way to make the schema of a template. */
export type SchemaSource = 'migrations' | 'synchronize' | SqlScripts | SchemaBackup | ((connection: AdminConnection) => unknown);

/** Makes the schema from SQL scripts: batches parted by GO, `$(NAME)` variables, `:setvar`. */
export function sqlScripts(scripts: { readonly files: readonly string[]; readonly variables?: Readonly<Record<string, string>> }): SqlScripts {
  return { kind: 'sqlScripts', files: scripts.files, variables: scripts.variables ?? {} };
}

/** Takes schema and rows from a backup; the path is one that the server can read. */
export function backup(path: string): SchemaBackup {
  return { kind: 'backup', path };
}

/** Whether a value is a way to make a schema. */
export function isSchemaSource(value: unknown): value is SchemaSource {
  if (value === 'migrations' || value === 'synchronize' || typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  const { kind, path, files, variables } = value as Record<string, unknown>;
  if (kind === 'backup') return typeof path === 'string' && path !== '';
  return kind === 'sqlScripts' && Array.isArray(files) && files.length > 0 && files.every((file) => typeof file === 'string')
    && typeof variables === 'object' && variables !== null && Object.values(variables).every((text) => typeof text === 'string');
}
