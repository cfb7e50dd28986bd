import type { INodeProperties } from 'n8n-workflow';
import { askingAgainOf } from '../../../shared/n8n/form/mapperForm';
import { choice, listedForm, parameter, text } from '../../../shared/n8n/form/options';
import { moduleParameter } from '../common/parameters';
import { importOptions } from './importOptionList';
import { emptyValues, findByParameter, importOperation } from './writeParameters';

/*
 * The form of Import and of Resume Import, which need the same rows: what it shows, what is read from it and what messages
 * call it, each declared once.
 */

/** Whether anything is sent. */
export const importMode = parameter(
	'importMode',
	choice(
		'Mode',
		{
			check: [
				'Check Only (Nothing Is Sent)',
				'Check every row as an import does, and report what it would send, what would fail and why, and what it would cost',
			],
			import: ['Import', 'Check every row, then send those without problems'],
		},
		'import',
		'Whether to import the rows or only to check them',
		{ noDataExpression: true },
	),
);

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

const showFor = (...operations: string[]): Pick<INodeProperties, 'displayOptions'> => ({
	displayOptions: { show: { importOperation: operations } },
});

/** Find By where rows are to find records. */
const findByForm: INodeProperties = { ...findBy.form, required: true, ...showFor('update', 'upsert') };

/** The same parameter where rows create records: few imports need it, so it stands further down, under a name that says what it does. */
const skipExistingForm: INodeProperties = {
	...findBy.form,
	...listedForm(
		'Skip Existing: Field Name or ID',
		'A field whose values tell whether a record exists already: then its row is skipped. None creates a record for every row. With a field, all rows go as jobs, at 500 API credits each.',
		{ method: 'getFindByFields', dependsOn: ['module'] },
	),
	...showFor('insert'),
};

/** The columns of input items. */
export const columns: INodeProperties = {
	displayName: 'Columns',
	name: 'columns',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'autoMapInputData', value: null },
	displayOptions: { show: { inputSource: ['items'] } },
	typeOptions: {
		loadOptionsDependsOn: ['module', 'importOperation', askingAgainOf('columns')],
		resourceMapper: {
			resourceMapperMethod: 'getImportColumns',
			mode: 'add',
			addAllFields: false,
			multiKeyMatch: false,
			supportAutoMap: true,
			fieldWords: { singular: 'field', plural: 'fields' },
			// A sentence of ours says it instead.
			hideNoDataError: true,
		},
	},
	description:
		'With automatic mapping, the keys of the items are API names or labels of fields, such as Last_Name or Last Name, and no expression is evaluated. With manual mapping, each expression that does more than name a key costs about half a millisecond per item.',
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

/** The form of an import, in the order in which it is shown. */
export const importForm: readonly INodeProperties[] = [
	importMode.form,
	inputSource.form,
	importFile.form,
	importModule.form,
	importOperation.form,
	findByForm,
	columns,
	emptyValues.form,
	route.form,
	wait.form,
	output.form,
	skipExistingForm,
	importOptions.collection(),
];
