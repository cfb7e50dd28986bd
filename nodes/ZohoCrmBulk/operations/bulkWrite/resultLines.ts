import type { IDataObject } from 'n8n-workflow';
import { parseCsv } from '../../../shared/archive/csv';
import { readZip, type ZipEntry } from '../../../shared/archive/zip';
import { parseRefusals, ResultFileError } from '../../../shared/import/answers/result';
import type { BulkWriteJob } from '../../../shared/zoho/bulk/writeApi';

/** The columns that Zoho adds behind those of the file. */
const ADDED = ['STATUS', 'RECORD_ID', 'ERRORS'];

/**
 * The result of a job as items, one per row in the order of the file: `{ jobId, module, file, line, status, id, errors,
 * columns }`. `line` counts data rows from 1; `columns` has the first three mapped columns, which is all that Zoho keeps.
 * @throws ZipShapeError, CsvShapeError or ResultFileError if it is not what the documentation describes
 * Source: Bulk Write, v8, Download Bulk Write Result (read 2026-11-21).
 */
export async function readResultLines(zip: Uint8Array, job: BulkWriteJob): Promise<IDataObject[]> {
	const entries = await readZip(zip);
	return entries.flatMap((entry) => {
		const { module, file } = findOrigin(entry, job, entries.length);
		return readLines(entry).map((line) => ({ jobId: job.id, module, file, ...line }));
	});
}

/** A result file is named `<Module>-<file>`; where there is one file only, it is that. */
function findOrigin(
	{ name }: ZipEntry,
	{ files }: BulkWriteJob,
	count: number,
): { readonly module: string | null; readonly file: string } {
	const found =
		files.find((file) => `${file.module}-${file.name}` === name) ??
		(count === 1 && files.length === 1 ? files[0] : undefined);
	return { module: found?.module ?? null, file: found?.name ?? name };
}

function readLines({ name, content }: ZipEntry): IDataObject[] {
	const [header = [], ...lines] = parseCsv(new TextDecoder().decode(content));
	const titles = header.map((title) => title.trim());
	const [status, id, errors] = ADDED.map((title) => titles.lastIndexOf(title));
	if (status < 0 || id < 0 || errors < 0) throw new ResultFileError(`${name} lacks the columns ${ADDED.join(', ')}`);
	const own = titles
		.map((title, column) => ({ title, column }))
		.filter(({ column }) => column !== status && column !== id && column !== errors);
	return lines.map((cells, index) => ({
		line: index + 1,
		status: cells[status] ?? '',
		id: cells[id] || null,
		errors: parseRefusals(cells[errors] ?? '').map(({ code, fields }) => ({ code, fields: [...fields] })),
		columns: Object.fromEntries(own.map(({ title, column }) => [title, cells[column] ?? ''])),
	}));
}
