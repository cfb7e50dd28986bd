import { refusedCell, type RefusedCell } from './cellTrouble';
import { toIso } from './dates';
import { LOST_DIGITS } from './numbers';

const NOT_FINITE = refusedCell('has a number that is not finite');
const INVALID_DATE = refusedCell('has an invalid date');
const NO_JSON = refusedCell('has a part that JSON cannot hold');
const TOO_DEEP = refusedCell('is nested too deeply, or contains itself');
const MAX_DEPTH = 20;

/**
 * Why a value cannot be sent as JSON; null if it can. `JSON.stringify` would leave such parts out, or make null of them, which
 * clears a field.
 */
export function findNoJson(value: unknown, depth = 0): RefusedCell | null {
	switch (typeof value) {
		case 'number':
			if (!Number.isFinite(value)) return NOT_FINITE;
			return Number.isInteger(value) && !Number.isSafeInteger(value) ? LOST_DIGITS : null;
		case 'bigint':
		case 'function':
		case 'symbol':
			return NO_JSON;
		case 'object':
			return value === null ? null : findInObject(value, depth);
		default:
			return null;
	}
}

function findInObject(value: object, depth: number): RefusedCell | null {
	if (depth > MAX_DEPTH) return TOO_DEEP;
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? INVALID_DATE : null;
	const iso = toIso(value);
	if (iso !== undefined) return iso === null ? INVALID_DATE : null;
	for (const part of Object.values(value)) {
		const reason = findNoJson(part, depth + 1);
		if (reason !== null) return reason;
	}
	return null;
}
