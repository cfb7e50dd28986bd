import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../../emulator';
import { packZip } from '../../emulator/clients/bulk';
import { PROFILES, ROLES } from '../../emulator/users/fixtures';
import type { LoggedRequest } from '../../emulator/server/requestLog';
import { carriesText, claimOf, type Claim, type Entry } from './claims';
import type { Target } from './faults';
import { type FileRow, inItem, writeCsv } from '../../import/files';
import { asFile, seedUpload } from '../../import/uploads';
import { ITS_LEAD, ITS_RECORD, lead, named, record } from '../../stage/parameters';
import { hire } from '../../stage/people';
import { comparable, expectedLead, rowsOf, storedLead } from '../../stage/rows';

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

const ROWS = 8;
const numbers = Array.from({ length: ROWS }, (_, number) => number);
const ONE = { options: { requestsAtOnce: 2 } };
const emailOf = (number: number): string => `fault${number}@brightwell.test`;

/** A record to write; modules have these fields in common. */
function rowOf(module: string, number: number): IDataObject {
	return {
		Last_Name: `Row ${number}`,
		Email: emailOf(number),
		Phone: `555${number}`,
		...(module === 'Leads' ? { Company: `Company ${number}` } : {}),
	};
}

function holds(emulator: Emulator, module: string, id: string | undefined, values: IDataObject): boolean {
	const found = id === undefined ? undefined : emulator.store.get(module, id);
	return found !== undefined && Object.entries(values).every(([name, value]) => found[name] === value);
}

const parametersOf = (
	module: string,
	resource: 'lead' | 'record',
	operation: string,
	more: INodeParameters,
): INodeParameters =>
	resource === 'lead' ? lead(operation, { ...ONE, ...more }) : record(module, operation, { ...ONE, ...more });
const idParameter = (resource: 'lead' | 'record'): INodeParameters =>
	resource === 'lead' ? { leadId: ITS_LEAD } : { recordId: ITS_RECORD };
const nothingOpen = { seesJobs: false, sleeps: false, resumes: false } as const;

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
				return {
					count: ids.length,
					isDone: holds(emulator, module, ids[0], rowOf(module, row)),
					isUntouched: ids.length === 0,
					isNamed: ids[0] === id,
				};
			},
			countStrangers: () =>
				emulator.store.count(module) -
				numbers.flatMap((number) => emulator.store.find(module, 'Email', emailOf(number))).length,
			carries: (call, row) => carriesText(call, emailOf(row)),
			isRepeatHarmless: false,
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
			for (const number of numbers) if (number % 2 === 0) emulator.add(module, old(number) as never);
			return {
				parameters: parametersOf(module, resource, 'upsert', { matchFields: ['Email'] }),
				items: numbers.map((number) => rowOf(module, number)),
				inspect(row, { id }) {
					const ids = emulator.store.find(module, 'Email', emailOf(row));
					const isUntouched = row % 2 === 0 ? holds(emulator, module, ids[0], old(row)) : ids.length === 0;
					return {
						count: ids.length,
						isDone: holds(emulator, module, ids[0], rowOf(module, row)),
						isUntouched,
						isNamed: ids[0] === id,
					};
				},
				countStrangers: () =>
					emulator.store.count(module) -
					numbers.flatMap((number) => emulator.store.find(module, 'Email', emailOf(number))).length,
				carries: (call, row) => carriesText(call, emailOf(row)),
				isRepeatHarmless: true,
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
			const ids = before.map((values) => emulator.add(module, values as never));
			const bystander = emulator.add(module, { ...rowOf(module, 99) } as never);
			return {
				parameters: parametersOf(module, resource, operation, {
					...idParameter(resource),
					...(operation === 'update'
						? { fields: { mappingMode: 'defineBelow', value: { Phone: '={{ $json.phone }}' } } }
						: {}),
				}),
				items: ids.map((id, number) => ({ [resource]: id, phone: `555${number}` })),
				inspect(row, { id }) {
					const isThere = emulator.store.get(module, ids[row]) !== undefined;
					const isDone = operation === 'delete' ? !isThere : holds(emulator, module, ids[row], rowOf(module, row));
					return {
						count: isThere ? 1 : 0,
						isDone,
						isUntouched: holds(emulator, module, ids[row], before[row]),
						isNamed: id === ids[row],
					};
				},
				countStrangers: () =>
					emulator.store.count(module) -
					ids.filter((id) => emulator.store.get(module, id) !== undefined).length -
					(holds(emulator, module, bystander, rowOf(module, 99)) ? 1 : 0),
				carries: (call, row) => carriesText(call, ids[row]),
				isRepeatHarmless: true,
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
		const ids = numbers.map((number) => emulator.add('Leads', rowOf('Leads', number) as never));
		const made = (row: number) => ({
			contacts: emulator.store.find('Contacts', 'Email', emailOf(row)),
			accounts: emulator.store.find('Accounts', 'Account_Name', `Company ${row}`),
		});
		return {
			parameters: { resource: 'lead', operation: 'convert', leadId: ITS_LEAD, ...ONE },
			items: ids.map((id) => ({ lead: id })),
			inspect(row, answer) {
				const { contacts, accounts } = made(row);
				const isConverted = emulator.store.get('Leads', ids[row])?.$converted === true;
				return {
					count: Math.max(contacts.length, accounts.length),
					isDone:
						isConverted &&
						contacts.length === 1 &&
						accounts.length === 1 &&
						holds(emulator, 'Contacts', contacts[0], { Last_Name: `Row ${row}`, Phone: `555${row}` }),
					isUntouched: !isConverted && contacts.length === 0 && accounts.length === 0,
					isNamed:
						answer.id === ids[row] &&
						idIn(answer, 'contact') === contacts[0] &&
						idIn(answer, 'account') === accounts[0],
				};
			},
			countStrangers: () => emulator.store.count('Contacts') - numbers.flatMap((row) => made(row).contacts).length,
			carries: (call, row) => carriesText(call, ids[row]),
			isRepeatHarmless: false,
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
			parameters: {
				resource: 'user',
				operation: 'create',
				email: '={{ $json.email }}',
				lastName: '={{ $json.last }}',
				role: named(ROLES[1].id),
				profile: named(PROFILES[1].id),
			},
			items: PEOPLE.map((number) => ({ email: emailOf(number), last: `Row ${number}` })),
			inspect(row, { id }) {
				const [user, ...more] = found(row);
				return {
					count: user === undefined ? 0 : 1 + more.length,
					isDone: user?.lastName === `Row ${row}` && user.roleId === ROLES[1].id && user.profileId === PROFILES[1].id,
					isUntouched: user === undefined,
					isNamed: user?.id === id,
				};
			},
			countStrangers: () => emulator.state.users.all().length - before - PEOPLE.flatMap(found).length,
			carries: (call, row) => carriesText(call, emailOf(row)),
			isRepeatHarmless: false,
		};
	},
};

/** New people, and a lead of each. */
function engage(emulator: Emulator): { readonly ids: string[]; readonly leads: string[] } {
	const before = emulator.state.users.all().length;
	hire(emulator, before + PEOPLE.length);
	const ids = emulator.state.users
		.all()
		.slice(before)
		.map(({ id }) => id);
	for (const id of ids) Object.assign(emulator.state.users.get(id) ?? {}, { isConfirmed: true });
	return {
		ids,
		leads: ids.map((id, number) => emulator.add('Leads', { ...rowOf('Leads', number), Owner: { id } } as never)),
	};
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
			parameters: {
				resource: 'user',
				operation: 'update',
				userId: ITS_USER,
				updateFields: { phone: '={{ $json.phone }}' },
			},
			items: ids.map((id, number) => ({ user: id, phone: `555${number}` })),
			inspect(row, { id }) {
				const user = emulator.state.users.get(ids[row]);
				const phone = user?.details.phone;
				return {
					count: user === undefined ? 0 : 1,
					isDone: phone === `555${row}`,
					isUntouched: JSON.stringify(user) === JSON.stringify(before[row]),
					isNamed: id === ids[row],
				};
			},
			countStrangers: () => emulator.state.users.all().length - countBefore,
			carries: (call, row) => carriesText(call, ids[row]),
			isRepeatHarmless: true,
		};
	},
};

function deleteUsers(records: 'leave' | 'transfer'): WritingOperation {
	return {
		...nothingOpen,
		name: records === 'leave' ? 'User > Delete, records left' : 'User > Delete, records handed over',
		node: 'records',
		targets:
			records === 'leave'
				? [{ method: 'DELETE', path: '/crm/v8/users/*' }]
				: [
						{ method: 'POST', path: '/crm/v8/users/*/actions/transfer_and_delete' },
						{ method: 'GET', path: '/crm/v8/users/actions/transfer_and_delete' },
					],
		prepare(emulator) {
			const { ids, leads } = engage(emulator);
			const heir = emulator.state.users.all().find(({ firstName }) => firstName === 'Bruno')?.id ?? '';
			const ownerOf = (row: number): unknown =>
				(emulator.store.get('Leads', leads[row])?.Owner as IDataObject | undefined)?.id;
			return {
				parameters: {
					resource: 'user',
					operation: 'delete',
					userId: ITS_USER,
					...(records === 'leave' ? { records } : { heir: named(heir) }),
				},
				items: ids.map((id) => ({ user: id })),
				inspect(row, { id }) {
					const isDeleted = emulator.state.users.get(ids[row])?.status === 'deleted';
					const owner = ownerOf(row);
					return {
						count: 1,
						isDone: isDeleted && owner === (records === 'leave' ? ids[row] : heir),
						isUntouched: !isDeleted && owner === ids[row],
						isNamed: id === ids[row],
					};
				},
				countStrangers: () =>
					emulator.state.users
						.all()
						.filter(
							({ id, status, firstName }) =>
								status === 'deleted' && /^F\d+$/.test(firstName ?? '') && !ids.includes(id),
						).length,
				// Where a handover stands is asked by the number of its job.
				carries: (call, row) =>
					carriesText(call, `/users/${ids[row]}`) || call.path.endsWith('/users/actions/transfer_and_delete'),
				isRepeatHarmless: records === 'leave',
			};
		},
	};
}

/** Rows of three jobs; as route auto has it, of two, and two requests of the records API. */
const IMPORTED = 14;
/** Rows whose records nothing keeps apart, so that a row that is sent twice makes two of them. */
const importRows = (count: number): IDataObject[] => rowsOf(count).map((row) => ({ ...row, Ext_Ref: null }));

const UPLOAD: Target = { method: 'POST', path: '/crm/v8/upload' };
const ORDER: Target = { method: 'POST', path: '/crm/bulk/v8/write' };
const STATUS: Target = { method: 'GET', path: '/crm/bulk/v8/write/*' };
/** The result file, which alone tells what became of each row. */
export const RESULT: Target = { method: 'GET', path: '/v8/crm/*' };
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
				isNamed: answer.id === null || (answer.id === ids[0] && (old[row] === null || answer.id === old[row])),
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

function importing(kind: ImportKind, name: string): WritingOperation {
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
function resuming(wait: 'poll' | 'callback'): WritingOperation {
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

const CSV = (row: number): string => `Last_Name,Company,Email\nRow ${row},Brightwell,${emailOf(row)}\n`;

const creatingJobs: WritingOperation = {
	name: 'Create Job',
	node: 'bulk',
	targets: [ORDER],
	...nothingOpen,
	async prepare(emulator) {
		const files: string[] = [];
		for (const row of PEOPLE) files.push(await seedUpload(emulator, { [`leads${row}.csv`]: CSV(row) }));
		const found = (row: number): string[] => emulator.store.find('Leads', 'Email', emailOf(row));
		return {
			parameters: {
				resource: 'bulkWrite',
				operation: 'createJob',
				importOperation: 'insert',
				fileId: '={{ $json.fileId }}',
			},
			items: files.map((fileId) => ({ fileId })),
			inspect(row, { jobId }) {
				const ids = found(row);
				const job = emulator.jobs.get(String(jobId));
				// The answer is about the job: whatever became of it, it is there, and one that completed has written its row.
				const isWritten = holds(emulator, 'Leads', ids[0], { Last_Name: `Row ${row}`, Company: 'Brightwell' });
				return {
					count: ids.length,
					isDone: isWritten || (job !== undefined && job.status !== 'COMPLETED'),
					isUntouched: ids.length === 0,
					isNamed: job !== undefined,
				};
			},
			countStrangers: () => emulator.store.count('Leads') - PEOPLE.flatMap(found).length,
			carries: (call, row) => carriesText(call, files[row]),
			isRepeatHarmless: false,
		};
	},
};

const uploading: WritingOperation = {
	name: 'Upload File',
	node: 'bulk',
	targets: [UPLOAD],
	...nothingOpen,
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
				return {
					count: ids.length,
					isDone: isUsable && holds(emulator, 'Leads', ids[0], { Last_Name: `Row ${row}` }),
					isUntouched: ids.length === 0,
					isNamed: true,
				};
			},
			countStrangers: () =>
				emulator.store.count('Leads') -
				PEOPLE.flatMap((row) => emulator.store.find('Leads', 'Email', emailOf(row))).length,
			// An upload does not name its file in JSON: any of them can be the row's.
			carries: () => true,
			isRepeatHarmless: true,
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
	importing({ route: 'records' }, 'Import, route records'),
	importing({ route: 'records', operation: 'update' }, 'Import, route records, update'),
	importing({ route: 'records', operation: 'upsert' }, 'Import, route records, upsert'),
	importing({ route: 'bulk' }, 'Import, route bulk, wait poll'),
	importing({ route: 'bulk', wait: 'callback' }, 'Import, route bulk, wait callback'),
	importing({ route: 'bulk', wait: 'none' }, 'Import, route bulk, wait none'),
	importing({ route: 'bulk', operation: 'update' }, 'Import, route bulk, update'),
	importing({ route: 'bulk', operation: 'upsert' }, 'Import, route bulk, upsert'),
	importing({ route: 'bulk', hasChildren: true }, 'Import, route bulk, with subform rows'),
	importing({ route: 'bulk', isFile: true }, 'Import, route bulk, from a file'),
	importing({ route: 'auto' }, 'Import, route auto, wait poll'),
	importing({ route: 'auto', wait: 'callback' }, 'Import, route auto, wait callback'),
	importing({ route: 'auto', wait: 'none' }, 'Import, route auto, wait none'),
	resuming('poll'),
	resuming('callback'),
	creatingJobs,
	uploading,
];
