import type { IDataObject } from 'n8n-workflow';
import { collect, parameterReader, readLimit } from '../../../nodes/shared/n8n/form/parameters';

/** Reads parameters that have these values for the item 2. */
function readerOf(values: IDataObject) {
	const readParameter = (name: string, itemIndex: number): unknown => (itemIndex === 2 ? values[name] : undefined);
	return parameterReader({ readParameter, execution: { timeZone: 'UTC' } }, 2);
}

describe('reading parameters', () => {
	it('gives each as the type that is asked for', () => {
		const read = readerOf({ text: 'a', count: '12', flag: false, ids: ['1', 2], options: { a: 1 } });
		expect([
			read.string('text'),
			read.number('count'),
			read.boolean('flag'),
			read.list('ids'),
			read.collection('options'),
		]).toEqual(['a', 12, false, ['1', '2'], { a: 1 }]);
	});

	it.each([
		['string', {}, 'text'],
		['string', null, 'text'],
		['number', 'many', 'a number'],
		['boolean', 'true', 'true or false'],
		['list', 'Email', 'a list'],
		['collection', ['x'], 'a collection'],
	] as const)('refuses as %s the value %p, naming the parameter', (type, value, expected) => {
		expect(() => readerOf({ name: value } as IDataObject)[type]('name')).toThrow(`name must be ${expected}`);
	});

	it.each([
		[' 4150868000004600001 ', '4150868000004600001'],
		[42, '42'],
	])('gives the value %p of a locator as text', (value, text) => {
		expect(readerOf({ leadId: value }).locator('leadId')).toBe(text);
	});

	it.each(['', '  ', null, undefined, {}])('refuses %p as the value of a locator', (value) => {
		expect(() => readerOf({ leadId: value } as IDataObject).locator('leadId')).toThrow('leadId is empty');
	});

	it('refuses ids that came as numbers and have lost digits', () => {
		const read = readerOf({ id: 4150868000004600990 });
		expect(() => read.locator('id')).toThrow('id is a number that has lost digits');
		expect(() => read.string('id')).toThrow('id is a number that has lost digits');
	});
});

describe('reading JSON', () => {
	it.each([
		['[{"id":"1"}]', [{ id: '1' }]],
		[' null ', null],
		[[{ id: '1' }], [{ id: '1' }]],
		[0, 0],
	])('gives %j as %j', (value, parsed) => {
		expect(readerOf({ json: value } as IDataObject).json('json')).toEqual(parsed);
	});

	it.each(['', '[{', "{'id': 1}", undefined])('refuses %p, naming the parameter', (value) => {
		expect(() => readerOf({ json: value } as IDataObject).json('json')).toThrow('json is not valid JSON');
	});
});

describe('limits', () => {
	it.each([
		[{ returnAll: true, limit: 5 }, null],
		[{ returnAll: false, limit: 5 }, 5],
		[{ returnAll: false, limit: '5' }, 5],
	])('%p means %p', (values, limit) => {
		expect(readLimit(readerOf(values))).toBe(limit);
	});

	it.each([0, -1, 1.5])('%p is refused', (limit) => {
		expect(() => readLimit(readerOf({ returnAll: false, limit }))).toThrow('Limit must be a whole number from 1');
	});

	async function* count(asked: number[]): AsyncGenerator<number> {
		for (let number = 1; number <= 5; number += 1) {
			asked.push(number);
			yield number;
		}
	}

	it.each([
		[2, [1, 2]],
		[5, [1, 2, 3, 4, 5]],
		[9, [1, 2, 3, 4, 5]],
		[null, [1, 2, 3, 4, 5]],
	])('%p stops asking in time', async (limit, expected) => {
		const asked: number[] = [];
		expect(await collect(count(asked), limit, (entry) => `${entry}`)).toEqual(expected.map(String));
		expect(asked).toEqual(expected);
	});
});
