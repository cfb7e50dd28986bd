import { refusedCell, type Cell, type RefusedCell } from './cellTrouble';
import { toIso } from './dates';
import { LOST_DIGITS } from './numbers';

/** A clause as a sentence: with a capital letter. */
export function toSentence(clause: string): string {
	return /^[a-z]/.test(clause) ? clause.charAt(0).toUpperCase() + clause.slice(1) : clause;
}

const NOT_TEXT = refusedCell('is a list or an object where text is expected');
const NO_VALUE = refusedCell('is not text');
const NOT_FINITE = refusedCell('is not a finite number');
const INVALID_DATE = refusedCell('is an invalid date');

/** A single value as text. Text stays as it is, but for halves of characters, such as cutting an emoji leaves: no file can hold them. */
export function formatText(value: unknown): Cell {
	switch (typeof value) {
		case 'string':
			return value.toWellFormed();
		case 'boolean':
		case 'bigint':
			return String(value);
		case 'number':
			if (!Number.isFinite(value)) return NOT_FINITE;
			return Number.isInteger(value) && !Number.isSafeInteger(value) ? LOST_DIGITS : String(value);
		case 'undefined':
			return '';
		case 'object':
			return value === null ? '' : formatObject(value);
		default:
			return NO_VALUE;
	}
}

/** JavaScript and Luxon dates have a text; other objects have none. */
function formatObject(value: object): Cell {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? INVALID_DATE : value.toISOString();
	const iso = toIso(value);
	if (iso === undefined) return NOT_TEXT;
	return typeof iso === 'string' ? iso : INVALID_DATE;
}

/** Field types whose values are text of a limited length. */
const LIMITED_TYPES: ReadonlySet<string> = new Set(['email', 'phone', 'text', 'textarea', 'website']);

/** How many characters the text of a field may have; infinite where Zoho gives no limit. */
export function maxLengthOf({
	dataType,
	length,
}: {
	readonly dataType: string;
	readonly length: number | null;
}): number {
	return length !== null && length > 0 && LIMITED_TYPES.has(dataType) ? length : Infinity;
}

/** Why a text is too long for its field; null if it is not. A character outside of the first 65,536 counts as one. */
export function findExcess(text: string, maxLength: number): RefusedCell | null {
	if (text.length <= maxLength) return null;
	const length = text.length - countPairs(text);
	return length <= maxLength ? null : refusedCell(`is longer than ${maxLength} characters: ${length}`);
}

/** Characters that a text of well-formed UTF-16 has in two units. */
function countPairs(text: string): number {
	let count = 0;
	for (let at = 0; at < text.length; at += 1) if ((text.charCodeAt(at) & 0xfc00) === 0xd800) count += 1;
	return count;
}

const EMAIL = /^[^\s@<>()[\],;:\\"]{1,64}@[^\s@<>()[\],;:\\"]+\.[^\s@<>()[\],;:\\".]+$/;
const NOT_EMAIL = refusedCell('is not a valid email');

/** By character of ASCII: whether it can be anywhere in an email; the rest is left to the expression. */
const IN_EMAIL = new Uint8Array(128);
for (const character of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+'")
	IN_EMAIL[character.charCodeAt(0)] = 1;
const AT = 64;
const POINT = 46;
const MAX_LOCAL_LENGTH = 64;

/** Whether a text is an email of the most frequent form: by far the most are, and a look at each character is quickest. */
function isPlainEmail(text: string): boolean {
	let at = -1;
	let point = -1;
	for (let place = 0; place < text.length; place += 1) {
		const code = text.charCodeAt(place);
		if (code === POINT) point = place;
		else if (code === AT && at === -1) at = place;
		else if (code >= 128 || IN_EMAIL[code] === 0) return false;
	}
	return at > 0 && at <= MAX_LOCAL_LENGTH && point > at + 1 && point < text.length - 1;
}

/** An email without white space around it. */
export function formatEmail(value: unknown): Cell {
	if (typeof value === 'string' && isPlainEmail(value)) return value;
	const cell = formatText(value);
	if (typeof cell !== 'string') return cell;
	const text = cell.trim();
	return text === '' || EMAIL.test(text) ? text : NOT_EMAIL;
}
