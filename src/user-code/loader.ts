// Loads the user's own modules (config, data source, entities, migrations) in globalSetup, without a build step.
// CommonJS projects go through the transform that Jest has installed there; ESM projects, and whatever that transform leaves
// as ESM, through the project's own TypeScript, forced to CommonJS. Knows nothing of what is loaded.
import Module, { createRequire } from 'node:module';
import * as path from 'node:path';
import { globSync } from 'tinyglobby';
import { deferUnused } from '../project/defer-unused';
import type { Project } from '../project/project';
import { mapBuildGlob, readSourceMapping } from '../project/source-globs';
import { holdConnections } from './hold-connections';
import { openOwnCompiler } from './own-compiler';
import { installResolution } from './resolution';

/** Loads modules of the user's project; `dispose` must be called when the last of them has been loaded. */
export interface UserCodeLoader {
  /** The exports of a file, as an absolute path. Data sources that its import would open stay closed. */
  load(file: string): unknown;
  /** The data sources that were to be opened by importing files. */
  readonly heldSources: readonly object[];
  /** The data source that `work` opens, which stays closed, or what it gives if it opens none. */
  openedBy(work: () => unknown): Promise<unknown>;
  /** The files that globs or paths name, build output mapped back to its sources. */
  expand(patterns: readonly string[]): readonly string[];
  /** What a glob or path is looked for as: absolute, build output mapped back. */
  whole(pattern: string): string;
  dispose(): void;
}

interface CompilingModule {
  _compile(code: string, file: string): void;
}
type ExtensionHook = (module: CompilingModule, file: string) => void;

const SOURCE_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs'];
// Where a loader is installed for ES modules (Yarn's Plug'n'Play), Node gives a CommonJS file that is imported a require without a cache.
const requireOfNode = createRequire(__filename);
const OWN_PACKAGE = path.resolve(__dirname, '..', '..');

/** Starts loading code of `project`; modules of an earlier run in the same process (watch mode) are forgotten first. */
export function openUserCode(project: Project): UserCodeLoader {
  forgetUserModules();
  const mapping = readSourceMapping(project);
  const undo = [forgetNewGlobals(), installResolution(project), deferUnused(Module)];
  const hold = holdConnections(Module);
  undo.push(hold.release);
  const state = { isOwnLoader: false };
  const useOwnLoader = (): boolean => {
    if (state.isOwnLoader) return false;
    const uninstall = installOwnLoader(project);
    if (uninstall === undefined) return false;
    undo.push(uninstall);
    state.isOwnLoader = true;
    return true;
  };
  if (project.isEsm) useOwnLoader();
  return {
    load(file) {
      try {
        return hold.during(() => requireOfNode(file) as unknown);
      } catch (error) {
        if (!isModuleFormatError(error) || !useOwnLoader()) throw error;
        forgetUserModules();
        return hold.during(() => requireOfNode(file) as unknown);
      }
    },
    heldSources: hold.sources,
    openedBy: hold.openedBy,
    expand: (patterns) => patterns.flatMap((pattern) => expandPattern(wholePattern(mapBuildGlob(pattern, mapping), project))),
    whole: (pattern) => wholePattern(mapBuildGlob(pattern, mapping), project),
    dispose: () => undo.reverse().forEach((step) => step()),
  };
}

function wholePattern(pattern: string, project: Project): string {
  return path.isAbsolute(pattern) ? pattern : path.join(project.packageDir, pattern);
}

function expandPattern(absolute: string): string[] {
  return globSync(absolute.replace(/\\/g, '/'), { absolute: true })
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file))
    .map((file) => path.normalize(file))
    .sort();
}

function isModuleFormatError(error: unknown): boolean {
  const { code, name, message } = error as { code?: string; name?: string; message?: string };
  return code === 'ERR_REQUIRE_ESM' || code === 'ERR_UNKNOWN_FILE_EXTENSION' || (name === 'SyntaxError' && /import|export|module/i.test(message ?? ''));
}

/** The files of all modules that are loaded now. */
export function loadedFiles(): readonly string[] {
  return Object.keys(requireOfNode.cache);
}

/** The user's modules that are loaded now, by file name. */
export function loadedUserModules(): ReadonlyMap<string, NodeModule> {
  const own = Object.entries(requireOfNode.cache).filter((entry): entry is [string, NodeModule] => entry[1] !== undefined && isUserFile(entry[0]));
  return new Map(own);
}

/** What tells itself of each data source and entity, and would take those of another project or an earlier run for second ones. */
const REMEMBERING = /[\\/]node_modules[\\/]@nestjs[\\/]typeorm[\\/]/;

function forgetUserModules(): void {
  for (const file of loadedFiles()) if (isUserFile(file) || REMEMBERING.test(file)) delete requireOfNode.cache[file];
}

// Packages keep what decorators have told them in globals (Nest's GraphQL, TypeORM). Jest shows the globals of its own process to test
// files that run in it, where they would be taken for those of the file's own packages.
function forgetNewGlobals(): () => void {
  const before = new Set(Object.getOwnPropertyNames(globalThis));
  return () => {
    for (const name of Object.getOwnPropertyNames(globalThis)) if (!before.has(name)) Reflect.deleteProperty(globalThis, name);
  };
}

function isUserFile(file: string): boolean {
  if (file.includes(`${path.sep}node_modules${path.sep}`)) return false;
  return !['dist', 'src', 'engine', 'node_modules', 'jest-preset.js'].some((part) => file.startsWith(path.join(OWN_PACKAGE, part)));
}

function installOwnLoader(project: Project): (() => void) | undefined {
  const compiler = openOwnCompiler(project);
  if (compiler === undefined) return undefined;
  const hooks = (Module as unknown as { _extensions: Record<string, ExtensionHook | undefined> })._extensions;
  const saved = SOURCE_EXTENSIONS.map((extension) => [extension, hooks[extension]] as const);
  for (const [extension, before] of saved) {
    hooks[extension] = (module, file) => {
      if (!isUserFile(file) && before !== undefined) return before(module, file);
      module._compile(compiler.compile(file), file);
    };
  }
  return () => saved.forEach(([extension, before]) => (before === undefined ? delete hooks[extension] : (hooks[extension] = before)));
}
