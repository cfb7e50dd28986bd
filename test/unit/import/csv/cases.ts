/** Files for the tests of imports from files, and independent readers of what comes of them. */
import { buffer as readBuffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import yauzl from 'yauzl';
import {
	CsvSource,
	type ByteSource,
	type FileChildren,
	type FileForm,
} from '../../../../nodes/shared/import/csv/source';
import type { PackedChunk } from '../../../../nodes/shared/import/rows/source';
import type { SourceRequest } from '../../../../nodes/shared/import/request';
import { UsageError } from '../../../../nodes/shared/zoho/call/errors';
import { PLAIN_FIELD, type FieldMetadata } from '../../../../nodes/shared/zoho/metadata/fields';
import { UserDirectory } from '../../../../nodes/shared/zoho/users/directory';
import { rejectionOf } from '../../../stage/failure';

/** Users of an organization that has none. */
export const noUsers = async (): Promise<UserDirectory> => new UserDirectory([]);

/** Users that the credential may not read. */
export const hiddenUsers = async (): Promise<UserDirectory> =>
	await Promise.reject(new UsageError('No scope', 'Add it', 'OAUTH_SCOPE_MISMATCH'));

export function field(apiName: string, dataType = 'text', more: Partial<FieldMetadata> = {}): FieldMetadata {
	return { ...PLAIN_FIELD, id: '1', apiName, label: apiName.replaceAll('_', ' '), dataType, length: 100, ...more };
}

export const leadFields: readonly FieldMetadata[] = [
	field('Last_Name'),
	field('Email', 'email', { label: 'E-mail' }),
	field('Company', 'text', { label: 'Organization' }),
	field('Born', 'date'),
	field('Amount', 'currency'),
	field('Agreed', 'boolean'),
	field('Lead_Source', 'picklist', {
		pickList: [
			{ display: 'Fair', actual: 'Fair' },
			{ display: 'Web', actual: 'Web' },
		],
	}),
	field('Account', 'lookup', { lookupModule: 'Accounts' }),
	field('Owner', 'ownerlookup', { label: 'Lead Owner' }),
	field('Row_Key'),
	field('Row_Number', 'text', { label: 'Twin' }),
	field('Row_Letter', 'text', { label: 'Twin' }),
	field('Work_History', 'subform', { subform: { module: 'Work_History' } }),
	field('Created_Time', 'datetime', { creatable: false, updatable: false, readOnly: true }),
];

const accountFields: readonly FieldMetadata[] = [
	field('Account_Name'),
	field('Account_Number', 'text', { label: 'Customer No.' }),
];

export const plainRequest: SourceRequest = {
	importId: 'imp',
	ignoreEmpty: true,
	route: 'auto',
	runsAutomations: true,
	rowKeyField: null,
	module: 'Leads',
	operation: 'insert',
	findBy: null,
	ignoreUnknownColumns: false,
	lookUps: {},
	defaults: {},
	layoutId: null,
	layoutFields: [],
	cells: {
		timeZone: 'UTC',
		newPickListValues: 'refuse',
		dateOrder: 'dayFirst',
		decimalSeparator: null,
		language: null,
		excelDates: false,
		thisYear: 2026,
	},
};

/** A file is read so unless a test says otherwise. */
export const PLAIN_FORM: FileForm = { encoding: 'UTF-8', columns: {}, shortRows: 'fail', skipLines: 0, preset: null };

/** A file in memory, given in chunks of a size. */
export function fileOf(content: string | Uint8Array, chunkBytes = 7): ByteSource {
	const bytes = typeof content === 'string' ? Buffer.from(content) : content;
	return {
		fileName: 'leads.csv',
		async *open() {
			for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
		},
	};
}

export interface CaseOptions {
	readonly request?: Partial<SourceRequest>;
	readonly encoding?: string;
	readonly form?: Partial<FileForm>;
	/** Fields of the module; `leadFields` unless given. */
	readonly fields?: readonly FieldMetadata[];
	readonly children?: FileChildren;
	readonly chunkBytes?: number;
	readonly sleep?: (ms: number) => Promise<void>;
}

export function sourceOf(
	content: string | Uint8Array,
	{
		request = {},
		encoding = 'UTF-8',
		form = {},
		fields: own = leadFields,
		children,
		chunkBytes,
		sleep = async () => {},
	}: CaseOptions = {},
): CsvSource {
	const fields: Readonly<Record<string, readonly FieldMetadata[]>> = { Leads: own, Accounts: accountFields };
	return new CsvSource(
		{ file: fileOf(content, chunkBytes), children: children ?? null, ...PLAIN_FORM, encoding, ...form },
		{ ...plainRequest, ...request },
		async (module) => fields[module] ?? [],
		hiddenUsers,
		sleep,
	);
}

/** The files of an archive, read by yauzl. */
export async function unzip(zip: Uint8Array): Promise<Record<string, Buffer>> {
	const archive = await new Promise<yauzl.ZipFile>((resolve, reject) => {
		yauzl.fromBuffer(Buffer.from(zip), { lazyEntries: true }, (reason, file) =>
			reason ? reject(reason) : resolve(file),
		);
	});
	const files: Record<string, Buffer> = {};
	return await new Promise((resolve, reject) => {
		archive.on('error', reject);
		archive.on('end', () => resolve(files));
		archive.on('entry', (entry: yauzl.Entry) => {
			archive.openReadStream(entry, (reason, stream) => {
				if (reason) return reject(reason);
				readBuffer(stream).then((content) => {
					files[entry.fileName] = content;
					archive.readEntry();
				}, reject);
			});
		});
		archive.readEntry();
	});
}

/** Rows of cells, read by csv-parse. */
export function readCsv(text: string, delimiter = ','): string[][] {
	return parse(text, { delimiter, relax_column_count: true, bom: true });
}

export async function packAll(source: CsvSource, chunks: readonly (readonly number[])[]): Promise<PackedChunk[]> {
	const packed: PackedChunk[] = [];
	for await (const chunk of source.pack(chunks)) packed.push(chunk);
	return packed;
}

export async function collectBytes(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const all: Uint8Array[] = [];
	for await (const piece of pieces) all.push(piece);
	return Buffer.concat(all);
}

/** What stops a file before anything is sent, as message and advice. */
export async function refusalOf(source: CsvSource): Promise<[string, string]> {
	const reason = await rejectionOf(source.check());
	if (!(reason instanceof Error) || !('advice' in reason) || typeof reason.advice !== 'string')
		throw new Error(`Not refused: ${String(reason)}`);
	return [reason.message, reason.advice];
}
