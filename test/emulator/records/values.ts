import type { FieldDefinition } from '../contract';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { readParticipants, readRecurrence, readReminder, readReminders } from './activityValues';
import { readLineTax } from './lineItems';
import {
	invalid,
	isDay,
	isEmail,
	type Reader,
	type ReadingContext,
	readText,
	taken,
	type ValueReading,
} from './readings';
import { readRelation } from './relations';
import { referenceTo } from './store';

const readEmail: Reader = ({ state }, field, value) => {
	const text = readText(field, value);
	if (text.kind === 'refused' || typeof value !== 'string') return text;
	const { spacesAroundEmail: spaces } = state.switches;
	if (!isEmail(spaces === 'refuse' ? value : value.trim())) return invalid(field, { expected_data_type: 'email' });
	return taken(spaces === 'trim' ? value.trim() : value);
};

function canChoose(context: ReadingContext, field: FieldDefinition, value: string): boolean {
	return context.acceptsUnknownOptions || !field.pickList || field.pickList.includes(value);
}

const readOption: Reader = (context, field, value) => {
	if (value === '-None-') return taken(null);
	const text = readText(field, value);
	if (text.kind === 'refused' || typeof value !== 'string') return text;
	return canChoose(context, field, value) ? text : invalid(field, { supported_values: field.pickList });
};

const readOptions: Reader = (context, field, value) => {
	if (!Array.isArray(value)) return invalid(field, { expected_data_type: 'jsonarray' });
	const before = context.current?.[field.apiName];
	const chosen = context.appended[field.apiName] === true && Array.isArray(before) ? [...before] : [];
	for (const [index, option] of value.entries()) {
		const path = `${field.apiName}[${index}]`;
		if (typeof option !== 'string') return invalid(field, { expected_data_type: 'text' }, path);
		if (!canChoose(context, field, option)) return invalid(field, { supported_values: field.pickList }, path);
		if (!chosen.includes(option)) chosen.push(option);
	}
	if (chosen.join(';').length > field.length) return invalid(field, { maximum_length: field.length });
	return taken(chosen.length > 0 ? chosen : null);
};

const readBoolean: Reader = (_context, field, value) =>
	typeof value === 'boolean' ? taken(value) : invalid(field, { expected_data_type: 'boolean' });

const readInteger: Reader = (_context, field, value) => {
	if (typeof value !== 'number' || !Number.isInteger(value)) return invalid(field, { expected_data_type: 'integer' });
	return String(Math.abs(value)).length > field.length
		? invalid(field, { maximum_length: field.length })
		: taken(value);
};

/** Read as text: it may have more digits than a number holds. */
const readBigInteger: Reader = (_context, field, value) => {
	const text = typeof value === 'number' ? String(value) : value;
	if (typeof text !== 'string' || !/^-?\d+$/.test(text)) return invalid(field, { expected_data_type: 'bigint' });
	return text.replace('-', '').length > field.length ? invalid(field, { maximum_length: field.length }) : taken(text);
};

const readDecimal: Reader = (_context, field, value) => {
	if (typeof value !== 'number' || !Number.isFinite(value)) return invalid(field, { expected_data_type: 'double' });
	const integerDigits = String(Math.trunc(Math.abs(value))).length;
	return integerDigits > field.length ? invalid(field, { maximum_length: field.length }) : taken(value);
};

/** Decimal places of amounts, as the fields metadata says. */
const CURRENCY_PLACES = 2;

const readAmount: Reader = (context, field, value) => {
	const reading = readDecimal(context, field, value);
	if (reading.kind === 'refused' || typeof value !== 'number') return reading;
	const rounded = Math.round(value * 10 ** CURRENCY_PLACES) / 10 ** CURRENCY_PLACES;
	const { extraDecimals } = context.state.switches;
	if (rounded === value || extraDecimals === 'keep') return reading;
	return extraDecimals === 'round' ? taken(rounded) : invalid(field, { decimal_place: CURRENCY_PLACES });
};

const readDate: Reader = (_context, field, value) => {
	const parts = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) : null;
	return parts && isDay(Number(parts[1]), Number(parts[2]), Number(parts[3]))
		? taken(value)
		: invalid(field, { expected_data_type: 'date' });
};

const readDateTime: Reader = ({ state }, field, value) => {
	const parts =
		typeof value === 'string'
			? /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(Z|[+-]\d{2}:\d{2})$/.exec(value)
			: null;
	const timeMs =
		parts && isDay(Number(parts[1]), Number(parts[2]), Number(parts[3])) ? Date.parse(parts[0]) : Number.NaN;
	if (!parts || Number.isNaN(timeMs) || (parts[7] === 'Z' && !state.switches.acceptsZuluTime))
		return invalid(field, { expected_data_type: 'datetime' });
	return taken(state.timeText(timeMs));
};

/** Look-ups that take a name and create what it names. Source: records 15, which gives Contacts as its example. */
function takesName(field: FieldDefinition): boolean {
	return field.apiName === 'Account_Name' && field.lookupModule === 'Accounts';
}

/** The account of that name, or the name alone: then the account is created together with the record. */
function readAccountName({ state }: ReadingContext, field: FieldDefinition, name: string): ValueReading {
	const maximumLength = state.schema.field('Accounts', 'Account_Name')?.length ?? 0;
	if (name.trim() === '' || [...name].length > maximumLength)
		return invalid(field, { maximum_length: maximumLength }, `${field.apiName}.name`);
	const [id] = state.records.find('Accounts', 'Account_Name', name);
	return taken(id === undefined ? { name } : referenceTo(state, 'Accounts', id));
}

const readLookup: Reader = (context, field, value) => {
	if (!isObject(value)) return invalid(field, { expected_data_type: 'jsonobject' });
	const { state, externals } = context;
	const path = `${field.apiName}.id`;
	if (value.id === undefined && typeof value.name === 'string' && takesName(field))
		return readAccountName(context, field, value.name);
	if (typeof value.id !== 'string') return invalid(field, { expected_data_type: 'bigint' }, path);
	const external = externals?.get(field.lookupModule ?? '');
	const id = external === undefined ? value.id : state.records.find(field.lookupModule ?? '', external, value.id)[0];
	const reference = field.lookupModule === null || id === undefined ? null : referenceTo(state, field.lookupModule, id);
	return reference ? taken(reference) : invalid(field, {}, path, 'the id given seems to be invalid');
};

/** People can be chosen while they are active; a deleted or deactivated one is refused like an unknown one. */
const readUser: Reader = ({ state }, field, value) => {
	if (!isObject(value)) return invalid(field, { expected_data_type: 'jsonobject' });
	const byEmail =
		value.id === undefined && typeof value.email === 'string' && state.switches.acceptsOwnerByEmail
			? state.users.byEmail(value.email)
			: undefined;
	const user = byEmail ?? (typeof value.id === 'string' ? state.users.get(value.id) : undefined);
	if (!user || user.status !== 'active')
		return invalid(field, {}, `${field.apiName}.id`, 'the id given seems to be invalid');
	return taken(state.users.personReference(user.id));
};

const readTags: Reader = ({ state, userId }, field, value) => {
	if (!Array.isArray(value)) return invalid(field, { expected_data_type: 'jsonarray' });
	const tags: JsonObject[] = [];
	for (const [index, tag] of value.entries()) {
		const name = isObject(tag) ? tag.name : undefined;
		if (typeof name !== 'string' || name === '')
			return invalid(field, { expected_data_type: 'text' }, `Tag[${index}].name`);
		if ([...name].length > 25) return invalid(field, { maximum_length: 25 }, `Tag[${index}].name`);
		tags.push({ name, id: state.tags.idOf(field.id, name, userId), color_code: null });
	}
	return taken(tags.length > 0 ? tags : null);
};

/** Minutes and seconds, `00:20`. Source: records 15; that other forms are refused is ASSUMED. */
const readDuration: Reader = (_context, field, value) => {
	const text = readText(field, value);
	if (text.kind === 'refused' || typeof value !== 'string') return text;
	return /^\d{1,4}:[0-5]\d$/.test(value) ? text : invalid(field, { regex: '^\\d{1,4}:[0-5]\\d$' });
};

const READERS: Readonly<Record<string, Reader>> = {
	email: readEmail,
	picklist: readOption,
	multiselectpicklist: readOptions,
	boolean: readBoolean,
	integer: readInteger,
	bigint: readBigInteger,
	double: readDecimal,
	currency: readAmount,
	percent: readDecimal,
	date: readDate,
	datetime: readDateTime,
	lookup: readLookup,
	ALARM: readReminder,
	RRULE: readRecurrence,
	multireminder: readReminders,
	linetax: readLineTax,
	ownerlookup: readUser,
	userlookup: readUser,
};

/**
 * Reads one value as JSON calls send it. Null and the empty text clear the field (a boolean becomes false).
 * Source: records 15. Not for `Layout` and fields whose rows live in another module.
 */
export function readValue(context: ReadingContext, field: FieldDefinition, value: JsonValue): ValueReading {
	if (value === null || value === '') return taken(field.dataType === 'boolean' ? false : null);
	if (field.apiName === 'Tag') return readTags(context, field, value);
	if (field.apiName === 'Call_Duration') return readDuration(context, field, value);
	if (field.apiName === 'Participants') return readParticipants(context, field, value);
	if (field.lookupModules !== null) return readRelation(context, field, value);
	const read = READERS[field.dataType];
	return read ? read(context, field, value) : readText(field, value);
}
