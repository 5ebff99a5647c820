// What Nest's metadata says of the modules of an application: which there are, and what they import, provide and export. Makes of their providers
// those alone that are asked for.
import { requirePeer } from '../project/project';

/** A provider as a module lists it. */
export interface Provider {
  readonly provide?: unknown;
  readonly useValue?: unknown;
  readonly useExisting?: unknown;
  readonly inject?: readonly unknown[];
  readonly useClass?: object;
  readonly useFactory?: (...args: unknown[]) => unknown;
}
/** A module with what its function has said of it. */
export interface DynamicModule {
  readonly module: object & { readonly name: string };
  readonly global?: boolean;
  readonly imports?: readonly unknown[];
  readonly providers?: readonly unknown[];
  readonly exports?: readonly unknown[];
}
interface NestCore {
  NestFactory: { createApplicationContext(module: unknown, options: object): Promise<{ get(token: unknown): unknown; close(): Promise<void> }> };
}
type GetMetadata = (key: string, target: object) => unknown;

/** The modules under `root`, `root` included; each once, in the order of the imports. */
export async function modulesUnder(root: object): Promise<readonly DynamicModule[]> {
  const found: DynamicModule[] = [];
  const seen = new Set<unknown>();
  const visit = async (given: unknown): Promise<void> => {
    const module = asModule(await given);
    if (module === undefined || seen.has(module.key)) return;
    seen.add(module.key);
    found.push(module.entry);
    for (const imported of listIn('imports', module.entry)) await visit(imported);
  };
  await visit(root);
  return found;
}

/** The modules that a module imports itself. */
export async function importsOf(module: DynamicModule): Promise<readonly DynamicModule[]> {
  const imported = await Promise.all(listIn('imports', module));
  return imported.flatMap((given) => asModule(given)?.entry ?? []);
}

/** Whether a value is a class that is decorated as a module. */
export function isModuleClass(value: unknown): value is object {
  return typeof value === 'function' && ['imports', 'providers', 'controllers', 'exports'].some((key) => metadata(key, value) !== undefined);
}

/** What a module lists under `key`, in its decorator and besides. */
export function listIn(key: 'imports' | 'providers' | 'exports', entry: DynamicModule): readonly unknown[] {
  const list = metadata(key, entry.module);
  return [...(Array.isArray(list) ? (list as unknown[]) : []), ...(entry[key] ?? [])];
}

/** Whether all modules see what a module exports. */
export function isGlobal({ module, global }: DynamicModule): boolean {
  return global === true || metadata('__module:global__', module) === true;
}

/** What a provider is made from, and where that is found. */
export interface Surroundings {
  /** Modules that are there whatever they export. */
  readonly imports?: readonly unknown[];
  /** Modules that are there if they export what is injected; of the name ConfigModule, in any case. */
  readonly near: readonly DynamicModule[];
  readonly rootDir: string;
}

/** The value of `token` where nothing is made but `providers` and what they inject. */
export async function resolveAlone(token: unknown, providers: readonly Provider[], { imports = [], near, rootDir }: Surroundings): Promise<unknown> {
  const wanted = new Set(providers.flatMap(injectedBy));
  const around = near.filter((module) => module.module.name === 'ConfigModule' || exportsOneOf(module, wanted));
  const { NestFactory } = requirePeer<NestCore>(rootDir, '@nestjs/core');
  const root = { module: class DeclaredOptions {}, imports: [...imports, ...around], providers };
  const context = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
  try {
    return context.get(token);
  } finally {
    await context.close();
  }
}

function metadata(key: string, target: object): unknown {
  return (Reflect as unknown as { getMetadata?: GetMetadata }).getMetadata?.(key, target);
}

function asModule(value: unknown): { readonly key: unknown; readonly entry: DynamicModule } | undefined {
  if (typeof value === 'function') return { key: value, entry: { module: value } };
  if (typeof value !== 'object' || value === null) return undefined;
  const { forwardRef, module } = value as { forwardRef?: () => unknown; module?: unknown };
  if (typeof forwardRef === 'function') return asModule(forwardRef());
  return typeof module === 'function' ? { key: value, entry: value as DynamicModule } : undefined;
}

function injectedBy({ inject = [], useClass }: Provider): readonly unknown[] {
  const parameters = useClass === undefined ? [] : metadata('design:paramtypes', useClass);
  const tokens = inject.map((token) => (typeof token === 'object' && token !== null && 'token' in token ? token.token : token));
  return [...tokens, ...(Array.isArray(parameters) ? (parameters as unknown[]) : [])];
}

function exportsOneOf(module: DynamicModule, wanted: ReadonlySet<unknown>): boolean {
  return listIn('exports', module).some((each) => wanted.has(each) || (typeof each === 'object' && each !== null && wanted.has((each as Provider).provide)));
}
