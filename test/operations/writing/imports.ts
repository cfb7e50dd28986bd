import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../../emulator';
import type { LoggedRequest } from '../../emulator/server/requestLog';
import { type FileRow, inItem, writeCsv } from '../../import/files';
import { carriesText, claimOf } from '../../laws/faults/claims';
import type { Target } from '../../laws/faults/faults';
import { comparable, expectedLead, rowsOf, storedLead } from '../../stage/rows';
import { holds, type Task, type WritingOperation } from './task';
import { UPLOAD, ORDER, STATUS, RESULT } from './targets';

/** Rows of three jobs; as route auto has it, of two, and two requests of the records API. */
const IMPORTED = 14;
/** Rows whose records nothing keeps apart, so that a row that is sent twice makes two of them. */
const importRows = (count: number): IDataObject[] => rowsOf(count).map((row) => ({ ...row, Ext_Ref: null }));

const RECORDS = {
	insert: { method: 'POST', path: '/crm/v8/Leads' },
	update: { method: 'PUT', path: '/crm/v8/Leads' },
	upsert: { method: 'POST', path: '/crm/v8/Leads/upsert' },
} as const satisfies Readonly<Record<string, Target>>;

/** What an import does, and how. */
interface ImportKind {
	readonly operation?: keyof typeof RECORDS;
	readonly route: 'bulk' | 'auto' | 'records';
	readonly wait?: 'poll' | 'callback' | 'none';
	/** Whether every row brings a row of a subform. */
	readonly hasChildren?: boolean;
	/** Whether the rows come from a file. */
	readonly isFile?: boolean;
}

/** The name of the file that a call to Bulk Write is about; null for an upload, which names none. */
function fileNameOf(emulator: Emulator, { path, body }: LoggedRequest): string | null {
	const [resource] =
		(body as { readonly resource?: readonly { readonly file_names: readonly string[] }[] } | undefined)?.resource ?? [];
	if (resource !== undefined) return resource.file_names[0];
	const [id] = /\d{15,}(?=[^/]*$)/.exec(path) ?? [];
	return id === undefined ? null : (emulator.jobs.get(id)?.order.resources[0].fileName ?? null);
}

/** Whether a call carries a row of an import: by its address, or by the range in the name of its file. */
function carriesRow(emulator: Emulator, call: LoggedRequest, row: number, email: string): boolean {
	const [, first, last] = /_(\d+)-(\d+)\.csv$/.exec(fileNameOf(emulator, call) ?? '') ?? [];
	return first === undefined ? carriesText(call, email) : Number(first) <= row + 1 && row + 1 <= Number(last);
}

const OLD = { Last_Name: 'Old', Company: 'Old' };

/** Which rows have a record before: all of an update, every second one of an upsert. */
const isOld = (operation: keyof typeof RECORDS, row: number): boolean =>
	operation === 'update' || (operation === 'upsert' && row % 2 === 0);

function importTask(
	emulator: Emulator,
	{ operation = 'insert', route, wait = 'poll', hasChildren = false, isFile = false }: ImportKind,
	parameters: INodeParameters = {},
): Task {
	const plain = importRows(hasChildren ? 6 : IMPORTED);
	const emailIn = (row: number): string => String(plain[row].Email);
	const old = plain.map((_, row) =>
		isOld(operation, row) ? emulator.add('Leads', { ...OLD, Email: emailIn(row) }) : null,
	);
	const isById = operation === 'update' && route === 'records';
	const rows = plain.map((row, index): IDataObject => ({
		...row,
		...(isById ? { id: old[index] } : {}),
		...(hasChildren ? { Work_History: [{ Employer: `Employer ${index}` }] } : {}),
	}));
	const found = (row: number): string[] => emulator.store.find('Leads', 'Email', emailIn(row));
	const childrenOf = (row: number): number => emulator.store.find('Work_History', 'Employer', `Employer ${row}`).length;
	const hasChild = (row: number, { children }: IDataObject): boolean => {
		const [child] = ((children as IDataObject | undefined)?.Work_History ?? []) as IDataObject[];
		const claim = child === undefined ? 'maybe' : claimOf(child);
		return claim === 'maybe' || (claim === 'written') === (childrenOf(row) === 1);
	};
	return {
		parameters: {
			resource: 'bulkWrite',
			operation: 'import',
			module: 'Leads',
			importOperation: operation,
			route,
			wait,
			options: { waitSeconds: 300 },
			...(operation === 'insert' ? {} : { findBy: isById ? 'id' : 'Email' }),
			...(isFile ? { inputSource: 'file', binaryField: 'data', output: 'all' } : {}),
			...parameters,
		},
		items: isFile ? [{}] : rows,
		...(isFile ? { rowsInFile: rows.length, files: [{ data: inItem(writeCsv(rows.map(toFileRow))) }] } : {}),
		inspect(row, answer) {
			const ids = found(row);
			const values = isFile
				? ({ ...plain[row], First_Name: plain[row].First_Name || null } as IDataObject)
				: plain[row];
			const held = ids.length === 1 ? storedLead(emulator, ids[0]) : undefined;
			// What was there before has no times that could be compared.
			const isWritten =
				held !== undefined &&
				held.Next_Call !== null &&
				JSON.stringify(comparable(held)) === JSON.stringify(comparable(expectedLead(values)));
			const isUntouched = old[row] === null ? ids.length === 0 : holds(emulator, 'Leads', ids[0], OLD);
			return {
				count: Math.max(ids.length, childrenOf(row)),
				isDone: isWritten && hasChild(row, answer),
				isUntouched: isUntouched && childrenOf(row) === 0,
				isNamed: answer.id === '' || (answer.id === ids[0] && (old[row] === null || answer.id === old[row])),
			};
		},
		countStrangers: () => emulator.store.count('Leads') - rows.flatMap((_, row) => found(row)).length,
		carries: (call, row) => carriesRow(emulator, call, row, emailIn(row)),
		isRepeatHarmless: true,
	};
}

/** A row as a file has it: texts. */
function toFileRow(row: IDataObject): FileRow {
	return Object.fromEntries(
		Object.entries(row)
			.filter(([, value]) => value !== null)
			.map(([name, value]) => [name, Array.isArray(value) ? value.join(';') : String(value)]),
	);
}

const jobTargets = (wait: ImportKind['wait']): readonly Target[] => [
	UPLOAD,
	ORDER,
	...(wait === 'none' ? [] : [STATUS, RESULT]),
];

export function importing(kind: ImportKind, name: string): WritingOperation {
	const { operation = 'insert', route, wait = 'poll' } = kind;
	// An import that sleeps sends nothing by the records API: only a job calls.
	const hasRecords = route === 'auto' && wait !== 'callback';
	return {
		name,
		node: 'bulk',
		targets:
			route === 'records' ? [RECORDS[operation]] : [...(hasRecords ? [RECORDS[operation]] : []), ...jobTargets(wait)],
		seesJobs: route !== 'records' && wait !== 'none',
		isMixed: operation === 'upsert',
		sleeps: wait === 'callback',
		resumes: false,
		prepare: (emulator) => importTask(emulator, kind),
	};
}

/** The first rows are at Zoho already, in a job; whoever runs this has sent them. */
export function resuming(wait: 'poll' | 'callback'): WritingOperation {
	return {
		name: wait === 'poll' ? 'Resume Import' : 'Resume Import, wait callback',
		node: 'bulk',
		targets: jobTargets(wait),
		seesJobs: true,
		sleeps: wait === 'callback',
		resumes: true,
		prepare(emulator) {
			const jobs = emulator.jobs
				.all()
				.map(({ id }) => id)
				.join(' ');
			const task = importTask(emulator, { route: 'bulk', wait }, { operation: 'resumeImport', jobs });
			return { ...task, earlier: (row) => ((emulator.jobs.get(jobs)?.rowCounts[0] ?? 0) > row ? 'maybe' : 'not') };
		},
	};
}
