/** `npm run step`: sets up what is missing, then runs `test/step/main.ts`, which says what its options are. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { environment, node24, root, setUpProject } from './setup.mjs';

await setUpProject();

// Paths in the options are meant from where the person stands; npm itself has changed to the project's folder.
// An INIT_CWD of another npm script around this process says nothing about that.
const cwd = process.env.npm_lifecycle_event === 'step' ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd();
const { resolve } = createRequire(import.meta.url);
// n8n-core before tsx, which would look into each of its thousand files: loading is most of the time of a run.
const child = spawn(
	node24,
	[
		...['--require', resolve('n8n-core'), '--import', import.meta.resolve('tsx')],
		path.join(root, 'test', 'step', 'main.ts'),
		...process.argv.slice(2),
	],
	{
		stdio: 'inherit',
		cwd,
		// n8n reads its log level when it is loaded.
		env: environment({ N8N_LOG_LEVEL: 'info', TSX_TSCONFIG_PATH: path.join(root, 'tsconfig.json') }),
	},
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
