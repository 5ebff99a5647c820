// Maps globs of build output (dist/**/*.entity.js) back to the sources they are built from, so that tests need no build and
// never meet one entity as two classes. Knows only tsconfig's outDir and rootDir.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { globSync } from 'tinyglobby';
import { findUpwards, type Project } from './project';
import { parseTsConfig, tsConfigChain } from './tsconfig-chain';

/** Where the build output lies and what it is built from; both absolute. */
export interface SourceMapping {
  readonly packageDir: string;
  readonly outDir: string;
  readonly sourceDir: string;
}

/** Reads outDir and rootDir from the project's tsconfig; undefined if there is no build output. */
export function readSourceMapping(project: Pick<Project, 'rootDir' | 'packageDir'>): SourceMapping | undefined {
  const file = findUpwards(project.rootDir, ['tsconfig.build.json', 'tsconfig.json'], project.packageDir);
  if (file === undefined) return undefined;
  const options = readOptions(file);
  if (options.outDir === undefined) return undefined;
  const source = options.rootDir ?? path.join(project.packageDir, 'src');
  if (!fs.existsSync(source)) return undefined;
  return { packageDir: project.packageDir, outDir: options.outDir, sourceDir: source };
}

/** The end of a name of compiled code, also where it is one of several in braces. */
const COMPILED = /\.js(?=$|[},])/g;
const BOTH = /\{\.ts,\.js\}|\{\.js,\.ts\}|\.\{ts,js\}|\.\{js,ts\}/;

/**
 * The glob of the sources that a glob of build output stands for, or one that begins at a source's own folder and means what lies there once it is
 * compiled; any other glob is given back unchanged.
 */
export function mapBuildGlob(pattern: string, mapping: SourceMapping | undefined): string {
  if (mapping === undefined) return pattern;
  const absolute = path.isAbsolute(pattern) ? path.normalize(pattern) : path.join(mapping.packageDir, pattern);
  const inside = path.relative(mapping.outDir, absolute);
  if (inside.startsWith('..') || path.isAbsolute(inside)) return sourcesOf(absolute, mapping) ?? pattern;
  const mapped = path.join(builtFrom(inside, mapping), inside).replace(/\.js$/, '.{ts,js}');
  return sourcesOf(mapped, mapping) ?? mapped;
}

// Where sources lie beside `src` too, and no rootDir is said, the compiler repeats the folders of the package: dist/src, dist/database.
function builtFrom(inside: string, { packageDir, sourceDir }: SourceMapping): string {
  const [top = ''] = inside.split(path.sep);
  const isFolderOf = (directory: string): boolean => top !== '' && fs.existsSync(path.join(directory, top));
  return !isFolderOf(sourceDir) && isFolderOf(packageDir) ? packageDir : sourceDir;
}

// Undefined where the glob can stay: compiled files beside their sources, as a build without a folder of its own leaves them, are meant as they are.
function sourcesOf(absolute: string, { packageDir }: SourceMapping): string | undefined {
  const sources = absolute.replace(COMPILED, '.{ts,js}');
  if (sources === absolute || BOTH.test(absolute) || path.relative(packageDir, absolute).startsWith('..') || absolute.includes(`${path.sep}node_modules${path.sep}`)) return undefined;
  return !namesFiles(absolute) && namesFiles(sources) ? sources : undefined;
}

function namesFiles(pattern: string): boolean {
  return globSync(pattern.replace(/\\/g, '/'), { absolute: true }).length > 0;
}

function readOptions(file: string): { readonly outDir: string | undefined; readonly rootDir: string | undefined } {
  // Where what it extends cannot be found, its own words are all there are.
  const chain = tsConfigChain(file) ?? [{ file, text: fs.readFileSync(file, 'utf8') }];
  const options = chain.map((each) => ({ directory: path.dirname(each.file), values: (parseTsConfig(each.text)?.['compilerOptions'] ?? {}) as Readonly<Record<string, unknown>> }));
  const folder = (key: 'outDir' | 'rootDir'): string | undefined => {
    const said = options.find(({ values }) => typeof values[key] === 'string');
    return said === undefined ? undefined : path.resolve(said.directory, String(said.values[key]));
  };
  return { outDir: folder('outDir'), rootDir: folder('rootDir') };
}
