import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { UsageError } from '../../zoho/call/errors';
import { isObject } from '../../zoho/call/shape';
import type { NodeContext } from '../connection/nodeContext';
import { numberToText } from './optionValues';

/** What a resource mapper holds: rows of field values, by hand or by name. */
export interface FieldMapping {
	/** `auto`: the keys of the item are field API names. */
	readonly mode: 'auto' | 'byHand';
	/** Values by API name; empty in mode `auto`. */
	readonly values: Readonly<IDataObject>;
}

/** Reads parameters with the type that the operation expects; expressions are evaluated for one item. */
export interface ParameterReader {
	string(name: string): string;
	number(name: string): number;
	boolean(name: string): boolean;
	/** One of the values of a list of options. */
	choice<const Choice extends string>(name: string, choices: readonly Choice[]): Choice;
	/** The value of a resource locator, trimmed; never empty. */
	locator(name: string): string;
	/** The chosen values of a list. */
	list(name: string): readonly string[];
	/** The options that the user added to a collection. */
	collection(name: string): Readonly<IDataObject>;
	mapping(name: string): FieldMapping;
	/** The value of a JSON field, whether it was typed in or comes from an expression. */
	json(name: string): unknown;
	/** The value as it is, for a reader that declares its parameter itself. */
	value(name: string): unknown;
}

const isDataObject = (value: unknown): value is IDataObject => isObject(value);

function refuse(reason: UsageError): never {
	throw reason;
}

function parseOrNothing(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/**
 * A reader for one item. Where the node runs without items, the index is ignored.
 * @param form the parameters as the form shows them, so that messages name them as a person sees them
 */
export function parameterReader(
	n8n: Pick<NodeContext, 'readParameter'>,
	itemIndex: number,
	form: readonly INodeProperties[] = [],
): ParameterReader {
	const read = (name: string): unknown => n8n.readParameter(name, itemIndex);
	const labelOf = (name: string): string =>
		`The parameter ${form.find((parameter) => parameter.name === name)?.displayName ?? name}`;
	const wrong = (name: string, expected: string): UsageError =>
		new UsageError(`${labelOf(name)} is not ${expected}`, 'Check its expression');
	return {
		string(name) {
			const value = read(name);
			if (typeof value === 'string') return value;
			if (typeof value === 'number') return numberToText(labelOf(name), value);
			throw wrong(name, 'text');
		},
		number(name) {
			const value = Number(read(name));
			if (Number.isFinite(value)) return value;
			throw wrong(name, 'a number');
		},
		boolean(name) {
			const value = read(name);
			if (typeof value === 'boolean') return value;
			throw wrong(name, 'true or false');
		},
		choice(name, choices) {
			const value = read(name);
			return choices.find((choice) => choice === value) ?? refuse(wrong(name, `one of ${choices.join(', ')}`));
		},
		locator(name) {
			const value = n8n.readParameter(name, itemIndex, { fallback: '', extractValue: true });
			const text = typeof value === 'number' ? numberToText(labelOf(name), value) : value;
			if (typeof text === 'string' && text.trim() !== '') return text.trim();
			throw new UsageError(
				`${labelOf(name)} is empty`,
				'Choose a value, or check that its expression gives one for every item',
			);
		},
		list(name) {
			const value = read(name);
			if (Array.isArray(value)) return value.map(String);
			throw wrong(name, 'a list');
		},
		collection(name) {
			const value = read(name);
			if (isDataObject(value)) return value;
			throw wrong(name, 'a collection');
		},
		mapping(name) {
			const value = read(name);
			if (!isDataObject(value)) throw wrong(name, 'a mapping');
			if (value.mappingMode === 'autoMapInputData') return { mode: 'auto', values: {} };
			return { mode: 'byHand', values: isDataObject(value.value) ? value.value : {} };
		},
		json(name) {
			const value = read(name);
			const parsed = typeof value === 'string' ? parseOrNothing(value) : value;
			if (parsed !== undefined) return parsed;
			throw new UsageError(
				`${labelOf(name)} is not JSON`,
				'Check its brackets, quotes and commas; keys and texts stand in double quotes',
			);
		},
		value: read,
	};
}

/** Return All and Limit, as every Get Many has them. */
export function pageParameters(): INodeProperties[] {
	return [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			displayOptions: { show: { returnAll: [false] } },
			default: 50,
			description: 'Max number of results to return',
		},
	];
}

/** The limit that Return All and Limit set; null = none. */
export function readLimit(read: ParameterReader): number | null {
	if (read.boolean('returnAll')) return null;
	const limit = read.number('limit');
	if (Number.isInteger(limit) && limit >= 1) return limit;
	throw new UsageError('The limit is not a whole number from 1', 'Correct Limit, or turn on Return All');
}

/** Collects records until the limit is reached, and asks for no page beyond it. */
export async function collect<Entry>(entries: AsyncIterable<Entry>, limit: number | null): Promise<Entry[]> {
	const collected: Entry[] = [];
	for await (const entry of entries) {
		collected.push(entry);
		if (collected.length === limit) break;
	}
	return collected;
}
