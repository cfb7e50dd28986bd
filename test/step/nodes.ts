import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeType } from 'n8n-workflow';
import { isObject } from '../emulator/json';
import { UsageProblem } from './options';

const root = path.resolve(__dirname, '..', '..');

/** The class names of the nodes that the package offers, by the names that workflows know. */
function listNodes(): Map<string, string> {
	const content: unknown = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
	const files = isObject(content) && isObject(content.n8n) ? content.n8n.nodes : [];
	const classes = Array.isArray(files) ? files.map((file) => path.basename(String(file), '.node.js')) : [];
	return new Map(classes.map((name) => [name[0].toLowerCase() + name.slice(1), name]));
}

/** Checks a node's name and says where its source lies, without loading it. @throws UsageProblem */
export function findNode(name: string): { readonly className: string; readonly file: string } {
	const nodes = listNodes();
	const className = nodes.get(name);
	if (className === undefined) {
		// A trigger cannot be run by itself.
		const names = [...nodes.keys()].filter((known) => !known.endsWith('Trigger'));
		throw new UsageProblem(`--node: there is no node ${name}; there are ${names.join(', ')}`);
	}
	return { className, file: path.join(root, 'nodes', className, `${className}.node`) };
}

/** Makes a node from its source, so that no build is needed. @throws UsageProblem for one that cannot be run by itself */
export function loadNode(name: string): INodeType {
	const { className, file } = findNode(name);
	// The edge where a class is chosen by name.
	const classes = require(file) as Readonly<Record<string, new () => INodeType>>;
	const node = new classes[className]();
	if (node.execute === undefined) throw new UsageProblem(`--node: ${name} has no execute and cannot be run by itself`);
	return node;
}
