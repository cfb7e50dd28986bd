/** The demo: emulator and real n8n with the package installed. Started by `npm run demo`, which sets up and builds first. */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeDemoLeads, writeCsv } from './demoData';
import { dumpImport, type ImportRequest, isComplete, runImport, summarize } from './importRun';
import { OWNER } from './n8nRest';
import { raiseStage, type Stage } from './stage';
import { readExample } from './examples';
import { EXAMPLE_RECORDS } from './exampleRecords';

const EXAMPLE_ROWS = 500;
/** Long enough that a person sees a job at work; 25,000 rows take a few steps. */
const JOB_STEP_MS = '500';

const LOG_IN = { email: OWNER.email, password: OWNER.password };

const USAGE = `Options of npm run demo -- ...
  --once           runs one import and ends; the last line on stdout is JSON
  --rows N         rows to import (60000)
  --seed S         another seed makes other rows (1)
  --operation X    insert (default), update or upsert
  --file CSV       imports this file, whose header has API names of Leads
  --dump DIR       leaves input, output, records and requests as NDJSON
  --keep           afterwards everything goes on running until Ctrl-C`;

function say(text: string): void {
	process.stderr.write(`${text}\n`);
}

function readOptions() {
	const { values } = parseArgs({
		options: {
			once: { type: 'boolean', default: false },
			rows: { type: 'string', default: '60000' },
			seed: { type: 'string', default: '1' },
			operation: { type: 'string', default: 'insert' },
			file: { type: 'string' },
			dump: { type: 'string' },
			keep: { type: 'boolean', default: false },
		},
	});
	const [rows, seed] = [Number(values.rows), Number(values.seed)];
	if (!Number.isInteger(rows) || rows < 0 || !Number.isInteger(seed))
		throw new RangeError('--rows and --seed take whole numbers');
	const operation = (['insert', 'update', 'upsert'] as const).find((name) => name === values.operation);
	if (operation === undefined) throw new RangeError('--operation takes insert, update or upsert');
	if (values.file !== undefined && !existsSync(values.file)) throw new RangeError(`There is no file ${values.file}`);
	return { ...values, rows, seed, operation };
}

/** Resolves at the first Ctrl-C, or when the process is asked to end. */
function untilInterrupted(): Promise<void> {
	return new Promise((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
	});
}

/** The example workflows, with the demo's credential, a file to read and the records that they look for in place. */
async function placeExamples({ n8n, rest, credential, emulator }: Stage): Promise<void> {
	for (const [module, records] of Object.entries(EXAMPLE_RECORDS))
		await emulator.admin('POST', '/records', { module, records });
	const leads = makeDemoLeads({ rows: EXAMPLE_ROWS, seed: 1, operation: 'insert' });
	writeFileSync(path.join(n8n.filesFolder, 'leads.csv'), writeCsv(leads.map(({ row }) => row)));
	for (const file of globSync(path.join(__dirname, '..', '..', 'examples', '*.json')).sort()) {
		await rest.createWorkflow(readExample(readFileSync(file, 'utf8'), n8n.filesFolder, credential));
	}
}

function showDemo(stage: Stage): void {
	const { url: emulatorUrl, adminUrl } = stage.emulator.addresses;
	const { email, password } = LOG_IN;
	say(`\nn8n is ready:  ${stage.n8n.url}\nLog in with:   ${email}  ${password}`);
	say(`The workflows there use the emulator of Zoho CRM at ${emulatorUrl}; open one and press "Execute workflow".`);
	say(`What the emulator holds: ${adminUrl}/records?module=Leads\nCtrl-C ends everything.`);
}

/** @returns whether every row got its final answer */
async function importOnce(stage: Stage, request: ImportRequest, dump: string | undefined): Promise<boolean> {
	const run = await runImport(stage, request, say);
	if (run.execution.error !== null)
		say(`The workflow stopped: ${run.execution.error.message}\n${run.execution.error.description ?? ''}`);
	if (dump !== undefined) await dumpImport(run, dump);
	const figures = summarize(run);
	process.stdout.write(`${JSON.stringify(figures)}\n`);
	return run.execution.status === 'success' && isComplete(figures);
}

async function main(): Promise<void> {
	const { once, keep, dump, file, rows, seed, operation } = readOptions();
	const interrupted = untilInterrupted();
	const stage = await raiseStage(['--job-step-ms', JOB_STEP_MS], { say });
	try {
		if (!once) await placeExamples(stage);
		const { url: emulatorUrl, adminUrl } = stage.emulator.addresses;
		process.stdout.write(`${JSON.stringify({ editorUrl: stage.n8n.url, ...LOG_IN, emulatorUrl, adminUrl })}\n`);
		if (once) {
			const isGood = await Promise.race([
				importOnce(stage, { operation, rows, seed, file }, dump),
				interrupted.then(() => false),
			]);
			process.exitCode = isGood ? 0 : 1;
			if (keep)
				say(
					`n8n: ${stage.n8n.url} (${OWNER.email} ${OWNER.password}), emulator: ${stage.emulator.addresses.url}, files: ${stage.folder}\nCtrl-C ends everything.`,
				);
			if (keep) await interrupted;
		} else {
			showDemo(stage);
			await interrupted;
		}
	} finally {
		say('Stopping ...');
		await stage.stop(keep);
	}
}

main().catch((error: unknown) => {
	say(
		error instanceof RangeError || (error instanceof TypeError && 'code' in error)
			? `${error.message}\n${USAGE}`
			: String(error instanceof Error ? error.stack : error),
	);
	process.exitCode = 1;
});
