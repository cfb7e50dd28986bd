import type { IDataObject } from 'n8n-workflow';
import { addedFlag, choice, listed, optional, optionSet, time } from '../../../../shared/n8n/form/options';
import { collect, pageParameters, readLimit, simplifyParameter } from '../../../../shared/n8n/form/parameters';
import { operation } from '../../../../shared/n8n/step/operation';
import { moduleScope } from '../../../../shared/zoho/call/scopes';
import type { RecordQuery } from '../../../../shared/zoho/records/api';
import {
	CONVERTED,
	fieldNamesParameter,
	fieldScopes,
	readFieldNames,
	SORT_ORDER,
	watchListLimit,
} from '../recordLists';
import { MODULE_DEPENDENCY, type RecordTarget } from '../target';
import { toRecordItem } from '../simpleRecord';
import { ifFilled } from '../writeOptions';

const OPTIONS = optionSet({
	converted: CONVERTED,
	customView: listed(
		'Custom View Name or ID',
		'Return only the records of this view, in its order. Each page costs 3 API credits.',
		{ method: 'getCustomViews', dependsOn: MODULE_DEPENDENCY },
	),
	includeSubterritories: addedFlag(
		'Include Subterritories',
		'Whether to include records of the territories below the chosen one',
	),
	modifiedSince: time('Modified Since', 'Return only records that were changed at or after this time'),
	sortBy: optional(
		choice(
			'Sort By',
			{ Created_Time: 'Created Time', id: 'ID', Modified_Time: 'Modified Time' },
			'Modified_Time',
			'The field to sort the results by. Without this option, it is the ID. Not available with a custom view.',
		),
	),
	sortOrder: SORT_ORDER,
	territory: listed('Territory Name or ID', 'Return only the records of this territory', { method: 'getTerritories' }),
});

const [FORM, FORM_WITHOUT_LEADS] = [OPTIONS.collection(), OPTIONS.collection({}, ['converted'])];

/** Record > Get Many, for one module. Source: Zoho CRM API v8, Get Records (read 2026-11-21). */
export const getManyOperation = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Get Many',
			value: 'getAll',
			action: `Get many ${target.plural}`,
			description: `List ${target.plural}, all or those of a custom view. To filter by the values of fields, use Search. Fetches only as many pages as the limit requires. Runs once for all items, unless a parameter uses item data.`,
		},
		parameters: [
			...target.parameters,
			...pageParameters(),
			simplifyParameter(),
			fieldNamesParameter(),
			target.mayBeLeads ? FORM : FORM_WITHOUT_LEADS,
		],
		scopes: (read) => [moduleScope(target.moduleOf(read), 'READ'), ...fieldScopes(read)],
		runsOnce: true,
		async each(context): Promise<IDataObject[]> {
			const { zoho, read } = context;
			const module = target.moduleOf(read);
			const limit = readLimit(read);
			const options = read.options(OPTIONS);
			const territoryId = ifFilled(options.territory);
			const listLimit = watchListLimit(context, target.plural);
			const query: RecordQuery = {
				fields: await readFieldNames(context, module),
				limit: limit ?? undefined,
				converted: options.converted ?? undefined,
				sortBy: options.sortBy ?? undefined,
				sortOrder: options.sortOrder ?? undefined,
				customViewId: ifFilled(options.customView),
				territoryId,
				withSubterritories: territoryId === undefined ? undefined : options.includeSubterritories,
				modifiedSince: options.modifiedSince ?? undefined,
				onReachEnd: listLimit.onReachEnd,
			};
			const isSimple = read.boolean('simplify');
			const items = await collect(zoho.records.list(module, query), limit, (record) => toRecordItem(record, isSimple));
			await listLimit.tell(module, countTermOf(query));
			return items;
		},
	});

/** What counts the records of a list; null if Zoho has no count for it. */
function countTermOf({ customViewId, modifiedSince, territoryId, converted }: RecordQuery) {
	if (modifiedSince !== undefined || territoryId !== undefined) return null;
	return { term: customViewId === undefined ? ({ all: true } as const) : { customViewId }, converted };
}
