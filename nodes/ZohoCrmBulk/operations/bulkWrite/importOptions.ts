import type { INodeProperties } from 'n8n-workflow';
import {
	addedFlag,
	choice,
	count,
	group,
	listed,
	listedForm,
	mapped,
	optional,
	optionSet,
	pairs,
	parameter,
	text,
} from '../../../shared/n8n/form/options';
import { newPickListValues, VALUE_OPTIONS } from '../../../shared/n8n/form/valueOptions';
import { UsageError } from '../../../shared/zoho/call/errors';
import { moduleParameter } from '../common/parameters';
import { emptyValues, findByParameter, importOperation } from './writeParameters';

/*
 * The form of Import and of Resume Import, which need the same rows: what it shows, what is read from it and what messages
 * call it, each declared once.
 */

/** Where the rows come from. */
export const inputSource = parameter(
	'inputSource',
	choice(
		'Import From',
		{
			file: [
				'File',
				'A CSV file of any size, a gzip file or ZIP with one, or a ZIP with several of the same columns. It is read from the first input item, in pieces.',
			],
			items: ['Input Items', 'Each input item is a row'],
		},
		'items',
		'Where the rows come from',
		{ noDataExpression: true },
	),
);

/** The field of the first item that contains the file. */
export const importFile = parameter(
	'binaryField',
	text(
		'Input Binary Field',
		'The header of the CSV file has API names or labels of fields, in any case. Columns are separated by commas, semicolons, colons, pipes or tabs.',
		{
			required: true,
			default: 'data',
			hint: 'The name of the field of the first input item that contains the file',
			displayOptions: { show: { inputSource: ['file'] } },
		},
	),
);

/** The module to import into. */
export const importModule = moduleParameter('The module to import into');

/** By which field rows find their records. */
export const findBy = findByParameter('. Rows with the same value are never sent at the same time');

/** The columns of input items. */
export const columns: INodeProperties = {
	displayName: 'Columns',
	name: 'columns',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'autoMapInputData', value: null },
	displayOptions: { show: { inputSource: ['items'] } },
	typeOptions: {
		loadOptionsDependsOn: ['module', 'importOperation'],
		resourceMapper: {
			resourceMapperMethod: 'getImportColumns',
			mode: 'add',
			addAllFields: false,
			multiKeyMatch: false,
			supportAutoMap: true,
			fieldWords: { singular: 'field', plural: 'fields' },
			noFieldsError: 'No field of this module can be imported. Choose another module.',
		},
	},
	description:
		'With automatic mapping, the keys of the items are API names of fields, such as Last_Name, and no expression is evaluated. With manual mapping, each expression that does more than name a key costs about half a millisecond per item.',
};

/** By which API the rows go. */
export const route = parameter(
	'route',
	choice(
		'Send Via',
		{
			auto: ['Auto', 'Use the cheaper API for each 25,000 rows if both give the same result'],
			bulk: ['Bulk Write', 'Jobs of up to 25,000 rows, at 500 API credits each'],
			records: ['Records API', 'Requests of 100 records, at 10 API credits each. Results come at once.'],
		},
		'auto',
		'Which API of Zoho CRM to use. The output panel shows the choice, its reason and its cost.',
		{ noDataExpression: true },
	),
);

/** What to wait for. */
export const wait = parameter(
	'wait',
	choice(
		'After Sending',
		{
			none: ['Do Not Wait', 'Return rows as PENDING with the ID of their job. Get their results with Resume Import.'],
			callback: [
				'Sleep Until Zoho CRM Calls Back',
				'The execution sleeps in the n8n database until Zoho CRM calls. Requires a public HTTPS address of n8n.',
			],
			poll: ['Wait Until Finished', 'Poll until the jobs finish, at increasing intervals'],
		},
		'poll',
		'What to do once the jobs are created',
		{ noDataExpression: true },
	),
);

/** What the node returns. */
export const output = parameter(
	'output',
	choice(
		'Output',
		{
			all: ['All Rows', 'One item per row, with its status and ID'],
			auto: [
				'Automatic',
				'All rows for input items. For a file, a summary and files with the rows that were not written.',
			],
			apart: [
				'Failed Rows on Second Output',
				'Rows that failed, were not sent or have an unknown outcome go to a second output, and so do rows with such child rows. Not with Sleep Until Zoho CRM Calls Back: then all rows stay together.',
			],
			summary: [
				'Summary Only',
				'One item with the counts, the mapping and the IDs of the jobs. For a file, also files with the rows that were not written.',
			],
		},
		'auto',
		'What the node returns',
		{ noDataExpression: true },
	),
);

const forFiles = { displayOptions: { show: { '/inputSource': ['file'] } } };

/** The collection Options. */
export const importOptions = optionSet({
	...VALUE_OPTIONS,
	automations: choice(
		'Automations',
		{
			none: ['None', 'Bulk Write always runs them, so all rows are sent via the Records API, at 1 credit per 10 rows'],
			run: ['All (Default)', 'Workflow rules and other automations may run for every row'],
		},
		'run',
		'Whether workflow rules, approvals and other automations of Zoho CRM run for the rows',
	),
	encoding: text('Character Encoding', 'The encoding of the file. UTF-16 is recognized and converted to UTF-8.', {
		...forFiles,
		default: 'UTF-8',
		placeholder: 'e.g. windows-1252',
	}),
	childFile: group(
		'Child Rows From a Second File',
		'Rows of a subform or a multi-select lookup. They go into the same jobs as their parent rows.',
		['file', 'Child File'],
		{
			binaryField: {
				displayName: 'Binary Field',
				default: 'children',
				description:
					'Field of the first input item that contains the CSV file with the child rows. The same as above if one ZIP contains both files.',
			},
			field: {
				displayName: 'Field',
				placeholder: 'e.g. Work_History',
				description: 'API name of the subform or multi-select lookup that the rows belong to',
			},
			childColumn: {
				displayName: 'Key Column in This File',
				description: 'Title of the column that identifies the parent row of a child row',
			},
			mainColumn: {
				displayName: 'Key Column in the Main File',
				description: 'Title of the column of the main file that has the same keys',
			},
		},
		forFiles,
	),
	defaults: pairs('Default Values', 'Values for empty cells, and for fields that no row has', {
		group: ['values', 'Default Value'],
		key: {
			displayName: 'Field',
			name: 'field',
			type: 'string',
			default: '',
			placeholder: 'e.g. Lead_Source',
			description: 'API name of the field',
		},
		value: { displayName: 'Value', name: 'value', type: 'string', default: '' },
	}),
	dryRun: addedFlag(
		'Dry Run',
		'Whether to validate all rows and report the mapping, the API and the estimated credits without sending anything',
	),
	fileColumns: pairs(
		'File Columns',
		'Fields for columns whose titles are neither API names nor labels of fields. An entry overrides what a title says.',
		{
			group: ['values', 'Column'],
			key: {
				displayName: 'Title',
				name: 'title',
				type: 'string',
				default: '',
				placeholder: 'e.g. Company Name',
				description: 'Title of the column in the header of the file, in any case',
			},
			value: {
				...listedForm(
					'Field Name or ID',
					'The field that the column goes to. For a lookup, an expression can name a field of the other record, such as Account_Name.Account_Name',
					{ method: 'getFileColumnFields', dependsOn: ['/module', '/importOperation'] },
				),
				name: 'field',
			},
		},
		forFiles,
	),
	filePreset: mapped(
		choice(
			'File Preset',
			{ hubspot: 'HubSpot', none: 'None', pipedrive: 'Pipedrive', salesforce: 'Salesforce' },
			'none',
			'The system that exported the file. Its titles go to the matching fields of Leads, Contacts, Accounts or Deals. File Columns overrides them.',
			forFiles,
		),
		(preset) => (preset === 'none' ? null : preset),
	),
	ignoreUnknownColumns: addedFlag(
		'Ignore Unknown Columns',
		'Whether to leave out keys and columns that the module does not accept, instead of stopping the import before it starts',
	),
	jobsAtOnce: count('Jobs at Once', 3, 'How many jobs of 25,000 rows to run in parallel. More jobs use more memory.', {
		typeOptions: { minValue: 1, maxValue: 10 },
	}),
	layout: listed('Layout Name or ID', 'The layout of new records', { method: 'getLayouts', dependsOn: ['/module'] }),
	lookUps: pairs(
		'Lookup Fields',
		'Lookups whose values are not record IDs. The name of a key or column can say the same, such as Account_Name.Account_Name or Owner.email.',
		{
			group: ['values', 'Lookup Field'],
			key: {
				displayName: 'Field',
				name: 'field',
				type: 'string',
				default: '',
				placeholder: 'e.g. Account_Name',
				description: 'API name of the lookup',
			},
			value: {
				displayName: 'Values Are',
				name: 'findBy',
				type: 'string',
				default: '',
				placeholder: 'e.g. Account_Name',
				description: 'API name of the field of the other record that has these values; email for users',
			},
		},
	),
	maxCredits: optional(
		count(
			'Max Credits',
			5000,
			'Max number of API credits that the import may use, including polling and metadata. If the estimate is higher, the import stops before anything is sent.',
		),
	),
	maxRowsPerKey: count(
		'Max Rows per Find By Value',
		10,
		'Max number of rows with the same Find By value, if each of them needs a job of its own. With more rows, the import stops before it starts.',
	),
	newPickListValues: newPickListValues(
		['Skip Row', 'Rows with unknown values are not sent'],
		'Zoho CRM adds unknown values to the picklist for everyone',
	),
	requestsAtOnce: count(
		'Requests at Once',
		3,
		'How many requests of 100 records to send to the Records API in parallel. Zoho CRM allows 5 to 25, depending on the edition.',
		{ typeOptions: { minValue: 1, maxValue: 25 } },
	),
	rowIdentifierField: text(
		'Row Key Field',
		'API name of a text field that you added for this purpose. The import fills it with its ID and the row number. Every result can then be matched to its row, even if rows are otherwise identical.',
		{ placeholder: 'e.g. Import_Key' },
	),
	shortRows: choice(
		'Short Rows',
		{
			fail: ['Fail', 'The row fails, and the other rows are sent'],
			fill: ['Fill With Empty', 'The row is sent with empty cells at its end. Extra empty cells are dropped.'],
		},
		'fail',
		'What to do with rows of a file that lack cells at their end, or have extra empty ones',
		forFiles,
	),
	skipLines: count('Skip Lines at the Top', 0, 'How many lines of the file are above its header', {
		...forFiles,
		typeOptions: { minValue: 0 },
	}),
	timeZone: mapped(
		text(
			'Time Zone',
			'Time zone of datetimes without an offset, and of the day that a moment is for a date field. The time zone of the workflow if empty.',
			{
				placeholder: 'e.g. Europe/Berlin',
			},
		),
		(name) => {
			if (name === '' || isTimeZone(name)) return name;
			throw new UsageError(`There is no time zone "${name}"`, 'Write it as Continent/City, such as Europe/Berlin');
		},
	),
	waitSeconds: count(
		'Wait at Most (Seconds)',
		3600,
		'How long to wait for jobs. Rows of jobs that are still running then are returned as PENDING, with the ID of the job. Requests that hang end then as well.',
		{ typeOptions: { minValue: 10 } },
	),
});

function isTimeZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
	} catch {
		return false;
	}
}

/** The form of an import, in the order in which it is shown. */
export const importForm: readonly INodeProperties[] = [
	inputSource.form,
	importFile.form,
	importModule.form,
	importOperation.form,
	findBy.form,
	columns,
	emptyValues.form,
	route.form,
	wait.form,
	output.form,
	importOptions.collection(),
];
