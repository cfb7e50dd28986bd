import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StepEmulator } from './emulator';
import { findNode } from './nodes';
import { readOptions, UsageProblem } from './options';

const NODE = ['--node', 'zohoCrm'];
const GET = [...NODE, '--parameters', '{"resource":"organization","operation":"get"}'];

let folder: string;

beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'step-options-'));
	writeFileSync(path.join(folder, 'bom.json'), '\uFEFF{"resource":"user"}');
	writeFileSync(path.join(folder, 'broken.json'), '{"resource":');
	writeFileSync(path.join(folder, 'a=b.csv'), 'Last_Name\nOkafor\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Words about an option, as they stand on stderr. */
function problemOf(args: readonly string[]): string {
	try {
		readOptions(args);
	} catch (error) {
		if (error instanceof UsageProblem) return error.message;
		throw error;
	}
	throw new Error('The options were taken');
}

describe('the options of npm run step', () => {
	it('are one empty item, UTC and a fresh emulator where nothing else is said', () => {
		expect(readOptions(GET)).toEqual({
			node: 'zohoCrm',
			parameters: { resource: 'organization', operation: 'get' },
			items: [{ json: {}, binary: {} }],
			switches: new Map(),
			setup: [],
			timeZone: 'UTC',
			dumpFolder: null,
			emulatorUrl: null,
		});
	});

	it('may be files, which may begin with a byte order mark', () => {
		expect(readOptions([...NODE, '--parameters', path.join(folder, 'bom.json')])?.parameters).toEqual({
			resource: 'user',
		});
	});

	it('take items as fields or whole, with files by path or in base64, and one file more for the first', () => {
		const file = path.join(folder, 'a=b.csv');
		const whole = {
			json: { b: 2 },
			binary: { one: { file, fileName: 'c.csv' }, two: { data: 'aGk=', mimeType: 'text/plain' } },
		};
		const items = JSON.stringify([{ a: 1 }, whole, { json: 'a text' }, { json: { c: 3 }, other: 1 }]);
		expect(readOptions([...GET, '--items', items, '--binary', `data=${file}`])?.items).toEqual([
			{ json: { a: 1 }, binary: { data: { fileName: 'a=b.csv', mimeType: 'text/csv', content: file } } },
			{
				json: { b: 2 },
				binary: {
					one: { fileName: 'c.csv', mimeType: 'text/csv', content: file },
					two: { fileName: 'two', mimeType: 'text/plain', content: Buffer.from('hi') },
				},
			},
			{ json: { json: 'a text' }, binary: {} },
			{ json: { json: { c: 3 }, other: 1 }, binary: {} },
		]);
	});

	it.each<[string[], RegExp]>([
		[[], /^--node is missing/],
		[NODE, /^--parameters is missing/],
		[[...NODE, '--parameters', ' '], /^--parameters is empty/],
		[[...NODE, '--parameters', '{bad'], /^--parameters is not JSON: /],
		[[...NODE, '--parameters', '[]'], /^--parameters takes a JSON object$/],
		[[...NODE, '--parameters', 'nothing.json'], /^--parameters: there is no file nothing\.json$/],
		[[...NODE, '--parameters', tmpdir()], /^--parameters: .* is a folder, not a file$/],
		[[...GET, '--items', '{"a":1}'], /^--items takes a JSON list/],
		[[...GET, '--items', '[{},2]'], /^--items: item 2 is no JSON object$/],
		[[...GET, '--items', '[{"a":undefined}]'], /^--items is not JSON: /],
		[[...GET, '--items', '[{"json":{},"binary":{"f":{}}}]'], /^--items: the file f of item 1 needs /],
		[[...GET, '--items', '[]', '--binary', `data=${__filename}`], /^--binary .* --items has none$/],
		[[...GET, '--binary', 'data'], /^--binary takes KEY=FILE, not data$/],
		[[...GET, '--binary', 'data=nothing.pdf'], /^--binary: there is no file nothing\.pdf$/],
		[[...GET, '--switch', '=1'], /^--switch takes KEY=VALUE, not =1$/],
		[[...GET, '--setup', '[{"module":"Leads"}]'], /^--setup takes a JSON list/],
		[[...GET, '--timezone', 'Mars/North'], /^--timezone: there is no time zone Mars\/North/],
		[[...GET, '--dump', __filename], /^--dump: .* is a file, not a folder$/],
		[[...GET, '--dump', path.join(__filename, 'in')], /^--dump: ENOTDIR/],
		[[...GET, '--emulator', 'there'], /^--emulator takes the address of a running emulator/],
		[[...GET, '--unknown'], /^Unknown option '--unknown'/],
		[[...GET, 'more'], /^Unexpected argument 'more'/],
	])('say in a sentence what is wrong: %j', (args, problem) => {
		expect(problemOf(args)).toMatch(problem);
		expect(problemOf(args)).not.toContain('\n');
	});

	it('say which file is not JSON', () => {
		expect(problemOf([...GET, '--setup', path.join(folder, 'broken.json')])).toMatch(
			/^--setup: the file .*broken\.json is not JSON: /,
		);
	});

	it('name a node of the package', () => {
		expect(findNode('zohoCrmBulk').className).toBe('ZohoCrmBulk');
		expect(() => findNode('constructor')).toThrow(
			new UsageProblem('--node: there is no node constructor; there are zohoCrm, zohoCrmBulk'),
		);
	});
});

describe('the emulator of npm run step', () => {
	let emulator: StepEmulator;

	beforeAll(async () => {
		emulator = await StepEmulator.startFresh(Date.UTC(2026, 10, 30));
	});
	afterAll(async () => await emulator.stop());

	it.each([
		['acceptsAnything', '1', '--switch: there is no switch acceptsAnything; test/emulator/README.md lists them'],
		['__proto__', '1', '--switch: there is no switch __proto__; test/emulator/README.md lists them'],
		['acceptsIsoDates', 'maybe', '--switch: acceptsIsoDates is now true and cannot become "maybe"'],
		['bulkWriteRows', 'ten', '--switch: bulkWriteRows is now 25000 and cannot become "ten"'],
	])('has no switch %s for %s', async (name, value, problem) => {
		await expect(emulator.setSwitches(new Map([[name, value]]))).rejects.toThrow(new UsageProblem(problem));
	});

	it.each([
		[{ module: 'Robots', records: [] }, /^--setup: There is no module Robots\. There are: Leads, /],
		[
			{ module: 'Leads', records: [{ Last_Name: 'Rao' }] },
			/^--setup: Record 1 of Leads is rejected: MANDATORY_NOT_FOUND/,
		],
	])('says what cannot be put in: %j', async (entry, problem) => {
		await expect(emulator.putIn([entry])).rejects.toThrow(problem);
	});

	it('must be there to be connected to', async () => {
		await expect(StepEmulator.connect('http://127.0.0.1:9')).rejects.toThrow(/^--emulator: no emulator answers at /);
	});
});
