import type { Answer, Area, Call } from '../contract';
import { isObject } from '../json';
import { readWriteBody, refusedEntry, withPlace } from '../records/routes/body';
import { nameOf, referenceTo, type StoredRecord } from '../records/store';
import { beginView } from '../records/writer';
import { invalidData, ok, Refusal, type Shape } from '../server/answers';
import { bodyOf, isId, readPathId } from '../server/reading';
import { route } from '../server/route';
import type { EmulatorState } from '../state';
import { convertLead, proposeConversion } from './conversion';

/** Credits of converting one lead. Source: limits-and-errors 1. */
const CONVERSION_CREDITS = 5;

/** Converting leads. Source: records 10. */
export function leadArea(state: EmulatorState): Area {
	const scope = (operation: string) => `ZohoCRM.modules.leads.${operation}`;
	return {
		routes: [
			route(
				'POST /crm/v8/Leads/:id/actions/convert',
				'Convert Lead, v8',
				scope('CREATE'),
				(call) => convert(state, call),
				{ credits: () => CONVERSION_CREDITS, isHeavy: () => true },
			),
			route(
				'POST /crm/v2/Leads/:id/actions/convert',
				'Convert Lead, v2',
				scope('CREATE'),
				(call) => convertV2(state, call),
				{ credits: () => CONVERSION_CREDITS, isHeavy: () => true },
			),
			route('GET /crm/v8/Leads/:id/__conversion_options', 'Lead Conversion Options, v8', scope('READ'), (call) =>
				showOptions(state, call),
			),
		],
	};
}

/** Convert Lead (records 10); an id that is none, and one that no lead has, are refused alike. @throws Refusal */
function convert(state: EmulatorState, call: Call): Answer {
	const lead = isId(call.params.id) ? state.records.get('Leads', call.params.id) : undefined;
	const place = { resource_path_index: 1 };
	if (!lead) throw invalidData(place);
	if (lead.$converted === true) throw new Refusal(400, 'ID_ALREADY_CONVERTED', 'id already converted', place);
	const sent = { ...call, text: JSON.stringify(onlyData(bodyOf(call))) ?? call.text };
	const { data } = withPlace(state, () => readWriteBody(state, sent));
	const [order, ...others] = data;
	if (others.length > 0) throw invalidData({ maximum_length: 1, api_name: 'data', json_path: '$.data' });
	if (!isObject(order))
		throw invalidData({ expected_data_type: 'jsonobject', api_name: 'data', json_path: '$.data[0]' });
	const context = {
		state,
		userId: call.userId,
		view: beginView(state),
		acceptsUnknownOptions: state.switches.unknownPicklistValues === 'accept',
	};
	const outcome = convertLead(context, lead, order, state.switches.needsPipeline);
	if (outcome.kind === 'refused')
		return { status: state.switches.convertRefusalStatus, body: { data: [refusedEntry(state, 0, outcome.refusals)] } };
	const message = 'The record has been converted successfully';
	return ok({ data: [{ code: 'SUCCESS', status: 'success', message, details: outcome.made }] });
}

/** Convert Lead of version 2: records and users are sent and answered as ids alone. Source: records 10. @throws Refusal */
function convertV2(state: EmulatorState, call: Call): Answer {
	const body = bodyOf(call);
	const toObject = (value: unknown): unknown => (typeof value === 'string' ? { id: value } : value);
	const translate = (order: unknown): unknown =>
		isObject(order)
			? Object.fromEntries(
					Object.entries(order).map(([key, value]) => [
						key.replace(/^accounts$/i, 'Accounts').replace(/^contacts$/i, 'Contacts'),
						/^(?:accounts|contacts|assign_to)$/i.test(key) ? toObject(value) : value,
					]),
				)
			: order;
	const text =
		isObject(body) && Array.isArray(body.data) ? JSON.stringify({ data: body.data.map(translate) }) : call.text;
	const answer = convert(state, { ...call, text });
	const [entry] = isObject(answer.body) && Array.isArray(answer.body.data) ? answer.body.data : [];
	if (answer.status !== 200 || !isObject(entry) || !isObject(entry.details)) return answer;
	const made = Object.entries(entry.details).map(([module, record]) => [module, isObject(record) ? record.id : null]);
	return ok({ data: [Object.fromEntries(made)] });
}

/** A conversion knows no key beside `data`. */
function onlyData(body: unknown): unknown {
	return isObject(body) ? { data: body.data } : body;
}

/** Lead Conversion Options; shape of the OAS of 2026. @throws Refusal */
function showOptions(state: EmulatorState, call: Call): Answer {
	const lead = state.records.get('Leads', readPathId(call, 1));
	if (!lead) return { status: 204 };
	const { contacts, accounts } = proposeConversion(state, lead);
	const withLayouts = ['Contacts', 'Accounts', 'Deals']
		.flatMap((name) => state.schema.module(name) ?? [])
		.filter(({ layouts }) => layouts.length > 1);
	const matched = (module: string, field: string, value: unknown, found: readonly StoredRecord[]) =>
		found.length > 0
			? [{ field: { api_name: field, id: state.schema.field(module, field)?.id ?? null }, matched_lead_value: value }]
			: null;
	const orNull = (entries: readonly Shape[]) => (entries.length > 0 ? entries : null);
	return {
		status: 200,
		body: {
			__conversion_options: {
				module_preference: null,
				Contacts: orNull(contacts.map((contact) => contactShape(state, contact))),
				Accounts: orNull(accounts.map((account) => accountShape(state, account))),
				Deals: null,
				preference_field_matched_value: {
					Contacts: matched('Contacts', 'Email', lead.Email, contacts),
					Accounts: matched('Accounts', 'Account_Name', lead.Company, accounts),
				},
				modules_with_multiple_layouts: orNull(withLayouts.map(({ apiName, id }) => ({ api_name: apiName, id }))),
			},
		},
	};
}

function commonKeys(record: StoredRecord): Shape {
	return { $editable: true, $approval_state: 'approved', Locked__s: false, id: record.id };
}

function contactShape(state: EmulatorState, contact: StoredRecord): Shape {
	const account = isObject(contact.Account_Name)
		? referenceTo(state, 'Accounts', String(contact.Account_Name.id))
		: null;
	const module = state.schema.module('Contacts');
	return {
		Full_Name: module ? nameOf(module, contact) : null,
		Email: contact.Email ?? null,
		Account_Name: account ? { ...account, Locked__s: false } : null,
		Data_Processing_Basis: null,
		...commonKeys(contact),
	};
}

function accountShape(state: EmulatorState, account: StoredRecord): Shape {
	const module = state.schema.module('Accounts');
	return {
		Account_Name: module ? nameOf(module, account) : null,
		Phone: account.Phone ?? null,
		Website: account.Website ?? null,
		Account_Type: account.Account_Type ?? null,
		...commonKeys(account),
	};
}
