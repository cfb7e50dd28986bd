import fc from 'fast-check';
import { KeyTable, shortKey } from '../../../nodes/shared/writes/keyTable';

describe('the table of keys', () => {
	it('gives the row that had a key before, and -1 for the first', () => {
		const table = new KeyTable();
		expect([
			table.note('a', 0),
			table.note('b', 1),
			table.note('a', 2),
			table.note('a', 5),
			table.note('b', 7),
		]).toEqual([-1, -1, 0, 2, 1]);
	});

	it('finds the last row of a key without noting anything', () => {
		const table = new KeyTable();
		table.note('a', 3);
		expect([table.find('a'), table.find('b'), table.find('a'), table.note('b', 9)]).toEqual([3, -1, 3, -1]);
	});

	it('does as a map does, for any keys in any order, however small it begins', () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(fc.string({ maxLength: 3 }), fc.string({ unit: 'grapheme' })), { maxLength: 400 }),
				fc.constantFrom(1, 16, 1_000),
				(keys, capacity) => {
					const table = new KeyTable(capacity);
					const map = new Map<string, number>();
					keys.forEach((key, row) => {
						expect(table.note(key, row)).toBe(map.get(key) ?? -1);
						map.set(key, row);
					});
					for (const [key, row] of map) expect(table.find(key)).toBe(row);
				},
			),
		);
	});

	it('keeps 300,000 keys apart while it grows, those that differ in one character too', () => {
		const table = new KeyTable(10);
		const keyOf = (row: number): string => `lead${row}@brightwell.test`;
		let strangers = 0;
		for (let row = 0; row < 300_000; row += 1) if (table.note(keyOf(row), row) !== -1) strangers += 1;
		for (let row = 0; row < 300_000; row += 1) if (table.find(keyOf(row)) !== row) strangers += 1;
		expect(strangers).toBe(0);
		expect(table.find('lead300000@brightwell.test')).toBe(-1);
	});

	it('takes the empty key like any other', () => {
		const table = new KeyTable();
		expect([table.find(''), table.note('', 4), table.find('')]).toEqual([-1, -1, 4]);
	});
});

describe('a short key', () => {
	it('is the text itself as a rule, and of a long text short and its own', () => {
		expect(shortKey('x'.repeat(1_000))).toBe('x'.repeat(1_000));
		const texts = Array.from({ length: 2_000 }, (_, index) => 'x'.repeat(31_000) + String(index).padStart(4, '0'));
		const keys = new Set(texts.map(shortKey));
		expect(keys.size).toBe(2_000);
		expect(Math.max(...[...keys].map(({ length }) => length))).toBeLessThan(60);
		expect(shortKey(`${'x'.repeat(31_000)}0007`)).toBe(shortKey(texts[7]));
	});
});
