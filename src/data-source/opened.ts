// Reads the data sources that an application opens in factories of its own providers, without TypeOrmModule: each such factory is called, and the
// data source that it would open stays closed. Other providers are not called.
import type { UserCodeLoader } from '../user-code/loader';
import type { DeclaredSource } from './declared';
import { asOptions } from './exported';
import { importsOf, isGlobal, listIn, modulesUnder, resolveAlone, type Provider, type Surroundings } from './modules';
import type { DataSourceOptions } from './options';

/** What is around a factory, and what calls it. */
interface Calling extends Surroundings {
  readonly loader: Pick<UserCodeLoader, 'openedBy'>;
}

/** What shows in the text of a factory that it opens one. */
const OPENS = /\bDataSource\(|initiali[sz]e|createConnection/i;

/** The data sources that providers of `root` and of the modules that it imports open, in the order of the imports. */
export async function readOpenedSources(root: object, rootDir: string, loader: Calling['loader']): Promise<readonly DeclaredSource[]> {
  const modules = await modulesUnder(root);
  const globals = modules.filter(isGlobal);
  const found = new Map<Provider, DeclaredSource>();
  for (const module of modules) {
    for (const provider of listIn('providers', module) as readonly Provider[]) {
      if (found.has(provider) || !OPENS.test(String(provider.useFactory ?? ''))) continue;
      const options = await optionsOf(provider, { near: [...(await importsOf(module)), ...globals], rootDir, loader });
      if (options !== undefined) found.set(provider, { name: options.name ?? String(provider.provide), options });
    }
  }
  return [...found.values()];
}

async function optionsOf({ provide, inject = [], useFactory }: Provider, around: Calling): Promise<DataSourceOptions | undefined> {
  const call = async (...args: unknown[]): Promise<DataSourceOptions | undefined> => asOptions(await around.loader.openedBy(() => useFactory?.(...args)));
  // Nest is asked only for what is injected.
  return inject.length === 0 ? call() : ((await resolveAlone(provide, [{ provide, inject, useFactory: call }], around)) as DataSourceOptions | undefined);
}
