import { normaliseKey, sortIntoWaves } from '../../../../nodes/shared/import/rows/waves';

/** Waves of rows that are given by their keys. */
const wavesOf = (...rows: string[][]) => sortIntoWaves(rows.keys(), (index) => rows[index]);

describe('sorting rows into waves', () => {
	it('puts rows without a key in common into one wave, in input order', () => {
		expect(wavesOf(['a'], ['b'], [], ['c'], [])).toEqual({ waves: [[0, 1, 2, 3, 4]], earlier: new Map() });
	});

	it('puts every further row of a key one wave later', () => {
		const { waves, earlier } = wavesOf(['a'], ['b'], ['a'], ['a'], ['b']);
		expect(waves).toEqual([[0, 1], [2, 4], [3]]);
		expect([...earlier]).toEqual([[2, [0]], [3, [2]], [4, [1]]]);
	});

	it('binds rows that agree in any of several keys, also through a third row', () => {
		const { waves, earlier } = wavesOf(['mail:a', 'ref:1'], ['mail:b', 'ref:1'], ['mail:b', 'ref:2'], ['ref:2'], ['mail:a']);
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
});
