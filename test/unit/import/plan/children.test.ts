import {
	findChildModule,
	planChildren,
	readChildRows,
	tooManyChildren,
} from '../../../../nodes/shared/import/plan/children';
import type { ChildField, InputKeys } from '../../../../nodes/shared/import/plan/columns';
import { NamedUsers } from '../../../../nodes/shared/import/plan/userColumns';
import type { ColumnRules } from '../../../../nodes/shared/import/request';
import type { FieldMetadata } from '../../../../nodes/shared/zoho/metadata/fields';
import { field, noUsers, plainRequest } from '../csv/cases';

const subform: ChildField = {
	key: 'Work_History',
	field: field('Work_History', 'subform', { subform: { module: 'Work_History' } }),
};
const links: ChildField = {
	key: 'Venues',
	field: field('Venues', 'multiselectlookup', {
		multiSelectLookup: {
			linkingModule: 'Leads_X_Venues',
			ownField: 'Leads',
			otherField: 'Venues',
			otherModule: 'Venues',
		},
	}),
};
const hosts: ChildField = {
	key: 'Hosts',
	field: field('Hosts', 'multiuserlookup', {
		multiUserLookup: { linkingModule: 'Venues_X_Users', ownField: 'Venues', otherField: 'Hosts', otherModule: null },
	}),
};

describe('the module of child rows', () => {
	it('is that of the subform, or the one that links the records', () => {
		expect([subform, links, hosts].map(findChildModule)).toEqual([
			{ module: 'Work_History', link: 'Parent_Id' },
			{ module: 'Leads_X_Venues', link: 'Leads' },
			{ module: 'Venues_X_Users', link: 'Venues' },
		]);
	});

	it('has to be known', () => {
		expect(() => findChildModule({ key: 'Work_History', field: field('Work_History', 'subform') })).toThrow(
			'Zoho CRM does not say which module has the rows of Work_History',
		);
	});
});

describe('reading child rows', () => {
	it.each([undefined, null, '', []])('finds none in %j', (value) => {
		expect(readChildRows(subform, value)).toEqual([]);
	});

	it.each(['A', { Employer: 'A' }, ['A'], [null], [['A']], 7])('takes %j for no list of rows of a subform', (value) => {
		expect(readChildRows(subform, value)).toBeNull();
	});

	it('takes the objects of a subform as they are', () => {
		expect(readChildRows(subform, [{ Employer: 'A', x: 1 }, {}])).toEqual([{ Employer: 'A', x: 1 }, {}]);
	});

	it('takes entries of a list of look-ups as ids, as records, and as the records API gives them', () => {
		const entries = [
			'41',
			42,
			{ id: '43', name: 'Hall' },
			{ id: '99', Venues: { id: '44' }, Leads: { id: '1' } },
			{ 'Venues.Name': 'Hall', Created_Time: 'x' },
		];
		expect(readChildRows(links, entries)).toEqual([
			{ Venues: '41' },
			{ Venues: 42 },
			{ Venues: { id: '43', name: 'Hall' } },
			{ Venues: { id: '44' } },
			{ 'Venues.Name': 'Hall' },
		]);
	});

	it('takes no other entries for look-ups', () => {
		expect([
			readChildRows(links, [true]),
			readChildRows(links, [['41']]),
			readChildRows(links, '41'),
			readChildRows(links, { id: '41' }),
		]).toEqual([null, null, null, null]);
	});

	it('takes 200 of them', () => {
		expect([tooManyChildren('Venues', 200), tooManyChildren('Venues', 201)]).toEqual([
			null,
			{ code: 'LIMIT_EXCEEDED', fields: ['Venues'], reason: 'Venues has 201 rows, and Zoho CRM accepts 200' },
		]);
	});
});

describe('planning child rows', () => {
	const keys = (names: readonly string[], value: string) => ({ names, valuesOf: () => [value], titleOf: null });
	const planned = async (
		child: ChildField,
		names: InputKeys,
		fieldsOfChild: readonly FieldMetadata[],
		request: ColumnRules = plainRequest,
	) => await planChildren(child, names, fieldsOfChild, request, new NamedUsers(noUsers));
	const fields = [
		field('Parent_Id', 'lookup', { systemMandatory: true }),
		field('Employer'),
		field('From_Date', 'date'),
	];

	it('maps their keys to fields of their module, but not the link to the parent', async () => {
		const { columns, ...plan } = await planned(subform, keys(['Employer', 'From_Date'], 'A'), fields, {
			...plainRequest,
			operation: 'update',
			findBy: 'id',
			defaults: { Employer: 'x' },
			layoutId: '7',
			layoutFields: ['Phone'],
			rowKeyField: 'Ext_Ref',
		});
		expect(plan).toEqual({ ...subform, module: 'Work_History', link: 'Parent_Id' });
		expect(columns.map(({ key, apiName, format, defaultValue }) => [key, apiName, format, defaultValue])).toEqual([
			['Employer', 'Employer', null, null],
			['From_Date', 'From_Date', 'yyyy-MM-dd', null],
		]);
		const read = await planned(subform, keys(['id', 'Parent_Id', '$approved', 'Employer'], 'A'), fields);
		expect(read.columns.map(({ apiName }) => apiName)).toEqual(['Employer']);
	});

	it('writes users by ID, whether they are given by e-mail address or by id', async () => {
		const users = [field('Venues', 'lookup'), field('Hosts', 'userlookup')];
		expect((await planned(hosts, keys(['Hosts'], 'a@b.test'), users)).columns.map(({ findBy }) => findBy)).toEqual([
			'id',
		]);
		expect(
			(await planned(hosts, keys(['Hosts'], '4150868000000225013'), users)).columns.map(({ findBy }) => findBy),
		).toEqual(['id']);
	});
});
