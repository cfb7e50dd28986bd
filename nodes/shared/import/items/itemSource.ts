import { packZip } from '../../archive/zip';
import { findExcess } from '../../values/texts';
import type { InputRow } from '../../values/fieldValues';
import { ROWS_PER_LOOK, Turns } from '../../writes/turns';
import { WaveSorter } from '../../writes/waves';
import { MAX_UPLOAD_BYTES } from '../../zoho/call/limits';
import { toApiRecord } from '../plan/apiRecord';
import { bindingColumns, keysOfRow, otherUniqueColumns } from '../plan/bonds';
import {
	findChildModule,
	notChildRows,
	planChildren,
	readChildRows,
	tooManyChildren,
	type ChildPlan,
} from '../plan/children';
import { collectKeys, planColumns, type ChildField, type ColumnPlan, type InputKeys } from '../plan/columns';
import { ColumnEvidence, type WatchedColumn } from '../plan/columnEvidence';
import { findDemands, MissingFields, type RowDemands } from '../plan/demands';
import { wordsFor } from '../plan/columnWords';
import { describeColumn, describeOther, type MappedColumn } from '../plan/mappedColumn';
import { NamedUsers, type ReadUsers } from '../plan/userColumns';
import { checkValues, refuseFlaws, refuseLength, refuseRow, type TroubledCell } from '../plan/preflight';
import { Problems } from '../plan/problems';
import { TwinFinder } from '../plan/twins';
import type { SourceRequest } from '../request';
import type { RowAnswer } from '../rows/answer';
import {
	NO_CHILDREN,
	type CheckedRows,
	type ChildCount,
	type ChunkRows,
	type FieldsOf,
	type MappingLine,
	type PackedChunk,
	type RowSource,
	type Sleep,
} from '../rows/source';
import { describeItemChunk, textOf, writeCsv, type ItemChunk } from './itemCsv';

/** Which fields the keys of the items go to. */
interface ItemPlan {
	readonly columns: ColumnPlan;
	/** The keys with child rows; those under which no item has any have no columns. */
	readonly children: readonly ChildPlan[];
	/** Which cells of a row must be filled. */
	readonly demands: RowDemands;
}

/** How many rows tell what the columns hold; a later row that differs is noticed when it is checked. */
const FIRST_ROWS = 2_000;

/** Rows that are held in memory: the items of a workflow. */
export class ItemSource implements RowSource {
	private plan: ItemPlan | null = null;
	private readonly users: NamedUsers;

	constructor(
		private readonly rows: readonly InputRow[],
		private readonly request: SourceRequest,
		private readonly fieldsOf: FieldsOf,
		readUsers: ReadUsers,
		private readonly sleep: Sleep,
		/** Answers of rows that were not sent when they were checked first, by index. */
		private readonly known: ReadonlyMap<number, RowAnswer> = new Map(),
	) {
		this.users = new NamedUsers(readUsers);
	}

	async check(): Promise<CheckedRows> {
		const problems = new Problems();
		const plan = await this.planKeys(problems);
		const { columns } = plan.columns;
		const missingFields = new MissingFields(plan.demands, columns);
		const twinFinder = new TwinFinder(columns, this.request);
		const binding = bindingColumns(columns, this.request);
		const evidence = new ColumnEvidence(columns, this.request.cells);
		const children = plan.children.map((child) => ({
			plan: child,
			evidence: new ColumnEvidence(child.columns, this.request.cells),
		}));
		const refused: RowAnswer[] = [];
		const sorter = new WaveSorter(this.rows.length);
		const turns = new Turns(this.sleep);
		for (let index = 0; index < this.rows.length; index += 1) {
			if (index % ROWS_PER_LOOK === 0 && turns.isOver) await turns.next();
			const row = this.rows[index];
			evidence.begin(index);
			// Rows with an answer also show how their columns are read.
			const { troubled, length } = checkValues(row, evidence.watched);
			const cellOf = ({ key, encode }: MappedColumn): unknown => (key === null ? '' : encode(row[key]));
			const found =
				refuseFlaws(index, { troubled, missing: missingFields.of(cellOf) }) ??
				refuseLength(length, index) ??
				checkChildren(row, index, children);
			const refusal = this.known.get(index) ?? found ?? refuseFlaws(index, { twins: twinFinder.note(index, cellOf) });
			if (refusal !== null) refused.push(refusal);
			else sorter.add(index, keysOf(binding, row));
		}
		if (await this.users.readWanted()) {
			this.plan = null;
			return await this.check();
		}
		this.plan = settlePlan(plan, evidence, children, problems);
		if (problems.any) this.plan = null;
		problems.throwAny(refused, this.rows.length);
		// Keys with two readings are sorted once all rows have shown which one it is.
		if ([...binding, ...twinFinder.columns].some((column) => evidence.of(column)?.hasUnclear === true))
			return await this.check();
		return {
			rowCount: this.rows.length,
			refused,
			sorted: sorter.sorted(),
			hasChildren: plan.children.some(hasRows),
			childCountsOf: (index) => countChildren(this.rows[index], plan.children),
			mapping: describePlan(plan),
			otherUnique: otherUniqueColumns(columns, this.request).map(({ apiName }) => apiName),
			newValues: [
				...evidence.newValues(),
				...children.flatMap((child) => child.evidence.newValues(`${child.plan.key}.`)),
			],
			words: wordsFor(this.request, columns),
		};
	}

	async *pack(chunks: readonly ChunkRows[], modified = new Date()): AsyncGenerator<PackedChunk> {
		for await (const chunk of this.describe(chunks)) {
			const files = [chunk.parent, ...chunk.children];
			const zip = await packZip(
				files.map((file) => ({ name: file.fileName, content: writeCsv(file, this.sleep) })),
				modified,
				MAX_UPLOAD_BYTES,
			);
			yield { ...chunk, zip };
		}
	}

	async *describe(chunks: readonly ChunkRows[]): AsyncGenerator<ItemChunk> {
		const { columns, children } = await this.planKeys();
		const { rows: input, request } = this;
		const turns = new Turns(this.sleep);
		for (const rows of chunks) {
			const parts = { rows, input, columns: columns.columns, children: children.filter(hasRows), request };
			yield await turns.run(describeItemChunk(parts));
		}
	}

	async *records(chunks: readonly ChunkRows[]): AsyncGenerator<readonly Readonly<Record<string, unknown>>[]> {
		const { columns, children } = await this.planKeys();
		const plans = children.filter(hasRows);
		for (const rows of chunks) {
			const turns = new Turns(this.sleep);
			const records: Readonly<Record<string, unknown>>[] = [];
			for (const index of rows) {
				if (turns.isOver) await turns.next();
				const row = this.rows[index];
				const textRow = {
					index,
					columns: columns.columns,
					textOf: (column: MappedColumn) => textOf(column, row),
					children: plans.map((plan) => ({ plan, rows: readChildRows(plan, row[plan.key]) ?? [] })),
				};
				records.push(toApiRecord(textRow, this.request));
			}
			yield records;
		}
	}

	/** Finds the fields of all keys, once. */
	private async planKeys(problems: Problems | null = null): Promise<ItemPlan> {
		if (this.plan !== null) return this.plan;
		const fields = await this.fieldsOf(this.request.module);
		const keys = await this.findKeysOf(this.rows);
		const columns = await planColumns(keys, fields, this.request, this.users, problems);
		const children: ChildPlan[] = [];
		for (const child of columns.children) children.push(await this.planChild(child, problems));
		this.plan = { columns, children, demands: findDemands(columns.columns, fields, this.request) };
		return this.plan;
	}

	private async planChild(child: ChildField, problems: Problems | null): Promise<ChildPlan> {
		const { module, link } = findChildModule(child);
		const rows: InputRow[] = [];
		const turns = new Turns(this.sleep);
		for (const [index, row] of this.rows.entries()) {
			if (index % ROWS_PER_LOOK === 0 && turns.isOver) await turns.next();
			for (const childRow of readChildRows(child, row[child.key]) ?? []) rows.push(childRow);
		}
		if (rows.length === 0) return { ...child, module, link, columns: [] };
		return await planChildren(
			child,
			await this.findKeysOf(rows),
			await this.fieldsOf(module),
			this.request,
			this.users,
			problems,
		);
	}

	private async findKeysOf(rows: readonly InputRow[]): Promise<InputKeys> {
		const names = new Set<string>();
		const turns = new Turns(this.sleep);
		for (let first = 0; first < rows.length; first += ROWS_PER_LOOK) {
			collectKeys(rows.slice(first, first + ROWS_PER_LOOK), names);
			if (turns.isOver) await turns.next();
		}
		const first = rows.slice(0, FIRST_ROWS);
		return { names: [...names], valuesOf: (key) => first.map((row) => row[key]), titleOf: null };
	}
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

/** Whether any item has child rows under a key. */
const hasRows = ({ columns }: ChildPlan): boolean => columns.length > 0;

/** @returns null if the child rows of a row can be sent, else the answer of the row */
function checkChildren(row: InputRow, index: number, children: readonly WatchedChildren[]): RowAnswer | null {
	const troubled: TroubledCell[] = [];
	for (const { plan, evidence } of children) {
		const { key } = plan;
		if (isEmpty(row[key])) continue;
		const rows = readChildRows(plan, row[key]);
		if (rows === null) return refuseRow(index, notChildRows(key));
		const trouble = tooManyChildren(key, rows.length);
		if (trouble !== null) return refuseRow(index, trouble);
		evidence.begin(index);
		rows.forEach((childRow, place) => troubled.push(...findTrouble(childRow, evidence.watched, `${key}[${place}].`)));
	}
	return refuseFlaws(index, { troubled });
}

function findTrouble(row: InputRow, columns: readonly WatchedColumn[], path: string): TroubledCell[] {
	return columns.flatMap(({ column: { key, apiName, name, encode }, evidence, maxLength }) => {
		const value = key === null ? '' : row[key];
		const cell = key === null ? '' : encode(value, evidence);
		const named = { apiName: path + apiName, name: path + name };
		if (typeof cell !== 'string') return cell.kind === 'refused' ? [{ ...named, trouble: cell, value }] : [];
		const trouble = findExcess(cell, maxLength);
		return trouble === null ? [] : [{ ...named, trouble }];
	});
}

function keysOf(binding: readonly MappedColumn[], row: InputRow): readonly string[] {
	return keysOfRow(binding, ({ key, encode }) => (key === null ? '' : encode(row[key])));
}

/** Child rows of one kind, and what their cells prove. */
interface WatchedChildren {
	readonly plan: ChildPlan;
	readonly evidence: ColumnEvidence;
}

/** The plan with all columns as their cells together are read. */
function settlePlan(
	plan: ItemPlan,
	evidence: ColumnEvidence,
	children: readonly WatchedChildren[],
	problems: Problems,
): ItemPlan {
	return {
		...plan,
		columns: { ...plan.columns, columns: plan.columns.columns.map(evidence.settle(problems)) },
		children: children.map(({ plan: child, evidence: proofs }) => ({
			...child,
			columns: child.columns.map(proofs.settle(problems, `${child.key}.`)),
		})),
	};
}

function countChildren(row: InputRow, plans: readonly ChildPlan[]): readonly ChildCount[] {
	if (plans.length === 0) return NO_CHILDREN;
	const counts = plans.map((plan) => ({ key: plan.key, count: readChildRows(plan, row[plan.key])?.length ?? 0 }));
	return counts.filter(({ count }) => count > 0);
}

/** Where every field's values come from, for people; fields of child rows as `Work_History.Employer`. */
function describePlan({ columns: { columns, ignored }, children }: ItemPlan): MappingLine[] {
	const describe = (column: MappedColumn, path = ''): MappingLine =>
		describeColumn(column, column.key === null ? null : path + column.key, path);
	return [
		...columns.map((column) => describe(column)),
		...children.map(({ key, field }) => describeOther(key, field.apiName)),
		...children.flatMap((plan) => plan.columns.map((column) => describe(column, `${plan.key}.`))),
		...ignored.map((key) => describeOther(key)),
	];
}
