import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { formatDateTime } from '../../../shared/import/dates';
import { operation } from '../../../shared/n8n/operation';
import { collect, pageParameters, readLimit } from '../../../shared/n8n/parameters';
import { UsageError } from '../../../shared/zoho/errors';
import type { FieldMetadata } from '../../../shared/zoho/metadata';
import type { RecordQuery } from '../../../shared/zoho/records';
import { moduleScope } from '../../../shared/zoho/scopes';
import type { RecordTarget } from './target';

/** Field types that Zoho gives back with a single record only. Source: Get Records, v8 (read 2026-11-21). */
const NOT_LISTED: ReadonlySet<string> = new Set(['subform', 'multiselectlookup', 'multiuserlookup']);

/** The fields of a module that a list can have. */
export const isListed = (field: FieldMetadata): boolean => !NOT_LISTED.has(field.dataType);

/** Record > Get Many, for one module. Source: Zoho CRM API v8, Get Records (read 2026-11-21). */
export const getManyRecords = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Get Many',
			value: 'getAll',
			action: `Get many ${target.plural}`,
			description: `Retrieve many ${target.plural}, page by page, no page more than the limit needs`,
		},
		parameters: [
			...pageParameters(),
			{
				displayName: 'Field Names or IDs',
				name: 'fieldNames',
				type: 'multiOptions',
				noDataExpression: true,
				typeOptions: { loadOptionsMethod: target.methods.listFields },
				default: [],
				description: 'Which fields to retrieve; none chosen means all that a list can have, 50 in a request. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			options(),
		],
		scopes: (read) => [moduleScope(target.module, 'READ'), ...(read.list('fieldNames').length > 0 ? [] : ['ZohoCRM.settings.fields.READ'])],
		async each({ zoho, read, surroundings }): Promise<IDataObject[]> {
			const chosen = read.list('fieldNames');
			const fields = chosen.length > 0 ? chosen : (await zoho.metadata.fields(target.module)).filter(isListed).map((field) => field.apiName);
			const limit = readLimit(read);
			const query: RecordQuery = { fields, ...(limit === null ? {} : { limit }), ...readQuery(read.collection('options'), surroundings.timeZone) };
			return (await collect(zoho.records.list(target.module, query), limit)).map((record) => ({ ...record }) as IDataObject);
		},
	});

function options(): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Converted Leads',
				name: 'converted',
				type: 'options',
				options: [
					{ name: 'Exclude', value: 'false' },
					{ name: 'Include', value: 'both' },
					{ name: 'Only', value: 'true' },
				],
				default: 'false',
				description: 'Whether leads that were converted are among the results',
			},
			{
				displayName: 'Modified Since',
				name: 'modifiedSince',
				type: 'dateTime',
				default: '',
				description: 'Only records that were changed at or after this time',
			},
			{
				displayName: 'Sort By',
				name: 'sortBy',
				type: 'options',
				options: [
					{ name: 'Created Time', value: 'Created_Time' },
					{ name: 'ID', value: 'id' },
					{ name: 'Modified Time', value: 'Modified_Time' },
				],
				default: 'id',
				description: 'The order of the results',
			},
			{
				displayName: 'Sort Order',
				name: 'sortOrder',
				type: 'options',
				options: [
					{ name: 'Ascending', value: 'asc' },
					{ name: 'Descending', value: 'desc' },
				],
				default: 'desc',
				description: 'Whether the smallest or the largest comes first',
			},
		],
	};
}

const oneOf = <Value extends string>(value: unknown, ...known: readonly Value[]): Value | undefined => known.find((entry) => entry === value);

function readQuery(collection: Readonly<IDataObject>, timeZone: string): Partial<RecordQuery> {
	const { modifiedSince } = collection;
	return {
		converted: oneOf(collection.converted, 'true', 'false', 'both'),
		sortBy: oneOf(collection.sortBy, 'id', 'Created_Time', 'Modified_Time'),
		sortOrder: oneOf(collection.sortOrder, 'asc', 'desc'),
		...(modifiedSince === undefined || modifiedSince === '' ? {} : { modifiedSince: readTime(modifiedSince, timeZone) }),
	};
}

function readTime(value: unknown, timeZone: string): string {
	const cell = formatDateTime(value, timeZone);
	if (typeof cell === 'string') return cell;
	throw new UsageError(`The value of Modified Since ${cell.reason}`, 'Give it as yyyy-MM-ddTHH:mm:ss, with or without an offset');
}
