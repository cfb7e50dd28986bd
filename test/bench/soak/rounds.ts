import { isDeepStrictEqual } from 'node:util';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../../e2e/childProcess';
import { makeDemoLeads, writeCsv } from '../../e2e/demoData';
import { compareImport, expectImport } from '../../e2e/expectedImport';
import { importWorkflow } from '../../e2e/importRun';
import { type JsonRecord, toList, toText } from '../../e2e/json';
import type { Execution } from '../../e2e/n8nRest';
import type { Stage } from '../../e2e/stage';
import { inRow, makeItems, readFile, TRIGGER_NAME, zohoNode } from '../../e2e/workflows';

const TIMEOUT_MS = 120_000;
const FILE_ROWS = 3_000;
const ITEMS = 400;
const SLEEPING_ROWS = 40;
const CSV = 'soak.csv';

const byName = { mappingMode: 'autoMapInputData', value: null };
const bulk = (parameters: JsonRecord): JsonRecord => ({
	resource: 'bulkWrite',
	operation: 'import',
	module: 'Leads',
	importOperation: 'insert',
	route: 'bulk',
	...parameters,
});
const lead = (operation: string, parameters: JsonRecord): JsonRecord => ({
	resource: 'lead',
	operation,
	...parameters,
});

/** Leads that are the same in every round: the organization is a fresh one each time. */
const people = (count: number): readonly JsonRecord[] =>
	Array.from({ length: count }, (_, index) => ({
		Last_Name: `Okafor ${index}`,
		Company: `Company ${index % 7}`,
		Email: `${index}@soak.example.test`,
		City: 'Lagos',
	}));

/** The work of a day in n8n, done again and again; what comes of it is compared with the emulator's books every time. */
export class Rounds {
	private readonly csvFile: string;

	private constructor(
		private readonly stage: Stage,
		private readonly ids: Readonly<Record<'items' | 'file' | 'records' | 'sleeping' | 'refused', string>>,
	) {
		this.csvFile = path.join(stage.n8n.filesFolder, CSV);
	}

	/** Places the workflows in n8n. */
	static async prepare(stage: Stage): Promise<Rounds> {
		const { rest, credential, n8n } = stage;
		const csvFile = path.join(n8n.filesFolder, CSV);
		const step = (name: string, parameters: JsonRecord) => ({ ...zohoNode('zohoCrm', credential, parameters), name });
		const moved = '={{ { Email: $json.Email, Last_Name: $json.Last_Name, Company: $json.Company, City: "Abuja" } }}';
		const records = inRow(
			'Records',
			...makeItems(people(ITEMS)),
			step('Create', lead('create', { fields: byName })),
			{ name: 'First', type: 'n8n-nodes-base.limit', typeVersion: 1, parameters: { maxItems: 1 } },
			step('Get Many', lead('getAll', { returnAll: true, fieldNames: ['Last_Name', 'Company', 'Email', 'City'] })),
			{
				name: 'Move',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: { mode: 'raw', jsonOutput: moved, options: {} },
			},
			step('Upsert', lead('upsert', { fields: byName })),
			step('Delete', lead('delete', { leadId: { __rl: true, mode: 'id', value: '={{ $json.id }}' } })),
		);
		const file = inRow(
			'A file',
			readFile(csvFile),
			zohoNode('zohoCrmBulk', credential, bulk({ inputSource: 'file', binaryField: 'data', output: 'all' })),
		);
		const sleeping = inRow(
			'Asleep',
			...makeItems(people(SLEEPING_ROWS)),
			zohoNode('zohoCrmBulk', credential, bulk({ wait: 'callback' })),
		);
		const refused = inRow('Refused', ...makeItems([{ City: 'Lagos' }]), zohoNode('zohoCrmBulk', credential, bulk({})));
		return new Rounds(stage, {
			items: await rest.createWorkflow(importWorkflow(stage, csvFile, 'upsert')),
			file: await rest.createWorkflow(file),
			records: await rest.createWorkflow(records),
			sleeping: await rest.createWorkflow(sleeping),
			refused: await rest.createWorkflow(refused),
		});
	}

	/**
	 * One round: imports of items and of a file, records created, read, updated and deleted while calls are throttled, cut
	 * off and refused for an old token; an import that sleeps until it is called; one that is stopped; one that is refused.
	 * @throws Error that names what did not come out as it must
	 */
	async run(round: number): Promise<void> {
		await this.importItems(round);
		await this.importFile(round);
		await this.writeRecords();
		await this.sleep();
		await this.stop();
		await this.refuse();
	}

	private async importItems(seed: number): Promise<void> {
		await this.startAfresh();
		const leads = makeDemoLeads({ rows: FILE_ROWS, seed, operation: 'upsert' });
		writeFileSync(this.csvFile, writeCsv(leads.map(({ row }) => row)));
		const execution = await this.execute('items');
		expectNone(
			compareImport(
				expectImport(leads, 'upsert'),
				execution.outputOf('Zoho CRM'),
				await this.stage.emulator.records('Leads'),
			),
		);
	}

	private async importFile(seed: number): Promise<void> {
		await this.startAfresh();
		const leads = makeDemoLeads({ rows: FILE_ROWS, seed, operation: 'insert' });
		writeFileSync(this.csvFile, writeCsv(leads.map(({ row }) => row)));
		const execution = await this.execute('file');
		const answers = execution.outputOf('Zoho CRM').map(({ json }, item) => ({ json, pairedItem: { item } }));
		expectNone(compareImport(expectImport(leads, 'insert'), answers, await this.stage.emulator.records('Leads')));
	}

	private async writeRecords(): Promise<void> {
		await this.startAfresh();
		const { emulator } = this.stage;
		const fault = async (values: JsonRecord): Promise<void> => void (await emulator.admin('POST', '/faults', values));
		await fault({ kind: 'answer', status: 429, retryAfterSeconds: 1, method: 'POST', path: '/crm/v8/Leads' });
		await fault({ kind: 'expireToken', method: 'POST', path: '/crm/v8/Leads', after: 2 });
		await fault({ kind: 'reset', method: 'GET', path: '/crm/v8/Leads', after: 1 });
		await fault({ kind: 'answer', status: 503, method: 'DELETE', path: '/crm/v8/Leads', after: 1 });
		const execution = await this.execute('records');
		const rows = people(ITEMS);
		const created = execution.outputOf('Create').map(({ json }) => toText(json.id));
		const read = new Map(execution.outputOf('Get Many').map(({ json }) => [toText(json.id), json]));
		expectSame(
			'leads read',
			created.map((id) => read.get(id)),
			created.map((id, index) => ({ id, ...rows[index] })),
		);
		const statuses = (name: string): unknown[] => execution.outputOf(name).map(({ json }) => [json.id, json.status]);
		expectSame(
			'leads updated',
			statuses('Upsert'),
			[...read.keys()].map((id) => [id, 'UPDATED']),
		);
		expectSame(
			'leads deleted',
			statuses('Delete'),
			[...read.keys()].map((id) => [id, 'DELETED']),
		);
		expectSame('leads that are left', await emulator.records('Leads'), []);
		expectSame('faults that no call met', await emulator.admin('GET', '/faults'), []);
	}

	private async sleep(): Promise<void> {
		await this.startAfresh();
		const { emulator, rest } = this.stage;
		await emulator.admin('PUT', '/switches', { allowHttpCallback: true });
		// Its job takes longer than the step looks before it goes to sleep.
		await emulator.admin('POST', '/job-plans', { plan: { ticks: 90 }, count: 1 });
		const executionId = await rest.start(this.ids.sleeping, TRIGGER_NAME);
		await waitFor('the import sleeps', TIMEOUT_MS, async () =>
			(await rest.readExecution(executionId)).status === 'waiting' ? true : undefined,
		);
		const execution = await rest.end(executionId, TIMEOUT_MS);
		const held = new Map((await emulator.records('Leads')).map((record) => [record.id, record]));
		const valuesOf = (lead: JsonRecord | undefined): unknown[] => [
			lead?.Last_Name,
			lead?.Company,
			lead?.Email,
			lead?.City,
		];
		const answered = execution.outputOf('Zoho CRM').map(({ json }) => [json.status, ...valuesOf(held.get(json.id))]);
		expectSame(
			'answers of the import that slept',
			answered,
			people(SLEEPING_ROWS).map((lead) => ['ADDED', ...valuesOf(lead)]),
		);
		expectSame('leads of the import that slept', held.size, SLEEPING_ROWS);
	}

	private async stop(): Promise<void> {
		await this.startAfresh();
		const { emulator, rest } = this.stage;
		await emulator.admin('POST', '/job-plans', { plan: { end: 'never' }, count: 1 });
		const executionId = await rest.start(this.ids.items, TRIGGER_NAME);
		await waitFor('the import has a job', TIMEOUT_MS, async () => toList(await emulator.admin('GET', '/jobs')).at(0));
		await rest.call('POST', `/executions/${executionId}/stop`);
		const { status } = await rest.end(executionId, TIMEOUT_MS);
		expectSame('status of the stopped import', status, 'canceled');
	}

	private async refuse(): Promise<void> {
		await this.startAfresh();
		const { rest, emulator } = this.stage;
		const { status } = await rest.end(await rest.start(this.ids.refused, TRIGGER_NAME), TIMEOUT_MS);
		expectSame('status of the refused import', status, 'error');
		expectSame('jobs of the refused import', await emulator.admin('GET', '/jobs'), []);
	}

	private async startAfresh(): Promise<void> {
		await this.stage.emulator.admin('POST', '/reset');
	}

	private async execute(name: 'items' | 'file' | 'records'): Promise<Execution> {
		const { rest } = this.stage;
		const execution = await rest.end(await rest.start(this.ids[name], TRIGGER_NAME), TIMEOUT_MS);
		expectSame(
			`end of the workflow "${name}"`,
			{ status: execution.status, error: execution.error },
			{ status: 'success', error: null },
		);
		return execution;
	}
}

function expectNone(differences: readonly string[]): void {
	if (differences.length > 0) throw new Error(differences.join('\n'));
}

function expectSame(what: string, actual: unknown, expected: unknown): void {
	if (!isDeepStrictEqual(actual, expected))
		throw new Error(
			`${what}: ${JSON.stringify(actual).slice(0, 800)} instead of ${JSON.stringify(expected).slice(0, 800)}`,
		);
}
