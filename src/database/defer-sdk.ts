// Keeps a test file from loading the driver's SDK for logins with Entra ID, unless something of it is used: for a file that opens its
// database, it is half of what the driver loads.
import { jestGlobals } from '../process/jest-globals';
import type { RunFacts } from '../process/run-facts';
import { laterLoaded } from '../project/defer-unused';

/** Makes the sandbox load the driver's SDK when something of it is first asked for; a mock that the spec makes of it comes first. */
export function deferSdk({ driverSdk }: Pick<RunFacts, 'driverSdk'>): void {
  if (driverSdk !== undefined) jestGlobals().jest.doMock(driverSdk, () => laterLoaded(() => jestGlobals().jest.requireActual<object>(driverSdk)));
}
