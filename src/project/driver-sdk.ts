// Where the driver of a project finds the SDK for logins with Entra ID. Loads neither.
import { SDK } from './defer-unused';
import { resolveThrough } from './project';

/** The file that the project's driver gets when it requires the SDK; undefined if there is none. */
export const driverSdkFile = (rootDir: string): string | undefined => resolveThrough(rootDir, 'mssql', 'tedious', SDK);
