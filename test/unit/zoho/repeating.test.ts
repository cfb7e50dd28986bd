import { UsageError, ZohoApiError, ZohoShapeError, ZohoTransportError } from '../../../nodes/shared/zoho/call/errors';
import { collect, lost, NOW, rejectionOf, scriptZoho, type Reply, type ScriptedZoho } from './scriptedZoho';

const THROTTLED = {
	status: 429,
	body: { code: 'TOO_MANY_REQUESTS', details: {}, message: 'too many concurrent calls', status: 'error' },
};
const GATEWAY_PAGE = { status: 502, body: '<html>Bad gateway</html>' };
const MODULES = { body: { modules: [] } };
const ID = '4150868000004601001';

const success = (message: string): Reply => ({
	body: { data: [{ code: 'SUCCESS', status: 'success', message, details: { id: ID } }] },
});

const ROW = { id: ID, Email: 'n.okafor@brightwell.test' };

/** Calls that may be sent again after a lost answer or a 5xx. */
const REPEATABLE: Array<[string, (zoho: ScriptedZoho) => Promise<unknown>, Reply]> = [
	['reading metadata', ({ client }) => client.metadata.modules(), MODULES],
	['reading a record', ({ client }) => client.records.get('Leads', ID), { status: 204 }],
	['listing records', ({ client }) => collect(client.records.list('Leads', { fields: ['Email'] })), { status: 204 }],
	['listing users', ({ client }) => collect(client.users.list()), { status: 204 }],
	['updating', ({ client }) => client.records.update('Leads', [ROW]), success('record updated')],
	[
		'updating with tags, pick list values and known subform rows',
		({ client }) =>
			client.records.update('Leads', [
				{ ...ROW, Tag: [{ name: 'fair' }], Interests: ['A'], History: [{ id: '5', Employer: 'Brightwell' }] },
			]),
		success('record updated'),
	],
	['deleting', ({ client }) => client.records.delete('Leads', [ID]), success('record deleted')],
	[
		'upserting with a key in every row',
		({ client }) => client.records.upsert('Leads', [ROW], { duplicateCheckFields: ['Phone', 'Email'] }),
		success('record updated'),
	],
	[
		'uploading',
		({ client }) => client.files.upload({ zip: new Uint8Array(3), fileName: 'a.zip', zgid: '1' }),
		{ body: { status: 'success', details: { file_id: '7' } } },
	],
	['downloading', ({ client }) => client.files.download('/a.zip'), { body: new Uint8Array([80, 75]) }],
	['asking for a job', ({ client }) => client.bulkWrite.get('17'), { body: { id: '17', status: 'ADDED' } }],
];

/** Calls that may not: twice would leave more than once. */
const ONCE_ONLY: Array<[string, (zoho: ScriptedZoho) => Promise<unknown>, Reply]> = [
	['inserting', ({ client }) => client.records.insert('Leads', [ROW]), success('record added')],
	[
		'upserting without duplicate check fields',
		({ client }) => client.records.upsert('Leads', [ROW], { duplicateCheckFields: [] }),
		success('record added'),
	],
	[
		'upserting with an empty key',
		({ client }) =>
			client.records.upsert('Leads', [{ Email: ' ', Last_Name: 'Ito' }], { duplicateCheckFields: ['Email'] }),
		success('record added'),
	],
	[
		'upserting without the key',
		({ client }) => client.records.upsert('Leads', [{ Email: null }], { duplicateCheckFields: ['Email'] }),
		success('record added'),
	],
	[
		'updating with new subform rows',
		({ client }) => client.records.update('Leads', [{ ...ROW, History: [{ Employer: 'Brightwell' }] }]),
		success('record updated'),
	],
	[
		'creating a bulk write job',
		({ client }) =>
			client.bulkWrite.create({
				operation: 'insert',
				resource: [
					{ type: 'data', module: { api_name: 'Leads' }, file_id: '7', file_names: ['a.csv'], field_mappings: [] },
				],
			}),
		{ body: { status: 'success', details: { id: '17' } } },
	],
];

describe('throttled calls', () => {
	it.each([...REPEATABLE, ...ONCE_ONLY])('repeats %s', async (_, act, reply) => {
		const zoho = scriptZoho([THROTTLED, THROTTLED, reply]);
		await act(zoho);
		expect(zoho.calls).toHaveLength(3);
		expect(zoho.calls[2]).toEqual(zoho.calls[0]);
		expect(zoho.left).toEqual([]);
	});

	it('waits twice as long from try to try, and gives up after five', async () => {
		const zoho = scriptZoho(Array(5).fill(THROTTLED), {}, 1 - Number.EPSILON);
		const thrown = await rejectionOf(zoho.client.records.insert('Leads', [ROW]));
		expect(zoho.pauses).toEqual([1000, 2000, 4000, 8000]);
		expect(thrown).toBeInstanceOf(ZohoApiError);
		expect(thrown).toMatchObject({
			kind: 'api',
			status: 429,
			code: 'TOO_MANY_REQUESTS',
			message: 'too many concurrent calls',
			method: 'POST',
			path: '/crm/v8/Leads',
			mayHaveBeenApplied: false,
		});
	});

	it('shortens every pause by chance, at most to half', async () => {
		const zoho = scriptZoho([THROTTLED, THROTTLED, MODULES], {}, 0);
		await zoho.client.metadata.modules();
		expect(zoho.pauses).toEqual([500, 1000]);
	});

	it.each([
		['seconds', '7', 7_000],
		['an http date', new Date(NOW + 90_000).toUTCString(), 90_000],
		['half seconds', '1.5', 1_500],
		['an http date that is over', new Date(NOW - 5_000).toUTCString(), 750],
		['no seconds', '0', 750],
		['negative seconds', '-5', 750],
		['two numbers', '5, 5', 750],
		['words', 'soon', 750],
	])('honours a Retry-After given in %s', async (_, header, pauseMs) => {
		const zoho = scriptZoho([{ ...THROTTLED, headers: { 'retry-after': header } }, MODULES]);
		await zoho.client.metadata.modules();
		expect(zoho.pauses).toEqual([pauseMs]);
	});

	it('never waits less than without a Retry-After, so that tries are not used up at once', async () => {
		const zoho = scriptZoho(Array(5).fill({ ...THROTTLED, headers: { 'retry-after': '1' } }));
		await expect(zoho.client.metadata.modules()).rejects.toMatchObject({ status: 429 });
		expect(zoho.pauses).toEqual([1000, 1500, 3000, 6000]);
	});

	it('does not call again too early where the server wants more patience than five minutes', async () => {
		const zoho = scriptZoho([{ ...THROTTLED, headers: { 'retry-after': '301' } }]);
		await expect(zoho.client.metadata.modules()).rejects.toBeInstanceOf(ZohoApiError);
		expect(zoho.pauses).toEqual([]);
	});

	it.each([
		['a header', { ...THROTTLED, headers: { 'x-api-credits-remaining': '0' } }],
		[
			'the message',
			{
				status: 429,
				body: {
					code: 'TOO_MANY_REQUESTS',
					details: {},
					message: 'API credits for the day are used up',
					status: 'error',
				},
			},
		],
	])('stops at once when %s tells that the credits are used up', async (_, reply) => {
		const zoho = scriptZoho([reply]);
		await expect(zoho.client.metadata.modules()).rejects.toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
		expect(zoho.pauses).toEqual([]);
	});

	it('understands a throttled answer without JSON', async () => {
		const zoho = scriptZoho(Array(5).fill({ status: 429, body: '<html>slow down</html>' }));
		await expect(zoho.client.records.insert('Leads', [ROW])).rejects.toMatchObject({
			code: 'HTTP_429',
			message: 'HTTP 429 without a reason from Zoho',
			mayHaveBeenApplied: false,
		});
	});
});

describe('lost answers and 5xx', () => {
	it.each(REPEATABLE)('repeats %s', async (_, act, reply) => {
		const zoho = scriptZoho([
			lost('ECONNRESET'),
			GATEWAY_PAGE,
			{ status: 500, body: { code: 'INTERNAL_ERROR', details: {}, message: 'Internal Server Error', status: 'error' } },
			reply,
		]);
		await act(zoho);
		expect(zoho.calls).toHaveLength(4);
		expect(zoho.pauses).toEqual([750, 1500, 3000]);
	});

	it.each(ONCE_ONLY)(
		'does not repeat %s after a lost answer, and says that it may have been applied',
		async (_, act) => {
			const zoho = scriptZoho([lost('ECONNRESET')]);
			const thrown = await rejectionOf(act(zoho));
			expect(thrown).toBeInstanceOf(ZohoTransportError);
			expect(thrown).toMatchObject({ kind: 'transport', attempts: 1, reason: 'ECONNRESET', mayHaveBeenApplied: true });
		},
	);

	it.each(ONCE_ONLY)('does not repeat %s after a 5xx, and says that it may have been applied', async (_, act) => {
		const zoho = scriptZoho([GATEWAY_PAGE]);
		const thrown = await rejectionOf(act(zoho));
		expect(thrown).toBeInstanceOf(ZohoApiError);
		expect(thrown).toMatchObject({
			status: 502,
			code: 'HTTP_502',
			details: {},
			apiName: null,
			mayHaveBeenApplied: true,
		});
	});

	it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])(
		'knows that nothing was applied where no connection was made: %s',
		async (code) => {
			const zoho = scriptZoho([lost(code)]);
			await expect(zoho.client.records.insert('Leads', [ROW])).rejects.toMatchObject({
				reason: code,
				mayHaveBeenApplied: false,
			});
		},
	);

	it.each(['ETIMEDOUT', 'ECONNABORTED', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH'])(
		'takes a connection that may have been there for one: %s',
		async (code) => {
			const zoho = scriptZoho([lost(code)]);
			await expect(zoho.client.records.insert('Leads', [ROW])).rejects.toMatchObject({
				reason: code,
				mayHaveBeenApplied: true,
			});
		},
	);

	it('gives up after five tries and tells how many there were', async () => {
		const zoho = scriptZoho(Array(5).fill(lost('ETIMEDOUT')));
		const thrown = await rejectionOf(zoho.client.metadata.modules());
		expect(thrown).toBeInstanceOf(ZohoTransportError);
		expect(thrown).toMatchObject({
			name: 'ZohoTransportError',
			message: 'No response to GET /crm/v8/settings/modules after 5 tries (ETIMEDOUT)',
			method: 'GET',
			path: '/crm/v8/settings/modules',
			attempts: 5,
			mayHaveBeenApplied: false,
		});
	});

	it('remembers a lost try of an update that is refused or throttled later', async () => {
		const refused = {
			status: 403,
			body: {
				code: 'NO_PERMISSION',
				details: { permissions: ['Crm_Implied_Edit_Leads'] },
				message: 'permission denied',
				status: 'error',
			},
		};
		const first = scriptZoho([lost('ECONNRESET'), refused]);
		await expect(first.client.records.update('Leads', [ROW])).rejects.toMatchObject({
			code: 'NO_PERMISSION',
			details: { permissions: ['Crm_Implied_Edit_Leads'] },
			mayHaveBeenApplied: true,
		});
		const second = scriptZoho([GATEWAY_PAGE, ...Array(4).fill(THROTTLED)]);
		await expect(second.client.records.update('Leads', [ROW])).rejects.toMatchObject({
			status: 429,
			mayHaveBeenApplied: true,
		});
		const plain = scriptZoho([refused]);
		await expect(plain.client.records.update('Leads', [ROW])).rejects.toMatchObject({
			code: 'NO_PERMISSION',
			mayHaveBeenApplied: false,
		});
	});

	it('counts a record as deleted that a lost try deleted, and only then', async () => {
		const gone = {
			status: 400,
			body: { data: [{ code: 'INVALID_DATA', status: 'error', message: 'record not deleted', details: { id: ID } }] },
		};
		const repeated = scriptZoho([lost('ECONNRESET'), gone]);
		expect(await repeated.client.records.delete('Leads', [ID])).toEqual([
			{ status: 'success', id: ID, action: 'delete', duplicateField: null, details: { id: ID } },
		]);
		const first = scriptZoho([gone]);
		expect(await first.client.records.delete('Leads', [ID])).toMatchObject([
			{ status: 'refused', refusal: { code: 'INVALID_DATA' } },
		]);
	});

	it('does not count another refusal as deleted', async () => {
		const locked = {
			status: 400,
			body: { data: [{ code: 'RECORD_LOCKED', status: 'error', message: 'record locked', details: { id: ID } }] },
		};
		const zoho = scriptZoho([lost('ECONNRESET'), locked]);
		expect(await zoho.client.records.delete('Leads', [ID])).toMatchObject([
			{ status: 'refused', refusal: { code: 'RECORD_LOCKED', mayHaveBeenApplied: true } },
		]);
	});

	it('does not repeat what was cancelled', async () => {
		const zoho = scriptZoho([lost('ERR_CANCELED')]);
		await expect(zoho.client.metadata.modules()).rejects.toMatchObject({ reason: 'ERR_CANCELED', attempts: 1 });
	});

	it('passes on at once what the surroundings themselves refuse', async () => {
		const refusal = new UsageError('The credential is not connected', 'Connect it');
		const zoho = scriptZoho([refusal]);
		expect(await rejectionOf(zoho.client.metadata.modules())).toBe(refusal);
	});

	it.each([...REPEATABLE, ...ONCE_ONLY])(
		'repeats %s where no token came for the moment: Zoho has not acted',
		async (_, act, reply) => {
			const zoho = scriptZoho([
				new UsageError('The accounts server is busy', 'Wait', 'TOKEN_REFUSED', { passes: true }),
				reply,
			]);
			await act(zoho);
			expect(zoho.pauses).toEqual([750]);
			expect(zoho.client.usage.calls).toBe(1);
		},
	);

	it('passes on that no token came, and that nothing was applied, after five tries', async () => {
		const busy = new UsageError('The accounts server is busy', 'Wait', 'TOKEN_REFUSED', { passes: true });
		const zoho = scriptZoho(Array(5).fill(busy));
		expect(await rejectionOf(zoho.client.records.insert('Leads', [ROW]))).toBe(busy);
		expect(zoho.client.usage).toEqual({ calls: 0, credits: 0, creditsRemaining: null });
	});

	it.each([
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'CERT_HAS_EXPIRED',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	])(
		'does not call a host again whose certificate is not accepted (%s), and knows that nothing was applied',
		async (code) => {
			const read = scriptZoho([lost(code)]);
			await expect(read.client.metadata.modules()).rejects.toMatchObject({
				reason: code,
				attempts: 1,
				host: 'www.zohoapis.eu',
			});
			await expect(scriptZoho([lost(code)]).client.records.insert('Leads', [ROW])).rejects.toMatchObject({
				mayHaveBeenApplied: false,
			});
		},
	);

	it('finds the code of the network layer behind other errors, and shows nothing else of them', async () => {
		const zoho = scriptZoho([new Error('Request failed with token 1000.secret', { cause: lost('EPIPE') })]);
		const thrown = await rejectionOf(zoho.client.records.insert('Leads', [ROW]));
		expect(thrown).toMatchObject({ reason: 'EPIPE' });
		expect(JSON.stringify([thrown, String(thrown), Object(thrown).message])).not.toContain('secret');
		expect(thrown).not.toHaveProperty('cause');
	});
});

describe('other answers', () => {
	it.each([400, 401, 403, 404, 405, 412, 413, 415])('throws a refusal with status %s at once', async (status) => {
		const zoho = scriptZoho([
			{
				status,
				body: {
					code: 'SOME_CODE',
					details: { api_name: 'Email', json_path: '$.data[0].Email' },
					message: 'no',
					status: 'error',
				},
			},
		]);
		const thrown = await rejectionOf(zoho.client.records.update('Leads', [ROW]));
		expect(thrown).toBeInstanceOf(ZohoApiError);
		expect(thrown).toMatchObject({
			status,
			code: 'SOME_CODE',
			message: 'no',
			details: { api_name: 'Email', json_path: '$.data[0].Email' },
			apiName: 'Email',
			method: 'PUT',
			path: '/crm/v8/Leads',
			mayHaveBeenApplied: false,
		});
		expect(zoho.pauses).toEqual([]);
	});

	it.each([
		[413, true],
		[302, true],
		// A firewall's page may stand for an answer that Zoho gave.
		[400, true],
		[403, true],
		[404, true],
		[401, false],
	])(
		'judges a %s without readable words after a write: may have been applied = %s',
		async (status, mayHaveBeenApplied) => {
			const zoho = scriptZoho([{ status, body: '<html></html>' }]);
			await expect(zoho.client.records.insert('Leads', [ROW])).rejects.toMatchObject({
				status,
				code: `HTTP_${status}`,
				mayHaveBeenApplied,
			});
		},
	);

	it('says that a redirect is not followed', async () => {
		const zoho = scriptZoho([{ status: 302, body: '' }]);
		await expect(zoho.client.metadata.modules()).rejects.toThrow(
			'HTTP 302: the response redirects to another URL, and the token is not sent there',
		);
	});

	it.each([
		['text', '<html>Welcome to the hotel</html>', '$'],
		['nothing', '', '$'],
		['no list', { data: 'none' }, '$.data'],
		['too few outcomes', { data: [] }, '$.data'],
		['an outcome of another kind', { data: [{ status: 'maybe', code: 'X' }] }, '$.data[0].status'],
		['an outcome without an id', { data: [{ status: 'success', details: {} }] }, '$.data[0].details.id'],
		[
			'an id that lost digits',
			{ data: [{ status: 'success', details: { id: 4150868000004601001 } }] },
			'$.data[0].details.id',
		],
	])('says that a write may have been applied when the answer is %s', async (_, body, path) => {
		const zoho = scriptZoho([{ body }]);
		const thrown = await rejectionOf(zoho.client.records.insert('Leads', [ROW]));
		expect(thrown).toBeInstanceOf(ZohoShapeError);
		expect(thrown).toMatchObject({
			kind: 'shape',
			method: 'POST',
			callPath: '/crm/v8/Leads',
			path,
			mayHaveBeenApplied: true,
		});
	});

	it.each([1, 2])(
		'says that a write may have been applied when %s of 3 outcomes came, the first of them a refusal',
		async (count) => {
			const refused = {
				code: 'INVALID_DATA',
				status: 'error',
				message: 'invalid data',
				details: { api_name: 'Email' },
			};
			const zoho = scriptZoho([{ status: 207, body: { data: [refused, refused].slice(0, count) } }]);
			const thrown = await rejectionOf(zoho.client.records.insert('Leads', [ROW, ROW, ROW]));
			if (count === 1) expect(thrown).toMatchObject({ kind: 'api', code: 'INVALID_DATA', mayHaveBeenApplied: false });
			else expect(thrown).toMatchObject({ kind: 'shape', path: '$.data', mayHaveBeenApplied: true });
		},
	);

	it('says that nothing was applied when the answer to a read has another shape', async () => {
		const zoho = scriptZoho([{ body: { modules: [{ id: 'x' }] } }]);
		const thrown = await rejectionOf(zoho.client.metadata.modules());
		expect(thrown).toBeInstanceOf(ZohoShapeError);
		expect(thrown).toMatchObject({
			path: '$.modules[0].id',
			message: "The response to GET /crm/v8/settings/modules can't be read: $.modules[0].id is not an ID",
			mayHaveBeenApplied: false,
		});
	});
});

describe('usage', () => {
	it('counts calls and credits by what was called', async () => {
		const outcomes = {
			data: Array.from({ length: 21 }, (_, index) => ({ status: 'success', details: { id: String(index) } })),
		};
		const zoho = scriptZoho([
			THROTTLED,
			{ body: outcomes },
			{ status: 204, headers: { 'x-api-credits-remaining': '1234' } },
			{ body: { status: 'success', details: { file_id: '7' } } },
			{ body: { status: 'success', details: { id: '17' } } },
			success('record deleted'),
			{ status: 204 },
		]);
		const { client } = zoho;
		expect(client.usage).toEqual({ calls: 0, credits: 0, creditsRemaining: null });
		await client.records.insert(
			'Leads',
			Array.from({ length: 21 }, () => ({ Last_Name: 'Ito' })),
		);
		expect(client.usage).toEqual({ calls: 2, credits: 3, creditsRemaining: null });
		await collect(client.records.list('Leads', { fields: ['Email'], customViewId: '87501' }));
		expect(client.usage).toEqual({ calls: 3, credits: 6, creditsRemaining: 1234 });
		await client.files.upload({ zip: new Uint8Array(3), fileName: 'a.zip', zgid: '1' });
		expect(client.usage).toEqual({ calls: 4, credits: 6, creditsRemaining: 1234 });
		await client.bulkWrite.create({
			operation: 'insert',
			resource: [
				{ type: 'data', module: { api_name: 'Leads' }, file_id: '7', file_names: ['a.csv'], field_mappings: [] },
			],
		});
		expect(client.usage).toEqual({ calls: 5, credits: 506, creditsRemaining: 1234 });
		await client.records.delete('Leads', [ID]);
		await client.metadata.fields('Leads');
		expect(client.usage).toEqual({ calls: 7, credits: 508, creditsRemaining: 1234 });
	});
});
