import { at, ID, listAt, NAMED, refusal, textAt, TIME } from '../shape';
import { itOnEmulator, type Target } from '../target';

const USER: unknown = expect.objectContaining({
	id: ID,
	zuid: expect.stringMatching(/^\d+$/),
	full_name: expect.any(String),
	last_name: expect.any(String),
	email: expect.stringContaining('@'),
	status: expect.stringMatching(/^(active|disabled|inactive|deleted)$/),
	confirm: expect.any(Boolean),
	role: NAMED,
	profile: NAMED,
	created_time: TIME,
	Modified_Time: TIME,
});

/** Users. */
export function describeUsers(target: () => Target): void {
	describe('users', () => {
		it('says who the token belongs to', async () => {
			const { status, body } = await target().client.call('GET', '/crm/v8/users', { query: { type: 'CurrentUser' } });
			expect(status).toBe(200);
			expect(body).toEqual({ users: [USER], info: { per_page: 200, count: 1, page: 1, more_records: false } });
		});

		it('lists users page by page, each once', async () => {
			const whole = await target().client.call('GET', '/crm/v8/users', { query: { type: 'AllUsers' } });
			const all = listAt(whole.body, 'users');
			const pages: unknown[] = [];
			for (let page = 1, hasMore = true; hasMore; page += 1) {
				const { status, body } = await target().client.call('GET', '/crm/v8/users', {
					query: { type: 'AllUsers', page: String(page), per_page: '3' },
				});
				expect(status).toBe(200);
				pages.push(...listAt(body, 'users'));
				hasMore = at(body, 'info', 'more_records') === true;
				expect(at(body, 'info')).toEqual({
					per_page: 3,
					count: listAt(body, 'users').length,
					page,
					more_records: pages.length < all.length,
				});
			}
			expect(all).toEqual(all.map(() => USER));
			expect(pages).toEqual(all);
		});

		it('gives one user as the list does, without paging', async () => {
			const listed = await target().client.call('GET', '/crm/v8/users', { query: { type: 'CurrentUser' } });
			const { status, body } = await target().client.call(
				'GET',
				`/crm/v8/users/${textAt(listed.body, 'users', 0, 'id')}`,
			);
			expect(status).toBe(200);
			expect(body).toEqual({ users: listAt(listed.body, 'users') });
		});

		it('answers nothing for an id that nobody has, and refuses one that nobody can have', async () => {
			const absent = await target().client.call('GET', '/crm/v8/users/100000000000000001');
			expect([absent.status, absent.body]).toEqual([204, undefined]);
			const malformed = await target().client.call('GET', '/crm/v8/users/nobody', { isWrong: true });
			expect(malformed.status).toBe(400);
			expect(malformed.body).toEqual(
				refusal('INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 1 }),
			);
		});

		it('refuses a type of users that does not exist', async () => {
			const { status, body } = await target().client.call('GET', '/crm/v8/users', {
				query: { type: 'Unknown' },
				isWrong: true,
			});
			expect(status).toBe(400);
			expect(['INVALID_DATA', 'INVALID_REQUEST']).toContain(at(body, 'code'));
			expect(at(body, 'status')).toBe('error');
		});

		itOnEmulator('invites, changes and deletes a user', async () => {
			const { client } = target();
			const [profiles, roles] = [
				await client.call('GET', '/crm/v8/settings/profiles'),
				await client.call('GET', '/crm/v8/settings/roles'),
			];
			const user = {
				first_name: 'Bo',
				last_name: 'Sand',
				email: 'bo.sand@conformance.test',
				role: textAt(roles.body, 'roles', 0, 'id'),
				profile: textAt(profiles.body, 'profiles', 0, 'id'),
			};
			const done = (message: string, id: unknown) => ({
				users: [{ code: 'SUCCESS', status: 'success', message, details: { id } }],
			});
			const created = await client.call('POST', '/crm/v8/users', { body: { users: [user] } });
			expect([created.status, created.body]).toEqual([201, done('User added', ID)]);
			const id = textAt(created.body, 'users', 0, 'details', 'id');

			const again = await client.call('POST', '/crm/v8/users', { body: { users: [user] }, isWrong: true });
			expect([again.status, at(again.body, 'users', 0, 'code')]).toEqual([400, 'DUPLICATE_DATA']);
			const two = await client.call('POST', '/crm/v8/users', { body: { users: [user, user] }, isWrong: true });
			expect([two.status, two.body]).toEqual([
				400,
				refusal('INVALID_DATA', 'invalid data', { maximum_length: 1, api_name: 'users', json_path: '$.users' }),
			]);

			const updated = await client.call('PUT', `/crm/v8/users/${id}`, { body: { users: [{ phone: '5550100' }] } });
			expect([updated.status, updated.body]).toEqual([200, done('User updated', id)]);
			const read = await client.call('GET', `/crm/v8/users/${id}`);
			expect(at(read.body, 'users', 0)).toMatchObject({
				id,
				first_name: 'Bo',
				last_name: 'Sand',
				email: user.email,
				phone: '5550100',
				confirm: false,
			});

			const deleted = await client.call('DELETE', `/crm/v8/users/${id}`);
			expect([deleted.status, deleted.body]).toEqual([200, done('User deleted', id)]);
			const gone = await client.call('GET', '/crm/v8/users', { query: { type: 'DeletedUsers' } });
			expect(listAt(gone.body, 'users').map((entry) => at(entry, 'id'))).toContain(id);
		});

		itOnEmulator('hands over what a user has, and deletes the user only then', async () => {
			const { client } = target();
			const users = listAt(
				(await client.call('GET', '/crm/v8/users', { query: { type: 'ActiveConfirmedUsers' } })).body,
				'users',
			);
			const ids = users.map((user) => textAt(user, 'id'));
			const [heir, leaver] = [ids[0], ids[ids.length - 1]];
			const lead = await client.call('POST', '/crm/v8/Leads', {
				body: { data: [{ Last_Name: 'Okafor', Company: 'Brightwell', Owner: { id: leaver } }] },
			});
			const path = '/crm/v8/users/actions/transfer_and_delete';
			const order = {
				transfer: { records: true, assignment: true, criteria: false, id: heir },
				move_subordinate: { id: heir },
			};
			const started = await client.call('POST', `/crm/v8/users/${leaver}/actions/transfer_and_delete`, {
				body: { transfer_and_delete: [order] },
			});
			expect([started.status, started.body]).toEqual([
				200,
				{
					transfer_and_delete: [
						{ code: 'SUCCESS', status: 'success', message: expect.any(String), details: { job_id: ID, id: leaver } },
					],
				},
			]);
			const query = { job_id: textAt(started.body, 'transfer_and_delete', 0, 'details', 'job_id') };
			const running = await client.call('GET', path, { query });
			expect([running.status, running.body]).toEqual([200, { transfer_and_delete: [{ status: 'in_progress' }] }]);
			await target().pause(60_000);
			expect((await client.call('GET', path, { query })).body).toEqual({
				transfer_and_delete: [{ status: 'completed' }],
			});
			const gone = await client.call('GET', `/crm/v8/users/${leaver}`);
			expect(at(gone.body, 'users', 0, 'status')).toBe('deleted');
			const id = textAt(lead.body, 'data', 0, 'details', 'id');
			expect(at((await client.call('GET', `/crm/v8/Leads/${id}`)).body, 'data', 0, 'Owner', 'id')).toBe(heir);
			await client.call('DELETE', `/crm/v8/Leads/${id}`);
		});
	});
}
