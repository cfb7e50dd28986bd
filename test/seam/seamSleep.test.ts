import type { IDataObject } from 'n8n-workflow';
import type { TogetherOperation, WakeContext } from '../../nodes/shared/n8n/step/operation';
import { ZohoCrmBulk } from '../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import { connectedCredential, selfClientCredential, type StoredCredential } from '../stage/credentials';
import { runNode, runWebhook, type NodeRun, type NodeRunResult, type Sleep } from '../stage/runNode';
import { useStage } from '../stage/stage';
import { CHOSEN, numbered, togetherNode, type SeamNode } from './seamNode';

const { emulator } = useStage();

const HOUR_MS = 3_600_000;
const COUNT = { displayName: 'Count', name: 'count', type: 'number' as const, default: 0 };

/** A node that goes to sleep at once, and wakes as the test says. */
function sleeper(wake: TogetherOperation['wake'], outputs?: number): SeamNode {
	return togetherNode(
		{
			...(outputs === undefined ? {} : { outputs: () => outputs }),
			async together({ items, execution, sleepUntilCallback }) {
				const timedOut = items.map(({ json }, index) => ({
					answers: index,
					json: { number: json.number, status: 'PENDING' },
				}));
				return await sleepUntilCallback(
					{ jobs: ['4150868000004912001'], left: 2 },
					execution.now() + HOUR_MS,
					timedOut.reverse(),
				);
			},
			wake,
		},
		[COUNT],
	);
}

interface Slept {
	readonly run: NodeRun;
	readonly result: NodeRunResult;
	readonly sleep: Sleep;
}

async function fallAsleep(node: SeamNode, more: Partial<NodeRun> = {}): Promise<Slept> {
	const run: NodeRun = {
		node,
		parameters: { ...CHOSEN, count: 7 },
		items: numbered(3),
		credential: connectedCredential(emulator),
		...more,
	};
	const result = await runNode(run);
	if (result.sleep === null) throw new Error('The node did not fall asleep');
	return { run, result, sleep: result.sleep };
}

const call = async ({ run, sleep }: Slept, query: Readonly<Record<string, string>> = { callback: 'secret' }) =>
	await runWebhook(run, sleep, { query });

describe('a step that sleeps until a callback', () => {
	it('leaves memory, end of time and the items for it with n8n, and puts nothing out', async () => {
		const { result, sleep } = await fallAsleep(sleeper(async () => null));
		expect(result.outputs).toEqual([[]]);
		expect(sleep.until).toEqual(new Date(emulator.state.clock.now() + HOUR_MS));
		expect(sleep.context).toEqual({
			zohoCrmAsleep: { memory: { jobs: ['4150868000004912001'], left: 2 }, itemCount: 3 },
		});
		expect(sleep.timedOut).toEqual(
			[0, 1, 2].map((number) => ({ json: { number, status: 'PENDING' }, pairedItem: { item: number } })),
		);
	});

	it('has an address that carries the signature of n8n and its own token', async () => {
		const addresses: string[] = [];
		const node = togetherNode({
			async together({ callbackUrl }) {
				addresses.push(callbackUrl('a/b&c'), callbackUrl('other'));
				return [];
			},
		});
		await runNode({ node, parameters: CHOSEN, items: [{}], credential: connectedCredential(emulator) });
		expect(addresses).toEqual([
			'http://127.0.0.1:9/webhook-waiting/17?signature=resume-token&callback=a%2Fb%26c',
			'http://127.0.0.1:9/webhook-waiting/17?signature=resume-token&callback=other',
		]);
	});

	it('is given memory, token, parameters and the input items when a callback comes, and goes on with its answers in input order', async () => {
		const seen: unknown[] = [];
		const slept = await fallAsleep(
			sleeper(async ({ memory, token, items, read, execution }) => {
				seen.push({
					memory,
					token,
					items,
					count: read.number('count'),
					executionId: execution.id,
					isCancelled: execution.isCancelled(),
				});
				return items
					.map(({ json }, index) => ({ answers: index, json: { number: json.number, status: 'ADDED' } }))
					.reverse();
			}),
		);
		expect(await call(slept)).toEqual({
			workflowData: [[0, 1, 2].map((number) => ({ json: { number, status: 'ADDED' }, pairedItem: { item: number } }))],
		});
		expect(seen).toEqual([
			{
				memory: { jobs: ['4150868000004912001'], left: 2 },
				token: 'secret',
				items: numbered(3).map((json) => ({ json })),
				count: 7,
				executionId: '17',
				isCancelled: false,
			},
		]);
	});

	it('is woken with no token where the address that was called has none, or several', async () => {
		const seen: string[] = [];
		const slept = await fallAsleep(sleeper(async ({ token }) => (seen.push(token), null)));
		await call(slept, {});
		await runWebhook(slept.run, slept.sleep, { query: { callback: ['a', 'b'] as unknown as string } });
		expect(seen).toEqual(['', '']);
	});

	it('sleeps on when there is nothing to wake for', async () => {
		expect(await call(await fallAsleep(sleeper(async () => null)))).toEqual({});
	});

	it.each<[string, TogetherOperation['wake']]>([
		['the operation throws', async () => await Promise.reject(new Error('boom'))],
		['Zoho refuses a call', async ({ zoho }: WakeContext) => (await zoho.bulkWrite.get('4150868000009999999'), [])],
		['the operation cannot be woken', undefined],
	])('sleeps on when %s', async (_, wake) => {
		expect(await call(await fallAsleep(sleeper(wake)))).toEqual({});
	});

	it('sleeps on when its credential is gone or its operation is another', async () => {
		const slept = await fallAsleep(sleeper(async () => []));
		slept.run.credential.data = { ...slept.run.credential.data, oauthTokenData: undefined as never };
		expect(await call(slept)).toEqual({});
		const other = await fallAsleep(sleeper(async () => []));
		expect(
			await runWebhook({ ...other.run, parameters: { ...CHOSEN, operation: 'gone' } }, other.sleep, { query: {} }),
		).toEqual({});
	});

	const credentials: [string, () => StoredCredential][] = [
		['an OAuth2 credential', () => connectedCredential(emulator)],
		['a self client', () => selfClientCredential(emulator, { refreshToken: emulator.grantToken().refreshToken })],
	];
	it.each(credentials)(
		'calls Zoho with %s on waking, also with a token that has ended meanwhile',
		async (_, credential) => {
			const slept = await fallAsleep(
				sleeper(async ({ zoho, items }) => {
					const { companyName } = await zoho.organization.get();
					return items.map((_item, index) => ({ answers: index, json: { companyName } }));
				}),
				{ credential: credential() },
			);
			emulator.advance(2 * HOUR_MS);
			const { workflowData = [] } = await call(slept);
			expect(workflowData[0].map(({ json }) => json)).toEqual([
				{ companyName: 'Brightwell' },
				{ companyName: 'Brightwell' },
				{ companyName: 'Brightwell' },
			]);
			expect(slept.run.credential.tokenUpdates).toBe(1);
		},
	);

	it('reads files of the input items and writes new ones on waking', async () => {
		const file = { data: Buffer.from('a,b\r\n').toString('base64'), mimeType: 'text/csv', fileName: 'in.csv' };
		const slept = await fallAsleep(
			sleeper(async ({ readBinary, writeBinary }) => {
				const source = await readBinary(1, 'data');
				const written = await writeBinary(source.open(), 'out.csv', 'text/csv');
				return [{ answers: 0, json: { read: source.fileName }, binary: { out: written } }];
			}),
			{ files: [undefined, { data: file }] },
		);
		expect(await call(slept)).toEqual({
			workflowData: [
				[
					{
						json: { read: 'in.csv' },
						binary: {
							out: {
								data: file.data,
								mimeType: 'text/csv',
								fileType: 'text',
								fileExtension: 'csv',
								fileName: 'out.csv',
								fileSize: '5 B',
								bytes: 5,
							},
						},
						pairedItem: { item: 0 },
					},
				],
			],
		});
	});

	it('answers on as many outputs as it has', async () => {
		const slept = await fallAsleep(sleeper(async () => [{ answers: 0, json: { a: 1 }, output: 1 }], 2));
		expect(slept.result.outputs).toEqual([[], []]);
		expect(await call(slept)).toEqual({ workflowData: [[], [{ json: { a: 1 }, pairedItem: { item: 0 } }]] });
	});

	it('answers refusals as it does when it is awake', async () => {
		const slept = await fallAsleep(
			sleeper(async () => [{ answers: 0, refused: { status: 'SKIPPED', reason: new Error('No'), next: 'Ask' } }]),
		);
		expect(await call(slept)).toMatchObject({
			workflowData: [
				[
					{
						json: { status: 'SKIPPED', reason: 'No', item: 1, next: 'Ask', code: 'NOT_SENT' },
						pairedItem: { item: 0 },
					},
				],
			],
		});
	});
});

describe('Zoho CRM Bulk', () => {
	it('can be called back, and sleeps on after a call that it did not wait for', async () => {
		const node = new ZohoCrmBulk();
		expect(node.description.webhooks).toEqual([
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: 'noData',
				path: '',
				restartWebhook: true,
				isFullPath: true,
			},
		]);
		const slept = await fallAsleep(sleeper(async () => null));
		const parameters: IDataObject = { resource: 'bulkWrite', operation: 'getJob', jobId: '1' };
		expect(
			await runWebhook({ ...slept.run, node, parameters: parameters as never }, slept.sleep, { query: {} }),
		).toEqual({});
	});
});
