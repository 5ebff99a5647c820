// A Jest transformer that is another one, loaded when the first file needs it: Jest loads all transformers of a config before it
// starts, also those whose place the user's own take, and ts-jest brings the whole compiler.

interface Wrapped {
  /** The file of the transformer. */
  readonly transformer: string;
  /** Its own configuration. */
  readonly config: unknown;
}
type Options = Readonly<Record<string, unknown>>;
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

// The transformer that stands for the wrapped one.
function createTransformer({ transformer, config }: Wrapped): Transformer {
  const held: { inner?: Transformer } = {};
  const inner = (): Transformer => (held.inner ??= load(transformer).createTransformer(config));
  const own = (options: Options): Options => ({ ...options, transformerConfig: config });
  return {
    get canInstrument() {
      return inner().canInstrument;
    },
    getCacheKey: (source, file, options) => inner().getCacheKey(source, file, own(options)),
    process: (source, file, options) => inner().process(source, file, own(options)),
    getCacheKeyAsync: async (source, file, options) => inner().getCacheKeyAsync?.(source, file, own(options)) ?? inner().getCacheKey(source, file, own(options)),
    processAsync: async (source, file, options) => inner().processAsync?.(source, file, own(options)) ?? inner().process(source, file, own(options)),
  };
}

function load(file: string): TransformerModule {
  const module = require(file) as TransformerModule & { readonly default?: TransformerModule };
  return module.default ?? module;
}

// Jest takes the default of a module that says it was an ES module, so this one must not say so.
export = { createTransformer };
