import type { Resource } from '../../../shared/n8n/step/operation';
import { getOrganization } from './get.operation';

/** Organization: every operation once; menu, form and dispatch follow from this list. */
export const organizationResource: Resource = {
	name: 'Organization',
	value: 'organization',
	description: 'Your Zoho CRM organization, and a check of the connection',
	subject: 'Organization',
	defaultOperation: getOrganization.option.value,
	operations: [getOrganization],
};
