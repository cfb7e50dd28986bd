import { packZip, type ZipEntryInput } from '../../archive/zip';
import { Turns } from '../../writes/turns';
import { WaveSorter } from '../../writes/waves';
import { MAX_UPLOAD_BYTES } from '../../zoho/call/limits';
import { bindingColumns, keysOfRow, otherUniqueColumns } from '../plan/bonds';
import { ColumnEvidence } from '../plan/columnEvidence';
import { wordsFor } from '../plan/columnWords';
import type { MappedColumn } from '../plan/mappedColumn';
import { MissingFields } from '../plan/demands';
import { refuseFlaws, refuseRow } from '../plan/preflight';
import { Problems } from '../plan/problems';
import { TwinFinder } from '../plan/twins';
import { NamedUsers, type ReadUsers } from '../plan/userColumns';
import type { SourceRequest } from '../request';
import type { RowAnswer } from '../rows/answer';
import { childFileNameOf, fileNameOf } from '../rows/chunks';
import {
	NO_CHILDREN,
	type CheckedRows,
	type ChildCount,
	type ChunkRows,
	type DescribedChunk,
	type FieldsOf,
	type PackedChunk,
	type PackedChildren,
	type RowSource,
	type Sleep,
} from '../rows/source';
import { childrenOf, linkChildren, openChildBlocks, type LinkedChildren } from './children';
import { readAsPositions } from './header';
import { planFile, type FileInput, type FilePlan } from './plan';
import { RecordReader } from './records';
import { writeChildRejects, writeRejects, type AnswerOf, type RejectKind } from './rejects';
import { refuseUntitled, visitRows, walkBlocks, type RowBlocks, type RowSet } from './rows';
import { writeChunk } from './write';
import { chunkOf, describeChunk, layOut, settleSheet, type Sheet, type SheetLayout } from './layout';

export type { FileChildren } from './children';
export type { ByteSource } from './byteSource';
export type { FileForm, FileInput } from './plan';

/** What one look at the whole file has found. */
interface CheckedFile {
	readonly sheet: Sheet;
	readonly rewritten: RowSet;
	readonly children: LinkedChildren | null;
	/** How columns are read whose cells alone do not show it; empty where all do. */
	readonly readings: string;
	readonly rows: CheckedRows;
}

/** The file of child rows while chunks are made of it. */
interface OpenedChildren extends LinkedChildren {
	readonly layout: SheetLayout;
	readonly blocks: RowBlocks;
}

/** A chunk whose files are still to be written. */
interface Draft {
	readonly described: DescribedChunk;
	readonly entries: readonly ZipEntryInput[];
}

/** The rows of a CSV, read in passes and never held. */
export class CsvSource implements RowSource {
	private checked: Promise<CheckedFile> | null = null;
	private readonly users: NamedUsers;

	constructor(
		private readonly input: FileInput,
		private readonly request: SourceRequest,
		private readonly fieldsOf: FieldsOf,
		readUsers: ReadUsers,
		private readonly sleep: Sleep,
	) {
		this.users = new NamedUsers(readUsers);
	}

	async check(): Promise<CheckedRows> {
		return (await this.checkOnce()).rows;
	}

	async *pack(chunks: readonly ChunkRows[], modified = new Date()): AsyncGenerator<PackedChunk> {
		for await (const { described, entries } of this.draft(chunks)) {
			yield { ...described, zip: await packZip(entries, modified, MAX_UPLOAD_BYTES) };
		}
	}

	async *describe(chunks: readonly ChunkRows[]): AsyncGenerator<DescribedChunk> {
		for await (const { described, entries } of this.draft(chunks)) {
			for (const { content } of entries) await passOver(content);
			yield described;
		}
	}

	async *records(chunks: readonly ChunkRows[]): AsyncGenerator<readonly Readonly<Record<string, unknown>>[]> {
		const { sheet, children } = await this.checkOnce();
		const turns = new Turns(this.sleep);
		const reader = new RecordReader(sheet, children, this.request);
		try {
			for (const rows of chunks) yield await reader.read(rows, turns);
		} finally {
			await reader.close();
		}
	}

	/**
	 * Writes rows that were not written as a CSV like theirs, which can be corrected and imported again.
	 * @param kind which of them; those of the reject file unless given
	 */
	async *rejects(answerOf: AnswerOf, kind: RejectKind = 'rejects'): AsyncGenerator<Uint8Array> {
		const { sheet, children, readings } = await this.checkOnce();
		if (kind === 'rejects' || kind === 'uncertain')
			yield* writeRejects(kind, sheet.file, readings, answerOf, this.sleep);
		else if (children !== null) {
			const words = wordsFor({ operation: 'insert', findBy: null }, children.child.plan.columns);
			yield* writeChildRejects(kind, children, words, answerOf, this.sleep);
		}
	}

	/** The file is read for this the first time only. */
	private async checkOnce(): Promise<CheckedFile> {
		this.checked ??= this.checkRows();
		return await this.checked;
	}

	private async checkRows(): Promise<CheckedFile> {
		const { request, fieldsOf, users, sleep } = this;
		const problems = new Problems();
		const plan = await planFile(this.input, { request, fieldsOf, users, problems, sleep });
		const looked = await this.lookAt(plan, problems);
		// A row beyond the first ones names a user otherwise than they do.
		if (await users.readWanted()) return await this.checkRows();
		problems.throwAny(looked.rows.refused, looked.rows.rowCount);
		// Keys with two readings are sorted once all rows have shown which one it is.
		return looked.hasUnclearKeys ? await this.lookAt({ ...plan, sheet: looked.sheet }, problems) : looked;
	}

	/** Goes once over all rows. */
	private async lookAt(
		{ sheet, child, mapping, untitled, demands }: FilePlan,
		problems: Problems,
	): Promise<CheckedFile & { hasUnclearKeys: boolean }> {
		const { request, sleep } = this;
		const children = child === null ? null : await linkChildren(sheet.file, child, request.cells, problems, sleep);
		const refused: RowAnswer[] = [];
		const sorter = new WaveSorter();
		const keys = keyReader(sheet, request);
		const readAs = readAsPositions(sheet.file);
		const missingFields = new MissingFields(demands, columnsOf(sheet));
		const twinFinder = new TwinFinder(columnsOf(sheet), request);
		const positionOf = new Map(sheet.columns.map(({ column, position }) => [column, position]));
		const judged = [...missingFields.columns, ...twinFinder.columns].flatMap((column) => positionOf.get(column) ?? []);
		const positions = [...keys.positions, ...judged, ...untitled, ...readAs];
		const evidence = new ColumnEvidence(
			sheet.columns.map(({ column }) => column),
			request.cells,
		);
		const check = { file: sheet.file, columns: sheet.columns, evidence, positions, sleep };
		const { rowCount, rewritten } = await visitRows(check, (index, textOf, troubled, ragged) => {
			if (ragged !== null) {
				refused.push(refuseRow(index, ragged));
				return;
			}
			if (untitled.length > 0) refuseUntitled(sheet.file, untitled, textOf, index);
			for (const position of readAs) evidence.noteReadings(textOf(position));
			const cellOf = (column: MappedColumn): unknown => {
				const position = positionOf.get(column);
				return position === undefined ? '' : column.encode(textOf(position));
			};
			const refusal =
				refuseFlaws(index, { troubled, missing: missingFields.of(cellOf) }) ??
				children?.links.refused.get(index) ??
				refuseFlaws(index, { twins: twinFinder.note(index, cellOf) });
			if (refusal === null) sorter.add(index, keys.of(textOf));
			else refused.push(refusal);
		});
		const rows: CheckedRows = {
			rowCount,
			refused,
			sorted: sorter.sorted(),
			hasChildren: children !== null && children.links.childRows.length > 0,
			childCountsOf: (index) => countChildren(index, children),
			mapping,
			otherUnique: otherUniqueColumns(columnsOf(sheet), request).map(({ apiName }) => apiName),
			newValues: [...evidence.newValues(), ...(children?.newValues ?? [])],
			words: wordsFor(request, columnsOf(sheet)),
		};
		const settle = evidence.settle(problems, '', sheet.file.name);
		const hasUnclearKeys = [...keys.columns, ...twinFinder.columns].some(
			(column) => evidence.of(column)?.hasUnclear === true,
		);
		return {
			sheet: settleSheet(sheet, settle),
			rewritten,
			children: settleKeys(children, settle),
			readings: evidence.readings(),
			rows,
			hasUnclearKeys,
		};
	}

	/** Goes over the file once and lays out one chunk after another; each has to be written before the next is asked for. */
	private async *draft(chunks: readonly ChunkRows[]): AsyncGenerator<Draft> {
		const { importId } = this.request;
		const { sheet, rewritten, children } = await this.checkOnce();
		const turns = new Turns(this.sleep);
		const layout = layOut(sheet, rewritten);
		const blocks = walkBlocks(sheet.file.read(layout.wanted), sheet.file.name);
		const opened = children === null ? null : await openChildren(children);
		try {
			for (const rows of chunks) {
				const chunk = chunkOf(layout, rows);
				const parent = describeChunk(chunk, fileNameOf(importId, rows));
				const entries = [{ name: parent.fileName, content: writeChunk(chunk, blocks, turns) }];
				const packed: PackedChildren[] = [];
				if (opened !== null) {
					const { key } = opened.child.plan;
					const { childRows, parents, places } = childrenOf(opened.links, rows);
					const childChunk = chunkOf(opened.layout, childRows);
					const file = describeChunk(childChunk, childFileNameOf(importId, rows, key));
					if (childRows.length > 0) {
						packed.push({ ...file, key, parents, places });
						entries.push({ name: file.fileName, content: writeChunk(childChunk, opened.blocks, turns) });
					}
				}
				yield { described: { rows, parent, children: packed, encoding: sheet.file.encoding.label }, entries };
			}
		} finally {
			await blocks.close();
			await opened?.blocks.close();
		}
	}
}

async function openChildren(children: LinkedChildren): Promise<OpenedChildren> {
	const { child, links } = children;
	const layout = layOut(child.sheet, links.rewritten);
	return { ...children, layout, blocks: await openChildBlocks(child.sheet.file, layout.wanted, links) };
}

async function passOver(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
	for await (const piece of content) if (piece.length === 0) continue;
}

/** The columns of a file, and the fields that only have a default value. */
const columnsOf = ({ columns, defaults }: Sheet): MappedColumn[] => [
	...columns.map(({ column }) => column),
	...defaults,
];

/** Reads the keys of rows. */
function keyReader(
	{ columns }: Sheet,
	request: SourceRequest,
): {
	readonly columns: readonly MappedColumn[];
	readonly positions: readonly number[];
	of(textOf: (position: number) => string): readonly string[];
} {
	const own = columns.map(({ column }) => column);
	const binding = bindingColumns(own, request);
	const positionOf = new Map(columns.map(({ column, position }) => [column, position]));
	return {
		columns: binding,
		positions: binding.map((column) => positionOf.get(column) ?? -1),
		of: (textOf) => keysOfRow(binding, (column) => column.encode(textOf(positionOf.get(column) ?? -1))),
	};
}

/** Keys of child rows are written as those of their parents are. */
function settleKeys(
	children: LinkedChildren | null,
	settle: (column: MappedColumn) => MappedColumn,
): LinkedChildren | null {
	const link = children?.child.sheet.link ?? null;
	if (children === null || link === null || link.column === null) return children;
	const { child } = children;
	const sheet: Sheet = { ...child.sheet, link: { ...link, column: settle(link.column) } };
	return { ...children, child: { ...child, sheet } };
}

function countChildren(index: number, children: LinkedChildren | null): readonly ChildCount[] {
	if (children === null) return NO_CHILDREN;
	const { child, links } = children;
	const count = links.starts[index + 1] - links.starts[index];
	return count === 0 ? NO_CHILDREN : [{ key: child.plan.key, count }];
}
