import type { Emulator } from '../index';
import { createOutsideClient, type OutsideClient } from './outside';

/** The manual clock's start in the organization's time zone. */
export const START = '2026-08-25T10:00:00+05:30';
/** The user that tokens are granted for, as write answers name users. */
export const ANN = { name: 'Ann Lee', id: '4150868000000225013' };
/** The id of no record. */
export const ABSENT_ID = '4150868999999999999';
/** A lead with nothing but what it must have. */
export const LEAD = { Last_Name: 'Okafor', Company: 'Brightwell' };

/** What a write answers for one record. */
export interface Entry {
	readonly code: string;
	readonly status: string;
	readonly message: string;
	readonly action?: string;
	readonly duplicate_field?: string | null;
	readonly details: Readonly<Record<string, unknown>> & { readonly id: string };
}

/** What a list or a search answers. */
export interface List {
	readonly data: ReadonlyArray<Readonly<Record<string, unknown>> & { readonly id: string }>;
	readonly info: Readonly<Record<string, unknown>> & {
		readonly next_page_token: string | null;
		readonly more_records: boolean;
	};
}

/** The records API as an outside program uses it. */
export interface RecordClient {
	readonly client: OutsideClient;
	/** @param path after `/crm/v8` */
	call<T>(
		method: string,
		path: string,
		body?: unknown,
		headers?: Record<string, string>,
	): Promise<{ readonly status: number; readonly body: T }>;
	/** @param rest keys beside `data` */
	write(
		method: string,
		path: string,
		data: unknown,
		rest?: object,
	): Promise<{ readonly status: number; readonly entries: readonly Entry[] }>;
	/** Adds a record that must be accepted. @returns its id */
	insertOne(record: object, module?: string): Promise<string>;
	/** Reads a record that must be there. */
	read(id: string, module?: string, fields?: string): Promise<Readonly<Record<string, unknown>>>;
	/** What inserting a record with these values is refused with. */
	refusalOf(values: object, module?: string, base?: object): Promise<Entry>;
}

/** A client with all scopes, Ann Lee's. */
export function createRecordClient(emulator: Emulator): RecordClient {
	const client = createOutsideClient(emulator);
	const zoho: RecordClient = {
		client,
		async call<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
			const answer = await client.request(method, `/crm/v8${path}`, body, { headers });
			// The edge where JSON enters: each test compares what it reads.
			return { status: answer.status, body: answer.data as T };
		},
		async write(method, path, data, rest = {}) {
			const { status, body } = await zoho.call<{ data: readonly Entry[] }>(method, path, { data, ...rest });
			return { status, entries: body.data };
		},
		async insertOne(record, module = 'Leads') {
			const { status, entries } = await zoho.write('POST', `/${module}`, [record]);
			expect([status, entries[0].code]).toEqual([201, 'SUCCESS']);
			return entries[0].details.id;
		},
		async read(id, module = 'Leads', fields) {
			const { status, body } = await zoho.call<List>(
				'GET',
				`/${module}/${id}${fields === undefined ? '' : `?fields=${fields}`}`,
			);
			expect(status).toBe(200);
			return body.data[0];
		},
		async refusalOf(values, module = 'Leads', base = LEAD) {
			const { status, entries } = await zoho.write('POST', `/${module}`, [{ ...base, ...values }]);
			expect([status, entries.length, entries[0].status]).toEqual([400, 1, 'error']);
			return entries[0];
		},
	};
	return zoho;
}
