import type { BulkWriteMapping } from '../../zoho/bulk/writeApi';
import type { FieldMetadata } from '../../zoho/metadata/fields';
import type { RowAnswer } from './answer';
import type { RefusalWords } from './refusalWords';
import type { Waves } from '../../writes/waves';

/** Gives the fields of a module. */
export type FieldsOf = (module: string) => Promise<readonly FieldMetadata[]>;

/** Lets other work of n8n have its turn, or waits. */
export type Sleep = (ms: number) => Promise<void>;

/** Where the values of one field come from, for people. */
export interface MappingLine {
	/** Key of the items or title in the file; null for a default value. */
	readonly column: string | null;
	/** API name of the field; null for a column that is left out. */
	readonly field: string | null;
	readonly findBy: string | null;
	readonly format: string | null;
	readonly defaultValue: string | null;
	/** Why a column of a file is left out, as a sentence; absent for others. */
	readonly leftOut?: string;
}

/** The values of a field that its picklist does not have. */
export interface NewFieldValues {
	/** API name, with the path of child rows: `Work_History.Position`. */
	readonly field: string;
	/** The most common ones, and in how many cells each is. */
	readonly values: ReadonlyArray<{ readonly value: string; readonly count: number }>;
	/** How many cells have others. */
	readonly otherCount: number;
}

/** How many child rows a row has under a key. */
export interface ChildCount {
	readonly key: string;
	readonly count: number;
}

/** Of rows without child rows. */
export const NO_CHILDREN: readonly ChildCount[] = [];

/** What is known about all rows before anything is sent. */
export interface CheckedRows {
	readonly rowCount: number;
	/** Answers of the rows that cannot be sent. */
	readonly refused: readonly RowAnswer[];
	/** The other rows. */
	readonly sorted: Waves;
	/** Rows that a row brings with it, such as those of its subforms, by the key under which they stand: all count to the limit of a job. */
	childCountsOf(index: number): readonly ChildCount[];
	/** Whether any row brings such rows. */
	readonly hasChildren: boolean;
	readonly mapping: readonly MappingLine[];
	/** API names of unique fields by which only the records API would find records; none but for Create or Update. */
	readonly otherUnique: readonly string[];
	/** By field; fields without new values are left out. */
	readonly newValues: readonly NewFieldValues[];
	/** Says refusals of these rows in words. */
	readonly words: RefusalWords;
}

/** One CSV of a chunk, and how the lines of its result are recognised. */
export interface PackedFile {
	/** API name of the module. */
	readonly module: string;
	/** Name in the ZIP, which Zoho's job status gives back. */
	readonly fileName: string;
	/** Field by which existing records are found; null for new rows. */
	readonly findBy: string | null;
	readonly mappings: readonly BulkWriteMapping[];
	/** Data rows. */
	readonly rowCount: number;
	/**
	 * Texts of the cells by which a result file names its rows: one list per field, one entry per row of the file.
	 * @param apiNames fields of the result file's header; others than the file has, or that were not kept, give null
	 */
	readKeys(apiNames: readonly string[]): ReadonlyArray<readonly string[] | null>;
}

/** The CSV of child rows, and to which rows they belong. */
export interface PackedChildren extends PackedFile {
	/** Key of the input under which the children stand, e.g. `Work_History`. */
	readonly key: string;
	/** For every child row: the position of its parent in the chunk, from 0. */
	readonly parents: readonly number[];
	/** For every child row: its place among its parent's children under this key, from 0. */
	readonly places: readonly number[];
}

/** A chunk as it is sent, or was sent by an earlier run. */
export interface DescribedChunk {
	/** Indexes of the rows in the input, ascending. */
	readonly rows: readonly number[];
	readonly parent: PackedFile;
	readonly children: readonly PackedChildren[];
	/** `character_encoding` of the job, e.g. `UTF-8`. */
	readonly encoding: string;
}

/** A chunk ready to be uploaded. */
export interface PackedChunk extends DescribedChunk {
	/** Longer than an upload may be, and then cut off, where the rows are too many. */
	readonly zip: Uint8Array;
}

/** Rows of one job, by their indexes in the input, ascending. */
export type ChunkRows = readonly number[];

/**
 * The rows of an import, from wherever they come. They can be read as often as needed, always with the same outcome, so
 * that an import can be taken up again later.
 */
export interface RowSource {
	/**
	 * Reads all rows once.
	 * @throws UsageError, naming row and column, if the import cannot work
	 */
	check(): Promise<CheckedRows>;
	/** Packs chunks in the order given, each when it is asked for. */
	pack(chunks: readonly ChunkRows[]): AsyncGenerator<PackedChunk>;
	/** Describes chunks that an earlier run has sent. */
	describe(chunks: readonly ChunkRows[]): AsyncGenerator<DescribedChunk>;
	/** Gives the rows of chunks as the records API takes them, a list per chunk. */
	records(chunks: readonly ChunkRows[]): AsyncGenerator<readonly Readonly<Record<string, unknown>>[]>;
}
