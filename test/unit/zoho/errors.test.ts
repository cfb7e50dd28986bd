import {
	consequencesOf,
	isAboutCertificate,
	isZohoError,
	mayHaveBeenApplied,
	networkReasonOf,
	reachesOthers,
	SCOPE_MISMATCH,
	TOKEN_REFUSED,
	UsageError,
	ZohoApiError,
	ZohoShapeError,
	ZohoTransportError,
	type Reach,
} from '../../../nodes/shared/zoho/call/errors';
import { fail, recover } from '../../../nodes/shared/zoho/call/recover';

const call = { method: 'POST', path: '/crm/v8/Leads' };
const refusalWith = (code: string): { code: string; message: string; details: object } => ({
	code,
	message: 'words of Zoho',
	details: {},
});
const rejected = (status: number, code: string, of?: 'record' | 'call', applied = false): ZohoApiError =>
	new ZohoApiError(call, status, { ...refusalWith(code), details: {} }, applied, of);

const CODES = ['INVALID_DATA', 'NO_PERMISSION', 'INVALID_TOKEN', 'TOO_MANY_REQUESTS', 'INTERNAL_ERROR', 'HTTP_502'];
/** How far the rejection of a whole call reaches, and whether the same call may work later. */
const BY_STATUS: ReadonlyArray<[status: number, reach: Reach, passes: boolean]> = [
	[200, 'request', false],
	[202, 'request', false],
	[302, 'request', false],
	[400, 'request', false],
	[401, 'everything', false],
	[403, 'operation', false],
	[404, 'request', false],
	[405, 'request', false],
	[407, 'request', false],
	[412, 'request', false],
	[413, 'request', false],
	[415, 'request', false],
	[429, 'operation', true],
	[500, 'request', true],
	[502, 'request', true],
	[503, 'request', true],
	[504, 'request', true],
];
const cells = BY_STATUS.flatMap(([status, reach, passes]) =>
	CODES.map((code) => [status, code, reach, passes] as const),
);

describe('what Zoho rejected', () => {
	it.each(cells)('%i %s, a whole call: reaches the %s, passes: %s', (status, code, reach, passes) => {
		expect(rejected(status, code)).toMatchObject({ status, code, reach, passes, mayHaveBeenApplied: false });
	});

	it.each(BY_STATUS)('%i with the code for a missing scope reaches everything', (status, _, passes) => {
		expect(rejected(status, SCOPE_MISMATCH)).toMatchObject({ reach: 'everything', passes });
	});

	it.each(cells)('%i %s, one record: reaches that record alone', (status, code, _, passes) => {
		expect(rejected(status, code, 'record')).toMatchObject({ reach: 'record', passes });
		expect(reachesOthers(rejected(status, code, 'record'))).toBe(false);
	});

	it('for want of a scope, but for one record, reaches that record alone', () => {
		expect(rejected(401, SCOPE_MISMATCH, 'record').reach).toBe('record');
	});

	it.each([true, false])('says whether records may have been changed: %s', (applied) => {
		expect(rejected(503, 'HTTP_503', 'call', applied).mayHaveBeenApplied).toBe(applied);
		expect(rejected(202, 'INVALID_DATA', 'record', applied).mayHaveBeenApplied).toBe(applied);
	});

	it('keeps the call by name and the field that Zoho named', () => {
		const named = new ZohoApiError(
			call,
			400,
			{ ...refusalWith('INVALID_DATA'), details: { api_name: 'Email' } },
			false,
		);
		expect(named).toMatchObject({ ...call, name: 'ZohoApiError', message: 'words of Zoho', apiName: 'Email' });
		expect(rejected(400, 'INVALID_DATA').apiName).toBeNull();
		const number = new ZohoApiError(call, 400, { ...refusalWith('INVALID_DATA'), details: { api_name: 7 } }, false);
		expect(number.apiName).toBeNull();
	});
});

describe('no answer', () => {
	it.each([null, 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ABORT_ERR'])(
		'for the reason %s reaches this request, and passes',
		(reason) => {
			for (const applied of [true, false]) {
				const error = new ZohoTransportError(call, 5, reason, applied);
				expect(error).toMatchObject({ reach: 'request', passes: true, mayHaveBeenApplied: applied, reason });
				expect(reachesOthers(error)).toBe(false);
			}
		},
	);

	it.each([
		[1, null, 'No response to POST /crm/v8/Leads after 1 try'],
		[5, 'ECONNRESET', 'No response to POST /crm/v8/Leads after 5 tries (ECONNRESET)'],
	])('after %i tries for the reason %s says so', (attempts, reason, message) => {
		expect(new ZohoTransportError(call, attempts, reason, true, 'www.zohoapis.eu')).toMatchObject({
			message,
			attempts,
			host: 'www.zohoapis.eu',
		});
		expect(new ZohoTransportError(call, attempts, reason, true).host).toBeNull();
	});
});

describe('an answer that cannot be read', () => {
	it.each([true, false])('reaches this request and passes; may have been applied: %s', (applied) => {
		const error = new ZohoShapeError(call, '$.data[0].id', 'an ID', applied);
		expect(error).toMatchObject({ reach: 'request', passes: true, mayHaveBeenApplied: applied, path: '$.data[0].id' });
		expect(error.message).toBe("The response to POST /crm/v8/Leads can't be read: $.data[0].id is not an ID");
		expect(reachesOthers(error)).toBe(false);
	});
});

describe('a call that cannot work', () => {
	it.each([
		[undefined, 'NOT_SENT', 'request'],
		['INVALID_DATA', 'INVALID_DATA', 'request'],
		['AMBIGUOUS', 'AMBIGUOUS', 'request'],
		[SCOPE_MISMATCH, SCOPE_MISMATCH, 'everything'],
		[TOKEN_REFUSED, TOKEN_REFUSED, 'everything'],
	] as const)('with the code %s has the code %s and reaches the %s', (code, kept, reach) => {
		expect(new UsageError('what', 'next', code)).toMatchObject({
			message: 'what',
			advice: 'next',
			code: kept,
			reach,
			passes: false,
			mayHaveBeenApplied: false,
		});
	});

	it.each(['record', 'request', 'operation', 'everything'] as const)('can be told to reach the %s', (reach) => {
		const error = new UsageError('what', 'next', SCOPE_MISMATCH, { reach });
		expect(error.reach).toBe(reach);
		expect(reachesOthers(error)).toBe(reach === 'operation' || reach === 'everything');
	});

	it('passes only where it is said so', () => {
		expect(new UsageError('what', 'next', TOKEN_REFUSED, { passes: true })).toMatchObject({
			passes: true,
			reach: 'everything',
		});
	});
});

describe('what follows', () => {
	const known = [
		rejected(400, 'INVALID_DATA'),
		new ZohoTransportError(call, 1, null, false),
		new ZohoShapeError(call, '$', 'an object', false),
		new UsageError('what', 'next'),
	];

	it('from an error of the client, is what the error says', () => {
		for (const error of known) {
			expect(isZohoError(error)).toBe(true);
			expect(consequencesOf(error)).toBe(error);
			expect(mayHaveBeenApplied(error)).toBe(false);
		}
		expect(mayHaveBeenApplied(new ZohoTransportError(call, 1, null, true))).toBe(true);
	});

	it.each([new TypeError('a fault'), 'a text', null, undefined, { reach: 'record', passes: true }])(
		'from anything else (%p), is that records may have been changed',
		(reason) => {
			expect(isZohoError(reason)).toBe(false);
			expect(consequencesOf(reason)).toEqual({ reach: 'request', passes: false, mayHaveBeenApplied: true });
			expect(mayHaveBeenApplied(reason)).toBe(true);
			expect(reachesOthers(reason)).toBe(false);
		},
	);

	it.each(BY_STATUS)('from %i, reaches other requests if it reaches the operation or more', (status, reach) => {
		expect(reachesOthers(rejected(status, 'INVALID_DATA'))).toBe(reach === 'operation' || reach === 'everything');
	});
});

describe('the reason of the network layer', () => {
	const failed = (code: unknown, cause?: unknown): Error => Object.assign(new Error('words', { cause }), { code });

	it.each([
		['its code', failed('ECONNRESET'), 'ECONNRESET'],
		['the code of its cause', new Error('words', { cause: failed('ENOTFOUND') }), 'ENOTFOUND'],
		['the code of its cause, where its own is no such code', failed('token=secret', failed('EPIPE')), 'EPIPE'],
		['nothing, where the code is a number', failed(500), null],
		['nothing, where there is no code', new Error('secret'), null],
		['nothing, for what is no error', { code: 'ECONNRESET' }, null],
	])('is %s', (_, cause, reason) => {
		expect(networkReasonOf(cause)).toBe(reason);
	});

	it.each([
		['CERT_HAS_EXPIRED', true],
		['DEPTH_ZERO_SELF_SIGNED_CERT', true],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', true],
		['ERR_TLS_CERT_ALTNAME_INVALID', true],
		['HOSTNAME_MISMATCH', true],
		['ECONNRESET', false],
		[null, false],
	])('%s is about a certificate: %s', (reason, isAbout) => {
		expect(isAboutCertificate(reason)).toBe(isAbout);
	});
});

describe('recover', () => {
	const isExpected = (reason: unknown): boolean => reason instanceof UsageError;

	it('gives what the promise gives, and asks nobody', async () => {
		const instead = jest.fn();
		expect(await recover(Promise.resolve(1), isExpected, instead)).toBe(1);
		expect(instead).not.toHaveBeenCalled();
	});

	it('gives something else for an expected failure, also where that takes time', async () => {
		const error = new UsageError('what', 'next');
		expect(await recover(Promise.reject(error), isExpected, (reason) => reason)).toBe(error);
		expect(await recover(Promise.reject(error), isExpected, async () => await Promise.resolve(2))).toBe(2);
	});

	it('lets every other failure pass as it is', async () => {
		const error = rejected(400, 'INVALID_DATA');
		const instead = jest.fn();
		await expect(recover(Promise.reject(error), isExpected, instead)).rejects.toBe(error);
		expect(instead).not.toHaveBeenCalled();
	});

	it('fails as what it gives instead fails', async () => {
		const other = new Error('other');
		const failing = async (): Promise<never> => await Promise.reject(other);
		await expect(recover(Promise.reject(new UsageError('what', 'next')), isExpected, failing)).rejects.toBe(other);
	});
});

it.each([new UsageError('what', 'next'), new TypeError('a fault')])('fail throws %p as it is', (error) => {
	expect(() => fail(error)).toThrow(error);
});
