import type { ILoadOptionsFunctions, INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import { searchAccountsToMerge, searchContactsToMerge, getDealFields } from '../../nodes/ZohoCrm/choices/leadMatches';
import { searchModules, searchRecords } from '../../nodes/ZohoCrm/choices/listSearch';
import {
	getFieldsToCreate,
	getFieldsToUpdate,
	getListedFields,
	getMatchFields,
	getMultiSelectFields,
} from '../../nodes/ZohoCrm/choices/moduleChoices';
import { getAssignmentRules, getLayouts, getTags } from '../../nodes/ZohoCrm/choices/moduleChoices';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import { ASSIGNMENT_RULES } from '../emulator/settings/assignmentRules';
import { connectedCredential } from '../stage/credentials';
import { askForm } from '../stage/runNode';
import { useStage } from '../stage/stage';
import { failureOf } from '../stage/failure';
import { lead, record } from '../stage/parameters';
import { seedLead } from '../stage/seeds';

const { emulator } = useStage();

type Method<Answer> = (this: ILoadOptionsFunctions) => Promise<Answer>;
type Search = (this: ILoadOptionsFunctions, filter?: string) => Promise<INodeListSearchResult>;
const ask = async <Answer>(parameters: INodeParameters, method: Method<Answer>): Promise<Answer> =>
	await askForm({ node: new ZohoCrm(), parameters, credential: connectedCredential(emulator) }, method);
const search = async (parameters: INodeParameters, method: Search, filter?: string) =>
	(
		await ask(parameters, async function (this: ILoadOptionsFunctions) {
			return await method.call(this, filter);
		})
	).results.map(({ name, value }) => [name, value]);
const fieldsOf = (module: string) => emulator.state.schema.module(module)?.fields ?? [];

describe('the list of modules', () => {
	const list = async (filter?: string) => await search(record('Leads', 'create'), searchModules, filter);

	it('has standard and custom modules, without those of subforms and links', async () => {
		expect(await list()).toEqual([
			['Accounts', 'Accounts'],
			['Contacts', 'Contacts'],
			['Deals', 'Deals'],
			['Leads', 'Leads'],
			['Venues', 'Venues'],
		]);
	});

	it.each([
		['ven', [['Venues', 'Venues']]],
		[' LEADS ', [['Leads', 'Leads']]],
		['rockets', []],
	])('is searched for %p', async (filter, expected) => {
		expect(await list(filter)).toEqual(expected);
	});
});

describe('the list of records', () => {
	it('shows the records that were changed last, by name', async () => {
		const ids = [1, 2, 3].map((number) => {
			emulator.advance(60_000);
			return seedLead(emulator, {
				First_Name: 'Ada',
				Last_Name: `L${number}`,
				Email: number === 2 ? 'two@brightwell.test' : null,
			});
		});
		expect(await search(lead('get'), searchRecords)).toEqual([
			['Ada L3', ids[2]],
			['Ada L2 (two@brightwell.test)', ids[1]],
			['Ada L1', ids[0]],
		]);
	});

	it('finds older ones by a word, in any module', async () => {
		const ids = ['North Hall', 'South Hall', 'Barn'].map((Name) => emulator.add('Venues', { Name }));
		expect(await search(record('Venues', 'get'), searchRecords, 'hall')).toEqual(
			expect.arrayContaining([
				['North Hall', ids[0]],
				['South Hall', ids[1]],
			]),
		);
		expect(await search(record('Venues', 'get'), searchRecords, 'barn')).toEqual([['Barn', ids[2]]]);
		expect(await search(record('Venues', 'get'), searchRecords, 'castle')).toEqual([]);
		expect(await search(record('Venues', 'get'), searchRecords, 'b')).toHaveLength(3);
	});

	it('is empty while no module is chosen, and asks nothing of Zoho', async () => {
		expect(await search(record('', 'get'), searchRecords)).toEqual([]);
		expect(emulator.requests.all()).toEqual([]);
	});

	it('shows fifty at once, in one request', async () => {
		for (let number = 0; number < 60; number += 1) seedLead(emulator, {});
		expect(await search(lead('get'), searchRecords)).toHaveLength(50);
		expect(emulator.requests.all({ path: /^\/crm\/v8\/Leads/ })).toHaveLength(1);
	});
});

describe('the fields of any module', () => {
	it('to create a record are those that can be written, the mandatory ones required', async () => {
		const { fields } = await ask(record('Venues', 'create'), getFieldsToCreate);
		expect(fields.map(({ id }) => id)).toEqual(
			fieldsOf('Venues')
				.filter(({ creatable }) => creatable)
				.map(({ apiName }) => apiName),
		);
		expect(fields.filter(({ required }) => required).map(({ id }) => id)).toEqual(['Name']);
		expect(fields.find(({ id }) => id === 'Region')).toMatchObject({ type: 'options', displayName: 'Region' });
		expect(fields.map(({ id }) => id)).not.toContain('Venue_Number');
	});

	it('to update one are those that can be changed, none required', async () => {
		const { fields } = await ask(record('Contacts', 'update'), getFieldsToUpdate);
		expect(fields.map(({ id }) => id)).toEqual(
			fieldsOf('Contacts')
				.filter(({ updatable }) => updatable)
				.map(({ apiName }) => apiName),
		);
		expect(fields.filter(({ required }) => required)).toEqual([]);
	});

	it.each([
		['Venues', ['Venue Code', 'Venue Name']],
		['Contacts', ['Email', 'Legacy Id']],
		['Accounts', ['Account Name', 'Customer No']],
		['Deals', ['Deal Name']],
		['Leads', ['Email', 'Ext Ref']],
	])('to match by are, in %s, those that Zoho accepts', async (module, names) => {
		const options = await ask(record(module, 'upsert'), getMatchFields);
		expect(options.map(({ name }) => name)).toEqual(names);
		for (const { value } of options) {
			const answer = await fetch(`${emulator.apiDomain}/crm/v8/${module}/upsert`, {
				method: 'POST',
				headers: { Authorization: `Zoho-oauthtoken ${emulator.grantToken({}).accessToken}` },
				body: JSON.stringify({ data: [{}], duplicate_check_fields: [value] }),
			});
			expect(JSON.stringify(await answer.json())).not.toContain('duplicate_check_fields');
		}
	});

	it('to list have no subforms', async () => {
		const names = (await ask(record('Venues', 'getAll'), getListedFields)).map(({ value }) => value);
		expect(names).toContain('Venue_Number');
		expect(names).not.toContain('Rooms');
	});

	it('to append to are the multi-selects', async () => {
		expect(await ask(lead('update'), getMultiSelectFields)).toEqual([{ name: 'Interests', value: 'Interests' }]);
		expect(await ask(record('Accounts', 'update'), getMultiSelectFields)).toEqual([]);
	});

	it('are none while no module is chosen', async () => {
		expect(await ask(record('', 'create'), getFieldsToCreate)).toEqual({ fields: [] });
		expect(await ask(record('', 'upsert'), getMatchFields)).toEqual([]);
		expect(emulator.requests.all()).toEqual([]);
	});

	it('say why Zoho does not give them', async () => {
		expect((await failureOf(ask(record('Rockets', 'create'), getFieldsToCreate))).message).toMatch(/\([A-Z_]+\)$/);
	});
});

describe('the choices of options', () => {
	it('are the layouts of the module', async () => {
		expect((await ask(lead('create'), getLayouts)).map(({ name }) => name)).toEqual(['Fair', 'Standard']);
		expect((await ask(record('Venues', 'create'), getLayouts)).map(({ name }) => name)).toEqual(['Standard']);
	});

	it('are its tags, by name', async () => {
		seedLead(emulator, { Tag: [{ name: 'vip' }, { name: 'fair' }] });
		expect(await ask(lead('create'), getTags)).toEqual([
			{ name: 'fair', value: 'fair' },
			{ name: 'vip', value: 'vip' },
		]);
		expect(await ask(record('Venues', 'create'), getTags)).toEqual([]);
	});

	it('are its assignment rules, where the module can have some', async () => {
		expect(await ask(record('Leads', 'create'), getAssignmentRules)).toEqual(
			ASSIGNMENT_RULES.map(({ name, id }) => ({ name, value: id })),
		);
		emulator.requests.reset();
		expect(await ask(record('Venues', 'create'), getAssignmentRules)).toEqual([]);
		expect(emulator.requests.all()).toEqual([]);
	});
});

describe('the form of Convert', () => {
	it('asks for what a deal needs', async () => {
		const { fields } = await ask(lead('convert'), getDealFields);
		expect(fields.filter(({ required }) => required).map(({ id }) => id)).toEqual([
			'Deal_Name',
			'Stage',
			'Closing_Date',
		]);
		expect(fields.map(({ id }) => id)).toEqual(
			fieldsOf('Deals')
				.filter(({ creatable }) => creatable)
				.map(({ apiName }) => apiName),
		);
	});

	it('lists the records that match the chosen lead first, each once', async () => {
		const id = seedLead(emulator, { Company: 'Brightwell', Email: 'ann@brightwell.test' });
		const accounts = ['Other', 'Brightwell'].map((Account_Name) => emulator.add('Accounts', { Account_Name }));
		const contacts = ['bo', 'ann'].map((name) =>
			emulator.add('Contacts', { Last_Name: name, Email: `${name}@brightwell.test` }),
		);
		const form = lead('convert', { leadId: { __rl: true, mode: 'list', value: id } });
		expect(await search(form, searchAccountsToMerge)).toEqual([
			['Brightwell (matches the lead)', accounts[1]],
			['Other', accounts[0]],
		]);
		expect(await search(form, searchContactsToMerge)).toEqual([
			['ann (matches the lead)', contacts[1]],
			['bo (bo@brightwell.test)', contacts[0]],
		]);
		expect(await search(form, searchAccountsToMerge, 'other')).toEqual([['Other', accounts[0]]]);
		const byExpression = lead('convert', { leadId: { __rl: true, mode: 'id', value: '={{ $json.lead }}' } });
		expect((await search(byExpression, searchAccountsToMerge)).map(([name]) => name).sort()).toEqual([
			'Brightwell',
			'Other',
		]);
	});
});
