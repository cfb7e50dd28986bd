import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { resumeWebhooks, wakeOperation } from '../shared/n8n/step/wake';
import { describeCredentials, describeResources, describeSubtitle } from '../shared/n8n/form/nodeDescription';
import { runOperations } from '../shared/n8n/step/run';
import { getFileColumnFields, getFindByFields, getLayouts, getModules } from './choices/importChoices';
import { getImportColumns } from './choices/importColumns';
import { bulkWriteResource } from './operations/bulkWrite';

const resources = [bulkWriteResource];

/**
 * A second output for failed rows, if the user wants one. Not while an import sleeps until a callback: n8n can pair
 * only one output then.
 */
const OUTPUTS =
	`={{ $parameter["output"] === "apart" && $parameter["wait"] !== "callback" ? [{ type: "main", displayName: "Done" }, { type: "main", displayName: "Failed" }] : [{ type: "main" }] }}` as const;

/** Bulk jobs of Zoho CRM: all rows in, a result for every row out. */
export class ZohoCrmBulk implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Zoho CRM Bulk',
		name: 'zohoCrmBulk',
		icon: { light: 'file:../../icons/zohoCrmBulk.svg', dark: 'file:../../icons/zohoCrmBulk.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: describeSubtitle(resources),
		description: 'Import thousands of rows from items or a CSV file into Zoho CRM, with a result for every row',
		defaults: { name: 'Zoho CRM Bulk' },
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		usableAsTool: true,
		webhooks: resumeWebhooks,
		credentials: describeCredentials(),
		properties: describeResources(resources, 'bulkWrite'),
	};

	methods = {
		loadOptions: { getFileColumnFields, getFindByFields, getLayouts, getModules },
		resourceMapping: { getImportColumns },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, resources);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await wakeOperation(this, resources);
	}
}
