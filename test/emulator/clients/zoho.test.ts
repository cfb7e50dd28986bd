import { formatCriteria } from '../../../nodes/shared/zoho/records/criteria';
import { useEach, useEmulator } from '../../stage/useEmulator';
import { collect, rejectionOf } from '../../unit/zoho/scriptedZoho';
import type { Switches } from '../switches';
import { createZohoClient } from './zoho';

const emulator = useEmulator();
const zoho = useEach(() => createZohoClient(emulator));

const LEAD = { Last_Name: 'Okafor', Company: 'Brightwell' };
const BRUNO = '4150868000000225021';

/** Adds records that must be accepted. @returns their ids */
async function insert(module: string, rows: readonly object[]): Promise<string[]> {
	const outcomes = await zoho.records.insert(
		module,
		rows.map((row) => ({ ...row })),
	);
	return outcomes.map((outcome) => {
		if (outcome.status === 'refused') throw new Error(outcome.refusal.message);
		return outcome.id;
	});
}

async function fieldOf(module: string, apiName: string) {
	const field = (await zoho.metadata.fields(module)).find((one) => one.apiName === apiName);
	if (field === undefined) throw new Error(`${module} has no ${apiName}`);
	return field;
}

describe('fields', () => {
	it.each<Partial<Switches>>([{}, { subformKey: 'subform', multiselectLookupShape: 'flat' }])(
		'are read alike in every shape: %j',
		async (switches) => {
			Object.assign(emulator.switches, switches);
			expect(await fieldOf('Leads', 'Work_History')).toMatchObject({
				dataType: 'subform',
				subform: { module: 'Work_History' },
				multiSelectLookup: null,
			});
			expect(await fieldOf('Leads', 'Venues')).toMatchObject({
				dataType: 'multiselectlookup',
				subform: null,
				multiSelectLookup: {
					linkingModule: 'Leads_X_Venues',
					ownField: 'Leads',
					otherField: 'Venues',
					otherModule: 'Venues',
				},
			});
			expect(await fieldOf('Leads', 'Annual_Revenue')).toMatchObject({
				currency: { rounding: 'normal', decimalPlaces: 2 },
				decimalPlaces: 2,
				readOnly: false,
			});
			expect(await fieldOf('Leads', 'Last_Name')).toMatchObject({ displayField: true, searchable: true });
			expect(await fieldOf('Leads', 'Created_Time')).toMatchObject({
				readOnly: true,
				creatable: false,
				updatable: false,
			});
			expect(await fieldOf('Leads', 'Owner')).toMatchObject({ readOnly: false, creatable: true });
		},
	);
});

describe('settings', () => {
	it('are read as the organization has them', async () => {
		await zoho.records.insert('Leads', [LEAD], { tags: ['fair'] });
		expect((await zoho.metadata.customViews('Leads')).map(({ name, isDefault }) => [name, isDefault])).toEqual([
			['All Leads', true],
			['Converted Leads', false],
			['Partners in Lagos', false],
		]);
		expect((await zoho.metadata.tags('Leads')).map(({ name }) => name)).toEqual(['fair']);
		expect(await zoho.metadata.assignmentRules('Leads')).toEqual([
			{ id: '4150868000000511001', name: 'Leads of Fairs' },
		]);
		expect((await zoho.metadata.territories()).map(({ name, parentId }) => [name, parentId])).toEqual([
			['Africa', null],
			['Nigeria', '4150868000000611001'],
		]);
		expect((await zoho.metadata.roles()).map(({ name }) => name)).toEqual(['CEO', 'Manager']);
		expect((await zoho.metadata.profiles()).map(({ name }) => name)).toEqual(['Administrator', 'Standard']);
		const rating = await fieldOf('Leads', 'Rating');
		expect(await zoho.metadata.pickListValues('Leads', rating.id)).toEqual(rating.pickList);
		expect((await zoho.metadata.layouts('Leads')).map(({ name, requiredFields }) => [name, requiredFields])).toEqual([
			['Standard', ['Last_Name', 'Company']],
			['Fair', ['Last_Name', 'Company', 'Phone']],
		]);
		expect(await zoho.organization.currencies()).toEqual([]);
		emulator.switches.multiCurrency = true;
		expect(
			(await zoho.organization.currencies()).map(({ isoCode, isHome, isActive }) => [isoCode, isHome, isActive]),
		).toEqual([
			['USD', true, true],
			['EUR', false, true],
			['NGN', false, false],
		]);
		expect(await zoho.organization.get()).toMatchObject({
			currencyCode: 'USD',
			isMultiCurrency: true,
			userLicences: 10,
		});
	});
});

describe('criteria', () => {
	it.each(['A (B), C', 'back\\slash', '50%, "so" & more', 'Łódź (1,2)'])(
		'find exactly what was written: %s',
		async (company) => {
			const [id] = await insert('Leads', [{ ...LEAD, Company: company }, LEAD]);
			const criteria = formatCriteria({
				all: [
					{ field: 'Company', operator: 'equals', value: company },
					{
						any: [
							{ field: 'City', operator: 'equals', value: 'Lagos' },
							{ field: 'Last_Name', operator: 'in', value: ['Ito', 'Okafor'] },
						],
					},
				],
			});
			expect(
				(await collect(zoho.records.search('Leads', { criteria }, { fields: ['Company'] }))).map((record) => [
					record.id,
					record.Company,
				]),
			).toEqual([[id, company]]);
			expect(await zoho.records.count('Leads', { criteria })).toBe(1);
		},
	);

	it('of 11 are refused by Zoho while it takes 10', async () => {
		const criteria = formatCriteria({
			any: Array.from({ length: 11 }, (_, index) => ({ field: 'City', operator: 'equals', value: `City ${index}` })),
		});
		expect(await rejectionOf(collect(zoho.records.search('Leads', { criteria })))).toMatchObject({
			kind: 'api',
			code: 'LIMIT_EXCEEDED',
		});
		emulator.switches.searchCriteria = 15;
		expect(await collect(zoho.records.search('Leads', { criteria }))).toEqual([]);
	});
});

describe('the end of what can be reached', () => {
	const rows = (count: number) =>
		Array.from({ length: count }, (_, index) => ({ ...LEAD, Last_Name: `Okafor ${index}` }));

	it('is told by lists', async () => {
		emulator.switches.tokenListReach = 400;
		for (let group = 0; group < 5; group += 1) await insert('Leads', rows(100));
		const ended = jest.fn();
		expect(await collect(zoho.records.list('Leads', { fields: ['Email'], onReachEnd: ended }))).toHaveLength(400);
		expect(ended.mock.calls).toEqual([[400]]);
	});

	it('is told by searches', async () => {
		for (let group = 0; group < 21; group += 1) await insert('Leads', rows(100));
		const ended = jest.fn();
		const records = await collect(
			zoho.records.search('Leads', { word: 'okafor' }, { fields: ['Email'], onReachEnd: ended }),
		);
		expect(new Set(records.map(({ id }) => id)).size).toBe(2000);
		expect(ended.mock.calls).toEqual([[2000]]);
		expect(await zoho.records.count('Leads')).toBe(2100);
	});
});

describe('a record by a unique field', () => {
	it.each(['module and field', 'field', 'ignored'] as const)(
		'is found by an external field where its header is: %s',
		async (externalHeader) => {
			emulator.switches.externalHeader = externalHeader;
			const [id] = await insert('Contacts', [
				{ Last_Name: 'Okafor', Legacy_Id: 'SAP-7' },
				{ Last_Name: 'Ito', Legacy_Id: 'SAP-77' },
			]);
			const field = await fieldOf('Contacts', 'Legacy_Id');
			expect(await zoho.records.getBy('Contacts', field, 'SAP-7')).toMatchObject({ id, Last_Name: 'Okafor' });
			expect(await zoho.records.getBy('Contacts', field, 'SAP-8')).toBeNull();
		},
	);

	it('is found by e-mail with its subforms, and not where two have it', async () => {
		const [id] = await insert('Leads', [{ ...LEAD, Email: 'a@b.test', Work_History: [{ Employer: 'X' }] }]);
		const email = await fieldOf('Leads', 'Email');
		expect(await zoho.records.getBy('Leads', email, 'A@b.test')).toMatchObject({
			id,
			Work_History: [{ Employer: 'X' }],
		});
		await insert('Leads', [{ ...LEAD, Email: 'a@b.test' }]);
		expect(await rejectionOf(zoho.records.getBy('Leads', email, 'a@b.test'))).toMatchObject({ code: 'AMBIGUOUS' });
	});
});

describe('writes', () => {
	it('take layout, rule, tags, appended lists and the time of the last change', async () => {
		const [outcome] = await zoho.records.insert('Leads', [{ ...LEAD, Phone: '1', Interests: ['Support'] }], {
			layoutId: '4150868000000091057',
			assignmentRuleId: '4150868000000511001',
			tags: ['fair'],
			trigger: [],
		});
		const id = outcome.status === 'success' ? outcome.id : '';
		expect(await zoho.records.get('Leads', id)).toMatchObject({
			Layout: { name: 'Fair' },
			Owner: { id: BRUNO },
			Tag: [{ name: 'fair' }],
		});
		const [before] = [String((await zoho.records.get('Leads', id))?.Modified_Time)];
		emulator.advance(60_000);
		await zoho.records.update('Leads', [{ id, Interests: ['Training'] }], {
			appendFields: ['Interests'],
			ifUnmodifiedSince: before,
		});
		expect(await zoho.records.get('Leads', id)).toMatchObject({ Interests: ['Support', 'Training'] });
		expect(
			await rejectionOf(zoho.records.update('Leads', [{ id, City: 'Lagos' }], { ifUnmodifiedSince: before })),
		).toMatchObject({ status: 412, code: 'ALREADY_MODIFIED', details: { id } });
	});

	it('update by an external field', async () => {
		const [id] = await insert('Contacts', [{ Last_Name: 'Okafor', Legacy_Id: 'SAP-7' }]);
		expect(
			await zoho.records.update('Contacts', [{ id: 'SAP-7', Phone: '5' }], { externalField: 'Legacy_Id' }),
		).toMatchObject([{ status: 'success', id }]);
		expect(await zoho.records.get('Contacts', id)).toMatchObject({ Phone: '5' });
	});
});

describe('leads', () => {
	it('are converted into what is proposed', async () => {
		const [account] = await insert('Accounts', [{ Account_Name: 'Brightwell' }]);
		const [lead] = await insert('Leads', [{ ...LEAD, Email: 'a@b.test', Tag: [{ name: 'fair' }] }]);
		expect(await zoho.leads.conversionOptions(lead)).toMatchObject({
			contacts: [],
			accounts: [{ id: account, name: 'Brightwell' }],
			matchedFields: [{ module: 'Accounts', field: 'Account_Name', value: 'Brightwell' }],
			modulesWithSeveralLayouts: [],
		});
		const made = await zoho.leads.convert(lead, {
			accountId: account,
			ownerId: BRUNO,
			deal: { Deal_Name: 'Robots', Stage: 'Qualification', Closing_Date: '2026-12-31' },
			carryOverTags: { Contacts: ['fair'] },
		});
		expect(made).toEqual({
			contact: { id: expect.any(String), name: 'Okafor' },
			account: { id: account, name: 'Brightwell' },
			deal: { id: expect.any(String), name: 'Robots' },
		});
		expect(await zoho.records.get('Contacts', String(made.contact?.id))).toMatchObject({
			Email: 'a@b.test',
			Owner: { id: BRUNO },
			Tag: [{ name: 'fair' }],
		});
		expect(await rejectionOf(zoho.leads.convert(lead))).toMatchObject({
			code: 'ID_ALREADY_CONVERTED',
			mayHaveBeenApplied: false,
		});
	});

	it.each([400, 202] as const)('are not converted by a refusal with status %s', async (status) => {
		emulator.switches.convertRefusalStatus = status;
		const [lead] = await insert('Leads', [LEAD]);
		expect(
			await rejectionOf(zoho.leads.convert(lead, { deal: { Deal_Name: 'Robots', Stage: 'Qualification' } })),
		).toMatchObject({ status, code: 'MANDATORY_NOT_FOUND', apiName: 'Closing_Date' });
	});
});

describe('users', () => {
	const NEW_USER = {
		email: 'bo@brightwell.test',
		firstName: 'Bo',
		lastName: 'Sand',
		roleId: '4150868000000026008',
		profileId: '4150868000000026014',
	};

	it.each(['both', 'string', 'object'] as const)(
		'are invited and changed with references of the form %s',
		async (form) => {
			emulator.switches.userReferenceForm = form;
			const id = await zoho.users.create(NEW_USER);
			expect(await zoho.users.findByEmail('BO@brightwell.test')).toMatchObject({
				id,
				fullName: 'Bo Sand',
				status: 'active',
				isConfirmed: false,
				role: { id: NEW_USER.roleId, name: 'Manager' },
			});
			await zoho.users.update(id, { role: '4150868000000026005', phone: '1' });
			expect(await zoho.users.get(id)).toMatchObject({
				role: { id: '4150868000000026005', name: 'CEO' },
				raw: { phone: '1' },
			});
		},
	);

	it('are refused once the licences are used up, also when one is activated again', async () => {
		for (let number = 7; number < 10; number += 1)
			await zoho.users.create({ ...NEW_USER, email: `bo${number}@brightwell.test` });
		expect(emulator.state.users.all().filter(({ status }) => status === 'active')).toHaveLength(9);
		await zoho.users.create(NEW_USER);
		expect(await rejectionOf(zoho.users.create({ ...NEW_USER, email: 'late@brightwell.test' }))).toMatchObject({
			code: 'LICENSE_LIMIT_EXCEEDED',
			mayHaveBeenApplied: false,
		});
		expect(await rejectionOf(zoho.users.update('4150868000000225045', { status: 'active' }))).toMatchObject({
			code: 'LICENSE_LIMIT_EXCEEDED',
		});
	});

	it('are handed over and deleted, and not said to be deleted before', async () => {
		const [lead] = await insert('Leads', [{ ...LEAD, Owner: { id: BRUNO } }]);
		const job = await zoho.users.handOverAndDelete(BRUNO, {
			heirId: '4150868000000225029',
			records: true,
			assignment: true,
			criteria: true,
		});
		expect(await zoho.users.waitForHandover(job, 2)).toBe('in_progress');
		expect((await zoho.users.get(BRUNO))?.status).toBe('active');
		expect(await zoho.users.waitForHandover(job, 60)).toBe('completed');
		expect((await zoho.users.get(BRUNO))?.status).toBe('deleted');
		expect(await zoho.users.findByEmail('bruno.costa@brightwell.test')).toBeNull();
		expect(await zoho.records.get('Leads', lead)).toMatchObject({ Owner: { id: '4150868000000225029' } });
	});

	it('are searched by name', async () => {
		expect((await collect(zoho.users.list({ search: 'oka' }))).map(({ fullName }) => fullName)).toEqual([
			'Chioma Okafor',
		]);
		expect((await collect(zoho.users.list({ type: 'ActiveUsers', kind: 'Team User' }))).length).toBe(0);
	});
});
