import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { countAnswers, type RowAnswer } from '../../../shared/import/answer';
import type { ImportOperation } from '../../../shared/import/columns';
import { importRows, type ImportRequest } from '../../../shared/import/importRows';
import { operation, type TogetherContext } from '../../../shared/n8n/operation';
import { readCount, type ParameterReader } from '../../../shared/n8n/parameters';
import { moduleScope } from '../../../shared/zoho/scopes';

const OPERATIONS: readonly ImportOperation[] = ['insert', 'update', 'upsert'];
const DEFAULT_JOBS_AT_ONCE = 3;
const DEFAULT_ROWS_PER_KEY = 10;
const DEFAULT_WAIT_SECONDS = 3600;

/** Bulk Write > Import: the whole way from input items to an answer for each. Source: Bulk Write APIs, v8 (read 2026-11-21). */
export const importRecords = operation({
	option: {
		name: 'Import',
		value: 'import',
		action: 'Import records',
		description: 'Send all input items as bulk jobs of up to 25,000 rows, wait for them and answer every row. Each job costs 500 API credits.',
	},
	parameters: [
		{
			displayName: 'Module Name or ID',
			name: 'module',
			type: 'options',
			required: true,
			typeOptions: { loadOptionsMethod: 'getModules' },
			default: 'Leads',
			description: 'The module to import into. The keys of the items are API names of its fields, such as Last_Name. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Import Operation',
			name: 'importOperation',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Create or Update', value: 'upsert', description: 'Create a new record, or update the current one if it already exists (upsert)' },
				{ name: 'Insert', value: 'insert', description: 'Create a record for every row' },
				{ name: 'Update', value: 'update', description: 'Change existing records; rows without one are skipped' },
			],
			default: 'insert',
			description: 'What the rows do to the module',
		},
		{
			displayName: 'Find By Name or ID',
			name: 'findBy',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'getFindByFields', loadOptionsDependsOn: ['module'] },
			default: '',
			description: 'The field that tells which record a row belongs to; Update and Create or Update need it. With Insert, rows whose record exists are skipped. Rows with equal values never run side by side. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Empty Values',
			name: 'emptyValues',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Clear Field', value: 'clear' },
				{ name: 'Leave Unchanged', value: 'keep' },
			],
			default: 'keep',
			description: 'What missing, null and empty values do to the fields of existing records',
		},
		options(),
	],
	scopes: (read) => [
		'ZohoCRM.settings.fields.READ',
		'ZohoCRM.org.READ',
		'ZohoFiles.files.ALL',
		'ZohoCRM.bulk.CREATE',
		'ZohoCRM.bulk.READ',
		moduleScope(read.string('module').trim(), read.string('importOperation') === 'update' ? 'UPDATE' : 'CREATE'),
	],
	async together(context) {
		const request = readRequest(context);
		const { zoho, surroundings } = context;
		const rows = context.items.map(({ json }) => json);
		const { answers, jobs } = await importRows(rows, request, { zoho, ...surroundings });
		context.hint(summarise(answers, jobs.length, zoho.usage.credits, request.importId));
		return answers.map((answer, index) => ({ json: toItem(answer), answers: index }));
	},
});

function options(): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Ignore Unknown Columns',
				name: 'ignoreUnknownColumns',
				type: 'boolean',
				default: false,
				description: 'Whether keys that the module cannot take are left out instead of stopping the import before it starts',
			},
			{
				displayName: 'Jobs at Once',
				name: 'jobsAtOnce',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 10 },
				default: DEFAULT_JOBS_AT_ONCE,
				description: 'How many jobs of 25,000 rows run side by side. More use more memory.',
			},
			{
				displayName: 'Max Rows per Find By Value',
				name: 'maxRowsPerKey',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: DEFAULT_ROWS_PER_KEY,
				description: 'How many rows may have one value of Find By. They are imported one after the other, each in a job of its own. With more of them the import stops before it starts.',
			},
			{
				displayName: 'New Picklist Values',
				name: 'newPickListValues',
				type: 'options',
				options: [
					{ name: 'Allow', value: 'allow', description: 'Zoho CRM adds unknown values to the pick list for everyone' },
					{ name: 'Refuse Row', value: 'refuse', description: 'Rows with unknown values are not sent' },
				],
				default: 'refuse',
				description: 'What happens to values that a pick list does not have',
			},
			{
				displayName: 'Wait at Most (Seconds)',
				name: 'waitSeconds',
				type: 'number',
				typeOptions: { minValue: 10 },
				default: DEFAULT_WAIT_SECONDS,
				description: 'How long to wait for jobs. Rows of a job that has not ended by then are answered PENDING, with the ID of the job.',
			},
		],
	};
}

function readRequest({ readAt, surroundings }: TogetherContext): ImportRequest {
	const read: ParameterReader = readAt(0);
	const options = read.collection('options');
	const findBy = read.string('findBy').trim();
	return {
		importId: toImportId(surroundings.executionId, surroundings.now()),
		module: read.string('module').trim(),
		operation: OPERATIONS.find((known) => known === read.string('importOperation')) ?? 'insert',
		findBy: findBy === '' ? null : findBy,
		ignoreEmpty: read.string('emptyValues') !== 'clear',
		ignoreUnknownColumns: options.ignoreUnknownColumns === true,
		jobsAtOnce: readCount(options, 'jobsAtOnce', 'Jobs at Once', DEFAULT_JOBS_AT_ONCE),
		maxRowsPerKey: readCount(options, 'maxRowsPerKey', 'Max Rows per Find By Value', DEFAULT_ROWS_PER_KEY),
		waitSeconds: readCount(options, 'waitSeconds', 'Wait at Most', DEFAULT_WAIT_SECONDS),
		cells: { timeZone: surroundings.timeZone, newPickListValues: options.newPickListValues === 'allow' ? 'allow' : 'refuse' },
	};
}

/** Names the files of an import: unlike any other of this n8n, and safe in a file name. */
function toImportId(executionId: string, now: number): string {
	return `n8n${executionId.replace(/[^A-Za-z0-9]/g, '')}x${now.toString(36)}`;
}

const toItem = (answer: RowAnswer): IDataObject => ({ ...answer, errors: answer.errors.map(({ code, fields }) => ({ code, fields: [...fields] })) });

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function summarise(answers: readonly RowAnswer[], jobs: number, credits: number, importId: string): string {
	const counts = Object.entries(countAnswers(answers)).filter(([, count]) => count > 0);
	const told = counts.map(([status, count]) => `${count} ${status}`).join(', ');
	return `Import ${importId}: ${counted(answers.length, 'row')} in ${counted(jobs, 'job')}: ${told}. About ${credits} API credits (our estimate)`;
}
