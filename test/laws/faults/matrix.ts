import { writeSync } from 'node:fs';
import { whyNot } from './applies';
import { ALL_FAULTS } from './faults';
import { WRITING } from '../../operations/registry';
import type { WritingOperation } from '../../operations/writing/task';
import { judge } from './runTask';
import { drawMatrix, type Cell } from './table';
import { modesOf, run, start, takePlain, tryCell } from './tryCell';
import { useStage } from '../../stage/stage';
import { LONG } from '../../import/jobs';

/**
 * The parts of the matrix: a test file each, `<part>Matrix.test.ts`, so that several workers share it. An operation belongs to the
 * first whose pattern its name matches.
 */
const PARTS = {
	records: /^(Lead|Record) > /,
	contactsAndOthers: /^(Account|Contact|Deal) > /,
	users: /^User > /,
	imports: /^Import, route (records|auto)/,
	bulkImports: /^Import, route bulk/,
	jobs: /^/,
};

/** A part of the matrix. */
export type Part = keyof typeof PARTS;

/** Names of all parts. */
export const PART_NAMES = Object.keys(PARTS) as readonly Part[];

const partOf = ({ name }: WritingOperation): Part | undefined => PART_NAMES.find((part) => PARTS[part].test(name));
const keyOf = (fault: string, operation: string): string => `${operation} x ${fault}`;

/** Tests every operation of a part with every fault that can meet it, and prints their table. */
export function describeMatrix(part: Part): void {
	const { emulator } = useStage({ jobStepMs: 2_000 });
	const operations = WRITING.filter((operation) => partOf(operation) === part);
	const cells = new Map<string, Cell>();
	let runs = 0;

	for (const operation of operations) {
		for (const fault of ALL_FAULTS) {
			const reason = whyNot(fault, operation);
			if (reason !== null) cells.set(keyOf(fault.name, operation.name), reason);
		}
	}
	afterAll(() => {
		const table = drawMatrix(
			ALL_FAULTS.map(({ name }) => name),
			operations.map(({ name }) => name),
			(fault, operation) => cells.get(keyOf(fault, operation)),
			runs,
		);
		writeSync(2, `\n${table}\n`);
	});

	describe.each(operations.map((operation) => [operation.name, operation] as const))('%s', (_, operation) => {
		it('writes every row once where nothing goes wrong', async () => {
			for (const mode of modesOf(operation)) {
				const plain = await takePlain(emulator, operation);
				const task = await start(emulator, operation);
				runs += 1;
				if (operation.sleeps) emulator.jobs.plan(LONG, 10);
				const items = await run(emulator, operation, task, mode);
				const written = operation.name.endsWith('wait none')
					? /^(ADDED|PENDING)$/
					: /^(ADDED|UPDATED|DELETED|CONVERTED)$/;
				expect(items).toHaveLength(task.rowsInFile ?? task.items.length);
				for (const { json } of items ?? []) {
					if (json.fileId === undefined || json.state !== undefined)
						expect(String(json.status ?? json.state)).toMatch(written);
				}
				expect(await judge(emulator, operation, task, items, { mode, plain, mayDoubt: false })).toEqual([]);
				for (const [row, { json }] of (items ?? []).entries())
					expect(await task.inspect(row, json)).toMatchObject({ isDone: true });
			}
		});

		const faults = ALL_FAULTS.filter((fault) => whyNot(fault, operation) === null);
		it.each(faults.map((fault) => [fault.name, fault] as const))('keeps its promise: %s', async (_name, fault) => {
			const { broken, unmet, runs: more } = await tryCell(emulator, fault, operation);
			runs += more;
			cells.set(keyOf(fault.name, operation.name), broken.length === 0 && unmet.length === 0 ? 'held' : 'NOT HELD');
			expect({ broken, unmet }).toEqual({ broken: [], unmet: [] });
		});
	});
}
