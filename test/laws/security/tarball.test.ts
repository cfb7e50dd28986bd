import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { DATA_CENTERS } from '../../../nodes/shared/zoho/call/dataCenters';

const root = path.resolve(__dirname, '..', '..', '..');
let folder: string;
let scripts: { readonly name: string; readonly code: string }[] = [];

/** Packs what `npm publish` would send, and unpacks it where nothing of the project is beside it. */
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'packed-'));
	const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
		cwd: root,
		encoding: 'utf8',
		shell: process.platform === 'win32',
	});
	const [{ filename }]: [{ filename: string }] = JSON.parse(output);
	execFileSync('tar', ['-xzf', filename], { cwd: folder });
	scripts = globSync('package/**/*.js', { cwd: folder }).map((name) => ({
		name,
		code: readFileSync(path.join(folder, name), 'utf8'),
	}));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Loads every script of the package and says what was asked for that is not a file of its own. */
const LOADER = `
const Module = require('node:module');
const path = require('node:path');
const asked = new Set();
const load = Module._load;
Module._load = function (name, parent, isMain) {
	const isInside = parent && parent.filename && parent.filename.includes(path.sep + 'package' + path.sep + 'dist' + path.sep);
	if (!isInside || name.startsWith('.')) return load.call(this, name, parent, isMain);
	asked.add(name);
	return load.call(this, require.resolve(name, { paths: [process.argv[2]] }), parent, isMain);
};
const net = require('node:net');
net.Socket.prototype.connect = () => { throw new Error('a connection was opened on loading'); };
const scripts = JSON.parse(process.argv[3]);
for (const script of scripts) require(path.join(__dirname, script));
process.stdout.write(JSON.stringify({ asked: [...asked], loaded: scripts.length }));
`;

describe('the package as it is published', () => {
	it('loads every script of its with n8n-workflow and crypto alone, and connects to nothing meanwhile', () => {
		writeFileSync(path.join(folder, 'loader.cjs'), LOADER);
		const names = scripts.map(({ name }) => name);
		const output = execFileSync(process.execPath, ['loader.cjs', root, JSON.stringify(names)], {
			cwd: folder,
			encoding: 'utf8',
		});
		expect(JSON.parse(output)).toEqual({ asked: ['n8n-workflow', 'crypto'], loaded: names.length });
		expect(names.length).toBeGreaterThan(100);
	});

	it('asks npm to install nothing beside itself', () => {
		const manifest = JSON.parse(readFileSync(path.join(folder, 'package', 'package.json'), 'utf8'));
		const { dependencies, optionalDependencies, bundleDependencies, bundledDependencies } = manifest;
		expect({ dependencies, optionalDependencies, bundleDependencies, bundledDependencies }).toEqual({});
		expect(globSync(['package/**/node_modules', 'package/**/*.{node,wasm,sh,exe}'], { cwd: folder })).toEqual([]);
	});

	it('is installed by a plain npm install without asking the network for anything, and without a warning', () => {
		const place = path.join(folder, 'plain');
		mkdirSync(place);
		writeFileSync(path.join(place, 'package.json'), '{ "name": "plain", "private": true }');
		const [tarball] = globSync('*.tgz', { cwd: folder });
		const inherited = Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_'));
		const own = { npm_config_userconfig: path.join(place, 'none'), npm_config_cache: path.join(place, 'cache') };
		const options = ['--offline', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=warn'];
		const { status, stderr } = spawnSync('npm', ['install', ...options, path.join(folder, tarball)], {
			cwd: place,
			encoding: 'utf8',
			env: { ...Object.fromEntries(inherited), ...own } as unknown as NodeJS.ProcessEnv,
			shell: process.platform === 'win32',
		});
		expect([status, stderr]).toEqual([0, '']);
		const installed = readdirSync(path.join(place, 'node_modules')).filter((name) => !name.startsWith('.'));
		expect(installed).toEqual(['n8n-nodes-zoho-crm']);
	});

	/** Names that lead past n8n: to files, processes, the network, or to code made of text. */
	const BARRED = new Set([
		'eval',
		'Function',
		'fetch',
		'WebSocket',
		'XMLHttpRequest',
		'EventSource',
		'process',
		'global',
		'globalThis',
		'WebAssembly',
		'Worker',
		'setTimeout',
		'setInterval',
		'setImmediate',
		'__dirname',
		'__filename',
		'console',
		'navigator',
	]);

	/** The names that a script uses of its surroundings: no properties, no keys, nothing that it declares. */
	function freeNames(code: string): string[] {
		const source = ts.createSourceFile('script.js', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
		const found: string[] = [];
		const visit = (node: ts.Node): void => {
			const { parent } = node;
			const isProperty =
				parent !== undefined &&
				((ts.isPropertyAccessExpression(parent) && parent.name === node) ||
					(ts.isPropertyAssignment(parent) && parent.name === node) ||
					(ts.isMethodDeclaration(parent) && parent.name === node));
			if (ts.isIdentifier(node) && !isProperty) found.push(node.text);
			ts.forEachChild(node, visit);
		};
		visit(source);
		return found;
	}

	it('names nothing that leads past n8n: files, processes, sockets, code made of text', () => {
		expect(freeNames('const { a } = eval("1"); x.fetch(); fetch("y")').filter((name) => BARRED.has(name))).toEqual([
			'eval',
			'fetch',
		]);
		const uses = scripts.flatMap(({ name, code }) =>
			freeNames(code)
				.filter((word) => BARRED.has(word))
				.map((word) => `${name}: ${word}`),
		);
		expect(uses).toEqual([]);
	});

	it('sends by two functions of n8n alone, in the one file that may', () => {
		const helpers = scripts.flatMap(({ code }) => [...code.matchAll(/\bhelpers\.(\w+)/g)].map(([, name]) => name));
		expect([...new Set(helpers)].sort()).toEqual([
			'checkProcessedAndRecord',
			'getBinaryMetadata',
			'getBinaryStream',
			'httpRequest',
			'httpRequestWithAuthentication',
			'prepareBinaryData',
			'removeProcessed',
		]);
		const senders = scripts
			.filter(({ code }) => /\.httpRequest/.test(code))
			.map(({ name }) => name.split(path.sep).join('/'));
		expect(senders).toEqual(['package/dist/nodes/shared/n8n/connection/nodeContext.js']);
	});

	it('holds no address but those of Zoho, and of pages to read', () => {
		const written = scripts.flatMap(({ code }) =>
			[...code.matchAll(/https?:\/\/[A-Za-z0-9.-]+/g)].map(([address]) => address),
		);
		const ofZoho = Object.values(DATA_CENTERS).flatMap(({ accounts, api, uploadHosts, downloadHosts }) => [
			accounts,
			...Object.values(api),
			...uploadHosts,
			...downloadHosts,
		]);
		// The beginnings of addresses that a data center ends.
		const beginnings = ['accounts', 'www', 'sandbox', 'developer', 'content', 'download-accl'].map(
			(name) => `https://${name}.`,
		);
		const toRead = [
			'https://docs.n8n.io',
			'https://api-console.zoho.com',
			'https://crm.zoho.com',
			'https://www.zoho.com',
			'https://n8n.example.com',
		];
		expect(written.filter((address) => ![...ofZoho, ...beginnings, ...toRead].includes(address))).toEqual([]);
	});
});
