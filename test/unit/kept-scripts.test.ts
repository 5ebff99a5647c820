// Scripts that are compiled once and run in many sandboxes.
import { Session } from 'node:inspector';
import * as vm from 'node:vm';
import { KeptScripts } from '../../src/jest/kept-scripts';

const PARAMETERS = ['module', 'jest'];
const FILE = '/project/src/thing.js';

/** How many scripts V8 has made of FILE while `work` ran; it tells of some twice. */
function compiled(work: () => void): number {
  const session = new Session();
  const seen = new Set<string>();
  session.connect();
  try {
    session.on('Debugger.scriptParsed', ({ params }) => {
      if (params.url.endsWith(FILE)) seen.add(params.scriptId);
    });
    session.post('Debugger.enable');
    // It begins with those of before.
    seen.clear();
    work();
  } finally {
    session.disconnect();
  }
  return seen.size;
}

function run(scripts: KeptScripts, source: string, context = vm.createContext({})): unknown {
  const module = { exports: {} };
  scripts.functionIn(context, FILE, source, PARAMETERS)?.(module, {});
  return module.exports;
}

it('compiles a module once for all sandboxes, and runs it anew in each', () => {
  const scripts = new KeptScripts();
  const source = 'let count = 0;\nmodule.exports = { next: () => ++count, where: () => place };';
  expect(compiled(() => {
    for (const place of ['here', 'there']) {
      const { next, where } = run(scripts, source, vm.createContext({ place })) as { next(): number; where(): string };
      expect([next(), next(), where()]).toEqual([1, 2, place]);
    }
  })).toBe(1);
});

it('compiles a module anew when its text has changed', () => {
  const scripts = new KeptScripts();
  expect(compiled(() => expect(['1', '1', '2'].map((text) => run(scripts, `module.exports = ${text};`))).toEqual([1, 1, 2]))).toBe(2);
});

it('compiles a module anew when its parameters are others', () => {
  const scripts = new KeptScripts();
  const typeOf = (parameters: string[]): unknown => scripts.functionIn(vm.createContext({}), FILE, 'return typeof jest;', parameters)?.({}, {});
  expect([typeOf(['module']), typeOf(['module', 'jest'])]).toEqual(['undefined', 'object']);
});

it.each(["import('x');", 'import ("x");', 'import/* x */("x");', 'import.meta.url;'])('leaves a module that imports to its sandbox: %s', (source) => {
  expect(new KeptScripts().functionIn(vm.createContext({}), FILE, source, PARAMETERS)).toBeUndefined();
});

it('keeps a module that only speaks of imports', () => {
  expect(run(new KeptScripts(), '// an important import\nmodule.exports = "import";')).toBe('import');
});

it('leaves a module that cannot be read to whoever tells of it', () => {
  expect(new KeptScripts().functionIn(vm.createContext({}), FILE, 'let 1;', PARAMETERS)).toBeUndefined();
});

it.each(['null.x;', '\n  null.x;', '"use strict"; null.x;'])('tells the place of an error as it is in the file: %j', (source) => {
  const place = (run: () => unknown): string | undefined => {
    try {
      run();
      return undefined;
    } catch (error) {
      return /thing\.js:\d+:\d+/.exec((error as Error).stack ?? '')?.[0];
    }
  };
  const kept = place(() => run(new KeptScripts(), source));
  expect(kept).toMatch(/thing\.js:/);
  expect(kept).toBe(place(() => vm.compileFunction(source, PARAMETERS, { filename: FILE })()));
});
