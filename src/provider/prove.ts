// Proves that a server answers, by a login and a query, and says in one sentence why it does not.
import type { EnvNames } from '../config/config';
import { isPresetError, presetError, reasonOf } from '../errors';
import type { ServerAddress } from '../process/run-facts';
import { packageVersionOf } from '../project/package-version';
import { requirePeer, resolvePeer, resolveThrough } from '../project/project';
import { openConnection, type Connection, type Mssql } from '../sql/connection';
import { readServerFacts, type ServerFacts } from '../sql/server-statements';

/** A connection to master, and what the server said of itself there. */
export interface Proof {
  readonly master: Connection;
  readonly facts: ServerFacts;
}

/** The variables to be corrected, in words. */
export interface ServerVariables {
  readonly place: string;
  readonly login: string;
}

/** The variables of an address that is given in parts. */
export function variablesOf(env: EnvNames): ServerVariables {
  return { place: `${env.host} and ${env.port}`, login: `${env.user} and ${env.password}` };
}

const FAULTS = ['TypeError', 'ReferenceError', 'SyntaxError'];

/** Logs in and asks the server who it is; raises what the driver says. */
export async function logIn(address: ServerAddress, rootDir: string): Promise<Proof> {
  const master = await openConnection(requirePeer<Mssql>(rootDir, 'mssql'), address, 'master');
  try {
    return { master, facts: await readServerFacts(master) };
  } catch (error) {
    await master.close();
    throw error;
  }
}

/** Logs in and asks the server who it is; raises JNM_LOGIN_FAILED, JNM_DRIVER_FAILED or JNM_SERVER_UNREACHABLE. */
export async function proveServer(address: ServerAddress, rootDir: string, variables: ServerVariables): Promise<Proof> {
  try {
    return await logIn(address, rootDir);
  } catch (error) {
    if (isPresetError(error)) throw error;
    const place = `${address.host}:${address.port}`;
    const reason = reasonOf(error);
    if (isFault(error)) throw presetError('JNM_DRIVER_FAILED', { address: place, reason, driver: driverOf(rootDir), node: process.versions.node }, error);
    if ((error as { code?: string }).code === 'ELOGIN') {
      throw presetError('JNM_LOGIN_FAILED', { address: place, user: address.user ?? '', reason, variables: variables.login });
    }
    throw presetError('JNM_SERVER_UNREACHABLE', { address: place, reason, variables: variables.place });
  }
}

// What a program does wrong, as against what a server or a network says; mssql wraps it.
function isFault(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, originalError, cause } = error as { name?: unknown; originalError?: unknown; cause?: unknown };
  return FAULTS.includes(String(name)) || isFault(originalError) || isFault(cause);
}

function driverOf(rootDir: string): string {
  const files = [['mssql', resolvePeer(rootDir, 'mssql')], ['tedious', resolveThrough(rootDir, 'mssql', 'tedious')]] as const;
  return files.flatMap(([name, file]) => (file === undefined ? [] : [`${name} ${packageVersionOf(file)}`])).join(' with ');
}
