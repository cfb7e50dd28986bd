import FormData from 'form-data';
import { useEach, useEmulator } from '../../stage/useEmulator';
import { createOutsideClient } from '../clients/outside';
import { hashToken } from '../oauth/tokens';
import { RequestLog } from './requestLog';

const emulator = useEmulator();
const client = useEach(() => createOutsideClient(emulator));

it('keeps everything about a JSON call but the token', async () => {
	const body = { data: [{ Last_Name: 'Okafor', Company: 'Brightwell' }, { Last_Name: '日本' }] };
	const answer = await client.post('/crm/v8/Leads?x=a%20b', body, { headers: { 'X-Trace': '7' } });
	const nowMs = emulator.state.clock.now();
	const [request] = emulator.requests.all();
	const { headers, ...rest } = JSON.parse(JSON.stringify(request));
	expect(rest).toEqual({
		number: 1,
		method: 'POST',
		host: 'api',
		path: '/crm/v8/Leads',
		query: { x: 'a b' },
		sizeBytes: Buffer.byteLength(JSON.stringify(body)),
		records: 2,
		body,
		status: 207,
		answer: answer.data,
		answerBytes: Buffer.byteLength(JSON.stringify(answer.data)),
		startedMs: nowMs,
		endedMs: nowMs,
		credits: 1,
		fault: null,
	});
	const token = client.authorization.replace('Zoho-oauthtoken ', '');
	expect(headers).toMatchObject({ 'x-trace': '7', authorization: `Zoho-oauthtoken #${hashToken(token)}` });
	expect(JSON.stringify(emulator.requests.all())).not.toContain(token);
});

it('keeps size and host of an upload, not its bytes', async () => {
	const form = new FormData();
	form.append('file', Buffer.alloc(1000, 'x'), { filename: 'leads.zip', contentType: 'application/zip' });
	const upload = form.getBuffer();
	await client.post(`${emulator.fileHost}/crm/v8/upload`, upload, {
		headers: { ...form.getHeaders(), feature: 'bulk-write', 'X-CRM-ORG': emulator.zgid },
	});
	expect(emulator.requests.all()).toMatchObject([
		{
			host: 'files',
			path: '/crm/v8/upload',
			sizeBytes: upload.length,
			body: undefined,
			records: 0,
			status: 400,
			answer: { code: 'INVALID_FILE_FORMAT' },
		},
	]);
});

it('hides secrets of token requests wherever they stand', async () => {
	await client.post(
		`/oauth/v2/token?grant_type=refresh_token&refresh_token=${emulator.refreshToken}&client_id=${emulator.clientId}&client_secret=${emulator.clientSecret}`,
		undefined,
	);
	await client.token({ grant_type: 'refresh_token', refresh_token: emulator.refreshToken });
	expect(emulator.requests.all()).toMatchObject([
		{
			path: '/oauth/v2/token',
			query: {
				grant_type: 'refresh_token',
				client_id: emulator.clientId,
				refresh_token: `#${hashToken(emulator.refreshToken)}`,
			},
			status: 200,
			body: undefined,
			answer: undefined,
		},
		{ path: '/oauth/v2/token', query: {}, status: 200, body: undefined, answer: undefined },
	]);
	const text = JSON.stringify(emulator.requests.all());
	for (const secret of [emulator.refreshToken, emulator.clientSecret]) expect(text).not.toContain(secret);
});

it('keeps refused calls too, which cost nothing', async () => {
	client.authorization = '';
	await client.get('/crm/v8/org');
	expect(emulator.requests.all()).toMatchObject([
		{ status: 401, credits: 0, records: 0, answer: { code: 'AUTHENTICATION_FAILURE' } },
	]);
});

it('finds requests by method, host and path', async () => {
	await client.get('/crm/v8/org');
	await client.get('/crm/v8/users');
	await client.request('DELETE', '/crm/v8/users/1');
	expect(emulator.requests.all({ method: 'GET' })).toHaveLength(2);
	expect(emulator.requests.all({ path: '/crm/v8/users' })).toHaveLength(1);
	expect(emulator.requests.all({ path: /users/, host: 'api' })).toHaveLength(2);
	expect(emulator.requests.all({ host: 'files' })).toHaveLength(0);
});

describe('memory', () => {
	const start = {
		method: 'POST',
		host: 'api',
		path: '/crm/v8/Leads',
		query: {},
		headers: {},
		sizeBytes: 0,
		startedMs: 0,
	} as const;

	it('drops the oldest bodies beyond 64 MiB and keeps the requests', () => {
		const log = new RequestLog(true);
		const text = JSON.stringify({ text: 'x'.repeat(1024 * 1024) });
		for (let count = 0; count < 70; count++) log.begin(start, text)({ status: 201, answerText: '{"data":[]}' });
		const kept = log.all().map(({ body }) => body !== undefined);
		expect(kept.length).toBe(70);
		expect(kept.filter((isKept) => isKept).length).toBe(63);
		expect(kept.slice(0, 7)).toEqual(Array.from({ length: 7 }, () => false));
		expect(log.all().every(({ status }) => status === 201)).toBe(true);
	});

	it('keeps the last 20,000 requests at most, numbered on', () => {
		const log = new RequestLog(true);
		for (let count = 0; count < 20_001; count++) log.begin(start, '{}')({ status: 200 });
		const numbers = log.all().map(({ number }) => number);
		expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([18_001, 2_001, 20_001]);
	});

	it('keeps no bodies where told so', () => {
		const log = new RequestLog(false);
		log.begin(start, '{"a":1}')({ status: 201, answerText: '{"b":1}', answerBytes: 7 });
		expect(log.all()).toMatchObject([{ status: 201, body: undefined, answer: undefined, answerBytes: 7 }]);
	});
});
