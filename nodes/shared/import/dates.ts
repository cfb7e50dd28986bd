import { refusedCell, textCell, unclearCell, type Cell } from './cell';

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/;
const ISO_DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const NUMERIC_DATE = /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(\D.*)?$/;

const UNCLEAR_ORDER = 'is a date whose order of day and month is not certain: pass dates as yyyy-MM-dd';

function isRealDate(year: number, month: number, day: number): boolean {
	const date = new Date(Date.UTC(year, month - 1, day));
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** A JavaScript or Luxon date as ISO text; other values as they are. */
function toText(value: unknown): unknown {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? value : value.toISOString();
	if (typeof value !== 'object' || value === null || !('toISO' in value) || typeof value.toISO !== 'function') return value;
	return value.toISO();
}

/** A date as `yyyy-MM-dd`. A datetime gives its date as written, in its own zone. */
export function formatDate(value: unknown): Cell {
	const text = toText(value);
	if (typeof text !== 'string') return refusedCell('is not a date');
	const match = ISO_DATE.exec(text.trim());
	if (match !== null && isRealDate(Number(match[1]), Number(match[2]), Number(match[3]))) {
		return textCell(match[0].slice(0, 10));
	}
	return NUMERIC_DATE.test(text.trim()) && match === null ? unclearCell(UNCLEAR_ORDER) : refusedCell('is not a date of the form yyyy-MM-dd');
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
	const parts = new Map(formatterOf(timeZone).formatToParts(moment).map((part) => [part.type, Number(part.value)]));
	const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
	const asUtc = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
	return Math.round((asUtc - moment) / 60_000);
}

/** The offset, as `+02:00`, of a wall-clock time in a zone; in the hour that a clock change skips or repeats, one of the two. */
function offsetOf(timeZone: string, wallClockAsUtc: number): string {
	const guess = offsetMinutesAt(timeZone, wallClockAsUtc);
	const minutes = offsetMinutesAt(timeZone, wallClockAsUtc - guess * 60_000);
	const size = Math.abs(minutes);
	const two = (part: number): string => String(part).padStart(2, '0');
	return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/**
 * A datetime as `yyyy-MM-ddTHH:mm:ss+02:00`, without milliseconds, which Zoho refuses.
 * @param timeZone zone of a value that has no offset of its own
 */
export function formatDateTime(value: unknown, timeZone: string): Cell {
	const raw = toText(value);
	if (typeof raw !== 'string') return refusedCell('is not a date and time');
	const text = raw.trim();
	const match = ISO_DATE_TIME.exec(text) ?? ISO_DATE_TIME.exec(`${text}T00:00:00`);
	if (match === null) {
		return NUMERIC_DATE.test(text) ? unclearCell(UNCLEAR_ORDER) : refusedCell('is not a date and time of the form yyyy-MM-ddTHH:mm:ss');
	}
	const [, year, month, day, hour, minute, second = '00', zone] = match;
	if (!isRealDate(Number(year), Number(month), Number(day)) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
		return refusedCell('is not a date and time that exists');
	}
	const wallClock = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
	if (zone === undefined) return textCell(wallClock + offsetOf(timeZone, Date.parse(`${wallClock}Z`)));
	if (zone.toUpperCase() === 'Z') return textCell(`${wallClock}+00:00`);
	return textCell(wallClock + (zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`));
}
