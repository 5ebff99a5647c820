// The cache of parsed texts: the same tree for the same text, bounded by texts and by characters, the least recently used forgotten first.
import { TextCache } from '../../../src/session/text-cache';

const QUOTED = { quotedIdentifier: true };
const select = (i: number, length = 0): string => `SELECT ${i} AS x /* ${'x'.repeat(length)} */`;

it('gives the same tree for the same text and settings', () => {
  const cache = new TextCache();
  expect(cache.parse(select(1), QUOTED)).toBe(cache.parse(select(1), QUOTED));
  expect(cache.parse(select(1), QUOTED)).not.toBe(cache.parse(select(1), { quotedIdentifier: false }));
  expect(cache.parseDeclarations('@a int')).toBe(cache.parseDeclarations('@a int'));
});

it.each([['1,000 texts', 999, 1000, 0], ['300,000 characters', 25, 30, 10000]])('keeps %s, the ones used last', (_name, kept, most, length) => {
  const cache = new TextCache();
  const first = cache.parse(select(0, length), QUOTED);
  for (let i = 1; i < kept; i++) cache.parse(select(i, length), QUOTED);
  const used = cache.parse(select(0, length), QUOTED);
  expect(used).toBe(first);
  const second = cache.parse(select(1, length), QUOTED);
  for (let i = kept; i < kept + most - 5; i++) cache.parse(select(i, length), QUOTED);
  cache.parse(select(1, length), QUOTED);
  for (let i = 3 * most; i < 3 * most + 10; i++) cache.parse(select(i, length), QUOTED);
  expect(cache.parse(select(1, length), QUOTED)).toBe(second);
  expect(cache.parse(select(0, length), QUOTED)).not.toBe(first);
});
