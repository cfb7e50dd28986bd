import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { useStage } from '../stage/stage';
import { leadCalls, storedValues } from '../stage/books';
import { BY_NAME, ITS_LEAD } from '../stage/parameters';
import { seedLead } from '../stage/seeds';
import { runSteps } from '../stage/workflow';

const { emulator } = useStage();

/** A write whose first item is refused and whose second is written. */
interface Case {
	readonly parameters: INodeParameters;
	readonly method: string;
	/** Seeds what is needed. @returns the items */
	prepare(): readonly IDataObject[];
	readonly written: IDataObject;
	/** How many requests one run of the step sends. */
	readonly requests: number;
}

const ID = expect.any(String);
const TIMES = { createdTime: ID, modifiedTime: ID };
const NOBODY = '4150868000009999999';
const MODULE = { __rl: true, mode: 'name', value: 'Leads' };
const wanted = (more: IDataObject = {}): IDataObject => ({ Last_Name: 'New', Company: 'X', ...more });

const CASES: ReadonlyArray<readonly [string, Case]> = [
	[
		'Record > Create',
		{
			parameters: { resource: 'record', operation: 'create', module: MODULE, fields: BY_NAME },
			method: 'POST',
			prepare: () => [wanted({ Email: 'no' }), wanted()],
			written: { id: ID, status: 'ADDED', ...TIMES },
			requests: 1,
		},
	],
	[
		'Record > Create or Update',
		{
			parameters: { resource: 'record', operation: 'upsert', module: MODULE, fields: BY_NAME },
			method: 'POST',
			prepare: () => [wanted({ Phone: '1'.repeat(40) }), wanted()],
			written: { id: ID, status: 'ADDED', ...TIMES },
			requests: 1,
		},
	],
	[
		'Record > Update',
		{
			parameters: {
				resource: 'record',
				operation: 'update',
				module: MODULE,
				recordId: ITS_LEAD,
				fields: { mappingMode: 'defineBelow', value: { Phone: '7' } },
			},
			method: 'PUT',
			prepare: () => [{ lead: NOBODY }, { lead: seedLead(emulator, {}) }],
			written: { id: ID, status: 'UPDATED', ...TIMES },
			requests: 1,
		},
	],
	[
		'Record > Delete',
		{
			parameters: { resource: 'record', operation: 'delete', module: MODULE, recordId: ITS_LEAD },
			method: 'DELETE',
			prepare: () => [{ lead: NOBODY }, { lead: seedLead(emulator, {}) }],
			written: { id: ID, status: 'DELETED' },
			requests: 1,
		},
	],
	[
		'Lead > Convert',
		{
			parameters: { resource: 'lead', operation: 'convert', leadId: ITS_LEAD },
			method: 'POST',
			prepare: () => [{ lead: NOBODY }, { lead: seedLead(emulator, { Last_Name: 'Lee' }) }],
			written: {
				id: ID,
				status: 'CONVERTED',
				contact: { id: ID, name: 'Lee' },
				account: { id: ID, name: 'Brightwell' },
				deal: null,
			},
			requests: 2,
		},
	],
];

const RETRY: Partial<INode> = { retryOnFail: true, maxTries: 3 };
const jsonOf = (output: readonly INodeExecutionData[]) => output.map(({ json }) => json);

describe.each(CASES)('%s as n8n itself runs the step', (_, { parameters, method, prepare, written, requests }) => {
	it('is not run again by Retry On Fail once a record was written, though the first item was refused', async () => {
		const [output] = await runSteps(emulator, parameters, prepare(), RETRY);
		expect(jsonOf(output)).toEqual([{ message: ID, code: 'INVALID_DATA', next: ID, status: 'SKIPPED' }, written]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(leadCalls(emulator, method)).toHaveLength(requests);
	});

	it('sends refused items to the error output, with the values of the item', async () => {
		const items = prepare();
		const [done, refused] = await runSteps(emulator, parameters, items, { onError: 'continueErrorOutput' });
		expect(jsonOf(done)).toEqual([written]);
		expect(jsonOf(refused)).toEqual([
			{ ...items[0], error: ID, details: { code: 'INVALID_DATA', next: ID, status: 'SKIPPED' } },
		]);
	});

	it('is not run again after a reply was lost and never came', async () => {
		emulator.faults.add({
			kind: 'reset',
			acts: true,
			path: parameters.operation === 'convert' ? '/crm/v8/Leads/*' : '/crm/v8/Leads*',
			method,
			times: 99,
		});
		const [, item] = prepare();
		const [output] = await runSteps(emulator, parameters, [item], RETRY);
		expect(jsonOf(output)).toEqual([
			{
				message: `No response from Zoho CRM at ${new URL(emulator.apiDomain).host}`,
				code: 'NO_ANSWER',
				next: expect.stringContaining('The reply was lost'),
				status: 'UNKNOWN',
			},
		]);
		expect(leadCalls(emulator, method).length).toBe(
			['update', 'delete'].includes(String(parameters.operation)) ? 5 : 1,
		);
	});
});

it('a step that nothing was written by is run again, and then succeeds', async () => {
	const lead = seedLead(emulator, {});
	emulator.faults.add({
		kind: 'answer',
		status: 400,
		path: '/crm/v8/Leads*',
		method: 'PUT',
		body: { code: 'INVALID_REQUEST', details: {}, message: 'unable to parse the request body', status: 'error' },
	});
	const [output] = await runSteps(emulator, CASES[2][1].parameters, [{ lead }], RETRY);
	expect(jsonOf(output)).toEqual([{ id: lead, status: 'UPDATED', ...TIMES }]);
	expect([leadCalls(emulator, 'PUT').length, storedValues(emulator, 'Leads', lead, ['Phone'])]).toEqual([
		2,
		{ Phone: '7' },
	]);
});
