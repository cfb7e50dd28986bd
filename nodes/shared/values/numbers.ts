import { refusedCell, UNCLEAR_NUMBER, type Cell } from './cellTrouble';
import { plainDigits } from './digits';
import { DECIMAL_COMMA, DECIMAL_POINT, SEPARATORS, type Evidence, type Ways } from './evidence';
import { MAX_VALUE_LENGTH } from './lengths';

/** What separates decimals; null = by what the other cells of the column prove. */
export type DecimalSeparator = 'comma' | 'point' | null;

/** What a field takes besides plain digits. */
export interface NumberForm {
	/** Whether decimals are invalid. */
	readonly isWhole: boolean;
	/** Whether a currency sign or code may stand at it. */
	readonly isAmount: boolean;
	/** Whether a percent sign may stand at it. */
	readonly isPercent: boolean;
	/** Most digits before the decimals; null for any. */
	readonly maxDigits: number | null;
}

/** The way of reading that a separator is. */
export function wayOfSeparator(separator: DecimalSeparator): Ways {
	if (separator === null) return SEPARATORS;
	return separator === 'comma' ? DECIMAL_COMMA : DECIMAL_POINT;
}

/** The separator that some ways leave; null if they leave both. */
export function separatorOf(ways: Ways): DecimalSeparator {
	if ((ways & SEPARATORS) === DECIMAL_COMMA) return 'comma';
	return (ways & SEPARATORS) === DECIMAL_POINT ? 'point' : null;
}

const NOT_NUMBER = refusedCell('is not a number');
const NOT_FINITE = refusedCell('is not a finite number');
const NOT_WHOLE = refusedCell('has decimals, but the field takes whole numbers');
const NOT_WITH_COMMA = refusedCell('is not a number with a decimal comma');
const NOT_WITH_POINT = refusedCell('is not a number with a decimal point');
/** Why an ID or another long number cannot be written. */
export const LOST_DIGITS = refusedCell('is a number that has lost digits: pass IDs and long numbers as text');
/** Why an ID or another long number cannot be written that a spreadsheet shows as `4.15E+18`, and saves so. */
export const SHORTENED = refusedCell(
	'lost digits when Excel shortened it: get it from its source again, and format the column as Text before Excel saves it',
);
const EXPONENT = /^\s*[-+]?\d+(?:[.,]\d+)?E[+-]?\d{1,3}\s*$/i;
/** Excel writes numbers so that are too long for their column: one digit, decimals, and an exponent with its sign. */
const EXCEL_EXPONENT = /^\d(?:[.,]\d+)?E\+\d{2,3}$/;
const MAX_EXPONENT_LENGTH = 32;

/** Whether a text is a number with an exponent, which no ID has. */
export const hasExponent = (text: string): boolean => text.length <= MAX_EXPONENT_LENGTH && EXPONENT.test(text);

/** Whether a text is a number as Excel shortens it; other texts may well have an E between digits. */
export function isShortened(text: string): boolean {
	const second = text.charCodeAt(1);
	// `.`, `,` or `E`: most texts need no look at the rest.
	if (second !== 46 && second !== 44 && second !== 69) return false;
	return text.length <= MAX_EXPONENT_LENGTH && EXCEL_EXPONENT.test(text);
}

/**
 * A typed number as digits.
 * @param isExact whether every digit counts, as in IDs
 */
export function formatNumber(value: number, form: NumberForm, isExact: boolean): Cell {
	if (!Number.isFinite(value)) return NOT_FINITE;
	if (isExact && Number.isInteger(value) && !Number.isSafeInteger(value)) return LOST_DIGITS;
	if (form.isWhole && !Number.isInteger(value)) return NOT_WHOLE;
	return checkDigits(digitsOf(value), form.maxDigits);
}

/** Only very large and very small numbers are written with an exponent, which Zoho does not read. */
function digitsOf(value: number): string {
	const text = String(value);
	if (!text.includes('e')) return text;
	const written = value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
	return written === '-0' ? '0' : written;
}

/** A number with more digits than a field holds is told before it is sent. */
function checkDigits(digits: string, maxDigits: number | null): Cell {
	if (maxDigits === null || digits.length <= maxDigits) return digits;
	const whole = /^-?0*(\d*)/.exec(digits)?.[1] ?? '';
	return whole.length <= maxDigits ? digits : refusedCell(`has ${whole.length} digits, and the limit is ${maxDigits}`);
}

/**
 * A number that is written as text, as digits with a decimal point.
 * @param evidence of the column, to which the text adds what it proves
 */
export function readNumber(
	given: string,
	form: NumberForm,
	separator: DecimalSeparator,
	evidence: Evidence | null = null,
): Cell {
	const point = findPoint(given);
	// By far the most frequent forms need nothing: digits alone, and decimals that cannot be thousands.
	if (point === NO_POINT) return checkDigits(given, form.maxDigits);
	if (point > 0 && separator !== 'comma' && !form.isWhole && !isGroupOf(given, point)) {
		evidence?.note(DECIMAL_POINT, given);
		return checkDigits(given, form.maxDigits);
	}
	const text = plainDigits(given.trim());
	const parts = text.length > MAX_VALUE_LENGTH ? null : takeApart(text, form);
	if (parts === null) return NOT_NUMBER;
	if (typeof parts !== 'string') return parts;
	const [withPoint, withComma] = [readBody(parts, POINT), readBody(parts, COMMA)];
	return choose({ text, withPoint, withComma }, form, separator, evidence);
}

const NO_POINT = -1;
const OTHER = 0;

/** The place of the decimal point of a number that needs no other form; `NO_POINT` for digits alone, `OTHER` for other texts. */
function findPoint(text: string): number {
	let at = text.charCodeAt(0) === 45 ? 1 : 0;
	const first = at;
	let point = NO_POINT;
	for (; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === 46 && point === NO_POINT && at > first && at < text.length - 1) point = at;
		else if (code < 48 || code > 57) return OTHER;
	}
	return at === first || at > MAX_VALUE_LENGTH ? OTHER : point;
}

/** Whether a point could separate thousands: one to three digits before it, without a zero in front, and three after it. */
function isGroupOf(text: string, point: number): boolean {
	const first = text.charCodeAt(0) === 45 ? 1 : 0;
	return text.length - point === 4 && point - first <= 3 && text.charCodeAt(first) !== 48;
}

interface Readings {
	readonly text: string;
	readonly withPoint: string | null;
	readonly withComma: string | null;
}

function choose(
	{ text, withPoint, withComma }: Readings,
	form: NumberForm,
	separator: DecimalSeparator,
	evidence: Evidence | null,
): Cell {
	if (withPoint === null && withComma === null) return NOT_NUMBER;
	const fitting = (reading: string | null): string | null =>
		reading === null ? null : fitWhole(reading, form.isWhole);
	const [asPoint, asComma] = [fitting(withPoint), fitting(withComma)];
	if (asPoint === null && asComma === null) return NOT_WHOLE;
	const isSame = asPoint === asComma;
	const ways = (asPoint === null ? 0 : DECIMAL_POINT) | (asComma === null ? 0 : DECIMAL_COMMA);
	if (separator === null && !isSame && asPoint !== null && asComma !== null) {
		const cells = [checkDigits(asPoint, form.maxDigits), checkDigits(asComma, form.maxDigits)];
		const tooLong = cells.find((cell) => typeof cell !== 'string');
		if (tooLong !== undefined) return tooLong;
		evidence?.noteUnclear(ways, text);
		return UNCLEAR_NUMBER;
	}
	if (ways !== SEPARATORS) evidence?.note(ways, text);
	const chosen = separator === 'comma' ? asComma : separator === 'point' ? asPoint : (asPoint ?? asComma);
	if (chosen !== null) return checkDigits(chosen, form.maxDigits);
	return separator === 'comma' ? NOT_WITH_COMMA : NOT_WITH_POINT;
}

/** A number without decimals where they are invalid; null if it has some. */
function fitWhole(reading: string, isWhole: boolean): string | null {
	if (!isWhole) return reading;
	const [whole, decimals = ''] = reading.split('.');
	return /^0*$/.test(decimals) ? whole : null;
}

const SPACES = /[\s\u00a0\u2009\u202f]/g;
const OTHER_MINUS = /[\u2212\u2013]/g;
const APOSTROPHES = /[\u2019\u00b4`]/g;

/** A dash in place of decimals, as in `12.-` and `1'234.—`. */
const NO_CENTS = /(\d)[.,](?:-{1,2}|—)(?=\D*$)/;

/** The number in a text, with its sign in front and without currency, percent sign and parentheses; null if it is none. */
function takeApart(given: string, form: NumberForm): string | Cell | null {
	const signed = given.replaceAll(SPACES, ' ').replaceAll(OTHER_MINUS, '-').replaceAll(APOSTROPHES, "'");
	const text = form.isAmount ? signed.replace(NO_CENTS, '$1') : signed;
	const first = text.search(/\d/);
	if (first === -1) return null;
	let last = text.length - 1;
	while (!/\d/.test(text.charAt(last))) last -= 1;
	const isLed = /[.,]/.test(text.charAt(first - 1)) && !isMoney(text.slice(0, first));
	const start = isLed ? first - 1 : first;
	const head = text.slice(0, start).replaceAll(' ', '');
	const tail = text.slice(last + 1).replaceAll(' ', '');
	const isNegative = readSign(head, tail);
	if (isNegative === null) return null;
	const [before, after] = [head.replaceAll(/[-+(]/g, ''), tail.replaceAll(/[-+)]/g, '')];
	const percent = [before, after].filter((word) => word === '%').length;
	const money = [before, after].filter((word) => word !== '' && word !== '%');
	if (!money.every(isMoney) || percent + money.length > (percent > 0 ? 1 : 2)) return null;
	if (percent > 0 && !form.isPercent) return refusedCell('has a percent sign, but the field is not a percent field');
	if (money.length > 0 && !form.isAmount) return refusedCell('has a currency, but the field is not a currency field');
	return `${isNegative ? '-' : ''}${text.slice(start, last + 1)}`;
}

/** Whether what stands around a number makes it negative: one sign at most, or parentheses; null if it is something else. */
function readSign(head: string, tail: string): boolean | null {
	const signs = `${head}${tail}`.match(/[-+]/g) ?? [];
	const [opened, closed] = [head.split('(').length - 1, tail.split(')').length - 1];
	if (opened !== closed || opened > 1 || signs.length + opened > 1) return null;
	return opened === 1 || signs[0] === '-';
}

/** Signs of currencies that are letters; a backslash is the yen of Shift_JIS, and the won of EUC-KR. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(
	'kr kr. Kr Kr. zł zl Kč kc Ft Rs Rs. Fr Fr. SFr. SFr R$ US$ U$S C$ CA$ A$ AU$ NZ$ S$ HK$ NT$ MX$ RM Rp R lei Lei лв лв. грн руб руб. TL 円 元 원 \\'.split(
		' ',
	),
);
const SIGN = /^\p{Sc}$/u;
let codes: ReadonlySet<string> | null = null;

/** Whether a word is the sign, the code or a usual abbreviation of a currency. */
function isMoney(word: string): boolean {
	if (word === '') return false;
	if (SIGN.test(word) || ABBREVIATIONS.has(word)) return true;
	codes ??= new Set(Intl.supportedValuesOf('currency'));
	return codes.has(word);
}

/** The signs of one way of writing numbers. */
interface Style {
	readonly plain: RegExp;
	readonly grouped: RegExp;
	readonly exponent: RegExp;
	readonly decimal: '.' | ',';
}

const POINT: Style = {
	plain: /^-?(\d+(\.\d+)?|\.\d+)$/,
	// Of three digits each, or of two with the last of three, as in India.
	grouped: /^-?[1-9](\d{0,2}([, '])\d{3}(\2\d{3})*|\d?(,\d{2})+,\d{3})(\.\d+)?$/,
	exponent: /^-?\d+(\.\d+)?e[+-]?\d{1,2}$/i,
	decimal: '.',
};
const COMMA: Style = {
	plain: /^-?(\d+(,\d+)?|,\d+)$/,
	grouped: /^-?[1-9]\d{0,2}([. '])\d{3}(\1\d{3})*(,\d+)?$/,
	exponent: /^-?\d+(,\d+)?e[+-]?\d{1,2}$/i,
	decimal: ',',
};

/** A number in one way of writing as digits with a decimal point; null if it is not written so. */
function readBody(body: string, { plain, grouped, exponent, decimal }: Style): string | null {
	if (exponent.test(body)) return expand(body.replace(decimal, '.'));
	if (!plain.test(body) && !grouped.test(body)) return null;
	const digits = body.replaceAll(decimal === '.' ? /[, ']/g : /[. ']/g, '').replace(decimal, '.');
	return digits.replace(/^(-?)\./, '$10.');
}

/** A number with an exponent, digit by digit: 1.5e3 is 1500. */
function expand(text: string): string {
	const [, sign, whole, decimals = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?e([+-]?\d+)$/i.exec(text) ?? [];
	const shift = Number(exponent);
	const digits = whole + decimals;
	const point = whole.length + shift;
	const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
	const at = Math.max(point, 1);
	const [before, after] = [padded.slice(0, at).replace(/^0+(?=\d)/, ''), padded.slice(at).replace(/0+$/, '')];
	return `${sign}${before}${after === '' ? '' : `.${after}`}`;
}
