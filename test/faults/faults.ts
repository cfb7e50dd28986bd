import type { Emulator } from '../emulator';
import type { JobPlan } from '../emulator/services/bulkWriteJobs';
import type { FaultEffect } from '../emulator/services/faults';

/** Calls that a fault is meant for; `path` as the emulator's faults have it, `*` stands for anything. */
export interface Target {
	readonly method: string;
	readonly path: string;
}

/** Which of the calls, or of the jobs, meet a fault. */
export interface Moment {
	/** How many pass first. */
	readonly after: number;
	/** How many meet it then. */
	readonly times: number;
}

/** What goes wrong. */
export type FaultCase =
	/** With single calls. */
	| { readonly kind: 'call'; readonly name: string; arm(emulator: Emulator, target: Target, moment: Moment): () => boolean }
	/** With jobs of Bulk Write, once their order has arrived. */
	| { readonly kind: 'job'; readonly name: string; arm(emulator: Emulator, moment: Moment): () => boolean }
	/** With Zoho's call to an import that sleeps. */
	| { readonly kind: 'callback'; readonly name: string; readonly callbacks: number };

/** The time-out of a request while a test plays a slow answer, in milliseconds; short, because it passes for real. */
export const SHORT_TIMEOUT_MS = 40;
/** What a slow answer takes. */
const SLOW_MS = 120;

const BUSY = { code: 'TOO_MANY_REQUESTS', details: {}, message: 'Too many requests', status: 'error' };
const INTERNAL = { code: 'INTERNAL_ERROR', details: {}, message: 'Internal Server Error', status: 'error' };
const PAGE = '<html><body>Bad gateway</body></html>';

/** Whether a call met a fault, by the emulator's own log. */
const met = (emulator: Emulator) => (): boolean => emulator.requests.all().some(({ fault }) => fault !== null);

function call(name: string, effect: FaultEffect & { readonly acts?: boolean }): FaultCase {
	return {
		kind: 'call',
		name,
		arm(emulator, target, moment) {
			emulator.faults.add({ ...effect, ...target, ...moment });
			return met(emulator);
		},
	};
}

function patternOf({ path }: Target): RegExp {
	return new RegExp(`^${path.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
}

/** Lets something happen in the moment in which the emulator counts a call among those that run. */
function atCalls(emulator: Emulator, target: Target, { after, times }: Moment, happen: (enter: () => (() => void) | undefined) => (() => void) | undefined): () => boolean {
	const { concurrency } = emulator;
	const enter = concurrency.enter.bind(concurrency);
	const pattern = patternOf(target);
	let seen = 0;
	let hits = 0;
	jest.spyOn(concurrency, 'enter').mockImplementation((isHeavy) => {
		const latest = emulator.requests.all().at(-1);
		const isMeant = latest !== undefined && latest.method === target.method && pattern.test(latest.path);
		if (isMeant) seen += 1;
		if (!isMeant || seen <= after || hits >= times) return enter(isHeavy);
		hits += 1;
		return happen(() => enter(isHeavy));
	});
	return () => hits > 0;
}

const expired: FaultCase = call('token expired', { kind: 'expireToken' });

const tokenThrottled: FaultCase = {
	kind: 'call',
	name: 'token endpoint throttled',
	arm(emulator, target, moment) {
		emulator.switches.tokenRequestsPerTenMinutes = 0;
		emulator.faults.add({ kind: 'expireToken', ...target, ...moment });
		return () => emulator.tokens.log().some(({ outcome }) => outcome !== 'issued');
	},
};

const creditsGone: FaultCase = {
	kind: 'call',
	name: 'credits exhausted',
	arm: (emulator, target, moment) =>
		atCalls(emulator, target, moment, (enter) => {
			emulator.switches.creditLimit = emulator.credits.spent();
			return enter();
		}),
};

const crowded: FaultCase = {
	kind: 'call',
	name: 'concurrency exceeded',
	// Calls of others hold every place in the moment in which ours comes.
	arm: (emulator, target, moment) =>
		atCalls(emulator, target, moment, (enter) => {
			const places: (() => void)[] = [];
			for (let leave = enter(); leave !== undefined; leave = enter()) places.push(leave);
			const ours = enter();
			for (const leave of places) leave();
			return ours;
		}),
};

/** What may go wrong with a call. */
export const CALL_FAULTS: readonly FaultCase[] = [
	call('429 with Retry-After', { kind: 'answer', status: 429, retryAfterSeconds: 7, body: BUSY }),
	call('429 without Retry-After', { kind: 'answer', status: 429, body: BUSY }),
	call('500 before Zoho acted', { kind: 'answer', status: 500, body: INTERNAL }),
	call('500 after Zoho acted', { kind: 'answer', status: 500, body: INTERNAL, acts: true }),
	call('502 page before Zoho acted', { kind: 'answer', status: 502, body: PAGE }),
	call('502 page after Zoho acted', { kind: 'answer', status: 502, body: PAGE, acts: true }),
	call('503 before Zoho acted', { kind: 'answer', status: 503, body: PAGE }),
	call('503 after Zoho acted', { kind: 'answer', status: 503, body: PAGE, acts: true }),
	call('reset before Zoho acted', { kind: 'reset' }),
	call('reset after Zoho acted', { kind: 'reset', acts: true }),
	call('answer cut', { kind: 'cut' }),
	call('answer past the time-out', { kind: 'slow', delayMs: SLOW_MS }),
	call('truncated JSON', { kind: 'truncatedJson' }),
	call('wrong JSON', { kind: 'wrongJson' }),
	call('204 before Zoho acted', { kind: 'empty' }),
	call('204 after Zoho acted', { kind: 'empty', acts: true }),
	expired,
	tokenThrottled,
	creditsGone,
	crowded,
];

function job(name: string, plan: JobPlan): FaultCase {
	return {
		kind: 'job',
		name,
		arm(emulator, { after, times }) {
			if (after > 0) emulator.jobs.plan({}, after);
			emulator.jobs.plan(plan, times);
			return () => (plan.refusal === undefined ? emulator.jobs.all().some(({ id }) => emulator.jobs.get(String(id))?.plan === plan) : emulator.requests.all({ method: 'POST' }).some(({ answer }) => JSON.stringify(answer ?? null).includes(String(plan.refusal?.code))));
		},
	};
}

/** What may become of a job. */
export const JOB_FAULTS: readonly FaultCase[] = [
	job('job refused after its upload', { refusal: { status: 400, code: 'CANNOT_PROCESS', message: 'cannot process' } }),
	job('job FAILED, nothing written', { end: 'FAILED', code: 'INVALID_FILE' }),
	job('job FAILED, some rows written', { end: 'FAILED', code: 'INTERNAL_SERVER_ERROR', rows: 2 }),
	job('job SKIPPED', { end: 'SKIPPED' }),
	job('job stuck', { end: 'never' }),
	job('status flapping', { reports: ['INPROGRESS', 'ADDED', 'INPROGRESS', 'ADDED'] }),
	job('result 404', { result: 'absent' }),
	job('result no archive', { result: 'not a zip' }),
	job('result truncated', { result: 'truncated' }),
	job('result with rows missing', { result: 'rows missing' }),
	job('result shuffled', { result: 'shuffled' }),
];

/** What may become of Zoho's call. */
export const CALLBACK_FAULTS: readonly FaultCase[] = [
	{ kind: 'callback', name: 'callback twice', callbacks: 2 },
	{ kind: 'callback', name: 'callback never', callbacks: 0 },
];

export const ALL_FAULTS: readonly FaultCase[] = [...CALL_FAULTS, ...JOB_FAULTS, ...CALLBACK_FAULTS];
