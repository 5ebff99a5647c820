// The SDKs of the project as its own code sees them: a package may have one copy of its classes for require() and another for import,
// and an error must be of the one that the application compares it with.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { importFile } from '../../project/import-file';
import { describeProject, findUpwards, optionalPeer, resolvePeer } from '../../project/project';

/** Gives the exports of an SDK; undefined if the project does not have it. */
export type LoadSdk = () => unknown;

const CONDITIONS: ReadonlySet<string> = new Set(['node', 'import', 'default']);

/** What gives the SDKs of some names. Projects of ES modules have theirs imported now; those of all others are required when asked for. */
export async function findSdks<Name extends string>(rootDir: string, names: readonly Name[]): Promise<(name: Name) => LoadSdk> {
  const { isEsm } = describeProject({ rootDir });
  const imported = new Map<string, unknown>();
  for (const name of names) {
    const entry = isEsm ? importEntry(rootDir, name) : undefined;
    if (entry !== undefined) imported.set(name, await importFile(entry));
  }
  return (name) => () => imported.get(name) ?? optionalPeer<unknown>(rootDir, name);
}

/** The file that `import` of a package gives, if it is another one than that of require(). */
export function importEntry(rootDir: string, name: string): string | undefined {
  const required = resolvePeer(rootDir, name);
  const manifest = required === undefined ? undefined : manifestOf(required, name);
  if (manifest === undefined) return undefined;
  const { exports } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { readonly exports?: unknown };
  const target = targetOf((exports as { readonly '.'?: unknown } | undefined)?.['.'] ?? exports);
  const file = target === undefined ? undefined : path.join(path.dirname(manifest), target);
  return file === required ? undefined : file;
}

function manifestOf(file: string, name: string): string | undefined {
  const found = findUpwards(path.dirname(file), ['package.json'], path.parse(file).root);
  if (found === undefined) return undefined;
  // Build output may have a package.json of its own that names nothing but its kind of modules.
  const isPackage = (JSON.parse(fs.readFileSync(found, 'utf8')) as { readonly name?: string }).name === name;
  return isPackage ? found : manifestOf(path.dirname(found), name);
}

// The first condition that fits counts, in the order of the package.
function targetOf(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  for (const [condition, inner] of Object.entries(exports)) {
    const target = CONDITIONS.has(condition) ? targetOf(inner) : undefined;
    if (target !== undefined) return target;
  }
  return undefined;
}
