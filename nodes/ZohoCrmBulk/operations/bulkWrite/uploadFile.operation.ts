import type { BinarySource } from '../../../shared/n8n/step/files';
import { operation } from '../../../shared/n8n/step/operation';
import { UsageError } from '../../../shared/zoho/call/errors';
import { MAX_UPLOAD_BYTES } from '../../../shared/zoho/call/limits';
import { inputFileParameter } from './jobParameters';
import { SCOPES } from '../../../shared/zoho/call/scopes';

/** With these bytes every ZIP begins that holds a file. Source: PKWARE APPNOTE 4.3.7. */
const ZIP_SIGNATURE = [0x50, 0x4b, 0x03, 0x04];

/** Bulk Write > Upload File. Source: Bulk Write, v8, Upload File (read 2026-11-21). */
export const uploadFile = operation({
	option: {
		name: 'Upload File',
		value: 'uploadFile',
		action: 'Upload file',
		description: 'Upload a ZIP of up to 25 MB with the CSV file of a job, or with those of a parent and its children',
	},
	parameters: [inputFileParameter()],
	scopes: () => [SCOPES.organization.read, SCOPES.files.all],
	async each({ zoho, read, readBinary }) {
		const source = await readBinary(read.string('binaryField'));
		const fileName = source.fileName ?? 'upload.zip';
		const zip = await readZipBytes(source, fileName);
		const { zgid } = await zoho.organization.get();
		const { fileId } = await zoho.files.upload({ zip, fileName, zgid });
		return { fileId, fileName, sizeBytes: zip.length };
	},
});

/** @throws UsageError, as soon as it is known, for more bytes than Zoho takes and for what is no ZIP */
async function readZipBytes(source: BinarySource, fileName: string): Promise<Uint8Array> {
	checkSize(source.sizeBytes ?? 0, fileName);
	const pieces: Uint8Array[] = [];
	let sizeBytes = 0;
	for await (const piece of source.open()) {
		sizeBytes += piece.length;
		checkSize(sizeBytes, fileName);
		pieces.push(piece);
	}
	const zip = Buffer.concat(pieces);
	if (ZIP_SIGNATURE.every((byte, index) => zip[index] === byte)) return zip;
	throw new UsageError(
		`The file "${fileName}" is not a ZIP archive with a file in it`,
		'Pack the CSV file with a Compression step before this one, or use Import, which packs it itself',
	);
}

function checkSize(sizeBytes: number, fileName: string): void {
	if (sizeBytes <= MAX_UPLOAD_BYTES) return;
	throw new UsageError(
		`The file "${fileName}" has over ${MAX_UPLOAD_BYTES} bytes, which is what Zoho CRM takes`,
		'Divide its rows among several ZIP files, each with a job of its own',
	);
}
