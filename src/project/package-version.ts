// Which build of a package is installed, so that what it wrote is not read by another. Knows nothing of what is written.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { presetError } from '../errors';
import { findUpwards, resolvePeer } from './project';

const OLDEST_JEST = 29;
const WITHOUT_DATA_SOURCES = /^0\.[0-2]\./;

/** The version of the package that a file belongs to. One that is being worked on (linked, not installed) has a new version with each build. */
export function packageVersionOf(file: string): string {
  const real = fs.realpathSync(file);
  const manifest = findUpwards(path.dirname(real), ['package.json'], path.parse(real).root);
  const version = manifest === undefined ? '' : String((JSON.parse(fs.readFileSync(manifest, 'utf8')) as { version?: unknown }).version);
  return real.includes(`${path.sep}node_modules${path.sep}`) ? version : `${version} ${fs.statSync(real).mtimeMs}`;
}

// Only npm refuses a peer that is too old; Jest 28 compiles nothing that global setup loads later, and says so in words that nobody understands.
/** Raises JNM_JEST_VERSION if the project's Jest is older than this preset supports. */
export function checkJestVersion(rootDir: string): void {
  const version = peerVersion(rootDir, 'jest');
  if (version !== undefined && Number.parseInt(version, 10) < OLDEST_JEST) throw presetError('JNM_JEST_VERSION', { version });
}

/** Raises JNM_TYPEORM_VERSION if the project's TypeORM is one that has no data sources yet. */
export function checkTypeOrmVersion(rootDir: string): void {
  const version = peerVersion(rootDir, 'typeorm');
  if (version !== undefined && WITHOUT_DATA_SOURCES.test(version)) throw presetError('JNM_TYPEORM_VERSION', { version });
}

function peerVersion(rootDir: string, name: string): string | undefined {
  const manifest = resolvePeer(rootDir, `${name}/package.json`);
  return manifest === undefined ? undefined : (JSON.parse(fs.readFileSync(manifest, 'utf8')) as { version: string }).version;
}
