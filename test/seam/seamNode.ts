import type {
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
	IExecuteFunctions,
} from 'n8n-workflow';
import { resumeWebhooks, wakeOperation } from '../../nodes/shared/n8n/step/wake';
import { describeCredentials, describeResources } from '../../nodes/shared/n8n/form/nodeDescription';
import type { EachContext, EachResult, Operation, TogetherOperation } from '../../nodes/shared/n8n/step/operation';
import { runOperations } from '../../nodes/shared/n8n/step/run';

/** A node with one operation, made by a test. */
export class SeamNode implements INodeType {
	readonly description: INodeTypeDescription;

	constructor(private readonly operation: Operation) {
		this.description = {
			displayName: 'Seam',
			name: 'seam',
			group: ['transform'],
			version: 1,
			description: 'A test',
			defaults: { name: 'Seam' },
			inputs: ['main'],
			outputs: ['main'],
			webhooks: resumeWebhooks,
			credentials: describeCredentials(),
			properties: describeResources(this.resources, 'thing'),
		};
	}

	private get resources() {
		return [
			{
				name: 'Thing',
				value: 'thing',
				description: 'Things',
				defaultOperation: this.operation.option.value,
				operations: [this.operation],
			},
		];
	}

	/** The methods of a node are called with n8n's context as `this`. */
	get execute() {
		const { resources } = this;
		return async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			return await runOperations(this, resources);
		};
	}

	get webhook() {
		const { resources } = this;
		return async function (this: IWebhookFunctions): Promise<IWebhookResponseData> {
			return await wakeOperation(this, resources);
		};
	}
}

/** Parameters that choose the operation. */
export const CHOSEN: INodeParameters = { resource: 'thing', operation: 'do' };

const option = { name: 'Do', value: 'do', action: 'Do thing', description: 'Do it' };
const parts = { option, scopes: () => [] };

/** A node that handles items one by one. */
export function eachNode(each: (context: EachContext) => Promise<EachResult>, outputs = 1): SeamNode {
	return new SeamNode({ ...parts, parameters: [], outputs: () => outputs, each });
}

/** A node that handles all items at once. */
export function togetherNode(
	operation: Pick<TogetherOperation, 'together' | 'wake' | 'outputs'>,
	parameters: readonly INodeProperties[] = [],
): SeamNode {
	return new SeamNode({ ...parts, parameters, result: { place: 'item', keys: [] }, ...operation });
}

/** Items with a number each. */
export const numbered = (count: number): IDataObject[] => Array.from({ length: count }, (_, number) => ({ number }));
