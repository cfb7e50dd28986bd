import path from 'node:path';
import type { ICredentialType, INodeType } from 'n8n-workflow';

/** A node to measure. `builtIn`: the Zoho CRM node that comes with n8n. */
export type NodeChoice = 'crm' | 'bulk' | 'builtIn';

const root = path.resolve(__dirname, '..', '..');
/** Comes with the real n8n of the end-to-end tests. */
export const BUILT_IN_PACKAGE = path.join(root, 'test', 'e2e', 'node_modules', 'n8n-nodes-base');

/** Where the compiled classes lie. The second is exported under the name of its file. */
const FILES: Readonly<Record<Exclude<NodeChoice, 'builtIn'>, string>> = {
	crm: 'nodes/ZohoCrm/ZohoCrm.node.js',
	bulk: 'nodes/ZohoCrmBulk/ZohoCrmBulk.node.js',
};

/** The edge where compiled code enters: a module with one class, named as its file. */
function construct<Instance>(file: string): Instance {
	const classes = require(file) as Readonly<Record<string, new () => Instance>>;
	return new classes[path.basename(file).split('.')[0]]();
}

/** The node as n8n would load it: compiled. */
export function loadNode(choice: NodeChoice, packageFolder: string): INodeType {
	return construct(
		choice === 'builtIn'
			? path.join(BUILT_IN_PACKAGE, 'dist/nodes/Zoho/ZohoCrm.node.js')
			: path.join(packageFolder, FILES[choice]),
	);
}

/** The credential type that a node asks for; undefined for ours. */
export function loadCredentialType(choice: NodeChoice): ICredentialType | undefined {
	return choice === 'builtIn'
		? construct(path.join(BUILT_IN_PACKAGE, 'dist/credentials/ZohoOAuth2Api.credentials.js'))
		: undefined;
}
