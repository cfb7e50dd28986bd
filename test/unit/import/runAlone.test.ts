import { Pulse, runAlone } from '../../../nodes/ZohoCrmBulk/operations/bulkWrite/runAlone';
import type { NodeMarks } from '../../../nodes/shared/n8n/step/nodeMarks';
import type { Execution } from '../../../nodes/shared/n8n/connection/nodeContext';

const MINUTE_MS = 60_000;
const TURN_MS = 10;

/** The marks of a node in n8n's database. It reads its list, and writes it a little later: what others wrote in between is lost. */
class StoredMarks implements NodeMarks {
	private list: readonly string[] = [];

	async set(names: readonly string[]): Promise<readonly string[]> {
		const before = this.list;
		await turns(2);
		this.list = [...before, ...names.filter((name) => !before.includes(name))];
		return names.filter((name) => before.includes(name));
	}

	async clear(names: readonly string[]): Promise<void> {
		const before = this.list;
		await turns(2);
		this.list = before.filter((name) => !names.includes(name));
	}

	get all(): readonly string[] {
		return this.list;
	}
}

const turns = async (count: number): Promise<void> => {
	for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

let nowMs = 0;
let isOver = false;
/** A turn of the event loop takes ten milliseconds. */
const tick = (): void => {
	nowMs += TURN_MS;
	if (!isOver) setImmediate(tick);
};
const execution: Execution = {
	id: '17',
	timeZone: 'UTC',
	now: () => nowMs,
	// Others have their turns meanwhile, more of them the longer it is.
	sleep: async (ms) => await turns(Math.ceil(ms / TURN_MS)),
	isCancelled: () => false,
	log: () => undefined,
};

/** The same import in a process of its own: it knows nothing of the others but their marks. */
async function inOtherProcess<Result>(
	importId: string,
	marks: NodeMarks,
	work: (living: Execution) => Promise<Result>,
	isResumed = true,
): Promise<Result> {
	const pulse = new Pulse();
	const living = pulse.in(execution);
	let module: typeof import('../../../nodes/ZohoCrmBulk/operations/bulkWrite/runAlone') | undefined;
	jest.isolateModules(() => {
		module = require('../../../nodes/ZohoCrmBulk/operations/bulkWrite/runAlone');
	});
	const run = module?.runAlone ?? runAlone;
	return await run({ importId, isResumed, marks, execution: living, pulse }, async () => await work(living));
}

const STILL_RUNS =
	/The import n8n1x1 is still running in another execution, or was until a moment ago. Nothing was sent/;

describe('two runs of one import in two processes', () => {
	let marks: StoredMarks;
	let sent: string[];
	const send =
		(name: string, sleeps: number, takesMs = MINUTE_MS / 2) =>
		async (living: Execution) => {
			sent.push(name);
			for (let times = 0; times < sleeps; times += 1) {
				nowMs += takesMs;
				await living.sleep(100);
			}
			return name;
		};

	beforeEach(() => {
		marks = new StoredMarks();
		sent = [];
		nowMs = 1_000 * MINUTE_MS;
		isOver = false;
		tick();
	});

	afterEach(async () => {
		isOver = true;
		await turns(2);
	});

	it('never both send: the second stops', async () => {
		const first = inOtherProcess('n8n1x1', marks, send('first', 80));
		await turns(400);
		await expect(inOtherProcess('n8n1x1', marks, send('second', 1))).rejects.toThrow(STILL_RUNS);
		expect(await first).toBe('first');
		expect(sent).toEqual(['first']);
	});

	it('of which one is the import itself do not both send either', async () => {
		const first = inOtherProcess('n8n1x1', marks, send('first', 20), false);
		await turns(60);
		await expect(inOtherProcess('n8n1x1', marks, send('second', 1))).rejects.toThrow(STILL_RUNS);
		await first;
		expect(sent).toEqual(['first']);
	});

	it('do not both send where they begin at the same moment', async () => {
		for (let times = 0; times < 10; times += 1) {
			sent = [];
			jest.spyOn(Math, 'random').mockReturnValueOnce(0.1).mockReturnValueOnce(0.6);
			const both = ['first', 'second'].map(async (name) => await inOtherProcess('n8n1x1', marks, send(name, 5, 0)));
			expect((await Promise.allSettled(both)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
			expect(sent).toHaveLength(1);
			nowMs += 5 * MINUTE_MS;
		}
	});

	it('follow each other at once, and leave no mark', async () => {
		await inOtherProcess('n8n1x1', marks, send('first', 8), false);
		await inOtherProcess('n8n1x1', marks, send('second', 8));
		await inOtherProcess('n8n1x1', marks, send('third', 1));
		expect(sent).toEqual(['first', 'second', 'third']);
		expect(marks.all).toEqual([]);
	});

	it('do not keep each other away longer than three minutes after a crash, however often it is tried', async () => {
		const minute = Math.floor(nowMs / MINUTE_MS);
		await marks.set([`import n8n1x1 ${minute}`]);
		for (let tries = 0; tries < 3; tries += 1) {
			await expect(inOtherProcess('n8n1x1', marks, send('early', 1))).rejects.toThrow(STILL_RUNS);
			nowMs += 50_000;
		}
		nowMs += MINUTE_MS;
		expect(await inOtherProcess('n8n1x1', marks, send('later', 1))).toBe('later');
	});

	it('do not touch the marks of other imports', async () => {
		const other = inOtherProcess('n8n1x2', marks, send('other', 20));
		await turns(400);
		expect(await inOtherProcess('n8n1x1', marks, send('own', 2))).toBe('own');
		await other;
		expect(sent).toEqual(['other', 'own']);
	});

	it('both run where n8n keeps no marks', async () => {
		const none: NodeMarks = { set: async () => [], clear: async () => undefined };
		await Promise.all(['first', 'second'].map(async (name) => await inOtherProcess('n8n1x1', none, send(name, 3))));
		expect(sent).toHaveLength(2);
	});
});
