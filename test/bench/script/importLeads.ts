/**
 * The script that a good engineer writes for one import of many leads, with what the ecosystem has: csv-stringify, yazl, axios,
 * yauzl, csv-parse. It trusts its rows and the network: no checks, no order between rows, no retries, no resuming.
 */
import axios, { type AxiosInstance } from 'axios';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import FormData from 'form-data';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromBuffer, type ZipFile } from 'yauzl';
import { ZipFile as NewZipFile } from 'yazl';
import { LEAD_COLUMNS, type LeadRow } from '../leadRows';

/** Where Zoho CRM is, and as whom to call it. */
export interface Zoho {
	readonly apiDomain: string;
	readonly fileHost: string;
	readonly accessToken: string;
	/** Organization that uploads name. */
	readonly zgid: string;
}

/** What became of a row. */
export interface Answer {
	readonly status: string;
	readonly id: string;
	readonly errors: string;
	readonly row: number;
}

const ROWS_PER_JOB = 25_000;
const JOBS_AT_ONCE = 3;
const POLL_MS = 5_000;
/** Differs in every row: the result file keeps the first three columns, so this one comes first. */
const KEY = 'Ext_Ref';
const COLUMNS = [KEY, ...LEAD_COLUMNS.filter((column) => column !== KEY)];

/** A line of a result file. */
interface ResultLine {
	readonly [column: string]: string;
	readonly STATUS: string;
	readonly RECORD_ID: string;
	readonly ERRORS: string;
}

interface Job {
	readonly status: string;
	readonly result?: { readonly download_url: string };
}

/** Inserts leads by bulk jobs. @returns what became of each row, in the order of the rows */
export async function importLeads(rows: readonly LeadRow[], zoho: Zoho): Promise<Answer[]> {
	const api = axios.create({
		baseURL: zoho.apiDomain,
		headers: { Authorization: `Zoho-oauthtoken ${zoho.accessToken}` },
		maxBodyLength: Number.POSITIVE_INFINITY,
	});
	const results = new Map<string, ResultLine>();
	const chunks: (readonly LeadRow[])[] = [];
	for (let first = 0; first < rows.length; first += ROWS_PER_JOB) chunks.push(rows.slice(first, first + ROWS_PER_JOB));
	const worker = async (): Promise<void> => {
		for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
			const fileId = await upload(api, zoho, await pack(chunk));
			const job = await waitForJob(api, await createJob(api, fileId));
			await readResult(api, zoho, job, results);
		}
	};
	await Promise.all(Array.from({ length: JOBS_AT_ONCE }, worker));
	return rows.map((row, index) => {
		const result = results.get(String(row[KEY]));
		if (result === undefined) throw new Error(`The results have no line for row ${index + 1}`);
		return { status: result.STATUS, id: result.RECORD_ID, errors: result.ERRORS, row: index + 1 };
	});
}

/** Rows as a ZIP with one CSV in it. */
async function pack(rows: readonly LeadRow[]): Promise<Buffer> {
	const csv = Readable.from(rows).pipe(
		stringify({ header: true, columns: COLUMNS, cast: { boolean: (value) => (value ? 'true' : 'false') } }),
	);
	const zip = new NewZipFile();
	zip.addBuffer(await buffer(csv), 'leads.csv');
	zip.end();
	return await buffer(zip.outputStream);
}

async function upload(api: AxiosInstance, { fileHost, zgid }: Zoho, archive: Buffer): Promise<string> {
	const form = new FormData();
	form.append('file', archive, { filename: 'leads.zip', contentType: 'application/zip' });
	const { data } = await api.post<{ details: { file_id: string } }>(`${fileHost}/crm/v8/upload`, form, {
		headers: { ...form.getHeaders(), feature: 'bulk-write', 'X-CRM-ORG': zgid },
	});
	return data.details.file_id;
}

async function createJob(api: AxiosInstance, fileId: string): Promise<string> {
	const { data } = await api.post<{ details: { id: string } }>('/crm/bulk/v8/write', {
		operation: 'insert',
		resource: [
			{
				type: 'data',
				module: { api_name: 'Leads' },
				file_id: fileId,
				field_mappings: COLUMNS.map((column, index) => ({ api_name: column, index })),
			},
		],
	});
	return data.details.id;
}

async function waitForJob(api: AxiosInstance, id: string): Promise<Job> {
	for (;;) {
		await sleep(POLL_MS);
		const { data } = await api.get<Job>(`/crm/bulk/v8/write/${id}`);
		if (data.status === 'FAILED') throw new Error(`Job ${id} failed`);
		if (data.status === 'COMPLETED') return data;
	}
}

async function readResult(
	api: AxiosInstance,
	{ fileHost }: Zoho,
	{ result }: Job,
	results: Map<string, ResultLine>,
): Promise<void> {
	const { data } = await api.get<Buffer>(new URL(result?.download_url ?? '', fileHost).href, {
		responseType: 'arraybuffer',
	});
	const lines: AsyncIterable<ResultLine> = (await openOnlyEntry(data)).pipe(parse({ columns: true }));
	for await (const line of lines) results.set(line[KEY], line);
}

/** The content of the one file in a ZIP. */
async function openOnlyEntry(archive: Buffer): Promise<Readable> {
	const zip = await new Promise<ZipFile>((resolve, reject) =>
		fromBuffer(archive, { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened))),
	);
	return await new Promise((resolve, reject) => {
		zip.once('error', reject);
		zip.once('entry', (entry) =>
			zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream))),
		);
		zip.readEntry();
	});
}
