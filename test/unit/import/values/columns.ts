/** One column of texts on its way through an import, from items and from a file, read back by an independent reader. */
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { CsvSource } from '../../../../nodes/shared/import/csv/source';
import { ItemSource } from '../../../../nodes/shared/import/items/itemSource';
import type { RowSource } from '../../../../nodes/shared/import/rows/source';
import type { CellSettings } from '../../../../nodes/shared/values/encoders';
import { UsageError } from '../../../../nodes/shared/zoho/call/errors';
import type { FieldMetadata } from '../../../../nodes/shared/zoho/metadata/fields';
import { field, fileOf, noUsers, PLAIN_FORM, plainRequest, unzip } from '../csv/cases';

/** What became of a column: why the import stopped, or the cell of every row; null for a row that was not sent. */
export type Outcome = string | readonly (string | null)[];

const CELLS: CellSettings = { ...plainRequest.cells, dateOrder: null };

async function outcomeOf(source: RowSource, count: number): Promise<Outcome> {
	try {
		const { sorted } = await source.check();
		const rows = sorted.waves.flat();
		const cells = Array.from({ length: count }, (): string | null => null);
		if (rows.length === 0) return cells;
		for await (const { zip } of source.pack([rows])) {
			const [content] = Object.values(await unzip(zip));
			const [titles, ...lines] = parse(content, { relaxColumnCount: false }) as string[][];
			lines.forEach((line, at) => (cells[rows[at]] = line[titles.indexOf('V')]));
		}
		return cells;
	} catch (error) {
		if (error instanceof UsageError) return error.message;
		throw error;
	}
}

const fieldsOf = (dataType: string, more: Partial<FieldMetadata>): readonly FieldMetadata[] => [
	field('Last_Name'),
	field('V', dataType, more),
];

/** A column of input items, as the rows of an import. */
export function itemsOf(
	dataType: string,
	values: readonly unknown[],
	more: Partial<FieldMetadata> = {},
	cells: Partial<CellSettings> = {},
): ItemSource {
	return new ItemSource(
		values.map((V, at) => ({ Last_Name: `L${at}`, V })),
		{ ...plainRequest, cells: { ...CELLS, ...cells } },
		async () => fieldsOf(dataType, more),
		noUsers,
		async () => {},
	);
}

/** A column of input items. */
export async function throughItems(
	dataType: string,
	values: readonly unknown[],
	cells: Partial<CellSettings> = {},
	more: Partial<FieldMetadata> = {},
): Promise<Outcome> {
	return await outcomeOf(itemsOf(dataType, values, more, cells), values.length);
}

/** A column of a file. */
export async function throughFile(
	dataType: string,
	texts: readonly string[],
	cells: Partial<CellSettings> = {},
	more: Partial<FieldMetadata> = {},
): Promise<Outcome> {
	const content = stringify([['Last_Name', 'V'], ...texts.map((text, at) => [`L${at}`, text])], { quoted: true });
	const source = new CsvSource(
		{ file: fileOf(content, 64), children: null, ...PLAIN_FORM },
		{ ...plainRequest, cells: { ...CELLS, ...cells } },
		async () => fieldsOf(dataType, more),
		noUsers,
		async () => {},
	);
	return await outcomeOf(source, texts.length);
}
