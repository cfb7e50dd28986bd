import { gunzip } from '../../archive/gzip';
import { COMMA, LINE_FEED, QUOTE, TAB } from '../../archive/bytes';
import { readRecords, type RecordBlock } from '../../archive/csvRecords';
import { UsageError } from '../../zoho/call/errors';
import { MAX_GZIP_RATIO, MAX_PLAIN_GZIP_BYTES } from '../../zoho/call/limits';
import { fail } from '../../zoho/call/recover';
import type { ByteSource } from './byteSource';
import { contentEnd, quoteCell, splitRecord } from './recordBytes';

/*
 * Other forms of a file as the one that is read and sent: UTF-8, or an encoding that can be cut as bytes, with a delimiter
 * that Zoho CRM reads. Each is a stream over a stream, opened anew for every pass.
 */

/** The content of a gzip file. @throws UsageError, while it is read, for a damaged one and one that unpacks to too much */
export function unpacked(source: ByteSource): ByteSource {
	return {
		fileName: source.fileName,
		async *open() {
			let packedBytes = 0;
			let failure: unknown = null;
			const counted = async function* (): AsyncGenerator<Uint8Array> {
				try {
					for await (const chunk of source.open()) {
						packedBytes += chunk.length;
						yield chunk;
					}
				} catch (reason) {
					failure = reason;
				}
			};
			let sizeBytes = 0;
			for await (const chunk of gunzip(counted())) {
				if (failure !== null) fail(failure);
				if (chunk === null)
					throw new UsageError('The gzip file is damaged or cut off', 'Create it again, or use the CSV file itself');
				sizeBytes += chunk.length;
				if (sizeBytes > MAX_PLAIN_GZIP_BYTES && sizeBytes > packedBytes * MAX_GZIP_RATIO)
					throw new UsageError(
						`The gzip file unpacks to more than ${MAX_GZIP_RATIO} times its size`,
						'Use the CSV file itself, which can have any size',
					);
				yield chunk;
			}
		},
	};
}

/** Longer chunks are converted in parts, so that none keeps other work of n8n waiting. */
const MAX_PART_BYTES = 262_144;

/** Which end of its units comes first in UTF-16. */
export type Utf16 = 'utf-16le' | 'utf-16be';

/** How UTF-16 begins: with a mark, or with characters of ASCII, which have a byte 0 each. */
export function findUtf16(start: Uint8Array): Utf16 | null {
	const [one, two, three, four] = start;
	if (one === 0xff && two === 0xfe) return 'utf-16le';
	if (one === 0xfe && two === 0xff) return 'utf-16be';
	if (start.length < 4) return null;
	if (one !== 0 && two === 0 && three !== 0 && four === 0) return 'utf-16le';
	return one === 0 && two !== 0 && three === 0 && four !== 0 ? 'utf-16be' : null;
}

/** A file in UTF-16 as UTF-8, without byte order mark. @throws UsageError, while it is read, for bytes that are no UTF-16 */
export function fromUtf16(source: ByteSource, encoding: Utf16): ByteSource {
	return {
		fileName: source.fileName,
		async *open() {
			const decoder = new TextDecoder(encoding, { fatal: true });
			for await (const chunk of source.open()) {
				for (let at = 0; at < chunk.length; at += MAX_PART_BYTES)
					yield* encode(decodeOrNull(decoder, chunk.subarray(at, at + MAX_PART_BYTES)));
			}
			yield* encode(decodeOrNull(decoder, null));
		},
	};
}

/** @param bytes null at the end of the file */
function decodeOrNull(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array | null): string | null {
	try {
		return bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true });
	} catch {
		return null;
	}
}

function encode(text: string | null): Uint8Array[] {
	if (text === null)
		throw new UsageError('The file has bytes that are not valid UTF-16', 'Save the file again as UTF-8 or UTF-16');
	return text === '' ? [] : [Buffer.from(text)];
}

/** The same file without its first lines. */
export function withoutLines(source: ByteSource, count: number): ByteSource {
	return {
		fileName: source.fileName,
		async *open() {
			let left = count;
			for await (const chunk of source.open()) {
				let start = 0;
				while (left > 0 && start < chunk.length) {
					const end = chunk.indexOf(LINE_FEED, start);
					start = end === -1 ? chunk.length : end + 1;
					if (end !== -1) left -= 1;
				}
				if (start < chunk.length) yield start === 0 ? chunk : chunk.subarray(start);
			}
		},
	};
}

/** A file whose cells are separated by tabs, with commas. Row by row it stays as it is, with quotes where a cell needs them. */
export function fromTabs(source: ByteSource, maxRecordBytes: number): ByteSource {
	return {
		fileName: source.fileName,
		async *open() {
			for await (const block of readRecords(source.open(), { delimiter: TAB, maxRecordBytes }))
				yield isPlain(block) ? replaceTabs(block.bytes) : rewriteTabs(block);
		},
	};
}

const isPlain = ({ bytes, afterGap }: RecordBlock): boolean =>
	afterGap.length === 0 && !bytes.includes(COMMA) && !bytes.includes(QUOTE);

function replaceTabs(bytes: Uint8Array): Uint8Array {
	// Not `slice`: of a Buffer that would be a view of the same bytes.
	const replaced = new Uint8Array(bytes);
	for (let at = replaced.indexOf(TAB); at !== -1; at = replaced.indexOf(TAB, at + 1)) replaced[at] = COMMA;
	return replaced;
}

function rewriteTabs({ bytes, starts, count, afterGap }: RecordBlock): Uint8Array {
	const gaps = new Set(afterGap);
	const pieces: Uint8Array[] = [];
	for (let record = 0; record < count; record += 1) {
		// Empty lines mark the end of the data.
		if (gaps.has(record)) pieces.push(Uint8Array.of(LINE_FEED));
		const start = starts[record];
		const end = contentEnd(bytes, start, starts[record + 1]);
		splitRecord(bytes.subarray(start, end), TAB).forEach((cell, at) => {
			if (at > 0) pieces.push(Uint8Array.of(COMMA));
			pieces.push(cell.includes(COMMA) ? quoteCell(cell) : cell);
		});
		pieces.push(bytes.subarray(end, starts[record + 1]));
	}
	return Buffer.concat(pieces);
}
