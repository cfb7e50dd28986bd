/**
 * Sets up a fresh clone: installs the development packages and the pinned Node, and says so while it works.
 * Needs nothing but the Node (20 or newer) and npm (10 or newer) of the machine. The second call takes milliseconds:
 * a stamp holds the hash of the lock file that was installed. `--real-n8n` sets up the n8n of the tests instead.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	linkSync,
	lstatSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The project's own Node: scripts, tests and the real n8n run on it, whatever the machine has. */
export const node24 = path.join(
	root,
	'node_modules',
	'node',
	'bin',
	process.platform === 'win32' ? 'node.exe' : 'node',
);

/** The environment for child processes: the pinned Node comes first on the PATH. */
export function environment(extra = {}) {
	return { ...process.env, PATH: path.dirname(node24) + path.delimiter + process.env.PATH, ...extra };
}

/** Words for people go to stderr: stdout belongs to JSON. */
export function say(text) {
	process.stderr.write(`${text}\n`);
}

/** Runs a program to its end, with its output on stderr; rejects when it ends with another code than 0. */
export function run(command, args, options = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { stdio: ['ignore', 2, 2], cwd: root, ...options });
		child.on('error', reject);
		child.on('exit', (code, signal) =>
			code === 0
				? resolve()
				: reject(new Error(`${path.basename(command)} ${args[0] ?? ''} ended with ${signal ?? code}`)),
		);
	});
}

function hashOf(file) {
	return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Counts installed packages, so that a person sees a long install move. */
function countPackages(directory) {
	if (!existsSync(directory)) return 0;
	return readdirSync(directory).reduce(
		(sum, name) => sum + (name.startsWith('@') ? readdirSync(path.join(directory, name)).length : 1),
		0,
	);
}

/** How sqlite3 is compiled: as fast as it can be made, it would take twice as long to compile, and databases of tests are small. */
const QUICKLY = { CFLAGS: '-O1', CXXFLAGS: '-O1' };

/**
 * Installs a folder from its lock file unless the stamp says that this was done.
 * @param {string} directory folder with package.json and package-lock.json
 * @param {{ what: string, scripts?: string[], finish?: () => void }} options name for people; packages whose install scripts are
 * needed, compiled from what the lock file names; what is done at the end
 */
export async function installFromLock(directory, { what, scripts = [], finish = () => undefined }) {
	const modules = path.join(directory, 'node_modules');
	const stampFile = path.join(modules, '.installed');
	const stamp = hashOf(path.join(directory, 'package-lock.json'));
	const isInstalled = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
	if (isInstalled()) return;
	// npm would empty the folder that the link leads to, which others may use.
	if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink())
		throw new Error(
			`${modules} is a link to packages of another lock file. Remove the link, or install where it leads to`,
		);
	const release = await takeTurn(path.join(root, '.cache', `installing-${path.basename(directory)}`), what);
	const startedAt = Date.now();
	const ticker = setInterval(() => {
		const seconds = Math.round((Date.now() - startedAt) / 1000);
		say(`  ... ${seconds} s, ${countPackages(modules)} packages in place`);
	}, 10_000);
	try {
		if (isInstalled()) return;
		say(`Installing ${what} ...`);
		const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
		const options = { cwd: directory, shell: process.platform === 'win32' };
		await run(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'], options);
		for (const name of scripts) {
			// What such a script fetches ready-made has no hash in the lock file.
			const env = { ...process.env, npm_config_build_from_source: 'true', ...QUICKLY };
			await run(npm, ['rebuild', name, '--ignore-scripts=false', '--loglevel=error'], { ...options, env });
		}
		finish();
		mkdirSync(modules, { recursive: true });
		writeFileSync(stampFile, stamp);
		say(`Installed ${what} in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
	} finally {
		clearInterval(ticker);
		release();
	}
}

/** Waits while another command of the project installs the same: two at once would destroy each other's work. */
async function takeTurn(turnFile, what) {
	mkdirSync(path.dirname(turnFile), { recursive: true });
	for (let isTold = false; ; isTold = true) {
		try {
			writeFileSync(turnFile, String(process.pid), { flag: 'wx' });
			return () => rmSync(turnFile, { force: true });
		} catch (error) {
			if (error.code !== 'EEXIST') throw error;
		}
		if (!isRunning(readProcessId(turnFile))) {
			rmSync(turnFile, { force: true });
			continue;
		}
		if (!isTold) say(`Another command is installing ${what}; waiting for it ...`);
		await new Promise((resolve) => setTimeout(resolve, 1000));
	}
}

/** 0 where the file has just been taken away. */
function readProcessId(turnFile) {
	try {
		return Number(readFileSync(turnFile, 'utf8'));
	} catch {
		return 0;
	}
}

/** Whether the process that took the turn still lives; 0 while it has not written its id yet. */
function isRunning(processId) {
	if (processId === 0) return true;
	try {
		process.kill(processId, 0);
		return true;
	} catch {
		return false;
	}
}

/** Installs the development packages of the project and its Node. */
export async function setUpProject() {
	await installFromLock(root, { what: 'the development packages (about 1 to 3 minutes)' });
	await setUpNode();
}

/**
 * Puts the pinned Node where the package "node" wants it. That package would fetch it without a hash, so it comes from a lock
 * file of its own, which has the hash for each platform.
 */
async function setUpNode() {
	const directory = path.join(root, 'scripts', 'node');
	await installFromLock(directory, { what: 'the pinned Node', finish: () => rmSync(node24, { force: true }) });
	if (existsSync(node24)) return;
	const { optionalDependencies: versions } = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
	const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
	const pinned = path.join(directory, 'node_modules', name, 'bin', path.basename(node24));
	const isPinned = name in versions;
	if (isPinned && !existsSync(pinned))
		throw new Error(
			`${name} ${versions[name]} was not installed: the registry does not have it, or its hash is another one`,
		);
	if (!isPinned && Number(process.versions.node.split('.')[0]) < 24)
		throw new Error(`There is no pinned Node for ${name}. Run this with Node 24 or newer`);
	if (!isPinned) say(`There is no pinned Node for ${name}: ${process.version} of this machine is used`);
	placeFile(isPinned ? pinned : process.execPath, node24);
}

/** Links a file, or copies it where the link would lead to another disk. */
function placeFile(source, target) {
	mkdirSync(path.dirname(target), { recursive: true });
	try {
		linkSync(source, target);
	} catch {
		copyFileSync(source, target);
	}
}

/** Installs the real n8n, which only its tests and the demo need. Of its packages one needs its install script, to be compiled. */
export async function setUpRealN8n() {
	await installFromLock(path.join(root, 'test', 'e2e'), {
		what: 'the real n8n (2.4 GB, 4 to 10 minutes, once; needs python3, make and a C++ compiler)',
		scripts: ['sqlite3'],
	});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	if (process.argv.includes('--real-n8n')) await setUpRealN8n();
	else await setUpProject();
}
