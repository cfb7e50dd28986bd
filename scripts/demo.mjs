/** `npm run demo`: sets up and builds what is missing, then runs `test/e2e/demo.ts`, which says what its options are. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { toolPath } from './run.mjs';
import { environment, node24, root, run, say, setUpProject, setUpRealN8n } from './setup.mjs';

await setUpProject();
await setUpRealN8n();
say('Building ...');
await run(node24, [toolPath('gulp'), 'build', '--silent'], { env: environment() });

const demo = path.join(root, 'test', 'e2e', 'demo.ts');
// Paths in the options are meant from where the person stands; npm itself has changed to the project's folder.
const cwd = process.env.INIT_CWD ?? process.cwd();
const child = spawn(node24, ['--import', import.meta.resolve('tsx'), demo, ...process.argv.slice(2)], {
	stdio: 'inherit',
	cwd,
	env: environment(),
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
