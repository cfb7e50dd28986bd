import type { Resource } from '../../../shared/n8n/operation';
import { countRecords } from '../record/count.operation';
import { createRecords } from '../record/create.operation';
import { deleteRecords } from '../record/delete.operation';
import { getRecord } from '../record/get.operation';
import { getManyRecords } from '../record/getAll.operation';
import type { RecordTarget } from '../record/target';
import { searchRecords } from '../record/search.operation';
import { updateRecords } from '../record/update.operation';
import { upsertRecords } from '../record/upsert.operation';
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
