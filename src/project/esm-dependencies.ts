// The packages of a CommonJS project that are ES modules only: its dependencies and what those need, however deep. Node requires such
// packages by itself, Jest only after a transform. Reads manifests and loads nothing.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findUpwards } from './project';

interface Manifest {
  readonly type?: unknown;
  readonly exports?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface Step {
  readonly name: string;
  readonly from: string;
  /** Whether only ES modules are followed: a tool that a test never requires has hundreds of packages. */
  readonly modulesOnly: boolean;
}

/**
 * Names of the packages that are ES modules only and that the package in `directory` depends on, directly or through others: through any
 * of its dependencies, and of its devDependencies through those that are ES modules themselves.
 */
export function esmDependenciesOf(directory: string): readonly string[] {
  const found = new Set<string>();
  const visited = new Set<string>();
  const { dependencies, devDependencies } = manifestIn(directory) ?? {};
  const waiting = [...steps(devDependencies, directory, true), ...steps(dependencies, directory, false)];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const at = folderOf(next.name, next.from);
    if (at === undefined || visited.has(at)) continue;
    visited.add(at);
    const manifest = manifestIn(at);
    const isModule = manifest?.type === 'module' && !canBeRequired(manifest.exports);
    if (isModule) found.add(next.name);
    if (isModule || !next.modulesOnly) waiting.push(...steps(manifest?.dependencies, at, next.modulesOnly));
  }
  return [...found].sort();
}

function steps(dependencies: Readonly<Record<string, string>> | undefined, from: string, modulesOnly: boolean): readonly Step[] {
  return Object.keys(dependencies ?? {}).map((name) => ({ name, from, modulesOnly }));
}

// What a package has for `require` it has as CommonJS.
function canBeRequired(exported: unknown): boolean {
  if (typeof exported !== 'object' || exported === null) return false;
  return Object.entries(exported).some(([key, value]) => key === 'require' || canBeRequired(value));
}

function folderOf(name: string, from: string): string | undefined {
  const file = findUpwards(from, [path.join('node_modules', name, 'package.json')], path.parse(from).root);
  // A linked package finds its own beside the place where it really is.
  return file === undefined ? undefined : fs.realpathSync(path.dirname(file));
}

function manifestIn(directory: string): Manifest | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}
