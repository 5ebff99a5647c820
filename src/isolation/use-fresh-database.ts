// useFreshDatabase: one line in a spec that may wreck its database. Knows the worker; the database is made where files are set up.
import { presetError } from '../errors';
import { currentWorker } from '../process/worker';

/**
 * Called at the top of a spec: the worker's databases are cloned anew before the file's first test, and again for the file after it, so that
 * its tests may drop, rename and alter what they like. Nothing is cleaned in between. Raises JNM_FRESH_TOO_LATE in a test or hook.
 */
export function useFreshDatabase(): void {
  const { claim } = currentWorker();
  if (claim === undefined || claim.isDone) throw presetError('JNM_FRESH_TOO_LATE');
  claim.isFresh = true;
}
