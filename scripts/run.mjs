/** Runs one of the project's command-line tools on the pinned Node, setting up first: `node scripts/run.mjs gulp build`. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment, node24, root, setUpProject } from './setup.mjs';

const PACKAGE_OF = { tsc: 'typescript' };

/** The script file behind a tool's name, as its package declares it. */
export function toolPath(name) {
	const directory = path.join(root, 'node_modules', PACKAGE_OF[name] ?? name);
	const { bin } = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
	return path.join(directory, typeof bin === 'string' ? bin : bin[name]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	await setUpProject();
	const [name, ...args] = process.argv.slice(2);
	const child = spawn(node24, [toolPath(name), ...args], { stdio: 'inherit', cwd: root, env: environment() });
	for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
	child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
