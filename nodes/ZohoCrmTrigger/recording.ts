import type { IExecuteFunctions } from 'n8n-workflow';
import type { Execution } from '../shared/n8n/connection/nodeContext';
import type { NodeMemory, WaitingKeys } from './memory';

/** Our choice: event IDs that n8n keeps of a node. */
const MOST_KEPT = 50_000;
/** Our choice: how long to wait before asking whether what was recorded is still there; half of it by chance. */
const SECOND_LOOK_MS = 150;
/** Our choice: how often to ask. */
const MOST_LOOKS = 5;

/** Records event IDs in n8n's database and tells which were new. */
export type RecordKeys = (keys: readonly string[]) => Promise<readonly string[]>;

/** The list of processed entries that n8n keeps for a node; all its processes share it. */
export function recordOf(context: IExecuteFunctions): RecordKeys {
	return async (keys) => {
		const options = { mode: 'entries', maxEntries: MOST_KEPT } as const;
		const { new: fresh } = await context.helpers.checkProcessedAndRecord([...keys], 'node', options);
		return fresh.map(String);
	};
}

/**
 * Takes the event IDs that are new. n8n reads and writes its list as a whole and without a lock, so that executions of one
 * process queue up here, and what another process may have overwritten is asked for again.
 * @returns those that are new; each is given to one caller only
 */
export async function takeNew(
	memory: NodeMemory,
	keys: readonly string[],
	record: RecordKeys,
	execution: Execution,
): Promise<ReadonlySet<string>> {
	if (keys.length === 0) return new Set();
	return await new Promise((resolve, reject) => {
		memory.waiting.push({ keys, resolve, reject });
		if (!memory.isRecording) void recordWaiting(memory, record, execution);
	});
}

/** Records what waits until nothing does; all that came meanwhile go together. */
async function recordWaiting(memory: NodeMemory, record: RecordKeys, execution: Execution): Promise<void> {
	memory.isRecording = true;
	while (memory.waiting.length > 0) {
		const batch = memory.waiting.splice(0);
		await recordBatch(batch, record, execution).catch((reason: unknown) => {
			for (const { reject } of batch) reject(reason);
		});
	}
	memory.isRecording = false;
}

async function recordBatch(batch: readonly WaitingKeys[], record: RecordKeys, execution: Execution): Promise<void> {
	const all = [...new Set(batch.flatMap(({ keys }) => keys))];
	const fresh = new Set(await record(all));
	let asked = [...fresh];
	for (let look = 1; asked.length > 0 && look <= MOST_LOOKS; look += 1) {
		await execution.sleep(SECOND_LOOK_MS + Math.round(Math.random() * SECOND_LOOK_MS));
		// What is new again was overwritten, and is recorded by this. What was recorded once is given out, come what may.
		asked = [...(await record(asked).catch(() => []))];
	}
	const taken = new Set<string>();
	for (const { keys, resolve } of batch) {
		const own = keys.filter((key) => fresh.has(key) && !taken.has(key));
		for (const key of own) taken.add(key);
		resolve(new Set(own));
	}
}
