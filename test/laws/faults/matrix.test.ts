import { writeSync } from 'node:fs';
import { whyNot } from './applies';
import { ALL_FAULTS } from './faults';
import { OPERATIONS } from './operations';
import { judge } from './runTask';
import { drawMatrix, type Cell } from './table';
import { modesOf, run, start, takePlain, tryCell } from './tryCell';
import { useStage } from '../../stage/stage';
import { LONG } from '../../import/jobs';

const { emulator } = useStage({ jobStepMs: 2_000 });

const cells = new Map<string, Cell>();
let runs = 0;

const keyOf = (fault: string, operation: string): string => `${operation} x ${fault}`;

beforeAll(() => {
	for (const operation of OPERATIONS) {
		for (const fault of ALL_FAULTS) {
			const reason = whyNot(fault, operation);
			if (reason !== null) cells.set(keyOf(fault.name, operation.name), reason);
		}
	}
});
afterAll(async () => {
	const table = drawMatrix(
		ALL_FAULTS.map(({ name }) => name),
		OPERATIONS.map(({ name }) => name),
		(fault, operation) => cells.get(keyOf(fault, operation)),
		runs,
	);
	writeSync(2, `\n${table}\n`);
});

describe.each(OPERATIONS.map((operation) => [operation.name, operation] as const))('%s', (_, operation) => {
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
