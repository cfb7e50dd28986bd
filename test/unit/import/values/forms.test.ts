import fc from 'fast-check';
import type { CellSettings } from '../../../../nodes/shared/values/encoders';
import type { FieldMetadata } from '../../../../nodes/shared/zoho/metadata/fields';
import { throughFile, throughItems, type Outcome } from './columns';

/** A way to write all values of a column, and the options that say so. */
interface Form<Value> {
	readonly write: (value: Value) => string;
	readonly options: Partial<CellSettings>;
}

const two = (part: number): string => String(part).padStart(2, '0');
const SHORT = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const LONG = 'January February March April May June July August September October November December'.split(' ');
const GERMAN = 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' ');

interface Day {
	readonly y: number;
	readonly m: number;
	readonly d: number;
}

const DAY_FIRST = { dateOrder: 'dayFirst' } as const;
const MONTH_FIRST = { dateOrder: 'monthFirst' } as const;
const YEAR_FIRST = { dateOrder: 'yearFirst' } as const;
const NO_OPTIONS = {};

const DATE_FORMS: readonly Form<Day>[] = [
	{ write: ({ y, m, d }) => `${y}-${two(m)}-${two(d)}`, options: NO_OPTIONS },
	{ write: ({ y, m, d }) => `${y}/${two(m)}/${two(d)}`, options: NO_OPTIONS },
	{ write: ({ y, m, d }) => `${y}.${m}.${d}`, options: NO_OPTIONS },
	{ write: ({ y, m, d }) => `${y}${two(m)}${two(d)}`, options: NO_OPTIONS },
	{ write: ({ y, m, d }) => `${y}年${m}月${d}日`, options: NO_OPTIONS },
	{ write: ({ y, m, d }) => `${y}. ${two(m)}. ${two(d)}.`, options: NO_OPTIONS },
	{ write: ({ y, m, d }) => `${d}. ${m}. ${y}`, options: DAY_FIRST },
	{ write: ({ y, m, d }) => `${y}-${two(m)}-${two(d)}T00:00:00.000Z`, options: NO_OPTIONS },
	{ write: ({ y, m, d }) => `${two(d)}.${two(m)}.${y}`, options: DAY_FIRST },
	{ write: ({ y, m, d }) => `${d}/${m}/${y}`, options: DAY_FIRST },
	{ write: ({ y, m, d }) => `${two(m)}/${two(d)}/${y}`, options: MONTH_FIRST },
	{ write: ({ y, m, d }) => `${m}-${d}-${y}`, options: MONTH_FIRST },
	{ write: ({ y, m, d }) => `${two(d)}.${two(m)}.${two(y % 100)}`, options: DAY_FIRST },
	{ write: ({ y, m, d }) => `${m}/${d}/${two(y % 100)}`, options: MONTH_FIRST },
	{ write: ({ y, m, d }) => `${two(y % 100)}/${two(m)}/${two(d)}`, options: YEAR_FIRST },
	{ write: ({ y, m, d }) => `${d} ${SHORT[m - 1]} ${y}`, options: NO_OPTIONS },
	{ write: ({ y, m, d }) => `${d} ${SHORT[m - 1]}, ${y}`, options: NO_OPTIONS },
	{ write: ({ y, m, d }) => `${LONG[m - 1]} ${d}, ${y}`, options: NO_OPTIONS },
	{ write: ({ y, m, d }) => `${SHORT[m - 1]}-${two(d)}-${y}`, options: NO_OPTIONS },
	{ write: ({ y, m, d }) => `${two(d)}-${SHORT[m - 1].toUpperCase()}-${two(y % 100)}`, options: NO_OPTIONS },
	{ write: ({ y, m, d }) => `${d}. ${GERMAN[m - 1]} ${y}`, options: { language: 'de' } },
];

/** Years that two digits can name: from 79 years before 2026 to 20 after. */
const days = fc
	.record({
		y: fc.integer({ min: 1947, max: 2046 }),
		m: fc.integer({ min: 1, max: 12 }),
		d: fc.integer({ min: 1, max: 31 }),
	})
	.filter(({ y, m, d }) => new Date(Date.UTC(y, m - 1, d)).getUTCMonth() === m - 1);

/** The zone of the import is five and a half hours ahead of UTC all year. */
const ZONE = { timeZone: 'Asia/Kolkata' };
const AHEAD_MS = 330 * 60_000;

const hourOf12 = (at: Date): string => {
	const hour = at.getUTCHours();
	return `${hour % 12 === 0 ? 12 : hour % 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`;
};
const clockOf = (at: Date): string => at.toISOString().slice(11, 19);
const wall = (moment: number): Date => new Date(moment + AHEAD_MS);
const dayOf = (at: Date): Day => ({ y: at.getUTCFullYear(), m: at.getUTCMonth() + 1, d: at.getUTCDate() });

const MOMENT_FORMS: readonly Form<number>[] = [
	{ write: (moment) => new Date(moment).toISOString(), options: NO_OPTIONS },
	{ write: (moment) => wall(moment).toISOString().slice(0, 19), options: NO_OPTIONS },
	{ write: (moment) => `${new Date(moment).toISOString().slice(0, 19).replace('T', ' ')}+00`, options: NO_OPTIONS },
	{ write: (moment) => `${new Date(moment).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`, options: NO_OPTIONS },
	{ write: (moment) => `${wall(moment).toISOString().slice(0, 19).replace('T', ' ')} +0530`, options: NO_OPTIONS },
	{ write: (moment) => `${wall(moment).toISOString().slice(0, 19).replace('T', ' ')} GMT+5:30`, options: NO_OPTIONS },
	{ write: (moment) => new Date(moment).toUTCString(), options: NO_OPTIONS },
	{
		write: (moment) => `${wall(moment).toUTCString().replace(/,|GMT/g, '')}GMT+0530 (India Standard Time)`,
		options: NO_OPTIONS,
	},
	{ write: (moment) => `${wall(moment).toISOString().slice(0, 19)}+05:30[Asia/Kolkata]`, options: NO_OPTIONS },
	{
		write: (moment) => {
			const { y, m, d } = dayOf(wall(moment));
			return `${m}/${d}/${y} ${hourOf12(wall(moment))}`;
		},
		options: MONTH_FIRST,
	},
	{
		write: (moment) => {
			const { y, m, d } = dayOf(wall(moment));
			return `${d}.${m}.${y}, ${clockOf(wall(moment))}`;
		},
		options: DAY_FIRST,
	},
	{
		write: (moment) => {
			const { y, m, d } = dayOf(wall(moment));
			return `${d} ${SHORT[m - 1]}, ${y} ${clockOf(wall(moment))}`;
		},
		options: NO_OPTIONS,
	},
];

const moments = fc.oneof(
	fc.integer({ min: Date.UTC(1950, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 }).map((seconds) => seconds * 1000),
	// Around noon and midnight, where clocks of twelve hours begin anew.
	fc
		.tuple(fc.integer({ min: 0, max: 20_000 }), fc.constantFrom(0, 12), fc.integer({ min: -60, max: 60 }))
		.map(([day, hour, minute]) => Date.UTC(1970, 0, 1 + day, hour, minute) - AHEAD_MS),
);

/** A number in ten-thousandths, so that the test counts without fractions. */
const UNIT = 10_000;

function grouped(whole: string, separator: string): string {
	return separator === '' ? whole : whole.replace(/\B(?=(\d{3})+$)/g, separator);
}

/** Writes a number with its decimals, without zeros at their end. */
function writeNumber(value: number, decimal: string, group: string): string {
	const [size, places] = [Math.abs(value), 4];
	const decimals = String(size % UNIT)
		.padStart(places, '0')
		.replace(/0+$/, '');
	return grouped(String(Math.floor(size / UNIT)), group) + (decimals === '' ? '' : decimal + decimals);
}

const signed =
	(write: (size: string, isNegative: boolean) => string, decimal: '.' | ',', group: string) =>
	(value: number): string =>
		write(writeNumber(value, decimal, group), value < 0);
const minusFirst = (size: string, isNegative: boolean): string => (isNegative ? `-${size}` : size);

const NUMBER_FORMS: readonly Form<number>[] = (
	[
		['.', ''],
		['.', ','],
		['.', ' '],
		['.', "'"],
		['.', '\u202f'],
		[',', ''],
		[',', '.'],
		[',', ' '],
		[',', '\u00a0'],
	] as const
).flatMap(([decimal, group]): Form<number>[] => {
	const options = { decimalSeparator: decimal === '.' ? 'point' : 'comma' } as const;
	return [
		minusFirst,
		(size: string, isNegative: boolean) => (isNegative ? `${size}-` : size),
		(size: string, isNegative: boolean) => (isNegative ? `(${size})` : size),
		(size: string, isNegative: boolean) => `${isNegative ? '-' : ''}$${size}`,
		(size: string, isNegative: boolean) => `${minusFirst(size, isNegative)} €`,
		(size: string, isNegative: boolean) => `EUR ${minusFirst(size, isNegative)}`,
		(size: string, isNegative: boolean) => `${minusFirst(size, isNegative)}kr`,
	].map((write) => ({ write: signed(write, decimal, group), options }));
});

const amounts = fc.oneof(
	fc.integer({ min: -100_000 * UNIT, max: 100_000 * UNIT }),
	// What is most often unclear: whole thousands, and three decimals.
	fc.integer({ min: -99, max: 99 }).map((thousands) => thousands * 1000 * UNIT),
	fc.integer({ min: -99_999, max: 99_999 }).map((thousandths) => thousandths * 10),
);

const BOOLEAN_FORMS: readonly Form<boolean>[] = (
	[
		['true', 'false', null],
		['TRUE', 'FALSE', null],
		['1', '0', null],
		['Yes', 'No', null],
		['y', 'n', null],
		['on', 'off', null],
		['WAHR', 'FALSCH', 'de'],
		['ja', 'nein', 'de'],
		['oui', 'non', 'fr'],
	] as const
).map(([yes, no, language]) => ({ write: (value) => (value ? yes : no), options: { language } }));

/** Values of the picklists; some have separators in them, as people's do. */
const CHOICES = ['Support', 'Training', 'Smith, Jones & Co', 'A, Inc', 'A, B', 'R|D', 'A', 'B'];
const PICK_LIST: Partial<FieldMetadata> = { pickList: CHOICES.map((value) => ({ display: value, actual: value })) };

const LIST_FORMS: readonly Form<readonly string[]>[] = [';', '; ', ' ;', ',', ', ', '|', ' | '].map((separator) => ({
	write: (entries) => entries.join(separator),
	options: NO_OPTIONS,
}));

const PERCENT_FORMS: readonly Form<number>[] = NUMBER_FORMS.filter(({ write }) => !/[$€Ek]/.test(write(UNIT))).flatMap(
	({ write, options }): Form<number>[] => [
		{ write: (value) => `${write(value)}%`, options },
		{ write: (value) => `${write(value)} %`, options },
	],
);

/**
 * Checks a table of one column, written in one form: from items and from a file, with the options of the form and without.
 * With them every value arrives. Without them the import may stop, or leave a row out, but no other value arrives.
 */
async function expectSame<Value>(
	dataType: string,
	{ write, options }: Form<Value>,
	values: readonly Value[],
	isSame: (cell: string, value: Value) => boolean,
	field: Partial<FieldMetadata> = {},
): Promise<void> {
	const texts = values.map(write);
	const explain = (outcome: Outcome): unknown => ({ texts, outcome });
	const without = 'language' in options ? { ...ZONE, language: options.language } : ZONE;
	for (const through of [throughItems, throughFile]) {
		const told = await through(dataType, texts, { ...ZONE, ...options }, field);
		const isWhole = typeof told !== 'string' && told.every((cell, at) => cell !== null && isSame(cell, values[at]));
		if (!isWhole) expect(explain(told)).toBe('all values, as the options say');
		const untold = await through(dataType, texts, without, field);
		const isHonest =
			typeof untold === 'string'
				? untold.endsWith('Nothing was sent')
				: untold.every((cell, at) => cell === null || isSame(cell, values[at]));
		if (!isHonest) expect(explain(untold)).toBe('the same values, or none');
	}
}

const tableOf = <Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> =>
	fc.array(values, { minLength: 1, maxLength: 8 });

describe('a table that is written in one of the known forms arrives with its values, or not at all', () => {
	it('dates', async () => {
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...DATE_FORMS), tableOf(days), async (form, values) => {
				await expectSame('date', form, values, (cell, { y, m, d }) => cell === `${y}-${two(m)}-${two(d)}`);
			}),
			{ numRuns: 120 },
		);
	});

	it('dates of two orders in one column, not at all where two of them show it', async () => {
		const late = days.filter(({ d }) => d > 12);
		await fc.assert(
			fc.asyncProperty(late, late, tableOf(days), async (one, other, values) => {
				const dayFirst = ({ y, m, d }: Day): string => `${d}/${m}/${y}`;
				const monthFirst = ({ y, m, d }: Day): string => `${m}/${d}/${y}`;
				const texts = [dayFirst(one), ...values.map(dayFirst), monthFirst(other)];
				for (const through of [throughItems, throughFile])
					expect(await through('date', texts, ZONE)).toContain('different orders of day and month');
			}),
			{ numRuns: 30 },
		);
	});

	it('numbers of two decimal separators in one column, not at all where two of them show it', async () => {
		await fc.assert(
			fc.asyncProperty(amounts, amounts, tableOf(amounts), async (one, other, values) => {
				const half = UNIT / 2;
				const texts = [
					writeNumber(Math.trunc(one / UNIT) * UNIT + half, ',', ''),
					...values.map((value) => writeNumber(value, ',', '.')),
					writeNumber(Math.trunc(other / UNIT) * UNIT + half, '.', ''),
				];
				for (const through of [throughItems, throughFile])
					expect(await through('currency', texts, ZONE)).toContain('different decimal separators');
			}),
			{ numRuns: 30 },
		);
	});

	it('datetimes', async () => {
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...MOMENT_FORMS), tableOf(moments), async (form, values) => {
				const isoForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$/;
				await expectSame('datetime', form, values, (cell, moment) => isoForm.test(cell) && Date.parse(cell) === moment);
			}),
			{ numRuns: 80 },
		);
	});

	it('moments in date fields', async () => {
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...MOMENT_FORMS.slice(0, 9)), tableOf(moments), async (form, values) => {
				await expectSame('date', form, values, (cell, moment) => {
					const isMidnight = moment % 86_400_000 === 0;
					return cell === new Date(isMidnight ? moment : moment + AHEAD_MS).toISOString().slice(0, 10);
				});
			}),
			{ numRuns: 50 },
		);
	});

	it.each(['currency', 'double'])('numbers: %s', async (dataType) => {
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...NUMBER_FORMS), tableOf(amounts), async (form, values) => {
				await expectSame(dataType, form, values, (cell, value) => Math.round(Number(cell) * UNIT) === value);
			}),
			{ numRuns: 120 },
		);
	});

	it('whole thousands', async () => {
		const plainForms = NUMBER_FORMS.filter(({ write }) => /^1(.000)?$/.test(write(1000 * UNIT)) || write(UNIT) === '1');
		const thousands = fc.integer({ min: 1, max: 99 }).map((value) => value * 1000 * UNIT);
		const thousandths = fc.integer({ min: 1001, max: 99_999 }).map((value) => value * 10);
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...plainForms),
				fc.oneof(tableOf(thousands), tableOf(thousandths)),
				fc.constantFrom('currency', 'double'),
				async (form, values, dataType) => {
					await expectSame(dataType, form, values, (cell, value) => Math.round(Number(cell) * UNIT) === value);
				},
			),
			{ numRuns: 80 },
		);
	});

	it('whole numbers', async () => {
		const plainForms = NUMBER_FORMS.filter(({ write }) => !/[$€Ek]/.test(write(UNIT)));
		const whole = fc.integer({ min: -2_000_000, max: 2_000_000 }).map((value) => value * UNIT);
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...plainForms), tableOf(whole), async (form, values) => {
				await expectSame('integer', form, values, (cell, value) => Number(cell) * UNIT === value);
			}),
			{ numRuns: 80 },
		);
	});

	it('percentages', async () => {
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...PERCENT_FORMS), tableOf(amounts), async (form, values) => {
				await expectSame('percent', form, values, (cell, value) => Math.round(Number(cell) * UNIT) === value);
			}),
			{ numRuns: 50 },
		);
	});

	it('texts, of any characters and up to their greatest length', async () => {
		const unit = fc.constantFrom('a', 'B', '0', ' ', '"', ',', ';', "'", '\n', 'ä', '中', '😀', '=', '\u00a0');
		const texts = fc.array(fc.string({ unit, maxLength: 40, size: 'max' }), { minLength: 1, maxLength: 8 });
		await fc.assert(
			fc.asyncProperty(texts, async (values) => {
				const form: Form<string> = { write: (value) => value, options: NO_OPTIONS };
				await expectSame('textarea', form, values, (cell, value) => cell === value, { length: 40 });
				await expectSame('text', form, values, (cell, value) => cell === value, { length: 40 });
			}),
			{ numRuns: 60 },
		);
	});

	it('texts that are longer than their field, not at all', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 41, max: 200 }), async (length) => {
				for (const through of [throughItems, throughFile])
					expect(await through('text', ['x'.repeat(length), 'y'], ZONE, { length: 40 })).toEqual([null, 'y']);
			}),
			{ numRuns: 20 },
		);
	});

	it('values of picklists, in any case', async () => {
		const forms: readonly Form<string>[] = [
			{ write: (value) => value, options: NO_OPTIONS },
			{ write: (value) => value.toUpperCase(), options: NO_OPTIONS },
			{ write: (value) => ` ${value.toLowerCase()} `, options: NO_OPTIONS },
		];
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...forms), tableOf(fc.constantFrom(...CHOICES)), async (form, values) => {
				await expectSame('picklist', form, values, (cell, value) => cell === value, PICK_LIST);
			}),
			{ numRuns: 30 },
		);
	});

	it('lists of values, those with the separator in them aside', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...LIST_FORMS),
				tableOf(fc.uniqueArray(fc.constantFrom(...CHOICES), { minLength: 1, maxLength: 3 })),
				async (form, values) => {
					const separator = form.write(['', '']).trim();
					const readable = values.map((entries) => entries.filter((entry) => !entry.includes(separator)));
					const texts = readable.map(form.write);
					for (const through of [throughItems, throughFile]) {
						const told = await through('multiselectpicklist', texts, ZONE, PICK_LIST);
						// What could be one value or several is left out.
						expect(told).toEqual(
							readable.map((entries, at) =>
								/A ?, ?B/.test(texts[at]) && told[at] === null ? null : entries.join(';'),
							),
						);
					}
				},
			),
			{ numRuns: 60 },
		);
	});

	it('booleans', async () => {
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...BOOLEAN_FORMS), tableOf(fc.boolean()), async (form, values) => {
				await expectSame('boolean', form, values, (cell, value) => cell === String(value));
			}),
			{ numRuns: 50 },
		);
	});
});
