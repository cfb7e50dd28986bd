import type { IHookFunctions, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { readCredential } from '../shared/n8n/connection/credential';
import { ofHook, ofWebhook } from '../shared/n8n/connection/nodeContext';
import { explainToPerson, toNodeError } from '../shared/n8n/connection/nodeErrors';
import { checkNotifyUrl, endLeftovers, findChannel, makeChannel, newChannel } from './channel';
import { memoryOf, readChannel, writeChannel } from './memory';
import { isOurs, readNotification, toItem } from './notification';
import { checkSoon, openZoho } from './poll';
import { readWishes } from './wishes';

/** Whether Zoho has our channel, alive and complete, for the address that n8n has now. */
export async function channelExists(context: IHookFunctions): Promise<boolean> {
	const n8n = ofHook(context);
	const memory = memoryOf(context);
	const channel = readChannel(context);
	if (channel === null || channel.url !== context.getNodeWebhookUrl('default')) return false;
	try {
		const wishes = readWishes(n8n);
		const maker = { zoho: await openZoho(n8n, wishes), wishes, execution: n8n.execution };
		const found = await findChannel(maker, channel);
		if (found === null) return false;
		memory.channel = found;
		memory.verifiedMs = n8n.execution.now();
		return true;
	} catch (error) {
		throw toNodeError(n8n.node, error);
	}
}

/** Makes the channel, and ends those that an n8n before left behind. */
export async function openChannel(context: IHookFunctions): Promise<boolean> {
	const n8n = ofHook(context);
	const memory = memoryOf(context);
	try {
		const wishes = readWishes(n8n);
		const { hosts } = await readCredential(n8n);
		const url = checkNotifyUrl(context.getNodeWebhookUrl('default'), hosts.allowHttpLoopback);
		const before = readChannel(context);
		const channel = newChannel(url);
		// Should this fail, polls make it.
		memory.channel = channel;
		writeChannel(context, channel);
		const maker = { zoho: await openZoho(n8n, wishes), wishes, execution: n8n.execution };
		const made = await makeChannel(maker, channel);
		memory.channel = made;
		memory.verifiedMs = n8n.execution.now();
		writeChannel(context, made);
		checkSoon(memory, n8n.execution.now());
		if (before !== null) await maker.zoho.notifications.end([before.id]);
		await endLeftovers(maker, url, made.id);
		return true;
	} catch (error) {
		throw toNodeError(n8n.node, error);
	}
}

/** Ends the channel. What fails is only told: the channel ends by itself within a week. */
export async function closeChannel(context: IHookFunctions): Promise<boolean> {
	const n8n = ofHook(context);
	const memory = memoryOf(context);
	const channel = memory.channel ?? readChannel(context);
	memory.channel = null;
	writeChannel(context, null);
	if (channel === null) return true;
	try {
		const wishes = readWishes(n8n);
		const maker = { zoho: await openZoho(n8n, wishes), wishes, execution: n8n.execution };
		await maker.zoho.notifications.end([channel.id]);
		await endLeftovers(maker, channel.url, null);
	} catch (error) {
		const { message, advice } = explainToPerson(error);
		n8n.execution.log(`The notifications of Zoho CRM could not be turned off. ${message}. ${advice}`);
	}
	return true;
}

/** Takes a notification: answers at once, writes nothing, and leaves the rest to `execute`. */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const n8n = ofWebhook(context);
	const body: unknown = context.getBodyData();
	const channels = [memoryOf(context).channel, readChannel(context)].filter((channel) => channel !== null);
	if (!channels.some((channel) => isOurs(body, channel))) {
		context.getResponseObject().status(401).end();
		return { noWebhookResponse: true };
	}
	const notification = readNotification(body);
	if (notification === null) return {};
	const wishes = readWishes(n8n);
	const isWanted = wishes.modules.includes(notification.module) && wishes.events.has(notification.event);
	return isWanted ? { workflowData: [[{ json: toItem(notification), pairedItem: { item: 0 } }]] } : {};
}
