import http, { ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import type { Emulator } from '../../emulator';
import type { JobPlan } from '../../emulator/bulk/jobs';
import type { FaultEffect } from '../../emulator/server/faults';

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

/** What goes wrong. `mayDoubt`: whether it can leave rows of which nobody knows what became of them. */
export type FaultCase =
	/** With single calls; which of them leave doubt is seen from the emulator's log. `hitsFiles`: a token that is missing is missing for the result file too. */
	| {
			readonly kind: 'call';
			readonly name: string;
			readonly hitsFiles?: true;
			arm(emulator: Emulator, target: Target, moment: Moment): () => boolean;
	  }
	/** With jobs of Bulk Write, once their order has arrived. */
	| {
			readonly kind: 'job';
			readonly name: string;
			readonly mayDoubt: boolean;
			arm(emulator: Emulator, moment: Moment): () => boolean;
	  }
	/** With Zoho's call to an import that sleeps. */
	| { readonly kind: 'callback'; readonly name: string; readonly callbacks: number };

const refusal = (code: string, message: string): object => ({ code, details: {}, message, status: 'error' });
const BUSY = refusal('TOO_MANY_REQUESTS', 'Too many requests');
const INTERNAL = refusal('INTERNAL_ERROR', 'Internal Server Error');
const FORBIDDEN = refusal('NO_PERMISSION', 'permission denied');
const PAGE = '<html><body>Bad gateway</body></html>';
const ELSEWHERE = 'https://elsewhere.example.test/';
const FIREWALL = '<html><body>Request blocked</body></html>';

type Effect = FaultEffect & { readonly acts?: boolean };

/** Calls that met a fault, by the emulator's own log. */
const countMet = (emulator: Emulator): number => emulator.requests.all().filter(({ fault }) => fault !== null).length;

/**
 * One effect for the calls that a moment names; with a second one, the first is for one call, and the second for those that
 * follow: the same once more, or the next of its kind, if the step still sends one.
 */
function call(name: string, ...[first, second]: readonly [Effect, Effect?]): Extract<FaultCase, { kind: 'call' }> {
	return {
		kind: 'call',
		name,
		arm(emulator, target, { after, times }) {
			emulator.faults.add({ ...first, ...target, after, times: second === undefined ? times : 1 });
			if (second !== undefined) emulator.faults.add({ ...second, ...target, after, times });
			return () => countMet(emulator) > 0;
		},
	};
}

function patternOf({ path }: Target): RegExp {
	return new RegExp(
		`^${path
			.split('*')
			.map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
			.join('.*')}$`,
	);
}

/** Lets something happen in the moment in which the emulator counts a call among those that run. */
function atCalls(
	emulator: Emulator,
	target: Target,
	{ after, times }: Moment,
	happen: (enter: () => (() => void) | undefined) => (() => void) | undefined,
): () => boolean {
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

const expired: FaultCase = { ...call('token expired', { kind: 'expireToken' }), hitsFiles: true };

const tokenThrottled: FaultCase = {
	kind: 'call',
	name: 'token endpoint throttled',
	hitsFiles: true,
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

/** The caller's time for a request is over once Zoho has acted and says nothing: no clock has to run for that. */
const timedOut: FaultCase = {
	kind: 'call',
	name: 'answer past the time-out',
	arm(emulator, target, moment) {
		const requests: ClientRequest[] = [];
		const { setTimeout: wait } = ClientRequest.prototype;
		jest.spyOn(ClientRequest.prototype, 'setTimeout').mockImplementation(function (
			this: ClientRequest,
			durationMs,
			isOver,
		) {
			requests.push(this);
			return wait.call(this, durationMs, isOver);
		});
		emulator.faults.onSilence = (port) =>
			void requests.findLast(({ socket }) => socket?.localPort === port)?.emit('timeout');
		emulator.faults.add({ kind: 'silent', acts: true, ...target, ...moment });
		return () => countMet(emulator) > 0;
	},
};

/** A port of this machine on which nothing listens. */
const NOBODY = 1;

const noConnection: FaultCase = {
	kind: 'call',
	name: 'no connection',
	arm(_emulator, target, { after, times }) {
		const { request } = http;
		const pattern = patternOf(target);
		let seen = 0;
		let hits = 0;
		const send = (options: RequestOptions, onAnswer?: (answer: IncomingMessage) => void): ClientRequest => {
			const isMeant = options.method === target.method && pattern.test(String(options.path).replace(/\?.*$/, ''));
			if (isMeant) seen += 1;
			if (!isMeant || seen <= after || hits >= times) return request(options, onAnswer);
			hits += 1;
			return request({ ...options, port: NOBODY }, onAnswer);
		};
		jest.spyOn(http, 'request').mockImplementation(send as typeof http.request);
		return () => hits > 0;
	},
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
	timedOut,
	noConnection,
	call('refused with 400', {
		kind: 'answer',
		status: 400,
		body: refusal('INVALID_REQUEST', 'unable to parse the request body'),
	}),
	call('refused with 403', { kind: 'answer', status: 403, body: FORBIDDEN }),
	call('400 page before Zoho acted', { kind: 'answer', status: 400, body: FIREWALL }),
	call('400 page after Zoho acted', { kind: 'answer', status: 400, body: FIREWALL, acts: true }),
	call('403 page before Zoho acted', { kind: 'answer', status: 403, body: FIREWALL }),
	call('403 page after Zoho acted', { kind: 'answer', status: 403, body: FIREWALL, acts: true }),
	call('redirect before Zoho acted', { kind: 'redirect', location: ELSEWHERE }),
	call('redirect after Zoho acted', { kind: 'redirect', location: ELSEWHERE, acts: true }),
	call(
		'reset after Zoho acted, then refused',
		{ kind: 'reset', acts: true },
		{ kind: 'answer', status: 403, body: FORBIDDEN },
	),
	call('429, then reset after Zoho acted', { kind: 'answer', status: 429, body: BUSY }, { kind: 'reset', acts: true }),
	call('truncated JSON', { kind: 'truncatedJson' }),
	call('wrong JSON', { kind: 'wrongJson' }),
	call('204 before Zoho acted', { kind: 'empty' }),
	call('204 after Zoho acted', { kind: 'empty', acts: true }),
	expired,
	tokenThrottled,
	creditsGone,
	crowded,
];

/** Whether a job has its plan, or was refused by it. */
function hasMetPlan(emulator: Emulator, plan: JobPlan): boolean {
	const { refusal: refused } = plan;
	if (refused === undefined) return emulator.jobs.all().some(({ id }) => emulator.jobs.get(String(id))?.plan === plan);
	return emulator.requests
		.all({ method: 'POST' })
		.some(({ answer }) => JSON.stringify(answer ?? null).includes(refused.code));
}

function job(name: string, plan: JobPlan, mayDoubt = false): FaultCase {
	return {
		kind: 'job',
		name,
		mayDoubt,
		arm(emulator, { after, times }) {
			if (after > 0) emulator.jobs.plan({}, after);
			emulator.jobs.plan(plan, times);
			return () => hasMetPlan(emulator, plan);
		},
	};
}

/** What may become of a job. */
export const JOB_FAULTS: readonly FaultCase[] = [
	job('job refused after its upload', { refusal: { status: 400, code: 'CANNOT_PROCESS', message: 'cannot process' } }),
	job('job FAILED, nothing written', { end: 'FAILED', code: 'INVALID_FILE' }),
	job('job FAILED, some rows written', { end: 'FAILED', code: 'INTERNAL_SERVER_ERROR', rows: 2 }),
	job(
		'job FAILED, some rows written, no result',
		{ end: 'FAILED', code: 'INTERNAL_SERVER_ERROR', rows: 2, hides: ['result'] },
		true,
	),
	job(
		'job FAILED, some rows written, not counted',
		{ end: 'FAILED', code: 'INTERNAL_SERVER_ERROR', rows: 2, hides: ['result', 'counts'] },
		true,
	),
	job('job SKIPPED', { end: 'SKIPPED' }),
	job('job stuck', { end: 'never' }),
	job('status flapping', { reports: ['INPROGRESS', 'ADDED', 'INPROGRESS', 'ADDED'] }),
	job('result 404', { result: 'absent' }, true),
	job('result no archive', { result: 'not a zip' }, true),
	job('result truncated', { result: 'truncated' }, true),
	job('result with rows missing', { result: 'rows missing' }, true),
	job('result shuffled', { result: 'shuffled' }),
];

/** What may become of Zoho's call. */
export const CALLBACK_FAULTS: readonly FaultCase[] = [
	{ kind: 'callback', name: 'callback twice', callbacks: 2 },
	{ kind: 'callback', name: 'callback never', callbacks: 0 },
];

export const ALL_FAULTS: readonly FaultCase[] = [...CALL_FAULTS, ...JOB_FAULTS, ...CALLBACK_FAULTS];
