// What Windows writes for a character that code page 1252 lacks: the one that looks most like it. Knows no bytes and no other code page.

/** By what is written, all that become it. Signs that normalize to others are spelled by their numbers. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  A: 'ĀĂĄǍǞ', a: 'āăąǎǟα', B: 'ℬ', b: 'ƀ', C: 'ĆĈĊČℂℭ', c: 'ćĉċč', D: 'Ď', d: 'ďđδ', E: 'ĒĔĖĘĚℇℰ', e: 'ēĕėęěε℮ℯ', F: 'Φℱ', f: 'φ',
  G: 'ĜĞĠĢǤǦΓ', g: 'ĝğġģǥǧɡℊ', H: 'ĤĦℋℌℍ', h: 'ĥħһℎ', I: 'ĨĪĬĮİƗǏℐℑ', i: 'ĩīĭįıǐ', J: 'Ĵ', j: 'ĵǰ', K: 'ĶǨ\u212a', k: 'ķǩ',
  L: 'ĹĻĽŁℒ', l: 'ĺļľłƚℓ', M: 'ℳ', N: 'ŃŅŇℕ', n: 'ńņňⁿ∩', O: 'ŌŎŐƟƠǑǪǬΩ', o: 'ōŏőơǒǫǭℴ', P: '₧℘ℙ', p: 'π', Q: 'ℚ',
  R: 'ŔŖŘℛℜℝ', r: 'ŕŗř', S: 'ŚŜŞΣ', s: 'śŝşσ', T: 'ŢŤŦƮΘ', t: 'ţťŧƫτ', U: 'ŨŪŬŮŰŲƯǓǕǗǙǛ', u: 'ũūŭůűųưǔǖǘǚǜ', v: '√',
  W: 'Ŵ', w: 'ŵ', Y: 'Ŷ', y: 'ŷ', Z: 'ŹŻℤℨ', z: 'źżƶ', 'Ð': 'ĐƉ', 'ƒ': 'Ƒ', 'ß': 'β', 'µ': '\u03bc', 'Å': '\u212b', 'Ø': '∅',
  0: '₀', 1: '₁', 2: '₂', 3: '₃', 4: '⁴₄', 5: '⁵₅', 6: '⁶₆', 7: '⁷₇', 8: '⁸₈∞', 9: '₉',
  ' ': '\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u3000', '!': '\u01c3', '"': '\u02ba\u030e', '%': '\u066a', '\'': '\u02b9\u02bc\u02c8\u2032', '(': '⌠', ')': '⌡', '*': '∗',
  '+': '┌┐└┘├┼╒╓╔╕╖╗╘╙╚╛╜╝╪╫╬', '-': '\u2010\u2011\u2212─┬┴═╤╥╦╧╨╩', '/': '\u2044\u2215', ':': '\u0589\u2236', ';': '\u037e', '<': '\u2329\u3008', '=': '‗≡≤≥', '>': '\u232a\u3009',
  '[': '\u301a', '\\': '\u2216', ']': '\u301b', '^': '\u02c4\u0302\u2303', '_': '\u02cd\u0331\u0332▄', '`': '\u02cb\u0300\u2035', '|': '\u01c0\u2223\u2758', '~': '\u0303\u223c',
  '\u02dc': '≈', '¢': '₡', '£': '₤', '¤': '☼', '¦': '⌂│┤║╞╟╠╡╢╣█▌▐░▒▓■', '¨': '\u0308', '«': '≪《', '¬': '⌐', '¯': '\u02c9\u0304\u0305▀', '°': '\u02da\u030a⁰\u2218', '±': '∓',
  '´': '\u02ca\u0301', '·': '\u2024\u2219\u22c5\u30fb', '¸': '\u0327', '»': '≫》',
};
const WRITTEN = new Map(Object.entries(LOOKALIKES).flatMap(([written, sources]) => [...sources].map((source) => [source, written] as const)));
const FULL_WIDTH = /^[\uff01-\uff5e]$/;
const FROM_FULL_WIDTH = 0xfee0;

/** The character of code page 1252 that stands for one it lacks, undefined where none does. */
export const westernLookalike = (character: string): string | undefined =>
  FULL_WIDTH.test(character) ? String.fromCharCode(character.charCodeAt(0) - FROM_FULL_WIDTH) : WRITTEN.get(character);
