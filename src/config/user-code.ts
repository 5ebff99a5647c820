// Loads the user's own modules (config, data source, entities, migrations) in globalSetup, without a build step.
// CommonJS projects go through the transform that Jest has installed there; ESM projects, and whatever that transform leaves
// as ESM, through the project's own TypeScript, forced to CommonJS. Knows nothing of what is loaded.
import * as fs from 'node:fs';
import Module from 'node:module';
import * as path from 'node:path';
import { globSync } from 'tinyglobby';
import { optionalPeer, type Project } from './project';
import { installResolution } from './resolution';
import { mapBuildGlob, readSourceMapping } from './source-globs';

/** Loads modules of the user's project; `dispose` must be called when the last of them has been loaded. */
export interface UserCodeLoader {
  /** The exports of a file, as an absolute path. */
  load(file: string): unknown;
  /** The files that globs or paths name, build output mapped back to its sources. */
  expand(patterns: readonly string[]): readonly string[];
  dispose(): void;
}

interface CompilingModule {
  _compile(code: string, file: string): void;
}
type ExtensionHook = (module: CompilingModule, file: string) => void;

const SOURCE_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs'];
const OWN_PACKAGE = path.resolve(__dirname, '..', '..');

/** Starts loading code of `project`; modules of an earlier run in the same process (watch mode) are forgotten first. */
export function openUserCode(project: Project): UserCodeLoader {
  forgetUserModules();
  const mapping = readSourceMapping(project);
  const undo = [forgetNewGlobals(), installResolution(project)];
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
        return require(file);
      } catch (error) {
        if (!isModuleFormatError(error) || !useOwnLoader()) throw error;
        forgetUserModules();
        return require(file);
      }
    },
    expand: (patterns) => patterns.flatMap((pattern) => expandPattern(mapBuildGlob(pattern, mapping), project)),
    dispose: () => undo.reverse().forEach((step) => step()),
  };
}

function expandPattern(pattern: string, project: Project): string[] {
  const absolute = path.isAbsolute(pattern) ? pattern : path.join(project.packageDir, pattern);
  return globSync(absolute.replace(/\\/g, '/'), { absolute: true })
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file))
    .map((file) => path.normalize(file))
    .sort();
}

function isModuleFormatError(error: unknown): boolean {
  const { code, name, message } = error as { code?: string; name?: string; message?: string };
  return code === 'ERR_REQUIRE_ESM' || code === 'ERR_UNKNOWN_FILE_EXTENSION' || (name === 'SyntaxError' && /import|export|module/i.test(message ?? ''));
}

/** The user's modules that are loaded now, by file name. */
export function loadedUserModules(): ReadonlyMap<string, NodeModule> {
  const own = Object.entries(require.cache).filter((entry): entry is [string, NodeModule] => entry[1] !== undefined && isUserFile(entry[0]));
  return new Map(own);
}

function forgetUserModules(): void {
  for (const file of Object.keys(require.cache)) if (isUserFile(file)) delete require.cache[file];
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

interface TypeScript {
  transpileModule(text: string, options: { fileName: string; compilerOptions: object }): { outputText: string };
  findConfigFile(from: string, exists: (file: string) => boolean): string | undefined;
  readConfigFile(file: string, read: (file: string) => string | undefined): { config?: unknown };
  parseJsonConfigFileContent(config: unknown, host: unknown, directory: string): { options: Record<string, unknown> };
  sys: { fileExists(file: string): boolean; readFile(file: string): string | undefined };
  ModuleKind: { CommonJS: number };
  ModuleResolutionKind: { Node10: number };
  ScriptTarget: { ES2022: number };
}

function installOwnLoader(project: Project): (() => void) | undefined {
  const ts = optionalPeer<TypeScript>(project.rootDir, 'typescript');
  if (ts?.transpileModule === undefined) return undefined;
  const compilerOptions = commonJsOptions(ts, project.rootDir);
  const hooks = (Module as unknown as { _extensions: Record<string, ExtensionHook | undefined> })._extensions;
  const saved = SOURCE_EXTENSIONS.map((extension) => [extension, hooks[extension]] as const);
  for (const [extension, before] of saved) {
    hooks[extension] = (module, file) => {
      if (!isUserFile(file) && before !== undefined) return before(module, file);
      const { outputText } = ts.transpileModule(fs.readFileSync(file, 'utf8'), { fileName: file.replace(/\.[mc]ts$/, '.ts'), compilerOptions });
      module._compile(withoutImportMeta(outputText), file);
    };
  }
  return () => saved.forEach(([extension, before]) => (before === undefined ? delete hooks[extension] : (hooks[extension] = before)));
}

// What only ES modules have, in the words of CommonJS.
function withoutImportMeta(code: string): string {
  return code.replace(/\bimport\.meta\.url\b/g, "require('node:url').pathToFileURL(__filename).href").replace(/\bimport\.meta\.(dirname|filename)\b/g, '__$1');
}

function commonJsOptions(ts: TypeScript, rootDir: string): object {
  const file = ts.findConfigFile(rootDir, ts.sys.fileExists);
  const given = file === undefined ? {} : ts.parseJsonConfigFileContent(ts.readConfigFile(file, ts.sys.readFile).config, ts.sys, path.dirname(file)).options;
  return {
    ...given,
    module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10, target: given['target'] ?? ts.ScriptTarget.ES2022,
    verbatimModuleSyntax: false, isolatedModules: true, esModuleInterop: true, allowJs: true, noEmit: false, allowImportingTsExtensions: false,
    declaration: false, declarationMap: false, composite: false, incremental: false, sourceMap: false, inlineSourceMap: true, ignoreDeprecations: undefined,
  };
}
