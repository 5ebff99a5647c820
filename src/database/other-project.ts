// A test file of another Jest project than the one that the run was started for: Jest calls a preset's globalSetup once for all projects of a
// run. Says so where a data source of that project needs tables that the run's migrations have not made.

interface EntityMetadata {
  readonly name: string;
  readonly tablePath: string;
  readonly tableType?: string;
}
/** What is asked of a data source that is open. */
export interface OpenSource {
  readonly entityMetadatas?: readonly EntityMetadata[];
  createQueryRunner?(): { hasTable(path: string): Promise<boolean>; release(): Promise<void> };
}

/** A warning if `source` has entities without a table; undefined if it has not, or if that cannot be asked. */
export async function otherProjectText(source: OpenSource, projects: { readonly own: string; readonly started: string }): Promise<string | undefined> {
  const entities = (source.entityMetadatas ?? []).filter(({ tableType }) => tableType !== 'view');
  const missing = await withoutTable(source, entities).catch(() => []);
  if (missing.length === 0) return undefined;
  return `Jest starts a run once for all its projects, and has started this one for ${projects.started}: the database has no table for ${missing.join(', ')} of ${projects.own}. Run each of these projects by itself (jest --selectProjects, or jest in its folder), or give the first one's mssql-test.config.ts the data sources of all (\`dataSources\`).`;
}

async function withoutTable(source: OpenSource, entities: readonly EntityMetadata[]): Promise<readonly string[]> {
  const runner = source.createQueryRunner?.();
  if (runner === undefined) return [];
  try {
    const missing: string[] = [];
    for (const { name, tablePath } of entities) if (!(await runner.hasTable(tablePath))) missing.push(name);
    return missing;
  } finally {
    await runner.release();
  }
}
