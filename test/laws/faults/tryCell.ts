import '../../stage/debugLog';
import type { INodeExecutionData } from 'n8n-workflow';
import type { Emulator } from '../../emulator';
import { useVirtualTime } from '../../stage/virtualTime';
import type { FaultCase, Moment, Target } from './faults';
import { RESULT } from '../../operations/writing/targets';
import type { Task, WritingOperation } from '../../operations/writing/task';
import { claimOf } from './claims';
import { costsOf, judge, runAsleep, runTask, type Costs, type Mode } from './runTask';
import { LONG } from '../../import/jobs';
import { keepLog } from '../../stage/debugLog';
import { jobImport } from '../../stage/parameters';
import { rowsOf } from '../../stage/rows';
import { runOn } from '../../stage/run';

const ROWS_PER_JOB = 5;

/** A fresh organization, with what the operation needs. */
export async function start(emulator: Emulator, operation: WritingOperation): Promise<Task> {
	jest.restoreAllMocks();
	emulator.reset();
	Object.assign(emulator.switches, { bulkWriteRows: ROWS_PER_JOB, allowHttpCallback: true });
	useVirtualTime(emulator);
	keepLog();
	if (operation.resumes) {
		const sent = rowsOf(ROWS_PER_JOB).map((row) => ({ ...row, Ext_Ref: null }));
		await runOn(emulator)(jobImport({ wait: 'none' }), sent);
		emulator.advance(60_000);
	}
	return await operation.prepare(emulator);
}

/** Runs the step as its kind wants: at one go, or asleep until Zoho has called so often. @returns its items; null where it stopped */
export async function run(
	emulator: Emulator,
	operation: WritingOperation,
	task: Task,
	mode: Mode,
	callbacks = 1,
): Promise<readonly INodeExecutionData[] | null> {
	return operation.sleeps ? await runAsleep(emulator, task, callbacks) : await runTask(emulator, task, mode);
}

/** A sleeping import is run once, because n8n keeps it: its retries are over by then. */
export const modesOf = ({ sleeps }: WritingOperation): readonly Mode[] =>
	sleeps ? ['goes on'] : ['goes on', 'retries'];

const plainCosts = new Map<string, Costs>();

/** What an operation takes where nothing goes wrong; found out once. */
export async function takePlain(emulator: Emulator, operation: WritingOperation): Promise<Costs> {
	const known = plainCosts.get(operation.name);
	if (known !== undefined) return known;
	const task = await start(emulator, operation);
	if (operation.sleeps) emulator.jobs.plan(LONG, 10);
	await run(emulator, operation, task, 'goes on');
	const costs = costsOf(emulator, operation);
	plainCosts.set(operation.name, costs);
	return costs;
}

const MOMENTS: readonly Moment[] = [
	{ after: 0, times: 1 },
	{ after: 1, times: 1 },
	{ after: 1, times: 100 },
	{ after: 0, times: 100 },
];
/** Several kinds of calls, each of which goes wrong in its turn. */
const FEW_MOMENTS: readonly Moment[] = [
	{ after: 0, times: 1 },
	{ after: 1, times: 100 },
	{ after: 0, times: 100 },
];

/** A way in which a fault meets an operation. */
interface Way {
	readonly name: string;
	readonly callbacks?: number;
	/** Whether rows may stay uncertain although every call got a clear answer. */
	readonly mayDoubt: boolean;
	readonly modes: readonly Mode[];
	/** @returns what tells afterwards whether the fault did come */
	arm(): () => boolean;
}

function waysOf(emulator: Emulator, fault: FaultCase, operation: WritingOperation): Way[] {
	const nameOf = (moment: Moment, target?: Target): string =>
		`${target === undefined ? 'jobs' : `${target.method} ${target.path}`} after ${moment.after}, ${moment.times} times`;
	const modes = modesOf(operation);
	if (fault.kind === 'callback')
		return [
			{
				name: 'every job',
				callbacks: fault.callbacks,
				mayDoubt: false,
				modes,
				arm: () => () => emulator.jobs.all().length > 0,
			},
		];
	if (fault.kind === 'job')
		return FEW_MOMENTS.map((moment) => ({
			name: nameOf(moment),
			mayDoubt: fault.mayDoubt,
			modes,
			arm: () => fault.arm(emulator, moment),
		}));
	const moments = operation.targets.length === 1 ? MOMENTS : FEW_MOMENTS;
	return operation.targets.flatMap((target) => {
		const mayDoubt = operation.isMixed === true && (target === RESULT || fault.hitsFiles === true);
		return moments.map((moment) => ({
			name: nameOf(moment, target),
			mayDoubt,
			modes: moment.times === 1 ? modes : modes.slice(-1),
			arm: () => fault.arm(emulator, target, moment),
		}));
	});
}

const listCalls = ({ requests }: Emulator): string =>
	requests
		.all()
		.map(({ method, path, status }) => `${method} ${path} ${status}`)
		.join(', ');

/** Calls that change something. How often a job is asked for depends on waits of random length. */
const listWrites = ({ requests }: Emulator): string =>
	requests
		.all()
		.filter(({ method }) => method !== 'GET')
		.map(({ method, path, status }) => `${method} ${path} ${status}`)
		.sort()
		.join(', ');

/**
 * Whether Retry On Fail is also tried where nothing failed. n8n then runs the step once and looks at nothing but its items, so that
 * the run is the one before, write by write. `npm test -- --full` tries it all the same, and looks whether that is so.
 */
const TRIES_ALL = process.env.FAULTS_IN_ALL_MODES !== undefined;

/** Whether n8n would have run the step again: it stopped, or an item failed. */
const hasFailed = (items: readonly INodeExecutionData[] | null): boolean =>
	items === null ||
	items.some(({ json, error }) => {
		const named = json.status ?? json.state;
		return error !== undefined || json.error !== undefined || claimOf(json) === 'not' || named === 'UNKNOWN';
	});

/** What came of one fault with one operation. */
export interface Verdict {
	/** A line for everything that does not hold. */
	readonly broken: readonly string[];
	/** Ways in which the fault did not come. */
	readonly unmet: readonly string[];
	/** How often the step was run. */
	readonly runs: number;
}

/** Runs an operation with every way in which a fault can meet it. */
export async function tryCell(emulator: Emulator, fault: FaultCase, operation: WritingOperation): Promise<Verdict> {
	const broken: string[] = [];
	const unmet: string[] = [];
	let runs = 0;
	const plain = await takePlain(emulator, operation);
	for (const way of waysOf(emulator, fault, operation)) {
		/** The writes of a run in which nothing failed. */
		let writes: string | null = null;
		for (const mode of way.modes) {
			if (writes !== null && !TRIES_ALL) break;
			const task = await start(emulator, operation);
			runs += 1;
			const isMet = way.arm();
			// Jobs last until they are ended, so that the import sleeps; a fault may have planned the first of them.
			if (operation.sleeps && fault.kind !== 'job') emulator.jobs.plan(LONG, 10);
			const items = await run(emulator, operation, task, mode, way.callbacks);
			const lines = await judge(emulator, operation, task, items, { mode, plain, mayDoubt: way.mayDoubt });
			if (!isMet()) unmet.push(`${way.name}, ${mode}; the calls were ${listCalls(emulator)}`);
			if (writes !== null && writes !== listWrites(emulator))
				lines.push('it wrote otherwise than before, where nothing failed');
			writes = hasFailed(items) ? null : listWrites(emulator);
			broken.push(...lines.map((line) => `${way.name}, ${mode}: ${line}`));
		}
	}
	return { broken, unmet, runs };
}
