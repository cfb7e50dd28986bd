/** The emulator by itself: `npm run emulator -- --port 8080`. The first line on stdout is JSON with all addresses. */
import { parseArgs } from 'node:util';
import { startEmulator } from './index';

const USAGE = `Options:
  --port P                     port of the main address (default: any free one)
  --clock real|manual          manual time moves by the admin address only (default: real)
  --job-step-ms N              time between two steps of a bulk job (default: 500)
  --latency-base-ms N          time that every call takes (default: 0)
  --latency-per-record-ms N    time added per record (default: 0)
  --redirect-uri ADDRESS       registers one more redirect address; may be repeated
  --drop-bodies                the request log keeps no bodies`;

function readCount(name: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const value = Number(text);
	if (Number.isFinite(value) && value >= 0) return value;
	throw new RangeError(`--${name} takes a number from 0, not ${text}`);
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string' },
			clock: { type: 'string', default: 'real' },
			'job-step-ms': { type: 'string' },
			'latency-base-ms': { type: 'string' },
			'latency-per-record-ms': { type: 'string' },
			'redirect-uri': { type: 'string', multiple: true },
			'drop-bodies': { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return void process.stderr.write(`${USAGE}\n`);
	if (values.clock !== 'real' && values.clock !== 'manual')
		throw new RangeError(`--clock is real or manual, not ${values.clock}`);
	const emulator = await startEmulator({
		port: readCount('port', values.port),
		clock: values.clock,
		jobStepMs: readCount('job-step-ms', values['job-step-ms']),
		latency: {
			baseMs: readCount('latency-base-ms', values['latency-base-ms']) ?? 0,
			perRecordMs: readCount('latency-per-record-ms', values['latency-per-record-ms']) ?? 0,
		},
		redirectUris: values['redirect-uri'],
		keepBodies: !values['drop-bodies'],
	});
	for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void emulator.stop());
	process.stdout.write(`${JSON.stringify(emulator.describe())}\n`);
	process.stderr.write(`Zoho CRM emulator at ${emulator.url}, admin address ${emulator.adminUrl}\n`);
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
	process.exitCode = 1;
});
