import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { describeCredentials, describeResources } from '../shared/n8n/describe';
import { runOperations } from '../shared/n8n/run';
import { getFindByFields, getModules } from './methods/importChoices';
import { bulkWriteResource } from './operations/bulkWrite';

const resources = [bulkWriteResource];

/** Bulk jobs of Zoho CRM: all rows in, an answer for every row out. */
export class ZohoCrmBulk implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Zoho CRM Bulk',
		name: 'zohoCrmBulk',
		icon: { light: 'file:../../icons/zohoCrmBulk.svg', dark: 'file:../../icons/zohoCrmBulk.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Import thousands of records into Zoho CRM as bulk jobs of 25,000 rows',
		defaults: { name: 'Zoho CRM Bulk' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: describeCredentials(),
		properties: describeResources(resources),
	};

	methods = { loadOptions: { getFindByFields, getModules } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, resources);
	}
}
