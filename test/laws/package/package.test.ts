import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..', '..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const builtScripts = globSync('dist/**/*.js', { cwd: root }).map((file) => file.split(path.sep).join('/'));

/** What `npm publish` would send, by path. */
function listPackedFiles(): string[] {
	const output = execFileSync('npm', ['pack', '--dry-run', '--json'], {
		cwd: root,
		encoding: 'utf8',
		shell: process.platform === 'win32',
	});
	const [{ files }]: [{ files: { path: string }[] }] = JSON.parse(output);
	return files.map((file) => file.path).sort();
}

/** What must be in the package: each source file in its built form, and the files that npm always takes. */
function listExpectedFiles(): string[] {
	const sources = globSync('{nodes,credentials}/**/*.ts', { cwd: root }).map(
		(file) => `dist/${file.replace(/\.ts$/, '.js')}`,
	);
	const assets = globSync(['icons/*.svg', 'nodes/**/*.node.json'], { cwd: root }).map((file) => `dist/${file}`);
	return [...sources, ...assets, 'LICENSE.md', 'README.md', 'package.json']
		.map((file) => file.split(path.sep).join('/'))
		.sort();
}

describe('the package', () => {
	it('holds the built form of every source file, the icons and codex files, and nothing else', () => {
		expect(listPackedFiles()).toEqual(listExpectedFiles());
	});

	it('installs nothing: no dependencies, nothing bundled, no overrides, no scripts at installation', () => {
		const forbidden = [
			'dependencies',
			'optionalDependencies',
			'bundleDependencies',
			'bundledDependencies',
			'overrides',
			'resolutions',
			'bin',
		];
		expect(Object.keys(manifest).filter((key) => forbidden.includes(key))).toEqual([]);
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare', 'prepublish'];
		expect(Object.keys(manifest.scripts).filter((name) => hooks.includes(name))).toEqual([]);
	});

	it('declares what n8n looks for', () => {
		expect(manifest.name).toMatch(/^n8n-nodes-/);
		expect(manifest.keywords).toContain('n8n-community-node-package');
		expect(manifest.files).toEqual(['dist']);
		expect(manifest.n8n.n8nNodesApiVersion).toBe(1);
		expect(manifest.n8n.strict).toBe(true);
		const built = (suffix: string) => builtScripts.filter((file) => file.endsWith(suffix)).sort();
		expect([...manifest.n8n.nodes].sort()).toEqual(built('.node.js'));
		expect([...manifest.n8n.credentials].sort()).toEqual(built('.credentials.js'));
	});

	it('requires nothing but its own files, n8n-workflow, and crypto for tokens of channels', () => {
		const required = builtScripts.flatMap((file) => {
			const code = readFileSync(path.join(root, file), 'utf8');
			return [...code.matchAll(/\b(?:require|import)\(\s*(['"`]?)([^'"`)]*)\1\s*\)/g)].map(([, quote, name]) =>
				quote === '' ? `an expression in ${file}` : name,
			);
		});
		expect([...new Set(required.filter((name) => !/^\.\.?\//.test(name)))].sort()).toEqual(['crypto', 'n8n-workflow']);
	});

	it('keeps n8n out of the client, the import and the archive code', () => {
		const free = builtScripts.filter((file) => /^dist\/nodes\/shared\/(zoho|import|archive)\//.test(file));
		expect(free.length).toBeGreaterThan(0);
		expect(
			free.filter((file) => /\(['"](n8n-|@n8n\/)|\/n8n\//.test(readFileSync(path.join(root, file), 'utf8'))),
		).toEqual([]);
	});

	it('obeys the rules that n8n checks published files with, without inline exceptions', () => {
		const eslint = path.join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');
		const config = path.join(__dirname, 'eslint.dist.config.mjs');
		const { stdout } = spawnSync(process.execPath, [eslint, '--config', config, '--format', 'json', 'dist'], {
			cwd: root,
			encoding: 'utf8',
		});
		const results: { filePath: string; messages: { line: number; message: string }[] }[] = JSON.parse(stdout);
		expect(results.length).toBe(builtScripts.length);
		expect(
			results.flatMap(({ filePath, messages }) =>
				messages.map(({ line, message }) => `${path.relative(root, filePath)}:${line} ${message}`),
			),
		).toEqual([]);
	});
});
