import { PROFILES, ROLES } from '../emulator/users/fixtures';
import { bulk, jobImport, lead, named, record, user } from '../stage/parameters';
import { leadCalls, jobOrders, callsTo } from '../stage/books';
import { connectedCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { rowsOf } from '../stage/rows';
import { useStage } from '../stage/stage';

/** Short, so that a request is given up soon. */
jest.mock('../../nodes/shared/zoho/call/limits', () => ({
	...jest.requireActual<object>('../../nodes/shared/zoho/call/limits'),
	REQUEST_DEADLINE_MS: 500,
}));

const { emulator, run } = useStage();

const LEAD = { Last_Name: 'Okafor', Company: 'Brightwell' };
const IN_TIME = 'did not send a complete response in time';

describe('a request whose answer never ends', () => {
	it('is given up, and not sent again', async () => {
		emulator.faults.add({ kind: 'dripping', path: '/crm/v8/org', times: 5 });
		const failure = await failureOf(run({ resource: 'organization', operation: 'get' }));
		expect(failure.message).toContain(IN_TIME);
		expect(callsTo(emulator, 'GET', '/crm/v8/org')).toHaveLength(1);
	});

	it.each([
		['records', '/crm/v8/Leads', lead('getAll')],
		['users', '/crm/v8/users', user('getAll')],
		['a job', '/crm/bulk/v8/write/*', bulk('getJob', { jobId: '4150868000000000001' })],
		['fields', '/crm/v8/settings/fields', record('Leads', 'search', { searchBy: 'email', email: 'a@b.test' })],
	])('is given up where it reads %s', async (_, path, parameters) => {
		emulator.faults.add({ kind: 'dripping', path, times: 5 });
		emulator.faults.add({ kind: 'dripping', path: '/crm/v8/*/search', times: 5 });
		expect((await failureOf(run(parameters))).message).toContain(IN_TIME);
	});

	it.each([false, true])('leaves what it writes UNKNOWN, whether Zoho CRM acted (%s) or not', async (acts) => {
		emulator.faults.add({ kind: 'dripping', acts, path: '/crm/v8/Leads', times: 5 });
		const { json } = await run(lead('create'), [LEAD]);
		expect(json).toMatchObject([{ status: 'UNKNOWN' }]);
		expect([leadCalls(emulator, 'POST').length, emulator.store.count('Leads')]).toEqual([1, acts ? 1 : 0]);
	});

	it.each([false, true])('leaves a user UNKNOWN, whether Zoho CRM acted (%s) or not', async (acts) => {
		emulator.faults.add({ kind: 'dripping', acts, method: 'POST', path: '/crm/v8/users', times: 5 });
		Object.assign(emulator.state.organization, { userLicences: 10 });
		const [role, profile] = [named(ROLES[1].id, 'list'), named(PROFILES[1].id)];
		const { json } = await run(user('create', { lastName: 'Ito', email: 'ito@b.test', role, profile }));
		expect(json).toMatchObject([{ status: 'UNKNOWN' }]);
		expect(callsTo(emulator, 'POST', '/crm/v8/users')).toHaveLength(1);
	});
});

it('does nothing any more once it was given up, although a token for it arrives later', async () => {
	const credential = connectedCredential(emulator);
	emulator.faults.add({ kind: 'expireToken', method: 'POST', path: '/crm/bulk/v8/write' });
	emulator.faults.add({ kind: 'slow', delayMs: 900, path: '/oauth/v2/token' });
	const { json } = await run(jobImport(), rowsOf(3), { credential });
	expect(json.map(({ status }) => status)).toEqual(Array(3).fill('UNKNOWN'));
	await new Promise((resolve) => setTimeout(resolve, 800));
	// The one that was refused for its token.
	expect(jobOrders(emulator).map(({ status }) => status)).toEqual([401]);
});
