// Databases kept in a folder between two runs of a server: one file a database, in the format of its backups. Knows not when to keep or to load.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { datetimeFromUnixMs } from '../../instance/clock';
import { LAST_SYSTEM_DATABASE, type Instance } from '../../instance/instance';
import { copyCatalog, readDevice, writeDevice } from './backup-device';

const ENDING = '.mssqldb';

const filesOf = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith(ENDING)).sort();

/** Adds the databases of a folder, which need not exist. Throws for a file that holds none. Logins are not kept. */
export function loadDatabases(instance: Instance, folder: string): void {
  if (!existsSync(folder)) return;
  for (const file of filesOf(folder)) {
    const { header, catalog, store } = readDevice(instance, join(folder, file));
    if (instance.findDatabase(header.name)) throw new Error(`${join(folder, file)} holds a second database ${header.name}`);
    instance.createDatabase(header.name, header.options, header.files, { ownerLogin: header.ownerLogin, fileGroups: header.fileGroups, content: { catalog: copyCatalog(catalog), store: store.clone() } });
  }
}

/** Writes the committed state of every database but the system's own, and takes away the files of databases that are gone. */
export function saveDatabases(instance: Instance, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const written = new Set<string>();
  for (const { header } of instance.databases.values()) {
    if (header.databaseId <= LAST_SYSTEM_DATABASE) continue;
    const file = `${encodeURIComponent(header.name.toLowerCase())}${ENDING}`;
    const path = join(folder, file);
    // The content of a copy on its way is complete.
    const options = { ...header.options, state: header.options.state === 'COPYING' ? 'ONLINE' as const : header.options.state };
    writeDevice(instance, `${path}.new`, { header: { ...header, options }, finishedAt: datetimeFromUnixMs(Date.now()), ...instance.transactions.snapshotCommitted(header.databaseId) });
    renameSync(`${path}.new`, path);
    written.add(file);
  }
  for (const file of filesOf(folder)) if (!written.has(file)) rmSync(join(folder, file));
}
