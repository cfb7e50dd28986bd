import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { ZipFile as ZipWriter } from 'yazl';

/** A file of an archive, unpacked. */
export interface ArchiveFile {
	readonly name: string;
	readonly content: Buffer;
}

function openArchive(bytes: Buffer): Promise<ZipFile> {
	return new Promise((resolve, reject) =>
		fromBuffer(bytes, { lazyEntries: true }, (error, archive) => (error ? reject(error) : resolve(archive))),
	);
}

function readEntry(archive: ZipFile, entry: Entry): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		archive.openReadStream(entry, (error, stream) => {
			if (error) reject(error);
			else buffer(stream).then(resolve, reject);
		});
	});
}

/**
 * Unpacks a zip. Folders are left out.
 * @throws Error when the bytes are no zip, or an entry is cut or differs from its checksum
 */
export async function readArchive(bytes: Buffer): Promise<ArchiveFile[]> {
	const archive = await openArchive(bytes);
	return await new Promise((resolve, reject) => {
		const files: ArchiveFile[] = [];
		archive.on('error', reject);
		archive.on('end', () => resolve(files));
		archive.on('entry', (entry: Entry) => {
			if (entry.fileName.endsWith('/')) {
				archive.readEntry();
				return;
			}
			readEntry(archive, entry)
				.then((content) => {
					if (crc32(content) !== entry.crc32) throw new Error(`${entry.fileName} differs from its checksum`);
					files.push({ name: entry.fileName, content });
					archive.readEntry();
				})
				.catch(reject);
		});
		archive.readEntry();
	});
}

/** Packs files into a zip. @param modified time stamp of every entry */
export async function writeArchive(files: readonly ArchiveFile[], modified: Date): Promise<Buffer> {
	const archive = new ZipWriter();
	for (const { name, content } of files) archive.addBuffer(content, name, { mtime: modified });
	archive.end();
	return await buffer(archive.outputStream);
}
