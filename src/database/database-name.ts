// The names of the databases that the preset makes, and the only test of whether a name is one of them. A leftover shows its run.
import { presetError } from '../errors';

/** A new run id: ten characters, unlike any other's. */
export function newRunId(randomBytes: (size: number) => Uint8Array): string {
  return [...randomBytes(10)].map((byte) => (byte % 36).toString(36)).join('');
}

/** The name of a template. */
export function templateName(prefix: string, fingerprint: string): string {
  return checked(`${prefix}_${fingerprint}_template`);
}

// Renaming a database leaves its files as they are called: each template of a run needs a name of its own while it is built.
/** The name of a template while a run builds it, for the first data source or for the one named. */
export function buildName(prefix: string, runId: string, source?: string): string {
  return checked(`${prefix}_${runId}_build${source === undefined ? '' : `_${source}`}`);
}

/** The name of a worker's database in a run, for the first data source or for the one named. */
export function workerDatabaseName(prefix: string, runId: string, workerId: string, source?: string): string {
  return checked(`${prefix}_${runId}_w${workerId}${source === undefined ? '' : `_${source}`}`);
}

/** The name of the database in which a worker tries migrations out. */
export function scratchDatabaseName(workerDatabase: string): string {
  return checked(`${workerDatabase}_scratch`);
}

/** The application lock that a run holds for as long as it lives. */
export function leaseName(prefix: string, runId: string): string {
  return `jest-nest-mssql:run:${prefix}_${runId}`;
}

/** The application lock under which a template is built. */
export function templateLockName(template: string): string {
  return `jest-nest-mssql:template:${template}`;
}

/** The application lock that runs share for as long as they may clone a template. */
export function templateUseName(template: string): string {
  return `jest-nest-mssql:use:${template}`;
}

/** The application lock of those who copy a template: one at a time may. */
export function templateCopyName(template: string): string {
  return `jest-nest-mssql:copy:${template}`;
}

/** The application lock of a backup file that one run at a time may write; `number` counts from 1. */
export function ownBackupLockName(prefix: string, number: number): string {
  return `jest-nest-mssql:backup:${ownBackupName(prefix, number)}`;
}

/** The name of a backup file, without folder and ending, for a template that no other run uses. */
export function ownBackupName(prefix: string, number: number): string {
  return checked(`${prefix}_own_${number}`);
}

/** Whether a name is that of a template of this prefix. */
export function isTemplateName(name: string, prefix: string): boolean {
  return name.startsWith(`${prefix}_`) && /^[0-9a-f]{12}_template$/.test(name.slice(prefix.length + 1));
}

/** The run that made the database of this name; undefined for every name that is not a worker's or a build's of this prefix. */
export function runIdOf(name: string, prefix: string): string | undefined {
  if (!name.startsWith(`${prefix}_`)) return undefined;
  return /^([0-9a-z]{10})_(?:w\d+|build)(?:_[A-Za-z]\w{0,29})?$/.exec(name.slice(prefix.length + 1))?.[1];
}

function checked(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_]{0,119}$/.test(name)) throw presetError('JNM_NAME', { name });
  return name;
}
