import { useTrigger } from './stage';

const { emulator, host, pass, settle, processed } = useTrigger();

const LEAD = { Last_Name: 'Okafor', Company: 'Brightwell' };
const ALL = { modules: ['Leads'], events: ['created', 'updated', 'deleted'] };
const channels = () =>
	emulator.notifications.channels.all().map(({ events, notifyUrl }) => ({
		modules: [...events.keys()],
		notifyUrl,
	}));
const OURS = { modules: ['Leads'], notifyUrl: 'https://n8n.brightwell.test/webhook/hook-1/webhook' };
const change = (id: string, values: object): void => {
	const { record } = { record: emulator.store.get('Leads', id) };
	if (record) emulator.store.update('Leads', { ...record, ...values, id, Modified_Time: emulator.state.timeText() });
};

describe('a workflow that is published', () => {
	it('has a channel, which ends with it', async () => {
		const n8n = host(ALL);
		await n8n.activate();
		expect(channels()).toEqual([OURS]);
		await n8n.deactivate();
		expect(channels()).toEqual([]);
	});

	it('starts for a new record at once, with its fields', async () => {
		const n8n = host(ALL);
		await n8n.activate();
		await pass(n8n, 1);
		const id = emulator.add('Leads', { ...LEAD, Email: 'n.okafor@brightwell.test' });
		await settle(n8n);
		expect(n8n.failures).toEqual([]);
		expect(n8n.given).toMatchObject([
			{
				by: 'webhook',
				items: [
					{
						id,
						event: 'created',
						module: 'Leads',
						eventId: `Leads:${id}:2026-08-25T04:31:00Z:created`,
						eventTime: '2026-08-25T04:31:00Z',
						Last_Name: 'Okafor',
						Email: 'n.okafor@brightwell.test',
						Owner: 'Ann Lee',
						Owner_Id: '4150868000000225013',
					},
				],
			},
		]);
	});

	it('starts for an update and for a deletion, with what is known', async () => {
		const id = emulator.add('Leads', LEAD);
		const n8n = host(ALL);
		await pass(n8n, 1);
		await n8n.activate();
		await pass(n8n, 2);
		change(id, { Company: 'New' });
		await settle(n8n);
		emulator.store.delete('Leads', id, emulator.state.users.all()[0].id);
		await settle(n8n);
		expect(n8n.items).toMatchObject([
			{ id, event: 'updated', Company: 'New' },
			{ id, event: 'deleted', module: 'Leads', name: 'Okafor', deletedBy: 'Ann Lee' },
		]);
	});

	it('finds what Zoho did not announce with the next check, once', async () => {
		const n8n = host(ALL);
		await n8n.activate();
		await pass(n8n, 5);
		emulator.switches.lostNotifications = 1;
		const id = emulator.add('Leads', LEAD);
		await pass(n8n, 1);
		const gone = emulator.add('Leads', LEAD);
		emulator.store.delete('Leads', gone, emulator.state.users.all()[0].id);
		await pass(n8n, 110);
		expect(n8n.items).toEqual([]);
		await pass(n8n, 10);
		expect(n8n.items).toMatchObject([
			{ id, event: 'created' },
			{ id: gone, event: 'deleted' },
		]);
		await pass(n8n, 130);
		expect(n8n.items).toHaveLength(2);
		expect(n8n.failures).toEqual([]);
	});

	it('gives a change out once, however often it is announced', async () => {
		emulator.switches.doubledNotifications = 1;
		const n8n = host(ALL);
		await n8n.activate();
		await pass(n8n, 2);
		emulator.add('Leads', LEAD);
		await pass(n8n, 130);
		expect(n8n.items).toHaveLength(1);
	});

	it('costs at most 48 credits a day while nothing happens, with all events', async () => {
		const n8n = host(ALL);
		await n8n.activate();
		await pass(n8n, 10);
		const before = emulator.credits.spent();
		await pass(n8n, 24 * 60);
		const spent = emulator.credits.spent() - before;
		expect(n8n.executions).toBe(0);
		expect(spent).toBeLessThanOrEqual(48);
		expect(spent).toBeGreaterThan(20);
	});
});

it('records nothing twice where several executions run at once', async () => {
	const n8n = host(ALL);
	await n8n.activate();
	await pass(n8n, 2);
	for (let at = 0; at < 20; at += 1) {
		emulator.add('Leads', LEAD);
		await new Promise((resolve) => setImmediate(resolve));
	}
	await settle(n8n);
	expect(new Set(n8n.items.map(({ id }) => id)).size).toBe(20);
	expect(processed().entries).toHaveLength(20);
});
