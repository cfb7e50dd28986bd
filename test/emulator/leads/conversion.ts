import { isObject, type JsonObject, type JsonValue } from '../json';
import { readRecord } from '../records/rules';
import { nameOf, type StoredRecord } from '../records/store';
import type { FieldRefusal } from '../records/readings';
import { composeNew, updateRecord, type WriteContext } from '../records/writer';
import type { EmulatorState } from '../state';
import { type ConvertedModule, mappedValues } from './mapping';

/** A record as answers name it. */
export interface Made {
	readonly name: string;
	readonly id: string;
}

/** What became of a lead. */
export type Conversion =
	| { readonly kind: 'converted'; readonly made: Readonly<Record<ConvertedModule, Made | null>> }
	| { readonly kind: 'refused'; readonly refusals: readonly FieldRefusal[] };

const MODULES: readonly ConvertedModule[] = ['Contacts', 'Deals', 'Accounts'];
const FLAGS = ['overwrite', 'notify_lead_owner', 'notify_new_entity_owner', 'add_to_existing_record'];

/**
 * Makes a contact, an account and, where a deal is given, a deal of a lead, which then counts as converted. Nothing is made
 * if anything of the order is refused. Source: Convert Lead, v8 (records 10).
 * @param order the entry of `data`
 * @param needsPipeline whether a deal must name its pipeline
 */
export function convertLead(
	context: WriteContext,
	lead: StoredRecord,
	order: JsonObject,
	needsPipeline: boolean,
): Conversion {
	const refusals = [...refuseOptions(context, lead, order), ...refuseDeal(context, lead, order.Deals, needsPipeline)];
	if (refusals.length > 0) return { kind: 'refused', refusals };
	const owner = idIn(order.assign_to) ?? idIn(lead.Owner);
	const common: Readonly<Record<string, JsonValue>> =
		owner === null ? {} : { Owner: context.state.users.personReference(owner) };
	const isOverwritten = order.overwrite === true;
	const takesExisting = order.add_to_existing_record === true;
	const accountId =
		idIn(order.Accounts) ?? (takesExisting ? find(context, 'Accounts', 'Account_Name', lead.Company) : null);
	const contactId = idIn(order.Contacts) ?? (takesExisting ? find(context, 'Contacts', 'Email', lead.Email) : null);
	const tags = (module: ConvertedModule) => tagValues(context, order.carry_over_tags, module);
	const account =
		lead.Company === undefined && accountId === null
			? null
			: place(context, 'Accounts', accountId, lead, { ...common, ...tags('Accounts') }, isOverwritten);
	const ofAccount: Readonly<Record<string, JsonValue>> = account ? { Account_Name: { ...account } } : {};
	const contact = place(
		context,
		'Contacts',
		contactId,
		lead,
		{ ...common, ...ofAccount, ...tags('Contacts') },
		isOverwritten,
	);
	const given = isObject(order.Deals) ? dealValues(context, order.Deals) : null;
	const ofContact: Readonly<Record<string, JsonValue>> = contact ? { Contact_Name: { ...contact } } : {};
	const deal =
		given === null
			? null
			: place(
					context,
					'Deals',
					null,
					lead,
					{ ...common, ...ofAccount, ...ofContact, ...given, ...tags('Deals') },
					false,
				);
	context.state.records.update('Leads', { ...lead, $converted: true });
	return { kind: 'converted', made: { Contacts: contact, Deals: deal, Accounts: account } };
}

function refuse(
	path: string,
	details: Readonly<Record<string, unknown>> = {},
	code = 'INVALID_DATA',
	message = 'invalid data',
): FieldRefusal {
	return { code, message, field: path, path, details };
}

function idIn(value: JsonValue | undefined): string | null {
	return isObject(value) && typeof value.id === 'string' ? value.id : null;
}

function refuseOptions({ state }: WriteContext, lead: StoredRecord, order: JsonObject): FieldRefusal[] {
	const flags = FLAGS.filter((name) => order[name] !== undefined && typeof order[name] !== 'boolean').map((name) =>
		refuse(name, { expected_data_type: 'boolean' }),
	);
	const targets = (['Accounts', 'Contacts'] as const).flatMap((module) => {
		if (order[module] === undefined) return [];
		if (!isObject(order[module])) return [refuse(module, { expected_data_type: 'jsonobject' })];
		const id = idIn(order[module]);
		return id === null || !state.records.get(module, id) ? [refuse(`${module}.id`)] : [];
	});
	const assignee = order.assign_to === undefined ? undefined : state.users.get(idIn(order.assign_to) ?? '');
	const assignment = order.assign_to !== undefined && assignee?.status !== 'active' ? [refuse('assign_to.id')] : [];
	const move = order.move_attachments_to;
	const isPlace = isObject(move) && MODULES.some((module) => module === move.api_name);
	const attachments =
		move !== undefined && !isPlace ? [refuse('move_attachments_to.api_name', { supported_values: MODULES })] : [];
	return [...flags, ...targets, ...assignment, ...attachments, ...refuseTags(lead, order.carry_over_tags)];
}

/** Only tags that the lead has can be carried over. ASSUMED. */
function refuseTags(lead: StoredRecord, tags: JsonValue | undefined): FieldRefusal[] {
	if (tags === undefined) return [];
	if (!isObject(tags)) return [refuse('carry_over_tags', { expected_data_type: 'jsonobject' })];
	const ofLead = Array.isArray(lead.Tag) ? lead.Tag.map((tag: JsonValue) => (isObject(tag) ? tag.name : null)) : [];
	return Object.entries(tags).flatMap(([module, names]): FieldRefusal[] => {
		const path = `carry_over_tags.${module}`;
		if (!MODULES.some((known) => known === module)) return [];
		if (!Array.isArray(names)) return [refuse(path, { expected_data_type: 'jsonarray' })];
		return names.flatMap((name: JsonValue, index) =>
			typeof name === 'string' && ofLead.includes(name) ? [] : [refuse(`${path}[${index}]`)],
		);
	});
}

/** The deal must have what its layout asks for. */
function refuseDeal(
	context: WriteContext,
	lead: StoredRecord,
	deal: JsonValue | undefined,
	needsPipeline: boolean,
): FieldRefusal[] {
	if (deal === undefined) return [];
	if (!isObject(deal)) return [refuse('Deals', { expected_data_type: 'jsonobject' })];
	const module = moduleOf(context, 'Deals');
	const draft = readRecord({ ...context, appliesLayoutRules: true }, module, {
		...mappedValues(context.state, lead, 'Deals'),
		...deal,
	});
	const pipeline =
		needsPipeline && typeof deal.Pipeline !== 'string'
			? [refuse('Pipeline', {}, 'MANDATORY_NOT_FOUND', 'required field not found')]
			: [];
	// A conversion names no layout rule.
	return [...draft.refusals.map((refusal) => ({ ...refusal, details: omitRule(refusal.details) })), ...pipeline].map(
		(refusal) => ({ ...refusal, path: `Deals.${refusal.path}` }),
	);
}

function omitRule(details: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
	return Object.fromEntries(Object.entries(details).filter(([key]) => key !== 'layout_rule'));
}

function dealValues(context: WriteContext, deal: JsonObject): Readonly<Record<string, JsonValue>> {
	const { values } = readRecord({ ...context, appliesLayoutRules: true }, moduleOf(context, 'Deals'), deal);
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function moduleOf({ state }: WriteContext, name: ConvertedModule) {
	const module = state.schema.module(name);
	if (!module) throw new RangeError(`The schema has no ${name}`);
	return module;
}

function find(
	{ state }: WriteContext,
	module: ConvertedModule,
	field: string,
	value: JsonValue | undefined,
): string | null {
	return value === undefined ? null : (state.records.find(module, field, value)[0] ?? null);
}

function tagValues(
	{ state, userId }: WriteContext,
	tags: JsonValue | undefined,
	module: ConvertedModule,
): Readonly<Record<string, JsonValue>> {
	const names = isObject(tags) ? tags[module] : undefined;
	const fieldId = state.schema.field(module, 'Tag')?.id ?? '';
	if (!Array.isArray(names) || names.length === 0) return {};
	return {
		Tag: names.map((name: JsonValue) => ({
			name: String(name),
			id: state.tags.idOf(fieldId, String(name), userId),
			color_code: null,
		})),
	};
}

/** Adds a record with the lead's values, or takes the existing one; values of the lead replace its own only if so ordered. */
function place(
	context: WriteContext,
	name: ConvertedModule,
	existingId: string | null,
	lead: StoredRecord,
	values: Readonly<Record<string, JsonValue>>,
	isOverwritten: boolean,
): Made {
	const module = moduleOf(context, name);
	const mapped = mappedValues(context.state, lead, name);
	const existing = existingId === null ? undefined : context.state.records.get(name, existingId);
	if (existing) {
		if (isOverwritten) updateRecord(context, module, existing, mapped);
		const now = context.state.records.get(name, existing.id) ?? existing;
		return { name: nameOf(module, now), id: now.id };
	}
	// What a conversion makes has had an activity at once. Source: answers of version 2.
	const activity = { Last_Activity_Time: context.state.timeText() };
	const record = composeNew(context, module, { ...mapped, ...values, ...activity });
	context.state.records.insert(name, record);
	return { name: nameOf(module, record), id: record.id };
}

/** What Zoho proposes for a lead: contacts with its e-mail address, accounts with the name of its company. */
export interface Proposals {
	readonly contacts: readonly StoredRecord[];
	readonly accounts: readonly StoredRecord[];
}

/** Which fields are compared is ASSUMED: the system's duplicate fields. */
export function proposeConversion({ records }: EmulatorState, lead: StoredRecord): Proposals {
	const found = (module: ConvertedModule, field: string, value: JsonValue | undefined): StoredRecord[] =>
		value === undefined ? [] : records.find(module, field, value).flatMap((id) => records.get(module, id) ?? []);
	return {
		contacts: found('Contacts', 'Email', lead.Email),
		accounts: found('Accounts', 'Account_Name', lead.Company),
	};
}
