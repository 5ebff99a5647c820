// The compiled scripts of a process that runs test files: a module is compiled once and run in the sandbox of every file that loads it.
// V8 keeps with a script what it has compiled of its functions; a sandbox shares nothing else with another. Knows nothing of Jest.
import { types } from 'node:util';
import * as vm from 'node:vm';

/** What a module's text becomes: a function of the sandbox, with the parameters that were asked for. */
export type ModuleFunction = (...values: unknown[]) => unknown;

interface Kept {
  readonly source: string;
  readonly head: string;
  /** Not there for a text that must be compiled for each sandbox. */
  readonly script: vm.Script | undefined;
}

// Whoever compiles a script answers its import(): a script that outlives its sandbox would ask that of another.
const IMPORTS = /\bimport\s*(?:[(.]|\/[*/])/;
/** What makes code of text can make an import() of it; where there are no ES modules, none works. */
const MAKES_CODE = /\b(?:eval|Function)\b/;
const HAS_MODULES = 'SourceTextModule' in vm;

/** The scripts of modules by file. A file whose text has changed is compiled anew. */
export class KeptScripts {
  readonly #scripts = new Map<string, Kept>();

  /** The function of a module in a sandbox; undefined for one that has to be compiled for it alone. */
  functionIn(context: vm.Context, filename: string, source: string, parameters: readonly string[]): ModuleFunction | undefined {
    const head = `(function (${parameters.join(', ')}) {`;
    const known = this.#scripts.get(filename);
    const kept = known?.source === source && known.head === head ? known : { source, head, script: compile(filename, source, head) };
    if (kept !== known) this.#scripts.set(filename, kept);
    return kept.script?.runInContext(context) as ModuleFunction | undefined;
  }
}

function compile(filename: string, source: string, head: string): vm.Script | undefined {
  if (IMPORTS.test(source) || (HAS_MODULES && MAKES_CODE.test(source))) return undefined;
  try {
    // The text begins on its first line and column, so that errors name its own.
    return new vm.Script(`${head}${source}\n})`, { filename, columnOffset: -head.length });
  } catch (error) {
    // Jest's own compiling tells of it.
    if (types.isNativeError(error) && error.name === 'SyntaxError') return undefined;
    throw error;
  }
}
