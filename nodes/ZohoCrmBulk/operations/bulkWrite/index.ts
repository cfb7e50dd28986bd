import type { Resource } from '../../../shared/n8n/operation';
import { importRecords } from './import.operation';

/** Bulk Write: every operation once; menu, form and dispatch follow from this list. */
export const bulkWriteResource: Resource = {
	name: 'Bulk Write',
	value: 'bulkWrite',
	operations: [importRecords],
};
