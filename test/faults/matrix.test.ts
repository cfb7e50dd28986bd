import '../harness/debugLog';
import { writeSync } from 'node:fs';
import type { INodeExecutionData } from 'n8n-workflow';
import { startEmulator, type Emulator } from '../emulator';
import { connectedCredential } from '../harness/credentials';
import { useVirtualTime } from '../harness/virtualTime';
import { keepLog, LONG, rowsOf, runBulk } from '../nodes/importRuns';
import { whyNot } from './applies';
import { ALL_FAULTS, SHORT_TIMEOUT_MS, type FaultCase, type Moment, type Target } from './faults';
import { OPERATIONS, type Task, type WritingOperation } from './operations';
import { judge, runAsleep, runTask, type Mode } from './runTask';
import { drawMatrix, type Cell } from './table';

/** Small groups and jobs, so that few rows make several; and a time-out that a slow answer can pass. */
const mockTimes = { timeoutMs: 300_000 };
jest.mock('../../nodes/shared/zoho/limits', () => ({
	...jest.requireActual<object>('../../nodes/shared/zoho/limits'),
	MAX_RECORDS_PER_WRITE: 3,
	RECORDS_PER_CREDIT: 1,
	MAX_BULK_WRITE_ROWS: 4,
	CREDITS_PER_BULK_WRITE: 2,
	get REQUEST_TIMEOUT_MS() {
		return mockTimes.timeoutMs;
	},
}));
const ROWS_PER_JOB = 4;
const USUAL_TIMEOUT_MS = 300_000;

let emulator: Emulator;
const cells = new Map<string, Cell>();
let runs = 0;

const keyOf = (fault: string, operation: string): string => `${operation} x ${fault}`;

beforeAll(async () => {
	emulator = await startEmulator({ jobStepMs: 2_000 });
	for (const operation of OPERATIONS) {
		for (const fault of ALL_FAULTS) {
			const reason = whyNot(fault, operation);
			if (reason !== null) cells.set(keyOf(fault.name, operation.name), reason);
		}
	}
});
afterEach(() => {
	jest.restoreAllMocks();
	jest.useRealTimers();
	mockTimes.timeoutMs = USUAL_TIMEOUT_MS;
});
afterAll(async () => {
	await emulator.stop();
	const table = drawMatrix(ALL_FAULTS.map(({ name }) => name), OPERATIONS.map(({ name }) => name), (fault, operation) => cells.get(keyOf(fault, operation)), runs);
	writeSync(2, `\n${table}\n`);
});

/** A fresh organization, with what the operation needs. */
async function start(operation: WritingOperation): Promise<Task> {
	jest.restoreAllMocks();
	emulator.reset();
	Object.assign(emulator.switches, { bulkWriteRows: ROWS_PER_JOB, allowHttpCallback: true });
	mockTimes.timeoutMs = USUAL_TIMEOUT_MS;
	useVirtualTime(emulator);
	keepLog();
	runs += 1;
	if (operation.name === 'Resume Import') {
		const sent = rowsOf(ROWS_PER_JOB).map((row) => ({ ...row, Ext_Ref: null }));
		await runBulk(connectedCredential(emulator), sent, { wait: 'none' });
		emulator.advance(60_000);
	}
	return await operation.prepare(emulator);
}

async function finish(operation: WritingOperation, task: Task, mode: Mode, callbacks = 1): Promise<string[]> {
	const items: readonly INodeExecutionData[] | null = operation.sleeps ? await runAsleep(emulator, task, callbacks) : await runTask(emulator, operation, task, mode);
	return await judge(emulator, operation, task, items);
}

/** A sleeping import is run once, because n8n keeps it: its retries are over by then. */
const modesOf = ({ sleeps }: WritingOperation): readonly Mode[] => (sleeps ? ['goes on'] : ['goes on', 'retries']);
const MOMENTS: readonly Moment[] = [{ after: 0, times: 1 }, { after: 1, times: 1 }, { after: 1, times: 100 }];
/** Several kinds of calls, each of which goes wrong in its turn. */
const FEW_MOMENTS: readonly Moment[] = [{ after: 0, times: 1 }, { after: 1, times: 100 }];

/** A way in which a fault meets an operation. @returns whether it did */
interface Way {
	readonly name: string;
	readonly callbacks?: number;
	readonly modes: readonly Mode[];
	arm(): () => boolean;
}

function waysOf(fault: FaultCase, operation: WritingOperation): Way[] {
	const nameOf = (moment: Moment, target?: Target): string => `${target === undefined ? 'jobs' : `${target.method} ${target.path}`} after ${moment.after}, ${moment.times} times`;
	const modes = modesOf(operation);
	if (fault.kind === 'callback') return [{ name: 'every job', callbacks: fault.callbacks, modes, arm: () => () => emulator.jobs.all().length > 0 }];
	if (fault.kind === 'job') return FEW_MOMENTS.map((moment) => ({ name: nameOf(moment), modes, arm: () => fault.arm(emulator, moment) }));
	const moments = operation.targets.length === 1 ? MOMENTS : FEW_MOMENTS;
	return operation.targets.flatMap((target) => moments.map((moment) => ({ name: nameOf(moment, target), modes: moment.times === 1 ? modes : modes.slice(-1), arm: () => fault.arm(emulator, target, moment) })));
}

/** Runs an operation with every way in which a fault can meet it. @returns what does not hold, and whether the fault ever came */
async function tryCell(fault: FaultCase, operation: WritingOperation): Promise<{ readonly broken: string[]; readonly hasMet: boolean }> {
	const broken: string[] = [];
	let hasMet = false;
	for (const way of waysOf(fault, operation)) {
		for (const mode of way.modes) {
			const task = await start(operation);
			const isMet = way.arm();
			// Jobs last until they are ended, so that the import sleeps; a fault may have planned the first of them.
			if (operation.sleeps && fault.kind !== 'job') emulator.jobs.plan(LONG, 10);
			if (fault.name === 'answer past the time-out') mockTimes.timeoutMs = SHORT_TIMEOUT_MS;
			const lines = await finish(operation, task, mode, way.callbacks);
			hasMet ||= isMet();
			broken.push(...lines.map((line) => `${way.name}, ${mode}: ${line}`));
		}
	}
	return { broken, hasMet };
}

describe.each(OPERATIONS.map((operation) => [operation.name, operation] as const))('%s', (_, operation) => {
	it('writes every row once where nothing goes wrong', async () => {
		for (const mode of modesOf(operation)) {
			const task = await start(operation);
			if (operation.sleeps) emulator.jobs.plan(LONG, 10);
			const items = operation.sleeps ? await runAsleep(emulator, task, 1) : await runTask(emulator, operation, task, mode);
			const written = operation.name.endsWith('wait none') ? /^(ADDED|PENDING)$/ : /^(ADDED|UPDATED|DELETED|CONVERTED)$/;
			expect(items).toHaveLength(task.items.length);
			for (const { json } of items ?? []) {
				if (json.fileId === undefined || json.state !== undefined) expect(String(json.status ?? json.state)).toMatch(written);
			}
			expect(await judge(emulator, operation, task, items)).toEqual([]);
			for (const [row, { json }] of (items ?? []).entries()) expect(await task.inspect(row, json)).toMatchObject({ isDone: true });
		}
	});

	const faults = ALL_FAULTS.filter((fault) => whyNot(fault, operation) === null);
	it.each(faults.map((fault) => [fault.name, fault] as const))('keeps its promise: %s', async (_name, fault) => {
		const { broken, hasMet } = await tryCell(fault, operation);
		cells.set(keyOf(fault.name, operation.name), broken.length === 0 && hasMet ? 'held' : 'NOT HELD');
		expect(hasMet).toBe(true);
		expect(broken).toEqual([]);
	});
});
