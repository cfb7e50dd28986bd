import { collectKeys, mapColumns } from '../../../../nodes/shared/import/plan/columns';
import { NamedUsers } from '../../../../nodes/shared/import/plan/userColumns';
import type { ColumnRules } from '../../../../nodes/shared/import/request';
import { PLAIN_FIELD, type FieldMetadata } from '../../../../nodes/shared/zoho/metadata/fields';
import { noUsers } from '../csv/cases';

function field(apiName: string, dataType = 'text', more: Partial<FieldMetadata> = {}): FieldMetadata {
	return { ...PLAIN_FIELD, id: '1', apiName, label: apiName, dataType, length: 100, ...more };
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
const rules: ColumnRules = {
	module: 'Contacts',
	operation: 'insert',
	findBy: null,
	ignoreUnknownColumns: false,
	lookUps: {},
	defaults: {},
	layoutId: null,
	layoutFields: [],
	rowKeyField: null,
	cells: {
		timeZone: 'UTC',
		newPickListValues: 'refuse',
		dateOrder: null,
		decimalSeparator: null,
		language: null,
		excelDates: false,
		thisYear: 2026,
	},
};
const plan = (keys: string[], more: Partial<ColumnRules> = {}, values: Readonly<Record<string, unknown>> = {}) =>
	mapColumns(
		{ names: keys, valuesOf: (key) => [values[key]], titleOf: null },
		fields,
		{ ...rules, ...more },
		new NamedUsers(noUsers),
	);
const told = (...args: Parameters<typeof plan>) =>
	plan(...args).columns.map(({ key, apiName, findBy, format }) => [key, apiName, findBy, format]);

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
		expect(
			told(['Last_Name', 'Visit_Date', 'Email'], { operation: 'upsert', findBy: 'Email' }).map(([key]) => key),
		).toEqual(['Email', 'Last_Name', 'Visit_Date']);
	});

	it('have the record id where it is what finds records, and nowhere else', () => {
		expect(told(['Email', 'id'], { operation: 'update', findBy: 'id' }).map(([key]) => key)).toEqual(['id', 'Email']);
		expect(() => told(['Last_Name', 'id'])).toThrow('no field with the API name or label "id"');
	});

	it('do not need mandatory fields to update', () => {
		expect(told(['Email', 'id'], { operation: 'update', findBy: 'id' })).toHaveLength(2);
		expect(() => told(['Email'])).toThrow('Contacts needs "Last_Name"');
	});

	it('do not take a dot behind a field that is no look-up', () => {
		expect(() => told(['Last_Name', 'Email.id'])).toThrow('"Email.id"');
	});

	it('are left out when told to', () => {
		expect(
			told(['Last_Name', 'x', 'Created_Time', 'Rows'], { ignoreUnknownColumns: true }).map(([key]) => key),
		).toEqual(['Last_Name']);
		expect(() => told(['x'], { ignoreUnknownColumns: true })).toThrow("None of the input's keys");
		expect(plan(['Last_Name', 'x', 'Created_Time'], { ignoreUnknownColumns: true }).ignored).toEqual([
			'x',
			'Created_Time',
		]);
	});

	it('are told apart from lists of child rows', () => {
		const { columns, children } = plan(['Last_Name', 'Rows']);
		expect([columns.map(({ key }) => key), children.map(({ key, field: { apiName } }) => [key, apiName])]).toEqual([
			['Last_Name'],
			[['Rows', 'Rows']],
		]);
	});

	it('take e-mail addresses of users where all values are some, and look up by what was chosen', () => {
		expect(told(['Last_Name', 'Owner'], {}, { Owner: 'ann@brightwell.test' })[1]).toEqual([
			'Owner',
			'Owner',
			'email',
			null,
		]);
		expect(told(['Last_Name', 'Owner'], {}, { Owner: '4150868000000225013' })[1]).toEqual([
			'Owner',
			'Owner',
			'id',
			null,
		]);
		expect(told(['Last_Name', 'Owner'], { defaults: { Owner: 'ann@brightwell.test' } })[1]).toEqual([
			'Owner',
			'Owner',
			'email',
			null,
		]);
		expect(told(['Last_Name', 'Account_Name'], { lookUps: { Account_Name: 'Account_Number' } })[1]).toEqual([
			'Account_Name',
			'Account_Name',
			'Account_Number',
			null,
		]);
	});

	it('come with default values, also for fields that no key has, and with the layout', () => {
		const { columns } = plan(['Last_Name', 'Email'], {
			defaults: { Email: 'none@x.test', Visit_Date: '2026-01-31' },
			layoutId: '4150868000000091055',
		});
		expect(columns.map(({ key, apiName, defaultValue }) => [key, apiName, defaultValue])).toEqual([
			['Last_Name', 'Last_Name', null],
			['Email', 'Email', 'none@x.test'],
			[null, 'Visit_Date', '2026-01-31'],
			[null, 'Layout', '4150868000000091055'],
		]);
		expect(plan(['Email'], { defaults: { Last_Name: 'Unknown' } }).columns).toHaveLength(2);
		expect(() => plan(['Last_Name'], { defaults: { Visit_Date: 'tomorrow' } })).toThrow(
			'The default value of Visit_Date is not a date',
		);
		expect(() => plan(['Last_Name'], { defaults: { Nope: '1' } })).toThrow('no such writable field');
	});
});
