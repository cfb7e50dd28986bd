import { findByKey, normaliseKey, sortIntoWaves } from '../../../nodes/shared/writes/waves';
import { PLAIN_FIELD } from '../../../nodes/shared/zoho/metadata/fields';

/** Waves of rows that are given by their keys. */
const wavesOf = (...rows: string[][]) => sortIntoWaves(rows.keys(), (index) => rows[index]);

describe('sorting rows into waves', () => {
	it('puts rows without a key in common into one wave, in input order', () => {
		expect(wavesOf(['a'], ['b'], [], ['c'], [])).toEqual({ waves: [[0, 1, 2, 3, 4]], earlier: new Map() });
	});

	it('puts every further row of a key one wave later', () => {
		const { waves, earlier } = wavesOf(['a'], ['b'], ['a'], ['a'], ['b']);
		expect(waves).toEqual([[0, 1], [2, 4], [3]]);
		expect([...earlier]).toEqual([
			[2, [0]],
			[3, [2]],
			[4, [1]],
		]);
	});

	it('binds rows that agree in any of several keys, also through a third row', () => {
		const { waves, earlier } = wavesOf(
			['mail:a', 'ref:1'],
			['mail:b', 'ref:1'],
			['mail:b', 'ref:2'],
			['ref:2'],
			['mail:a'],
		);
		expect(waves).toEqual([[0], [1, 4], [2], [3]]);
		expect(earlier.get(1)).toEqual([0]);
		expect(earlier.get(2)).toEqual([1]);
		expect(earlier.get(3)).toEqual([2]);
		expect(earlier.get(4)).toEqual([0]);
	});

	it('names every earlier row that shares a key', () => {
		const { waves, earlier } = wavesOf(['a'], ['b'], ['a', 'b']);
		expect(waves).toEqual([[0, 1], [2]]);
		expect(earlier.get(2)).toEqual([0, 1]);
	});

	it('does not keep a row apart from itself', () => {
		expect(wavesOf(['a', 'a'])).toEqual({ waves: [[0]], earlier: new Map() });
	});

	it('takes the rows that it is given, whatever their numbers', () => {
		expect(sortIntoWaves([7, 3, 9], (index) => (index === 3 ? [] : ['x'])).waves).toEqual([[7, 3], [9]]);
	});

	it('has no wave for no rows', () => {
		expect(wavesOf()).toEqual({ waves: [], earlier: new Map() });
	});
});

describe('keys', () => {
	it.each([
		[' A@B.Test ', false, 'a@b.test'],
		[' A@B.Test ', true, 'A@B.Test'],
		['ÄÖÜ', false, 'äöü'],
		['  ', false, ''],
	])('of %p (case told apart: %p) are %p', (text, isCaseSensitive, key) => {
		expect(normaliseKey(text, isCaseSensitive)).toBe(key);
	});

	it.each([
		['integer', ' 007 ', '7'],
		['integer', '-000', '0'],
		['integer', '0', '0'],
		['double', '7.0', '7'],
		['double', '.50', '0.5'],
		['double', '-0.500', '-0.5'],
		['currency', '+1200.10', '1200.1'],
		['bigint', '004150868000004600001', '4150868000004600001'],
		['bigint', '4150868000004600002', '4150868000004600002'],
		['percent', '', ''],
		['double', '0000000000000000000000000000000000000000000000000000000000.7000', '0.7'],
		// No number is so long: a field refuses it, and as a key it is what it is.
		['double', `0.${'0'.repeat(80_000)}1`, `0.${'0'.repeat(80_000)}1`],
		['double', `${'0'.repeat(80_000)}x`, `${'0'.repeat(80_000)}x`],
		['text', '007', '007'],
		['text', ' A ', 'a'],
	])('of a cell of %s: %p is %p', (dataType, text, key) => {
		expect(
			findByKey(text, {
				...PLAIN_FIELD,
				id: '1',
				apiName: 'F',
				label: 'F',
				dataType,
				unique: { caseSensitive: false },
			}),
		).toBe(key);
	});

	it('of record IDs are the IDs as they are', () => {
		expect(
			findByKey(' 0041 ', { ...PLAIN_FIELD, id: '1', apiName: 'id', label: 'Record ID', dataType: 'bigint' }),
		).toBe('0041');
	});
});
