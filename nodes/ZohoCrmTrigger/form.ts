import type { INodeProperties } from 'n8n-workflow';
import { describeCredentials } from '../shared/n8n/form/nodeDescription';
import { addedFlag, count, listedNames, listedNamesForm, optionSet, time } from '../shared/n8n/form/options';
import { simplifyParameter } from '../shared/n8n/form/parameters';

/** How often missed changes are looked for where notifications come: 36 credits a day for one module with all events. */
const CHECK_MINUTES = 120;

/** The options of the node, all in one collection. */
export const triggerOptions = optionSet({
	checkMinutes: count(
		'Check for Missed Changes Every (Minutes)',
		CHECK_MINUTES,
		'How often to look for changes that Zoho CRM did not announce. Each check costs 1 credit per module, and 2 more if Deleted is selected. Has no effect with Schedule Only, which checks at every poll.',
	),
	fieldNames: listedNames(
		'Field Names or IDs',
		'Which fields to return. Select none to return every field that a list can have. Zoho CRM needs one request for every 50 fields.',
		{ method: 'getTriggerFields', dependsOn: ['modules'] },
	),
	ignoreOwnChanges: addedFlag(
		'Ignore Changes by the Connected User',
		'Whether to skip changes by the user who connected the credential. Use it if the workflow writes to the same module, so that it does not start itself.',
	),
	startFrom: time(
		'Start From',
		'Also return changes since this time. Leave empty to start with changes after the workflow is published.',
	),
});

/** The panel of the editor lists each as an action. */
const EVENTS: INodeProperties = {
	displayName: 'Events',
	name: 'events',
	type: 'multiOptions',
	required: true,
	options: [
		{ name: 'Created', value: 'created', action: 'On record created', description: 'A record was created' },
		{
			name: 'Deleted',
			value: 'deleted',
			action: 'On record deleted',
			description: 'A record was moved to the recycle bin',
		},
		{
			name: 'Updated',
			value: 'updated',
			action: 'On record updated',
			description: 'A record was changed after it was created',
		},
	],
	default: ['created', 'updated'],
	description: 'Which changes start the workflow',
};

const DELIVERY: INodeProperties = {
	displayName: 'Delivery',
	name: 'delivery',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Instant and Catch Up',
			value: 'instant',
			description:
				'Zoho CRM notifies n8n, usually within seconds. A check finds changes that it did not announce. Needs a public https address of n8n.',
		},
		{
			name: 'Schedule Only',
			value: 'schedule',
			description:
				'Ask Zoho CRM at the poll times. Works without a public address. Several updates between two polls count as one.',
		},
	],
	default: 'instant',
	description: 'How changes reach n8n',
};

/** What both ways promise, and what they do not. */
const LIMITS: readonly INodeProperties[] = [
	{
		displayName:
			'Changes are returned once, each with an eventId. A change can come twice if n8n is stopped while it is processed, or if two queue workers receive it at the same moment. Updates of a record within the same second count as one.',
		name: 'instantLimits',
		type: 'notice',
		default: '',
		displayOptions: { show: { delivery: ['instant'] } },
	},
	{
		displayName:
			'Each poll costs 1 credit per module, and 2 more if Deleted is selected. Every minute, that is 1,440 credits or more a day. A record that is created and deleted between two polls is returned only as deleted.',
		name: 'scheduleLimits',
		type: 'notice',
		default: '',
		displayOptions: { show: { delivery: ['schedule'] } },
	},
];

/** The credentials of the node. */
export const triggerCredentials = describeCredentials();

/** The whole form, below the poll times that n8n adds. */
export const triggerForm: INodeProperties[] = [
	{
		displayName: 'Authentication',
		name: 'authentication',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'OAuth2', value: 'oAuth2' },
			{ name: 'Self Client', value: 'selfClient' },
		],
		default: 'oAuth2',
	},
	{
		...listedNamesForm('Module Names or IDs', 'The modules to watch, custom ones too', { method: 'getTriggerModules' }),
		name: 'modules',
		required: true,
	},
	EVENTS,
	{
		...listedNamesForm(
			'Only When These Fields Change (Names or IDs)',
			'Updates count only if one of these fields changed. Select none to return every update. A check cannot tell what changed in a record that it sees for the first time, and returns it.',
			{ method: 'getTriggerFields', dependsOn: ['modules'] },
		),
		name: 'changedFields',
		displayOptions: { show: { events: ['updated'] } },
	},
	DELIVERY,
	...LIMITS,
	simplifyParameter(),
	triggerOptions.collection(),
];
