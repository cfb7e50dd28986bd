import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { describeCredentials, describeResources } from '../shared/n8n/describe';
import { runOperations } from '../shared/n8n/run';
import { getLeadFields, getLeadFieldsToCreate, getLeadFieldsToUpdate, getLeadMatchFields } from './methods/leadFields';
import { leadResource } from './operations/lead';
import { organizationResource } from './operations/organization';
import { userResource } from './operations/user';

const resources = [leadResource, organizationResource, userResource];

/** Records, users and the organization of Zoho CRM, an answer for every item. */
export class ZohoCrm implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Zoho CRM Advanced',
		name: 'zohoCrm',
		icon: { light: 'file:../../icons/zohoCrm.svg', dark: 'file:../../icons/zohoCrm.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Work with leads and users of Zoho CRM, 100 records in a request',
		defaults: { name: 'Zoho CRM Advanced' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: describeCredentials(),
		properties: describeResources(resources),
	};

	methods = {
		loadOptions: { getLeadFields, getLeadMatchFields },
		resourceMapping: { getLeadFieldsToCreate, getLeadFieldsToUpdate },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, resources);
	}
}
