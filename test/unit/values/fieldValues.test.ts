import { toRecord, type FieldRules } from '../../../nodes/shared/values/fieldValues';
import { plainDates } from '../../../nodes/shared/values/dates';
import { UsageError } from '../../../nodes/shared/zoho/call/errors';
import { PLAIN_FIELD, type FieldMetadata } from '../../../nodes/shared/zoho/metadata/fields';

const RULES: FieldRules = {
	module: 'Leads',
	operation: 'insert',
	emptyValues: 'keep',
	ignoreUnknownFields: false,
	values: {
		...plainDates('Europe/Berlin'),
		decimalSeparator: null,
		unclearAdvice: 'ADVICE',
		newPickListValues: 'allow',
	},
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
		['date', '2026-07-01', '2026-07-01'],
		['date', '2026-07-01T23:30:00-07:00', '2026-07-02'],
		['date', '13/04/2026', '2026-04-13'],
		['datetime', '2026-07-01T10:00:00', '2026-07-01T10:00:00+02:00'],
		['datetime', '2026-01-01 10:00', '2026-01-01T10:00:00+01:00'],
		['datetime', '2026-07-01T10:00:00.123Z', '2026-07-01T10:00:00+00:00'],
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
		['multiselectpicklist', ['', 'A ', null], ['A']],
		['subform', '[{"Employer":"X"}]', [{ Employer: 'X' }]],
		['subform', [{ Employer: 'X' }], [{ Employer: 'X' }]],
		['subform', 'text', 'text'],
		['boolean', 'TRUE', true],
		['boolean', 'false', false],
		['boolean', false, false],
		['boolean', 'yes', true],
		['boolean', 0, false],
		['boolean', '1', true],
		['integer', '-12', -12],
		['integer', '1234567890123456', 1234567890123456],
		['integer', '12.0', 12],
		['double', '1e3', 1000],
		['double', '.5', 0.5],
		['currency', '$ 1,234.50', 1234.5],
		['double', '99.50', 99.5],
		['currency', '1,000.00', 1000],
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
		const row = [{ id: '7', Venue: { id: '41' }, _delete: null, $approved: true }];
		const fields = fieldsOf({ apiName: 'F', dataType, [key]: linking });
		expect(toRecord({ F: row }, fields, { ...RULES, operation: 'update' })).toEqual({ F: row });
		// A new record has no entries yet.
		expect(of(row)).toEqual([{ Venue: { id: '41' } }]);
		expect(() => of([4150868000004600990])).toThrow('Label: the value is a number that has lost digits');
	});

	it('for a layout: its id becomes a reference', () => {
		expect(convert('bigint', '4150868000000091055', 'Layout')).toEqual({ id: '4150868000000091055' });
	});

	it.each(['lookup', 'ownerlookup', 'bigint'])(
		'for %s: a number that has lost digits is refused, without naming it',
		(dataType) => {
			expect(() => convert(dataType, 4150868000004600990)).toThrow('Label: the value is a number that has lost digits');
		},
	);
});

const invalidLuxon = { isValid: false, toISO: () => null, toJSON: () => null };
const circle: Record<string, unknown> = {};
circle.self = circle;

/** Values are named as they are, if they are texts; long ones are cut. */
const shown = (value: unknown): string =>
	typeof value !== 'string' ? 'the value' : `"${value.length > 100 ? `${value.slice(0, 100)}…` : value}"`;

describe('values that cannot be sent', () => {
	it.each([
		['text', { a: 1 }, 'is a list or an object where text is expected'],
		['text', Number.NaN, 'is not a finite number'],
		['text', () => 1, 'is not text'],
		['text', Symbol('x'), 'is not text'],
		['text', 12345678901234567891, 'is a number that has lost digits'],
		['phone', 1.2345678901234568e22, 'is a number that has lost digits'],
		['text', new Date('soon'), 'is an invalid date'],
		['picklist', ['Partner'], 'is a list or an object where text is expected'],
		['text', 'x'.repeat(101), 'is longer than 100 characters: 101'],
		['email', 'mailto:a@x.test', 'is not a valid email'],
		['email', 'Ann <a@x.test>', 'is not a valid email'],
		['integer', Number.POSITIVE_INFINITY, 'is not a finite number'],
		['integer', 1.5, 'has decimals, but the field takes whole numbers'],
		['integer', '1.5', 'has decimals, but the field takes whole numbers'],
		['currency', Number.NaN, 'is not a finite number'],
		['currency', 'many', 'is not a number'],
		['currency', () => 1, 'is not a number'],
		['date', new Date('soon'), 'is an invalid date'],
		['date', invalidLuxon, 'is an invalid date'],
		['datetime', invalidLuxon, 'is an invalid date'],
		['date', '2026-02-30', 'is not a date that exists'],
		['date', 46022, 'is a number, not a date'],
		['datetime', 'soon', 'is not a date and time in the format yyyy-MM-ddTHH:mm:ss'],
		['datetime', '0001-01-01T00:00:00', 'has a year before 1000, which some programs use for "no date"'],
		['boolean', 'perhaps', 'is neither true nor false'],
		['boolean', Number.NaN, 'is neither true nor false'],
		['lookup', { id: null, name: 'Acme' }, 'is an object without an ID'],
		['lookup', { id: Number.NaN }, 'is not a finite number'],
		['ownerlookup', { id: 4150868000004600001 }, 'is a number that has lost digits'],
		['multiselectpicklist', ['A', Number.NaN], 'is not a finite number'],
		['unknown', { deep: [{ value: Number.NaN }] }, 'has a number that is not finite'],
		['unknown', { when: new Date('soon') }, 'has an invalid date'],
		['unknown', [() => 1], 'has a part that JSON cannot hold'],
		['unknown', circle, 'is nested too deeply, or contains itself'],
		['subform', [{ Score: Number.NaN }], 'has a number that is not finite'],
	])('for %s: %p %s', (dataType, value, reason) => {
		const rules = { ...RULES, emptyValues: 'clear' } as const;
		const failed = expectError(() => toRecord({ F: value }, fieldsOf({ apiName: 'F', dataType }), rules));
		expect([failed.message, failed.code]).toEqual([`Label: ${shown(value)} ${reason}`, 'INVALID_DATA']);
	});

	it.each([
		['date', '03/04/2026', 'is a date with an unclear order of day and month'],
		['datetime', '03/04/2026 10:00', 'is a date with an unclear order of day and month'],
		['currency', '12.500', 'is a number whose point or comma could separate decimals or thousands'],
		['currency', '1,234', 'is a number whose point or comma could separate decimals or thousands'],
		['integer', '1.000', 'is a number whose point or comma could separate decimals or thousands'],
	])('for %s: %p has two readings', (dataType, value, reason) => {
		const failed = expectError(() => convert(dataType, value));
		expect([failed.message, failed.advice]).toEqual([`Label: ${shown(value)} ${reason}`, 'ADVICE']);
	});

	it('are named by their place in a subform', () => {
		const fields = fieldsOf({ apiName: 'Jobs', dataType: 'subform' });
		const subforms = new Map([['Jobs', fieldsOf({ apiName: 'From', dataType: 'date' })]]);
		expect(() => toRecord({ Jobs: [{ From: new Date('soon') }] }, fields, RULES, subforms)).toThrow(
			'Label, row 1, Label: the value is an invalid date',
		);
	});
});

function expectError(work: () => unknown): UsageError {
	try {
		work();
	} catch (error) {
		if (error instanceof UsageError) return error;
	}
	throw new Error('nothing failed');
}

describe('empty values', () => {
	const fields = fieldsOf(
		{ apiName: 'A' },
		{ apiName: 'B' },
		{ apiName: 'C', dataType: 'multiselectpicklist' },
		{ apiName: 'D' },
		{ apiName: 'E' },
	);
	const row = { A: null, B: '  ', C: [''], D: undefined, E: 'x' };

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
		expect(() => toRecord({ A: 1, Colour: 'SECRET', Size: 'SECRET', Created_Time: 'SECRET' }, fields, RULES)).toThrow(
			/^Leads has no writable field with the API name or label "Colour", "Size"$/,
		);
	});

	it('are left out if told so', () => {
		expect(toRecord({ A: 'x', Colour: 'red' }, fields, { ...RULES, ignoreUnknownFields: true })).toEqual({ A: 'x' });
	});

	it('are not those that a record has when it is read: they are left out', () => {
		const read = { id: '7', A: 'x', Created_Time: 'y', $approved: true, $layout_id: { id: '7' }, $state: 'save' };
		expect(toRecord(read, fields, RULES)).toEqual({ A: 'x' });
		expect(toRecord({ Once: 'x' }, fields, RULES)).toEqual({ Once: 'x' });
		expect(toRecord({ Once: 'x' }, fields, { ...RULES, operation: 'update' })).toEqual({});
	});

	it('are not those with a dollar sign that Zoho takes: they go as they are', () => {
		const row = { A: 'x', $se_module: 'Leads', $append_values: { A: true } };
		expect(toRecord(row, fields, RULES)).toEqual(row);
	});

	it.each([
		['last_name', 'Last_Name'],
		['Last Name', 'Last_Name'],
		['LastName', 'Last_Name'],
		['Lst_Name', 'Last_Name'],
		['Last_Naem', 'Last_Name'],
		['surname', 'Last_Name'],
		['Sirname', 'Last_Name'],
	])('name the field that %s probably means, and do not advise to lose the value', (key, meant) => {
		const named = fieldsOf({ apiName: 'Last_Name', label: 'Surname' }, { apiName: 'First_Name', label: 'First Name' });
		expect(() => toRecord({ [key]: 'SECRET' }, named, RULES)).toThrow(
			expect.objectContaining({
				message: `Leads has no writable field with the API name or label "${key}" (did you mean ${meant}?)`,
				advice: 'Rename or remove these keys before this node, or map the fields manually',
			}),
		);
	});

	it('do not include the id, which is taken from elsewhere, nor what is undefined', () => {
		expect(toRecord({ id: '7', Colour: undefined, A: 'x' }, fields, RULES)).toEqual({ A: 'x' });
	});
});
