import type { INodeProperties } from 'n8n-workflow';
import type { FieldRules } from '../../../shared/import/fieldValues';
import { readCount, type ParameterReader } from '../../../shared/n8n/parameters';
import type { WriteOptions } from '../../../shared/zoho/records';

/** Options that every write of records has. */
export function writeOptions(extra: readonly INodeProperties[] = []): INodeProperties {
	const options: INodeProperties[] = [
		{
			displayName: 'Empty Values',
			name: 'emptyValues',
			type: 'options',
			options: [
				{ name: 'Clear Field', value: 'clear', description: 'Missing stays unchanged; null and empty text clear the field' },
				{ name: 'Leave Unchanged', value: 'keep', description: 'Null and empty text are left out' },
			],
			default: 'keep',
			description: 'What null and empty text do to a field',
		},
		{
			displayName: 'Ignore Unknown Fields',
			name: 'ignoreUnknownFields',
			type: 'boolean',
			default: false,
			description: 'Whether keys that are no writable field of the module are left out instead of stopping the step',
		},
		requestsAtOnceOption(),
		stopOnRefusalOption(),
		{
			displayName: 'Run Automations',
			name: 'trigger',
			type: 'multiOptions',
			options: [
				{ name: 'Approvals', value: 'approval' },
				{ name: 'Blueprints', value: 'blueprint' },
				{ name: 'Orchestrations', value: 'orchestration' },
				{ name: 'Pathfinder', value: 'pathfinder' },
				{ name: 'Workflows', value: 'workflow' },
			],
			default: [],
			description: 'Which automations run for the records; none chosen means none. Without this option all of them run. After a lost connection a repeated request may run them again.',
		},
		...extra,
	];
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: options.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
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

/** Below the 5 concurrent calls of the smallest edition. */
const DEFAULT_REQUESTS_AT_ONCE = 3;

/** The options as the write needs them. */
export interface ReadWriteOptions {
	readonly client: WriteOptions & { readonly runWorkflows?: boolean };
	readonly emptyValues: FieldRules['emptyValues'];
	readonly ignoreUnknownFields: boolean;
	readonly requestsAtOnce: number;
	readonly stopsOnRefusal: boolean;
}

/**
 * Reads the options once for all items.
 * @throws UsageError for a number of requests that is none
 */
export function readWriteOptions(read: ParameterReader): ReadWriteOptions {
	const options = read.collection('options');
	return {
		client: {
			...(Array.isArray(options.trigger) ? { trigger: options.trigger.map(String) } : {}),
			...(typeof options.runWorkflows === 'boolean' ? { runWorkflows: options.runWorkflows } : {}),
		},
		emptyValues: options.emptyValues === 'clear' ? 'clear' : 'keep',
		ignoreUnknownFields: options.ignoreUnknownFields === true,
		requestsAtOnce: readCount(options, 'requestsAtOnce', 'Requests at Once', DEFAULT_REQUESTS_AT_ONCE),
		stopsOnRefusal: options.stopOnRefusal === true,
	};
}
