import { deflate, type ByteChunks, type Deflated } from './gzip';
import { checkName, FLAG, MAX_UINT16, MAX_UINT32, METHOD, PART_BYTES, SIGNATURE, ZipShapeError } from './zipFormat';

/** One file to pack. */
export interface ZipEntryInput {
	/** File name without folders. */
	readonly name: string;
	readonly content: ByteChunks;
}

/** The version of the format that a reader must know: 2.0. */
const VERSION = 20;

/**
 * Packs files into an archive, each deflated, with sizes and CRC in the local header.
 * @param modified written into every entry, in UTC, to 2 seconds, from 1980 on; the same entries and `modified` give the
 * same bytes
 * @param maxBytes an archive that gets longer is given up: what comes back then is longer than that, and is no archive
 * @throws ZipShapeError for a name with folders, two equal names, or sizes that only Zip64 could hold
 * Source: PKWARE APPNOTE 4.3.7 to 4.3.16.
 */
export async function packZip(
	entries: readonly ZipEntryInput[],
	modified: Date,
	maxBytes = Infinity,
): Promise<Uint8Array> {
	checkEntries(entries);
	const files: Uint8Array[] = [];
	const directory: Uint8Array[] = [];
	let offset = 0;
	for (const { name, content } of entries) {
		const packed = await deflate(content, maxBytes - offset);
		const nameBytes = Buffer.from(name, 'utf8');
		const facts = encodeFacts(packed, nameBytes, modified);
		const localHeader = Buffer.concat([uint32(SIGNATURE.localHeader), facts, uint16(0), nameBytes]);
		directory.push(encodeCentralHeader(facts, nameBytes, offset));
		files.push(localHeader, ...packed.pieces);
		offset += localHeader.length + packed.packedBytes;
		if (offset > maxBytes) return Buffer.concat(files);
		if (packed.sizeBytes >= MAX_UINT32 || offset >= MAX_UINT32)
			throw new ZipShapeError(`can't hold "${name}": the limit is 4 GiB`);
	}
	return Buffer.concat([...files, ...directory, encodeEnd(directory, offset)]);
}

function checkEntries(entries: readonly ZipEntryInput[]): void {
	if (entries.length >= MAX_UINT16) throw new ZipShapeError(`can't hold ${entries.length} files`);
	const names = new Set<string>();
	for (const { name } of entries) {
		checkName(name);
		if (name.includes('/')) throw new ZipShapeError(`can't hold "${name}": a file name can't have folders`);
		if (names.has(name)) throw new ZipShapeError(`can't hold two files named "${name}"`);
		names.add(name);
	}
}

function uint16(value: number): Uint8Array {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16LE(value);
	return bytes;
}

function uint32(value: number): Uint8Array {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}

/** The part that local and central header have in common: from the version to the length of the name. */
function encodeFacts(packed: Deflated, nameBytes: Uint8Array, modified: Date): Uint8Array {
	const facts = Buffer.alloc(24);
	const isAscii = nameBytes.every((byte) => byte < 0x80);
	const yearsSince1980 = Math.max(modified.getUTCFullYear() - 1980, 0);
	facts.writeUInt16LE(VERSION, 0);
	facts.writeUInt16LE(isAscii ? 0 : FLAG.utf8Name, 2);
	facts.writeUInt16LE(METHOD.deflated, 4);
	facts.writeUInt16LE(
		(modified.getUTCHours() << 11) | (modified.getUTCMinutes() << 5) | (modified.getUTCSeconds() >> 1),
		6,
	);
	facts.writeUInt16LE((yearsSince1980 << 9) | ((modified.getUTCMonth() + 1) << 5) | modified.getUTCDate(), 8);
	facts.writeUInt32LE(packed.crc32, 10);
	facts.writeUInt32LE(packed.packedBytes, 14);
	facts.writeUInt32LE(packed.sizeBytes % (MAX_UINT32 + 1), 18);
	facts.writeUInt16LE(nameBytes.length, 22);
	return facts;
}

function encodeCentralHeader(facts: Uint8Array, nameBytes: Uint8Array, offset: number): Uint8Array {
	// Lengths of extra field and comment, disk, attributes: all empty.
	const empty = Buffer.alloc(12);
	return Buffer.concat([uint32(SIGNATURE.centralHeader), uint16(VERSION), facts, empty, uint32(offset), nameBytes]);
}

function encodeEnd(directory: readonly Uint8Array[], directoryOffset: number): Uint8Array {
	const end = Buffer.alloc(PART_BYTES.end);
	end.writeUInt32LE(SIGNATURE.end, 0);
	end.writeUInt16LE(directory.length, 8);
	end.writeUInt16LE(directory.length, 10);
	end.writeUInt32LE(
		directory.reduce((sum, header) => sum + header.length, 0),
		12,
	);
	end.writeUInt32LE(directoryOffset, 16);
	return end;
}
