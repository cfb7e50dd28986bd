import { rejectionOf, scriptZoho } from './scriptedZoho';

const LEAD = '4150868000004600990';
const URL_OF_LEAD = `https://www.zohoapis.eu/crm/v8/Leads/${LEAD}`;
const converted = (details: object): object => ({
	data: [{ code: 'SUCCESS', status: 'success', message: 'The record has been converted successfully', details }],
});

describe('converting a lead', () => {
	it('sends every option, and names what was made', async () => {
		const zoho = scriptZoho([
			{
				body: converted({
					Contacts: { name: 'N Okafor', id: '1' },
					Deals: { name: 'Robots', id: '2' },
					Accounts: { name: 'Brightwell', id: '3' },
				}),
			},
		]);
		const deal = { Deal_Name: 'Robots', Stage: 'Qualification', Closing_Date: '2026-12-31', Pipeline: 'Standard' };
		const made = await zoho.client.leads.convert(LEAD, {
			overwrite: true,
			notifyLeadOwner: false,
			notifyNewOwner: true,
			addToExistingRecord: true,
			moveAttachmentsTo: 'Contacts',
			accountId: '11',
			contactId: '12',
			ownerId: '13',
			deal,
			carryOverTags: { Contacts: ['fair'], Deals: [] },
		});
		expect(made).toEqual({
			contact: { id: '1', name: 'N Okafor' },
			account: { id: '3', name: 'Brightwell' },
			deal: { id: '2', name: 'Robots' },
		});
		expect(zoho.calls[0]).toMatchObject({ host: 'api', method: 'POST', url: `${URL_OF_LEAD}/actions/convert` });
		expect(zoho.calls[0].body).toEqual({
			kind: 'json',
			value: {
				data: [
					{
						overwrite: true,
						notify_lead_owner: false,
						notify_new_entity_owner: true,
						add_to_existing_record: true,
						move_attachments_to: { api_name: 'Contacts' },
						Accounts: { id: '11' },
						Contacts: { id: '12' },
						assign_to: { id: '13' },
						Deals: deal,
						carry_over_tags: { Contacts: ['fair'], Deals: [] },
					},
				],
			},
		});
		expect(zoho.client.usage.credits).toBe(5);
	});

	it('needs no option', async () => {
		const zoho = scriptZoho([
			{ body: converted({ Contacts: { name: 'N Okafor', id: '1' }, Deals: null, Accounts: null }) },
		]);
		expect(await zoho.client.leads.convert(LEAD)).toEqual({
			contact: { id: '1', name: 'N Okafor' },
			account: null,
			deal: null,
		});
		expect(zoho.calls[0].body).toEqual({ kind: 'json', value: { data: [{}] } });
	});

	it('reads ids alone, as older versions give them', async () => {
		const zoho = scriptZoho([{ body: converted({ Contacts: '1', Deals: null, Accounts: '3' }) }]);
		expect(await zoho.client.leads.convert(LEAD)).toEqual({
			contact: { id: '1', name: '' },
			account: { id: '3', name: '' },
			deal: null,
		});
	});

	it.each([400, 202])('passes on a refusal with status %s', async (status) => {
		const refusal = {
			code: 'MANDATORY_NOT_FOUND',
			status: 'error',
			message: 'required field not found',
			details: { api_name: 'Closing_Date', json_path: '$.data[0].Deals.Closing_Date' },
		};
		const thrown = await rejectionOf(scriptZoho([{ status, body: { data: [refusal] } }]).client.leads.convert(LEAD));
		expect(thrown).toMatchObject({
			kind: 'api',
			status,
			code: 'MANDATORY_NOT_FOUND',
			apiName: 'Closing_Date',
			mayHaveBeenApplied: false,
		});
	});

	it('is not sent again after a lost answer', async () => {
		const zoho = scriptZoho([Object.assign(new Error('gone'), { code: 'ECONNRESET' })]);
		expect(await rejectionOf(zoho.client.leads.convert(LEAD))).toMatchObject({
			kind: 'transport',
			attempts: 1,
			mayHaveBeenApplied: true,
		});
	});

	it.each([
		['lead', 'x', {}],
		['account', LEAD, { accountId: 'x' }],
		['contact', LEAD, { contactId: 'x' }],
		['owner', LEAD, { ownerId: 'x' }],
	])('refuses an id of the %s that is none before anything is sent', async (what, id, options) => {
		expect(await rejectionOf(scriptZoho([]).client.leads.convert(id, options))).toMatchObject({
			kind: 'usage',
			message: `The ${what} ID is invalid: it must contain only digits`,
		});
	});
});

describe('conversion options', () => {
	it('name the records that a lead can be merged into', async () => {
		const contact = { id: '1', Full_Name: 'N Okafor', Email: 'n@brightwell.test', Account_Name: null };
		const account = { id: '3', Account_Name: 'Brightwell', Phone: null };
		const options = {
			module_preference: { api_name: 'Contacts', id: '2179' },
			Contacts: [contact],
			Accounts: [account],
			Deals: null,
			preference_field_matched_value: {
				Contacts: [{ field: { api_name: 'Email', id: '5' }, matched_lead_value: 'n@brightwell.test' }],
				Accounts: null,
			},
			modules_with_multiple_layouts: [{ api_name: 'Deals', id: '2181' }],
		};
		const zoho = scriptZoho([{ body: { __conversion_options: options } }]);
		expect(await zoho.client.leads.conversionOptions(LEAD)).toEqual({
			contacts: [{ id: '1', name: 'N Okafor', email: 'n@brightwell.test', raw: contact }],
			accounts: [{ id: '3', name: 'Brightwell', email: null, raw: account }],
			deals: [],
			preferredModule: 'Contacts',
			matchedFields: [{ module: 'Contacts', field: 'Email', value: 'n@brightwell.test' }],
			modulesWithSeveralLayouts: ['Deals'],
		});
		expect(zoho.calls[0]).toMatchObject({ method: 'GET', url: `${URL_OF_LEAD}/__conversion_options` });
	});

	it('may be empty or missing', async () => {
		const nothing = {
			module_preference: null,
			Contacts: null,
			Accounts: null,
			preference_field_matched_value: null,
			modules_with_multiple_layouts: null,
		};
		expect(
			await scriptZoho([{ body: { __conversion_options: nothing } }]).client.leads.conversionOptions(LEAD),
		).toEqual({
			contacts: [],
			accounts: [],
			deals: [],
			preferredModule: null,
			matchedFields: [],
			modulesWithSeveralLayouts: [],
		});
		expect(await scriptZoho([{ status: 204 }]).client.leads.conversionOptions(LEAD)).toBeNull();
	});
});
