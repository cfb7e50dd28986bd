import { at, ID, refusal, textAt } from '../shape';
import type { Target } from '../target';

const CLOSING_DATE = '2031-12-31';

/** Conversion of leads. */
export function describeLeads(target: () => Target): void {
	const call: Target['client']['call'] = async (method, path, options) =>
		await target().client.call(method, `/crm/v8/${path}`, options);

	describe('conversion of leads', () => {
		let mark: string;
		beforeAll(() => {
			mark = `v${Date.now().toString(36)}`;
		});
		const lead = async (more: object = {}): Promise<string> => {
			const { body } = await call('POST', 'Leads', {
				body: {
					data: [{ Last_Name: 'Okafor', Company: `Brightwell ${mark}`, Email: `${mark}@conformance.test`, ...more }],
					trigger: [],
				},
			});
			return textAt(body, 'data', 0, 'details', 'id');
		};

		it('makes contact, account and deal, and refuses to do it again', async () => {
			const id = await lead();
			const order = {
				overwrite: false,
				notify_lead_owner: false,
				notify_new_entity_owner: false,
				Deals: {
					Deal_Name: `Robots ${mark}`,
					Stage: 'Qualification',
					Closing_Date: CLOSING_DATE,
					Pipeline: 'Standard',
					Amount: 12.5,
				},
			};
			const { status, body } = await call('POST', `Leads/${id}/actions/convert`, { body: { data: [order] } });
			const named = (name: string) => ({ name, id: ID });
			expect([status, body]).toEqual([
				200,
				{
					data: [
						{
							code: 'SUCCESS',
							status: 'success',
							message: 'The record has been converted successfully',
							details: {
								Contacts: named('Okafor'),
								Deals: named(`Robots ${mark}`),
								Accounts: named(`Brightwell ${mark}`),
							},
						},
					],
				},
			]);
			const deal = await call('GET', `Deals/${textAt(body, 'data', 0, 'details', 'Deals', 'id')}`);
			expect(at(deal.body, 'data', 0)).toMatchObject({
				Amount: 12.5,
				Closing_Date: CLOSING_DATE,
				Account_Name: at(body, 'data', 0, 'details', 'Accounts'),
				Contact_Name: at(body, 'data', 0, 'details', 'Contacts'),
			});
			const again = await call('POST', `Leads/${id}/actions/convert`, { body: { data: [order] }, isWrong: true });
			expect([again.status, at(again.body, 'code')]).toEqual([400, 'ID_ALREADY_CONVERTED']);

			const second = await lead();
			const options = await call('GET', `Leads/${second}/__conversion_options`);
			expect(options.status).toBe(200);
			expect(at(options.body, '__conversion_options', 'Contacts')).toContainEqual(
				expect.objectContaining({
					id: at(body, 'data', 0, 'details', 'Contacts', 'id'),
					Email: `${mark}@conformance.test`,
				}),
			);
			const missing = await call('POST', `Leads/${second}/actions/convert`, {
				body: { data: [{ Deals: { Deal_Name: 'Robots', Stage: 'Qualification', Pipeline: 'Standard' } }] },
				isWrong: true,
			});
			expect([200, 202, 400]).toContain(missing.status);
			if (missing.status === 400)
				expect(missing.body).toEqual({
					data: [
						refusal('MANDATORY_NOT_FOUND', 'required field not found', {
							api_name: 'Closing_Date',
							json_path: '$.data[0].Deals.Closing_Date',
						}),
					],
				});

			for (const module of ['Deals', 'Contacts', 'Accounts'])
				await call('DELETE', `${module}/${textAt(body, 'data', 0, 'details', module, 'id')}`);
			await call('DELETE', `Leads/${second}`);
		});

		it('knows no lead by an id that none has', async () => {
			const { status, body } = await call('POST', 'Leads/100000000000000001/actions/convert', {
				body: { data: [{}] },
				isWrong: true,
			});
			expect([status, at(body, 'code')]).toEqual([400, 'INVALID_DATA']);
		});
	});
}
