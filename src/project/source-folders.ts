// Where the sources of an application lie, seen from its Jest config. Loads none of them.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Project } from './project';

/** The folders that may hold an application's sources, the nearest first: `src` in Jest's rootDir and above it, up to the folder of package.json. */
export function sourceFolders({ rootDir, packageDir }: Project): readonly string[] {
  const folders = foldersBetween(rootDir, packageDir).map((directory) => path.join(directory, 'src'));
  const [top = path.join(packageDir, 'src'), ...nearer] = [...folders].reverse();
  // In a workspace of several applications, a rootDir within one of them says which.
  const isWithinOne = nearer.some((folder) => fs.existsSync(folder));
  return [...new Set([...folders.slice(0, -1), ...(isWithinOne ? [] : startedByNest(packageDir)), top])];
}

/** Those folders, and after each the one that it is in. */
export function placesOfSources(project: Project): readonly string[] {
  return [...new Set(sourceFolders(project).flatMap((folder) => [folder, path.dirname(folder)]))];
}

function foldersBetween(from: string, last: string): readonly string[] {
  return from === last || from === path.dirname(from) ? [from] : [from, ...foldersBetween(path.dirname(from), last)];
}

// Of a workspace of several applications, the one that `nest start` starts.
function startedByNest(packageDir: string): readonly string[] {
  const file = path.join(packageDir, 'nest-cli.json');
  if (!fs.existsSync(file)) return [];
  const sourceRoot = /"sourceRoot"\s*:\s*"([^"]+)"/.exec(fs.readFileSync(file, 'utf8'))?.[1];
  return sourceRoot === undefined ? [] : [path.join(packageDir, sourceRoot)];
}
