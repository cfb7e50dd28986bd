import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ITS_RECORD, lead, record } from '../stage/parameters';

/** Records that an operation works on: what holds for leads must hold for a module of the organization. */
export interface RecordKind {
	/** The resource, as the form names it. */
	readonly name: 'Lead' | 'Record';
	readonly module: string;
	/** Parameters of an operation; fields by the keys of the items. */
	operate(operation: string, more?: INodeParameters): INodeParameters;
	/** Where an operation finds the record; left out: the item names it with its key `record`. */
	at(locator?: INodeParameters): INodeParameters;
	/** Values of a record, different for every number. */
	row(number: number): IDataObject;
	/** What a record must have. */
	readonly mandatory: string;
	/** As people see it. */
	readonly mandatoryLabel: string;
	/** The fields that a new record needs, in front of a sentence about them. */
	readonly requiredLabels: string;
	/** A field that no two records may share. */
	readonly unique: string;
	/** A field, and a value that Zoho rejects. */
	readonly wrong: { readonly field: string; readonly value: string; readonly error: string };
	/** Two fields that may be empty: one takes any short text, the other holds numbers in a form of its own. */
	readonly text: string;
	readonly figure: { readonly field: string; of(number: number): string | number };
}

/** An ID of which there is no record. */
export const NOBODY = '4150868000009999999';

/** What only Zoho can know to be wrong. */
const wrongOwner = (label: string) => ({
	field: 'Owner',
	value: NOBODY,
	error: `Zoho CRM can't find the user in ${label}`,
});

const leads: RecordKind = {
	name: 'Lead',
	module: 'Leads',
	operate: lead,
	at: (locator = ITS_RECORD) => ({ leadId: locator }),
	row: (number) => ({
		Last_Name: `Okafor ${number}`,
		First_Name: `N${number}`,
		Company: 'Bright "well", Ltd\nLagos',
		Email: `n${number}@brightwell.test`,
		Lead_Source: 'Partner',
		Annual_Revenue: 1200.5 + number,
		No_of_Employees: number,
		Newsletter: true,
		Visit_Date: '2026-07-01',
		Interests: ['Support', 'Training'],
		Description: '李小龙 😀',
	}),
	mandatory: 'Last_Name',
	mandatoryLabel: 'Last Name',
	requiredLabels: 'Last Name and Company are',
	unique: 'Ext_Ref',
	wrong: wrongOwner('Lead Owner'),
	text: 'City',
	figure: { field: 'Phone', of: String },
};

const venues: RecordKind = {
	name: 'Record',
	module: 'Venues',
	operate: (operation, more) => record('Venues', operation, more),
	at: (locator = ITS_RECORD) => ({ recordId: locator }),
	row: (number) => ({
		Name: `Hall ${number}`,
		Email: `n${number}@brightwell.test`,
		Venue_Code: `V-${number}`,
		Seats: number,
		Region: 'North',
	}),
	mandatory: 'Name',
	mandatoryLabel: 'Venue Name',
	requiredLabels: 'Venue Name is',
	unique: 'Venue_Code',
	wrong: wrongOwner('Venue Owner'),
	text: 'Venue_Code',
	figure: { field: 'Seats', of: (number) => number },
};

/** Leads by their own resource, and a custom module as records. */
export const KINDS: readonly RecordKind[] = [leads, venues];

/** Rows of a kind, all different. */
export const rowsOfKind = ({ row }: RecordKind, count: number): IDataObject[] =>
	Array.from({ length: count }, (_, number) => row(number));

/** Times of a record that was written at the beginning of the emulator's clock. */
export const TIMES = { createdTime: '2026-08-25T10:00:00+05:30', modifiedTime: '2026-08-25T10:00:00+05:30' };
