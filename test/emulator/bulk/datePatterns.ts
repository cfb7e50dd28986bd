import { formatZohoTime } from '../clock';
import { isDay } from '../records/readings';

/** What a cell's date says. `offsetMinutes` is null where the pattern has none. */
interface Moment {
	readonly year: number;
	readonly month: number;
	readonly day: number;
	readonly hour: number;
	readonly minute: number;
	readonly second: number;
	readonly offsetMinutes: number | null;
}

/** A `format` of a mapping, ready to read cells. */
export interface DatePattern {
	read(text: string): Moment | null;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const LONG_MONTHS = [
	'january',
	'february',
	'march',
	'april',
	'may',
	'june',
	'july',
	'august',
	'september',
	'october',
	'november',
	'december',
];

/** Letters of Java's SimpleDateFormat that are read, as regular expressions with the name of what they give. */
function readLetters(letters: string): string | null {
	const digits = (name: string, most: number) =>
		`(?<${name}>\\d{${letters.length === 1 ? 1 : letters.length},${Math.max(most, letters.length)}})`;
	switch (letters[0]) {
		case 'y':
			return letters.length === 2 ? '(?<shortYear>\\d{2})' : '(?<year>\\d{4})';
		case 'M':
			return letters.length >= 3 ? '(?<monthName>[A-Za-z]+)' : digits('month', 2);
		case 'd':
			return digits('day', 2);
		case 'H':
			return digits('hour', 2);
		case 'h':
			return digits('halfDayHour', 2);
		case 'm':
			return digits('minute', 2);
		case 's':
			return digits('second', 2);
		case 'S':
			return '\\d{1,9}';
		case 'a':
			return '(?<half>AM|PM|am|pm)';
		case 'E':
			return '[A-Za-z]+';
		case 'X':
			return `(?<offset>Z|[+-]\\d{2}${['', '(?:\\d{2})', ':\\d{2}'][Math.min(letters.length, 3) - 1]})`;
		case 'Z':
			return '(?<offset>[+-]\\d{4})';
		default:
			return null;
	}
}

/** Understands a pattern; null when it has letters that are no date, one twice, or quotes that do not close. */
export function readDatePattern(pattern: string): DatePattern | null {
	let expression = '';
	for (let at = 0; at < pattern.length;) {
		const [letters] = /^([A-Za-z])\1*/.exec(pattern.slice(at)) ?? [''];
		if (letters !== '') {
			const part = readLetters(letters);
			if (part === null) return null;
			expression += part;
			at += letters.length;
			continue;
		}
		let literal = pattern[at];
		if (literal === "'") {
			const quoted = /^'((?:[^']|'')*)'/.exec(pattern.slice(at));
			if (!quoted) return null;
			literal = quoted[1] === '' ? "'" : quoted[1].replaceAll("''", "'");
			at += quoted[0].length;
		} else at++;
		expression += literal.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
	}
	const names = [...expression.matchAll(/\(\?<(\w+)>/g)].map(([, name]) => name);
	if (new Set(names).size < names.length || !names.some((name) => /day|year|month/i.test(name))) return null;
	const compiled = new RegExp(`^${expression}$`);
	return { read: (text) => toMoment(compiled.exec(text.trim())?.groups) };
}

function toMoment(parts: Readonly<Record<string, string | undefined>> | undefined): Moment | null {
	if (!parts) return null;
	const monthName = parts.monthName?.toLowerCase();
	const named = monthName === undefined ? -1 : Math.max(MONTHS.indexOf(monthName), LONG_MONTHS.indexOf(monthName));
	const month = monthName === undefined ? Number(parts.month ?? 1) : named + 1;
	const year = parts.shortYear === undefined ? Number(parts.year ?? 1970) : 2000 + Number(parts.shortYear);
	const day = Number(parts.day ?? 1);
	const isAfternoon = parts.half?.toLowerCase() === 'pm';
	const hour =
		parts.halfDayHour === undefined
			? Number(parts.hour ?? 0)
			: (Number(parts.halfDayHour) % 12) + (isAfternoon ? 12 : 0);
	const minute = Number(parts.minute ?? 0);
	const second = Number(parts.second ?? 0);
	if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) return null;
	return { year, month, day, hour, minute, second, offsetMinutes: readOffset(parts.offset) };
}

function readOffset(offset: string | undefined): number | null {
	if (offset === undefined) return null;
	if (offset === 'Z') return 0;
	const digits = offset.replace(/[+:-]/g, '').padEnd(4, '0');
	return (offset.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)));
}

/** `2026-08-25`, as record values hold dates. */
export function toDateText({ year, month, day }: Moment): string {
	return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

/** `2026-08-25T10:00:00+05:30`. @param offsetMinutes used where the cell had none */
export function toDateTimeText(moment: Moment, offsetMinutes: number): string {
	const { year, month, day, hour, minute, second } = moment;
	const offset = moment.offsetMinutes ?? offsetMinutes;
	return formatZohoTime(Date.UTC(year, month - 1, day, hour, minute, second) - offset * 60_000, offset);
}
