import { packZip, type ZipEntryInput } from '../../archive/zip';
import type { FieldMetadata } from '../../zoho/metadata/fields';
import { MAX_UPLOAD_BYTES } from '../../zoho/call/limits';
import type { RowAnswer } from '../rows/answer';
import { childFileNameOf, fileNameOf } from '../rows/chunks';
import { walkBlocks, type RowBlocks } from './blocks';
import { visitRows } from './check';
import { childrenOf, linkChildren, openChildBlocks, type ChildLinks } from './children';
import { planFile, type FileInput, type FilePlan } from './plan';
import { allPositions, toRecords } from './records';
import { writeChildRejects, writeRejects, type AnswerOf, type RejectKind } from './rejects';
import { writeRows } from './rows';
import { describeSheet, keepCells, layOut, type Sheet } from './sheet';
import { refuseCells } from '../plan/preflight';
import { filledText } from '../plan/apiRecord';
import type {
	CheckedRows,
	ChildCount,
	ChunkRows,
	DescribedChunk,
	FieldsOf,
	PackedChildren,
	PackedChunk,
	RowSource,
	Sleep,
} from '../rows/source';
import type { SourceRequest } from '../request';
import { Turns } from '../../writes/turns';
import { findByKey, WaveSorter } from '../../writes/waves';

export type { ByteSource } from './bytes';
export type { FileChildren } from './children';
export type { FileInput } from './plan';

/** The rows of a CSV, read in passes and never held. */
export interface FileSource extends RowSource {
	/**
	 * Writes rows that were not written as a CSV like theirs, which can be mended and imported again.
	 * @param kind which of them; those of the reject file unless given
	 */
	rejects(answerOf: AnswerOf, kind?: RejectKind): AsyncGenerator<Uint8Array>;
}

/**
 * Makes the rows of a file those of an import.
 * @param fields those of the module
 * @param fieldsOf gives those of the modules of look-ups
 */
export function createFileSource(
	input: FileInput,
	request: SourceRequest,
	fields: readonly FieldMetadata[],
	sleep: Sleep,
	fieldsOf: FieldsOf,
): FileSource {
	return new CsvSource(input, request, fields, fieldsOf, sleep);
}

/** What one look at the whole file has told. */
interface Checked {
	readonly plan: FilePlan;
	readonly links: ChildLinks | null;
	readonly rows: CheckedRows;
}

/** A chunk that is still to be written. */
interface Draft {
	readonly described: DescribedChunk;
	readonly entries: readonly ZipEntryInput[];
}

const NO_CHILDREN: readonly ChildCount[] = [];

class CsvSource implements FileSource {
	private checked: Promise<Checked> | null = null;

	constructor(
		private readonly input: FileInput,
		private readonly request: SourceRequest,
		private readonly fields: readonly FieldMetadata[],
		private readonly fieldsOf: FieldsOf,
		private readonly sleep: Sleep,
	) {}

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
		const { plan, links } = await this.checkOnce();
		const { sheet, child } = plan;
		const turns = new Turns(this.sleep);
		const blocks = walk(sheet, allPositions(sheet));
		const childBlocks =
			child === null || links === null
				? null
				: { child, links, blocks: await openChildBlocks(child.sheet.file, allPositions(child.sheet), links) };
		try {
			for (const rows of chunks) yield await toRecords(sheet, blocks, childBlocks, rows, this.request, turns);
		} finally {
			await blocks.close();
			await childBlocks?.blocks.close();
		}
	}

	async *rejects(answerOf: AnswerOf, kind: RejectKind = 'rejects'): AsyncGenerator<Uint8Array> {
		const { plan, links } = await this.checkOnce();
		if (kind === 'rejects' || kind === 'uncertain') yield* writeRejects(kind, plan.sheet.file, answerOf, this.sleep);
		else if (plan.child !== null && links !== null)
			yield* writeChildRejects(kind, plan.child, links, answerOf, this.sleep);
	}

	/** The file is read for this the first time only. */
	private async checkOnce(): Promise<Checked> {
		this.checked ??= this.checkRows();
		return await this.checked;
	}

	private async checkRows(): Promise<Checked> {
		const { request, sleep } = this;
		const plan = await planFile(this.input, this.fields, this.fieldsOf, request, sleep);
		const { sheet, child } = plan;
		const links = child === null ? null : await linkChildren(sheet.file, child, sleep);
		const refused: RowAnswer[] = [];
		const sorter = new WaveSorter();
		const readKeys = keyReader(sheet);
		const rowCount = await visitRows(
			sheet.file,
			sheet.columns,
			readKeys.positions,
			sheet.rewritten,
			sleep,
			(index, textOf, troubled) => {
				const refusal = troubled === null ? links?.refused.get(index) : refuseCells(troubled, index);
				if (refusal === undefined) sorter.add(index, readKeys.of(textOf));
				else refused.push(refusal);
			},
		);
		const rows: CheckedRows = {
			rowCount,
			refused,
			sorted: sorter.sorted(),
			hasChildren: links !== null && links.childRows.length > 0,
			childCountsOf: (index) => countChildren(index, links, child?.child.key ?? ''),
			mapping: plan.mapping,
		};
		return { plan, links, rows };
	}

	/** Goes over the file once and lays out one chunk after another; each has to be written before the next is asked for. */
	private async *draft(chunks: readonly ChunkRows[]): AsyncGenerator<Draft> {
		const { plan, links } = await this.checkOnce();
		const { sheet, child } = plan;
		const turns = new Turns(this.sleep);
		const layout = layOut(sheet);
		const blocks = walk(sheet, layout.wanted);
		const childLayout = child === null ? null : layOut(child.sheet);
		const childBlocks =
			childLayout === null || links === null
				? null
				: await openChildBlocks(childLayout.sheet.file, childLayout.wanted, links);
		try {
			for (const rows of chunks) {
				const cells = keepCells(layout, rows);
				const parent = describeSheet(layout, rows, fileNameOf(this.request.importId, rows), cells);
				const entries = [{ name: parent.fileName, content: writeRows(layout, rows, blocks, cells, turns) }];
				const children: PackedChildren[] = [];
				if (child !== null && links !== null && childLayout !== null && childBlocks !== null) {
					const { childRows, parents, places } = childrenOf(links, rows);
					const childCells = keepCells(childLayout, childRows);
					const file = describeSheet(
						childLayout,
						childRows,
						childFileNameOf(this.request.importId, rows, child.child.key),
						childCells,
					);
					if (childRows.length > 0) {
						children.push({ ...file, key: child.child.key, parents, places });
						entries.push({
							name: file.fileName,
							content: writeRows(childLayout, childRows, childBlocks, childCells, turns),
						});
					}
				}
				yield { described: { rows, parent, children, encoding: sheet.file.encoding.label }, entries };
			}
		} finally {
			await blocks.close();
			await childBlocks?.close();
		}
	}
}

function walk({ file }: Sheet, wanted: readonly number[]): RowBlocks {
	return walkBlocks(file.read(wanted), file.name);
}

async function passOver(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
	for await (const piece of content) if (piece.length === 0) continue;
}

/** The key by which a job finds the record of a row; a plain insert finds none, so its rows are free of each other. */
function keyReader({ findBy, columns }: Sheet): {
	readonly positions: readonly number[];
	of(textOf: (position: number) => string): readonly string[];
} {
	const found = columns.find(({ column }) => column.apiName === findBy);
	if (found === undefined) return { positions: [], of: () => [] };
	const { column, position } = found;
	return {
		positions: [position],
		of(textOf) {
			const cell = column.encode(textOf(position));
			const key = typeof cell === 'string' ? findByKey(filledText(cell, column), column.field) : '';
			return key === '' ? [] : [key];
		},
	};
}

function countChildren(index: number, links: ChildLinks | null, key: string): readonly ChildCount[] {
	const count = links === null ? 0 : links.starts[index + 1] - links.starts[index];
	return count === 0 ? NO_CHILDREN : [{ key, count }];
}
