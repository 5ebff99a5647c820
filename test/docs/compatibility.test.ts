// COMPATIBILITY.md names transcripts that exist, names all of them, and counts them right.
import { countSources, listTranscripts } from '../../engine/tests/golden-runner/count';
import { engineLists } from '../../tools/engine-lists';
import { exists, read } from './documents';

interface Feature {
  readonly feature: string;
  readonly support: 'yes' | 'partly' | 'refused';
  readonly note?: string;
  readonly golden: readonly string[];
}
interface Features {
  readonly areas: ReadonlyArray<{ readonly area: string; readonly title: string; readonly features: readonly Feature[] }>;
  readonly beyond: readonly object[];
}
const { areas, beyond } = jest.requireActual<Features>('../../tools/compatibility-features.cjs');
const { renderCompatibility, countsLine } = jest.requireActual<{ renderCompatibility(input: object): string; countsLine(counts: object): string }>('../../tools/render-compatibility.cjs');

const named = areas.flatMap(({ area, features }) => features.flatMap(({ golden }) => golden.map((name) => `${area}/${name}.tsql`)));

it('every transcript that is named exists', () => {
  expect(named.filter((name) => !exists(`engine/tests/golden/${name}`))).toEqual([]);
});

it('every transcript is named', () => {
  expect(listTranscripts().filter((name) => !named.includes(name))).toEqual([]);
});

it('every feature has a transcript, and a remark if it is there only in part', () => {
  const features = areas.flatMap((area) => area.features);
  expect(features.filter(({ golden }) => golden.length === 0)).toEqual([]);
  expect(features.filter(({ support }) => !['yes', 'partly', 'refused'].includes(support))).toEqual([]);
  expect(features.filter(({ support, note }) => support === 'partly' && note === undefined)).toEqual([]);
});

it('no feature stands in two rows of its table, and no transcript twice in one', () => {
  const doubled = (names: readonly string[]): readonly string[] => names.filter((name, index) => names.indexOf(name) !== index);
  expect(areas.flatMap(({ features }) => doubled(features.map(({ feature }) => feature)))).toEqual([]);
  expect(areas.flatMap(({ features }) => features.flatMap(({ golden }) => doubled(golden)))).toEqual([]);
});

it('COMPATIBILITY.md is up to date, counts included', () => {
  const textOf = (name: string): string => read(`engine/tests/golden/${name}`);
  const text = read('COMPATIBILITY.md');
  expect(text).toContain(countsLine(countSources()));
  const isUpToDate = text === renderCompatibility({ areas, beyond, counts: countSources(), lists: engineLists(), textOf });
  expect(isUpToDate ? 'up to date' : 'run npm run docs').toBe('up to date');
});
