import FormData from 'form-data';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { packZip } from '../../emulator/clients/bulk';
import { readArchive } from '../../emulator/bulk/archive';
import type { Answer } from '../client';
import { at, ID, listAt, refusal, textAt, TIME } from '../shape';
import type { Target } from '../target';

const JOBS = '/crm/bulk/v8/write';
const FIRST_POLL_MS = 500;
const LONGEST_POLL_MS = 30_000;
const HEADER = ['Last_Name', 'Company', 'Email', 'City', 'Visit'];

/** Upload, job, status, result. */
export function describeBulkWrite(target: () => Target): void {
	const call: Target['client']['call'] = async (method, path, options) =>
		await target().client.call(method, path, options);

	describe('bulk write', () => {
		let mark: string;
		let zgid: string;
		const createdIds: string[] = [];

		beforeAll(async () => {
			mark = `b${Date.now().toString(36)}`;
			zgid = textAt((await call('GET', '/crm/v8/org')).body, 'org', 0, 'zgid');
		});
		afterAll(async () => {
			await call('DELETE', '/crm/v8/Leads', { query: { ids: createdIds.join(',') }, isWrong: true });
		});

		const upload = async (
			bytes: Buffer,
			headers: Readonly<Record<string, string>> = { feature: 'bulk-write', 'X-CRM-ORG': zgid },
			isWrong = false,
		): Promise<Answer> => {
			const body = new FormData();
			body.append('file', bytes, { filename: 'leads.zip', contentType: 'application/zip' });
			return await call('POST', '/crm/v8/upload', {
				host: target().uploadHost,
				body,
				headers: { ...body.getHeaders(), ...headers },
				isWrong,
			});
		};
		const uploadRows = async (rows: ReadonlyArray<readonly string[]>): Promise<string> =>
			textAt(
				(
					await upload(
						await packZip({
							'leads.csv': stringify([HEADER, ...rows.map((row) => [...row])], { record_delimiter: 'windows' }),
						}),
					)
				).body,
				'details',
				'file_id',
			);
		const order = (
			operation: string,
			fileId: string,
			more: object = {},
			mappings: readonly object[] = ['Last_Name', 'Company', 'Email', 'City'].map((name, index) => ({
				api_name: name,
				index,
			})),
		) => ({
			operation,
			ignore_empty: true,
			character_encoding: 'UTF-8',
			resource: [
				{
					type: 'data',
					module: { api_name: 'Leads' },
					file_id: fileId,
					file_names: ['leads.csv'],
					ignore_empty: true,
					field_mappings: mappings,
					...more,
				},
			],
		});
		const ended = async (id: string): Promise<Answer> => {
			for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_POLL_MS)) {
				const answer = await call('GET', `${JOBS}/${id}`);
				if (['COMPLETED', 'FAILED', 'SKIPPED'].includes(textAt(answer.body, 'status'))) return answer;
				await target().pause(pauseMs);
			}
		};
		const create = async (body: unknown, isWrong = false): Promise<Answer> =>
			await call('POST', JOBS, { body, isWrong });
		const resultOf = async (answer: Answer): Promise<{ readonly name: string; readonly rows: readonly string[][] }> => {
			const { status, bytes } = await call('GET', textAt(answer.body, 'result', 'download_url'), {
				host: target().downloadHost,
			});
			expect(status).toBe(200);
			const [file, ...others] = await readArchive(bytes);
			expect(others).toEqual([]);
			const rows: string[][] = parse(file.content);
			createdIds.push(...rows.slice(1).flatMap((row) => (row[3] === 'ADDED' ? [row[4]] : [])));
			return { name: file.name, rows };
		};

		it('answers an upload with a file id', async () => {
			const { status, body } = await upload(await packZip({ 'leads.csv': 'Last_Name\r\nOkafor\r\n' }));
			expect([status, body]).toEqual([
				200,
				{
					status: 'success',
					code: 'FILE_UPLOAD_SUCCESS',
					message: 'file uploaded.',
					details: { file_id: expect.stringMatching(/^\d+$/), created_time: TIME },
				},
			]);
		});

		it('inserts rows and answers each with its outcome, showing the first three columns', async () => {
			const rows = [
				['Okafor, "N"', 'Brightwell', `${mark}.0@conformance.test`, 'Łódź', ''],
				['', 'No name', `${mark}.1@conformance.test`, '', ''],
				['Ito', 'Line\r\nbreak', `${mark}.2@conformance.test`, '東京', ''],
			];
			const created = await create(order('insert', await uploadRows(rows)));
			expect([created.status, created.body]).toEqual([
				201,
				{
					status: 'success',
					code: 'SUCCESS',
					message: 'success',
					details: { id: ID, created_by: { id: ID, name: expect.any(String) } },
				},
			]);
			const id = textAt(created.body, 'details', 'id');
			const job = await ended(id);
			expect([job.status, job.body]).toEqual([
				200,
				{
					status: 'COMPLETED',
					character_encoding: 'UTF-8',
					resource: [
						{
							status: 'COMPLETED',
							code: expect.stringMatching(/^(SUCCESS|COMPLETED)$/),
							type: 'data',
							module: { api_name: 'Leads', id: ID },
							field_mappings: [0, 1, 2, 3].map((index) => expect.objectContaining({ api_name: HEADER[index], index })),
							file: {
								status: 'COMPLETED',
								name: 'leads.csv',
								added_count: 2,
								skipped_count: 1,
								updated_count: 0,
								total_count: 3,
							},
						},
					],
					id,
					result: { download_url: expect.stringContaining(`/bulk-write/${id}/${id}.zip`) },
					created_by: { id: ID, name: expect.any(String) },
					operation: 'insert',
					created_time: TIME,
				},
			]);
			const result = await resultOf(job);
			expect(result).toEqual({
				name: 'Leads-leads.csv',
				rows: [
					['Last_Name', 'Company', 'Email', 'STATUS', 'RECORD_ID', 'ERRORS'],
					[...rows[0].slice(0, 3), 'ADDED', ID, ''],
					[...rows[1].slice(0, 3), 'SKIPPED', '', 'MANDATORY_NOT_FOUND-Last_Name'],
					[...rows[2].slice(0, 3), 'ADDED', ID, ''],
				],
			});
			const lead = await call('GET', `/crm/v8/Leads/${result.rows[3][4]}`);
			expect(at(lead.body, 'data', 0)).toMatchObject({
				Last_Name: 'Ito',
				Company: 'Line\r\nbreak',
				Email: rows[2][2],
				City: '東京',
			});
		});

		it('updates known rows and adds new ones by upsert, and only updates by update', async () => {
			const known = ['Known', 'Brightwell', `${mark}.3@conformance.test`, 'Lagos', ''];
			const fresh = ['Fresh', 'Brightwell', `${mark}.4@conformance.test`, '', ''];
			await resultOf(
				await ended(textAt((await create(order('insert', await uploadRows([known])))).body, 'details', 'id')),
			);
			const upserted = await resultOf(
				await ended(
					textAt(
						(await create(order('upsert', await uploadRows([known, fresh]), { find_by: 'Email' }))).body,
						'details',
						'id',
					),
				),
			);
			expect(upserted.rows.slice(1).map((row) => row.slice(2))).toEqual([
				[known[2], 'UPDATED', ID, ''],
				[fresh[2], 'ADDED', ID, ''],
			]);
			const updated = await resultOf(
				await ended(
					textAt(
						(
							await create(
								order('update', await uploadRows([[fresh[0], 'Changed', fresh[2], '', '']]), { find_by: 'Email' }),
							)
						).body,
						'details',
						'id',
					),
				),
			);
			expect(updated.rows.slice(1).map((row) => row.slice(1))).toEqual([
				['Changed', fresh[2], 'UPDATED', upserted.rows[2][4], ''],
			]);
		});

		it.each([
			[
				'for another organization',
				{ feature: 'bulk-write', 'X-CRM-ORG': '1' },
				'INVALID_DATA',
				'Invalid data - x-crm-org',
			],
			['without a feature', { 'X-CRM-ORG': '1' }, 'MANDATORY_NOT_FOUND', 'Required key feature is not available'],
			[
				'without an organization',
				{ feature: 'bulk-write' },
				'MANDATORY_NOT_FOUND',
				'Required key x-crm-org is not available',
			],
			[
				'for another feature',
				{ feature: 'bulk-dance', 'X-CRM-ORG': '1' },
				'NOT_SUPPORTED_FEATURE',
				'Feature is not supported',
			],
		])('refuses an upload %s', async (_name, headers, code, message) => {
			const { body } = await upload(await packZip({ 'leads.csv': 'Last_Name\r\n' }), headers, true);
			expect(body).toMatchObject({ code, message, status: 'error' });
		});

		it('refuses an upload that is no zip', async () => {
			const { body } = await upload(Buffer.from('Last_Name\r\nOkafor\r\n'), undefined, true);
			expect(body).toMatchObject({
				code: 'INVALID_FILE_FORMAT',
				message: 'invalid file format. only zip format is supported',
				status: 'error',
			});
		});

		it.each<[string, (fileId: string) => object, string, unknown]>([
			[
				'that maps an unknown field',
				(fileId) => order('insert', fileId, {}, [{ api_name: 'Unknown_Field', index: 0 }]),
				'INVALID_FIELD',
				'invalid mapping. invalid api_name Unknown_Field.',
			],
			[
				'that maps a column that is not there',
				(fileId) => order('insert', fileId, {}, [{ api_name: 'Last_Name', index: 40 }]),
				'COLUMN_INDEX_NOT_FOUND',
				expect.any(String),
			],
			[
				'that updates without find_by',
				(fileId) => order('update', fileId),
				'MANDATORY_NOT_FOUND',
				'Required key find_by is not available',
			],
			[
				'without an operation',
				(fileId) => ({ resource: order('insert', fileId).resource }),
				'MISSING_REQUIRED_KEY',
				'required key operation is not found in request body.',
			],
			[
				'for a module that does not exist',
				(fileId) => order('insert', fileId, { module: { api_name: 'Unknown_Things' } }),
				'MODULE_NOT_AVAILABLE',
				"Requested module 'Unknown_Things' is not available.",
			],
			[
				'for a file that was not uploaded',
				() => order('insert', '100000000000000001'),
				'INVALID_FILE_ID',
				'improper file id',
			],
			[
				'with a callback by get',
				(fileId) => ({
					...order('insert', fileId),
					callback: { url: 'https://hooks.conformance.test/', method: 'get' },
				}),
				'INVALID_CALLBACK_METHOD',
				expect.any(String),
			],
		])('refuses a job %s', async (_name, body, code, message) => {
			const fileId = await uploadRows([['Okafor', 'Brightwell', '', '', '']]);
			const answer = await create(body(fileId), true);
			expect([answer.status, answer.body]).toEqual([400, expect.objectContaining({ code, message, status: 'error' })]);
		});

		it('knows no job by an id that it never gave', async () => {
			const answer = await call('GET', `${JOBS}/100000000000000001`, { isWrong: true });
			expect([400, 404]).toContain(answer.status);
			expect(answer.body).toEqual(refusal('RESOURCE_NOT_FOUND', "The requested resource doesn't exist."));
		});

		it('lists every lead that a job said it had added', async () => {
			expect(
				listAt(
					(await call('GET', '/crm/v8/Leads', { query: { fields: 'Email', ids: createdIds.join(',') } })).body,
					'data',
				)
					.map((lead) => at(lead, 'id'))
					.sort(),
			).toEqual([...createdIds].sort());
		});
	});
}
