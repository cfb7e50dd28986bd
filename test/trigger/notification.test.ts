import { fromItem, isOurs, readNotification } from '../../nodes/ZohoCrmTrigger/notification';

const CHANNEL = {
	id: '1234',
	token: 'secret',
	url: 'https://n8n.example.test',
	expiryMs: 0,
	renewMs: 0,
	unnotified: [],
};
/** What `String()` throws at, and other values that are no texts. */
const ODD: readonly unknown[] = [{ toString: 1 }, { toString: null, valueOf: null }, [], ['1234'], {}, null, true, NaN];

it.each(ODD)('a call whose channel or token is %j is not ours', (odd) => {
	expect(isOurs({ channel_id: odd, token: 'secret' }, CHANNEL)).toBe(false);
	expect(isOurs({ channel_id: '1234', token: odd }, CHANNEL)).toBe(false);
	expect(isOurs(odd, CHANNEL)).toBe(false);
});

it('a channel may come as a number', () => {
	expect(isOurs({ channel_id: 1234, token: 'secret' }, CHANNEL)).toBe(true);
});

it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', ''])('the operation %j is none', (operation) => {
	expect(readNotification({ module: 'Leads', operation, ids: ['1'] })).toBeNull();
});

it('takes what is no ID for none, and keeps keys of objects out', () => {
	const body = JSON.parse(
		'{"module":"Leads","operation":"insert","ids":[{"toString":1},"1","x",null,2],"affected_fields":[{"__proto__":["a"],"1":["b",{}]},7]}',
	);
	expect(readNotification(body)).toEqual({
		module: 'Leads',
		event: 'created',
		ids: ['1', '2'],
		changed: { 1: ['b', ''] },
		sentMs: 0,
	});
	const stored = JSON.parse(
		'{"zohoCrmNotification":{"module":"Leads","event":"created","ids":["1"],"changed":{"__proto__":["a"]}}}',
	);
	expect(Object.getPrototypeOf(fromItem(stored)?.changed)).toBe(Object.prototype);
});
