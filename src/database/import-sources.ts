// Entities and migrations that are ES modules and named by globs. TypeORM imports them through a function that V8 compiles once a
// process, for the first test file's sandbox: every later file of the worker would fail. Here they are imported by the file's own means.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { globSync } from 'tinyglobby';
import { importFile } from '../project/import-file';
import { findUpwards } from '../project/project';

/** A list of classes and globs, with the classes of ES modules in the place of the globs that name them; other files stay names. */
export async function importSources(list: unknown, packageDir: string): Promise<unknown> {
  if (!Array.isArray(list)) return list;
  const items: unknown[] = [];
  for (const item of list as readonly unknown[]) items.push(...(typeof item === 'string' ? await importGlob(item, packageDir) : [item]));
  return items;
}

async function importGlob(pattern: string, packageDir: string): Promise<readonly unknown[]> {
  const files = globSync(path.resolve(pattern).replace(/\\/g, '/'), { absolute: true }).filter((file) => /\.[cm]?[jt]s$/.test(file) && !/\.d\.[cm]?ts$/.test(file));
  const modules = files.filter((file) => isEsModule(file, packageDir));
  // What TypeORM says of a glob that names nothing, it shall say.
  if (modules.length === 0) return [pattern];
  const loaded: unknown[] = files.filter((file) => !modules.includes(file));
  for (const file of modules.sort()) loaded.push(...Object.values(await importFile(file)).flat().filter(isClassOrSchema));
  return loaded;
}

function isEsModule(file: string, packageDir: string): boolean {
  if (/\.m[jt]s$/.test(file)) return true;
  if (/\.c[jt]s$/.test(file)) return false;
  const manifest = findUpwards(path.dirname(file), ['package.json'], packageDir);
  return manifest !== undefined && (JSON.parse(fs.readFileSync(manifest, 'utf8')) as { type?: string }).type === 'module';
}

function isClassOrSchema(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'object' && value !== null && (value as Record<symbol | string, unknown>)['@instanceof'] === Symbol.for('EntitySchema'));
}
