// Where this computer keeps what one run leaves for the next: beside the project's packages, or in the temporary folder where
// nothing may be written there. Knows nothing of what is kept.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findUpwards } from './project';

const NAME = 'jest-nest-mssql';
const PROBE = '.writable';

/** The cache folder of the project in `packageDir`, made if it is not there; undefined if there is no place for one. */
export function openCacheFolder(packageDir: string, temporaryDir = os.tmpdir()): string | undefined {
  const modules = findUpwards(packageDir, ['node_modules'], path.parse(packageDir).root);
  const beside = modules === undefined ? undefined : path.join(modules, '.cache', NAME);
  if (beside !== undefined && isMade(beside)) return beside;
  const own = `${NAME}-cache-${createHash('sha256').update(`${packageDir}\0${userId()}`).digest('hex').slice(0, 12)}`;
  const temporary = path.join(temporaryDir, own);
  return isMade(temporary) && isOurs(temporary) ? temporary : undefined;
}

// A probe is the only proof: permissions do not tell of a file system that is mounted for reading.
function isMade(folder: string): boolean {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const probe = path.join(folder, `${PROBE}-${process.pid}`);
    fs.writeFileSync(probe, '');
    fs.rmSync(probe);
    return true;
  } catch {
    return false;
  }
}

// Anybody may make a folder of that name in the temporary folder: what lies in another user's is not to be believed.
function isOurs(folder: string): boolean {
  return fs.lstatSync(folder).isDirectory() && (userId() === -1 || fs.lstatSync(folder).uid === userId());
}

function userId(): number {
  return process.getuid?.() ?? -1;
}
