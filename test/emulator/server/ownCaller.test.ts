import { request } from 'node:http';
import { useEmulator } from '../../stage/useEmulator';

const emulator = useEmulator();

/** The status of an answer. `fetch` sends neither Host nor Sec-Fetch-Site as it is told. */
async function statusOf(url: string, headers: Record<string, string>, method = 'GET'): Promise<number | undefined> {
	return await new Promise((resolve, reject) => {
		const call = request(url, { method, headers: { ...headers, connection: 'close' } }, (answer) => {
			answer.resume();
			resolve(answer.statusCode);
		});
		call.on('error', reject);
		call.end();
	});
}

const ADMIN = (): string => `${emulator.url}/__admin/requests`;
const port = (): string => new URL(emulator.url).port;

describe('the emulator', () => {
	it('answers programs and pages of this machine', async () => {
		expect(await statusOf(ADMIN(), {})).toBe(200);
		expect(await statusOf(ADMIN(), { host: `localhost:${port()}` })).toBe(200);
		expect(await statusOf(ADMIN(), { origin: emulator.url, 'sec-fetch-site': 'same-origin' })).toBe(200);
		expect(await statusOf(ADMIN(), { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBe(200);
	});

	it.each<[string, Record<string, string>, string]>([
		['a name that was bound to this machine', { host: 'evil.test' }, 'GET'],
		['such a name with the port', { host: 'evil.test:8080' }, 'GET'],
		['a name that begins like ours', { host: '127.0.0.1.evil.test' }, 'GET'],
		['a page of another site', { origin: 'https://evil.test' }, 'POST'],
		['a page without an origin', { origin: 'null' }, 'POST'],
		['a picture or script of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 'GET'],
		['a form of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 'POST'],
	])('refuses %s, on every path and address', async (_, headers, method) => {
		const before = emulator.requests.all().length;
		for (const url of [ADMIN(), `${emulator.url}/crm/v8/org`, `${emulator.fileHost}/crm/v8/upload`])
			expect(await statusOf(url, headers, method)).toBe(403);
		expect(emulator.requests.all()).toHaveLength(before);
	});
});
