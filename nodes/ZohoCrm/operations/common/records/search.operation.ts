import type { IDataObject } from 'n8n-workflow';
import { listed, optionSet } from '../../../../shared/n8n/form/options';
import { collect, pageParameters, readLimit, simplifyParameter } from '../../../../shared/n8n/form/parameters';
import { operation, type EachContext } from '../../../../shared/n8n/step/operation';
import { moduleScope } from '../../../../shared/zoho/call/scopes';
import {
	CONVERTED,
	fieldNamesParameter,
	fieldScopes,
	readFieldNames,
	SORT_ORDER,
	toApiNames,
	watchListLimit,
} from '../recordLists';
import { readSearchTerm, searchParameters, searchScopes } from '../searchForm';
import { MODULE_DEPENDENCY, type RecordTarget } from '../target';
import { toRecordItem } from '../simpleRecord';
import { ifFilled } from '../writeOptions';

const ADVICE = 'Split the search by adding conditions, such as ranges of Created Time, or use Get Many';

const OPTIONS = optionSet({
	converted: CONVERTED,
	searchSortBy: listed('Sort By Name or ID', 'The field to sort the results by', {
		method: 'getSortFields',
		dependsOn: MODULE_DEPENDENCY,
	}),
	sortOrder: SORT_ORDER,
});

const [FORM, FORM_WITHOUT_LEADS] = [OPTIONS.collection(), OPTIONS.collection({}, ['converted'])];

/** API name of the field to sort by: an expression may give its label. */
const sortFieldOf = async (context: EachContext, module: string, name: string): Promise<string> =>
	name !== '' && context.read.isExpression('options') ? (await toApiNames(context, module, [name]))[0] : name;

/** Record > Search, for one module. Source: Zoho CRM API v8, Search Records (read 2026-11-21). */
export const searchOperation = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Search',
			value: 'search',
			action: `Search ${target.plural}`,
			description: `Find ${target.plural} by conditions on fields, email, phone or a word. To list ${target.plural} without conditions, use Get Many. Returns no items if nothing matches. Returns at most 2,000 records, and changes from the last minute may be missing, unless a condition is Contains, Is Empty or Is Not Empty.`,
		},
		parameters: [
			...target.parameters,
			...searchParameters({ displayName: 'Search By', name: 'searchBy', description: 'What to search by' }),
			...pageParameters(),
			simplifyParameter(),
			fieldNamesParameter(),
			target.mayBeLeads ? FORM : FORM_WITHOUT_LEADS,
		],
		scopes(read) {
			const ofSearch = searchScopes(read, read.string('searchBy'));
			return [...new Set([moduleScope(target.moduleOf(read), 'READ'), ...ofSearch, ...fieldScopes(read)])];
		},
		runsOnce: true,
		async each(context): Promise<IDataObject[]> {
			const { zoho, read } = context;
			const module = target.moduleOf(read);
			const [limit, options] = [readLimit(read), read.options(OPTIONS)];
			const term = await readSearchTerm(context, module, read.string('searchBy'));
			const converted = options.converted ?? undefined;
			const listLimit = watchListLimit(context, target.plural, ADVICE);
			const query = {
				fields: await readFieldNames(context, module),
				limit: limit ?? undefined,
				sortBy: ifFilled(await sortFieldOf(context, module, options.searchSortBy)),
				sortOrder: options.sortOrder ?? undefined,
				converted,
				onReachEnd: listLimit.onReachEnd,
			};
			const isQuery = 'condition' in term;
			const found = isQuery
				? zoho.records.query(module, term.condition, query)
				: zoho.records.search(module, term, query);
			const isSimple = read.boolean('simplify');
			const items = await collect(found, limit, (record) => toRecordItem(record, isSimple));
			await listLimit.tell(module, isQuery ? null : { term, converted });
			return items;
		},
	});
