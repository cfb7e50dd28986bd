import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { alphabetical } from '../../../shared/n8n/alphabetical';
import type { FieldRules } from '../../../shared/import/rows/fieldValues';
import type { TogetherContext } from '../../../shared/n8n/operation';
import { readCount } from '../../../shared/n8n/parameters';
import { readTime } from '../../../shared/n8n/times';
import type { UpdateOptions } from '../../../shared/zoho/records';
import { readInnerLocator } from '../user/userLocators';

/** Needed where users are named by e-mail address. */
export const USERS_SCOPE = 'ZohoCRM.users.READ';

/** Below the 5 concurrent calls of the smallest edition. */
const DEFAULT_REQUESTS_AT_ONCE = 4;

/** The options as a write needs them. */
export interface ReadWriteOptions {
	/** What is sent beside the records. */
	readonly client: UpdateOptions & { readonly runWorkflows?: boolean };
	/** Records whose options have different keys travel in different requests. */
	readonly key: string;
	readonly emptyValues: FieldRules['emptyValues'];
	readonly ignoreUnknownFields: boolean;
	/** Id or e-mail address; empty = nobody. */
	readonly fallbackOwner: string;
	readonly requestsAtOnce: number;
	readonly stopsOnRefusal: boolean;
}

/**
 * A reader of the options as each item sets them; they are read once where no expression can make a difference.
 * @throws UsageError for options that cannot work
 */
export function optionsReader(context: TogetherContext): (index: number) => ReadWriteOptions {
	const read = (index: number): ReadWriteOptions => readWriteOptions(context.readAt(index).collection('options'), context.surroundings.timeZone);
	const first = read(0);
	return context.variesByItem('options') ? read : () => first;
}

function readWriteOptions(options: Readonly<IDataObject>, timeZone: string): ReadWriteOptions {
	const client: ReadWriteOptions['client'] = {
		...listIn(options, 'trigger', 'trigger', false),
		...listIn(options, 'applyFeatures', 'applyFeatures'),
		...listIn(options, 'skipFeatures', 'skipFeatures'),
		...listIn(options, 'tags', 'tags'),
		...listIn(options, 'appendFields', 'appendFields'),
		...textIn(options, 'layout', 'layoutId'),
		...textIn(options, 'assignmentRule', 'assignmentRuleId'),
		...(isBlank(options.ifUnmodifiedSince) ? {} : { ifUnmodifiedSince: readTime(options.ifUnmodifiedSince, 'If Unmodified Since', timeZone) }),
		...(typeof options.runWorkflows === 'boolean' ? { runWorkflows: options.runWorkflows } : {}),
	};
	return {
		client,
		key: JSON.stringify(client),
		emptyValues: options.emptyValues === 'clear' ? 'clear' : 'keep',
		ignoreUnknownFields: options.ignoreUnknownFields === true,
		fallbackOwner: readInnerLocator(options, 'fallbackOwner'),
		requestsAtOnce: readCount(options, 'requestsAtOnce', 'Requests at Once', DEFAULT_REQUESTS_AT_ONCE),
		stopsOnRefusal: options.stopOnRefusal === true,
	};
}

/** The options where a form has none. */
export const withoutOptions = (): ReadWriteOptions => readWriteOptions({}, 'UTC');

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';

/** A list that was added to the options; an empty one says nothing unless it may. */
function listIn<Key extends string>(options: Readonly<IDataObject>, name: string, key: Key, mustBeFilled = true): Partial<Record<Key, string[]>> {
	const value = options[name];
	const entries = typeof value === 'string' ? value.split(',').map((entry) => entry.trim()) : value;
	if (!Array.isArray(entries)) return {};
	const filled = entries.map(String).filter((entry) => entry !== '');
	const found: Partial<Record<Key, string[]>> = {};
	if (filled.length > 0 || !mustBeFilled) found[key] = filled;
	return found;
}

function textIn<Key extends string>(options: Readonly<IDataObject>, name: string, key: Key): Partial<Record<Key, string>> {
	const value = options[name];
	const found: Partial<Record<Key, string>> = {};
	if (!isBlank(value)) found[key] = String(value).trim();
	return found;
}

/** How many requests of 100 records run side by side. */
export function requestsAtOnceOption(): INodeProperties {
	return {
		displayName: 'Requests at Once',
		name: 'requestsAtOnce',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10 },
		default: DEFAULT_REQUESTS_AT_ONCE,
		description: 'How many requests of up to 100 records run side by side. Zoho allows 5 to 25 by edition, for all workflows together.',
	};
}

/** Whether groups after a refused record are still sent. */
export function stopOnRefusalOption(): INodeProperties {
	return {
		displayName: 'Stop on Refusal',
		name: 'stopOnRefusal',
		type: 'boolean',
		default: false,
		description: 'Whether no further group is sent once a record was refused. All rows are answered either way.',
	};
}

/** The Options collection with these entries, sorted. */
export function optionsCollection(options: readonly INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: alphabetical(options, ({ displayName }) => displayName),
	};
}

/** A list of choices that are the same in every organization. */
export function fixedChoices(displayName: string, name: string, options: readonly INodePropertyOptions[], description: string): INodeProperties {
	return { displayName, name, type: 'multiOptions', options: [...options], default: [], description };
}
