const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
	const known = formatters.get(timeZone);
	if (known !== undefined) return known;
	const formatter = new Intl.DateTimeFormat('en-US', {
		timeZone,
		calendar: 'gregory',
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
function askCalendar(timeZone: string, moment: number): number {
	const parts = new Map(
		formatterOf(timeZone)
			.formatToParts(moment)
			.map((part) => [part.type, Number(part.value)]),
	);
	const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
	const asUtc = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
	return Math.round((asUtc - moment) / MINUTE_MS);
}

const MINUTE_MS = 60_000;
/** Clocks change on quarters of an hour, nowhere between them. */
const QUARTER_MS = 15 * MINUTE_MS;
/** Offsets that were worked out, by quarter of an hour, of one zone: asking the calendar of a zone takes microseconds. */
const MAX_KNOWN_OFFSETS = 50_000;
let knownZone = '';
const knownOffsets = new Map<number, number>();
const knownWallOffsets = new Map<number, string>();

function forgetOthers(timeZone: string): void {
	if (timeZone === knownZone && knownOffsets.size + knownWallOffsets.size < MAX_KNOWN_OFFSETS) return;
	knownOffsets.clear();
	knownWallOffsets.clear();
	knownZone = timeZone;
}

/** Minutes that a zone is ahead of UTC at a moment. */
function offsetMinutesAt(timeZone: string, moment: number): number {
	forgetOthers(timeZone);
	const quarter = Math.floor(moment / QUARTER_MS);
	const known = knownOffsets.get(quarter);
	if (known !== undefined) return known;
	const minutes = askCalendar(timeZone, moment);
	knownOffsets.set(quarter, minutes);
	return minutes;
}

/**
 * The offset, as `+02:00`, of a wall-clock time in a zone; in the hour that a clock change skips or repeats, one of the two.
 * @param wallClockAsUtc the milliseconds that the time would be in UTC
 */
export function offsetOf(timeZone: string, wallClockAsUtc: number): string {
	forgetOthers(timeZone);
	const quarter = Math.floor(wallClockAsUtc / QUARTER_MS);
	const known = knownWallOffsets.get(quarter);
	if (known !== undefined) return known;
	// The offset is that of the beginning of the quarter, so that it does not depend on which of its times came first.
	const start = quarter * QUARTER_MS;
	const guess = askCalendar(timeZone, start);
	const text = formatOffset(askCalendar(timeZone, start - guess * MINUTE_MS));
	knownWallOffsets.set(quarter, text);
	return text;
}

/** Minutes ahead of UTC as `+02:00`. */
export function formatOffset(minutes: number): string {
	const size = Math.abs(minutes);
	return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`;
}

/** The day of a moment in a zone, as `yyyy-MM-dd`. */
export function dayAt(timeZone: string, moment: number): string {
	return new Date(moment + offsetMinutesAt(timeZone, moment) * MINUTE_MS).toISOString().slice(0, 10);
}

/** A number under 100 with two digits. */
export const twoDigits = (part: number): string => (part < 10 ? `0${part}` : String(part));
