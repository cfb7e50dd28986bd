import { useEach, useEmulator } from '../../stage/useEmulator';
import { ABSENT_ID, createRecordClient, LEAD, type List } from '../clients/records';

const emulator = useEmulator();
const zoho = useEach(() => createRecordClient(emulator));

const BRUNO = '4150868000000225021';
const ALL_LEADS = '4150868000000087501';
const CONVERTED_LEADS = '4150868000000088001';
const PARTNERS_IN_LAGOS = '4150868000000088003';
const LARGE_DEALS = '4150868000000088005';
const RULE = '4150868000000511001';
const AFRICA = '4150868000000611001';
const NIGERIA = '4150868000000611003';

/** Names of the records of a list, in its order; its status where there are none. */
async function names(path: string, field = 'Last_Name'): Promise<unknown> {
	const { status, body } = await zoho.call<List>('GET', `${path}${path.includes('?') ? '&' : '?'}fields=${field}`);
	return status === 200 ? body.data.map((record) => record[field]) : status;
}

describe('custom views', () => {
	const lead = async (name: string, more: object) => await zoho.insertOne({ ...LEAD, Last_Name: name, ...more });

	it('show the records that meet their condition, in their own order', async () => {
		await lead('first', { City: 'LAGOS', Lead_Source: 'Partner' });
		emulator.advance(1000);
		await lead('other city', { City: 'Abuja', Lead_Source: 'Partner' });
		await lead('no source', { City: 'Lagos' });
		emulator.advance(1000);
		await lead('second', { City: 'Lagos', Lead_Source: 'Partner' });
		expect(await names(`/Leads?cvid=${PARTNERS_IN_LAGOS}`)).toEqual(['first', 'second']);
		expect(await names(`/Leads?cvid=${ALL_LEADS}`)).toEqual(['second', 'no source', 'other city', 'first']);
		expect((await zoho.call('GET', `/Leads/actions/count?cvid=${PARTNERS_IN_LAGOS}`)).body).toEqual({ count: 2 });
		const { body } = await zoho.call<List>('GET', `/Leads?fields=Last_Name&per_page=1&cvid=${PARTNERS_IN_LAGOS}`);
		expect(body.info).toMatchObject({ sort_by: 'Created_Time', sort_order: 'asc', more_records: true });
		expect(await names(`/Leads?cvid=${PARTNERS_IN_LAGOS}&per_page=1&page_token=${body.info.next_page_token}`)).toEqual([
			'second',
		]);
	});

	it('say themselves whether they are of converted leads', async () => {
		const id = await lead('converted', {});
		await lead('open', {});
		await zoho.call('POST', `/Leads/${id}/actions/convert`, { data: [{}] });
		expect(await names(`/Leads?cvid=${CONVERTED_LEADS}`)).toEqual(['converted']);
		expect(await names(`/Leads?cvid=${ALL_LEADS}&converted=both`)).toEqual(['open']);
	});

	it('compare numbers', async () => {
		for (const [name, amount] of [
			['small', 9999],
			['large', 10_000],
			['none', null],
		] as const)
			await zoho.insertOne({ Deal_Name: name, Stage: 'Qualification', Amount: amount }, 'Deals');
		expect(await names(`/Deals?cvid=${LARGE_DEALS}`, 'Deal_Name')).toEqual(['large']);
	});

	it.each([ABSENT_ID, 'mine', LARGE_DEALS])('of another module or nobody are refused: %s', async (cvid) => {
		for (const path of [`/Leads?fields=Email&cvid=${cvid}`, `/Leads/actions/count?cvid=${cvid}`])
			expect(await zoho.call('GET', path)).toMatchObject({
				status: 400,
				body: { code: 'INVALID_DATA', details: { param_name: 'cvid' } },
			});
	});
});

describe('territories', () => {
	it('have the records that meet their rule, those below too if asked for', async () => {
		for (const country of ['Nigeria', 'Ghana', 'Peru'])
			await zoho.insertOne({ ...LEAD, Last_Name: country, Country: country });
		expect(await names(`/Leads?territory_id=${AFRICA}`)).toEqual(['Ghana']);
		expect(await names(`/Leads?territory_id=${AFRICA}&include_child=true`)).toEqual(['Ghana', 'Nigeria']);
		expect(await names(`/Leads?territory_id=${NIGERIA}&include_child=true`)).toEqual(['Nigeria']);
		expect(await names(`/Contacts?territory_id=${NIGERIA}`)).toBe(204);
	});

	it('refuse an unknown one', async () => {
		expect(await zoho.call('GET', `/Leads?fields=Email&territory_id=${ABSENT_ID}`)).toMatchObject({
			status: 400,
			body: { code: 'INVALID_DATA', details: { param_name: 'territory_id' } },
		});
		expect(await zoho.call('GET', `/Leads?fields=Email&territory_id=${AFRICA}&include_child=1`)).toMatchObject({
			status: 400,
			body: { code: 'INVALID_DATA', details: { param_name: 'include_child' } },
		});
	});
});

describe('assignment rules', () => {
	const ownerOf = async (rest: object, method = 'POST', path = '/Leads', more: object = {}): Promise<unknown> => {
		const { entries } = await zoho.write(method, path, [{ ...LEAD, ...more }], rest);
		return Object((await zoho.read(entries[0].details.id)).Owner).id;
	};

	it('give new records that name no owner to their assignee', async () => {
		expect(await ownerOf({})).toBe('4150868000000225013');
		expect(await ownerOf({ lar_id: RULE })).toBe(BRUNO);
		expect(await ownerOf({ lar_id: RULE }, 'POST', '/Leads/upsert')).toBe(BRUNO);
		expect(await ownerOf({ apply_feature_execution: [{ name: 'assignment_rules' }] })).toBe(BRUNO);
		expect(await ownerOf({ lar_id: RULE }, 'POST', '/Leads', { Owner: { id: '4150868000000225029' } })).toBe(
			'4150868000000225029',
		);
	});

	it('leave records alone where they are skipped or the record exists', async () => {
		expect(await ownerOf({ lar_id: RULE, skip_feature_execution: [{ name: 'assignment_rules' }] })).toBe(
			'4150868000000225013',
		);
		expect(
			await ownerOf(
				{ lar_id: RULE, skip_feature_execution: [{ name: 'assignment_rules', action: 'update' }] },
				'POST',
				'/Leads/upsert',
			),
		).toBe(BRUNO);
		const id = await zoho.insertOne(LEAD);
		expect(await ownerOf({ lar_id: RULE }, 'PUT', '/Leads', { id })).toBe('4150868000000225013');
	});

	it('refuse an unknown one, and one of another module', async () => {
		for (const [path, data, rule] of [
			['/Leads', LEAD, ABSENT_ID],
			['/Contacts', { Last_Name: 'Lee' }, RULE],
		] as const)
			expect(await zoho.call('POST', path, { data: [data], lar_id: rule })).toMatchObject({
				status: 400,
				body: { code: 'INVALID_DATA', details: { api_name: 'lar_id', json_path: '$.lar_id' } },
			});
	});
});

describe('layout rules', () => {
	const DEAL = { Deal_Name: 'Robots', Stage: 'Qualification' };
	const rules = { apply_feature_execution: [{ name: 'layout_rules' }] };
	const refusal = {
		code: 'MANDATORY_NOT_FOUND',
		details: {
			layout_rule: { name: 'Standard', id: '4150868000000091043' },
			api_name: 'Closing_Date',
			json_path: '$.data[0].Closing_Date',
		},
	};

	it('ask for what the layout asks for, though no layout is sent', async () => {
		expect((await zoho.write('POST', '/Deals', [DEAL])).status).toBe(201);
		expect(await zoho.write('POST', '/Deals', [DEAL], rules)).toMatchObject({ status: 400, entries: [refusal] });
		expect((await zoho.write('POST', '/Deals', [{ ...DEAL, Closing_Date: '2026-12-31' }], rules)).status).toBe(201);
	});

	it('are those of the layout that a record has', async () => {
		const id = await zoho.insertOne({ ...LEAD, Phone: '1', Layout: { id: '4150868000000091057' } });
		const other = await zoho.insertOne(LEAD);
		expect(await zoho.write('PUT', '/Leads', [{ id, Phone: null }], rules)).toMatchObject({
			status: 400,
			entries: [{ code: 'MANDATORY_NOT_FOUND', details: { layout_rule: { name: 'Fair' }, api_name: 'Phone' } }],
		});
		expect((await zoho.write('PUT', '/Leads', [{ id: other, Phone: null }], rules)).status).toBe(200);
	});
});

describe('external ids', () => {
	const header = { 'X-EXTERNAL': 'Contacts.Legacy_Id' };
	let id: string;

	beforeEach(async () => {
		id = await zoho.insertOne({ Last_Name: 'Okafor', Legacy_Id: 'SAP-7' }, 'Contacts');
	});

	it('stand in place of ids in the path', async () => {
		const got = await zoho.call<List>('GET', '/Contacts/SAP-7?fields=Last_Name', undefined, header);
		expect([got.status, got.body.data]).toEqual([200, [{ id, Last_Name: 'Okafor' }]]);
		expect((await zoho.call('GET', '/Contacts/SAP-8', undefined, header)).status).toBe(204);
		const put = await zoho.call('PUT', '/Contacts/SAP-7', { data: [{ Phone: '1' }] }, header);
		expect(put).toMatchObject({ status: 200, body: { data: [{ details: { id } }] } });
		expect(await zoho.read(id, 'Contacts')).toMatchObject({ Phone: '1' });
		expect(await zoho.call('DELETE', '/Contacts/SAP-7', undefined, header)).toMatchObject({
			status: 200,
			body: { data: [{ details: { id } }] },
		});
		expect((await zoho.call('GET', `/Contacts/${id}`)).status).toBe(204);
	});

	it('stand in place of ids in records, lists of ids and look-ups', async () => {
		const put = await zoho.call('PUT', '/Contacts', { data: [{ id: 'SAP-7', Phone: '2' }, { id: 'SAP-8' }] }, header);
		expect(put).toMatchObject({
			status: 207,
			body: {
				data: [
					{ code: 'SUCCESS', details: { id } },
					{ code: 'INVALID_DATA', details: { api_name: 'id' } },
				],
			},
		});
		const deal = await zoho.call<{ data: [{ details: { id: string } }] }>(
			'POST',
			'/Deals',
			{ data: [{ Deal_Name: 'Robots', Stage: 'Qualification', Contact_Name: { id: 'SAP-7' } }] },
			header,
		);
		expect(await zoho.read(deal.body.data[0].details.id, 'Deals')).toMatchObject({
			Contact_Name: { name: 'Okafor', id },
		});
		expect(
			await zoho.call(
				'POST',
				'/Deals',
				{ data: [{ Deal_Name: 'Robots', Stage: 'Qualification', Contact_Name: { id: 'SAP-8' } }] },
				header,
			),
		).toMatchObject({ status: 400, body: { data: [{ details: { json_path: '$.data[0].Contact_Name.id' } }] } });
		expect(await zoho.call('DELETE', '/Contacts?ids=SAP-7,SAP-8', undefined, header)).toMatchObject({
			status: 207,
			body: { data: [{ details: { id } }, { code: 'INVALID_DATA', details: { id: 'SAP-8' } }] },
		});
	});

	it('are refused without the header, and of a field that is not external', async () => {
		for (const headers of [undefined, { 'X-EXTERNAL': 'Contacts.Email' }, { 'X-EXTERNAL': 'Legacy_Id' }])
			expect(await zoho.call('GET', '/Contacts/SAP-7', undefined, headers)).toMatchObject({
				status: 400,
				body: { code: 'INVALID_DATA' },
			});
		expect(
			(await zoho.call('GET', '/Contacts/SAP-7', undefined, { 'X-EXTERNAL': 'Contacts.Email' })).body,
		).toMatchObject({ details: { header_name: 'X-EXTERNAL' } });
	});

	it('are named in the form that is switched', async () => {
		emulator.switches.externalHeader = 'field';
		expect((await zoho.call('GET', '/Contacts/SAP-7', undefined, { 'X-EXTERNAL': 'Legacy_Id' })).status).toBe(200);
		expect((await zoho.call('GET', '/Contacts/SAP-7', undefined, header)).body).toMatchObject({
			code: 'INVALID_DATA',
			details: { header_name: 'X-EXTERNAL' },
		});
		emulator.switches.externalHeader = 'ignored';
		expect((await zoho.call('GET', '/Contacts/SAP-7', undefined, header)).body).toMatchObject({
			code: 'INVALID_DATA',
			details: { resource_path_index: 1 },
		});
		expect((await zoho.call('GET', `/Contacts/${id}`, undefined, header)).status).toBe(200);
	});
});
