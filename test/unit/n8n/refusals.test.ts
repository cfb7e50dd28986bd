import { ExpressionError, NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { codeOf, explainToPerson, toNodeError } from '../../../nodes/shared/n8n/errors';
import { refusedItem } from '../../../nodes/shared/n8n/refusedItem';
import { UsageError, ZohoApiError, ZohoShapeError, ZohoTransportError } from '../../../nodes/shared/zoho/errors';

const CALL = { method: 'POST', path: '/crm/v8/Leads' };
const NODE: INode = { id: '1', name: 'Zoho', type: 'zohoCrm', typeVersion: 1, position: [0, 0], parameters: {} };
const refusal = (code: string, details = {}, status = 400) => new ZohoApiError(CALL, status, { code, message: 'Zoho says no', details }, false);
const USAGE = new UsageError('The limit is wrong', 'Correct it');

describe('what a person is told', () => {
	it.each([
		['a field', refusal('INVALID_DATA', { api_name: 'Email', json_path: '$.data[7].Email' }), 'Zoho CRM does not accept the value of Email (INVALID_DATA)'],
		['a field inside another', refusal('INVALID_DATA', { api_name: 'id', json_path: '$.data[0].Owner.id' }), 'Zoho CRM does not accept the value of Owner.id (INVALID_DATA)'],
		['the id of a record', refusal('INVALID_DATA', { api_name: 'id', json_path: '$.data[0].id' }), 'No record has the given ID, or the user of the credential may not see it (INVALID_DATA)'],
		['an id to delete', refusal('INVALID_DATA', { id: '4150868000004600001' }), 'No record has the given ID, or the user of the credential may not see it (INVALID_DATA)'],
		['an id in the path', refusal('INVALID_DATA', { resource_path_index: 1 }), 'No record has the given ID, or the user of the credential may not see it (INVALID_DATA)'],
		['a parameter of the request', refusal('INVALID_DATA', { api_name: 'trigger', json_path: '$.trigger[0]' }), 'Zoho CRM does not accept the value of trigger (INVALID_DATA)'],
		['a missing scope', refusal('OAUTH_SCOPE_MISMATCH', {}, 401), 'The credential was connected without a scope that this operation needs: ZohoCRM.modules.leads.CREATE (OAUTH_SCOPE_MISMATCH)'],
		['a code that is not in the table', refusal('BRAND_NEW'), 'Zoho CRM refused the request: Zoho says no (BRAND_NEW)'],
		['a 5xx', refusal('HTTP_502', {}, 502), 'Zoho CRM is not able to answer at the moment (HTTP_502)'],
		['a parameter', USAGE, 'The limit is wrong'],
		['no answer', new ZohoTransportError(CALL, 5, 'ECONNRESET', false), 'No answer came from Zoho CRM'],
		['an unreadable answer', new ZohoShapeError(CALL, '$.data', 'a list', false), 'The answer to POST /crm/v8/Leads cannot be read: $.data is not a list'],
		['n8n’s own refusals', new ExpressionError('Referenced node is unexecuted'), 'Referenced node is unexecuted'],
	])('about %s', (_, error, message) => {
		const told = explainToPerson(error);
		expect(told.message).toBe(message);
		expect(told.advice).toMatch(/^[A-Z].*[^.]$/);
	});

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
			message: 'A record with the same Email exists already (DUPLICATE_DATA)',
			description: 'Use Create or Update, or change the value; the id of the existing record stands in the details',
			httpCode: '400',
			context: { itemIndex: 7 },
		});
	});

	it('of ours is an operation error', () => {
		const error = toNodeError(NODE, USAGE, 2);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ message: 'The limit is wrong', description: 'Correct it', context: { itemIndex: 2 } });
	});

	it('that has it already stays, and learns its item', () => {
		const known = toNodeError(NODE, USAGE);
		expect(toNodeError(NODE, known, 3)).toBe(known);
		expect(known.context.itemIndex).toBe(3);
		expect(toNodeError(NODE, known, 9).context.itemIndex).toBe(3);
	});
});

describe('the item of a refused item', () => {
	const row = { reason: USAGE, more: { status: 'SKIPPED' } };
	const details = { code: 'NOT_SENT', next: 'Correct it', status: 'SKIPPED' };
	const pairedItem = { item: 4 };

	it.each([undefined, 'stopWorkflow', 'continueRegularOutput'] as const)('says what happened and what to do (%s)', (onError) => {
		expect(refusedItem({ ...NODE, onError }, row, 4, true)).toEqual({ json: { error: 'The limit is wrong', ...details }, pairedItem });
	});

	it('prefers the advice that it is given', () => {
		expect(refusedItem(NODE, { ...row, next: 'Look it up' }, 4, true).json.next).toBe('Look it up');
	});

	it('has what the error output wants where there is one', () => {
		expect(refusedItem({ ...NODE, onError: 'continueErrorOutput' }, row, 4, true)).toEqual({ json: { error: 'The limit is wrong', details }, pairedItem });
	});

	it('has no error that would make Retry On Fail write again', () => {
		expect(refusedItem({ ...NODE, retryOnFail: true }, row, 4, true)).toEqual({ json: { message: 'The limit is wrong', ...details }, pairedItem });
		const { json, error } = refusedItem({ ...NODE, retryOnFail: true, onError: 'continueErrorOutput' }, row, 4, true);
		expect(json).toEqual({ message: 'The limit is wrong', ...details });
		expect(error?.message).toBe('The limit is wrong. Correct it');
	});

	it('lets Retry On Fail try again where nothing was written', () => {
		expect(refusedItem({ ...NODE, retryOnFail: true }, row, 4, false).json.error).toBe('The limit is wrong');
	});
});
