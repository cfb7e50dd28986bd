import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DEFAULT_SCOPES, findMissingScopes, PACKAGE_SCOPES } from '../../nodes/shared/zoho/call/scopes';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import { ZohoCrmBulk } from '../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import { packZip } from '../emulator/clients/bulk';
import { connectedCredential, selfClientCredential, type StoredCredential } from '../stage/credentials';
import { runNode, type NodeRun, type NodeRunResult } from '../stage/runNode';
import { useStage } from '../stage/stage';
import { nodeClasses, choicesOf } from './packageNodes';
import { asFile, LEADS, seedJob, seedUpload } from '../import/uploads';
import { scopedCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { BY_NAME, ITS_LEAD } from '../stage/parameters';
import { seedLead } from '../stage/seeds';

const { emulator } = useStage();

const FIELDS = 'ZohoCRM.settings.fields.READ';
const bulk = (importOperation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'bulkWrite',
	operation: 'import',
	module: 'Leads',
	importOperation,
	route: 'bulk',
	...more,
});
const raw = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'bulkWrite',
	operation,
	...more,
});
const bulkScopes = (record: string): string[] => [
	FIELDS,
	'ZohoCRM.org.READ',
	'ZohoFiles.files.ALL',
	'ZohoCRM.bulk.CREATE',
	'ZohoCRM.bulk.READ',
	`ZohoCRM.modules.leads.${record}`,
];

const SEARCH = 'ZohoSearch.securesearch.READ';
const [USER_READ, USER_CREATE, USER_UPDATE, USER_DELETE] = ['READ', 'CREATE', 'UPDATE', 'DELETE'].map(
	(operation) => `ZohoCRM.users.${operation}`,
);
const chosen = (value: string): INodeParameters => ({ __rl: true, mode: 'id', value });
const VENUES: INodeParameters = { resource: 'record', module: { __rl: true, mode: 'name', value: 'Venues' } };
const OF_LEADS: INodeParameters = { resource: 'record', module: { __rl: true, mode: 'name', value: 'Leads' } };
const DEAL = {
	mappingMode: 'defineBelow',
	value: { Deal_Name: 'Robots', Stage: 'Qualification', Closing_Date: '2026-12-31' },
};
const [MANAGER, STANDARD, BRUNO, HANA] = ['26008', '26014', '225021', '225069'].map((number) =>
	chosen(`4150868000000${number.padStart(6, '0')}`),
);

/** Every operation, how it is run, and the narrowest scopes of Zoho's documentation for its calls. */
const OPERATIONS: readonly [name: string, parameters: INodeParameters, scopes: readonly string[]][] = [
	[
		'create a lead',
		{ resource: 'lead', operation: 'create', fields: BY_NAME },
		['ZohoCRM.modules.leads.CREATE', FIELDS],
	],
	[
		'create or update a lead',
		{ resource: 'lead', operation: 'upsert', fields: BY_NAME },
		['ZohoCRM.modules.leads.CREATE', FIELDS],
	],
	['delete a lead', { resource: 'lead', operation: 'delete', leadId: ITS_LEAD }, ['ZohoCRM.modules.leads.DELETE']],
	['get a lead', { resource: 'lead', operation: 'get', leadId: ITS_LEAD }, ['ZohoCRM.modules.leads.READ']],
	[
		'get many leads',
		{ resource: 'lead', operation: 'getAll', returnAll: true },
		['ZohoCRM.modules.leads.READ', FIELDS],
	],
	[
		'get many leads with chosen fields',
		{ resource: 'lead', operation: 'getAll', returnAll: true, fieldNames: ['Last_Name'] },
		['ZohoCRM.modules.leads.READ'],
	],
	[
		'update a lead',
		{
			resource: 'lead',
			operation: 'update',
			leadId: ITS_LEAD,
			fields: BY_NAME,
			options: { ignoreUnknownFields: true },
		},
		['ZohoCRM.modules.leads.UPDATE', FIELDS],
	],
	[
		'create a lead with a fallback owner',
		{ resource: 'lead', operation: 'create', fields: BY_NAME, options: { fallbackOwner: BRUNO } },
		['ZohoCRM.modules.leads.CREATE', FIELDS, USER_READ],
	],
	['convert a lead', { resource: 'lead', operation: 'convert', leadId: ITS_LEAD }, ['ZohoCRM.modules.leads.CREATE']],
	[
		'convert a lead into a deal',
		{ resource: 'lead', operation: 'convert', leadId: ITS_LEAD, createDeal: true, dealFields: DEAL },
		['ZohoCRM.modules.leads.CREATE', FIELDS],
	],
	[
		'look up what a lead matches',
		{ resource: 'lead', operation: 'convert', leadId: ITS_LEAD, convertMode: 'lookUp' },
		['ZohoCRM.modules.leads.READ'],
	],
	[
		'create records of any module',
		{ ...OF_LEADS, operation: 'create', fields: BY_NAME },
		['ZohoCRM.modules.leads.CREATE', FIELDS],
	],
	[
		'create records of a custom module',
		{ ...VENUES, operation: 'create', fields: { mappingMode: 'defineBelow', value: { Name: 'Hall' } } },
		['ZohoCRM.modules.custom.CREATE', FIELDS],
	],
	[
		'create or update records of any module',
		{ ...OF_LEADS, operation: 'upsert', fields: BY_NAME },
		['ZohoCRM.modules.leads.CREATE', FIELDS],
	],
	[
		'update records of any module',
		{ ...OF_LEADS, operation: 'update', recordId: ITS_LEAD, fields: BY_NAME, options: { ignoreUnknownFields: true } },
		['ZohoCRM.modules.leads.UPDATE', FIELDS],
	],
	[
		'delete records of any module',
		{ ...OF_LEADS, operation: 'delete', recordId: ITS_LEAD },
		['ZohoCRM.modules.leads.DELETE'],
	],
	['get a record of any module', { ...OF_LEADS, operation: 'get', recordId: ITS_LEAD }, ['ZohoCRM.modules.leads.READ']],
	[
		'get many records of any module',
		{ ...OF_LEADS, operation: 'getAll', returnAll: true },
		['ZohoCRM.modules.leads.READ', FIELDS],
	],
	[
		'get a lead by a field',
		{ resource: 'lead', operation: 'get', getBy: 'field', getByField: 'Email', getByValue: 'row0@brightwell.test' },
		['ZohoCRM.modules.leads.READ', FIELDS, SEARCH],
	],
	[
		'search leads by conditions',
		{
			resource: 'lead',
			operation: 'search',
			searchBy: 'conditions',
			conditions: { condition: [{ field: 'Email', operator: 'equals', value: 'row0@brightwell.test' }] },
			fieldNames: ['Email'],
		},
		['ZohoCRM.modules.leads.READ', SEARCH, FIELDS],
	],
	[
		'search leads by email',
		{ resource: 'lead', operation: 'search', searchBy: 'email', email: 'row0@brightwell.test', fieldNames: ['Email'] },
		['ZohoCRM.modules.leads.READ', SEARCH],
	],
	[
		'get a record',
		{ resource: 'record', module: { __rl: true, mode: 'name', value: 'Leads' }, operation: 'get', recordId: ITS_LEAD },
		['ZohoCRM.modules.leads.READ'],
	],
	[
		'get many records',
		{ resource: 'record', module: { __rl: true, mode: 'name', value: 'Leads' }, operation: 'getAll', returnAll: true },
		['ZohoCRM.modules.leads.READ', FIELDS],
	],
	['count leads', { resource: 'lead', operation: 'count', countBy: 'all' }, ['ZohoCRM.modules.leads.READ', SEARCH]],
	[
		'count records of a custom module',
		{ ...VENUES, operation: 'count', countBy: 'all' },
		['ZohoCRM.modules.custom.READ', SEARCH],
	],
	[
		'search records of any module',
		{
			resource: 'record',
			module: { __rl: true, mode: 'name', value: 'Leads' },
			operation: 'search',
			searchBy: 'email',
			email: 'row0@brightwell.test',
		},
		['ZohoCRM.modules.leads.READ', SEARCH, FIELDS],
	],
	['get the organization', { resource: 'organization', operation: 'get' }, ['ZohoCRM.org.READ']],
	['get a user', { resource: 'user', operation: 'get' }, ['ZohoCRM.users.READ']],
	[
		'create a user',
		{
			resource: 'user',
			operation: 'create',
			email: '={{ $json.Email }}',
			lastName: '={{ $json.Last_Name }}',
			role: MANAGER,
			profile: STANDARD,
		},
		[USER_CREATE, USER_READ],
	],
	[
		'update a user',
		{ resource: 'user', operation: 'update', userId: BRUNO, updateFields: { phone: '5550100' } },
		[USER_UPDATE, USER_READ],
	],
	[
		'delete a user',
		{ resource: 'user', operation: 'delete', userId: HANA, records: 'leave' },
		[USER_READ, USER_DELETE],
	],
	[
		'hand over and delete a user',
		{ resource: 'user', operation: 'delete', userId: HANA, heir: BRUNO },
		[USER_READ, USER_CREATE],
	],
	['get many users', { resource: 'user', operation: 'getAll', userType: 'AllUsers' }, ['ZohoCRM.users.READ']],
	['upload a file', raw('uploadFile'), ['ZohoCRM.org.READ', 'ZohoFiles.files.ALL']],
	[
		'create a job that inserts',
		raw('createJob', { importOperation: 'insert', fileId: '={{ $json.file }}' }),
		['ZohoCRM.bulk.CREATE', 'ZohoCRM.modules.leads.CREATE'],
	],
	[
		'create a job that updates',
		raw('createJob', { importOperation: 'update', findBy: 'Email', fileId: '={{ $json.file }}' }),
		['ZohoCRM.bulk.CREATE', 'ZohoCRM.modules.leads.UPDATE'],
	],
	['get a job', raw('getJob', { jobId: '={{ $json.job }}' }), ['ZohoCRM.bulk.READ']],
	['get the result of a job', raw('getResult', { jobId: '={{ $json.job }}' }), ['ZohoCRM.bulk.READ']],
	['import by insert', bulk('insert', { options: { ignoreUnknownColumns: true } }), bulkScopes('CREATE')],
	[
		'import by upsert',
		bulk('upsert', { findBy: 'Email', options: { ignoreUnknownColumns: true } }),
		bulkScopes('CREATE'),
	],
	[
		'resume an import',
		{
			...bulk('insert', { options: { ignoreUnknownColumns: true } }),
			operation: 'resumeImport',
			jobs: '={{ $json.job }}',
		},
		bulkScopes('CREATE'),
	],
	[
		'import by update',
		bulk('update', { findBy: 'Email', options: { ignoreUnknownColumns: true } }),
		bulkScopes('UPDATE'),
	],
];

async function run(
	parameters: INodeParameters,
	credential: StoredCredential,
	count = 1,
	onError?: NodeRun['onError'],
): Promise<NodeRunResult> {
	const writesFields = ['create', 'upsert'].includes(String(parameters.operation));
	const items: IDataObject[] = Array.from({ length: count }, (_, number) => ({
		Last_Name: `Row ${number}`,
		Company: 'Brightwell',
		Email: `row${number}@brightwell.test`,
		...(writesFields ? {} : { lead: seedLead(emulator, { Email: `row${number}@brightwell.test` }) }),
	}));
	if (parameters.resource !== 'bulkWrite')
		return await runNode({ node: new ZohoCrm(), parameters, items, credential, onError });
	const isRaw = ['createJob', 'getJob', 'getResult', 'uploadFile'].includes(String(parameters.operation));
	for (const item of isRaw ? items : [])
		Object.assign(item, { file: await seedUpload(emulator, { 'leads.csv': LEADS }), job: await seedJob(emulator) });
	if (parameters.operation === 'resumeImport') {
		// A job that an import of the same items would have made.
		const file = 'n8n1x1_1-1.csv';
		const job = await seedJob(emulator, { [file]: 'Last_Name,Company\r\nRow 0,Brightwell\r\n' }, (fileId) => [
			{ type: 'data', module: { api_name: 'Leads' }, file_id: fileId, file_names: [file] },
		]);
		Object.assign(items[0], { job });
	}
	if (parameters.operation === 'getResult') emulator.advance(60_000);
	const files = [asFile(await packZip({ 'leads.csv': LEADS }))];
	return await runNode({ node: new ZohoCrmBulk(), parameters, items, files: isRaw ? files : [], credential, onError });
}

const without = (scopes: readonly string[], one: string): string[] => [
	'ZohoCRM.coql.READ',
	...scopes.filter((scope) => scope !== one),
];
const messageFor = (scope: string): string =>
	`The credential was connected without a scope that this operation needs: ${scope} (OAUTH_SCOPE_MISMATCH)`;

describe.each(OPERATIONS)('to %s', (_, parameters, scopes) => {
	it('the narrowest scopes are enough', async () => {
		const { json } = await run(parameters, scopedCredential(emulator, scopes));
		expect(json.filter(({ error }) => error !== undefined)).toEqual([]);
		expect(json.length).toBeGreaterThan(0);
		for (const status of json.flatMap((item) => ('row' in item ? [item.status] : [])))
			expect(['ADDED', 'UPDATED']).toContain(status);
	});

	it.each(scopes)('a token without %s is refused before anything is sent', async (missing) => {
		const refusal = await failureOf(run(parameters, scopedCredential(emulator, without(scopes, missing))));
		expect(refusal).toMatchObject({
			message: messageFor(missing),
			description: 'Add it to the credential, then reconnect. A self client needs a new grant code with it',
		});
		expect(emulator.requests.all()).toEqual([]);
		expect(emulator.tokens.log()).toEqual([]);
	});
});

describe('the list of scopes', () => {
	it('of the package has what every operation needs, and nothing else', () => {
		const needed = OPERATIONS.flatMap(([, , scopes]) => scopes);
		expect(findMissingScopes(PACKAGE_SCOPES, needed)).toEqual([]);
		const wide = needed.map((scope) => scope.replace('.leads.', '.'));
		expect(PACKAGE_SCOPES.filter((scope) => !wide.includes(scope))).toEqual([]);
	});

	it('that a credential asks for at first covers it', () => {
		expect(findMissingScopes(DEFAULT_SCOPES, PACKAGE_SCOPES)).toEqual([]);
	});

	it('above knows every operation of both nodes', () => {
		const registered = nodeClasses.flatMap(({ instance }) =>
			instance.description.properties
				.filter(({ name }) => name === 'operation')
				.flatMap((menu) =>
					choicesOf(menu).map(({ value }) => `${menu.displayOptions?.show?.resource?.join()} ${value}`),
				),
		);
		expect([...new Set(OPERATIONS.map(([, { resource, operation }]) => `${resource} ${operation}`))].sort()).toEqual(
			[...registered].sort(),
		);
	});
});

describe('a missing scope', () => {
	const USERS = { resource: 'user', operation: 'get', userBy: 'current' };
	const CREATE = { resource: 'lead', operation: 'create', fields: BY_NAME };
	const refreshes = () => emulator.tokens.log().map(({ grantType, outcome }) => `${grantType} ${outcome}`);
	const answered = (scope: string, next: string, count: number, more = {}) =>
		Array.from({ length: count }, (_, item) => ({
			json: { error: messageFor(scope), code: 'OAUTH_SCOPE_MISMATCH', next, ...more },
			pairedItem: { item },
		}));

	it('is said of every item where the step goes on, and nothing is sent', async () => {
		const next = 'Add it to the credential, then reconnect. A self client needs a new grant code with it';
		const users = await run(USERS, scopedCredential(emulator, ['ZohoCRM.org.READ']), 3, 'continueRegularOutput');
		expect(users.items).toEqual(answered('ZohoCRM.users.READ', next, 3));
		const leads = await run(CREATE, scopedCredential(emulator, [FIELDS]), 3, 'continueRegularOutput');
		expect(leads.items).toEqual(answered('ZohoCRM.modules.leads.CREATE', next, 3, { status: 'UNPROCESSED' }));
		expect(emulator.requests.all()).toEqual([]);
	});

	it.each([401, 403] as const)('that only Zoho knows of (HTTP %i) stops a step at the first answer', async (status) => {
		emulator.switches.scopeMismatchStatus = status;
		const next =
			'Add the scope to the credential or restore its default scopes, then reconnect. A self client needs a new grant code with this scope';
		const { items } = await run(USERS, connectedCredential(emulator, ['ZohoCRM.org.READ']), 5, 'continueRegularOutput');
		expect(items).toEqual(answered('ZohoCRM.users.READ', next, 5));
		expect(emulator.requests.all({ path: /^\/crm\// })).toHaveLength(status === 401 ? 2 : 1);
		expect(refreshes()).toEqual(status === 401 ? ['refresh_token issued'] : []);
	});

	it('that only Zoho knows of stops a write at its first group', async () => {
		const credential = connectedCredential(emulator, [FIELDS]);
		const { items } = await run(
			{ ...CREATE, options: { requestsAtOnce: 1 } },
			credential,
			350,
			'continueRegularOutput',
		);
		expect(new Set(items.map(({ json }) => json.error))).toEqual(new Set([messageFor('ZohoCRM.modules.leads.CREATE')]));
		expect(items).toHaveLength(350);
		expect(emulator.requests.all({ method: 'POST', path: /^\/crm\// }).map(({ status }) => status)).toEqual([401, 401]);
		expect(refreshes()).toEqual(['refresh_token issued']);
	});

	it('is known from the first renewal on, where the answer that granted the token did not name it', async () => {
		const credential = connectedCredential(emulator, ['ZohoCRM.org.READ']);
		await failureOf(run(USERS, credential));
		emulator.requests.reset();
		expect(await failureOf(run(USERS, credential))).toMatchObject({ message: messageFor('ZohoCRM.users.READ') });
		expect(emulator.requests.all()).toEqual([]);
	});

	it('of a self client is found as well, and a new grant code is given the chance to have it', async () => {
		const codeFor = (scopes: readonly string[]) =>
			emulator.tokens.codes.createForSelfClient(
				{ userId: emulator.state.users.all()[0].id, scopes, environment: 'production' },
				10,
			) ?? '';
		const credential = selfClientCredential(emulator, { grantCode: codeFor(['ZohoCRM.org.READ']) });
		await run({ resource: 'organization', operation: 'get' }, credential);
		emulator.requests.reset();
		expect(await failureOf(run(USERS, credential))).toMatchObject({ message: messageFor('ZohoCRM.users.READ') });
		expect(emulator.requests.all()).toEqual([]);
		credential.data.grantCode = codeFor(['ZohoCRM.org.READ', 'ZohoCRM.users.READ']);
		expect((await run(USERS, credential)).json).toMatchObject([{ fullName: 'Ann Lee' }]);
	});
});
