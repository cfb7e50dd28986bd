import { randomUUID } from 'node:crypto';
import type { JsonRecord } from './json';

/** A node as n8n stores it in a workflow. */
export interface WorkflowNode {
	readonly id: string;
	readonly name: string;
	readonly type: string;
	readonly typeVersion: number;
	readonly position: readonly [number, number];
	readonly parameters: JsonRecord;
	readonly credentials?: JsonRecord;
	/** What becomes of the run when the node refuses, e.g. `continueRegularOutput`. */
	readonly onError?: string;
	/** Whether the node gives an empty item out where it has none. */
	readonly alwaysOutputData?: boolean;
	/** Whether the node passes its items on without doing anything. */
	readonly disabled?: boolean;
	/** Where n8n keeps a webhook's address by. */
	readonly webhookId?: string;
}

/** A workflow as n8n stores it; its first node starts it. */
export interface WorkflowDefinition {
	readonly name: string;
	readonly nodes: readonly WorkflowNode[];
	readonly connections: JsonRecord;
	readonly settings?: JsonRecord;
}

/** A node without what its place in the workflow gives it. */
export type NodeSketch = Omit<WorkflowNode, 'id' | 'position'>;

/** The name of the node that every workflow of `inRow` and `onCall` begins with. */
export const TRIGGER_NAME = 'Start';

/** What n8n stores in a node for its credential. */
export interface CredentialLink {
	readonly id: string;
	readonly name: string;
}

/** A workflow that begins with the given node, and passes its items on. */
export function startedBy(name: string, trigger: NodeSketch, ...sketches: readonly NodeSketch[]): WorkflowDefinition {
	return chain(name, [{ webhookId: randomUUID(), ...trigger }, ...sketches]);
}

/** A workflow that is started by hand and passes its items through the nodes, one after the other. */
export function inRow(name: string, ...sketches: readonly NodeSketch[]): WorkflowDefinition {
	return chain(name, [
		{ name: TRIGGER_NAME, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		...sketches,
	]);
}

/**
 * The same in production: a call starts it, as triggers start those that run at night.
 * @param path of its webhook, which no other active workflow may have
 */
export function onCall(name: string, path: string, ...sketches: readonly NodeSketch[]): WorkflowDefinition {
	return chain(name, [webhook(path), ...sketches]);
}

/** Starts what follows when its path is called. */
export function webhook(path: string, name = TRIGGER_NAME): NodeSketch {
	const parameters = { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} };
	return { name, type: 'n8n-nodes-base.webhook', typeVersion: 2, parameters, webhookId: randomUUID() };
}

function chain(name: string, sketches: readonly NodeSketch[]): WorkflowDefinition {
	const nodes = sketches.map((sketch, index) => ({ ...sketch, id: randomUUID(), position: [220 * index, 0] as const }));
	const links = nodes
		.slice(1)
		.map((node, index) => [nodes[index].name, { main: [[{ node: node.name, type: 'main', index: 0 }]] }] as const);
	return { name, nodes, connections: Object.fromEntries(links) };
}

/** Reads a CSV file into items, one per record; every value is text. */
export function readCsvFile(file: string): readonly NodeSketch[] {
	return [
		{
			name: 'Read File',
			type: 'n8n-nodes-base.readWriteFile',
			typeVersion: 1.1,
			parameters: { fileSelector: file, options: {} },
		},
		{
			name: 'Extract Rows',
			type: 'n8n-nodes-base.extractFromFile',
			typeVersion: 1.1,
			parameters: { operation: 'csv', options: {} },
		},
	];
}

/** Reads a file as it is, into the binary field "data". */
export function readFile(file: string, field = 'data'): NodeSketch {
	return {
		name: `Read ${field}`,
		type: 'n8n-nodes-base.readWriteFile',
		typeVersion: 1.1,
		parameters: { fileSelector: file, options: { dataPropertyName: field } },
	};
}

/** Writes the file of a binary field. */
export function writeFile(field: string, file: string): NodeSketch {
	return {
		name: `Write ${field}`,
		type: 'n8n-nodes-base.readWriteFile',
		typeVersion: 1.1,
		parameters: { operation: 'write', fileName: file, dataPropertyName: field, options: {} },
	};
}

/** Gives the items out as they are. */
export function makeItems(items: readonly JsonRecord[]): readonly NodeSketch[] {
	return [
		{
			name: 'List',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} },
		},
		{
			name: 'Items',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'items', options: {} },
		},
	];
}

/** The rows that the call of `onCall` carries, as items. */
export function rowsOfCall(): readonly NodeSketch[] {
	const [list, items] = makeItems([]);
	return [
		{
			...list,
			parameters: {
				mode: 'raw',
				jsonOutput: `={{ { items: $("${TRIGGER_NAME}").first().json.body.rows } }}`,
				options: {},
			},
		},
		items,
	];
}

/**
 * A last step behind one of ours: each answer beside the address of the row that n8n pairs it with.
 * @param items the step that gives the rows out
 */
export function lookAtPairs(name = 'Look', items = 'Items'): NodeSketch {
	const jsonOutput = `={{ { answer: $json, email: $("${items}").item.json.Email } }}`;
	return { name, type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters: { mode: 'raw', jsonOutput, options: {} } };
}

/** One of our nodes, as installed from the package. */
export function zohoNode(
	node: 'zohoCrm' | 'zohoCrmBulk' | 'zohoCrmTrigger',
	credential: CredentialLink,
	parameters: JsonRecord,
	credentialType = 'zohoCrmOAuth2Api',
): NodeSketch {
	return {
		name: 'Zoho CRM',
		type: `n8n-nodes-zoho-crm.${node}`,
		typeVersion: 1,
		parameters,
		credentials: { [credentialType]: credential },
	};
}
