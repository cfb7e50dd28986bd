import axios from 'axios';
import { createOutsideClient } from '../clients/outside';
import { type Emulator, startEmulator } from '../index';
import { isObject } from '../json';

const LEADS = 100_000;
const GROUP = 100;

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator({ credits: { limit: 1_000_000 } });
});
afterAll(() => emulator.stop());

function leadAt(index: number): Record<string, unknown> {
	return {
		Last_Name: `Lead ${index}`,
		Company: 'Brightwell',
		Email: `lead${index}@brightwell.test`,
		City: 'Lagos',
		Score: index / 2,
		Ext_Ref: `R-${index}`,
	};
}

it('takes 100,000 leads in a thousand calls, holds each as sent, and still answers at once', async () => {
	const client = createOutsideClient(emulator);
	let nextIndex = 0;
	const insertGroups = async (): Promise<void> => {
		while (nextIndex < LEADS) {
			const first = nextIndex;
			nextIndex += GROUP;
			const answer = await client.post('/crm/v8/Leads', {
				data: Array.from({ length: GROUP }, (_value, offset) => leadAt(first + offset)),
			});
			if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.data).slice(0, 500)}`);
		}
	};
	await Promise.all(Array.from({ length: 5 }, insertGroups));
	expect(emulator.store.count('Leads')).toBe(LEADS);
	const seen = new Set<unknown>();
	const changed: unknown[] = [];
	for (const record of emulator.store.all('Leads')) {
		const sent = leadAt(Number(String(record.Ext_Ref).slice(2)));
		if (Object.keys(sent).some((name) => record[name] !== sent[name])) changed.push(record);
		seen.add(record.Ext_Ref);
	}
	expect(changed).toEqual([]);
	expect(seen.size).toBe(LEADS);
	expect(emulator.requests.all()).toHaveLength(LEADS / GROUP);
	expect(emulator.credits.spent()).toBe(LEADS / 10);
	// Of the processor, and not of the clock: other tests run beside this one.
	const started = process.cpuUsage();
	const upserted = await client.post('/crm/v8/Leads/upsert', {
		data: [{ ...leadAt(77_777), City: 'Porto' }],
		duplicate_check_fields: ['Ext_Ref'],
	});
	expect(upserted.data).toMatchObject({ data: [{ code: 'SUCCESS', action: 'update', duplicate_field: 'Ext_Ref' }] });
	const { user, system } = process.cpuUsage(started);
	expect((user + system) / 1000).toBeLessThan(1000);
});

it('streams all of them through the admin address', async () => {
	const { data } = await axios.get(`${emulator.adminUrl}/records?module=Leads`, {
		responseType: 'text',
		transformResponse: (text: string) => text,
	});
	const lines = String(data).trimEnd().split('\n');
	expect(lines).toHaveLength(LEADS);
	const last: unknown = JSON.parse(lines[LEADS - 1]);
	expect(isObject(last) && last.Company).toBe('Brightwell');
});
