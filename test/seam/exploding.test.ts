import type { Authentication } from '../../nodes/shared/n8n/connection/nodeContext';
import { readBody } from '../../nodes/shared/n8n/connection/responseBody';
import { callsTo } from '../stage/books';
import { connectedCredential, selfClientCredential, type StoredCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { bulk, jobImport, lead } from '../stage/parameters';
import { seedLead } from '../stage/seeds';
import { rowsOf } from '../stage/rows';
import { useStage } from '../stage/stage';

jest.mock('../../nodes/shared/zoho/call/limits', () => ({
	...jest.requireActual<object>('../../nodes/shared/zoho/call/limits'),
	MAX_RESPONSE_BYTES: 4_000_000,
}));

const { emulator, run } = useStage();

const LEAD = { Last_Name: 'Okafor', Company: 'Brightwell' };
const TOO_LARGE = /The response of Zoho CRM at 127\.0\.0\.1:\d+ is larger than 4 MB, so it was not read/;
const explodeAt = (path: string, method?: string): void =>
	emulator.faults.add({ kind: 'exploding', megabytes: 12, path, method, times: 9 });

const credentialOf = (authentication: Authentication): StoredCredential =>
	authentication === 'oAuth2'
		? connectedCredential(emulator)
		: selfClientCredential(emulator, { refreshToken: emulator.grantToken().refreshToken });

describe.each(['oAuth2', 'selfClient'] as const)('a response that unpacks to a hundred times its size (%s)', (kind) => {
	it('is not read where it is a list', async () => {
		seedLead(emulator, { ...LEAD });
		explodeAt('/crm/v8/Leads');
		const failure = await failureOf(run(lead('getAll'), [{}], { credential: credentialOf(kind) }));
		expect(failure.message).toMatch(TOO_LARGE);
		expect(callsTo(emulator, 'GET', '/crm/v8/Leads')).toHaveLength(1);
	});

	it('is not read where it answers a write: the record may have been written', async () => {
		explodeAt('/crm/v8/Leads', 'POST');
		const { json } = await run(lead('create'), [LEAD], { credential: credentialOf(kind) });
		expect(json).toMatchObject([{ status: 'UNKNOWN' }]);
		expect(emulator.store.count('Leads')).toBe(1);
	});

	it('is not read where it is the result of a job', async () => {
		explodeAt('/v8/crm/*', 'GET');
		const credential = credentialOf(kind);
		const { json } = await run(jobImport(), rowsOf(3), { credential });
		expect(json.map(({ status }) => status)).toEqual(Array(3).fill('ADDED'));
		expect(JSON.stringify(json)).toContain('is larger than 4 MB');
		const failure = await failureOf(run(bulk('getResult', { jobId: String(json[0].job) }), [{}], { credential }));
		expect(failure.message).toMatch(TOO_LARGE);
	});

	it('is read where it is no larger than any response can be', async () => {
		emulator.faults.add({ kind: 'exploding', megabytes: 3, path: '/crm/v8/org' });
		const parameters = { resource: 'organization', operation: 'get' };
		const { json } = await run(parameters, [{}], { credential: credentialOf(kind) });
		expect(json).toHaveLength(1);
	});
});

describe('a body', () => {
	/** A stream as n8n gives it. */
	function streamOf(...pieces: readonly Uint8Array[]) {
		const stream = {
			isDestroyed: false,
			destroy: () => void (stream.isDestroyed = true),
			async *[Symbol.asyncIterator]() {
				yield* pieces;
			},
		};
		return stream;
	}
	const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

	it.each([
		['JSON', '{"a":1}', { a: 1 }],
		['JSON with a byte order mark', '\uFEFF[1]', [1]],
		['a page', '<html>', '<html>'],
		['nothing', '', ''],
	])('that is %s is read as that', async (_, text, expected) => {
		expect(await readBody(streamOf(bytes(text)), 'json')).toEqual(expected);
	});

	it('may be cut inside a character', async () => {
		const [text, cut] = ['"Zoë"', 4];
		expect(await readBody(streamOf(bytes(text).subarray(0, cut), bytes(text).subarray(cut)), 'json')).toBe('Zoë');
	});

	it('is what it was, where another version of n8n has read it', async () => {
		expect(await readBody({ a: 1 }, 'json')).toEqual({ a: 1 });
		expect(await readBody('text', 'json')).toBe('text');
		expect(await readBody(new ArrayBuffer(2), 'bytes')).toEqual(new Uint8Array(2));
	});

	it('is closed if nobody waits for it any longer', async () => {
		const stream = streamOf();
		await readBody(stream, 'bytes', AbortSignal.abort());
		expect(stream.isDestroyed).toBe(true);
	});
});
