import { useEach, useEmulator } from '../../stage/useEmulator';
import { createOutsideClient } from '../clients/outside';
import { isObject } from '../json';

const emulator = useEmulator();
const client = useEach(() => createOutsideClient(emulator));

const ANN = '4150868000000225013';
const ERIK = '4150868000000225045';
const GORO = '4150868000000225061';
const BO = {
	first_name: 'Bo',
	last_name: 'Sand',
	email: 'bo.sand@brightwell.test',
	role: '4150868000000026008',
	profile: '4150868000000026014',
};

function usersIn(data: unknown): Record<string, unknown>[] {
	if (!isObject(data) || !Array.isArray(data.users)) throw new Error(`No users in ${JSON.stringify(data)}`);
	return data.users.filter(isObject);
}

function entry(code: string, message: string, details: object): object {
	return { users: [{ code, status: 'error', message, details }] };
}

it('answers a user with every key of the documentation', async () => {
	const { status, data } = await client.get(`/crm/v8/users/${ANN}`);
	expect(status).toBe(200);
	expect(data).toEqual({
		users: [
			{
				id: ANN,
				zuid: '694579958',
				first_name: 'Ann',
				last_name: 'Lee',
				full_name: 'Ann Lee',
				email: 'ann.lee@brightwell.test',
				alias: null,
				status: 'active',
				confirm: true,
				Isonline: false,
				role: { name: 'CEO', id: '4150868000000026005' },
				profile: { name: 'Administrator', id: '4150868000000026011' },
				Reporting_To: null,
				type__s: 'Regular User',
				language: 'en_US',
				locale: 'en_US',
				country: 'US',
				country_locale: 'en_US',
				time_zone: 'Asia/Kolkata',
				date_format: 'MM/dd/yyyy',
				time_format: 'hh:mm a',
				number_separator: 'Comma',
				decimal_separator: 'Period',
				name_format__s: 'Salutation,First Name,Last Name',
				sort_order_preference__s: 'First Name,Last Name',
				offset: 19_800_000,
				microsoft: false,
				personal_account: false,
				sandboxDeveloper: false,
				phone: null,
				mobile: null,
				fax: null,
				website: null,
				street: null,
				city: null,
				state: null,
				zip: null,
				dob: null,
				signature: null,
				image_link: 'https://contacts.zoho.test/file?ID=694579958&fs=thumb',
				theme: {
					normal_tab: { font_color: '#FFFFFF', background: '#222222' },
					selected_tab: { font_color: '#FFFFFF', background: '#222222' },
					new_background: null,
					background: '#F3F0EB',
					screen: 'fixed',
					type: 'default',
				},
				customize_info: {
					notes_desc: null,
					show_right_panel: null,
					bc_view: null,
					show_home: false,
					show_detail_view: true,
					unpin_recent_item: null,
				},
				$current_shift: null,
				$next_shift: null,
				$shift_effective_from: null,
				created_by: { name: 'Ann Lee', id: ANN },
				created_time: '2026-01-02T09:00:00+05:30',
				Modified_By: { name: 'Ann Lee', id: ANN },
				Modified_Time: '2026-02-02T09:00:00+05:30',
			},
		],
	});
});

it.each([
	['AllUsers', ['Ann', 'Bruno', 'Chioma', 'Divya', 'Erik', 'Fatima', 'Hana']],
	['ActiveUsers', ['Ann', 'Bruno', 'Chioma', 'Divya', 'Fatima', 'Hana']],
	['DeactiveUsers', ['Erik']],
	['ConfirmedUsers', ['Ann', 'Bruno', 'Chioma', 'Divya', 'Erik', 'Hana']],
	['NotConfirmedUsers', ['Fatima']],
	['DeletedUsers', ['Goro']],
	['ActiveConfirmedUsers', ['Ann', 'Bruno', 'Chioma', 'Divya', 'Hana']],
	['AdminUsers', ['Ann', 'Divya']],
	['ActiveConfirmedAdmins', ['Ann', 'Divya']],
	['CurrentUser', ['Ann']],
])('lists %s', async (type, names) => {
	const { data } = await client.get('/crm/v8/users', { params: { type } });
	expect(usersIn(data).map((user) => user.first_name)).toEqual(names);
	expect(isObject(data) && data.info).toEqual({ per_page: 200, count: names.length, page: 1, more_records: false });
	expect((await client.get('/crm/v8/users/actions/count', { params: { type } })).data).toEqual({ count: names.length });
});

it('pages, and answers 204 past the end and for types that nobody has', async () => {
	const pages = await Promise.all(
		[1, 2, 3, 4].map((page) => client.get('/crm/v8/users', { params: { page, per_page: 3 } })),
	);
	expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 204]);
	expect(pages.slice(0, 3).map(({ data }) => [usersIn(data).length, isObject(data) && data.info])).toEqual([
		[3, { per_page: 3, count: 3, page: 1, more_records: true }],
		[3, { per_page: 3, count: 3, page: 2, more_records: true }],
		[1, { per_page: 3, count: 1, page: 3, more_records: false }],
	]);
	expect((await client.get('/crm/v8/users?type=DeveloperUsers')).status).toBe(204);
});

it('filters by ids and by the time of the last change', async () => {
	expect(usersIn((await client.get(`/crm/v8/users?ids=${ANN},${ERIK}`)).data).map(({ id }) => id)).toEqual([ANN, ERIK]);
	const since = (time: string) => client.get('/crm/v8/users', { headers: { 'If-Modified-Since': time } });
	expect((await since('2026-02-02T09:00:00+05:30')).status).toBe(304);
	expect(usersIn((await since('2026-02-02T08:59:59+05:30')).data)).toHaveLength(7);
});

it('answers 204 for a user who is not there and refuses an id that is none', async () => {
	expect((await client.get('/crm/v8/users/4150868000000999999')).status).toBe(204);
	const malformed = await client.get('/crm/v8/users/ann');
	expect([malformed.status, malformed.data]).toEqual([
		400,
		{
			code: 'INVALID_DATA',
			details: { resource_path_index: 1 },
			message: 'the id given seems to be invalid',
			status: 'error',
		},
	]);
});

it('refuses parameters out of range and an unknown type', async () => {
	const large = await client.get('/crm/v8/users?per_page=201');
	expect([large.status, large.data]).toEqual([
		400,
		{
			code: 'PATTERN_NOT_MATCHED',
			details: { api_name: 'per_page' },
			message: 'Please check whether the input values are correct',
			status: 'error',
		},
	]);
	const type = await client.get('/crm/v8/users?type=Everybody');
	expect([type.status, type.data]).toEqual([
		400,
		{ code: 'INVALID_DATA', details: { param_name: 'type' }, message: 'invalid data', status: 'error' },
	]);
});

it.each([
	['ids as texts', BO],
	['ids in objects', { ...BO, role: { id: BO.role }, profile: { id: BO.profile } }],
])('adds a user, unconfirmed, with role and profile as %s', async (_form, user) => {
	const answer = await client.post('/crm/v8/users', { users: [{ ...user, phone: '555 0100' }] });
	expect([answer.status, answer.data]).toEqual([
		201,
		{ users: [{ code: 'SUCCESS', status: 'success', message: 'User added', details: { id: '4150868000004600001' } }] },
	]);
	const [added] = usersIn((await client.get('/crm/v8/users/4150868000004600001')).data);
	expect(added).toMatchObject({
		full_name: 'Bo Sand',
		email: 'bo.sand@brightwell.test',
		status: 'active',
		confirm: false,
		role: { name: 'Manager', id: BO.role },
		profile: { name: 'Standard', id: BO.profile },
		phone: '555 0100',
		created_time: '2026-08-25T10:00:00+05:30',
	});
});

it.each([
	[
		'no e-mail',
		{ ...BO, email: '' },
		'MANDATORY_NOT_FOUND',
		'required field not found',
		{ api_name: 'email', json_path: '$.users[0].email' },
	],
	[
		'no name',
		{ ...BO, first_name: '', last_name: null },
		'MANDATORY_NOT_FOUND',
		'required field not found',
		{ api_name: 'last_name', json_path: '$.users[0].last_name' },
	],
	[
		'no role',
		{ ...BO, role: undefined },
		'MANDATORY_NOT_FOUND',
		'required field not found',
		{ api_name: 'role', json_path: '$.users[0].role' },
	],
	[
		'an unknown profile',
		{ ...BO, profile: '1' },
		'INVALID_DATA',
		'invalid data',
		{ api_name: 'profile', json_path: '$.users[0].profile' },
	],
	[
		'an address that is none',
		{ ...BO, email: 'bo' },
		'INVALID_DATA',
		'invalid data',
		{ api_name: 'email', json_path: '$.users[0].email' },
	],
	[
		'a taken address in other case',
		{ ...BO, email: 'ANN.lee@brightwell.test' },
		'DUPLICATE_DATA',
		'Failed to add user since same email id is already present',
		{ api_name: 'email', json_path: '$.users[0].email' },
	],
])('refuses a user with %s', async (_name, user, code, message, details) => {
	const answer = await client.post('/crm/v8/users', { users: [user] });
	expect([answer.status, answer.data]).toEqual([400, entry(code, message, details)]);
});

it('adds one user at a time and needs a body', async () => {
	const two = await client.post('/crm/v8/users', { users: [BO, BO] });
	expect([two.status, two.data]).toEqual([
		400,
		{
			code: 'INVALID_DATA',
			details: { maximum_length: 1, api_name: 'users', json_path: '$.users' },
			message: 'invalid data',
			status: 'error',
		},
	]);
	expect(
		(
			await client.post('/crm/v8/users', '{"users":', {
				headers: { 'content-type': 'application/json' },
				transformRequest: [],
			})
		).data,
	).toEqual({ code: 'INVALID_REQUEST', details: {}, message: 'unable to parse the request body', status: 'error' });
	expect((await client.post('/crm/v8/users', {})).data).toEqual({
		code: 'MANDATORY_NOT_FOUND',
		details: { api_name: 'users', json_path: '$.users' },
		message: 'required field not found',
		status: 'error',
	});
});

it('refuses a user beyond the licences', async () => {
	const add = (email: string) => client.post('/crm/v8/users', { users: [{ ...BO, email }] });
	const statuses: number[] = [];
	for (let count = 0; count < 4; count++) statuses.push((await add(`bo${count}@brightwell.test`)).status);
	expect(statuses).toEqual([201, 201, 201, 201]);
	expect((await add('bo4@brightwell.test')).data).toEqual(
		entry('LICENSE_LIMIT_EXCEEDED', 'Request exceeds your license limit. Need to upgrade in order to add a user', {}),
	);
});

it('changes only what is sent, and deactivates and reactivates', async () => {
	const bruno = '4150868000000225021';
	const answer = await client.request('PUT', `/crm/v8/users/${bruno}`, {
		users: [{ city: 'Porto', status: 'inactive' }],
	});
	expect([answer.status, answer.data]).toEqual([
		200,
		{ users: [{ code: 'SUCCESS', status: 'success', message: 'User updated', details: { id: bruno } }] },
	]);
	expect(usersIn((await client.get(`/crm/v8/users/${bruno}`)).data)[0]).toMatchObject({
		first_name: 'Bruno',
		city: 'Porto',
		status: 'disabled',
		Modified_Time: '2026-08-25T10:00:00+05:30',
	});
	const again = await client.request('PUT', `/crm/v8/users/${bruno}`, { users: [{ status: 'inactive' }] });
	expect([again.status, again.data]).toEqual([
		400,
		entry('ID_ALREADY_DEACTIVATED', 'user is already deactivated', {
			api_name: 'status',
			json_path: '$.users[0].status',
		}),
	]);
	expect((await client.request('PUT', '/crm/v8/users', { users: [{ id: bruno, status: 'active' }] })).status).toBe(200);
	expect(usersIn((await client.get('/crm/v8/users?type=DeactiveUsers')).data).map(({ id }) => id)).toEqual([ERIK]);
});

it('updates one user per call unless switched', async () => {
	const users = [ERIK, '4150868000000225021'].map((id) => ({ id, city: 'Porto' }));
	expect((await client.request('PUT', '/crm/v8/users', { users })).status).toBe(400);
	emulator.switches.usersPerUpdate = 10;
	const answer = await client.request('PUT', '/crm/v8/users', {
		users: [...users, { id: '4150868000000999999', city: 'Porto' }],
	});
	expect(answer.status).toBe(207);
	expect(usersIn(answer.data)).toEqual([
		...users.map(({ id }) => ({ code: 'SUCCESS', status: 'success', message: 'User updated', details: { id } })),
		{
			code: 'INVALID_DATA',
			status: 'error',
			message: 'the id given seems to be invalid',
			details: { api_name: 'id', json_path: '$.users[2].id' },
		},
	]);
});

it('deletes a user, who then is among the deleted ones only', async () => {
	const answer = await client.request('DELETE', `/crm/v8/users/${ERIK}`);
	expect([answer.status, answer.data]).toEqual([
		200,
		{ users: [{ code: 'SUCCESS', status: 'success', message: 'User deleted', details: { id: ERIK } }] },
	]);
	expect(
		usersIn((await client.get('/crm/v8/users?type=DeletedUsers')).data).map(({ id, status }) => [id, status]),
	).toEqual([
		[ERIK, 'deleted'],
		[GORO, 'deleted'],
	]);
	expect((await client.request('DELETE', `/crm/v8/users/${ERIK}`)).data).toEqual(
		entry('ID_ALREADY_DELETED', 'user is already deleted', { id: ERIK }),
	);
	expect((await client.request('PUT', `/crm/v8/users/${ERIK}`, { users: [{ city: 'Porto' }] })).data).toEqual(
		entry('CANNOT_UPDATE_DELETED_USER', 'Deleted user cannot be updated', {
			api_name: 'id',
			json_path: '$.users[0].id',
		}),
	);
});

it('lets only administrators manage users, and none act on themselves', async () => {
	const self = await client.request('DELETE', `/crm/v8/users/${ANN}`);
	expect([self.status, self.data]).toEqual([
		403,
		{ code: 'PERMISSION_DENIED', details: {}, message: 'permission denied', status: 'error' },
	]);
	client.authorization = emulator.grantToken({ userId: '4150868000000225029' }).authorization;
	const other = await client.post('/crm/v8/users', { users: [BO] });
	expect([other.status, other.data]).toEqual([
		403,
		{
			code: 'NO_PERMISSION',
			details: { permissions: ['Crm_Implied_Manage_Users'] },
			message: 'permission denied',
			status: 'error',
		},
	]);
	expect(usersIn((await client.get('/crm/v8/users?type=CurrentUser')).data)[0].full_name).toBe('Chioma Okafor');
});

it('lists profiles and roles', async () => {
	const profiles = (await client.get('/crm/v8/settings/profiles')).data;
	const time = '2026-01-02T09:00:00+05:30';
	const standard = {
		id: '4150868000000026014',
		name: 'Standard',
		display_label: 'Standard',
		description: 'This profile will have all the permissions except administrative privileges.',
		custom: false,
		type: 'normal_profile',
		created_by: null,
		created_time: time,
		modified_by: null,
		modified_time: time,
		_default: false,
		_delete: null,
	};
	expect(isObject(profiles) && Array.isArray(profiles.profiles) && profiles.profiles[1]).toEqual(standard);
	expect((await client.get(`/crm/v8/settings/profiles/${standard.id}`)).data).toEqual({ profiles: [standard] });
	expect((await client.get('/crm/v8/settings/roles/4150868000000026008')).data).toEqual({
		roles: [
			{
				id: '4150868000000026008',
				name: 'Manager',
				display_label: 'Manager',
				description: null,
				admin_user: false,
				share_with_peers: false,
				reporting_to: { name: 'CEO', id: '4150868000000026005' },
				forecast_manager: null,
				created_by__s: null,
				modified_by__s: null,
				created_time__s: time,
				modified_time__s: time,
			},
		],
	});
	expect((await client.get('/crm/v8/settings/roles/4150868000000099999')).status).toBe(204);
});

it('answers the organization with every key of the documentation', async () => {
	expect((await client.get('/crm/v8/org')).data).toEqual({
		org: [
			{
				id: '4150868000000225009',
				zgid: '654321098',
				company_name: 'Brightwell',
				alias: null,
				primary_email: 'ann.lee@brightwell.test',
				primary_zuid: '694579958',
				country_code: 'US',
				country: 'US',
				currency: 'US Dollar - USD',
				currency_symbol: '$',
				currency_locale: 'en_US',
				iso_code: 'USD',
				time_zone: 'Asia/Kolkata',
				type: 'production',
				domain_name: 'org654321098',
				mc_status: false,
				gapps_enabled: false,
				privacy_settings: false,
				deletable_org_account: false,
				max_per_page: 200,
				license_details: {
					paid: true,
					paid_type: 'enterprise',
					paid_expiry: '2027-01-01T00:00:00+05:30',
					trial_type: null,
					trial_expiry: null,
					users_license_purchased: 10,
				},
				hierarchy_preferences: { type: 'Role_Hierarchy' },
			},
		],
	});
});
