/**
 * Deflate through the platform's gzip streams: native, off the event loop, and the frame around the deflated data
 * carries the CRC-32 and the length, so no checksum code is needed here. Source: RFC 1951, RFC 1952.
 */

/** Content in pieces of any size. */
export type ByteChunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** What a reader checks deflated bytes against. */
interface Checks {
	readonly crc32: number;
	/** Length of the content before deflating. */
	readonly sizeBytes: number;
}

/** Deflated bytes, in the pieces in which they came: whoever joins them does so once. */
export interface Deflated extends Checks {
	readonly pieces: readonly Uint8Array[];
	readonly packedBytes: number;
}

/** Deflated bytes as they lie in an archive. */
export interface Packed extends Checks {
	readonly data: Uint8Array;
}

const BLOCK_BYTES = 65_536;
/** Chunks from this length on are worth a block of their own. */
const LONG_CHUNK_BYTES = 32_768;
/** Magic number, method deflate, no flags, no time, unknown system. */
const FRAME_START = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
const FRAME_END_BYTES = 8;
/** The longest stored block that deflate has a length field for. */
const MAX_STORED_BLOCK_BYTES = 65_535;

/**
 * Deflates content as it comes, holding one block of it at a time. How the content is cut into chunks makes no difference
 * to the result. Chunks must not be changed afterwards: they may still be waiting to be read.
 * @param maxBytes once the deflated bytes are more, no further content is taken: it is of no use to the caller then
 */
export async function deflate(content: ByteChunks, maxBytes = Infinity): Promise<Deflated> {
	const stream = new CompressionStream('gzip');
	const writer = stream.writable.getWriter();
	const framed: Uint8Array[] = [];
	let framedBytes = 0;
	const reading = async (): Promise<void> => {
		for await (const piece of stream.readable) {
			framed.push(piece);
			framedBytes += piece.length;
		}
	};
	const writing = writeBlocks(content, writer, () => framedBytes > maxBytes + FRAME_START.length + FRAME_END_BYTES);
	writing.catch((reason: unknown) => writer.abort(reason)).catch(() => undefined);
	const [sizeBytes] = await Promise.all([writing, reading()]);
	const end = Buffer.concat(framed.slice(-FRAME_END_BYTES));
	const pieces = cutEnds(framed, FRAME_START.length, FRAME_END_BYTES);
	return {
		pieces,
		packedBytes: pieces.reduce((sum, piece) => sum + piece.length, 0),
		crc32: end.readUInt32LE(end.length - FRAME_END_BYTES),
		sizeBytes,
	};
}

/** Pieces without some bytes at their start and end. */
function cutEnds(pieces: readonly Uint8Array[], startBytes: number, endBytes: number): Uint8Array[] {
	const endAt = pieces.reduce((sum, piece) => sum + piece.length, 0) - endBytes;
	let at = 0;
	return pieces.flatMap((piece) => {
		const kept = piece.subarray(Math.max(0, startBytes - at), Math.max(0, endAt - at));
		at += piece.length;
		return kept.length === 0 ? [] : [kept];
	});
}

/**
 * Writes content block by block, each when the one before is through. The next block is fetched while one is deflated in
 * another thread, which is why this is no pipe.
 * @param isEnough whether no further block is wanted
 * @returns how many bytes that were
 */
async function writeBlocks(
	content: ByteChunks,
	writer: WritableStreamDefaultWriter<Uint8Array>,
	isEnough: () => boolean,
): Promise<number> {
	let sizeBytes = 0;
	for await (const block of inBlocks(content)) {
		if (isEnough()) break;
		sizeBytes += block.length;
		await writer.ready;
		// A write that does not succeed ends the reading side, and that is where it is seen.
		writer.write(block).catch(() => undefined);
	}
	await writer.close();
	return sizeBytes;
}

/** Gathers short chunks into blocks, because a stream's cost is per chunk; long ones are passed on as they are, uncopied. */
async function* inBlocks(content: ByteChunks): AsyncGenerator<Uint8Array> {
	let block = new Uint8Array(0);
	let filled = 0;
	for await (const chunk of content) {
		const isLong = chunk.length >= LONG_CHUNK_BYTES;
		if (filled > 0 && (isLong || filled + chunk.length > BLOCK_BYTES)) {
			yield block.subarray(0, filled);
			filled = 0;
		}
		if (isLong) {
			yield chunk;
			continue;
		}
		if (filled === 0) block = new Uint8Array(BLOCK_BYTES);
		block.set(chunk, filled);
		filled += chunk.length;
	}
	if (filled > 0) yield block.subarray(0, filled);
}

/**
 * Gives back the content of deflated or plainly stored data, as it is unpacked.
 * @returns chunks, never more than `sizeBytes` together; null as the last one if the data turn out damaged: another length
 * or CRC-32 than stated, which may show at the end only
 */
export async function* inflate(packed: Packed, isStored: boolean): AsyncGenerator<Uint8Array | null> {
	const framed = ReadableStream.from(frame(packed, isStored));
	const unpacked: ReadableStream<Uint8Array> = framed.pipeThrough(new DecompressionStream('gzip'));
	const reader = unpacked.getReader();
	let leftBytes = packed.sizeBytes;
	try {
		for (;;) {
			const step = await reader.read().catch(() => null);
			if (step?.done && leftBytes === 0) return;
			const chunk = step?.value ?? null;
			if (chunk === null || chunk.length > leftBytes) {
				yield null;
				return;
			}
			leftBytes -= chunk.length;
			yield chunk;
		}
	} finally {
		await reader.cancel().catch(() => undefined);
	}
}

/**
 * Unpacks a gzip file as it comes. Source: RFC 1952.
 * @returns chunks; null as the last one if the file turns out damaged, cut off or no gzip
 */
export async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | null> {
	const unpacked: ReadableStream<Uint8Array> = ReadableStream.from(packed).pipeThrough(new DecompressionStream('gzip'));
	const reader = unpacked.getReader();
	try {
		for (;;) {
			const step = await reader.read().catch(() => null);
			if (step?.done) return;
			yield step?.value ?? null;
			if (step === null) return;
		}
	} finally {
		await reader.cancel().catch(() => undefined);
	}
}

/** Puts the gzip frame around data, so that the stream checks CRC-32 and length. */
function* frame(packed: Packed, isStored: boolean): Generator<Uint8Array> {
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
