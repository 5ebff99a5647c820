// What the suites of whole runs expect again and again: of a run's outcome, and of what it leaves on the server.
import type { JestOutcome } from './jest-project';

/** A run in which that many tests passed and none failed. */
export function expectGreen(outcome: JestOutcome, passed: number): void {
  expect({ output: outcome.output, failed: outcome.failed, passed: outcome.passed.length, exitCode: outcome.exitCode }).toMatchObject({ failed: [], passed, exitCode: 0 });
}

/** The name of a template. */
export const TEMPLATE: unknown = expect.stringMatching(/^[a-z]+_[0-9a-f]{12}_template$/);

/** The databases of a server after a run that left nothing but its template. */
export const ONLY_TEMPLATE: readonly unknown[] = [TEMPLATE];
