// What a run refuses to begin with, before anything of the user's is loaded. Knows no server.
import * as vm from 'node:vm';
import { presetError } from '../errors';

/** Raises JNM_PRODUCTION in a production environment, and JNM_ESM for ES modules without Node's flag for them. */
export function refuseStart({ extensionsToTreatAsEsm }: { readonly extensionsToTreatAsEsm?: readonly string[] }): void {
  if (process.env['NODE_ENV'] === 'production') throw presetError('JNM_PRODUCTION');
  if (extensionsToTreatAsEsm?.includes('.ts') === true && !('SourceTextModule' in vm)) throw presetError('JNM_ESM');
}
