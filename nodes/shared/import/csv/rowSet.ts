/** A set of rows by their indexes: one bit each. */
export class RowSet {
	private words = new Uint32Array(1_024);
	private count = 0;

	get isEmpty(): boolean {
		return this.count === 0;
	}

	add(index: number): void {
		const word = index >>> 5;
		if (word >= this.words.length) {
			const larger = new Uint32Array(Math.max(word + 1, 2 * this.words.length));
			larger.set(this.words);
			this.words = larger;
		}
		if (!this.has(index)) this.count += 1;
		this.words[word] |= 1 << (index & 31);
	}

	has(index: number): boolean {
		return this.count > 0 && ((this.words[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
	}
}
