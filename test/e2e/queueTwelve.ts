import { openBarrier } from './barrier';
import { waitFor } from './childProcess';
import { type DemoLead, makeDemoLeads } from './demoData';
import { type JsonRecord, toList, toRecord, toText } from './json';
import type { Execution } from './n8nRest';
import { Flow, waitAt } from './queueFlow';
import type { QueueStage } from './queueStage';
import { type CredentialLink, lookAtPairs, rowsOfCall, TRIGGER_NAME, zohoNode } from './workflows';

const MINUTE_MS = 60_000;

/** Of each kind there are four: imports, upserts, reads. */
const OF_EACH = 4;
const IMPORTED_ROWS = 200;
const UPSERTED_ROWS = 500;
const READ_RECORDS = 450;

/** Calls that Zoho takes at once. The upserts alone make more than twice as many. */
const CALLS_AT_ONCE = 6;
/** How long a call takes, so that calls meet. */
const LATENCY = { latencyBaseMs: 250, latencyPerRecordMs: 3 };
/** How long a token takes: for so long a second process does not know that the first one asks. */
const TOKEN_MS = 1_500;
const UPSERT = '/crm/v8/Leads/upsert';
const BULK_WRITE = '/crm/bulk/v8/write';

/** How often the access token expires while the twelve run. */
export const EXPIRIES = 3;

/** Modules of their own for the reads, so that nobody else writes there: what a record of each is made of. */
const READ_MODULES: Readonly<Record<string, (index: number) => JsonRecord>> = {
	Accounts: (index) => ({ Account_Name: `Smith, ${index} & "Daughters"`, Phone: String(1_000 + index) }),
	Contacts: (index) => ({ Last_Name: `Þórsdóttir ${index}`, Email: `${index}@contacts.example.test` }),
	Deals: (index) => ({
		Deal_Name: `Deal ${index} 🚀`,
		Stage: index % 2 === 0 ? 'Qualification' : 'Closed Won',
		Closing_Date: '2027-02-03',
	}),
	Venues: (index) => ({ Name: `Hall\n${index}` }),
};

/** One of the twelve after its end. */
interface Ended {
	readonly id: string;
	readonly execution: Execution;
}

/** An import, with the rows that went in. */
export interface EndedImport extends Ended {
	readonly leads: readonly DemoLead[];
	readonly seed: number;
}

/** An upsert, with the rows that went in, and the ids of the records that some of them were there with before. */
export interface EndedUpsert extends Ended {
	readonly rows: readonly JsonRecord[];
	readonly idsBefore: ReadonlyMap<string, string>;
}

/** A read, with what its module holds: the fields that were asked for, and the ids. */
export interface EndedRead extends Ended {
	readonly records: readonly JsonRecord[];
}

/** Everything that is known after the twelve. */
export interface TwelveRun {
	readonly imports: readonly EndedImport[];
	readonly upserts: readonly EndedUpsert[];
	readonly reads: readonly EndedRead[];
	/** All leads that the emulator holds. */
	readonly leads: readonly JsonRecord[];
	/** The emulator's log of requests, oldest first. */
	readonly requests: readonly JsonRecord[];
	/** The most calls that ran at once, and how many Zoho took. */
	readonly concurrency: { readonly peak: number; readonly limit: number };
	/** Requests to the token endpoint by the twelve: all, and those after the last expiry. */
	readonly renewals: readonly JsonRecord[];
	readonly lastRenewals: readonly JsonRecord[];
	/** Requests to the token endpoint of one more execution afterwards, and whether its token is one of those in use before. */
	readonly afterwards: { readonly renewals: number; readonly hasKnownToken: boolean };
}

const byName = { mappingMode: 'autoMapInputData', value: null };

/**
 * Runs four imports, four upserts and four reads side by side on one credential, while its token expires three times:
 * before the first call of all twelve, in the middle of the upserts, and while the imports wait for their jobs. The emulator
 * must have been reset, and its jobs must wait to be told to move.
 */
export async function runTwelve(
	stage: QueueStage,
	credential: CredentialLink,
	credentialType: string,
	parameters: JsonRecord,
): Promise<TwelveRun> {
	const { emulator } = stage;
	const barrier = await openBarrier();
	try {
		const step = (node: 'zohoCrm' | 'zohoCrmBulk', own: JsonRecord) =>
			zohoNode(node, credential, { ...parameters, ...own }, credentialType);
		const imports = await Flow.create(
			stage,
			'Import',
			waitAt(barrier.url),
			...rowsOfCall(),
			step('zohoCrmBulk', {
				resource: 'bulkWrite',
				operation: 'import',
				module: 'Leads',
				importOperation: 'insert',
				route: 'bulk',
				columns: byName,
				options: {},
			}),
			lookAtPairs(),
		);
		const upserts = await Flow.create(
			stage,
			'Upsert',
			waitAt(barrier.url),
			...rowsOfCall(),
			step('zohoCrm', { resource: 'lead', operation: 'upsert', matchFields: ['Email'], fields: byName, options: {} }),
			lookAtPairs(),
		);
		const work = await prepareWork(stage);
		const reads = await Promise.all(
			work.reads.map(async ({ tag, fields }) => {
				const module = { __rl: true, mode: 'name', value: tag };
				return await Flow.create(
					stage,
					`Read ${tag}`,
					waitAt(barrier.url),
					step('zohoCrm', {
						resource: 'record',
						operation: 'getAll',
						module,
						returnAll: true,
						fieldNames: fields,
						options: {},
					}),
				);
			}),
		);

		await emulator.admin('PUT', '/switches', { concurrencyLimit: CALLS_AT_ONCE, ...LATENCY });
		await emulator.admin('DELETE', '/requests');
		// Whatever token n8n holds, it is over.
		await emulator.admin('DELETE', '/tokens');
		await emulator.admin('POST', '/faults', { kind: 'slow', path: '/oauth/v2/token', delayMs: TOKEN_MS, times: 100 });
		await emulator.admin('POST', '/faults', { kind: 'expireToken', method: 'POST', path: UPSERT, after: 5 });
		const before = (await readTokenLog(stage)).length;
		barrier.gather(3 * OF_EACH);
		const [importIds, upsertIds, readIds] = await Promise.all([
			imports.start(...work.imports.map(({ tag, leads }) => ({ tag, rows: leads.map(({ row }) => row) }))),
			upserts.start(...work.upserts.map(({ tag, rows }) => ({ tag, rows }))),
			Promise.all(reads.map(async (flow, number) => await flow.startOne({ tag: work.reads[number].tag }))),
		]);

		const end = async (id: string): Promise<Ended> => ({ id, execution: await stage.rest.reach(id, 'success') });
		const endedUpserts = await Promise.all(upsertIds.map(end));
		const endedReads = await Promise.all(readIds.map(end));
		await waitFor('every import waits for its job', MINUTE_MS, async () =>
			toList(await emulator.admin('GET', '/jobs')).length === OF_EACH ? true : undefined,
		);
		const beforeLast = (await readTokenLog(stage)).length;
		await emulator.admin('POST', '/faults', { kind: 'expireToken', method: 'GET', path: `${BULK_WRITE}/*` });
		await waitFor('the token has expired for the last time', MINUTE_MS, async () =>
			toList(await emulator.admin('GET', '/faults')).every((fault) => toRecord(fault).kind !== 'expireToken')
				? true
				: undefined,
		);
		await emulator.admin('POST', '/tick');
		await emulator.admin('POST', '/tick');
		const endedImports = await Promise.all(importIds.map(end));

		const requests = await emulator.adminList('/requests');
		const tokenLog = await readTokenLog(stage);
		const { peakCalls, limit } = toRecord(await emulator.admin('GET', '/concurrency'));
		barrier.gather(1);
		await stage.rest.reach(await reads[0].startOne({ tag: 'afterwards' }), 'success');
		return {
			imports: work.imports.map(({ tag, ...rest }) => ({ ...rest, ...findByTag(endedImports, tag) })),
			upserts: work.upserts.map(({ tag, ...rest }) => ({ ...rest, ...findByTag(endedUpserts, tag) })),
			reads: work.reads.map(({ tag, records }) => ({ records, ...findByTag(endedReads, tag) })),
			leads: await emulator.records('Leads'),
			requests,
			concurrency: { peak: Number(peakCalls), limit: Number(limit) },
			renewals: tokenLog.slice(before),
			lastRenewals: tokenLog.slice(beforeLast),
			afterwards: {
				renewals: (await readTokenLog(stage)).length - tokenLog.length,
				hasKnownToken: isTokenKnown(requests, (await emulator.adminList('/requests')).slice(requests.length)),
			},
		};
	} finally {
		await barrier.close();
	}
}

/** What each of the twelve is to do, and the records that must be there before. */
async function prepareWork({ emulator }: QueueStage) {
	const numbers = Array.from({ length: OF_EACH }, (_, number) => number);
	const imports = numbers.map((number) => ({
		tag: `import ${number}`,
		seed: 100 + number,
		leads: makeDemoLeads({ rows: IMPORTED_ROWS, seed: 100 + number, operation: 'insert' }),
	}));
	const upserts = numbers.map((number) => {
		const rows = Array.from({ length: UPSERTED_ROWS }, (_, index) => ({
			Last_Name: index % 3 === 0 ? `Þórsdóttir "${index}"` : `Okafor, ${index}`,
			Company: `Company ${number}`,
			Email: `${index}@upsert${number}.example.test`,
			City: `City ${index % 11}`,
			Description: `Line one of ${index}\nline two of upsert ${number}`,
		}));
		return { tag: `upsert ${number}`, rows };
	});
	// Every other row of an upsert has a record already.
	const recordsBefore = upserts.flatMap(({ rows }) =>
		rows
			.filter((_, index) => index % 2 === 0)
			.map(({ Email }) => ({ Email, Last_Name: 'Before', Company: 'Before', City: 'Before' })),
	);
	await emulator.createRecords('Leads', recordsBefore);
	const idsBefore = new Map((await emulator.records('Leads')).map(({ Email, id }) => [toText(Email), toText(id)]));
	const reads: { tag: string; fields: readonly string[]; records: readonly JsonRecord[] }[] = [];
	for (const [tag, makeRecord] of Object.entries(READ_MODULES)) {
		const rows = Array.from({ length: READ_RECORDS }, (_, index) => makeRecord(index));
		await emulator.createRecords(tag, rows);
		const fields = Object.keys(rows[0]);
		const [key] = fields;
		const idOf = new Map((await emulator.records(tag)).map((record) => [record[key], toText(record.id)]));
		reads.push({ tag, fields, records: rows.map((row) => ({ id: idOf.get(row[key]), ...row })) });
	}
	return { imports, upserts: upserts.map((upsert) => ({ ...upsert, idsBefore })), reads };
}

/** The one that was called with a tag. */
function findByTag(ended: readonly Ended[], tag: string): Ended {
	const found = ended.filter(({ execution }) => toRecord(execution.outputOf(TRIGGER_NAME)[0].json.body).tag === tag);
	if (found.length !== 1) throw new Error(`${found.length} executions have the call ${tag}`);
	return found[0];
}

/** Every request to the token endpoint since the last reset: how, and with which outcome. */
async function readTokenLog({ emulator }: QueueStage): Promise<readonly JsonRecord[]> {
	return toList(await emulator.admin('GET', '/tokens')).map((entry) => {
		const { grantType, outcome } = toRecord(entry);
		return { grantType, outcome };
	});
}

/** The emulator's short hash of a call's token, without how it was sent. */
function tokenOf({ headers }: JsonRecord): string {
	return (
		toText(toRecord(headers).authorization ?? '')
			.split(' ')
			.at(-1) ?? ''
	);
}

/** Whether the calls carry nothing but tokens that were good for earlier ones. */
function isTokenKnown(earlier: readonly JsonRecord[], calls: readonly JsonRecord[]): boolean {
	const good = new Set(earlier.filter(({ status }) => Number(status) < 300).map(tokenOf));
	return calls.length > 0 && calls.every((call) => good.has(tokenOf(call)));
}
