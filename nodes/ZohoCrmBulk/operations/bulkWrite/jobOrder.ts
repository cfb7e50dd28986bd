import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import type { BulkWriteMapping, BulkWriteRequest, BulkWriteResource } from '../../../shared/zoho/bulk/writeApi';
import { UsageError } from '../../../shared/zoho/call/errors';
import { isObject } from '../../../shared/zoho/call/shape';

const OPERATIONS = ['insert', 'update', 'upsert'] as const;

/** Where the cells of a column go; every key of `field_mappings`. */
export function mappingsParameter(): INodeProperties {
	return {
		displayName: 'Field Mappings',
		name: 'fieldMappings',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Mapping',
		default: {},
		description: 'Which column goes to which field. Without mappings the header of the CSV file names the fields.',
		options: [
			{
				displayName: 'Mapping',
				name: 'mapping',
				values: [
					{
						displayName: 'Column Index',
						name: 'index',
						type: 'string',
						default: '',
						placeholder: 'e.g. 0',
						description: 'The column of the CSV file, the first is 0; empty for a field that has only a default value',
					},
					{
						displayName: 'Default Value',
						name: 'defaultValue',
						type: 'string',
						default: '',
						description: 'What empty cells stand for',
					},
					{
						displayName: 'Field API Name',
						name: 'apiName',
						type: 'string',
						default: '',
						placeholder: 'e.g. Last_Name',
						description: 'The field that the column goes to',
					},
					{
						displayName: 'Find By',
						name: 'findBy',
						type: 'string',
						default: '',
						placeholder: 'e.g. email',
						description: 'For look-ups and users, the field of the other record that the cells hold',
					},
					{
						displayName: 'Format',
						name: 'format',
						type: 'string',
						default: '',
						placeholder: 'e.g. yyyy-MM-dd',
						description: 'For dates, the pattern that the cells follow',
					},
					{
						displayName: 'Module API Name',
						name: 'module',
						type: 'string',
						default: '',
						description: 'For rows of children, the module of the child; seldom needed',
					},
					{
						displayName: 'Parent Column Index',
						name: 'parentColumnIndex',
						type: 'string',
						default: '',
						description: 'For rows of children, the column of the parent file that holds the same key',
					},
				],
			},
		],
	};
}

/**
 * The job that an item asks for, in Zoho's spelling.
 * @throws UsageError naming what is missing or unreadable
 */
export function readJobOrder(read: ParameterReader): BulkWriteRequest {
	const options = read.collection('options');
	const ignoreEmpty = read.choice('emptyValues', ['clear', 'keep']) === 'keep';
	return {
		character_encoding: filled(options.characterEncoding),
		operation: read.choice('importOperation', OPERATIONS),
		ignore_empty: ignoreEmpty,
		callback: readCallback(filled(options.callbackUrl)),
		resource: isInJson(read) ? readResources(read.json('resources'), ignoreEmpty) : [readResource(read, ignoreEmpty)],
	};
}

/** API names of the modules that an item's job writes to; none where the order cannot be read. */
export function readModules(read: ParameterReader): string[] {
	try {
		return readJobOrder(read).resource.map(({ module }) => module.api_name);
	} catch {
		return [];
	}
}

const isInJson = (read: ParameterReader): boolean => read.string('specifyResources') === 'json';

/** A text without the spaces around it; undefined, which JSON leaves out, if nothing is left. */
function filled(value: unknown): string | undefined {
	const text = String(value ?? '').trim();
	return text === '' ? undefined : text;
}

function readCallback(url: string | undefined): BulkWriteRequest['callback'] {
	if (url === undefined) return undefined;
	if (URL.canParse(url)) return { url, method: 'post' };
	throw new UsageError('The callback URL is not an address', 'Give a public https address, or remove the option');
}

/** One file, from the fields of the form. `ignore_empty` stands here too, because documentation and OpenAPI files disagree. */
function readResource(read: ParameterReader, ignoreEmpty: boolean): BulkWriteResource {
	const fileId = read.string('fileId').trim();
	if (fileId === '') throw new UsageError('The job has no file', 'Give the File ID that Upload File returned');
	const csvFileName = filled(read.string('csvFileName'));
	const { mapping } = read.collection('fieldMappings');
	const mappings = Array.isArray(mapping) ? mapping.filter(isObject).map(readMapping) : [];
	return {
		type: 'data',
		module: { api_name: read.string('module').trim() },
		file_id: fileId,
		file_names: csvFileName === undefined ? undefined : [csvFileName],
		ignore_empty: ignoreEmpty,
		find_by: filled(read.string('findBy')),
		field_mappings: mappings.length === 0 ? undefined : mappings,
	};
}

function readMapping(entry: Readonly<Record<string, unknown>>, position: number): BulkWriteMapping {
	const place = `Field mapping ${position + 1}`;
	const apiName = String(entry.apiName ?? '').trim();
	if (apiName === '')
		throw new UsageError(
			`${place} names no field`,
			'Give the API name of the field, such as Last_Name, or remove the mapping',
		);
	const defaultValue = String(entry.defaultValue ?? '');
	const index = readIndex(entry.index, place);
	if (index === undefined && defaultValue === '')
		throw new UsageError(
			`${place} has neither a column nor a default value`,
			`Give ${apiName} a Column Index, the first is 0, or a Default Value`,
		);
	return {
		api_name: apiName,
		index,
		find_by: filled(entry.findBy),
		format: filled(entry.format),
		default_value: defaultValue === '' ? undefined : { value: defaultValue },
		parent_column_index: readIndex(entry.parentColumnIndex, place),
		module: filled(entry.module),
	};
}

function readIndex(value: unknown, place: string): number | undefined {
	const text = filled(value);
	if (text === undefined) return undefined;
	if (/^\d{1,4}$/.test(text)) return Number(text);
	throw new UsageError(`${place} has "${text}" as a column`, 'Count the columns of the CSV file; the first is 0');
}

/** Files as they are given in JSON: the edge where it enters. Keys besides those that every file needs are sent as they are; `ignore_empty` stands here too, unless it is among them. */
function readResources(value: unknown, ignoreEmpty: boolean): BulkWriteResource[] {
	if (!Array.isArray(value) || value.length === 0)
		throw new UsageError(
			'Resources is not a JSON list with a file in it',
			'Give a list such as [{"module": {"api_name": "Leads"}, "file_id": "415...", "file_names": ["leads.csv"]}]',
		);
	return value.map((resource: unknown, index) => {
		const isComplete =
			isObject(resource) &&
			isObject(resource.module) &&
			typeof resource.module.api_name === 'string' &&
			typeof resource.file_id === 'string';
		if (isComplete) return { type: 'data', ignore_empty: ignoreEmpty, ...resource } as unknown as BulkWriteResource;
		throw new UsageError(
			`Resource ${index + 1} lacks its module or file`,
			'Give every resource {"module": {"api_name": ...}, "file_id": "..."}; IDs stand in quotes',
		);
	});
}

/** What tells the job of an order from others in Zoho CRM: its files. */
export function nameFiles({ resource }: BulkWriteRequest): string {
	return resource.map(({ file_names: names, file_id: fileId }) => names?.[0] ?? `with the ID ${fileId}`).join(' and ');
}

/** What is told about an order beside its job. */
export function describeOrder({ operation, resource }: BulkWriteRequest): IDataObject {
	return {
		operation,
		files: resource.map(({ module, file_id: fileId, file_names: names }) => ({
			module: module.api_name,
			fileId,
			fileName: names?.[0] ?? null,
		})),
	};
}
