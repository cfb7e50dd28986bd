import { refusalWords } from '../../../../nodes/shared/import/rows/refusalWords';
import { atOnce } from '../../../stage/atOnce';
import { answerFailedJob, answerFromResult } from '../../../../nodes/shared/import/answers/jobAnswers';
import {
	joinGivenRows,
	joinOwnRows,
	joinSomeRows,
	type ResultRow,
	type RowJoin,
} from '../../../../nodes/shared/import/answers/join';
import type { RowAnswer } from '../../../../nodes/shared/import/rows/answer';
import type { DescribedChunk } from '../../../../nodes/shared/import/rows/source';
import type { BulkWriteFile, BulkWriteJob } from '../../../../nodes/shared/zoho/bulk/writeApi';

const JOB = '4150868000004912001';

/** A job that has ended without a result file. */
function endedJob(
	state: BulkWriteJob['state'],
	files: readonly Partial<BulkWriteFile>[],
	told: Partial<BulkWriteJob> = {},
): BulkWriteJob {
	const file: BulkWriteFile = {
		module: 'Leads',
		name: 'leads.csv',
		state,
		code: null,
		message: null,
		added: null,
		updated: null,
		skipped: null,
		total: null,
	};
	return {
		id: JOB,
		state,
		code: null,
		message: null,
		downloadUrl: null,
		files: files.map((of) => ({ ...file, ...of })),
		raw: {},
		...told,
	};
}

const brief = (answers: readonly RowAnswer[]): unknown[] =>
	answers.map(({ row, status, job, retrySafe }) => [row, status, job, retrySafe]);
const LOOK = 'Check the record in Zoho CRM before you import the row again';

describe('a job that broke off and left no result file', () => {
	it.each<[string, Partial<BulkWriteFile>[], number[]]>([
		['some rows added', [{ added: 1, updated: 0, skipped: 0, total: 3 }], [1, 0, 0]],
		['some rows updated', [{ added: 0, updated: 2, skipped: 1, total: 3 }], [0, 2, 1]],
		[
			'rows of a subform alone',
			[
				{ added: 0, updated: 0, skipped: 0, total: 3 },
				{ added: 4, updated: 0, skipped: 0, total: 6 },
			],
			[0, 0, 0],
		],
	])('may have written any of its rows: %s', (_, files, [added, updated, skipped]) => {
		const answers = answerFailedJob([0, 2, 4], endedJob('FAILED', files, { code: 'INTERNAL_SERVER_ERROR' }));
		expect(brief(answers)).toEqual([1, 3, 5].map((row) => [row, 'UNKNOWN', JOB, false]));
		for (const { reason, next } of answers) {
			expect(`${reason}. ${next}`).toBe(
				`The result file of job ${JOB} is missing, because the job ended FAILED. Zoho CRM counts ${added} added, ${updated} updated and ${skipped} skipped of 3. ${LOOK}`,
			);
		}
	});

	it('has written all rows where the counts say so', () => {
		const answers = answerFailedJob([0, 1], endedJob('FAILED', [{ added: 2, updated: 0, skipped: 0, total: 2 }]));
		expect(brief(answers)).toEqual([1, 2].map((row) => [row, 'ADDED', JOB, false]));
	});

	it('may have written any of its rows if it does not count them', () => {
		for (const files of [[], [{}], [{ added: 0, updated: null }], [{ added: 0, updated: 0 }, {}]]) {
			expect(brief(answerFailedJob([0, 1], endedJob('FAILED', files)))).toEqual(
				[1, 2].map((row) => [row, 'UNKNOWN', JOB, false]),
			);
		}
	});

	it('has written nothing where it counts nothing, or was not worked on', () => {
		const failed = answerFailedJob(
			[0, 1],
			endedJob('FAILED', [{ added: 0, updated: 0, skipped: 0, total: 2 }], {
				code: 'INVALID_FILE',
				message: 'not a CSV',
			}),
		);
		expect(brief(failed)).toEqual([1, 2].map((row) => [row, 'UNPROCESSED', JOB, true]));
		expect(failed[1]).toMatchObject({
			errors: [{ code: 'INVALID_FILE', fields: [] }],
			reason: `Job ${JOB} ended FAILED and wrote nothing (INVALID_FILE, not a CSV)`,
			next: 'Check the columns and values of the rows, then import them again',
		});
		const skipped = answerFailedJob([0], endedJob('SKIPPED', [{}]));
		expect(brief(skipped)).toEqual([[1, 'UNPROCESSED', JOB, true]]);
		expect(skipped[0].errors).toEqual([{ code: 'SKIPPED', fields: [] }]);
	});
});

const WORDS = refusalWords({ operation: 'insert', findBy: null, fields: new Map() });

describe('rows among which some may have been in no job', () => {
	/** Joins rows with lines of a result by one column. */
	function answer(sent: readonly string[], lines: readonly string[], join: RowJoin): unknown[] {
		const results: ResultRow[] = lines.map((key, place) => ({ key, status: 'ADDED', id: `70${place}`, errors: [] }));
		const parent = {
			module: 'Leads',
			fileName: 'leads.csv',
			findBy: null,
			mappings: [],
			rowCount: sent.length,
			readKeys: () => [],
		};
		const chunk: DescribedChunk = { rows: [...sent.keys()], parent, children: [], encoding: 'UTF-8' };
		const { rows } = atOnce(join(sent, results, results.length));
		return atOnce(answerFromResult(chunk, JOB, rows, [], WORDS)).map(({ row, status, id }) => [row, status, id]);
	}

	it('leaves those without a line open, so that they are sent, once every line has its row', () => {
		expect(answer(['a', 'b', 'c'], ['c', 'a'], joinSomeRows)).toEqual([
			[1, 'ADDED', '701'],
			[3, 'ADDED', '700'],
		]);
	});

	it('answers them UNKNOWN while a line may be theirs: sent again, they could be there twice', () => {
		expect(answer(['a', 'twin', 'twin'], ['a', 'twin'], joinSomeRows)).toEqual([
			[1, 'ADDED', '700'],
			[2, 'UNKNOWN', null],
			[3, 'UNKNOWN', null],
		]);
		expect(answer(['a', 'b', 'c'], ['a', 'other'], joinSomeRows)).toEqual([
			[1, 'ADDED', '700'],
			[2, 'UNKNOWN', null],
			[3, 'UNKNOWN', null],
		]);
	});

	it('answers all of them where each was in the job', () => {
		for (const join of [joinOwnRows, joinGivenRows])
			expect(answer(['a', 'b'], ['a'], join)).toEqual([
				[1, 'ADDED', '700'],
				[2, 'UNKNOWN', null],
			]);
	});
});

describe('a result with an odd line', () => {
	it('leaves only the row of that line open', () => {
		const lines: ResultRow[] = [
			{ key: 'a', status: 'ADDED', id: '17', errors: [] },
			{ key: 'b', status: 'UNKNOWN', id: null, errors: [{ code: 'DUPLICATE', fields: [] }] },
			{ key: 'c', status: 'UNKNOWN', id: null, errors: [] },
			{ key: 'd', status: 'SKIPPED', id: null, errors: [{ code: 'MANDATORY_NOT_FOUND', fields: ['Company'] }] },
		];
		const parent = { module: 'Leads', fileName: 'f.csv', findBy: null, mappings: [], rowCount: 4, readKeys: () => [] };
		const chunk: DescribedChunk = { rows: [4, 5, 6, 7], parent, children: [], encoding: 'UTF-8' };
		const { rows } = atOnce(joinOwnRows(['a', 'b', 'c', 'd'], lines, 4));
		const common = { job: JOB, match: 'key', id: null, errors: [], retrySafe: false };
		const next = 'Check the record in Zoho CRM before you import the row again';
		expect(atOnce(answerFromResult(chunk, JOB, rows, [], WORDS))).toEqual([
			{ ...common, row: 5, status: 'ADDED', id: '17', next: null },
			{
				...common,
				row: 6,
				status: 'UNKNOWN',
				reason: `The result file of job ${JOB} has the status DUPLICATE for this row`,
				next,
			},
			{
				...common,
				row: 7,
				status: 'UNKNOWN',
				reason: `The result file of job ${JOB} has no status for this row`,
				next,
			},
			{
				...common,
				row: 8,
				status: 'SKIPPED',
				errors: [{ code: 'MANDATORY_NOT_FOUND', fields: ['Company'] }],
				reason: 'Company is empty',
				retrySafe: true,
				next: 'Fill in the named fields, then import the row again',
			},
		]);
	});
});
