import { encoderOf, evidenceOf, NUMBER_TYPES, settleOn, type CellSettings } from '../../values/encoders';
import {
	DAY_FIRST,
	DECIMAL_COMMA,
	DECIMAL_POINT,
	MONTH_FIRST,
	YEAR_FIRST,
	type Evidence,
	type Ways,
	type Witness,
} from '../../values/evidence';
import { cutName } from '../../values/nameList';
import { maxLengthOf } from '../../values/texts';
import type { NewFieldValues } from '../rows/source';
import type { MappedColumn } from './mappedColumn';
import type { Problems, Sentence } from './problems';

/** A column, and what its cells prove; null if each of them has one reading. */
export interface WatchedColumn {
	readonly column: MappedColumn;
	readonly evidence: Evidence | null;
	/** How many characters its cells may have; infinite for no limit. */
	readonly maxLength: number;
}

/** What the cells of some columns prove about how they are read: gathered while the rows are checked, used once all were seen. */
export class ColumnEvidence {
	readonly watched: readonly WatchedColumn[];
	private readonly cursor = { row: 0 };

	constructor(
		columns: readonly MappedColumn[],
		private readonly cells: CellSettings,
	) {
		this.watched = columns.map((column) => ({
			column,
			evidence: evidenceOf(column.field, cells, this.cursor),
			maxLength: maxLengthOf(column.field),
		}));
	}

	/** Names the row that is read next. @param index from 0 */
	begin(index: number): void {
		this.cursor.row = index;
	}

	/** What the cells of a column prove. */
	of(column: MappedColumn): Evidence | null {
		return this.watched.find((watched) => watched.column === column)?.evidence ?? null;
	}

	/**
	 * How the columns are read that have cells with two readings, as their other cells show it: `Visit_Date: day first`. Some of
	 * these rows may be imported again without the cells that show it.
	 * @returns empty where nothing had to be shown
	 */
	readings(): string {
		const found = this.watched.flatMap(({ column, evidence }) => {
			const verdict = evidence?.hasUnclear === true ? evidence.verdict() : null;
			const settled = verdict?.kind === 'clear' && settleOn(verdict.ways, column.field, this.cells) !== this.cells;
			const words = Object.entries(READINGS).find(([, way]) => settled && verdict.ways === way);
			return words === undefined ? [] : [`${column.apiName}: ${words[0]}`];
		});
		return found.join('; ');
	}

	/** Notes what an earlier import has found out about the columns, as `readings` says it. */
	noteReadings(text: string): void {
		for (const part of text.split(';')) {
			const [apiName, words = ''] = part.split(':').map((piece) => piece.trim());
			const way = Object.hasOwn(READINGS, words) ? READINGS[words] : 0;
			const watched = this.watched.find(({ column }) => column.apiName === apiName);
			if (way !== 0) watched?.evidence?.note(way, part.trim());
		}
	}

	/** The values of these columns that their picklists do not have. @param path of the fields, e.g. `Work_History.` */
	newValues(path = ''): NewFieldValues[] {
		return this.watched.flatMap(({ column, evidence }) => {
			const gathered = evidence?.newValues.gathered() ?? null;
			return gathered === null ? [] : [{ field: path + column.apiName, ...gathered }];
		});
	}

	/**
	 * The columns as all their cells together are read, by the columns that were given.
	 * @param problems takes column, rows and values where cells contradict each other or the options, or where nothing proves how they are
	 * read: such a column stays as it is
	 * @param path of the fields, for messages, e.g. `Work_History.`
	 * @param file name of the file, for messages; null for items
	 */
	settle(problems: Problems, path = '', file: string | null = null): (column: MappedColumn) => MappedColumn {
		const settled = new Map(
			this.watched.flatMap(({ column, evidence }) => {
				const verdict = evidence?.verdict() ?? null;
				if (verdict?.kind === 'clear') return [[column, settleColumn(column, verdict.ways, this.cells)] as const];
				if (verdict?.kind === 'open') problems.add(unclear(column, verdict.cell, { path, file }), column.apiName);
				if (verdict?.kind === 'contradicted')
					problems.add(contradicted(column, verdict.before, verdict.cell, { path, file }), column.apiName);
				return [];
			}),
		);
		return (column) => settled.get(column) ?? column;
	}
}

/** Ways to read a column, in words. */
const READINGS: Readonly<Record<string, Ways>> = {
	'day first': DAY_FIRST,
	'month first': MONTH_FIRST,
	'year first': YEAR_FIRST,
	'decimal point': DECIMAL_POINT,
	'decimal comma': DECIMAL_COMMA,
};

interface Names {
	readonly path: string;
	readonly file: string | null;
}

function settleColumn(column: MappedColumn, ways: Ways, cells: CellSettings): MappedColumn {
	const { field, findBy } = column;
	const settings = settleOn(ways, field, cells);
	return settings === cells ? column : { ...column, encode: encoderOf(field, findBy, settings) };
}

const isNumber = ({ field }: MappedColumn): boolean => NUMBER_TYPES.has(field.dataType);
const optionOf = (column: MappedColumn): string => (isNumber(column) ? 'Decimal Separator' : 'Date Order');

/** The column as the user wrote it, and the row: `Column "Annual Revenue", row 3 of the file`. */
const placeOf = ({ title }: MappedColumn, row: number, { path, file }: Names): string =>
	`Column "${path}${cutName(title)}", row ${row + 1}${file === null ? '' : ` of ${file}`}`;

function unclear(column: MappedColumn, { row, text }: Witness, names: Names): Sentence {
	const why = isNumber(column)
		? 'is a number whose point or comma could separate decimals or thousands'
		: 'is a date with an unclear order of day and month';
	return [
		`${placeOf(column, row, names)}: "${cutName(text)}" ${why}, and no other value of the column shows it. Nothing was sent`,
		`Set ${optionOf(column)} under Options, or convert the column: ${isNumber(column) ? 'numbers to digits with a decimal point' : 'dates to yyyy-MM-dd'}`,
	];
}

function contradicted(column: MappedColumn, before: Witness | null, cell: Witness, names: Names): Sentence {
	if (before === null)
		return [
			`${placeOf(column, cell.row, names)}: "${cutName(cell.text)}" does not fit the option ${optionOf(column)}. Nothing was sent`,
			`Set ${optionOf(column)} under Options as the column is written, or correct the row`,
		];
	const what = isNumber(column) ? 'decimal separators' : 'orders of day and month';
	const of = names.file === null ? '' : ` of ${names.file}`;
	return [
		`Column "${names.path}${cutName(column.title)}", rows ${before.row + 1} and ${cell.row + 1}${of}: "${cutName(before.text)}" and "${cutName(cell.text)}" have different ${what}. Nothing was sent`,
		'Correct the rows, so that the whole column is written in one way',
	];
}
