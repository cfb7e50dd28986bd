import { UsageError, ZohoApiError } from '../../../nodes/shared/zoho/call/errors';
import { MAX_UPLOAD_BYTES } from '../../../nodes/shared/zoho/call/limits';
import { lost, rejectionOf, scriptZoho } from './scriptedZoho';

const ZIP = new Uint8Array([0x50, 0x4b, 3, 4]);
const UPLOADED = {
	body: { status: 'success', code: 'FILE_UPLOAD_SUCCESS', message: 'file uploaded.', details: { file_id: '4911001' } },
};
const NOT_FOUND = { status: 404, body: new TextEncoder().encode('<html>Not found</html>') };
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('uploading', () => {
	it('sends the archive as a form with the organization', async () => {
		const zoho = scriptZoho([UPLOADED]);
		expect(await zoho.client.files.upload({ zip: ZIP, fileName: 'leads.zip', zgid: '654321098' })).toEqual({
			fileId: '4911001',
		});
		const [call] = zoho.calls;
		expect(call).toMatchObject({
			host: 'file',
			method: 'POST',
			url: 'https://content.zohoapis.eu/crm/v8/upload',
			headers: { feature: 'bulk-write', 'X-CRM-ORG': '654321098' },
			answer: 'json',
		});
		const file = call.body?.kind === 'form' ? call.body.form.get('file') : null;
		expect(file).toBeInstanceOf(File);
		expect(file).toMatchObject({ name: 'leads.zip', type: 'application/zip', size: 4 });
		expect(file instanceof File && new Uint8Array(await file.arrayBuffer())).toEqual(ZIP);
	});

	it.each([
		[
			'a refusal with 400',
			{
				status: 400,
				body: {
					status: 'error',
					code: 'INVALID_FILE_FORMAT',
					message: 'invalid file format. only zip format is supported',
					details: {},
				},
			},
			'INVALID_FILE_FORMAT',
			'invalid file format. only zip format is supported',
		],
		[
			'a refusal with 200',
			{
				status: 200,
				body: { status: 'error', code: 'INVALID_DATA', message: 'Invalid data - x-crm-org', details: {} },
			},
			'INVALID_DATA',
			'Invalid data - x-crm-org',
		],
		[
			'the older body of the file service',
			{
				status: 400,
				body: {
					'x-error': 'FEATURE_MISSING',
					info: 'check if headers [feature, X-CRM-ORG] are present and valid',
					http_status: '400',
				},
			},
			'FEATURE_MISSING',
			'check if headers [feature, X-CRM-ORG] are present and valid',
		],
		[
			'the oldest body of the file service',
			{ status: 401, body: { ERROR_CODE: 401, ERROR_MESSAGE: 'Unauthorized' } },
			'401',
			'Unauthorized',
		],
		[
			'the oldest body with 200',
			{ status: 200, body: { ERROR_CODE: 401, ERROR_MESSAGE: 'Unauthorized' } },
			'401',
			'Unauthorized',
		],
		['a gateway page', { status: 413, body: '<html></html>' }, 'HTTP_413', 'HTTP 413 without a reason from Zoho'],
	])('throws %s', async (_, reply, code, message) => {
		const thrown = await rejectionOf(
			scriptZoho([reply]).client.files.upload({ zip: ZIP, fileName: 'leads.zip', zgid: '1' }),
		);
		expect(thrown).toBeInstanceOf(ZohoApiError);
		expect(thrown).toMatchObject({ status: reply.status, code, message, mayHaveBeenApplied: false });
	});

	it('refuses an archive over the limit before anything is sent', async () => {
		const zip = new Uint8Array(MAX_UPLOAD_BYTES + 1);
		const thrown = await rejectionOf(scriptZoho([]).client.files.upload({ zip, fileName: 'a.zip', zgid: '1' }));
		expect(thrown).toBeInstanceOf(UsageError);
		expect(thrown).toMatchObject({ message: 'The archive has 25000001 bytes. Zoho CRM accepts at most 25000000' });
	});
});

describe('downloading', () => {
	const PATH = '/v8/crm/org1/bulk-write/4912001/4912001.zip';

	it('takes an address as it is', async () => {
		const zoho = scriptZoho([{ body: ZIP }]);
		expect(await zoho.client.files.download(`https://Download-Accl.ZOHO.com${PATH}?signature=a%2Bb`)).toBe(ZIP);
		expect(zoho.calls).toMatchObject([
			{
				host: 'file',
				method: 'GET',
				url: `https://download-accl.zoho.com${PATH}`,
				query: { signature: 'a+b' },
				answer: 'bytes',
			},
		]);
	});

	it('looks for a path on the download host, then on the API domain', async () => {
		const zoho = scriptZoho([NOT_FOUND, { body: ZIP }]);
		expect(await zoho.client.files.download(PATH)).toBe(ZIP);
		expect(zoho.calls.map(({ url }) => url)).toEqual([
			`https://download-accl.zoho.eu${PATH}`,
			`https://www.zohoapis.eu${PATH}`,
		]);
	});

	it('looks no further than where the answer is not 404', async () => {
		const found = scriptZoho([{ body: ZIP }]);
		await found.client.files.download(PATH);
		expect(found.calls).toHaveLength(1);
		const refused = scriptZoho([
			{
				status: 401,
				body: bytesOf({ code: 'INVALID_TOKEN', details: {}, message: 'invalid oauth token', status: 'error' }),
			},
		]);
		await expect(refused.client.files.download(PATH)).rejects.toMatchObject({
			kind: 'api',
			status: 401,
			code: 'INVALID_TOKEN',
			message: 'invalid oauth token',
		});
		expect(refused.calls).toHaveLength(1);
	});

	const unreached = Array(5).fill(lost('ENOTFOUND'));

	it('looks for a path on the API domain where the download host cannot be reached', async () => {
		const zoho = scriptZoho([...unreached, { body: ZIP }]);
		expect(await zoho.client.files.download(PATH)).toBe(ZIP);
		expect(zoho.calls.map(({ url }) => new URL(url).host)).toEqual([
			...Array(5).fill('download-accl.zoho.eu'),
			'www.zohoapis.eu',
		]);
	});

	it('names the host that cannot be reached where the other one does not have it either', async () => {
		await expect(scriptZoho([...unreached, NOT_FOUND]).client.files.download(PATH)).rejects.toMatchObject({
			kind: 'transport',
			host: 'download-accl.zoho.eu',
			reason: 'ENOTFOUND',
		});
		await expect(scriptZoho([NOT_FOUND, ...unreached]).client.files.download(PATH)).rejects.toMatchObject({
			kind: 'transport',
			host: 'www.zohoapis.eu',
		});
	});

	it('throws when it is nowhere', async () => {
		const zoho = scriptZoho([
			NOT_FOUND,
			{ status: 404, body: bytesOf({ code: 'RESOURCE_NOT_FOUND', details: {}, message: 'gone', status: 'error' }) },
		]);
		await expect(zoho.client.files.download(PATH)).rejects.toMatchObject({
			kind: 'api',
			status: 404,
			code: 'RESOURCE_NOT_FOUND',
			path: PATH,
		});
	});

	it('asks one host once', async () => {
		const zoho = scriptZoho([NOT_FOUND], { downloadHosts: ['https://www.zohoapis.eu'] });
		await expect(zoho.client.files.download(PATH)).rejects.toMatchObject({ status: 404, code: 'HTTP_404' });
	});

	it('recognises a refusal that came with 200', async () => {
		const zoho = scriptZoho([{ status: 200, body: bytesOf({ 'x-error': 'EXPIRED', info: 'the file is gone' }) }]);
		await expect(zoho.client.files.download(PATH)).rejects.toMatchObject({
			kind: 'api',
			status: 200,
			code: 'EXPIRED',
			message: 'the file is gone',
		});
	});

	it.each([
		{ status: 200, body: 'text' },
		{ status: 204, body: '' },
		{ status: 302, body: new Uint8Array() },
	])('takes nothing but bytes with 200: %j', async (reply) => {
		await expect(scriptZoho([reply]).client.files.download(PATH)).rejects.toMatchObject({
			kind: expect.stringMatching(/^(api|shape)$/),
		});
	});

	it.each([
		'https://zoho.com.evil.test/a.zip',
		'https://evil.test/zoho.com/a.zip',
		'https://evilzoho.com/a.zip',
		'https://download-accl.zoho.com@evil.test/a.zip',
		'https://user:password@download-accl.zoho.com/a.zip',
		'https://token@download-accl.zoho.com/a.zip',
		'http://download-accl.zoho.com/a.zip',
		'HTTP://download-accl.zoho.com/a.zip',
		'ftp://download-accl.zoho.com/a.zip',
		'javascript:alert(1)',
		'data:application/zip;base64,UEs=',
		'file:///etc/passwd',
		'http://127.0.0.1/a.zip',
		'http://localhost:8080/a.zip',
		'//evil.test/a.zip',
		'/\\evil.test/a.zip',
		'/\t/evil.test/a.zip',
		'\\\\evil.test\\a.zip',
		'v8/crm/a.zip',
		'',
		'https://',
	])('sends no token to %j', async (address) => {
		const thrown = await rejectionOf(scriptZoho([]).client.files.download(address));
		expect(thrown).toBeInstanceOf(UsageError);
		expect(thrown).toMatchObject({
			message: expect.stringMatching(/^(The token is not sent to |The job has no valid download URL)/),
		});
		expect(String(thrown)).not.toContain('password');
	});
});
