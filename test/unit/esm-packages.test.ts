// The transformer of packages that are ES modules only: the shape that Jest asks for, and CommonJS out of what Nest 12 is written in.
import * as path from 'node:path';
import transformer = require('../../src/jest/esm-packages');

const config = { rootDir: path.join(__dirname, '..', '..') };

it('is a transformer as Jest loads it', () => {
  // Jest takes `default` of a module that is marked as a transpiled ES module.
  expect(transformer).not.toHaveProperty('__esModule');
  expect(transformer).toEqual({ canInstrument: false, getCacheKey: expect.any(Function), process: expect.any(Function) });
});

it('makes CommonJS of an ES module, and keeps what it makes by hand from being declared twice', () => {
  const source = "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nexport const here = import.meta.url;\n";
  const { code } = transformer.process(source, '/a/b.js', { supportsStaticESM: false, config });
  expect(code).not.toMatch(/import\.meta|const require\b|^export /m);
  expect(code).toContain('exports.here =');
});

it('leaves alone what is CommonJS, and what Jest loads as an ES module', () => {
  for (const [source, supportsStaticESM] of [['exports.a = 1;', false], ['export const a = 1;', true]] as const) {
    expect(transformer.process(source, '/a/b.js', { supportsStaticESM, config })).toEqual({ code: source });
  }
});
