import { importRows } from '../../../../nodes/shared/import/importRows';
import type { ImportDeps, ImportRequest } from '../../../../nodes/shared/import/request';
import { ItemSource } from '../../../../nodes/shared/import/items/itemSource';
import { leadFields, noUsers, plainRequest } from '../csv/cases';

const REQUEST = {
	...plainRequest,
	importId: 'n8n17xmhk2c9qz',
	route: 'bulk',
	wait: 'poll',
	waitSeconds: 60,
	jobsAtOnce: 1,
	requestsAtOnce: 1,
	maxRowsPerKey: 10,
	maxCredits: null,
	isDryRun: false,
	keepsAllAnswers: true,
	callbackUrl: null,
	ignoreEmpty: false,
	runsAutomations: true,
} as unknown as ImportRequest;

/** Zoho as it takes files and orders; `onCall` is told each call before it is answered. */
function depsOf(onCall: (call: string) => void, isCancelled: () => boolean): { deps: ImportDeps; calls: string[] } {
	const calls: string[] = [];
	const answer = async <Answer>(call: string, with_: Answer): Promise<Answer> => {
		calls.push(call);
		onCall(call);
		return with_;
	};
	const zoho = {
		usage: { calls: 0, credits: 0, creditsRemaining: null },
		endAt: () => undefined,
		organization: { get: async () => ({ zgid: '1' }) },
		files: { upload: async () => await answer('upload', { fileId: '7' }) },
		bulkWrite: { create: async () => await answer('order', { id: '8' }) },
	};
	return {
		deps: { zoho, sleep: async () => {}, now: () => 0, log: () => undefined, isCancelled } as unknown as ImportDeps,
		calls,
	};
}

describe('an import that is stopped once a file is uploaded', () => {
	it('orders no job for it, which would cost credits: its rows were not sent', async () => {
		let isStopped = false;
		const { deps, calls } = depsOf(
			() => (isStopped = true),
			() => isStopped,
		);
		const rows = [
			{ Last_Name: 'Okafor', Company: 'X' },
			{ Last_Name: 'Ito', Company: 'Y' },
		];
		const source = new ItemSource(
			rows,
			plainRequest,
			async () => leadFields,
			noUsers,
			async () => {},
		);
		const { book, jobs } = await importRows(source, REQUEST, deps);
		expect(calls).toEqual(['upload']);
		expect(jobs).toEqual([]);
		expect(book.all()).toEqual(
			[1, 2].map((row) => ({
				status: 'UNPROCESSED',
				id: null,
				errors: [],
				job: null,
				row,
				match: null,
				retrySafe: true,
				reason: 'The execution was stopped before this row was sent',
				next: 'Import it again',
			})),
		);
	});
});
