import { sideBySide } from '../../../nodes/shared/writes/sideBySide';

/** Work that ends when it is told to. */
function openWork() {
	const ends = new Map<number, { resolve(): void; reject(reason: unknown): void }>();
	const started: number[] = [];
	return {
		started,
		work: async (piece: number): Promise<void> => {
			started.push(piece);
			await new Promise<void>((resolve, reject) => ends.set(piece, { resolve, reject }));
		},
		async end(piece: number, reason?: unknown): Promise<void> {
			if (reason === undefined) ends.get(piece)?.resolve();
			else ends.get(piece)?.reject(reason);
			await new Promise((resolve) => setImmediate(resolve));
		},
	};
}

describe('working side by side', () => {
	it('starts as many as allowed, and the next when one ends', async () => {
		const { started, work, end } = openWork();
		const all = sideBySide([1, 2, 3, 4], 2, work);
		expect(started).toEqual([1, 2]);
		await end(2);
		expect(started).toEqual([1, 2, 3]);
		await end(1);
		await end(3);
		expect(started).toEqual([1, 2, 3, 4]);
		await end(4);
		await expect(all).resolves.toBeUndefined();
	});

	it.each([0, 1])('works one after the other with a limit of %i', async (limit) => {
		const { started, work, end } = openWork();
		const all = sideBySide([1, 2], limit, work);
		expect(started).toEqual([1]);
		await end(1);
		await end(2);
		await all;
		expect(started).toEqual([1, 2]);
	});

	it('starts no more after a rejection, waits for what is under way, and passes the rejection on', async () => {
		const { started, work, end } = openWork();
		const settled = jest.fn();
		const all = sideBySide([1, 2, 3], 2, work);
		all.then(settled, settled);
		const reason = new Error('refused');
		await end(1, reason);
		expect(settled).not.toHaveBeenCalled();
		await end(2);
		await expect(all).rejects.toBe(reason);
		expect(started).toEqual([1, 2]);
	});

	it('tells each piece its place', async () => {
		const seen: [string, number][] = [];
		await sideBySide(['a', 'b', 'c'], 2, async (piece, index) => void seen.push([piece, index]));
		expect(seen).toEqual([
			['a', 0],
			['b', 1],
			['c', 2],
		]);
	});

	it('does nothing for an empty list', async () => {
		const work = jest.fn();
		await sideBySide([], 3, work);
		expect(work).not.toHaveBeenCalled();
	});
});
