// From the name of a backup device to a file of this machine, and its content to bytes and back.
// The server's data folder is virtual: devices there live in the instance's backup folder under the same name.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync, type Stats } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { Catalog, type DatabaseHeader } from '../../catalog/database';
import type { CatalogObject, DatabaseTriggerDefinition, ExtendedProperty, PermissionGrant, PrincipalDefinition, SchemaDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { DATA_FOLDER, type Instance } from '../../instance/instance';
import type { BackupContent } from '../../instance/backup-files';
import { decodeSnapshot, encodeSnapshot } from '../../storage/snapshot-codec';
import { nameRules, type NameRules } from '../../types/text/collation';

const MAGIC = 'mssql-memory-server backup 1';
const NOT_FOUND = '2(The system cannot find the file specified.)';

interface EncodedCatalog {
  readonly objects: readonly CatalogObject[];
  readonly schemas: readonly SchemaDefinition[];
  readonly principals: readonly PrincipalDefinition[];
  readonly permissions: readonly PermissionGrant[];
  readonly extendedProperties: readonly ExtendedProperty[];
  /** Older files have none. */
  readonly databaseTriggers?: readonly DatabaseTriggerDefinition[];
  /** Older files have none. */
  readonly partitions?: Pick<Catalog, 'partitionFunctions' | 'partitionSchemes' | 'nextPartitionFunctionId' | 'nextPartitionSchemeId'>;
  readonly nextObjectId: number;
  readonly nextUserTypeId: number;
}
interface EncodedBackup { readonly magic: string; readonly header: DatabaseHeader; readonly finishedAt: number; readonly catalog: EncodedCatalog; readonly rows: Uint8Array }

/** The file behind a device name. */
function devicePath(instance: Instance, device: string): string {
  if (device.startsWith(DATA_FOLDER)) return join(instance.backupFolder, basename(device));
  return isAbsolute(device) ? device : join(instance.backupFolder, basename(device.replaceAll('\\', '/')));
}

const cannotOpen = (device: string, error = NOT_FOUND): ReturnType<typeof raise> => raise(Messages.CannotOpenDevice, { device, error });

/** True if the device has a file already. */
export const deviceExists = (instance: Instance, device: string): boolean => existsSync(devicePath(instance, device));

/** What Windows, and SQL Server on Linux after it, calls the errors of writing. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  EACCES: '5(Access is denied.)',
  EPERM: '5(Access is denied.)',
  EISDIR: '5(Access is denied.)',
  ENOTDIR: '3(The system cannot find the path specified.)',
  EMFILE: '4(The system cannot open the file.)',
  ENFILE: '4(The system cannot open the file.)',
  EROFS: '19(The media is write protected.)',
  EBUSY: '32(The process cannot access the file because it is being used by another process.)',
  ENOSPC: '112(There is not enough space on the disk.)',
  EDQUOT: '112(There is not enough space on the disk.)',
  EFBIG: '112(There is not enough space on the disk.)',
};
const OTHER_SYSTEM_ERROR = '1117(The request could not be performed because of an I/O device error.)';

const systemError = (error: unknown): string => SYSTEM_ERRORS[(error as NodeJS.ErrnoException).code ?? ''] ?? OTHER_SYSTEM_ERROR;

/** Writes a backup, over whatever was there. Raises 3201 if its file cannot be opened, 3202 if it cannot be written to its end. */
export function writeDevice(instance: Instance, device: string, content: BackupContent): void {
  const path = devicePath(instance, device);
  if (dirname(path) === instance.backupFolder) mkdirSync(instance.backupFolder, { recursive: true });
  if (!existsSync(dirname(path))) throw cannotOpen(device);
  const encoded: EncodedBackup = { magic: MAGIC, header: content.header, finishedAt: content.finishedAt, catalog: encodeCatalog(content.catalog), rows: encodeSnapshot(content.store) };
  writeWhole(path, device, serialize(encoded));
  instance.backups.remember(path, statSync(path), content);
}

function writeWhole(path: string, device: string, bytes: Uint8Array): void {
  const file = openDevice(path, device);
  try {
    writeFileSync(file, bytes);
  } catch (error) {
    // What there is of it is of no use to anybody, and a full disk needs the room.
    if (statSync(path).isFile()) rmSync(path);
    throw raise(Messages.DeviceWriteFailed, { device, error: systemError(error) });
  } finally {
    closeSync(file);
  }
}

function openDevice(path: string, device: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    throw cannotOpen(device, systemError(error));
  }
}

/** A backup's content; read from its file only if the file is not the one that is at hand. Raises 3201 and 3241. */
export function readDevice(instance: Instance, device: string): BackupContent {
  const path = devicePath(instance, device);
  const state = stateOf(path);
  if (!state?.isFile()) throw cannotOpen(device);
  const known = instance.backups.find(path, state);
  if (known) return known;
  const content = decodeBackup(readFileSync(path), device);
  instance.backups.remember(path, state, content);
  return content;
}

const stateOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });

function decodeBackup(bytes: Uint8Array, device: string): BackupContent {
  const encoded = decodeOrUndefined(bytes);
  if (encoded?.magic !== MAGIC) throw raise(Messages.MalformedMedia, { device });
  return { header: encoded.header, finishedAt: encoded.finishedAt, catalog: decodeCatalog(encoded.catalog, nameRules(encoded.header.options.collation)), store: decodeSnapshot(encoded.rows) };
}

function decodeOrUndefined(bytes: Uint8Array): EncodedBackup | undefined {
  try {
    return deserialize(bytes) as EncodedBackup;
  } catch {
    return undefined;
  }
}

const encodeCatalog = (catalog: Catalog): EncodedCatalog => ({
  objects: [...catalog.objects()], schemas: [...catalog.schemas()], principals: [...catalog.principals()], permissions: catalog.permissions,
  extendedProperties: catalog.extendedProperties, databaseTriggers: catalog.databaseTriggers, nextObjectId: catalog.nextObjectId, nextUserTypeId: catalog.nextUserTypeId,
  partitions: {
    partitionFunctions: catalog.partitionFunctions, partitionSchemes: catalog.partitionSchemes,
    nextPartitionFunctionId: catalog.nextPartitionFunctionId, nextPartitionSchemeId: catalog.nextPartitionSchemeId,
  },
});

function decodeCatalog(encoded: EncodedCatalog, names: NameRules): Catalog {
  const catalog = new Catalog(names);
  for (const after of encoded.objects) catalog.apply({ kind: 'object', after });
  for (const after of encoded.schemas) catalog.apply({ kind: 'schema', after });
  for (const after of encoded.principals) catalog.apply({ kind: 'principal', after });
  catalog.permissions = encoded.permissions;
  catalog.extendedProperties = encoded.extendedProperties;
  catalog.databaseTriggers = encoded.databaseTriggers ?? [];
  Object.assign(catalog, encoded.partitions);
  catalog.nextObjectId = encoded.nextObjectId;
  catalog.nextUserTypeId = encoded.nextUserTypeId;
  return catalog;
}

/** A copy of a catalog whose definitions are objects of their own: what is remembered of one database's never meets another's. */
export function copyCatalog(catalog: Catalog): Catalog {
  const encoded = encodeCatalog(catalog);
  return decodeCatalog({ ...encoded, objects: encoded.objects.map((object) => ({ ...object })) }, catalog.names);
}
