import type { IDataObject, INodeType } from 'n8n-workflow';
import { ZohoCrm } from '../../../nodes/ZohoCrm/ZohoCrm.node';
import { ZohoCrmBulk } from '../../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import { runNode, type NodeRun } from '../../stage/runNode';
import { SAID } from '../../stage/said';
import { at, ID, listAt, textAt, TIME } from '../shape';
import { itOnEmulator, type Target } from '../target';

const named = (value: string, mode: string): NodeRun['parameters'] => ({ __rl: true, mode, value });
const TIMES = { createdTime: TIME, modifiedTime: TIME };
/** The row of an item that was done. */
const done = (status: string, index: number, id: unknown = ID): object => ({
	status,
	reason: SAID[status],
	id,
	item: index + 1,
});
const AUTOMATIC = { fields: { mappingMode: 'autoMapInputData', value: null } };

/** Our nodes, run in n8n's execute context: what they answer is compared with what a plain program then reads. */
export function describeNodes(target: () => Target): void {
	const run = async (
		node: INodeType,
		parameters: NodeRun['parameters'],
		items: readonly IDataObject[] = [{}],
	): Promise<readonly IDataObject[]> =>
		(await runNode({ node, parameters, items, credential: target().connect() })).json;
	const lead = async (operation: string, parameters: NodeRun['parameters'], items?: readonly IDataObject[]) =>
		await run(new ZohoCrm(), { resource: 'lead', operation, ...parameters }, items);
	const importLeads = async (parameters: NodeRun['parameters'], items: readonly IDataObject[]) =>
		await run(
			new ZohoCrmBulk(),
			{ resource: 'bulkWrite', operation: 'import', module: 'Leads', route: 'bulk', ...parameters },
			items,
		);
	const read = async (id: unknown): Promise<unknown> =>
		at((await target().client.call('GET', `/crm/v8/Leads/${String(id)}`)).body, 'data', 0);
	const byId = (ids: readonly unknown[]): IDataObject[] => ids.map((id) => ({ leadId: String(id) }));
	const LOCATOR: NodeRun['parameters'] = { leadId: { __rl: true, mode: 'id', value: '={{ $json.leadId }}' } };

	describe('nodes', () => {
		let mark: string;
		beforeAll(() => {
			mark = `n${Date.now().toString(36)}`;
		});
		const row = (number: number, more: IDataObject = {}): IDataObject => ({
			Last_Name: `Ito ${number}`,
			Company: 'Brightwell',
			Email: `${mark}.${number}@conformance.test`,
			...more,
		});

		it('Lead: creates, upserts, updates, reads, lists and deletes', async () => {
			const created = await lead('create', AUTOMATIC, [row(0), row(1, { City: 'Łódź', Annual_Revenue: 12.5 })]);
			expect(created).toEqual([0, 1].map((index) => ({ ...done('ADDED', index), ...TIMES })));
			expect(await read(created[1].id)).toMatchObject(row(1, { City: 'Łódź', Annual_Revenue: 12.5 }));

			const upserted = await lead('upsert', { ...AUTOMATIC, matchFields: ['Email'] }, [
				row(1, { City: 'Gdynia' }),
				row(2),
			]);
			expect(upserted).toEqual([
				{ ...done('UPDATED', 0, created[1].id), matchedBy: 'Email', ...TIMES },
				{ ...done('ADDED', 1), matchedBy: '', ...TIMES },
			]);
			const ids = [created[0].id, created[1].id, upserted[1].id];

			const updated = await lead(
				'update',
				{ ...AUTOMATIC, ...LOCATOR, options: { ignoreUnknownFields: true, trigger: ['workflow'] } },
				[{ leadId: String(ids[0]), City: 'Lagos' }],
			);
			expect(updated).toEqual([{ ...done('UPDATED', 0, ids[0]), ...TIMES }]);
			expect(await read(ids[0])).toMatchObject(row(0, { City: 'Lagos' }));

			const one = await lead('get', { ...LOCATOR, simplify: false }, byId([ids[0]]));
			expect(one).toEqual([await read(ids[0])]);
			const listed = await lead('getAll', {
				returnAll: true,
				fieldNames: ['Last_Name', 'Email'],
				options: { converted: 'both', sortBy: 'Created_Time', sortOrder: 'asc' },
			});
			const ours = listed.filter(({ id }) => ids.includes(String(id)));
			expect(new Set(ours.map(({ id, Last_Name, Email }) => JSON.stringify([id, Last_Name, Email])))).toEqual(
				new Set(ids.map((id, number) => JSON.stringify([id, row(number).Last_Name, row(number).Email]))),
			);
			expect((await lead('getAll', { returnAll: false, limit: 2 })).length).toBe(2);

			const deleted = await lead('delete', { ...LOCATOR, options: { runWorkflows: false } }, byId(ids));
			expect(deleted).toEqual(ids.map((id, index) => done('DELETED', index, id)));
			expect(await read(ids[0])).toBeUndefined();
		});

		it('Lead: a refused record is answered with Zoho’s code', async () => {
			const answers = await lead('create', AUTOMATIC, [row(3), row(4, { No_of_Employees: 'many' })]);
			expect(answers).toMatchObject([
				{ id: ID, status: 'ADDED' },
				{ status: 'SKIPPED', code: 'INVALID_DATA' },
			]);
			await lead('delete', LOCATOR, byId([answers[0].id]));
		});

		it('Record: creates, upserts by the system field, updates under a condition and deletes in any module', async () => {
			const account = async (operation: string, parameters: NodeRun['parameters'], items?: readonly IDataObject[]) =>
				await run(
					new ZohoCrm(),
					{ resource: 'record', operation, module: named('Accounts', 'name'), ...parameters },
					items,
				);
			const readAccount = async (id: unknown): Promise<unknown> =>
				at((await target().client.call('GET', `/crm/v8/Accounts/${String(id)}`)).body, 'data', 0);
			const names = [0, 1].map((number) => `Ito ${mark} ${number}`);
			const [created] = await account('create', { specifyFields: 'json', fieldsJson: '={{ $json.fields }}' }, [
				{ fields: { Account_Name: names[0], Phone: '5550100' } },
			]);
			expect(created).toEqual({ ...done('ADDED', 0), ...TIMES });
			const upserted = await account('upsert', AUTOMATIC, [
				{ Account_Name: names[0], Website: 'https://conformance.test' },
				{ Account_Name: names[1] },
			]);
			expect(upserted).toMatchObject([
				{ id: created.id, status: 'UPDATED', matchedBy: 'Account_Name' },
				{ id: ID, status: 'ADDED' },
			]);
			const recordId = named('={{ $json.record }}', 'id');
			const options = {
				ifUnmodifiedSince: '={{ $json.since }}',
				ignoreUnknownFields: true,
				trigger: [],
				skipFeatures: ['cadences'],
				tags: ['conformance'],
			};
			const since = textAt(await readAccount(upserted[1].id), 'Modified_Time');
			const updated = await account('update', { ...AUTOMATIC, recordId, options }, [
				{ record: String(upserted[1].id), Phone: '5550102', since },
			]);
			expect(updated).toMatchObject([{ id: upserted[1].id, status: 'UPDATED' }]);
			expect(await readAccount(created.id)).toMatchObject({
				Account_Name: names[0],
				Phone: '5550100',
				Website: 'https://conformance.test',
			});
			expect(await readAccount(upserted[1].id)).toMatchObject({ Account_Name: names[1], Phone: '5550102' });
			const ids = [created.id, upserted[1].id];
			expect(
				await account(
					'delete',
					{ recordId },
					ids.map((id) => ({ record: String(id) })),
				),
			).toEqual(ids.map((id, index) => done('DELETED', index, id)));
		});

		it('Lead: is owned by a user who is named by e-mail address, and converted', async () => {
			const user = at(
				(await target().client.call('GET', '/crm/v8/users', { query: { type: 'CurrentUser' } })).body,
				'users',
				0,
			);
			const [created] = await lead('create', AUTOMATIC, [
				row(10, { Owner: textAt(user, 'email'), Company: `Ito ${mark}` }),
			]);
			expect(await read(created.id)).toMatchObject({ Owner: { id: textAt(user, 'id') } });
			const [found] = await lead('convert', { ...LOCATOR, convertMode: 'lookUp' }, byId([created.id]));
			expect(found).toEqual(done('NO_MATCH', 0, created.id));
			const order = {
				options: {
					notifyLeadOwner: false,
					notifyNewOwner: false,
					overwrite: false,
					owner: named(textAt(user, 'email'), 'email'),
				},
			};
			const [converted] = await lead('convert', { ...LOCATOR, ...order }, byId([created.id]));
			expect(converted).toMatchObject({
				id: created.id,
				status: 'CONVERTED',
				contactId: ID,
				contactName: 'Ito 10',
				accountId: ID,
				accountName: `Ito ${mark}`,
			});
			expect(
				await lead('convert', { ...LOCATOR, ...order }, byId([created.id])).catch(({ message }: Error) => message),
			).toContain('ID_ALREADY_CONVERTED');
			for (const [module, made] of [
				['Contacts', converted.contactId],
				['Accounts', converted.accountId],
			] as const)
				await target().client.call('DELETE', `/crm/v8/${module}/${String(made)}`);
		});

		it('User: gets the current one, one by id and all', async () => {
			const user = (parameters: NodeRun['parameters']) => run(new ZohoCrm(), { resource: 'user', ...parameters });
			const listed = await target().client.call('GET', '/crm/v8/users', { query: { type: 'CurrentUser' } });
			const expected = at(listed.body, 'users', 0);
			expect(await user({ operation: 'get', userBy: 'current', simplify: false })).toEqual([expected]);
			expect(
				await user({
					operation: 'get',
					userBy: 'chosen',
					userId: named(textAt(expected, 'id'), 'id'),
					simplify: false,
				}),
			).toEqual([expected]);
			expect(
				await user({
					operation: 'get',
					userBy: 'chosen',
					userId: named(textAt(expected, 'email'), 'email'),
					simplify: false,
				}),
			).toEqual([expected]);
			const all = await target().client.call('GET', '/crm/v8/users', { query: { type: 'AllUsers' } });
			expect(await user({ operation: 'getAll', returnAll: true, userType: 'AllUsers', simplify: false })).toEqual(
				listAt(all.body, 'users'),
			);
		});

		it('Lead: searches and counts as a plain program does', async () => {
			const [created] = await lead('create', AUTOMATIC, [row(9, { City: 'Gdynia' })]);
			const criteria = `(Email:equals:${mark}.9@conformance.test)`;
			const seen = async (query: Record<string, string>): Promise<readonly unknown[]> => {
				const { status, body } = await target().client.call('GET', '/crm/v8/Leads/search', {
					query: { ...query, fields: 'Last_Name,Email' },
				});
				return status === 204 ? [] : listAt(body, 'data');
			};
			// A record is found some time after it was written.
			await target().pause(60_000);
			const fieldNames = ['Last_Name', 'Email'];
			const conditions = { condition: [{ field: 'Email', operator: 'equals', value: `${mark}.9@conformance.test` }] };
			expect(await lead('search', { searchBy: 'conditions', conditions, fieldNames })).toEqual(
				await seen({ criteria }),
			);
			expect(await lead('search', { searchBy: 'email', email: `${mark}.9@conformance.test`, fieldNames })).toEqual(
				await seen({ email: `${mark}.9@conformance.test` }),
			);
			expect(await lead('count', { countBy: 'criteria', criteria })).toEqual([
				{ count: (await seen({ criteria })).length },
			]);
			await lead('delete', LOCATOR, byId([created.id]));
		});

		itOnEmulator('User: invites, changes, deletes and hands over', async () => {
			const { client, pause } = target();
			const user = (operation: string, parameters: NodeRun['parameters']) =>
				run(new ZohoCrm(), { resource: 'user', operation, ...parameters });
			const read = async (id: unknown): Promise<unknown> =>
				at((await client.call('GET', `/crm/v8/users/${String(id)}`)).body, 'users', 0);
			const [profiles, roles] = [
				await client.call('GET', '/crm/v8/settings/profiles'),
				await client.call('GET', '/crm/v8/settings/roles'),
			];
			const heir = textAt(
				(await client.call('GET', '/crm/v8/users', { query: { type: 'CurrentUser' } })).body,
				'users',
				0,
				'id',
			);
			const form = {
				role: named(textAt(roles.body, 'roles', 0, 'id'), 'list'),
				profile: named(textAt(profiles.body, 'profiles', 0, 'id'), 'id'),
			};
			const invite = async (number: number) =>
				(
					await user('create', {
						...form,
						email: `${mark}.u${number}@conformance.test`,
						firstName: 'Bo',
						lastName: 'Sand',
					})
				)[0];
			const [stays, leaves] = [await invite(1), await invite(2)];
			expect([stays, leaves]).toEqual(
				[1, 2].map((number) => ({ ...done('ADDED', 0), email: `${mark}.u${number}@conformance.test` })),
			);

			expect(
				await user('update', { userId: named(String(stays.id), 'id'), updateFields: { phone: '5550100' } }),
			).toEqual([done('UPDATED', 0, stays.id)]);
			expect(await read(stays.id)).toMatchObject({
				first_name: 'Bo',
				last_name: 'Sand',
				email: stays.email,
				phone: '5550100',
				confirm: false,
			});
			expect(await user('delete', { userId: named(String(stays.id), 'id'), records: 'leave' })).toEqual([
				done('DELETED', 0, stays.id),
			]);
			expect(await read(stays.id)).toMatchObject({ status: 'deleted' });

			const [pending] = await user('delete', {
				userId: named(String(leaves.id), 'id'),
				heir: named(heir, 'id'),
				options: { waitSeconds: 0 },
			});
			expect(pending).toMatchObject({
				id: leaves.id,
				status: 'PENDING',
				transfer: 'in_progress',
				heirId: heir,
				jobId: ID,
			});
			await pause(60_000);
			expect(await read(leaves.id)).toMatchObject({ status: 'deleted' });
		});

		it('Bulk Write: imports by insert, upsert and update, and every row is answered', async () => {
			const inserted = await importLeads({ importOperation: 'insert' }, [
				row(5, { City: 'Łódź, "centre"' }),
				{ Company: 'No name', Email: `${mark}.6@conformance.test` },
				row(7),
			]);
			expect(inserted).toMatchObject([
				{ status: 'ADDED', id: ID, code: '' },
				{
					status: 'SKIPPED',
					id: '',
					code: 'MANDATORY_NOT_FOUND',
					details: { errors: [{ code: 'MANDATORY_NOT_FOUND', fields: ['Last_Name'] }] },
				},
				{ status: 'ADDED', id: ID, code: '' },
			]);
			expect(await read(inserted[0].id)).toMatchObject(row(5, { City: 'Łódź, "centre"' }));
			const upserted = await importLeads({ importOperation: 'upsert', findBy: 'Email' }, [
				row(5, { City: 'Gdynia' }),
				row(8),
			]);
			expect(upserted).toMatchObject([
				{ status: 'UPDATED', id: inserted[0].id },
				{ status: 'ADDED', id: ID },
			]);
			const updated = await importLeads({ importOperation: 'update', findBy: 'id' }, [
				{ id: String(inserted[2].id), City: 'Lagos' },
			]);
			expect(updated).toMatchObject([{ status: 'UPDATED', id: inserted[2].id }]);
			expect(await read(inserted[2].id)).toMatchObject(row(7, { City: 'Lagos' }));
			await lead('delete', LOCATOR, byId([inserted[0].id, inserted[2].id, upserted[1].id]));
		});
	});
}
