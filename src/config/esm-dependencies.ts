// The packages of a CommonJS project that are ES modules only: its dependencies and what those need. Node requires such packages by itself,
// Jest only after a transform. Reads manifests and loads nothing.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findUpwards } from './project';

interface Manifest {
  readonly type?: unknown;
  readonly exports?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Names of the packages that the package in `directory` depends on, directly or through another of them, and that are ES modules only. */
export function esmDependenciesOf(directory: string): readonly string[] {
  const found = new Set<string>();
  const { dependencies, devDependencies } = manifestIn(directory) ?? {};
  const waiting = Object.keys({ ...dependencies, ...devDependencies }).map((name) => ({ name, from: directory }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { name, from } = next;
    const at = found.has(name) ? undefined : folderOf(name, from);
    const manifest = at === undefined ? undefined : manifestIn(at);
    if (at === undefined || manifest?.type !== 'module' || canBeRequired(manifest.exports)) continue;
    found.add(name);
    waiting.push(...Object.keys(manifest.dependencies ?? {}).map((each) => ({ name: each, from: at })));
  }
  return [...found].sort();
}

// What a package has for `require` it has as CommonJS.
function canBeRequired(exported: unknown): boolean {
  if (typeof exported !== 'object' || exported === null) return false;
  return Object.entries(exported).some(([key, value]) => key === 'require' || canBeRequired(value));
}

function folderOf(name: string, from: string): string | undefined {
  // A linked package finds its own beside the place where it really is.
  const file = findUpwards(fs.realpathSync(from), [path.join('node_modules', name, 'package.json')], path.parse(from).root);
  return file === undefined ? undefined : path.dirname(file);
}

function manifestIn(directory: string): Manifest | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}
