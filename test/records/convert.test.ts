import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { FaultEffect } from '../emulator/server/faults';
import { connectedCredential } from '../stage/credentials';
import { useStage } from '../stage/stage';
import { storedValues } from '../stage/books';
import { failureOf } from '../stage/failure';
import { ITS_LEAD } from '../stage/parameters';
import { userNamed } from '../stage/people';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

const convert = async (items: readonly IDataObject[], more: INodeParameters = {}, settings = {}) =>
	await run({ resource: 'lead', operation: 'convert', leadId: ITS_LEAD, ...more }, items, settings);
const calls = () => emulator.requests.all({ method: 'POST', path: /^\/crm\/v8\/Leads\/\d+\/actions\/convert$/ });
const isConverted = (id: string): boolean => emulator.store.get('Leads', id)?.$converted === true;
const seed = (number: number, more = {}): string =>
	seedLead(emulator, {
		Last_Name: `Okafor ${number}`,
		Company: `Brightwell ${number}`,
		Email: `n${number}@brightwell.test`,
		...more,
	});
const made = (): number[] => ['Contacts', 'Accounts', 'Deals'].map((module) => emulator.store.count(module));
const chosen = (value: string): INodeParameters => ({ __rl: true, mode: 'id', value });
const ID = expect.stringMatching(/^\d{19}$/);
const DEAL = {
	mappingMode: 'defineBelow',
	value: {
		Deal_Name: '={{ $json.deal }}',
		Stage: 'Qualification',
		Closing_Date: '2026-12-31T00:00:00',
		Amount: '1200.5',
	},
};
const DEAL_VALUES = { Stage: 'Qualification', Closing_Date: '2026-12-31', Amount: 1200.5 };

describe('Lead > Convert', () => {
	it('makes a contact and an account of each lead, and answers each item with its own', async () => {
		const ids = [seed(1), seed(2)];
		const { items, json } = await convert([{ lead: ids[1] }, { lead: ids[0] }]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(json).toMatchObject(
			[2, 1].map((number) => ({
				id: ids[number - 1],
				status: 'CONVERTED',
				contactId: ID,
				contactName: `Okafor ${number}`,
				accountId: ID,
				accountName: `Brightwell ${number}`,
			})),
		);
		// No deal was asked for.
		expect(json.flatMap((row) => Object.keys(row).filter((key) => key.startsWith('deal')))).toEqual([]);
		expect(ids.map(isConverted)).toEqual([true, true]);
		for (const { contactId, accountId } of json) {
			expect(storedValues(emulator, 'Contacts', contactId, ['Account_Name'])).toMatchObject({
				Account_Name: { id: accountId },
			});
		}
		expect(calls().map(({ body }) => body)).toEqual([{ data: [{}] }, { data: [{}] }]);
	});

	it('makes a deal of the live fields of deals, where an item asks for one', async () => {
		const ids = [seed(1), seed(2)];
		const { json } = await convert(
			[
				{ lead: ids[0], deal: 'Robots', wants: true },
				{ lead: ids[1], wants: false },
			],
			{ createDeal: '={{ $json.wants }}', dealFields: DEAL },
		);
		expect(json.map(({ dealId, dealName }) => [dealId, dealName])).toEqual([
			[ID, 'Robots'],
			['', ''],
		]);
		const { dealId: id } = json[0];
		expect(storedValues(emulator, 'Deals', id, Object.keys(DEAL_VALUES))).toEqual(DEAL_VALUES);
		expect(calls().map(({ body }) => body)).toEqual([
			{ data: [{ Deals: { Deal_Name: 'Robots', ...DEAL_VALUES } }] },
			{ data: [{}] },
		]);
	});

	it('sends every option that was added', async () => {
		const account = emulator.add('Accounts', { Account_Name: 'Existing' });
		const contact = emulator.add('Contacts', { Last_Name: 'Existing', Email: 'old@brightwell.test' });
		const bruno = userNamed(emulator, 'bruno');
		const id = seed(1, { Tag: [{ name: 'fair' }, { name: 'vip' }] });
		const options = {
			account: chosen(account),
			contact: chosen(` ${contact} `),
			owner: { __rl: true, mode: 'email', value: bruno.email.toUpperCase() },
			overwrite: true,
			notifyLeadOwner: false,
			notifyNewOwner: true,
			addToExistingRecord: true,
			moveAttachmentsTo: 'Deals',
			accountTags: ['fair'],
			contactTags: ['fair', 'vip'],
			dealTags: [],
		};
		const { json } = await convert([{ lead: id, deal: 'Robots' }], { options, createDeal: true, dealFields: DEAL });
		expect(json).toMatchObject([
			{
				id,
				status: 'CONVERTED',
				contactId: contact,
				contactName: 'Okafor 1',
				accountId: account,
				accountName: 'Brightwell 1',
				dealId: ID,
				dealName: 'Robots',
			},
		]);
		expect(calls().map(({ body }) => body)).toEqual([
			{
				data: [
					{
						overwrite: true,
						notify_lead_owner: false,
						notify_new_entity_owner: true,
						add_to_existing_record: true,
						move_attachments_to: { api_name: 'Deals' },
						Accounts: { id: account },
						Contacts: { id: contact },
						assign_to: { id: bruno.id },
						Deals: { Deal_Name: 'Robots', ...DEAL_VALUES },
						carry_over_tags: { Accounts: ['fair'], Contacts: ['fair', 'vip'] },
					},
				],
			},
		]);
		const { dealId } = json[0];
		expect(storedValues(emulator, 'Deals', dealId, ['Owner'])).toMatchObject({ Owner: { id: bruno.id } });
	});

	it('converts further leads after a refused one, and says why that one was not', async () => {
		const ids = [seed(1), seed(2), seed(3)];
		await convert([{ lead: ids[1] }]);
		const { json, hints } = await convert(
			ids.map((id) => ({ lead: id })),
			{ options: { requestsAtOnce: 1 } },
		);
		expect(json.map(({ id, status }) => [id, status])).toEqual([
			[ids[0], 'CONVERTED'],
			[ids[1], 'SKIPPED'],
			[ids[2], 'CONVERTED'],
		]);
		expect(json[1]).toMatchObject({
			reason: 'The lead is already converted (ID_ALREADY_CONVERTED)',
			code: 'ID_ALREADY_CONVERTED',
			next: 'Look for the contact or account that it became',
			status: 'SKIPPED',
		});
		expect(hints.map(({ message }) => message)).toEqual([
			'1 of 3 items failed or are uncertain. "reason" and "next" in their output say why and what to do',
		]);
		expect(made()).toEqual([3, 3, 0]);
	});

	it('stops on a refusal where told to, and leaves the rest unsent', async () => {
		const ids = [seed(1), seed(2), seed(3)];
		await convert([{ lead: ids[1] }]);
		const { json } = await convert(
			ids.map((id) => ({ lead: id })),
			{ options: { requestsAtOnce: 1, stopOnRefusal: true } },
		);
		expect(json.map(({ status }) => status)).toEqual(['CONVERTED', 'SKIPPED', 'UNPROCESSED']);
		expect(isConverted(ids[2])).toBe(false);
	});

	it('names what is wrong with the deal, and converts nothing of that lead', async () => {
		const id = seed(1);
		const refusal = await failureOf(
			convert([{ lead: id }], {
				createDeal: true,
				dealFields: { mappingMode: 'defineBelow', value: { Deal_Name: 'Robots' } },
			}),
		);
		expect(refusal).toMatchObject({
			message: 'Stage and Closing Date are required to create a deal',
			itemIndex: 0,
		});
		expect([isConverted(id), made()]).toEqual([false, [0, 0, 0]]);
	});

	it('with no field of the deal says which ones it needs', async () => {
		const id = seed(1);
		const dealFields = { mappingMode: 'defineBelow', value: null };
		expect(await failureOf(convert([{ lead: id }], { createDeal: true, dealFields }))).toMatchObject({
			message: 'Deal Name, Stage and Closing Date are required to create a deal',
			description: 'Enter a value under Deal Fields, or turn off Create Deal',
		});
		expect(isConverted(id)).toBe(false);
	});

	it.each([
		['an absent lead', '4150868000009999999', 'Lead 4150868000009999999 was not found'],
		['what is no id', 'abc', 'The lead ID is invalid: it must contain only digits'],
	])('refuses %s by itself where the step goes on', async (_, wrong, message) => {
		const id = seed(1);
		const { json } = await convert([{ lead: wrong }, { lead: id }], {}, { onError: 'continueRegularOutput' });
		expect(json).toMatchObject([
			{ reason: message, status: 'SKIPPED' },
			{ id, status: 'CONVERTED' },
		]);
	});

	it('of the same lead twice converts it once, and refuses the second item', async () => {
		emulator.switches.latencyBaseMs = 5;
		const id = seed(1);
		const { json } = await convert([{ lead: id }, { lead: id }]);
		expect(json.map(({ status, code }) => [status, code])).toEqual([
			['CONVERTED', ''],
			['SKIPPED', 'ID_ALREADY_CONVERTED'],
		]);
		expect(made()).toEqual([1, 1, 0]);
	});

	it('of leads that overwrite one contact goes in the order of the items: the last one wins', async () => {
		const contact = emulator.add('Contacts', { Last_Name: 'Existing', Phone: '0' });
		const ids = [1, 2].map((number) => seed(number, { Phone: String(number) }));
		emulator.faults.add({
			kind: 'answer',
			status: 429,
			body: { code: 'TOO_MANY_REQUESTS', details: {}, message: 'busy', status: 'error' },
			path: `/crm/v8/Leads/${ids[0]}/actions/convert`,
			method: 'POST',
		});
		const { json } = await convert(
			ids.map((id) => ({ lead: id })),
			{ options: { contact: chosen(contact), overwrite: true } },
		);
		expect(json.map(({ status }) => status)).toEqual(['CONVERTED', 'CONVERTED']);
		expect(storedValues(emulator, 'Contacts', contact, ['Last_Name', 'Phone'])).toEqual({
			Last_Name: 'Okafor 2',
			Phone: '2',
		});
	});

	it('of leads of one person that are to be merged into matches makes one contact: what the first becomes, the second finds', async () => {
		emulator.switches.latencyBaseMs = 10;
		const ids = [1, 2, 3].map(() => seed(7));
		const { json } = await convert(
			ids.map((id) => ({ lead: id })),
			{ options: { addToExistingRecord: true } },
		);
		const contacts = json.map(({ contactId }) => contactId);
		expect(new Set(contacts)).toEqual(new Set([contacts[0]]));
		expect(made()).toEqual([1, 1, 0]);
		expect(emulator.concurrency.current().peakCalls).toBe(1);
	});

	it('takes tags as text, or as a record has them', async () => {
		const ids = [1, 2].map((number) => seed(number, { Tag: [{ name: 'fair' }, { name: 'vip' }] }));
		const items = [
			{ lead: ids[0], tags: 'fair, vip' },
			{ lead: ids[1], tags: [{ name: 'vip', id: '1', color_code: null }] },
		];
		await convert(items, { options: { contactTags: '={{ $json.tags }}', requestsAtOnce: 1 } });
		expect(calls().map(({ body }) => body)).toEqual([
			{ data: [{ carry_over_tags: { Contacts: ['fair', 'vip'] } }] },
			{ data: [{ carry_over_tags: { Contacts: ['vip'] } }] },
		]);
	});

	it.each([
		[
			'a number that has lost digits',
			{ account: { __rl: true, mode: 'id', value: '={{ $json.wrong }}' } },
			4150868000009999999,
			'Existing Account is a number that has lost digits',
		],
		['text instead of true or false', { overwrite: '={{ $json.wrong }}' }, 'true', 'Overwrite must be true or false'],
		[
			'another module',
			{ moveAttachmentsTo: '={{ $json.wrong }}' },
			'Leads',
			'Move Attachments To must be one of Accounts, Contacts, Deals',
		],
		['a number as tags', { contactTags: '={{ $json.wrong }}' }, 5, 'Contact Tag Names or IDs must be a list'],
	])(
		'refuses %s in an option, and converts nothing of that lead: it could not be undone',
		async (_, options, wrong, message) => {
			const ids = [seed(1), seed(2)];
			const right = {
				account: emulator.add('Accounts', { Account_Name: 'A' }),
				overwrite: true,
				moveAttachmentsTo: 'Contacts',
				contactTags: [],
			}[Object.keys(options)[0]];
			const { json } = await convert(
				[
					{ lead: ids[0], wrong },
					{ lead: ids[1], wrong: right as IDataObject['x'] },
				],
				{ options },
				{ onError: 'continueRegularOutput' },
			);
			expect(json).toMatchObject([
				{ reason: message, status: 'SKIPPED' },
				{ id: ids[1], status: 'CONVERTED' },
			]);
			expect(ids.map(isConverted)).toEqual([false, true]);
		},
	);

	it('refuses an item that leaves open whether a deal is wanted, alone', async () => {
		const ids = [seed(1), seed(2)];
		const { json } = await convert(
			[{ lead: ids[0], deal: 'Robots', wants: true }, { lead: ids[1] }],
			{ createDeal: '={{ $json.wants }}', dealFields: DEAL },
			{ onError: 'continueRegularOutput' },
		);
		expect(json).toMatchObject([
			{ id: ids[0], status: 'CONVERTED', dealName: 'Robots' },
			{ reason: 'Create Deal must be true or false', status: 'SKIPPED' },
		]);
		expect(ids.map(isConverted)).toEqual([true, false]);
	});

	it('runs several at once, up to the option, and answers in input order', async () => {
		emulator.switches.latencyBaseMs = 10;
		const ids = Array.from({ length: 12 }, (_, number) => seed(number));
		emulator.concurrency.gather(4, 'POST');
		const { json } = await convert(
			ids.map((id) => ({ lead: id })),
			{ options: { requestsAtOnce: 4 } },
		);
		expect(json.map(({ id, status }) => [id, status])).toEqual(ids.map((id) => [id, 'CONVERTED']));
		expect(emulator.concurrency.current().peakCalls).toBe(4);
	});

	it('renews a token that has ended, and converts once', async () => {
		const credential = connectedCredential(emulator);
		emulator.tokens.expireAll();
		const { json } = await convert([{ lead: seed(1) }], {}, { credential });
		expect(json).toMatchObject([{ status: 'CONVERTED' }]);
		expect([made(), credential.tokenUpdates]).toEqual([[1, 1, 0], 1]);
	});

	it('takes 202 with a refusal for what it is', async () => {
		emulator.switches.convertRefusalStatus = 202;
		const id = seed(1);
		const refusal = await failureOf(convert([{ lead: id }], { options: { account: chosen('4150868000009999999') } }));
		expect(refusal.message).toContain('(INVALID_DATA)');
		expect(isConverted(id)).toBe(false);
	});
});

describe('Lead > Convert when the reply is lost', () => {
	const LOST =
		'The reply was lost, so the lead may have been converted. Look at the lead in Zoho CRM before you retry this item';
	const LOSSES: ReadonlyArray<readonly [string, FaultEffect & { readonly acts?: boolean }, boolean]> = [
		['before Zoho acted', { kind: 'reset' }, false],
		['after Zoho acted', { kind: 'reset', acts: true }, true],
		['by an answer that was cut', { kind: 'cut' }, true],
		['by half of the JSON', { kind: 'truncatedJson' }, true],
		['by a 502 of a gateway', { kind: 'answer', status: 502, body: '<html>Bad gateway</html>', acts: true }, true],
	];

	it.each(LOSSES)(
		'%s: never converts twice, answers UNKNOWN, and goes on with the rest',
		async (_, fault, wasConverted) => {
			const ids = [seed(1), seed(2), seed(3)];
			emulator.faults.add({ ...fault, path: '/crm/v8/Leads/*/actions/convert', method: 'POST', after: 1 });
			const { json } = await convert(
				ids.map((id) => ({ lead: id })),
				{ options: { requestsAtOnce: 1 } },
			);
			expect(json.map(({ status }) => status)).toEqual(['CONVERTED', 'UNKNOWN', 'CONVERTED']);
			expect(json[1]).toMatchObject({
				reason: expect.any(String),
				code: expect.any(String),
				next: LOST,
				status: 'UNKNOWN',
			});
			expect(ids.map(isConverted)).toEqual([true, wasConverted, true]);
			expect(calls()).toHaveLength(3);
		},
	);

	it('holds a second item for the same lead back', async () => {
		const id = seed(1);
		emulator.faults.add({ kind: 'reset', acts: true, path: '/crm/v8/Leads/*/actions/convert', method: 'POST' });
		const { json } = await convert([{ lead: id }, { lead: id }]);
		expect(json.map(({ status }) => status)).toEqual(['UNKNOWN', 'UNPROCESSED']);
		expect(calls()).toHaveLength(1);
	});

	it('is sent again only where Zoho was too busy to act', async () => {
		emulator.faults.add({
			kind: 'answer',
			status: 429,
			body: { code: 'TOO_MANY_REQUESTS', details: {}, message: 'busy', status: 'error' },
			path: '/crm/v8/Leads/*/actions/convert',
			method: 'POST',
			times: 2,
		});
		const { json } = await convert([{ lead: seed(1) }]);
		expect(json).toMatchObject([{ status: 'CONVERTED' }]);
		expect([calls().length, made()]).toEqual([3, [1, 1, 0]]);
	});
});

describe('Lead > Convert > Look Up Matches', () => {
	it('gives the contacts and accounts that match each lead, and changes nothing', async () => {
		const account = emulator.add('Accounts', { Account_Name: 'Brightwell 1' });
		const contact = emulator.add('Contacts', {
			Last_Name: 'Lee',
			First_Name: 'Ann',
			Email: 'n1@brightwell.test',
		});
		const ids = [seed(1), seed(2)];
		const { items, json } = await convert(
			ids.map((id) => ({ lead: id })),
			{ convertMode: 'lookUp' },
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(json).toMatchObject([
			{
				id: ids[0],
				status: 'MATCHED',
				contacts: [{ id: contact, name: 'Ann Lee', email: 'n1@brightwell.test' }],
				accounts: [{ id: account, name: 'Brightwell 1' }],
				matchedFields: [
					{ module: 'Contacts', field: 'Email', value: 'n1@brightwell.test' },
					{ module: 'Accounts', field: 'Account_Name', value: 'Brightwell 1' },
				],
			},
			{
				id: ids[1],
				status: 'NO_MATCH',
				contacts: '',
				accounts: '',
				matchedFields: '',
			},
		]);
		const SHOWN = ['status', 'reason', 'id', 'item', 'contacts', 'accounts', 'matchedFields'];
		expect(json.map((row) => Object.keys(row))).toEqual([SHOWN, SHOWN]);
		expect([ids.map(isConverted), calls(), storedValues(emulator, 'Leads', ids[0], ['Last_Name'])]).toEqual([
			[false, false],
			[],
			{ Last_Name: 'Okafor 1' },
		]);
	});

	it('refuses what is no lead', async () => {
		const refusal = await failureOf(convert([{ lead: 'abc' }], { convertMode: 'lookUp' }));
		expect(refusal.message).toBe('The lead ID is invalid: it must contain only digits');
	});
});
