import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { useStage } from '../stage/stage';
import { leadCalls } from '../stage/books';
import { BY_NAME } from '../stage/parameters';
import { runSteps } from '../stage/workflow';

const { emulator } = useStage();

const CREATE = { resource: 'lead', operation: 'create', fields: BY_NAME, options: {} };
const runWorkflow = async (items: readonly IDataObject[], settings: Partial<INode>) =>
	await runSteps(emulator, CREATE, items, settings);

const good = (number: number): IDataObject => ({ Last_Name: `L${number}`, Company: 'X', Phone: String(number) });
const BAD: IDataObject = { Last_Name: 'L0', Company: 'X', Email: 'no' };
const ITEMS = [BAD, good(1), good(2)];
const RETRY: Partial<INode> = { retryOnFail: true, maxTries: 3 };

const SENTENCE = 'Zoho CRM rejected the value of Email (INVALID_DATA)';
const NEXT = 'Compare the value with the type and maximum length of the field in Zoho CRM';
const ADDED = {
	id: expect.any(String),
	status: 'ADDED',
	createdTime: expect.any(String),
	modifiedTime: expect.any(String),
};

const jsonOf = (output: readonly INodeExecutionData[]) => output.map(({ json }) => json);
const requests = (): number => leadCalls(emulator, 'POST').length;

describe('Lead > Create as n8n itself runs the step', () => {
	it.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'keeps code and advice of a refused item (%s)',
		async (onError) => {
			const [output] = await runWorkflow(ITEMS, { onError });
			expect(jsonOf(output)).toEqual([
				{ error: SENTENCE, code: 'INVALID_DATA', next: NEXT, status: 'SKIPPED' },
				ADDED,
				ADDED,
			]);
			expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		},
	);

	it.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'is not run again by Retry On Fail once leads were written, though the first item was refused (%s)',
		async (onError) => {
			const [output] = await runWorkflow(ITEMS, { ...RETRY, onError });
			expect(jsonOf(output)).toEqual([
				{ message: SENTENCE, code: 'INVALID_DATA', next: NEXT, status: 'SKIPPED' },
				ADDED,
				ADDED,
			]);
			expect([requests(), emulator.store.count('Leads')]).toEqual([1, 2]);
		},
	);

	it('sends refused items to the error output, with the values of the item', async () => {
		const [done, refused] = await runWorkflow(ITEMS, { onError: 'continueErrorOutput' });
		expect(jsonOf(done)).toEqual([ADDED, ADDED]);
		expect(jsonOf(refused)).toEqual([
			{ ...BAD, error: SENTENCE, details: { code: 'INVALID_DATA', next: NEXT, status: 'SKIPPED' } },
		]);
	});

	it('does so with Retry On Fail too, and writes nothing twice', async () => {
		const [done, refused] = await runWorkflow(ITEMS, { ...RETRY, onError: 'continueErrorOutput' });
		expect(jsonOf(done)).toEqual([ADDED, ADDED]);
		expect(jsonOf(refused)).toEqual([{ error: `${SENTENCE}. ${NEXT}` }]);
		expect([requests(), emulator.store.count('Leads')]).toEqual([1, 2]);
	});

	it.each([
		['stopWorkflow', 0],
		['continueRegularOutput', 0],
		['continueErrorOutput', 1],
	] as const)('is not run again after a lost reply (%s)', async (onError, outputIndex) => {
		emulator.faults.add({ kind: 'reset', acts: true, path: '/crm/v8/Leads', method: 'POST' });
		const outputs = await runWorkflow([good(1)], { ...RETRY, onError });
		expect(outputs[outputIndex]).toHaveLength(1);
		expect(JSON.stringify(outputs[outputIndex][0].json)).toContain(
			'The reply was lost, so the record may have been written',
		);
		expect([requests(), emulator.store.count('Leads')]).toEqual([1, 1]);
	});

	it('is run again by Retry On Fail where nothing was written, and then succeeds', async () => {
		emulator.faults.add({
			kind: 'answer',
			status: 400,
			path: '/crm/v8/Leads',
			method: 'POST',
			times: 2,
			body: { code: 'INVALID_REQUEST', details: {}, message: 'unable to parse the request body', status: 'error' },
		});
		const [output] = await runWorkflow([good(1), good(2)], RETRY);
		expect(jsonOf(output)).toEqual([ADDED, ADDED]);
		expect([requests(), emulator.store.count('Leads')]).toEqual([3, 2]);
	});
});
