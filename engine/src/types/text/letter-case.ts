// Upper and lower case letter by letter, as SQL Server has them: no text changes its length, and no letter heeds those beside it.

const isTurkic = (locale: string | undefined): locale is string => locale === 'tr' || locale === 'az';

/** What JavaScript lowers otherwise than letter by letter: the dotted capital I gets two characters, a sigma at the end of a word another form. */
const LOWERED_OTHERWISE = /[\u0130\u03a3]/;

/** The text in lower case; Turkish and Azeri tell dotted from dotless i. */
export function lowerLetters(text: string, locale?: string): string {
  if (isTurkic(locale)) return Array.from(text, (letter) => letter.toLocaleLowerCase(locale)).join('');
  if (!LOWERED_OTHERWISE.test(text)) return text.toLowerCase();
  return Array.from(text, (letter) => (letter === '\u0130' ? 'i' : letter.toLowerCase())).join('');
}

/** The text in upper case; a letter whose capital is more than one character stays as it is. */
export function upperLetters(text: string, locale?: string): string {
  const upper = isTurkic(locale) ? text.toLocaleUpperCase(locale) : text.toUpperCase();
  return upper.length === text.length ? upper : Array.from(text, (letter) => sameLength(letter, isTurkic(locale) ? letter.toLocaleUpperCase(locale) : letter.toUpperCase())).join('');
}

const sameLength = (letter: string, upper: string): string => (upper.length === letter.length ? upper : letter);
