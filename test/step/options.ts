import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isObject } from '../emulator/json';

/** What the person asked for cannot be done: said in one sentence, exit code 2. */
export class UsageProblem extends Error {}

/** A JSON object as it was read. */
export type Json = Readonly<Record<string, unknown>>;

/** A file that goes into the node. */
export interface InputFile {
	readonly fileName: string;
	readonly mimeType: string;
	/** A path, or the bytes. */
	readonly content: string | Buffer;
}

/** An item that goes into the node. */
export interface InputItem {
	readonly json: Json;
	readonly binary: Readonly<Record<string, InputFile>>;
}

/** Records of one module that are there before the node runs. */
export interface SetupEntry {
	readonly module: string;
	readonly records: readonly Json[];
}

/** What to run, and in which surroundings. */
export interface StepOptions {
	/** As in the node's description: zohoCrm. */
	readonly node: string;
	readonly parameters: Json;
	readonly items: readonly InputItem[];
	/** Switches of the emulator with their values as they were typed. */
	readonly switches: ReadonlyMap<string, string>;
	readonly setup: readonly SetupEntry[];
	readonly timeZone: string;
	/** null: nothing is written. */
	readonly dumpFolder: string | null;
	/** Of a running emulator; null: a fresh one. */
	readonly emulatorUrl: string | null;
}

export const USAGE = `npm run step -- --node zohoCrm --parameters JSON|FILE [options]
Runs one node once, as n8n would, against an emulator of Zoho CRM. The last line on stdout is JSON:
{"outputs":[[{"json","binary","pairedItem"}]],"hints":[],"requests":0,"credits":0,"failed":null}
  --node NAME          zohoCrm or zohoCrmBulk
  --parameters J       the parameters of the node; those left out take their defaults, as in the editor
  --items J            the items that go in, [{...}] or [{"json":{...},"binary":{"data":{"file":"a.pdf"}}}]; default one empty item
  --binary KEY=FILE    puts a file into the first item; may be repeated
  --setup J            records that are there before: [{"module":"Leads","records":[{"id":"...","Last_Name":"..."}]}]
  --switch KEY=VALUE   changes how the emulator behaves (test/emulator/README.md); may be repeated
  --timezone ZONE      time zone of the workflow (UTC)
  --dump FOLDER        leaves the records, the requests and the files that came out in a folder
  --emulator URL       uses the emulator that runs there, instead of a fresh one
J is JSON or the path of a file with JSON in it. Exit code: 0, 1 if the node failed, 2 if an option is wrong.`;

/** Types of the files that people try; n8n would look into the file. */
const MIME_TYPES: Readonly<Record<string, string>> = {
	csv: 'text/csv',
	eml: 'message/rfc822',
	gif: 'image/gif',
	html: 'text/html',
	jpeg: 'image/jpeg',
	jpg: 'image/jpeg',
	json: 'application/json',
	pdf: 'application/pdf',
	png: 'image/png',
	svg: 'image/svg+xml',
	tsv: 'text/tab-separated-values',
	txt: 'text/plain',
	webp: 'image/webp',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	xml: 'application/xml',
	zip: 'application/zip',
};

/**
 * Reads the command line and every file that it names. Paths are meant from the present folder.
 * @returns null if only help was asked for
 * @throws UsageProblem
 */
export function readOptions(args: readonly string[]): StepOptions | null {
	const values = parse(args);
	if (values.help) return null;
	if (values.node === undefined) throw new UsageProblem('--node is missing: it takes zohoCrm or zohoCrmBulk');
	if (values.parameters === undefined)
		throw new UsageProblem('--parameters is missing: it takes JSON, or a file with JSON in it');
	const parameters = readJson('parameters', values.parameters);
	if (!isObject(parameters)) throw new UsageProblem('--parameters takes a JSON object');
	const items = values.items === undefined ? [{ json: {}, binary: {} }] : readItems(readJson('items', values.items));
	return {
		node: values.node,
		parameters,
		items: addFiles(items, values.binary),
		switches: new Map(values.switch.map((text) => splitPair('switch', text, 'VALUE'))),
		setup: values.setup === undefined ? [] : readSetup(readJson('setup', values.setup)),
		timeZone: readTimeZone(values.timezone),
		dumpFolder: values.dump === undefined ? null : makeFolder(values.dump),
		emulatorUrl: values.emulator === undefined ? null : readUrl(values.emulator),
	};
}

function parse(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			options: {
				node: { type: 'string' },
				parameters: { type: 'string' },
				items: { type: 'string' },
				binary: { type: 'string', multiple: true, default: [] },
				switch: { type: 'string', multiple: true, default: [] },
				setup: { type: 'string' },
				timezone: { type: 'string', default: 'UTC' },
				dump: { type: 'string' },
				emulator: { type: 'string' },
				help: { type: 'boolean', default: false },
			},
		}).values;
	} catch (error) {
		// Its messages are sentences for people, one of them with a second line.
		const [said] = messageOf(error).split(/\n|\. /);
		throw new UsageProblem(`${said}. With npm, options come after --: npm run step -- --node zohoCrm ...`);
	}
}

/** Whatever was thrown, in words; under jest, errors of Node are no `Error` of this realm. */
const messageOf = (error: unknown): string =>
	isObject(error) && typeof error.message === 'string' ? error.message : String(error);

/** JSON, or a file with JSON in it: what begins with a bracket is JSON. */
function readJson(option: string, text: string): unknown {
	if (text.trim() === '') throw new UsageProblem(`--${option} is empty: it takes JSON, or a file with JSON in it`);
	const isJson = /^\s*[{[]/.test(text);
	const what = isJson ? `--${option}` : `--${option}: the file ${text}`;
	const content = isJson ? text : attempt(option, () => readFileSync(findFile(option, text), 'utf8'));
	try {
		// Editors on Windows begin a file with a byte order mark.
		return JSON.parse(content.replace(/^\uFEFF/, ''));
	} catch (error) {
		throw new UsageProblem(`${what} is not JSON: ${messageOf(error)}`);
	}
}

/** What the file system does not allow is told in its words. */
function attempt<Result>(option: string, work: () => Result): Result {
	try {
		return work();
	} catch (error) {
		if (isObject(error) && 'syscall' in error) throw new UsageProblem(`--${option}: ${messageOf(error)}`);
		throw error;
	}
}

function findFile(option: string, file: string): string {
	const whole = path.resolve(file);
	if (!existsSync(whole)) throw new UsageProblem(`--${option}: there is no file ${file}`);
	if (!statSync(whole).isFile()) throw new UsageProblem(`--${option}: ${file} is a folder, not a file`);
	return whole;
}

function readItems(value: unknown): InputItem[] {
	if (!Array.isArray(value)) throw new UsageProblem('--items takes a JSON list: [{...}, {...}]');
	return value.map((entry: unknown, index) => {
		if (!isObject(entry)) throw new UsageProblem(`--items: item ${index + 1} is no JSON object`);
		return isWholeItem(entry)
			? { json: entry.json ?? {}, binary: readItemFiles(entry.binary ?? {}, index) }
			: { json: entry, binary: {} };
	});
}

/** Whether an entry is an item as n8n has it, and not the fields of one. */
function isWholeItem(entry: Json): entry is { readonly json?: Json; readonly binary?: Json } {
	const parts = ['json', 'binary'].filter((part) => part in entry);
	return (
		parts.length > 0 &&
		parts.every((part) => isObject(entry[part])) &&
		Object.keys(entry).every((key) => ['json', 'binary', 'pairedItem'].includes(key))
	);
}

function readItemFiles(binary: Json, index: number): Record<string, InputFile> {
	const files = Object.entries(binary).map(([key, value]): [string, InputFile] => {
		const { data, file, fileName, mimeType } = isObject(value) ? value : {};
		const chosen = {
			...(typeof fileName === 'string' ? { fileName } : {}),
			...(typeof mimeType === 'string' ? { mimeType } : {}),
		};
		if (typeof file === 'string') return [key, { ...describeFile('items', file), ...chosen }];
		if (typeof data === 'string') {
			const content = Buffer.from(data, 'base64');
			return [key, { fileName: key, mimeType: 'application/octet-stream', content, ...chosen }];
		}
		throw new UsageProblem(
			`--items: the file ${key} of item ${index + 1} needs "file", a path, or "data", its content in base64`,
		);
	});
	return Object.fromEntries(files);
}

function describeFile(option: string, file: string): InputFile {
	const content = findFile(option, file);
	const extension = path.extname(content).slice(1).toLowerCase();
	const mimeType = Object.hasOwn(MIME_TYPES, extension) ? MIME_TYPES[extension] : 'application/octet-stream';
	return { fileName: path.basename(content), mimeType, content };
}

function addFiles(items: readonly InputItem[], pairs: readonly string[]): readonly InputItem[] {
	if (pairs.length === 0) return items;
	const files = pairs.map((text): [string, InputFile] => {
		const [key, file] = splitPair('binary', text, 'FILE');
		return [key, describeFile('binary', file)];
	});
	if (items.length === 0) throw new UsageProblem('--binary puts a file into the first item, but --items has none');
	const [{ json, binary }, ...others] = items;
	return [{ json, binary: { ...binary, ...Object.fromEntries(files) } }, ...others];
}

function splitPair(option: string, text: string, second: string): [string, string] {
	const at = text.indexOf('=');
	if (at < 1) throw new UsageProblem(`--${option} takes KEY=${second}, not ${text}`);
	return [text.slice(0, at), text.slice(at + 1)];
}

function readSetup(value: unknown): SetupEntry[] {
	const isEntry = (entry: unknown): entry is SetupEntry =>
		isObject(entry) &&
		typeof entry.module === 'string' &&
		Array.isArray(entry.records) &&
		entry.records.every((record: unknown) => isObject(record));
	if (!Array.isArray(value) || !value.every(isEntry))
		throw new UsageProblem('--setup takes a JSON list: [{"module": "Leads", "records": [{"Last_Name": "Okafor"}]}]');
	return value;
}

function readTimeZone(name: string): string {
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
	} catch {
		throw new UsageProblem(`--timezone: there is no time zone ${name}; it takes names such as Europe/Berlin`);
	}
	return name;
}

function makeFolder(folder: string): string {
	const whole = path.resolve(folder);
	if (existsSync(whole) && !statSync(whole).isDirectory())
		throw new UsageProblem(`--dump: ${folder} is a file, not a folder`);
	attempt('dump', () => mkdirSync(whole, { recursive: true }));
	return whole;
}

function readUrl(text: string): string {
	if (!URL.canParse(text) || !text.startsWith('http'))
		throw new UsageProblem(`--emulator takes the address of a running emulator, http://127.0.0.1:PORT, not ${text}`);
	return text.replace(/\/+$/, '');
}
