import path from 'node:path';
import type { ResultRow } from '../../../nodes/shared/import/answers/join';
import { atOnce } from '../../stage/atOnce';
import { makeLeadRows } from '../leadRows';
import { measureCost } from '../meters';
import { createRandom, shuffle } from '../random';

/** A result file of so many rows, joined again and again. */
export interface JoinInput {
	readonly packageFolder: string;
	readonly rows: number;
	readonly seed: number;
	readonly repetitions: number;
}

/** How long each join took. */
export interface JoinOutput {
	readonly wallMs: readonly number[];
}

type JoinModule = typeof import('../../../nodes/shared/import/answers/join');

/** A line of a result file as it was read. */
interface ResultLine {
	readonly cells: readonly string[];
	readonly id: string;
}

/**
 * Joins rows with their result in shuffled order: makes keys of the cells on either side, then finds every row's line.
 * Every repetition has data of its own, and its answers are checked.
 */
export async function measure({ packageFolder, rows, seed, repetitions }: JoinInput): Promise<JoinOutput> {
	// The edge where compiled code enters: the same module, built.
	const { joinKey, joinKeys, joinResult } = require(
		path.join(packageFolder, 'nodes/shared/import/answers/join.js'),
	) as JoinModule;
	const wallMs: number[] = [];
	for (let repetition = 0; repetition < repetitions; repetition += 1) {
		const sent = [...makeLeadRows(rows, seed + repetition)].map(({ Email, Ext_Ref, Phone }) => [
			String(Ext_Ref),
			String(Email),
			String(Phone),
		]);
		const columns = [0, 1, 2].map((column) => sent.map((cells) => cells[column]));
		// Through JSON, because a file that was read has texts of its own, whose hashes nobody has computed yet.
		const lines = JSON.parse(
			JSON.stringify(
				shuffle(
					sent.map((cells, row) => ({ cells, id: idOf(row) })),
					createRandom(seed),
				),
			),
		) as ResultLine[];
		const { result, ...cost } = await measureCost(async () => {
			const results = lines.map(({ cells, id }): ResultRow => ({
				key: joinKey(cells),
				status: 'ADDED',
				id,
				errors: [],
			}));
			return atOnce(joinResult(joinKeys(columns, rows), results));
		});
		const isRight =
			result.rows.length === rows && result.rows.every(({ match, id }, row) => match === 'key' && id === idOf(row));
		if (!isRight) throw new Error("A row was joined with another row's line");
		wallMs.push(cost.wallMs);
	}
	return { wallMs };
}

const idOf = (row: number): string => `4150868${String(row).padStart(12, '0')}`;
