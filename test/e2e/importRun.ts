import { copyFileSync, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { type DemoLead, FIND_BY, type ImportOperation, makeDemoLeads, makeRecordsBefore, writeCsv } from './demoData';
import type { EmulatorProcess } from './emulatorProcess';
import { type JsonRecord, toList, toRecord } from './json';
import type { Execution, OutputItem } from './n8nRest';
import type { Stage } from './stage';
import { inRow, readCsvFile, TRIGGER_NAME, type WorkflowDefinition, zohoNode } from './workflows';

/** What to import: generated rows, or a file of the caller's with API names in its header. */
export interface ImportRequest {
	readonly operation: ImportOperation;
	readonly rows: number;
	readonly seed: number;
	readonly file?: string;
}

/** Everything that is known after an import. */
export interface ImportRun {
	readonly execution: Execution;
	/** The items that went into the Zoho CRM Bulk node. */
	readonly input: readonly OutputItem[];
	/** The items that came out of it. */
	readonly output: readonly OutputItem[];
	readonly records: readonly JsonRecord[];
	/** The emulator's log of the requests during the import. */
	readonly requests: readonly JsonRecord[];
	readonly jobs: number;
	readonly credits: number;
	readonly seconds: number;
	/** The generated rows; empty for a file of the caller's. */
	readonly leads: readonly DemoLead[];
	/** What the emulator held before. */
	readonly recordsBefore: readonly JsonRecord[];
}

const TIMEOUT_MS = 30 * 60_000;
const TELL_EVERY_MS = 5000;

/** The workflow that a user would build: read a CSV file, make items of its rows, import them. */
export function importWorkflow(stage: Stage, csvFile: string, operation: ImportOperation): WorkflowDefinition {
	const findBy = operation === 'insert' ? '' : FIND_BY;
	const parameters = {
		resource: 'bulkWrite',
		operation: 'import',
		module: 'Leads',
		importOperation: operation,
		findBy,
		route: 'bulk',
	};
	return inRow(
		`Import Leads (${operation})`,
		...readCsvFile(csvFile),
		zohoNode('zohoCrmBulk', stage.credential, parameters),
	);
}

/** Runs one import in the real n8n, from a CSV file to the answers, and reads the emulator's books. */
export async function runImport(
	stage: Stage,
	request: ImportRequest,
	say: (text: string) => void = () => undefined,
): Promise<ImportRun> {
	const { emulator, n8n, rest } = stage;
	const leads = request.file === undefined ? makeDemoLeads(request) : [];
	const csvFile = path.join(n8n.filesFolder, 'leads.csv');
	if (request.file === undefined) writeFileSync(csvFile, writeCsv(leads.map(({ row }) => row)));
	else copyFileSync(request.file, csvFile);
	const recordsBefore = request.operation === 'update' ? makeRecordsBefore(leads) : [];
	if (recordsBefore.length > 0) {
		say(`Creating ${recordsBefore.length} records for the update to find ...`);
		await emulator.createRecords('Leads', recordsBefore);
	}
	await emulator.admin('DELETE', '/requests');
	const before = await readBooks(emulator);
	const workflowId = await rest.createWorkflow(importWorkflow(stage, csvFile, request.operation));
	say('Importing ...');
	const startedAt = Date.now();
	const ticker = setInterval(() => void tellProgress(emulator, startedAt, say), TELL_EVERY_MS);
	const execution = await rest.run(workflowId, TRIGGER_NAME, TIMEOUT_MS).finally(() => clearInterval(ticker));
	const after = await readBooks(emulator);
	return {
		execution,
		input: execution.outputOf('Extract Rows'),
		output: execution.outputOf('Zoho CRM'),
		records: await emulator.records('Leads'),
		requests: await emulator.adminList('/requests'),
		jobs: after.jobs - before.jobs,
		credits: after.credits - before.credits,
		seconds: Math.round(execution.seconds * 10) / 10,
		leads,
		recordsBefore,
	};
}

/** So that a person sees an import move. */
async function tellProgress(emulator: EmulatorProcess, startedAt: number, say: (text: string) => void): Promise<void> {
	const { jobs } = await readBooks(emulator);
	const { Leads: leads } = toRecord(await emulator.admin('GET', '/counts'));
	say(`  ... ${Math.round((Date.now() - startedAt) / 1000)} s, ${jobs} bulk jobs, ${String(leads)} leads in Zoho CRM`);
}

async function readBooks(emulator: EmulatorProcess): Promise<{ jobs: number; credits: number }> {
	const { spent } = toRecord(await emulator.admin('GET', '/credits'));
	return { jobs: toList(await emulator.admin('GET', '/jobs')).length, credits: Number(spent) };
}

/** The figures of an import, as the last line of `npm run demo -- --once` gives them. */
export interface ImportFigures {
	readonly rows: number;
	readonly added: number;
	readonly updated: number;
	readonly skipped: number;
	readonly unprocessed: number;
	readonly pending: number;
	readonly unknown: number;
	readonly jobs: number;
	readonly apiCalls: number;
	readonly credits: number;
	readonly seconds: number;
}

/** Counts the answers and the emulator's books. Token requests are no API calls. */
export function summarize(run: ImportRun): ImportFigures {
	const count = (status: string): number => run.output.filter(({ json }) => json.status === status).length;
	return {
		rows: run.input.length,
		added: count('ADDED'),
		updated: count('UPDATED'),
		skipped: count('SKIPPED'),
		unprocessed: count('UNPROCESSED'),
		pending: count('PENDING'),
		unknown: count('UNKNOWN'),
		jobs: run.jobs,
		apiCalls: run.requests.filter(({ path: requestPath }) => !String(requestPath).startsWith('/oauth/')).length,
		credits: run.credits,
		seconds: run.seconds,
	};
}

/** Whether every row has its final answer. */
export function isComplete({ rows, added, updated, skipped, unprocessed, pending, unknown }: ImportFigures): boolean {
	return added + updated + skipped + unprocessed + pending + unknown === rows && pending === 0 && unknown === 0;
}

/** Leaves what went in, what came out, what Zoho holds and what was sent in a folder, one JSON document a line. */
export async function dumpImport(run: ImportRun, folder: string): Promise<void> {
	mkdirSync(folder, { recursive: true });
	await writeLines(
		path.join(folder, 'input.ndjson'),
		run.input.map(({ json }) => json),
	);
	await writeLines(path.join(folder, 'output.ndjson'), run.output);
	await writeLines(path.join(folder, 'records.ndjson'), run.records);
	await writeLines(path.join(folder, 'requests.ndjson'), run.requests);
}

async function writeLines(file: string, values: readonly unknown[]): Promise<void> {
	const stream = createWriteStream(file);
	for (const value of values) if (!stream.write(`${JSON.stringify(value)}\n`)) await once(stream, 'drain');
	stream.end();
	await once(stream, 'finish');
}
