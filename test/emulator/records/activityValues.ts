import { isObject, type JsonObject, type JsonValue } from '../json';
import { nameOf } from './store';
import { invalid, isEmail, type Reader, type ReadingContext, taken } from './readings';

const TARGETS: Readonly<Record<string, string>> = { contact: 'Contacts', lead: 'Leads' };
const KINDS = ['contact', 'lead', 'user', 'email'];
const PERIODS = ['minutes', 'hours', 'days', 'weeks'];

/** Who takes part: records and users by id, others by e-mail address. Keys of answers beyond those sent are ASSUMED. Source: records 15. */
export const readParticipants: Reader = (context, field, value) => {
	if (!Array.isArray(value)) return invalid(field, { expected_data_type: 'jsonarray' });
	const people: JsonObject[] = [];
	for (const [index, entry] of Array.from<JsonValue>(value).entries()) {
		const path = `${field.apiName}[${index}]`;
		if (!isObject(entry)) return invalid(field, { expected_data_type: 'jsonobject' }, path);
		if (typeof entry.type !== 'string' || !KINDS.includes(entry.type))
			return invalid(field, { supported_values: KINDS }, `${path}.type`);
		const found = typeof entry.participant === 'string' ? findPerson(context, entry.type, entry.participant) : null;
		if (!found) return invalid(field, {}, `${path}.participant`);
		if (entry.invited !== undefined && typeof entry.invited !== 'boolean')
			return invalid(field, { expected_data_type: 'boolean' }, `${path}.invited`);
		people.push({
			...found,
			invited: entry.invited ?? false,
			type: entry.type,
			participant: entry.participant,
			id: context.state.nextId(),
			status: 'not_known',
		});
	}
	return taken(people.length > 0 ? people : null);
};

function findPerson({ state }: ReadingContext, kind: string, participant: string): JsonObject | null {
	if (kind === 'email') return isEmail(participant) ? { Email: participant, name: null } : null;
	if (kind === 'user') {
		const user = state.users.get(participant);
		return user?.status === 'active' ? { Email: user.email, name: state.users.reference(user.id)?.name ?? null } : null;
	}
	const module = state.schema.module(TARGETS[kind]);
	const record = module && state.records.get(module.apiName, participant);
	return module && record ? { Email: record.Email ?? null, name: nameOf(module, record) } : null;
}

/** When a task's reminder goes off: `{"ALARM": "FREQ=NONE;ACTION=EMAIL;TRIGGER=DATE-TIME:..."}`. Source: records 15. */
export const readReminder: Reader = (_context, field, value) => readRule(field, value, 'ALARM', /^FREQ=[A-Z]+;/);

/** How often an activity comes back: `{"RRULE": "FREQ=DAILY;INTERVAL=1;..."}`. Source: records 15. */
export const readRecurrence: Reader = (_context, field, value) => readRule(field, value, 'RRULE', /^FREQ=[A-Z]+;/);

function readRule(field: Parameters<Reader>[1], value: JsonValue, key: string, form: RegExp): ReturnType<Reader> {
	if (!isObject(value)) return invalid(field, { expected_data_type: 'jsonobject' });
	const rule = value[key];
	if (typeof rule !== 'string' || !form.test(rule)) return invalid(field, {}, `${field.apiName}.${key}`);
	return taken({ [key]: rule });
}

/** When the reminders of a meeting go off: `[{"unit": 15, "period": "minutes"}]`. That there are only these periods is ASSUMED. Source: records 15. */
export const readReminders: Reader = (_context, field, value) => {
	if (!Array.isArray(value)) return invalid(field, { expected_data_type: 'jsonarray' });
	const reminders: JsonObject[] = [];
	for (const [index, entry] of Array.from<JsonValue>(value).entries()) {
		const path = `${field.apiName}[${index}]`;
		if (!isObject(entry)) return invalid(field, { expected_data_type: 'jsonobject' }, path);
		const { unit, period } = entry;
		if (typeof unit !== 'number' || !Number.isInteger(unit) || unit < 0)
			return invalid(field, { expected_data_type: 'integer' }, `${path}.unit`);
		if (typeof period !== 'string' || !PERIODS.includes(period))
			return invalid(field, { supported_values: PERIODS }, `${path}.period`);
		reminders.push({ unit, period });
	}
	return taken(reminders.length > 0 ? reminders : null);
};
