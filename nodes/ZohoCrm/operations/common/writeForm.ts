import type { INodeProperties } from 'n8n-workflow';
import { userLocator } from './userLocators';
import { MODULE_DEPENDENCY } from './target';
import { fixedChoices, optionsCollection, requestsAtOnceOption, stopOnRefusalOption } from './writeOptions';

const REPEATED = 'After a lost connection a repeated request may run them again.';

/** Options of the writes of records; what each write cannot do is not offered. */
export function writeOptions(operation: 'insert' | 'update' | 'upsert'): INodeProperties {
	return optionsCollection([
		...commonOptions(),
		...featureOptions(),
		...(operation === 'insert' ? [] : [appendOption()]),
		...(operation === 'update' ? [unmodifiedOption()] : []),
	]);
}

function commonOptions(): INodeProperties[] {
	return [
		{
			displayName: 'Empty Values',
			name: 'emptyValues',
			type: 'options',
			options: [
				{
					name: 'Clear Field',
					value: 'clear',
					description: 'Missing stays unchanged; null and empty text clear the field',
				},
				{ name: 'Leave Unchanged', value: 'keep', description: 'Null and empty text are left out' },
			],
			default: 'keep',
			description: 'What null and empty text do to a field',
		},
		{
			...userLocator(
				{
					displayName: 'Fallback Owner',
					name: 'fallbackOwner',
					description:
						'Who takes the place of an owner or other user whose email address belongs to no active user. Without it such a record is refused.',
				},
				'searchActiveUsers',
			),
			required: false,
		},
		{
			displayName: 'Ignore Unknown Fields',
			name: 'ignoreUnknownFields',
			type: 'boolean',
			default: false,
			description: 'Whether keys that are no writable field of the module are left out instead of stopping the step',
		},
		requestsAtOnceOption(),
		stopOnRefusalOption(),
		{
			displayName: 'Layout Name or ID',
			name: 'layout',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'getLayouts', loadOptionsDependsOn: [...MODULE_DEPENDENCY] },
			default: '',
			description:
				'The layout of the records; the fields that it asks for become mandatory. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Tag Names or IDs',
			name: 'tags',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getTags', loadOptionsDependsOn: [...MODULE_DEPENDENCY] },
			default: [],
			description:
				'The tags of records that bring no Tag of their own. By expression they are named by name, and new ones come into being. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	];
}

/** What runs in Zoho CRM when records are written. */
function featureOptions(): INodeProperties[] {
	return [
		fixedChoices(
			'Run Automations',
			'trigger',
			[
				{ name: 'Approvals', value: 'approval' },
				{ name: 'Blueprints', value: 'blueprint' },
				{ name: 'Orchestrations', value: 'orchestration' },
				{ name: 'Pathfinder', value: 'pathfinder' },
				{ name: 'Workflows', value: 'workflow' },
			],
			`Which automations run for the records; none chosen means none. Without this option all of them run. ${REPEATED}`,
		),
		fixedChoices(
			'Apply Features',
			'applyFeatures',
			[
				{ name: 'Assignment Rules', value: 'assignment_rules' },
				{ name: 'Criteria Validation Rules', value: 'criteria_validation_rule' },
				{ name: 'Function Validation Rules', value: 'function_validation_rule' },
				{ name: 'Layout Rules', value: 'layout_rules' },
				{ name: 'Pick List Dependencies', value: 'global_map_dependency' },
				{ name: 'Range Validation', value: 'range_validation' },
				{ name: 'Territories of Subordinates', value: 'territory_subordinates' },
			],
			'Which features of Zoho CRM, otherwise off for records that come by the API, apply to them',
		),
		fixedChoices(
			'Skip Features',
			'skipFeatures',
			[
				{ name: 'Assignment Rules', value: 'assignment_rules' },
				{ name: 'Cadences', value: 'cadences' },
				{ name: 'Connected Workflows', value: 'connected_workflows' },
			],
			'Which features of Zoho CRM, otherwise on, are left out for the records',
		),
		{
			displayName: 'Assignment Rule Name or ID',
			name: 'assignmentRule',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'getAssignmentRules', loadOptionsDependsOn: [...MODULE_DEPENDENCY] },
			default: '',
			description:
				'The rule that gives records without an owner one; leads and cases only. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	];
}

function appendOption(): INodeProperties {
	return {
		displayName: 'Append Field Names or IDs',
		name: 'appendFields',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getMultiSelectFields', loadOptionsDependsOn: [...MODULE_DEPENDENCY] },
		default: [],
		description:
			'Multi-select fields whose values are added to those of the record instead of replacing them. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	};
}

function unmodifiedOption(): INodeProperties {
	return {
		displayName: 'If Unmodified Since',
		name: 'ifUnmodifiedSince',
		type: 'dateTime',
		default: '',
		description:
			'A record that was changed after this time is refused. It may be an expression over each item, such as the time at which the record was read: records with different times travel in separate requests.',
	};
}
