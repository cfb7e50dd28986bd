import { refusalWords } from '../../../../nodes/shared/import/rows/refusalWords';
import { setImmediate as turn } from 'node:timers/promises';
import { importRows } from '../../../../nodes/shared/import/importRows';
import type { ImportDeps, ImportRequest } from '../../../../nodes/shared/import/request';
import type { PackedChunk, RowSource } from '../../../../nodes/shared/import/rows/source';
import type { BulkWriteJob } from '../../../../nodes/shared/zoho/bulk/writeApi';
import { UsageError } from '../../../../nodes/shared/zoho/call/errors';
import { plainRequest } from '../csv/cases';

const ROWS_PER_JOB = 25_000;

function requestOf(jobsAtOnce: number): ImportRequest {
	return {
		...plainRequest,
		route: 'bulk',
		wait: 'poll',
		waitSeconds: 60,
		jobsAtOnce,
		requestsAtOnce: 1,
		maxRowsPerKey: 10,
		maxCredits: null,
		isDryRun: false,
		keepsAllAnswers: false,
		callbackUrl: null,
		runsAutomations: true,
	};
}

/** Rows of so many full jobs, without content. @param onPack is told the number of each chunk before it is packed */
function sourceOf(chunkCount: number, onPack: (chunk: number) => void): RowSource {
	const rowCount = chunkCount * ROWS_PER_JOB;
	return {
		check: async () => ({
			rowCount,
			refused: [],
			sorted: { waves: [Array.from({ length: rowCount }, (_, row) => row)], earlier: new Map() },
			childCountsOf: () => [],
			hasChildren: false,
			newValues: [],
			mapping: [],
			otherUnique: [],
			words: refusalWords({ operation: 'insert', findBy: null, fields: new Map() }),
		}),
		async *pack(chunks) {
			for (const rows of chunks) {
				onPack(1 + rows[0] / ROWS_PER_JOB);
				yield packedOf(rows);
			}
		},
		async *describe() {},
		async *records() {},
	};
}

function packedOf(rows: readonly number[]): PackedChunk {
	const fileName = `imp_${rows[0] + 1}-${rows[rows.length - 1] + 1}.csv`;
	const parent = {
		module: 'Leads',
		fileName,
		findBy: null,
		rowCount: rows.length,
		mappings: [],
		readKeys: () => [],
	};
	return { rows, parent, children: [], encoding: 'UTF-8', zip: new Uint8Array(1) };
}

/** A job that added all its rows. */
function endedJob(id: string): BulkWriteJob {
	const counts = { added: ROWS_PER_JOB, updated: 0, skipped: 0, total: ROWS_PER_JOB };
	const file = { module: 'Leads', name: null, state: 'COMPLETED' as const, code: null, message: null, ...counts };
	return { id, state: 'COMPLETED', code: null, message: null, downloadUrl: `/result/${id}`, files: [file], raw: {} };
}

/** Zoho, whose jobs have ended when they are asked for; their numbers are those of the chunks. Calls are noted as they come in. */
function zohoWith(calls: string[], download: () => Promise<void>): ImportDeps {
	let ordered = 0;
	const note = (call: string): void => void calls.push(call);
	const zoho = {
		usage: { calls: 0, credits: 0, creditsRemaining: null },
		endAt: () => undefined,
		organization: { get: async () => ({ zgid: '1' }) },
		files: {
			upload: async ({ fileName }: { fileName: string }) => {
				note(`upload ${1 + (Number(/_(\d+)-/.exec(fileName)?.[1]) - 1) / ROWS_PER_JOB}`);
				return { fileId: '7' };
			},
			download: async (url: string) => {
				note(`download ${url.slice('/result/'.length)}`);
				await download();
				return Buffer.from('no archive');
			},
		},
		bulkWrite: {
			create: async () => {
				ordered += 1;
				note(`order ${ordered}`);
				return { id: String(ordered) };
			},
			get: async (id: string) => {
				note(`look ${id}`);
				return endedJob(id);
			},
		},
	};
	const deps = { zoho, sleep: async () => await turn(), now: () => 0, log: () => undefined, isCancelled: () => false };
	return deps as unknown as ImportDeps;
}

describe('while a job is waited for', () => {
	it('packs the next chunk, and none after it', async () => {
		const calls: string[] = [];
		const source = sourceOf(4, (chunk) => calls.push(`pack ${chunk}`));
		const { book } = await importRows(
			source,
			requestOf(1),
			zohoWith(calls, async () => {}),
		);
		expect(calls.filter((call) => !call.startsWith('download'))).toEqual([
			...['pack 1', 'upload 1', 'order 1', 'pack 2', 'look 1'],
			...['pack 3', 'upload 2', 'order 2', 'look 2'],
			...['pack 4', 'upload 3', 'order 3', 'look 3'],
			...['upload 4', 'order 4', 'look 4'],
		]);
		expect(book.counts()).toMatchObject({ added: 100_000, unprocessed: 0, pending: 0, unknown: 0 });
	});

	it('packs nothing before Zoho has accepted the first job', async () => {
		const calls: string[] = [];
		const deps = zohoWith(calls, async () => {});
		const rejected = new UsageError('The order was rejected', 'Correct it');
		const bulkWrite = { create: async () => await Promise.reject(rejected) };
		const zoho = { ...deps.zoho, bulkWrite } as unknown as ImportDeps['zoho'];
		const source = sourceOf(3, (chunk) => calls.push(`pack ${chunk}`));
		await expect(importRows(source, requestOf(3), { ...deps, zoho })).rejects.toBe(rejected);
		expect(calls).toEqual(['pack 1', 'upload 1']);
	});

	it('answers the rows of a chunk that could not be packed when its turn comes, and still collects the job', async () => {
		const calls: string[] = [];
		const source = sourceOf(3, (chunk) => {
			if (chunk === 2) throw new Error('The file is gone');
		});
		const { book } = await importRows(
			source,
			requestOf(1),
			zohoWith(calls, async () => {}),
		);
		expect(calls).toEqual(['upload 1', 'order 1', 'look 1', 'download 1']);
		expect(book.counts()).toMatchObject({ added: 25_000, unprocessed: 50_000, pending: 0, unknown: 0 });
		expect(book.get(25_000)?.reason).toContain('The file is gone');
	});
});

describe('a job that has ended', () => {
	it('gives its place to the next one before its result is there, and its rows are answered once it is', async () => {
		const calls: string[] = [];
		const downloads: (() => void)[] = [];
		const held = async (): Promise<void> => await new Promise<void>((resolve) => downloads.push(resolve));
		const source = sourceOf(3, () => undefined);
		const importing = importRows(source, requestOf(1), zohoWith(calls, held));
		for (let turns = 0; turns < 50; turns += 1) await turn();
		// The place of the third job is free only when the result of the first is no longer held.
		expect(calls).toEqual([...['upload 1', 'order 1', 'look 1', 'download 1'], ...['upload 2', 'order 2', 'look 2']]);
		for (let result = 0; result < 3; result += 1) {
			downloads[result]();
			for (let turns = 0; turns < 50; turns += 1) await turn();
		}
		const { book } = await importing;
		expect(calls.slice(7)).toEqual(['download 2', 'upload 3', 'order 3', 'look 3', 'download 3']);
		expect(book.counts()).toMatchObject({ added: 75_000, unprocessed: 0, pending: 0, unknown: 0 });
	});

	it('was never one of more jobs at once than allowed', async () => {
		const calls: string[] = [];
		const source = sourceOf(7, () => undefined);
		await importRows(
			source,
			requestOf(3),
			zohoWith(calls, async () => await turn()),
		);
		let open = 0;
		let most = 0;
		for (const call of calls) {
			if (call.startsWith('order')) open += 1;
			if (call.startsWith('look')) open -= 1;
			most = Math.max(most, open);
		}
		expect(most).toBe(3);
		expect(open).toBe(0);
	});
});
