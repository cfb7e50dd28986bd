import type { Resource } from '../../../shared/n8n/operation';
import { createRecords } from '../record/create.operation';
import { deleteRecords } from '../record/delete.operation';
import { getRecord } from '../record/get.operation';
import { getManyRecords } from '../record/getAll.operation';
import type { RecordTarget } from '../record/target';
import { updateRecords } from '../record/update.operation';
import { upsertRecords } from '../record/upsert.operation';

/** Leads are records with the module fixed. */
const leads: RecordTarget = {
	module: 'Leads',
	singular: 'lead',
	plural: 'leads',
	idParameter: 'leadId',
	methods: {
		createFields: 'getLeadFieldsToCreate',
		updateFields: 'getLeadFieldsToUpdate',
		listFields: 'getLeadFields',
		matchFields: 'getLeadMatchFields',
	},
	matchFields: ['Email'],
};

/** Lead: every operation once; menu, form and dispatch follow from this list. */
export const leadResource: Resource = {
	name: 'Lead',
	value: 'lead',
	operations: [
		createRecords(leads),
		upsertRecords(leads),
		deleteRecords(leads),
		getRecord(leads),
		getManyRecords(leads),
		updateRecords(leads),
	],
};
