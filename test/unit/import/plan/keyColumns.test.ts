import fc from 'fast-check';
import { atOnce } from '../../../stage/atOnce';
import { orderByDistinction } from '../../../../nodes/shared/import/plan/keyColumns';

const order = (table: readonly string[][], fixed = 0): number[] =>
	atOnce(
		orderByDistinction({
			rowCount: table.length,
			columnCount: table[0]?.length ?? 0,
			fixed,
			cellOf: (row, column) => table[row][column],
		}),
	);

describe('orderByDistinction', () => {
	it('puts the column first that tells most rows apart', () => {
		expect(
			order([
				['x', 'a', '1'],
				['x', 'b', '1'],
				['x', 'c', '2'],
			]),
		).toEqual([1, 0, 2]);
	});

	it('chooses the second column for the rows that the first leaves alike', () => {
		const table = [
			['a', 'one', 'same', 'p'],
			['a', 'one', 'same', 'q'],
			['b', 'two', 'same', 'p'],
			['c', 'three', 'same', 'p'],
		];
		expect(order(table).slice(0, 2)).toEqual([0, 3]);
	});

	it('keeps the Find By column first although it tells nothing', () => {
		expect(
			order(
				[
					['x', 'a'],
					['x', 'b'],
				],
				1,
			),
		).toEqual([0, 1]);
	});

	it('takes a column of the reserve only where no other one tells rows apart', () => {
		const table = [
			['x', 'a', 'same', 'long 1'],
			['x', 'b', 'same', 'long 2'],
			['x', 'b', 'same', 'long 3'],
		];
		const withReserve = (reserve: number): number[] =>
			atOnce(
				orderByDistinction({
					rowCount: table.length,
					columnCount: 4,
					fixed: 0,
					reserve,
					cellOf: (row, column) => table[row][column],
				}),
			);
		expect(withReserve(0).slice(0, 2)).toEqual([3, 0]);
		expect(withReserve(1)).toEqual([1, 3, 0, 2]);
		expect(withReserve(4)[0]).toBe(3);
	});

	it('has every column exactly once, for any table', () => {
		const table = fc.integer({ min: 1, max: 6 }).chain((width) =>
			fc.array(fc.array(fc.constantFrom('a', 'b', ''), { minLength: width, maxLength: width }), {
				minLength: 1,
				maxLength: 20,
			}),
		);
		fc.assert(
			fc.property(table, (rows) =>
				expect([...order(rows)].sort((a, b) => a - b)).toEqual(rows[0].map((_, column) => column)),
			),
		);
	});
});
