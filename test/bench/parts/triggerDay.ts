import { startEmulator } from '../../emulator';
import { connectedCredential } from '../../stage/credentials';
import { installDeduplicator } from '../../trigger/deduplicator';
import { TriggerHost } from '../../trigger/host';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const MEBIBYTE = 1024 * 1024;

/** So many days in which nothing happens, polled every minute, on the contexts of n8n-core. */
export interface TriggerDayInput {
	readonly days: number;
}

/** What each day cost, and what the heap held at its end. */
export interface TriggerDayOutput {
	readonly credits: readonly number[];
	readonly heapMb: readonly number[];
	/** Executions that were started. */
	readonly executions: number;
}

/** Lets days pass by the emulator's clock. */
export async function measure({ days }: TriggerDayInput): Promise<TriggerDayOutput> {
	const emulator = await startEmulator();
	await installDeduplicator();
	Date.now = () => emulator.state.clock.now();
	const n8n = new TriggerHost({
		parameters: { modules: ['Leads'], events: ['created', 'updated', 'deleted'] },
		credential: connectedCredential(emulator),
	});
	await n8n.activate();
	const pass = async (minutes: number): Promise<void> => {
		for (let minute = 0; minute < minutes; minute += 1) {
			emulator.advance(MINUTE_MS);
			await n8n.poll();
			await n8n.settle();
		}
	};
	await pass(10);
	const credits: number[] = [];
	const heapMb: number[] = [];
	for (let day = 0; day < days; day += 1) {
		emulator.requests.reset();
		await pass(DAY_MINUTES);
		credits.push(emulator.requests.all({}).reduce((sum, { credits: spent }) => sum + spent, 0));
		emulator.requests.reset();
		globalThis.gc?.();
		heapMb.push(process.memoryUsage().heapUsed / MEBIBYTE);
	}
	if (n8n.failures.length > 0) throw n8n.failures[0];
	await emulator.stop();
	return { credits, heapMb, executions: n8n.executions };
}
