import type { CellSettings } from '../../../../nodes/shared/values/encoders';
import { itemsOf, throughFile, throughItems, type Outcome } from './columns';

/** A column from items and from a file: both must come to the same, but for the name of the file in messages. */
async function both(dataType: string, texts: readonly string[], cells: Partial<CellSettings> = {}): Promise<Outcome> {
	const [items, file] = [await throughItems(dataType, texts, cells), await throughFile(dataType, texts, cells)];
	expect(typeof file === 'string' ? file.replaceAll(' of the file', '') : file).toEqual(items);
	return items;
}

const ASKS_DATE =
	'is a date with an unclear order of day and month, and no other value of the column shows it. Nothing was sent';
const ASKS_NUMBER =
	'is a number whose point or comma could separate decimals or thousands, and no other value of the column shows it. Nothing was sent';

describe('a column decides how its cells are read', () => {
	it.each<[string, readonly string[], readonly (string | null)[]]>([
		['date', ['03/04/2026', '13/04/2026'], ['2026-04-03', '2026-04-13']],
		['date', ['03/04/2026', '04/13/2026'], ['2026-03-04', '2026-04-13']],
		['date', ['3/4/26', '11/30/23'], ['2026-03-04', '2023-11-30']],
		['date', ['01.05.26', '31.12.45', '13.01.99'], ['2026-05-01', '2045-12-31', '1999-01-13']],
		['date', ['04/04/2026', '05.05.2026'], ['2026-04-04', '2026-05-05']],
		['date', ['2026/03/04', '2026.3.4', '2026-3-4'], ['2026-03-04', '2026-03-04', '2026-03-04']],
		[
			'datetime',
			['3/15/2024 2:30 PM', '3/4/2024 12:00 AM'],
			['2024-03-15T14:30:00+00:00', '2024-03-04T00:00:00+00:00'],
		],
		['currency', ['12.500', '3.75'], ['12.500', '3.75']],
		['currency', ['12.500', '12,5'], ['12500', '12.5']],
		['currency', ['1,234', '0.5', '1234.5'], ['1234', '0.5', '1234.5']],
		['currency', ['12.500', '1.234.567'], ['12500', '1234567']],
		['integer', ['1.000', '1.250'], ['1000', '1250']],
		['integer', ['1,000', '12.0'], ['1000', '12']],
		['currency', ['12', '1 234 567', '-3'], ['12', '1234567', '-3']],
		// What cannot be read at all proves nothing, and fails alone.
		['date', ['03/04/2026', '45/45/2026', '13/04/2026'], ['2026-04-03', null, '2026-04-13']],
		['currency', ['many', '7'], [null, '7']],
	])('%s: %p', async (dataType, texts, cells) => {
		expect(await both(dataType, texts)).toEqual(cells);
	});

	it.each<[string, readonly string[], string]>([
		['date', ['2026-01-01', '03/04/2026'], `Column "V", row 2: "03/04/2026" ${ASKS_DATE}`],
		['date', ['30/11/23', '01/02/24'], `Column "V", row 1: "30/11/23" ${ASKS_DATE}`],
		['currency', ['7', '12.500'], `Column "V", row 2: "12.500" ${ASKS_NUMBER}`],
		['integer', ['1.000'], `Column "V", row 1: "1.000" ${ASKS_NUMBER}`],
		[
			'date',
			['13/04/2026', '01/01/2026', '04/13/2026'],
			'Column "V", rows 1 and 3: "13/04/2026" and "04/13/2026" have different orders of day and month. Nothing was sent',
		],
		[
			'double',
			['3', '12,5', '1.5'],
			'Column "V", rows 2 and 3: "12,5" and "1.5" have different decimal separators. Nothing was sent',
		],
	])('%s: %p stops before anything is sent', async (dataType, texts, message) => {
		expect(await both(dataType, texts)).toBe(message);
	});

	it.each<[string, Partial<CellSettings>, readonly string[], Outcome]>([
		['date', { dateOrder: 'dayFirst' }, ['03/04/2026', '3.4.26'], ['2026-04-03', '2026-04-03']],
		['date', { dateOrder: 'yearFirst' }, ['26/04/03', '2026-04-03'], ['2026-04-03', '2026-04-03']],
		[
			'date',
			{ dateOrder: 'monthFirst' },
			['03/04/2026', '31/12/2026'],
			'Column "V", row 2: "31/12/2026" does not fit the option Date Order. Nothing was sent',
		],
		['currency', { decimalSeparator: 'comma' }, ['12.500', '1'], ['12500', '1']],
		['currency', { decimalSeparator: 'point' }, ['12.500', '1,234'], ['12.500', '1234']],
		[
			'currency',
			{ decimalSeparator: 'comma' },
			['12.500', '1.5'],
			'Column "V", row 2: "1.5" does not fit the option Decimal Separator. Nothing was sent',
		],
	])('%s: the option %p is the reading', async (dataType, cells, texts, outcome) => {
		expect(await both(dataType, texts, cells)).toEqual(outcome);
	});

	it.each(['text', 'phone', 'website'])(
		'tells a %s that is too long for its field before anything is sent',
		async (type) => {
			const texts = ['é'.repeat(10), 'x'.repeat(11), '😀'.repeat(10), ''];
			const cells = [texts[0], null, texts[2], ''];
			expect(await throughItems(type, texts, {}, { length: 10 })).toEqual(cells);
			expect(await throughFile(type, texts, {}, { length: 10 })).toEqual(cells);
			const { refused } = await itemsOf(type, texts, { length: 10 }).check();
			expect(refused.map(({ row, errors, reason }) => [row, errors, reason])).toEqual([
				[2, [{ code: 'INVALID_DATA', fields: ['V'] }], 'V is longer than 10 characters: 11'],
			]);
		},
	);

	it('tells a number with more digits than its field has', async () => {
		const texts = ['123456789', '1234567890', '-123456789'];
		expect(await throughFile('integer', texts, {}, { length: 9 })).toEqual(['123456789', null, '-123456789']);
		expect(await throughItems('integer', [1234567890, 1.5, 7], {}, { length: 9 })).toEqual([null, null, '7']);
	});

	it('takes numbers and dates that are typed as they are', async () => {
		expect(await throughItems('currency', [12.5, '1.234', '3,5'])).toEqual(['12.5', '1234', '3.5']);
		expect(await throughItems('date', [new Date('2026-04-03'), '03/04/2026', '13/04/2026'])).toEqual([
			'2026-04-03',
			'2026-04-03',
			'2026-04-13',
		]);
	});
});
