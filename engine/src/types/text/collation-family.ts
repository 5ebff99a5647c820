// The families of collations by name: language, code page and locale of each, and the versions it comes in. Knows no text.
import { ownEntry } from '../own-entry';

/** One family, such as Latin1_General or Polish. */
export interface CollationFamily {
  /** LCID with its sort id, as it travels in TDS. */
  readonly lcid: number;
  /** Of its varchar text. */
  readonly codePage: number;
  /** Whose order it sorts by; undefined for the order of Latin1_General. */
  readonly locale?: string;
  /** Accented letters that are letters of their own: ignoring accents does not make them their base. */
  readonly letters?: string;
  /** '' is the name without a version. */
  readonly versions: readonly string[];
  /** A SQL_ collation's sort id in TDS, for accent-sensitive ignoring case; one less for respecting it. */
  readonly sortId?: number;
}

const BOTH = ['', '100'];
const SINCE_90 = ['90', '100'];
const ONLY_100 = ['100'];
const SLAVIC = 'ćčďđěłńňóřśšťůýźżž';

function family(lcid: number, codePage: number, locale: string, more: { readonly letters?: string; readonly versions?: readonly string[] } = {}): CollationFamily {
  return { lcid, codePage, locale, letters: more.letters, versions: more.versions ?? BOTH };
}
const legacy = (codePage: number, sortId: number, locale?: string): CollationFamily => ({ lcid: 0x0409, codePage, locale, versions: [''], sortId });

const FAMILIES: Readonly<Record<string, CollationFamily>> = {
  sql_latin1_general_cp1: legacy(1252, 0x34),
  sql_latin1_general_cp437: legacy(437, 32),
  sql_latin1_general_cp850: legacy(850, 42),
  sql_latin1_general_cp1250: legacy(1250, 82, 'en'),
  sql_latin1_general_cp1251: legacy(1251, 106, 'ru'),
  sql_latin1_general_cp1253: legacy(1253, 114, 'el'),
  sql_latin1_general_cp1254: legacy(1254, 130, 'tr'),
  sql_latin1_general_cp1255: legacy(1255, 138, 'he'),
  sql_latin1_general_cp1256: legacy(1256, 146, 'ar'),
  sql_latin1_general_cp1257: legacy(1257, 154, 'en'),
  latin1_general: { lcid: 0x0409, codePage: 1252, versions: ['', '90', '100', '140'] },
  albanian: family(0x041c, 1250, 'sq', { letters: 'çë' }),
  arabic: family(0x0401, 1256, 'ar'),
  azeri_cyrillic: family(0x082c, 1251, 'az-Cyrl', { versions: ONLY_100 }),
  azeri_latin: family(0x042c, 1254, 'az', { letters: 'çğıöşü', versions: ONLY_100 }),
  bosnian_cyrillic: family(0x201a, 1251, 'bs-Cyrl', { versions: ONLY_100 }),
  bosnian_latin: family(0x141a, 1250, 'bs', { letters: 'čćđšž', versions: ONLY_100 }),
  breton: family(0x047e, 1252, 'br', { versions: ONLY_100 }),
  chinese_hong_kong_stroke: family(0x0c04, 950, 'zh-HK-u-co-stroke', { versions: SINCE_90 }),
  chinese_prc: family(0x0804, 936, 'zh-u-co-pinyin', { versions: ['', '90'] }),
  chinese_prc_stroke: family(0x20804, 936, 'zh-u-co-stroke', { versions: ['', '90'] }),
  chinese_simplified_pinyin: family(0x0804, 936, 'zh-u-co-pinyin', { versions: ONLY_100 }),
  chinese_simplified_stroke_order: family(0x20804, 936, 'zh-u-co-stroke', { versions: ONLY_100 }),
  chinese_taiwan_bopomofo: family(0x30404, 950, 'zh-TW-u-co-zhuyin', { versions: ['', '90'] }),
  chinese_taiwan_stroke: family(0x0404, 950, 'zh-TW-u-co-stroke', { versions: ['', '90'] }),
  chinese_traditional_bopomofo: family(0x30404, 950, 'zh-TW-u-co-zhuyin', { versions: ONLY_100 }),
  chinese_traditional_stroke_count: family(0x0404, 950, 'zh-TW-u-co-stroke', { versions: ONLY_100 }),
  croatian: family(0x041a, 1250, 'hr', { letters: 'čćđšž' }),
  cyrillic_general: family(0x0419, 1251, 'ru', { letters: 'йё' }),
  czech: family(0x0405, 1250, 'cs', { letters: 'čřšž' }),
  danish_greenlandic: family(0x0406, 1252, 'da', { letters: 'æøå', versions: ONLY_100 }),
  danish_norwegian: family(0x0406, 1252, 'da', { letters: 'æøå', versions: [''] }),
  estonian: family(0x0425, 1257, 'et', { letters: 'šžõäöü' }),
  finnish_swedish: family(0x040b, 1252, 'sv', { letters: 'åäö' }),
  french: family(0x040c, 1252, 'fr'),
  frisian: family(0x0462, 1252, 'fy', { versions: ONLY_100 }),
  georgian_modern_sort: family(0x10437, 1252, 'ka'),
  german_phonebook: family(0x10407, 1252, 'de-u-co-phonebk'),
  greek: family(0x0408, 1253, 'el'),
  hebrew: family(0x040d, 1255, 'he'),
  hungarian: family(0x040e, 1250, 'hu', { letters: 'öőüű' }),
  hungarian_technical: family(0x1040e, 1250, 'hu', { letters: 'öőüű' }),
  icelandic: family(0x040f, 1252, 'is', { letters: 'áðéíóúýþæö' }),
  japanese: family(0x0411, 932, 'ja', { versions: ['', '90'] }),
  japanese_bushu_kakusu: family(0x10411, 932, 'ja-u-co-unihan', { versions: ['100', '140'] }),
  japanese_unicode: family(0x10411, 932, 'ja', { versions: [''] }),
  japanese_xjis: family(0x0411, 932, 'ja', { versions: ['100', '140'] }),
  kazakh: family(0x043f, 1251, 'kk', { letters: 'йё', versions: SINCE_90 }),
  korean: family(0x0412, 949, 'ko', { versions: SINCE_90 }),
  korean_wansung: family(0x0412, 949, 'ko', { versions: [''] }),
  latvian: family(0x0426, 1257, 'lv', { letters: 'čģķļņšž' }),
  lithuanian: family(0x0427, 1257, 'lt', { letters: 'čšž' }),
  macedonian_fyrom: family(0x042f, 1251, 'mk', { letters: 'ѓќ', versions: SINCE_90 }),
  modern_spanish: family(0x0c0a, 1252, 'es', { letters: 'ñ' }),
  norwegian: family(0x0414, 1252, 'nb', { letters: 'æøå', versions: ONLY_100 }),
  persian: family(0x0429, 1256, 'fa', { versions: ONLY_100 }),
  polish: family(0x0415, 1250, 'pl', { letters: 'ąćęłńóśźż' }),
  romanian: family(0x0418, 1250, 'ro', { letters: 'ăâîșşțţ' }),
  romansh: family(0x0417, 1252, 'rm', { versions: ONLY_100 }),
  serbian_cyrillic: family(0x0c1a, 1251, 'sr', { letters: 'ђћ', versions: ONLY_100 }),
  serbian_latin: family(0x081a, 1250, 'sr-Latn', { letters: 'čćđšž', versions: ONLY_100 }),
  slovak: family(0x041b, 1250, 'sk', { letters: SLAVIC }),
  slovenian: family(0x0424, 1250, 'sl', { letters: 'čšž' }),
  thai: family(0x041e, 874, 'th'),
  traditional_spanish: family(0x040a, 1252, 'es-u-co-trad', { letters: 'ñ' }),
  turkish: family(0x041f, 1254, 'tr', { letters: 'çğıöşü' }),
  turkmen: family(0x0442, 1250, 'tk', { letters: 'çäňöşüýž', versions: ONLY_100 }),
  ukrainian: family(0x0422, 1251, 'uk', { letters: 'йїґ' }),
  upper_sorbian: family(0x042e, 1252, 'hsb', { versions: ONLY_100 }),
  uzbek_latin: family(0x0443, 1254, 'uz', { versions: SINCE_90 }),
  vietnamese: family(0x042a, 1258, 'vi', { letters: 'ăâđêôơư' }),
  welsh: family(0x0452, 1252, 'cy', { versions: ONLY_100 }),
};

const PARTS = /^(?<family>[a-z]\w*?)(?:_(?<version>90|100|140))?_(?:BIN2?|C[IS]_A[IS](?:_KS)?(?:_WS)?)(?:_SC)?(?:_VSS)?(?:_UTF8)?$/i;
/** UTF-8 is for collations that count supplementary characters as one, which those of version 140 all do, and for BIN2. */
const WITHOUT_UTF8 = /^(?!.*_140_)(?!.*(?:_BIN2|_SC)_UTF8$).*_UTF8$/i;

/** A collation's family, or undefined for a name of none. */
export function collationFamily(collation: string): CollationFamily | undefined {
  const groups = PARTS.exec(collation)?.groups;
  const found = ownEntry(FAMILIES, groups?.['family']?.toLowerCase() ?? '');
  return found?.versions.includes(groups?.['version'] ?? '') === true && !WITHOUT_UTF8.test(collation) ? found : undefined;
}

const IN_CAPITALS = /^(?:sql|prc|xjis|fyrom|cp\d+)$/;

const titleOf = (word: string): string => (IN_CAPITALS.test(word) ? word.toUpperCase() : word === 'phonebook' ? 'PhoneBook' : `${word.charAt(0).toUpperCase()}${word.slice(1)}`);

/** A collation's name in the letters that the server knows it by, however it was written. */
export function canonicalCollation(collation: string): string {
  const { length } = PARTS.exec(collation)?.groups?.['family'] ?? '';
  return collation.slice(0, length).toLowerCase().split('_').map(titleOf).join('_') + collation.slice(length).toUpperCase();
}

const byLcid = (): Map<number, number> => new Map(Object.values(FAMILIES).filter((one) => one.sortId === undefined).map((one) => [one.lcid, one.codePage]));
const CODE_PAGE_OF_LCID: ReadonlyMap<number, number> = byLcid();
const NEAREST_SORT_IDS = 2;
const SORT_IDS = 256;

function codePageOfSortId(sortId: number): number | undefined {
  return sortId === 0 ? undefined : Object.values(FAMILIES).find((one) => one.sortId !== undefined && Math.abs(one.sortId - sortId) <= NEAREST_SORT_IDS)?.codePage;
}

/** Worked out once: every parameter of every request asks. */
const CODE_PAGE_OF_SORT_ID: readonly (number | undefined)[] = Array.from({ length: SORT_IDS }, (_, sortId) => codePageOfSortId(sortId));

/** The code page of a collation as it travels in TDS: by its sort id if it has one, else by its language. */
export function codePageOnWire(lcid: number, sortId: number): number {
  return CODE_PAGE_OF_SORT_ID[sortId] ?? CODE_PAGE_OF_LCID.get(lcid) ?? 1252;
}

/** SQL_ collations that SQL Server has and this engine cannot order by. */
const ABSENT: readonly string[] = [
  ...['czech', 'hungarian', 'polish', 'romanian', 'croatian', 'slovak', 'slovenian'].flatMap((name) => [`${name}_cp1250_cs_as`, `${name}_cp1250_ci_as`]),
  ...['estonian', 'latvian', 'lithuanian'].flatMap((name) => [`${name}_cp1257_cs_as`, `${name}_cp1257_ci_as`]),
  'ukrainian_cp1251_cs_as', 'ukrainian_cp1251_ci_as', 'mixdiction_cp1253_cs_as', 'altdiction2_cp1253_cs_as',
  ...['cp1', 'cp437', 'cp850'].map((page) => `latin1_general_pref_${page}_ci_as`),
  '1xcompat_cp850_ci_as', 'altdiction_cp850_cs_as', 'altdiction_cp850_ci_as', 'altdiction_cp850_ci_ai', 'altdiction_pref_cp850_ci_as',
  'scandinavian_cp850_cs_as', 'scandinavian_cp850_ci_as', 'scandinavian_pref_cp850_ci_as',
  ...['danish', 'swedishphone', 'swedishstd', 'icelandic'].map((name) => `${name}_pref_cp1_ci_as`),
  ...['037', '273', '277', '278', '280', '284', '285', '297'].map((page) => `ebcdic${page}_cp1_cs_as`),
];
const ABSENT_NAMES: ReadonlySet<string> = new Set(ABSENT.map((name) => `sql_${name}`));

/** True for a collation that SQL Server has and this engine has not. */
export const isAbsentCollation = (collation: string): boolean => ABSENT_NAMES.has(collation.toLowerCase());
