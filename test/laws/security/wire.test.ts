import fc from 'fast-check';
import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import { ZohoCrm } from '../../../nodes/ZohoCrm/ZohoCrm.node';
import { ZohoCrmBulk } from '../../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import { runNode } from '../../stage/runNode';
import { useStage } from '../../stage/stage';
import { HOSTILE_TEXTS, hostileText } from './hostileTexts';
import { headerNames, headerOf, startWire, type Wire, type WireRequest } from './wire';

const { emulator } = useStage();

let wire: Wire;

beforeAll(async () => {
	wire = await startWire(emulator);
});
afterAll(async () => {
	await wire.stop();
});
beforeEach(() => {
	wire.seen.length = 0;
});

const record = (operation: string, more: INodeParameters): INodeParameters => ({
	resource: 'record',
	operation,
	module: { __rl: true, mode: 'name', value: 'Contacts' },
	...more,
});
const lead = (operation: string, more: INodeParameters): INodeParameters => ({ resource: 'lead', operation, ...more });
const user = (operation: string, more: INodeParameters): INodeParameters => ({ resource: 'user', operation, ...more });
const by = (mode: string): INodeParameters => ({ __rl: true, mode, value: '={{ $json.text }}' });
const TEXT = '={{ $json.text }}';

/** A parameter of a form that takes a text from the items, and the only requests that may come of it. */
interface Parameter {
	readonly name: string;
	readonly parameters: INodeParameters;
	/** A text with which a request is made. */
	readonly good: string;
	/** Raw targets without their query. */
	readonly paths: RegExp;
	/** Names of parameters in the query. */
	readonly query?: readonly string[];
}

const SETTINGS = String.raw`/crm/v8/settings/fields`;
const only = (...paths: readonly string[]): RegExp => new RegExp(`^(${paths.join('|')})$`);
const ENCODED = String.raw`(?!(\.|%2e|%2E){1,2}$)[A-Za-z0-9%._~!'()*-]+`;

const PARAMETERS: readonly Parameter[] = [
	{
		name: 'Module',
		good: 'Contacts',
		parameters: {
			resource: 'record',
			operation: 'get',
			module: by('name'),
			recordId: { __rl: true, mode: 'id', value: '1' },
		},
		paths: only(String.raw`/crm/v8/\w+/1`),
	},
	{
		name: 'Lead, by ID',
		good: '1',
		parameters: lead('get', { leadId: by('id') }),
		paths: only(String.raw`/crm/v8/Leads/\d+`),
	},
	{
		name: 'Lead, by URL',
		good: 'https://crm.zoho.com/crm/org1/tab/Leads/4150868000004600990',
		parameters: lead('get', { leadId: by('url') }),
		paths: only(String.raw`/crm/v8/Leads/\d+`),
	},
	{
		name: 'Lead of Delete',
		good: '1',
		parameters: lead('delete', { leadId: by('id') }),
		paths: only('/crm/v8/Leads'),
		query: ['ids', 'wf_trigger'],
	},
	{
		name: 'Lead of Convert',
		good: '1',
		parameters: lead('convert', { leadId: by('id') }),
		paths: only(String.raw`/crm/v8/Leads/\d+/actions/convert`),
	},
	{
		name: 'Value of an external field',
		good: 'A-1',
		parameters: record('get', { getBy: 'field', getByField: 'Legacy_Id', getByValue: TEXT }),
		paths: only(SETTINGS, `/crm/v8/Contacts/${ENCODED}`),
		query: ['module', 'criteria', 'fields', 'page', 'per_page'],
	},
	{
		name: 'Field of Get',
		good: 'Legacy_Id',
		parameters: record('get', { getBy: 'field', getByField: TEXT, getByValue: 'x' }),
		paths: only(SETTINGS, '/crm/v8/Contacts/x', '/crm/v8/Contacts/search'),
		query: ['module', 'criteria', 'fields', 'page', 'per_page'],
	},
	{
		name: 'Word',
		good: 'okafor',
		parameters: lead('search', { searchBy: 'word', word: TEXT, fieldNames: ['Last_Name'] }),
		paths: only('/crm/v8/Leads/search'),
		query: ['word', 'fields', 'page', 'per_page', 'sort_order', 'converted'],
	},
	{
		name: 'Email',
		good: 'a@b.test',
		parameters: lead('search', { searchBy: 'email', email: TEXT, fieldNames: ['Last_Name'] }),
		paths: only('/crm/v8/Leads/search'),
		query: ['email', 'fields', 'page', 'per_page', 'sort_order', 'converted'],
	},
	{
		name: 'Criteria',
		good: '(City:equals:Rome)',
		parameters: lead('search', { searchBy: 'criteria', criteria: TEXT, fieldNames: ['Last_Name'] }),
		paths: only('/crm/v8/Leads/search'),
		query: ['criteria', 'fields', 'page', 'per_page', 'sort_order', 'converted'],
	},
	{
		name: 'Value of a condition',
		good: 'Lee',
		parameters: lead('search', {
			searchBy: 'conditions',
			conditions: { condition: [{ field: 'Last_Name', operator: 'equals', value: TEXT }] },
			fieldNames: ['Last_Name'],
		}),
		paths: only('/crm/v8/Leads/search', SETTINGS),
		query: ['module', 'criteria', 'fields', 'page', 'per_page', 'sort_order', 'converted'],
	},
	{
		name: 'Field and operator of a condition',
		good: 'Last_Name',
		parameters: lead('search', {
			searchBy: 'conditions',
			conditions: { condition: [{ field: TEXT, operator: TEXT, value: 'x' }] },
			fieldNames: ['Last_Name'],
		}),
		paths: only('/crm/v8/Leads/search', SETTINGS),
		query: ['module', 'criteria', 'fields', 'page', 'per_page', 'sort_order', 'converted'],
	},
	{
		name: 'Custom View and Territory',
		good: '1',
		parameters: lead('getAll', { fieldNames: ['Last_Name'], options: { customView: TEXT, territory: TEXT } }),
		paths: only('/crm/v8/Leads'),
		query: ['cvid', 'territory_id', 'include_child', 'fields', 'per_page', 'sort_by', 'sort_order', 'converted'],
	},
	{
		name: 'Modified Since',
		good: '2026-11-21T08:00:00Z',
		parameters: lead('getAll', { fieldNames: ['Last_Name'], options: { modifiedSince: TEXT } }),
		paths: only('/crm/v8/Leads'),
		query: ['fields', 'per_page'],
	},
	{
		name: 'If Unmodified Since',
		good: '2026-11-21T08:00:00Z',
		parameters: lead('update', {
			leadId: { __rl: true, mode: 'id', value: '1' },
			specifyFields: 'json',
			fieldsJson: '{"City":"Rome"}',
			options: { ifUnmodifiedSince: TEXT },
		}),
		paths: only('/crm/v8/Leads', SETTINGS),
		query: ['module'],
	},
	{
		name: 'Converted Leads',
		good: 'true',
		parameters: lead('getAll', { fieldNames: ['Last_Name'], options: { converted: TEXT } }),
		paths: only('/crm/v8/Leads'),
		query: ['fields', 'per_page', 'sort_by', 'sort_order', 'converted'],
	},
	{
		name: 'Sort By',
		good: 'Created_Time',
		parameters: lead('getAll', { fieldNames: ['Last_Name'], options: { sortBy: TEXT } }),
		paths: only('/crm/v8/Leads'),
		query: ['fields', 'per_page', 'sort_by', 'sort_order', 'converted'],
	},
	{
		name: 'Sort Order',
		good: 'asc',
		parameters: lead('getAll', { fieldNames: ['Last_Name'], options: { sortOrder: TEXT } }),
		paths: only('/crm/v8/Leads'),
		query: ['fields', 'per_page', 'sort_by', 'sort_order', 'converted'],
	},
	{
		name: 'User, by ID',
		good: '1',
		parameters: user('get', { userBy: 'chosen', userId: by('id') }),
		paths: only(String.raw`/crm/v8/users(/\d+)?`),
		query: ['type', 'page', 'per_page'],
	},
	{
		name: 'User Type',
		good: 'AllUsers',
		parameters: user('getAll', { userType: TEXT }),
		paths: only('/crm/v8/users'),
		query: ['type', 'page', 'per_page'],
	},
	{
		name: 'User of Delete',
		good: '1',
		parameters: user('delete', { userId: by('id'), records: 'leave' }),
		paths: only(String.raw`/crm/v8/users(/\d+)?`),
		query: ['type', 'page', 'per_page'],
	},
	{
		name: 'Job ID',
		good: '1',
		parameters: { resource: 'bulkWrite', operation: 'getJob', jobId: TEXT },
		paths: only(String.raw`/crm/bulk/v8/write/\d+`),
	},
	{
		name: 'Jobs of Resume Import',
		good: '4150868000004912001',
		parameters: { resource: 'bulkWrite', operation: 'resumeImport', module: 'Leads', jobs: TEXT },
		paths: only(String.raw`/crm/bulk/v8/write/\d+`),
	},
	{
		name: 'Module of Import',
		good: 'Leads',
		parameters: { resource: 'bulkWrite', operation: 'import', module: TEXT, importOperation: 'insert' },
		paths: only(SETTINGS),
		query: ['module'],
	},
];

/** All headers that a request may have. */
const HEADERS: ReadonlySet<string> = new Set([
	'accept',
	'accept-encoding',
	'authorization',
	'connection',
	'content-length',
	'content-type',
	'feature',
	'host',
	'if-modified-since',
	'if-unmodified-since',
	'user-agent',
	'x-crm-org',
	'x-external',
]);

function expectOnWay(request: WireRequest, { paths, query = [] }: Parameter): void {
	expect(request.target).toMatch(/^\/[\x21-\x7e]*$/);
	const [path, search = '', ...others] = request.target.split('?');
	expect(others).toEqual([]);
	expect(path).toMatch(paths);
	const names = search === '' ? [] : search.split('&').map((pair) => decodeURIComponent(pair.split('=')[0]));
	expect(query).toEqual(expect.arrayContaining(names));
	expect(new Set(names).size).toBe(names.length);
	expect(headerNames(request).filter((name) => !HEADERS.has(name))).toEqual([]);
	expect(headerOf(request, 'host')).toMatch(/^127\.0\.0\.1:\d+$/);
}

async function runWith({ parameters }: Parameter, text: string): Promise<readonly WireRequest[]> {
	wire.seen.length = 0;
	const node = parameters.resource === 'bulkWrite' ? new ZohoCrmBulk() : new ZohoCrm();
	const ended = await runNode({ node, parameters, items: [{ text }], credential: wire.credential() }).then(
		() => null,
		(reason: unknown) => String(reason),
	);
	expect(ended ?? '').not.toMatch(/TypeError|RangeError|URIError|SyntaxError|is not a function|undefined/);
	return [...wire.seen];
}

describe.each(PARAMETERS)('$name', (parameter) => {
	it('makes the request that it should of a text that is right', async () => {
		const requests = await runWith(parameter, parameter.good);
		expect(requests.length).toBeGreaterThan(0);
		for (const request of requests) expectOnWay(request, parameter);
	});

	it('adds nothing to a request, whatever stands in it', async () => {
		for (const text of HOSTILE_TEXTS)
			for (const request of await runWith(parameter, text)) expectOnWay(request, parameter);
	});

	it('adds nothing to a request, whatever else stands in it', async () => {
		await fc.assert(
			fc.asyncProperty(hostileText, async (text) => {
				for (const request of await runWith(parameter, text)) expectOnWay(request, parameter);
			}),
			{ numRuns: 15 },
		);
	});
});

it('sees what a request really had', async () => {
	const requests = await runWith(PARAMETERS[1], '4150868000004601001');
	expect(requests.map(({ host, method, target }) => ({ host, method, target }))).toEqual([
		{ host: 'api', method: 'GET', target: '/crm/v8/Leads/4150868000004601001' },
	]);
	expect(() => expectOnWay({ ...requests[0], target: '/crm/v8/Leads/1/../../users' }, PARAMETERS[1])).toThrow();
	expect(() => expectOnWay({ ...requests[0], target: '/crm/v8/Leads/1?ids=2' }, PARAMETERS[1])).toThrow();
	expect(() => expectOnWay({ ...requests[0], rawHeaders: ['X-Injected', 'yes'] }, PARAMETERS[1])).toThrow();
});

describe('the name of a file that is uploaded', () => {
	/** The least that Zoho takes for a ZIP. */
	const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0]);
	const filesNamed = (fileName: string): IBinaryKeyData => ({
		data: { data: ZIP.toString('base64'), mimeType: 'application/zip', fileName },
	});

	async function upload(fileName: string): Promise<WireRequest | undefined> {
		wire.seen.length = 0;
		const items: IDataObject[] = [{}];
		const parameters = { resource: 'bulkWrite', operation: 'uploadFile', binaryField: 'data' };
		await runNode({
			node: new ZohoCrmBulk(),
			parameters,
			items,
			files: [filesNamed(fileName)],
			credential: wire.credential(),
		}).catch(() => null);
		return wire.seen.find(({ host }) => host === 'files');
	}

	function expectOnePart(request: WireRequest): void {
		const [, boundary] = /boundary=(.+)$/.exec(headerOf(request, 'content-type') ?? '') ?? [];
		const [before, part, end, ...more] = request.body.toString('latin1').split(`--${boundary}`);
		expect([before, end, more]).toEqual(['', '--\r\n', []]);
		const [, head, content] = /^\r\n([^]*?)\r\n\r\n([^]*)\r\n$/.exec(part) ?? [];
		expect(content).toBe(ZIP.toString('latin1'));
		expect(head.split(/[\r\n]+/)).toEqual([
			expect.stringMatching(/^Content-Disposition: form-data; name="file"; filename="[^"\r\n]*"$/),
			'Content-Type: application/zip',
		]);
		expect(headerNames(request).filter((name) => !HEADERS.has(name))).toEqual([]);
		expect(request.target).toBe('/crm/v8/upload');
	}

	it.each(HOSTILE_TEXTS)('stays a name: %j', async (fileName) => {
		const request = await upload(fileName);
		if (request === undefined) throw new Error('Nothing was uploaded');
		expectOnePart(request);
	});

	it('stays a name, whatever it is', async () => {
		await fc.assert(
			fc.asyncProperty(hostileText, async (fileName) => {
				const request = await upload(fileName);
				if (request !== undefined) expectOnePart(request);
			}),
			{ numRuns: 30 },
		);
	});
});
