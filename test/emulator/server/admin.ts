import type { Answer } from '../contract';
import type { Emulator } from '../index';
import { isObject, type JsonObject, parseJson } from '../json';
import type { Grant } from '../oauth/grantCodes';
import { ALL_SCOPES } from '../oauth/tokens';
import { seedRecords } from '../records/seed';
import type { Fault } from './faults';

/** First segment of the admin address; nothing of Zoho's begins so. */
export const ADMIN_PATH = '/__admin';

/** A call to the admin address. */
export interface AdminRequest {
	readonly method: string;
	/** What follows the admin address: `/records`. */
	readonly subpath: string;
	readonly query: Readonly<Record<string, string>>;
	readonly text: string;
}

/** One JSON document, or many as lines. */
export type AdminAnswer = Answer | { readonly lines: Iterable<unknown> };

type AdminHandler = (emulator: Emulator, request: AdminRequest, body: Readonly<Record<string, unknown>>) => AdminAnswer;

const ok = (body: unknown): Answer => ({ status: 200, body });
const wrong = (message: string): Answer => ({ status: 400, body: { error: message } });

/** Every address below the admin address; the README describes them. */
const HANDLERS: Readonly<Record<string, AdminHandler>> = {
	'GET /': (emulator) => ok({ ...emulator.describe(), addresses: Object.keys(HANDLERS) }),
	'GET /records': ({ state, store }, { query }) => {
		const names = query.module === undefined ? state.schema.modules().map(({ apiName }) => apiName) : [query.module];
		if (!names.every((name) => state.schema.module(name))) return wrong(`There is no module ${query.module}`);
		return { lines: query.module === undefined ? withModule(names, (name) => store.all(name)) : store.all(names[0]) };
	},
	'POST /records': (emulator, _request, body) => addRecords(emulator, body),
	'GET /counts': ({ state, store }) =>
		ok(Object.fromEntries(state.schema.modules().map(({ apiName }) => [apiName, store.count(apiName)]))),
	'GET /requests': ({ requests }, { query }) => ({
		lines: requests.all({
			method: query.method,
			path: query.path,
			host: query.host === 'api' || query.host === 'files' ? query.host : undefined,
		}),
	}),
	'DELETE /requests': ({ requests }) => {
		requests.reset();
		return ok({});
	},
	'GET /jobs': ({ jobs }) => ok(jobs.all()),
	'GET /channels': ({ notifications }) =>
		ok(
			notifications.channels
				.all()
				.map(({ events, conditions: _, ...channel }) => ({ ...channel, events: eventsOf(events) })),
		),
	'DELETE /channels': ({ notifications }) => {
		for (const channel of notifications.channels.all()) notifications.channels.end(channel);
		return ok([]);
	},
	'GET /notifications': ({ notifications }) => ({ lines: notifications.all() }),
	'POST /restore': ({ state }, _request, body) => {
		const { module, id } = body;
		if (typeof module !== 'string' || typeof id !== 'string') return wrong('module and id are texts');
		const changes = state.switches.restoredIsModified ? { Modified_Time: state.timeText() } : {};
		return state.records.restore(module, id, changes) ? ok({}) : wrong(`The recycle bin of ${module} has no ${id}`);
	},
	'POST /job-plans': ({ jobs }, _request, body) => planJobs(jobs, body),
	'GET /credits': ({ credits }) =>
		ok({ limit: credits.limit(), spent: credits.spent(), remaining: credits.remaining() }),
	'GET /concurrency': ({ concurrency }) => ok({ limit: concurrency.limit(), ...concurrency.current() }),
	'GET /tokens': ({ tokens }) => ok(tokens.log()),
	'POST /tokens': (emulator, _request, body) => ok(emulator.grantToken(readGrant(body))),
	'DELETE /tokens': ({ tokens }) => {
		tokens.expireAll();
		return ok({});
	},
	'POST /grant-codes': ({ state, tokens }, _request, body) => {
		const minutes = body.minutes ?? 10;
		if (typeof minutes !== 'number' || ![3, 5, 7, 10].includes(minutes)) return wrong('minutes is 3, 5, 7 or 10');
		const { scopes = ALL_SCOPES, userId = state.users.all()[0].id } = readGrant(body);
		const code = tokens.codes.createForSelfClient({ userId, scopes, environment: state.switches.environment }, minutes);
		return code === undefined ? wrong('Too many grant codes within a minute') : ok({ code });
	},
	'GET /redirect-uris': ({ tokens }) => ok(tokens.client.redirectUris),
	'POST /redirect-uris': ({ tokens }, _request, body) => {
		if (typeof body.uri !== 'string' || !URL.canParse(body.uri)) return wrong('uri must be a whole address');
		if (!tokens.client.redirectUris.includes(body.uri)) tokens.client.redirectUris.push(body.uri);
		return ok(tokens.client.redirectUris);
	},
	'GET /switches': ({ switches }) => ok(switches),
	'PUT /switches': ({ switches }, _request, body) => setSwitches(switches, body),
	'GET /faults': ({ faults }) => ok(faults.pending()),
	'POST /faults': ({ faults }, _request, body) => {
		const fault = readFault(body);
		if (typeof fault === 'string') return wrong(fault);
		faults.add(fault);
		return ok(faults.pending());
	},
	'DELETE /faults': ({ faults }) => {
		faults.clear();
		return ok([]);
	},
	'GET /clock': (emulator) => ok({ clock: emulator.clockKind, nowMs: emulator.state.clock.now() }),
	'POST /clock': (emulator, _request, body) => {
		if (emulator.clockKind !== 'manual')
			return wrong('The clock is the real one; start with a manual clock to move it');
		if (typeof body.advanceMs !== 'number' || !Number.isInteger(body.advanceMs) || body.advanceMs < 0)
			return wrong('advanceMs is a whole number of milliseconds');
		emulator.advance(body.advanceMs);
		return ok({ clock: emulator.clockKind, nowMs: emulator.state.clock.now() });
	},
	'POST /tick': (emulator) => {
		emulator.tick();
		return ok(emulator.jobs.all());
	},
	'POST /reset': (emulator) => {
		emulator.reset();
		return ok({});
	},
	'GET /schema': ({ state }) => ok(state.schema.modules()),
	'GET /users': ({ state }) => ok(state.users.all()),
};

/** Answers a call to the admin address. */
export function answerAdmin(emulator: Emulator, request: AdminRequest): AdminAnswer {
	const path = request.subpath === '' ? '/' : request.subpath;
	const key = `${request.method} ${path}`;
	if (!Object.hasOwn(HANDLERS, key))
		return { status: 404, body: { error: `There is no ${key}`, addresses: Object.keys(HANDLERS) } };
	const body = request.text === '' ? {} : parseJson(request.text);
	return isObject(body) ? HANDLERS[key](emulator, request, body) : wrong('The body is not a JSON object');
}

/** Events as they are asked for: `Leads.create`. */
const eventsOf = (events: ReadonlyMap<string, ReadonlySet<string>>): string[] =>
	[...events].flatMap(([module, operations]) => [...operations].map((operation) => `${module}.${operation}`));

function* withModule(names: readonly string[], recordsOf: (name: string) => Iterable<object>): Generator<object> {
	for (const name of names) for (const record of recordsOf(name)) yield { $module: name, ...record };
}

/** Records past the API, for what a test or a trial starts from. */
function addRecords(emulator: Emulator, { module, records }: Readonly<Record<string, unknown>>): Answer {
	if (typeof module !== 'string') return wrong('module is the API name of a module');
	if (!Array.isArray(records) || !records.every(isObject)) return wrong('records is a list of objects');
	try {
		// The edge where JSON enters: what isObject says of parsed JSON.
		return ok({ ids: seedRecords(emulator.state, module, records as JsonObject[]) });
	} catch (error) {
		if (error instanceof RangeError) return wrong(error.message);
		throw error;
	}
}

function readGrant(body: Readonly<Record<string, unknown>>): Partial<Pick<Grant, 'scopes' | 'userId'>> {
	const scopes = Array.isArray(body.scopes) ? body.scopes.filter((scope) => typeof scope === 'string') : undefined;
	return { ...(scopes ? { scopes } : {}), ...(typeof body.userId === 'string' ? { userId: body.userId } : {}) };
}

/** What is to become of the next jobs, as `BulkWriteJobs.plan` takes it; `rowsPerTick` makes jobs take longer. */
function planJobs(jobs: Emulator['jobs'], body: Readonly<Record<string, unknown>>): Answer {
	const { plan, count = 1, rowsPerTick } = body;
	if (plan !== undefined && !isObject(plan)) return wrong('plan is an object');
	if (typeof count !== 'number' || !Number.isInteger(count) || count < 1)
		return wrong('count is a whole number from 1');
	if (rowsPerTick !== undefined && rowsPerTick !== null && typeof rowsPerTick !== 'number')
		return wrong('rowsPerTick is a number or null');
	if (rowsPerTick !== undefined) jobs.rowsPerTick = rowsPerTick;
	if (plan) jobs.plan(plan, count);
	return ok({});
}

function setSwitches(switches: Emulator['switches'], body: Readonly<Record<string, unknown>>): Answer {
	const current = new Map<string, unknown>(Object.entries(switches));
	for (const [name, value] of Object.entries(body)) {
		if (!current.has(name)) return wrong(`There is no switch ${name}`);
		const before = current.get(name);
		// Limits can be null, and one message: null and the kind that it stands for may replace each other.
		const kind = name === 'failedJobMessage' ? 'string' : 'number';
		const isSameKind =
			(typeof value === typeof before && value !== null && before !== null) ||
			[value, before].every((entry) => entry === null || typeof entry === kind);
		if (!isSameKind)
			return wrong(`${name} is now ${JSON.stringify(before)} and cannot become ${JSON.stringify(value)}`);
	}
	Object.assign(switches, body);
	return ok(switches);
}

/** The edge where a fault's JSON enters. @returns the fault, or what is wrong with it */
function readFault(body: Readonly<Record<string, unknown>>): Fault | string {
	const wants = (name: string, type: 'string' | 'number', isOptional = false) =>
		typeof body[name] === type || (isOptional && body[name] === undefined);
	const isCount = (name: string, least: number) =>
		body[name] === undefined || (Number.isInteger(body[name]) && Number(body[name]) >= least);
	if (!wants('path', 'string')) return 'path says which calls the fault is meant for';
	if (!wants('method', 'string', true)) return 'method is a text';
	if (!isCount('times', 1) || !isCount('after', 0)) return 'times and after are whole numbers, times at least 1';
	const hasParts: Readonly<Record<Fault['kind'], boolean>> = {
		answer: wants('status', 'number'),
		reset: true,
		cut: true,
		slow: wants('delayMs', 'number'),
		silent: true,
		dripping: true,
		exploding: wants('megabytes', 'number'),
		truncatedJson: true,
		wrongJson: true,
		empty: true,
		expireToken: true,
		redirect: wants('location', 'string'),
	};
	if (typeof body.kind !== 'string' || !Object.hasOwn(hasParts, body.kind))
		return `kind is one of ${Object.keys(hasParts).join(', ')}`;
	const fault = body as unknown as Fault;
	return hasParts[fault.kind]
		? fault
		: `${fault.kind} lacks a part: answer has a status, slow a delayMs, exploding its megabytes, redirect a location`;
}
