import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { readChoice } from '../../../shared/n8n/form/optionValues';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import type { ZohoClient } from '../../../shared/zoho/client';
import type { FieldMetadata } from '../../../shared/zoho/metadata/fields';
import type { Converted, ZohoRecord } from '../../../shared/zoho/records/api';
import { SCOPES } from '../../../shared/zoho/call/scopes';
import { MODULE_DEPENDENCY } from './target';

/** Field types that Zoho gives back with a single record only. Source: Get Records, v8 (read 2026-11-21). */
const NOT_LISTED: ReadonlySet<string> = new Set(['subform', 'multiselectlookup', 'multiuserlookup']);

/** The fields of a module that a list can have. */
export const isListed = (field: FieldMetadata): boolean => !NOT_LISTED.has(field.dataType);

/** Which fields lists and searches retrieve. */
export function fieldNamesParameter(): INodeProperties {
	return {
		displayName: 'Field Names or IDs',
		name: 'fieldNames',
		type: 'multiOptions',
		noDataExpression: true,
		typeOptions: { loadOptionsMethod: 'getListedFields', loadOptionsDependsOn: [...MODULE_DEPENDENCY] },
		default: [],
		description:
			'Which fields to retrieve; none chosen means all that a list can have, 50 in a request. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	};
}

/** What reading the fields of the module needs where none are chosen. */
export const fieldScopes = (read: ParameterReader): string[] =>
	read.list('fieldNames').length > 0 ? [] : [SCOPES.fields.read];

/** The chosen fields, or all of the module that a list can have. */
export async function readFieldNames(
	zoho: ZohoClient,
	module: string,
	read: ParameterReader,
): Promise<readonly string[]> {
	const chosen = read.list('fieldNames');
	return chosen.length > 0
		? chosen
		: (await zoho.metadata.fields(module)).filter(isListed).map((field) => field.apiName);
}

/** Whether leads that were converted are meant; only leads can be. */
export function convertedOption(): INodeProperties {
	return {
		displayName: 'Converted Leads',
		name: 'converted',
		type: 'options',
		options: [
			{ name: 'Exclude', value: 'false' },
			{ name: 'Include', value: 'both' },
			{ name: 'Only', value: 'true' },
		],
		default: 'false',
		description: 'Whether leads that were converted are among the results; other modules have none',
	};
}

/** The option Converted Leads. */
export const readConverted = (options: Readonly<IDataObject>): Converted | undefined =>
	readChoice(options, 'converted', 'Converted Leads', ['both', 'false', 'true']) ?? undefined;

/** The option Sort Order. */
export const readSortOrder = (options: Readonly<IDataObject>): 'asc' | 'desc' | undefined =>
	readChoice(options, 'sortOrder', 'Sort Order', ['asc', 'desc']) ?? undefined;

/** A record as an output item: as Zoho gives it, or without Zoho's own keys (`$...`) and what is empty. */
export function toRecordItem(record: ZohoRecord, isSimple: boolean): IDataObject {
	if (!isSimple) return { ...record } as IDataObject;
	return Object.fromEntries(
		Object.entries(record).filter(([name, value]) => !name.startsWith('$') && !isEmpty(value)),
	) as IDataObject;
}

const isEmpty = (value: unknown): boolean =>
	value === null || value === '' || (Array.isArray(value) && value.length === 0);
