import { collectKeys, mapColumns, type ColumnRules } from '../../../nodes/shared/import/columns';
import type { FieldMetadata } from '../../../nodes/shared/zoho/metadata';

function field(apiName: string, dataType = 'text', more: Partial<FieldMetadata> = {}): FieldMetadata {
	return { id: '1', apiName, label: apiName, dataType, length: 100, systemMandatory: false, creatable: true, updatable: true, custom: false, unique: null, external: false, pickList: null, lookupModule: null, ...more };
}

const fields = [
	field('Last_Name', 'text', { systemMandatory: true }),
	field('Email', 'email'),
	field('Account_Name', 'lookup', { lookupModule: 'Accounts' }),
	field('Owner', 'ownerlookup'),
	field('Visit_Date', 'date'),
	field('Created_Time', 'datetime', { creatable: false, updatable: false }),
	field('Rows', 'subform'),
];
const rules: ColumnRules = { module: 'Contacts', operation: 'insert', findBy: null, ignoreUnknownColumns: false, cells: { timeZone: 'UTC', newPickListValues: 'refuse' } };
const told = (keys: string[], more: Partial<ColumnRules> = {}) =>
	mapColumns(keys, fields, { ...rules, ...more }).map(({ key, apiName, findBy, format }) => [key, apiName, findBy, format]);

describe('columns', () => {
	it('are the union of the keys of all rows, in the order in which they first occur', () => {
		expect([...collectKeys([{ b: 1, a: 2 }, { c: 3 }, { a: 1, d: 0 }])]).toEqual(['b', 'a', 'c', 'd']);
	});

	it('go to fields by name, look-ups by the part after the dot', () => {
		expect(told(['Last_Name', 'Account_Name.Account_Name', 'Owner.email', 'Visit_Date'])).toEqual([
			['Last_Name', 'Last_Name', null, null],
			['Account_Name.Account_Name', 'Account_Name', 'Account_Name', null],
			['Owner.email', 'Owner', 'email', null],
			['Visit_Date', 'Visit_Date', null, 'yyyy-MM-dd'],
		]);
	});

	it('take ids for look-ups without a dot', () => {
		expect(told(['Last_Name', 'Owner'])[1]).toEqual(['Owner', 'Owner', 'id', null]);
	});

	it('have the Find By field first', () => {
		expect(told(['Last_Name', 'Visit_Date', 'Email'], { operation: 'upsert', findBy: 'Email' }).map(([key]) => key)).toEqual(['Email', 'Last_Name', 'Visit_Date']);
	});

	it('have the record id where it is what finds records, and nowhere else', () => {
		expect(told(['Email', 'id'], { operation: 'update', findBy: 'id' }).map(([key]) => key)).toEqual(['id', 'Email']);
		expect(() => told(['Last_Name', 'id'])).toThrow('no field with the API name "id"');
	});

	it('do not need mandatory fields to update', () => {
		expect(told(['Email', 'id'], { operation: 'update', findBy: 'id' })).toHaveLength(2);
		expect(() => told(['Email'])).toThrow('Contacts needs "Last_Name"');
	});

	it('do not take a dot behind a field that is no look-up', () => {
		expect(() => told(['Last_Name', 'Email.id'])).toThrow('"Email.id"');
	});

	it('are left out when told to', () => {
		expect(told(['Last_Name', 'x', 'Created_Time', 'Rows'], { ignoreUnknownColumns: true }).map(([key]) => key)).toEqual(['Last_Name']);
		expect(() => told(['x'], { ignoreUnknownColumns: true })).toThrow("None of the input's keys");
	});
});
