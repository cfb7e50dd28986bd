import type { Execution } from '../shared/n8n/connection/nodeContext';
import { groupsOf, MAX_IDS_PER_LIST } from '../shared/zoho/call/limits';
import type { ZohoClient } from '../shared/zoho/client';
import type { ZohoRecord } from '../shared/zoho/records/api';
import { STAMPS, stampOf } from './events';
import type { NodeMemory } from './memory';
import type { TriggerWishes } from './wishes';

/** Field types that Zoho returns with a single record only. Source: Get Records, v8 (read 2026-11-21). */
const NOT_LISTED: ReadonlySet<string> = new Set(['subform', 'multiselectlookup', 'multiuserlookup']);
/** Our choice: how long the fields of a module count as known. */
const FIELDS_KNOWN_MS = 600_000;
/** Our choice: how often a record is read again because its second is not over; longer means that it changes all the time. */
const MOST_LOOKS = 5;

/** What reading records needs. */
export interface Reading {
	readonly zoho: ZohoClient;
	readonly wishes: TriggerWishes;
	readonly memory: NodeMemory;
	readonly execution: Execution;
}

/** The time by Zoho's clock; never ahead of it. Asks for it where no answer has told it yet. */
export async function readServerTime({ zoho, wishes, memory, execution }: Reading): Promise<number> {
	if (zoho.serverTimeMs !== null) memory.clockOffsetMs = zoho.serverTimeMs - execution.now();
	if (memory.clockOffsetMs !== null) return execution.now() + memory.clockOffsetMs;
	const first = zoho.records.list(wishes.modules[0], { fields: ['id'], limit: 1 });
	await first.next();
	memory.clockOffsetMs = (zoho.serverTimeMs ?? execution.now()) - execution.now();
	return execution.now() + memory.clockOffsetMs;
}

/**
 * Reads records by ID as they are when the second of their last change is over: until then they can change again without
 * another time. Records that are gone are left out.
 */
export async function readRecords(
	reading: Reading,
	module: string,
	ids: readonly string[],
): Promise<Map<string, ZohoRecord>> {
	const found = new Map<string, ZohoRecord>();
	let wanted = [...new Set(ids)];
	for (let look = 1; wanted.length > 0; look += 1) {
		const records = await listByIds(reading, module, wanted);
		for (const id of wanted) found.delete(id);
		for (const record of records) found.set(record.id, record);
		const nowMs = await readServerTime(reading);
		const openMs = Math.floor(nowMs / 1000) * 1000;
		const open = records.filter((record) => stampOf(record, 'Modified_Time') >= openMs);
		if (open.length === 0 || look === MOST_LOOKS) break;
		const latestMs = Math.max(...open.map((record) => stampOf(record, 'Modified_Time')));
		// A time that is far ahead is no second that is about to end.
		await reading.execution.sleep(Math.min(latestMs + 1000 - nowMs, 2000));
		wanted = open.map(({ id }) => id);
	}
	return found;
}

async function listByIds(reading: Reading, module: string, ids: readonly string[]): Promise<ZohoRecord[]> {
	const { zoho } = reading;
	const fields = await readFieldNames(reading, module);
	const records: ZohoRecord[] = [];
	for (const group of groupsOf(ids, MAX_IDS_PER_LIST)) {
		const listed = zoho.records.list(module, {
			fields,
			ids: group,
			limit: group.length,
			converted: module === 'Leads' ? 'both' : undefined,
		});
		for await (const record of listed) records.push(record);
	}
	return records;
}

/** The fields to read: those that were chosen or all that a list can have, and those that events are made of. */
export async function readFieldNames({ zoho, wishes, memory, execution }: Reading, module: string): Promise<string[]> {
	const needed = [...STAMPS, ...wishes.changedFields];
	if (wishes.fields.length > 0) return [...new Set([...needed, ...wishes.fields])];
	const known = memory.fieldNames.get(module);
	if (known !== undefined && execution.now() - known.readMs < FIELDS_KNOWN_MS)
		return [...new Set([...needed, ...known.names])];
	const fields = await zoho.metadata.fields(module);
	const names = fields.filter(({ dataType }) => !NOT_LISTED.has(dataType)).map(({ apiName }) => apiName);
	memory.fieldNames.set(module, { names, readMs: execution.now() });
	return [...new Set([...needed, ...names])];
}

/** The connected user, where their changes do not count; else null. */
export async function readOwnId({ zoho, wishes, memory }: Reading): Promise<string | null> {
	if (!wishes.ignoresOwnChanges) return null;
	memory.userId ??= (await zoho.users.current()).id;
	return memory.userId;
}
