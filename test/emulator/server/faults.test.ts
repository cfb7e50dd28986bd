import type { AxiosResponse } from 'axios';
import { useEach, useEmulator } from '../../stage/useEmulator';
import { createOutsideClient } from '../clients/outside';

const emulator = useEmulator();
const client = useEach(() => createOutsideClient(emulator));

function insert(lastName = 'Okafor'): Promise<AxiosResponse<unknown>> {
	return client.post('/crm/v8/Leads', { data: [{ Last_Name: lastName, Company: 'Brightwell' }] });
}

async function connectionCode(call: Promise<unknown>): Promise<unknown> {
	try {
		await call;
		return 'answered';
	} catch (error) {
		return error instanceof Error && 'code' in error ? error.code : error;
	}
}

it('answers a status with Retry-After and a body, for as many calls as asked, then rightly again', async () => {
	const body = { code: 'TOO_MANY_REQUESTS', details: {}, message: 'later', status: 'error' };
	emulator.faults.add({
		kind: 'answer',
		status: 429,
		retryAfterSeconds: 3,
		body,
		method: 'POST',
		path: '/crm/v8/Leads',
		times: 2,
	});
	const first = await insert();
	expect([first.status, first.headers['retry-after'], first.headers['content-type'], first.data]).toEqual([
		429,
		'3',
		'application/json;charset=UTF-8',
		body,
	]);
	expect((await client.get('/crm/v8/Leads?fields=Email')).status).toBe(204);
	expect(emulator.faults.pending()).toEqual([
		{
			kind: 'answer',
			status: 429,
			retryAfterSeconds: 3,
			body,
			method: 'POST',
			path: '/crm/v8/Leads',
			times: 1,
			after: 0,
		},
	]);
	expect((await insert()).status).toBe(429);
	expect((await insert()).status).toBe(201);
	expect(emulator.store.count('Leads')).toBe(1);
	expect(emulator.faults.pending()).toEqual([]);
});

it("answers a gateway's HTML, before or after the handler acted", async () => {
	const body = '<html><body><h1>502 Bad Gateway</h1></body></html>';
	emulator.faults.add({ kind: 'answer', status: 502, body, path: '/crm/v8/*' });
	const before = await insert();
	expect([before.status, before.headers['content-type'], before.data, emulator.store.count('Leads')]).toEqual([
		502,
		'text/html;charset=UTF-8',
		body,
		0,
	]);
	emulator.faults.add({ kind: 'answer', status: 502, body, path: '/crm/v8/*', acts: true });
	const after = await insert();
	expect([after.status, after.data, emulator.store.count('Leads')]).toEqual([502, body, 1]);
});

it('resets the connection before the handler acts', async () => {
	emulator.faults.add({ kind: 'reset', path: '/crm/v8/Leads' });
	expect(await connectionCode(insert())).toBe('ECONNRESET');
	expect(emulator.store.count('Leads')).toBe(0);
	expect(emulator.requests.all()[0]).toMatchObject({ fault: 'reset', status: null, credits: 0 });
});

it.each([true, false])(
	'answers nothing and keeps the connection open, whether the handler acted or not: %s',
	async (acts) => {
		const controller = new AbortController();
		const callers: number[] = [];
		emulator.faults.onSilence = (port) => {
			callers.push(port);
			controller.abort();
		};
		emulator.faults.add({ kind: 'silent', acts, path: '/crm/v8/Leads' });
		const call = client.post(
			'/crm/v8/Leads',
			{ data: [{ Last_Name: 'Okafor', Company: 'Brightwell' }] },
			{ signal: controller.signal },
		);
		expect(await connectionCode(call)).toBe('ERR_CANCELED');
		expect(callers).toEqual([expect.any(Number)]);
		expect(callers[0]).toBeGreaterThan(0);
		expect(emulator.store.count('Leads')).toBe(acts ? 1 : 0);
		expect(emulator.requests.all()[0]).toMatchObject({ fault: 'silent', status: null, credits: acts ? 1 : 0 });
		expect((await insert()).status).toBe(201);
	},
);

it('begins an answer that never ends', async () => {
	emulator.faults.add({ kind: 'dripping', acts: true, path: '/crm/v8/Leads' });
	const controller = new AbortController();
	const answer = await fetch(`${emulator.url}/crm/v8/Leads`, { signal: controller.signal });
	const reader = answer.body?.getReader();
	for (let drips = 0; drips < 5; drips += 1) expect((await reader?.read())?.done).toBe(false);
	controller.abort();
});

it('packs more behind an answer than it has', async () => {
	emulator.faults.add({ kind: 'exploding', megabytes: 2, path: '/crm/v8/org' });
	const answer = await fetch(`${emulator.url}/crm/v8/org`);
	expect((await answer.text()).length).toBeGreaterThan(2_000_000);
});

it('resets the connection after the handler acted', async () => {
	emulator.faults.add({ kind: 'reset', path: '/crm/v8/Leads', acts: true });
	expect(await connectionCode(insert())).toBe('ECONNRESET');
	expect(emulator.store.count('Leads')).toBe(1);
	expect(emulator.requests.all()[0]).toMatchObject({ fault: 'reset', status: null, credits: 1 });
});

it('cuts the answer in its middle', async () => {
	emulator.faults.add({ kind: 'cut', path: '/crm/v8/Leads' });
	expect(await connectionCode(insert())).toMatch(/ECONNRESET|ERR_BAD_RESPONSE/);
	expect(emulator.store.count('Leads')).toBe(1);
	expect((await insert()).status).toBe(201);
});

it('answers late, but rightly', async () => {
	emulator.faults.add({ kind: 'slow', delayMs: 80, path: '/crm/v8/Leads' });
	const startedMs = performance.now();
	expect((await insert()).status).toBe(201);
	expect(performance.now() - startedMs).toBeGreaterThanOrEqual(78);
});

it('answers half of the JSON as if it were whole', async () => {
	emulator.faults.add({ kind: 'truncatedJson', path: '/crm/v8/org' });
	const answer = await client.get('/crm/v8/org', { transformResponse: (text: string) => text });
	expect(answer.status).toBe(200);
	const text = String(answer.data);
	expect(text.startsWith('{"org":[{"id":"4150868000000225009"')).toBe(true);
	expect(() => JSON.parse(text)).toThrow(SyntaxError);
});

it('answers JSON of another shape', async () => {
	emulator.faults.add({ kind: 'wrongJson', path: '/crm/v8/org' });
	emulator.faults.add({ kind: 'wrongJson', path: '/crm/v8/org', body: [1] });
	const answers = [await client.get('/crm/v8/org'), await client.get('/crm/v8/org')];
	expect(answers.map(({ status, data }) => [status, data])).toEqual([
		[200, { result: 'done' }],
		[200, [1]],
	]);
});

it('answers 204 with nothing', async () => {
	emulator.faults.add({ kind: 'empty', path: '/crm/v8/org' });
	const answer = await client.get('/crm/v8/org');
	expect([answer.status, answer.data]).toEqual([204, '']);
});

it('ends the token of the call, for that call and later ones', async () => {
	emulator.faults.add({ kind: 'expireToken', path: '/crm/v8/Leads' });
	const body = { code: 'INVALID_TOKEN', details: {}, message: 'invalid oauth token', status: 'error' };
	const answers = [await insert(), await insert()];
	expect(answers.map(({ status, data }) => [status, data])).toEqual([
		[401, body],
		[401, body],
	]);
	client.authorization = emulator.grantToken().authorization;
	expect((await insert()).status).toBe(201);
});

it('redirects to another origin', async () => {
	emulator.faults.add({ kind: 'redirect', location: 'http://127.0.0.1:9/elsewhere', path: '/crm/v8/org' });
	emulator.faults.add({ kind: 'redirect', location: `${emulator.fileHost}/x`, status: 307, path: '/crm/v8/org' });
	const answers = [await client.get('/crm/v8/org'), await client.get('/crm/v8/org')];
	expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual([
		[302, 'http://127.0.0.1:9/elsewhere'],
		[307, `${emulator.fileHost}/x`],
	]);
});

it('lets calls pass before it begins, and meets token requests too', async () => {
	emulator.faults.add({ kind: 'answer', status: 503, path: '/crm/v8/Leads', after: 2 });
	expect([await insert(), await insert(), await insert(), await insert()].map(({ status }) => status)).toEqual([
		201, 201, 503, 201,
	]);
	emulator.faults.add({ kind: 'answer', status: 500, body: '<html></html>', path: '/oauth/v2/token' });
	expect((await client.token({ grant_type: 'refresh_token', refresh_token: emulator.refreshToken })).status).toBe(500);
});

it('takes signs of patterns in paths literally', async () => {
	emulator.faults.add({ kind: 'empty', path: '/crm/v8/Lead.' });
	expect((await insert()).status).toBe(201);
});

describe('through the admin address', () => {
	it('queues, lists and removes faults', async () => {
		const fault = { kind: 'answer', status: 429, path: '/crm/v8/*', times: 3 };
		expect((await client.admin('POST', '/faults', fault)).data).toEqual([{ ...fault, after: 0 }]);
		expect((await insert()).status).toBe(429);
		expect((await client.admin('GET', '/faults')).data).toEqual([{ ...fault, times: 2, after: 0 }]);
		expect((await client.admin('DELETE', '/faults')).data).toEqual([]);
		expect((await insert()).status).toBe(201);
	});

	it.each([
		[{ kind: 'reset' }, 'path says which calls the fault is meant for'],
		[
			{ kind: 'storm', path: '/x' },
			'kind is one of answer, reset, cut, slow, silent, dripping, exploding, truncatedJson, wrongJson, empty, expireToken, redirect',
		],
		[
			{ kind: 'answer', path: '/x' },
			'answer lacks a part: answer has a status, slow a delayMs, exploding its megabytes, redirect a location',
		],
		[{ kind: 'reset', path: '/x', times: 0 }, 'times and after are whole numbers, times at least 1'],
		[[], 'The body is not a JSON object'],
	])('refuses %j', async (fault, error) => {
		const answer = await client.admin('POST', '/faults', fault);
		expect([answer.status, answer.data]).toEqual([400, { error }]);
		expect(emulator.faults.pending()).toEqual([]);
	});
});
