import { openCsv } from '../../../../nodes/shared/import/csv/open';
import { RowSet, visitRows } from '../../../../nodes/shared/import/csv/rows';
import { field, fileOf, PLAIN_FORM } from './cases';

describe('the check of rows', () => {
	it('refuses a cell that would have to be written in characters which the encoding may lack', async () => {
		const column = {
			key: 'Born',
			field: field('Born', 'date'),
			apiName: 'Born',
			name: 'Born',
			title: 'Born',
			findBy: null,
			format: null,
			defaultValue: null,
			encode: (value: unknown) => (value === 'x' ? '\u4e2d' : 'y'),
		};
		const visitsOf = async (encoding: string): Promise<unknown> => {
			const file = await openCsv(
				fileOf('Last_Name,Born\nA,x\nB,y\nC,z\n'),
				{ ...PLAIN_FORM, encoding },
				'the file',
				() => true,
			);
			const visits: unknown[] = [];
			const { rowCount: count, rewritten } = await visitRows(
				{ file, columns: [{ column, position: 1 }], evidence: null, positions: [0], sleep: async () => {} },
				(index, textOf, troubled) => visits.push([index, textOf(0), troubled]),
			);
			return { count, visits, rewritten: [0, 1, 2].map((index) => rewritten.has(index)) };
		};
		const trouble = {
			kind: 'refused',
			reason: 'must be rewritten, which is not possible in windows-1252',
		};
		expect(await visitsOf('UTF-8')).toEqual({
			count: 3,
			visits: [
				[0, 'A', null],
				[1, 'B', null],
				[2, 'C', null],
			],
			rewritten: [true, false, true],
		});
		expect(await visitsOf('windows-1252')).toEqual({
			count: 3,
			visits: [
				[0, 'A', [{ apiName: 'Born', name: 'Born', trouble }]],
				[1, 'B', null],
				[2, 'C', null],
			],
			rewritten: [false, false, true],
		});
	});

	it('remembers any row by one bit', () => {
		const rows = new RowSet();
		expect([rows.isEmpty, rows.has(0), rows.has(5_000_000)]).toEqual([true, false, false]);
		const added = [0, 31, 32, 40_000, 5_000_000];
		for (const row of added) rows.add(row);
		expect(rows.isEmpty).toBe(false);
		expect(
			[0, 1, 30, 31, 32, 33, 39_999, 40_000, 40_001, 4_999_999, 5_000_000, 9_000_000].filter((row) => rows.has(row)),
		).toEqual(added);
	});
});
