import { runApart } from '../apart';
import type { Benchmark } from '../benchmark';
import { list, median } from '../statistics';

const ROWS = 25_000;
const REPETITIONS = 31;

/** How fast the lines of a result file find their rows. */
export const join: Benchmark = {
	keys: [
		{
			key: 'join_rows_per_second',
			bar: { kind: 'at least', value: 500_000 },
			unit: 'rows/s',
			measures:
				'Rows joined with the lines of a result file of 25,000 rows in shuffled order, making the keys of both included',
		},
	],
	async run({ packageFolder }) {
		const { wallMs } = await runApart<typeof import('../parts/joinRows')>('joinRows', {
			packageFolder,
			rows: ROWS,
			seed: 1,
			repetitions: REPETITIONS,
		});
		const figures = { join_rows_per_second: (ROWS / median(wallMs)) * 1000 };
		return {
			figures,
			notes: [
				`${ROWS} rows with three key columns, other data each time, ${REPETITIONS} times: the first, with cold code, ${list(wallMs.slice(0, 1), 'ms')}, shortest ${list([Math.min(...wallMs)], 'ms')}, longest ${list([Math.max(...wallMs)], 'ms')}, median ${list([median(wallMs)], 'ms')}`,
			],
		};
	},
};
