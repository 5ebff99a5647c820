// A Jest transformer that is the project's own: ts-jest, or @swc/jest, or else the one that Jest takes by itself. It is loaded when the first file needs
// it: only then is known whose file that is; and Jest loads all transformers of a config before it starts, also those whose place the user's own take.
import { packageDirOf, resolveThrough } from '../project/project';
import { typeScriptTransformer, type ChosenTransformer } from '../project/typescript-transformer';

type Options = Readonly<Record<string, unknown>> & { readonly config: { readonly rootDir: string } };
type Step<T> = (source: string, file: string, options: Options) => T;
interface Transformer {
  readonly canInstrument?: boolean;
  readonly getCacheKey: Step<string>;
  readonly process: Step<unknown>;
  readonly getCacheKeyAsync?: Step<Promise<string>>;
  readonly processAsync?: Step<Promise<unknown>>;
}
interface TransformerModule {
  createTransformer(config: unknown): Transformer;
}

/** Where Jest has its own transformer from. */
const JESTS_OWN = ['jest', '@jest/core', 'jest-config', 'babel-jest'];

// The transformer that stands for the chosen one.
function createTransformer(): Transformer {
  const held: { inner?: Transformer; config?: object } = {};
  const inner = (options: Options): Transformer => {
    if (held.inner !== undefined) return held.inner;
    const { file, config } = choose(options.config.rootDir);
    held.config = config;
    return (held.inner = load(file).createTransformer(config));
  };
  const own = (options: Options): Options => ({ ...options, transformerConfig: held.config });
  return {
    // Jest asks for it when it has asked for a file's key.
    get canInstrument() {
      return held.inner?.canInstrument;
    },
    getCacheKey: (source, file, options) => inner(options).getCacheKey(source, file, own(options)),
    process: (source, file, options) => inner(options).process(source, file, own(options)),
    getCacheKeyAsync: async (source, file, options) => inner(options).getCacheKeyAsync?.(source, file, own(options)) ?? inner(options).getCacheKey(source, file, own(options)),
    processAsync: async (source, file, options) => inner(options).processAsync?.(source, file, own(options)) ?? inner(options).process(source, file, own(options)),
  };
}

function choose(rootDir: string): ChosenTransformer {
  const chosen = typeScriptTransformer(packageDirOf(rootDir));
  if (chosen !== undefined) return chosen;
  return { file: resolveThrough(rootDir, ...JESTS_OWN) ?? 'babel-jest', config: {} };
}

function load(file: string): TransformerModule {
  const module = require(file) as TransformerModule & { readonly default?: TransformerModule };
  return module.default ?? module;
}

// Jest takes the default of a module that says it was an ES module, so this one must not say so.
export = { createTransformer };
