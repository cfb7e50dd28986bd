import type { IDataObject } from 'n8n-workflow';
import { UsageError } from '../../zoho/call/errors';
import { isObject } from '../../zoho/call/shape';

/**
 * Readers of the options that a user added to a collection. `label` is the display name, for the message. An option that was
 * added but has a value that it cannot have, which only an expression can bring about, is refused: to leave it out would do
 * what nobody asked for.
 */
type Options = Readonly<IDataObject>;

const isAdded = (options: Options, name: string): boolean => Object.hasOwn(options, name);

const refuse = (label: string, expected: string): UsageError =>
	new UsageError(
		`${label} is not ${expected}`,
		'Correct the option, check that its expression gives a value for every item, or remove it',
	);

/** Ids have more digits than a number holds: one that came as a number would be another record's. @throws UsageError then */
export function numberToText(what: string, value: number): string {
	if (Number.isSafeInteger(value) || !Number.isInteger(value)) return String(value);
	throw new UsageError(
		`${what} is a number that has lost digits`,
		'Pass IDs as text: Zoho CRM gives them as text, and other steps must keep them so',
	);
}

/** A number that counts things. @throws UsageError if it is not a whole number from 1 */
export function readCount(options: Options, name: string, label: string, fallback: number): number {
	const count = Number(options[name] ?? fallback);
	if (Number.isInteger(count) && count >= 1) return count;
	throw new UsageError(`${label} is not a whole number from 1`, 'Correct the option, or remove it');
}

/** True or false; null if the option was not added. @throws UsageError for anything else, text included */
export function readFlag(options: Options, name: string, label: string): boolean | null {
	const value = options[name];
	if (!isAdded(options, name)) return null;
	if (typeof value === 'boolean') return value;
	throw refuse(label, 'true or false');
}

/** One of the choices of a list; null if the option was not added. @throws UsageError for anything else */
export function readChoice<const Choice extends string>(
	options: Options,
	name: string,
	label: string,
	choices: readonly Choice[],
): Choice | null {
	const chosen = choices.find((choice) => choice === options[name]);
	if (chosen !== undefined || !isAdded(options, name)) return chosen ?? null;
	throw refuse(label, `one of ${choices.join(', ')}`);
}

/** Text, or the value of a resource locator, trimmed; empty if nothing was given. @throws UsageError for what is no text, and for a number that has lost digits */
export function readText(options: Options, name: string, label: string): string {
	const given = options[name];
	const value = isObject(given) && 'value' in given ? given.value : given;
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value.trim();
	if (typeof value === 'number') return numberToText(label, value);
	throw refuse(label, 'text');
}

/** Names: a list, or text with commas between them; entries as Zoho gives them, such as a record's tags, count by their name. @throws UsageError for anything else */
export function readNames(options: Options, name: string, label: string): string[] {
	const value = options[name] ?? [];
	const entries: unknown = typeof value === 'string' ? value.split(',') : value;
	if (!Array.isArray(entries)) throw refuse(label, 'a list');
	return entries.map((entry: unknown) => nameOf(entry, label)).filter((entry) => entry !== '');
}

function nameOf(entry: unknown, label: string): string {
	const name = isObject(entry) ? entry.name : entry;
	if (typeof name === 'string' || typeof name === 'number') return String(name).trim();
	throw refuse(label, 'a list of names');
}
