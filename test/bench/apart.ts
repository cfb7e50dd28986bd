import { spawn } from 'node:child_process';
import path from 'node:path';
import { isRecord } from '../e2e/json';

/** What a file below `parts/` exports: something that is measured in a process of its own. */
export interface Part<Input, Output> {
	measure(input: Input): Promise<Output>;
}

type InputOf<Module> = Module extends Part<infer Input, unknown> ? Input : never;
type OutputOf<Module> = Module extends Part<never, infer Output> ? Output : never;

/**
 * Runs a part in a fresh process: a clean heap, and nobody else's work in its figures.
 * @param name of the file below `parts/`, without `.ts`
 * @throws what the part threw, as text
 */
export async function runApart<Module extends Part<never, unknown>>(
	name: string,
	input: InputOf<Module>,
): Promise<OutputOf<Module>> {
	const child = spawn(
		process.execPath,
		['--expose-gc', '--import', 'tsx', path.join(__dirname, 'partProcess.ts'), name],
		{
			stdio: ['ignore', 2, 2, 'ipc'],
			env: { ...process.env, N8N_LOG_LEVEL: 'error' },
		},
	);
	return await new Promise((resolve, reject) => {
		let answer: unknown;
		child.on('message', (message) => (answer = message));
		child.once('error', reject);
		child.once('exit', (code, signal) => {
			// The edge where JSON enters: both sides are this program, and the part's types say what it sends.
			if (isRecord(answer) && 'output' in answer) resolve(answer.output as OutputOf<Module>);
			else
				reject(
					new Error(
						`${name}: ${isRecord(answer) ? String(answer.thrown) : `the process ended with ${signal ?? code}`}`,
					),
				);
		});
		child.send({ input });
	});
}
