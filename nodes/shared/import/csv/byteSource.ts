/** A file that can be read as often as needed, always with the same bytes. */
export interface ByteSource {
	/** null if it has none. */
	readonly fileName: string | null;
	/** Chunks of any size. */
	open(): AsyncIterable<Uint8Array>;
}

/** The byte order mark of UTF-8. */
export const MARK = Uint8Array.of(0xef, 0xbb, 0xbf);
/** Enough to tell what kind of file it is. */
const LONGEST_START = 64;

/** Whether bytes begin with some others. */
export const beginsWith = (bytes: Uint8Array, start: readonly number[] | Uint8Array): boolean =>
	[...start].every((byte, at) => bytes[at] === byte);

/** The first bytes of a file: enough to tell what kind of file it is. */
export async function readStart(source: ByteSource): Promise<Uint8Array> {
	let start = new Uint8Array();
	for await (const chunk of source.open()) {
		start = Buffer.concat([start, chunk.subarray(0, LONGEST_START)]);
		if (start.length >= LONGEST_START) break;
	}
	return start;
}
