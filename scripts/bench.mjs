/** `npm run bench`: sets up and builds what is missing, then runs `test/bench/main.ts`, which says what its options are. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { toolPath } from './run.mjs';
import { environment, node24, root, run, say, setUpProject, setUpRealN8n } from './setup.mjs';

const options = process.argv.slice(2);

await setUpProject();
// The built-in node, which ours is compared with, comes with the real n8n.
await setUpRealN8n();
if (!options.some((option) => option.startsWith('--package'))) {
	say('Building ...');
	await run(node24, [toolPath('gulp'), 'build', '--silent'], { env: environment() });
}

const bench = path.join(root, 'test', 'bench', 'main.ts');
const child = spawn(node24, ['--import', import.meta.resolve('tsx'), bench, ...options], {
	stdio: 'inherit',
	cwd: root,
	env: environment(),
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
