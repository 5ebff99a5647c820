// Puts what the preset says of a project's own package in the place of what it has guessed, in a config that Jest has read already: what the user's
// config says stays as it is. Jest hands the same config to its workers afterwards; what it has made of the config before is made anew.
import { packageDirOf } from '../project/project';
import { presetPartsOf, startedFor, type PresetParts } from './preset-parts';

type Entry = readonly [key: string, value: unknown, ...rest: unknown[]];

/** What is changed of a Jest project's config; Jest freezes the config, and none of its lists. */
export interface FittedConfig {
  readonly rootDir: string;
  readonly extensionsToTreatAsEsm?: string[];
  readonly modulePaths?: string[];
  readonly moduleNameMapper?: Entry[];
  readonly transform?: Entry[];
  readonly transformIgnorePatterns?: string[];
}

/** Fits a project's config to its package; false where nothing had to be changed. */
export function fitConfig(config: FittedConfig): boolean {
  const guessedDir = startedFor(process.argv.slice(2), process.cwd());
  const packageDir = packageDirOf(config.rootDir);
  if (packageDir === guessedDir) return false;
  const before = JSON.stringify(config);
  exchangeParts(config, presetPartsOf(guessedDir), presetPartsOf(packageDir));
  return JSON.stringify(config) !== before;
}

/** Takes out of a config what `guessed` has put there, and puts `own` there. */
export function exchangeParts(config: FittedConfig, guessed: PresetParts, own: PresetParts): void {
  exchange(config.extensionsToTreatAsEsm, guessed.extensionsToTreatAsEsm, own.extensionsToTreatAsEsm);
  exchange(config.modulePaths, guessed.modulePaths, own.modulePaths);
  exchange(config.transformIgnorePatterns, guessed.transformIgnorePatterns, own.transformIgnorePatterns);
  exchangeEntries(config.moduleNameMapper, entriesOf(guessed.moduleNameMapper), entriesOf(own.moduleNameMapper));
  exchangeEntries(config.transform, transformsOf(guessed), transformsOf(own));
}

const entriesOf = (values: object): readonly Entry[] => Object.entries(values);
const transformsOf = ({ transform }: PresetParts): readonly Entry[] => Object.entries(transform).map(([pattern, file]) => [pattern, file, {}]);

// A list that lacks what was guessed is the user's, who says all of it.
function exchange(list: string[] | undefined, guessed: readonly string[], own: readonly string[]): void {
  if (list === undefined || !guessed.every((each) => list.includes(each))) return;
  list.splice(0, list.length, ...new Set([...list.filter((each) => !guessed.includes(each)), ...own]));
}

// Of patterns, the user's come first, and win.
function exchangeEntries(list: Entry[] | undefined, guessed: readonly Entry[], own: readonly Entry[]): void {
  if (list === undefined) return;
  const wasGuessed = new Set(guessed.map((entry) => JSON.stringify(entry)));
  const kept = list.filter((entry) => !wasGuessed.has(JSON.stringify(entry)));
  list.splice(0, list.length, ...kept, ...own.filter(([key]) => kept.every((entry) => entry[0] !== key)));
}
