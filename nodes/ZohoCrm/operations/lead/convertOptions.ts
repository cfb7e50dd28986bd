import type { INodeProperties } from 'n8n-workflow';
import {
	addedFlag,
	choice,
	listedNames,
	located,
	optional,
	optionSet,
	type OptionForm,
} from '../../../shared/n8n/form/options';
import { askingAgainOf } from '../../../shared/n8n/form/mapperForm';
import { NOTHING_MAPPED } from '../../../shared/n8n/form/mappedRows';
import type { TogetherContext } from '../../../shared/n8n/step/operation';
import { toRecord, WRITE_CLEARLY, type RecordValueSettings } from '../../../shared/values/fieldValues';
import { isBlank } from '../../../shared/values/encoders';
import { joinLabels, MISSING_VALUE } from '../../../shared/values/requiredFields';
import { UsageError } from '../../../shared/zoho/call/errors';
import { fail } from '../../../shared/zoho/call/recover';
import { plainDates } from '../../../shared/values/dates';
import { PLAIN_FIELD, type FieldMetadata } from '../../../shared/zoho/metadata/fields';
import { isRequiredOfDeal, type ConvertedModule, type ConvertOptions } from '../../../shared/zoho/leads/api';
import type { RecordValues } from '../../../shared/zoho/records/api';
import { idLocator, userLocator } from '../common/locators';
import { Owners } from '../common/owners';
import { referenceReader } from '../common/referenceReader';
import {
	ifFilled,
	NEW_PICK_LIST_VALUES,
	optionsReader,
	SENDING,
	toSending,
	type Sending,
} from '../common/writeOptions';

const MATCHES_FIRST = 'If the lead is chosen from the list or by ID, records that match it are listed first.';

const matchLocator = (displayName: string, searchListMethod: string, description: string): OptionForm =>
	idLocator({
		displayName,
		description: `${description}. ${MATCHES_FIRST}`,
		noun: 'record',
		searchListMethod,
		exampleId: '4150868000004700001',
	});

const tagsFor = (what: string) =>
	listedNames(`${what} Tag Names or IDs`, `Tags of the lead to copy to the ${what.toLowerCase()}`, {
		method: 'getTags',
	});

const OPTIONS = optionSet({
	...SENDING,
	account: located(
		matchLocator(
			'Existing Account',
			'searchAccountsToMerge',
			'The account to convert the lead into, instead of creating one',
		),
	),
	contact: located(
		matchLocator(
			'Existing Contact',
			'searchContactsToMerge',
			'The contact to convert the lead into, instead of creating one',
		),
	),
	addToExistingRecord: optional(
		addedFlag(
			'Merge Into Matches',
			'Whether to use the contacts and accounts that Zoho CRM itself finds to match, instead of creating new ones',
		),
	),
	moveAttachmentsTo: optional(
		choice(
			'Move Attachments To',
			{ Accounts: 'Account', Contacts: 'Contact', Deals: 'Deal' },
			'Contacts',
			'The record to move the attachments of the lead to',
		),
	),
	notifyLeadOwner: optional(addedFlag('Notify Lead Owner', 'Whether to notify the owner of the lead by email')),
	notifyNewOwner: optional(addedFlag('Notify New Owner', 'Whether to notify the owner of the new records by email')),
	overwrite: optional(
		addedFlag('Overwrite', 'Whether to replace values of the existing contact and account with those of the lead'),
	),
	newPickListValues: NEW_PICK_LIST_VALUES,
	owner: located(
		userLocator('Owner', 'The owner of the new records. Without this option, it is the owner of the lead.'),
	),
	accountTags: tagsFor('Account'),
	contactTags: tagsFor('Contact'),
	dealTags: tagsFor('Deal'),
});

/** What Convert asks for besides the lead. */
export function convertParameters(): INodeProperties[] {
	const show = { convertMode: ['convert'] };
	return [
		{
			displayName: 'Mode',
			name: 'convertMode',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Convert',
					value: 'convert',
					description: 'Create a contact and, if the lead has a company, an account. Cannot be undone.',
				},
				{
					name: 'Look Up Matches',
					value: 'lookUp',
					description: 'Only return contacts and accounts that match the lead. Nothing is changed.',
				},
			],
			default: 'convert',
			description: 'What to do with the lead',
		},
		{
			displayName: 'Create Deal',
			name: 'createDeal',
			type: 'boolean',
			default: false,
			displayOptions: { show },
			description: 'Whether to create a deal as well',
		},
		{
			displayName: 'Deal Fields',
			name: 'dealFields',
			type: 'resourceMapper',
			noDataExpression: true,
			required: true,
			displayOptions: { show: { ...show, createDeal: [true] } },
			default: { mappingMode: 'defineBelow', value: null },
			description:
				'The values of the deal. Name, stage and closing date are required. If the organization has several pipelines, so is the pipeline.',
			typeOptions: {
				loadOptionsDependsOn: [askingAgainOf('dealFields')],
				resourceMapper: {
					resourceMapperMethod: 'getDealFields',
					mode: 'add',
					valuesLabel: 'Deal Fields',
					fieldWords: { singular: 'field', plural: 'fields' },
					addAllFields: false,
					// A sentence of ours says it instead.
					hideNoDataError: true,
					multiKeyMatch: false,
					supportAutoMap: false,
				},
			},
		},
		OPTIONS.collection({ displayOptions: { show } }),
	];
}

/** How the conversion of an item is sent, and the order for Zoho. */
export interface Conversion {
	readonly options: Sending;
	readonly order: ConvertOptions;
}

const DEALS = 'Deals';
const OWNER: FieldMetadata = { ...PLAIN_FIELD, apiName: 'Owner', dataType: 'ownerlookup' };

/** A reader of the conversion of each item. The fields of deals are read only if a deal is created. */
export async function conversionReader(context: TogetherContext): Promise<(index: number) => Promise<Conversion>> {
	const valuesAt = optionsReader(context, OPTIONS, (values) => values);
	const dealFields = asksForDeal(context) ? await context.zoho.metadata.fields(DEALS) : [];
	const owners = new Owners(context, toMap([...dealFields, OWNER]), false);
	const dealAt = dealFields.length === 0 ? null : dealReader(context, toMap(dealFields), owners);
	return async (index) => {
		const values = valuesAt(index);
		const { Owner } = await owners.identify({ Owner: values.owner }, '');
		const tags: Record<ConvertedModule, readonly string[]> = {
			Accounts: values.accountTags,
			Contacts: values.contactTags,
			Deals: values.dealTags,
		};
		const carryOverTags = Object.entries(tags).filter(([, names]) => names.length > 0);
		const isWithDeal = context.readAt(index).boolean('createDeal');
		const order: ConvertOptions = {
			accountId: ifFilled(values.account),
			contactId: ifFilled(values.contact),
			ownerId: ifFilled(String(Owner)),
			overwrite: values.overwrite ?? undefined,
			addToExistingRecord: values.addToExistingRecord ?? undefined,
			notifyLeadOwner: values.notifyLeadOwner ?? undefined,
			notifyNewOwner: values.notifyNewOwner ?? undefined,
			moveAttachmentsTo: values.moveAttachmentsTo ?? undefined,
			carryOverTags: carryOverTags.length > 0 ? Object.fromEntries(carryOverTags) : undefined,
			deal: isWithDeal ? await dealAt?.(index, values.newPickListValues) : undefined,
		};
		// One lead per request.
		return { options: toSending(values, String(index)), order };
	};
}

/** Whether any item asks for a deal. */
function asksForDeal(context: TogetherContext): boolean {
	if (!context.variesByItem('createDeal')) return context.readAt(0).boolean('createDeal');
	return [...context.items.keys()].some((index) => {
		try {
			return context.readAt(index).boolean('createDeal');
		} catch {
			// The item fails when it is read.
			return false;
		}
	});
}

type NewPickListValues = RecordValueSettings['newPickListValues'];
type FieldsByName = ReadonlyMap<string, FieldMetadata>;

const toMap = (fields: readonly FieldMetadata[]): FieldsByName =>
	new Map(fields.map((field) => [field.apiName, field]));

function dealReader(
	context: TogetherContext,
	fields: FieldsByName,
	owners: Owners,
): (index: number, newValues: NewPickListValues) => Promise<RecordValues> {
	const required = [...fields.values()].filter(isRequiredOfDeal);
	const rows = referenceReader(context, readDealValues(context, required), fields, async () => new Map());
	return async (index, newValues) => {
		const deal = toRecord(await owners.identify(await rows.take(index), ''), fields, {
			module: DEALS,
			operation: 'insert',
			emptyValues: 'keep',
			ignoreUnknownFields: false,
			values: {
				...plainDates(context.execution.timeZone),
				decimalSeparator: null,
				unclearAdvice: WRITE_CLEARLY,
				newPickListValues: newValues,
			},
		});
		const missing = required.filter(({ apiName }) => isBlank(deal[apiName]));
		if (missing.length > 0) throw requiredToCreateDeal(missing);
		return deal;
	};
}

/** A reader of the mapped values of the deal. @throws UsageError naming what a deal needs if nothing is mapped */
function readDealValues(
	context: TogetherContext,
	required: readonly FieldMetadata[],
): ReturnType<TogetherContext['rowReader']> {
	try {
		return context.rowReader('dealFields');
	} catch (reason) {
		return fail(
			reason instanceof UsageError && reason.code === NOTHING_MAPPED ? requiredToCreateDeal(required) : reason,
		);
	}
}

const requiredToCreateDeal = (fields: readonly FieldMetadata[]): UsageError =>
	new UsageError(
		`${joinLabels(fields)} ${fields.length === 1 ? 'is' : 'are'} required to create a deal`,
		'Enter a value under Deal Fields, or turn off Create Deal',
		MISSING_VALUE,
	);
