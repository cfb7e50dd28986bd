import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import MultipartBody from 'form-data';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { readArchive } from '../bulk/archive';
import type { Emulator } from '../index';
import { createOutsideClient, type OutsideClient } from './outside';

/** Status and body of an answer. */
export interface Answered {
	readonly status: number;
	readonly body: Readonly<Record<string, unknown>>;
}

/** A job's status as tests read it. */
export interface JobBody extends Readonly<Record<string, unknown>> {
	readonly status: string;
	readonly result?: { readonly download_url: string };
	readonly resource: ReadonlyArray<{
		readonly status: string;
		readonly code: string;
		readonly field_mappings: ReadonlyArray<Readonly<Record<string, unknown>>>;
		readonly file: Readonly<Record<string, unknown>>;
	}>;
}

/** Takes an outside program through a bulk write. */
export interface BulkClient {
	readonly client: OutsideClient;
	upload(bytes: Buffer, headers?: Record<string, string>, fieldName?: string): Promise<Answered>;
	/** Uploads a zip of CSV files, rows or text, by name. @returns its file id */
	uploadCsv(files: Readonly<Record<string, string | ReadonlyArray<readonly string[]>>>): Promise<string>;
	create(body: unknown): Promise<Answered>;
	/** Creates a job that must be accepted. @returns its id */
	created(body: unknown): Promise<string>;
	status(id: string): Promise<JobBody>;
	download(url: string): Promise<{ readonly status: number; readonly bytes: Buffer }>;
	/** Rows of a finished job's result, header first, by file name. */
	result(id: string): Promise<Record<string, string[][]>>;
	/** Uploads, creates, moves the job to its end and reads its first result file without the header. */
	run(
		rows: ReadonlyArray<readonly string[]>,
		job: {
			readonly operation: string;
			readonly findBy?: string;
			readonly mappings?: readonly object[];
			readonly module?: string;
			readonly more?: object;
			readonly inResource?: object;
		},
	): Promise<string[][]>;
}

/** Zips files. */
export async function packZip(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
	const archive = new ZipFile();
	for (const [name, content] of Object.entries(files)) archive.addBuffer(Buffer.from(content), name);
	archive.end();
	return await buffer(archive.outputStream);
}

/** A client of an emulator with a manual clock. */
export function createBulkClient(emulator: Emulator): BulkClient {
	const client = createOutsideClient(emulator);
	// The edges where JSON enters: each test compares what it reads.
	const answered = ({ status, data }: { status: number; data: unknown }): Answered => ({
		status,
		body: data as Answered['body'],
	});
	const bulk: BulkClient = {
		client,
		async upload(bytes, headers = { feature: 'bulk-write', 'X-CRM-ORG': emulator.zgid }, fieldName = 'file') {
			const body = new MultipartBody();
			body.append(fieldName, bytes, { filename: 'leads.zip', contentType: 'application/zip' });
			return answered(
				await client.post(`${emulator.fileHost}/crm/v8/upload`, body, {
					headers: { ...body.getHeaders(), ...headers },
					maxBodyLength: Number.POSITIVE_INFINITY,
				}),
			);
		},
		async uploadCsv(files) {
			const texts = Object.entries(files).map(([name, content]) => [
				name,
				typeof content === 'string' ? content : stringify(content.map((row) => [...row])),
			]);
			const { body } = await bulk.upload(await packZip(Object.fromEntries(texts)));
			return (body as { details: { file_id: string } }).details.file_id;
		},
		create: async (body) => answered(await client.post('/crm/bulk/v8/write', body)),
		async created(body) {
			const answer = await bulk.create(body);
			expect(answer).toMatchObject({ status: 201, body: { code: 'SUCCESS' } });
			return (answer.body as { details: { id: string } }).details.id;
		},
		status: async (id) => (await client.get(`/crm/bulk/v8/write/${id}`)).data as JobBody,
		async download(url) {
			const { status, data } = await client.get(new URL(url, emulator.fileHost).href, { responseType: 'arraybuffer' });
			return { status, bytes: data as Buffer };
		},
		async result(id) {
			const { bytes } = await bulk.download((await bulk.status(id)).result?.download_url ?? '');
			return Object.fromEntries((await readArchive(bytes)).map(({ name, content }) => [name, parse(content)]));
		},
		async run(rows, { operation, findBy, mappings, module = 'Leads', more = {}, inResource = {} }) {
			const fileId = await bulk.uploadCsv({ 'rows.csv': rows });
			const resource = {
				type: 'data',
				module: { api_name: module },
				file_id: fileId,
				file_names: ['rows.csv'],
				...(findBy === undefined ? {} : { find_by: findBy }),
				...(mappings === undefined ? {} : { field_mappings: mappings }),
				...inResource,
			};
			const id = await bulk.created({ operation, resource: [resource], ...more });
			emulator.tick();
			emulator.tick();
			const files = await bulk.result(id);
			return files[`${module}-rows.csv`].slice(1);
		},
	};
	return bulk;
}
