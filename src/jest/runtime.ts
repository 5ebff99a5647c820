// Jest's runtime, which loads the modules of each test file anew, with two things spared from the second file of a process on: compiling a
// module that is compiled already, and reading a file whose transformed text is known. What it loads, and for whom, stays Jest's own.
import * as inspector from 'node:inspector';
import nodeModule, { createRequire } from 'node:module';
import type * as vm from 'node:vm';
import { KeptScripts, type ModuleFunction } from './kept-scripts';

type Base = new (...parameters: unknown[]) => object;
type Read = (filename: string) => string | undefined;
type Transform = (filename: string, options?: { readonly isInternalModule?: boolean }) => string | undefined;
type Compile = (source: string, filename: string) => ModuleFunction | null;

/** Of the parameters of Jest's runtime, those that matter here. */
type Parameters = readonly [
  config: unknown, environment: Environment, resolver: unknown, transformer: unknown, cacheFS: unknown,
  coverage: { readonly collectCoverage?: boolean } | undefined, testPath: string,
];
interface Environment {
  getVmContext(): vm.Context | null;
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

/** The class of Jest's runtime that spares work; Jest's own where that is not known to be the same. */
function runtimeOf({ default: base }: { readonly default: Base }, version: string): Base {
  keepWhatNodeCompiles();
  if (!version.startsWith('30.')) return base;
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
