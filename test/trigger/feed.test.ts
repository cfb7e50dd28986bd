import { type Change, randomFrom, findDoubled, findUntold, MODULES, RandomChanges } from './changes';
import { useTrigger } from './stage';

const { emulator, host, settle } = useTrigger();

const PARAMETERS = { modules: Object.keys(MODULES), events: ['created', 'updated', 'deleted'] };

interface Feed {
	readonly seed: number;
	readonly changes: number;
	readonly delivery: 'instant' | 'schedule';
	readonly kills?: number;
	readonly hasWorker?: boolean;
}

/** Lets some turns of the event loop pass, so that what runs gets on; it need not end. */
async function breathe(turns: number): Promise<void> {
	for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A day or so in the life of a workflow, with everything that can go wrong on the way. */
async function live({ seed, changes: count, delivery, kills = 0, hasWorker = false }: Feed) {
	const random = randomFrom(seed);
	Object.assign(emulator.switches, {
		notificationSeed: seed,
		lostNotifications: 0.2 * random(),
		doubledNotifications: 0.2 * random(),
		swappedNotifications: 0.2 * random(),
		lateNotifications: 0.1 * random(),
		lateNotificationMs: Math.round(300_000 * random()),
		recordDelayMs: random() < 0.5 ? 0 : Math.round(60_000 * random()),
		notifiesBulkWrite: random() < 0.5,
		accessTokensPerRefreshToken: 100,
		tokenRequestsPerTenMinutes: 1000,
		idsPerNotification: random() < 0.5 ? 100 : 1,
	});
	emulator.notifications.reset();
	const n8n = host({ ...PARAMETERS, delivery, options: { checkMinutes: 15 } }, { hasWorker });
	const changes = new RandomChanges(emulator, random);
	await n8n.activate();
	await tick(2000);
	const bulkAt = Math.floor(count / 2);
	const killAt = new Set(Array.from({ length: kills }, (_, at) => Math.floor(((at + 1) * count) / (kills + 1))));
	let nextPollMs = emulator.state.clock.now() + 60_000;
	for (let done = 0; done < count; done += 1) {
		if (done === bulkAt) changes.bulk(300);
		else changes.step();
		await trouble(random, done, count);
		if (killAt.has(done)) {
			for (let step = 0; step < 3; step += 1) changes.step();
			await breathe(Math.floor(10 + 30 * random()));
			n8n.kill();
			await tick(Math.floor(120_000 * random()));
			await n8n.activate();
		}
		if (random() < 0.6) await tick(Math.floor(4000 * random()));
		if (emulator.state.clock.now() < nextPollMs) continue;
		nextPollMs = emulator.state.clock.now() + 60_000;
		await n8n.poll();
	}
	Object.assign(emulator.switches, { recordDelayMs: 0 });
	emulator.faults.clear();
	for (let minute = 0; minute < 40; minute += 1) {
		await tick(60_000);
		await settle(n8n);
		await n8n.poll();
	}
	await settle(n8n);
	return { n8n, changes };
}

async function tick(ms: number): Promise<void> {
	emulator.advance(ms);
	jest.setSystemTime(emulator.state.clock.now());
	await breathe(5);
}

async function trouble(random: () => number, done: number, count: number): Promise<void> {
	if (done === Math.floor(count / 3))
		for (const channel of emulator.notifications.channels.all()) emulator.notifications.channels.end(channel);
	if (done === Math.floor(count / 4) || done === Math.floor((3 * count) / 4)) emulator.tokens.expireAll();
	if (random() < 0.02) emulator.faults.add({ kind: 'answer', status: 429, path: '/crm/v8/*', times: 3 });
	if (random() < 0.01) emulator.faults.add({ kind: 'answer', status: 500, path: '/crm/v8/*', times: 2 });
	await breathe(1);
}

/** Whether a notification of a deletion reached n8n. */
const isAnnounced = ({ id, second }: Change): boolean =>
	emulator.notifications
		.all()
		.some(
			({ body, status }) =>
				body.operation === 'delete' &&
				status === 200 &&
				Array.isArray(body.ids) &&
				body.ids.includes(id) &&
				Math.floor(Number(body.server_time) / 1000) === second,
		);

/** What came of all lives of one kind: printed, so that a reader sees how much was tried. */
interface Tally {
	changes: number;
	notifications: number;
	lost: number;
	doubled: number;
	disordered: number;
	given: number;
}

const tallies = new Map<string, Tally>();

function count(kind: string, changes: RandomChanges, given: number): void {
	const log = emulator.notifications.all();
	const bodies = new Set<unknown>(log.map(({ body }) => body));
	const sent = log.flatMap(({ dueMs }) => dueMs ?? []);
	const before = tallies.get(kind) ?? { changes: 0, notifications: 0, lost: 0, doubled: 0, disordered: 0, given: 0 };
	tallies.set(kind, {
		changes: before.changes + changes.book.length,
		notifications: before.notifications + bodies.size,
		lost: before.lost + log.length - sent.length,
		doubled: before.doubled + log.length - bodies.size,
		disordered: before.disordered + sent.filter((dueMs, at) => dueMs > (sent[at + 1] ?? dueMs)).length,
		given: before.given + given,
	});
}

/** More with `npm test -- --full`. */
const SEEDS = Array.from({ length: Number(process.env.FEED_SEEDS ?? 6) }, (_, index) => index + 1);
const CHANGES = Number(process.env.FEED_CHANGES ?? 200);
jest.setTimeout(Math.max(60_000, CHANGES * 300));

describe('the feed', () => {
	const killed: string[] = [];
	afterAll(() => {
		for (const [kind, tally] of tallies) process.stderr.write(`\nThe feed, ${kind}: ${JSON.stringify(tally)}\n`);
		process.stderr.write(`\nThe feed with 4 kills each: ${killed.join('; ')}\n`);
	});

	it.each(SEEDS)('instant, seed %i: every change is told, and none twice', async (seed) => {
		const { n8n, changes } = await live({ seed, changes: CHANGES, delivery: 'instant' });
		count('instant', changes, n8n.items.length);
		expect(findUntold(changes.book, n8n.items, isAnnounced)).toEqual([]);
		expect(findDoubled(n8n.items)).toEqual([]);
	});

	it.each(SEEDS)('instant with a worker, seed %i: every change is told, and none twice', async (seed) => {
		const { n8n, changes } = await live({ seed, changes: CHANGES, delivery: 'instant', hasWorker: true });
		count('instant with a worker', changes, n8n.items.length);
		expect(findUntold(changes.book, n8n.items, isAnnounced)).toEqual([]);
		expect(findDoubled(n8n.items)).toEqual([]);
	});

	it.each(SEEDS)('schedule only, seed %i: every change is told, and none twice', async (seed) => {
		const { n8n, changes } = await live({ seed, changes: CHANGES, delivery: 'schedule', kills: 2 });
		count('schedule only', changes, n8n.items.length);
		expect(findUntold(changes.book, [...n8n.items, ...n8n.crashed.flatMap(({ items }) => items)], isAnnounced)).toEqual(
			[],
		);
		expect(findDoubled(n8n.items)).toEqual([]);
	});

	it.each(SEEDS)('instant with kills, seed %i: every change is told, by a crashed execution at worst', async (seed) => {
		const { n8n, changes } = await live({ seed, changes: CHANGES, delivery: 'instant', kills: 4 });
		count('instant with kills', changes, n8n.items.length);
		const crashed = n8n.crashed.flatMap(({ items }) => items);
		killed.push(`seed ${seed}: ${crashed.length} of ${changes.book.length} events in crashed executions`);
		expect(findUntold(changes.book, [...n8n.items, ...crashed], isAnnounced)).toEqual([]);
		expect(findDoubled(n8n.items)).toEqual([]);
	});
});
