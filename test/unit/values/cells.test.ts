import { formatDate, formatDateTime, plainDates } from '../../../nodes/shared/values/dates';
import { encoderOf, formatOf } from '../../../nodes/shared/values/encoders';
import { PLAIN_FIELD, type FieldMetadata } from '../../../nodes/shared/zoho/metadata/fields';

function field(dataType: string, more: Partial<FieldMetadata> = {}): FieldMetadata {
	return { ...PLAIN_FIELD, id: '1', apiName: 'F', label: 'F', dataType, length: 100, ...more };
}

const settings = {
	timeZone: 'Europe/Berlin',
	newPickListValues: 'refuse',
	dateOrder: null,
	decimalSeparator: null,
	language: null,
	excelDates: false,
	thisYear: 2026,
} as const;
const pickList = ['Partner', 'Fair'].map((value) => ({ display: value, actual: value }));
const text = (value: string): string => value;

describe('cells', () => {
	it.each([
		['text', 'a "b"', 'a "b"'],
		['text', 12, '12'],
		['text', true, 'true'],
		['text', null, ''],
		['text', undefined, ''],
		['boolean', false, 'false'],
		['boolean', ' TRUE ', 'true'],
		['integer', 7, '7'],
		['text', 'cut \ud83d', 'cut \ufffd'],
		['text', 'whole \ud83d\ude00', 'whole \ud83d\ude00'],
		['bigint', '9007199254740993', '9007199254740993'],
		['bigint', Number.MAX_SAFE_INTEGER, '9007199254740991'],
		['double', 0.1, '0.1'],
		['double', 1e21, '1000000000000000000000'],
		['double', 1e-7, '0.0000001'],
		['double', -2.5e-10, '-0.00000000025'],
		['currency', '1,234,567.8', '1234567.8'],
		['currency', '1,234.5', '1234.5'],
		['percent', ' 12.5 ', '12.5'],
		['multiselectpicklist', ['Partner', 'Fair'], 'Partner;Fair'],
		['multiselectpicklist', 'Partner;Fair', 'Partner;Fair'],
		['picklist', 'Fair', 'Fair'],
		['lookup', '4150868000000225013', '4150868000000225013'],
		['ownerlookup', { id: '4150868000000225013', name: 'Ann Lee' }, '4150868000000225013'],
		['date', '2026-02-28', '2026-02-28'],
		['date', '20260228', '2026-02-28'],
		['date', '2026年2月8日', '2026-02-08'],
		['date', '2026년 2월 8일', '2026-02-08'],
		['date', '2026. 2. 8.', '2026-02-08'],
		['date', '28. 2. 2026', '2026-02-28'],
		['date', '２０２６／０２／０８', '2026-02-08'],
		['date', '٢٠٢٦/٠٢/٠٨', '2026-02-08'],
		['datetime', '04-MAR-26 10.20.30.000000000 AM', '2026-03-04T10:20:30+01:00'],
		['datetime', '4 Mar 2026 10.20', '2026-03-04T10:20:00+01:00'],
		['datetime', '2026-03-04T10:20:30+01:00[Europe/Berlin]', '2026-03-04T10:20:30+01:00'],
		['datetime', 'Wed Mar 04 2026 10:20:30 GMT+0100 (Central European Standard Time)', '2026-03-04T10:20:30+01:00'],
		['currency', '\\1,234,567', '1234567'],
		['currency', '1,234,567円', '1234567'],
		['currency', "1'234.—", '1234'],
		['currency', 'CHF 12.--', '12'],
		['currency', '12,-', '12'],
		['double', '１２３４', '1234'],
		['phone', '="+4420"', '+4420'],
		['phone', "'+44 20", '+44 20'],
		['phone', "'t Hart", "'t Hart"],
		['multiselectpicklist', '{Partner,Fair}', 'Partner;Fair'],
		['multiselectpicklist', '["Partner", "Fair"]', 'Partner;Fair'],
		['multiselectpicklist', '{}', ''],
		['date', 20260228, '2026-02-28'],
		['datetime', '20260701', '2026-07-01T00:00:00+02:00'],
		['datetime', '20260701T1000', '2026-07-01T10:00:00+02:00'],
		['datetime', '20260701100005', '2026-07-01T10:00:05+02:00'],
		['datetime', '20260101T100005.123Z', '2026-01-01T10:00:05+00:00'],
		['date', new Date('2026-02-28T23:00:00Z'), '2026-03-01'],
		['datetime', '2026-07-01T10:00:00', '2026-07-01T10:00:00+02:00'],
		['datetime', '2026-01-01 10:00', '2026-01-01T10:00:00+01:00'],
		['datetime', '2026-01-01T10:00:00.123Z', '2026-01-01T10:00:00+00:00'],
		['datetime', '2026-01-01T10:00:00-0530', '2026-01-01T10:00:00-05:30'],
		['datetime', '2026-03-29', '2026-03-29T00:00:00+01:00'],
	])('%s: %p becomes %p', (dataType, value, cell) => {
		expect(
			encoderOf(field(dataType, { pickList: dataType.endsWith('picklist') ? pickList : null }), null, settings)(value),
		).toEqual(text(cell));
	});

	it.each([
		['text', { a: 1 }],
		['text', ['a']],
		['boolean', 'maybe'],
		['integer', 'many'],
		['double', Number.NaN],
		['double', [1]],
		['picklist', 'Pigeon'],
		['multiselectpicklist', ['Partner', 'Pigeon']],
		['multiselectpicklist', ['Partner;Fair']],
		['lookup', 4150868000000225013],
		['bigint', 4150868000000225013],
		['bigint', 2 ** 53],
		['date', '2026-02-30'],
		['date', '28022026'],
		['date', '2569-02-28'],
		['date', '28/2/2569'],
		['datetime', '2569-02-28T10:00:00'],
		['date', '令和8年2月28日'],
		['integer', '12.-'],
		['multiselectpicklist', '{Partner,Pigeon}'],
		['multiselectpicklist', '[1]'],
		['date', '20260230'],
		['date', '2026022812'],
		['date', 18991231],
		['date', 'tomorrow'],
		['datetime', '2026-01-01T25:00:00Z'],
		['datetime', 5],
	])('%s: %p is refused', (dataType, value) => {
		expect(
			encoderOf(field(dataType, { pickList: dataType.endsWith('picklist') ? pickList : null }), null, settings)(value),
		).toMatchObject({ kind: 'refused', reason: expect.any(String) });
	});

	it.each([
		['date', '03/04/2026'],
		['date', '3.4.26'],
		['datetime', '03/04/2026 10:00'],
		['double', '1,234'],
		['currency', '1.234'],
		['integer', '1.000'],
		['date', '3/4/2026'],
		['date', '01.02.03'],
	])('%s: %p has two readings', (dataType, value) => {
		expect(encoderOf(field(dataType), null, settings)(value)).toMatchObject({ kind: 'either' });
	});

	it('takes the named part of a look-up object', () => {
		expect(encoderOf(field('ownerlookup'), 'email', settings)({ id: '1', email: 'a@b.test' })).toEqual(
			text('a@b.test'),
		);
	});

	it('allows new pick list values when told to', () => {
		expect(
			encoderOf(field('picklist', { pickList }), null, { ...settings, newPickListValues: 'allow' })('Pigeon'),
		).toEqual(text('Pigeon'));
	});

	it.each([
		['date', '31/12/2026', '2026-12-31'],
		['date', '3.4.2026', '2026-04-03'],
		['date', '2026-04-03', '2026-04-03'],
		['datetime', '31/12/2026 9:05', '2026-12-31T09:05:00+01:00'],
	])('%s: %p is %p where the day comes first', (dataType, value, cell) => {
		expect(encoderOf(field(dataType), null, { ...settings, dateOrder: 'dayFirst' })(value)).toBe(cell);
	});

	it.each([
		['date', '12/31/2026', '2026-12-31'],
		['date', '4-3-2026', '2026-04-03'],
		['datetime', '04/03/2026 10:00:07Z', '2026-04-03T10:00:07+00:00'],
	])('%s: %p is %p where the month comes first', (dataType, value, cell) => {
		expect(encoderOf(field(dataType), null, { ...settings, dateOrder: 'monthFirst' })(value)).toBe(cell);
	});

	it('refuses a date that the chosen order makes impossible', () => {
		expect(encoderOf(field('date'), null, { ...settings, dateOrder: 'monthFirst' })('31/12/2026')).toMatchObject({
			kind: 'refused',
		});
	});

	it.each([
		['comma', '1.234,56', '1234.56'],
		['comma', '-1,5', '-1.5'],
		['comma', ',5', '0.5'],
		['comma', '1.234', '1234'],
		['comma', '12', '12'],
		['point', '1,234', '1234'],
		['point', '1,234.56', '1234.56'],
	] as const)('with decimal %s %p becomes %p', (decimalSeparator, value, cell) => {
		expect(encoderOf(field('double'), null, { ...settings, decimalSeparator })(value)).toBe(cell);
	});

	it.each([
		['comma', '1.5'],
		['comma', '1,234.5'],
		['point', '1,5'],
		['point', '1.234,5'],
	] as const)('with decimal %s %p is refused', (decimalSeparator, value) => {
		expect(encoderOf(field('double'), null, { ...settings, decimalSeparator })(value)).toMatchObject({
			kind: 'refused',
		});
	});

	it('refuses what is no e-mail address where users are looked up by theirs', () => {
		expect(encoderOf(field('ownerlookup'), 'email', settings)('4150868000000225013')).toMatchObject({
			kind: 'refused',
		});
	});

	it('says how dates are written', () => {
		expect([formatOf(field('date')), formatOf(field('datetime')), formatOf(field('text'))]).toEqual([
			'yyyy-MM-dd',
			"yyyy-MM-dd'T'HH:mm:ssXXX",
			null,
		]);
	});

	it('knows the offsets of a zone through the year', () => {
		const offsets = ['2026-01-15T12:00:00', '2026-07-15T12:00:00'].map((value) =>
			formatDateTime(value, plainDates('America/St_Johns')),
		);
		expect(offsets).toEqual([text('2026-01-15T12:00:00-03:30'), text('2026-07-15T12:00:00-02:30')]);
		expect(formatDateTime('2026-06-01T00:30:00', plainDates('Asia/Kolkata'))).toEqual(
			text('2026-06-01T00:30:00+05:30'),
		);
	});

	it('reads Luxon dates in their own zone', () => {
		const luxon = { toISO: () => '2026-05-01T08:00:00.000+03:00' };
		expect([formatDate(luxon, plainDates('UTC')), formatDateTime(luxon, plainDates('UTC'))]).toEqual([
			text('2026-05-01'),
			text('2026-05-01T08:00:00+03:00'),
		]);
	});
});
