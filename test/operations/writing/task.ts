import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../../emulator';
import type { LoggedRequest } from '../../emulator/server/requestLog';
import type { Claim, Entry } from '../../laws/faults/claims';
import type { Target } from '../../laws/faults/faults';

/** Rows for an operation, and what the emulator's books say of them. */
export interface Task {
	readonly parameters: INodeParameters;
	readonly items: readonly IDataObject[];
	readonly files?: readonly IBinaryKeyData[];
	/** Where the rows stand in the file of the one item: how many there are. */
	readonly rowsInFile?: number;
	/** What the books say of a row, given its answer. */
	inspect(row: number, answer: IDataObject): Entry | Promise<Entry>;
	/** What is there that belongs to no row. */
	countStrangers(): number;
	/** What an earlier answer still says of a row where the step refused to look at its rows; default: that it is not written. */
	readonly earlier?: (row: number) => Claim;
	/** Whether a call writes a row, or asks what became of it. */
	carries(call: LoggedRequest, row: number): boolean;
	/** Whether a call that is sent again leaves the same as if it was sent once, or makes records that can be counted. */
	readonly isRepeatHarmless: boolean;
}

/** An operation that writes. */
export interface WritingOperation {
	readonly name: string;
	readonly node: 'records' | 'bulk';
	/** The calls that faults are meant for, one after the other. */
	readonly targets: readonly Target[];
	/** Whether answers say what became of the jobs' rows. */
	readonly seesJobs: boolean;
	/** Whether rows of one job come to different things, so that its counts tell of no row what became of it. */
	readonly isMixed?: boolean;
	readonly sleeps: boolean;
	/** Whether it goes on with an import that has begun. */
	readonly resumes: boolean;
	/** Makes ready what the rows need. */
	prepare(emulator: Emulator): Promise<Task> | Task;
}

/** What an operation says of itself that starts no jobs, or does not wait for them. */
export const nothingOpen = { seesJobs: false, sleeps: false, resumes: false } as const;

/** Numbers of rows where each row costs a call. */
export const FEW = [0, 1, 2];

/** Numbers of rows that are sent in groups: several of them. */
export const numbers = Array.from({ length: 8 }, (_, number) => number);

/** What every row has for itself. */
export const emailOf = (number: number): string => `fault${number}@brightwell.test`;

/** The field that tells the rows of a module apart: `emailOf` of their number, even where it is a name. */
export const keyFieldOf = (module: string): string =>
	({ Accounts: 'Account_Name', Deals: 'Deal_Name' })[module] ?? 'Email';

/** A field of the rows of a module that any short text can go into. */
export const textFieldOf = (module: string): string => (module === 'Deals' ? 'Next_Step' : 'Phone');

/** What a record of a module must have besides its key. */
function neededBy(module: string, number: number): IDataObject {
	if (module === 'Accounts') return {};
	if (module === 'Deals') return { Stage: 'Qualification', Closing_Date: '2026-12-31' };
	return { Last_Name: `Row ${number}`, ...(module === 'Leads' ? { Company: `Company ${number}` } : {}) };
}

/** A record to write. */
export function rowOf(module: string, number: number): IDataObject {
	return {
		[keyFieldOf(module)]: emailOf(number),
		[textFieldOf(module)]: `555${number}`,
		...neededBy(module, number),
	};
}

/** Whether a record is there and has these values. */
export function holds(emulator: Emulator, module: string, id: string | undefined, values: IDataObject): boolean {
	const found = id === undefined ? undefined : emulator.store.get(module, id);
	return found !== undefined && Object.entries(values).every(([name, value]) => found[name] === value);
}
