import type { INodeProperties } from 'n8n-workflow';

/** What numbers of the form are unless the user sets them. */
export const DEFAULT_JOBS_AT_ONCE = 3;
export const DEFAULT_REQUESTS_AT_ONCE = 3;
export const DEFAULT_ROWS_PER_KEY = 10;
export const DEFAULT_WAIT_SECONDS = 3600;

/** The parameters that say what is imported: the same for Import and Resume Import, which must have the same rows. */
export function importParameters(): INodeProperties[] {
	return [...sourceParameters(), ...targetParameters(), mapper(), ...wayParameters(), outputParameter(), options()];
}

function sourceParameters(): INodeProperties[] {
	return [
		{
			displayName: 'Import From',
			name: 'inputSource',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'File',
					value: 'file',
					description: 'A CSV of any size, or a ZIP with one, from the first input item; it is read piece by piece',
				},
				{ name: 'Input Items', value: 'items', description: 'Every input item is a row' },
			],
			default: 'items',
			description: 'Where the rows come from',
		},
		{
			displayName: 'Input Binary Field',
			name: 'binaryField',
			type: 'string',
			required: true,
			default: 'data',
			hint: 'The name of the field of the first input item that holds the file',
			displayOptions: { show: { inputSource: ['file'] } },
			description:
				'The header of the CSV has API names or labels of fields, in any case; its cells are separated by commas, semicolons, colons or pipes',
		},
	];
}

function targetParameters(): INodeProperties[] {
	return [
		{
			displayName: 'Module Name or ID',
			name: 'module',
			type: 'options',
			required: true,
			typeOptions: { loadOptionsMethod: 'getModules' },
			default: 'Leads',
			description:
				'The module to import into. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Import Operation',
			name: 'importOperation',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Create or Update',
					value: 'upsert',
					description: 'Create a new record, or update the current one if it already exists (upsert)',
				},
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
			description:
				'The field that tells which record a row belongs to; Update and Create or Update need it. With Insert, rows whose record exists are skipped. Rows with equal values never run side by side. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	];
}

function mapper(): INodeProperties {
	return {
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
				noFieldsError: 'The module has no field that an import can fill: choose another module',
			},
		},
		description:
			'Mapped automatically, the keys of the items are API names of fields, such as Last_Name, and nothing is evaluated item by item. Mapped by hand, every expression that does more than name a key costs about half a millisecond per item.',
	};
}

function wayParameters(): INodeProperties[] {
	return [
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
		{
			displayName: 'Route',
			name: 'route',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Auto',
					value: 'auto',
					description: 'The cheaper of the two for every 25,000 rows, where both come to the same',
				},
				{ name: 'Bulk Write', value: 'bulk', description: 'Jobs of up to 25,000 rows at 500 credits each' },
				{
					name: 'Records API',
					value: 'records',
					description: 'Requests of 100 records at 10 credits each; answers at once',
				},
			],
			default: 'auto',
			description: 'How the rows reach Zoho CRM. The choice, its reason and its cost are told in a hint.',
		},
		{
			displayName: 'Wait For',
			name: 'wait',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Callback of Zoho CRM',
					value: 'callback',
					description:
						'The execution sleeps in the database of n8n until Zoho CRM calls; n8n must have a public https address',
				},
				{ name: 'End of the Jobs', value: 'poll', description: 'The step asks for the jobs, less and less often' },
				{
					name: 'Nothing',
					value: 'none',
					description: 'Rows are answered PENDING with the ID of their job, for Resume Import later',
				},
			],
			default: 'poll',
			description: 'What the step waits for once the jobs are created',
		},
	];
}

function outputParameter(): INodeProperties {
	return {
		displayName: 'Answers',
		name: 'output',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All Rows', value: 'all', description: 'An item for every row, with its status and ID' },
			{
				name: 'Automatic',
				value: 'auto',
				description: 'All rows for input items; for a file a summary, and files of the rows that were not written',
			},
			{
				name: 'Refused Rows on Second Output',
				value: 'apart',
				description:
					'Rows that were refused, not sent or are uncertain, or have such child rows, leave through an output of their own. With a callback of Zoho CRM they stay among the others.',
			},
			{
				name: 'Summary Only',
				value: 'summary',
				description:
					'One item with the counts, the mapping and the IDs of the jobs; for a file, with files of the rows that were not written as well',
			},
		],
		default: 'auto',
		description: 'What leaves the step',
	};
}

function options(): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Automations',
				name: 'automations',
				type: 'options',
				options: [
					{
						name: 'Do Not Run',
						value: 'none',
						description:
							'Bulk Write cannot keep them from running, so all rows go by the records API at 1 credit per 10 rows',
					},
					{ name: 'Run', value: 'run', description: 'Workflow rules and other automations may run for every row' },
				],
				default: 'run',
				description: 'Whether workflow rules, approvals and other automations of Zoho CRM run for the rows',
			},
			{
				displayName: 'Character Encoding',
				name: 'encoding',
				type: 'string',
				default: 'UTF-8',
				placeholder: 'e.g. windows-1252',
				displayOptions: { show: { '/inputSource': ['file'] } },
				description: 'Encoding of the file, as Zoho CRM is told it',
			},
			{
				displayName: 'Child Rows From a Second File',
				name: 'childFile',
				type: 'fixedCollection',
				default: {},
				displayOptions: { show: { '/inputSource': ['file'] } },
				description:
					'Rows of a subform or of a list of look-ups, which go into the same jobs as the rows they belong to',
				options: [
					{
						displayName: 'Child File',
						name: 'file',
						values: [
							{
								displayName: 'Binary Field',
								name: 'binaryField',
								type: 'string',
								default: 'children',
								description:
									'Field of the first input item that holds the CSV with the child rows; the same as above if both are in one ZIP',
							},
							{
								displayName: 'Field',
								name: 'field',
								type: 'string',
								default: '',
								placeholder: 'e.g. Work_History',
								description: 'API name of the subform, or of the list of look-ups, that the rows go into',
							},
							{
								displayName: 'Key Column in This File',
								name: 'childColumn',
								type: 'string',
								default: '',
								description: 'Title of the column that says which row a child row belongs to',
							},
							{
								displayName: 'Key Column in the Main File',
								name: 'mainColumn',
								type: 'string',
								default: '',
								description: 'Title of the column of the main file that holds the same keys',
							},
						],
					},
				],
			},
			{
				displayName: 'Date Order',
				name: 'dateOrder',
				type: 'options',
				options: [
					{ name: 'Day First (31/12/2026)', value: 'dayFirst' },
					{ name: 'Month First (12/31/2026)', value: 'monthFirst' },
					{
						name: 'Year First Only (2026-12-31)',
						value: 'iso',
						description: 'Other dates stop the import before anything is sent',
					},
				],
				default: 'iso',
				description: 'How dates that are not written as yyyy-MM-dd are read',
			},
			{
				displayName: 'Decimal Separator',
				name: 'decimalSeparator',
				type: 'options',
				options: [
					{ name: 'Comma (1.234,56)', value: 'comma' },
					{ name: 'Point (1,234.56)', value: 'point' },
					{
						name: 'Point, Commas Stop the Import',
						value: 'sure',
						description: 'A comma that could be either stops the import before anything is sent',
					},
				],
				default: 'sure',
				description: 'How numbers in texts are read',
			},
			{
				displayName: 'Default Values',
				name: 'defaults',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				default: {},
				description: 'What empty cells, and fields that no row has, are filled with',
				options: [
					{
						displayName: 'Default Value',
						name: 'values',
						values: [
							{
								displayName: 'Field',
								name: 'field',
								type: 'string',
								default: '',
								placeholder: 'e.g. Lead_Source',
								description: 'API name of the field',
							},
							{ displayName: 'Value', name: 'value', type: 'string', default: '' },
						],
					},
				],
			},
			{
				displayName: 'Dry Run',
				name: 'dryRun',
				type: 'boolean',
				default: false,
				description:
					'Whether everything is done up to the upload, and nothing is sent: rows are checked, and the mapping, the route and the cost are told',
			},
			{
				displayName: 'Ignore Unknown Columns',
				name: 'ignoreUnknownColumns',
				type: 'boolean',
				default: false,
				description:
					'Whether keys that the module cannot take are left out instead of stopping the import before it starts',
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
				displayName: 'Layout Name or ID',
				name: 'layout',
				type: 'options',
				typeOptions: { loadOptionsMethod: 'getLayouts', loadOptionsDependsOn: ['/module'] },
				default: '',
				description:
					'The layout of new records. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Look-Up Fields',
				name: 'lookUps',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				default: {},
				description:
					'Look-ups whose values are not record IDs. The same can be said by the name of a key or column, such as Account_Name.Account_Name or Owner.email.',
				options: [
					{
						displayName: 'Look-Up Field',
						name: 'values',
						values: [
							{
								displayName: 'Field',
								name: 'field',
								type: 'string',
								default: '',
								placeholder: 'e.g. Account_Name',
								description: 'API name of the look-up',
							},
							{
								displayName: 'Values Are',
								name: 'findBy',
								type: 'string',
								default: '',
								placeholder: 'e.g. Account_Name',
								description: 'API name of the field of the other record that the values hold; email for users',
							},
						],
					},
				],
			},
			{
				displayName: 'Max Credits',
				name: 'maxCredits',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 5000,
				description:
					'How many API credits the import may take, polling and metadata included. If more are expected, it stops before anything is sent.',
			},
			{
				displayName: 'Max Rows per Find By Value',
				name: 'maxRowsPerKey',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: DEFAULT_ROWS_PER_KEY,
				description:
					'How many rows may have one value of Find By, where each of them needs a job of its own. With more of them the import stops before it starts.',
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
				displayName: 'Requests at Once',
				name: 'requestsAtOnce',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 25 },
				default: DEFAULT_REQUESTS_AT_ONCE,
				description:
					'How many requests of 100 records the records API gets side by side. Zoho CRM allows 5 to 25 by edition.',
			},
			{
				displayName: 'Row Key Field',
				name: 'rowIdentifierField',
				type: 'string',
				default: '',
				placeholder: 'e.g. Import_Key',
				description:
					'API name of a text field of your own that is filled with import ID and row number. With it every answer finds its row for certain, even among rows that are otherwise alike.',
			},
			{
				displayName: 'Time Zone',
				name: 'timeZone',
				type: 'string',
				default: '',
				placeholder: 'e.g. Europe/Berlin',
				description: 'Zone of dates with time that name none; the zone of the workflow if empty',
			},
			{
				displayName: 'Wait at Most (Seconds)',
				name: 'waitSeconds',
				type: 'number',
				typeOptions: { minValue: 10 },
				default: DEFAULT_WAIT_SECONDS,
				description:
					'How long to wait for jobs. Rows of a job that has not ended by then are answered PENDING, with the ID of the job.',
			},
		],
	};
}
