import type { INode, INodeExecutionData } from 'n8n-workflow';
import { MAX_TRIES } from '../../../nodes/shared/zoho/call/limits';
import type { Emulator } from '../../emulator';
import type { LoggedRequest } from '../../emulator/server/requestLog';
import { runOn } from '../../stage/run';
import { claimOf, compare, countRepetitions, leavesDoubt, pairUp } from './claims';
import type { Target } from './faults';
import type { Task, WritingOperation } from '../../operations/writing/task';
import { callBack, callbackOf, created, endJobs } from '../../import/jobs';
import { runSteps } from '../../stage/workflow';

/** How n8n runs the step. */
export type Mode = 'goes on' | 'retries';

/** Every time virtual time is over, whatever a fault left open has ended. */
const LONG_MS = 3_600_000;

/** How often n8n runs a step that fails. */
const RUNS: Readonly<Record<Mode, number>> = { 'goes on': 1, retries: 3 };

const SETTINGS: Readonly<Record<Mode, Partial<INode>>> = {
	'goes on': { onError: 'continueRegularOutput' },
	retries: { retryOnFail: true, maxTries: RUNS.retries, waitBetweenTries: 1 },
};

/** Runs the step as n8n does. @returns its items; null where it stopped */
export async function runTask(
	emulator: Emulator,
	task: Task,
	mode: Mode,
): Promise<readonly INodeExecutionData[] | null> {
	return await runSteps(emulator, task.parameters, task.items, SETTINGS[mode], task.files).then(
		([first]) => first,
		() => null,
	);
}

/**
 * Runs an import that sleeps, and wakes it.
 * @param callbacks how often Zoho calls once all jobs have ended; 0 = never, and n8n lets out what the import left for that
 */
export async function runAsleep(
	emulator: Emulator,
	task: Task,
	callbacks: number,
): Promise<readonly INodeExecutionData[] | null> {
	const result = await runOn(emulator)(task.parameters, task.items).catch(() => null);
	if (result === null || result.sleep === null) return result === null ? null : result.items;
	endJobs(emulator);
	// The job of an earlier run calls nobody.
	const calling = created(emulator).find(({ body }) => typeof body === 'object' && body !== null && 'callback' in body);
	let woken: readonly INodeExecutionData[] | null = null;
	for (let count = 0; count < callbacks && calling !== undefined; count += 1) {
		const items = await callBack(emulator, result, { query: Object.fromEntries(callbackOf(calling).searchParams) });
		if (woken !== null && items !== null && JSON.stringify(items) !== JSON.stringify(woken))
			throw new Error('A second call wakes the import with other answers');
		woken ??= items;
	}
	return woken ?? result.sleep.timedOut;
}

/** What a run took. */
export interface Costs {
	/** Calls to the targets that write or order. */
	readonly writes: number;
	/** Jobs that Zoho accepted. */
	readonly jobs: number;
	readonly credits: number;
}

const isCallTo = ({ method, path }: LoggedRequest, target: Target): boolean =>
	method === target.method && new RegExp(`^${target.path.replace('*', '[^/]+')}$`).test(path);

function callsOf(emulator: Emulator, { targets }: WritingOperation): LoggedRequest[] {
	return emulator.requests
		.all()
		.filter((call) => call.method !== 'GET' && targets.some((target) => isCallTo(call, target)));
}

/** What the run that has just ended took. */
export function costsOf(emulator: Emulator, operation: WritingOperation): Costs {
	return {
		writes: callsOf(emulator, operation).length,
		jobs: emulator.jobs.all().length,
		credits: emulator.credits.spent(),
	};
}

const CREDITS_OF_JOB = 500;
/** Questions for a job until the time to wait is over, and those for its result. */
const QUESTIONS_PER_JOB = 60;
/** n8n sends a call once more after a 401. */
const SENT_PER_TRY = 2;

/** @returns a line for everything that took more than tries can explain: no job is ordered twice, and each call is tried a few times */
function findWaste(taken: Costs, plain: Costs, mode: Mode): string[] {
	const tries = MAX_TRIES * SENT_PER_TRY * RUNS[mode];
	const most: Costs = {
		writes: plain.writes * tries,
		jobs: plain.jobs,
		credits: plain.jobs * (CREDITS_OF_JOB + QUESTIONS_PER_JOB) + (plain.credits - plain.jobs * CREDITS_OF_JOB) * tries,
	};
	return (['writes', 'jobs', 'credits'] as const)
		.filter((what) => taken[what] > most[what])
		.map((what) => `it took ${taken[what]} ${what}, and without a fault ${plain[what]}`);
}

/** Lets calls end that the step gave up: they may act until then, and must not do so in the next organization. */
async function settle(emulator: Emulator): Promise<void> {
	while (emulator.concurrency.current().calls > 0) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** What is known beforehand of a run that is judged. */
export interface Circumstances {
	readonly mode: Mode;
	/** What the operation takes where nothing goes wrong. */
	readonly plain: Costs;
	/** Whether rows may be uncertain although every call was answered. */
	readonly mayDoubt: boolean;
}

/** Compares all answers with the emulator's books. @returns a line for everything that does not hold */
export async function judge(
	emulator: Emulator,
	operation: WritingOperation,
	task: Task,
	items: readonly INodeExecutionData[] | null,
	{ mode, plain, mayDoubt }: Circumstances,
): Promise<string[]> {
	await settle(emulator);
	emulator.faults.clear();
	emulator.switches.creditLimit = null;
	const lines = findWaste(costsOf(emulator, operation), plain, mode);
	emulator.advance(LONG_MS);
	const rows = task.rowsInFile ?? task.items.length;
	const outcome = pairUp(items, rows, task.rowsInFile !== undefined);
	if (outcome.pairs !== null) lines.push(outcome.pairs);
	const creations = callsOf(emulator, operation).filter(({ method }) => method === 'POST');
	const doubtful = emulator.requests.all().filter(leavesDoubt);
	for (let row = 0; row < rows; row += 1) {
		const answer = outcome.answers[row] ?? {};
		const told = `(${outcome.hasStopped ? 'the step stopped' : JSON.stringify(answer)})`;
		// Rows of an import that was refused as a whole name no import: they say nothing of an earlier run.
		const isAnswered = answer.status !== undefined && !(task.earlier !== undefined && (answer.importId ?? '') === '');
		const claim = task.earlier === undefined || isAnswered ? claimOf(answer) : task.earlier(row);
		const entry = await task.inspect(row, answer);
		const wrong = compare(claim, entry);
		if (wrong !== null) lines.push(`row ${row + 1} ${wrong} ${told}`);
		if ((answer.details as { readonly retrySafe?: boolean } | undefined)?.retrySafe === true && !entry.isUntouched)
			lines.push(`row ${row + 1} is said to be safe to send again, but the CRM was changed ${told}`);
		if (answer.status === 'UNKNOWN' && isAnswered && !mayDoubt && !doubtful.some((call) => task.carries(call, row)))
			lines.push(`row ${row + 1} is uncertain, although every call that carried it got a clear answer ${told}`);
		const waitsForJob = answer.status === 'PENDING' && operation.node === 'bulk';
		if (waitsForJob && emulator.jobs.get(String(answer.job ?? '')) === undefined)
			lines.push(`row ${row + 1} waits for a job that is not there ${told}`);
		const repeated = task.isRepeatHarmless ? 0 : countRepetitions(creations.filter((call) => task.carries(call, row)));
		if (repeated > 0) lines.push(`row ${row + 1} was sent ${repeated} times more although Zoho may have acted`);
	}
	const strangers = task.countStrangers();
	if (strangers !== 0) lines.push(`${strangers} records belong to no row`);
	return lines;
}
