// Jest's runtime, which loads the modules of each test file anew, with two things spared from the second file of a process on: compiling a
// module that is compiled already, and reading a file whose transformed text is known. What it loads, and for whom, stays Jest's own. It also ends a file
// whose spec cannot be loaded, of which nothing else tells.
import * as inspector from 'node:inspector';
import nodeModule, { createRequire } from 'node:module';
import type * as vm from 'node:vm';
import { KeptScripts, type ModuleFunction } from './kept-scripts';
import { takeEnd } from './unended-file';

type Base = new (...parameters: unknown[]) => { teardown(): void };
type Read = (filename: string) => string | undefined;
type Transform = (filename: string, options?: { readonly isInternalModule?: boolean }) => string | undefined;
type Compile = (source: string, filename: string) => ModuleFunction | null;

/** Of the parameters of Jest's runtime, those that matter here. */
type Parameters = readonly [
  config: unknown, environment: Environment, resolver: unknown, transformer: unknown, cacheFS: unknown,
  coverage: { readonly collectCoverage?: boolean } | undefined, testPath: string,
];
interface Environment {
  readonly global: object;
  getVmContext(): vm.Context | null;
  teardown(): Promise<void>;
}

/** What compiles in Jest 30.4 and later; before, the runtime itself did. */
interface Compiler {
  compile?: Compile;
  createScriptFromCode?: Compile;
  readonly injectedModuleParameters?: readonly string[];
  constructInjectedModuleParameters?(): readonly string[];
}
/** Likewise, what gives a module's transformed text. */
interface Transforms {
  transform?: Transform;
  transformFile?: Transform;
}
interface Reader {
  readFile?: Read;
}
interface Runtime extends Compiler, Transforms, Reader {
  readonly executor?: Compiler;
  readonly transformCache?: Transforms & { readonly fileCache?: Reader };
}

// Jest's runner loads this file: its runtime is the one to build on. Where Node imports this file, it does not say for whom; the
// project's Jest is that of the peer then.
const loadOfRunner = createRequire(module.parent?.filename ?? createRequire(createRequire(__filename).resolve('jest')).resolve('@jest/core'));

// A worker loads Jest and the transformer, TypeScript with it: from Node 22.8 on, their compiled form is kept between runs.
function keepWhatNodeCompiles(): void {
  if (!hasNodeCoverage()) (nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();
}

const hasNodeCoverage = (): boolean => process.env['NODE_V8_COVERAGE'] !== undefined;

/** The class of Jest's runtime that ends files, and spares work where Jest is known to do the same. */
function runtimeOf({ default: base }: { readonly default: Base }, version: string): Base {
  keepWhatNodeCompiles();
  return version.startsWith('30.') ? sparing(ending(base)) : ending(base);
}

// Jest tears down the runtime, at once, and then the environment, for which it waits.
function ending(base: Base): Base {
  return class extends base {
    readonly #environment: Environment;

    constructor(...parameters: unknown[]) {
      super(...parameters);
      this.#environment = (parameters as unknown as Parameters)[1];
    }

    override teardown(): void {
      const environment = this.#environment;
      const end = takeEnd(environment.global);
      if (end === undefined) return super.teardown();
      const { teardown } = environment;
      environment.teardown = async () => {
        try {
          await end();
        } finally {
          super.teardown();
          await teardown.call(environment);
        }
      };
    }
  };
}

function sparing(base: Base): Base {
  const scripts = new KeptScripts();
  return class extends base {
    constructor(...parameters: unknown[]) {
      super(...parameters);
      const [, environment, , , , coverage, testPath] = parameters as unknown as Parameters;
      const runtime = this as Runtime;
      // V8 tells by offsets in a script what has run of it; a debugger holds to the sandbox in which it saw a script first.
      if (coverage?.collectCoverage !== true && !hasNodeCoverage() && inspector.url() === undefined) {
        compileOnce(runtime.executor ?? runtime, scripts, environment, testPath);
      }
      readWhenAsked(runtime.transformCache ?? runtime, runtime.transformCache?.fileCache ?? runtime);
    }
  };
}

// Spec files are compiled as ever: none is loaded twice.
function compileOnce(compiler: Compiler, scripts: KeptScripts, environment: Environment, testPath: string): void {
  const name = compiler.compile === undefined ? 'createScriptFromCode' : 'compile';
  const original = compiler[name];
  const parameters = compiler.injectedModuleParameters ?? compiler.constructInjectedModuleParameters?.();
  if (original === undefined || parameters === undefined) return;
  compiler[name] = function (this: Compiler, source, filename) {
    const context = filename === testPath ? null : environment.getVmContext();
    return (context === null ? undefined : scripts.functionIn(context, filename, source, parameters)) ?? original.call(this, source, filename);
  };
}

// Jest reads each file for its transform, which reads it itself if it does not know the file as it is now.
function readWhenAsked(transforms: Transforms, reader: Reader): void {
  const name = transforms.transform === undefined ? 'transformFile' : 'transform';
  const original = transforms[name];
  const { readFile } = reader;
  if (original === undefined || readFile === undefined) return;
  const state = { isNeeded: true };
  transforms[name] = function (this: Transforms, filename, options) {
    state.isNeeded = options?.isInternalModule === true;
    try {
      return original.call(this, filename, options);
    } finally {
      state.isNeeded = true;
    }
  };
  reader.readFile = function (this: Reader, filename) {
    return state.isNeeded ? readFile.call(this, filename) : undefined;
  };
}

export = { __esModule: true, default: runtimeOf(loadOfRunner('jest-runtime') as { readonly default: Base }, (loadOfRunner('jest-runtime/package.json') as { readonly version: string }).version) };
