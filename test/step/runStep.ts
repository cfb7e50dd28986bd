/** Runs the node. The time that it lives in is replaced before anything of ours is loaded. */
import './time';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NodeHelpers, type IDataObject, type INode, type INodeExecutionData, type INodeParameters } from 'n8n-workflow';
import { keepFilesOnDisk } from '../stage/binaryStore';
import { credentialWith, selfClientCredential } from '../stage/credentials';
import { type NodeRun, runNode, runWebhook, type Sleep } from '../stage/runNode';
import { createClock, hasEnded } from './clock';
import type { Books, Login, StepEmulator } from './emulator';
import { describeFiles, fileNames, type OutputFile, storeFiles } from './files';
import { loadNode } from './nodes';
import type { Json, StepOptions } from './options';
import { followClock, type StepClock } from './time';

/** An item that came out. */
export interface OutputItem {
	readonly json: IDataObject;
	readonly binary: Readonly<Record<string, OutputFile>>;
	readonly pairedItem: INodeExecutionData['pairedItem'] | null;
}

/** Why the node failed, as the editor shows it. */
export interface Failure {
	readonly message: string;
	readonly description: string | null;
	/** The item at fault; null if none is. */
	readonly itemIndex: number | null;
}

/** The last line on stdout. */
export interface StepAnswer extends Books {
	readonly outputs: readonly (readonly OutputItem[])[];
	readonly hints: readonly string[];
	readonly failed: Failure | null;
}

/** What the run may use besides the options. */
export interface StepSurroundings {
	readonly emulator: StepEmulator;
	/** Stops the execution, as a person can in the editor. */
	readonly signal: AbortSignal;
	/** Words for people. */
	say(text: string): void;
}

/** A public address, as Zoho wants one for callbacks. Nobody is there. */
const WEBHOOK_URL = 'https://n8n.brightwell.test';
const FIRST_LOOK_MS = 1_000;
const LONGEST_LOOK_MS = 60_000;

/** Runs one node once, as a workflow would in which it stands alone. Time passes by the emulator's clock. */
export async function runStep(options: StepOptions, surroundings: StepSurroundings): Promise<StepAnswer> {
	const { emulator, say } = surroundings;
	showLog(say);
	const node = loadNode(options.node);
	const login = await emulator.logIn();
	const clock = await createClock(emulator);
	followClock(clock);
	const folder = await mkdtemp(path.join(tmpdir(), 'zoho-crm-step-'));
	const forgetFiles = await keepFilesOnDisk(folder);
	try {
		// JSON is what n8n's types for parameters and items mean.
		const parameters = options.parameters as INodeParameters;
		explainParameters(node, parameters, say);
		const files = await Promise.all(options.items.map(storeFiles));
		const run: NodeRun = {
			node,
			parameters,
			items: options.items.map(({ json }) => json as IDataObject),
			files,
			credential: connect(login, options.parameters),
			cancelSignal: surroundings.signal,
			timeZone: options.timeZone,
			webhookUrl: WEBHOOK_URL,
		};
		if (run.items.length === 0) say('There are no items. n8n would not run the node; here it runs.');
		const { outputs, hints, failed } = await execute(run, clock, surroundings);
		const described = await describeOutputs(outputs, options.dumpFolder);
		if (options.dumpFolder !== null) await emulator.dump(options.dumpFolder);
		return { outputs: described, hints, ...(await emulator.readBooks()), failed };
	} finally {
		forgetFiles();
		await rm(folder, { recursive: true, force: true });
	}
}

/** The credential that the parameters choose, connected. */
function connect(login: Login, { authentication }: Json) {
	return authentication === 'selfClient'
		? selfClientCredential(login, { refreshToken: login.refreshToken })
		: credentialWith(login, login);
}

interface Execution {
	readonly outputs: readonly (readonly INodeExecutionData[])[];
	readonly hints: readonly string[];
	readonly failed: Failure | null;
}

async function execute(run: NodeRun, clock: StepClock, surroundings: StepSurroundings): Promise<Execution> {
	try {
		const { outputs, hints, sleep } = await runNode(run);
		return {
			outputs: sleep === null ? outputs : await wake(run, sleep, clock, surroundings),
			hints: hints.map(({ message }) => message),
			failed: null,
		};
	} catch (error) {
		return { outputs: [], hints: [], failed: describeFailure(error) };
	}
}

function describeFailure(error: unknown): Failure {
	if (!(error instanceof Error)) return { message: String(error), description: null, itemIndex: null };
	const { description, context }: { description?: unknown; context?: { itemIndex?: unknown } } = error as object;
	return {
		message: error.message,
		description: typeof description === 'string' ? description : null,
		itemIndex: typeof context?.itemIndex === 'number' ? context.itemIndex : null,
	};
}

/** Lets a sleeping node wake as n8n would: when a job calls back, or when its time is over. */
async function wake(
	run: NodeRun,
	{ until, ...sleep }: Sleep,
	clock: StepClock,
	{ emulator, signal, say }: StepSurroundings,
): Promise<readonly (readonly INodeExecutionData[])[]> {
	const startedMs = clock.now();
	say(`The node put the execution to sleep until ${until.toISOString()}. The emulator's time goes on.`);
	const called = new Set<unknown>();
	for (let lookMs = FIRST_LOOK_MS; !signal.aborted; lookMs = Math.min(lookMs * 2, LONGEST_LOOK_MS)) {
		const ours = (await emulator.jobs()).filter((job) => callbackOf(job) !== null);
		for (const job of ours.filter((candidate) => hasEnded(candidate) && !called.has(candidate.id))) {
			called.add(job.id);
			const query = Object.fromEntries(new URL(callbackOf(job) ?? '').searchParams);
			const { workflowData } = await runWebhook(
				run,
				{ until, ...sleep },
				{ query, body: { status: job.status } as IDataObject },
			);
			if (workflowData === undefined) continue;
			say(`A job called back after ${Math.round((clock.now() - startedMs) / 1000)} s of that time and woke the node.`);
			return workflowData;
		}
		const leftMs = until.getTime() - clock.now();
		if (leftMs <= 0) break;
		await clock.pass(Math.min(lookMs, leftMs));
	}
	say('No callback woke the node: what came out is what leaves when its time is over.');
	return [sleep.timedOut];
}

/** The address that a job calls when it ends, if it is the one of this run. */
function callbackOf({ callback }: Json): string | null {
	const url: unknown = typeof callback === 'object' && callback !== null && 'url' in callback ? callback.url : null;
	return typeof url === 'string' && url.startsWith(WEBHOOK_URL) ? url : null;
}

async function describeOutputs(outputs: Execution['outputs'], folder: string | null): Promise<OutputItem[][]> {
	const nameFile = fileNames();
	const described: OutputItem[][] = [];
	for (const [output, items] of outputs.entries()) {
		const list: OutputItem[] = [];
		for (const [index, { json, binary = {}, pairedItem = null }] of items.entries()) {
			const name = (key: string, fileName: string): string => nameFile(output, index, key, fileName);
			list.push({ json, binary: await describeFiles(binary, folder, name), pairedItem });
		}
		described.push(list);
	}
	return described;
}

/** Says what n8n would do with parameters in silence: pass over unknown ones, and mark wrong ones in the form. */
function explainParameters(node: NodeRun['node'], parameters: INodeParameters, say: (text: string) => void): void {
	const { description } = node;
	const placed: INode = {
		id: 'node-1',
		name: 'Zoho',
		type: description.name,
		typeVersion: 1,
		position: [0, 0],
		parameters: structuredClone(parameters),
	};
	const { properties } = description;
	const known = NodeHelpers.getNodeParameters(properties, placed.parameters, true, false, placed, description) ?? {};
	for (const place of findUnknown(parameters, known))
		say(`The form has no ${place} with these parameters: n8n passes over it.`);
	const issues = NodeHelpers.getNodeParametersIssues(properties, { ...placed, parameters: known }, description);
	for (const text of Object.values(issues?.parameters ?? {}).flat()) say(`n8n would not start this: ${text}`);
}

/** The places of keys that n8n does not take over. */
function findUnknown(given: object, known: object, before = ''): string[] {
	return Object.entries(given).flatMap(([key, value]: [string, unknown]) => {
		if (!Object.hasOwn(known, key)) return [before + key];
		const kept: unknown = Reflect.get(known, key);
		return isPlain(value) && isPlain(kept) ? findUnknown(value, kept, `${before}${key}.`) : [];
	});
}

const isPlain = (value: unknown): value is object =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The part of n8n's logger that every line goes through. */
interface LineWriter {
	log(level: string, message: string): void;
}

/** Shows what the node writes to n8n's log, and what n8n itself complains of; its other lines are no use here. */
function showLog(say: (text: string) => void): void {
	const { Logger }: { Logger: { prototype: LineWriter } } = require('@n8n/backend-common');
	Logger.prototype.log = (level, message) => {
		if (message.startsWith('[Zoho CRM]') || level === 'error' || level === 'warn') say(`log: ${message}`);
	};
}
