import { useEach, useEmulator } from '../../stage/useEmulator';
import { ANN, createRecordClient, type Entry, LEAD, type List, START } from '../clients/records';

const emulator = useEmulator({ isFresh: true });
const zoho = useEach(() => createRecordClient(emulator));

async function callV2<T>(
	method: string,
	path: string,
	body?: unknown,
	config = {},
): Promise<{ readonly status: number; readonly body: T }> {
	const answer = await zoho.client.request(method, `/crm/v2${path}`, body, config);
	// The edge where JSON enters: each test compares what it reads.
	return { status: answer.status, body: answer.data as T };
}

describe('records in version 2', () => {
	it('inserts and upserts under a module name in small letters, at the price of version 8', async () => {
		const inserted = await callV2<{ data: readonly Entry[] }>('POST', '/leads', {
			data: [{ ...LEAD, Email: 'n@brightwell.test' }],
		});
		expect(inserted.status).toBe(201);
		const [{ details }] = inserted.body.data;
		const times = { Created_Time: START, Modified_Time: START, Created_By: ANN, Modified_By: ANN };
		expect(inserted.body.data).toEqual([
			{
				code: 'SUCCESS',
				status: 'success',
				message: 'record added',
				details: { id: details.id, ...times },
			},
		]);
		const upserted = await callV2<{ data: readonly Entry[] }>('POST', '/leads/upsert', {
			data: [{ ...LEAD, Company: 'New', Email: 'N@brightwell.test' }],
		});
		expect(upserted).toEqual({
			status: 200,
			body: {
				data: [
					{
						code: 'SUCCESS',
						status: 'success',
						message: 'record updated',
						action: 'update',
						duplicate_field: 'Email',
						details: { id: details.id, ...times },
					},
				],
			},
		});
		expect(emulator.store.get('Leads', details.id)).toMatchObject({ Company: 'New', Email: 'N@brightwell.test' });
		expect(emulator.requests.all().map(({ path, credits, records }) => [path, credits, records])).toEqual([
			['/crm/v2/leads', 1, 1],
			['/crm/v2/leads/upsert', 1, 1],
		]);
	});

	it('lists without fields, by pages far beyond what version 8 reaches without tokens', async () => {
		for (let first = 1; first <= 2300; first += 100)
			await zoho.write(
				'POST',
				'/Leads',
				Array.from({ length: 100 }, (_, index) => ({ ...LEAD, Last_Name: `L${first + index}` })),
			);
		const names: unknown[] = [];
		for (let page = 1; ; page += 1) {
			const { status, body } = await callV2<List>('GET', `/leads?per_page=200&page=${page}`);
			expect(status).toBe(200);
			names.push(...body.data.map(({ Last_Name }) => Last_Name));
			expect(body.info).toEqual({
				per_page: 200,
				count: page < 12 ? 200 : 100,
				page,
				more_records: page < 12,
				sort_by: 'id',
				sort_order: 'desc',
			});
			if (!body.info.more_records) break;
		}
		expect(names).toEqual(Array.from({ length: 2300 }, (_, index) => `L${2300 - index}`));
		expect((await callV2('GET', '/leads?page=13')).status).toBe(204);
		const chosen = await callV2<List>('GET', '/Leads?fields=Company&per_page=1');
		// The `$` keys come unasked.
		const isPlain = ([name]: readonly [string, unknown]) => !name.startsWith('$');
		expect(chosen.body.data.map((record) => Object.fromEntries(Object.entries(record).filter(isPlain)))).toEqual([
			{ id: expect.stringMatching(/^\d{19}$/), Company: 'Brightwell' },
		]);
		expect(chosen.body.data[0]).toMatchObject({ $converted: false, $approved: true, $state: 'save' });
	});

	it('reads, updates and deletes one record', async () => {
		const id = await zoho.insertOne(LEAD);
		const updated = await callV2<{ data: readonly Entry[] }>('PUT', `/leads/${id}`, { data: [{ City: 'Lagos' }] });
		expect([updated.status, updated.body.data[0].message]).toEqual([200, 'record updated']);
		expect((await callV2<List>('GET', `/leads/${id}`)).body.data).toEqual([
			expect.objectContaining({ id, ...LEAD, City: 'Lagos' }),
		]);
		expect((await callV2<List>('GET', '/leads/search?criteria=(City:equals:Lagos)')).body.data).toEqual([
			expect.objectContaining({ id, City: 'Lagos' }),
		]);
		const deleted = await callV2('DELETE', `/leads/${id}`);
		expect(deleted).toEqual({
			status: 200,
			body: { data: [{ code: 'SUCCESS', status: 'success', message: 'record deleted', details: { id } }] },
		});
		expect((await callV2<List>('GET', '/leads/deleted')).body.data).toEqual([expect.objectContaining({ id })]);
		expect((await callV2('GET', `/leads/${id}`)).status).toBe(204);
	});

	it('shows no layout and no list of cut subforms', async () => {
		const id = await zoho.insertOne(LEAD);
		const answers = [await callV2<List>('GET', `/Leads/${id}`), await callV2<List>('GET', '/Leads')];
		for (const { body } of answers)
			expect(['Layout', '$has_more', '$layout_id'].map((name) => name in body.data[0])).toEqual([false, false, true]);
	});

	it('converts a lead and answers ids alone', async () => {
		const id = await zoho.insertOne(LEAD);
		const order = {
			assign_to: '4150868000000225021',
			Deals: { Deal_Name: 'Robots', Stage: 'Qualification', Closing_Date: '2026-12-31' },
		};
		const { status, body } = await callV2('POST', `/Leads/${id}/actions/convert`, { data: [order] });
		const [account, contact, deal] = ['Accounts', 'Contacts', 'Deals'].map((name) => [...emulator.store.all(name)][0]);
		expect([status, body]).toEqual([200, { data: [{ Contacts: contact.id, Deals: deal.id, Accounts: account.id }] }]);
		expect([account, contact, deal].map(({ Owner }) => Owner)).toEqual(
			Array(3).fill({ name: 'Bruno Costa', id: '4150868000000225021', email: 'bruno.costa@brightwell.test' }),
		);
	});

	it('shows users as version 8 does', async () => {
		const { status, body } = await callV2('GET', `/users/${ANN.id}`);
		expect([status, body]).toEqual([200, (await zoho.call('GET', `/users/${ANN.id}`)).body]);
		expect((await callV2('GET', '/users?type=ActiveUsers')).body).toEqual(
			(await zoho.call('GET', '/users?type=ActiveUsers')).body,
		);
	});

	it('takes a look-up as the id alone, which version 8 does not', async () => {
		const account = await zoho.insertOne({ Account_Name: 'Brightwell' }, 'Accounts');
		const { status, body } = await callV2<{ data: readonly Entry[] }>('POST', '/Contacts', {
			data: [{ Last_Name: 'Okafor', Account_Name: account, Owner: ANN.id }],
		});
		expect(status).toBe(201);
		expect(await zoho.read(body.data[0].details.id, 'Contacts')).toMatchObject({
			Account_Name: { id: account, name: 'Brightwell' },
			Owner: { id: ANN.id },
		});
		const refused = await zoho.refusalOf({ Account_Name: account }, 'Contacts', { Last_Name: 'Okafor' });
		expect(refused).toMatchObject({
			code: 'INVALID_DATA',
			details: { expected_data_type: 'jsonobject', api_name: 'Account_Name' },
		});
	});

	it.each([202, 400] as const)('answers %i where every record is refused, 207 where some are', async (allRefused) => {
		emulator.switches.v2AllRefusedStatus = allRefused;
		const refusal = {
			code: 'MANDATORY_NOT_FOUND',
			status: 'error',
			message: 'required field not found',
			details: { api_name: 'Last_Name', json_path: '$.data[0].Last_Name' },
		};
		expect(await callV2('POST', '/leads', { data: [{ Company: 'X' }] })).toEqual({
			status: allRefused,
			body: { data: [refusal] },
		});
		const mixed = await callV2<{ data: readonly Entry[] }>('POST', '/leads', { data: [{ Company: 'X' }, LEAD] });
		expect([mixed.status, mixed.body.data[0], mixed.body.data[1].code]).toEqual([207, refusal, 'SUCCESS']);
	});

	it.each(['top level', 'in data'] as const)('refuses a whole call as version 8 does, %s', async (place) => {
		emulator.switches.wholeRefusalPlace = place;
		const { status, body } = await callV2<unknown>('POST', '/leads', { data: [] });
		const refusal = {
			code: 'INVALID_DATA',
			status: 'error',
			message: 'invalid data',
			details: { expected_data_type: 'jsonarray', api_name: 'data', json_path: '$.data' },
		};
		expect([status, body]).toEqual([400, place === 'in data' ? { data: [refusal] } : refusal]);
		expect((await callV2('GET', '/nothing')).status).toBe(400);
		expect(
			(await callV2('POST', '/leads', 'no json', { headers: { 'content-type': 'application/json' } })).status,
		).toBe(400);
	});

	it('passes over keys that only later versions know, and refuses wrong ones of its own', async () => {
		const later = await callV2('POST', '/leads', { data: [LEAD], skip_feature_execution: 'wrong here' });
		expect(later.status).toBe(201);
		const wrong = await callV2<Entry>('POST', '/leads', { data: [LEAD], trigger: ['unheard of'] });
		expect([wrong.status, wrong.body.details.api_name]).toEqual([400, 'trigger']);
	});

	it('asks for the scopes of version 8', async () => {
		zoho.client.authorization = emulator.grantToken({ scopes: ['ZohoCRM.modules.leads.READ'] }).authorization;
		expect((await callV2('GET', '/leads')).status).toBe(204);
		const refused = await callV2<{ code: string }>('POST', '/leads', { data: [LEAD] });
		expect([refused.status, refused.body.code]).toEqual([401, 'OAUTH_SCOPE_MISMATCH']);
	});

	it('has no count', async () => {
		expect((await callV2('GET', '/leads/actions/count')).status).toBe(404);
	});
});
