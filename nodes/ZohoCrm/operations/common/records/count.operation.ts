import type { IDataObject } from 'n8n-workflow';
import { operation, type EachContext } from '../../../../shared/n8n/step/operation';
import { UsageError } from '../../../../shared/zoho/call/errors';
import type { CountTerm } from '../../../../shared/zoho/records/api';
import { moduleScope, SCOPES } from '../../../../shared/zoho/call/scopes';
import { convertedOption, readConverted } from '../readParameters';
import { readSearchTerm, searchParameters, searchScopes } from '../searchForm';
import { MODULE_DEPENDENCY, type RecordTarget } from '../target';
import { optionsCollection } from '../writeOptions';

/** Record > Count, for one module. Source: Zoho CRM API v8, Get Record Count (read 2026-11-21). */
export const countRecords = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Count',
			value: 'count',
			action: `Count ${target.plural}`,
			description: `Count ${target.plural} in one request, all of them, those of a custom view or those that a search finds, without retrieving any`,
		},
		parameters: [
			...target.parameters,
			...searchParameters(
				{ displayName: 'Count By', name: 'countBy', description: `Which ${target.plural} to count` },
				[
					{ name: `All ${target.plural === 'leads' ? 'Leads' : 'Records'}`, value: 'all' },
					{ name: 'Custom View', value: 'customView' },
				],
			),
			{
				displayName: 'Custom View Name or ID',
				name: 'countedView',
				type: 'options',
				required: true,
				typeOptions: { loadOptionsMethod: 'getCustomViews', loadOptionsDependsOn: [...MODULE_DEPENDENCY] },
				displayOptions: { show: { countBy: ['customView'] } },
				default: '',
				description:
					'The view whose records are counted. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			optionsCollection([convertedOption()]),
		],
		scopes: (read) => [
			moduleScope(target.moduleOf(read), 'READ'),
			SCOPES.search.read,
			...searchScopes(read.string('countBy')),
		],
		runsOnce: true,
		async each(context): Promise<IDataObject> {
			const { zoho, read } = context;
			const module = target.moduleOf(read);
			return {
				count: await zoho.records.count(
					module,
					await readTerm(context, module),
					readConverted(read.collection('options')),
				),
			};
		},
	});

async function readTerm(context: EachContext, module: string): Promise<CountTerm> {
	const by = context.read.string('countBy');
	if (by === 'all') return { all: true };
	if (by !== 'customView') return await readSearchTerm(context, module, by);
	const customViewId = context.read.string('countedView').trim();
	if (customViewId !== '') return { customViewId };
	throw new UsageError('No custom view is chosen', 'Choose one from the list, or count by something else');
}
