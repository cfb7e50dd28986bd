import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { getTriggerFields, getTriggerModules } from './choices';
import { triggerCredentials, triggerForm } from './form';
import { giveOut } from './giveOut';
import { channelExists, closeChannel, openChannel, receive } from './hooks';
import { pollChanges } from './poll';

/** No webhook while the node is tested, and none with Schedule Only: an empty method means that there is none. */
const METHOD = '={{ $workflow.active && $parameter["delivery"] !== "schedule" ? "POST" : "" }}' as const;

/** Starts a workflow for each record of Zoho CRM that was created, changed or deleted. */
export class ZohoCrmTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Zoho CRM Trigger',
		name: 'zohoCrmTrigger',
		icon: { light: 'file:../../icons/zohoCrmTrigger.svg', dark: 'file:../../icons/zohoCrmTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [].concat($parameter["events"]).join(", ") + ": " + [].concat($parameter["modules"]).join(", ") }}',
		// The panel of the editor shows one entry for this node and Zoho CRM, with these words.
		description:
			'Create, update, find and convert leads and records of any module, or start a workflow when they change',
		defaults: { name: 'Zoho CRM Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		polling: true,
		webhooks: [
			{
				name: 'default',
				path: 'webhook',
				httpMethod: METHOD,
				responseMode: 'onReceived',
				responseData: 'noData',
			},
		],
		credentials: triggerCredentials,
		properties: triggerForm,
	};

	methods = { loadOptions: { getTriggerFields, getTriggerModules } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await channelExists(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await openChannel(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await closeChannel(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollChanges(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await giveOut(this);
	}
}
