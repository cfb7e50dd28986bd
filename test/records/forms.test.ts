import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	ResourceMapperField,
} from 'n8n-workflow';
import { getDealFields, searchAccountsToMerge, searchContactsToMerge } from '../../nodes/ZohoCrm/choices/leadMatches';
import { searchModules, searchRecords } from '../../nodes/ZohoCrm/choices/listSearch';
import {
	getAssignmentRules,
	getCustomViews,
	getFieldsToFindBy,
	getLayouts,
	getListedFields,
	getMatchFields,
	getMultiSelectFields,
	getRecordFields,
	getSearchableFields,
	getSortFields,
	getTags,
	getTerritories,
} from '../../nodes/ZohoCrm/choices/moduleChoices';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import { CUSTOM_VIEWS } from '../emulator/metadata/customViews';
import { ASSIGNMENT_RULES } from '../emulator/settings/assignmentRules';
import { TERRITORIES } from '../emulator/settings/territories';
import { connectedCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { lead, named, record } from '../stage/parameters';
import { askForm } from '../stage/runNode';
import { seedLead } from '../stage/seeds';
import { useStage } from '../stage/stage';

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

const form = (scopes?: readonly string[]) => ({
	node: new ZohoCrm(),
	parameters: lead('create'),
	credential: connectedCredential(emulator, scopes),
});
const byId = (fields: readonly ResourceMapperField[], id: string) => fields.find((field) => field.id === id);
const valuesOf = (options: readonly INodePropertyOptions[]) => options.map(({ value }) => value);

describe('the list of modules', () => {
	const list = async (filter?: string) => await search(record('Leads', 'create'), searchModules, filter);

	it('has standard and custom modules, without those of subforms and links', async () => {
		expect(await list()).toEqual([
			['Accounts', 'Accounts'],
			['Calls', 'Calls'],
			['Campaigns', 'Campaigns'],
			['Contacts', 'Contacts'],
			['Deals', 'Deals'],
			['Invoices', 'Invoices'],
			['Leads', 'Leads'],
			['Meetings', 'Events'],
			['Notes', 'Notes'],
			['Products', 'Products'],
			['Quotes', 'Quotes'],
			['Sales Orders', 'Sales_Orders'],
			['Tasks', 'Tasks'],
			['Vendors', 'Vendors'],
			['Venues', 'Venues'],
		]);
	});

	it.each([
		[
			'ven',
			[
				['Meetings', 'Events'],
				['Vendors', 'Vendors'],
				['Venues', 'Venues'],
			],
		],
		['nues', [['Venues', 'Venues']]],
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
		const { fields } = await ask(record('Venues', 'create'), getRecordFields);
		expect(fields.map(({ id }) => id)).toEqual(
			fieldsOf('Venues')
				.filter(({ apiName, creatable }) => creatable && apiName !== 'Layout')
				.map(({ apiName }) => apiName),
		);
		expect(fields.filter(({ required }) => required).map(({ id }) => id)).toEqual(['Name']);
		expect(fields.find(({ id }) => id === 'Region')).toMatchObject({ type: 'options', displayName: 'Region' });
		expect(fields.map(({ id }) => id)).not.toContain('Venue_Number');
	});

	it('to update one are those that can be changed', async () => {
		const { fields } = await ask(record('Contacts', 'update'), getRecordFields);
		expect(fields.map(({ id }) => id)).toEqual(
			fieldsOf('Contacts')
				.filter(({ apiName, updatable }) => updatable && apiName !== 'Layout')
				.map(({ apiName }) => apiName),
		);
	});

	it.each(['Contacts', 'Deals', 'Events', 'Leads', 'Notes', 'Venues'])(
		'are the same for all operations in %s, so that n8n has nothing to warn about after a switch',
		async (module) => {
			const [toCreate, toUpdate, toUpsert] = await Promise.all(
				['create', 'update', 'upsert'].map(async (name) => (await ask(record(module, name), getRecordFields)).fields),
			);
			// What n8n compares. Source: n8n-editor-ui 2.41.1.
			const compared = ({
				id,
				displayName,
				required,
				defaultMatch,
				display,
				canBeUsedToMatch,
				type,
			}: ResourceMapperField) => [id, displayName, required, defaultMatch, display, canBeUsedToMatch, type];
			expect(toUpdate.map(compared)).toEqual(toCreate.map(compared));
			expect(toUpsert.map(compared)).toEqual(toCreate.map(compared));
		},
	);

	it('that an operation cannot fill are read-only', async () => {
		const inNotes = async (operation: string) =>
			(await ask(record('Notes', operation), getRecordFields)).fields
				.filter(({ readOnly }) => readOnly)
				.map(({ id }) => id);
		expect(await inNotes('create')).toEqual([]);
		expect(await inNotes('update')).toEqual(['Parent_Id', 'Owner']);
	});

	it('say what to enter where that is not plain', async () => {
		const { fields } = await ask(record('Venues', 'create'), getRecordFields);
		const labels = fields.map(({ displayName, type }) => [displayName, type]);
		expect(labels).toEqual(
			expect.arrayContaining([
				['Venue Owner (Email or ID)', 'string'],
				['Opened On (Date Only)', 'dateTime'],
				['Hosts (Emails or IDs, With Commas)', 'string'],
				['Rooms', 'array'],
			]),
		);
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
		expect(await ask(lead('update'), getMultiSelectFields)).toEqual([
			{ name: 'Interests', value: 'Interests', description: 'Multi-Select' },
		]);
		expect(await ask(record('Accounts', 'update'), getMultiSelectFields)).toEqual([]);
	});

	it('are none while no module is chosen', async () => {
		expect(await ask(record('', 'create'), getRecordFields)).toEqual({
			fields: [],
			emptyFieldsNotice: 'Choose a module to see its fields.',
		});
		expect(await ask(record('', 'upsert'), getMatchFields)).toEqual([]);
		expect(await ask(record('', 'get'), getFieldsToFindBy)).toEqual([{ name: 'Choose a Field', value: '' }]);
		expect(emulator.requests.all()).toEqual([]);
	});

	it('say why Zoho does not give them', async () => {
		expect((await failureOf(ask(record('Rockets', 'create'), getRecordFields))).message).toMatch(/\([A-Z_]+\)$/);
	});
});

describe('the choices of options', () => {
	it('are the layouts of the module', async () => {
		expect((await ask(lead('create'), getLayouts)).map(({ name }) => name)).toEqual([
			'Default Layout',
			'Fair',
			'Standard',
		]);
		expect((await ask(record('Venues', 'create'), getLayouts)).map(({ name }) => name)).toEqual([
			'Default Layout',
			'Standard',
		]);
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
		expect(await ask(record('Leads', 'create'), getAssignmentRules)).toEqual([
			{ name: 'None', value: '' },
			...ASSIGNMENT_RULES.map(({ name, id }) => ({ name, value: id })),
		]);
		emulator.requests.reset();
		expect(await ask(record('Venues', 'create'), getAssignmentRules)).toEqual([{ name: 'None', value: '' }]);
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

describe('the form of Lead > Create', () => {
	it('offers every field that can be written, and requires the mandatory ones', async () => {
		const { fields } = await askForm(form(), getRecordFields);
		expect(fields.map(({ id }) => id)).toEqual(
			fieldsOf('Leads')
				.filter(({ apiName, creatable }) => creatable && apiName !== 'Layout')
				.map(({ apiName }) => apiName),
		);
		expect(fields.filter(({ required }) => required).map(({ id }) => id)).toEqual(['Last_Name', 'Company']);
		expect(fields.every(({ display, canBeUsedToMatch }) => display && canBeUsedToMatch === false)).toBe(true);
	});

	it('has the custom fields of the organization, with their label and the input of their type', async () => {
		const { fields } = await askForm(form(), getRecordFields);
		const told = [
			'Ext_Ref',
			'Visit_Date',
			'Next_Call',
			'Score',
			'Newsletter',
			'Interests',
			'Work_History',
			'Referring_Account',
		].map((id) => [id, byId(fields, id)?.displayName, byId(fields, id)?.type]);
		expect(told).toEqual([
			['Ext_Ref', 'Ext Ref', 'string'],
			['Visit_Date', 'Visit Date (Date Only)', 'dateTime'],
			['Next_Call', 'Next Call', 'dateTime'],
			['Score', 'Score', 'number'],
			['Newsletter', 'Newsletter', 'boolean'],
			['Interests', 'Interests (Support; Training; Hardware; ...)', 'string'],
			['Work_History', 'Work History', 'array'],
			['Referring_Account', 'Referring Account (Name or ID)', 'string'],
		]);
		expect(byId(fields, 'Designation')?.displayName).toBe('Title');
	});

	it('offers the values of a pick list as records hold them, without that for no value', async () => {
		const { fields } = await askForm(form(), getRecordFields);
		const salutation = byId(fields, 'Salutation');
		expect(salutation?.type).toBe('options');
		expect(salutation?.options).toEqual(
			['Mr.', 'Mrs.', 'Ms.', 'Dr.', 'Prof.'].map((value) => ({ name: value, value })),
		);
		expect(byId(fields, 'Last_Name')).not.toHaveProperty('options');
	});
});

describe('the forms of the other operations on leads', () => {
	it('offer for lists what a list can have, by label', async () => {
		const options = await askForm(form(), getListedFields);
		expect(valuesOf(options).sort()).toEqual(
			fieldsOf('Leads')
				.filter(({ dataType }) => !['subform', 'multiselectlookup'].includes(dataType))
				.map(({ apiName }) => apiName)
				.sort(),
		);
		expect(options.map(({ name }) => name)).toEqual(
			[...options.map(({ name }) => name)].sort((a, b) => a.localeCompare(b)),
		);
		expect(options).toContainEqual({ name: 'Created Time', value: 'Created_Time', description: 'Date and Time' });
	});

	it('offer for matching the email and unique fields', async () => {
		expect(await askForm(form(), getMatchFields)).toEqual([
			{ name: 'Email', value: 'Email', description: 'Email' },
			{ name: 'Ext Ref', value: 'Ext_Ref', description: 'Text' },
		]);
	});
});

describe('a form without a credential', () => {
	const NOTICE = /^Your fields appear here once a credential is chosen\./;
	const askWithout = async (fields: INodeParameters) =>
		await ask(lead('create', { fields }), async function (this: ILoadOptionsFunctions) {
			const getNode = () => ({ ...this.getNode(), credentials: undefined });
			return await getRecordFields.call(Object.assign(Object.create(this), { getNode }));
		});

	it('says so, and loses nothing that is mapped already', async () => {
		const mapped = { mappingMode: 'defineBelow', value: { Last_Name: 'Okafor' } };
		for (const fields of [mapped, { mappingMode: 'autoMapInputData', value: null }])
			expect(await askWithout(fields)).toEqual({ fields: [], emptyFieldsNotice: expect.stringMatching(NOTICE) });
		expect(emulator.requests.all()).toEqual([]);
	});

	it('has n8n ask again a few times while nothing is mapped, and then says so', async () => {
		const fresh = { mappingMode: 'defineBelow', value: null };
		const answers = [];
		for (let times = 0; times < 4; times += 1) answers.push(await askWithout(fresh));
		const shown = answers.map(({ fields }) =>
			fields.map(({ id, display, defaultMatch }) => [id, display, defaultMatch]),
		);
		expect(shown).toEqual([[['waiting1', false, true]], [['waiting2', false, true]], [['waiting3', false, true]], []]);
		expect(answers[3].emptyFieldsNotice).toMatch(NOTICE);
	});
});

describe('a form that cannot ask Zoho', () => {
	it('says which scope is missing', async () => {
		const refusal = await failureOf(askForm(form(['ZohoCRM.modules.ALL']), getListedFields));
		expect(refusal.message).toBe(
			'The credential was connected without a scope that this operation needs: ZohoCRM.settings.fields.READ (OAUTH_SCOPE_MISMATCH)',
		);
	});

	it('says that the credential is not connected', async () => {
		const run = form();
		run.credential.data.oauthTokenData = {};
		expect((await failureOf(askForm(run, getRecordFields))).message).toBe(
			'The credential is not connected to Zoho CRM',
		);
	});

	it.each([
		['fields', getListedFields],
		['match fields', getMatchFields],
		['tags', getTags],
		['the mapper', getRecordFields],
		['records', searchRecords],
	] as const)('says how to choose where Module is an expression: %s', async (_, method) => {
		const parameters = { ...record('Leads', 'create'), module: named('={{ $json.module }}', 'name') };
		const refusal = await failureOf(ask<unknown>(parameters, method));
		expect(refusal).toMatchObject({
			message: 'Lists cannot be loaded while Module is an expression',
			description: expect.stringMatching(/^Choose the module from the list, make your choices/),
		});
	});

	it('asks again after a gateway answered instead', async () => {
		emulator.faults.add({
			kind: 'answer',
			status: 502,
			body: '<html>Bad gateway</html>',
			path: '/crm/v8/settings/fields',
		});
		expect(await askForm(form(), getMatchFields)).toHaveLength(2);
	});
});

describe('the resources Contact, Account and Deal', () => {
	it.each([
		['contact', 'Contacts', 'Last_Name'],
		['account', 'Accounts', 'Account_Name'],
		['deal', 'Deals', 'Deal_Name'],
	])('%s: lists and fields are those of its module', async (resource, module, field) => {
		const id = emulator.add(module, {
			[field]: 'Brightwell',
			...(module === 'Deals' ? { Stage: 'Qualification' } : {}),
		});
		expect(await search({ resource, operation: 'get' }, searchRecords)).toEqual([['Brightwell', id]]);
		const { fields } = await ask({ resource, operation: 'create' }, getRecordFields);
		expect(byId(fields, field)?.required).toBe(true);
		expect(fields.map((one) => one.id)).toEqual(
			fieldsOf(module)
				.filter(({ apiName, creatable }) => creatable && apiName !== 'Layout')
				.map(({ apiName }) => apiName),
		);
	});

	it('have what Lead has, without what only leads have', () => {
		const { properties } = new ZohoCrm().description;
		const formOf = (resource: string) =>
			properties
				.filter(({ displayOptions }) => displayOptions?.show?.resource?.includes(resource) === true)
				.flatMap(({ name, options = [], displayOptions }) => [
					`${name} ${displayOptions?.show?.operation?.join() ?? ''}`,
					...(name === 'options'
						? options.map((option) => `${displayOptions?.show?.operation?.join()}: ${option.name}`)
						: []),
				]);
		const ofLead = formOf('lead').filter((name) => !name.includes('convert'));
		const onlyOfLeads = [
			'options count',
			'count: converted',
			'getAll: converted',
			'search: converted',
			...['create', 'update', 'upsert'].map((operation) => `${operation}: assignmentRule`),
		];
		for (const resource of ['contact', 'account', 'deal'])
			expect(formOf(resource).sort()).toEqual(
				ofLead
					.filter((name) => !onlyOfLeads.includes(name))
					.map((name) => name.replace('leadId', `${resource}Id`))
					.sort(),
			);
	});
});

describe('the choices of lists and searches', () => {
	const choices = async (method: typeof getCustomViews, module = 'Leads') =>
		await ask(record(module, 'search'), method);

	it('offer the custom views of the module', async () => {
		const names = (await choices(getCustomViews)).map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(['Converted Leads', 'Partners in Lagos']));
		expect(await choices(getCustomViews, 'Deals')).toContainEqual({
			name: 'Large Deals',
			value: CUSTOM_VIEWS.find(({ name }) => name === 'Large Deals')?.id,
		});
		expect(await choices(getCustomViews, '')).toEqual([{ name: 'None (All Records)', value: '' }]);
		const [counted] = await ask(record('Leads', 'count'), getCustomViews);
		expect(counted).toEqual({ name: 'Choose a Custom View', value: '' });
	});

	it('offer the territories', async () => {
		expect(await choices(getTerritories)).toEqual([
			{ name: 'None (All Territories)', value: '' },
			...['Africa', 'Nigeria'].map((name) => ({
				name,
				value: TERRITORIES.find((territory) => territory.name === name)?.id,
			})),
		]);
	});

	it('name the types of fields as people do, in every list of fields', async () => {
		const TYPES = [
			['Owner', 'User'],
			['Lead_Source', 'Picklist'],
			['Interests', 'Multi-Select'],
			['Description', 'Text'],
			['No_of_Employees', 'Number'],
			['Annual_Revenue', 'Currency'],
			['Newsletter', 'Yes or No'],
			['Website', 'URL'],
			['Referring_Account', 'Lookup'],
		];
		for (const method of [getSearchableFields, getListedFields, getSortFields]) {
			const types = new Map((await choices(method)).map(({ value, description }) => [value, description]));
			expect(TYPES.filter(([field]) => types.has(field)).map(([field]) => [field, types.get(field)])).toEqual(
				TYPES.filter(([field]) => types.has(field)),
			);
			for (const word of types.values()) expect(word ?? 'None').toMatch(/^[A-Z]/);
		}
	});

	it('offer for searching what can be searched, with its type', async () => {
		const fields = await choices(getSearchableFields);
		const names = fields.map(({ value }) => value);
		expect(names).toEqual(expect.arrayContaining(['Last_Name', 'Owner', 'Visit_Date', 'Newsletter']));
		expect(names).not.toEqual(expect.arrayContaining(['Work_History']));
		expect(fields).toContainEqual({ name: 'Visit Date', value: 'Visit_Date', description: 'Date' });
	});
});
