import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { toRecord, toText } from './json';

const execFileAsync = promisify(execFile);
const root = path.resolve(__dirname, '..', '..');
const isWindows = process.platform === 'win32';

const DROPPED_KEYS = ['devDependencies', 'peerDependencies', 'optionalDependencies'];
const INSTALL = [
	'install',
	'--audit=false',
	'--fund=false',
	'--bin-links=false',
	'--install-strategy=shallow',
	'--ignore-scripts=true',
	'--package-lock=false',
	'--offline',
];

async function runNpm(args: readonly string[], cwd: string): Promise<string> {
	const { stdout } = await execFileAsync(isWindows ? 'npm.cmd' : 'npm', [...args], { cwd, shell: isWindows });
	return stdout;
}

/**
 * Packs what `npm publish` would send. The build must be there.
 * @returns path of the tarball, in a new folder of the system's temporary folder
 */
export async function packPackage(): Promise<string> {
	const folder = mkdtempSync(path.join(tmpdir(), 'zoho-crm-package-'));
	const fileName = await runNpm(['pack', '--silent', '--pack-destination', folder], root);
	return path.join(folder, fileName.trim());
}

/**
 * Installs the package into a user folder of n8n, step by step as n8n's own "Install" button does after it fetched the
 * tarball: unpack, drop what is only for development, let npm install what remains. Ours needs nothing, so no network.
 * The folder must lie outside of the project, or the package would find the project's own `n8n-workflow`.
 * @param userFolder n8n's user folder, the one that holds `.n8n`
 */
export async function installPackage(tarball: string, userFolder: string): Promise<void> {
	const nodesFolder = path.join(userFolder, '.n8n', 'nodes');
	const { name } = toRecord(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
	const packageFolder = path.join(nodesFolder, 'node_modules', toText(name));
	mkdirSync(packageFolder, { recursive: true });
	await execFileAsync('tar', ['-xzf', tarball, '-C', packageFolder, '--strip-components=1']);
	const manifestFile = path.join(packageFolder, 'package.json');
	const manifest = toRecord(JSON.parse(readFileSync(manifestFile, 'utf8')));
	const kept = Object.entries(manifest).filter(([key]) => !DROPPED_KEYS.includes(key));
	writeFileSync(manifestFile, JSON.stringify(Object.fromEntries(kept), null, 2));
	await runNpm(INSTALL, packageFolder);
	const ledger = { name: 'installed-nodes', private: true, dependencies: { [toText(name)]: manifest.version } };
	writeFileSync(path.join(nodesFolder, 'package.json'), JSON.stringify(ledger, null, 2));
}
