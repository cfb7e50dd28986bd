import type { ValueSettings } from '../../values/encoders';
import { isLanguage } from '../../values/names';
import { UsageError } from '../../zoho/call/errors';
import { addedFlag, choice, mapped, text, type OptionValues } from './options';

/** How texts are read as dates, numbers and booleans: the options of everything that writes records. */
export const VALUE_OPTIONS = {
	dateOrder: mapped(
		choice(
			'Date Order',
			{
				iso: [
					'Automatic',
					'Read dates that have only one reading. In an import, such dates also show the order for the rest of their column. If the order stays unclear, nothing is sent.',
				],
				dayFirst: 'Day First (31/12/2026)',
				monthFirst: 'Month First (12/31/2026)',
				yearFirst: 'Year First (26/12/31)',
			},
			'iso',
			'How to read dates such as 03/04/2026. Dates as yyyy-MM-dd, with a four-digit year first or with the name of a month are always read.',
		),
		(order) => (order === 'iso' ? null : order),
	),
	decimalSeparator: mapped(
		choice(
			'Decimal Separator',
			{
				sure: [
					'Automatic',
					'Read numbers that have only one reading. In an import, such numbers also show the separator for the rest of their column. If it stays unclear, nothing is sent.',
				],
				comma: 'Comma (1.234,56)',
				point: 'Point (1,234.56)',
			},
			'sure',
			'How to read numbers in texts, such as 1.234',
		),
		(separator) => (separator === 'sure' ? null : separator),
	),
	excelDates: addedFlag(
		'Excel Date Numbers',
		'Whether numbers in date and datetime fields are dates as Excel stores them, such as 46022 for 2025-12-31',
	),
	language: mapped(
		text(
			'Language',
			'Language of the names of months, and of the words for yes and no, as a code. English is always read.',
			{ placeholder: 'e.g. de or pt-BR' },
		),
		(tag) => {
			if (tag === '' || isLanguage(tag)) return tag === '' ? null : tag;
			throw new UsageError(`There is no language "${tag}"`, 'Use a language code, such as de, fr or pt-BR');
		},
	),
} as const;

/**
 * What to do with values that a picklist does not have.
 * @param refused name and description of failing
 * @param allowed description of taking them
 */
export const newPickListValues = (refused: readonly [name: string, description: string], allowed: string) =>
	choice(
		'New Picklist Values',
		{ allow: ['Allow', allowed], refuse: refused },
		'refuse',
		'What to do with values that a picklist does not have',
	);

/**
 * How texts are read as the options say.
 * @param timeZone IANA zone of the workflow, or the one that was chosen
 * @param now milliseconds, by which years of two digits are completed
 */
export function toValueSettings(
	{ dateOrder, decimalSeparator, excelDates, language }: OptionValues<typeof VALUE_OPTIONS>,
	timeZone: string,
	now: number,
): ValueSettings {
	return { timeZone, dateOrder, decimalSeparator, excelDates, language, thisYear: new Date(now).getUTCFullYear() };
}
