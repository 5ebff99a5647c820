// Puts something else in the place of a package of the project, in the sandbox of each test file. Only CommonJS code is reached: what
// a native ES module imports is not mocked here.
import { createRequire } from 'node:module';
import * as path from 'node:path';

/** Mocks a package where the project has it; `mock` is given the real one when the package is first loaded. */
export function mockPackage(rootDir: string, name: string, mock: (actual: unknown) => unknown): void {
  const file = findPackage(rootDir, name);
  if (file !== undefined) jest.doMock(file, () => {
    const actual = jest.requireActual<object>(file);
    const mocked = mock(actual) as object;
    // The mark of a transpiled ES module is not enumerable, so that a copy has lost it.
    return '__esModule' in actual && !('__esModule' in mocked) ? Object.defineProperty(mocked, '__esModule', { value: true }) : mocked;
  });
}

/** The file that a package of the project is loaded from; undefined if the project does not have it. */
export function findPackage(rootDir: string, name: string): string | undefined {
  try {
    return createRequire(path.join(rootDir, 'package.json')).resolve(name);
  } catch {
    return undefined;
  }
}
