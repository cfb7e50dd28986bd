import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { recordCalls } from '../stage/books';
import { ITS_RECORD, lead } from '../stage/parameters';
import { seedLead } from '../stage/seeds';
import { useStage } from '../stage/stage';
import { runSteps } from '../stage/workflow';
import { KINDS, NOBODY } from './kinds';

const { emulator } = useStage();

/** A write whose first item fails and whose second is written. */
interface Case {
	readonly title: string;
	readonly module: string;
	readonly parameters: INodeParameters;
	readonly method: string;
	/** Seeds what is needed. @returns the items */
	prepare(): readonly IDataObject[];
	readonly written: IDataObject;
	/** How many requests one run of the node sends, and how many until it gives up on a lost reply. */
	readonly requests: number;
	readonly tries: number;
}

const TEXT = expect.any(String);
const TIMES = { createdTime: TEXT, modifiedTime: TEXT };

const CASES: readonly Case[] = [
	...KINDS.flatMap((kind): Case[] => {
		const { name, module, wrong, figure } = kind;
		const rows = () => [{ ...kind.row(1), [wrong.field]: wrong.value }, kind.row(2)];
		const records = () => [{ record: NOBODY }, { record: emulator.add(module, kind.row(2) as never) }];
		const fields = { mappingMode: 'defineBelow', value: { [figure.field]: figure.of(7) } };
		const base = { module, requests: 1 };
		return [
			{
				...base,
				title: `${name} > Create`,
				parameters: kind.operate('create'),
				method: 'POST',
				prepare: rows,
				written: { id: TEXT, status: 'ADDED', ...TIMES },
				tries: 1,
			},
			{
				...base,
				title: `${name} > Create or Update`,
				// The match field is empty, so that a request cannot be repeated.
				parameters: kind.operate('upsert', { matchFields: [kind.unique] }),
				method: 'POST',
				prepare: () => rows().map((row) => ({ ...row, [kind.unique]: null })),
				written: { id: TEXT, status: 'ADDED', ...TIMES },
				tries: 1,
			},
			{
				...base,
				title: `${name} > Update`,
				parameters: kind.operate('update', { ...kind.at(), fields }),
				method: 'PUT',
				prepare: records,
				written: { id: TEXT, status: 'UPDATED', ...TIMES },
				tries: 5,
			},
			{
				...base,
				title: `${name} > Delete`,
				parameters: kind.operate('delete', kind.at()),
				method: 'DELETE',
				prepare: records,
				written: { id: TEXT, status: 'DELETED' },
				tries: 5,
			},
		];
	}),
	{
		title: 'Lead > Convert',
		module: 'Leads',
		parameters: lead('convert', { leadId: ITS_RECORD }),
		method: 'POST',
		prepare: () => [{ record: NOBODY }, { record: seedLead(emulator, { Last_Name: 'Lee' }) }],
		written: {
			id: TEXT,
			status: 'CONVERTED',
			contactId: TEXT,
			contactName: 'Lee',
			accountId: TEXT,
			accountName: 'Brightwell',
		},
		requests: 2,
		tries: 1,
	},
];

const RETRY: Partial<INode> = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const jsonOf = (output: readonly INodeExecutionData[]) => output.map(({ json }) => json);

describe.each(CASES)('$title as n8n itself runs the node', ({ module, parameters, method, prepare, ...expected }) => {
	const { written, requests, tries } = expected;
	const calls = (): number => recordCalls(emulator, module, method).length;

	it.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'keeps code and advice of a failed item (%s)',
		async (onError) => {
			const [output] = await runSteps(emulator, parameters, prepare(), { onError });
			expect(jsonOf(output)).toMatchObject([
				{ reason: TEXT, code: 'INVALID_DATA', next: TEXT, status: 'SKIPPED' },
				written,
			]);
			expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		},
	);

	it.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'is not run again by Retry On Fail once a record was written, though the first item failed (%s)',
		async (onError) => {
			const [output] = await runSteps(emulator, parameters, prepare(), { ...RETRY, onError });
			expect(jsonOf(output)).toMatchObject([
				{ reason: TEXT, code: 'INVALID_DATA', next: TEXT, status: 'SKIPPED' },
				written,
			]);
			expect(output[0].json).not.toHaveProperty('error');
			expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
			expect(calls()).toBe(requests);
		},
	);

	it('sends failed items to the error output, with the values of the item', async () => {
		const items = prepare();
		const [done, failed] = await runSteps(emulator, parameters, items, { onError: 'continueErrorOutput' });
		expect(jsonOf(done)).toMatchObject([written]);
		expect(jsonOf(failed)).toMatchObject([
			{ ...items[0], error: TEXT, details: { code: 'INVALID_DATA', next: TEXT, status: 'SKIPPED' } },
		]);
	});

	it('does so with Retry On Fail too, and writes nothing twice', async () => {
		const [done, failed] = await runSteps(emulator, parameters, prepare(), {
			...RETRY,
			onError: 'continueErrorOutput',
		});
		expect(jsonOf(done)).toMatchObject([written]);
		expect(jsonOf(failed)).toEqual([{ error: expect.stringMatching(/(was not found|user in \w+ Owner)\. \w/) }]);
		expect(calls()).toBe(requests);
	});

	it.each([
		['stopWorkflow', 0],
		['continueRegularOutput', 0],
		['continueErrorOutput', 1],
	] as const)('is not run again after a reply was lost and never came (%s)', async (onError, outputIndex) => {
		const path = parameters.operation === 'convert' ? `/crm/v8/${module}/*` : `/crm/v8/${module}*`;
		const [, item] = prepare();
		emulator.faults.add({ kind: 'reset', acts: true, path, method, times: 99 });
		const outputs = await runSteps(emulator, parameters, [item], { ...RETRY, onError });
		const [{ json }] = outputs[outputIndex];
		expect(outputs[outputIndex]).toHaveLength(1);
		const lost = { code: 'NO_ANSWER', next: expect.stringContaining('The reply was lost'), status: 'UNKNOWN' };
		const message = `No response from Zoho CRM at ${new URL(emulator.apiDomain).host}`;
		expect(json).toMatchObject(
			outputIndex === 0
				? { reason: message, ...lost }
				: { error: expect.stringMatching(new RegExp(`^${message}\\. The reply was lost`)) },
		);
		expect(calls()).toBe(tries);
	});

	it('is run again by Retry On Fail where nothing was written, and then succeeds', async () => {
		const [, item] = prepare();
		emulator.faults.add({
			kind: 'answer',
			status: 400,
			path: parameters.operation === 'convert' ? `/crm/v8/${module}/*` : `/crm/v8/${module}*`,
			method,
			times: 2,
			body: { code: 'INVALID_REQUEST', details: {}, message: 'unable to parse the request body', status: 'error' },
		});
		const [output] = await runSteps(emulator, parameters, [item], RETRY);
		expect(jsonOf(output)).toMatchObject([written]);
		expect(calls()).toBe(3);
	});
});
