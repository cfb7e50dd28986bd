import type { INodeParameters } from 'n8n-workflow';
import { forgetAll } from '../../nodes/ZohoCrmTrigger/memory';
import type { Emulator } from '../emulator';
import { connectedCredential } from '../stage/credentials';
import { useStage } from '../stage/stage';
import { installDeduplicator, type ProcessedEntries } from './deduplicator';
import { TriggerHost, type HostOptions } from './host';

/** What a test of the trigger plays on. */
export interface TriggerStage {
	readonly emulator: Emulator;
	/** n8n's list of processed entries. */
	processed(): ProcessedEntries;
	/** An n8n with the node; Zoho's notifications reach the one that was made last. */
	host(parameters?: INodeParameters, options?: Partial<HostOptions>): TriggerHost;
	/** Lets time pass: notifications arrive, and polls run every minute. */
	pass(host: TriggerHost, minutes: number): Promise<void>;
	/** Resolves when notifications are delivered and executions have ended. */
	settle(host: TriggerHost): Promise<void>;
}

/** Sets a file with tests of the trigger up. */
export function useTrigger(): TriggerStage {
	let current: TriggerHost | null = null;
	let entries: ProcessedEntries | undefined;
	const { emulator } = useStage({
		deliverNotification: async (url, body) => (await current?.receive(url, body)) ?? null,
	});
	const processed = (): ProcessedEntries => {
		if (entries === undefined) throw new Error('The list is there with the first test');
		return entries;
	};
	beforeAll(async () => {
		entries = await installDeduplicator();
	});
	beforeEach(() => {
		forgetAll();
		current = null;
		Object.assign(processed(), { entries: [], calls: 0, failures: [] });
	});
	const settle = async (host: TriggerHost): Promise<void> => {
		await new Promise((resolve) => setImmediate(resolve));
		await emulator.notifications.delivered();
		await host.settle();
	};
	return {
		emulator,
		processed,
		settle,
		host(parameters = { modules: ['Leads'] }, options = {}) {
			current = new TriggerHost({ parameters, credential: connectedCredential(emulator), ...options });
			return current;
		},
		async pass(host, minutes) {
			for (let minute = 0; minute < minutes; minute += 1) {
				emulator.advance(60_000);
				jest.setSystemTime(emulator.state.clock.now());
				await settle(host);
				await host.poll();
				await settle(host);
			}
		},
	};
}
