import { DAY_FIRST, MONTH_FIRST, ORDERS, YEAR_FIRST, type Ways } from './evidence';
import { plainDigits } from './digits';
import { foldName, type Names } from './names';

/** A day of the calendar. */
export interface Day {
	readonly year: number;
	readonly month: number;
	readonly day: number;
}

/** A time of the day. */
export interface Time {
	readonly hour: number;
	readonly minute: number;
	readonly second: number;
}

/** What a text says about a moment. */
export interface DateText {
	/** The days that it can mean, each with the orders in which it means it; none if no order gives a day that exists. */
	readonly days: ReadonlyArray<Day & { readonly ways: Ways }>;
	/** null for a day alone. */
	readonly time: Time | null;
	/** Minutes ahead of UTC; null if the text does not say. */
	readonly offset: number | null;
}

/** Longer texts are no dates; the longest end with the name of their zone in parentheses. */
const MAX_LENGTH = 100;

const YEAR_FIRST_DATE = /^(\d{4})([./-])(\d{1,2})\2(\d{1,2})(?!\d)(.*)$/;
/**
 * Digits alone, as ISO 8601 and databases write dates and times. No other order of day, month and year has a real day in
 * them as well: as `ddMMyyyy` or `MMddyyyy` a text that begins with 19, 20 or 21 has its year before 1300.
 */
const COMPACT_DATE = /^((?:19|20|21)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(?:(\d{2})(?:\.\d{1,9})?)?)?(?![\d:.])(.*)$/;
const NUMERIC_DATE = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)(.*)$/;
/** With signs for year, month and day, as in Chinese, Japanese and Korean. */
const SIGNED_DATE = /^(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?(?!\d)(.*)$/;
/** With a space after each point, and often a point at the end. */
const SPACED_DATE = /^(\d{1,4})\.\s?(\d{1,2})\.\s?(\d{1,4})\.?(?=$|\s)/;
const WEEKDAY = /^(\p{L}{2,15})\.?,?\s+(?=[\d\p{L}])/u;
const DAY_MONTH_YEAR =
	/^(\d{1,2})(?:\.|st|nd|rd|th)?[\s/-]?(?:de )?(\p{L}{3,15})\.?,?(?: de)?[\s/-]{0,2}(\d{4}|\d{2})(?!\d)(.*)$/u;
const MONTH_DAY_YEAR = /^(\p{L}{3,15})\.?[\s/-](\d{1,2})(?:st|nd|rd|th)?[,\s/-]\s?(\d{4}|\d{2})(?![\d:])(.*)$/u;
/** As C and JavaScript write it, with the year at the end: Mar 4 10:30:00 2026. */
const MONTH_DAY_TIME_YEAR = /^(\p{L}{3}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4})$/u;
const YEAR_MONTH_DAY = /^(\d{4})[\s/-](\p{L}{3,15})\.?[\s/-](\d{1,2})(?!\d)(.*)$/u;

const CLOCK =
	/^(?:T|,?\s+(?:at\s+)?)(\d{1,2})(?:([:.])(\d{2})(?:\2(\d{2})(?:[.,]\d{1,9})?)?)?(?:\s?([ap])\.?\s?m\.?)?(?![\d:])(.*)$/i;
/** What is after an offset in parentheses or brackets, such as the name of the zone, adds nothing to it. */
const ZONE = /^(?:(Z)|(?:UTC|GMT)?(?:([+-])(\d{1,2})(?::?(\d{2}))?)?)(?:\s+\([^()]*\)|\[[\w/+-]*\])?$/i;
const MAX_OFFSET_HOURS = 18;

/** Whether a day is in the calendar. */
export function isRealDay(year: number, month: number, day: number): boolean {
	if (month < 1 || month > 12 || day < 1) return false;
	return day <= 28 || day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

/**
 * Reads a date, with or without time and offset, in the forms that exports have.
 * @param text trimmed
 * @param thisYear by which years of two digits are completed: from 79 years before it to 20 after; null if they are not read
 * @returns null for a text in another form
 */
export function parseDateText(text: string, names: () => Names, thisYear: number | null): DateText | null {
	if (text.length > MAX_LENGTH) return null;
	const head = parseDays(plainDigits(text).replace(SPACED_DATE, '$1.$2.$3'), names, thisYear);
	if (head === null) return null;
	const clock = parseClock(head.rest);
	return clock === null ? null : { days: head.days, ...clock };
}

interface Head {
	readonly days: DateText['days'];
	/** What follows the date. */
	readonly rest: string;
}

function parseDays(text: string, names: () => Names, thisYear: number | null): Head | null {
	const iso = YEAR_FIRST_DATE.exec(text);
	if (iso !== null) return { days: only(Number(iso[1]), Number(iso[3]), Number(iso[4])), rest: iso[5] };
	const signed = SIGNED_DATE.exec(text);
	if (signed !== null) return { days: only(Number(signed[1]), Number(signed[2]), Number(signed[3])), rest: signed[4] };
	const compact = COMPACT_DATE.exec(text);
	if (compact !== null) {
		const [, year, month, day, hour, minute, second = '00', rest] = compact;
		const time = hour === undefined ? '' : `T${hour}:${minute}:${second}`;
		return { days: only(Number(year), Number(month), Number(day)), rest: time + rest };
	}
	const numeric = NUMERIC_DATE.exec(text);
	if (numeric !== null && thisYear === null && numeric[4].length === 2) return null;
	if (numeric !== null) return { days: daysOf(numeric[1], numeric[3], numeric[4], thisYear), rest: numeric[5] };
	const weekday = WEEKDAY.exec(text);
	const isWeekday = weekday !== null && names().weekdays.has(foldName(weekday[1]));
	const behind = isWeekday ? parseDays(text.slice(weekday[0].length), names, thisYear) : null;
	return behind ?? parseNamedDay(text, names(), thisYear);
}

/** A date whose order is plain. */
function only(year: number | null, month: number, day: number): DateText['days'] {
	return year !== null && isRealDay(year, month, day) ? [{ year, month, day, ways: ORDERS }] : [];
}

/** Three numbers whose order is not plain; a year of two digits can be the first or the last of them. */
function daysOf(first: string, second: string, third: string, thisYear: number | null): DateText['days'] {
	const [one, two] = [Number(first), Number(second)];
	const last = toYear(third, thisYear);
	const found: (Day & { ways: Ways })[] = [];
	const add = (year: number | null, month: number, day: number, ways: Ways): void => {
		if (year === null || !isRealDay(year, month, day)) return;
		const same = found.find((other) => other.year === year && other.month === month && other.day === day);
		if (same === undefined) found.push({ year, month, day, ways });
		else same.ways |= ways;
	};
	add(last, two, one, DAY_FIRST);
	add(last, one, two, MONTH_FIRST);
	if (first.length === 2 && third.length === 2) add(toYear(first, thisYear), two, Number(third), YEAR_FIRST);
	return found;
}

function toYear(digits: string, thisYear: number | null): number | null {
	if (digits.length === 4) return Number(digits);
	if (thisYear === null) return null;
	const first = thisYear - 79;
	return first + ((((Number(digits) - first) % 100) + 100) % 100);
}

function parseNamedDay(text: string, names: Names, thisYear: number | null): Head | null {
	const usual = DAY_MONTH_YEAR.exec(text);
	if (usual !== null) return namedHead(names, usual[3], usual[2], usual[1], usual[4], thisYear);
	const american = MONTH_DAY_YEAR.exec(text);
	if (american !== null) return namedHead(names, american[3], american[1], american[2], american[4], thisYear);
	const late = MONTH_DAY_TIME_YEAR.exec(text);
	if (late !== null) return namedHead(names, late[4], late[1], late[2], ` ${late[3]}`, thisYear);
	const yearFirst = YEAR_MONTH_DAY.exec(text);
	if (yearFirst !== null) return namedHead(names, yearFirst[1], yearFirst[2], yearFirst[3], yearFirst[4], thisYear);
	return null;
}

function namedHead(
	{ months }: Names,
	year: string,
	month: string,
	day: string,
	rest: string,
	thisYear: number | null,
): Head | null {
	const number = months.get(foldName(month)) ?? 0;
	return number === 0 ? null : { days: only(toYear(year, thisYear), number, Number(day)), rest };
}

/** What follows a date: nothing, or a time of 24 or 12 hours with or without an offset. */
function parseClock(rest: string): Pick<DateText, 'time' | 'offset'> | null {
	if (rest === '') return { time: null, offset: null };
	const match = CLOCK.exec(rest);
	if (match === null) return null;
	const [, hours, , minutes, seconds = '00', half, tail] = match;
	if (minutes === undefined && half === undefined) return null;
	const hour = half === undefined ? Number(hours) : hourOfHalf(Number(hours), half);
	const time = { hour, minute: Number(minutes ?? '00'), second: Number(seconds) };
	if (hour > 23 || time.minute > 59 || time.second > 59) return null;
	const zone = parseZone(tail);
	return zone === undefined ? null : { time, offset: zone };
}

/** @returns the hour of 24; 24 if it is no hour of a half day */
function hourOfHalf(hour: number, half: string): number {
	const isAfternoon = half.toLowerCase() === 'p';
	if (hour > 12 || (hour === 0 && isAfternoon)) return 24;
	return (hour % 12) + (isAfternoon ? 12 : 0);
}

/** @returns minutes ahead of UTC, null for no offset, undefined for something else */
function parseZone(tail: string): number | null | undefined {
	const text = tail.trim();
	if (text === '') return null;
	const match = ZONE.exec(text);
	if (match === null || /^[([]/.test(text)) return undefined;
	const [, , sign, hours = '0', minutes = '0'] = match;
	if (Number(hours) > MAX_OFFSET_HOURS || Number(minutes) > 59) return undefined;
	const size = Number(hours) * 60 + Number(minutes);
	return sign === '-' ? -size : size;
}
