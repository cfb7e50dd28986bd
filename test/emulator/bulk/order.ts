import type { ModuleDefinition } from '../contract';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { childrenOf } from '../records/rules';
import type { EmulatorState } from '../state';
import type { ArchiveFile } from './archive';
import { type CsvTable, isEncoding, readCsv } from './csv';
import { type ColumnMapping, readHeaderMappings, readMappings } from './mappings';
import { isPublic } from '../publicAddress';
import { invalidKey, OrderRefusal, requireKey } from './refusal';

/** Columns of a file, and mappings of a resource. Source: bulk-write 1. */
const COLUMNS = 200;
/** Source: bulk-write 1, "not importable". */
const CLOSED_MODULES = ['Notes', 'Attachments', 'Events', 'Calls'];

/** One file of a job and what is to become of its columns. */
export interface ResourceOrder {
	readonly module: ModuleDefinition;
	readonly fileName: string;
	/** Null when the file cannot be read as CSV: the job will fail. */
	readonly table: CsvTable | null;
	readonly mappings: readonly ColumnMapping[];
	readonly findBy: string | null;
	readonly ignoresEmpty: boolean;
	/** For children that come with their parents: the mapping that joins them. */
	readonly parentLink: ColumnMapping | null;
}

/** A job as it was asked for, every key checked. Parents come first. */
export interface JobOrder {
	readonly operation: 'insert' | 'update' | 'upsert';
	readonly encoding: string;
	readonly callback: { readonly url: string; readonly method: string } | null;
	readonly resources: readonly ResourceOrder[];
	/** Reason for which the job will fail whatever its rows say. */
	readonly failure: string | null;
}

/** Gives the files of an uploaded archive; null for an unknown or expired id. */
export type FindArchive = (fileId: string) => Promise<readonly ArchiveFile[] | null>;

function requireText(owner: JsonObject, key: string, path: string): string {
	const value = requireKey(owner, key, path);
	if (typeof value !== 'string') throw invalidKey(`${path}.${key}`, { expected_data_type: 'text' });
	return value;
}

function readFlag(owner: JsonObject, path: string): boolean {
	const value = owner.ignore_empty ?? false;
	if (typeof value !== 'boolean') throw invalidKey(`${path}.ignore_empty`, { expected_data_type: 'boolean' });
	return value;
}

/**
 * Checks the body of Create Bulk Write Job and reads its files.
 * @throws OrderRefusal
 * Source: Create Bulk Write Job, v8 (bulk-write 3).
 */
export async function readOrder(state: EmulatorState, findArchive: FindArchive, body: JsonValue): Promise<JobOrder> {
	if (!isObject(body)) throw new OrderRefusal('REQUEST_BODY_NOT_SUPPORTED', 'the request body is not supported');
	const operation = requireKey(body, 'operation', '$');
	if (operation !== 'insert' && operation !== 'update' && operation !== 'upsert')
		throw invalidKey('$.operation', { supported_values: ['insert', 'update', 'upsert'] });
	const encoding = body.character_encoding ?? 'UTF-8';
	if (typeof encoding !== 'string' || !isEncoding(encoding)) throw invalidKey('$.character_encoding');
	const callback = readCallback(state, body.callback);
	const ignoresEmpty = readFlag(body, '$');
	const sent = requireKey(body, 'resource', '$');
	if (!Array.isArray(sent) || sent.length === 0) throw invalidKey('$.resource', { expected_data_type: 'jsonarray' });

	const sketches: ResourceSketch[] = [];
	for (const [index, resource] of Array.from<JsonValue>(sent).entries()) {
		if (!isObject(resource)) throw invalidKey(`$.resource[${index}]`, { expected_data_type: 'jsonobject' });
		sketches.push(await readFile(state, findArchive, resource, index, sent.length, encoding));
	}
	const resources = sketches.map((sketch, index) =>
		readResource(state, operation, sketch, index, sketches, ignoresEmpty),
	);
	const rows = sketches.reduce((sum, { table }) => sum + (table?.rows.length ?? 0), 0);
	if (rows > state.switches.bulkWriteRows)
		throw new OrderRefusal('LIMIT_EXCEEDED', 'the number of rows exceeds the limit', {
			limit: state.switches.bulkWriteRows,
		});
	return {
		operation,
		encoding,
		callback,
		resources,
		failure: sketches.some(({ isFaulty }) => isFaulty) ? 'INVALID_FILE' : null,
	};
}

function readCallback(state: EmulatorState, value: JsonValue | undefined): JobOrder['callback'] {
	if (value === undefined || value === null) return null;
	if (!isObject(value)) throw invalidKey('$.callback', { expected_data_type: 'jsonobject' });
	const url = requireText(value, 'url', '$.callback');
	const method = requireText(value, 'method', '$.callback');
	if (method !== 'post')
		throw new OrderRefusal('INVALID_CALLBACK_METHOD', 'Invalid callback method provided', {
			supported_callback_methods: ['post'],
		});
	const address = URL.canParse(url) ? new URL(url) : null;
	if (address === null || !(isPublic(address) || (address.protocol === 'http:' && state.switches.allowHttpCallback)))
		throw new OrderRefusal('INVALID_CALLBACK_URL', 'Invalid callback URL provided');
	return { url, method };
}

interface ResourceSketch {
	readonly sent: JsonObject;
	readonly module: ModuleDefinition;
	readonly fileName: string;
	readonly table: CsvTable | null;
	/** The archive holds what it must not, and the job is to find out. */
	readonly isFaulty: boolean;
}

/** Module and file of one resource. */
async function readFile(
	state: EmulatorState,
	findArchive: FindArchive,
	sent: JsonObject,
	index: number,
	count: number,
	encoding: string,
): Promise<ResourceSketch> {
	const path = `$.resource[${index}]`;
	if (requireText(sent, 'type', path) !== 'data') throw invalidKey(`${path}.type`, { supported_values: ['data'] });
	const named = requireKey(sent, 'module', path);
	if (!isObject(named)) throw invalidKey(`${path}.module`, { expected_data_type: 'jsonobject' });
	const name = requireText(named, 'api_name', `${path}.module`);
	const module = state.schema.module(name);
	if (!module || CLOSED_MODULES.includes(name))
		throw new OrderRefusal('MODULE_NOT_AVAILABLE', `Requested module '${name}' is not available.`);
	const archive = await findArchive(requireText(sent, 'file_id', path));
	if (!archive) throw new OrderRefusal('INVALID_FILE_ID', 'improper file id');
	const names = sent.file_names;
	if (names !== undefined && (!Array.isArray(names) || names.some((entry) => typeof entry !== 'string')))
		throw invalidKey(`${path}.file_names`, { expected_data_type: 'jsonarray' });
	if (count > 1 && (names === undefined || names.length === 0))
		throw new OrderRefusal('MANDATORY_NOT_FOUND', 'Required key file_names is not available', {
			json_path: `${path}.file_names`,
		});
	const wanted = names?.[0] ?? archive[0]?.name;
	const file = archive.find((entry) => entry.name === wanted);
	if (names !== undefined && names.length > 0 && !file)
		throw new OrderRefusal('FILE_NOT_FOUND', 'the file is not found in the zip', { json_path: `${path}.file_names` });
	const hasForeignFile = archive.some((entry) => !entry.name.toLowerCase().endsWith('.csv'));
	if (!file || hasForeignFile || (names?.length ?? 1) > 1)
		throw new OrderRefusal('FILE_NOT_SUPPORTED', 'File not supported for bulk write');
	const hasSpareCsv = archive.length > count;
	if (hasSpareCsv && state.switches.secondCsvRefusal === 'on create')
		throw new OrderRefusal('FILE_NOT_SUPPORTED', 'File not supported for bulk write');
	return { sent, module, fileName: file.name, table: readTable(file, encoding), isFaulty: hasSpareCsv };
}

/** Null when quotes do not close: Zoho would find that out while the job runs. */
function readTable(file: ArchiveFile, encoding: string): CsvTable | null {
	try {
		return readCsv(file.content, encoding);
	} catch {
		return null;
	}
}

/** Fields that can tell whether a record exists. Source: bulk-write 3, `find_by`. */
function canFindBy(module: ModuleDefinition, name: string): boolean {
	return (
		name === 'id' ||
		name === module.systemDuplicateField ||
		module.fields.some((field) => field.apiName === name && (field.unique !== null || field.external))
	);
}

function readResource(
	state: EmulatorState,
	operation: JobOrder['operation'],
	sketch: ResourceSketch,
	index: number,
	all: readonly ResourceSketch[],
	ignoresEmptyAtTop: boolean,
): ResourceOrder {
	const { sent, module, fileName, table } = sketch;
	const path = `$.resource[${index}]`;
	const header = table?.header ?? [];
	if (header.length > COLUMNS)
		throw new OrderRefusal('HEADER_LIMIT_EXCEEDED', 'the number of columns exceeds the limit', { limit: COLUMNS });
	const ownField = index > 0 ? ownFieldOf(module, all[0].module) : undefined;
	if (index > 0 && ownField === undefined)
		throw new OrderRefusal('COEXISTENCE_NOT_ALLOWED', 'the resources cannot be written together', { json_path: path });
	if (all.some((other) => other !== sketch && other.fileName === fileName))
		throw new OrderRefusal('COEXISTENCE_NOT_ALLOWED', 'the resources cannot share a file', { json_path: path });
	const findBy = sent.find_by ?? null;
	if (findBy !== null && (typeof findBy !== 'string' || !canFindBy(module, findBy)))
		throw new OrderRefusal('INVALID_FIELD', `invalid mapping. invalid api_name ${String(findBy)}.`, {
			json_path: `${path}.find_by`,
		});
	if (findBy === null && operation !== 'insert' && index === 0)
		throw new OrderRefusal('MANDATORY_NOT_FOUND', 'Required key find_by is not available', {
			json_path: `${path}.find_by`,
		});

	const given = sent.field_mappings;
	if (all.length > 1) requireKey(sent, 'field_mappings', path);
	if (Array.isArray(given) && given.length > COLUMNS)
		throw new OrderRefusal('HEADER_LIMIT_EXCEEDED', 'the number of mappings exceeds the limit', { limit: COLUMNS });
	const place = { state, operation, module, header, path, hasId: findBy === 'id' };
	// A file that cannot be read has no header to hold the mappings against.
	const mappings =
		given === undefined || given === null ? readHeaderMappings(place) : readMappings(place, given, table !== null);
	if (
		findBy !== null &&
		table !== null &&
		state.switches.unmappedFindBy === 'refuse' &&
		!mappings.some(({ apiName }) => apiName === findBy)
	)
		throw new OrderRefusal('MANDATORY_NOT_FOUND', `Required key ${findBy} is not available`, {
			json_path: `${path}.field_mappings`,
		});
	checkLayout(module, mappings, operation, path);
	const parentLink = ownField === undefined ? null : readParentLink(all[0], ownField, mappings, path);
	if (!parentLink && mappings.some(({ parentColumnIndex }) => parentColumnIndex !== null))
		throw new OrderRefusal('COEXISTENCE_NOT_ALLOWED', 'parent_column_index needs the parent in the same request', {
			json_path: path,
		});
	const ignoresEmptyInside = readFlag(sent, path);
	const { ignoreEmptyPlace } = state.switches;
	const ignoresEmpty =
		(ignoreEmptyPlace !== 'resource' && ignoresEmptyAtTop) || (ignoreEmptyPlace !== 'top level' && ignoresEmptyInside);
	return { module, fileName, table, mappings, findBy, ignoresEmpty, parentLink };
}

/** The look-up with which a child's rows point to their parent; undefined when it is no child of that module. */
function ownFieldOf(child: ModuleDefinition, parent: ModuleDefinition): string | undefined {
	const field = parent.fields.find(
		(candidate) => candidate.subformModule === child.apiName || candidate.linking?.module === child.apiName,
	);
	return field && childrenOf(field).ownField;
}

/** The mapping that joins a child to its parent, by a column of the parent's file. */
function readParentLink(
	parent: ResourceSketch,
	ownField: string,
	mappings: readonly ColumnMapping[],
	path: string,
): ColumnMapping {
	const link = mappings.find(({ apiName }) => apiName === ownField);
	if (!link || link.parentColumnIndex === null)
		throw new OrderRefusal('MANDATORY_NOT_FOUND', 'Required key parent_column_index is not available', {
			json_path: path,
		});
	if (link.index === null)
		throw new OrderRefusal(
			'MISSING_REQUIRED_KEY',
			`required key index for field ${link.apiName} is not found in request body.`,
			{ json_path: path },
		);
	if (parent.table && link.parentColumnIndex >= parent.table.header.length)
		throw new OrderRefusal('COLUMN_INDEX_NOT_FOUND', 'column index is not found in the file', {
			index: link.parentColumnIndex,
		});
	return link;
}

/** With a layout, its mandatory fields must be mapped before any row is looked at. */
function checkLayout(
	module: ModuleDefinition,
	mappings: readonly ColumnMapping[],
	operation: JobOrder['operation'],
	path: string,
): void {
	const mapping = mappings.find(({ apiName }) => apiName === 'Layout');
	if (!mapping || mapping.defaultText === null) return;
	const layout = module.layouts.find(({ id }) => id === mapping.defaultText);
	if (!layout) throw invalidKey(`${path}.field_mappings`, { api_name: 'Layout' });
	const mandatory = [
		...layout.mandatory,
		...module.fields.filter(({ systemMandatory }) => systemMandatory).map(({ apiName }) => apiName),
	];
	if (operation !== 'update' && mandatory.some((name) => !mappings.some(({ apiName }) => apiName === name)))
		throw new OrderRefusal('MANDATORY_FIELDS_NOT_MAPPED', 'All mandatory fields are not mapped for the layout');
}
