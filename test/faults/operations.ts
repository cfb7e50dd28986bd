import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../emulator';
import { packZip } from '../emulator/bulkClient';
import { PROFILES, ROLES } from '../emulator/fixtures/people';
import { asFile, seedUpload } from '../nodes/bulkRawRun';
import { rowsOf } from '../nodes/importRuns';
import { comparable, expectedLead, storedLead } from '../nodes/leadRows';
import { ITS_LEAD, lead } from '../nodes/leadRun';
import { ITS_RECORD, record, seedRecord } from '../nodes/recordRun';
import { hire, named } from '../nodes/userRun';
import type { Claim, Entry } from './claims';
import type { Target } from './faults';

/** Rows for an operation, and what the emulator's books say of them. */
export interface Task {
	readonly parameters: INodeParameters;
	readonly items: readonly IDataObject[];
	readonly files?: readonly IBinaryKeyData[];
	/** What the books say of a row, given its answer. */
	inspect(row: number, answer: IDataObject): Entry | Promise<Entry>;
	/** What is there that belongs to no row. */
	countStrangers(): number;
	/** What an earlier answer still says of a row where the step refused to look at its rows; default: that it is not written. */
	readonly earlier?: (row: number) => Claim;
	/** Text that only calls of this row carry in path or body; null where repeating is harmless. */
	keyOf(row: number): string | null;
}

/** An operation that writes. */
export interface WritingOperation {
	readonly name: string;
	readonly node: 'records' | 'bulk';
	/** The calls that faults are meant for, one after the other. */
	readonly targets: readonly Target[];
	/** Whether answers say what became of the jobs' rows. */
	readonly seesJobs: boolean;
	readonly sleeps: boolean;
	/** Makes ready what the rows need. */
	prepare(emulator: Emulator): Promise<Task> | Task;
}

const ROWS = 8;
const numbers = Array.from({ length: ROWS }, (_, number) => number);
const ONE = { options: { requestsAtOnce: 2 } };
const emailOf = (number: number): string => `fault${number}@brightwell.test`;

/** A record to write; modules have these fields in common. */
function rowOf(module: string, number: number): IDataObject {
	return { Last_Name: `Row ${number}`, Email: emailOf(number), Phone: `555${number}`, ...(module === 'Leads' ? { Company: `Company ${number}` } : {}) };
}

function holds(emulator: Emulator, module: string, id: string | undefined, values: IDataObject): boolean {
	const found = id === undefined ? undefined : emulator.store.get(module, id);
	return found !== undefined && Object.entries(values).every(([name, value]) => found[name] === value);
}

const parametersOf = (module: string, resource: 'lead' | 'record', operation: string, more: INodeParameters): INodeParameters => (resource === 'lead' ? lead(operation, { ...ONE, ...more }) : record(module, operation, { ...ONE, ...more }));
const idParameter = (resource: 'lead' | 'record'): INodeParameters => (resource === 'lead' ? { leadId: ITS_LEAD } : { recordId: ITS_RECORD });
const nothingOpen = { seesJobs: false, sleeps: false } as const;

function createRecords(resource: 'lead' | 'record', module: string): WritingOperation {
	return {
		...nothingOpen,
		name: `${resource === 'lead' ? 'Lead' : 'Record'} > Create`,
		node: 'records',
		targets: [{ method: 'POST', path: `/crm/v8/${module}` }],
		prepare: (emulator) => ({
			parameters: parametersOf(module, resource, 'create', {}),
			items: numbers.map((number) => rowOf(module, number)),
			inspect(row, { id }) {
				const ids = emulator.store.find(module, 'Email', emailOf(row));
				return { count: ids.length, isDone: holds(emulator, module, ids[0], rowOf(module, row)), isUntouched: ids.length === 0, isNamed: ids[0] === id };
			},
			countStrangers: () => emulator.store.count(module) - numbers.flatMap((number) => emulator.store.find(module, 'Email', emailOf(number))).length,
			keyOf: (row) => emailOf(row),
		}),
	};
}

/** Every second record is there before. */
function upsertRecords(resource: 'lead' | 'record', module: string): WritingOperation {
	return {
		...nothingOpen,
		name: `${resource === 'lead' ? 'Lead' : 'Record'} > Create or Update`,
		node: 'records',
		targets: [{ method: 'POST', path: `/crm/v8/${module}/upsert` }],
		prepare(emulator) {
			const old = (number: number): IDataObject => ({ ...rowOf(module, number), Phone: '0' });
			for (const number of numbers) if (number % 2 === 0) seedRecord(emulator, module, old(number) as never);
			return {
				parameters: parametersOf(module, resource, 'upsert', { matchFields: ['Email'] }),
				items: numbers.map((number) => rowOf(module, number)),
				inspect(row, { id }) {
					const ids = emulator.store.find(module, 'Email', emailOf(row));
					const isUntouched = row % 2 === 0 ? holds(emulator, module, ids[0], old(row)) : ids.length === 0;
					return { count: ids.length, isDone: holds(emulator, module, ids[0], rowOf(module, row)), isUntouched, isNamed: ids[0] === id };
				},
				countStrangers: () => emulator.store.count(module) - numbers.flatMap((number) => emulator.store.find(module, 'Email', emailOf(number))).length,
				keyOf: () => null,
			};
		},
	};
}

function changeRecords(resource: 'lead' | 'record', module: string, operation: 'update' | 'delete'): WritingOperation {
	return {
		...nothingOpen,
		name: `${resource === 'lead' ? 'Lead' : 'Record'} > ${operation === 'update' ? 'Update' : 'Delete'}`,
		node: 'records',
		targets: [{ method: operation === 'update' ? 'PUT' : 'DELETE', path: `/crm/v8/${module}` }],
		prepare(emulator) {
			const before = numbers.map((number) => ({ ...rowOf(module, number), Phone: '0' }));
			const ids = before.map((values) => seedRecord(emulator, module, values as never));
			const bystander = seedRecord(emulator, module, { ...rowOf(module, 99) } as never);
			return {
				parameters: parametersOf(module, resource, operation, { ...idParameter(resource), ...(operation === 'update' ? { fields: { mappingMode: 'defineBelow', value: { Phone: '={{ $json.phone }}' } } } : {}) }),
				items: ids.map((id, number) => ({ [resource]: id, phone: `555${number}` })),
				inspect(row, { id }) {
					const isThere = emulator.store.get(module, ids[row]) !== undefined;
					const isDone = operation === 'delete' ? !isThere : holds(emulator, module, ids[row], rowOf(module, row));
					return { count: isThere ? 1 : 0, isDone, isUntouched: holds(emulator, module, ids[row], before[row]), isNamed: id === ids[row] };
				},
				countStrangers: () => emulator.store.count(module) - ids.filter((id) => emulator.store.get(module, id) !== undefined).length - (holds(emulator, module, bystander, rowOf(module, 99)) ? 1 : 0),
				keyOf: () => null,
			};
		},
	};
}

/** The id of a record that an answer names under a key. */
const idIn = (answer: IDataObject, key: string): unknown => (answer[key] as IDataObject | undefined)?.id;

const convertLeads: WritingOperation = {
	...nothingOpen,
	name: 'Lead > Convert',
	node: 'records',
	targets: [{ method: 'POST', path: '/crm/v8/Leads/*/actions/convert' }],
	prepare(emulator) {
		const ids = numbers.map((number) => seedRecord(emulator, 'Leads', rowOf('Leads', number) as never));
		const made = (row: number) => ({ contacts: emulator.store.find('Contacts', 'Email', emailOf(row)), accounts: emulator.store.find('Accounts', 'Account_Name', `Company ${row}`) });
		return {
			parameters: { resource: 'lead', operation: 'convert', leadId: ITS_LEAD, ...ONE },
			items: ids.map((id) => ({ lead: id })),
			inspect(row, answer) {
				const { contacts, accounts } = made(row);
				const isConverted = emulator.store.get('Leads', ids[row])?.$converted === true;
				return {
					count: Math.max(contacts.length, accounts.length),
					isDone: isConverted && contacts.length === 1 && accounts.length === 1 && holds(emulator, 'Contacts', contacts[0], { Last_Name: `Row ${row}`, Phone: `555${row}` }),
					isUntouched: !isConverted && contacts.length === 0 && accounts.length === 0,
					isNamed: answer.id === ids[row] && idIn(answer, 'contact') === contacts[0] && idIn(answer, 'account') === accounts[0],
				};
			},
			countStrangers: () => emulator.store.count('Contacts') - numbers.flatMap((row) => made(row).contacts).length,
			keyOf: (row) => ids[row],
		};
	},
};

const ITS_USER = named('={{ $json.user }}');
const PEOPLE = [0, 1, 2];

const createUsers: WritingOperation = {
	...nothingOpen,
	name: 'User > Create',
	node: 'records',
	targets: [{ method: 'POST', path: '/crm/v8/users' }],
	prepare(emulator) {
		Object.assign(emulator.state.organization, { userLicences: 50 });
		const before = emulator.state.users.all().length;
		const found = (row: number) => emulator.state.users.all().filter(({ email }) => email === emailOf(row));
		return {
			parameters: { resource: 'user', operation: 'create', email: '={{ $json.email }}', lastName: '={{ $json.last }}', role: named(ROLES[1].id), profile: named(PROFILES[1].id) },
			items: PEOPLE.map((number) => ({ email: emailOf(number), last: `Row ${number}` })),
			inspect(row, { id }) {
				const [user, ...more] = found(row);
				return { count: user === undefined ? 0 : 1 + more.length, isDone: user?.lastName === `Row ${row}` && user.roleId === ROLES[1].id && user.profileId === PROFILES[1].id, isUntouched: user === undefined, isNamed: user?.id === id };
			},
			countStrangers: () => emulator.state.users.all().length - before - PEOPLE.flatMap(found).length,
			keyOf: (row) => emailOf(row),
		};
	},
};

/** New people, and a lead of each. */
function engage(emulator: Emulator): { readonly ids: string[]; readonly leads: string[] } {
	const before = emulator.state.users.all().length;
	hire(emulator, before + PEOPLE.length);
	const ids = emulator.state.users.all().slice(before).map(({ id }) => id);
	for (const id of ids) Object.assign(emulator.state.users.get(id) ?? {}, { isConfirmed: true });
	return { ids, leads: ids.map((id, number) => seedRecord(emulator, 'Leads', { ...rowOf('Leads', number), Owner: { id } } as never)) };
}

const updateUsers: WritingOperation = {
	...nothingOpen,
	name: 'User > Update',
	node: 'records',
	targets: [{ method: 'PUT', path: '/crm/v8/users/*' }],
	prepare(emulator) {
		const { ids } = engage(emulator);
		const before = ids.map((id) => structuredClone(emulator.state.users.get(id)));
		const countBefore = emulator.state.users.all().length;
		return {
			parameters: { resource: 'user', operation: 'update', userId: ITS_USER, updateFields: { phone: '={{ $json.phone }}' } },
			items: ids.map((id, number) => ({ user: id, phone: `555${number}` })),
			inspect(row, { id }) {
				const user = emulator.state.users.get(ids[row]);
				const phone = user?.details.phone;
				return { count: user === undefined ? 0 : 1, isDone: phone === `555${row}`, isUntouched: JSON.stringify(user) === JSON.stringify(before[row]), isNamed: id === ids[row] };
			},
			countStrangers: () => emulator.state.users.all().length - countBefore,
			keyOf: () => null,
		};
	},
};

function deleteUsers(records: 'leave' | 'transfer'): WritingOperation {
	return {
		...nothingOpen,
		name: records === 'leave' ? 'User > Delete, records left' : 'User > Delete, records handed over',
		node: 'records',
		targets: records === 'leave' ? [{ method: 'DELETE', path: '/crm/v8/users/*' }] : [{ method: 'POST', path: '/crm/v8/users/*/actions/transfer_and_delete' }, { method: 'GET', path: '/crm/v8/users/actions/transfer_and_delete' }],
		prepare(emulator) {
			const { ids, leads } = engage(emulator);
			const heir = emulator.state.users.all().find(({ firstName }) => firstName === 'Bruno')?.id ?? '';
			const ownerOf = (row: number): unknown => (emulator.store.get('Leads', leads[row])?.Owner as IDataObject | undefined)?.id;
			return {
				parameters: { resource: 'user', operation: 'delete', userId: ITS_USER, ...(records === 'leave' ? { records } : { heir: named(heir) }) },
				items: ids.map((id) => ({ user: id })),
				inspect(row, { id }) {
					const isDeleted = emulator.state.users.get(ids[row])?.status === 'deleted';
					const owner = ownerOf(row);
					return { count: 1, isDone: isDeleted && owner === (records === 'leave' ? ids[row] : heir), isUntouched: !isDeleted && owner === ids[row], isNamed: id === ids[row] };
				},
				countStrangers: () => emulator.state.users.all().filter(({ id, status, firstName }) => status === 'deleted' && /^F\d+$/.test(firstName ?? '') && !ids.includes(id)).length,
				keyOf: (row) => (records === 'leave' ? null : `/users/${ids[row]}/actions`),
			};
		},
	};
}

const IMPORTED = 9;
/** Rows whose records nothing keeps apart, so that a row that is sent twice makes two of them. */
const importRows = (): IDataObject[] => rowsOf(IMPORTED).map((row) => ({ ...row, Ext_Ref: null }));

const UPLOAD: Target = { method: 'POST', path: '/crm/v8/upload' };
const ORDER: Target = { method: 'POST', path: '/crm/bulk/v8/write' };
const STATUS: Target = { method: 'GET', path: '/crm/bulk/v8/write/*' };
const RESULT: Target = { method: 'GET', path: '/v8/crm/*' };
const RECORDS: Target = { method: 'POST', path: '/crm/v8/Leads' };

function importTask(emulator: Emulator, parameters: INodeParameters): Task {
	const rows = importRows();
	const found = (row: number): string[] => emulator.store.find('Leads', 'Email', String(rows[row].Email));
	return {
		parameters: { resource: 'bulkWrite', operation: 'import', module: 'Leads', importOperation: 'insert', ...parameters },
		items: rows,
		inspect(row, { id }) {
			const ids = found(row);
			const isDone = ids.length === 1 && JSON.stringify(comparable(storedLead(emulator, ids[0]))) === JSON.stringify(comparable(expectedLead(rows[row])));
			return { count: ids.length, isDone, isUntouched: ids.length === 0, isNamed: id === null || id === ids[0] };
		},
		countStrangers: () => emulator.store.count('Leads') - rows.flatMap((_, row) => found(row)).length,
		keyOf: () => null,
	};
}

function importing(route: 'bulk' | 'auto' | 'records', wait: 'poll' | 'callback' | 'none'): WritingOperation {
	const jobs = [UPLOAD, ORDER, ...(wait === 'none' ? [] : [STATUS, RESULT])];
	return {
		name: `Import, route ${route}${route === 'records' ? '' : `, wait ${wait}`}`,
		node: 'bulk',
		targets: route === 'records' ? [RECORDS] : route === 'auto' ? [RECORDS, ...jobs] : jobs,
		seesJobs: route !== 'records' && wait !== 'none',
		sleeps: wait === 'callback',
		prepare: (emulator) => importTask(emulator, { route, wait, options: { waitSeconds: 300 } }),
	};
}

/** The first rows are at Zoho already, in a job; whoever runs this gives its id. */
const resuming: WritingOperation = {
	name: 'Resume Import',
	node: 'bulk',
	targets: [UPLOAD, ORDER, STATUS, RESULT],
	seesJobs: true,
	sleeps: false,
	prepare(emulator) {
		const jobs = emulator.jobs.all().map(({ id }) => id).join(' ');
		const task = importTask(emulator, { operation: 'resumeImport', route: 'bulk', jobs, options: { waitSeconds: 300 } });
		return { ...task, earlier: (row) => (emulator.jobs.get(jobs)?.rowCounts[0] ?? 0) > row ? 'maybe' : 'not' };
	},
};

const CSV = (row: number): string => `Last_Name,Company,Email\nRow ${row},Brightwell,${emailOf(row)}\n`;

const creatingJobs: WritingOperation = {
	name: 'Create Job',
	node: 'bulk',
	targets: [ORDER],
	seesJobs: false,
	sleeps: false,
	async prepare(emulator) {
		const files: string[] = [];
		for (const row of PEOPLE) files.push(await seedUpload(emulator, { [`leads${row}.csv`]: CSV(row) }));
		const found = (row: number): string[] => emulator.store.find('Leads', 'Email', emailOf(row));
		return {
			parameters: { resource: 'bulkWrite', operation: 'createJob', importOperation: 'insert', fileId: '={{ $json.fileId }}' },
			items: files.map((fileId) => ({ fileId })),
			inspect(row, { jobId }) {
				const ids = found(row);
				const job = emulator.jobs.get(String(jobId));
				// The answer is about the job: whatever became of it, it is there, and one that completed has written its row.
				const isWritten = holds(emulator, 'Leads', ids[0], { Last_Name: `Row ${row}`, Company: 'Brightwell' });
				return { count: ids.length, isDone: isWritten || (job !== undefined && job.status !== 'COMPLETED'), isUntouched: ids.length === 0, isNamed: job !== undefined };
			},
			countStrangers: () => emulator.store.count('Leads') - PEOPLE.flatMap(found).length,
			keyOf: (row) => files[row],
		};
	},
};

const uploading: WritingOperation = {
	name: 'Upload File',
	node: 'bulk',
	targets: [UPLOAD],
	seesJobs: false,
	sleeps: false,
	async prepare(emulator) {
		const files: IBinaryKeyData[] = [];
		for (const row of PEOPLE) files.push(asFile(await packZip({ [`leads${row}.csv`]: CSV(row) })));
		/** A file counts as there once a job of it writes its row: that is what its id is good for. */
		const order = async (fileId: unknown): Promise<boolean> => {
			const resource = [{ type: 'data', module: { api_name: 'Leads' }, file_id: String(fileId) }];
			const job = await emulator.jobs.create(emulator.state.users.all()[0].id, { operation: 'insert', resource });
			emulator.advance(60_000);
			return !('kind' in job);
		};
		return {
			parameters: { resource: 'bulkWrite', operation: 'uploadFile' },
			items: PEOPLE.map((row) => ({ row })),
			files,
			async inspect(row, { fileId }) {
				const isUsable = fileId !== undefined && (await order(fileId));
				const ids = emulator.store.find('Leads', 'Email', emailOf(row));
				return { count: ids.length, isDone: isUsable && holds(emulator, 'Leads', ids[0], { Last_Name: `Row ${row}` }), isUntouched: ids.length === 0, isNamed: true };
			},
			countStrangers: () => emulator.store.count('Leads') - PEOPLE.flatMap((row) => emulator.store.find('Leads', 'Email', emailOf(row))).length,
			keyOf: () => null,
		};
	},
};

/** Every operation that writes. */
export const OPERATIONS: readonly WritingOperation[] = [
	createRecords('lead', 'Leads'),
	upsertRecords('lead', 'Leads'),
	changeRecords('lead', 'Leads', 'update'),
	changeRecords('lead', 'Leads', 'delete'),
	convertLeads,
	createRecords('record', 'Contacts'),
	upsertRecords('record', 'Contacts'),
	changeRecords('record', 'Contacts', 'update'),
	changeRecords('record', 'Contacts', 'delete'),
	createUsers,
	updateUsers,
	deleteUsers('leave'),
	deleteUsers('transfer'),
	importing('records', 'poll'),
	importing('bulk', 'poll'),
	importing('bulk', 'callback'),
	importing('bulk', 'none'),
	importing('auto', 'poll'),
	importing('auto', 'callback'),
	importing('auto', 'none'),
	resuming,
	creatingJobs,
	uploading,
];
