import type { IBinaryKeyData } from 'n8n-workflow';
import { packZip } from '../../emulator/clients/bulk';
import { asFile, seedUpload } from '../../import/uploads';
import { carriesText } from '../../laws/faults/claims';
import { FEW, emailOf, holds, nothingOpen, type WritingOperation } from './task';
import { UPLOAD, ORDER } from './targets';

const CSV = (row: number): string => `Last_Name,Company,Email\nRow ${row},Brightwell,${emailOf(row)}\n`;

export const creatingJobs: WritingOperation = {
	name: 'Create Job',
	node: 'bulk',
	targets: [ORDER],
	...nothingOpen,
	async prepare(emulator) {
		const files: string[] = [];
		for (const row of FEW) files.push(await seedUpload(emulator, { [`leads${row}.csv`]: CSV(row) }));
		const found = (row: number): string[] => emulator.store.find('Leads', 'Email', emailOf(row));
		return {
			parameters: {
				resource: 'bulkWrite',
				operation: 'createJob',
				importOperation: 'insert',
				fileId: '={{ $json.fileId }}',
			},
			items: files.map((fileId) => ({ fileId })),
			inspect(row, { jobId }) {
				const ids = found(row);
				const job = emulator.jobs.get(String(jobId));
				// The answer is about the job: whatever became of it, it is there, and one that completed has written its row.
				const isWritten = holds(emulator, 'Leads', ids[0], { Last_Name: `Row ${row}`, Company: 'Brightwell' });
				return {
					count: ids.length,
					isDone: isWritten || (job !== undefined && job.status !== 'COMPLETED'),
					isUntouched: ids.length === 0,
					isNamed: job !== undefined,
				};
			},
			countStrangers: () => emulator.store.count('Leads') - FEW.flatMap(found).length,
			carries: (call, row) => carriesText(call, files[row]),
			isRepeatHarmless: false,
		};
	},
};

export const uploading: WritingOperation = {
	name: 'Upload File',
	node: 'bulk',
	targets: [UPLOAD],
	...nothingOpen,
	async prepare(emulator) {
		const files: IBinaryKeyData[] = [];
		for (const row of FEW) files.push(asFile(await packZip({ [`leads${row}.csv`]: CSV(row) })));
		/** A file counts as there once a job of it writes its row: that is what its id is good for. */
		const order = async (fileId: unknown): Promise<boolean> => {
			const resource = [{ type: 'data', module: { api_name: 'Leads' }, file_id: String(fileId) }];
			const job = await emulator.jobs.create(emulator.state.users.all()[0].id, { operation: 'insert', resource });
			emulator.advance(60_000);
			return !('kind' in job);
		};
		return {
			parameters: { resource: 'bulkWrite', operation: 'uploadFile' },
			items: FEW.map((row) => ({ row })),
			files,
			async inspect(row, { fileId }) {
				const isUsable = fileId !== undefined && (await order(fileId));
				const ids = emulator.store.find('Leads', 'Email', emailOf(row));
				return {
					count: ids.length,
					isDone: isUsable && holds(emulator, 'Leads', ids[0], { Last_Name: `Row ${row}` }),
					isUntouched: ids.length === 0,
					isNamed: true,
				};
			},
			countStrangers: () =>
				emulator.store.count('Leads') -
				FEW.flatMap((row) => emulator.store.find('Leads', 'Email', emailOf(row))).length,
			// An upload does not name its file in JSON: any of them can be the row's.
			carries: () => true,
			isRepeatHarmless: true,
		};
	},
};
