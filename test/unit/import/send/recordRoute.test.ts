import type { ImportDeps } from '../../../../nodes/shared/import/request';
import { refusalWords, type RefusalWords } from '../../../../nodes/shared/import/rows/refusalWords';
import { writeRecords, type RecordRouteRequest } from '../../../../nodes/shared/import/send/recordRoute';
import { ZohoTransportError } from '../../../../nodes/shared/zoho/call/errors';
import type { RecordValues, WriteOutcome } from '../../../../nodes/shared/zoho/records/api';

const REQUEST = {
	importId: 'n8n17xmhk2c9qz',
	module: 'Leads',
	operation: 'insert',
	findBy: null,
	runsAutomations: true,
	requestsAtOnce: 1,
} as unknown as RecordRouteRequest;

/** Zoho as it answers one group after the other, and the log. */
function depsOf(answers: ReadonlyArray<'written' | 'lost' | 'no connection'>): {
	deps: ImportDeps & { words: RefusalWords };
	log: string[];
} {
	const log: string[] = [];
	const left = [...answers];
	const insert = async (_module: string, records: readonly RecordValues[]): Promise<readonly WriteOutcome[]> => {
		const answer = left.shift() ?? 'written';
		log.push(`request of ${records.length}`);
		if (answer !== 'written')
			return await Promise.reject(
				new ZohoTransportError({ method: 'POST', path: '/crm/v8/Leads' }, 1, 'ECONNRESET', answer === 'lost'),
			);
		return records.map(
			(_, place) => ({ status: 'success', action: 'insert', id: `70000${place}` }) as unknown as WriteOutcome,
		);
	};
	const words = refusalWords({ operation: 'insert', findBy: null, fields: new Map() });
	const deps = {
		words,
		zoho: { records: { insert } },
		log: (line: string) => void log.push(line),
		isCancelled: () => false,
	};
	return { deps: deps as unknown as ImportDeps & { words: RefusalWords }, log };
}

describe('writeRecords', () => {
	it('tells the log of each group before it goes out, and where nothing came of one', async () => {
		const { deps, log } = depsOf(['written', 'lost', 'no connection']);
		// Every second row of the input: the others go elsewhere.
		const indexes = Array.from({ length: 320 }, (_, place) => place * 2);
		const { answers, requests } = await writeRecords(
			indexes,
			indexes.map((index) => ({ Last_Name: `L${index}` })),
			REQUEST,
			deps,
		);
		expect(log).toEqual([
			'import n8n17xmhk2c9qz: rows 1 to 199, writing by the records API',
			'request of 100',
			'import n8n17xmhk2c9qz: rows 201 to 399, writing by the records API',
			'request of 100',
			'import n8n17xmhk2c9qz: rows 401 to 599, writing by the records API',
			'request of 100',
			'import n8n17xmhk2c9qz: rows 401 to 599, nothing written by the records API',
			'import n8n17xmhk2c9qz: rows 601 to 639, writing by the records API',
			'request of 20',
		]);
		expect(requests).toBe(4);
		const statusOf = (place: number): string =>
			place < 100 || place >= 300 ? 'ADDED' : place < 200 ? 'UNKNOWN' : 'UNPROCESSED';
		expect(answers.map(({ row, status }) => [row, status])).toEqual(
			indexes.map((index, place) => [index + 1, statusOf(place)]),
		);
	});

	it('names the run that takes an import up, so that its lines are told from those of the first one', async () => {
		const { deps, log } = depsOf(['no connection']);
		await writeRecords([4], [{ Last_Name: 'L' }], { ...REQUEST, run: 'n8n18xmhk2d000' }, deps);
		expect(log).toEqual([
			'import n8n17xmhk2c9qz: rows 5 to 5, writing by the records API, run n8n18xmhk2d000',
			'request of 1',
			'import n8n17xmhk2c9qz: rows 5 to 5, nothing written by the records API, run n8n18xmhk2d000',
		]);
	});
});
