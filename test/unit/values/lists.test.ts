import { readList } from '../../../nodes/shared/values/lists';

const known = new Set(['A', 'B', 'A, B', 'Smith, Jones & Co', 'R|D']);

describe('a list that is written as text', () => {
	it.each<[string, readonly string[]]>([
		['A', ['A']],
		['A;B', ['A', 'B']],
		[' A ; B ;', ['A', 'B']],
		['A,B', ['A', 'B']],
		['A | B', ['A', 'B']],
		['Smith, Jones & Co', ['Smith, Jones & Co']],
		['Smith, Jones & Co;A', ['Smith, Jones & Co', 'A']],
		['Smith, Jones & Co|A', ['Smith, Jones & Co', 'A']],
		['R|D,A', ['R|D', 'A']],
		['A, B;', ['A, B']],
		['{A,"Smith, Jones & Co"}', ['A', 'Smith, Jones & Co']],
		['["A","R|D"]', ['A', 'R|D']],
		['{}', []],
		['C', ['C']],
		['{C}', ['{C}']],
		['A;C', ['A', 'C']],
	])('%s has the entries %p', (text, entries) => {
		expect(readList(text, known)).toEqual(entries);
	});

	it.each([
		['A, B', 'could be one value of the picklist or several'],
		['A, C', 'could be one entry or several'],
	])('%s has two readings', (text, reason) => {
		expect(readList(text, known)).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
	});
});
