// Which build of a package is installed, so that what it wrote is not read by another. Knows nothing of what is written.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findUpwards } from './project';

/** The version of the package that a file belongs to. One that is being worked on (linked, not installed) has a new version with each build. */
export function packageVersionOf(file: string): string {
  const real = fs.realpathSync(file);
  const manifest = findUpwards(path.dirname(real), ['package.json'], path.parse(real).root);
  const version = manifest === undefined ? '' : String((JSON.parse(fs.readFileSync(manifest, 'utf8')) as { version?: unknown }).version);
  return real.includes(`${path.sep}node_modules${path.sep}`) ? version : `${version} ${fs.statSync(real).mtimeMs}`;
}
