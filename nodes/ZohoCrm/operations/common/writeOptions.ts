import type { INodeProperties } from 'n8n-workflow';
import {
	addedFlag,
	choice,
	choices,
	count,
	filled,
	listed,
	listedNames,
	located,
	optional,
	optionSet,
	time,
	type OptionsByName,
	type OptionSet,
	type OptionValues,
} from '../../../shared/n8n/form/options';
import type { TogetherContext } from '../../../shared/n8n/step/operation';
import { newPickListValues, toValueSettings, VALUE_OPTIONS } from '../../../shared/n8n/form/valueOptions';
import { UsageError } from '../../../shared/zoho/call/errors';
import type { FieldRules, RecordValueSettings } from '../../../shared/values/fieldValues';
import type { RowOptions, UpdateOptions } from '../../../shared/zoho/records/api';
import { MODULE_DEPENDENCY, type RecordTarget } from './target';
import { userLocator } from './locators';

/** Below the 5 concurrent calls of the smallest edition. */
const DEFAULT_REQUESTS_AT_ONCE = 4;

/** What is said of automations, which a repeated request may run again. */
export const REPEATED = 'A request that is repeated after a lost connection may run them again.';

/** How requests are sent: the options that every write of records has. */
export const SENDING = {
	requestsAtOnce: count(
		'Requests at Once',
		DEFAULT_REQUESTS_AT_ONCE,
		'How many requests of up to 100 records to send at the same time. Zoho CRM allows 5 to 25, depending on the edition, for all workflows together.',
		{ typeOptions: { minValue: 1, maxValue: 10 } },
	),
	stopOnRefusal: addedFlag(
		'Stop on First Failure',
		'Whether to send no further requests after a record has failed. Every item gets a result either way.',
	),
} as const;

/** What writes of records do with values that a picklist does not have. */
export const NEW_PICK_LIST_VALUES = newPickListValues(
	['Fail Item', 'Items with unknown values are not sent'],
	'Unknown values are sent as they are. Zoho CRM takes them unless the picklist is restricted.',
);

/** The options of writes of records. */
const RECORD_OPTIONS = {
	...SENDING,
	...VALUE_OPTIONS,
	newPickListValues: NEW_PICK_LIST_VALUES,
	emptyValues: choice(
		'Empty Values',
		{
			clear: ['Clear Field', 'Null and empty text clear the field. Missing values leave it unchanged.'],
			keep: ['Leave Unchanged', 'Null and empty text are ignored'],
		},
		'keep',
		'What null and empty text do to a field',
	),
	fallbackOwner: located(
		userLocator(
			'Fallback Owner',
			'The user to use if the email of an owner or another user belongs to no active user. Without this option, such a record fails.',
		),
	),
	ignoreUnknownFields: addedFlag(
		'Ignore Unknown Fields',
		'Whether to ignore keys that do not match a writable field of the module, instead of failing',
	),
	layout: listed('Layout Name or ID', 'The layout of the records. Fields that it requires become mandatory.', {
		method: 'getLayouts',
		dependsOn: MODULE_DEPENDENCY,
	}),
	tags: listedNames(
		'Default Tag Names or IDs',
		'Tags for records that have no Tag value of their own. In an expression, pass tag names. Tags that do not exist yet are created.',
		{ method: 'getTags', dependsOn: MODULE_DEPENDENCY },
	),
	automations: optional(
		choice(
			'Automations',
			{
				all: ['All (Default)', 'Everything runs that is set up for such records'],
				chosen: ['Chosen', 'Only those under Chosen Automations run. Add that option as well.'],
				none: ['None', 'No workflow, approval, blueprint or other automation runs'],
			},
			'all',
			`Which automations to run for the records. ${REPEATED}`,
		),
	),
	// Saved workflows may have it without the option before it, and an empty list of it for none.
	trigger: optional(
		choices(
			'Chosen Automations',
			{
				approval: 'Approvals',
				blueprint: 'Blueprints',
				orchestration: 'Orchestrations',
				pathfinder: 'Pathfinder',
				workflow: 'Workflows',
			},
			`The automations to run for the records. All others stay off. ${REPEATED}`,
			{
				default: ['approval', 'blueprint', 'orchestration', 'pathfinder', 'workflow'],
				displayOptions: { hide: { automations: ['all', 'none'] } },
			},
		),
	),
	applyFeatures: choices(
		'Automations: Also Check',
		{
			assignment_rules: 'Assignment Rules',
			criteria_validation_rule: 'Criteria Validation Rules',
			function_validation_rule: 'Function Validation Rules',
			layout_rules: 'Layout Rules',
			global_map_dependency: 'Picklist Dependencies',
			range_validation: 'Range Validation',
			territory_subordinates: 'Territories of Subordinates',
		},
		'Rules that Zoho CRM skips for records written through the API, unless they are chosen here',
	),
	skipFeatures: choices(
		'Automations: Do Not Run',
		{
			assignment_rules: 'Assignment Rules',
			cadences: 'Cadences',
			connected_workflows: 'Connected Workflows',
		},
		'Features that Zoho CRM runs for the records, unless they are chosen here',
	),
	assignmentRule: listed(
		'Assignment Rule Name or ID',
		'The rule that assigns an owner to records without one. Leads and cases only.',
		{ method: 'getAssignmentRules', dependsOn: MODULE_DEPENDENCY },
	),
	appendFields: listedNames(
		'Append Field Names or IDs',
		'Multi-select fields whose values are added to those of the record instead of replacing them',
		{ method: 'getMultiSelectFields', dependsOn: MODULE_DEPENDENCY },
	),
	// It protects changes of others: once it was added, a record without a time must not be written.
	ifUnmodifiedSince: filled(
		time(
			'If Unmodified Since',
			'Records that were changed after this time fail. Use an expression to set it for each item, such as the time when the record was read. Records with different times are sent in separate requests.',
		),
	),
} as const;
type RecordOptions = typeof RECORD_OPTIONS;

const recordOptions = optionSet(RECORD_OPTIONS);

type RecordOptionName = 'appendFields' | 'assignmentRule' | 'ifUnmodifiedSince';

/** Options that a write cannot follow, and its form does not offer. */
const NOT_OFFERED: Readonly<Record<FieldRules['operation'], readonly RecordOptionName[]>> = {
	insert: ['appendFields', 'ifUnmodifiedSince'],
	update: [],
	upsert: ['ifUnmodifiedSince'],
};

/** Forms that were made before: several resources share them. */
const forms = new Map<string, INodeProperties>();

/** The options of a write of records, as the form shows them. */
export function writeOptions(
	operation: FieldRules['operation'],
	{ mayBeLeads }: Pick<RecordTarget, 'mayBeLeads'>,
): INodeProperties {
	const key = `${operation} ${mayBeLeads}`;
	const without = mayBeLeads ? NOT_OFFERED[operation] : [...NOT_OFFERED[operation], 'assignmentRule' as const];
	const form = forms.get(key) ?? recordOptions.collection({}, without);
	forms.set(key, form);
	return form;
}

/** The option that needs the scope of users: its name, and its label for messages. */
export const FALLBACK_OWNER = { name: 'fallbackOwner', label: recordOptions.labelOf('fallbackOwner') } as const;

/** How the requests of a write are put together and sent. */
export interface Sending {
	/** Records travel in one request only if they agree in this. */
	readonly sameRequestKey: string;
	readonly requestsAtOnce: number;
	readonly stopsOnRefusal: boolean;
}

/** The options of a write of records. */
export interface RecordWriteOptions extends Sending {
	/** What is sent with a request, for all of its records. */
	readonly client: UpdateOptions;
	/** What is sent inside each record, so that records with different values travel together. */
	readonly inRecord: RowOptions;
	readonly emptyValues: FieldRules['emptyValues'];
	readonly ignoreUnknownFields: boolean;
	/** How texts are read. */
	readonly values: RecordValueSettings;
	/** ID or email; empty = nobody. */
	readonly fallbackOwner: string;
}

/** How requests are sent where no option says so. */
export const DEFAULT_SENDING = { requestsAtOnce: DEFAULT_REQUESTS_AT_ONCE, stopsOnRefusal: false } as const;

/** How requests are sent as the options say. */
export function toSending(values: OptionValues<typeof SENDING>, sameRequestKey: string): Sending {
	return { sameRequestKey, requestsAtOnce: values.requestsAtOnce, stopsOnRefusal: values.stopOnRefusal };
}

/**
 * A reader of options as each item sets them. They are read once if no expression can make a difference.
 * @throws UsageError at once for options that cannot work for any item; the reader throws for those of an item
 */
export function optionsReader<Set extends OptionsByName, Read>(
	context: TogetherContext,
	set: OptionSet<Set>,
	toOptions: (values: OptionValues<Set>) => Read,
): (index: number) => Read {
	const read = (index: number): Read => toOptions(context.readAt(index).options(set));
	if (context.variesByItem('options')) return read;
	const same = read(0);
	return () => same;
}

const UNCLEAR_ADVICE = `Set ${recordOptions.labelOf('dateOrder')} or ${recordOptions.labelOf('decimalSeparator')} under Options, or pass dates as yyyy-MM-dd and numbers with a decimal point`;

/** A reader of the options of a write of records, as `optionsReader`. */
export function writeOptionsReader(context: TogetherContext): (index: number) => RecordWriteOptions {
	return optionsReader(context, recordOptions, (values) => {
		const client: UpdateOptions = {
			trigger: automationsToRun(values),
			applyFeatures: ifFilled(values.applyFeatures),
			skipFeatures: ifFilled(values.skipFeatures),
			assignmentRuleId: ifFilled(values.assignmentRule),
			ifUnmodifiedSince: values.ifUnmodifiedSince ?? undefined,
		};
		const inRecord: RowOptions = {
			tags: ifFilled(values.tags),
			appendFields: ifFilled(values.appendFields),
			layoutId: ifFilled(values.layout),
		};
		const { emptyValues, ignoreUnknownFields, fallbackOwner } = values;
		return {
			...toSending(values, JSON.stringify(client)),
			client,
			inRecord,
			emptyValues,
			ignoreUnknownFields,
			fallbackOwner,
			values: {
				...toValueSettings(values, context.execution.timeZone, context.execution.now()),
				unclearAdvice: UNCLEAR_ADVICE,
				newPickListValues: values.newPickListValues,
			},
		};
	});
}

/** The automations to run, by Zoho's names; undefined = all. @throws UsageError if they are to be chosen, and none is */
function automationsToRun({
	automations,
	trigger,
}: Pick<OptionValues<RecordOptions>, 'automations' | 'trigger'>): readonly string[] | undefined {
	if (automations === 'all') return undefined;
	if (automations === 'none') return [];
	if (automations === null || (trigger !== null && trigger.length > 0)) return trigger ?? undefined;
	throw new UsageError(
		`${recordOptions.labelOf('trigger')} is empty`,
		`Choose at least one automation, or set ${recordOptions.labelOf('automations')} to All or None`,
	);
}

/** A text or list as it is; undefined if it is empty, because an option that was left empty says nothing. */
export function ifFilled<Value extends string | readonly unknown[]>(value: Value): Value | undefined {
	return value.length > 0 ? value : undefined;
}
