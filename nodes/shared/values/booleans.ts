import { refusedCell, type Cell } from './cellTrouble';
import { MAX_VALUE_LENGTH } from './lengths';
import { foldName, namesOf } from './names';

const NOT_BOOLEAN = refusedCell('is neither true nor false');

/**
 * A boolean as `true` or `false`: also 1 and 0, yes and no, y and n, on and off, t and f, x, and the words of a language.
 * @param language BCP 47 tag; null for English alone
 */
export function formatBoolean(value: unknown, language: string | null): Cell {
	// By far the most frequent forms need no look at the words.
	if (value === 'true' || value === 'false') return value;
	if (typeof value === 'boolean') return value ? 'true' : 'false';
	if (typeof value !== 'string' && typeof value !== 'number') return NOT_BOOLEAN;
	const text = String(value).trim();
	const known = text.length > MAX_VALUE_LENGTH ? undefined : namesOf(language).booleans.get(foldName(text));
	if (known === undefined) return NOT_BOOLEAN;
	return known ? 'true' : 'false';
}
