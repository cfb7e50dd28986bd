import type { IDataObject, INodeType } from 'n8n-workflow';
import { ZohoCrm } from '../../../nodes/ZohoCrm/ZohoCrm.node';
import { ZohoCrmBulk } from '../../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import { runNode, type NodeRun } from '../../harness/runNode';
import { at, ID, listAt, textAt, TIME } from '../shape';
import type { Target } from '../target';

const AUTOMATIC = { fields: { mappingMode: 'autoMapInputData', value: null } };

/** Our nodes, run in n8n's execute context: what they answer is compared with what a plain program then reads. */
export function describeNodes(target: () => Target): void {
	const run = async (node: INodeType, parameters: NodeRun['parameters'], items: readonly IDataObject[] = [{}]): Promise<readonly IDataObject[]> =>
		(await runNode({ node, parameters, items, credential: target().connect() })).json;
	const lead = async (operation: string, parameters: NodeRun['parameters'], items?: readonly IDataObject[]) => await run(new ZohoCrm(), { resource: 'lead', operation, ...parameters }, items);
	const importLeads = async (parameters: NodeRun['parameters'], items: readonly IDataObject[]) => await run(new ZohoCrmBulk(), { resource: 'bulkWrite', operation: 'import', module: 'Leads', route: 'bulk', ...parameters }, items);
	const read = async (id: unknown): Promise<unknown> => at((await target().client.call('GET', `/crm/v8/Leads/${String(id)}`)).body, 'data', 0);
	const byId = (ids: readonly unknown[]): IDataObject[] => ids.map((id) => ({ leadId: String(id) }));
	const LOCATOR: NodeRun['parameters'] = { leadId: { __rl: true, mode: 'id', value: '={{ $json.leadId }}' } };

	describe('nodes', () => {
		let mark: string;
		beforeAll(() => {
			mark = `n${Date.now().toString(36)}`;
		});
		const row = (number: number, more: IDataObject = {}): IDataObject => ({ Last_Name: `Ito ${number}`, Company: 'Brightwell', Email: `${mark}.${number}@conformance.test`, ...more });

		it('Lead: creates, upserts, updates, reads, lists and deletes', async () => {
			const created = await lead('create', AUTOMATIC, [row(0), row(1, { City: 'Łódź', Annual_Revenue: 12.5 })]);
			expect(created).toEqual([0, 1].map(() => ({ id: ID, status: 'ADDED', createdTime: TIME, modifiedTime: TIME })));
			expect(await read(created[1].id)).toMatchObject(row(1, { City: 'Łódź', Annual_Revenue: 12.5 }));

			const upserted = await lead('upsert', { ...AUTOMATIC, matchFields: ['Email'] }, [row(1, { City: 'Gdynia' }), row(2)]);
			expect(upserted).toEqual([
				{ id: created[1].id, status: 'UPDATED', matchedBy: 'Email', createdTime: TIME, modifiedTime: TIME },
				{ id: ID, status: 'ADDED', createdTime: TIME, modifiedTime: TIME },
			]);
			const ids = [created[0].id, created[1].id, upserted[1].id];

			const updated = await lead('update', { ...AUTOMATIC, ...LOCATOR, options: { ignoreUnknownFields: true, trigger: ['workflow'] } }, [{ leadId: String(ids[0]), City: 'Lagos' }]);
			expect(updated).toEqual([{ id: ids[0], status: 'UPDATED', createdTime: TIME, modifiedTime: TIME }]);
			expect(await read(ids[0])).toMatchObject(row(0, { City: 'Lagos' }));

			const one = await lead('get', LOCATOR, byId([ids[0]]));
			expect(one).toEqual([await read(ids[0])]);
			const listed = await lead('getAll', { returnAll: true, fieldNames: ['Last_Name', 'Email'], options: { converted: 'both', sortBy: 'Created_Time', sortOrder: 'asc' } });
			const ours = listed.filter(({ id }) => ids.includes(String(id)));
			expect(new Set(ours.map(({ id, Last_Name, Email }) => JSON.stringify([id, Last_Name, Email])))).toEqual(new Set(ids.map((id, number) => JSON.stringify([id, row(number).Last_Name, row(number).Email]))));
			expect((await lead('getAll', { returnAll: false, limit: 2 })).length).toBe(2);

			const deleted = await lead('delete', { ...LOCATOR, options: { runWorkflows: false } }, byId(ids));
			expect(deleted).toEqual(ids.map((id) => ({ id, status: 'DELETED' })));
			expect(await read(ids[0])).toBeUndefined();
		});

		it('Lead: a refused record is answered with Zoho’s code', async () => {
			const answers = await lead('create', AUTOMATIC, [row(3), row(4, { No_of_Employees: 'many' })]);
			expect(answers).toMatchObject([{ id: ID, status: 'ADDED' }, { status: 'SKIPPED', code: 'INVALID_DATA' }]);
			await lead('delete', LOCATOR, byId([answers[0].id]));
		});

		it('User: gets the current one, one by id and all', async () => {
			const user = (parameters: NodeRun['parameters']) => run(new ZohoCrm(), { resource: 'user', ...parameters });
			const listed = await target().client.call('GET', '/crm/v8/users', { query: { type: 'CurrentUser' } });
			const expected = at(listed.body, 'users', 0);
			expect(await user({ operation: 'get', userBy: 'current', simplify: false })).toEqual([expected]);
			expect(await user({ operation: 'get', userBy: 'id', userId: textAt(expected, 'id'), simplify: false })).toEqual([expected]);
			expect(await user({ operation: 'get', userBy: 'email', email: textAt(expected, 'email'), simplify: false })).toEqual([expected]);
			const all = await target().client.call('GET', '/crm/v8/users', { query: { type: 'AllUsers' } });
			expect(await user({ operation: 'getAll', returnAll: true, userType: 'AllUsers', simplify: false })).toEqual(listAt(all.body, 'users'));
		});

		it('Bulk Write: imports by insert, upsert and update, and every row is answered', async () => {
			const inserted = await importLeads({ importOperation: 'insert' }, [row(5, { City: 'Łódź, "centre"' }), { Company: 'No name', Email: `${mark}.6@conformance.test` }, row(7)]);
			expect(inserted).toMatchObject([
				{ status: 'ADDED', id: ID, errors: [] },
				{ status: 'SKIPPED', id: null, errors: [{ code: 'MANDATORY_NOT_FOUND', fields: ['Last_Name'] }] },
				{ status: 'ADDED', id: ID, errors: [] },
			]);
			expect(await read(inserted[0].id)).toMatchObject(row(5, { City: 'Łódź, "centre"' }));
			const upserted = await importLeads({ importOperation: 'upsert', findBy: 'Email' }, [row(5, { City: 'Gdynia' }), row(8)]);
			expect(upserted).toMatchObject([{ status: 'UPDATED', id: inserted[0].id }, { status: 'ADDED', id: ID }]);
			const updated = await importLeads({ importOperation: 'update', findBy: 'id' }, [{ id: String(inserted[2].id), City: 'Lagos' }]);
			expect(updated).toMatchObject([{ status: 'UPDATED', id: inserted[2].id }]);
			expect(await read(inserted[2].id)).toMatchObject(row(7, { City: 'Lagos' }));
			await lead('delete', LOCATOR, byId([inserted[0].id, inserted[2].id, upserted[1].id]));
		});
	});
}
