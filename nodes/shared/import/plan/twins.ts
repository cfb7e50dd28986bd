import { KeyTable } from '../../writes/keyTable';
import type { SourceRequest } from '../request';
import { otherUniqueColumns } from './bonds';
import { filledText, findKeys, type MappedColumn } from './mappedColumn';

/** A value of a unique field that a row before has. */
export interface Twin {
	readonly column: MappedColumn;
	readonly text: string;
	/** Index of that row. */
	readonly before: number;
}

type CellOf = (column: MappedColumn) => unknown;

/**
 * Finds rows with a value that must be unique and that a row before them has: Zoho CRM would refuse them. Of an upsert only the
 * first rows of two records are compared, because later rows are sent later; the rows of an update may find no record.
 */
export class TwinFinder {
	private readonly unique: ReadonlyArray<{ readonly column: MappedColumn; readonly table: KeyTable }>;
	private readonly records: RecordsOfRows | null;

	constructor(
		columns: readonly MappedColumn[],
		request: Pick<SourceRequest, 'findBy' | 'operation' | 'route' | 'runsAutomations'>,
	) {
		const { operation, findBy } = request;
		const isByRecords = request.route === 'records' || !request.runsAutomations;
		const isUnique = ({ apiName, field }: MappedColumn): boolean =>
			apiName !== 'id' && (field.unique !== null || apiName === findBy);
		const others = isByRecords ? [] : otherUniqueColumns(columns, request).filter(isUnique);
		const found = operation === 'insert' ? columns.filter(isUnique) : others;
		this.unique = found.map((column) => ({ column, table: new KeyTable() }));
		const key = columns.find(({ apiName }) => apiName === findBy);
		this.records = operation === 'upsert' && found.length > 0 && key !== undefined ? new RecordsOfRows(key) : null;
	}

	/** The columns whose cells are looked at. */
	get columns(): readonly MappedColumn[] {
		const own = this.unique.map(({ column }) => column);
		return this.records === null ? own : [this.records.key, ...own];
	}

	/** The values of a row that a row before has. A row without any is remembered. Rows come in ascending order. */
	note(index: number, cellOf: CellOf): readonly Twin[] {
		if (this.unique.length === 0) return NONE;
		const record = this.records?.of(index, cellOf) ?? index;
		const keyed = this.unique.map(({ column, table }) => {
			const cell = cellOf(column);
			const [key] = typeof cell === 'string' ? findKeys(column, cell) : [];
			return { column, table, key, text: typeof cell === 'string' ? filledText(cell, column) : '' };
		});
		const twins = keyed.flatMap(({ column, table, key, text }): Twin[] => {
			const before = key === undefined ? -1 : table.find(key);
			if (before === -1 || (this.records !== null && (record !== index || !this.records.isFirst(before)))) return [];
			return [{ column, text, before }];
		});
		if (twins.length > 0) return twins;
		for (const { table, key } of keyed) if (key !== undefined) table.note(key, index);
		this.records?.note(index, cellOf);
		return NONE;
	}
}

const NONE: readonly Twin[] = [];

/** Which rows of an upsert are for one record, by their Find By values. A record is named by the first of its rows. */
class RecordsOfRows {
	private readonly table = new KeyTable();
	/** By row: whether a row before it is for the same record. */
	private readonly isLater: boolean[] = [];

	constructor(readonly key: MappedColumn) {}

	/** The first row of the record of a row, or the one before it. */
	of(index: number, cellOf: CellOf): number {
		const [key] = this.keysOf(cellOf);
		const before = key === undefined ? -1 : this.table.find(key);
		return before === -1 ? index : before;
	}

	/** Whether a row is the first one of its record. */
	isFirst(index: number): boolean {
		return !this.isLater[index];
	}

	note(index: number, cellOf: CellOf): void {
		const [key] = this.keysOf(cellOf);
		while (this.isLater.length < index) this.isLater.push(false);
		this.isLater[index] = key !== undefined && this.table.note(key, index) !== -1;
	}

	private keysOf(cellOf: CellOf): readonly string[] {
		const cell = cellOf(this.key);
		return typeof cell === 'string' ? findKeys(this.key, cell) : [];
	}
}
