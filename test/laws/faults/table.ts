import { EXPLAINED, MARKS } from './applies';

/** A place in the matrix. */
export type Cell = 'held' | 'NOT HELD' | keyof typeof MARKS;

/** Writes the matrix: a line for each fault, a column for each operation, totals and reasons below. */
export function drawMatrix(
	faults: readonly string[],
	operations: readonly string[],
	cellAt: (fault: string, operation: string) => Cell | undefined,
	runs: number,
): string {
	const width = Math.max(...faults.map(({ length }) => length)) + 2;
	const signOf = (cell: Cell | undefined): string =>
		cell === undefined ? '?' : cell === 'held' ? '+' : cell === 'NOT HELD' ? 'X' : MARKS[cell];
	const cells = faults.flatMap((fault) =>
		operations.map((operation) => ({ fault, operation, cell: cellAt(fault, operation) })),
	);
	const count = (wanted: (cell: Cell | undefined) => boolean): number =>
		cells.filter(({ cell }) => wanted(cell)).length;
	const held = count((cell) => cell === 'held');
	const broken = cells.filter(({ cell }) => cell === 'NOT HELD');
	const unknown = count((cell) => cell === undefined);
	return [
		'Fault matrix: + held, X not held, ? not run, letters as below',
		...operations.map((operation, index) => `${String(index + 1).padStart(3)} ${operation}`),
		`${''.padEnd(width)}${operations.map((_, index) => String(index + 1).padStart(3)).join('')}`,
		...faults.map(
			(fault) =>
				`${fault.padEnd(width)}${operations.map((operation) => signOf(cellAt(fault, operation)).padStart(3)).join('')}`,
		),
		...EXPLAINED,
		...broken.map(({ fault, operation }) => `NOT HELD: ${operation} x ${fault}`),
		`${cells.length} cells: ${held} held, ${broken.length} not held, ${cells.length - held - broken.length - unknown} n/a, ${unknown} not run; ${runs} executions`,
	].join('\n');
}
