import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { describeCredentials, describeResources, describeSubtitle } from '../shared/n8n/form/nodeDescription';
import { runOperations } from '../shared/n8n/step/run';
import { getDealFields, searchAccountsToMerge, searchContactsToMerge } from './choices/leadMatches';
import { searchModules, searchRecords } from './choices/listSearch';
import {
	getAssignmentRules,
	getCustomViews,
	getFieldsToFindBy,
	getLayouts,
	getListedFields,
	getMatchFields,
	getMultiSelectFields,
	getRecordFields,
	getSearchableFields,
	getSortFields,
	getTags,
	getTerritories,
} from './choices/moduleChoices';
import { searchActiveUsers, searchProfiles, searchRoles, searchUsers } from './choices/userChoices';
import { accountResource } from './operations/account';
import { contactResource } from './operations/contact';
import { dealResource } from './operations/deal';
import { leadResource } from './operations/lead';
import { organizationResource } from './operations/organization';
import { recordResource } from './operations/record';
import { userResource } from './operations/user';

const resources = [
	accountResource,
	contactResource,
	dealResource,
	leadResource,
	organizationResource,
	recordResource,
	userResource,
];

/** Records, users and the organization of Zoho CRM, with a result for every item. */
export class ZohoCrm implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Zoho CRM Advanced',
		name: 'zohoCrm',
		icon: { light: 'file:../../icons/zohoCrm.svg', dark: 'file:../../icons/zohoCrm.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: describeSubtitle(resources),
		description:
			'Create, update, upsert and find records of any module: leads, contacts, accounts, deals, custom modules and custom fields',
		defaults: { name: 'Zoho CRM Advanced' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: describeCredentials(),
		properties: describeResources(resources, 'lead'),
	};

	methods = {
		listSearch: {
			searchAccountsToMerge,
			searchActiveUsers,
			searchContactsToMerge,
			searchModules,
			searchProfiles,
			searchRecords,
			searchRoles,
			searchUsers,
		},
		loadOptions: {
			getAssignmentRules,
			getCustomViews,
			getFieldsToFindBy,
			getLayouts,
			getListedFields,
			getMatchFields,
			getMultiSelectFields,
			getSearchableFields,
			getSortFields,
			getTags,
			getTerritories,
		},
		resourceMapping: { getDealFields, getRecordFields },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, resources);
	}
}
