import type { IDataObject } from 'n8n-workflow';
import { readZip, type ZipEntry } from '../../../shared/archive/zip';
import { parseRefusals, readLines, ResultFileError } from '../../../shared/import/answers/result';
import { refusalWords } from '../../../shared/import/rows/refusalWords';
import type { Sleep } from '../../../shared/import/rows/source';
import { choice, parameter } from '../../../shared/n8n/form/options';
import { resultRow, type ResultShape } from '../../../shared/n8n/step/resultRow';
import { toSentence } from '../../../shared/values/texts';
import { explain } from '../../../shared/zoho/advice/advice';
import { hasEnded } from '../../../shared/bulk/writeJobs';
import { operation, OutputItem } from '../../../shared/n8n/step/operation';
import type { BulkWriteJob } from '../../../shared/zoho/bulk/writeApi';
import type { ZohoClient } from '../../../shared/zoho/client';
import { UsageError, ZohoApiError } from '../../../shared/zoho/call/errors';
import { fail, recover } from '../../../shared/zoho/call/recover';
import { jobId, outputFile, waitUntilEnded } from '../common/parameters';
import { SCOPES } from '../../../shared/zoho/call/scopes';

const resultAs = parameter(
	'resultAs',
	choice(
		'Output',
		{
			file: ['Binary File', 'The ZIP with the result files'],
			items: [
				'Items',
				'One item per row, with its status, the reason if it failed, the record ID and the first three columns',
			],
		},
		'items',
		'How to return the result',
		{ noDataExpression: true },
	),
);

/** Bulk Write > Get Result. Source: Bulk Write, v8, Download Bulk Write Result (read 2026-11-21). */
export const getResult = operation({
	option: {
		name: 'Get Result',
		value: 'getResult',
		action: 'Get the result of a job',
		description:
			'Retrieve the result of each row of a job. Zoho CRM keeps results for 7 days after the job has finished.',
	},
	parameters: [jobId.form, resultAs.form, { ...outputFile.form, displayOptions: { show: { resultAs: ['file'] } } }],
	scopes: () => [SCOPES.bulk.read],
	async each({ zoho, read, writeBinary, execution }) {
		const job = await zoho.bulkWrite.get(jobId.read(read));
		const zip = await download(zoho, job);
		if (resultAs.read(read) === 'items') return await readItems(zip, job, execution.sleep);
		const fileName = `${job.id}.zip`;
		const file = await writeBinary(inOnePiece(zip), fileName, 'application/zip');
		return new OutputItem(
			{ jobId: job.id, fileName, sizeBytes: zip.length },
			{ binary: { [outputFile.read(read)]: file } },
		);
	},
});

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	yield bytes;
}

/** @throws UsageError saying why there is no result: not yet, not any more, or never */
async function download(zoho: ZohoClient, job: BulkWriteJob): Promise<Uint8Array> {
	const { id, state, code, downloadUrl } = job;
	if (!hasEnded(job))
		throw new UsageError(
			`Job ${id} has no result yet: its state is ${state}`,
			`Add a Get Job node with ${waitUntilEnded.form.displayName} before this one`,
		);
	if (downloadUrl === null)
		throw new UsageError(
			`Job ${id} finished as ${state} without a result${code === null ? '' : ` (${code})`}`,
			'Use Get Job to see the reason, fix the file, and create a new job',
		);
	return await recover(
		zoho.files.download(downloadUrl),
		(reason) => reason instanceof ZohoApiError && reason.status === 404,
		() =>
			fail(
				new UsageError(
					`Zoho CRM no longer has the result of job ${id}: it keeps results for 7 days`,
					'Check the records in Zoho CRM',
					'RESOURCE_NOT_FOUND',
				),
			),
	);
}

async function readItems(zip: Uint8Array, job: BulkWriteJob, sleep: Sleep): Promise<IDataObject[]> {
	return await readResultLines(zip, job, sleep).catch((reason: unknown) => {
		const advice = `Set ${resultAs.form.displayName} to Binary File to see what Zoho CRM sent`;
		return fail(new UsageError(`Could not read the result of job ${job.id}: ${explain(reason).message}`, advice));
	});
}

/** The columns that Zoho adds after those of the file. */
const ADDED = ['STATUS', 'RECORD_ID', 'ERRORS'];

/**
 * The result of a job as items, one per row in the order of the file. `row` counts data rows from 1; `columns` has the first
 * three mapped columns, which is all that Zoho keeps.
 * @throws ZipShapeError, CsvShapeError or ResultFileError if it is not what the documentation describes
 * Source: Bulk Write, v8, Download Bulk Write Result (read 2026-11-21).
 */
async function readResultLines(zip: Uint8Array, job: BulkWriteJob, sleep: Sleep): Promise<IDataObject[]> {
	const entries = await readZip(zip);
	const items: IDataObject[] = [];
	for (const entry of entries) {
		const origin = { jobId: job.id, ...findOrigin(entry, job, entries.length) };
		let toItem: LineReader | null = null;
		for await (const lines of readLines(entry, sleep)) {
			const cellsOfLines = toItem === null ? lines.slice(1) : lines;
			toItem ??= lineReader(entry.name, lines[0]);
			for (const cells of cellsOfLines) items.push(toItem(cells, origin));
		}
		if (toItem === null) lineReader(entry.name, []);
	}
	return items;
}

/** A result file is named `<Module>-<file>`; a single result belongs to a single file, whatever its name. */
function findOrigin(
	{ name }: ZipEntry,
	{ files }: BulkWriteJob,
	count: number,
): { readonly module: string; readonly file: string } {
	const found =
		files.find((file) => `${file.module}-${file.name}` === name) ??
		(count === 1 && files.length === 1 ? files[0] : undefined);
	return { module: found?.module ?? '', file: found?.name ?? name };
}

const NO_REASON = {
	reason: 'Zoho CRM gave no reason',
	next: 'Check the row in the file and the record in Zoho CRM',
} as const;

/** The keys of the rows of a result. */
const RESULT_ROW: ResultShape = { place: 'row', keys: ['jobId', 'module', 'file', 'columns'] };

type LineReader = (cells: readonly string[], origin: IDataObject) => IDataObject;

const WORDS = refusalWords({ operation: 'insert', findBy: null, fields: new Map() });

/** Makes items of the lines of a file, one after the other. @throws ResultFileError if it lacks the columns of a result */
function lineReader(name: string, header: readonly string[]): LineReader {
	const titles = header.map((title) => title.trim());
	const [status, id, errors] = ADDED.map((title) => titles.lastIndexOf(title));
	if (status < 0 || id < 0 || errors < 0) throw new ResultFileError(`${name} lacks the columns ${ADDED.join(', ')}`);
	const own = titles
		.map((title, column) => ({ title, column }))
		.filter(({ column }) => column !== status && column !== id && column !== errors);
	let row = 0;
	return (cells, origin) => {
		row += 1;
		const columns = Object.fromEntries(own.map(({ title, column }) => [title, cells[column] ?? '']));
		const refusals = parseRefusals(cells[errors] ?? '');
		const said = { status: cells[status] ?? '', id: cells[id], own: { ...origin, columns } };
		const isWritten = said.status === 'ADDED' || said.status === 'UPDATED';
		if (refusals.length === 0) return resultRow(RESULT_ROW, row, isWritten ? said : { ...said, ...NO_REASON });
		return resultRow(RESULT_ROW, row, {
			...said,
			reason: toSentence(WORDS.reasonOf(refusals, null, (name) => columns[name])),
			next: WORDS.adviceFor(refusals),
			code: [...new Set(refusals.map(({ code }) => code))].join(';'),
			details: { errors: refusals.map(({ code, fields }) => ({ code, fields: [...fields] })) },
		});
	};
}
