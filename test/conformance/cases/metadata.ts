import { ANYTHING, at, ID, listAt, refusal, textAt } from '../shape';
import type { Target } from '../target';

/** Modules, fields, layouts and custom views. */
export function describeMetadata(target: () => Target): void {
	const get = async (path: string, query: Readonly<Record<string, string>> = {}, isWrong = false) =>
		await target().client.call('GET', `/crm/v8/settings/${path}`, { query, isWrong });

	describe('metadata', () => {
		it('lists Leads among the modules as one that the API can write', async () => {
			const { status, body } = await get('modules');
			expect(status).toBe(200);
			expect(listAt(body, 'modules')).toContainEqual(
				expect.objectContaining({
					api_name: 'Leads',
					id: ID,
					singular_label: ANYTHING,
					plural_label: ANYTHING,
					generated_type: 'default',
					api_supported: true,
					creatable: true,
					editable: true,
					deletable: true,
					viewable: true,
				}),
			);
		});

		it('gives one module, and refuses one that does not exist', async () => {
			const leads = await get('modules/Leads');
			expect([leads.status, listAt(leads.body, 'modules').map((module) => at(module, 'api_name'))]).toEqual([
				200,
				['Leads'],
			]);
			const unknown = await get('modules/Unknown_Things', {}, true);
			expect([unknown.status, unknown.body]).toEqual([
				400,
				refusal('INVALID_MODULE', 'the module name given seems to be invalid', {
					resource_path_index: expect.any(Number),
				}),
			]);
		});

		it('describes the fields of leads: what is mandatory, what can be written, what a pick list holds', async () => {
			const { status, body } = await get('fields', { module: 'Leads' });
			expect(status).toBe(200);
			const fields = new Map(listAt(body, 'fields').map((field) => [at(field, 'api_name'), field]));
			const writable = { web_create: true, web_update: true, api_create: true, api_update: true };
			expect(fields.get('Last_Name')).toMatchObject({
				id: ID,
				data_type: 'text',
				json_type: 'string',
				system_mandatory: true,
				operation_type: writable,
				unique: {},
				custom_field: false,
			});
			expect(fields.get('Email')).toMatchObject({ data_type: 'email', json_type: 'string' });
			expect(fields.get('Owner')).toMatchObject({ data_type: 'ownerlookup', json_type: 'jsonobject' });
			expect(fields.get('Created_Time')).toMatchObject({
				data_type: 'datetime',
				operation_type: { api_create: false, api_update: false },
			});
			expect(at(fields.get('Lead_Source'), 'pick_list_values', 0)).toMatchObject({
				id: ID,
				display_value: '-None-',
				actual_value: '-None-',
			});
		});

		it('gives one field by its id', async () => {
			const listed = await get('fields', { module: 'Leads' });
			const { status, body } = await get(`fields/${textAt(listed.body, 'fields', 0, 'id')}`, { module: 'Leads' });
			expect([status, body]).toEqual([200, { fields: [at(listed.body, 'fields', 0)] }]);
		});

		it('refuses fields without a module, and of one that does not exist', async () => {
			const missing = await get('fields', {}, true);
			expect([missing.status, missing.body]).toEqual([
				400,
				refusal('REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing', { param_name: 'module' }),
			]);
			const unknown = await get('fields', { module: 'Unknown_Things' }, true);
			expect([unknown.status, at(unknown.body, 'code'), at(unknown.body, 'status')]).toEqual([
				400,
				'INVALID_MODULE',
				'error',
			]);
		});

		it('says in layouts which fields each asks for', async () => {
			const { status, body } = await get('layouts', { module: 'Leads' });
			expect(status).toBe(200);
			const [first] = listAt(body, 'layouts');
			expect(first).toMatchObject({ id: ID, name: ANYTHING, status: 'active', visible: true });
			const fields = listAt(first, 'sections').flatMap((section) => listAt(section, 'fields'));
			expect(fields).toContainEqual(
				expect.objectContaining({ api_name: 'Last_Name', id: ID, data_type: 'text', required: true }),
			);
			const one = await get(`layouts/${textAt(first, 'id')}`, { module: 'Leads' });
			expect([one.status, listAt(one.body, 'layouts').map((layout) => at(layout, 'id'))]).toEqual([
				200,
				[textAt(first, 'id')],
			]);
		});

		it('lists custom views with the default one', async () => {
			const { status, body } = await get('custom_views', { module: 'Leads' });
			expect(status).toBe(200);
			expect(listAt(body, 'custom_views').map((view) => at(view, 'id'))).toContain(textAt(body, 'info', 'default'));
		});
	});
}
