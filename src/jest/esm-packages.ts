// A Jest transformer for packages that are ESM only (Nest 12): CommonJS where Jest require()s them, untouched where Jest loads
// them as ESM. It uses the project's own TypeScript.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import * as path from 'node:path';

interface TransformOptions {
  readonly supportsStaticESM: boolean;
  readonly config: { readonly rootDir: string };
}
interface TypeScript {
  transpileModule(text: string, options: { fileName: string; compilerOptions: object }): { outputText: string };
  readonly ModuleKind: { readonly CommonJS: number };
  readonly ScriptTarget: { readonly ES2022: number };
}

const REVISION = '2';

// The key of a cached result.
function getCacheKey(source: string, file: string, options: TransformOptions): string {
  return createHash('sha256').update([source, file, REVISION, options.supportsStaticESM, process.version].join('\0')).digest('hex').slice(0, 32);
}

// CommonJS of an ESM source; any other source is given back unchanged.
function transform(source: string, file: string, options: TransformOptions): { code: string } {
  if (options.supportsStaticESM || !/^\s*(import|export)\b|\bimport\.meta\b/m.test(source)) return { code: source };
  const ts = createRequire(path.join(options.config.rootDir, 'package.json'))('typescript') as TypeScript;
  // What ESM has to make by hand, CommonJS has already.
  const bare = source.replace(/^\s*(?:const|let|var)\s+(require|__filename|__dirname)\s*=.*\bimport\.meta\b.*$/gm, '');
  const compilerOptions = { allowJs: true, module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  // TypeScript leaves a file that is named .mjs an ES module.
  const { outputText } = ts.transpileModule(bare, { fileName: file.replace(/\.mjs$/, '.js'), compilerOptions });
  return { code: outputText.replace(/\bimport\.meta\.url\b/g, "require('node:url').pathToFileURL(__filename).href").replace(/\bimport\.meta\.(dirname|filename)\b/g, '__$1') };
}

// Jest takes the default of a module that says it was an ES module, so this one must not say so.
export = { canInstrument: false, getCacheKey, process: transform };
