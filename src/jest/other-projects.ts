// Jest calls a globalSetup once for all projects that name it, with the config of one of them. The others show when Jest hands the test files, each
// with its project's config, to its runner: what they need is started there, before the first file runs. Knows nothing of what that is.
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { resolvePeer } from '../project/project';

/** What is read of a Jest project's config. */
export interface RunningProject {
  readonly rootDir: string;
  readonly runner?: string;
  readonly setupFilesAfterEnv?: readonly string[];
}
/** What Jest has made of a project's config, for test files that run in its own process. */
interface Context {
  readonly config: RunningProject;
  readonly moduleMap: unknown;
  resolver: unknown;
}
interface Test {
  readonly context: Context;
}
type RunTests = (this: unknown, tests: readonly Test[], ...rest: unknown[]) => Promise<unknown>;
type Wrapped = RunTests & { readonly [ORIGINAL]?: RunTests };
interface Transform {
  createScriptTransformer(config: RunningProject): Promise<{ requireAndTranspileModule(file: string, work: () => Promise<void>): Promise<unknown> }>;
}

const ORIGINAL = Symbol.for('jest-nest-mssql.runTests');
const SETUP_FILE = path.join(__dirname, 'setup-after-env.js');

/** What is done before the tests of projects run. */
export interface BeforeTests<T> {
  /** Called with each project of the preset's, one after the other. */
  begin(config: T): Promise<void>;
  /** Whether a config is not any more as Jest has read it. */
  isChanged(config: T): boolean;
  /** Called when all are done. */
  hasBegun(): void;
}

/** Has `work` done when the runner of a project is told to run test files, before it does. */
export function beforeTests<T extends RunningProject>({ runner }: T, work: BeforeTests<T>): void {
  const owner = runner === undefined ? undefined : runnerPrototype(runner);
  if (owner === undefined) return;
  const original = owner.runTests[ORIGINAL] ?? owner.runTests;
  const runTests: RunTests = async function (tests, ...rest) {
    for (const context of new Set(tests.map((test) => test.context))) {
      const config = context.config as T;
      if (config.setupFilesAfterEnv?.includes(SETUP_FILE) === true) await work.begin(config);
      if (work.isChanged(config)) renewResolver(runner, context);
    }
    work.hasBegun();
    return original.call(this, tests, ...rest);
  };
  owner.runTests = Object.assign(runTests, { [ORIGINAL]: original });
}

/** Runs `work` while Node loads the TypeScript of a project through the project's own transform, as it does during a globalSetup. */
export async function withTransform(config: RunningProject, work: () => Promise<void>): Promise<void> {
  const load = createRequire(config.runner ?? __filename);
  const { createScriptTransformer } = load('@jest/transform') as Transform;
  await (await createScriptTransformer(config)).requireAndTranspileModule(__filename, work);
}

// A runner that does not know Jest's runtime has no use for its resolver.
function renewResolver(runner: string | undefined, context: Context): void {
  const file = resolvePeer(path.dirname(runner ?? __filename), 'jest-runtime');
  if (file === undefined) return;
  const { default: runtime } = require(file) as { readonly default: { createResolver(config: RunningProject, moduleMap: unknown): unknown } };
  context.resolver = runtime.createResolver(context.config, context.moduleMap);
}

// A runner of somebody else's that is made of Jest's has its method from there.
function runnerPrototype(file: string): { runTests: Wrapped } | undefined {
  try {
    const loaded = createRequire(file)(file) as { readonly default?: unknown };
    let owner: unknown = ((loaded.default ?? loaded) as { readonly prototype?: unknown }).prototype;
    while (typeof owner === 'object' && owner !== null && !Object.hasOwn(owner, 'runTests')) owner = Object.getPrototypeOf(owner);
    return (owner ?? undefined) as { runTests: Wrapped } | undefined;
  } catch {
    // Jest says what is wrong with a runner; test files of other projects say that they were not started.
    return undefined;
  }
}
