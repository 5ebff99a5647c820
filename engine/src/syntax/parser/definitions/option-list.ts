// Lists of options in which none may come twice. Knows no option.
import { Messages } from '../../../errors/catalogue';
import type { Parser } from '../grammar';

/** What reads one option of a list after the other and raises 1039 for one that was there before; `keyOf` tells which are the same, undefined that any number may come. */
export function onceEach<T>(p: Parser, parseOption: () => T, keyOf: (option: T) => string | undefined): () => T {
  const seen = new Set<string>();
  return () => {
    const { text, at } = p.current;
    const option = parseOption();
    const key = keyOf(option);
    if (key === undefined) return option;
    if (seen.has(key)) throw p.error(Messages.OptionTwice, { name: text }, at);
    seen.add(key);
    return option;
  };
}
