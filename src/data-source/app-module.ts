// Finds and loads the module that an application is made of: `app.module` of the config, or what the usual files export.
// Knows nothing of what the module declares.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { globSync } from 'tinyglobby';
import { isPresetError, presetError, reasonOf } from '../errors';
import { existingFiles, type Project } from '../project/project';
import { placesOfSources, sourceFolders } from '../project/source-folders';
import type { UserCodeLoader } from '../user-code/loader';
import { isModuleClass } from './modules';

/** What the search for data sources needs to know. */
export interface SourceSearch {
  readonly project: Project;
  readonly loader: UserCodeLoader;
  /** The file of the config, if there is one. */
  readonly configFile?: string | undefined;
  /** `app.module` of the config. */
  readonly appModule?: unknown;
}

/** The application's module, and the file that it was found in. */
export interface AppModule {
  readonly module: object;
  readonly file: string;
}

const DECLARES = /\bTypeOrmModule\s*\.\s*forRoot(?:Async)?\s*\(/g;
/** A function that declares one may be called for several. */
const WITHIN_FUNCTION = /\breturn\b|\bstatic\b|\bfunction\b|=>\s*$/;
const CLOSED_GROUP = /\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g;
const IGNORED = ['**/node_modules/**', '**/dist/**', '**/*.d.ts', '**/*.{spec,test,e2e-spec}.ts'];
const BASES = ['app.module', 'app/app.module', 'modules/app.module', 'modules/app/app.module'];
const EXTENSIONS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];

/** Where a module is looked for, as an error says it. */
export function appModuleNames(): string {
  return [...BASES, '<folder of the application>.module'].map((base) => `src/${base}.ts`).join(', ');
}

/** Loads the application's module; undefined if there is none where it is looked for. */
export function openAppModule({ project, loader, appModule }: SourceSearch): AppModule | undefined {
  if (typeof appModule === 'function' || (typeof appModule === 'object' && appModule !== null)) return { module: appModule, file: '`app.module` of the config' };
  for (const file of candidates(project)) {
    const exported = loadNamed(file, (name) => loader.load(name));
    const module = Object.values(exported).find(isModuleClass);
    if (module !== undefined) return { module, file };
  }
  return undefined;
}

/** Whether the sources of a project declare more than one data source, by their text alone: nothing is loaded. */
export function declaresSeveral(project: Project): boolean {
  const directories = new Set([...sourceFolders(project), path.join(project.packageDir, 'libs')]);
  const patterns = [...directories].map((directory) => `${directory.replace(/\\/g, '/')}/**/*.{ts,mts,cts}`);
  let found = 0;
  for (const file of new Set(globSync(patterns, { absolute: true, ignore: IGNORED }))) {
    const text = fs.readFileSync(file, 'utf8');
    for (const { index } of text.matchAll(DECLARES)) {
      found += WITHIN_FUNCTION.test(openPart(text.slice(Math.max(0, text.lastIndexOf('@Module(', index)), index))) ? 2 : 1;
    }
    if (found > 1) return true;
  }
  return false;
}

// What goes on at the end of a text: a factory that a neighbour was given is closed, and declares nothing.
function openPart(text: string): string {
  const rest = text.replace(CLOSED_GROUP, '');
  return rest === text ? text : openPart(rest);
}

function loadNamed(file: string, load: (file: string) => unknown): object {
  try {
    const exported = load(file);
    return typeof exported === 'object' && exported !== null ? exported : { exported };
  } catch (error) {
    if (isPresetError(error)) throw error;
    throw presetError('JNM_APP_NOT_READ', { file, reason: reasonOf(error) }, error);
  }
}

function candidates(project: Project): readonly string[] {
  return placesOfSources(project).flatMap((directory) => existingFiles([directory], [...BASES, ownModule(directory)], EXTENSIONS));
}

// Nest's commands name the module of a workspace's application after it: apps/shop/src/shop.module.ts.
function ownModule(directory: string): string {
  return `${path.basename(path.basename(directory) === 'src' ? path.dirname(directory) : directory)}.module`;
}
