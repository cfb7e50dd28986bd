import { randomUUID } from 'node:crypto';
import { waitFor } from './childProcess';
import { type JsonRecord, toList, toRecord, toText } from './json';
import { N8nRest, type Execution } from './n8nRest';
import { type N8nServer, startN8n, WITHOUT_EDITOR } from './n8nServer';
import { expectAdded, makeLeads, pairsOf } from './rows';
import { raiseStage, type Stage } from './stage';
import { lookAtPairs, makeItems, webhook, type WorkflowDefinition, zohoNode } from './workflows';

const MINUTE_MS = 60_000;
jest.setTimeout(5 * MINUTE_MS);

const WRITE = '/crm/bulk/v8/write';

let stage: Stage;
/** n8n as it runs now, and its REST API. */
let n8n: N8nServer;
let rest: N8nRest;
let workflowId: string;

beforeAll(async () => {
	// Jobs move when they are told to, so that each test decides when Zoho calls.
	stage = await raiseStage(['--job-step-ms', String(24 * 60 * MINUTE_MS)], { settings: WITHOUT_EDITOR });
	n8n = stage.n8n;
	rest = stage.rest;
	workflowId = await rest.createWorkflow(importWorkflow());
	await rest.activateWorkflow(workflowId);
});
afterAll(async () => {
	await n8n?.stop();
	await stage?.stop();
});
beforeEach(async () => {
	await stage.emulator.admin('POST', '/reset');
	await stage.emulator.admin('PUT', '/switches', { allowHttpCallback: true });
});

const rows = makeLeads('callback', 60);

/**
 * Two chains, each started by a call: one imports and sleeps, the other takes the import up again. They are one workflow,
 * because n8n keeps what it remembers of an import by workflow.
 */
function importWorkflow(): WorkflowDefinition {
	const byName = { mappingMode: 'autoMapInputData', value: null };
	const common = { resource: 'bulkWrite', module: 'Leads', importOperation: 'insert', route: 'bulk', columns: byName };
	const rename = (suffix: string) => makeItems(rows).map((sketch) => ({ ...sketch, name: `${sketch.name}${suffix}` }));
	const importStep = zohoNode('zohoCrmBulk', stage.credential, {
		...common,
		operation: 'import',
		wait: 'callback',
		options: { waitSeconds: '={{ $("Call").item.json.body.waitSeconds }}' },
	});
	const resumeStep = zohoNode('zohoCrmBulk', stage.credential, {
		...common,
		operation: 'resumeImport',
		wait: 'poll',
		jobs: '={{ $("Call Again").item.json.body.known }}',
		options: {},
	});
	const chains = [
		[webhook('import', 'Call'), ...rename(''), { ...importStep, name: 'Import' }, lookAtPairs()],
		[
			webhook('resume', 'Call Again'),
			...rename(' Again'),
			{ ...resumeStep, name: 'Resume' },
			lookAtPairs('Look Again', 'Items Again'),
		],
	];
	const nodes = chains.flatMap((chain, line) =>
		chain.map((sketch, index) => ({ ...sketch, id: randomUUID(), position: [220 * index, 200 * line] as const })),
	);
	const links = chains.flatMap((chain) =>
		chain
			.slice(1)
			.map((node, index) => [chain[index].name, { main: [[{ node: node.name, type: 'main', index: 0 }]] }] as const),
	);
	return { name: 'Import that sleeps', nodes, connections: Object.fromEntries(links) };
}

/** Starts a chain of the workflow. @returns id of its execution */
async function start(path: 'import' | 'resume', body: JsonRecord): Promise<string> {
	const [executionId] = await rest.startByCall(workflowId, path, body);
	return executionId;
}

/** Starts an import and waits until it sleeps. */
async function fallAsleep(waitSeconds = 3_600): Promise<string> {
	const executionId = await start('import', { waitSeconds });
	await rest.reach(executionId, 'waiting');
	return executionId;
}

/** Lets all jobs end: then Zoho calls. */
async function endJobs(): Promise<void> {
	await stage.emulator.admin('POST', '/tick');
	await stage.emulator.admin('POST', '/tick');
}

/** Starts n8n anew, in the folder and under the address that it had. */
async function startAgain(): Promise<void> {
	n8n = await startN8n(stage.folder, 'info', stage.n8n.url, WITHOUT_EDITOR);
	rest = new N8nRest(n8n.url);
	await rest.signIn();
}

const orders = async (): Promise<readonly JsonRecord[]> =>
	await stage.emulator.adminList(`/requests?method=POST&path=${encodeURIComponent(WRITE)}`);
const jobs = async (): Promise<readonly string[]> =>
	toList(await stage.emulator.admin('GET', '/jobs')).map((job) => toText(toRecord(job).id));

/** Every row has its answer, and the one job has them all. */
async function expectAnswered(execution: Execution, look?: string): Promise<void> {
	const [job] = await jobs();
	await expectAdded(stage.emulator, execution, rows, job, look);
}

/** No call came in time: every row is left to Resume Import, with its job. */
function expectPending(execution: Execution, job: string): void {
	const reason = 'Zoho CRM calls back when the job has finished. The job is still running in Zoho CRM';
	const next = `Do not import the row again. Run Resume Import later, with the import ID or with job ${job}`;
	const answered = rows.map(({ Email }, index) => ({
		email: Email,
		answer: {
			status: 'PENDING',
			reason,
			id: '',
			row: index + 1,
			importId: expect.stringMatching(/^n8n\w+$/),
			job,
			next,
			details: { retrySafe: false },
		},
	}));
	expect(pairsOf(execution)).toEqual(answered);
}

/** Runs Resume Import with the ID of the import, as it stands in the names of its files. */
async function resumeById(): Promise<Execution> {
	const [{ body }] = await orders();
	const [fileName] = toList(toRecord(toList(toRecord(body).resource)[0]).file_names);
	const [importId] = toText(fileName).split('_');
	return await rest.reach(await start('resume', { known: importId }), 'success');
}

describe('an import that sleeps in a real n8n', () => {
	it('is woken by Zoho, and answers every row', async () => {
		const executionId = await fallAsleep();
		const [{ body }] = await orders();
		const { url, method } = toRecord(toRecord(body).callback);
		expect(method).toBe('post');
		expect(toText(url).startsWith(`${n8n.url}/webhook-waiting/${executionId}?`)).toBe(true);
		await endJobs();
		await expectAnswered(await rest.reach(executionId, 'success'));
	});

	it('is woken by Zoho alone: a call without the signature is turned away, one while the job runs is passed over', async () => {
		const executionId = await fallAsleep();
		const [{ body }] = await orders();
		const address = new URL(toText(toRecord(toRecord(body).callback).url));
		const callUp = async (url: URL): Promise<number> =>
			(
				await fetch(url, {
					method: 'POST',
					headers: { 'content-type': 'application/json', connection: 'close' },
					body: JSON.stringify({ status: 'COMPLETED' }),
				})
			).status;
		const unsigned = new URL(address);
		unsigned.searchParams.delete('signature');
		expect(await callUp(unsigned)).toBeGreaterThanOrEqual(400);
		expect(await callUp(address)).toBe(200);
		expect((await rest.readExecution(executionId)).status).toBe('waiting');
		await endJobs();
		await expectAnswered(await rest.reach(executionId, 'success'));
	});

	it.each([
		['stopped', async () => await n8n.stop()],
		['killed', async () => await n8n.kill()],
	])('wakes after n8n was %s and started again, each answer with its own row', async (_, end) => {
		const executionId = await fallAsleep();
		await end();
		await startAgain();
		expect((await rest.readExecution(executionId)).status).toBe('waiting');
		await endJobs();
		await expectAnswered(await rest.reach(executionId, 'success'));
	});

	it('leaves the rows PENDING with their job if n8n was down when Zoho called; Resume Import answers them by the ID of the import', async () => {
		const executionId = await fallAsleep(10);
		await n8n.stop();
		await endJobs();
		await startAgain();
		const [job] = await jobs();
		expectPending(await rest.reach(executionId, 'success'), job);
		await expectAnswered(await resumeById(), 'Look Again');
	});

	// For about a second n8n takes calls and drops them, with "200 n8n is starting up" and then 404.
	it('answers every row if Zoho calls while n8n comes up, though such a call may be lost', async () => {
		const executionId = await fallAsleep(20);
		await n8n.stop();
		const started = startAgain();
		await waitFor(
			'n8n listens',
			MINUTE_MS,
			async () =>
				await fetch(n8n.url, { headers: { connection: 'close' } }).then(
					() => true,
					() => undefined,
				),
		);
		await endJobs();
		await started;
		const [job] = await jobs();
		const ended = await rest.reach(executionId, 'success');
		if (pairsOf(ended).every(({ answer }) => toRecord(answer).status === 'ADDED')) return await expectAnswered(ended);
		expectPending(ended, job);
		await expectAnswered(await resumeById(), 'Look Again');
	});
});
