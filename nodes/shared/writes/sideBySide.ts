import { fail } from '../zoho/call/recover';

/**
 * Works through a list with several pieces under way at once.
 * @param limit how many may be under way, at least 1
 * @param work handles one piece; what it rejects with ends the whole, after the pieces under way have settled
 */
export async function sideBySide<Piece>(
	pieces: readonly Piece[],
	limit: number,
	work: (piece: Piece, index: number) => Promise<void>,
): Promise<void> {
	let next = 0;
	let isStopped = false;
	const lane = async (): Promise<void> => {
		while (!isStopped && next < pieces.length) {
			const index = next;
			next += 1;
			await work(pieces[index], index).catch((reason: unknown) => {
				isStopped = true;
				return fail(reason);
			});
		}
	};
	const lanes = Array.from({ length: Math.min(Math.max(1, limit), pieces.length) }, lane);
	await Promise.allSettled(lanes);
	await Promise.all(lanes);
}
