// The one import() of what a spec file loads of the preset. A module that has one is compiled for every spec file anew, so it is no part
// of the bundles that tools/bundle-sandbox.cjs makes.
import { pathToFileURL } from 'node:url';

/** The exports of a file, loaded as an ES module. */
export async function importFile(file: string): Promise<object> {
  return (await import(pathToFileURL(file).href)) as object;
}
