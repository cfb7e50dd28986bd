import fc from 'fast-check';
import { findImport } from '../../../../nodes/shared/import/resume/findImport';
import { describeEntry, type LogEntry, readLog } from '../../../../nodes/shared/import/importLog';
import type { ImportDeps } from '../../../../nodes/shared/import/request';
import { UsageError } from '../../../../nodes/shared/zoho/call/errors';

const ID = 'n8n17xmhk2c9qz';
const lines = (...parts: LogEntry[]): string =>
	parts
		.map((part) => `2026-11-21T10:00:00Z | info | [Zoho CRM] ${describeEntry(ID, part)} {"executionId":"1234567"}`)
		.join('\n');
const range = (first: number, last: number) => ({ first, last });
const refusalOf = (text: string): string => {
	try {
		readLog(text);
	} catch (reason) {
		if (reason instanceof UsageError) return `${reason.message}. ${reason.advice}`;
	}
	return 'nothing was refused';
};

describe('readLog', () => {
	it.each([
		['one id', '4150868000004912001', ['4150868000004912001']],
		[
			'ids with commas and spaces',
			'4150868000004912001, 4150868000004912002',
			['4150868000004912001', '4150868000004912002'],
		],
		[
			'ids in lines, one of them twice',
			'4150868000004912001\r\n4150868000004912002\n4150868000004912001',
			['4150868000004912001', '4150868000004912002'],
		],
		[
			'answers as they are',
			'[{"status":"PENDING","id":null,"job":"4150868000004912001","row":1}]',
			['4150868000004912001'],
		],
	])('reads %s', (_, text, ids) => {
		expect(readLog(text)).toEqual({
			importId: null,
			jobIds: ids,
			ranges: new Map(),
			uncertain: [],
			records: null,
			begun: null,
		});
	});

	it.each([ID, ` "${ID}" `, `Import ${ID}: 25 rows in 2 jobs`, 'n8n1234567xmhk2c9qz'])(
		'reads the ID of an import, and takes no number in it for a job: %s',
		(text) => {
			expect(readLog(text)).toEqual({
				importId: /n8n\w+/.exec(text)?.[0],
				jobIds: [],
				ranges: new Map(),
				uncertain: [],
				records: null,
				begun: null,
			});
		},
	);

	it('reads lines of the log, among others and in any order', () => {
		const text = [
			lines({ kind: 'job', first: 0, last: 9, fileId: '700001', jobId: '800001' }),
			'2026-11-21 | info | Workflow 99887766 started',
			lines({ kind: 'ordered', first: 0, last: 9, fileId: '700001' }),
			lines({ kind: 'uploading', first: 10, last: 19, fileName: `${ID}_11-20.csv` }),
			lines(
				{ kind: 'ordered', first: 10, last: 19, fileId: '700002' },
				{ kind: 'ordered', first: 20, last: 29, fileId: '700003' },
				{ kind: 'refused', first: 20, last: 29, fileId: '700003' },
			),
			lines(
				{ kind: 'unanswered', first: 30, last: 39, fileId: '700004' },
				{ kind: 'records', first: 40, last: 44 },
				{ kind: 'records', first: 45, last: 49 },
				{ kind: 'unwritten', first: 45, last: 49 },
			),
		].join('\n');
		expect(readLog(text)).toEqual({
			importId: ID,
			jobIds: ['800001'],
			ranges: new Map([['800001', { first: 0, last: 9 }]]),
			uncertain: [
				{ fileId: '700002', first: 10, last: 19 },
				{ fileId: '700004', first: 30, last: 39 },
			],
			records: [{ first: 40, last: 44 }],
			begun: {
				jobs: [range(0, 9), range(0, 9), range(10, 19), range(10, 19), range(20, 29), range(20, 29), range(30, 39)],
				records: [range(40, 44), range(45, 49)],
				all: expect.arrayContaining([range(0, 9), range(45, 49)]),
			},
		});
	});

	it('knows from a line about an upload alone that nothing can have been written, and takes no number in it for a job', () => {
		expect(
			readLog(lines({ kind: 'uploading', first: 999_999, last: 1_024_998, fileName: `${ID}_1000000-1024999.csv` })),
		).toEqual({
			importId: ID,
			jobIds: [],
			ranges: new Map(),
			uncertain: [],
			records: [],
			begun: { jobs: [range(999_999, 1_024_998)], records: [], all: [range(999_999, 1_024_998)] },
		});
	});

	it('reads lines that have lost their line breaks', () => {
		const text = lines(
			{ kind: 'ordered', first: 0, last: 9, fileId: '700001' },
			{ kind: 'job', first: 0, last: 9, fileId: '700001', jobId: '800001' },
			{ kind: 'job', first: 10, last: 10, fileId: '700002', jobId: '800002' },
		).replaceAll('\n', ' ');
		expect(readLog(text)).toMatchObject({ jobIds: ['800001', '800002'], uncertain: [], records: [] });
	});

	const every: LogEntry[] = [
		{ kind: 'uploading', first: 0, last: 9, fileName: `${ID}_1-10.csv` },
		{ kind: 'ordered', first: 0, last: 9, fileId: '700001' },
		{ kind: 'refused', first: 0, last: 9, fileId: '700001' },
		{ kind: 'ordered', first: 10, last: 19, fileId: '700002' },
		{ kind: 'unanswered', first: 10, last: 19, fileId: '700002' },
		{ kind: 'records', first: 20, last: 29 },
		{ kind: 'records', first: 30, last: 39, run: 'n8n18xmhk2c9qz' },
		{ kind: 'unwritten', first: 30, last: 39, run: 'n8n18xmhk2c9qz' },
	];

	it('reads lines that a window has wrapped anywhere', () => {
		const text = lines(...every);
		const { uncertain, records } = readLog(text);
		expect([uncertain, records]).toEqual([[{ fileId: '700002', first: 10, last: 19 }], [{ first: 20, last: 29 }]]);
		for (let width = 40; width < 200; width += 1) {
			const read = readLog(
				text
					.split('\n')
					.map((line) => line.replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\n'))
					.join('\n'),
			);
			expect([read.jobIds, read.uncertain]).toEqual([[], uncertain]);
			// Of rows that were not written it may have lost the name of the run: then they count as written.
			expect(read.records).toEqual(expect.arrayContaining([{ first: 20, last: 29 }]));
		}
		expect(readLog(text.replaceAll(' ', '\u00a0\n'))).toEqual(readLog(text));
	});

	it('refuses lines of which any is cut off', () => {
		const whole = lines(...every).split('\n');
		whole.forEach((line, number) => {
			const end = line.indexOf(every[number].kind === 'uploading' ? 'uploading' : ' {"exec') - 1;
			const nameOfRun = line.indexOf(', run');
			for (
				let length = line.indexOf('import') + 'import'.length;
				length < (nameOfRun < 0 ? end : nameOfRun);
				length += 1
			) {
				const text = whole.map((other, at) => (at === number ? line.slice(0, length) : other)).join('\n');
				expect(refusalOf(text)).toMatch(
					/^1 of the lines of the log is cut off or split, so what was sent is unknown\. Nothing was sent\./,
				);
			}
		});
		expect(refusalOf(whole.map((line) => line.slice(0, 70)).join('\n> '))).toMatch(
			/^8 of the lines of the log are cut off/,
		);
	});

	it('reads beside its lines those that are about no rows', () => {
		const text = `${lines(...every)}\n[Zoho CRM] import ${ID} broke off: No answer came\n[Zoho CRM] import ${ID}: the reject file could not be written: full\n[Zoho CRM] job 800001 goes on at Zoho CRM; waiting for it ended`;
		expect(readLog(text)).toEqual(readLog(lines(...every)));
	});

	it('takes ids beside lines of the log where they stand alone, and no other number of the log', () => {
		const text = `${lines({ kind: 'job', first: 0, last: 9, fileId: '700001', jobId: '800001' })}\n800002, 800003\n1795258137000 | debug | something`;
		expect(readLog(text).jobIds).toEqual(['800002', '800003', '800001']);
	});

	it('takes rows for written that any run may have written, whatever the order of the lines, and whichever come twice', () => {
		const [first, second] = ['records', 'unwritten'].map((kind) => ({ kind, first: 0, last: 4 }) as LogEntry);
		const [third, fourth] = ['records', 'unwritten'].map(
			(kind) => ({ kind, first: 0, last: 4, run: 'n8n18xmhk2c9qz' }) as LogEntry,
		);
		const written = [{ first: 0, last: 4 }];
		const recordsOf = (...parts: LogEntry[]) => readLog(lines(...parts)).records;
		for (const parts of [
			[first],
			[third],
			[third, first, second],
			[first, second, third],
			[second, third, second, first],
			[second, third],
			[fourth, first],
		])
			expect(recordsOf(...parts)).toEqual(written);
		for (const parts of [
			[first, second],
			[second, first],
			[third, fourth],
			[fourth, second, third, first],
			[first, second, first, second],
		])
			expect(recordsOf(...parts)).toEqual([]);
	});

	it('takes a row that was written after a first try for written', () => {
		expect(
			readLog(
				lines(
					{ kind: 'records', first: 0, last: 4 },
					{ kind: 'unwritten', first: 0, last: 4 },
					{ kind: 'records', first: 0, last: 4 },
				),
			).records,
		).toEqual([{ first: 0, last: 4 }]);
	});

	it('refuses what names nothing, and lines of several imports', () => {
		const advice =
			'Enter the ID of the import from its hint or its output, the IDs of its jobs, or its lines from the n8n log';
		for (const text of ['', ' ']) expect(refusalOf(text)).toBe(`Import ID is empty. ${advice}`);
		for (const text of ['yesterday', '12345', 'n8n1x'])
			expect(refusalOf(text)).toBe(`"${text}" is not an import ID, a job ID or a log line. ${advice}`);
		const others = lines({ kind: 'records', first: 0, last: 4 }).replace(ID, 'n8n18xmhk2c9qz');
		expect(refusalOf(`${lines({ kind: 'records', first: 0, last: 4 })}\n${others}`)).toBe(
			`The lines belong to 2 imports: ${ID}, n8n18xmhk2c9qz. Enter the lines of one import`,
		);
	});

	it('reads back what was written, whatever the parts are', () => {
		const range = fc
			.tuple(fc.nat(1_000_000), fc.nat(25_000))
			.map(([first, length]) => ({ first, last: first + length }));
		const id = fc.bigInt({ min: 100_000n, max: 9_999_999_999_999_999_999n }).map(String);
		const job = fc
			.tuple(range, fc.option(id), id)
			.map(([rows, fileId, jobId]): LogEntry => ({ ...rows, kind: 'job', fileId, jobId }));
		fc.assert(
			fc.property(
				fc.uniqueArray(job, {
					minLength: 1,
					maxLength: 20,
					selector: (part) => (part.kind === 'job' ? part.jobId : ''),
				}),
				(parts) => {
					const { jobIds, ranges, uncertain, records } = readLog(lines(...parts));
					expect(jobIds).toEqual(parts.map((part) => (part.kind === 'job' ? part.jobId : '')));
					expect([...ranges.values()]).toEqual(parts.map(({ first, last }) => ({ first, last })));
					expect([uncertain, records]).toEqual([[], []]);
				},
			),
			{ numRuns: 100 },
		);
	});
});

describe('findImport', () => {
	interface Told {
		readonly state?: string;
		readonly name?: string | null;
		readonly added?: number;
	}

	/** Zoho as it answers for jobs, one answer after the other; the last one stays. */
	function depsOf(jobs: Readonly<Record<string, readonly Told[]>>): { deps: ImportDeps; asked: string[] } {
		const asked: string[] = [];
		let now = 0;
		const get = async (id: string): Promise<unknown> => {
			const told = jobs[id];
			const {
				state = 'COMPLETED',
				name = null,
				added = null,
			} = told[Math.min(asked.filter((other) => other === id).length, told.length - 1)];
			asked.push(id);
			return {
				id,
				state,
				code: null,
				message: null,
				downloadUrl: null,
				files: [
					{
						module: 'Leads',
						name,
						state,
						code: null,
						message: null,
						added,
						updated: null,
						skipped: null,
						total: added,
					},
				],
				raw: {},
			};
		};
		const deps = {
			zoho: { bulkWrite: { get } },
			now: () => now,
			sleep: async (ms: number) => void (now += ms),
			log: () => undefined,
			isCancelled: () => false,
		};
		return { deps: deps as unknown as ImportDeps, asked };
	}

	const nothing = (): string | null => null;

	it('takes import and rows from the names of the files', async () => {
		const { deps } = depsOf({ '800001': [{ name: `${ID}_1-10.csv` }], '800002': [{ name: `${ID}_11-15.csv` }] });
		const { importId, ...known } = await findImport('800002 800001', nothing, 60_000, deps);
		expect(importId).toBe(ID);
		expect(known.jobs.map(({ job, first, last }) => [job.id, first, last])).toEqual([
			['800002', 10, 14],
			['800001', 0, 9],
		]);
		expect({ ...known, jobs: [] }).toEqual({ jobs: [], uncertain: [], records: null, begun: null });
	});

	it('asks again until a job has a name, and not where a line tells its rows', async () => {
		const told = {
			'800001': [{ state: 'ADDED' }, { state: 'ADDED' }, { state: 'INPROGRESS', name: `${ID}_1-10.csv` }],
		};
		const bare = depsOf(told);
		expect((await findImport('800001', nothing, 60_000, bare.deps)).jobs).toHaveLength(1);
		expect(bare.asked).toHaveLength(3);
		const logged = depsOf(told);
		const { importId, ...known } = await findImport(
			lines({ kind: 'job', first: 0, last: 9, fileId: '700001', jobId: '800001' }),
			nothing,
			60_000,
			logged.deps,
		);
		expect([importId, known.jobs.length, logged.asked.length]).toEqual([ID, 1, 1]);
	});

	it('leaves out a job that broke off before its file was looked at, but not one that wrote something', async () => {
		const broken = depsOf({ '800001': [{ name: `${ID}_1-10.csv` }], '800002': [{ state: 'FAILED', added: 0 }] });
		expect((await findImport('800001 800002', nothing, 60_000, broken.deps)).jobs.map(({ job }) => job.id)).toEqual([
			'800001',
		]);
		const written = depsOf({ '800001': [{ state: 'FAILED', added: 3 }] });
		await expect(findImport('800001', nothing, 60_000, written.deps)).rejects.toThrow(
			'Job 800001 was not created by Import',
		);
		const alone = depsOf({ '800001': [{ state: 'FAILED', added: 0 }] });
		await expect(findImport('800001', nothing, 60_000, alone.deps)).rejects.toThrow(
			'The jobs failed before Zoho CRM read their files',
		);
	});

	it('adds what is remembered of the import: jobs, uncertain rows, rows of the records API', async () => {
		const remembered = lines(
			{ kind: 'job', first: 0, last: 9, fileId: null, jobId: '800001' },
			{ kind: 'job', first: 10, last: 19, fileId: null, jobId: '800002' },
			{ kind: 'unanswered', first: 20, last: 29, fileId: '700003' },
			{ kind: 'records', first: 30, last: 34 },
		);
		const { deps, asked } = depsOf({ '800001': [{ name: `${ID}_1-10.csv` }], '800002': [{ name: `${ID}_11-20.csv` }] });
		const known = await findImport('800001', (importId) => (importId === ID ? remembered : null), 60_000, deps);
		expect(known.jobs.map(({ job, first, last }) => [job.id, first, last])).toEqual([
			['800001', 0, 9],
			['800002', 10, 19],
		]);
		expect(known).toMatchObject({
			uncertain: [{ fileId: '700003', first: 20, last: 29 }],
			records: [{ first: 30, last: 34 }],
		});
		expect(asked).toEqual(['800001', '800002']);
	});

	it('does not doubt rows whose job is remembered, though the pasted lines end before it was confirmed', async () => {
		const remembered = lines({ kind: 'job', first: 0, last: 9, fileId: '700001', jobId: '800001' });
		const { deps } = depsOf({ '800001': [{ name: `${ID}_1-10.csv` }] });
		const known = await findImport(
			lines({ kind: 'ordered', first: 0, last: 9, fileId: '700001' }),
			() => remembered,
			60_000,
			deps,
		);
		expect([known.jobs.length, known.uncertain]).toEqual([1, []]);
	});

	it('needs no job at all where the log tells the rest', async () => {
		const { deps, asked } = depsOf({});
		const { importId, ...known } = await findImport(
			lines({ kind: 'ordered', first: 0, last: 9, fileId: '700001' }),
			nothing,
			60_000,
			deps,
		);
		expect({ importId, known, asked }).toEqual({
			importId: ID,
			asked: [],
			known: {
				jobs: [],
				uncertain: [{ fileId: '700001', first: 0, last: 9 }],
				records: [],
				begun: null,
			},
		});
	});
});
