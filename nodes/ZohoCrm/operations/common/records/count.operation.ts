import type { IDataObject } from 'n8n-workflow';
import { listedForm, optionSet } from '../../../../shared/n8n/form/options';
import { operation, type EachContext } from '../../../../shared/n8n/step/operation';
import { UsageError } from '../../../../shared/zoho/call/errors';
import type { CountTerm } from '../../../../shared/zoho/records/api';
import { moduleScope, SCOPES } from '../../../../shared/zoho/call/scopes';
import { CONVERTED } from '../recordLists';
import { readSearchTerm, searchParameters, searchScopes } from '../searchForm';
import { capitalised, MODULE_DEPENDENCY, type RecordTarget } from '../target';

const OPTIONS = optionSet({ converted: CONVERTED });
const FORM = [OPTIONS.collection()];

/** Record > Count, for one module. Source: Zoho CRM API v8, Get Record Count (read 2026-11-21). */
export const countOperation = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Count',
			value: 'count',
			action: `Count ${target.plural}`,
			description: `Count ${target.plural} in one request: all of them, those of a custom view, or those that a search finds`,
		},
		parameters: [
			...target.parameters,
			...searchParameters(
				{ displayName: 'Count By', name: 'countBy', description: `Which ${target.plural} to count` },
				[
					{ name: `All ${capitalised(target.plural)}`, value: 'all' },
					{ name: 'Custom View', value: 'customView' },
				],
			),
			{
				...listedForm('Custom View Name or ID', 'The view whose records to count', {
					method: 'getCustomViews',
					dependsOn: MODULE_DEPENDENCY,
				}),
				name: 'countedView',
				required: true,
				displayOptions: { show: { countBy: ['customView'] } },
			},
			...(target.mayBeLeads ? FORM : []),
		],
		scopes: (read) => [
			moduleScope(target.moduleOf(read), 'READ'),
			...new Set([SCOPES.search.read, ...searchScopes(read, read.string('countBy'))]),
		],
		runsOnce: true,
		async each(context): Promise<IDataObject> {
			const { zoho, read } = context;
			const module = target.moduleOf(read);
			return {
				count: await zoho.records.count(
					module,
					await readTerm(context, module),
					(target.mayBeLeads ? read.options(OPTIONS).converted : null) ?? undefined,
				),
			};
		},
	});

async function readTerm(context: EachContext, module: string): Promise<CountTerm> {
	const by = context.read.string('countBy');
	if (by === 'all') return { all: true };
	if (by !== 'customView') {
		const term = await readSearchTerm(context, module, by);
		if (!('condition' in term)) return term;
		throw new UsageError(
			'Zoho CRM cannot count records by Contains, Is Empty or Is Not Empty',
			'Use Search with the same conditions, and count its items',
		);
	}
	const customViewId = context.read.string('countedView').trim();
	if (customViewId !== '') return { customViewId };
	throw new UsageError(
		'Custom View Name or ID is empty',
		'Choose a custom view from the list, or count by something else',
	);
}
