// What the preset says of a project's files and modules, which follows from the package that the project is of. Jest loads a preset once for all projects
// that name it, and tells it nothing of them: where it is loaded, the package is a guess. Loads nothing of the project.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { esmDependenciesOf } from '../project/esm-dependencies';
import { isModulePackage, packageDirOf, resolvePeer } from '../project/project';
import { modulePlacesOf } from '../project/tsconfig-paths';
import { typeScriptTransformer } from '../project/typescript-transformer';

/** The parts of a Jest config that follow from a package. */
export interface PresetParts {
  readonly extensionsToTreatAsEsm: readonly string[];
  readonly modulePaths: readonly string[];
  readonly moduleNameMapper: Readonly<Record<string, string | readonly string[]>>;
  /** Files of transformers, by the pattern of what they transform. */
  readonly transform: Readonly<Record<string, string>>;
  readonly transformIgnorePatterns: readonly string[];
}

// What mssql requires and is ESM only in its newest versions: tedious' Azure packages reach the network through these.
const ESM_ONLY_PACKAGES = ['https-proxy-agent', 'http-proxy-agent', 'agent-base', 'proxy-agent-negotiate'];
const NOCK_PACKAGES = ['nock', '@mswjs', '@open-draft', 'rettime'];
/** Those of Jest's options that say where a config is, and with it the project. */
const PLACE = /^(?:-c|--config|--rootDir)(?:=(.*))?$/;

/** The package of the project that Jest was started for, as far as its arguments say: editors name a config below the folder that they start it in. */
export function startedFor(args: readonly string[], directory: string): string {
  const here = packageDirOf(directory);
  for (const [at, arg] of args.entries()) {
    const match = PLACE.exec(arg);
    const given = match === null ? undefined : path.resolve(directory, match[1] ?? args[at + 1] ?? '');
    const stat = given === undefined ? undefined : fs.statSync(given, { throwIfNoEntry: false });
    if (given === undefined || stat === undefined) continue;
    const named = packageDirOf(stat.isDirectory() ? given : path.dirname(given));
    // One that several packages share lies above them, and says nothing of the one that it is for.
    if (!path.relative(here, named).startsWith('..')) return named;
  }
  return here;
}

/** What the preset says of a project whose package lies in `packageDir`. */
export function presetPartsOf(packageDir: string): PresetParts {
  const isEsm = isModulePackage(packageDir);
  const places = modulePlacesOf(packageDir, isEsm);
  // CommonJS code loads these through a transform, no Node flag needed. An ES module project imports Nest 12 and nock 15 as they are:
  // a CommonJS copy beside them would be a second one.
  const own = isEsm ? [] : [...esmOf(packageDir, '@nestjs/common', ['@nestjs']), ...esmOf(packageDir, 'nock', NOCK_PACKAGES), ...esmDependenciesOf(packageDir)];
  const packages = [...own, ...ESM_ONLY_PACKAGES].map((name) => name.replaceAll('.', '\\.')).join('|');
  const hasTypeScript = typeScriptTransformer(packageDir) !== undefined;
  return {
    extensionsToTreatAsEsm: isEsm ? ['.ts'] : [],
    modulePaths: places.modulePaths,
    moduleNameMapper: { ...(isEsm ? { '^(\\.{1,2}/.*)\\.js$': '$1' } : {}), ...places.moduleNameMapper },
    transform: {
      // No more than these: global setup puts this pattern before those of the user.
      [`/node_modules/(?:${packages})/.+\\.m?js$`]: path.join(__dirname, 'esm-packages.js'),
      // Where there is any transform, Jest's own default is gone.
      [hasTypeScript ? '^.+\\.[cm]?tsx?$' : '\\.[jt]sx?$']: path.join(__dirname, 'project-transform.js'),
    },
    transformIgnorePatterns: [`/node_modules/(?!(?:.*/)?(?:${packages})/)`],
  };
}

function esmOf(packageDir: string, name: string, packages: readonly string[]): readonly string[] {
  const entry = resolvePeer(packageDir, name);
  return entry !== undefined && isModulePackage(packageDirOf(path.dirname(entry))) ? packages : [];
}
