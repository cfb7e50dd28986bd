import { isRecord, type JsonRecord, toList, toRecord, toText } from './json';
import type { CredentialLink, WorkflowDefinition, WorkflowNode } from './workflows';

/** The folder that the examples read files from: where n8n in a container lets workflows read. */
const EXAMPLE_FOLDER = '/home/node/.n8n-files';

/** An example workflow with a credential put into our nodes, reading its file from another folder. */
export function readExample(text: string, filesFolder: string, credential: CredentialLink): WorkflowDefinition {
	const workflow = toRecord(JSON.parse(text.replaceAll(EXAMPLE_FOLDER, JSON.stringify(filesFolder).slice(1, -1))));
	return {
		name: toText(workflow.name),
		nodes: toList(workflow.nodes).map((node) => withCredential(toNode(toRecord(node)), credential)),
		connections: toRecord(workflow.connections),
	};
}

/**
 * An example with the parameters that the editor made of it: `EXAMPLES=write npx jest test/e2e/canvas` writes them.
 * @param parameters of its nodes by name
 */
export function writeExample(text: string, parameters: ReadonlyMap<string, JsonRecord>): string {
	const workflow = toRecord(JSON.parse(text));
	const nodes = toList(workflow.nodes).map((entry) => {
		const node = toRecord(entry);
		const isOurs = toText(node.type).startsWith('n8n-nodes-zoho-crm.');
		return isOurs ? { ...node, parameters: parameters.get(toText(node.name)) } : node;
	});
	return `${JSON.stringify({ ...workflow, nodes }, null, '\t')}\n`;
}

/** Steps that need a database, a model, a person or a change beside Zoho CRM. */
const WITH_OTHERS = /postgres$|zohoCrmTrigger$|formTrigger$|langchain\.|Tool$/;

/** Whether an example runs to its end with nothing but Zoho CRM. */
export function runsAlone(text: string): boolean {
	return toList(toRecord(JSON.parse(text)).nodes).every((node) => !WITH_OTHERS.test(toText(toRecord(node).type)));
}

function toNode(node: JsonRecord): WorkflowNode {
	const [x, y] = toList(node.position).map(Number);
	return {
		id: toText(node.id),
		name: toText(node.name),
		type: toText(node.type),
		typeVersion: Number(node.typeVersion),
		position: [x, y],
		parameters: isRecord(node.parameters) ? node.parameters : {},
		...(typeof node.onError === 'string' ? { onError: node.onError } : {}),
		...(node.alwaysOutputData === true ? { alwaysOutputData: true } : {}),
		...(node.disabled === true ? { disabled: true } : {}),
		...(typeof node.webhookId === 'string' ? { webhookId: node.webhookId } : {}),
	};
}

function withCredential(node: WorkflowNode, credential: CredentialLink): WorkflowNode {
	return node.type.startsWith('n8n-nodes-zoho-crm.')
		? { ...node, credentials: { zohoCrmOAuth2Api: credential } }
		: node;
}
