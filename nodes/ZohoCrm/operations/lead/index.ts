import type { Resource } from '../../../shared/n8n/step/operation';
import { countRecords } from '../common/records/count.operation';
import { createRecords } from '../common/records/create.operation';
import { deleteRecords } from '../common/records/delete.operation';
import { getRecord } from '../common/records/get.operation';
import { getManyRecords } from '../common/records/getAll.operation';
import type { RecordTarget } from '../common/target';
import { searchRecords } from '../common/records/search.operation';
import { updateRecords } from '../common/records/update.operation';
import { upsertRecords } from '../common/records/upsert.operation';
import { convertLeads } from './convert.operation';

/** Leads are records with the module fixed. */
const leads: RecordTarget = {
	parameters: [],
	moduleOf: () => 'Leads',
	isModuleFixed: true,
	singular: 'lead',
	plural: 'leads',
	idParameter: 'leadId',
	matchFields: ['Email'],
};

/** Lead: every operation once; menu, form and dispatch follow from this list. */
export const leadResource: Resource = {
	name: 'Lead',
	value: 'lead',
	operations: [
		convertLeads,
		countRecords(leads),
		createRecords(leads),
		upsertRecords(leads),
		deleteRecords(leads),
		getRecord(leads),
		getManyRecords(leads),
		searchRecords(leads),
		updateRecords(leads),
	],
};
