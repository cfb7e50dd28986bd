import { packZip } from '../../archive/zip';
import { UsageError } from '../../zoho/call/errors';
import { MAX_UPLOAD_BYTES } from '../../zoho/call/limits';
import { answerRow, type RowAnswer } from '../rows/answer';
import { planChildren, findChildModule, readChildRows, tooManyChildren, type ChildPlan } from '../plan/children';
import { collectKeys, mapColumns, type ChildField, type ColumnPlan, type MappedColumn } from '../plan/columns';
import { describeItemChunk, textOf, writeCsv } from './itemCsv';
import { checkRow, refuseCells, type TroubledCell } from '../plan/preflight';
import type { InputRow } from '../../values/fieldValues';
import { filledText, toImportRecord } from '../plan/apiRecord';
import type {
	CheckedRows,
	ChildCount,
	ChunkRows,
	DescribedChunk,
	FieldsOf,
	MappingLine,
	PackedChunk,
	RowSource,
	Sleep,
} from '../rows/source';
import type { SourceRequest } from '../request';
import { ROWS_PER_LOOK, Turns } from '../../writes/turns';
import { findByKey, WaveSorter } from '../../writes/waves';

const NO_CHILDREN: readonly ChildCount[] = [];

/** Rows that are held in memory: the items of a workflow. */
export class ItemSource implements RowSource {
	private plan: { readonly columns: ColumnPlan; readonly children: readonly ChildPlan[] } | null = null;

	constructor(
		private readonly rows: readonly InputRow[],
		private readonly request: SourceRequest,
		private readonly fieldsOf: FieldsOf,
		private readonly sleep: Sleep,
	) {}

	async check(): Promise<CheckedRows> {
		const { columns, children } = await this.planColumns();
		const refused: RowAnswer[] = [];
		const sorter = new WaveSorter(this.rows.length);
		const keyOf = this.keyReader(columns);
		const turns = new Turns(this.sleep);
		for (let index = 0; index < this.rows.length; index += 1) {
			if (index % ROWS_PER_LOOK === 0 && turns.isOver) await turns.next();
			const refusal =
				checkRow(this.rows[index], index, columns.columns) ?? this.checkChildren(index, columns.children, children);
			if (refusal === null) sorter.add(index, keyOf(this.rows[index]));
			else refused.push(refusal);
		}
		return {
			rowCount: this.rows.length,
			refused,
			sorted: sorter.sorted(),
			hasChildren: children.length > 0,
			childCountsOf: (index) => this.countChildren(index, columns.children),
			mapping: describeMapping(columns, children),
		};
	}

	async *pack(chunks: readonly ChunkRows[], modified = new Date()): AsyncGenerator<PackedChunk> {
		const { columns, children } = await this.planColumns();
		for (const rows of chunks) {
			const described = describeItemChunk({
				rows,
				input: this.rows,
				columns: columns.columns,
				childFields: columns.children,
				children,
				request: this.request,
			});
			const files = [described.parent, ...described.children];
			const zip = await packZip(
				files.map((file) => ({ name: file.fileName, content: writeCsv(file, this.sleep) })),
				modified,
				MAX_UPLOAD_BYTES,
			);
			yield { ...described, zip };
		}
	}

	async *describe(chunks: readonly ChunkRows[]): AsyncGenerator<DescribedChunk> {
		const { columns, children } = await this.planColumns();
		for (const rows of chunks)
			yield describeItemChunk({
				rows,
				input: this.rows,
				columns: columns.columns,
				childFields: columns.children,
				children,
				request: this.request,
			});
	}

	async *records(chunks: readonly ChunkRows[]): AsyncGenerator<readonly Readonly<Record<string, unknown>>[]> {
		const { columns, children } = await this.planColumns();
		const kinds = children.flatMap((plan) =>
			columns.children.filter(({ key }) => key === plan.key).map((child) => ({ child, plan })),
		);
		for (const rows of chunks) {
			const turns = new Turns(this.sleep);
			const records: Readonly<Record<string, unknown>>[] = [];
			for (const index of rows) {
				if (turns.isOver) await turns.next();
				const row = this.rows[index];
				const childRows = kinds.map(({ child, plan }) => ({
					child,
					plan,
					rows: readChildRows(child, row[child.key]) ?? [],
				}));
				records.push(toImportRecord(index, columns.columns, (column) => textOf(column, row), childRows, this.request));
			}
			yield records;
		}
	}

	/** Finds the fields of all keys, once. */
	private async planColumns(): Promise<{ readonly columns: ColumnPlan; readonly children: readonly ChildPlan[] }> {
		if (this.plan !== null) return this.plan;
		const fields = await this.fieldsOf(this.request.module);
		const keys = await this.collectAllKeys(this.rows);
		const columns = mapColumns(keys, fields, this.request, (key) => firstFilled(this.rows, key));
		refuseRowKeyTwin(columns, this.request);
		const children: ChildPlan[] = [];
		for (const child of columns.children) children.push(await this.planChild(child));
		this.plan = { columns, children: children.filter(({ columns: mapped }) => mapped.length > 0) };
		return this.plan;
	}

	private async planChild(child: ChildField): Promise<ChildPlan> {
		const { module, link } = findChildModule(child);
		const rows = this.rows.flatMap((row) => readChildRows(child, row[child.key]) ?? []);
		if (rows.length === 0) return { key: child.key, module, link, columns: [] };
		return planChildren(child, await this.fieldsOf(module), await this.collectAllKeys(rows), this.request, (key) =>
			firstFilled(rows, key),
		);
	}

	private async collectAllKeys(rows: readonly InputRow[]): Promise<string[]> {
		const keys = new Set<string>();
		const turns = new Turns(this.sleep);
		for (let first = 0; first < rows.length; first += ROWS_PER_LOOK) {
			collectKeys(rows.slice(first, first + ROWS_PER_LOOK), keys);
			if (turns.isOver) await turns.next();
		}
		return [...keys];
	}

	/** The key by which a job finds the record of a row; a plain insert finds none, so its rows are free of each other. */
	private keyReader({ columns }: ColumnPlan): (row: InputRow) => readonly string[] {
		if (this.request.findBy === null) return () => [];
		const [column] = columns;
		return (row) => {
			const key = findByKey(filledText(textOf(column, row), column), column.field);
			return key === '' ? [] : [key];
		};
	}

	private checkChildren(
		index: number,
		childFields: readonly ChildField[],
		plans: readonly ChildPlan[],
	): RowAnswer | null {
		const troubled: TroubledCell[] = [];
		for (const child of childFields) {
			const { key } = child;
			const value = this.rows[index][key];
			if (value === undefined || value === null || value === '') continue;
			const rows = readChildRows(child, value);
			if (rows === null) return refuseChildren(index, key, `${key} is not a list of rows`);
			const reason = tooManyChildren(key, rows.length);
			if (reason !== null) return refuseChildren(index, key, reason);
			const columns = plans.find((plan) => plan.key === key)?.columns ?? [];
			rows.forEach((row, place) => troubled.push(...findTrouble(row, columns, `${key}[${place}].`)));
		}
		return troubled.length > 0 ? refuseCells(troubled, index) : null;
	}

	private countChildren(index: number, childFields: readonly ChildField[]): readonly ChildCount[] {
		if (childFields.length === 0) return NO_CHILDREN;
		const counts = childFields.map((child) => ({
			key: child.key,
			count: readChildRows(child, this.rows[index][child.key])?.length ?? 0,
		}));
		return counts.filter(({ count }) => count > 0);
	}
}

function firstFilled(rows: readonly InputRow[], key: string): unknown {
	return rows.find((row) => row[key] !== undefined && row[key] !== null && row[key] !== '')?.[key];
}

function findTrouble(row: InputRow, columns: readonly MappedColumn[], path: string): TroubledCell[] {
	return columns.flatMap(({ key, apiName, encode }) => {
		const cell = key === null ? '' : encode(row[key]);
		return typeof cell === 'string' ? [] : [{ apiName: path + apiName, trouble: cell }];
	});
}

function refuseChildren(index: number, key: string, reason: string): RowAnswer {
	const errors = [{ code: reason.includes(' takes ') ? 'LIMIT_EXCEEDED' : 'INVALID_DATA', fields: [key] }];
	return answerRow(index, 'SKIPPED', {
		errors,
		next: `The row was not sent: ${reason}. Correct it and import the row again`,
	});
}

/** Where every field's values come from, for people; fields of child rows as `Work_History.Employer`. */
export function describeMapping(
	{ columns, children, ignored }: ColumnPlan,
	plans: readonly ChildPlan[],
): MappingLine[] {
	const none = { findBy: null, format: null, defaultValue: null };
	const describe = ({ key, apiName, findBy, format, defaultValue }: MappedColumn, ofChild = ''): MappingLine => ({
		column: key === null ? null : ofChild + key,
		field: ofChild + apiName,
		findBy,
		format,
		defaultValue,
	});
	return [
		...columns.map((column) => describe(column)),
		...children.map(({ key, field }) => ({ column: key, field: field.apiName, ...none })),
		...plans.flatMap((plan) => plan.columns.map((column) => describe(column, `${plan.key}.`))),
		...ignored.map((key) => ({ column: key, field: null, ...none })),
	];
}

function refuseRowKeyTwin({ columns }: ColumnPlan, { rowKeyField }: SourceRequest): void {
	if (columns.every(({ apiName }) => apiName !== rowKeyField)) return;
	throw new UsageError(
		`The Row Key Field ${rowKeyField} is filled by the import, and the rows have values for it as well`,
		'Remove the key from the rows, or choose another Row Key Field',
	);
}
