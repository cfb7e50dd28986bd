import type { BinarySource } from '../../../shared/n8n/step/files';
import { operation } from '../../../shared/n8n/step/operation';
import { UsageError } from '../../../shared/zoho/call/errors';
import { MAX_UPLOAD_BYTES } from '../../../shared/zoho/call/limits';
import { inputFile } from '../common/parameters';
import { SCOPES } from '../../../shared/zoho/call/scopes';

/** Every ZIP that contains a file begins with these bytes. Source: PKWARE APPNOTE 4.3.7. */
const ZIP_SIGNATURE = [0x50, 0x4b, 0x03, 0x04];

/** Bulk Write > Upload File. Source: Bulk Write, v8, Upload File (read 2026-11-21). */
export const uploadFile = operation({
	option: {
		name: 'Upload File',
		value: 'uploadFile',
		action: 'Upload a file for a job',
		description:
			'Upload a ZIP of up to 25 MB with the CSV file of a job, or the CSV files of a parent and its children',
	},
	parameters: [inputFile.form],
	scopes: () => [SCOPES.organization.read, SCOPES.files.all],
	async each({ zoho, read, readBinary }) {
		const source = await readBinary(inputFile.read(read));
		const fileName = source.fileName ?? 'upload.zip';
		const zip = await readZipBytes(source, fileName);
		const { zgid } = await zoho.organization.get();
		const { fileId } = await zoho.files.upload({ zip, fileName, zgid });
		return { fileId, fileName, sizeBytes: zip.length };
	},
});

/** @throws UsageError for a file that is too large, as soon as that is known, or not a ZIP */
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
		`The file "${fileName}" is not a ZIP archive that contains a file`,
		'Compress the CSV file with a Compression node before this one, or use Import, which does it for you',
	);
}

function checkSize(sizeBytes: number, fileName: string): void {
	if (sizeBytes <= MAX_UPLOAD_BYTES) return;
	throw new UsageError(
		`The file "${fileName}" is larger than ${MAX_UPLOAD_BYTES} bytes, the limit of Zoho CRM`,
		'Split its rows into several ZIP files, and create a job for each',
	);
}
