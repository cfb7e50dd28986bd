import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { useStage } from '../stage/stage';
import { created } from './jobs';
import { callsTo, WRITE } from '../stage/books';
import { jobImport } from '../stage/parameters';
import { rowsOf } from '../stage/rows';

const { emulator, run } = useStage({ jobStepMs: 2_000, switches: { bulkWriteRows: 4 } });

/** Jobs of 4 rows and requests of 2, so that few rows make several. */
jest.mock('../../nodes/shared/zoho/call/limits', () => ({
	...jest.requireActual<object>('../../nodes/shared/zoho/call/limits'),
	MAX_BULK_WRITE_ROWS: 4,
	MAX_RECORDS_PER_WRITE: 2,
}));

const LEADS = '/crm/v8/Leads';
const REFUSALS: readonly [number, string][] = [
	[401, 'OAUTH_SCOPE_MISMATCH'],
	[403, 'NO_PERMISSION'],
	[429, 'TOO_MANY_REQUESTS'],
];
const refusalOf = (code: string): IDataObject => ({ code, details: {}, message: 'not allowed', status: 'error' });

/** Refuses all calls but the first few. */
function refuse(path: string, status: number, code: string, after: number): void {
	emulator.faults.add({ kind: 'answer', status, body: refusalOf(code), path, method: 'POST', after, times: 1_000 });
}

async function importRows(count: number, parameters: INodeParameters): Promise<readonly IDataObject[]> {
	const result = await run(
		jobImport({
			options: { jobsAtOnce: 1, requestsAtOnce: 1 },
			...parameters,
		}),
		rowsOf(count),
	);
	emulator.advance(60_000);
	return result.json;
}

const told = (answers: readonly IDataObject[]): unknown[] =>
	answers.map(({ status, errors, retrySafe }) => [status, (errors as IDataObject[])[0]?.code ?? null, retrySafe]);
const repeat = (count: number, answer: readonly unknown[]): unknown[] => Array<unknown>(count).fill(answer);

describe('Bulk Write > Import that is refused on its way, in a manner that everything further would meet', () => {
	it.each(REFUSALS)('uploads and orders nothing more after %s %s', async (status, code) => {
		refuse(WRITE, status, code, 1);
		const answers = await importRows(18, {});
		expect(told(answers)).toEqual([...repeat(4, ['ADDED', null, false]), ...repeat(14, ['UNPROCESSED', code, true])]);
		expect(callsTo(emulator, 'POST', '/crm/v8/upload')).toHaveLength(2);
		expect(created(emulator)).toHaveLength(1);
		expect(emulator.store.count('Leads')).toBe(4);
	});

	it.each(REFUSALS)('writes no more records after %s %s', async (status, code) => {
		refuse(LEADS, status, code, 1);
		const answers = await importRows(18, { route: 'records' });
		expect(told(answers)).toEqual([...repeat(2, ['ADDED', null, false]), ...repeat(16, ['UNPROCESSED', code, true])]);
		const sent = callsTo(emulator, 'POST', LEADS).map(
			({ body }) => (body as { data: { Email: string }[] }).data[0].Email,
		);
		expect([...new Set(sent)]).toEqual(['lead0@brightwell.test', 'lead2@brightwell.test']);
		expect(emulator.store.count('Leads')).toBe(2);
	});
});

describe('Bulk Write > Import whose first reply is lost', () => {
	it('does not stop in red when a later job is refused: the first may be at work', async () => {
		emulator.faults.add({ kind: 'reset', acts: true, path: WRITE, method: 'POST' });
		refuse(WRITE, 403, 'NO_PERMISSION', 0);
		const answers = await importRows(9, {});
		expect(told(answers)).toEqual([
			...repeat(4, ['UNKNOWN', null, false]),
			...repeat(5, ['UNPROCESSED', 'NO_PERMISSION', true]),
		]);
		expect(emulator.store.count('Leads')).toBe(4);
	});

	it('does not stop in red when further records are refused: the first may be there', async () => {
		emulator.faults.add({ kind: 'reset', acts: true, path: LEADS, method: 'POST' });
		emulator.faults.add({ kind: 'reset', acts: true, path: LEADS, method: 'POST' });
		refuse(LEADS, 403, 'NO_PERMISSION', 0);
		const answers = await importRows(9, { route: 'records' });
		expect(told(answers)).toEqual([
			...repeat(4, ['UNKNOWN', null, false]),
			...repeat(5, ['UNPROCESSED', 'NO_PERMISSION', true]),
		]);
		expect(emulator.store.count('Leads')).toBe(4);
	});
});
