import { checkName, FLAG, MAX_UINT16, MAX_UINT32, METHOD, PART_BYTES, SIGNATURE, ZipShapeError } from './zipFormat';

const MAX_COMMENT_BYTES = 65_535;
/** Deflate gives at most 258 bytes for 2 bits. */
const MAX_DEFLATE_RATIO = 1_032;

/** The directory's record of one file. */
interface DirectoryEntry {
	readonly name: string;
	readonly nameBytes: Uint8Array;
	readonly flags: number;
	readonly method: number;
	readonly crc32: number;
	readonly packedBytes: number;
	readonly sizeBytes: number;
	readonly offset: number;
}

/** Where one file's deflated or stored bytes lie. */
export interface PlacedEntry extends DirectoryEntry {
	readonly dataStart: number;
	readonly dataEnd: number;
}

/**
 * Finds the files of an archive by its central directory, without unpacking any.
 * @param maxUnpackedBytes of all files together, as the directory states them
 * @throws ZipShapeError for all that can be told without unpacking, see `openZip`
 */
export function findEntries(archive: Buffer, maxEntries: number, maxUnpackedBytes: number): PlacedEntry[] {
	const end = findEnd(archive);
	const directory = readDirectory(archive, end, maxEntries);
	checkSizes(directory, maxUnpackedBytes);
	const placed = directory.map((entry) => placeEntry(archive, entry, archive.readUInt32LE(end + 16)));
	checkOverlaps(placed);
	return placed;
}

/** Where the record begins with which every archive ends. */
function findEnd(archive: Buffer): number {
	const last = archive.length - PART_BYTES.end;
	for (let at = last; at >= Math.max(0, last - MAX_COMMENT_BYTES); at -= 1) {
		if (archive.readUInt32LE(at) !== SIGNATURE.end || archive.readUInt16LE(at + 20) !== last - at) continue;
		const locator = at - PART_BYTES.zip64Locator;
		const isZip64 =
			(locator >= 0 && archive.readUInt32LE(locator) === SIGNATURE.zip64Locator) ||
			archive.readUInt16LE(at + 10) === MAX_UINT16 ||
			archive.readUInt32LE(at + 12) === MAX_UINT32 ||
			archive.readUInt32LE(at + 16) === MAX_UINT32;
		if (isZip64) throw new ZipShapeError('uses the Zip64 format, which is not supported');
		return at;
	}
	const startsLikeZip = archive.length >= 4 && archive.readUInt32LE(0) === SIGNATURE.localHeader;
	throw new ZipShapeError(startsLikeZip ? `is cut off after ${archive.length} bytes` : 'is not a valid ZIP file');
}

function readDirectory(archive: Buffer, end: number, maxEntries: number): DirectoryEntry[] {
	const count = archive.readUInt16LE(end + 10);
	const isSplit = archive.readUInt32LE(end + 4) !== 0 || archive.readUInt16LE(end + 8) !== count;
	if (isSplit) throw new ZipShapeError('is split over several files');
	if (count > maxEntries) throw new ZipShapeError(`has ${count} entries. The limit is ${maxEntries}`);
	const start = archive.readUInt32LE(end + 16);
	const directoryEnd = start + archive.readUInt32LE(end + 12);
	if (directoryEnd > end) throw new ZipShapeError('is cut off or damaged: its directory is not where it should be');
	const entries: DirectoryEntry[] = [];
	let at = start;
	for (let index = 0; index < count; index += 1) {
		const headerEnd = at + PART_BYTES.centralHeader;
		const isHeader = headerEnd <= directoryEnd && archive.readUInt32LE(at) === SIGNATURE.centralHeader;
		if (!isHeader) throw new ZipShapeError(`is damaged at entry ${index + 1} of its directory`);
		const nameEnd = headerEnd + archive.readUInt16LE(at + 28);
		const next = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
		if (next > directoryEnd) throw new ZipShapeError(`is damaged at entry ${index + 1} of its directory`);
		const nameBytes = archive.subarray(headerEnd, nameEnd);
		const flags = archive.readUInt16LE(at + 8);
		entries.push({
			name: decodeName(nameBytes, (flags & FLAG.utf8Name) !== 0),
			nameBytes,
			flags,
			method: archive.readUInt16LE(at + 10),
			crc32: archive.readUInt32LE(at + 16),
			packedBytes: archive.readUInt32LE(at + 20),
			sizeBytes: archive.readUInt32LE(at + 24),
			offset: archive.readUInt32LE(at + 42),
		});
		at = next;
	}
	if (at !== directoryEnd) throw new ZipShapeError('is damaged: its directory has more than its entries');
	return entries;
}

/** Names without the UTF-8 flag are in the writer's own code page: Latin-1 is a guess that never fails. */
function decodeName(bytes: Buffer, isUtf8: boolean): string {
	return bytes.toString(isUtf8 ? 'utf8' : 'latin1');
}

/** Refuses before anything is unpacked what must not be unpacked. */
function checkSizes(entries: readonly DirectoryEntry[], maxUnpackedBytes: number): void {
	let unpackedBytes = 0;
	for (const { name, flags, method, packedBytes, sizeBytes, offset } of entries) {
		checkName(name);
		if ((flags & FLAG.encrypted) !== 0) throw new ZipShapeError(`has "${name}" encrypted`);
		if (packedBytes === MAX_UINT32 || sizeBytes === MAX_UINT32 || offset === MAX_UINT32) {
			throw new ZipShapeError(`has "${name}" in the Zip64 format, which is not supported`);
		}
		if (method !== METHOD.stored && method !== METHOD.deflated) {
			throw new ZipShapeError(`has "${name}" compressed with method ${method}. Only deflate is supported`);
		}
		const isPossible =
			method === METHOD.stored ? sizeBytes === packedBytes : sizeBytes <= packedBytes * MAX_DEFLATE_RATIO;
		if (!isPossible)
			throw new ZipShapeError(
				`states ${sizeBytes} bytes for "${name}", but its ${packedBytes} packed bytes can't hold that many`,
			);
		unpackedBytes += sizeBytes;
		if (unpackedBytes > maxUnpackedBytes) {
			throw new ZipShapeError(`unpacks to more than ${maxUnpackedBytes} bytes at "${name}", which is the limit`);
		}
	}
}

/** Finds the bytes of a file behind its local header, which must lie before the directory and name the same file. */
function placeEntry(archive: Buffer, entry: DirectoryEntry, directoryStart: number): PlacedEntry {
	const nameStart = entry.offset + PART_BYTES.localHeader;
	const isHeader = nameStart <= directoryStart && archive.readUInt32LE(entry.offset) === SIGNATURE.localHeader;
	if (!isHeader) throw new ZipShapeError(`is damaged: "${entry.name}" does not start where the directory says`);
	const nameEnd = nameStart + archive.readUInt16LE(entry.offset + 26);
	const dataStart = nameEnd + archive.readUInt16LE(entry.offset + 28);
	const dataEnd = dataStart + entry.packedBytes;
	if (dataEnd > directoryStart)
		throw new ZipShapeError(`is cut off or damaged: "${entry.name}" overlaps the directory`);
	if (!archive.subarray(nameStart, nameEnd).equals(entry.nameBytes)) {
		throw new ZipShapeError(`names "${entry.name}" differently in its directory and before the file itself`);
	}
	return { ...entry, dataStart, dataEnd };
}

/** Overlapping files are how a small archive states a huge content without a huge ratio. */
function checkOverlaps(entries: readonly PlacedEntry[]): void {
	const inOrder = [...entries].sort((one, other) => one.offset - other.offset);
	inOrder.forEach((entry, index) => {
		const before = inOrder[index - 1];
		if (before !== undefined && before.dataEnd > entry.offset) {
			throw new ZipShapeError(`has "${entry.name}" overlapping "${before.name}"`);
		}
	});
}
