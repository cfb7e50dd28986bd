import type { ModuleDefinition } from '../contract';
import { field, readOnlyField } from './fieldDefinitions';
import { buildModule } from './moduleSketches';

/** What a note can belong to. Source: notes-files-tags 1. */
const PARENT_MODULES = [
	'Leads',
	'Accounts',
	'Contacts',
	'Deals',
	'Campaigns',
	'Tasks',
	'Events',
	'Calls',
	'Products',
	'Vendors',
	'Quotes',
	'Sales_Orders',
	'Invoices',
	'Venues',
];

/** Notes have no layout and no tags; only title and text can change. Source: notes-files-tags 1. */
export function noteModule(): ModuleDefinition {
	return buildModule({
		number: 2201,
		firstField: 4501,
		apiName: 'Notes',
		singularLabel: 'Note',
		pluralLabel: 'Notes',
		generatedType: 'default',
		parentModule: null,
		layouts: [],
		systemDuplicateField: null,
		displayField: 'Note_Title',
		scopeWord: 'notes',
		fields: [
			field('Note_Title', 'text', { length: 120 }),
			field('Note_Content', 'textarea', { length: 65_535 }),
			field('Parent_Id', 'lookup', { lookupModules: PARENT_MODULES, systemMandatory: true, updatable: false }),
			field('Owner', 'ownerlookup', { label: 'Note Owner', updatable: false }),
			readOnlyField('Created_By', 'ownerlookup'),
			readOnlyField('Modified_By', 'ownerlookup'),
			readOnlyField('Created_Time', 'datetime'),
			readOnlyField('Modified_Time', 'datetime'),
		],
	});
}
