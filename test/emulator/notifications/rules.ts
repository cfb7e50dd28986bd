import type { ModuleDefinition } from '../contract';
import { isObject } from '../json';
import { isPublic } from '../publicAddress';
import type { EmulatorState } from '../state';

/** Why an entry of `watch` is refused. */
export interface WatchRefusal {
	readonly code: string;
	readonly message: string;
	readonly details: Readonly<Record<string, unknown>>;
}

/** Thrown where an entry of `watch` is wrong; the others go on. */
export class WatchError extends Error {
	constructor(readonly refusal: WatchRefusal) {
		super(refusal.message);
	}
}

/** What can happen to records of a module. */
export const OPERATIONS = ['create', 'edit', 'delete'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Fields of which some must have changed: one, or entries that are joined. */
export type FieldSelection =
	| { readonly field: { readonly apiName: string; readonly id: string } }
	| { readonly operator: 'and' | 'or'; readonly group: readonly FieldSelection[] };

/** What a channel is asked for; absent keys were not sent. */
export interface ChannelOrder {
	readonly id: string;
	readonly events?: ReadonlyMap<string, ReadonlySet<Operation>>;
	readonly notifyUrl?: string;
	/** Null: none was sent, or one beyond the longest life. */
	readonly expiryMs?: number | null;
	readonly token?: string | null;
	readonly returnsValues?: boolean;
	readonly notifiesRelated?: boolean;
	readonly conditions?: ReadonlyMap<string, FieldSelection>;
	/** The condition as it was sent, for the list. */
	readonly conditionBody?: readonly unknown[] | null;
	readonly deletesEvents: boolean;
}

/** Standard modules that can be watched; custom ones can, too. Source: notifications 3. */
const WATCHED: ReadonlySet<string> = new Set([
	'Leads',
	'Accounts',
	'Contacts',
	'Deals',
	'Campaigns',
	'Tasks',
	'Cases',
	'Events',
	'Calls',
	'Solutions',
	'Products',
	'Vendors',
	'Price_Books',
	'Quotes',
	'Sales_Orders',
	'Purchase_Orders',
	'Invoices',
	'Appointments__s',
	'Services__s',
]);
const TOKEN_LENGTH = 50;
const URL_LENGTH = 255;
const CONDITION_FIELDS = 10;
const GROUP_ENTRIES = 2;

/** Whether records of a module can be watched. */
export const isWatched = ({ apiName, generatedType }: ModuleDefinition): boolean =>
	WATCHED.has(apiName) || generatedType === 'custom';

const refuse = (code: string, message: string, details: Readonly<Record<string, unknown>>): never => {
	throw new WatchError({ code, message, details });
};
const place = (path: string): { api_name: string; json_path: string } => ({
	api_name: /([A-Za-z_]+)(?:\[\d+\])*$/.exec(path)?.[1] ?? '',
	json_path: path,
});
const invalid = (path: string, details: Readonly<Record<string, unknown>> = {}): never =>
	refuse('INVALID_DATA', 'invalid data', { ...details, ...place(path) });
const missing = (path: string): never => refuse('MANDATORY_NOT_FOUND', 'required field not found', place(path));

/**
 * Reads one entry of `watch`. Source: notifications 1, 2 and 4.
 * @param path of the entry, e.g. `$.watch[0]`
 * @param mandatory keys that must be there beside `channel_id` and `events`
 * @throws WatchError
 */
export function readOrder(
	state: EmulatorState,
	entry: Readonly<Record<string, unknown>>,
	path: string,
	mandatory: readonly string[],
): ChannelOrder {
	for (const name of ['channel_id', 'events', ...mandatory])
		if (entry[name] === undefined || entry[name] === null) missing(`${path}.${name}`);
	const flag = (name: string): boolean | undefined => {
		const value = entry[name];
		if (value === undefined || typeof value === 'boolean') return value;
		return invalid(`${path}.${name}`, { expected_data_type: 'boolean' });
	};
	const events = readEvents(state, entry.events, `${path}.events`);
	return {
		id: readChannelId(entry.channel_id, `${path}.channel_id`),
		events,
		notifyUrl: readUrl(state, entry.notify_url, `${path}.notify_url`),
		expiryMs: readExpiry(state, entry.channel_expiry, `${path}.channel_expiry`),
		token: readToken(entry.token, `${path}.token`),
		returnsValues: flag('return_affected_field_values'),
		notifiesRelated: flag('notify_on_related_action'),
		...readConditions(state, entry.notification_condition, `${path}.notification_condition`),
		deletesEvents: flag('_delete_events') === true,
	};
}

/** A signed integer of 64 bits, as a text or a number. */
export function readChannelId(value: unknown, path: string): string {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	if (!/^-?\d{1,19}$/.test(text) || BigInt.asIntN(64, BigInt(text)) !== BigInt(text))
		return invalid(path, { expected_data_type: 'bigint' });
	return String(BigInt(text));
}

function readEvents(state: EmulatorState, value: unknown, path: string): ReadonlyMap<string, ReadonlySet<Operation>> {
	if (!Array.isArray(value) || value.length === 0) return invalid(path, { expected_data_type: 'jsonarray' });
	const { eventsPerChannel } = state.switches;
	if (value.length > eventsPerChannel) return invalid(path, { maximum_length: eventsPerChannel });
	const events = new Map<string, Set<Operation>>();
	for (const [index, event] of Array.from<unknown>(value).entries()) {
		const [, name, operation] = /^(\w+)\.(create|edit|delete|all)$/.exec(String(event)) ?? [];
		const module = name === undefined ? undefined : state.schema.module(name);
		if (typeof event !== 'string' || module === undefined || !isWatched(module)) return invalid(`${path}[${index}]`);
		const known = events.get(name) ?? new Set<Operation>();
		for (const one of OPERATIONS) if (operation === 'all' || operation === one) known.add(one);
		events.set(name, known);
	}
	return events;
}

function readUrl(state: EmulatorState, value: unknown, path: string): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value !== 'string') return invalid(path, { expected_data_type: 'text' });
	if (value.length > URL_LENGTH) return invalid(path, { maximum_length: URL_LENGTH });
	const address = URL.canParse(value) ? new URL(value) : null;
	const isAllowed = address !== null && (isPublic(address) || state.switches.allowHttpNotifyUrl);
	return isAllowed ? value : invalid(path, { expected_data_type: 'url' });
}

/** Whole seconds with an offset. One beyond the longest life counts as none; that one in the past is refused is unverified. */
function readExpiry(state: EmulatorState, value: unknown, path: string): number | null | undefined {
	if (value === undefined) return undefined;
	if (value === null) return null;
	if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/.test(value))
		return invalid(path, { expected_data_type: 'datetime' });
	const expiryMs = Date.parse(value);
	const leftMs = expiryMs - state.clock.now();
	if (Number.isNaN(expiryMs) || leftMs <= 0) return invalid(path);
	return leftMs > state.switches.channelLifeMs ? null : expiryMs;
}

function readToken(value: unknown, path: string): string | null | undefined {
	if (value === undefined || value === null) return value;
	if (typeof value !== 'string') return invalid(path, { expected_data_type: 'text' });
	return value.length > TOKEN_LENGTH ? invalid(path, { maximum_length: TOKEN_LENGTH }) : value;
}

function readConditions(
	state: EmulatorState,
	value: unknown,
	path: string,
): Pick<ChannelOrder, 'conditions' | 'conditionBody'> {
	if (value === undefined) return {};
	if (value === null) return { conditions: new Map(), conditionBody: null };
	if (!Array.isArray(value)) return invalid(path, { expected_data_type: 'jsonarray' });
	const conditions = new Map<string, FieldSelection>();
	let count = 0;
	for (const [index, entry] of Array.from<unknown>(value).entries()) {
		const at = `${path}[${index}]`;
		if (!isObject(entry)) return invalid(at, { expected_data_type: 'jsonobject' });
		if (entry.field_selection !== undefined && entry.type === undefined)
			return refuse('DEPENDENT_FIELD_MISSING', 'dependent field missing', {
				dependee: place(`${at}.field_selection`),
				...place(`${at}.type`),
			});
		if (entry.type !== 'field_selection') return invalid(`${at}.type`, { supported_values: ['field_selection'] });
		const module = readReference(entry.module, `${at}.module`);
		const known = state.schema.module(module.apiName);
		if (known === undefined) return invalid(`${at}.module`);
		if (known.id !== module.id) return ambiguous(`${at}.module`);
		const selection = readSelection(known, entry.field_selection, `${at}.field_selection`, () => {
			count += 1;
			if (count > CONDITION_FIELDS) invalid(path, { maximum_length: CONDITION_FIELDS });
		});
		conditions.set(module.apiName, selection);
	}
	return { conditions, conditionBody: value };
}

function readSelection(module: ModuleDefinition, value: unknown, path: string, countField: () => void): FieldSelection {
	if (!isObject(value)) return invalid(path, { expected_data_type: 'jsonobject' });
	if (value.group === undefined || value.group === null) {
		countField();
		const named = readReference(value.field, `${path}.field`);
		const field = module.fields.find(({ apiName }) => apiName === named.apiName);
		if (field === undefined) return invalid(`${path}.field`);
		return field.id === named.id ? { field: named } : ambiguous(`${path}.field`);
	}
	const { group, group_operator: operator } = value;
	if (typeof operator !== 'string' || !/^(and|or)$/i.test(operator))
		return invalid(`${path}.group_operator`, { supported_values: ['and', 'or'] });
	if (!Array.isArray(group)) return invalid(`${path}.group`, { expected_data_type: 'jsonarray' });
	if (group.length > GROUP_ENTRIES) return invalid(`${path}.group`, { maximum_length: GROUP_ENTRIES });
	return {
		operator: operator.toLowerCase() === 'and' ? 'and' : 'or',
		group: group.map((entry: unknown, index) => readSelection(module, entry, `${path}.group[${index}]`, countField)),
	};
}

function readReference(value: unknown, path: string): { readonly apiName: string; readonly id: string } {
	const { api_name: apiName, id } = isObject(value) ? value : {};
	if (typeof apiName === 'string' && typeof id === 'string') return { apiName, id };
	return refuse('EXPECTED_FIELD_MISSING', 'expected field missing', {
		expected_fields: ['api_name', 'id'].map((name) => place(`${path}.${name}`)),
	});
}

function ambiguous(path: string): never {
	return refuse('AMBIGUITY_DURING_PROCESSING', 'api_name and id do not name the same', {
		ambiguity_due_to: ['api_name', 'id'].map((name) => place(`${path}.${name}`)),
	});
}

/** Whether changes of these fields meet a condition. */
export function meetsSelection(selection: FieldSelection, changed: ReadonlySet<string>): boolean {
	if ('field' in selection) return changed.has(selection.field.apiName);
	return selection.operator === 'and'
		? selection.group.every((one) => meetsSelection(one, changed))
		: selection.group.some((one) => meetsSelection(one, changed));
}
