import type { JobPlan } from '../emulator/bulk/jobs';
import { packZip } from '../emulator/clients/bulk';
import { useStage } from '../stage/stage';
import { seedJob } from './uploads';
import { bulkCalls, WRITE } from '../stage/books';
import { failureOf } from '../stage/failure';
import { bulk } from '../stage/parameters';

const { emulator, run } = useStage();

const ITS_JOB = { jobId: '={{ $json.job }}' };
const DAY_MS = 86_400_000;

/** A job that has ended. */
async function seedEnded(plan: JobPlan = {}): Promise<string> {
	emulator.jobs.plan(plan);
	const job = await seedJob(emulator);
	emulator.advance(60_000);
	return job;
}

describe('Bulk Write > Get Job', () => {
	const fileOf = (state: string, counts: Partial<Record<'added' | 'updated' | 'skipped' | 'total', number>> = {}) => ({
		module: 'Leads',
		state,
		message: '',
		added: '',
		updated: '',
		skipped: '',
		total: '',
		...counts,
	});

	it('says where the job of every item stands', async () => {
		const ended = await seedEnded();
		const running = await seedJob(emulator);
		const { items } = await run(bulk('getJob', ITS_JOB), [{ job: ended }, { job: ` ${running} ` }]);
		const counts = { added: 1, updated: 0, skipped: 2, total: 3 };
		expect(items).toEqual([
			{
				json: {
					jobId: ended,
					state: 'COMPLETED',
					hasEnded: true,
					code: '',
					message: '',
					...counts,
					downloadUrl: expect.stringMatching(/bulk-write\/\d+\/\d+\.zip$/),
					files: [{ ...fileOf('COMPLETED', counts), name: 'leads.csv', code: 'SUCCESS' }],
				},
				pairedItem: { item: 0 },
			},
			{
				json: {
					jobId: running,
					state: 'ADDED',
					hasEnded: false,
					code: '',
					message: '',
					added: '',
					updated: '',
					skipped: '',
					total: '',
					downloadUrl: '',
					files: [{ ...fileOf('ADDED'), name: '', code: 'ADDED' }],
				},
				pairedItem: { item: 1 },
			},
		]);
		expect(bulkCalls(emulator, 'GET')).toHaveLength(2);
	});

	it('gives the job as Zoho does where that is asked for', async () => {
		const job = await seedEnded();
		const { json } = await run(bulk('getJob', { ...ITS_JOB, simplify: false }), [{ job }]);
		expect(json).toEqual(emulator.jobs.all());
	});

	it('names the reason of a job that failed', async () => {
		const job = await seedEnded({ end: 'FAILED', code: 'INVALID_FILE' });
		const { json } = await run(bulk('getJob', ITS_JOB), [{ job }]);
		expect(json).toMatchObject([{ jobId: job, state: 'FAILED', hasEnded: true, code: 'INVALID_FILE' }]);
	});

	it('adds the counts of all files up', async () => {
		const mapped = (api_name: string, index: number) => ({ api_name, index });
		const job = await seedJob(
			emulator,
			{ 'leads.csv': 'k,n,c\n1,Okafor,B\n', 'history.csv': 'k,e\n1,A\n9,B\n' },
			(fileId) => [
				{
					type: 'data',
					module: { api_name: 'Leads' },
					file_id: fileId,
					file_names: ['leads.csv'],
					field_mappings: [mapped('Last_Name', 1), mapped('Company', 2)],
				},
				{
					type: 'data',
					module: { api_name: 'Work_History' },
					file_id: fileId,
					file_names: ['history.csv'],
					field_mappings: [{ ...mapped('Parent_Id', 0), parent_column_index: 0 }, mapped('Employer', 1)],
				},
			],
		);
		emulator.advance(60_000);
		const { json } = await run(bulk('getJob', ITS_JOB), [{ job }]);
		expect(json).toMatchObject([
			{
				added: 2,
				updated: 0,
				skipped: 1,
				total: 3,
				files: [
					{ module: 'Leads', added: 1, total: 1 },
					{ module: 'Work_History', added: 1, skipped: 1, total: 2 },
				],
			},
		]);
	});

	it('waits with growing pauses until the job has ended', async () => {
		emulator.jobs.plan({ ticks: 200 });
		const job = await seedJob(emulator);
		const { json } = await run(bulk('getJob', { ...ITS_JOB, waitUntilEnded: true, waitSeconds: 600 }), [{ job }]);
		expect(json).toMatchObject([{ jobId: job, state: 'COMPLETED', added: 1 }]);
		const calls = bulkCalls(emulator, 'GET');
		const pauses = calls.slice(1).map(({ startedMs }, index) => startedMs - calls[index].startedMs);
		expect(pauses.length).toBeGreaterThan(2);
		expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
	});

	it('gives the job as it stands when the time has run out', async () => {
		emulator.jobs.plan({ end: 'never' });
		const job = await seedJob(emulator);
		const before = emulator.state.clock.now();
		const { json } = await run(bulk('getJob', { ...ITS_JOB, waitUntilEnded: true, waitSeconds: 120 }), [{ job }]);
		expect(json).toMatchObject([{ jobId: job, state: 'INPROGRESS', hasEnded: false }]);
		expect(emulator.state.clock.now() - before).toBe(120_000);
	});

	it('asks once, and no more, about a job that has ended', async () => {
		const job = await seedEnded();
		await run(bulk('getJob', { ...ITS_JOB, waitUntilEnded: true }), [{ job }]);
		expect(bulkCalls(emulator, 'GET')).toHaveLength(1);
	});

	it('goes on waiting after a lost connection', async () => {
		const job = await seedJob(emulator);
		emulator.faults.add({ kind: 'reset', path: `${WRITE}/*`, after: 1, times: 6 });
		const { json } = await run(bulk('getJob', { ...ITS_JOB, waitUntilEnded: true }), [{ job }]);
		expect(json).toMatchObject([{ state: 'COMPLETED' }]);
	});

	it('gives the job as it was when the execution is stopped', async () => {
		emulator.jobs.plan({ end: 'never' });
		const job = await seedJob(emulator);
		const controller = new AbortController();
		emulator.faults.add({ kind: 'slow', delayMs: 30, path: `${WRITE}/*`, after: 3 });
		const running = run(bulk('getJob', { ...ITS_JOB, waitUntilEnded: true, waitSeconds: 1_000_000 }), [{ job }], {
			cancelSignal: controller.signal,
		});
		while (bulkCalls(emulator, 'GET').length < 4) await new Promise((resolve) => setImmediate(resolve));
		controller.abort();
		expect((await running).json).toMatchObject([{ jobId: job, state: 'ADDED', hasEnded: false }]);
	});

	it.each([404, 400] as const)('says that there is no such job (HTTP %i)', async (status) => {
		emulator.switches.missingJobStatus = status;
		const job = '4150868000009999999';
		expect(await failureOf(run(bulk('getJob', ITS_JOB), [{ job }]))).toMatchObject({
			message: "Zoho CRM can't find the requested item (RESOURCE_NOT_FOUND)",
			itemIndex: 0,
		});
	});

	it('refuses what is no id before anything is sent', async () => {
		expect(await failureOf(run(bulk('getJob', { jobId: 'leads.csv' })))).toMatchObject({
			message: 'The job ID is invalid: it must contain only digits',
		});
		expect(emulator.requests.all()).toEqual([]);
	});

	it.each([0, -5, 1.5])('refuses to wait %d seconds', async (waitSeconds) => {
		const job = await seedJob(emulator);
		expect(
			await failureOf(run(bulk('getJob', { ...ITS_JOB, waitUntilEnded: true, waitSeconds }), [{ job }])),
		).toMatchObject({ message: 'Wait at Most (Seconds) must be a whole number from 1' });
	});
});

describe('Bulk Write > Get Result', () => {
	const columns = (Last_Name: string, Email: string) => ({ Last_Name, Company: 'Brightwell', Email });
	const lines = (job: string) => [
		{
			jobId: job,
			module: 'Leads',
			file: 'leads.csv',
			row: 1,
			status: 'ADDED',
			id: [...emulator.store.all('Leads')][0].id,
			columns: columns('Okafor', 'okafor@brightwell.test'),
		},
		{
			jobId: job,
			module: 'Leads',
			file: 'leads.csv',
			row: 2,
			status: 'SKIPPED',
			id: '',
			code: 'MANDATORY_NOT_FOUND',
			details: { errors: [{ code: 'MANDATORY_NOT_FOUND', fields: ['Last_Name'] }] },
			columns: columns('', 'none@brightwell.test'),
		},
		{
			jobId: job,
			module: 'Leads',
			file: 'leads.csv',
			row: 3,
			status: 'SKIPPED',
			id: '',
			code: 'INVALID_DATA',
			details: { errors: [{ code: 'INVALID_DATA', fields: ['Email'] }] },
			columns: columns('Ito', 'bad'),
		},
	];

	it('becomes an item for every row, linked with the item of its job', async () => {
		const job = await seedEnded();
		const { items } = await run(bulk('getResult', ITS_JOB), [{ job }, { job }]);
		expect(items).toMatchObject([0, 1].flatMap((item) => lines(job).map((json) => ({ json, pairedItem: { item } }))));
	});

	it.each(['relative', 'absolute'] as const)('is found by a %s address', async (downloadUrlForm) => {
		emulator.switches.downloadUrlForm = downloadUrlForm;
		const job = await seedEnded();
		expect((await run(bulk('getResult', ITS_JOB), [{ job }])).json).toMatchObject(lines(job));
	});

	it('has the rows of every file of the job', async () => {
		const mapped = (api_name: string, index: number) => ({ api_name, index });
		const job = await seedJob(
			emulator,
			{ 'leads.csv': 'k,n,c\n1,Okafor,B\n', 'history.csv': 'k,e\n1,A\n9,B\n' },
			(fileId) => [
				{
					type: 'data',
					module: { api_name: 'Leads' },
					file_id: fileId,
					file_names: ['leads.csv'],
					field_mappings: [mapped('Last_Name', 1), mapped('Company', 2)],
				},
				{
					type: 'data',
					module: { api_name: 'Work_History' },
					file_id: fileId,
					file_names: ['history.csv'],
					field_mappings: [{ ...mapped('Parent_Id', 0), parent_column_index: 0 }, mapped('Employer', 1)],
				},
			],
		);
		emulator.advance(60_000);
		const [lead] = emulator.store.all('Leads');
		const [history] = emulator.store.all('Work_History');
		expect((await run(bulk('getResult', ITS_JOB), [{ job }])).json).toMatchObject([
			{
				jobId: job,
				module: 'Leads',
				file: 'leads.csv',
				row: 1,
				status: 'ADDED',
				id: lead.id,
				columns: { Last_Name: 'Okafor', Company: 'B' },
			},
			{
				jobId: job,
				module: 'Work_History',
				file: 'history.csv',
				row: 1,
				status: 'ADDED',
				id: history.id,
				columns: { Parent_Id: '1', Employer: 'A' },
			},
			{
				jobId: job,
				module: 'Work_History',
				file: 'history.csv',
				row: 2,
				status: 'SKIPPED',
				id: '',
				code: 'INVALID_DATA',
				details: { errors: [{ code: 'INVALID_DATA', fields: ['Parent_Id'] }] },
				columns: { Parent_Id: '9', Employer: 'B' },
			},
		]);
	});

	it('can be had as the file that Zoho gives', async () => {
		const job = await seedEnded();
		const { items } = await run(bulk('getResult', { ...ITS_JOB, resultAs: 'file', binaryField: 'result' }), [{ job }]);
		const zip = await emulator.jobs.result(job);
		if (zip === null) throw new Error('There is no result');
		expect(items).toEqual([
			{
				json: { jobId: job, fileName: `${job}.zip`, sizeBytes: zip.length },
				binary: {
					result: expect.objectContaining({
						data: zip.toString('base64'),
						mimeType: 'application/zip',
						fileName: `${job}.zip`,
						bytes: zip.length,
					}),
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it.each([
		['of a job that has just begun', 0, 'ADDED'],
		['of a job that runs', 1, 'INPROGRESS'],
	])('is refused %s', async (_, ticks, state) => {
		emulator.jobs.plan({ end: 'never' });
		const job = await seedJob(emulator);
		for (let tick = 0; tick < ticks; tick += 1) emulator.jobs.tick();
		expect(await failureOf(run(bulk('getResult', ITS_JOB), [{ job }]))).toMatchObject({
			message: `Job ${job} has no result yet: its state is ${state}`,
			description: 'Add a Get Job node with Wait Until Finished before this one',
			itemIndex: 0,
		});
	});

	it.each([
		['FAILED', 'INVALID_FILE', ' (INVALID_FILE)'],
		['SKIPPED', undefined, ''],
	] as const)('is refused of a job that ended %s and wrote nothing', async (end, code, reason) => {
		const job = await seedEnded({ end, code });
		expect(await failureOf(run(bulk('getResult', ITS_JOB), [{ job }]))).toMatchObject({
			message: `Job ${job} finished as ${end} without a result${reason}`,
		});
	});

	it('is refused after the seven days for which Zoho keeps it', async () => {
		const job = await seedEnded();
		emulator.advance(7 * DAY_MS);
		expect(await failureOf(run(bulk('getResult', ITS_JOB), [{ job }]))).toMatchObject({
			message: `Zoho CRM no longer has the result of job ${job}: it keeps results for 7 days`,
			description: 'Check the records in Zoho CRM',
		});
	});

	it('that cannot be read is named, the other jobs go on where that is set', async () => {
		const [damaged, right] = [await seedEnded({ result: 'truncated' }), await seedEnded()];
		const { json } = await run(bulk('getResult', ITS_JOB), [{ job: damaged }, { job: right }], {
			onError: 'continueRegularOutput',
		});
		expect(json).toHaveLength(4);
		expect(json[0]).toMatchObject({
			reason: expect.stringContaining(`Could not read the result of job ${damaged}: `),
			code: 'NOT_SENT',
			next: 'Set Output to Binary File to see what Zoho CRM sent',
		});
		expect(json.slice(1).map(({ row }) => row)).toEqual([1, 2, 3]);
	});

	it('has no item for a blank line, and a line with another word as it is', async () => {
		const job = await seedEnded();
		const lines = 'Last_Name,STATUS,RECORD_ID,ERRORS\nOkafor,ADDED,17,\n\nRao,DUPLICATE,,\n\n';
		jest.spyOn(emulator.jobs, 'result').mockResolvedValueOnce(await packZip({ 'Leads-leads.csv': lines }));
		expect((await run(bulk('getResult', ITS_JOB), [{ job }])).json).toMatchObject(
			[
				{ row: 1, status: 'ADDED', reason: 'Created', id: '17', columns: { Last_Name: 'Okafor' } },
				{ row: 2, status: 'DUPLICATE', reason: 'Zoho CRM gave no reason', id: '', columns: { Last_Name: 'Rao' } },
			].map((line) => ({ jobId: job, module: 'Leads', file: 'leads.csv', ...line })),
		);
	});

	it.each([
		[
			'a file without the columns of a result',
			async () => await packZip({ 'Leads-leads.csv': 'Last_Name\nOkafor\n' }),
			/Leads-leads.csv lacks the columns STATUS, RECORD_ID, ERRORS/,
		],
		[
			'text with an open quote',
			async () => await packZip({ 'Leads-leads.csv': 'Last_Name,STATUS,RECORD_ID,ERRORS\n"Okafor' }),
			/a quote that is never closed/,
		],
	])('that is %s is named', async (_, zip, message) => {
		const job = await seedEnded();
		jest.spyOn(emulator.jobs, 'result').mockResolvedValueOnce(await zip());
		expect((await failureOf(run(bulk('getResult', ITS_JOB), [{ job }]))).message).toMatch(message);
	});

	it('is asked for again with a new token where the old one has ended', async () => {
		const job = await seedEnded();
		emulator.faults.add({ kind: 'expireToken', path: '/*/bulk-write/*' });
		emulator.faults.add({ kind: 'expireToken', path: `${WRITE}/*` });
		expect((await run(bulk('getResult', ITS_JOB), [{ job }])).json).toMatchObject(lines(job));
	});
});
