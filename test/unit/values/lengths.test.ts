import { encoderOf } from '../../../nodes/shared/values/encoders';
import { MAX_VALUE_LENGTH } from '../../../nodes/shared/values/lengths';
import { PLAIN_FIELD } from '../../../nodes/shared/zoho/metadata/fields';

const settings = {
	timeZone: 'Europe/Berlin',
	newPickListValues: 'refuse',
	dateOrder: 'dayFirst',
	decimalSeparator: null,
	language: null,
	excelDates: true,
	thisYear: 2026,
} as const;

const cellOf = (dataType: string, value: string) =>
	encoderOf({ ...PLAIN_FIELD, id: '1', apiName: 'F', label: 'F', dataType, length: 1_000 }, null, settings)(value);

describe('a text that is too long to be a value', () => {
	it.each([
		['integer', '7', '0', '7'],
		['bigint', '7', '0', '7'],
		['double', '7', '0', '0.5'],
		['currency', '7', '0', '0.5'],
		['percent', '7', '0', '0.5'],
		['lookup', '7', '0', '7'],
		['datetime', '2026-05-01T10:00:00.', '0', ''],
	])('is no %s, whatever it is made of', (dataType, head, repeated, tail) => {
		const most = head + repeated.repeat(MAX_VALUE_LENGTH - head.length - tail.length) + tail;
		expect([typeof cellOf(dataType, most), most.length]).toEqual(['string', MAX_VALUE_LENGTH]);
		for (const length of [1, 80_000])
			expect(cellOf(dataType, head + repeated.repeat(MAX_VALUE_LENGTH + length) + tail)).toMatchObject({
				kind: 'refused',
			});
	});

	it.each(['integer', 'double', 'date', 'datetime', 'boolean', 'lookup', 'ownerlookup'])(
		'is no %s, and blanks around a value do not count',
		(dataType) => {
			const blanks = ' '.repeat(1_000);
			for (const unit of ['0', ' 1', 'T', '1/', 'x'])
				expect(cellOf(dataType, `1/1/2026${unit.repeat(40_000)}!`)).toMatchObject({ kind: 'refused' });
			const value = { date: '2026-05-01', datetime: '2026-05-01T10:00:00Z', boolean: 'yes' }[dataType] ?? '7';
			expect(typeof cellOf(dataType, blanks + value + blanks)).toBe('string');
		},
	);
});
