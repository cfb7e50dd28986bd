import { createZohoClient } from '../shared/n8n/connection/transport';
import type { NodeContext } from '../shared/n8n/connection/nodeContext';
import type { ZohoRecord } from '../shared/zoho/records/api';
import { createdEvent, deletedEvent, stampOf, updatedEvent, type EventMaker, type TriggerEvent } from './events';
import type { NodeMemory } from './memory';
import { readFieldNames, type Reading } from './reading';
import { readWishes, type EventName } from './wishes';

/** Our choice: events of each kind and module that a test gives. */
const MOST_TESTED = 3;
/** The recycle bin keeps records for 60 days. Source: Get Deleted Records, v8 (read 2026-11-21). */
const BIN_MS = 60 * 24 * 3_600_000;

/** The latest events of the chosen kinds, as the node would give them out. Reads and remembers nothing else, and makes no channel. */
export async function testEvents(n8n: NodeContext, memory: NodeMemory): Promise<TriggerEvent[]> {
	const chosen = readWishes(n8n);
	// What the user does not want to start the workflow is an example all the same.
	const wishes = { ...chosen, ignoresOwnChanges: false, changedFields: [] };
	const reading: Reading = { zoho: await createZohoClient(n8n), wishes, memory, execution: n8n.execution };
	const maker: EventMaker = { wishes, memory, ownId: null };
	const events: TriggerEvent[] = [];
	for (const module of wishes.modules)
		for (const event of wishes.events) events.push(...(await latest(reading, maker, module, event)));
	return events;
}

async function latest(reading: Reading, maker: EventMaker, module: string, event: EventName): Promise<TriggerEvent[]> {
	const { zoho, execution } = reading;
	if (event === 'deleted') {
		const deleted = await zoho.records.deleted(module, execution.now() - BIN_MS);
		return deleted
			.slice(-MOST_TESTED)
			.reverse()
			.flatMap((record) => deletedEvent(maker, module, record) ?? []);
	}
	const records: ZohoRecord[] = [];
	const listed = zoho.records.list(module, {
		fields: await readFieldNames(reading, module),
		sortBy: event === 'created' ? 'Created_Time' : 'Modified_Time',
		sortOrder: 'desc',
		converted: module === 'Leads' ? 'both' : undefined,
		limit: event === 'created' ? MOST_TESTED : MOST_TESTED * 10,
	});
	for await (const record of listed) {
		const wasChanged = stampOf(record, 'Modified_Time') > stampOf(record, 'Created_Time');
		if (event === 'created' || wasChanged) records.push(record);
		if (records.length === MOST_TESTED) break;
	}
	return records.flatMap(
		(record) =>
			(event === 'created' ? createdEvent(maker, module, record) : updatedEvent(maker, module, record, null)) ?? [],
	);
}
