// The cultures of FORMAT and PARSE: how numbers, money, dates and times are written in them, as the .NET Framework has it from Windows.
// What differs between releases of Windows is left out, and who needs it refuses. Knows no formatting.
import { MONTH_NAMES, WEEKDAY_NAMES } from './date-format';
import { ownEntry } from '../own-entry';

/** A pattern of a signed amount: `n` stands for the digits, `$` for the currency, `%` for itself. */
interface Signs { readonly positive: string; readonly negative: string }

/** A culture. Days from Sunday on, months from January on; `patterns` by the letters of the standard formats, the others are made of them. */
export interface Culture {
  readonly name: string;
  readonly lcid: number;
  readonly decimal: string;
  readonly group: string;
  /** Digits in a group, from the point on; the last is repeated. */
  readonly groupSizes: readonly number[];
  readonly currency?: Signs & { readonly symbol: string; readonly decimals: number };
  readonly percent?: Signs;
  readonly days?: readonly string[];
  readonly shortDays?: readonly string[];
  readonly months?: readonly string[];
  readonly shortMonths?: readonly string[];
  readonly halves?: readonly [string, string];
  readonly era?: string;
  readonly dateSeparator?: string;
  readonly timeSeparator?: string;
  readonly patterns: Partial<Readonly<Record<'d' | 'D' | 't' | 'T' | 'M' | 'Y', string>>>;
}

const shortened = (names: readonly string[]): readonly string[] => names.map((name) => name.slice(0, 3));

/** What cultures of one language have in common. */
const ENGLISH = { days: WEEKDAY_NAMES, shortDays: shortened(WEEKDAY_NAMES), months: MONTH_NAMES, shortMonths: shortened(MONTH_NAMES), era: 'A.D.' };
const GERMAN = { days: 'Sonntag|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag'.split('|') };
const FRENCH = {
  days: 'dimanche|lundi|mardi|mercredi|jeudi|vendredi|samedi'.split('|'),
  shortDays: 'dim.|lun.|mar.|mer.|jeu.|ven.|sam.'.split('|'),
  months: 'janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre'.split('|'),
  shortMonths: 'janv.|févr.|mars|avr.|mai|juin|juil.|août|sept.|oct.|nov.|déc.'.split('|'),
};
const SPANISH = {
  days: 'domingo|lunes|martes|miércoles|jueves|viernes|sábado'.split('|'),
  months: 'enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre'.split('|'),
  shortMonths: 'ene.|feb.|mar.|abr.|may.|jun.|jul.|ago.|sep.|oct.|nov.|dic.'.split('|'),
};
const PORTUGUESE = {
  days: 'domingo|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado'.split('|'),
  shortDays: 'dom|seg|ter|qua|qui|sex|sáb'.split('|'),
  months: 'janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro'.split('|'),
  shortMonths: 'jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|dez'.split('|'),
};
/** Danish and Norwegian. */
const NORDIC = { days: 'søndag|mandag|tirsdag|onsdag|torsdag|fredag|lørdag'.split('|') };
const CHINESE = {
  days: '星期日|星期一|星期二|星期三|星期四|星期五|星期六'.split('|'),
  months: '一月|二月|三月|四月|五月|六月|七月|八月|九月|十月|十一月|十二月'.split('|'),
};
const NUMBERED_MONTHS = '1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月'.split('|');

/** The culture of the United States; what no culture changes is written as in it, too. */
export const EN_US: Culture = {
  name: 'en-US', lcid: 1033, decimal: '.', group: ',', groupSizes: [3],
  currency: { symbol: '$', decimals: 2, positive: '$n', negative: '($n)' },
  percent: { positive: 'n %', negative: '-n %' },
  ...ENGLISH,
  halves: ['AM', 'PM'], dateSeparator: '/', timeSeparator: ':',
  patterns: { d: 'M/d/yyyy', D: 'dddd, MMMM d, yyyy', t: 'h:mm tt', T: 'h:mm:ss tt', M: 'MMMM d', Y: 'MMMM yyyy' },
};

const OTHERS: readonly Culture[] = [
  {
    name: 'en-GB', lcid: 2057, decimal: '.', group: ',', groupSizes: [3],
    currency: { symbol: '£', decimals: 2, positive: '$n', negative: '-$n' },
    percent: { positive: 'n%', negative: '-n%' },
    ...ENGLISH,
    halves: ['AM', 'PM'], dateSeparator: '/', timeSeparator: ':',
    patterns: { d: 'dd/MM/yyyy', D: 'dd MMMM yyyy', t: 'HH:mm', T: 'HH:mm:ss', M: 'd MMMM', Y: 'MMMM yyyy' },
  },
  {
    name: 'en-AU', lcid: 3081, decimal: '.', group: ',', groupSizes: [3],
    currency: { symbol: '$', decimals: 2, positive: '$n', negative: '-$n' },
    percent: { positive: 'n%', negative: '-n%' },
    ...ENGLISH,
    halves: ['AM', 'PM'], dateSeparator: '/', timeSeparator: ':',
    patterns: { d: 'd/MM/yyyy', D: 'dddd, d MMMM yyyy', t: 'h:mm tt', T: 'h:mm:ss tt', Y: 'MMMM yyyy' },
  },
  {
    name: 'en-CA', lcid: 4105, decimal: '.', group: ',', groupSizes: [3],
    currency: { symbol: '$', decimals: 2, positive: '$n', negative: '-$n' },
    ...ENGLISH,
    halves: ['AM', 'PM'], dateSeparator: '-', timeSeparator: ':',
    patterns: { d: 'yyyy-MM-dd', D: 'MMMM d, yyyy', t: 'h:mm tt', T: 'h:mm:ss tt', M: 'd MMMM', Y: 'MMMM, yyyy' },
  },
  {
    name: 'en-IE', lcid: 6153, decimal: '.', group: ',', groupSizes: [3],
    currency: { symbol: '€', decimals: 2, positive: '$n', negative: '-$n' },
    percent: { positive: 'n%', negative: '-n%' },
    ...ENGLISH,
    halves: ['am', 'pm'], dateSeparator: '/', timeSeparator: ':',
    patterns: { d: 'dd/MM/yyyy', t: 'HH:mm', T: 'HH:mm:ss', M: 'd MMMM', Y: 'MMMM yyyy' },
  },
  {
    name: 'en-IN', lcid: 16393, decimal: '.', group: ',', groupSizes: [3, 2],
    currency: { symbol: '₹', decimals: 2, positive: '$ n', negative: '$ -n' },
    percent: { positive: 'n%', negative: '-n%' },
    ...ENGLISH,
    halves: ['AM', 'PM'], dateSeparator: '-', timeSeparator: ':',
    patterns: { d: 'dd-MM-yyyy', D: 'dd MMMM yyyy', t: 'HH:mm', T: 'HH:mm:ss', M: 'd MMMM', Y: 'MMMM, yyyy' },
  },
  {
    name: 'en-NZ', lcid: 5129, decimal: '.', group: ',', groupSizes: [3],
    currency: { symbol: '$', decimals: 2, positive: '$n', negative: '-$n' },
    ...ENGLISH,
    dateSeparator: '/', timeSeparator: ':',
    patterns: { d: 'd/MM/yyyy', D: 'dddd, d MMMM yyyy', t: 'h:mm tt', T: 'h:mm:ss tt', M: 'd MMMM', Y: 'MMMM yyyy' },
  },
  {
    name: 'de-DE', lcid: 1031, decimal: ',', group: '.', groupSizes: [3],
    currency: { symbol: '€', decimals: 2, positive: 'n $', negative: '-n $' },
    percent: { positive: 'n %', negative: '-n %' },
    ...GERMAN,
    shortDays: 'So|Mo|Di|Mi|Do|Fr|Sa'.split('|'),
    months: 'Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember'.split('|'),
    shortMonths: 'Jan|Feb|Mrz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez'.split('|'),
    halves: ['', ''], dateSeparator: '.', timeSeparator: ':',
    patterns: { d: 'dd.MM.yyyy', D: 'dddd, d. MMMM yyyy', t: 'HH:mm', T: 'HH:mm:ss', M: 'd. MMMM', Y: 'MMMM yyyy' },
  },
  {
    name: 'de-AT', lcid: 3079, decimal: ',', group: '\u00A0', groupSizes: [3],
    ...GERMAN,
    months: 'Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember'.split('|'),
    shortMonths: 'Jän|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez'.split('|'),
    dateSeparator: '.', timeSeparator: ':',
    patterns: { d: 'dd.MM.yyyy', t: 'HH:mm', T: 'HH:mm:ss', M: 'd. MMMM', Y: 'MMMM yyyy' },
  },
  {
    name: 'fr-FR', lcid: 1036, decimal: ',', group: '\u00A0', groupSizes: [3],
    currency: { symbol: '€', decimals: 2, positive: 'n $', negative: '-n $' },
    percent: { positive: 'n %', negative: '-n %' },
    ...FRENCH,
    halves: ['', ''], dateSeparator: '/', timeSeparator: ':',
    patterns: { d: 'dd/MM/yyyy', D: 'dddd d MMMM yyyy', t: 'HH:mm', T: 'HH:mm:ss', M: 'd MMMM', Y: 'MMMM yyyy' },
  },
  {
    name: 'fr-CA', lcid: 3084, decimal: ',', group: '\u00A0', groupSizes: [3],
    currency: { symbol: '$', decimals: 2, positive: 'n $', negative: '(n $)' },
    percent: { positive: 'n %', negative: '-n %' },
    ...FRENCH,
    halves: ['', ''], dateSeparator: '-', timeSeparator: ':',
    patterns: { d: 'yyyy-MM-dd', D: 'd MMMM yyyy', t: 'HH:mm', T: 'HH:mm:ss', M: 'd MMMM', Y: 'MMMM, yyyy' },
  },
  {
    name: 'fr-BE', lcid: 2060, decimal: ',', group: '.', groupSizes: [3],
    currency: { symbol: '€', decimals: 2, positive: 'n $', negative: '-n $' },
    percent: { positive: 'n %', negative: '-n %' },
    ...FRENCH,
    halves: ['', ''], dateSeparator: '-', timeSeparator: ':',
    patterns: { d: 'dd-MM-yy', D: 'dddd d MMMM yyyy', t: 'HH:mm', T: 'HH:mm:ss', M: 'd MMMM', Y: 'MMMM yyyy' },
  },
  {
    name: 'es-ES', lcid: 3082, decimal: ',', group: '.', groupSizes: [3],
    currency: { symbol: '€', decimals: 2, positive: 'n $', negative: '-n $' },
    percent: { positive: 'n %', negative: '-n %' },
    ...SPANISH,
    shortDays: 'do.|lu.|ma.|mi.|ju.|vi.|sá.'.split('|'),
    halves: ['', ''], dateSeparator: '/', timeSeparator: ':',
    patterns: { d: 'dd/MM/yyyy', D: "dddd, d 'de' MMMM 'de' yyyy", t: 'H:mm', T: 'H:mm:ss', M: "d 'de' MMMM", Y: "MMMM 'de' yyyy" },
  },
  {
    name: 'es-MX', lcid: 2058, decimal: '.', group: ',', groupSizes: [3],
    currency: { symbol: '$', decimals: 2, positive: '$n', negative: '-$n' },
    percent: { positive: 'n %', negative: '-n %' },
    ...SPANISH,
    shortDays: 'dom.|lun.|mar.|mié.|jue.|vie.|sáb.'.split('|'),
    halves: ['a. m.', 'p. m.'], dateSeparator: '/', timeSeparator: ':',
    patterns: { d: 'dd/MM/yyyy', D: "dddd, d 'de' MMMM 'de' yyyy", t: 'hh:mm tt', T: 'hh:mm:ss tt', M: "d 'de' MMMM", Y: "MMMM 'de' yyyy" },
  },
  {
    name: 'pt-BR', lcid: 1046, decimal: ',', group: '.', groupSizes: [3],
    currency: { symbol: 'R$', decimals: 2, positive: '$ n', negative: '-$ n' },
    percent: { positive: 'n%', negative: '-n%' },
    ...PORTUGUESE,
    halves: ['', ''], dateSeparator: '/', timeSeparator: ':',
    patterns: { d: 'dd/MM/yyyy', D: "dddd, d 'de' MMMM 'de' yyyy", t: 'HH:mm', T: 'HH:mm:ss', M: "d 'de' MMMM", Y: "MMMM 'de' yyyy" },
  },
  {
    name: 'pt-PT', lcid: 2070, decimal: ',', group: '\u00A0', groupSizes: [3],
    currency: { symbol: '€', decimals: 2, positive: 'n $', negative: '-n $' },
    percent: { positive: 'n%', negative: '-n%' },
    ...PORTUGUESE,
    halves: ['', ''], dateSeparator: '/', timeSeparator: ':',
    patterns: { d: 'dd/MM/yyyy', D: "d 'de' MMMM 'de' yyyy", t: 'HH:mm', T: 'HH:mm:ss', M: "d 'de' MMMM", Y: "MMMM 'de' yyyy" },
  },
  {
    name: 'it-IT', lcid: 1040, decimal: ',', group: '.', groupSizes: [3],
    percent: { positive: 'n%', negative: '-n%' },
    days: 'domenica|lunedì|martedì|mercoledì|giovedì|venerdì|sabato'.split('|'),
    shortDays: 'dom|lun|mar|mer|gio|ven|sab'.split('|'),
    months: 'gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre'.split('|'),
    shortMonths: 'gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic'.split('|'),
    halves: ['', ''], dateSeparator: '/', timeSeparator: ':',
    patterns: { d: 'dd/MM/yyyy', D: 'dddd d MMMM yyyy', t: 'HH:mm', T: 'HH:mm:ss', M: 'd MMMM', Y: 'MMMM yyyy' },
  },
  {
    name: 'nl-NL', lcid: 1043, decimal: ',', group: '.', groupSizes: [3],
    currency: { symbol: '€', decimals: 2, positive: '$ n', negative: '$ -n' },
    days: 'zondag|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag'.split('|'),
    shortDays: 'zo|ma|di|wo|do|vr|za'.split('|'),
    months: 'januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december'.split('|'),
    shortMonths: 'jan|feb|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec'.split('|'),
    halves: ['', ''], dateSeparator: '-', timeSeparator: ':',
    patterns: { d: 'd-M-yyyy', D: 'dddd d MMMM yyyy', t: 'HH:mm', T: 'HH:mm:ss', M: 'd MMMM', Y: 'MMMM yyyy' },
  },
  {
    name: 'pl-PL', lcid: 1045, decimal: ',', group: '\u00A0', groupSizes: [3],
    currency: { symbol: 'zł', decimals: 2, positive: 'n $', negative: '-n $' },
    percent: { positive: 'n%', negative: '-n%' },
    days: 'niedziela|poniedziałek|wtorek|środa|czwartek|piątek|sobota'.split('|'),
    timeSeparator: ':',
    patterns: { t: 'HH:mm', T: 'HH:mm:ss', M: 'd MMMM', Y: 'MMMM yyyy' },
  },
  {
    name: 'sv-SE', lcid: 1053, decimal: ',', group: '\u00A0', groupSizes: [3],
    percent: { positive: 'n %', negative: '-n %' },
    days: 'söndag|måndag|tisdag|onsdag|torsdag|fredag|lördag'.split('|'),
    shortDays: 'sön|mån|tis|ons|tor|fre|lör'.split('|'),
    months: 'januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december'.split('|'),
    shortMonths: 'jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec'.split('|'),
    halves: ['', ''], dateSeparator: '-', timeSeparator: ':',
    patterns: { d: 'yyyy-MM-dd', D: "'den' d MMMM yyyy", t: 'HH:mm', T: 'HH:mm:ss', M: "'den' d MMMM", Y: 'MMMM yyyy' },
  },
  {
    name: 'nb-NO', lcid: 1044, decimal: ',', group: '\u00A0', groupSizes: [3],
    percent: { positive: 'n %', negative: '-n %' },
    ...NORDIC,
    months: 'januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember'.split('|'),
    shortMonths: 'jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des'.split('|'),
    dateSeparator: '.', timeSeparator: ':',
    patterns: { d: 'dd.MM.yyyy', t: 'HH:mm', T: 'HH:mm:ss', M: 'd. MMMM', Y: 'MMMM yyyy' },
  },
  {
    name: 'da-DK', lcid: 1030, decimal: ',', group: '.', groupSizes: [3],
    percent: { positive: 'n %', negative: '-n %' },
    ...NORDIC,
    shortDays: 'sø|ma|ti|on|to|fr|lø'.split('|'),
    months: 'januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december'.split('|'),
    shortMonths: 'jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec'.split('|'),
    halves: ['', ''], dateSeparator: '-', timeSeparator: ':',
    patterns: { d: 'dd-MM-yyyy', D: 'd. MMMM yyyy', t: 'HH:mm', T: 'HH:mm:ss', M: 'd. MMMM', Y: 'MMMM yyyy' },
  },
  {
    name: 'fi-FI', lcid: 1035, decimal: ',', group: '\u00A0', groupSizes: [3],
    currency: { symbol: '€', decimals: 2, positive: 'n $', negative: '-n $' },
    percent: { positive: 'n %', negative: '-n %' },
    days: 'sunnuntai|maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai'.split('|'),
    shortDays: 'su|ma|ti|ke|to|pe|la'.split('|'),
    dateSeparator: '.',
    patterns: { d: 'd.M.yyyy', M: 'd. MMMM', Y: 'MMMM yyyy' },
  },
  {
    name: 'tr-TR', lcid: 1055, decimal: ',', group: '.', groupSizes: [3],
    percent: { positive: '%n', negative: '-%n' },
    days: 'Pazar|Pazartesi|Salı|Çarşamba|Perşembe|Cuma|Cumartesi'.split('|'),
    shortDays: 'Paz|Pzt|Sal|Çar|Per|Cum|Cmt'.split('|'),
    months: 'Ocak|Şubat|Mart|Nisan|Mayıs|Haziran|Temmuz|Ağustos|Eylül|Ekim|Kasım|Aralık'.split('|'),
    shortMonths: 'Oca|Şub|Mar|Nis|May|Haz|Tem|Ağu|Eyl|Eki|Kas|Ara'.split('|'),
    dateSeparator: '.', timeSeparator: ':',
    patterns: { D: 'd MMMM yyyy dddd', t: 'HH:mm', T: 'HH:mm:ss', M: 'd MMMM', Y: 'MMMM yyyy' },
  },
  {
    name: 'ja-JP', lcid: 1041, decimal: '.', group: ',', groupSizes: [3],
    currency: { symbol: '¥', decimals: 0, positive: '$n', negative: '-$n' },
    percent: { positive: 'n%', negative: '-n%' },
    days: '日曜日|月曜日|火曜日|水曜日|木曜日|金曜日|土曜日'.split('|'),
    shortDays: '日|月|火|水|木|金|土'.split('|'),
    months: NUMBERED_MONTHS,
    shortMonths: '1|2|3|4|5|6|7|8|9|10|11|12'.split('|'),
    halves: ['午前', '午後'], dateSeparator: '/', timeSeparator: ':',
    patterns: { d: 'yyyy/MM/dd', D: 'yyyy年M月d日', t: 'H:mm', T: 'H:mm:ss', M: 'M月d日', Y: 'yyyy年M月' },
  },
  {
    name: 'zh-CN', lcid: 2052, decimal: '.', group: ',', groupSizes: [3],
    currency: { symbol: '¥', decimals: 2, positive: '$n', negative: '$-n' },
    percent: { positive: 'n%', negative: '-n%' },
    ...CHINESE,
    shortDays: '周日|周一|周二|周三|周四|周五|周六'.split('|'),
    shortMonths: NUMBERED_MONTHS,
    halves: ['上午', '下午'], dateSeparator: '/', timeSeparator: ':',
    patterns: { d: 'yyyy/M/d', D: 'yyyy年M月d日', t: 'H:mm', T: 'H:mm:ss', M: 'M月d日', Y: 'yyyy年M月' },
  },
  {
    name: 'zh-TW', lcid: 1028, decimal: '.', group: ',', groupSizes: [3],
    currency: { symbol: 'NT$', decimals: 2, positive: '$n', negative: '-$n' },
    percent: { positive: 'n%', negative: '-n%' },
    ...CHINESE,
    shortDays: '週日|週一|週二|週三|週四|週五|週六'.split('|'),
    shortMonths: CHINESE.months,
    halves: ['上午', '下午'], dateSeparator: '/', timeSeparator: ':',
    patterns: { d: 'yyyy/M/d', D: 'yyyy年M月d日', t: 'tt hh:mm', T: 'tt hh:mm:ss', M: 'M月d日', Y: 'yyyy年M月' },
  },
  {
    name: 'ko-KR', lcid: 1042, decimal: '.', group: ',', groupSizes: [3],
    currency: { symbol: '₩', decimals: 0, positive: '$n', negative: '-$n' },
    days: '일요일|월요일|화요일|수요일|목요일|금요일|토요일'.split('|'),
    shortDays: '일|월|화|수|목|금|토'.split('|'),
    months: '1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월'.split('|'),
    shortMonths: '1|2|3|4|5|6|7|8|9|10|11|12'.split('|'),
    halves: ['오전', '오후'], dateSeparator: '-', timeSeparator: ':',
    patterns: { d: 'yyyy-MM-dd', D: 'yyyy년 M월 d일 dddd', t: 'tt h:mm', T: 'tt h:mm:ss', M: 'M월 d일', Y: 'yyyy년 M월' },
  },
];

/** Names without a country, and whose conventions they are. */
const NEUTRAL: Readonly<Record<string, string>> = {
  en: 'en-US', fr: 'fr-FR', it: 'it-IT', ja: 'ja-JP', ko: 'ko-KR', nb: 'nb-NO', nl: 'nl-NL', pl: 'pl-PL', pt: 'pt-BR', sv: 'sv-SE', tr: 'tr-TR', zh: 'zh-CN',
};

const CULTURES: readonly Culture[] = [EN_US, ...OTHERS];
const BY_NAME: ReadonlyMap<string, Culture> = new Map(CULTURES.map((culture) => [culture.name.toLowerCase(), culture]));
const BY_LCID: ReadonlyMap<number, Culture> = new Map(CULTURES.map((culture) => [culture.lcid, culture]));

/** The culture of that name in any case; undefined for one that is not known here. */
export const cultureNamed = (name: string): Culture | undefined => BY_NAME.get((ownEntry(NEUTRAL, name.toLowerCase()) ?? name).toLowerCase());

/** The culture of a language of the session, by the language's number in Windows. */
export const cultureOfLanguage = (lcid: number): Culture | undefined => BY_LCID.get(lcid);
