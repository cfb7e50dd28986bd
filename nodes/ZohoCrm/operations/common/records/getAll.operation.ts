import type { IDataObject } from 'n8n-workflow';
import { operation } from '../../../../shared/n8n/step/operation';
import { collect, pageParameters, readLimit } from '../../../../shared/n8n/form/parameters';
import type { RecordQuery } from '../../../../shared/zoho/records/api';
import { moduleScope } from '../../../../shared/zoho/call/scopes';
import { listOptions, readListOptions } from '../listOptions';
import { watchReach } from '../listLimit';
import { fieldNamesParameter, fieldScopes, readFieldNames, toRecordItem } from '../readParameters';
import type { RecordTarget } from '../target';

/** Record > Get Many, for one module. Source: Zoho CRM API v8, Get Records (read 2026-11-21). */
export const getManyRecords = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Get Many',
			value: 'getAll',
			action: `Get many ${target.plural}`,
			description: `Retrieve many ${target.plural} without a condition, page by page, no page more than the limit needs. To find certain ${target.plural} use Search. Runs once, not once per item, unless a parameter uses the item.`,
		},
		parameters: [...target.parameters, ...pageParameters(), fieldNamesParameter(), listOptions()],
		scopes: (read) => [moduleScope(target.moduleOf(read), 'READ'), ...fieldScopes(read)],
		runsOnce: true,
		async each(context): Promise<IDataObject[]> {
			const { zoho, read, surroundings } = context;
			const module = target.moduleOf(read);
			const limit = readLimit(read);
			const options = readListOptions(read.collection('options'), surroundings.timeZone);
			const reach = watchReach(context, target.plural);
			const query: RecordQuery = {
				fields: await readFieldNames(zoho, module, read),
				...(limit === null ? {} : { limit }),
				...options,
				onReachEnd: reach.onReachEnd,
			};
			const records = await collect(zoho.records.list(module, query), limit);
			await reach.tell(module, countTermOf(options));
			return records.map((record) => toRecordItem(record, false));
		},
	});

/** What counts the records of a list; null where Zoho counts only others. */
function countTermOf({ customViewId, modifiedSince, territoryId, converted }: Partial<RecordQuery>) {
	if (modifiedSince !== undefined || territoryId !== undefined) return null;
	return { term: customViewId === undefined ? ({ all: true } as const) : { customViewId }, converted };
}
