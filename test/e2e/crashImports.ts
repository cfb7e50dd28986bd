import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from './childProcess';
import { CRASH_COLUMNS, type Books, compareBooks, type CrashRow, nameOfFile, readSent } from './crashBooks';
import { type Gate, openGate } from './crashGate';
import { writeCsv } from './demoData';
import { type JsonRecord, toList, toRecord, toText } from './json';
import { type Execution, N8nRest } from './n8nRest';
import { type N8nServer, startN8n, WITHOUT_EDITOR } from './n8nServer';
import { CREDENTIAL_TYPE, type Stage } from './stage';
import {
	type CredentialLink,
	inRow,
	lookAtPairs,
	makeItems,
	onCall,
	readFile,
	TRIGGER_NAME,
	type WorkflowDefinition,
	zohoNode,
} from './workflows';

const MINUTE_MS = 60_000;

/** A stage whose n8n can be killed and started again. */
export interface CrashStage extends Stage {
	/** n8n as it runs now, and its REST API. */
	running: N8nServer;
	calls: N8nRest;
}

/** Ends n8n at once. */
export async function killN8n(stage: CrashStage): Promise<void> {
	await stage.running.kill();
}

/** Starts n8n anew, in the folder and under the address that it had. */
export async function startAgain(stage: CrashStage): Promise<void> {
	stage.running = await startN8n(stage.folder, 'info', stage.n8n.url, WITHOUT_EDITOR);
	stage.calls = new N8nRest(stage.running.url);
	await stage.calls.signIn();
}

/** An import to be interrupted. */
export interface ImportPlan {
	/** Tells its rows and files from those of the others; letters and digits. */
	readonly tag: string;
	readonly wait: 'poll' | 'callback' | 'none';
	readonly operation: 'insert' | 'upsert';
	readonly route: 'bulk' | 'records' | 'auto';
	/** A file is read piece by piece and answered without a look at its input. */
	readonly source: 'items' | 'file';
	readonly rows: number;
	/** Options of the step. */
	readonly options?: JsonRecord;
	/** Whether a step before imports other rows and is done before this one begins. */
	readonly hasEarlierStep?: boolean;
}

/** One import, from its workflow to what is known of it. */
export interface CrashImport {
	readonly plan: ImportPlan;
	readonly rows: readonly CrashRow[];
	readonly refused: ReadonlySet<number>;
	readonly gate: Gate;
	readonly credential: CredentialLink;
	readonly workflowId: string;
	/** Its execution; empty until it was started. */
	executionId: string;
}

/** The end of an email that Zoho refuses. */
const REFUSED = '.example.t';

const NAMES = ['Okafor', 'O"Brien, Zoë', '山田', 'Smith; Jones', "D'Or"];

/** Rows that nothing keeps from becoming two records if they are sent twice: an upsert repeats some of their keys. */
function makeRows({ tag, operation, rows }: ImportPlan): CrashRow[] {
	const third = Math.ceil(rows / 3);
	const keyOf = (index: number): number => {
		const place = index % third;
		const isRepeated = [false, place % 4 === 1 || place % 4 === 2, place % 4 === 2 || place % 4 === 3][
			Math.floor(index / third)
		];
		return operation === 'upsert' && isRepeated ? place : index;
	};
	return Array.from({ length: rows }, (_, index) => ({
		Last_Name: `${NAMES[index % NAMES.length]} ${index}`,
		Company: `Company ${index % 7}`,
		// Only Zoho finds that there is no country of one letter. In an upsert it would be one more change of its record.
		Email:
			operation === 'insert' && index % 40 === 11
				? `lead${index}@${tag}${REFUSED}`
				: `lead${keyOf(index)}@${tag}.example.test`,
		Phone: `${1000 + index}`,
		Description: index % 3 === 0 ? `Line one of ${index}\nline "two"` : `Row ${index} of ${tag}, as it is`,
	}));
}

const BY_NAME = { mappingMode: 'autoMapInputData', value: null };
/** The step before an interrupted one: it makes contacts. */
export const EARLIER_STEP = 'Earlier Step';
const EARLIER_ROWS = 5;

/** The rows as a file on n8n's disk, or as items. */
function sourceSteps(stage: CrashStage, { plan, rows }: Pick<CrashImport, 'plan' | 'rows'>) {
	return plan.source === 'file' ? [readFile(csvFileOf(stage, plan))] : makeItems(rows);
}

const csvFileOf = (stage: CrashStage, { tag }: ImportPlan): string => path.join(stage.n8n.filesFolder, `${tag}.csv`);

/** The step itself, with the settings that Import and Resume Import must have in common. */
function bulkStep({ plan, credential }: Pick<CrashImport, 'plan' | 'credential'>, parameters: JsonRecord) {
	const { operation, route, source, options = {} } = plan;
	const findBy = operation === 'insert' ? '' : 'Email';
	const input = source === 'file' ? { inputSource: 'file', binaryField: 'data', output: 'all' } : { columns: BY_NAME };
	return zohoNode('zohoCrmBulk', credential, {
		resource: 'bulkWrite',
		module: 'Leads',
		importOperation: operation,
		findBy,
		route,
		options,
		...input,
		...parameters,
	});
}

/** A last step that looks at which input n8n pairs an answer with. A file is one item, whatever its rows are. */
function lookSteps({ source }: ImportPlan) {
	return source === 'file' ? [] : [lookAtPairs()];
}

/** Makes everything that an import needs, with a gate of its own, and lets its workflow wait for a call. */
export async function prepareImport(stage: CrashStage, plan: ImportPlan): Promise<CrashImport> {
	const gate = await openGate(stage.emulator.addresses.url);
	const credential = await createCredential(stage, `Zoho CRM (${plan.tag})`, gate.url);
	const rows = makeRows(plan);
	if (plan.source === 'file') writeFileSync(csvFileOf(stage, plan), writeCsv(rows));
	const refused = new Set([...rows.keys()].filter((index) => rows[index].Email.endsWith(REFUSED)));
	const workflow = importWorkflow(stage, { plan, rows, credential });
	const workflowId = await stage.calls.createWorkflow(workflow);
	await stage.calls.activateWorkflow(workflowId);
	return { plan, rows, refused, gate, credential, workflowId, executionId: '' };
}

/** A credential of which every call goes through a gate. */
async function createCredential(stage: CrashStage, name: string, url: string): Promise<CredentialLink> {
	const { clientId, clientSecret } = stage.emulator.addresses;
	const { accessToken, refreshToken } = toRecord(await stage.emulator.admin('POST', '/tokens', {}));
	const addresses = { customAccountsUrl: url, customApiUrl: url, customUploadUrl: url, customDownloadUrl: url };
	const oauthTokenData = {
		access_token: accessToken,
		refresh_token: refreshToken,
		token_type: 'Bearer',
		expires_in: 3600,
	};
	const id = await stage.calls.createCredential(name, CREDENTIAL_TYPE, {
		dataCenter: 'custom',
		environment: 'production',
		...addresses,
		clientId,
		clientSecret,
		oauthTokenData,
	});
	return { id, name };
}

/** The workflow of an import, started by a call as a trigger starts those that run at night. */
function importWorkflow(
	stage: CrashStage,
	known: Pick<CrashImport, 'plan' | 'rows' | 'credential'>,
): WorkflowDefinition {
	const { plan, credential } = known;
	const earlier = Array.from({ length: EARLIER_ROWS }, (_, index) => ({
		Last_Name: `Earlier ${index}`,
		Email: `earlier${index}@${plan.tag}.example.test`,
	}));
	const earlierSteps = [
		...makeItems(earlier).map((sketch) => ({ ...sketch, name: `Earlier ${sketch.name}` })),
		{
			...zohoNode('zohoCrm', credential, {
				resource: 'record',
				operation: 'create',
				module: { __rl: true, mode: 'name', value: 'Contacts' },
				fields: BY_NAME,
				options: {},
			}),
			name: EARLIER_STEP,
		},
		{ name: 'One', type: 'n8n-nodes-base.limit', typeVersion: 1, parameters: {} },
	];
	const steps = [
		...(plan.hasEarlierStep === true ? earlierSteps : []),
		...sourceSteps(stage, known),
		bulkStep(known, { operation: 'import', wait: plan.wait }),
		...lookSteps(plan),
	];
	return {
		...onCall(`Import ${plan.tag}`, plan.tag, ...steps),
		settings: { executionOrder: 'v1', saveExecutionProgress: plan.hasEarlierStep === true },
	};
}

/** Starts an import as its trigger does. */
export async function startImport(stage: CrashStage, known: CrashImport): Promise<void> {
	[known.executionId] = await stage.calls.startByCall(known.workflowId, known.plan.tag, {});
}

/** The lines that an import wrote to n8n's log: those that name its execution. */
export function readLines({ logFile }: N8nServer, { executionId }: CrashImport): string[] {
	return readFileSync(logFile, 'utf8')
		.split('\n')
		.filter((line) => line.includes(`[Zoho CRM] import n8n${executionId}x`));
}

/** Ids of Zoho's jobs by the names of their files, once Zoho has begun with all of them. */
export async function readJobs(stage: CrashStage): Promise<Map<string, string>> {
	const names = (job: JsonRecord): unknown[] =>
		toList(job.resource).map((resource) => toRecord(toRecord(resource).file).name);
	const jobs = await waitFor('Zoho has begun with all jobs', MINUTE_MS, async () => {
		const all = toList(await stage.emulator.admin('GET', '/jobs')).map(toRecord);
		return all.every((job) => typeof names(job)[0] === 'string') ? all : undefined;
	});
	const entries = jobs.map((job): [string, string] => [toText(names(job)[0]), toText(job.id)]);
	if (new Set(entries.map(([name]) => name)).size !== entries.length)
		throw new Error(`two jobs have a file of one name: ${entries.map(([name]) => name).join(', ')}`);
	return new Map(entries);
}

/** Ids of the jobs of one import, by what the names of their files begin with. */
export function jobsOf(jobs: ReadonlyMap<string, string>, { executionId }: CrashImport): string[] {
	return [...jobs].flatMap(([name, id]) => (name.startsWith(`n8n${executionId}x`) ? [id] : []));
}

/** Lets Zoho's jobs go on as long as something takes. */
export async function whileJobsMove<Result>(
	stage: CrashStage,
	action: () => Promise<Result>,
	everyMs = 500,
): Promise<Result> {
	const timer = setInterval(() => void stage.emulator.admin('POST', '/tick').catch(() => undefined), everyMs);
	try {
		return await action();
	} finally {
		clearInterval(timer);
	}
}

/** The workflow with which a person takes an import up again: the same rows and settings, and what is known of the import. */
export function resumeWorkflow(stage: CrashStage, known: CrashImport, text: string): WorkflowDefinition {
	return inRow(
		`Resume ${known.plan.tag}`,
		...sourceSteps(stage, known),
		bulkStep(known, { operation: 'resumeImport', wait: 'poll', jobs: text }),
		...lookSteps(known.plan),
	);
}

/**
 * Runs Resume Import as a person does, from the editor. A run that n8n had not begun when it was killed begins once it is up
 * again, and Resume Import then says that the import runs already: a person waits until that run is over, and tries again.
 */
export async function resumeImport(stage: CrashStage, known: CrashImport, text: string): Promise<Execution> {
	const workflow = await stage.calls.createWorkflow(resumeWorkflow(stage, known, text));
	for (;;) {
		const execution = await stage.calls.run(workflow, TRIGGER_NAME, 2 * MINUTE_MS);
		if (!String(execution.error?.message).includes('is still running in another execution')) return execution;
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
}

/** The answers that left an execution, each paired with its own input; what an execution ended with, where it has none. */
export function readAnswers(execution: Execution, { plan, rows }: CrashImport): JsonRecord[] {
	if (execution.status !== 'success')
		throw new Error(
			`${plan.tag} ended with ${execution.status}: ${execution.error?.message}. ${execution.error?.description}`,
		);
	if (plan.source === 'file') return execution.outputOf('Zoho CRM').map(({ json }) => json);
	return execution.outputOf('Look').map(({ json }, index) => {
		if (json.email !== rows[index]?.Email)
			throw new Error(
				`answer ${index + 1} of ${plan.tag} is paired with ${String(json.email)} instead of ${rows[index]?.Email}`,
			);
		return toRecord(json.answer);
	});
}

/** Compares what is answered with what Zoho holds and with what was sent. @param records all leads of Zoho */
export async function findDifferences(
	known: CrashImport,
	answers: readonly JsonRecord[],
	jobs: ReadonlyMap<string, string>,
	records: readonly JsonRecord[],
	mostOrders: Books['mostOrders'] = 1,
): Promise<string[]> {
	const { plan, rows, refused, gate } = known;
	const own = records
		.filter(({ Email }) => String(Email).endsWith(`@${plan.tag}.example.test`))
		.map((record) => Object.fromEntries(['id', ...CRASH_COLUMNS].map((name) => [name, record[name] ?? null])));
	return compareBooks({
		rows,
		refused,
		answers,
		records: own,
		jobs,
		sent: await readSent(rows, gate.calls),
		mostOrders,
	});
}

/**
 * What a person does about rows that are UNKNOWN because nobody knows whether Zoho has their file: looks for it in the
 * list of imports. Where it is there, the job's id is added to the lines; where it is not, the line of its order is left out.
 */
export function settleUnknown(
	lines: readonly string[],
	answers: readonly JsonRecord[],
	jobs: ReadonlyMap<string, string>,
): string[] {
	const files = new Set(
		answers.flatMap(({ status, next }) => (status === 'UNKNOWN' ? (nameOfFile(String(next)) ?? []) : [])),
	);
	let settled = [...lines];
	for (const file of files) {
		const id = jobs.get(file);
		const [, first, last] = /_(\d+)-(\d+)\.csv$/.exec(file) ?? [];
		if (id !== undefined) settled.push(id);
		else
			settled = settled.filter(
				(line) => !(line.includes(`rows ${first} to ${last}, file `) && line.includes('creating job')),
			);
	}
	return settled;
}
