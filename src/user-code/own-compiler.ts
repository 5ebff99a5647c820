// Compiles the user's TypeScript (and ES modules) to CommonJS with the project's own TypeScript, and keeps what came out between
// runs: a file that was compiled before, by the same compiler with the same options, costs a look-up, and the compiler is not loaded.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { openCacheFolder } from '../project/cache-folder';
import { optionalPeer, resolvePeer, type Project } from '../project/project';
import { tsConfigTexts } from '../project/tsconfig-chain';

/** A compiler of single files. */
export interface OwnCompiler {
  /** The CommonJS of a file. */
  compile(file: string): string;
}

interface TypeScript {
  transpileModule?: (text: string, options: { fileName: string; compilerOptions: object }) => { outputText: string };
  findConfigFile(from: string, exists: (file: string) => boolean): string | undefined;
  readConfigFile(file: string, read: (file: string) => string | undefined): { config?: unknown };
  parseJsonConfigFileContent(config: unknown, host: unknown, directory: string): { options: Record<string, unknown> };
  sys: { fileExists(file: string): boolean; readFile(file: string): string | undefined };
  ModuleKind: { CommonJS: number };
  ModuleResolutionKind: { Node10: number };
  ScriptTarget: { ES2022: number };
}

type Compile = (text: string, file: string) => string;

/** Changes when what is made of a text changes with this library. */
const REVISION = 1;
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
/** From this version on there is no transpileModule; whether there is, only loading tells. */
const FIRST_NATIVE_VERSION = 7;

/** Opens the compiler of a project; undefined if its TypeScript is missing or cannot compile single files. */
export function openOwnCompiler(project: Pick<Project, 'rootDir' | 'packageDir'>): OwnCompiler | undefined {
  const version = versionOf(project.rootDir);
  if (version === undefined) return undefined;
  const held: { compile?: Compile | undefined } = {};
  const compiler = (): Compile | undefined => (held.compile ??= loadCompiler(project.rootDir));
  if (Number.parseInt(version, 10) >= FIRST_NATIVE_VERSION && compiler() === undefined) return undefined;
  const compile: Compile = (text, file) => {
    const work = compiler();
    if (work === undefined) throw new Error(`TypeScript ${version} cannot compile single files`);
    return work(text, file);
  };
  const cache = openCompiledCache(project, version);
  return { compile: (file) => (cache ?? withoutCache)(fs.readFileSync(file, 'utf8'), file, compile) };
}

const withoutCache = (text: string, file: string, compile: Compile): string => compile(text, file);

function versionOf(rootDir: string): string | undefined {
  const manifest = resolvePeer(rootDir, 'typescript/package.json');
  return manifest === undefined ? undefined : String((JSON.parse(fs.readFileSync(manifest, 'utf8')) as { version?: unknown }).version);
}

function loadCompiler(rootDir: string): Compile | undefined {
  const ts = optionalPeer<TypeScript>(rootDir, 'typescript');
  const transpile = ts?.transpileModule;
  if (ts === undefined || transpile === undefined) return undefined;
  const compilerOptions = commonJsOptions(ts, rootDir);
  return (text, file) => withoutImportMeta(transpile(text, { fileName: file.replace(/\.[mc]ts$/, '.ts'), compilerOptions }).outputText);
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

// Undefined where there is no place for it, or nobody knows which options the compiler would have.
function openCompiledCache(project: Pick<Project, 'rootDir' | 'packageDir'>, version: string): ((text: string, file: string, compile: Compile) => string) | undefined {
  const options = tsConfigTexts(project.rootDir);
  const parent = openCacheFolder(project.packageDir);
  if (options === undefined || parent === undefined) return undefined;
  const folder = path.join(parent, 'compiled');
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  dropOld(folder);
  const begun = createHash('sha256').update(JSON.stringify([REVISION, version, options]));
  return (text, file, compile) => {
    const kept = path.join(folder, `${begun.copy().update(JSON.stringify([file, text])).digest('hex').slice(0, 32)}.js`);
    const known = readIfThere(kept);
    if (known !== undefined) return known;
    const output = compile(text, file);
    const unfinished = `${kept}.${process.pid}`;
    fs.writeFileSync(unfinished, output, { mode: 0o600 });
    fs.renameSync(unfinished, kept);
    return output;
  };
}

function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

// What is still used after that time is compiled once more.
function dropOld(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat !== undefined && Date.now() - stat.mtimeMs > KEPT_MS) fs.rmSync(file, { force: true });
  }
}
