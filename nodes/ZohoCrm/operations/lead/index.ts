import type { Resource } from '../../../shared/n8n/step/operation';
import { GET_MANY, recordOperations } from '../common/records';
import { fixedTarget } from '../common/target';
import { convertLead } from './convert.operation';

/** Lead: records with the module fixed, and Convert. Menu, form and dispatch follow from this list. */
export const leadResource: Resource = {
	name: 'Lead',
	value: 'lead',
	description: 'People and companies that may become customers',
	subject: 'Leads',
	defaultOperation: GET_MANY,
	operations: [convertLead, ...recordOperations(fixedTarget('lead'))],
};
