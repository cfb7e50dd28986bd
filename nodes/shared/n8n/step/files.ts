import type { BinaryHelperFunctions, IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import { cutName, listNames } from '../../values/nameList';
import { UsageError } from '../../zoho/call/errors';
import { fail } from '../../zoho/call/recover';

/** A file of an input item, wherever n8n stores it. */
export interface BinarySource {
	readonly fileName: string | null;
	readonly mimeType: string | null;
	/** null if n8n does not say. */
	readonly sizeBytes: number | null;
	/** Its bytes from the start, in pieces. Can be called several times. */
	open(): AsyncIterable<Uint8Array>;
}

/** Reads files of input items, and stores new ones. */
export interface BinaryFiles {
	/**
	 * The file in a field, or else the only file of the item.
	 * @param isAnother whether the item must have more than one, so that only the name tells which is meant
	 * @throws UsageError if the item has no such file
	 */
	readBinary(itemIndex: number, field: string, isAnother?: boolean): Promise<BinarySource>;
	/** Stores a file for an output item: as a stream if n8n keeps files on disk, else as one buffer. */
	writeBinary(content: AsyncIterable<Uint8Array>, fileName: string, mimeType: string): Promise<IBinaryData>;
}

/** Every context of n8n that can read and store files. */
interface BinaryContext {
	readonly helpers: BinaryHelperFunctions;
}
type Stored = Parameters<BinaryHelperFunctions['prepareBinaryData']>[0];

/** How much is read from n8n's store at once. */
const PIECE_BYTES = 262_144;

/** The files of a node's run. */
export function binaryFilesOf(context: BinaryContext, items: readonly INodeExecutionData[]): BinaryFiles {
	return {
		readBinary: async (itemIndex, field, isAnother = false) =>
			await describeBinary(context, findBinary(items[itemIndex], field, isAnother)),
		writeBinary: async (content, fileName, mimeType) => await storeBinary(context, content, fileName, mimeType),
	};
}

const isBinary = (value: unknown): value is IBinaryData =>
	typeof value === 'object' && value !== null && 'data' in value && 'mimeType' in value;

/** Files are next to the json of an item, or among its keys if the workflow combines both. */
function findBinary(item: INodeExecutionData | undefined, field: string, isAnother: boolean): IBinaryData {
	const json: IDataObject = item?.json ?? {};
	const files = new Map<string, unknown>([
		...Object.entries(json).filter(([, value]) => isBinary(value)),
		...Object.entries(item?.binary ?? {}),
	]);
	const found = files.get(field);
	if (isBinary(found)) return found;
	// With a single file, there is nothing to choose.
	const [only] = files.values();
	if (files.size === 1 && isBinary(only) && !isAnother) return only;
	const names = listNames([...files.keys()]);
	throw new UsageError(
		`No file in "${cutName(field)}". This item has ${names === '' ? 'no files' : names}`,
		names === ''
			? 'Add a node that outputs a file before this one, such as Read/Write Files from Disk or HTTP Request'
			: 'Enter one of these names as the input binary field, without expression brackets',
	);
}

async function describeBinary(context: BinaryContext, binary: IBinaryData): Promise<BinarySource> {
	const { id, data, fileName = null, mimeType } = binary;
	return {
		fileName,
		mimeType: mimeType === '' ? null : mimeType,
		sizeBytes: await sizeOf(context, binary),
		open: () => (id === undefined ? cut(Buffer.from(data, 'base64')) : readStored(context, id)),
	};
}

/** Older versions of n8n have no `bytes`. */
async function sizeOf(context: BinaryContext, { id, bytes, data }: IBinaryData): Promise<number | null> {
	if (typeof bytes === 'number') return bytes;
	if (id === undefined) return Buffer.byteLength(data, 'base64');
	const { fileSize } = await context.helpers.getBinaryMetadata(id);
	return typeof fileSize === 'number' ? fileSize : null;
}

async function* readStored(context: BinaryContext, id: string): AsyncGenerator<Uint8Array> {
	const pieces: AsyncIterable<Uint8Array> = await context.helpers.getBinaryStream(id, PIECE_BYTES);
	yield* pieces;
}

async function* cut(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	for (let first = 0; first < bytes.length; first += PIECE_BYTES) yield bytes.subarray(first, first + PIECE_BYTES);
}

/**
 * n8n's store on disk takes anything that can be read in pieces. Its other stores want a Node stream, which cannot be made
 * here, and turn it into one buffer anyway. They reject the pieces before reading the first one, and then the buffer is
 * made here. Source: n8n-core 2.41.1, binary-data; @n8n/backend-network, binaryToBuffer.
 */
async function storeBinary(
	context: BinaryContext,
	content: AsyncIterable<Uint8Array>,
	fileName: string,
	mimeType: string,
): Promise<IBinaryData> {
	let hasBegun = false;
	async function* pieces(): AsyncGenerator<Uint8Array> {
		hasBegun = true;
		yield* content;
	}
	const stored = await context.helpers
		.prepareBinaryData(pieces() as unknown as Stored, fileName, mimeType)
		.catch(async (reason: unknown) => (hasBegun ? fail(reason) : null));
	return stored ?? (await context.helpers.prepareBinaryData(await collectBytes(content), fileName, mimeType));
}

async function collectBytes(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const pieces: Uint8Array[] = [];
	for await (const piece of content) pieces.push(piece);
	return Buffer.concat(pieces);
}
