// The languages of sys.syslanguages: names of months and days, the order of dates, the first day of the week. Messages are English in all of them.
// Knows no reading and no writing of dates.

/** The order of numeric dates, as SET DATEFORMAT names it. */
export type DateOrder = 'mdy' | 'dmy' | 'ymd' | 'ydm' | 'myd' | 'dym';

/** A language as SET LANGUAGE knows it, by its name or its alias. Months from January on, days from Monday on. */
export interface Language {
  readonly id: number;
  readonly name: string;
  readonly alias: string;
  readonly dateFormat: DateOrder;
  readonly dateFirst: number;
  readonly lcid: number;
  readonly months: readonly string[];
  readonly shortMonths: readonly string[];
  readonly days: readonly string[];
}

type Declared = readonly [id: number, name: string, alias: string, dateFormat: DateOrder, dateFirst: number, lcid: number];

function declare([id, name, alias, dateFormat, dateFirst, lcid]: Declared, months: string, shortMonths: string, days: string): Language {
  return { id, name, alias, dateFormat, dateFirst, lcid, months: months.split(','), shortMonths: shortMonths.split(','), days: days.split(',') };
}

const ENGLISH_NAMES = [
  'January,February,March,April,May,June,July,August,September,October,November,December',
  'Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec',
  'Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday',
] as const;
const NUMBERS = '01,02,03,04,05,06,07,08,09,10,11,12';
const ROMAN = 'I,II,III,IV,V,VI,VII,VIII,IX,X,XI,XII';

/** All of them, by number. */
export const LANGUAGES: readonly Language[] = [
  declare([0, 'us_english', 'English', 'mdy', 7, 1033], ...ENGLISH_NAMES),
  declare(
    [1, 'Deutsch', 'German', 'dmy', 1, 1031],
    'Januar,Februar,März,April,Mai,Juni,Juli,August,September,Oktober,November,Dezember',
    'Jan,Feb,Mär,Apr,Mai,Jun,Jul,Aug,Sep,Okt,Nov,Dez',
    'Montag,Dienstag,Mittwoch,Donnerstag,Freitag,Samstag,Sonntag',
  ),
  declare(
    [2, 'Français', 'French', 'dmy', 1, 1036],
    'janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre',
    'janv,févr,mars,avr,mai,juin,juil,août,sept,oct,nov,déc',
    'lundi,mardi,mercredi,jeudi,vendredi,samedi,dimanche',
  ),
  declare(
    [3, '日本語', 'Japanese', 'ymd', 7, 1041],
    NUMBERS,
    NUMBERS,
    '月曜日,火曜日,水曜日,木曜日,金曜日,土曜日,日曜日',
  ),
  declare(
    [4, 'Dansk', 'Danish', 'dmy', 1, 1030],
    'januar,februar,marts,april,maj,juni,juli,august,september,oktober,november,december',
    'jan,feb,mar,apr,maj,jun,jul,aug,sep,okt,nov,dec',
    'mandag,tirsdag,onsdag,torsdag,fredag,lørdag,søndag',
  ),
  declare(
    [5, 'Español', 'Spanish', 'dmy', 1, 3082],
    'Enero,Febrero,Marzo,Abril,Mayo,Junio,Julio,Agosto,Septiembre,Octubre,Noviembre,Diciembre',
    'Ene,Feb,Mar,Abr,May,Jun,Jul,Ago,Sep,Oct,Nov,Dic',
    'Lunes,Martes,Miércoles,Jueves,Viernes,Sábado,Domingo',
  ),
  declare(
    [6, 'Italiano', 'Italian', 'dmy', 1, 1040],
    'gennaio,febbraio,marzo,aprile,maggio,giugno,luglio,agosto,settembre,ottobre,novembre,dicembre',
    'gen,feb,mar,apr,mag,giu,lug,ago,set,ott,nov,dic',
    'lunedì,martedì,mercoledì,giovedì,venerdì,sabato,domenica',
  ),
  declare(
    [7, 'Nederlands', 'Dutch', 'dmy', 1, 1043],
    'januari,februari,maart,april,mei,juni,juli,augustus,september,oktober,november,december',
    'jan,feb,mrt,apr,mei,jun,jul,aug,sep,okt,nov,dec',
    'maandag,dinsdag,woensdag,donderdag,vrijdag,zaterdag,zondag',
  ),
  declare(
    [8, 'Norsk', 'Norwegian', 'dmy', 1, 2068],
    'januar,februar,mars,april,mai,juni,juli,august,september,oktober,november,desember',
    'jan,feb,mar,apr,mai,jun,jul,aug,sep,okt,nov,des',
    'mandag,tirsdag,onsdag,torsdag,fredag,lørdag,søndag',
  ),
  declare(
    [9, 'Português', 'Portuguese', 'dmy', 7, 2070],
    'janeiro,fevereiro,março,abril,maio,junho,julho,agosto,setembro,outubro,novembro,dezembro',
    'jan,fev,mar,abr,mai,jun,jul,ago,set,out,nov,dez',
    'segunda-feira,terça-feira,quarta-feira,quinta-feira,sexta-feira,sábado,domingo',
  ),
  declare(
    [10, 'Suomi', 'Finnish', 'dmy', 1, 1035],
    'tammikuuta,helmikuuta,maaliskuuta,huhtikuuta,toukokuuta,kesäkuuta,heinäkuuta,elokuuta,syyskuuta,lokakuuta,marraskuuta,joulukuuta',
    'tammi,helmi,maalis,huhti,touko,kesä,heinä,elo,syys,loka,marras,joulu',
    'maanantai,tiistai,keskiviikko,torstai,perjantai,lauantai,sunnuntai',
  ),
  declare(
    [11, 'Svenska', 'Swedish', 'ymd', 1, 1053],
    'januari,februari,mars,april,maj,juni,juli,augusti,september,oktober,november,december',
    'jan,feb,mar,apr,maj,jun,jul,aug,sep,okt,nov,dec',
    'måndag,tisdag,onsdag,torsdag,fredag,lördag,söndag',
  ),
  declare(
    [12, 'čeština', 'Czech', 'dmy', 1, 1029],
    'leden,únor,březen,duben,květen,červen,červenec,srpen,září,říjen,listopad,prosinec',
    ROMAN,
    'pondělí,úterý,středa,čtvrtek,pátek,sobota,neděle',
  ),
  declare(
    [13, 'magyar', 'Hungarian', 'ymd', 1, 1038],
    'január,február,március,április,május,június,július,augusztus,szeptember,október,november,december',
    'jan,febr,márc,ápr,máj,jún,júl,aug,szept,okt,nov,dec',
    'hétfő,kedd,szerda,csütörtök,péntek,szombat,vasárnap',
  ),
  declare(
    [14, 'polski', 'Polish', 'dmy', 1, 1045],
    'styczeń,luty,marzec,kwiecień,maj,czerwiec,lipiec,sierpień,wrzesień,październik,listopad,grudzień',
    ROMAN,
    'poniedziałek,wtorek,środa,czwartek,piątek,sobota,niedziela',
  ),
  declare(
    [15, 'română', 'Romanian', 'dmy', 1, 1048],
    'ianuarie,februarie,martie,aprilie,mai,iunie,iulie,august,septembrie,octombrie,noiembrie,decembrie',
    'Ian,Feb,Mar,Apr,Mai,Iun,Iul,Aug,Sep,Oct,Nov,Dec',
    'luni,marţi,miercuri,joi,vineri,sîmbătă,duminică',
  ),
  declare(
    [16, 'hrvatski', 'Croatian', 'ymd', 1, 1050],
    'siječanj,veljača,ožujak,travanj,svibanj,lipanj,srpanj,kolovoz,rujan,listopad,studeni,prosinac',
    'sij,vel,ožu,tra,svi,lip,srp,kol,ruj,lis,stu,pro',
    'ponedjeljak,utorak,srijeda,četvrtak,petak,subota,nedjelja',
  ),
  declare(
    [17, 'slovenčina', 'Slovak', 'dmy', 1, 1051],
    'január,február,marec,apríl,máj,jún,júl,august,september,október,november,december',
    ROMAN,
    'pondelok,utorok,streda,štvrtok,piatok,sobota,nedeľa',
  ),
  declare(
    [18, 'slovenski', 'Slovenian', 'dmy', 1, 1060],
    'januar,februar,marec,april,maj,junij,julij,avgust,september,oktober,november,december',
    'jan,feb,mar,apr,maj,jun,jul,avg,sept,okt,nov,dec',
    'ponedeljek,torek,sreda,četrtek,petek,sobota,nedelja',
  ),
  declare(
    [19, 'ελληνικά', 'Greek', 'dmy', 1, 1032],
    'Ιανουαρίου,Φεβρουαρίου,Μαρτίου,Απριλίου,Μα_ου,Ιουνίου,Ιουλίου,Αυγούστου,Σεπτεμβρίου,Οκτωβρίου,Νοεμβρίου,Δεκεμβρίου',
    'Ιαν,Φεβ,Μαρ,Απρ,Μαϊ,Ιουν,Ιουλ,Αυγ,Σεπ,Οκτ,Νοε,Δεκ',
    'Δευτέρα,Τρίτη,Τετάρτη,Πέμπτη,Παρασκευή,Σάββατο,Κυριακή',
  ),
  declare(
    [20, 'български', 'Bulgarian', 'dmy', 1, 1026],
    'януари,февруари,март,април,май,юни,юли,август,септември,октомври,ноември,декември',
    'януари,февруари,март,април,май,юни,юли,август,септември,октомври,ноември,декември',
    'понеделник,вторник,сряда,четвъртък,петък,събота,неделя',
  ),
  declare(
    [21, 'русский', 'Russian', 'dmy', 1, 1049],
    'Январь,Февраль,Март,Апрель,Май,Июнь,Июль,Август,Сентябрь,Октябрь,Ноябрь,Декабрь',
    'янв,фев,мар,апр,май,июн,июл,авг,сен,окт,ноя,дек',
    'понедельник,вторник,среда,четверг,пятница,суббота,воскресенье',
  ),
  declare(
    [22, 'Türkçe', 'Turkish', 'dmy', 1, 1055],
    'Ocak,Şubat,Mart,Nisan,Mayıs,Haziran,Temmuz,Ağustos,Eylül,Ekim,Kasım,Aralık',
    'Oca,Şub,Mar,Nis,May,Haz,Tem,Ağu,Eyl,Eki,Kas,Ara',
    'Pazartesi,Salı,Çarşamba,Perşembe,Cuma,Cumartesi,Pazar',
  ),
  declare([23, 'British', 'British English', 'dmy', 1, 2057], ...ENGLISH_NAMES),
  declare(
    [24, 'eesti', 'Estonian', 'dmy', 1, 1061],
    'jaanuar,veebruar,märts,aprill,mai,juuni,juuli,august,september,oktoober,november,detsember',
    'jaan,veebr,märts,apr,mai,juuni,juuli,aug,sept,okt,nov,dets',
    'esmaspäev,teisipäev,kolmapäev,neljapäev,reede,laupäev,pühapäev',
  ),
  declare(
    [25, 'latviešu', 'Latvian', 'ymd', 1, 1062],
    'janvāris,februāris,marts,aprīlis,maijs,jūnijs,jūlijs,augusts,septembris,oktobris,novembris,decembris',
    'jan,feb,mar,apr,mai,jūn,jūl,aug,sep,okt,nov,dec',
    'pirmdiena,otrdiena,trešdiena,ceturtdiena,piektdiena,sestdiena,svētdiena',
  ),
  declare(
    [26, 'lietuvių', 'Lithuanian', 'ymd', 1, 1063],
    'sausis,vasaris,kovas,balandis,gegužė,birželis,liepa,rugpjūtis,rugsėjis,spalis,lapkritis,gruodis',
    'sau,vas,kov,bal,geg,bir,lie,rgp,rgs,spl,lap,grd',
    'pirmadienis,antradienis,trečiadienis,ketvirtadienis,penktadienis,šeštadienis,sekmadienis',
  ),
  declare(
    [27, 'Português (Brasil)', 'Brazilian', 'dmy', 7, 1046],
    'Janeiro,Fevereiro,Março,Abril,Maio,Junho,Julho,Agosto,Setembro,Outubro,Novembro,Dezembro',
    'Jan,Fev,Mar,Abr,Mai,Jun,Jul,Ago,Set,Out,Nov,Dez',
    'Segunda-Feira,Terça-Feira,Quarta-Feira,Quinta-Feira,Sexta-Feira,Sábado,Domingo',
  ),
  declare(
    [28, '繁體中文', 'Traditional Chinese', 'ymd', 7, 1028],
    '一月,二月,三月,四月,五月,六月,七月,八月,九月,十月,十一月,十二月',
    NUMBERS,
    '星期一,星期二,星期三,星期四,星期五,星期六,星期日',
  ),
  declare(
    [29, '한국어', 'Korean', 'ymd', 7, 1042],
    NUMBERS,
    NUMBERS,
    '월요일,화요일,수요일,목요일,금요일,토요일,일요일',
  ),
  declare(
    [30, '简体中文', 'Simplified Chinese', 'ymd', 7, 2052],
    NUMBERS,
    NUMBERS,
    '星期一,星期二,星期三,星期四,星期五,星期六,星期日',
  ),
  declare(
    [31, 'Arabic', 'Arabic', 'dmy', 1, 1025],
    'Muharram,Safar,Rabie I,Rabie II,Jumada I,Jumada II,Rajab,Shaaban,Ramadan,Shawwal,Thou Alqadah,Thou Alhajja',
    'Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec',
    'Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday',
  ),
  declare(
    [32, 'ไทย', 'Thai', 'dmy', 7, 1054],
    'มกราคม,กุมภาพันธ์,มีนาคม,เมษายน,พฤษภาคม,มิถุนายน,กรกฎาคม,สิงหาคม,กันยายน,ตุลาคม,พฤศจิกายน,ธันวาคม',
    'ม.ค.,ก.พ.,มี.ค.,เม.ย.,พ.ค.,มิ.ย.,ก.ค.,ส.ค.,ก.ย.,ต.ค.,พ.ย.,ธ.ค.',
    'จันทร์,อังคาร,พุธ,พฤหัสบดี,ศุกร์,เสาร์,อาทิตย์',
  ),
  declare(
    [33, 'norsk (bokmål)', 'Bokmål', 'dmy', 1, 1044],
    'januar,februar,mars,april,mai,juni,juli,august,september,oktober,november,desember',
    'jan,feb,mar,apr,mai,jun,jul,aug,sep,okt,nov,des',
    'mandag,tirsdag,onsdag,torsdag,fredag,lørdag,søndag',
  ),
];

/** The language of that name or alias, in any case. */
export function languageNamed(name: string): Language | undefined {
  const folded = name.toLowerCase();
  return LANGUAGES.find((language) => language.name.toLowerCase() === folded || language.alias.toLowerCase() === folded);
}

/** Arabic counts the months of another calendar, and the names of Thai have points in them. */
const OTHER_CALENDARS: ReadonlySet<string> = new Set(['Arabic', 'Thai']);

/** True for a language that a session can have here. */
export const isFollowed = ({ alias }: Language): boolean => !OTHER_CALENDARS.has(alias);

const isEnglish = ({ lcid }: Language): boolean => lcid === 1033 || lcid === 2057;

/** How a session reads and writes dates, in one word: the order of numbers, and behind it the name of a language whose names of months are not English. */
export type DateSetting = DateOrder | `${DateOrder} ${string}`;

const ORDER_LENGTH = 3;

/** The word for an order and a language. */
export function dateSettingOf(order: DateOrder, languageName: string): DateSetting {
  const language = languageNamed(languageName);
  return !language || isEnglish(language) ? order : `${order} ${language.name}`;
}

/** The order of numbers in it. */
export const orderIn = (setting: DateSetting): DateOrder => setting.slice(0, ORDER_LENGTH) as DateOrder;

/** The language in it; undefined for English. */
export const languageIn = (setting: DateSetting): Language | undefined => (setting.length === ORDER_LENGTH ? undefined : languageNamed(setting.slice(ORDER_LENGTH + 1)));
