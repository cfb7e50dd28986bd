import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from './childProcess';
import { compareImport, expectImport } from './expectedImport';
import { type JsonRecord, toList, toRecord, toText } from './json';
import { compareRecords, countRefusals, expectedRejects, writeLargeFile } from './largeFile';
import type { Execution } from './n8nRest';
import { Flow } from './queueFlow';
import { listStartedIn, type QueueStage, raiseQueueStage, type Worker } from './queueStage';
import { EXPIRIES, runTwelve, type TwelveRun } from './queueTwelve';
import { answersOf, byId, expectAdded, makeLeads, pairsOf } from './rows';
import { findMissingServices } from './services';
import { credentialData, CREDENTIAL_TYPE } from './stage';
import { type CredentialLink, lookAtPairs, rowsOfCall, TRIGGER_NAME, zohoNode } from './workflows';

const MINUTE_MS = 60_000;
jest.setTimeout(6 * MINUTE_MS);

const missing = findMissingServices();
if (missing.length > 0) {
	process.stderr.write(`\n!! LEFT OUT: n8n in queue mode. There is no ${missing.join(' and no ')}.\n\n`);
}
const inQueueMode = missing.length > 0 ? describe.skip : describe;

const SELF_CLIENT_TYPE = 'zohoCrmSelfClientApi';
const WRITE = '/crm/bulk/v8/write';
const LEADS = '/crm/v8/Leads';
/** What n8n says of an execution whose worker is gone. */
const GIVEN_UP: unknown = expect.stringMatching(
	'^This execution failed to be processed too many times and will no longer retry',
);
const byName = { mappingMode: 'autoMapInputData', value: null };

let stage: QueueStage;

/** A credential of one of the two types, which is nobody else's. */
async function createCredential(type: string): Promise<CredentialLink> {
	const { oauthTokenData, ...fields } = await credentialData(stage.emulator);
	const { refreshToken } = stage.emulator.addresses;
	const data = type === CREDENTIAL_TYPE ? { ...fields, oauthTokenData } : { ...fields, refreshToken, grantCode: '' };
	return { id: await stage.rest.createCredential(type, type, data), name: type };
}

/** The worker that runs an execution, and the other one. */
async function findWorker(executionId: string): Promise<readonly [Worker, Worker]> {
	const [one, other] = stage.workers;
	return await waitFor(`a worker has begun execution ${executionId}`, MINUTE_MS, async () => {
		if (one.listStarted().includes(executionId)) return [one, other] as const;
		return other.listStarted().includes(executionId) ? ([other, one] as const) : undefined;
	});
}

/** How often workers began an execution, all of them together. */
function countStarts(executionId: string): number {
	return stage.workers.flatMap((worker) => worker.listStarted()).filter((id) => id === executionId).length;
}

const requests = async (method: string, requestPath: string): Promise<readonly JsonRecord[]> =>
	await stage.emulator.adminList(`/requests?method=${method}&path=${encodeURIComponent(requestPath)}`);
const heldLeads = async (): Promise<ReadonlyMap<string, JsonRecord>> => byId(await stage.emulator.records('Leads'));
const readJobs = async (): Promise<readonly JsonRecord[]> =>
	toList(await stage.emulator.admin('GET', '/jobs')).map(toRecord);

/** Addresses of all rows that requests of records carried, as often as they did. */
function addressesIn(log: readonly JsonRecord[]): readonly string[] {
	return log.flatMap(({ body }) => toList(toRecord(body).data).map((record) => toText(toRecord(record).Email)));
}

/** Waits until Zoho holds a job, then lets it end. */
async function endJob(): Promise<string> {
	const job = await waitFor('Zoho has the job', MINUTE_MS, async () => (await readJobs()).at(0));
	await stage.emulator.admin('POST', '/tick');
	await stage.emulator.admin('POST', '/tick');
	return toText(job.id);
}

/** What became of an execution whose worker is gone, once nobody holds it any more: neither n8n's database nor its queue. */
async function reachGivenUp(executionId: string): Promise<Execution> {
	return await waitFor(`n8n gives execution ${executionId} up`, 4 * MINUTE_MS, async () => {
		// A worker that is started again calls it `crashed` at first; main has the last word once the lock has run out.
		const isOver = (await stage.rest.readStatus(executionId)) === 'error' && (await stage.services.countQueued()) === 0;
		return isOver ? await stage.rest.readExecution(executionId) : undefined;
	});
}

inQueueMode('n8n in queue mode', () => {
	let credential: CredentialLink;
	const bulk = (parameters: JsonRecord) =>
		zohoNode('zohoCrmBulk', credential, {
			resource: 'bulkWrite',
			operation: 'import',
			module: 'Leads',
			importOperation: 'insert',
			route: 'bulk',
			columns: byName,
			options: {},
			...parameters,
		});
	const lead = (operation: string, parameters: JsonRecord) =>
		zohoNode('zohoCrm', credential, { resource: 'lead', operation, fields: byName, options: {}, ...parameters });

	beforeAll(async () => {
		// Jobs move when they are told to.
		stage = await raiseQueueStage(['--job-step-ms', String(24 * 60 * MINUTE_MS)]);
		credential = await createCredential(CREDENTIAL_TYPE);
	});
	afterAll(async () => {
		await stage?.stop();
	});

	describe.each([
		['OAuth2', CREDENTIAL_TYPE, {}, 1],
		// Each process keeps its own renewals together; the two workers do not know of each other.
		['self client', SELF_CLIENT_TYPE, { authentication: 'selfClient' }, 2],
	] as const)('twelve executions side by side on one credential (%s)', (kind, type, parameters, mostRenewals) => {
		let run: TwelveRun;
		beforeAll(async () => {
			await stage.emulator.admin('POST', '/reset');
			run = await runTwelve(stage, await createCredential(type), type, parameters);
		});

		it('are shared by both workers, each run once, and none by main', () => {
			const ids = [...run.imports, ...run.upserts, ...run.reads].map(({ id }) => id);
			expect(new Set(ids).size).toBe(12);
			expect(ids.map(countStarts)).toEqual(ids.map(() => 1));
			for (const worker of stage.workers)
				expect(worker.listStarted().filter((id) => ids.includes(id)).length).toBeGreaterThan(0);
			const log = readFileSync(stage.main.logFile, 'utf8');
			expect(ids.filter((id) => !log.includes(`Enqueued execution ${id} `))).toEqual([]);
			expect(listStartedIn(log)).toEqual([]);
		});

		it('import every row: each answer beside its own row, every field of every record as the row says', () => {
			for (const { execution, leads, seed } of run.imports) {
				const expected = expectImport(leads, 'insert');
				expect(
					compareImport(
						expected,
						execution.outputOf('Zoho CRM'),
						run.leads.filter(({ Ext_Ref }) => toText(Ext_Ref ?? '').startsWith(`S${seed}-`)),
					),
				).toEqual([]);
				const pairs = pairsOf(execution).map(({ email, answer }) => [
					email,
					toRecord(answer).row,
					toRecord(answer).status,
				]);
				expect(pairs).toEqual(leads.map(({ row }, index) => [row.Email, index + 1, expected.answers[index].status]));
			}
		});

		it('create or update every row: each answer beside its own row, every field of every record as the row says', () => {
			const held = byId(run.leads);
			for (const { execution, rows, idsBefore } of run.upserts) {
				const answers = answersOf(execution);
				expect(answers.map(({ json: { status, id }, item }) => ({ status, id, item }))).toEqual(
					rows.map(({ Email }, index) => {
						const id = idsBefore.get(toText(Email));
						return { status: id === undefined ? 'ADDED' : 'UPDATED', id: id ?? expect.any(String), item: index };
					}),
				);
				expect(answers.map(({ json }) => held.get(toText(json.id)))).toEqual(
					rows.map((row) => expect.objectContaining(row)),
				);
				expect(pairsOf(execution).map(({ email, answer }) => [email, toRecord(answer).id])).toEqual(
					rows.map(({ Email }, index) => [Email, answers[index].json.id]),
				);
			}
		});

		it('leave no record but those of their rows', () => {
			const imported = run.imports.flatMap(({ leads }) =>
				[...expectImport(leads, 'insert').records.values()].map(({ Email }) => toText(Email)),
			);
			const upserted = run.upserts.flatMap(({ rows }) => rows.map(({ Email }) => toText(Email)));
			expect(run.leads.map(({ Email }) => toText(Email)).sort()).toEqual([...imported, ...upserted].sort());
		});

		it('read every record of every page once', () => {
			for (const { execution, records } of run.reads) {
				const read = answersOf(execution);
				expect(byId(read.map(({ json }) => json))).toEqual(byId(records));
				expect(read.map(({ item }) => item)).toEqual(records.map(() => 0));
			}
		});

		it('meet the limit of Zoho on calls at once, and send each row once all the same', () => {
			const { peak, limit } = run.concurrency;
			expect(peak).toBe(limit);
			const throttled = run.requests.filter(({ status }) => status === 429);
			expect(throttled.length).toBeGreaterThan(0);
			const taken = (requestPath: string) =>
				run.requests.filter(
					({ method, path: of, status }) => method === 'POST' && of === requestPath && Number(status) < 300,
				);
			expect([...addressesIn(taken(`${LEADS}/upsert`))].sort()).toEqual(
				run.upserts.flatMap(({ rows }) => rows.map(({ Email }) => toText(Email))).sort(),
			);
			expect(taken(WRITE)).toHaveLength(run.imports.length);
			process.stderr.write(
				`${kind}: ${run.requests.length} calls, ${throttled.length} of them throttled; the token expired ${EXPIRIES} times and was renewed ${run.renewals.length} times\n`,
			);
		});

		it(`renew the token ${mostRenewals === 1 ? 'once' : 'at most once for each worker'} whenever it has expired`, () => {
			expect(run.renewals).toEqual(run.renewals.map(() => ({ grantType: 'refresh_token', outcome: 'issued' })));
			expect(run.renewals.length).toBeGreaterThanOrEqual(EXPIRIES);
			expect(run.renewals.length).toBeLessThanOrEqual(EXPIRIES * mostRenewals);
			expect(run.lastRenewals.length).toBeGreaterThanOrEqual(1);
			expect(run.lastRenewals.length).toBeLessThanOrEqual(mostRenewals);
		});

		it('leave a token in the credential that works', () => {
			expect(run.afterwards).toEqual({ renewals: 0, hasKnownToken: true });
		});
	});

	describe('an import', () => {
		beforeEach(async () => {
			await stage.emulator.admin('POST', '/reset');
		});

		it('falls asleep on a worker, is woken when Zoho calls main, and answers every row', async () => {
			await stage.emulator.admin('PUT', '/switches', { allowHttpCallback: true });
			const rows = makeLeads('asleep', 60);
			const flow = await Flow.create(stage, 'Sleep', ...rowsOfCall(), bulk({ wait: 'callback' }), lookAtPairs());
			const id = await flow.startOne({ rows });
			await stage.rest.reach(id, 'waiting');
			const job = await endJob();
			await expectAdded(stage.emulator, await stage.rest.reach(id, 'success'), rows, job);
			// Once to fall asleep, once to go on.
			expect(countStarts(id)).toBe(2);
		});

		it('takes a CSV file that came through a webhook and lies in the database', async () => {
			const ROWS = 3_000;
			const csvFile = path.join(stage.main.filesFolder, 'leads.csv');
			const sizeBytes = await writeLargeFile(csvFile, ROWS);
			const readRejects = {
				name: 'Rejects',
				type: 'n8n-nodes-base.extractFromFile',
				typeVersion: 1.1,
				parameters: { operation: 'text', binaryPropertyName: 'rejects', destinationKey: 'text', options: {} },
			};
			const flow = await Flow.create(
				stage,
				'File',
				bulk({ inputSource: 'file', binaryField: 'data', output: 'summary' }),
				readRejects,
			);
			const form = new FormData();
			form.append('data', new Blob([readFileSync(csvFile)], { type: 'text/csv' }), 'leads.csv');
			const id = await flow.startOne(form);
			await endJob();
			const execution = await stage.rest.reach(id, 'success');
			const [{ json: summary }] = execution.outputOf('Zoho CRM');
			const refused = countRefusals(ROWS);
			expect(summary).toMatchObject({
				rows: ROWS,
				added: ROWS - refused,
				updated: 0,
				skipped: refused,
				unprocessed: 0,
				pending: 0,
				unknown: 0,
			});
			expect(summary).not.toHaveProperty('openJobs');
			expect(await compareRecords(stage.emulator.streamRecords('Leads'), ROWS)).toEqual([]);
			expect(execution.outputOf('Rejects')[0].json.text).toBe(expectedRejects(ROWS));
			const stored = await stage.services.query(
				'SELECT "fileName", "fileSize" FROM binary_data ORDER BY "fileSize" DESC',
			);
			expect(stored.slice(0, 2)).toEqual([
				{ fileName: 'leads.csv', fileSize: sizeBytes },
				{ fileName: expect.stringMatching(/_rejects\.csv$/), fileSize: Buffer.byteLength(expectedRejects(ROWS)) },
			]);
			rmSync(csvFile);
		});
	});

	describe('a worker that is killed', () => {
		beforeEach(async () => {
			await stage.emulator.admin('POST', '/reset');
		});

		it('while its import waits for a job: n8n does not run it again, and Resume Import answers every row by the lines in its log', async () => {
			const rows = makeLeads('killed', 300);
			const flow = await Flow.create(stage, 'Import', ...rowsOfCall(), bulk({}), lookAtPairs());
			const resume = await Flow.create(
				stage,
				'Resume',
				...rowsOfCall(),
				bulk({ operation: 'resumeImport', jobs: `={{ $("${TRIGGER_NAME}").first().json.body.known }}` }),
				lookAtPairs(),
			);
			const id = await flow.startOne({ rows });
			const [killed] = await findWorker(id);
			const orders = await waitFor('the import has its job', MINUTE_MS, async () => {
				const lines = killed
					.readLog()
					.split('\n')
					.filter((line) => line.includes('[Zoho CRM] import '));
				const own = lines.filter((line) => line.includes(`: rows 1 to ${rows.length}, `));
				return own.some((line) => /, job \d+/.test(line)) ? own : undefined;
			});
			await killed.kill();
			try {
				const job = await endJob();
				const given = await reachGivenUp(id);
				expect(given.error?.message).toEqual(GIVEN_UP);
				expect(countStarts(id)).toBe(1);
				expect(await requests('POST', WRITE)).toHaveLength(1);
				expect((await heldLeads()).size).toBe(rows.length);
				await expectAdded(
					stage.emulator,
					await stage.rest.reach(await resume.startOne({ rows, known: orders.join('\n') }), 'success'),
					rows,
					job,
				);
			} finally {
				await killed.startAgain();
			}
		});

		it('in the middle of creating records: no record is there twice, and Create or Update completes the rest', async () => {
			const rows = makeLeads('halfway', 1_000);
			const create = await Flow.create(
				stage,
				'Create',
				...rowsOfCall(),
				lead('create', { options: { requestsAtOnce: 2 } }),
			);
			const complete = await Flow.create(
				stage,
				'Complete',
				...rowsOfCall(),
				lead('upsert', { matchFields: ['Email'] }),
				lookAtPairs(),
			);
			await stage.emulator.admin('PUT', '/switches', { latencyBaseMs: 1_500 });
			const id = await create.startOne({ rows });
			const [killed] = await findWorker(id);
			await waitFor('some of the requests are answered', MINUTE_MS, async () =>
				(await requests('POST', LEADS)).some(({ status }) => status === 201) ? true : undefined,
			);
			await killed.kill();
			// What was under way goes on at Zoho.
			await waitFor('Zoho has nothing left to do', MINUTE_MS, async () =>
				toRecord(await stage.emulator.admin('GET', '/concurrency')).calls === 0 ? true : undefined,
			);
			await stage.emulator.admin('PUT', '/switches', { latencyBaseMs: 0 });
			await killed.startAgain();
			const given = await reachGivenUp(id);
			expect(given.error?.message).toEqual(GIVEN_UP);
			expect(countStarts(id)).toBe(1);

			const sent = addressesIn((await requests('POST', LEADS)).filter(({ status }) => status !== 401));
			expect(new Set(sent).size).toBe(sent.length);
			expect(sent.length).toBeLessThan(rows.length);
			const before = new Map([...(await heldLeads())].map(([recordId, { Email }]) => [toText(Email), recordId]));
			expect([...before.keys()].sort()).toEqual([...sent].sort());

			const pairs = pairsOf(await stage.rest.reach(await complete.startOne({ rows }), 'success'));
			expect(
				pairs.map(({ email, answer }) => ({ email, status: toRecord(answer).status, id: toRecord(answer).id })),
			).toEqual(
				rows.map(({ Email }) => {
					const recordId = before.get(toText(Email));
					return {
						email: Email,
						status: recordId === undefined ? 'ADDED' : 'UPDATED',
						id: recordId ?? expect.any(String),
					};
				}),
			);
			const held = await heldLeads();
			expect(held.size).toBe(rows.length);
			expect(pairs.map(({ answer }) => held.get(toText(toRecord(answer).id)))).toEqual(
				rows.map((row) => expect.objectContaining(row)),
			);
		});
	});
});
