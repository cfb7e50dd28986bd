const BLOCK_BYTES = 65_536;
/** The most that UTF-8 takes for one unit of a string; pairs of surrogates take less. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * Gathers texts as UTF-8, in blocks of up to 64 KiB; a text that is longer makes a longer one. Each text is encoded right to
 * its place: joining texts first, and encoding what comes of it, takes twice the time.
 */
export class Utf8Blocks {
	private block = Buffer.allocUnsafe(BLOCK_BYTES);
	private filled = 0;

	/** Adds a text. @returns the texts before it, if it needed a new block; else null */
	add(text: string): Uint8Array | null {
		const mostBytes = text.length * MAX_BYTES_PER_UNIT;
		const full = this.filled + mostBytes > BLOCK_BYTES && this.filled > 0 ? this.rest() : null;
		if (mostBytes > this.block.length) this.block = Buffer.allocUnsafe(mostBytes);
		this.filled += this.block.write(text, this.filled);
		return full;
	}

	/** The texts that were not given out yet. */
	rest(): Uint8Array {
		const rest = this.block.subarray(0, this.filled);
		this.block = Buffer.allocUnsafe(BLOCK_BYTES);
		this.filled = 0;
		return rest;
	}
}
