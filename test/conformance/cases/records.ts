import { at, ID, listAt, NAMED, refusal, textAt, TIME } from '../shape';
import type { Target } from '../target';

/** Zoho's search finds new records after seconds to a minute. Source: records 7. */
const INDEXING_MS = 60_000;

const WRITTEN: unknown = expect.objectContaining({
	id: ID,
	Created_Time: TIME,
	Modified_Time: TIME,
	Created_By: NAMED,
	Modified_By: NAMED,
});
const done = (message: string, more: object = {}): unknown => ({
	code: 'SUCCESS',
	status: 'success',
	message,
	details: WRITTEN,
	...more,
});
const missing = (apiName: string, index: number): unknown =>
	refusal('MANDATORY_NOT_FOUND', 'required field not found', {
		api_name: apiName,
		json_path: `$.data[${index}].${apiName}`,
	});

/** Leads: create, read, change, find, delete, and what is refused. */
export function describeRecords(target: () => Target): void {
	const call: Target['client']['call'] = async (method, path, options) =>
		await target().client.call(method, `/crm/v8/${path}`, options);

	describe('records', () => {
		let mark: string;
		let ids: string[];
		const lead = (number: number, more: object = {}) => ({
			Last_Name: `Okafor ${number}`,
			Company: `Brightwell, "${mark}"`,
			Email: `${mark}.${number}@conformance.test`,
			...more,
		});

		beforeAll(async () => {
			mark = `c${Date.now().toString(36)}`;
			const { body } = await call('POST', 'Leads', {
				body: {
					data: [
						lead(0),
						lead(1, { City: 'Łódź', Email_Opt_Out: true }),
						lead(2, { Annual_Revenue: 12.5, No_of_Employees: 7 }),
					],
				},
			});
			ids = listAt(body, 'data').map((entry) => textAt(entry, 'details', 'id'));
		});
		afterAll(async () => {
			await call('DELETE', 'Leads', { query: { ids: ids.join(',') }, isWrong: true });
		});

		it('answers an insert record by record, in their order', async () => {
			const { status, body } = await call('POST', 'Leads', {
				body: { data: [lead(3), { Company: 'No name' }, lead(4)], trigger: [] },
			});
			ids.push(...[0, 2].map((index) => textAt(body, 'data', index, 'details', 'id')));
			expect([status, body]).toEqual([
				207,
				{ data: [done('record added'), missing('Last_Name', 1), done('record added')] },
			]);
		});

		it('answers 201 when all records were inserted, 400 when none was', async () => {
			const all = await call('POST', 'Leads', { body: { data: [lead(5)] } });
			ids.push(textAt(all.body, 'data', 0, 'details', 'id'));
			expect([all.status, all.body]).toEqual([201, { data: [done('record added')] }]);
			const none = await call('POST', 'Leads', { body: { data: [{ Company: 'No name' }] }, isWrong: true });
			expect([none.status, none.body]).toEqual([400, { data: [missing('Last_Name', 0)] }]);
		});

		it('gives a lead back with every value that was sent', async () => {
			const { status, body } = await call('GET', `Leads/${ids[1]}`);
			expect(status).toBe(200);
			expect(Object.keys(Object(body))).toEqual(['data']);
			expect(at(body, 'data', 0)).toMatchObject({
				...lead(1),
				id: ids[1],
				City: 'Łódź',
				Email_Opt_Out: true,
				Phone: null,
				Created_Time: TIME,
				Modified_Time: TIME,
				Owner: NAMED,
			});
			const numbers = await call('GET', `Leads/${ids[2]}`, {
				query: { fields: 'Annual_Revenue,No_of_Employees,Email_Opt_Out' },
			});
			expect(at(numbers.body, 'data', 0)).toMatchObject({
				id: ids[2],
				Annual_Revenue: 12.5,
				No_of_Employees: 7,
				Email_Opt_Out: false,
			});
		});

		it('refuses a value of the wrong type, naming field and type', async () => {
			const { status, body } = await call('POST', 'Leads', {
				body: { data: [lead(6, { No_of_Employees: 'many' })] },
				isWrong: true,
			});
			expect([status, body]).toEqual([
				400,
				{
					data: [
						refusal('INVALID_DATA', 'invalid data', {
							expected_data_type: 'integer',
							api_name: 'No_of_Employees',
							json_path: '$.data[0].No_of_Employees',
						}),
					],
				},
			]);
		});

		it('lists only the fields that were asked for, and pages by token', async () => {
			const seen: unknown[] = [];
			let token: string | null = null;
			do {
				const query: Record<string, string> = {
					fields: 'Last_Name,Email',
					per_page: '2',
					ids: ids.slice(0, 3).join(','),
				};
				const { status, body } = await call('GET', 'Leads', {
					query: token === null ? query : { ...query, page_token: token },
				});
				expect(status).toBe(200);
				seen.push(...listAt(body, 'data'));
				token = at(body, 'info', 'more_records') === true ? textAt(body, 'info', 'next_page_token') : null;
				expect(at(body, 'info')).toMatchObject({
					per_page: 2,
					count: listAt(body, 'data').length,
					more_records: token !== null,
					sort_by: 'id',
					sort_order: 'desc',
				});
			} while (token !== null);
			const wanted = [2, 1, 0].map((number) => ({
				id: ids[number],
				Last_Name: lead(number).Last_Name,
				Email: lead(number).Email,
			}));
			expect(seen).toEqual(wanted);
		});

		it('changes only what is sent, and says which ids are wrong', async () => {
			const body = {
				data: [{ id: ids[0], City: 'Lagos' }, { id: '100000000000000001', City: 'Nowhere' }, { City: 'Without id' }],
			};
			const updated = await call('PUT', 'Leads', { body });
			expect([updated.status, updated.body]).toEqual([
				207,
				{
					data: [
						done('record updated'),
						refusal('INVALID_DATA', 'the id given seems to be invalid', { api_name: 'id', json_path: '$.data[1].id' }),
						missing('id', 2),
					],
				},
			]);
			const one = await call('PUT', `Leads/${ids[0]}`, { body: { data: [{ Phone: '5550100' }] } });
			expect([one.status, one.body]).toEqual([200, { data: [done('record updated')] }]);
			const read = await call('GET', `Leads/${ids[0]}`);
			expect(at(read.body, 'data', 0)).toMatchObject({ ...lead(0), City: 'Lagos', Phone: '5550100' });
		});

		it('upserts by e-mail: the known lead is updated, the new one inserted', async () => {
			const { status, body } = await call('POST', 'Leads/upsert', {
				body: { data: [lead(0, { City: 'Abuja' }), lead(7)], duplicate_check_fields: ['Email'] },
			});
			ids.push(textAt(body, 'data', 1, 'details', 'id'));
			expect([status, body]).toEqual([
				200,
				{
					data: [
						done('record updated', { action: 'update', duplicate_field: 'Email' }),
						done('record added', { action: 'insert', duplicate_field: null }),
					],
				},
			]);
			expect(at(body, 'data', 0, 'details', 'id')).toBe(ids[0]);
		});

		it('finds leads by e-mail, by criteria and by word, and counts them', async () => {
			await target().pause(INDEXING_MS);
			const found = async (query: Readonly<Record<string, string>>) => await call('GET', 'Leads/search', { query });
			const byEmail = await found({ email: lead(1).Email });
			expect(byEmail.status).toBe(200);
			expect(listAt(byEmail.body, 'data').map((record) => at(record, 'id'))).toEqual([ids[1]]);
			expect(at(byEmail.body, 'info')).toMatchObject({ per_page: 200, count: 1, page: 1, more_records: false });
			const byCriteria = await found({
				criteria: `((Email:equals:${lead(2).Email})and(Last_Name:starts_with:Okafor))`,
			});
			expect(listAt(byCriteria.body, 'data').map((record) => at(record, 'id'))).toEqual([ids[2]]);
			const none = await found({ email: `nobody.${mark}@conformance.test` });
			expect([none.status, none.body]).toEqual([204, undefined]);
			const count = await call('GET', 'Leads/actions/count', { query: { email: lead(1).Email } });
			expect([count.status, count.body]).toEqual([200, { count: 1 }]);
		});

		it('deletes leads, refuses to delete them again, and lists them as deleted', async () => {
			const created = await call('POST', 'Leads', { body: { data: [lead(8), lead(9)] } });
			const [first, second] = listAt(created.body, 'data').map((entry) => textAt(entry, 'details', 'id'));
			const gone = (id: string) => ({ code: 'SUCCESS', status: 'success', message: 'record deleted', details: { id } });
			const alone = await call('DELETE', `Leads/${first}`);
			expect([alone.status, alone.body]).toEqual([200, { data: [gone(first)] }]);
			const both = await call('DELETE', 'Leads', { query: { ids: `${first},${second}` } });
			expect([both.status, both.body]).toEqual([
				207,
				{ data: [refusal('INVALID_DATA', 'record not deleted', { id: first }), gone(second)] },
			]);
			expect((await call('GET', `Leads/${first}`)).status).toBe(204);
			const deleted = await call('GET', 'Leads/deleted', { query: { type: 'all' } });
			expect(deleted.status).toBe(200);
			expect(listAt(deleted.body, 'data')).toContainEqual(
				expect.objectContaining({
					id: first,
					type: 'recycle',
					display_name: lead(8).Last_Name,
					deleted_time: TIME,
					deleted_by: NAMED,
				}),
			);
		});

		it.each([
			[
				'a list without fields',
				'GET',
				'Leads',
				{},
				undefined,
				refusal('REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing', { param_name: 'fields' }),
			],
			[
				'a module that does not exist',
				'GET',
				'Unknown_Things',
				{ fields: 'Name' },
				undefined,
				refusal('INVALID_MODULE', 'the module name given seems to be invalid', { resource_path_index: 0 }),
			],
			[
				'an id that no record can have',
				'GET',
				'Leads/nobody',
				{},
				undefined,
				refusal('INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 1 }),
			],
			[
				'a search for nothing',
				'GET',
				'Leads/search',
				{},
				undefined,
				refusal('EXPECTED_PARAM_MISSING', expect.any(String), { param_names: ['criteria', 'email', 'phone', 'word'] }),
			],
			[
				'a delete without ids',
				'DELETE',
				'Leads',
				{},
				undefined,
				expect.objectContaining({
					code: 'REQUIRED_PARAM_MISSING',
					message: 'One of the expected parameter is missing',
					status: 'error',
				}),
			],
			[
				'a page too far without token',
				'GET',
				'Leads',
				{ fields: 'Last_Name', page: '11' },
				undefined,
				expect.objectContaining({
					code: 'DISCRETE_PAGINATION_LIMIT_EXCEEDED',
					details: { limit: 2000 },
					status: 'error',
				}),
			],
			[
				'over 100 records',
				'POST',
				'Leads',
				{},
				{
					data: Array.from({ length: 101 }, (_, index) => ({ Last_Name: `Too many ${index}`, Company: 'Brightwell' })),
				},
				expect.objectContaining({
					code: 'LIMIT_EXCEEDED',
					details: expect.objectContaining({ maximum_length: 100, api_name: 'data' }),
					status: 'error',
				}),
			],
			[
				'a duplicate check by a field that is not unique',
				'POST',
				'Leads/upsert',
				{},
				{ data: [{ Last_Name: 'Okafor', Company: 'Brightwell' }], duplicate_check_fields: ['City'] },
				expect.objectContaining({ status: 'error' }),
			],
			['a body that is not JSON', 'POST', 'Leads', {}, '{"data":[', expect.objectContaining({ status: 'error' })],
		])('refuses %s', async (_name, method, path, query, body, wanted) => {
			const answer = await call(method, path, { query, body, isWrong: true });
			expect([answer.status, answer.body]).toEqual([400, wanted]);
		});
	});
}
