import { ExpressionError, NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { codeOf, explainToPerson, toNodeError } from '../../../nodes/shared/n8n/connection/nodeErrors';
import type { RefusedRow } from '../../../nodes/shared/n8n/step/operation';
import { refusedItem } from '../../../nodes/shared/n8n/step/outputItems';
import { UsageError, ZohoApiError, ZohoShapeError, ZohoTransportError } from '../../../nodes/shared/zoho/call/errors';

const CALL = { method: 'POST', path: '/crm/v8/Leads' };
const NODE: INode = { id: '1', name: 'Zoho', type: 'zohoCrm', typeVersion: 1, position: [0, 0], parameters: {} };
const refusal = (code: string, details = {}, status = 400) =>
	new ZohoApiError(CALL, status, { code, message: 'Zoho says no', details }, false);
const USAGE = new UsageError('The limit is wrong', 'Correct it');

describe('what a person is told', () => {
	it.each([
		[
			'a field',
			refusal('INVALID_DATA', { api_name: 'Email', json_path: '$.data[7].Email' }),
			'Zoho CRM rejected the value of Email (INVALID_DATA)',
		],
		[
			'a field inside another',
			refusal('INVALID_DATA', { api_name: 'id', json_path: '$.data[0].Owner.id' }),
			"Zoho CRM can't find the user in Owner (INVALID_DATA)",
		],
		[
			'the id of a record',
			refusal('INVALID_DATA', { api_name: 'id', json_path: '$.data[0].id' }),
			"No record has this ID, or the connected user can't see it (INVALID_DATA)",
		],
		[
			'an id to delete',
			refusal('INVALID_DATA', { id: '4150868000004600001' }),
			"No record has this ID, or the connected user can't see it (INVALID_DATA)",
		],
		[
			'an id in the path',
			refusal('INVALID_DATA', { resource_path_index: 1 }),
			"No record has this ID, or the connected user can't see it (INVALID_DATA)",
		],
		[
			'a parameter of the request',
			refusal('INVALID_DATA', { api_name: 'trigger', json_path: '$.trigger[0]' }),
			'Zoho CRM rejected the value of Chosen Automations (INVALID_DATA)',
		],
		[
			'a missing scope',
			refusal('OAUTH_SCOPE_MISMATCH', {}, 401),
			'The credential was connected without a scope that this operation needs: ZohoCRM.modules.leads.CREATE (OAUTH_SCOPE_MISMATCH)',
		],
		[
			'a code that is not in the table',
			refusal('BRAND_NEW'),
			'Zoho CRM rejected the request: Zoho says no (BRAND_NEW)',
		],
		['a 5xx', refusal('HTTP_502', {}, 502), 'Zoho CRM is temporarily unavailable (HTTP_502)'],
		['a parameter', USAGE, 'The limit is wrong'],
		['too many calls', refusal('HTTP_429', {}, 429), 'Zoho CRM accepts no more calls at the moment (HTTP_429)'],
		[
			'too many calls by an unknown code',
			refusal('THROTTLED', {}, 429),
			'Zoho CRM accepts no more calls at the moment (THROTTLED)',
		],
		[
			'a token that the upload host refuses',
			new ZohoApiError(
				{ method: 'POST', path: '/crm/v8/upload' },
				401,
				{ code: '401', message: 'Unauthorized request', details: {} },
				false,
			),
			'The upload host rejected the access token (401)',
		],
		[
			'a user who is there already',
			new ZohoApiError(
				{ method: 'POST', path: '/crm/v8/users' },
				400,
				{ code: 'DUPLICATE_DATA', message: 'no', details: { api_name: 'email' } },
				false,
			),
			'A user with the same email already exists (DUPLICATE_DATA)',
		],
		[
			'several values',
			refusal('MULTIPLE_OR_MULTI_ERRORS', {
				errors: [
					{ code: 'INVALID_DATA', details: { api_name: 'Email' } },
					{ code: 'INVALID_DATA', api_name: 'Phone' },
				],
			}),
			'Zoho CRM rejected several values: Email, Phone (MULTIPLE_OR_MULTI_ERRORS)',
		],
		[
			'no answer',
			new ZohoTransportError(CALL, 5, 'ECONNRESET', false, 'www.zohoapis.eu'),
			'No response from Zoho CRM at www.zohoapis.eu',
		],
		[
			'a certificate',
			new ZohoTransportError(CALL, 1, 'CERT_HAS_EXPIRED', false, 'www.zohoapis.eu'),
			'The certificate of Zoho CRM at www.zohoapis.eu is not trusted',
		],
		[
			'an unreadable answer',
			new ZohoShapeError(CALL, '$.data', 'a list', false),
			"The response to POST /crm/v8/Leads can't be read: $.data is not a list",
		],
		['n8n’s own refusals', new ExpressionError('Referenced node is unexecuted'), 'Referenced node is unexecuted'],
	])('about %s', (_, error, message) => {
		const told = explainToPerson(error);
		expect(told.message).toBe(message);
		expect(told.advice).toMatch(/^[A-Z].*[^.]$/);
	});

	it.each([
		[302, /A proxy, a firewall/],
		[403, /A proxy, a firewall/],
		[404, /Check the Data Center/],
		[407, /HTTPS_PROXY/],
		[413, /Send less at once/],
	])('what to do about a %s without a reason', (status, advice) => {
		expect(explainToPerson(refusal(`HTTP_${status}`, {}, status)).advice).toMatch(advice);
	});

	it('why no answer came, beside the message: n8n replaces a message that has such a code', () => {
		const lost = new ZohoTransportError(CALL, 5, 'ENOTFOUND', false, 'content.zohoapis.eu');
		expect(toNodeError(NODE, lost)).toMatchObject({
			message: 'No response from Zoho CRM at content.zohoapis.eu',
			description: 'Check the network (ENOTFOUND) and the Data Center of the credential, then retry',
		});
	});

	/** The codes of the calls that the nodes make. Source: error tables of the v8 pages (read 2026-11-21). */
	const DOCUMENTED = `
		ALREADY_MODIFIED AMBIGUITY_DURING_PROCESSING API_NOT_SUPPORTED AUTHENTICATION_FAILURE AUTHORIZATION_FAILED BODY_REQUIRED CANNOT_PROCESS
		COEXISTENCE_NOT_ALLOWED COLUMN_INDEX_NOT_FOUND CONCURRENT_JOB_LIMIT_EXCEEDED CONFLICTING_DATA_FOUND DEPENDENT_FIELD_MISSING
		DEPENDENT_MISMATCH DEPENDENT_SERVICE_ERROR DISCRETE_PAGINATION_LIMIT_EXCEEDED DUPLICATE_DATA DUPLICATE_LINKING_DATA EXPECTED_FIELD_MISSING
		EXPECTED_PARAM_MISSING EXPIRED_VALUE FEATURE_NOT_ENABLED FEATURE_NOT_SUPPORTED FILE_NOT_FOUND FILE_NOT_SUPPORTED
		FILE_SIZE_MORE_THAN_ALLOWED_SIZE FILE_TOO_LARGE HEADER_LIMIT_EXCEEDED ID_ALREADY_CONVERTED INVALID_CALLBACK_METHOD INVALID_CALLBACK_URL
		INVALID_DATA INVALID_FIELD INVALID_FILE INVALID_FILE_FORMAT INVALID_FILE_ID INVALID_FORMAT INVALID_MODULE INVALID_QUERY INVALID_REQUEST
		INVALID_REQUEST_METHOD INVALID_TOKEN INVALID_URL_PATTERN LICENSE_LIMIT_EXCEEDED LIMIT_EXCEEDED LIMIT_REACHED MANDATORY_FIELDS_NOT_MAPPED
		MANDATORY_NOT_FOUND MAPPING_MISMATCH MEDIA_TYPE_NOT_SUPPORTED MISSING_REQUIRED_KEY MODULE_NOT_AVAILABLE MULTIPLE_OR_MULTI_ERRORS NOT_ALLOWED
		NOT_APPROVED NOT_REVIEWED NOT_SUPPORTED NOT_SUPPORTED_FEATURE NO_PERMISSION PAGINATION_LIMIT_EXCEEDED PATTERN_NOT_MATCHED PERMISSION_DENIED
		RATE_LIMIT_EXCEEDED RECORD_IN_BLUEPRINT RECORD_LOCKED RECORD_NOT_IN_PROCESS REQUEST_BODY_NOT_SUPPORTED REQUIRED_PARAM_MISSING
		RESOURCE_NOT_FOUND SYNTAX_ERROR TOKEN_BOUND_DATA_MISMATCH TOO_MANY_REQUESTS UNAPPROVABLE`;
	/** Whose words are about files and keys of a job. */
	const IN_ZOHOS_WORDS: ReadonlySet<string> = new Set([
		'COEXISTENCE_NOT_ALLOWED',
		'COLUMN_INDEX_NOT_FOUND',
		'FILE_NOT_FOUND',
		'FILE_NOT_SUPPORTED',
		'INVALID_FIELD',
		'INVALID_FILE',
		'INVALID_FILE_FORMAT',
		'INVALID_FILE_ID',
		'INVALID_REQUEST',
	]);

	it.each(DOCUMENTED.trim().split(/\s+/))(
		'about %s in our words, so that no value stands in them, and with what to do',
		(code) => {
			const { message, advice } = explainToPerson(refusal(code));
			expect(message.includes('Zoho says no')).toBe(IN_ZOHOS_WORDS.has(code));
			expect(message).toMatch(new RegExp(`^[A-Z][^{}]* \\(${code}\\)$`));
			expect(advice).toMatch(/^[A-Z][^{}]*[^.]$/);
			expect(advice).not.toContain('Look up the code');
		},
	);

	it.each([
		[refusal('INVALID_DATA'), 'INVALID_DATA'],
		[USAGE, 'NOT_SENT'],
		[new UsageError('a', 'b', 'NOT_FOUND'), 'NOT_FOUND'],
		[new ZohoTransportError(CALL, 1, null, true), 'NO_ANSWER'],
		[new ZohoShapeError(CALL, '$', 'an object', true), 'WRONG_ANSWER'],
		[new TypeError('x'), 'NOT_SENT'],
	])('has a code for programs: %p is %s', (error, code) => {
		expect(codeOf(error)).toBe(code);
	});
});

describe('the form in which n8n shows a refusal', () => {
	it('of Zoho is an API error with status, item and what to do', () => {
		const error = toNodeError(NODE, refusal('DUPLICATE_DATA', { api_name: 'Email', id: '1' }), 7);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: 'A record with the same Email already exists (DUPLICATE_DATA)',
			description: 'Use Create or Update, or change the value. The existing record is 1',
			httpCode: '400',
			context: { itemIndex: 7 },
		});
	});

	it('of ours is an operation error', () => {
		const error = toNodeError(NODE, USAGE, 2);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: 'The limit is wrong',
			description: 'Correct it',
			context: { itemIndex: 2 },
		});
	});

	const LINK = '<a href="https://evil.test" style="position:fixed;inset:0">Log in</a>';

	it.each([
		['our own words', new UsageError(`Leads has no field "${LINK}"`, 'Correct it')],
		["Zoho's words", new ZohoApiError(CALL, 400, { code: 'BRAND_NEW', message: LINK, details: {} }, false)],
		["Zoho's code", new ZohoApiError(CALL, 400, { code: LINK, message: 'No', details: {} }, false)],
		['anything else', new ExpressionError(LINK)],
	])('has no markup in its message: %s', (_, reason) => {
		const { message } = toNodeError(NODE, reason);
		expect(message).toContain('‹a href="https://evil.test" style="position:fixed;inset:0">Log in‹/a>');
		expect(message).not.toMatch(/<[A-Za-z/!?]/);
	});

	it.each(['a < b', '1<2', '<3', '5 <= 6'])('keeps what only looks like markup: %s', (text) => {
		expect(toNodeError(NODE, new UsageError(text, 'Correct it')).message).toBe(text);
	});

	it.each(['<!--', '<?xml', '<IMG src=x>', '</p>', '<svg/onload=x>'])('replaces the beginning of %s', (text) => {
		expect(toNodeError(NODE, new UsageError(text, 'Correct it')).message).toBe(text.replace('<', '‹'));
	});

	it('cuts names that are long, and leaves everything else', () => {
		const long = 'x'.repeat(5_000);
		const { message, advice } = explainToPerson(
			new UsageError(`No "${long}" in "${'y'.repeat(100)}"`, `Rename "${long}"`),
		);
		expect(message).toBe(`No "${'x'.repeat(100)}…" in "${'y'.repeat(100)}"`);
		expect(advice).toBe(`Rename "${'x'.repeat(100)}…"`);
		const odd = explainToPerson(new UsageError(`No "${'"a'.repeat(20_000)}" here`, 'Rename it'));
		expect(odd.message.length).toBeLessThanOrEqual(10_001);
	});

	it('that has it already stays, and learns its item', () => {
		const known = toNodeError(NODE, USAGE);
		expect(toNodeError(NODE, known, 3)).toBe(known);
		expect(known.context.itemIndex).toBe(3);
		expect(toNodeError(NODE, known, 9).context.itemIndex).toBe(3);
	});
});

describe('the item of a refused item', () => {
	const shape = { place: 'item', keys: ['existingId'] } as const;
	const items = Array.from({ length: 5 }, (_, number) => ({ json: { number } }));
	const refused = (node: Partial<INode>, row: Omit<RefusedRow, 'status'>, isWritten: boolean) =>
		refusedItem({ node: { ...NODE, ...node }, shape, items }, { status: 'SKIPPED', ...row }, 4, isWritten);
	const row = { reason: USAGE };
	const flat = {
		status: 'SKIPPED',
		reason: 'The limit is wrong',
		id: '',
		item: 5,
		existingId: '',
		next: 'Correct it',
		code: 'NOT_SENT',
		input: { number: 4 },
		details: '',
	};
	const pairedItem = { item: 4 };

	it.each([undefined, 'stopWorkflow', 'continueRegularOutput'] as const)(
		'says what happened and what to do, and which item it was (%s)',
		(onError) => {
			const item = refused({ onError }, row, true);
			expect(item).toEqual({ json: flat, pairedItem });
			expect(Object.keys(item.json)).toEqual(Object.keys(flat));
		},
	);

	it.each([
		[{ id: '4150868000004600001' }, '4150868000004600001'],
		[{ duplicate_record: { id: '4150868000004600001' } }, '4150868000004600001'],
		[{ id: 4150868000004600001 }, ''],
		[{}, ''],
	])('names the record that is there already, if Zoho does: %j', (details, existingId) => {
		const reason = refusal('DUPLICATE_DATA', { api_name: 'Email', ...details });
		const { message, advice: next } = explainToPerson(reason);
		const told = { reason: message, code: 'DUPLICATE_DATA', next, existingId, details: { message: 'Zoho says no' } };
		expect(refused({}, { reason }, true).json).toMatchObject(told);
		expect(refused({ onError: 'continueErrorOutput' }, { reason }, true)).toMatchObject({
			json: { error: message, details: { ...told, input: '' } },
			pairedItem,
		});
	});

	it('prefers the advice that it is given', () => {
		expect(refused({}, { ...row, next: 'Look it up' }, true).json.next).toBe('Look it up');
	});

	it('has what the error output wants where there is one: n8n adds the values of the item', () => {
		expect(refused({ onError: 'continueErrorOutput' }, row, true)).toEqual({
			json: { error: 'The limit is wrong', details: { ...flat, input: '' } },
			pairedItem,
		});
	});

	it('has no error that would make Retry On Fail write again', () => {
		expect(refused({ retryOnFail: true }, row, true)).toEqual({ json: flat, pairedItem });
		const { json, error } = refused({ retryOnFail: true, onError: 'continueErrorOutput' }, row, true);
		expect(json).toEqual({ ...flat, input: '' });
		expect(error?.message).toBe('The limit is wrong. Correct it');
	});

	it('lets Retry On Fail try again where nothing was written', () => {
		expect(refused({ retryOnFail: true }, row, false).json).toEqual({ ...flat, error: 'The limit is wrong' });
	});
});
