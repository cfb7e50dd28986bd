import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer as readBuffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import yazl from 'yazl';
import { packZip } from '../../../nodes/shared/archive/zip';

/** When the archives of the tests were made. */
export const MODIFIED = new Date('2026-11-21T09:30:15Z');

/** Text as UTF-8. */
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An archive of two small files, `a.csv` and `b.csv`. */
export async function sample(): Promise<Buffer> {
	return Buffer.from(
		await packZip(
			[
				{ name: 'a.csv', content: [bytesOf('Last_Name\r\nOkafor\r\n')] },
				{ name: 'b.csv', content: [bytesOf('Name\r\n')] },
			],
			MODIFIED,
		),
	);
}

/** A copy of an archive with other numbers at some places. */
export function patch(archive: Uint8Array, change: (copy: Buffer) => void): Buffer {
	const copy = Buffer.from(archive);
	change(copy);
	return copy;
}

/** Where the directory of an archive without comment begins. */
export const directoryStart = (archive: Buffer): number => archive.readUInt32LE(archive.length - 6);

/**
 * Makes an archive of one file `a.csv` whose directory and local header state what they are told to, whatever the data are.
 * @param data deflated, or meant to look so
 */
export async function archiveOf(
	data: Uint8Array,
	stated: { readonly sizeBytes: number; readonly crc32?: number },
): Promise<Buffer> {
	const archive = Buffer.from(await packZip([{ name: 'a.csv', content: [bytesOf('x')] }], MODIFIED));
	const local = Buffer.from(archive.subarray(0, 35));
	const directory = Buffer.from(archive.subarray(directoryStart(archive)));
	for (const [part, place] of [
		[local, 14],
		[directory, 16],
	] as const) {
		if (stated.crc32 !== undefined) part.writeUInt32LE(stated.crc32, place);
		part.writeUInt32LE(data.length, place + 4);
		part.writeUInt32LE(stated.sizeBytes, place + 8);
	}
	directory.writeUInt32LE(35 + data.length, directory.length - 6);
	return Buffer.concat([local, data, directory]);
}

/** One file as yauzl reads it. */
export interface IndependentEntry {
	readonly name: string;
	readonly bytes: Buffer;
	readonly entry: yauzl.Entry;
}

/** Reads an archive with yauzl, which checks sizes. */
export async function readIndependently(archive: Uint8Array): Promise<IndependentEntry[]> {
	const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
		yauzl.fromBuffer(Buffer.from(archive), { lazyEntries: true, strictFileNames: true }, (error, file) =>
			error ? reject(error) : resolve(file),
		);
	});
	const found: IndependentEntry[] = [];
	return await new Promise((resolve, reject) => {
		zip.on('error', reject);
		zip.on('end', () => resolve(found));
		zip.on('entry', (entry: yauzl.Entry) => {
			zip.openReadStream(entry, (error, stream) => {
				if (error) return reject(error);
				readBuffer(stream).then((bytes) => {
					found.push({ name: entry.fileName, bytes, entry });
					zip.readEntry();
				}, reject);
			});
		});
		zip.readEntry();
	});
}

/** Writes an archive with yazl. */
export async function writeIndependently(
	add: (zip: yazl.ZipFile) => void,
	options: { comment?: string; forceZip64Format?: boolean } = {},
): Promise<Buffer> {
	const zip = new yazl.ZipFile();
	add(zip);
	zip.end({ forceZip64Format: false, comment: '', ...options });
	const chunks: Buffer[] = [];
	for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
	return Buffer.concat(chunks);
}

/** A text as a stream of one chunk. */
export const streamOf = (text: string): Readable => Readable.from([Buffer.from(text)]);

/** What the `unzip` program says to an archive, and what it unpacks. */
export interface UnzipAnswer {
	/** Exit code of `unzip -t`, 0 where it finds nothing to complain of, CRC-32 included. */
	readonly code: number | null;
	readonly words: string;
	/** The contents of all files, one after the other, from `unzip -p`. */
	readonly contents: Buffer;
}

/** Whether the `unzip` program is installed. */
export function hasUnzip(): boolean {
	return spawnSync('unzip', ['-v']).status === 0;
}

/** Has the `unzip` program test and unpack an archive. */
export function unzip(archive: Uint8Array): UnzipAnswer {
	const folder = mkdtempSync(path.join(tmpdir(), 'zoho-unzip-'));
	try {
		const file = path.join(folder, 'archive.zip');
		writeFileSync(file, archive);
		const tested = spawnSync('unzip', ['-t', file], { encoding: 'utf8' });
		const printed = spawnSync('unzip', ['-p', file], { maxBuffer: 100_000_000 });
		return { code: tested.status, words: tested.stdout + tested.stderr, contents: printed.stdout };
	} finally {
		rmSync(folder, { recursive: true });
	}
}
