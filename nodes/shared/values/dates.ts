import { refusedCell, UNCLEAR_DATE, type Cell } from './cellTrouble';
import { isRealDay, parseDateText, type DateText, type Day, type Time } from './dateText';
import { DAY_FIRST, MONTH_FIRST, ORDERS, YEAR_FIRST, type Evidence, type Ways } from './evidence';
import { MAX_VALUE_LENGTH } from './lengths';
import { namesOf } from './names';
import { dayAt, formatOffset, offsetOf, twoDigits } from './zones';

/** How dates are read whose order the text does not show; null = by what the other cells of the column prove. */
export type DateOrder = 'dayFirst' | 'monthFirst' | 'yearFirst' | null;

/** How texts are read as dates. */
export interface DateSettings {
	/** IANA time zone of datetimes without an offset, and of the days of moments, e.g. `Europe/Berlin`. */
	readonly timeZone: string;
	readonly dateOrder: DateOrder;
	/** BCP 47 tag of a language whose names of months are read beside the English ones; null for none. */
	readonly language: string | null;
	/** Whether numbers are dates as Excel counts them: days since 1900. */
	readonly excelDates: boolean;
	/** Years of two digits are completed from 79 years before this one to 20 after; null if they are not read. */
	readonly thisYear: number | null;
}

/** Times of a form or a single value, that no column explains. */
export const plainDates = (timeZone: string): DateSettings => ({
	timeZone,
	dateOrder: null,
	language: null,
	excelDates: false,
	thisYear: null,
});

const WAY_OF: Readonly<Record<Exclude<DateOrder, null>, Ways>> = {
	dayFirst: DAY_FIRST,
	monthFirst: MONTH_FIRST,
	yearFirst: YEAR_FIRST,
};

/** The way of reading that an order is. */
export const wayOfOrder = (order: DateOrder): Ways => (order === null ? ORDERS : WAY_OF[order]);

/** The order that some ways leave; null if they leave several. */
export function orderOf(ways: Ways): DateOrder {
	const orders = Object.entries(WAY_OF).filter(([, way]) => (ways & way) !== 0);
	const [only] = orders;
	return orders.length === 1 ? (only[0] as DateOrder) : null;
}

const NOT_DATE = refusedCell('is not a date in the format yyyy-MM-dd');
const NOT_TIME = refusedCell('is not a date and time in the format yyyy-MM-ddTHH:mm:ss');
const NOT_REAL = refusedCell('is not a date that exists');
const NO_DATE = refusedCell('is not a date');
const INVALID_DATE = refusedCell('is an invalid date');
const NUMBER_AS_DATE = refusedCell('is a number, not a date');
const TOO_EARLY = refusedCell('has a year before 1000, which some programs use for "no date"');
const FIRST_YEAR = 1000;
/** The years of the Buddhist calendar are 543 ahead: those of 1900 to 2200 there are no years of people's dates here. */
const BUDDHIST = refusedCell('has a year of the Buddhist calendar: use years such as 2026');
const [FIRST_BUDDHIST, LAST_BUDDHIST] = [2443, 2743];
const isBuddhist = (year: number): boolean => year >= FIRST_BUDDHIST && year <= LAST_BUDDHIST;

const ISO_DATE_TIME =
	/^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:(Z)|([+-]\d{2}):?(\d{2}))?$/;

/** Eight digits: a date of digits alone may come as a number. */
const [FIRST_COMPACT, LAST_COMPACT] = [19_000_101, 21_991_231];

/** A JavaScript or Luxon date as ISO text; text trimmed; digits of a date as text; null for anything else. */
function toText(value: unknown): string | null {
	if (typeof value === 'string') return value.trim();
	if (typeof value === 'number' && Number.isInteger(value) && value >= FIRST_COMPACT && value <= LAST_COMPACT)
		return String(value);
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
	const iso = toIso(value);
	return typeof iso === 'string' ? iso : null;
}

/** The ISO text of a Luxon date, null if it is invalid; undefined for anything else. */
export function toIso(value: unknown): unknown {
	if (typeof value !== 'object' || value === null || !('toISO' in value) || typeof value.toISO !== 'function')
		return undefined;
	const iso: unknown = value.toISO();
	return typeof iso === 'string' ? iso : null;
}

/** Why a value without a text is no date. */
function explain(value: unknown): Cell {
	if (value instanceof Date || toIso(value) === null) return INVALID_DATE;
	return typeof value === 'number' ? NUMBER_AS_DATE : NO_DATE;
}

const DIGITS = /^\d{1,7}(\.\d{1,12})?$/;
/** Day 1 is 1 January 1900, and Excel counts a 29 February 1900 that was none. */
const EXCEL_START = Date.UTC(1899, 11, 30);
const EXCEL_GAP = 60;
const EXCEL_END = 2_958_466;
const DAY_MS = 86_400_000;

/** A date as Excel counts days, as text without an offset; null for anything else. */
function fromExcel(value: unknown): string | null {
	const isCounted = typeof value === 'number' || (typeof value === 'string' && DIGITS.test(value.trim()));
	const days = Number(value);
	if (!isCounted || !(days >= 1 && days < EXCEL_END) || Math.floor(days) === EXCEL_GAP) return null;
	const start = days < EXCEL_GAP ? EXCEL_START + DAY_MS : EXCEL_START;
	const [date, time] = new Date(start + Math.round((days * DAY_MS) / 1000) * 1000).toISOString().split('T');
	return Number.isInteger(days) ? date : `${date}T${time.slice(0, 8)}`;
}

/**
 * A date as `yyyy-MM-dd`. A moment (a JavaScript or Luxon date, or a text with an offset) is the day that it has in the time
 * zone of the settings; but midnight of its own offset (of UTC for a JavaScript date) is that day in every zone, because a
 * date without a time was meant: `new Date('2026-08-25')` is the 25th west of Greenwich too.
 * @param evidence of the column, to which the value adds what it proves
 */
export function formatDate(value: unknown, settings: DateSettings, evidence: Evidence | null = null): Cell {
	// By far the most frequent form needs nothing.
	if (typeof value === 'string' && isPlainDay(value)) return value;
	const text = (settings.excelDates ? fromExcel(value) : null) ?? toText(value);
	if (text === null) return explain(value);
	const parsed = parse(text, settings);
	if (parsed === null) return DIGITS.test(text) ? NUMBER_AS_DATE : NOT_DATE;
	const day = chooseDay(parsed, text, settings.dateOrder, evidence);
	if ('kind' in day) return day;
	const { time, offset } = parsed;
	if (time === null || offset === null || (time.hour === 0 && time.minute === 0 && time.second === 0))
		return formatDay(day);
	return dayAt(settings.timeZone, wallClockOf(day, time) - offset * 60_000);
}

/**
 * A datetime as `yyyy-MM-ddTHH:mm:ss+02:00`, without milliseconds, which Zoho refuses. A date alone is its midnight.
 * @param evidence of the column, to which the value adds what it proves
 */
export function formatDateTime(value: unknown, settings: DateSettings, evidence: Evidence | null = null): Cell {
	const text = (settings.excelDates ? fromExcel(value) : null) ?? toText(value);
	if (text === null) return explain(value);
	const iso = formatIso(text, settings.timeZone);
	if (iso !== null) return iso;
	const parsed = parse(text, settings);
	if (parsed === null) return DIGITS.test(text) ? NUMBER_AS_DATE : NOT_TIME;
	const day = chooseDay(parsed, text, settings.dateOrder, evidence);
	if ('kind' in day) return day;
	const time = parsed.time ?? { hour: 0, minute: 0, second: 0 };
	const clock = `${formatDay(day)}T${twoDigits(time.hour)}:${twoDigits(time.minute)}:${twoDigits(time.second)}`;
	if (parsed.offset !== null) return clock + formatOffset(parsed.offset);
	return clock + offsetOf(settings.timeZone, wallClockOf(day, time));
}

function parse(text: string, { language, thisYear }: DateSettings): DateText | null {
	return parseDateText(text, () => namesOf(language), thisYear);
}

/** The usual form of datetimes, in one look; null for others, and for times that do not exist. */
function formatIso(text: string, timeZone: string): Cell | null {
	const match = text.length > MAX_VALUE_LENGTH ? null : ISO_DATE_TIME.exec(text);
	if (match === null) return null;
	const [, year, month, day, hour, minute, second = '00', utc, hours, minutes] = match;
	if (Number(year) < FIRST_YEAR || isBuddhist(Number(year)) || !isRealDay(Number(year), Number(month), Number(day)))
		return null;
	if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
	const clock = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
	if (utc !== undefined) return `${clock}+00:00`;
	if (hours !== undefined)
		return Math.abs(Number(hours)) > 18 || Number(minutes) > 59 ? null : `${clock}${hours}:${minutes}`;
	return clock + offsetOf(timeZone, Date.parse(`${clock}Z`));
}

/** Whether a text is a day that exists as `yyyy-MM-dd`. Characters are looked at one by one, because there are millions of texts. */
function isPlainDay(text: string): boolean {
	if (text.length !== 10 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false;
	const year = 100 * digitsAt(text, 0) + digitsAt(text, 2);
	const month = digitsAt(text, 5);
	const day = digitsAt(text, 8);
	if (isBuddhist(year)) return false;
	if (!(year >= FIRST_YEAR && month >= 1 && month <= 12 && day >= 1)) return false;
	return day <= 28 || isRealDay(year, month, day);
}

const DASH = 45;

/** The number of two digits at a place; NaN for other characters. */
function digitsAt(text: string, at: number): number {
	const tens = text.charCodeAt(at) - 48;
	const ones = text.charCodeAt(at + 1) - 48;
	return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN;
}

/** The day that a text means in the chosen order, or in the only one in which it means any. */
function chooseDay(
	{ days }: DateText,
	text: string,
	order: DateOrder,
	evidence: Evidence | null,
): Day | Exclude<Cell, string> {
	if (days.length === 0) return NOT_REAL;
	if (days.some(({ year }) => year < FIRST_YEAR)) return TOO_EARLY;
	if (days.some(({ year }) => isBuddhist(year))) return BUDDHIST;
	const ways = days.reduce((sum, day) => sum | day.ways, 0);
	if (days.length === 1) {
		if (ways !== ORDERS) evidence?.note(ways, text);
		const fits = order === null || (ways & WAY_OF[order]) !== 0;
		return fits ? days[0] : refusedCell(`does not fit the chosen order of day and month`);
	}
	const chosen = order === null ? undefined : days.find((day) => (day.ways & WAY_OF[order]) !== 0);
	if (chosen !== undefined) return chosen;
	if (order !== null) evidence?.note(ways, text);
	else evidence?.noteUnclear(ways, text);
	return order === null ? UNCLEAR_DATE : refusedCell('does not fit the chosen order of day and month');
}

const formatDay = ({ year, month, day }: Day): string => `${year}-${twoDigits(month)}-${twoDigits(day)}`;

const wallClockOf = ({ year, month, day }: Day, { hour, minute, second }: Time): number =>
	Date.UTC(year, month - 1, day, hour, minute, second);
