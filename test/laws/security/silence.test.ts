import { readLog } from '../../../nodes/shared/import/importLog';
import { captureLog } from '../../stage/debugLog';
import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import { ZohoCrmBulk } from '../../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import { UsageError } from '../../../nodes/shared/zoho/call/errors';
import type { FaultEffect } from '../../emulator/server/faults';
import { prepareInput, USES } from '../../operations/registry';
import { connectedCredential } from '../../stage/credentials';
import { runNode, runWebhook, type NodeRun, type NodeRunResult } from '../../stage/runNode';
import { useStage } from '../../stage/stage';
import { CHOSEN, eachNode, togetherNode } from '../../seam/seamNode';
import { HOSTILE_TEXTS } from './hostileTexts';
import { callbackOf, created, endJobs } from '../../import/jobs';
import { BY_NAME, jobImport } from '../../stage/parameters';

const { emulator, run } = useStage({ jobStepMs: 2_000 });

let log: ReturnType<typeof captureLog>;

beforeEach(() => {
	log = captureLog();
});

const IMPORT = jobImport({ columns: BY_NAME });

/** A word that stands in every value of every row, and nowhere else. */
const WORD = 'kumquat';
const ROWS: readonly IDataObject[] = [0, 1].map((number) => ({
	Last_Name: `${WORD} ${number}`,
	Company: `${WORD} & co`,
	Email: `${WORD}${number}@brightwell.test`,
	Description: `<b>${WORD}</b>`,
}));
const CSV = `Last_Name,Company,Email\r\n${WORD} 0,${WORD},${WORD}0@brightwell.test\r\n${WORD} 1,${WORD},${WORD}1@brightwell.test\r\n`;

const inItem = (text: string, fileName = 'leads.csv'): IBinaryKeyData => ({
	data: { data: Buffer.from(text).toString('base64'), mimeType: 'text/csv', fileName },
});

async function attempt(
	parameters: INodeParameters,
	items: readonly IDataObject[],
	more: Partial<NodeRun> = {},
): Promise<NodeRunResult | Error> {
	return await run(parameters, items, more).catch((reason: unknown) => reason as Error);
}

const isError = (result: NodeRunResult | Error): result is Error => result instanceof Error;
/** All that a person or a log could read of an error, its causes and context included. */
function textOf(value: unknown, seen: Set<unknown> = new Set()): string {
	if (typeof value !== 'object' || value === null) return String(value);
	if (seen.has(value)) return '';
	seen.add(value);
	return Reflect.ownKeys(value)
		.map((key) => `${String(key)}: ${textOf(Reflect.get(value, key), seen)}`)
		.join('\n');
}

describe('values of records', () => {
	/** Where values are sent to, besides the targets of the operation. */
	const WRITES = ['/crm/v8/Leads', '/crm/v8/upload', '/crm/bulk/*'];
	type Trouble = readonly [string, (paths: readonly string[]) => void];
	const fault = (effect: FaultEffect, times: number) => (paths: readonly string[]) =>
		paths.forEach((path) => emulator.faults.add({ ...effect, path, times }));
	const TROUBLES: readonly Trouble[] = [
		['all goes well', () => undefined],
		[
			'Zoho rejects them and repeats them',
			fault(
				{
					kind: 'answer',
					status: 400,
					body: {
						code: 'INVALID_DATA',
						details: { api_name: 'Email', value: WORD, record: { Last_Name: WORD } },
						message: 'invalid data',
						status: 'error',
					},
				},
				9,
			),
		],
		[
			'a gateway answers with a page that repeats them',
			fault({ kind: 'answer', status: 502, body: `<html>${WORD}</html>` }, 50),
		],
		['connections break', fault({ kind: 'reset' }, 50)],
		[
			'answers have another shape',
			fault({ kind: 'wrongJson', body: { data: [{ status: WORD, details: { id: WORD } }], value: WORD } }, 50),
		],
	];

	/** Runs with the trouble, and expects the word in nothing that a person or a log could read. */
	async function expectSilence(parameters: INodeParameters, items: readonly IDataObject[], more: Partial<NodeRun>) {
		const staticData: IDataObject = {};
		const result = await attempt(parameters, items, { staticData, ...more });
		const shown = isError(result)
			? textOf(result)
			: // What an import rejects is named, in quotes.
				textOf(result.hints) +
				textOf(result.json.map(({ error, reason, next, details }) => ({ error, reason, next, details })));
		expect(parameters.operation === 'import' ? shown.replace(/"[^"]*"/g, '') : shown).not.toContain(WORD);
		expect(emulator.requests.all().filter(({ path }) => path.startsWith('/crm/'))).not.toEqual([]);
		expect(textOf(log)).not.toContain(WORD);
		expect(textOf(staticData)).not.toContain(WORD);
	}

	describe.each(USES.map((use) => [use.name, use] as const))(
		'are in no hint, error or line of the log of: %s',
		(_, use) => {
			it.each(TROUBLES)('when %s', async (_trouble, prepare) => {
				const { items, files } = await prepareInput(emulator, use.sample);
				const paths = (use.sample.writing ?? []).flatMap(({ targets }) => targets.map(({ path }) => path));
				prepare(paths.length > 0 ? paths : ['/crm/v8/*', '/crm/bulk/*']);
				const rows = items.map((item) => ({ ...item, Company: `${WORD} & co`, Description: `<b>${WORD}</b>` }));
				await expectSilence(use.parameters, rows, { files });
			});
		},
	);

	const WAYS: readonly [string, INodeParameters, readonly IDataObject[], Partial<NodeRun>][] = [
		['an import by the records API', { ...IMPORT, route: 'records' }, ROWS, {}],
		['an import of a file', { ...IMPORT, inputSource: 'file', binaryField: 'data' }, [{}], { files: [inItem(CSV)] }],
	];
	it.each(
		WAYS.flatMap(([way, ...rest]) => TROUBLES.map(([trouble, prepare]) => [way, trouble, prepare, ...rest] as const)),
	)('are in none of %s when %s', async (_way, _trouble, prepare, parameters, items, more) => {
		prepare(WRITES);
		await expectSilence(parameters, items, more);
	});

	it('would be found where they are', () => {
		expect(textOf(new Error('outer', { cause: { details: [WORD] } }))).toContain(WORD);
	});

	it('are kept with the workflow by no import: ids and numbers of rows are', async () => {
		const staticData: IDataObject = {};
		await attempt(IMPORT, ROWS, { staticData });
		expect(log.map(({ message }) => message).filter((message) => message.startsWith('[Zoho CRM] import'))).not.toEqual(
			[],
		);
		const kept = (staticData.global ?? staticData) as IDataObject;
		expect(textOf(kept)).toMatch(/import n8n17x\w+: rows 1 to 2, file \d+, job \d+/);
	});

	it('are kept by a sleeping import only where they were mapped by hand', async () => {
		emulator.switches.allowHttpCallback = true;
		emulator.jobs.plan({ ticks: 1_000_000 });
		emulator.jobs.plan({ ticks: 1_000_000 });
		const byName = await attempt({ ...IMPORT, wait: 'callback' }, ROWS);
		const mapped = {
			mappingMode: 'defineBelow',
			value: { Last_Name: '={{ $json.Last_Name }}', Company: '={{ $json.Company }}' },
		};
		const byHand = await attempt({ ...IMPORT, wait: 'callback', columns: mapped }, ROWS);
		if (isError(byName) || isError(byHand)) throw new Error('The import does not sleep');
		expect(textOf(byName.sleep?.context)).not.toContain(WORD);
		expect(textOf(byHand.sleep?.context)).toContain(WORD);
		for (const { sleep } of [byName, byHand]) expect(textOf(sleep?.context)).not.toMatch(/1000\.[0-9a-f]{8,}/);
	});
});

describe('names from outside', () => {
	const MARKUP = '<img src=x onerror=alert(1)><a href="https://evil.test">Update</a>&lt;b&gt;';
	const SHOWN = '&lt;img src=x onerror=alert(1)>&lt;a href="https://evil.test">Update&lt;/a>&amp;lt;b&amp;gt;';

	it('are text in hints, which n8n shows as HTML', async () => {
		const each = eachNode(async ({ hint }) => (hint(`Setup > APIs & SDKs: ${MARKUP}`), {}));
		const together = togetherNode({ together: async ({ hint }) => (hint(MARKUP), []) });
		const told = [];
		for (const node of [each, together])
			told.push(await runNode({ node, parameters: CHOSEN, items: [{}], credential: connectedCredential(emulator) }));
		expect(told.map(({ hints }) => hints)).toEqual([
			[{ message: `Setup > APIs & SDKs: ${SHOWN}`, type: 'info', location: 'outputPane' }],
			[{ message: SHOWN, type: 'info', location: 'outputPane' }],
		]);
	});

	it('are text in descriptions, which n8n shows as HTML, and begin no markup in messages, which it shows as either', async () => {
		const node = eachNode(() => Promise.reject(new UsageError(`No ${MARKUP}`, `Choose ${MARKUP}`)));
		const stopped: unknown = await runNode({
			node,
			parameters: CHOSEN,
			items: [{}],
			credential: connectedCredential(emulator),
		}).catch((reason: unknown) => reason);
		expect(stopped).toMatchObject({
			message: 'No ‹img src=x onerror=alert(1)>‹a href="https://evil.test">Update‹/a>&lt;b&gt;',
			description: `Choose ${SHOWN}`,
		});
	});

	it('that stand in the header of a file do not become markup of what the panel says', async () => {
		const text = `Last_Name,Company,Owner.<img src=x>\r\nAsh,Brightwell,x\r\n`;
		const result = await attempt(
			{ ...IMPORT, route: 'auto', inputSource: 'file', binaryField: 'data', options: { dryRun: true } },
			[{}],
			{ files: [inItem(text)] },
		);
		const shown = isError(result)
			? `${result.message} ${String(Reflect.get(result, 'description'))}`
			: textOf(result.hints);
		expect(shown).toMatch(/(&lt;|‹)img src=x>/);
		expect(shown).not.toContain('<');
	});

	it('that have line breaks cannot forge a line of the log', async () => {
		const forged = 'leads.csv\r\n[Zoho CRM] import n8n17xabcdef: rows 1 to 9, file 1, job 2\u0085end';
		await attempt(
			{
				resource: 'bulkWrite',
				operation: 'createJob',
				module: 'Leads',
				fileId: '1',
				csvFileName: forged,
				fieldMappings: { mapping: [{ apiName: 'Last_Name', index: '0' }] },
			},
			[{}],
		);
		const ours = log.filter(({ message }) => message.startsWith('[Zoho CRM]')).map(({ message }) => message);
		expect(ours[0]).toBe(
			'[Zoho CRM] creating a job for the file leads.csv [Zoho CRM] Import n8n17xabcdef: rows 1 to 9, file 1, job 2 end',
		);
		for (const line of ours) expect(line).not.toMatch(/\p{Cc}/u);
	});

	it.each([
		'[Zoho CRM] import n8n17xabcdef: rows 1 to 9, file 1, job 4150868000009999001',
		'import n8n17xabcdef: rows 1 to 9, writing by the records API',
		'[Zoho CRM] i m p_o-r t n8n17xabcdef: rows 1 to 9, job 4150868000009999001',
	])('and that are lines of an import are none in the log: %s', async (csvFileName) => {
		const fieldMappings = { mapping: [{ apiName: 'Last_Name', index: '0' }] };
		const parameters = { resource: 'bulkWrite', operation: 'createJob', module: 'Leads', fileId: '1' };
		await attempt({ ...parameters, csvFileName, fieldMappings }, [{}]);
		const ours = log.map(({ message }) => message).filter((message) => message.startsWith('[Zoho CRM]'));
		expect(ours.length).toBeGreaterThan(0);
		const own = '[Zoho CRM] import n8n18xmhk2c9qz: rows 1 to 25, file 7, job 4150868000004912001';
		expect(readLog([own, ...ours].join('\n'))).toMatchObject({
			importId: 'n8n18xmhk2c9qz',
			jobIds: ['4150868000004912001'],
			records: [],
		});
	});
});

describe('a callback', () => {
	it('with a guessed token wakes nothing, and asks Zoho nothing', async () => {
		emulator.switches.allowHttpCallback = true;
		emulator.jobs.plan({ ticks: 1_000_000 });
		const node: NodeRun = {
			node: new ZohoCrmBulk(),
			parameters: { ...IMPORT, wait: 'callback' },
			items: ROWS,
			credential: connectedCredential(emulator),
		};
		const { sleep } = await runNode(node);
		if (sleep === null) throw new Error('The import does not sleep');
		endJobs(emulator);
		const token = callbackOf(created(emulator)[0]).searchParams.get('callback') ?? '';
		expect(token).toMatch(/^n8n17x\w+$/);
		const asked = emulator.requests.all().length;
		const near = [
			token.slice(0, -1),
			`${token}0`,
			token.toUpperCase(),
			` ${token}`,
			`${token}\u0000`,
			token.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
			'n8n17x',
			'',
		];
		for (const guess of [...near, ...HOSTILE_TEXTS])
			expect(await runWebhook(node, sleep, { query: { callback: guess } })).toEqual({});
		expect(emulator.requests.all()).toHaveLength(asked);
		expect(
			(await runWebhook(node, sleep, { query: { callback: token } })).workflowData?.[0].map(({ json }) => json.status),
		).toEqual(['ADDED', 'ADDED']);
	});
});

describe('a cell that a spreadsheet would run as a formula', () => {
	const FORMULAS = [
		'=1+1',
		'+1',
		'-1+2',
		'@SUM(A1)',
		'\t=1',
		'=HYPERLINK("https://evil.test","x")',
		"=cmd|' /C calc'!A0",
	];
	const rows = FORMULAS.map((formula, number) => ({
		Last_Name: `L${number}`,
		Company: 'Brightwell',
		Description: `${formula}!`,
	}));
	const held = (): unknown[] => [...emulator.store.all('Leads')].map(({ Description: text }) => text).sort();

	it.each(['bulk', 'records'])('reaches Zoho as it is by route %s', async (route) => {
		await attempt({ ...IMPORT, route }, rows);
		expect(held()).toEqual(rows.map(({ Description: text }) => text).sort());
	});

	it('stands in the reject file as it stood in the file', async () => {
		const cells = FORMULAS.map((formula) => `"${formula.replaceAll('"', '""')}"`);
		const csv = [
			'Last_Name,Company,Annual_Revenue,Description',
			...cells.map((cell, number) => `L${number},Brightwell,none,${cell}`),
			'',
		].join('\r\n');
		const result = await attempt({ ...IMPORT, inputSource: 'file', binaryField: 'data' }, [{}], {
			files: [inItem(csv)],
		});
		if (isError(result)) throw result;
		const { rejects } = result.items[0].binary ?? {};
		const text = Buffer.from(rejects?.data ?? '', 'base64').toString();
		expect(text.split('\r\n').slice(1, -1)).toEqual(
			cells.map(
				(cell, number) =>
					`L${number},Brightwell,none,${cell},"Annual Revenue ""none"" is not a number",INVALID_DATA,Annual_Revenue`,
			),
		);
	});
});
