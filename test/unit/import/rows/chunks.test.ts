import fc from 'fast-check';
import {
	childFileNameOf,
	cutIntoChunks,
	fileNameOf,
	halve,
	readFileName,
	weigher,
} from '../../../../nodes/shared/import/rows/chunks';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('cutting rows into chunks', () => {
	it('fills each chunk before the next, in input order', () => {
		expect(cutIntoChunks([3, 5, 8, 9, 12], null, 2)).toEqual([[3, 5], [8, 9], [12]]);
		expect(cutIntoChunks([], null, 2)).toEqual([]);
	});

	it('takes 25,000 rows by itself', () => {
		expect(cutIntoChunks(upTo(50_001), null).map(({ length }) => length)).toEqual([25_000, 25_000, 1]);
	});

	it('counts the rows that a row brings along', () => {
		const weights = [1, 4, 2, 5, 1, 1, 3];
		expect(cutIntoChunks(upTo(7), (index) => weights[index], 5)).toEqual([[0, 1], [2], [3], [4, 5, 6]]);
	});

	it('gives a row that is over the size a chunk of its own', () => {
		expect(cutIntoChunks(upTo(3), (index) => (index === 1 ? 9 : 1), 5)).toEqual([[0], [1], [2]]);
	});

	it('loses no row, and fills no chunk over its size, whatever the weights', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 60 }),
				fc.integer({ min: 10, max: 30 }),
				(weights, size) => {
					const chunks = cutIntoChunks(upTo(weights.length), (index) => weights[index], size);
					expect(chunks.flat()).toEqual(upTo(weights.length));
					const filled = chunks.map((chunk) => chunk.reduce((sum, index) => sum + weights[index], 0));
					expect(filled.every((sum) => sum > 0 && sum <= size)).toBe(true);
					// The first row of the next chunk had no room any more.
					chunks.slice(1).forEach(([first], before) => expect(filled[before] + weights[first]).toBeGreaterThan(size));
				},
			),
		);
	});

	it('weighs a row as itself and all of its child rows, where there are any', () => {
		const counts = [
			[],
			[{ key: 'A', count: 3 }],
			[
				{ key: 'A', count: 1 },
				{ key: 'B', count: 2 },
			],
		];
		const weightOf = weigher({ hasChildren: true, childCountsOf: (index) => counts[index] });
		expect(upTo(3).map((index) => weightOf?.(index))).toEqual([1, 4, 4]);
		expect(weigher({ hasChildren: false, childCountsOf: () => [] })).toBeNull();
	});

	it.each([
		[2, [[0], [1]]],
		[
			5,
			[
				[0, 1, 2],
				[3, 4],
			],
		],
	])('halves %d rows', (count, expected) => {
		expect(halve(upTo(count))).toEqual(expected);
	});
});

describe('names of files', () => {
	it('tell import and row numbers from 1, and can be read back', () => {
		const name = fileNameOf('n8n17xk3', [4, 7, 12]);
		expect(name).toBe('n8n17xk3_5-13.csv');
		expect(readFileName(name)).toEqual({ importId: 'n8n17xk3', first: 4, last: 12 });
	});

	it('of child rows add the key, without what a file name cannot have', () => {
		expect(childFileNameOf('n8n17xk3', [0, 1], 'Work_History')).toBe('n8n17xk3_1-2_Work_History.csv');
		expect(childFileNameOf('n8n17xk3', [0], '../a b/Ü')).toBe('n8n17xk3_1-1_ab.csv');
	});

	it.each(['leads.csv', 'a_1-2.zip', 'a_1.csv', '_1-2.csv', 'a_x-2.csv', 'n8n17xk3_1-2_Work_History.csv'])(
		'of others are not taken for ours: %s',
		(name) => {
			expect(readFileName(name)).toBeNull();
		},
	);
});
