import { randomInt } from 'node:crypto';
import { waitFor } from './childProcess';
import { isWrite, nameOfFile } from './crashBooks';
import type { Call, Gate, Point } from './crashGate';
import {
	type CrashImport,
	type CrashStage,
	EARLIER_STEP,
	findDifferences,
	type ImportPlan,
	jobsOf,
	killN8n,
	prepareImport,
	readAnswers,
	readJobs,
	readLines,
	resumeImport,
	settleUnknown,
	startAgain,
	startImport,
	whileJobsMove,
} from './crashImports';
import { createRandom } from './demoData';
import { type JsonRecord, toList } from './json';
import type { OutputItem } from './n8nRest';
import { WITHOUT_EDITOR } from './n8nServer';
import { raiseStage } from './stage';

const MINUTE_MS = 60_000;
jest.setTimeout(5 * MINUTE_MS);

let stage: CrashStage;
const imports: CrashImport[] = [];

beforeAll(async () => {
	// Jobs move when they are told to, so that a test decides what has ended when n8n is killed.
	const raised = await raiseStage(['--job-step-ms', String(24 * 60 * MINUTE_MS), '--drop-bodies'], {
		settings: WITHOUT_EDITOR,
	});
	stage = { ...raised, running: raised.n8n, calls: raised.rest };
});
afterAll(async () => {
	await stage?.running.kill();
	await stage?.stop();
	await Promise.all(imports.map(({ gate }) => gate.close()));
});

/** Words for people. */
function say(text: string): void {
	process.stderr.write(`${text}\n`);
}

/** A fresh Zoho, in which callbacks may come over http, and which has credits for everything. */
async function resetZoho(): Promise<void> {
	await stage.emulator.admin('POST', '/reset');
	await stage.emulator.admin('PUT', '/switches', {
		allowHttpCallback: true,
		creditLimit: 10_000_000,
		concurrencyLimit: 1000,
		heavyConcurrencyLimit: 1000,
	});
}

async function prepare(plan: ImportPlan): Promise<CrashImport> {
	const known = await prepareImport(stage, plan);
	imports.push(known);
	return known;
}

/** Holds a call where the test wants n8n to be killed. @returns once it hangs there */
function holdAt(gate: Gate, point: Point, isMeant: (call: Call) => boolean, count = 1): Promise<void> {
	let met = 0;
	return new Promise((resolve) => {
		gate.watch = (at, call) => {
			if (at !== point || !isMeant(call)) return 'pass';
			met += 1;
			if (met < count) return 'pass';
			resolve();
			return 'hold';
		};
	});
}

/** Kills n8n, lets Zoho finish what it was given, and starts n8n again. */
async function crash(known: readonly CrashImport[]): Promise<void> {
	await killN8n(stage);
	for (const { gate } of known) {
		gate.watch = () => 'pass';
		await gate.settle();
	}
	await startAgain(stage);
}

const isConfirmed = ({ status }: JsonRecord): boolean =>
	status === 'ADDED' || status === 'UPDATED' || status === 'SKIPPED';

/** Nothing but the run that wrote by the records API has its answers, and Resume Import says so. */
const isLeftToItsRun = (before: JsonRecord, after: JsonRecord): boolean =>
	(before.job ?? '') === '' &&
	after.status === 'UNKNOWN' &&
	String(after.reason).includes('may have written this row through the Records API') &&
	String(after.next).includes('Check the results of that run');

/** What was answered once must not change any more. @returns what is known from both */
function mergeStanding(before: readonly JsonRecord[], after: readonly JsonRecord[]): readonly JsonRecord[] {
	// An import of which no row has a job does not have the key.
	const essence = ({ row, status, id, job = '' }: JsonRecord): string => JSON.stringify({ row, status, id, job });
	const hasChanged = (index: number): boolean =>
		isConfirmed(before[index]) &&
		essence(before[index]) !== essence(after[index]) &&
		!isLeftToItsRun(before[index], after[index]);
	expect(after).toHaveLength(before.length);
	expect(
		[...before.keys()]
			.filter(hasChanged)
			.map((index) => `${essence(before[index])} became ${essence(after[index])}`)
			.slice(0, 5),
	).toEqual([]);
	return after.map((answer, index) => (isConfirmed(before[index]) ? before[index] : answer));
}

async function expectBooks(known: CrashImport, answers: readonly JsonRecord[], mostOrders: 1 | 2): Promise<void> {
	const differences = await findDifferences(
		known,
		answers,
		await readJobs(stage),
		await stage.emulator.records('Leads'),
		mostOrders,
	);
	expect({ tag: known.plan.tag, differences }).toEqual({ tag: known.plan.tag, differences: [] });
}

interface TakenUp {
	/** As Resume Import gave them the first time. */
	readonly answers: readonly JsonRecord[];
	/** Once a person had looked for the files that were not certain. */
	readonly settled: readonly JsonRecord[];
}

/** Takes an import up as the README says, with its lines in n8n's log or with nothing but the ids of its jobs. */
async function takeUp(known: CrashImport, by: 'lines' | 'ids'): Promise<TakenUp> {
	const text = by === 'lines' ? readLines(stage.n8n, known) : jobsOf(await readJobs(stage), known);
	const answers = readAnswers(await resumeImport(stage, known, text.join('\n')), known);
	await expectBooks(known, answers, by === 'lines' ? 1 : 2);
	if (answers.every(({ status, next }) => status !== 'UNKNOWN' || nameOfFile(String(next)) === null))
		return { answers, settled: answers };
	const lines = settleUnknown(readLines(stage.n8n, known), answers, await readJobs(stage));
	const again = readAnswers(await resumeImport(stage, known, lines.join('\n')), known);
	await expectBooks(known, again, 2);
	expect(again.filter(({ next }) => nameOfFile(String(next)) !== null)).toEqual([]);
	return { answers, settled: mergeStanding(answers, again) };
}

/** Statuses of rows in a row, as `1-300 UNKNOWN, 301-450 final`; of those that were written it does not matter here how. */
function told(statuses: readonly string[]): string {
	const starts = [...statuses.keys()].filter((index) => index === 0 || statuses[index] !== statuses[index - 1]);
	return starts
		.map((start, place) => `${start + 1}-${starts[place + 1] ?? statuses.length} ${statuses[start]}`)
		.join(', ');
}
const statusesOf = (answers: readonly JsonRecord[]): string[] =>
	answers.map((answer) => (isConfirmed(answer) ? 'final' : String(answer.status)));

const isUpload = ({ path, method }: Call): boolean => method === 'POST' && path === '/crm/v8/upload';
const isOrder = ({ path, method }: Call): boolean => method === 'POST' && path === '/crm/bulk/v8/write';
const isStatus = ({ path, method }: Call): boolean => method === 'GET' && path.startsWith('/crm/bulk/v8/write/');
const isDownload = ({ path }: Call): boolean => path.includes('/bulk-write/');
const isGroup = ({ path, method }: Call): boolean => method === 'POST' && path === '/crm/v8/Leads';
const isOrganization = ({ path }: Call): boolean => path === '/crm/v8/org';

const SMALL = { operation: 'insert', route: 'bulk', source: 'items', rows: 60 } as const;
const JOB_ROWS = 25_000;
/** Rows for one job and a little of another. */
const LARGE = { operation: 'insert', source: 'file', rows: JOB_ROWS + 300, wait: 'poll' } as const;

/** Starts something whose outcome is asked for later. */
function begin<Result>(action: () => Promise<Result>): Promise<Result> {
	const outcome = action();
	outcome.catch(() => undefined);
	return outcome;
}

describe('n8n is killed on the way to the jobs, and started again', () => {
	interface Case {
		readonly name: string;
		readonly plan: ImportPlan;
		readonly point: Point;
		readonly isMeant: (call: Call) => boolean;
		readonly count?: number;
		readonly by?: 'lines' | 'ids';
		/** What Resume Import answers at first, by the row's index. */
		readonly told: (index: number, known: CrashImport) => string;
		/** What is left after a person had looked for the files; final for all rows unless said. */
		readonly settled?: (index: number) => string;
	}
	const all = (status: string) => (): string => status;
	const cases: readonly Case[] = [
		{
			name: 'before anything is uploaded (poll): the rows are sent',
			plan: { ...SMALL, tag: 'before', wait: 'poll' },
			point: 'arrived',
			isMeant: isOrganization,
			told: all('final'),
		},
		{
			name: 'while a file is uploaded (callback): the rows are sent',
			plan: { ...SMALL, tag: 'upload', wait: 'callback' },
			point: 'acted',
			isMeant: isUpload,
			told: all('final'),
		},
		{
			name: 'as the order leaves n8n and never arrives (none): UNKNOWN, and sent once a person has looked',
			plan: { ...SMALL, tag: 'never', wait: 'none' },
			point: 'arrived',
			isMeant: isOrder,
			told: all('UNKNOWN'),
		},
		{
			name: 'before the answer to an order is read (poll): UNKNOWN, and collected by the ID of the job that is there',
			plan: { ...SMALL, tag: 'unread', wait: 'poll' },
			point: 'acted',
			isMeant: isOrder,
			told: all('UNKNOWN'),
		},
		{
			name: 'before the answer to an order is read (none), log lost: collected by the ID of the job',
			plan: { ...SMALL, tag: 'unlogged', wait: 'none' },
			point: 'acted',
			isMeant: isOrder,
			by: 'ids',
			told: all('final'),
		},
		{
			name: 'before the answer to the order of the first of several waves is read (callback): rows of the same keys are held back until that is settled',
			plan: { ...SMALL, tag: 'waves', wait: 'callback', operation: 'upsert' },
			point: 'acted',
			isMeant: isOrder,
			told: (index, { rows }) =>
				rows.slice(0, index).some(({ Email }) => Email === rows[index].Email) ? 'UNPROCESSED' : 'UNKNOWN',
		},
		{
			name: 'between two jobs of a file (poll): the first is collected, the second sent',
			plan: { ...LARGE, tag: 'between', route: 'bulk' },
			point: 'acted',
			isMeant: isUpload,
			count: 2,
			told: all('final'),
		},
		{
			name: 'among groups of 100 (records API): those that had gone out are UNKNOWN, the others are sent',
			plan: { ...SMALL, tag: 'groups', route: 'records', rows: 450, wait: 'poll', options: { requestsAtOnce: 1 } },
			point: 'acted',
			isMeant: isGroup,
			count: 3,
			told: (index) => (index < 300 ? 'UNKNOWN' : 'final'),
			settled: (index) => (index < 300 ? 'UNKNOWN' : 'final'),
		},
		{
			name: 'among groups of 100 beside a job, log lost: the job is collected, and nothing is sent that the records API may have had',
			plan: { ...LARGE, tag: 'beside', route: 'auto' },
			point: 'acted',
			isMeant: isGroup,
			count: 2,
			by: 'ids',
			told: (index) => (index < JOB_ROWS ? 'final' : 'UNKNOWN'),
			settled: (index) => (index < JOB_ROWS ? 'final' : 'UNKNOWN'),
		},
	];
	const known = new Map<Case, CrashImport>();
	const results = new Map<Case, Promise<TakenUp>>();

	beforeAll(async () => {
		await resetZoho();
		for (const entry of cases) known.set(entry, await prepare(entry.plan));
		const held = [...known].map(([{ point, isMeant, count }, { gate }]) => holdAt(gate, point, isMeant, count));
		for (const entry of known.values()) await startImport(stage, entry);
		await Promise.all(held);
		await crash([...known.values()]);
		for (const { executionId } of known.values()) await stage.calls.reach(executionId, 'crashed');
	});

	it('gives away nothing by the ID of an import alone, and says what is needed', async () => {
		const unread = known.get(cases[3]);
		if (unread === undefined) throw new Error('the import was not started');
		const calls = unread.gate.calls.length;
		const importId = /import (n8n\w+):/.exec(readLines(stage.n8n, unread)[0])?.[1] ?? '';
		const { status, error } = await resumeImport(stage, unread, importId);
		expect(status).toBe('error');
		expect(error?.message).toBe(`This workflow has no data on the import ${importId}`);
		expect(error?.description).toContain(`its lines in the n8n log, which start with "[Zoho CRM] import ${importId}"`);
		expect(unread.gate.calls.slice(calls).filter(isWrite)).toEqual([]);
	});

	it.each(cases)('$name', async (entry) => {
		// All are taken up side by side, and each is judged by itself.
		if (results.size === 0)
			for (const [key, value] of known)
				results.set(
					key,
					begin(() => takeUp(value, key.by ?? 'lines')),
				);
		const { answers, settled } = await whileJobsMove(
			stage,
			async () => await (results.get(entry) ?? Promise.reject(new Error('the import was not started'))),
		);
		const ofCase = known.get(entry);
		if (ofCase === undefined) throw new Error('the import was not started');
		expect(told(statusesOf(answers))).toBe(told(ofCase.rows.map((_, index) => entry.told(index, ofCase))));
		expect(told(statusesOf(settled))).toBe(told(ofCase.rows.map((_, index) => entry.settled?.(index) ?? 'final')));
	});
});

describe('n8n is killed once the jobs are there, and started again', () => {
	const make = async (tag: string, wait: ImportPlan['wait'], more: Partial<ImportPlan> = {}): Promise<CrashImport> =>
		await prepare({ ...SMALL, tag, wait, ...more });
	let downloading: CrashImport;
	let waking: CrashImport;
	let waves: CrashImport;
	let running: CrashImport;
	let asleep: CrashImport;
	let answered: CrashImport;
	let second: CrashImport;
	/** What the import that does not wait, and the step before another one, had answered before. */
	let before: readonly JsonRecord[];
	/** As it was right after the start. */
	let statusOfAsleep: string;
	let earlier: readonly OutputItem[];

	beforeAll(async () => {
		await resetZoho();
		downloading = await make('download', 'poll');
		waking = await make('waking', 'callback');
		waves = await make('nextwave', 'poll', { operation: 'upsert' });
		const first = [downloading, waking, waves];
		const heldFirst = [
			holdAt(downloading.gate, 'acted', isDownload),
			holdAt(waking.gate, 'acted', isDownload),
			holdAt(waves.gate, 'arrived', isUpload, 2),
		];
		for (const known of first) await startImport(stage, known);
		await stage.calls.reach(waking.executionId, 'waiting');
		await waitFor('all three have their jobs', MINUTE_MS, async () =>
			toList(await stage.emulator.admin('GET', '/jobs')).length === first.length ? true : undefined,
		);
		for (let step = 0; step < 2; step += 1) await stage.emulator.admin('POST', '/tick');
		await Promise.all(heldFirst);

		running = await make('running', 'poll');
		asleep = await make('asleep', 'callback');
		answered = await make('answered', 'none');
		second = await make('second', 'poll', { hasEarlierStep: true });
		const last = [running, asleep, answered, second];
		const heldLast = [holdAt(running.gate, 'arrived', isStatus), holdAt(second.gate, 'arrived', isStatus)];
		for (const known of last) await startImport(stage, known);
		before = readAnswers(await stage.calls.reach(answered.executionId, 'success'), answered);
		await stage.calls.reach(asleep.executionId, 'waiting');
		await Promise.all(heldLast);
		earlier = (await stage.calls.readExecution(second.executionId)).outputOf(EARLIER_STEP);
		await crash([...first, ...last]);
		statusOfAsleep = (await stage.calls.readExecution(asleep.executionId)).status;
	});

	/** Takes an import up; all of its rows come out final. */
	async function expectAll(known: CrashImport, by: 'lines' | 'ids'): Promise<readonly JsonRecord[]> {
		const { answers } = await whileJobsMove(stage, async () => await takeUp(known, by));
		expect(told(statusesOf(answers))).toBe(`1-${known.rows.length} final`);
		return answers;
	}

	it('while its job runs (poll): the job is collected', async () => {
		await stage.calls.reach(running.executionId, 'crashed');
		await expectAll(running, 'lines');
	});

	it('while a result is downloaded (poll), log lost: the job is collected by its ID', async () => {
		await stage.calls.reach(downloading.executionId, 'crashed');
		await expectAll(downloading, 'ids');
	});

	it('between two waves of an upsert (poll): the first is collected, then the others are sent one after the other', async () => {
		await stage.calls.reach(waves.executionId, 'crashed');
		await expectAll(waves, 'lines');
		expect(waves.gate.calls.filter(isOrder)).toHaveLength(3);
	});

	it('asleep (callback): it sleeps on, and answers every row when Zoho calls', async () => {
		expect(statusOfAsleep).toBe('waiting');
		const answers = readAnswers(
			await whileJobsMove(stage, async () => await stage.calls.reach(asleep.executionId, 'success')),
			asleep,
		);
		expect(told(statusesOf(answers))).toBe('1-60 final');
		await expectBooks(asleep, answers, 1);
	});

	it('while it wakes (callback): it sleeps on, and Resume Import has the answers at once', async () => {
		expect((await stage.calls.readExecution(waking.executionId)).status).toBe('waiting');
		await expectAll(waking, 'lines');
	});

	it('after it answered and does not wait (none): its answers stand, and Resume Import gives each row the outcome of the job that it named', async () => {
		expect(readAnswers(await stage.calls.readExecution(answered.executionId), answered)).toEqual(before);
		expect(before.map(({ status, id }) => [status, id])).toEqual(before.map(() => ['PENDING', '']));
		const answers = await expectAll(answered, 'lines');
		expect(answers.map(({ job }) => job)).toEqual(before.map(({ job }) => job));
	});

	it('in the second of two steps: what the first had answered stands, in n8n and in Zoho', async () => {
		const crashed = await stage.calls.reach(second.executionId, 'crashed');
		expect(crashed.outputOf(EARLIER_STEP)).toEqual(earlier);
		await expectAll(second, 'lines');
		const held = (await stage.emulator.records('Contacts')).map(({ id, Last_Name, Modified_Time }) => ({
			id,
			Last_Name,
			modifiedTime: Modified_Time,
		}));
		expect(held).toEqual(
			earlier.map(({ json }, index) => ({
				id: json.id,
				Last_Name: `Earlier ${index}`,
				modifiedTime: json.modifiedTime,
			})),
		);
		expect(held.length).toBeGreaterThan(0);
	});
});

/** The seeds to play: one by itself, or so many fixed ones and a fresh one at the end. */
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 4);
const SEEDS =
	process.env.CRASH_SEED === undefined
		? [...Array.from({ length: ROUNDS - 1 }, (_, index) => index + 1), null]
		: [Number(process.env.CRASH_SEED)];

describe('n8n is killed at a random moment of several imports, and started again', () => {
	/** About as many as the four imports have: a call is one when it comes, when Zoho has acted, and when it is answered. */
	const MOST_MOMENTS = 110;
	/** Those of calls that write, and of uploads: where most is at stake. */
	const MOMENTS_OF_WRITING = 24;
	const MOMENTS_OF_RESUMING = 40;

	const choose = <Choice>(random: (below: number) => number, ...choices: readonly Choice[]): Choice =>
		choices[random(choices.length)];

	/** Imports that differ in everything that matters, each way of waiting among them. */
	function makePlans(seed: number, random: (below: number) => number): ImportPlan[] {
		const tag = (name: string): string => `s${seed}${name}`;
		const any = (name: string, wait: ImportPlan['wait']): ImportPlan => ({
			tag: tag(name),
			wait,
			operation: choose(random, 'insert', 'upsert'),
			route: 'bulk',
			source: 'items',
			rows: 12 + random(90),
		});
		return [
			any('poll', 'poll'),
			any('callback', 'callback'),
			any('none', 'none'),
			choose<ImportPlan>(
				random,
				{ ...LARGE, tag: tag('large'), route: choose(random, 'bulk', 'auto'), wait: choose(random, 'poll', 'none') },
				{ ...LARGE, tag: tag('large'), route: 'bulk', wait: 'callback' },
				{
					...any('records', 'poll'),
					route: 'records',
					rows: 250 + random(400),
					options: { requestsAtOnce: 1 + random(4) },
				},
			),
		];
	}

	/**
	 * Watches all gates for the moment of that number.
	 * @param isHeld whether nothing moves from then on, so that n8n is killed at that very moment
	 * @returns what happened then; null if all was over before
	 */
	async function waitForMoment(
		known: readonly CrashImport[],
		number: number,
		isCounted: (call: Call) => boolean,
		isHeld: boolean,
		isOver: () => Promise<boolean>,
	): Promise<string | null> {
		let moments = 0;
		const seen: string[] = [];
		for (const { gate, plan } of known) {
			gate.watch = (point, call) => {
				if (isCounted(call)) moments += 1;
				if (moments >= number && seen.length === 0) seen.push(`${plan.tag}: ${call.method} ${call.path} ${point}`);
				return moments >= number && isHeld ? 'hold' : 'pass';
			};
		}
		return await waitFor(
			'the moment comes, or all is over',
			3 * MINUTE_MS,
			async () => seen[0] ?? ((await isOver()) ? null : undefined),
		);
	}

	/** Tells whether all imports have ended or sleep. One that has ended is not asked again: its answers may be many. */
	function watchEnds(known: readonly CrashImport[]): () => Promise<boolean> {
		const ended = new Set<CrashImport>();
		return async () => {
			for (const entry of known) {
				if (ended.has(entry)) continue;
				if (entry.executionId === '') return false;
				const status = await stage.calls.readStatus(entry.executionId);
				if (!['success', 'error', 'waiting'].includes(status)) return false;
				if (status !== 'waiting') ended.add(entry);
			}
			return true;
		};
	}

	/** Whether a person finds anything of it in the log: without a line nothing was sent. */
	const hasLines = (known: CrashImport): boolean => readLines(stage.n8n, known).length > 0;

	async function takeUpRandomly(known: CrashImport, by: 'lines' | 'ids'): Promise<string> {
		if (!hasLines(known)) {
			expect({ tag: known.plan.tag, writes: known.gate.calls.filter(isWrite).length }).toEqual({
				tag: known.plan.tag,
				writes: 0,
			});
			await startImport(stage, known);
			await stage.calls.reach(known.executionId, 'success', 'waiting');
		}
		const hasJobs = jobsOf(await readJobs(stage), known).length > 0;
		const { answers, settled } = await takeUp(known, hasJobs ? by : 'lines');
		// What the run itself has answered, before n8n was killed or on waking afterwards, stands.
		const own = await stage.calls.readExecution(known.executionId);
		expect(['success', 'crashed', 'waiting', 'running']).toContain(own.status);
		if (own.status === 'success') await expectBooks(known, mergeStanding(readAnswers(own, known), settled), 2);
		return `${known.plan.tag} ${own.status}, by ${hasJobs ? by : 'lines'}: ${told(statusesOf(answers))}${settled === answers ? '' : `, then ${told(statusesOf(settled))}`}`;
	}

	async function play(seed: number): Promise<void> {
		const random = createRandom(seed);
		const plans = makePlans(seed, random);
		const isOfWriting = random(2) === 0;
		const number = 1 + random(isOfWriting ? MOMENTS_OF_WRITING : MOST_MOMENTS);
		const laterMs = choose(random, 0, 0, random(3000));
		const slowest = choose(random, 5, 50, 300);
		const everyMs = 300 + random(1200);
		const ways = plans.map(() => choose<'lines' | 'ids'>(random, 'lines', 'lines', 'ids'));
		const numberOfResuming = random(3) === 0 ? 1 + random(MOMENTS_OF_RESUMING) : null;
		await resetZoho();
		const known: CrashImport[] = [];
		for (const plan of plans) known.push(await prepare(plan));
		for (const { gate } of known) gate.delayMs = () => Math.floor(Math.random() * slowest);

		await whileJobsMove(
			stage,
			async () => {
				const moment = waitForMoment(
					known,
					number,
					(call) => !isOfWriting || isWrite(call) || isUpload(call),
					laterMs === 0,
					watchEnds(known),
				);
				moment.catch(() => undefined);
				for (const entry of known) await startImport(stage, entry);
				const met = await moment;
				await new Promise((resolve) => setTimeout(resolve, laterMs));
				say(
					`seed ${seed}: killed at moment ${number}${isOfWriting ? ' of writing' : ''}, ${met ?? 'when all was over'}${laterMs === 0 ? '' : `, ${laterMs} ms later`}`,
				);
				await crash(known);
				if (numberOfResuming !== null) await crashResuming(seed, known, numberOfResuming);
				const outcomes = await Promise.allSettled(
					known.map(async (entry, index) => say(`  ${await takeUpRandomly(entry, ways[index])}`)),
				);
				for (const outcome of outcomes) if (outcome.status === 'rejected') await Promise.reject(outcome.reason);
			},
			everyMs,
		);
	}

	/** Kills n8n once more, while the imports are taken up. */
	async function crashResuming(seed: number, known: readonly CrashImport[], number: number): Promise<void> {
		let over = 0;
		const moment = waitForMoment(
			known,
			number,
			() => true,
			true,
			async () => over === known.length,
		);
		const runs = known.map(async (entry) => {
			if (hasLines(entry))
				await resumeImport(stage, entry, readLines(stage.n8n, entry).join('\n')).catch(() => undefined);
			over += 1;
		});
		say(`seed ${seed}: killed again at moment ${number} of taking up, ${(await moment) ?? 'when all was over'}`);
		await crash(known);
		await Promise.all(runs);
	}

	it.each(SEEDS.map((seed) => ({ name: seed === null ? 'a fresh seed' : `seed ${seed}`, seed })))(
		'$name: every row is answered, and none was sent twice',
		async ({ seed }) => {
			const played = seed ?? randomInt(1_000_000);
			say(`\n=== CRASH_SEED=${played} chooses imports and moment; set it to play the same choices again ===`);
			await play(played).catch(async (reason: unknown) => {
				say(`seed ${played} did not pass: ${String(reason)}`);
				return await Promise.reject(reason);
			});
		},
	);
});
