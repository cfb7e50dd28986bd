import { inflate } from './gzip';
import { findEntries, type PlacedEntry } from './zipDirectory';
import { METHOD, ZipShapeError } from './zipFormat';

/** One file as unpacked. */
export interface ZipEntry {
	/** May have folders before it, separated by `/`, never `..`. */
	readonly name: string;
	readonly content: Uint8Array;
}

/** One file that can be unpacked as often as needed. */
export interface OpenedZipEntry {
	/** See `ZipEntry`. */
	readonly name: string;
	/** Unpacked, as the directory states it. */
	readonly sizeBytes: number;
	/**
	 * Unpacks the file bit by bit, never more than `sizeBytes`.
	 * @throws ZipShapeError if length or CRC-32 differ from what is stated, which may show after the last chunk only
	 */
	open(): AsyncGenerator<Uint8Array>;
}

/** How much `openZip` and `readZip` take on. */
export interface ZipLimits {
	readonly maxEntries?: number;
	/** Of all files together, unpacked. */
	readonly maxUnpackedBytes?: number;
}

const DEFAULT_MAX_ENTRIES = 1_000;
const DEFAULT_MAX_UNPACKED_BYTES = 268_435_456;

/**
 * Looks into an archive by its central directory; nothing is unpacked yet. Entries that stand for folders are left out.
 * @param bytes held, and not copied, until the last entry is read
 * @param limits 1,000 entries and 256 MiB unpacked, unless given
 * @throws ZipShapeError for what is no ZIP or a cut, encrypted, Zip64 or overlapping one, for names that lead out of a
 * folder, for sizes that the packed bytes cannot hold, and for more than `limits`
 * Source: PKWARE APPNOTE 4.3.7 to 4.3.16.
 */
export function openZip(bytes: Uint8Array, limits: ZipLimits = {}): { readonly entries: readonly OpenedZipEntry[] } {
	const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const placed = findEntries(
		archive,
		limits.maxEntries ?? DEFAULT_MAX_ENTRIES,
		limits.maxUnpackedBytes ?? DEFAULT_MAX_UNPACKED_BYTES,
	);
	const files = placed.filter(({ name, sizeBytes }) => !(name.endsWith('/') && sizeBytes === 0));
	return {
		entries: files.map((entry) => ({
			name: entry.name,
			sizeBytes: entry.sizeBytes,
			open: () => unpack(archive, entry),
		})),
	};
}

/**
 * Unpacks an archive that is small enough to be held unpacked; CRC-32 and lengths are checked.
 * @throws ZipShapeError as `openZip` does, and for damaged content
 */
export async function readZip(bytes: Uint8Array, limits: ZipLimits = {}): Promise<ZipEntry[]> {
	const files: ZipEntry[] = [];
	for (const { name, sizeBytes, open } of openZip(bytes, limits).entries) {
		const content = new Uint8Array(sizeBytes);
		let filled = 0;
		for await (const chunk of open()) {
			content.set(chunk, filled);
			filled += chunk.length;
		}
		files.push({ name, content });
	}
	return files;
}

async function* unpack(archive: Buffer, entry: PlacedEntry): AsyncGenerator<Uint8Array> {
	const data = archive.subarray(entry.dataStart, entry.dataEnd);
	for await (const chunk of inflate(
		{ data, crc32: entry.crc32, sizeBytes: entry.sizeBytes },
		entry.method === METHOD.stored,
	)) {
		if (chunk === null)
			throw new ZipShapeError(`is damaged in "${entry.name}": length or CRC-32 differ from what it states`);
		yield chunk;
	}
}
