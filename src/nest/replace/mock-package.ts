// Puts something else in the place of a package of the project, in the sandbox of each test file. Only CommonJS code is reached: what
// a native ES module imports is not mocked here.
import { jestGlobals } from '../../process/jest-globals';
import { resolvePeer } from '../../project/project';

/** Mocks a package where the project has it; `mock` is given the real one when the package is first loaded. */
export function mockPackage(rootDir: string, name: string, mock: (actual: unknown) => unknown): void {
  const file = resolvePeer(rootDir, name);
  if (file !== undefined) jestGlobals().jest.doMock(file, () => {
    const actual = jestGlobals().jest.requireActual<object>(file);
    const mocked = mock(actual) as object;
    // The mark of a transpiled ES module is not enumerable, so that a copy has lost it.
    return '__esModule' in actual && !('__esModule' in mocked) ? Object.defineProperty(mocked, '__esModule', { value: true }) : mocked;
  });
}
