// Makes Node's resolver follow the Jest project while user code is loaded outside of a test: moduleNameMapper, modulePaths,
// tsconfig-like roots, the config's own `resolver` and conditions of exports, and TypeScript's habit of writing .js for a .ts file. Packages under node_modules
// are left alone.
import Module from 'node:module';
import * as path from 'node:path';
import { resolveThrough, type Project } from '../project/project';

interface ResolvingModule {
  _resolveFilename(request: string, parent: { filename?: string } | undefined, ...rest: unknown[]): string;
}

type Resolve = (request: string) => string;

/** The `resolver` of a Jest config: what it is asked, and the options that such ones read. */
type ProjectResolver = (request: string, options: Readonly<Record<string, unknown>>) => string | undefined;

/** What is used of the package jest-resolve. */
interface JestResolve {
  readonly default: { findNodeModule(request: string, options: object): string | null };
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '.node'];

const isMissing = (error: unknown): boolean => (error as { code?: string }).code === 'MODULE_NOT_FOUND';

/** Installs the resolution of `project`; the function returned takes it away again. */
export function installResolution(project: Project): () => void {
  const target = Module as unknown as ResolvingModule;
  const original = target._resolveFilename;
  const inWorkspace = workspaceFinder(project);
  const mappers = project.moduleNameMapper.map(([pattern, targets]) => ({ pattern: new RegExp(pattern), targets }));
  target._resolveFilename = function (request, parent, ...rest) {
    const plain: Resolve = (name) => original.call(Module, name, parent, ...rest);
    const from = parent?.filename;
    if (from === undefined || from.includes(`${path.sep}node_modules${path.sep}`)) return plain(request);
    const withTypeScript: Resolve = (name) => resolveTypeScript(name, plain);
    for (const { pattern, targets } of mappers) {
      const match = pattern.exec(request);
      const found = match === null ? undefined : firstThatResolves(targets.map((to) => fillTarget(to, match, project.rootDir)), withTypeScript);
      if (found !== undefined) return found;
    }
    return inWorkspace(request, from) ?? resolveWithRoots(request, from, project, withTypeScript);
  };
  return () => {
    target._resolveFilename = original;
  };
}

// A package of the workspace may export its sources under a condition that the Jest config names: specs get those, and Node would get its build.
function workspaceFinder({ rootDir, exportConditions }: Project): (request: string, from: string) => string | undefined {
  const file = exportConditions === undefined ? undefined : resolveThrough(rootDir, 'jest', '@jest/core', 'jest-resolve');
  if (file === undefined || exportConditions === undefined) return () => undefined;
  const { default: resolver } = require(file) as JestResolve;
  return (request, from) => {
    if (/^[./]|^node:/.test(request)) return undefined;
    const found = resolver.findNodeModule(request, { basedir: path.dirname(from), conditions: ['require', 'default', ...exportConditions], extensions: EXTENSIONS, moduleDirectory: ['node_modules'] });
    return found === null || !path.isAbsolute(found) || found.includes(`${path.sep}node_modules${path.sep}`) ? undefined : found;
  };
}

function resolveWithRoots(request: string, from: string, project: Project, resolve: Resolve): string {
  try {
    return resolve(request);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const roots = /^[./]/.test(request) ? [] : [...project.modulePaths, project.rootDir, project.packageDir];
    const found = firstThatResolves(roots.map((root) => path.join(root, request)), resolve) ?? askResolver(request, from, project, resolve);
    if (found === undefined) throw error;
    return found;
  }
}

// Jest asks it first, and lets it ask Jest; here it is asked for what Node does not find, which is what such resolvers are there for.
function askResolver(request: string, from: string, project: Project, resolve: Resolve): string | undefined {
  if (project.resolver === undefined) return undefined;
  const given = require(project.resolver) as ProjectResolver | { readonly sync?: ProjectResolver };
  const ask = typeof given === 'function' ? given : given.sync;
  try {
    return ask?.(request, { basedir: path.dirname(from), rootDir: project.rootDir, paths: project.modulePaths, moduleDirectory: ['node_modules'], extensions: EXTENSIONS, conditions: ['require', 'node', 'default'], defaultResolver: resolve });
  } catch {
    // Node says in its own words what is missing.
    return undefined;
  }
}

function resolveTypeScript(request: string, plain: Resolve): string {
  try {
    return plain(request);
  } catch (error) {
    const match = /^(.*)\.([cm]?)js$/.exec(request);
    if (match === null || !isMissing(error)) throw error;
    const found = firstThatResolves([`${match[1]}.${match[2]}ts`, `${match[1]}.tsx`], plain);
    if (found === undefined) throw error;
    return found;
  }
}

function firstThatResolves(requests: readonly string[], resolve: Resolve): string | undefined {
  for (const request of requests) {
    try {
      return resolve(request);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return undefined;
}

function fillTarget(target: string, match: RegExpExecArray, rootDir: string): string {
  return target.replace(/<rootDir>/g, rootDir).replace(/\$(\d+)/g, (_, group: string) => match[Number(group)] ?? '');
}
