import fc from 'fast-check';
import type { ZohoClient } from '../../../nodes/shared/zoho/client';
import { formatCriteria } from '../../../nodes/shared/zoho/records/criteria';
import { UsageError, ZohoApiError, ZohoShapeError } from '../../../nodes/shared/zoho/call/errors';
import { PLAIN_FIELD } from '../../../nodes/shared/zoho/metadata/fields';
import type { ZohoRequest } from '../../../nodes/shared/zoho/call/http';
import { collect, HOSTS, scriptZoho } from '../../unit/zoho/scriptedZoho';
import { HOSTILE_TEXTS, hostileText } from './hostileTexts';

/** One way in: what is called with a text of somebody's, and the only paths and parameters that may come of it. */
interface WayIn {
	readonly name: string;
	call(client: ZohoClient, text: string): Promise<unknown>;
	/** Decoded parts of the paths behind `/crm/`. */
	paths(text: string): readonly (readonly string[])[];
	readonly parameters?: readonly string[];
	readonly headers?: readonly string[];
}

const external = { ...PLAIN_FIELD, apiName: 'Legacy_Id', label: 'Legacy ID', external: true };
const noPath = (): [] => [];

const WAYS_IN: readonly WayIn[] = [
	{
		name: 'the id of a record',
		call: async (zoho, text) => await zoho.records.get('Leads', text),
		paths: (text) => [['v8', 'Leads', text]],
	},
	{
		name: 'the module of a record',
		call: async (zoho, text) => await zoho.records.get(text, '1'),
		paths: (text) => [['v8', text, '1']],
	},
	{
		name: 'the module of a list',
		call: async (zoho, text) => await collect(zoho.records.list(text, { fields: ['id'] })),
		paths: (text) => [['v8', text]],
		parameters: ['fields', 'per_page'],
	},
	{
		name: 'the module of a search',
		call: async (zoho, text) => await collect(zoho.records.search(text, { word: 'ab' })),
		paths: (text) => [['v8', text, 'search']],
		parameters: ['word', 'page', 'per_page'],
	},
	{
		name: 'the module of a count',
		call: async (zoho, text) => await zoho.records.count(text),
		paths: (text) => [['v8', text, 'actions', 'count']],
	},
	{
		name: 'the module of new records',
		call: async (zoho, text) => await zoho.records.insert(text, [{}]),
		paths: (text) => [['v8', text]],
	},
	{
		name: 'the module of upserts',
		call: async (zoho, text) => await zoho.records.upsert(text, [{}], { duplicateCheckFields: [] }),
		paths: (text) => [['v8', text, 'upsert']],
	},
	{
		name: 'the ids of records to delete',
		call: async (zoho, text) => await zoho.records.delete('Leads', [text]),
		paths: () => [['v8', 'Leads']],
		parameters: ['ids'],
	},
	{
		name: 'the value of an external field',
		call: async (zoho, text) => await zoho.records.getBy('Leads', external, text),
		paths: (text) => [
			['v8', 'Leads', text],
			['v8', 'Leads', 'search'],
		],
		parameters: ['criteria', 'fields', 'page', 'per_page'],
		headers: ['X-EXTERNAL'],
	},
	{
		name: 'the name of an external field that Zoho gave',
		call: async (zoho, text) => await zoho.records.getBy('Leads', { ...external, apiName: text }, 'value'),
		paths: () => [['v8', 'Leads', 'value']],
		headers: ['X-EXTERNAL'],
	},
	{
		name: 'the external field of an update',
		call: async (zoho, text) => await zoho.records.update('Leads', [{ id: '1' }], { externalField: text }),
		paths: () => [['v8', 'Leads']],
		headers: ['X-EXTERNAL'],
	},
	{
		name: 'the id of a user',
		call: async (zoho, text) => await zoho.users.get(text),
		paths: (text) => [['v8', 'users', text]],
	},
	{
		name: 'the id of a user to change',
		call: async (zoho, text) => await zoho.users.update(text, {}),
		paths: (text) => [['v8', 'users', text]],
	},
	{
		name: 'the id of a user to delete',
		call: async (zoho, text) => await zoho.users.delete(text),
		paths: (text) => [['v8', 'users', text]],
	},
	{
		name: 'the id of a user to hand over',
		call: async (zoho, text) =>
			await zoho.users.handOverAndDelete(text, { heirId: '2', records: true, assignment: true, criteria: true }),
		paths: (text) => [['v8', 'users', text, 'actions', 'transfer_and_delete']],
	},
	{
		name: 'the job of a handover',
		call: async (zoho, text) => await zoho.users.handoverState(text),
		paths: () => [['v8', 'users', 'actions', 'transfer_and_delete']],
		parameters: ['job_id'],
	},
	{
		name: 'ids of users',
		call: async (zoho, text) => await collect(zoho.users.list({ ids: [text] })),
		paths: () => [['v8', 'users']],
		parameters: ['ids', 'page', 'per_page'],
	},
	{
		name: 'the id of a lead to convert',
		call: async (zoho, text) => await zoho.leads.convert(text),
		paths: (text) => [['v8', 'Leads', text, 'actions', 'convert']],
	},
	{
		name: 'the id of a lead to look up',
		call: async (zoho, text) => await zoho.leads.conversionOptions(text),
		paths: (text) => [['v8', 'Leads', text, '__conversion_options']],
	},
	{
		name: 'the id of a job',
		call: async (zoho, text) => await zoho.bulkWrite.get(text),
		paths: (text) => [['bulk', 'v8', 'write', text]],
	},
	{
		name: 'the module of metadata',
		call: async (zoho, text) => await zoho.metadata.fields(text),
		paths: () => [['v8', 'settings', 'fields']],
		parameters: ['module'],
	},
	{
		name: 'the field of a pick list',
		call: async (zoho, text) => await zoho.metadata.pickListValues('Leads', text),
		paths: (text) => [['v8', 'settings', 'fields', text, 'pick_list_values']],
		parameters: ['module'],
	},
	{
		name: 'a word',
		call: async (zoho, text) => await collect(zoho.records.search('Leads', { word: text })),
		paths: () => [['v8', 'Leads', 'search']],
		parameters: ['word', 'page', 'per_page'],
	},
	{
		name: 'an e-mail address',
		call: async (zoho, text) => await zoho.records.count('Leads', { email: text }),
		paths: () => [['v8', 'Leads', 'actions', 'count']],
		parameters: ['email'],
	},
	{
		name: 'a phone number',
		call: async (zoho, text) => await zoho.records.count('Leads', { phone: text }),
		paths: () => [['v8', 'Leads', 'actions', 'count']],
		parameters: ['phone'],
	},
	{
		name: 'a custom view',
		call: async (zoho, text) => await zoho.records.count('Leads', { customViewId: text }),
		paths: () => [['v8', 'Leads', 'actions', 'count']],
		parameters: ['cvid'],
	},
	{
		name: 'fields, view and territory of a list',
		call: async (zoho, text) =>
			await collect(zoho.records.list('Leads', { fields: [text], customViewId: text, territoryId: text })),
		paths: () => [['v8', 'Leads']],
		parameters: ['fields', 'cvid', 'territory_id', 'per_page'],
	},
	{
		name: 'the field of a condition',
		call: async (zoho, text) =>
			await zoho.records.count('Leads', { criteria: formatCriteria({ field: text, operator: 'equals', value: 'x' }) }),
		paths: () => [['v8', 'Leads', 'actions', 'count']],
		parameters: ['criteria'],
	},
	{
		name: 'the id of a role',
		call: async (zoho, text) =>
			await zoho.users.create({ email: 'a@b.test', lastName: 'Lee', roleId: text, profileId: '1' }),
		paths: () => [['v8', 'users']],
	},
	{
		name: 'the name of a file',
		call: async (zoho, text) => await zoho.files.upload({ zip: new Uint8Array(4), fileName: text, zgid: '1' }),
		paths: () => [['v8', 'upload']],
		headers: ['feature', 'X-CRM-ORG'],
	},
	{ name: 'the address of a result', call: async (zoho, text) => await zoho.files.download(text), paths: noPath },
];

const ORIGINS = [HOSTS.apiDomain, HOSTS.uploadHost];

/** Refusals that are meant; a slip of ours, such as a TypeError, is none. */
const isMeant = (reason: unknown): boolean =>
	reason instanceof UsageError || reason instanceof ZohoApiError || reason instanceof ZohoShapeError;

/** Control characters, which end a header. */
const BREAKS = /[\u0000-\u001f\u007f]/;

function expectOnWay(request: ZohoRequest, { paths, parameters = [], headers = [] }: WayIn, text: string): void {
	const url = new URL(request.url);
	// Nothing is left for the network layer to tidy up: dots, backslashes, line breaks.
	expect(url.href).toBe(request.url);
	expect(ORIGINS).toContain(url.origin);
	expect([url.username, url.password, url.search, url.hash]).toEqual(['', '', '', '']);
	const [empty, crm, ...parts] = url.pathname.split('/').map(decodeURIComponent);
	expect([empty, crm]).toEqual(['', 'crm']);
	expect(paths(text)).toContainEqual(parts);
	expect(parameters).toEqual(expect.arrayContaining(Object.keys(request.query ?? {})));
	expect(headers).toEqual(expect.arrayContaining(Object.keys(request.headers ?? {})));
	for (const value of Object.values(request.headers ?? {})) expect(value).not.toMatch(BREAKS);
}

async function tryWay(way: WayIn, text: string): Promise<readonly ZohoRequest[]> {
	const { client, calls } = scriptZoho(Array(8).fill({ status: 204 }));
	const reason: unknown = await way.call(client, text).then(
		() => null,
		(thrown: unknown) => thrown,
	);
	if (reason !== null && !isMeant(reason)) throw new Error(`${JSON.stringify(text)} led to ${String(reason)}`);
	if (reason instanceof UsageError) expect(calls).toEqual([]);
	return calls;
}

describe.each(WAYS_IN.filter(({ paths }) => paths !== noPath))('$name', (way) => {
	it.each(HOSTILE_TEXTS)(
		'leaves host, path, parameters and headers of a request as they are documented: %j',
		async (text) => {
			for (const call of await tryWay(way, text)) expectOnWay(call, way, text);
		},
	);

	it('does so whatever it is', async () => {
		await fc.assert(
			fc.asyncProperty(hostileText, async (text) => {
				for (const call of await tryWay(way, text)) expectOnWay(call, way, text);
			}),
			{ numRuns: 200 },
		);
	});

	it('is sent where it is as it should be', async () => {
		const calls = (await Promise.all(['1', 'Leads', 'Last_Name'].map(async (text) => await tryWay(way, text)))).flat();
		expect(calls.length).toBeGreaterThan(0);
	});
});

describe('the address of a result that a job names', () => {
	const trusted = (url: string): boolean => {
		const { hostname, protocol, username, password } = new URL(url);
		return (
			protocol === 'https:' &&
			username === '' &&
			password === '' &&
			/(^|\.)(zoho\.eu|zohoapis\.eu|zoho\.com)$/.test(hostname)
		);
	};
	const address = fc.oneof(
		hostileText,
		hostileText.map((text) => `/v2/crm/${text}`),
		hostileText.map((text) => `https://${text}`),
		hostileText.map((text) => `https://download-accl.zoho.eu${text}`),
		fc.webUrl(),
	);

	it('is fetched from hosts of Zoho over https, or not at all', async () => {
		let fetched = 0;
		const [download] = WAYS_IN.filter(({ paths }) => paths === noPath);
		await fc.assert(
			fc.asyncProperty(address, async (text) => {
				const calls = await tryWay(download, text);
				fetched += calls.length;
				for (const { method, url, headers, body } of calls) {
					expect({ method, isTrusted: trusted(url), headers, body }).toEqual({
						method: 'GET',
						isTrusted: true,
						headers: undefined,
						body: undefined,
					});
				}
			}),
			{ numRuns: 2000 },
		);
		expect(fetched).toBeGreaterThan(100);
	});
});

describe("answers that are not Zoho's", () => {
	const PAGE = { data: [{ id: '1' }], info: { more_records: true, next_page_token: 'a' } };

	it('a page token travels as the one parameter that it is', async () => {
		await fc.assert(
			fc.asyncProperty(hostileText, async (token) => {
				const { client, calls } = scriptZoho([
					{ body: { ...PAGE, info: { more_records: true, next_page_token: token } } },
					{ status: 204 },
				]);
				expect(await collect(client.records.list('Leads', { fields: ['id'] }))).toEqual([{ id: '1' }]);
				expect(calls.map(({ url, query }) => ({ url, query }))).toEqual([
					{ url: 'https://www.zohoapis.eu/crm/v8/Leads', query: { fields: 'id', per_page: '200' } },
					{ url: 'https://www.zohoapis.eu/crm/v8/Leads', query: { fields: 'id', per_page: '200', page_token: token } },
				]);
			}),
		);
	});

	it.each(HOSTILE_TEXTS)('an id that is none is not used: %j', async (id) => {
		const { client, calls } = scriptZoho([{ body: { ...PAGE, data: [{ id }] } }]);
		await expect(
			collect(client.records.list('Leads', { fields: Array.from({ length: 51 }, (_, at) => `F${at}`) })),
		).rejects.toBeInstanceOf(ZohoShapeError);
		expect(calls).toHaveLength(1);
	});

	it.each(HOSTILE_TEXTS)('the number of an organization that is none is put into no header: %j', async (zgid) => {
		const { client } = scriptZoho([{ body: { org: [{ id: '1', zgid }] } }]);
		await expect(client.organization.get()).rejects.toBeInstanceOf(ZohoShapeError);
	});
});

describe('a value of a condition', () => {
	/** Takes the value out of `(Field:equals:value)` as Zoho reads it: a backslash before a sign means the sign. */
	function readBack(criteria: string): string | null {
		const inner = /^\(Last_Name:equals:([^]*)\)$/.exec(criteria)?.[1] ?? '';
		return /(^|[^\\])(\\\\)*[(),]/.test(inner) || /(^|[^\\])(\\\\)*\\$/.test(inner)
			? null
			: inner.replace(/\\([^])/g, '$1');
	}

	it('never becomes another condition', () => {
		fc.assert(
			fc.property(
				hostileText.filter((text) => text.trim() !== ''),
				(value) => {
					const format = (): string => formatCriteria({ field: 'Last_Name', operator: 'equals', value });
					if (value.trim().startsWith('${')) expect(format).toThrow('Zoho CRM can take for a placeholder');
					else expect(readBack(format())).toBe(value);
				},
			),
			{ numRuns: 2000 },
		);
	});
});
