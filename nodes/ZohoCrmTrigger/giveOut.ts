import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ofExecution } from '../shared/n8n/connection/nodeContext';
import { toNodeError } from '../shared/n8n/connection/nodeErrors';
import type { TriggerEvent } from './events';
import { memoryOf, noteWatched } from './memory';
import { fromItem, type Notification } from './notification';
import { CHECK_SOON_MS, eventOfItem, openZoho } from './poll';
import { readOwnId, type Reading } from './reading';
import { recordOf, takeNew } from './recording';
import { resolve } from './resolve';
import { testEvents } from './testEvents';
import { readWishes } from './wishes';

type Outgoing = Pick<TriggerEvent, 'eventId' | 'json'> & Partial<Pick<TriggerEvent, 'watched'>>;

/** Gives out what is new of what a notification or a poll brought: the first thing that runs in every execution. */
export async function giveOut(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const n8n = ofExecution(context);
	const memory = memoryOf(context);
	const items = context.getInputData();
	const notifications = items.flatMap(({ json }) => fromItem(json) ?? []);
	const ready = items.flatMap(({ json }) => toOutgoing(eventOfItem(json)));
	try {
		if (context.getMode() === 'manual' && notifications.length + ready.length === 0)
			return [(await testEvents(n8n, memory)).map(toItem)];
		const found = [...ready, ...(await resolveAll(context, notifications))];
		const byId = new Map(found.map((event) => [event.eventId, event]));
		const fresh = await takeNew(memory, [...byId.keys()], recordOf(context), n8n.execution);
		for (const [eventId, { watched }] of byId) {
			memory.given.add(eventId);
			if (watched) noteWatched(memory, watched);
		}
		return [[...byId.values()].filter(({ eventId }) => fresh.has(eventId)).map(toItem)];
	} catch (error) {
		// Nothing was recorded: the next check brings it, soon if it is this process that polls.
		memory.nextCheckMs = Math.min(memory.nextCheckMs, n8n.execution.now() + CHECK_SOON_MS);
		throw toNodeError(n8n.node, error);
	}
}

function toOutgoing(json: IDataObject | null): Outgoing[] {
	return json === null || typeof json.eventId !== 'string' ? [] : [{ eventId: json.eventId, json }];
}

const toItem = ({ json }: Outgoing): INodeExecutionData => ({ json, pairedItem: { item: 0 } });

async function resolveAll(
	context: IExecuteFunctions,
	notifications: readonly Notification[],
): Promise<readonly TriggerEvent[]> {
	if (notifications.length === 0) return [];
	const n8n = ofExecution(context);
	const memory = memoryOf(context);
	const wishes = readWishes(n8n);
	const zoho = await openZoho(n8n, wishes);
	const reading: Reading = { zoho, wishes, memory, execution: n8n.execution };
	const maker = { wishes, memory, ownId: await readOwnId(reading) };
	const events: TriggerEvent[] = [];
	for (const notification of notifications) {
		const resolved = await resolve(reading, maker, notification);
		events.push(...resolved.events);
		if (resolved.isUncertain) {
			const soonMs = n8n.execution.now() + CHECK_SOON_MS;
			memory.nextCheckMs = Math.min(memory.nextCheckMs, soonMs);
		}
	}
	return events;
}
