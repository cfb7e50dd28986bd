import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';
import { splitList } from '../../values/lists';
import { UsageError } from '../../zoho/call/errors';
import { fail } from '../../zoho/call/recover';
import { isObject } from '../../zoho/call/shape';
import type { Execution, NodeContext } from '../connection/nodeContext';
import { holdsExpression } from './usesItem';
import { numberToText, type OptionsByName, type OptionSet, type OptionValues } from './options';

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
	/** The same; an expression may also give text with commas between them. */
	names(name: string): readonly string[];
	/** The options that the user added to a collection. */
	collection(name: string): Readonly<IDataObject>;
	/** The same, read as they are declared. @throws UsageError naming the option whose value cannot be used */
	options<Set extends OptionsByName>(set: OptionSet<Set>, name?: string): OptionValues<Set>;
	/** The value of a JSON field, whether it was typed in or comes from an expression. */
	json(name: string): unknown;
	/** Whether the value, or a part of it, comes from an expression instead of the form. */
	isExpression(name: string): boolean;
	/** The value as it is, for a parameter that is declared with its reader. */
	value(name: string): unknown;
}

const isCollection = (value: unknown): value is IDataObject => isObject(value);

/** What a JSON text holds; undefined if it is not JSON. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** What reading parameters needs from n8n. */
type ReadableNode = Pick<NodeContext, 'readParameter'> & {
	readonly node?: Pick<INode, 'parameters'>;
	readonly execution: Pick<Execution, 'timeZone'>;
};

/**
 * A reader for one item. If the node runs without items, the index is ignored.
 * @param form the parameters as the form shows them: messages name them by their labels
 */
export function parameterReader(
	n8n: ReadableNode,
	itemIndex: number,
	form: readonly INodeProperties[] = [],
): ParameterReader {
	const read = (name: string): unknown => n8n.readParameter(name, itemIndex);
	const labelOf = (name: string): string => form.find((parameter) => parameter.name === name)?.displayName ?? name;
	const mustBe = (name: string, expected: string): UsageError =>
		new UsageError(`${labelOf(name)} must be ${expected}`, 'Correct the value or its expression');
	const collection = (name: string): Readonly<IDataObject> => {
		const value = read(name);
		return isCollection(value) ? value : fail(mustBe(name, 'a collection'));
	};
	return {
		string(name) {
			const value = read(name);
			if (typeof value === 'string') return value;
			if (typeof value === 'number') return numberToText(labelOf(name), value);
			throw mustBe(name, 'text');
		},
		number(name) {
			const value = read(name);
			const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
			if (typeof number === 'number' && Number.isFinite(number)) return number;
			throw mustBe(name, 'a number');
		},
		boolean(name) {
			const value = read(name);
			if (typeof value === 'boolean') return value;
			throw mustBe(name, 'true or false');
		},
		choice(name, choices) {
			const value = read(name);
			return choices.find((choice) => choice === value) ?? fail(mustBe(name, `one of ${choices.join(', ')}`));
		},
		locator(name) {
			const value = n8n.readParameter(name, itemIndex, { fallback: '', extractValue: true });
			const text = typeof value === 'number' ? numberToText(labelOf(name), value) : value;
			if (typeof text === 'string' && text.trim() !== '') return text.trim();
			if (Array.isArray(text))
				throw new UsageError(
					`${labelOf(name)} must be one value, not a list`,
					'Pass one value per item. Split Out turns a list into items',
				);
			throw new UsageError(
				`${labelOf(name)} is empty`,
				'Choose a value, or make its expression return one for every item',
			);
		},
		list(name) {
			const value = read(name);
			return Array.isArray(value) ? value.map(String) : fail(mustBe(name, 'a list'));
		},
		names(name) {
			const value = read(name);
			if (typeof value === 'string') return splitList(value, ',');
			return Array.isArray(value) ? value.map(String) : fail(mustBe(name, 'a list'));
		},
		isExpression: (name) => holdsExpression(n8n.node?.parameters[name]),
		collection,
		options: (set, name = 'options') => set.read(collection(name), { timeZone: n8n.execution.timeZone }),
		json(name) {
			const value = read(name);
			const parsed = typeof value === 'string' ? parseJson(value) : value;
			if (parsed !== undefined) return parsed;
			throw new UsageError(
				`${labelOf(name)} is not valid JSON`,
				'Check brackets, quotes and commas. Keys and texts need double quotes',
			);
		},
		value: read,
	};
}

/** Simplify, for operations that can return less than everything. */
export function simplifyParameter(): INodeProperties {
	return {
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
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
	throw new UsageError('Limit must be a whole number from 1', 'Correct Limit, or turn on Return All');
}

/** Collects entries up to the limit, and asks for no page beyond it. Each is made an item as it comes: many at once would take long. */
export async function collect<Entry, Item>(
	entries: AsyncIterable<Entry>,
	limit: number | null,
	toItem: (entry: Entry) => Item,
): Promise<Item[]> {
	const collected: Item[] = [];
	for await (const entry of entries) {
		collected.push(toItem(entry));
		if (collected.length === limit) break;
	}
	return collected;
}
