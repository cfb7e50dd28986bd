/**
 * Deflate through the platform's gzip streams: native, off the event loop, and the frame around the deflated data
 * carries the CRC-32 and the length, so no checksum code is needed here. Source: RFC 1951, RFC 1952.
 */

/** Content in pieces of any size. */
export type ByteChunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Deflated bytes and what a reader checks them against. */
export interface Deflated {
	readonly data: Uint8Array;
	readonly crc32: number;
	/** Length of the content before deflating. */
	readonly sizeBytes: number;
}

const BLOCK_BYTES = 65_536;
/** Magic number, method deflate, no flags, no time, unknown system. */
const FRAME_START = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
const FRAME_END_BYTES = 8;
/** The longest stored block that deflate has a length field for. */
const MAX_STORED_BLOCK_BYTES = 65_535;

/**
 * Deflates content as it comes, holding one block of it at a time. How the content is cut into chunks makes no difference
 * to the result.
 */
export async function deflate(content: ByteChunks): Promise<Deflated> {
	let sizeBytes = 0;
	async function* counted(): AsyncGenerator<Uint8Array> {
		for await (const block of inBlocks(content)) {
			sizeBytes += block.length;
			yield block;
		}
	}
	const parts: Uint8Array[] = [];
	const packed: ReadableStream<Uint8Array> = ReadableStream.from(counted()).pipeThrough(new CompressionStream('gzip'));
	for await (const part of packed) parts.push(part);
	const framed = Buffer.concat(parts);
	return {
		data: framed.subarray(FRAME_START.length, -FRAME_END_BYTES),
		crc32: framed.readUInt32LE(framed.length - FRAME_END_BYTES),
		sizeBytes,
	};
}

/** Gathers chunks into blocks of one size: a stream's cost is per chunk, and rows are short. */
async function* inBlocks(content: ByteChunks): AsyncGenerator<Uint8Array> {
	let block = new Uint8Array(BLOCK_BYTES);
	let filled = 0;
	for await (const chunk of content) {
		for (let at = 0; at < chunk.length; ) {
			const part = chunk.subarray(at, at + BLOCK_BYTES - filled);
			block.set(part, filled);
			filled += part.length;
			at += part.length;
			if (filled === BLOCK_BYTES) {
				yield block;
				block = new Uint8Array(BLOCK_BYTES);
				filled = 0;
			}
		}
	}
	if (filled > 0) yield block.subarray(0, filled);
}

/**
 * Gives back the content of deflated or plainly stored data.
 * @returns null if the data are damaged: another length or CRC-32 than stated. Never holds more than `sizeBytes`
 */
export async function inflate(packed: Deflated, isStored: boolean): Promise<Uint8Array | null> {
	const framed = ReadableStream.from(frame(packed, isStored));
	const unpacked: ReadableStream<Uint8Array> = framed.pipeThrough(new DecompressionStream('gzip'));
	return await collect(unpacked, packed.sizeBytes).catch(() => null);
}

async function collect(chunks: AsyncIterable<Uint8Array>, sizeBytes: number): Promise<Uint8Array | null> {
	const content = new Uint8Array(sizeBytes);
	let filled = 0;
	for await (const chunk of chunks) {
		if (filled + chunk.length > sizeBytes) return null;
		content.set(chunk, filled);
		filled += chunk.length;
	}
	return filled === sizeBytes ? content : null;
}

/** Puts the gzip frame around data, so that the stream checks CRC-32 and length. */
function* frame(packed: Deflated, isStored: boolean): Generator<Uint8Array> {
	yield FRAME_START;
	if (isStored) yield* storedBlocks(packed.data);
	else yield packed.data;
	const end = Buffer.alloc(FRAME_END_BYTES);
	end.writeUInt32LE(packed.crc32, 0);
	end.writeUInt32LE(packed.sizeBytes, 4);
	yield end;
}

/** Writes plain bytes as deflate's stored blocks. Source: RFC 1951, 3.2.4. */
function* storedBlocks(data: Uint8Array): Generator<Uint8Array> {
	let at = 0;
	do {
		const block = data.subarray(at, at + MAX_STORED_BLOCK_BYTES);
		at += block.length;
		const head = Buffer.alloc(5);
		head.writeUInt8(at < data.length ? 0 : 1, 0);
		head.writeUInt16LE(block.length, 1);
		head.writeUInt16LE(0xffff - block.length, 3);
		yield head;
		yield block;
	} while (at < data.length);
}
