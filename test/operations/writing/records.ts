import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { carriesText } from '../../laws/faults/claims';
import { BY_EMAIL, BY_NAME, ITS_LEAD, named, record } from '../../stage/parameters';
import { emailOf, holds, keyFieldOf, nothingOpen, numbers, rowOf, textFieldOf, type WritingOperation } from './task';

const ONE = { options: { requestsAtOnce: 2 } };

/** Resources whose operations work on records; all but `record` on those of one module. */
export type RecordResource = 'account' | 'contact' | 'deal' | 'lead' | 'record';

const nameOf = (resource: RecordResource): string => `${resource[0].toUpperCase()}${resource.slice(1)}`;

const parametersOf = (
	module: string,
	resource: RecordResource,
	operation: string,
	more: INodeParameters,
): INodeParameters =>
	resource === 'record'
		? record(module, operation, { ...ONE, ...more })
		: { resource, operation, fields: BY_NAME, ...ONE, ...more };
const idParameter = (resource: RecordResource): INodeParameters => ({
	[`${resource}Id`]: named(`={{ $json.${resource} }}`),
});

/** The id of a record that an answer names under a key. */
const idIn = (answer: IDataObject, key: string): unknown => (answer[key] as IDataObject | undefined)?.id;

/** @param lookup field that every row fills with the name of a record of accounts, if any */
export function createRecords(resource: RecordResource, module: string, lookup?: string): WritingOperation {
	return {
		...nothingOpen,
		name: `${nameOf(resource)} > Create${lookup === undefined ? '' : ', lookups by name'}`,
		node: 'records',
		targets: [{ method: 'POST', path: `/crm/v8/${module}` }],
		prepare(emulator) {
			const accounts =
				lookup === undefined
					? []
					: numbers.map((number) => emulator.add('Accounts', { Account_Name: `Account ${number}` }));
			const isLinked = (id: string, row: number): boolean =>
				lookup === undefined || idIn(emulator.store.get(module, id) as IDataObject, lookup) === accounts[row];
			return {
				parameters: parametersOf(module, resource, 'create', {}),
				items: numbers.map((number) => ({
					...rowOf(module, number),
					...(lookup === undefined ? {} : { [lookup]: `Account ${number}` }),
				})),
				inspect(row, { id }) {
					const ids = emulator.store.find(module, keyFieldOf(module), emailOf(row));
					return {
						count: ids.length,
						isDone: holds(emulator, module, ids[0], rowOf(module, row)) && isLinked(ids[0], row),
						isUntouched: ids.length === 0,
						isNamed: ids[0] === id,
					};
				},
				countStrangers: () =>
					emulator.store.count(module) -
					numbers.flatMap((number) => emulator.store.find(module, keyFieldOf(module), emailOf(number))).length,
				carries: (call, row) => carriesText(call, emailOf(row)),
				isRepeatHarmless: false,
			};
		},
	};
}

/** Every second record is there before. */
export function upsertRecords(resource: RecordResource, module: string): WritingOperation {
	return {
		...nothingOpen,
		name: `${nameOf(resource)} > Create or Update`,
		node: 'records',
		targets: [{ method: 'POST', path: `/crm/v8/${module}/upsert` }],
		prepare(emulator) {
			const old = (number: number): IDataObject => ({ ...rowOf(module, number), [textFieldOf(module)]: '0' });
			for (const number of numbers) if (number % 2 === 0) emulator.add(module, old(number) as never);
			return {
				parameters: parametersOf(module, resource, 'upsert', { matchFields: [keyFieldOf(module)] }),
				items: numbers.map((number) => rowOf(module, number)),
				inspect(row, { id }) {
					const ids = emulator.store.find(module, keyFieldOf(module), emailOf(row));
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
					numbers.flatMap((number) => emulator.store.find(module, keyFieldOf(module), emailOf(number))).length,
				carries: (call, row) => carriesText(call, emailOf(row)),
				isRepeatHarmless: true,
			};
		},
	};
}

export function changeRecords(
	resource: RecordResource,
	module: string,
	operation: 'update' | 'delete',
	finds: 'id' | 'field' = 'id',
): WritingOperation {
	return {
		...nothingOpen,
		name: `${nameOf(resource)} > ${operation === 'update' ? 'Update' : 'Delete'}${finds === 'id' ? '' : ' by a field'}`,
		node: 'records',
		targets: [{ method: operation === 'update' ? 'PUT' : 'DELETE', path: `/crm/v8/${module}` }],
		prepare(emulator) {
			const before = numbers.map((number) => ({ ...rowOf(module, number), [textFieldOf(module)]: '0' }));
			const ids = before.map((values) => emulator.add(module, values as never));
			const bystander = emulator.add(module, { ...rowOf(module, 99) } as never);
			return {
				parameters: parametersOf(module, resource, operation, {
					...(finds === 'id' ? idParameter(resource) : BY_EMAIL),
					...(operation === 'update'
						? { fields: { mappingMode: 'defineBelow', value: { [textFieldOf(module)]: '={{ $json.phone }}' } } }
						: {}),
				}),
				items: ids.map((id, number) => ({
					...(finds === 'id' ? { [resource]: id } : { Email: emailOf(number) }),
					phone: `555${number}`,
				})),
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

export const convertLeads = (finds: 'id' | 'field'): WritingOperation => ({
	...nothingOpen,
	name: `Lead > Convert${finds === 'id' ? '' : ' by a field'}`,
	node: 'records',
	targets: [{ method: 'POST', path: '/crm/v8/Leads/*/actions/convert' }],
	prepare(emulator) {
		const ids = numbers.map((number) => emulator.add('Leads', rowOf('Leads', number) as never));
		const made = (row: number) => ({
			contacts: emulator.store.find('Contacts', 'Email', emailOf(row)),
			accounts: emulator.store.find('Accounts', 'Account_Name', `Company ${row}`),
		});
		return {
			parameters: {
				resource: 'lead',
				operation: 'convert',
				...(finds === 'id' ? { leadId: ITS_LEAD } : BY_EMAIL),
				...ONE,
			},
			items: ids.map((id, row) => (finds === 'id' ? { lead: id } : { Email: emailOf(row) })),
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
					isNamed: answer.id === ids[row] && answer.contactId === contacts[0] && answer.accountId === accounts[0],
				};
			},
			countStrangers: () => emulator.store.count('Contacts') - numbers.flatMap((row) => made(row).contacts).length,
			carries: (call, row) => carriesText(call, ids[row]),
			isRepeatHarmless: false,
		};
	},
});
