import type { IDataObject } from 'n8n-workflow';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import type { BulkWriteMapping, BulkWriteRequest, BulkWriteResource } from '../../../shared/zoho/bulk/writeApi';
import { UsageError } from '../../../shared/zoho/call/errors';
import { isObject } from '../../../shared/zoho/call/shape';
import {
	csvFileName,
	fieldMappings,
	fileId,
	jobFindBy,
	jobModule,
	jobOptions,
	resources,
	specifyResources,
} from './jobOptions';
import { emptyValues, importOperation } from './writeParameters';

/**
 * The job that an item asks for, in Zoho's spelling.
 * @throws UsageError naming what is missing or invalid
 */
export function readJobOrder(from: ParameterReader): BulkWriteRequest {
	const { characterEncoding, callbackUrl } = jobOptions.read(from.collection('options'));
	const ignoreEmpty = emptyValues.read(from) === 'keep';
	return {
		character_encoding: filled(characterEncoding),
		operation: importOperation.read(from),
		ignore_empty: ignoreEmpty,
		callback: callbackUrl === '' ? undefined : { url: callbackUrl, method: 'post' },
		resource:
			specifyResources.read(from) === 'json'
				? readResources(from.json(resources.name), ignoreEmpty)
				: [readResource(from, ignoreEmpty)],
	};
}

/** API names of the modules that an item's job writes to; none if the order cannot be read. */
export function readModules(from: ParameterReader): string[] {
	try {
		return readJobOrder(from).resource.map(({ module }) => module.api_name);
	} catch {
		return [];
	}
}

/** Undefined, which JSON leaves out, for what was left empty. */
const filled = (text: string): string | undefined => (text === '' ? undefined : text);

/** One file, from the fields of the form. `ignore_empty` is here too, because documentation and OpenAPI files disagree. */
function readResource(from: ParameterReader, ignoreEmpty: boolean): BulkWriteResource {
	const file = fileId.read(from);
	if (file === '')
		throw new UsageError(`${fileId.form.displayName} is empty`, 'Set it to the file ID that Upload File returned');
	const name = filled(csvFileName.read(from));
	const mappings = fieldMappings.read(from).map(toMapping);
	return {
		type: 'data',
		module: { api_name: jobModule.read(from) },
		file_id: file,
		file_names: name === undefined ? undefined : [name],
		ignore_empty: ignoreEmpty,
		find_by: filled(jobFindBy.read(from)),
		field_mappings: mappings.length === 0 ? undefined : mappings,
	};
}

type FieldMapping = ReturnType<typeof fieldMappings.read>[number];

function toMapping(mapping: FieldMapping, position: number): BulkWriteMapping {
	const place = `Mapping ${position + 1} of ${fieldMappings.form.displayName}`;
	const { apiName, defaultValue, findBy, format, module } = mapping;
	if (apiName === '')
		throw new UsageError(
			`${place} has no field`,
			'Add the API name of the field, such as Last_Name, or remove the mapping',
		);
	const index = toIndex(mapping.index, place);
	if (index === undefined && defaultValue === '')
		throw new UsageError(
			`${place} has neither a column nor a default value`,
			`Add a Column Index (the first column is 0) or a Default Value for ${apiName}`,
		);
	return {
		api_name: apiName,
		index,
		find_by: filled(findBy),
		format: filled(format),
		default_value: defaultValue === '' ? undefined : { value: defaultValue },
		parent_column_index: toIndex(mapping.parentColumnIndex, place),
		module: filled(module),
	};
}

function toIndex(text: string, place: string): number | undefined {
	if (text === '') return undefined;
	if (/^\d{1,4}$/.test(text)) return Number(text);
	throw new UsageError(
		`${place} has an invalid column index: "${text}"`,
		'Use the number of the column in the CSV file. The first column is 0',
	);
}

/** Files in JSON: the edge where it enters. Further keys are sent as they are; `ignore_empty` is added unless it is among them. */
function readResources(value: unknown, ignoreEmpty: boolean): BulkWriteResource[] {
	if (!Array.isArray(value) || value.length === 0)
		throw new UsageError(
			`${resources.displayName} must be a list with at least one file`,
			'Pass a list such as [{"module": {"api_name": "Leads"}, "file_id": "415...", "file_names": ["leads.csv"]}]',
		);
	return value.map((resource: unknown, index) => {
		const isComplete =
			isObject(resource) &&
			isObject(resource.module) &&
			typeof resource.module.api_name === 'string' &&
			typeof resource.file_id === 'string';
		if (isComplete) return { type: 'data', ignore_empty: ignoreEmpty, ...resource } as unknown as BulkWriteResource;
		throw new UsageError(
			`Resource ${index + 1} has no module or no file ID`,
			'Give each resource {"module": {"api_name": ...}, "file_id": "..."}. Put IDs in quotes',
		);
	});
}

/** What identifies the job of an order in Zoho CRM: its files. */
export function nameFiles({ resource }: BulkWriteRequest): string {
	return resource.map(({ file_names: names, file_id: id }) => names?.[0] ?? `with the ID ${id}`).join(' and ');
}

/** What a result says of an order, next to the job. */
export function describeOrder({ operation, resource }: BulkWriteRequest): IDataObject {
	return {
		operation,
		files: resource.map(({ module, file_id: id, file_names: names }) => ({
			module: module.api_name,
			fileId: id,
			fileName: names?.[0] ?? '',
		})),
	};
}
