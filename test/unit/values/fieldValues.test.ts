import { toRecord, type FieldRules } from '../../../nodes/shared/values/fieldValues';
import { PLAIN_FIELD, type FieldMetadata } from '../../../nodes/shared/zoho/metadata/fields';

const RULES: FieldRules = {
	module: 'Leads',
	operation: 'insert',
	emptyValues: 'keep',
	ignoreUnknownFields: false,
	timeZone: 'Europe/Berlin',
};

function fieldsOf(...fields: (Partial<FieldMetadata> & { apiName: string })[]): ReadonlyMap<string, FieldMetadata> {
	const usual = { ...PLAIN_FIELD, id: '1', label: 'Label', length: 100 };
	return new Map(fields.map((field) => [field.apiName, { ...usual, ...field }]));
}

/** What one value of a field of a type becomes. */
const convert = (dataType: string, value: unknown, apiName = 'F'): unknown =>
	toRecord({ [apiName]: value }, fieldsOf({ apiName, dataType }), RULES)[apiName];

describe('values of records', () => {
	it.each([
		['text', ' as it is ', ' as it is '],
		['text', 4711, '4711'],
		['phone', 49301234, '49301234'],
		['picklist', true, 'true'],
		['text', { a: 1 }, { a: 1 }],
		['date', '2026-07-01', '2026-07-01'],
		['date', '2026-07-01T23:30:00-07:00', '2026-07-01'],
		['date', '03/04/2026', '03/04/2026'],
		['date', '2026-02-30', '2026-02-30'],
		['datetime', '2026-07-01T10:00:00', '2026-07-01T10:00:00+02:00'],
		['datetime', '2026-01-01 10:00', '2026-01-01T10:00:00+01:00'],
		['datetime', '2026-07-01T10:00:00.123Z', '2026-07-01T10:00:00+00:00'],
		['datetime', 'soon', 'soon'],
		['lookup', '4150868000004600001', { id: '4150868000004600001' }],
		['ownerlookup', ' 4150868000004600001 ', { id: '4150868000004600001' }],
		['userlookup', 42, { id: '42' }],
		['lookup', { id: '1' }, { id: '1' }],
		['bigint', '123456789012345678', '123456789012345678'],
		['bigint', 42, '42'],
		['multiselectpicklist', 'A; B;', ['A', 'B']],
		['multiselectpicklist', ['A;B'], ['A;B']],
		['multiselectpicklist', '["A","B"]', ['A', 'B']],
		['multiselectpicklist', '[A', ['[A']],
		['subform', '[{"Employer":"X"}]', [{ Employer: 'X' }]],
		['subform', [{ Employer: 'X' }], [{ Employer: 'X' }]],
		['subform', 'text', 'text'],
		['boolean', 'TRUE', true],
		['boolean', 'false', false],
		['boolean', false, false],
		['boolean', 'yes', 'yes'],
		['integer', '-12', -12],
		['integer', '1.5', '1.5'],
		['integer', '1234567890123456', '1234567890123456'],
		['double', '99.50', 99.5],
		['currency', '1,000.00', '1,000.00'],
		['currency', '1000000000000000', 1e15],
		['currency', '-1234567890123456.5', -1234567890123456.5],
		['currency', '9999999999999999', '9999999999999999'],
		['percent', 0, 0],
	])('for %s: %p becomes %p', (dataType, value, expected) => {
		expect(convert(dataType, value)).toEqual(expected);
	});

	it.each([
		['fair, vip', [{ name: 'fair' }, { name: 'vip' }]],
		[
			['fair', { name: 'vip' }],
			[{ name: 'fair' }, { name: 'vip' }],
		],
		['["a, b"]', [{ name: 'a, b' }]],
		[7, 7],
	])('for tags: %p becomes %p', (value, expected) => {
		expect(convert('text', value, 'Tag')).toEqual(expected);
	});

	it.each([
		['fileupload', ['f1', { File_Id__s: 'f2' }], [{ File_Id__s: 'f1' }, { File_Id__s: 'f2' }]],
		['fileupload', 'f1, f2', [{ File_Id__s: 'f1' }, { File_Id__s: 'f2' }]],
		['imageupload', ' f1 ', [{ File_Id__s: 'f1' }]],
		['imageupload', [{ id: '7', _delete: null }], [{ id: '7', _delete: null }]],
	])('for %s: %p becomes %p', (dataType, value, expected) => {
		expect(convert(dataType, value)).toEqual(expected);
	});

	it.each([
		['multiselectlookup', 'multiSelectLookup'],
		['multiuserlookup', 'multiUserLookup'],
	] as const)('for %s: ids become references under the key of the linking module', (dataType, key) => {
		const linking = { linkingModule: 'Leads_X_Venues', ownField: 'Leads', otherField: 'Venue', otherModule: 'Venues' };
		const of = (value: unknown): unknown =>
			toRecord({ F: value }, fieldsOf({ apiName: 'F', dataType, [key]: linking }), RULES).F;
		const expected = [{ Venue: { id: '41' } }, { Venue: { id: '42' } }];
		expect([of(['41', 42]), of('41, 42'), of('["41","42"]'), of([{ Venue: { id: '41' } }, '42'])]).toEqual([
			expected,
			expected,
			expected,
			expected,
		]);
		expect(of([{ id: '7', _delete: null }])).toEqual([{ id: '7', _delete: null }]);
		expect(() => of([4150868000004600990])).toThrow('The value of F is a number that has lost digits');
	});

	it('for a layout: its id becomes a reference', () => {
		expect(convert('bigint', '4150868000000091055', 'Layout')).toEqual({ id: '4150868000000091055' });
	});

	it.each(['lookup', 'ownerlookup', 'bigint'])(
		'for %s: a number that has lost digits is refused, without naming it',
		(dataType) => {
			expect(() => convert(dataType, 4150868000004600990)).toThrow('The value of F is a number that has lost digits');
		},
	);
});

describe('empty values', () => {
	const fields = fieldsOf(
		{ apiName: 'A' },
		{ apiName: 'B' },
		{ apiName: 'C', dataType: 'multiselectpicklist' },
		{ apiName: 'D' },
		{ apiName: 'E' },
	);
	const row = { A: null, B: '', C: [], D: undefined, E: 'x' };

	it('are left out under Leave Unchanged', () => {
		expect(toRecord(row, fields, RULES)).toEqual({ E: 'x' });
	});

	it('clear the field under Clear Field, but what is missing stays unchanged', () => {
		expect(toRecord(row, fields, { ...RULES, emptyValues: 'clear' })).toEqual({ A: null, B: null, C: null, E: 'x' });
	});
});

describe('keys that are no writable field', () => {
	const fields = fieldsOf(
		{ apiName: 'A' },
		{ apiName: 'Created_Time', creatable: false, updatable: false },
		{ apiName: 'Once', updatable: false },
	);

	it('are refused together, by name', () => {
		expect(() => toRecord({ A: 1, Colour: 'SECRET', Created_Time: 'SECRET' }, fields, RULES)).toThrow(
			/^Leads has no writable field with the API name "Colour", "Created_Time"$/,
		);
	});

	it('are left out if told so', () => {
		expect(
			toRecord({ A: 'x', Colour: 'red', Created_Time: 'y' }, fields, { ...RULES, ignoreUnknownFields: true }),
		).toEqual({ A: 'x' });
	});

	it('depend on what is done: a field can be writable once', () => {
		expect(toRecord({ Once: 'x' }, fields, RULES)).toEqual({ Once: 'x' });
		expect(() => toRecord({ Once: 'x' }, fields, { ...RULES, operation: 'update' })).toThrow('"Once"');
	});

	it('do not include the id, which is taken from elsewhere, nor what is undefined', () => {
		expect(toRecord({ id: '7', Colour: undefined, A: 'x' }, fields, RULES)).toEqual({ A: 'x' });
	});
});
