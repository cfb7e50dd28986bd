import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { alphabetical } from '../../../shared/n8n/form/alphabetical';
import type { FieldRules } from '../../../shared/values/fieldValues';
import type { TogetherContext } from '../../../shared/n8n/step/operation';
import { readChoice, readCount, readFlag, readNames, readText } from '../../../shared/n8n/form/optionValues';
import { readTime } from '../../../shared/n8n/form/times';
import { UsageError } from '../../../shared/zoho/call/errors';
import type { UpdateOptions } from '../../../shared/zoho/records/api';

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
 * @throws UsageError at once for options that cannot work for any item; the reader throws for those of an item
 */
export function optionsReader(context: TogetherContext): (index: number) => ReadWriteOptions {
	const read = (index: number): ReadWriteOptions =>
		readWriteOptions(context.readAt(index).collection('options'), context.surroundings.timeZone);
	if (context.variesByItem('options')) return read;
	const same = read(0);
	return () => same;
}

function readWriteOptions(options: Readonly<IDataObject>, timeZone: string): ReadWriteOptions {
	const runWorkflows = readFlag(options, 'runWorkflows', 'Run Workflows');
	const client: ReadWriteOptions['client'] = {
		...readTrigger(options),
		...filledList('applyFeatures', readNames(options, 'applyFeatures', 'Apply Features')),
		...filledList('skipFeatures', readNames(options, 'skipFeatures', 'Skip Features')),
		...filledList('tags', readNames(options, 'tags', 'Tag Names')),
		...filledList('appendFields', readNames(options, 'appendFields', 'Append Field Names')),
		...filledText('layoutId', readText(options, 'layout', 'Layout Name')),
		...filledText('assignmentRuleId', readText(options, 'assignmentRule', 'Assignment Rule Name')),
		...readUnmodifiedSince(options, timeZone),
		...(runWorkflows === null ? {} : { runWorkflows }),
	};
	return {
		client,
		key: JSON.stringify(client),
		emptyValues: readChoice(options, 'emptyValues', 'Empty Values', ['clear', 'keep']) ?? 'keep',
		ignoreUnknownFields: readFlag(options, 'ignoreUnknownFields', 'Ignore Unknown Fields') ?? false,
		fallbackOwner: readText(options, 'fallbackOwner', 'Fallback Owner'),
		requestsAtOnce: readCount(options, 'requestsAtOnce', 'Requests at Once', DEFAULT_REQUESTS_AT_ONCE),
		stopsOnRefusal: readFlag(options, 'stopOnRefusal', 'Stop on Refusal') ?? false,
	};
}

/** The options where a form has none. */
export const withoutOptions = (): ReadWriteOptions => readWriteOptions({}, 'UTC');

/** Without the option all automations run, and with an empty list none: what an expression left open is neither. */
function readTrigger(options: Readonly<IDataObject>): Pick<UpdateOptions, 'trigger'> {
	if (!Object.hasOwn(options, 'trigger')) return {};
	if (options.trigger !== undefined && options.trigger !== null)
		return { trigger: readNames(options, 'trigger', 'Run Automations') };
	throw new UsageError(
		'Run Automations has no value, so it is open which automations are to run',
		'Check its expression: an empty list runs none. To run all of them, remove the option',
	);
}

/** The option keeps changes of others: where it was added, a record without a time is not written. */
function readUnmodifiedSince(
	options: Readonly<IDataObject>,
	timeZone: string,
): Pick<UpdateOptions, 'ifUnmodifiedSince'> {
	const { ifUnmodifiedSince: time } = options;
	if (!Object.hasOwn(options, 'ifUnmodifiedSince')) return {};
	if (time !== undefined && time !== null && time !== '')
		return { ifUnmodifiedSince: readTime(time, 'If Unmodified Since', timeZone) };
	throw new UsageError(
		'If Unmodified Since has no value, so nothing would keep the changes of others',
		'Give the time at which the record was read, check that the expression gives one for every item, or remove the option',
	);
}

/** An empty list says nothing. */
function filledList<Key extends string>(key: Key, names: readonly string[]): Partial<Record<Key, readonly string[]>> {
	const found: Partial<Record<Key, readonly string[]>> = {};
	if (names.length > 0) found[key] = names;
	return found;
}

/** An empty text says nothing. */
export function filledText<Key extends string>(key: Key, text: string): Partial<Record<Key, string>> {
	const found: Partial<Record<Key, string>> = {};
	if (text !== '') found[key] = text;
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
		description:
			'How many requests of up to 100 records run side by side. Zoho allows 5 to 25 by edition, for all workflows together.',
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
export function fixedChoices(
	displayName: string,
	name: string,
	options: readonly INodePropertyOptions[],
	description: string,
): INodeProperties {
	return { displayName, name, type: 'multiOptions', options: [...options], default: [], description };
}
