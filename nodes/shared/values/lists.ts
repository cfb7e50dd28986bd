import { refusedCell, type RefusedCell } from './cellTrouble';

/** Tells which values a picklist has. */
export type KnownValues = Pick<ReadonlySet<string>, 'has'>;

const SEPARATORS = [';', ',', '|'] as const;

const UNCLEAR_LIST = refusedCell(
	'could be one entry or several, and only some of them are in the picklist: separate entries with semicolons',
);

const TWO_READINGS = refusedCell(
	'could be one value of the picklist or several: separate entries with semicolons, and add one to a single entry',
);

/** The entries of a text: white space around them is not theirs, and empty ones are none. */
export function splitList(text: string, separator: string): string[] {
	return text
		.split(separator)
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
}

/** The entries of a list as JSON or PostgreSQL write it, `["a","b"]` or `{a,"b c"}`; null for other texts. */
function readEnclosed(text: string): string[] | null {
	const isJson = text.startsWith('[') && text.endsWith(']');
	const isArray = text.startsWith('{') && text.endsWith('}');
	if (!isJson && !isArray) return null;
	const entries = isJson ? text : `[${text.slice(1, -1).replaceAll(/(^|,)([^",]+)(?=,|$)/g, '$1"$2"')}]`;
	try {
		const list: unknown = JSON.parse(entries);
		const isOfTexts = Array.isArray(list) && list.every((entry) => typeof entry === 'string');
		return isOfTexts ? list.map((entry: string) => entry.trim()) : null;
	} catch {
		return null;
	}
}

/**
 * The entries of a list that is written as text. What separates them is decided by the values of the picklist: all entries
 * are in it. Where no separator does that, semicolons separate.
 * @param known values of the picklist; empty if they are not known
 */
export function readList(text: string, known: KnownValues): string[] | RefusedCell {
	const whole = text.trim();
	const enclosed = readEnclosed(whole);
	if (enclosed !== null && enclosed.every((entry) => known.has(entry))) return enclosed;
	const lists = SEPARATORS.filter((separator) => whole.includes(separator)).map((separator) =>
		splitList(whole, separator),
	);
	const fitting = [...(known.has(whole) ? [[whole]] : []), ...lists].filter((entries) =>
		entries.every((entry) => known.has(entry)),
	);
	if (fitting.some(({ length }) => length !== fitting[0].length)) return TWO_READINGS;
	if (fitting.length > 0) return fitting[0];
	if (whole.includes(';')) return splitList(whole, ';');
	return lists.some((entries) => entries.some((entry) => known.has(entry))) ? UNCLEAR_LIST : [whole];
}
