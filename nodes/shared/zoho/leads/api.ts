import { checkId, crmUrl } from '../call/address';
import { readAnswer, readCall, refusalOf, type ZohoCaller } from '../call/caller';
import type { RecordValues } from '../records/writes';
import { isRequired, type FieldMetadata } from '../metadata/fields';
import { findRefusal } from '../call/refusal';
import { parseReference, type NamedReference, type ShapeReader } from '../call/shape';

/** The modules that a lead becomes records of. */
export type ConvertedModule = 'Accounts' | 'Contacts' | 'Deals';

/** What becomes of a lead. Whatever is left out is as Zoho does it: a new contact, and a new account for its company. */
export interface ConvertOptions {
	/** Use this account instead of a new one. */
	readonly accountId?: string;
	/** Use this contact instead of a new one. */
	readonly contactId?: string;
	/** Also make a deal of these values: `Deal_Name`, `Stage`, `Closing_Date`, and `Pipeline` where there are pipelines. */
	readonly deal?: RecordValues;
	/** Who owns the new records; the owner of the lead if left out. */
	readonly ownerId?: string;
	/** Whether values of the lead replace those of the given account and contact. */
	readonly overwrite?: boolean;
	/** Whether records that Zoho itself finds to match are used instead of new ones. */
	readonly addToExistingRecord?: boolean;
	readonly notifyLeadOwner?: boolean;
	readonly notifyNewOwner?: boolean;
	/** Where attachments of the lead go. */
	readonly moveAttachmentsTo?: ConvertedModule;
	/** Names of the lead's tags that each new record gets. */
	readonly carryOverTags?: Readonly<Partial<Record<ConvertedModule, readonly string[]>>>;
}

/** Fields that a deal made from a lead must have. Source: Convert Lead, v8 (read 2026-11-21). */
const NEEDED_BY_DEAL: ReadonlySet<string> = new Set(['Closing_Date', 'Deal_Name', 'Stage']);

/** Whether a deal that is made from a lead must have a value of a field. */
export const isRequiredOfDeal = (field: FieldMetadata): boolean =>
	isRequired(field) || NEEDED_BY_DEAL.has(field.apiName);

/** What a lead has become; null where nothing was made. */
export interface ConvertedLead {
	readonly contact: NamedReference | null;
	readonly account: NamedReference | null;
	readonly deal: NamedReference | null;
}

/** A record into which a lead can be merged. */
export interface ConversionMatch {
	readonly id: string;
	readonly name: string | null;
	readonly email: string | null;
	/** The record as Zoho gives it. */
	readonly raw: Readonly<Record<string, unknown>>;
}

/** What Zoho proposes for the conversion of a lead. */
export interface ConversionOptions {
	readonly contacts: readonly ConversionMatch[];
	readonly accounts: readonly ConversionMatch[];
	readonly deals: readonly ConversionMatch[];
	/** API name of the module that is preferred for matching; null where none is. */
	readonly preferredModule: string | null;
	/** Which fields of which module agree with the lead, and in what value. */
	readonly matchedFields: readonly { readonly module: string; readonly field: string; readonly value: string }[];
	/** API names of the modules in which a layout can be chosen. */
	readonly modulesWithSeveralLayouts: readonly string[];
}

/** Converting leads. Source: Convert Lead and Lead Conversion Options, v8 (read 2026-11-21). */
export class LeadsApi {
	constructor(private readonly caller: ZohoCaller) {}

	/**
	 * Turns a lead into a contact, an account and, if asked for, a deal; costs 5 credits. Never repeated unless throttled.
	 * @throws ZohoApiError if it was refused, e.g. `ID_ALREADY_CONVERTED`; its `apiName` and place say which value is wrong
	 */
	async convert(leadId: string, options: ConvertOptions = {}): Promise<ConvertedLead> {
		const answer = await this.caller.send({
			kind: 'leadConvert',
			host: 'api',
			method: 'POST',
			url: this.url(leadId, 'actions', 'convert'),
			body: { kind: 'json', value: { data: [encodeOptions(options)] } },
			answer: 'json',
			records: 1,
			changesRecords: true,
			isRepeatable: false,
		});
		// Refusals come with 400, and with 202 too.
		if (answer.status >= 300 || findRefusal(answer.body) !== null) throw refusalOf(answer);
		const details = readAnswer(answer).get('data').first().get('details');
		return {
			contact: parseMade(details.get('Contacts')),
			account: parseMade(details.get('Accounts')),
			deal: parseMade(details.get('Deals')),
		};
	}

	/** Gives the records that a lead can be merged into, or null if Zoho has nothing to propose. */
	async conversionOptions(leadId: string): Promise<ConversionOptions | null> {
		const answer = await this.caller.ask(readCall(this.url(leadId, '__conversion_options')));
		return answer === null ? null : parseConversionOptions(answer.get('__conversion_options'));
	}

	private url(leadId: string, ...parts: string[]): string {
		return crmUrl(this.caller.deps.hosts, 'Leads', checkId(leadId, 'lead'), ...parts);
	}
}

function encodeOptions(options: ConvertOptions): Readonly<Record<string, unknown>> {
	const {
		accountId,
		contactId,
		ownerId,
		deal,
		overwrite,
		addToExistingRecord,
		notifyLeadOwner,
		notifyNewOwner,
		moveAttachmentsTo,
		carryOverTags,
	} = options;
	return {
		...(overwrite !== undefined && { overwrite }),
		...(notifyLeadOwner !== undefined && { notify_lead_owner: notifyLeadOwner }),
		...(notifyNewOwner !== undefined && { notify_new_entity_owner: notifyNewOwner }),
		...(addToExistingRecord === true && { add_to_existing_record: true }),
		...(moveAttachmentsTo !== undefined && { move_attachments_to: { api_name: moveAttachmentsTo } }),
		...(accountId !== undefined && { Accounts: { id: checkId(accountId, 'account') } }),
		...(contactId !== undefined && { Contacts: { id: checkId(contactId, 'contact') } }),
		...(ownerId !== undefined && { assign_to: { id: checkId(ownerId, 'owner') } }),
		...(deal !== undefined && { Deals: deal }),
		...(carryOverTags !== undefined && { carry_over_tags: carryOverTags }),
	};
}

/** v8 gives name and id, older versions the id alone. */
function parseMade(made: ShapeReader): NamedReference | null {
	return made.isText ? { id: made.id(), name: '' } : parseReference(made);
}

function parseConversionOptions(options: ShapeReader): ConversionOptions {
	const preference = options.get('module_preference');
	const layouts = options.get('modules_with_multiple_layouts');
	return {
		contacts: parseMatches(options.get('Contacts'), 'Full_Name'),
		accounts: parseMatches(options.get('Accounts'), 'Account_Name'),
		deals: parseMatches(options.get('Deals'), 'Deal_Name'),
		preferredModule: preference.isAbsent ? null : preference.get('api_name').textOrNull(),
		matchedFields: parseMatchedFields(options.get('preference_field_matched_value')),
		modulesWithSeveralLayouts: layouts.isAbsent ? [] : layouts.items().map((module) => module.get('api_name').text()),
	};
}

function parseMatches(matches: ShapeReader, nameField: string): ConversionMatch[] {
	if (matches.isAbsent) return [];
	return matches.items().map((match) => ({
		id: match.get('id').id(),
		name: match.get(match.get(nameField).isAbsent ? 'name' : nameField).textOrNull(),
		email: match.get('Email').textOrNull(),
		raw: match.object(),
	}));
}

function parseMatchedFields(matched: ShapeReader): ConversionOptions['matchedFields'] {
	if (matched.isAbsent) return [];
	return Object.keys(matched.object()).flatMap((module) => {
		const fields = matched.get(module);
		if (fields.isAbsent) return [];
		return fields.items().map((entry) => ({
			module,
			field: entry.get('field').get('api_name').text(),
			value: entry.get('matched_lead_value').text(),
		}));
	});
}
