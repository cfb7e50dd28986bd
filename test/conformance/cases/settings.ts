import { at, ID, listAt, NAMED, refusal, textAt, TIME } from '../shape';
import type { Target } from '../target';

/** Tags, assignment rules, territories, currencies and the values of a pick list: what forms are filled from. */
export function describeSettings(target: () => Target): void {
	const get = async (path: string, query: Readonly<Record<string, string>> = {}, isWrong = false) =>
		await target().client.call('GET', `/crm/v8/${path}`, { query, isWrong });
	const born = { created_by: NAMED, created_time: TIME, modified_by: NAMED, modified_time: TIME };

	describe('settings', () => {
		it('lists the tags of a module once a record has one', async () => {
			const name = `t${Date.now().toString(36)}`;
			const created = await target().client.call('POST', '/crm/v8/Leads', {
				body: { data: [{ Last_Name: 'Okafor', Company: 'Brightwell', Tag: [{ name }] }] },
			});
			const tags = await get('settings/tags', { module: 'Leads' });
			expect(tags.status).toBe(200);
			expect(listAt(tags.body, 'tags')).toContainEqual(expect.objectContaining({ id: ID, name, ...born }));
			await target().client.call('DELETE', `/crm/v8/Leads/${textAt(created.body, 'data', 0, 'details', 'id')}`);
		});

		it('lists assignment rules, or answers nothing', async () => {
			const { status, body } = await get('settings/automation/assignment_rules', { module: 'Leads' });
			expect([200, 204]).toContain(status);
			if (status === 200)
				expect(listAt(body, 'assignment_rules')).toEqual(
					listAt(body, 'assignment_rules').map(() =>
						expect.objectContaining({ id: ID, name: expect.any(String), api_name: expect.any(String) }),
					),
				);
		});

		it('lists territories, or answers nothing', async () => {
			const { status, body } = await get('settings/territories');
			expect([200, 204, 400]).toContain(status);
			if (status === 200)
				expect(listAt(body, 'territories')).toEqual(
					listAt(body, 'territories').map(() => expect.objectContaining({ id: ID, name: expect.any(String) })),
				);
		});

		it('lists currencies only where there are several', async () => {
			const organization = await get('org');
			const { status, body } = await get('org/currencies');
			expect(status).toBe(at(organization.body, 'org', 0, 'mc_status') === true ? 200 : 204);
			if (status === 200)
				expect(listAt(body, 'currencies')).toContainEqual(
					expect.objectContaining({ id: ID, is_base: true, iso_code: at(organization.body, 'org', 0, 'iso_code') }),
				);
		});

		it('gives the values of a pick list as the field has them', async () => {
			const fields = await get('settings/fields', { module: 'Leads' });
			const field = listAt(fields.body, 'fields').find((one) => at(one, 'api_name') === 'Lead_Source');
			const { status, body } = await get(`settings/fields/${textAt(field, 'id')}/pick_list_values`, {
				module: 'Leads',
			});
			expect(status).toBe(200);
			const actual = (values: readonly unknown[]) =>
				values.filter((value) => at(value, 'type') !== 'unused').map((value) => at(value, 'actual_value'));
			expect(actual(listAt(body, 'pick_list_values'))).toEqual(actual(listAt(field, 'pick_list_values')));
		});

		it('refuses tags of no module', async () => {
			const { status, body } = await get('settings/tags', {}, true);
			expect([status, body]).toEqual([
				400,
				expect.objectContaining({ code: 'REQUIRED_PARAM_MISSING', status: 'error' }),
			]);
			const unknown = await get('settings/tags', { module: 'Unknown_Things' }, true);
			expect([unknown.status, unknown.body]).toEqual([400, refusal('INVALID_MODULE', expect.any(String))]);
		});
	});
}
