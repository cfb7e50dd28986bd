import type { IDataObject } from 'n8n-workflow';
import type { ImportOperation, ImportRequest } from '../../../shared/import/request';
import { readChoice, readCount, readFlag, readText } from '../../../shared/n8n/form/optionValues';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import type { Execution } from '../../../shared/n8n/connection/nodeContext';
import { moduleScope, SCOPES } from '../../../shared/zoho/call/scopes';
import { UsageError } from '../../../shared/zoho/call/errors';
import {
	DEFAULT_JOBS_AT_ONCE,
	DEFAULT_REQUESTS_AT_ONCE,
	DEFAULT_ROWS_PER_KEY,
	DEFAULT_WAIT_SECONDS,
} from './importForm';

const OPERATIONS: readonly ImportOperation[] = ['insert', 'update', 'upsert'];

/** What the answers of an import look like. */
export type OutputForm = 'all' | 'apart' | 'summary';

/** A second file, with child rows. */
export interface ChildFileChoice {
	readonly binaryField: string;
	/** API name of the subform or list of look-ups. */
	readonly field: string;
	readonly childKeyColumn: string;
	readonly parentKeyColumn: string;
}

/** Which file is imported. */
export interface FileChoice {
	readonly binaryField: string;
	readonly encoding: string;
	readonly children: ChildFileChoice | null;
}

/** How the form was filled in, where it is not about the import itself. Plain JSON, so that a sleeping import can keep it. */
export interface ImportChoices {
	/** null if the input items are the rows. */
	readonly file: FileChoice | null;
	readonly output: OutputForm;
}

/** Reads where the rows come from and how they are answered. */
export function readChoices(read: ParameterReader): ImportChoices {
	const output = read.choice('output', ['all', 'apart', 'auto', 'summary']);
	const isFile = read.choice('inputSource', ['file', 'items']) === 'file';
	const isSummary = output === 'summary' || (isFile && output === 'auto');
	return {
		file: isFile ? readFileChoice(read) : null,
		output: isSummary ? 'summary' : output === 'apart' && readWait(read) !== 'callback' ? 'apart' : 'all',
	};
}

function readFileChoice(read: ParameterReader): FileChoice {
	const options = read.collection('options');
	const { childFile } = options;
	const chosen: unknown =
		typeof childFile === 'object' && childFile !== null ? Reflect.get(childFile, 'file') : undefined;
	return {
		binaryField: read.string('binaryField').trim(),
		encoding: filled(readText(options, 'encoding', 'Character Encoding')) ?? 'UTF-8',
		children: typeof chosen === 'object' && chosen !== null ? readChildFile(chosen) : null,
	};
}

function readChildFile(chosen: object): ChildFileChoice {
	const part = (name: string): string => String(Reflect.get(chosen, name) ?? '').trim();
	return {
		binaryField: part('binaryField'),
		field: part('field'),
		childKeyColumn: part('childColumn'),
		parentKeyColumn: part('mainColumn'),
	};
}

/** How many outputs the step has: while it sleeps for a callback n8n can only pair one. */
export function countOutputs(read: ParameterReader): number {
	return read.string('output') === 'apart' && read.string('wait') !== 'callback' ? 2 : 1;
}

/** Scopes of an import; the records API and bulk jobs need the same one of the module. */
export function importScopes(read: ParameterReader): string[] {
	const module = read.string('module').trim();
	const actions = { insert: ['CREATE'], update: ['UPDATE'], upsert: ['CREATE'] }[
		read.choice('importOperation', OPERATIONS)
	];
	const bulk =
		readRoute(read) === 'records'
			? []
			: [SCOPES.organization.read, SCOPES.files.all, SCOPES.bulk.create, SCOPES.bulk.read];
	const layouts = readText(read.collection('options'), 'layout', 'Layout Name') === '' ? [] : [SCOPES.layouts.read];
	return [
		SCOPES.fields.read,
		...layouts,
		...bulk,
		...actions.map((action) => moduleScope(module, action as 'CREATE' | 'UPDATE')),
	];
}

/**
 * Reads what to import, and how.
 * @param importId names the files of the import
 */
export function readRequest(
	read: ParameterReader,
	surroundings: Pick<Execution, 'timeZone'>,
	importId: string,
	output: OutputForm,
): ImportRequest {
	const options = read.collection('options');
	const dateOrder = readChoice(options, 'dateOrder', 'Date Order', ['dayFirst', 'iso', 'monthFirst']);
	const decimalSeparator = readChoice(options, 'decimalSeparator', 'Decimal Separator', ['comma', 'point', 'sure']);
	return {
		importId,
		module: read.string('module').trim(),
		operation: read.choice('importOperation', OPERATIONS),
		findBy: filled(read.string('findBy').trim()),
		ignoreEmpty: read.choice('emptyValues', ['clear', 'keep']) === 'keep',
		ignoreUnknownColumns: readFlag(options, 'ignoreUnknownColumns', 'Ignore Unknown Columns') ?? false,
		rowKeyField: filled(readText(options, 'rowIdentifierField', 'Row Key Field')),
		layoutId: filled(readText(options, 'layout', 'Layout Name')),
		layoutFields: [],
		lookUps: readPairs(options.lookUps, 'findBy'),
		defaults: readPairs(options.defaults, 'value'),
		route: readRoute(read),
		runsAutomations: readChoice(options, 'automations', 'Automations', ['none', 'run']) !== 'none',
		wait: readWait(read),
		callbackUrl: null,
		jobsAtOnce: readCount(options, 'jobsAtOnce', 'Jobs at Once', DEFAULT_JOBS_AT_ONCE),
		requestsAtOnce: readCount(options, 'requestsAtOnce', 'Requests at Once', DEFAULT_REQUESTS_AT_ONCE),
		maxRowsPerKey: readCount(options, 'maxRowsPerKey', 'Max Rows per Find By Value', DEFAULT_ROWS_PER_KEY),
		waitSeconds: readCount(options, 'waitSeconds', 'Wait at Most', DEFAULT_WAIT_SECONDS),
		maxCredits: !Object.hasOwn(options, 'maxCredits') ? null : readCount(options, 'maxCredits', 'Max Credits', 0),
		isDryRun: readFlag(options, 'dryRun', 'Dry Run') ?? false,
		keepsAllAnswers: output !== 'summary',
		cells: {
			timeZone: readTimeZone(options, surroundings.timeZone),
			newPickListValues:
				readChoice(options, 'newPickListValues', 'New Pick List Values', ['allow', 'refuse']) ?? 'refuse',
			dateOrder: dateOrder === 'iso' ? null : dateOrder,
			decimalSeparator: decimalSeparator === 'sure' ? null : decimalSeparator,
		},
	};
}

/** Names the files of an import: unlike any other of this n8n, and safe in a file name. */
export function toImportId(executionId: string, now: number): string {
	return `n8n${executionId.replace(/[^A-Za-z0-9]/g, '')}x${now.toString(36)}`;
}

const readRoute = (read: ParameterReader): ImportRequest['route'] => read.choice('route', ['auto', 'bulk', 'records']);
const readWait = (read: ParameterReader): ImportRequest['wait'] => read.choice('wait', ['callback', 'none', 'poll']);

const filled = (text: string): string | null => (text === '' ? null : text);

function readTimeZone(options: Readonly<IDataObject>, ofWorkflow: string): string {
	const timeZone = readText(options, 'timeZone', 'Time Zone');
	if (timeZone === '') return ofWorkflow;
	if (isTimeZone(timeZone)) return timeZone;
	throw new UsageError(`There is no time zone "${timeZone}"`, 'Write it as Continent/City, such as Europe/Berlin');
}

function isTimeZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
	} catch {
		return false;
	}
}

/** The pairs of a fixed collection by field. */
function readPairs(collection: unknown, valueName: string): Record<string, string> {
	const values: unknown =
		typeof collection === 'object' && collection !== null ? Reflect.get(collection, 'values') : [];
	const pairs = (Array.isArray(values) ? values : []).map((pair: unknown): [string, string] => {
		const part = (name: string): string =>
			String((typeof pair === 'object' && pair !== null ? Reflect.get(pair, name) : null) ?? '').trim();
		return [part('field'), part(valueName)];
	});
	return Object.fromEntries(pairs.filter(([field, value]) => field !== '' && value !== ''));
}
