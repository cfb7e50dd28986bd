import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { readChoice, readFlag, readText } from '../../../shared/n8n/form/optionValues';
import { readTime } from '../../../shared/n8n/form/times';
import type { RecordQuery } from '../../../shared/zoho/records/api';
import { convertedOption, readConverted, readSortOrder } from './readParameters';
import { MODULE_DEPENDENCY } from './target';
import { optionsCollection } from './writeOptions';

/** The options of a list: which records, and in which order. */
export function listOptions(): INodeProperties {
	return optionsCollection([
		convertedOption(),
		{
			displayName: 'Custom View Name or ID',
			name: 'customView',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'getCustomViews', loadOptionsDependsOn: [...MODULE_DEPENDENCY] },
			default: '',
			description:
				'Only the records of this view, in its order. A page of it costs 3 API credits. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Include Subterritories',
			name: 'includeSubterritories',
			type: 'boolean',
			default: false,
			description: 'Whether records of the territories below the chosen one count as well',
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
			description: 'The order of the results; a custom view has its own',
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
		{
			displayName: 'Territory Name or ID',
			name: 'territory',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'getTerritories' },
			default: '',
			description:
				'Only the records of this territory. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	]);
}

/**
 * The options of a list as the client wants them.
 * @param timeZone zone of a time that has no offset of its own
 * @throws UsageError for a time that cannot be read
 */
export function readListOptions(options: Readonly<IDataObject>, timeZone: string): Partial<RecordQuery> {
	const { modifiedSince } = options;
	const [view, territory] = [
		readText(options, 'customView', 'Custom View Name'),
		readText(options, 'territory', 'Territory Name'),
	];
	return {
		converted: readConverted(options),
		sortBy: readChoice(options, 'sortBy', 'Sort By', ['Created_Time', 'id', 'Modified_Time']) ?? undefined,
		sortOrder: readSortOrder(options),
		...(view === '' ? {} : { customViewId: view }),
		...(territory === ''
			? {}
			: {
					territoryId: territory,
					withSubterritories: readFlag(options, 'includeSubterritories', 'Include Subterritories') ?? false,
				}),
		...(modifiedSince === undefined || modifiedSince === ''
			? {}
			: { modifiedSince: readTime(modifiedSince, 'Modified Since', timeZone) }),
	};
}
