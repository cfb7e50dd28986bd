import { refusedCell, unclearCell, type Cell } from './cellTrouble';

/** How dates that are not in ISO form are read; null = they have two readings, so the import stops. */
export type DateOrder = 'dayFirst' | 'monthFirst' | null;

const PLAIN_DATE = /^\d{4}-\d{2}-\d{2}$/;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/;
const ISO_DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const NUMERIC_DATE = /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(\D.*)?$/;
/** Two short numbers and a year, and what follows it: a time, or nothing. */
const ORDERED_DATE = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[T ]+(\S.*))?$/;

const UNCLEAR_ORDER = 'is a date with an unclear order of day and month: set Date Order, or pass dates as yyyy-MM-dd';

function isRealDate(year: number, month: number, day: number): boolean {
	if (month < 1 || month > 12 || day < 1) return false;
	return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** A JavaScript or Luxon date as ISO text; other values as they are. */
function toText(value: unknown): unknown {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? value : value.toISOString();
	if (typeof value !== 'object' || value === null || !('toISO' in value) || typeof value.toISO !== 'function')
		return value;
	return value.toISO();
}

/** `31/12/2026 10:00` as `2026-12-31 10:00`; text in another form as it is. */
function reorder(text: string, order: DateOrder): string {
	const match = order === null ? null : ORDERED_DATE.exec(text);
	if (match === null) return text;
	const [, first, , second, year, time] = match;
	const [day, month] = order === 'dayFirst' ? [first, second] : [second, first];
	const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
	return time === undefined ? date : `${date} ${time[1] === ':' ? `0${time}` : time}`;
}

/** A date as `yyyy-MM-dd`. A datetime gives its date as written, in its own zone. */
export function formatDate(value: unknown, order: DateOrder = null): Cell {
	const raw = toText(value);
	if (typeof raw !== 'string') return refusedCell('is not a date');
	if (PLAIN_DATE.test(raw) && isRealDate(Number(raw.slice(0, 4)), Number(raw.slice(5, 7)), Number(raw.slice(8))))
		return raw;
	const text = reorder(raw.trim(), order);
	const match = ISO_DATE.exec(text);
	if (match !== null && isRealDate(Number(match[1]), Number(match[2]), Number(match[3]))) return match[0].slice(0, 10);
	const isUnclear = order === null && match === null && NUMERIC_DATE.test(text);
	return isUnclear ? unclearCell(UNCLEAR_ORDER) : refusedCell('is not a date in the format yyyy-MM-dd');
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
	const known = formatters.get(timeZone);
	if (known !== undefined) return known;
	const formatter = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	});
	formatters.set(timeZone, formatter);
	return formatter;
}

/** Minutes that a zone is ahead of UTC at a moment. */
function offsetMinutesAt(timeZone: string, moment: number): number {
	const parts = new Map(
		formatterOf(timeZone)
			.formatToParts(moment)
			.map((part) => [part.type, Number(part.value)]),
	);
	const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
	const asUtc = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
	return Math.round((asUtc - moment) / 60_000);
}

const HOUR_MS = 3_600_000;
/** Offsets that were worked out, by hour, of one zone: asking the calendar of a zone takes microseconds. */
const MAX_KNOWN_OFFSETS = 20_000;
let knownZone = '';
const knownOffsets = new Map<number, string>();

/** The offset, as `+02:00`, of a wall-clock time in a zone; in the hour that a clock change skips or repeats, one of the two. */
function offsetOf(timeZone: string, wallClockAsUtc: number): string {
	if (timeZone !== knownZone || knownOffsets.size >= MAX_KNOWN_OFFSETS) knownOffsets.clear();
	knownZone = timeZone;
	const hour = Math.floor(wallClockAsUtc / HOUR_MS);
	const known = knownOffsets.get(hour);
	if (known !== undefined) return known;
	const guess = offsetMinutesAt(timeZone, wallClockAsUtc);
	const minutes = offsetMinutesAt(timeZone, wallClockAsUtc - guess * 60_000);
	const size = Math.abs(minutes);
	const two = (part: number): string => String(part).padStart(2, '0');
	const text = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
	knownOffsets.set(hour, text);
	return text;
}

/**
 * A datetime as `yyyy-MM-ddTHH:mm:ss+02:00`, without milliseconds, which Zoho refuses.
 * @param timeZone zone of a value that has no offset of its own
 */
export function formatDateTime(value: unknown, timeZone: string, order: DateOrder = null): Cell {
	const raw = toText(value);
	if (typeof raw !== 'string') return refusedCell('is not a date and time');
	const text = reorder(raw.trim(), order);
	const match = ISO_DATE_TIME.exec(text) ?? ISO_DATE_TIME.exec(`${text}T00:00:00`);
	if (match === null) {
		const isUnclear = order === null && NUMERIC_DATE.test(text);
		return isUnclear
			? unclearCell(UNCLEAR_ORDER)
			: refusedCell('is not a date and time in the format yyyy-MM-ddTHH:mm:ss');
	}
	const [, year, month, day, hour, minute, second = '00', zone] = match;
	if (
		!isRealDate(Number(year), Number(month), Number(day)) ||
		Number(hour) > 23 ||
		Number(minute) > 59 ||
		Number(second) > 59
	) {
		return refusedCell('is not a date and time that exists');
	}
	const wallClock = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
	if (zone === undefined) return wallClock + offsetOf(timeZone, Date.parse(`${wallClock}Z`));
	if (zone.toUpperCase() === 'Z') return `${wallClock}+00:00`;
	return wallClock + (zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`);
}
