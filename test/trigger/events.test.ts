import type { IDataObject } from 'n8n-workflow';
import { failureOf } from '../stage/failure';
import { useTrigger } from './stage';

const { emulator, host, pass, settle, processed } = useTrigger();

const LEAD = { Last_Name: 'Okafor', Company: 'Brightwell' };
const ALL = { modules: ['Leads'], events: ['created', 'updated', 'deleted'] };
const people = () => emulator.state.users.all();
/** Changes a lead, as some user. */
const change = (id: string, values: IDataObject, userId = people()[0].id): void => {
	const record = emulator.store.get('Leads', id);
	const stamps = {
		Modified_Time: emulator.state.timeText(),
		Modified_By: emulator.state.users.personReference(userId),
	};
	if (record) emulator.store.update('Leads', { ...record, ...(values as object), ...stamps, id });
};
const told = (items: readonly IDataObject[]) => items.map(({ event, id }) => [event, id]);

describe.each(['instant', 'schedule'])('with delivery %s', (delivery) => {
	it('changes in the same second are told by their last state', async () => {
		const n8n = host({ ...ALL, delivery });
		await n8n.activate();
		await pass(n8n, 2);
		const id = emulator.add('Leads', LEAD);
		await new Promise((resolve) => setImmediate(resolve));
		change(id, { Company: 'Second' });
		await new Promise((resolve) => setImmediate(resolve));
		change(id, { Company: 'Third' });
		await pass(n8n, 2);
		expect(n8n.items).toMatchObject([{ event: 'created', id, Company: 'Third' }]);
	});

	it('only updates count that change the chosen fields', async () => {
		const n8n = host({
			...ALL,
			events: ['updated'],
			changedFields: ['Company'],
			delivery,
			options: { checkMinutes: 1 },
		});
		await n8n.activate();
		const id = emulator.add('Leads', LEAD);
		await pass(n8n, 3);
		change(id, { Phone: '1' });
		await pass(n8n, 3);
		expect(n8n.items).toEqual([]);
		change(id, { Company: 'New' });
		await pass(n8n, 3);
		change(id, { Phone: '2' });
		await pass(n8n, 3);
		expect(n8n.items).toMatchObject([{ event: 'updated', Company: 'New' }]);
		expect(n8n.failures).toEqual([]);
	});

	it('changes by the connected user can be ignored', async () => {
		const n8n = host({ ...ALL, delivery, options: { ignoreOwnChanges: true, checkMinutes: 1 } });
		await n8n.activate();
		await pass(n8n, 2);
		const id = emulator.add('Leads', LEAD);
		await pass(n8n, 3);
		change(id, { Company: 'Mine' });
		await pass(n8n, 3);
		expect(n8n.items).toEqual([]);
		const other = people()[1].id;
		change(id, { Company: 'Theirs' }, other);
		await pass(n8n, 3);
		emulator.store.delete('Leads', id, other);
		await pass(n8n, 3);
		expect(told(n8n.items)).toEqual([
			['updated', id],
			['deleted', id],
		]);
	});

	it('gives the chosen fields, and with Simplify off the record as Zoho returns it', async () => {
		const n8n = host({ ...ALL, delivery, simplify: false, options: { fieldNames: ['Company', 'Owner'] } });
		await n8n.activate();
		await pass(n8n, 2);
		const id = emulator.add('Leads', LEAD);
		await pass(n8n, 2);
		const { eventId, eventTime, ...rest } = n8n.items[0];
		expect(rest).toEqual({
			id,
			event: 'created',
			module: 'Leads',
			Company: 'Brightwell',
			Owner: { name: 'Ann Lee', id: people()[0].id, email: people()[0].email },
		});
		expect(eventId).toBe(`Leads:${id}:${String(eventTime)}:created`);
	});

	it('a backfill brings what happened since a time, with the same IDs', async () => {
		const id = emulator.add('Leads', LEAD);
		const startFrom = new Date(emulator.state.clock.now() - 1000).toISOString();
		const idle = host({ ...ALL, delivery });
		await pass(idle, 60);
		const n8n = host({ ...ALL, delivery, options: { startFrom } });
		await n8n.activate();
		await pass(n8n, 3);
		expect(told(n8n.items)).toEqual([['created', id]]);
	});

	it('a record that is restored is told as updated, and deleted again as deleted', async () => {
		const n8n = host({ ...ALL, delivery });
		const id = emulator.add('Leads', LEAD);
		await pass(n8n, 2);
		await n8n.activate();
		await pass(n8n, 2);
		for (let round = 0; round < 2; round += 1) {
			emulator.store.delete('Leads', id, people()[0].id);
			await pass(n8n, 2);
			emulator.store.restore('Leads', id, { Modified_Time: emulator.state.timeText() });
			await pass(n8n, 2);
		}
		expect(told(n8n.items)).toEqual([
			['deleted', id],
			['updated', id],
			['deleted', id],
			['updated', id],
		]);
	});

	it('the clock of n8n does not matter', async () => {
		const n8n = host({ ...ALL, delivery, options: { checkMinutes: 1 } });
		const away = (minutes: number) => jest.setSystemTime(emulator.state.clock.now() + minutes * 60_000);
		away(-30);
		await n8n.activate();
		emulator.switches.lostNotifications = 1;
		emulator.advance(5000);
		const id = emulator.add('Leads', LEAD);
		for (let minute = 0; minute < 4; minute += 1) {
			emulator.advance(60_000);
			away(-30);
			await n8n.poll();
			await settle(n8n);
		}
		expect(told(n8n.items)).toEqual([['created', id]]);
	});
});

it('converted leads are told of too', async () => {
	const n8n = host({ ...ALL, delivery: 'schedule' });
	await n8n.activate();
	await pass(n8n, 2);
	const id = emulator.add('Leads', LEAD);
	const record = emulator.store.get('Leads', id);
	if (record) emulator.store.update('Leads', { ...record, $converted: true, id });
	await pass(n8n, 2);
	expect(told(n8n.items)).toEqual([['created', id]]);
});

it('2,000 records of one second are told once each, with several polls if need be', async () => {
	const n8n = host({ ...ALL, delivery: 'schedule' });
	await n8n.activate();
	await pass(n8n, 2);
	for (let at = 0; at < 2000; at += 1) emulator.add('Leads', LEAD);
	await pass(n8n, 3);
	expect(n8n.items).toHaveLength(2000);
	expect(new Set(n8n.items.map(({ eventId }) => eventId)).size).toBe(2000);
	expect(n8n.failures).toEqual([]);
});

describe('in the editor', () => {
	it.each(['execute', 'poll'] as const)(
		'gives the latest records by %s, and leaves everything as it was',
		async (way) => {
			const ids = Array.from({ length: 5 }, () => {
				emulator.advance(1000);
				return emulator.add('Leads', LEAD);
			});
			emulator.advance(60_000);
			change(ids[0], { Company: 'New' });
			emulator.store.delete('Leads', ids[1], people()[0].id);
			const n8n = host(ALL);
			const items = (await n8n.test(way)).map(({ json }) => json);
			expect(told(items)).toEqual([
				['created', ids[4]],
				['created', ids[3]],
				['created', ids[2]],
				['updated', ids[0]],
				['deleted', ids[1]],
			]);
			expect(emulator.notifications.channels.all()).toEqual([]);
			expect(n8n.staticData).toEqual({});
			expect(processed().entries).toEqual([]);
		},
	);
});

describe('what goes wrong', () => {
	it('in an execution is a failed one, nothing is recorded, and the next check brings it', async () => {
		const n8n = host(ALL);
		await n8n.activate();
		await pass(n8n, 3);
		emulator.faults.add({ kind: 'answer', status: 500, path: '/crm/v8/Leads', times: 5 });
		const id = emulator.add('Leads', LEAD);
		await settle(n8n);
		expect(n8n.failures).toHaveLength(1);
		expect(processed().entries).toEqual([]);
		await pass(n8n, 4);
		expect(n8n.given).toMatchObject([{ by: 'poll', items: [{ id, event: 'created' }] }]);
	});

	it('in the first poll does not end the polls', async () => {
		emulator.faults.add({ kind: 'answer', status: 500, path: '/crm/v8/*', times: 30 });
		const n8n = host({ ...ALL, delivery: 'schedule' });
		await n8n.activate();
		emulator.faults.clear();
		await pass(n8n, 1);
		const id = emulator.add('Leads', LEAD);
		await pass(n8n, 2);
		expect(told(n8n.items)).toEqual([['created', id]]);
	});

	it('in later polls is a failed execution with the status of Zoho', async () => {
		const n8n = host({ ...ALL, delivery: 'schedule' });
		await n8n.activate();
		for (const status of [403, 429]) {
			const body = { code: status === 403 ? 'NO_PERMISSION' : 'TOO_MANY_REQUESTS', status: 'error', message: 'no' };
			emulator.faults.add({ kind: 'answer', status, path: '/crm/v8/*', times: 10, body });
			await n8n.poll();
			emulator.faults.clear();
			expect(n8n.failures.at(-1)).toMatchObject({ name: 'NodeApiError', httpCode: String(status) });
		}
	});

	it('with a clock of its own for each poll is told after the second one', async () => {
		const n8n = host({ ...ALL, delivery: 'schedule' });
		await n8n.activate();
		emulator.faults.add({ kind: 'answer', status: 403, path: '/crm/v8/*', times: 50 });
		for (let poll = 0; poll < 4; poll += 1) await n8n.pollAnew();
		expect(n8n.failures.length).toBeGreaterThanOrEqual(2);
	});

	it.each([
		['no module', { modules: [] }, 'No modules are selected'],
		['no event', { modules: ['Leads'], events: [] }, 'No events are selected'],
		['a strange module', { modules: ['a b'] }, '"a b" is not the API name of a module'],
		['an empty option', { options: { checkMinutes: '={{ undefined }}' } }, /Check for Missed Changes.* has no value/],
		['an empty time', { options: { startFrom: '={{ null }}' } }, /Start From has no value/],
	])('such as %s is said by name', async (_, parameters, message) => {
		const failure = await failureOf(host({ ...ALL, ...parameters }).test());
		expect(failure.message).toMatch(message);
		expect(emulator.requests.all()).toEqual([]);
	});

	it('a poll that takes long is not run twice', async () => {
		const n8n = host({ ...ALL, delivery: 'schedule' });
		await n8n.activate();
		await pass(n8n, 2);
		emulator.requests.reset();
		emulator.advance(60_000);
		await Promise.all([n8n.poll(), n8n.poll(), n8n.poll()]);
		expect(emulator.requests.all({ path: '/crm/v8/coql' })).toHaveLength(1);
	});
});

it('entries that another process overwrote are recorded again', async () => {
	const n8n = host(ALL);
	await n8n.activate();
	await pass(n8n, 2);
	const id = emulator.add('Leads', LEAD);
	const entries = processed();
	const record = entries.checkProcessedAndRecord.bind(entries);
	let overwrites = 1;
	entries.checkProcessedAndRecord = async (...call) => {
		const answer = await record(...call);
		if (overwrites-- > 0) entries.entries = [];
		return answer;
	};
	await settle(n8n);
	Reflect.deleteProperty(entries, 'checkProcessedAndRecord');
	expect(told(n8n.items)).toEqual([['created', id]]);
	expect(entries.entries).toHaveLength(1);
});

it('a deletion that is announced late is told, also where the record was restored and deleted again since', async () => {
	const n8n = host(ALL);
	const id = emulator.add('Leads', LEAD);
	await pass(n8n, 2);
	await n8n.activate();
	await pass(n8n, 4);
	Object.assign(emulator.switches, { lateNotifications: 1, lateNotificationMs: 300_000 });
	const firstMs = emulator.state.clock.now();
	emulator.store.delete('Leads', id, people()[0].id);
	await new Promise((resolve) => setImmediate(resolve));
	emulator.advance(30_000);
	emulator.store.restore('Leads', id, { Modified_Time: emulator.state.timeText() });
	await new Promise((resolve) => setImmediate(resolve));
	emulator.advance(30_000);
	const secondMs = emulator.state.clock.now();
	emulator.store.delete('Leads', id, people()[0].id);
	await pass(n8n, 8);
	const second = (timeMs: number): string => new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z');
	const deletions = n8n.items.filter(({ event }) => event === 'deleted').map(({ eventTime }) => eventTime);
	expect([...deletions].sort()).toEqual([second(firstMs), second(secondMs)]);
});
