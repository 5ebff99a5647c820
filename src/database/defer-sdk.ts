// Keeps a test file from loading the driver's SDK for logins with Entra ID, unless something of it is used: for a file that opens its
// database, it is half of what the driver loads.
import { jestGlobals } from '../config/jest-globals';
import { laterLoaded } from '../config/defer-unused';
import type { RunFacts } from '../config/run-facts';

/** Makes the sandbox load the driver's SDK when something of it is first asked for; a mock that the spec makes of it comes first. */
export function deferSdk({ driverSdk }: Pick<RunFacts, 'driverSdk'>): void {
  if (driverSdk !== undefined) jestGlobals().jest.doMock(driverSdk, () => laterLoaded(() => jestGlobals().jest.requireActual<object>(driverSdk)));
}
