import type { Resource } from '../../../shared/n8n/step/operation';
import { recordOperations } from '../common/records';
import { fixedTarget } from '../common/target';
import { convertLead } from './convert.operation';

/** Lead: records with the module fixed, and Convert. Menu, form and dispatch follow from this list. */
export const leadResource: Resource = {
	name: 'Lead',
	value: 'lead',
	operations: [convertLead, ...recordOperations(fixedTarget('lead'))],
};
