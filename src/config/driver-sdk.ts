// Where the driver of a project finds the SDK for logins with Entra ID. Loads neither.
import { createRequire } from 'node:module';
import { SDK } from './defer-azure';
import { resolvePeer } from './project';

/** The file that the project's driver gets when it requires the SDK; undefined if there is none. */
export function driverSdkFile(rootDir: string): string | undefined {
  const mssql = resolvePeer(rootDir, 'mssql');
  try {
    return mssql === undefined ? undefined : createRequire(createRequire(mssql).resolve('tedious')).resolve(SDK);
  } catch {
    return undefined;
  }
}
