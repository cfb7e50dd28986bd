import type { ModuleDefinition } from '../contract';
import { commonFields, field, type FieldSketch, pickListField, readOnlyField } from './fieldDefinitions';
import { buildModule, standardLayout } from './moduleSketches';

/** What activities can be about. Contacts stand in `Who_Id`. ASSUMED to be all main modules but contacts, activities and notes. */
const RELATED_MODULES = [
	'Leads',
	'Accounts',
	'Deals',
	'Venues',
	'Products',
	'Vendors',
	'Quotes',
	'Sales_Orders',
	'Invoices',
	'Campaigns',
];

/** Whom an activity is with, and what it is about. Labels as a recorded layout of version 8 has them. */
function relations(): FieldSketch[] {
	return [
		field('Who_Id', 'lookup', { label: 'Contact Name', displayLabel: 'Who Id', lookupModule: 'Contacts' }),
		field('What_Id', 'lookup', { label: 'Related To', displayLabel: 'What Id', lookupModules: RELATED_MODULES }),
	];
}

/** Said once when an activity is made. */
function recurrence(): FieldSketch {
	return field('Recurring_Activity', 'RRULE', {
		label: 'Repeat',
		displayLabel: 'Recurring Activity',
		updatable: false,
	});
}

/** Source: records 15. */
export function taskModule(): ModuleDefinition {
	return buildModule({
		number: 2183,
		firstField: 3601,
		apiName: 'Tasks',
		singularLabel: 'Task',
		pluralLabel: 'Tasks',
		generatedType: 'default',
		parentModule: null,
		layouts: [standardLayout(91_061)],
		systemDuplicateField: null,
		displayField: 'Subject',
		scopeWord: 'tasks',
		fields: [
			field('Subject', 'text', { systemMandatory: true }),
			field('Due_Date', 'date'),
			...relations(),
			pickListField('Status', ['Not Started', 'Deferred', 'In Progress', 'Completed', 'Waiting for input']),
			pickListField('Priority', ['High', 'Highest', 'Low', 'Lowest', 'Normal']),
			readOnlyField('Closed_Time', 'datetime'),
			field('Send_Notification_Email', 'boolean'),
			field('Remind_At', 'ALARM', { label: 'Reminder' }),
			recurrence(),
			field('Description', 'textarea', { length: 32_000 }),
			...commonFields('Task'),
		],
	});
}

/** Meetings. Source: records 15. */
export function eventModule(): ModuleDefinition {
	return buildModule({
		number: 2185,
		firstField: 3701,
		apiName: 'Events',
		singularLabel: 'Meeting',
		pluralLabel: 'Meetings',
		generatedType: 'default',
		parentModule: null,
		layouts: [standardLayout(91_063)],
		systemDuplicateField: null,
		displayField: 'Event_Title',
		scopeWord: 'events',
		fields: [
			field('Event_Title', 'text', { label: 'Title', systemMandatory: true }),
			field('Venue', 'text', { label: 'Location' }),
			field('All_day', 'boolean'),
			field('Start_DateTime', 'datetime', { label: 'From', systemMandatory: true }),
			field('End_DateTime', 'datetime', { label: 'To', systemMandatory: true }),
			...relations(),
			field('Participants', 'bigint', { length: 120 }),
			field('Remind_At', 'multireminder', { label: 'Reminder' }),
			field('Remind_Participants', 'multireminder', {
				label: 'Participants Reminder',
				displayLabel: 'Remind Participants',
			}),
			recurrence(),
			field('Description', 'textarea', { length: 32_000 }),
			...commonFields('Meeting'),
		],
	});
}

/** Source: records 15. */
export function callModule(): ModuleDefinition {
	return buildModule({
		number: 2187,
		firstField: 3801,
		apiName: 'Calls',
		singularLabel: 'Call',
		pluralLabel: 'Calls',
		generatedType: 'default',
		parentModule: null,
		layouts: [standardLayout(91_065)],
		systemDuplicateField: null,
		displayField: 'Subject',
		scopeWord: 'calls',
		fields: [
			field('Subject', 'text', { systemMandatory: true }),
			pickListField('Call_Type', ['Outbound', 'Inbound', 'Missed'], { systemMandatory: true }),
			field('Call_Start_Time', 'datetime', { systemMandatory: true }),
			field('Call_Duration', 'text', { length: 120, systemMandatory: true }),
			readOnlyField('Call_Duration_in_seconds', 'integer'),
			...relations(),
			pickListField('Call_Purpose', ['Prospecting', 'Administrative', 'Negotiation', 'Demo', 'Project', 'Desk']),
			pickListField('Outgoing_Call_Status', ['Scheduled', 'Completed', 'Overdue', 'Cancelled']),
			pickListField('Call_Result', [
				'Interested',
				'Not interested',
				'No response/Busy',
				'Requested more info',
				'Requested call back',
				'Invalid number',
			]),
			field('Call_Agenda', 'text'),
			field('Dialled_Number', 'phone'),
			field('Description', 'textarea', { length: 32_000 }),
			...commonFields('Call'),
		],
	});
}
