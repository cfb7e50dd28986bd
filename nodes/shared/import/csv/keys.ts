import { decodeCell } from '../../archive/csvRecords';

/** Cells of a chunk's rows by which a result file names them, kept as bytes: a fifth of what texts would take. */
export class KeptCells {
	private bytes: Uint8Array;
	private readonly ends: Uint32Array;
	private filled = 0;
	private cells = 0;

	/**
	 * @param rowCount how many rows will be kept
	 * @param width how many cells each has
	 */
	constructor(
		rowCount: number,
		private readonly width: number,
	) {
		this.bytes = new Uint8Array(Math.max(64, rowCount * width * 16));
		this.ends = new Uint32Array(rowCount * width);
	}

	/** Keeps the next cell: rows one after the other, each with its cells in order. Quotes are part of it. */
	add(from: Uint8Array, start: number, end: number): void {
		if (this.filled + end - start > this.bytes.length) this.grow(end - start);
		const { bytes } = this;
		let { filled } = this;
		// Cells are short: copying them byte by byte is faster than a call for each.
		for (let at = start; at < end; at += 1) {
			bytes[filled] = from[at];
			filled += 1;
		}
		this.filled = filled;
		this.ends[this.cells] = filled;
		this.cells += 1;
	}

	/** The texts of one cell of every row. */
	texts(cell: number, decode: (bytes: Uint8Array) => string): string[] {
		const texts: string[] = [];
		for (let at = cell; at < this.cells; at += this.width) {
			texts.push(decodeCell(this.bytes, at === 0 ? 0 : this.ends[at - 1], this.ends[at], decode));
		}
		return texts;
	}

	/** Gives back memory that was taken in advance; nothing is added afterwards. */
	close(): void {
		this.bytes = this.bytes.slice(0, this.filled);
	}

	private grow(more: number): void {
		const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.filled + more));
		larger.set(this.bytes.subarray(0, this.filled));
		this.bytes = larger;
	}
}
