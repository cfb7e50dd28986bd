import {
	addedFlag,
	choice,
	count,
	group,
	inGroup,
	listed,
	listedForm,
	mapped,
	optional,
	optionSet,
	pairs,
	text,
} from '../../../shared/n8n/form/options';
import { newPickListValues, VALUE_OPTIONS } from '../../../shared/n8n/form/valueOptions';
import { UsageError } from '../../../shared/zoho/call/errors';

const forFiles = { displayOptions: { show: { '/inputSource': ['file'] } } };

/** The collection Options. Names of groups stand first in the labels, so that the alphabet keeps the options of a group together. */
export const importOptions = optionSet({
	automations: choice(
		'Automations',
		{
			none: ['None', 'Bulk Write always runs them, so all rows are sent via the Records API, at 1 credit per 10 rows'],
			run: ['All (Default)', 'Workflow rules and other automations may run for every row'],
		},
		'run',
		'Whether workflow rules, approvals and other automations of Zoho CRM run for the rows',
	),
	defaults: pairs('Default Values', 'Values for empty cells, and for fields that no row has', {
		group: ['values', 'Default Value'],
		key: {
			displayName: 'Field',
			name: 'field',
			type: 'string',
			default: '',
			placeholder: 'e.g. Lead_Source',
			description: 'API name or label of the field',
		},
		value: { displayName: 'Value', name: 'value', type: 'string', default: '' },
	}),
	dryRun: addedFlag('Dry Run', 'Whether to check all rows without sending anything, as Mode: Check Only does'),
	newPickListValues: newPickListValues(
		['Skip Row', 'Rows with unknown values are not sent'],
		'Zoho CRM adds unknown values to the picklist for everyone',
	),
	...inGroup('Child Rows', {
		childFile: group(
			'From a Second File',
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
	}),
	...inGroup('Cost and Speed', {
		jobsAtOnce: count(
			'Jobs at Once',
			3,
			'How many jobs of 25,000 rows to run in parallel. More jobs use more memory.',
			{
				typeOptions: { minValue: 1, maxValue: 10 },
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
		requestsAtOnce: count(
			'Requests at Once',
			3,
			'How many requests of 100 records to send to the Records API in parallel. Zoho CRM allows 5 to 25, depending on the edition.',
			{ typeOptions: { minValue: 1, maxValue: 25 } },
		),
		waitSeconds: count(
			'Wait at Most (Seconds)',
			3600,
			'How long to wait for jobs. Rows of jobs that are still running then are returned as PENDING, with the ID of the job. Requests that hang end then as well.',
			{ typeOptions: { minValue: 10 } },
		),
	}),
	...inGroup('Expert', {
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
					description: 'API name or label of the lookup',
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
		rowIdentifierField: text(
			'Row Key Field',
			'API name of a text field that you added for this purpose. The import fills it with its ID and the row number. Zoho CRM returns only three columns of each row, so without it, of two rows named Ann Lee at Brightwell, one added and one failed, it is unknown which is which.',
			{ placeholder: 'e.g. Import_Key' },
		),
	}),
	...inGroup('Reading', {
		...VALUE_OPTIONS,
		encoding: text('Character Encoding', 'The encoding of the file. UTF-16 is recognized and converted to UTF-8.', {
			...forFiles,
			default: 'UTF-8',
			placeholder: 'e.g. windows-1252',
		}),
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
	}),
});

function isTimeZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
	} catch {
		return false;
	}
}
