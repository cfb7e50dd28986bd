import type { IDataObject } from 'n8n-workflow';
import type { Emulator } from '../../emulator';
import { PROFILES, ROLES } from '../../emulator/users/fixtures';
import { carriesText } from '../../laws/faults/claims';
import { named } from '../../stage/parameters';
import { hire } from '../../stage/people';
import { FEW, emailOf, nothingOpen, rowOf, type WritingOperation } from './task';

const ITS_USER = named('={{ $json.user }}');

export const createUsers: WritingOperation = {
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
			items: FEW.map((number) => ({ email: emailOf(number), last: `Row ${number}` })),
			inspect(row, { id }) {
				const [user, ...more] = found(row);
				return {
					count: user === undefined ? 0 : 1 + more.length,
					isDone: user?.lastName === `Row ${row}` && user.roleId === ROLES[1].id && user.profileId === PROFILES[1].id,
					isUntouched: user === undefined,
					isNamed: user?.id === id,
				};
			},
			countStrangers: () => emulator.state.users.all().length - before - FEW.flatMap(found).length,
			carries: (call, row) => carriesText(call, emailOf(row)),
			isRepeatHarmless: false,
		};
	},
};

/** New people, and a lead of each. */
function engage(emulator: Emulator): { readonly ids: string[]; readonly leads: string[] } {
	const before = emulator.state.users.all().length;
	hire(emulator, before + FEW.length);
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

export const updateUsers: WritingOperation = {
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

export function deleteUsers(records: 'leave' | 'transfer'): WritingOperation {
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
