import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { useImportStage } from './importStage';
import { factsOfAll, hintsOf, recordWrites } from './outcomes';
import { jobOrders, storedValues } from '../stage/books';
import { leadImport } from '../stage/parameters';
import { runSteps } from '../stage/workflow';
import { REFUSED_EMAIL } from '../stage/rows';

const { emulator, run } = useImportStage();

const lead = (number: number, more: IDataObject = {}): IDataObject => ({
	Last_Name: `Lead ${number}`,
	Company: 'Brightwell',
	Ext_Ref: `REF-${number}`,
	...more,
});
/** Good and bad rows: 1 is refused by Zoho, 3 before it is sent. */
const MIXED = [lead(0), lead(1, { Email: REFUSED_EMAIL }), lead(2), lead(3, { Visit_Date: 'soon' }), lead(4)];
const paired = (items: readonly INodeExecutionData[]): unknown[] => items.map(({ pairedItem }) => pairedItem);
const told = (items: readonly INodeExecutionData[]): unknown[] => items.map(({ json }) => [json.row, json.status]);
const pairs = (...indexes: number[]): unknown[] => indexes.map((item) => ({ item }));

describe.each(['bulk', 'records'])('Bulk Write > Import, what leaves the step (%s)', (route) => {
	it('answers every row in input order through one output', async () => {
		for (const output of ['all', 'auto']) {
			emulator.reset();
			const { outputs } = await run(leadImport({ route, output }), MIXED);
			expect(outputs.map(told)).toEqual([
				[
					[1, 'ADDED'],
					[2, 'SKIPPED'],
					[3, 'ADDED'],
					[4, 'SKIPPED'],
					[5, 'ADDED'],
				],
			]);
			expect(outputs.map(paired)).toEqual([pairs(0, 1, 2, 3, 4)]);
		}
	});

	it('sends refused rows through a second output, each with its own input item', async () => {
		const { outputs } = await run(leadImport({ route, output: 'apart' }), MIXED);
		expect(outputs.map(told)).toEqual([
			[
				[1, 'ADDED'],
				[3, 'ADDED'],
				[5, 'ADDED'],
			],
			[
				[2, 'SKIPPED'],
				[4, 'SKIPPED'],
			],
		]);
		expect(outputs.map(paired)).toEqual([pairs(0, 2, 4), pairs(1, 3)]);
		expect(outputs[0].map(({ json }) => storedValues(emulator, 'Leads', json.id, ['Ext_Ref']))).toEqual(
			[0, 2, 4].map((number) => ({ Ext_Ref: `REF-${number}` })),
		);
		expect(outputs[1].map(({ json }) => json.errors)).toEqual([
			[{ code: 'INVALID_DATA', fields: ['Email'] }],
			[{ code: 'INVALID_DATA', fields: ['Visit_Date'] }],
		]);
	});

	it('has two outputs then, even where one of them stays empty', async () => {
		expect((await run(leadImport({ route, output: 'apart' }), [lead(0)])).outputs.map(told)).toEqual([
			[[1, 'ADDED']],
			[],
		]);
		expect(
			(await run(leadImport({ route, output: 'apart' }), [lead(1, { Email: REFUSED_EMAIL })])).outputs.map(told),
		).toEqual([[], [[1, 'SKIPPED']]]);
	});

	it('sums everything up in one item', async () => {
		const result = await run(leadImport({ route, output: 'summary' }), MIXED);
		expect(result.outputs).toHaveLength(1);
		const [item, ...others] = result.items;
		expect([others, item.pairedItem]).toEqual([[], { item: 0 }]);
		const jobs = emulator.jobs.all().map(({ id }) => id);
		// The result of a job does not have all columns.
		const named = route === 'bulk' ? 'the value of Email' : `Email "${REFUSED_EMAIL}"`;
		const refusedEmail = `Zoho CRM rejected ${named}, which must be an email of at most 100 characters`;
		expect(item.json).toEqual({
			importId: expect.stringMatching(/^n8n17x\w+$/),
			rows: 5,
			ready: 0,
			added: 3,
			updated: 0,
			skipped: 2,
			unprocessed: 0,
			pending: 0,
			unknown: 0,
			reasons: [
				{
					reason: refusedEmail,
					rows: 1,
					firstRows: [2],
				},
				{ reason: 'Visit Date "soon" is not a date in the format yyyy-MM-dd', rows: 1, firstRows: [4] },
			],
			jobs,
			openJobs: [],
			recordRequests: route === 'bulk' ? 0 : 1,
			route: route === 'bulk' ? 'Bulk Write was chosen' : 'Records API was chosen',
			expected:
				route === 'bulk'
					? { jobs: 1, recordRows: 0, recordRequests: 0, credits: 507 }
					: { jobs: 0, recordRows: 4, recordRequests: 1, credits: 1 },
			credits: emulator.credits.spent(),
			creditsRemaining: null,
			apiCalls: emulator.requests.all().length,
			mapping: ['Last_Name', 'Company', 'Ext_Ref', 'Email', 'Visit_Date'].map((name) => ({
				column: name,
				field: name,
				findBy: null,
				format: name === 'Visit_Date' ? 'yyyy-MM-dd' : null,
				defaultValue: null,
			})),
		});
		expect(hintsOf(result)[0]).toContain(
			`5 rows: 3 added, 2 failed (row 2: ${refusedEmail}; row 4: Visit Date "soon" is not a date in the format yyyy-MM-dd). About`,
		);
	});

	it.each(['all', 'apart', 'summary'])('gives nothing for nothing, and asks Zoho for nothing (%s)', async (output) => {
		const { outputs } = await run(leadImport({ route, output }), []);
		expect(outputs).toEqual(output === 'apart' ? [[], []] : [[]]);
		expect(emulator.requests.all()).toEqual([]);
	});

	it('says how many credits Zoho has left, once Zoho says so', async () => {
		emulator.switches.creditsHeader = 'always';
		const result = await run(leadImport({ route, output: 'summary' }), [lead(0)]);
		expect(result.json[0].creditsRemaining).toBe(emulator.credits.remaining());
		expect(hintsOf(result)[0]).toContain(`(${emulator.credits.remaining()} left for the current 24 hours)`);
	});
});

describe('Bulk Write > Import, uncertain and unfinished rows', () => {
	it('keeps rows whose job goes on among the first, and puts uncertain ones apart', async () => {
		emulator.jobs.plan({ end: 'never' });
		const pending = await run(
			leadImport({
				route: 'bulk',
				output: 'apart',
				options: { waitSeconds: 60 },
			}),
			MIXED,
		);
		expect(pending.outputs.map(told)).toEqual([
			[
				[1, 'PENDING'],
				[2, 'PENDING'],
				[3, 'PENDING'],
				[5, 'PENDING'],
			],
			[[4, 'SKIPPED']],
		]);
		emulator.faults.add({ kind: 'reset', acts: true, path: '/crm/v8/Leads', method: 'POST' });
		const lost = await run(leadImport({ route: 'records', output: 'apart' }), [lead(7), lead(8)]);
		expect(lost.outputs.map(told)).toEqual([
			[],
			[
				[1, 'UNKNOWN'],
				[2, 'UNKNOWN'],
			],
		]);
		expect(lost.outputs.map(paired)).toEqual([[], pairs(0, 1)]);
	});

	it('names the open jobs in the summary', async () => {
		emulator.jobs.plan({ end: 'never' });
		const { json } = await run(
			leadImport({
				route: 'bulk',
				output: 'summary',
				options: { waitSeconds: 60 },
			}),
			MIXED,
		);
		const jobs = emulator.jobs.all().map(({ id }) => id);
		expect(json[0]).toMatchObject({ pending: 4, skipped: 1, jobs, openJobs: jobs });
	});

	it('keeps answers apart from each other, so that a later step can change one', async () => {
		const { json } = await run(
			leadImport({
				route: 'bulk',
			}),
			[lead(0, { Email: REFUSED_EMAIL }), lead(1, { Email: REFUSED_EMAIL })],
		);
		(json[0].errors as IDataObject[])[0].code = 'CHANGED';
		expect(json[1].errors).toEqual([{ code: 'INVALID_DATA', fields: ['Email'] }]);
	});
});

const RETRY: Partial<INode> = { retryOnFail: true, maxTries: 3 };
const MODES = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;
const ways = MODES.flatMap((onError) => (['bulk', 'records'] as const).map((route) => [onError, route] as const));
const sent = (): number => jobOrders(emulator).length + recordWrites(emulator).length;
const keysOfLeads = (): unknown[] => factsOfAll(emulator, 'Leads').map(({ Ext_Ref }) => Ext_Ref);
const statusOf = ({ json }: INodeExecutionData): unknown => json.status;

describe('Bulk Write > Import as n8n itself runs the step', () => {
	it.each(ways)(
		'sends no row twice with Retry On Fail, though the first row is refused (%s, %s)',
		async (onError, route) => {
			const outputs = await runSteps(
				emulator,
				leadImport({ route }),
				[lead(0, { Email: REFUSED_EMAIL }), lead(1), lead(2)],
				{
					...RETRY,
					onError,
				},
			);
			expect(outputs[0].map(statusOf)).toEqual(['SKIPPED', 'ADDED', 'ADDED']);
			expect(paired(outputs[0])).toEqual(pairs(0, 1, 2));
			expect([sent(), keysOfLeads()]).toEqual([1, ['REF-1', 'REF-2']]);
		},
	);

	it.each(ways)('sends no row twice after a lost reply (%s, %s)', async (onError, route) => {
		emulator.faults.add({
			kind: 'reset',
			acts: true,
			path: route === 'bulk' ? '/crm/bulk/v8/write' : '/crm/v8/Leads',
			method: 'POST',
		});
		const outputs = await runSteps(emulator, leadImport({ route }), [lead(0), lead(1)], { ...RETRY, onError });
		expect(
			outputs[0].map(({ json }) => [
				json.status,
				(json.details as IDataObject | undefined)?.retrySafe ?? json.retrySafe,
			]),
		).toEqual([
			['UNKNOWN', false],
			['UNKNOWN', false],
		]);
		emulator.advance(60_000);
		expect([sent(), keysOfLeads()]).toEqual([1, ['REF-0', 'REF-1']]);
	});

	it.each(ways)('sends no row twice where a later part is refused for good (%s, %s)', async (onError, route) => {
		const items = Array.from({ length: 230 }, (_, number) =>
			lead(number, route === 'bulk' ? { Email: `lead${number % 229}@brightwell.test` } : {}),
		);
		const refusal = { code: 'NO_PERMISSION', details: {}, message: 'permission denied', status: 'error' };
		emulator.faults.add({
			kind: 'answer',
			status: 403,
			times: 50,
			after: 1,
			path: route === 'bulk' ? '/crm/bulk/v8/write' : '/crm/v8/Leads',
			method: 'POST',
			body: refusal,
		});
		const upsert: INodeParameters = { importOperation: 'upsert', findBy: 'Email' };
		const outputs = await runSteps(
			emulator,
			leadImport({ route, ...(route === 'bulk' ? upsert : {}), options: { requestsAtOnce: 1 } }),
			items,
			{ ...RETRY, onError },
		);
		const done = route === 'bulk' ? 229 : 100;
		expect(outputs[0].map(statusOf)).toEqual(items.map((_, number) => (number < done ? 'ADDED' : 'UNPROCESSED')));
		expect(keysOfLeads()).toEqual(items.slice(0, done).map(({ Ext_Ref }) => Ext_Ref));
		expect(sent()).toBe(2);
	});

	it.each(['bulk', 'records'])(
		'is run again by Retry On Fail where nothing was written, and then succeeds (%s)',
		async (route) => {
			const body = {
				code: 'INVALID_REQUEST',
				details: {},
				message: 'unable to parse the request body',
				status: 'error',
			};
			emulator.faults.add({
				kind: 'answer',
				status: 400,
				times: 2,
				path: route === 'bulk' ? '/crm/bulk/v8/write' : '/crm/v8/Leads',
				method: 'POST',
				body,
			});
			const outputs = await runSteps(emulator, leadImport({ route }), [lead(0), lead(1)], RETRY);
			expect(outputs[0].map(statusOf)).toEqual(['ADDED', 'ADDED']);
			expect([sent(), keysOfLeads()]).toEqual([3, ['REF-0', 'REF-1']]);
		},
	);

	it.each([
		['continueRegularOutput', 0],
		['continueErrorOutput', 1],
	] as const)('answers every item where the import cannot start and the step goes on (%s)', async (onError, at) => {
		const outputs = await runSteps(emulator, leadImport(), [lead(0, { Colour: 'red' }), lead(1)], { onError });
		const message = 'Leads has no field with the API name or label "Colour"';
		expect(outputs.map((items) => items.length)).toEqual(at === 0 ? [2] : [0, 2]);
		for (const { json } of outputs[at]) expect(JSON.stringify(json)).toContain(JSON.stringify(message).slice(1, -1));
		expect(sent()).toBe(0);
	});

	it('sends refused rows through the second output there too', async () => {
		const outputs = await runSteps(emulator, leadImport({ route: 'bulk', output: 'apart' }), MIXED, RETRY);
		expect(outputs.map(told)).toEqual([
			[
				[1, 'ADDED'],
				[3, 'ADDED'],
				[5, 'ADDED'],
			],
			[
				[2, 'SKIPPED'],
				[4, 'SKIPPED'],
			],
		]);
		expect(outputs.map(paired)).toEqual([pairs(0, 2, 4), pairs(1, 3)]);
	});
});
