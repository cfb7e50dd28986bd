import { UsageError } from '../../../nodes/shared/zoho/call/errors';
import { PLAIN_FIELD, type FieldMetadata } from '../../../nodes/shared/zoho/metadata/fields';
import { collect, rejectionOf, scriptZoho, type Reply } from './scriptedZoho';

const idOf = (index: number): string => String(4150868000004601000n + BigInt(index));
const SEARCH = 'https://www.zohoapis.eu/crm/v8/Leads/search';

/** A page of found records `first` up to `first + count`. */
function page(first: number, count: number, hasMore: boolean, values: (index: number) => object = () => ({})): Reply {
	const data = Array.from({ length: count }, (_, position) => ({
		id: idOf(first + position),
		...values(first + position),
	}));
	return { body: { data, info: { per_page: 200, count, page: 1, more_records: hasMore } } };
}

describe('searching', () => {
	it.each([
		['criteria', { criteria: '(City:equals:Lagos)' }],
		['an e-mail address', { email: 'a@brightwell.test' }],
		['a phone number', { phone: '+234 1' }],
		['a word', { word: 'okafor' }],
	])('by %s asks page after page to the end', async (_, term) => {
		const zoho = scriptZoho([page(0, 200, true), page(200, 3, false)]);
		const records = await collect(
			zoho.client.records.search('Leads', term, {
				fields: ['City'],
				sortBy: 'Created_Time',
				sortOrder: 'asc',
				converted: 'both',
			}),
		);
		expect(records).toEqual(Array.from({ length: 203 }, (_unused, index) => ({ id: idOf(index) })));
		const same = {
			...term,
			fields: 'City',
			converted: 'both',
			sort_by: 'Created_Time',
			sort_order: 'asc',
			per_page: '200',
		};
		expect(zoho.calls.map(({ method, url, query }) => [method, url, query])).toEqual([
			['GET', SEARCH, { ...same, page: '1' }],
			['GET', SEARCH, { ...same, page: '2' }],
		]);
	});

	it('asks for no more than the limit', async () => {
		const zoho = scriptZoho([page(0, 7, true)]);
		expect(await collect(zoho.client.records.search('Leads', { word: 'okafor' }, { limit: 7 }))).toHaveLength(7);
		expect(zoho.calls[0].query).toEqual({ word: 'okafor', page: '1', per_page: '7' });
		expect(await collect(scriptZoho([]).client.records.search('Leads', { word: 'okafor' }, { limit: 0 }))).toEqual([]);
	});

	it('gives nothing where nothing is found', async () => {
		const ended = jest.fn();
		expect(
			await collect(
				scriptZoho([{ status: 204 }]).client.records.search('Leads', { word: 'okafor' }, { onReachEnd: ended }),
			),
		).toEqual([]);
		expect(ended).not.toHaveBeenCalled();
	});

	it('says when 2,000 were given and more were found', async () => {
		const ended = jest.fn();
		const zoho = scriptZoho(Array.from({ length: 10 }, (_, index) => page(index * 200, 200, true)));
		expect(await collect(zoho.client.records.search('Leads', { word: 'okafor' }, { onReachEnd: ended }))).toHaveLength(
			2000,
		);
		expect(ended.mock.calls).toEqual([[2000]]);
		expect(zoho.calls).toHaveLength(10);
	});

	it('does not say so when exactly 2,000 were found, or wanted', async () => {
		const ended = jest.fn();
		const all = scriptZoho(Array.from({ length: 10 }, (_, index) => page(index * 200, 200, index < 9)));
		expect(await collect(all.client.records.search('Leads', { word: 'okafor' }, { onReachEnd: ended }))).toHaveLength(
			2000,
		);
		const wanted = scriptZoho(Array.from({ length: 10 }, (_, index) => page(index * 200, 200, true)));
		expect(
			await collect(wanted.client.records.search('Leads', { word: 'okafor' }, { limit: 2000, onReachEnd: ended })),
		).toHaveLength(2000);
		expect(ended).not.toHaveBeenCalled();
	});

	it('gives no record twice where pages shift', async () => {
		const zoho = scriptZoho([page(0, 200, true), page(199, 2, false)]);
		const records = await collect(zoho.client.records.search('Leads', { word: 'okafor' }));
		expect(records.map(({ id }) => id)).toEqual(Array.from({ length: 201 }, (_, index) => idOf(index)));
	});

	it('fetches more than 50 fields in groups, the later ones by id', async () => {
		const fields = Array.from({ length: 60 }, (_, index) => `F_${index}`);
		const zoho = scriptZoho([page(0, 2, false, () => ({ F_0: 'a' })), page(0, 2, false, () => ({ F_59: 'b' }))]);
		expect(
			await collect(zoho.client.records.search('Leads', { word: 'okafor' }, { fields, converted: 'true' })),
		).toEqual([0, 1].map((index) => ({ id: idOf(index), F_0: 'a', F_59: 'b' })));
		expect(zoho.calls[1]).toMatchObject({
			url: 'https://www.zohoapis.eu/crm/v8/Leads',
			query: { fields: fields.slice(50).join(','), ids: `${idOf(0)},${idOf(1)}`, per_page: '2', converted: 'true' },
		});
	});

	it.each([
		['an empty term', { email: ' ' }, 'The search has no email'],
		['a word of one character', { word: 'k' }, '"k" is too short for a search'],
	])('refuses %s before anything is sent', async (_, term, message) => {
		const thrown = await rejectionOf(collect(scriptZoho([]).client.records.search('Leads', term)));
		expect(thrown).toBeInstanceOf(UsageError);
		expect(thrown).toMatchObject({ message });
	});
});

describe('counting', () => {
	it.each([
		['everything', { all: true } as const, {}],
		['what a custom view shows', { customViewId: '87501' }, { cvid: '87501' }],
		['what a search finds', { criteria: '(City:equals:Lagos)' }, { criteria: '(City:equals:Lagos)' }],
	])('counts %s', async (_, term, query) => {
		const zoho = scriptZoho([{ body: { count: 42 } }]);
		expect(await zoho.client.records.count('Leads', term)).toBe(42);
		expect(zoho.calls[0]).toMatchObject({
			method: 'GET',
			url: 'https://www.zohoapis.eu/crm/v8/Leads/actions/count',
			query,
		});
	});

	it('counts converted leads too if asked for', async () => {
		const zoho = scriptZoho([{ body: { count: 0 } }]);
		expect(await zoho.client.records.count('Leads', undefined, 'both')).toBe(0);
		expect(zoho.calls[0].query).toEqual({ converted: 'both' });
	});
});

describe('a record by a unique field', () => {
	const email: FieldMetadata = { ...PLAIN_FIELD, apiName: 'Email', label: 'Email', dataType: 'email' };
	const legacy: FieldMetadata = {
		...PLAIN_FIELD,
		apiName: 'Legacy_Id',
		label: 'Legacy Id',
		external: true,
		unique: { caseSensitive: true },
	};
	const whole = { body: { data: [{ id: idOf(1), Email: 'a@b.test', Rows: [] }] } };

	it('is searched and then read whole', async () => {
		const zoho = scriptZoho([
			page(0, 3, false, (index) => ({ Email: ['xa@b.test', 'A@b.test ', null][index] })),
			whole,
		]);
		expect(await zoho.client.records.getBy('Leads', email, 'a@b.test', { fields: ['Email'] })).toEqual({
			id: idOf(1),
			Email: 'a@b.test',
			Rows: [],
		});
		expect(zoho.calls.map(({ url, query }) => [url, query])).toEqual([
			[SEARCH, { criteria: '(Email:equals:a@b.test)', fields: 'Email', page: '1', per_page: '200' }],
			[`https://www.zohoapis.eu/crm/v8/Leads/${idOf(1)}`, { fields: 'Email' }],
		]);
	});

	it('is none where only other texts contain the value, or the case differs and counts', async () => {
		const contained = scriptZoho([page(0, 1, false, () => ({ Email: 'xa@b.test' }))]);
		expect(await contained.client.records.getBy('Leads', email, 'a@b.test')).toBeNull();
		const cased = scriptZoho([page(0, 1, false, () => ({ Email: 'A@b.test' }))]);
		expect(
			await cased.client.records.getBy('Leads', { ...email, unique: { caseSensitive: true } }, 'a@b.test'),
		).toBeNull();
		expect(await scriptZoho([{ status: 204 }]).client.records.getBy('Leads', email, 'a@b.test')).toBeNull();
	});

	it('is not chosen among several', async () => {
		const zoho = scriptZoho([page(0, 2, false, () => ({ Email: 'a@b.test' }))]);
		expect(await rejectionOf(zoho.client.records.getBy('Leads', email, 'a@b.test'))).toMatchObject({
			kind: 'usage',
			code: 'AMBIGUOUS',
			message: '2 records have this value in Email',
		});
	});

	it('is not said to be missing where the search ends before all are seen', async () => {
		const zoho = scriptZoho(
			Array.from({ length: 10 }, (_, index) => page(index * 200, 200, true, () => ({ Email: 'xa@b.test' }))),
		);
		expect(await rejectionOf(zoho.client.records.getBy('Leads', email, 'a@b.test'))).toMatchObject({
			kind: 'usage',
			message: 'Over 2000 records contain this value in Email, more than Zoho CRM returns',
		});
	});

	it('is read at once by an external field', async () => {
		const zoho = scriptZoho([whole]);
		expect(await zoho.client.records.getBy('Contacts', legacy, 'SAP/7 ä')).toEqual(whole.body.data[0]);
		expect(zoho.calls[0]).toMatchObject({
			method: 'GET',
			url: 'https://www.zohoapis.eu/crm/v8/Contacts/SAP%2F7%20%C3%A4',
			headers: { 'X-EXTERNAL': 'Contacts.Legacy_Id' },
		});
		expect(await scriptZoho([{ status: 204 }]).client.records.getBy('Contacts', legacy, 'SAP')).toBeNull();
	});

	it('is searched where Zoho does not take the external value as an id', async () => {
		const refused = {
			status: 400,
			body: {
				code: 'INVALID_DATA',
				status: 'error',
				message: 'the id given seems to be invalid',
				details: { resource_path_index: 1 },
			},
		};
		const zoho = scriptZoho([refused, page(1, 1, false, () => ({ Legacy_Id: 'SAP' })), whole]);
		expect(await zoho.client.records.getBy('Contacts', legacy, 'SAP')).toEqual(whole.body.data[0]);
		expect(zoho.calls[1].query).toMatchObject({ criteria: '(Legacy_Id:equals:SAP)' });
	});

	it('passes on every other refusal, and asks nothing for an empty value', async () => {
		const refused = {
			status: 403,
			body: { code: 'NO_PERMISSION', status: 'error', message: 'permission denied', details: {} },
		};
		expect(await rejectionOf(scriptZoho([refused]).client.records.getBy('Contacts', legacy, 'SAP'))).toMatchObject({
			kind: 'api',
			code: 'NO_PERMISSION',
		});
		expect(await rejectionOf(scriptZoho([]).client.records.getBy('Contacts', email, ' '))).toMatchObject({
			kind: 'usage',
			message: 'Email has no value',
		});
	});
});
