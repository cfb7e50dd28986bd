import type { INodeProperties } from 'n8n-workflow';

/** Which job an operation is about. */
export function jobIdParameter(): INodeProperties {
	return {
		displayName: 'Job ID',
		name: 'jobId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 4150868000004912001',
		description: 'The ID of a bulk write job, as Create Job and Import give it',
	};
}

/** The module of a file. */
export function moduleParameter(): INodeProperties {
	return {
		displayName: 'Module Name or ID',
		name: 'module',
		type: 'options',
		required: true,
		typeOptions: { loadOptionsMethod: 'getModules' },
		default: 'Leads',
		description:
			'The module to import into; for rows of a subform, the API name of the subform as an expression. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	};
}

/** What the rows of a job do. */
export function importOperationParameter(): INodeProperties {
	return {
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
	};
}

/** By which field the rows find their records. */
export function findByParameter(): INodeProperties {
	return {
		displayName: 'Find By Name or ID',
		name: 'findBy',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getFindByFields', loadOptionsDependsOn: ['module'] },
		default: '',
		description:
			'The field that tells which record a row belongs to; Update and Create or Update need it. With Insert, rows whose record exists are skipped. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	};
}

/** What empty cells do. */
export function emptyValuesParameter(): INodeProperties {
	return {
		displayName: 'Empty Values',
		name: 'emptyValues',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Clear Field', value: 'clear' },
			{ name: 'Leave Unchanged', value: 'keep' },
		],
		default: 'keep',
		description: 'What empty cells do to the fields of existing records',
	};
}

/** Where a file of an input item stands. */
export function inputFileParameter(): INodeProperties {
	return {
		displayName: 'Input Binary Field',
		name: 'binaryField',
		type: 'string',
		required: true,
		default: 'data',
		hint: 'The name of the input binary field that holds the file',
		description: 'Where the file stands in the input item',
	};
}

/** Where a file of an output item is put. */
export function outputFileParameter(): INodeProperties {
	return {
		displayName: 'Put Output File in Field',
		name: 'binaryField',
		type: 'string',
		required: true,
		default: 'data',
		hint: 'The name of the output binary field to put the file in',
		description: 'Where the file is put in the output item',
	};
}
