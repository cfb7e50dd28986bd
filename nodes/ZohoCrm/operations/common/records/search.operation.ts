import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { operation } from '../../../../shared/n8n/step/operation';
import { collect, pageParameters, readLimit } from '../../../../shared/n8n/form/parameters';
import type { SearchQuery } from '../../../../shared/zoho/records/api';
import { moduleScope, SCOPES } from '../../../../shared/zoho/call/scopes';
import { watchReach } from '../listLimit';
import {
	convertedOption,
	fieldNamesParameter,
	fieldScopes,
	readConverted,
	readFieldNames,
	readSortOrder,
	toRecordItem,
} from '../readParameters';
import { readSearchTerm, searchParameters, searchScopes } from '../searchForm';
import { MODULE_DEPENDENCY, type RecordTarget } from '../target';
import { optionsCollection } from '../writeOptions';

const ADVICE =
	'Add conditions that divide the records, such as ranges of Created Time, and search for each; or use Get Many';

const OPTIONS: readonly INodeProperties[] = [
	convertedOption(),
	{
		displayName: 'Sort By Name or ID',
		name: 'searchSortBy',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getListedFields', loadOptionsDependsOn: [...MODULE_DEPENDENCY] },
		default: '',
		description:
			'The field by which the results are in order. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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
];

/** Record > Search, for one module. Source: Zoho CRM API v8, Search Records (read 2026-11-21). */
export const searchRecords = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Search',
			value: 'search',
			action: `Search ${target.plural}`,
			description: `Find ${target.plural} by conditions on fields, email, phone or a word; none found gives no item. Finds up to 2,000, and not what was written in the last minute.`,
		},
		parameters: [
			...target.parameters,
			...searchParameters({ displayName: 'Search By', name: 'searchBy', description: 'What is looked for' }),
			...pageParameters(),
			fieldNamesParameter(),
			optionsCollection(OPTIONS),
		],
		scopes(read) {
			const ofFields = [...new Set([...searchScopes(read.string('searchBy')), ...fieldScopes(read)])];
			return [moduleScope(target.moduleOf(read), 'READ'), SCOPES.search.read, ...ofFields];
		},
		runsOnce: true,
		async each(context): Promise<IDataObject[]> {
			const { zoho, read } = context;
			const module = target.moduleOf(read);
			const [limit, options] = [readLimit(read), read.collection('options')];
			const term = await readSearchTerm(context, module, read.string('searchBy'));
			const converted = readConverted(options);
			const reach = watchReach(context, target.plural, ADVICE);
			const query: SearchQuery = {
				fields: await readFieldNames(zoho, module, read),
				...(limit === null ? {} : { limit }),
				...(typeof options.searchSortBy === 'string' && options.searchSortBy !== ''
					? { sortBy: options.searchSortBy }
					: {}),
				sortOrder: readSortOrder(options),
				converted,
				onReachEnd: reach.onReachEnd,
			};
			const records = await collect(zoho.records.search(module, term, query), limit);
			await reach.tell(module, { term, converted });
			return records.map((record) => toRecordItem(record, false));
		},
	});
