import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { readCredential } from '../shared/n8n/connection/credential';
import { ofPoll, type NodeContext } from '../shared/n8n/connection/nodeContext';
import { explainToPerson, toNodeError } from '../shared/n8n/connection/nodeErrors';
import { createZohoClient } from '../shared/n8n/connection/transport';
import { checkScopes } from '../shared/zoho/call/scopes';
import type { ZohoClient } from '../shared/zoho/client';
import { checkModule, firstCursor } from './catchUp';
import { findChannel, renewChannel, type ChannelMaker } from './channel';
import type { TriggerEvent } from './events';
import { memoryOf, noteWatched, readChannel, readCursors, writeChannel, writeCursors, type NodeMemory } from './memory';
import { readOwnId, readServerTime, type Reading } from './reading';
import { testEvents } from './testEvents';
import { readWishes, scopesOf, type TriggerWishes } from './wishes';

/** Our choice: how long a poll reads. What is left comes with the next one. */
const BUDGET_MS = 25_000;
/** Our choice: how long after a change of the channel what happened meanwhile is looked for: when it is not young any more. */
export const CHECK_SOON_MS = 90_000;
/** Our choice: how often it is looked whether Zoho still has our channel. */
const VERIFY_MS = 24 * 3_600_000;
/** Our choice: after so many changes the cursor is stored even if none is given out, so that a restart reads no more. */
const MOST_UNSAVED = 5_000;
/** Polls in a row that can each be the first of an activation; more mean that every poll has a context of its own. */
const MOST_ACTIVATIONS = 2;

/** Where an item of a poll has an event, so that `execute` knows it. */
const SLOT = 'zohoCrmEvent';

/** The event of an item; null if it has none. */
export function eventOfItem(json: IDataObject): IDataObject | null {
	const event = json[SLOT];
	return typeof event === 'object' && event !== null && !Array.isArray(event) ? (event as IDataObject) : null;
}

/** A poll: keeps the channel alive and looks for changes that were not given out. */
export async function pollChanges(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const n8n = ofPoll(context);
	if (context.getMode() === 'manual') {
		const events = await testEvents(n8n, memoryOf(context)).catch((error: unknown) => {
			throw toNodeError(n8n.node, error);
		});
		return events.length === 0 ? null : [events.map(({ json }) => ({ json, pairedItem: { item: 0 } }))];
	}
	const memory = memoryOf(context);
	const isNew = memory.lastContext !== context;
	memory.newContexts = isNew ? memory.newContexts + 1 : 0;
	memory.lastContext = context;
	// A poll can take longer than the time to the next one.
	if (memory.isPolling) return null;
	memory.isPolling = true;
	try {
		return await pollOnce(context, n8n, memory);
	} catch (error) {
		// After a first poll that fails n8n makes no other one.
		if (!isNew || memory.newContexts > MOST_ACTIVATIONS) throw toNodeError(n8n.node, error);
		const { message, advice } = explainToPerson(error);
		n8n.execution.log(`The first poll failed. The next one will try again. ${message}. ${advice}`);
		return null;
	} finally {
		memory.isPolling = false;
	}
}

async function pollOnce(
	context: IPollFunctions,
	n8n: NodeContext,
	memory: NodeMemory,
): Promise<INodeExecutionData[][] | null> {
	const wishes = readWishes(n8n);
	const nowMs = n8n.execution.now();
	const unnotified = wishes.isInstant ? ((memory.channel ?? readChannel(context))?.unnotified ?? []) : wishes.modules;
	const isCheckDue = !wishes.isInstant || nowMs >= memory.nextCheckMs;
	const isChannelDue = wishes.isInstant && needsCare(context, memory, nowMs);
	const byPollTimes = wishes.modules.filter((module) => unnotified.includes(module));
	if (!isCheckDue && !isChannelDue && byPollTimes.length === 0) return null;
	const { grantedScopes } = await readCredential(n8n);
	checkScopes(grantedScopes, scopesOf(wishes));
	const zoho = await createZohoClient(n8n);
	// A server that hangs must not keep the polls after this one waiting.
	zoho.endAt(nowMs + BUDGET_MS);
	if (isChannelDue) await careForChannel(context, { zoho, wishes, execution: n8n.execution }, memory);
	const modules = nowMs >= memory.nextCheckMs || !wishes.isInstant ? wishes.modules : byPollTimes;
	const reading: Reading = { zoho, wishes, memory, execution: n8n.execution };
	return modules.length === 0 ? null : await checkModules(context, reading, modules, unnotified);
}

/** Whether the channel is missing, must be renewed, or was not seen at Zoho for long. */
function needsCare(context: IPollFunctions, memory: NodeMemory, nowMs: number): boolean {
	const channel = memory.channel ?? readChannel(context);
	return channel !== null && (nowMs >= channel.renewMs || nowMs - memory.verifiedMs >= VERIFY_MS);
}

/** Renews the channel, or makes it anew. What fails is tried again by the next poll; until then every poll is a check. */
async function careForChannel(context: IPollFunctions, maker: ChannelMaker, memory: NodeMemory): Promise<void> {
	const { execution } = maker;
	const channel = memory.channel ?? readChannel(context);
	if (channel === null) return;
	const nowMs = execution.now();
	try {
		const isKnownToLive =
			nowMs < channel.renewMs && channel.expiryMs > nowMs && (await findChannel(maker, channel)) !== null;
		memory.verifiedMs = nowMs;
		if (isKnownToLive) {
			memory.channel = channel;
			return;
		}
		const renewed = await renewChannel(maker, channel);
		memory.channel = renewed.channel;
		writeChannel(context, renewed.channel);
		if (renewed.hadEnded) {
			execution.log('The notifications of Zoho CRM had ended and were turned on again');
			checkSoon(memory, nowMs);
		}
	} catch (error) {
		const { message, advice } = explainToPerson(error);
		execution.log(`The notifications of Zoho CRM could not be renewed. ${message}. ${advice}`);
		memory.nextCheckMs = 0;
		if (readReach(error) === 'everything') throw toNodeError(context.getNode(), error);
	}
}

const readReach = (error: unknown): unknown =>
	typeof error === 'object' && error !== null && 'reach' in error ? error.reach : null;

/** Has a check done now, and another one when what happens now is not young any more. */
export function checkSoon(memory: NodeMemory, nowMs: number): void {
	memory.nextCheckMs = Math.min(memory.nextCheckMs, nowMs);
	memory.checkAgainMs = nowMs + CHECK_SOON_MS;
}

async function checkModules(
	context: IPollFunctions,
	reading: Reading,
	modules: readonly string[],
	unnotified: readonly string[],
): Promise<INodeExecutionData[][] | null> {
	const { wishes, memory, execution } = reading;
	const startMs = execution.now();
	const deadlineMs = startMs + Math.min(BUDGET_MS, (budgetOf(context) ?? BUDGET_MS * 2) / 2);
	const isFirst = !memory.hasChecked;
	const serverMs = await readServerTime(reading);
	const maker = { wishes, memory, ownId: await readOwnId(reading) };
	const cursors = readCursors(context);
	const events: TriggerEvent[] = [];
	let isUnfinished = false;
	for (const module of modules) {
		const known = cursors.get(module);
		const isAnew = known === undefined || (wishes.startFromMs !== null && wishes.startFromMs !== known.startFromMs);
		const cursor = isAnew ? firstCursor(serverMs, wishes.startFromMs) : known;
		if (isAnew) cursors.set(module, cursor);
		if (execution.now() >= deadlineMs) {
			isUnfinished = true;
			continue;
		}
		const isNotified = wishes.isInstant && !unnotified.includes(module);
		const checked = await checkModule(reading, maker, module, cursor, { isNotified, isFirst, deadlineMs });
		cursors.set(module, checked.cursor);
		events.push(...checked.events);
		memory.unsaved += checked.looked;
		isUnfinished ||= checked.isUnfinished;
	}
	writeCursors(context, cursors);
	if (isFirst && wishes.isInstant) memory.checkAgainMs = startMs + CHECK_SOON_MS;
	memory.hasChecked = true;
	if (modules.length === wishes.modules.length) planNext(memory, wishes, execution.now(), isUnfinished);
	for (const { watched } of events) if (watched !== null) noteWatched(memory, watched);
	if (events.length === 0 && memory.unsaved < MOST_UNSAVED) return null;
	memory.unsaved = 0;
	const items = events.map(({ json }) => ({ json: { [SLOT]: json }, pairedItem: { item: 0 } }));
	// An item without an event only has the cursor stored.
	return [items.length > 0 ? items : [{ json: {}, pairedItem: { item: 0 } }]];
}

function planNext(memory: NodeMemory, wishes: TriggerWishes, nowMs: number, isUnfinished: boolean): void {
	const usualMs = nowMs + wishes.checkMinutes * 60_000;
	const again = memory.checkAgainMs !== null && memory.checkAgainMs > nowMs ? memory.checkAgainMs : null;
	memory.checkAgainMs = again;
	memory.nextCheckMs = isUnfinished ? 0 : Math.min(usualMs, again ?? usualMs);
}

/** How long n8n lets a poll run; older ones do not say. */
function budgetOf(context: IPollFunctions): number | null {
	const { getPollBudgetMs } = context as { getPollBudgetMs?: () => number };
	return typeof getPollBudgetMs === 'function' ? getPollBudgetMs.call(context) : null;
}

/** The client of a hook, after checking that the token has the scopes. */
export async function openZoho(n8n: NodeContext, wishes: TriggerWishes): Promise<ZohoClient> {
	const { grantedScopes } = await readCredential(n8n);
	checkScopes(grantedScopes, scopesOf(wishes));
	return await createZohoClient(n8n);
}
