import { writeInGroups, type GroupAnswer, type GroupWrite } from '../../../nodes/shared/writes/groups';
import { UsageError, ZohoApiError, ZohoShapeError, ZohoTransportError } from '../../../nodes/shared/zoho/call/errors';
import type { WriteOutcome } from '../../../nodes/shared/zoho/records/api';

const CALL = { method: 'POST', path: '/crm/v8/Leads' };
const success = (index: number): WriteOutcome => ({
	status: 'success',
	id: String(index),
	action: 'insert',
	duplicateField: null,
	details: {},
});
const refusal = (code: string, mayHaveBeenApplied = false): ZohoApiError =>
	new ZohoApiError(CALL, 400, { code, message: code, details: {} }, mayHaveBeenApplied);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Writes rows; what is sent is noted in `sent`. */
async function write(count: number, more: Partial<GroupWrite> = {}) {
	const sent: number[][] = [];
	const send = more.send ?? (async (indexes: readonly number[]) => indexes.map(success));
	const answers = await writeInGroups({
		rows: numbers(count),
		keysOf: () => [],
		requestsAtOnce: 1,
		stopsOnRefusal: false,
		isCancelled: () => false,
		...more,
		send: async (indexes) => {
			sent.push([...indexes]);
			return await send(indexes);
		},
	});
	return { sent, answers, list: numbers(count).map((index) => answers.get(index)) };
}

const statusesOf = (answers: readonly (GroupAnswer | undefined)[]) => answers.map((answer) => answer?.status);

describe('writing in groups', () => {
	it('sends groups of 100 in input order and answers every row with its own outcome', async () => {
		const { sent, list } = await write(205);
		expect(sent).toEqual([numbers(100), numbers(200).slice(100), [200, 201, 202, 203, 204]]);
		expect(list).toEqual(numbers(205).map(success));
	});

	it('sends only the rows that it is given', async () => {
		const { sent, answers } = await write(0, { rows: [3, 8] });
		expect(sent).toEqual([[3, 8]]);
		expect([...answers]).toEqual([
			[3, success(3)],
			[8, success(8)],
		]);
	});

	it('keeps rows of different parts in different requests, each part in input order and in groups of 100', async () => {
		const { sent, list } = await write(230, { partOf: (index) => (index % 10 === 0 ? 'tens' : 'others') });
		const others = numbers(230).filter((index) => index % 10 !== 0);
		expect(sent).toEqual([
			numbers(23).map((index) => index * 10),
			others.slice(0, 100),
			others.slice(100, 200),
			others.slice(200),
		]);
		expect(list).toEqual(numbers(230).map(success));
	});

	it('sends nothing for no rows', async () => {
		expect((await write(0)).sent).toEqual([]);
	});

	it('sends a row after the earlier rows of its key were answered', async () => {
		const { sent, list } = await write(4, { keysOf: (index) => (index === 1 ? [] : ['same']) });
		expect(sent).toEqual([[0, 1], [2], [3]]);
		expect(list).toEqual(numbers(4).map(success));
	});

	it('sends a row whose earlier namesake was refused', async () => {
		const send = async (indexes: readonly number[]) =>
			indexes.map((index): WriteOutcome =>
				index === 0 ? { status: 'refused', refusal: refusal('RECORD_LOCKED') } : success(index),
			);
		const { list } = await write(2, { keysOf: () => ['same'], send });
		expect(list).toEqual([{ status: 'refused', reason: refusal('RECORD_LOCKED') }, success(1)]);
	});
});

describe('a request that does not come back', () => {
	it.each([
		['a lost connection', new ZohoTransportError(CALL, 1, 'ECONNRESET', true), 'unknown'],
		['no connection', new ZohoTransportError(CALL, 1, 'ECONNREFUSED', false), 'unsent'],
		['an answer that cannot be read', new ZohoShapeError(CALL, '$.data', 'a list', true), 'unknown'],
		['a 5xx', refusal('INTERNAL_ERROR', true), 'unknown'],
		['a refusal of the whole request', refusal('NO_PERMISSION'), 'unsent'],
		['a refusal on our side', new UsageError('No token', 'Connect'), 'unsent'],
		['a fault in the code', new TypeError('undefined is not a function'), 'unknown'],
		['something that is no error', 'text', 'unknown'],
	])('because of %s answers its rows as it should, and never rejects', async (_, reason, status) => {
		const { list } = await write(2, { send: async () => await Promise.reject(reason) });
		expect(list).toEqual([
			{ status, reason },
			{ status, reason },
		]);
	});

	it.each([
		['goes on after a lost connection', new ZohoTransportError(CALL, 1, 'ECONNRESET', true), 3],
		['goes on after no connection', new ZohoTransportError(CALL, 1, 'ECONNREFUSED', false), 3],
		['stops after a refusal of the whole request', refusal('OAUTH_SCOPE_MISMATCH'), 1],
		['stops after a refusal on our side', new UsageError('No token', 'Connect'), 1],
	])('%s', async (_, reason, requests) => {
		const send = async (indexes: readonly number[]) =>
			indexes[0] === 0 ? await Promise.reject(reason) : indexes.map(success);
		const { sent, list } = await write(250, { send });
		expect(sent).toHaveLength(requests);
		if (requests === 1) expect(list.slice(100)).toEqual(Array(150).fill({ status: 'unsent', reason }));
		else expect(list.slice(100)).toEqual(numbers(250).slice(100).map(success));
	});

	it('holds back later rows of the same record, and those that wait for them', async () => {
		const keys = [['a'], ['a', 'b'], ['b'], ['c']];
		const send = async (indexes: readonly number[]) =>
			indexes.includes(0)
				? await Promise.reject(new ZohoTransportError(CALL, 1, 'ECONNRESET', true))
				: indexes.map(success);
		const { sent, list } = await write(4, { keysOf: (index) => keys[index], send });
		expect(sent).toEqual([[0, 3]]);
		expect(statusesOf(list)).toEqual(['unknown', 'unsent', 'unsent', 'unknown']);
		expect(list[1]).toMatchObject({
			reason: expect.objectContaining({ message: expect.stringContaining('earlier row for the same record') }),
		});
	});
});

describe('a record that is refused after a lost try', () => {
	it.each([
		['INVALID_DATA', 'refused'],
		['MANDATORY_NOT_FOUND', 'refused'],
		['DUPLICATE_DATA', 'refused'],
		['NOT_APPROVED', 'unknown'],
		['RECORD_LOCKED', 'unknown'],
	])('for %s is %s', async (code, status) => {
		const { list } = await write(1, { send: async () => [{ status: 'refused', refusal: refusal(code, true) }] });
		expect(list).toEqual([{ status, reason: refusal(code, true) }]);
	});
});

describe('stopping', () => {
	it('sends no further group after a refused record if told so', async () => {
		const send = async (indexes: readonly number[]) =>
			indexes.map((index): WriteOutcome =>
				index === 5 ? { status: 'refused', refusal: refusal('INVALID_DATA') } : success(index),
			);
		const going = await write(150, { send });
		expect(going.sent).toHaveLength(2);
		const { sent, list } = await write(150, { send, stopsOnRefusal: true });
		expect(sent).toHaveLength(1);
		expect(statusesOf(list)).toEqual(
			numbers(150).map((index) => (index === 5 ? 'refused' : index < 100 ? 'success' : 'unsent')),
		);
		expect(list[149]).toMatchObject({
			reason: { message: 'An earlier record failed, and Stop on First Failure is set' },
		});
	});

	it('tells rows of a later wave the same reason', async () => {
		const reason = refusal('NO_PERMISSION');
		const { list } = await write(2, { keysOf: () => ['same'], send: async () => await Promise.reject(reason) });
		expect(list).toEqual([
			{ status: 'unsent', reason },
			{ status: 'unsent', reason },
		]);
	});

	it('sends nothing more once the execution was stopped', async () => {
		let requests = 0;
		const send = async (indexes: readonly number[]) => {
			requests += 1;
			return indexes.map(success);
		};
		const { list } = await write(250, { send, isCancelled: () => requests === 1 });
		expect(requests).toBe(1);
		expect(statusesOf(list)).toEqual(numbers(250).map((index) => (index < 100 ? 'success' : 'unsent')));
		expect(list[249]).toMatchObject({ reason: { message: 'The execution was stopped before this row was sent' } });
	});
});
