/** One node, once, without n8n. Started by `npm run step`. */
import { StepEmulator } from './emulator';
import { findNode } from './nodes';
import { readOptions, type StepOptions, USAGE, UsageProblem } from './options';
import type { StepAnswer } from './runStep';

const EXIT = { good: 0, nodeFailed: 1, wrongOption: 2, interrupted: 130 } as const;
/** How long a node may take to end after Ctrl-C. */
const GRACE_MS = 3_000;

function say(text: string): void {
	process.stderr.write(`${text}\n`);
}

/** Aborts at the first Ctrl-C. A terminal sends it to npm, to the script and here, so that it may come twice. */
function untilInterrupted(): AbortSignal {
	const controller = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.on(signal, () => {
			if (controller.signal.aborted) return;
			say('Stopping the node ...');
			controller.abort();
			setTimeout(() => process.exit(EXIT.interrupted), GRACE_MS).unref();
		});
	return controller.signal;
}

async function run(options: StepOptions, signal: AbortSignal): Promise<StepAnswer> {
	const emulator =
		options.emulatorUrl === null
			? await StepEmulator.startFresh(Date.now())
			: await StepEmulator.connect(options.emulatorUrl);
	try {
		await emulator.setSwitches(options.switches);
		await emulator.putIn(options.setup);
		// Loads the nodes, so wrong options are told before.
		const { runStep } = require('./runStep') as typeof import('./runStep');
		return await runStep(options, { emulator, signal, say });
	} finally {
		await emulator.stop();
	}
}

async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2));
	if (options === null) {
		say(USAGE);
		return EXIT.good;
	}
	findNode(options.node);
	const signal = untilInterrupted();
	const answer = await run(options, signal);
	await new Promise((resolve) => process.stdout.write(`${JSON.stringify(answer)}\n`, resolve));
	if (answer.failed !== null)
		say([`The node failed: ${answer.failed.message}`, answer.failed.description ?? ''].join('\n').trimEnd());
	if (signal.aborted) return EXIT.interrupted;
	return answer.failed === null ? EXIT.good : EXIT.nodeFailed;
}

main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		if (error instanceof UsageProblem) say(error.message);
		else say(error instanceof Error ? String(error.stack) : String(error));
		process.exit(error instanceof UsageProblem ? EXIT.wrongOption : EXIT.nodeFailed);
	},
);
