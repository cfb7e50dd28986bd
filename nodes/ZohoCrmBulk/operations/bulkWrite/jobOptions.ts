import type { INodeProperties } from 'n8n-workflow';
import { choice, groups, mapped, optionSet, parameter, text } from '../../../shared/n8n/form/options';
import { UsageError } from '../../../shared/zoho/call/errors';
import { moduleParameter } from '../common/parameters';
import { emptyValues, findByParameter, importOperation } from './writeParameters';

/* The form of Create Job: what it shows, what is read from it and what messages call it, each declared once. */

const inFields = { displayOptions: { show: { specifyResources: ['fields'] } } };

/** How the files of the job are given. */
export const specifyResources = parameter(
	'specifyResources',
	choice(
		'Specify Resources',
		{
			fields: ['Using Fields Below', 'One CSV file'],
			json: ['Using JSON', 'One or more CSV files, such as a parent and its children'],
		},
		'fields',
		'How to specify the files of the job',
		{ noDataExpression: true },
	),
);

/** The module that the file goes into. */
export const jobModule = moduleParameter(
	'The module to import into. For rows of a subform, pass the API name of the subform as an expression',
);

/** The uploaded ZIP. */
export const fileId = parameter(
	'fileId',
	text('File ID', 'The ID of the ZIP, as Upload File returned it', { required: true, ...inFields }),
);

/** The CSV file in it. */
export const csvFileName = parameter(
	'csvFileName',
	text('CSV File Name', 'The name of the CSV file inside the ZIP. May be empty if it is the only file.', {
		...inFields,
		placeholder: 'e.g. leads.csv',
	}),
);

/** By which field the rows find their records. */
export const jobFindBy = findByParameter();

/** Where the cells of a column go; every key of `field_mappings`. */
export const fieldMappings = parameter(
	'fieldMappings',
	groups(
		'Field Mappings',
		'Assigns columns to fields. Without mappings, the header of the CSV file names the fields.',
		['mapping', 'Mapping'],
		{
			index: {
				displayName: 'Column Index',
				placeholder: 'e.g. 0',
				description:
					'The column of the CSV file. The first column is 0. Leave empty for a field that only has a default value.',
			},
			defaultValue: { displayName: 'Default Value', description: 'The value for empty cells' },
			apiName: {
				displayName: 'Field API Name',
				placeholder: 'e.g. Last_Name',
				description: 'The field that the column goes to',
			},
			findBy: {
				displayName: 'Find By',
				placeholder: 'e.g. email',
				description: 'For lookups and users, the field of the other record that has the values of the cells',
			},
			format: {
				displayName: 'Format',
				placeholder: 'e.g. yyyy-MM-dd',
				description: 'For dates, the pattern of the cells',
			},
			module: {
				displayName: 'Module API Name',
				description: 'For child rows, the module of the child. Rarely needed.',
			},
			parentColumnIndex: {
				displayName: 'Parent Column Index',
				description: 'For child rows, the column of the parent file that has the same key',
			},
		},
		{ placeholder: 'Add Mapping' },
	),
);

const EXAMPLE =
	'[\n  {\n    "module": { "api_name": "Leads" },\n    "file_id": "",\n    "file_names": ["leads.csv"],\n    "field_mappings": [{ "api_name": "Last_Name", "index": 0 }]\n  }\n]';

/** The files as Zoho's API takes them. */
export const resources: INodeProperties = {
	displayName: 'Resources (JSON)',
	name: 'resources',
	type: 'json',
	required: true,
	displayOptions: { show: { specifyResources: ['json'] } },
	default: EXAMPLE,
	description: 'The key "resource" of the request, as in the Zoho documentation. The parent comes first.',
};

/** The collection Options. */
export const jobOptions = optionSet({
	callbackUrl: mapped(
		text('Callback URL', 'A public HTTPS address that Zoho CRM calls when the job has finished', {
			placeholder: 'e.g. https://n8n.example.com/webhook/zoho',
		}),
		(url, label) => {
			if (url === '' || URL.canParse(url)) return url;
			throw new UsageError(`${label} is not a valid URL`, 'Set it to a public HTTPS address, or remove the option');
		},
	),
	characterEncoding: text('Character Encoding', 'The encoding of the CSV file', { default: 'UTF-8' }),
});

/** The form of Create Job, in the order in which it is shown. */
export const jobForm: readonly INodeProperties[] = [
	importOperation.form,
	specifyResources.form,
	{ ...jobModule.form, ...inFields },
	fileId.form,
	csvFileName.form,
	{ ...jobFindBy.form, ...inFields },
	{ ...fieldMappings.form, ...inFields },
	resources,
	emptyValues.form,
	jobOptions.collection(),
];
