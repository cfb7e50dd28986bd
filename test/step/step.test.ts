import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Emulator, startEmulator } from '../emulator';

const root = path.resolve(__dirname, '..', '..');
const CREATE = { resource: 'lead', operation: 'create', fields: { mappingMode: 'autoMapInputData', value: null } };
const IMPORT = {
	resource: 'bulkWrite',
	operation: 'import',
	module: 'Leads',
	importOperation: 'insert',
	route: 'bulk',
};
const LEAD_ID = '4150868000009000001';

let folder: string;

beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'step-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a run left behind. */
interface Run {
	readonly code: number;
	/** The last line on stdout. */
	readonly answer: unknown;
	readonly stderr: string;
}

/** Runs a program in the folder of the test, and reads the last line on stdout. */
async function run(command: string, args: readonly string[]): Promise<Run> {
	return await new Promise((resolve) => {
		execFile(command, args, { cwd: folder }, (error, stdout, stderr) => {
			const last = stdout.trimEnd().split('\n').at(-1) ?? '';
			const answer: unknown = last === '' ? null : JSON.parse(last);
			resolve({ code: error === null ? 0 : Number(error.code), answer, stderr });
		});
	});
}

const step = async (...args: string[]): Promise<Run> =>
	await run(process.execPath, [path.join(root, 'scripts', 'step.mjs'), ...args]);

function write(name: string, content: unknown): string {
	writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
	return name;
}

const readLines = (...names: string[]): unknown[] =>
	readFileSync(path.join(folder, ...names), 'utf8')
		.split('\n')
		.filter((line) => line !== '')
		.map((line): unknown => JSON.parse(line));

describe('npm run step', () => {
	it('runs a node with its defaults and with expressions, and answers in one line', async () => {
		const parameters = {
			resource: 'lead',
			operation: 'create',
			fields: {
				mappingMode: 'defineBelow',
				value: { Last_Name: '={{ $json.name }} of {{ $now.zoneName }}', Company: 'Acme' },
			},
		};
		const { code, answer } = await run('npm', [
			...['--prefix', root, 'run', 'step', '--', '--node', 'zohoCrm', '--parameters', JSON.stringify(parameters)],
			...['--items', '[{"name":"Okafor"},{"name":"Rao"}]', '--timezone', 'Asia/Tokyo', '--dump', 'created'],
		]);
		expect([code, answer]).toEqual([
			0,
			{
				outputs: [
					[0, 1].map((item) => ({
						json: {
							status: 'ADDED',
							reason: 'Created',
							id: expect.stringMatching(/^\d{19}$/),
							item: item + 1,
							createdTime: expect.any(String),
							modifiedTime: expect.any(String),
						},
						binary: {},
						pairedItem: { item },
					})),
				],
				hints: [],
				requests: 2,
				credits: 2,
				failed: null,
			},
		]);
		expect(readLines('created', 'records-Leads.ndjson')).toMatchObject([
			{ Last_Name: 'Okafor of Asia/Tokyo' },
			{ Last_Name: 'Rao of Asia/Tokyo' },
		]);
	});

	it('reads parameters, items and records from files, and finds the records by their ids', async () => {
		const parameters = {
			resource: 'lead',
			operation: 'get',
			leadId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
		};
		const { code, answer } = await step(
			...['--node', 'zohoCrm', '--parameters', write('get.json', `\uFEFF${JSON.stringify(parameters)}`)],
			...['--items', write('items.json', [{ json: { id: LEAD_ID } }])],
			...[
				'--setup',
				write('setup.json', [{ module: 'Leads', records: [{ id: LEAD_ID, Last_Name: 'Okafor', Company: 'Acme' }] }]),
			],
		);
		expect([code, answer]).toMatchObject([
			0,
			{ outputs: [[{ json: { id: LEAD_ID, Last_Name: 'Okafor' } }]], requests: 1, credits: 1, failed: null },
		]);
	});

	it('takes a file in, waits for a job without waiting, and leaves the files that came out', async () => {
		const rows = ['Last_Name,Company,Email', 'Okafor,Acme,okafor@acme.example', ',Acme,', ''].join('\n');
		const { code, answer, stderr } = await step(
			...[
				'--node',
				'zohoCrmBulk',
				'--parameters',
				JSON.stringify({ ...IMPORT, inputSource: 'file', binaryField: 'leads' }),
			],
			...['--binary', `leads=${write('leads.csv', rows)}`, '--dump', 'imported'],
		);
		const [rejects] = readdirSync(path.join(folder, 'imported')).filter((name) =>
			name.startsWith('binary-0-0-rejects-'),
		);
		const bytes = readFileSync(path.join(folder, 'imported', rejects));
		expect([code, answer]).toMatchObject([
			0,
			{
				outputs: [
					[
						{
							json: { rows: 2, added: 1, skipped: 1 },
							binary: {
								rejects: {
									fileName: expect.stringMatching(/_rejects\.csv$/),
									mimeType: 'text/csv',
									bytes: bytes.length,
									sha256: createHash('sha256').update(bytes).digest('hex'),
								},
							},
							pairedItem: { item: 0 },
						},
					],
				],
				hints: [expect.stringContaining('1 added, 1 failed (row 2: Last Name is empty)')],
				requests: readLines('imported', 'requests.ndjson').length,
				failed: null,
			},
		]);
		expect(readLines('imported', 'records-Leads.ndjson')).toMatchObject([{ Last_Name: 'Okafor', Company: 'Acme' }]);
		expect(readLines('imported', 'records-Deals.ndjson')).toEqual([]);
		expect(stderr).toMatch(/^log: \[Zoho CRM\] import \w+: rows 1 to 1, uploading /);
	});

	it('ends with 1 when the node fails, says why, and says which parameters nobody reads', async () => {
		const items = [{ Last_Name: 'Okafor', Company: 'Acme', Lead_Status: 'Elsewhere' }];
		const { code, answer, stderr } = await step(
			...[
				'--node',
				'zohoCrm',
				'--parameters',
				JSON.stringify({ ...CREATE, feilds: {}, options: { newPickListValues: 'allow' } }),
			],
			...['--items', JSON.stringify(items), '--switch', 'unknownPicklistValues=refuse'],
		);
		expect([code, answer]).toEqual([
			1,
			{
				outputs: [],
				hints: [],
				requests: 2,
				credits: 2,
				failed: {
					message: expect.stringMatching(/^Lead Status must be one of: .+, not "Elsewhere"$/),
					description: expect.any(String),
					itemIndex: 0,
				},
			},
		]);
		expect(stderr).toContain('The form has no feilds with these parameters');
	});

	it('ends with 2 and one sentence when an option is wrong', async () => {
		const args = ['--node', 'zohoCrm', '--parameters', JSON.stringify(CREATE), '--switch', 'acceptsAnything=1'];
		expect(await step(...args)).toEqual({
			code: 2,
			answer: null,
			stderr: '--switch: there is no switch acceptsAnything; test/emulator/README.md lists them\n',
		});
	});
});

describe('npm run step beside a running emulator', () => {
	let emulator: Emulator;

	beforeAll(async () => {
		emulator = await startEmulator();
	});
	afterAll(async () => await emulator.stop());

	it('leaves what it did there, counts its own calls, and puts switches back', async () => {
		emulator.requests.begin(
			{ method: 'GET', host: 'api', path: '/before', query: {}, headers: {}, sizeBytes: 0, startedMs: 0 },
			'',
		);
		const { code, answer } = await step(
			...['--node', 'zohoCrm', '--parameters', JSON.stringify(CREATE), '--emulator', emulator.url],
			...['--items', '[{"Last_Name":"Okafor","Company":"Acme"}]', '--switch', 'creditsHeader=always'],
		);
		expect([code, answer]).toMatchObject([0, { requests: 2, credits: 2, failed: null }]);
		expect([...emulator.store.all('Leads')]).toMatchObject([{ Last_Name: 'Okafor' }]);
		expect(emulator.switches.creditsHeader).toBe('once half used');
	});

	it('wakes a node that sleeps until a job calls back, and says so', async () => {
		emulator.reset();
		emulator.jobs.plan({ ticks: 600 });
		const { code, answer, stderr } = await step(
			...['--node', 'zohoCrmBulk', '--parameters', JSON.stringify({ ...IMPORT, wait: 'callback' })],
			...['--items', '[{"Last_Name":"Okafor","Company":"Acme"}]', '--emulator', emulator.adminUrl],
		);
		expect([code, answer]).toMatchObject([0, { outputs: [[{ json: { status: 'ADDED', row: 1 } }]], failed: null }]);
		expect(stderr).toMatch(/The node put the execution to sleep until .*\nA job called back after \d+ s of that time/);
	});
});
