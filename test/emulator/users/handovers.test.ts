import { useEach, useEmulator } from '../../stage/useEmulator';
import { createRecordClient, LEAD } from '../clients/records';

const emulator = useEmulator();
const zoho = useEach(() => createRecordClient(emulator));

const [ANN, BRUNO, CHIOMA, ERIK, GORO] = ['225013', '225021', '225029', '225045', '225061']
	.map((number) => number.padStart(12, '0'))
	.map((number) => `4150868${number}`);
const KEY = 'transfer_and_delete';
const order = (heir: string, transfer: object = { records: true, assignment: false, criteria: false }) => ({
	transfer: { ...transfer, id: heir },
	move_subordinate: { id: heir },
});
const start = async (id: string, entry: unknown) =>
	await zoho.call<{ readonly transfer_and_delete: ReadonlyArray<{ readonly details: { readonly job_id: string } }> }>(
		'POST',
		`/users/${id}/actions/${KEY}`,
		{ [KEY]: [entry] },
	);
const state = async (job: string) => (await zoho.call('GET', `/users/actions/${KEY}?job_id=${job}`)).body;

describe('transfer and delete', () => {
	it('moves the records to the heir and then deletes the user, when its time has come', async () => {
		const id = await zoho.insertOne({ ...LEAD, Owner: { id: BRUNO } });
		const other = await zoho.insertOne(LEAD);
		const { status, body } = await start(BRUNO, order(CHIOMA));
		expect([status, body]).toEqual([
			200,
			{
				[KEY]: [
					{
						status: 'success',
						code: 'SUCCESS',
						message: expect.any(String),
						details: { job_id: expect.stringMatching(/^\d{19}$/), id: BRUNO },
					},
				],
			},
		]);
		const job = body[KEY][0].details.job_id;
		expect(await state(job)).toEqual({ [KEY]: [{ status: 'in_progress' }] });
		expect(emulator.state.users.get(BRUNO)?.status).toBe('active');
		expect(await zoho.read(id)).toMatchObject({ Owner: { id: BRUNO } });
		emulator.advance(emulator.switches.handoverMs);
		expect(emulator.state.users.get(BRUNO)?.status).toBe('deleted');
		expect(await state(job)).toEqual({ [KEY]: [{ status: 'completed' }] });
		expect(await zoho.read(id)).toMatchObject({ Owner: { id: CHIOMA, name: 'Chioma Okafor' } });
		expect(await zoho.read(other)).toMatchObject({ Owner: { id: ANN } });
	});

	it('leaves the records where only something else is handed over', async () => {
		const id = await zoho.insertOne({ ...LEAD, Owner: { id: BRUNO } });
		await start(BRUNO, order(CHIOMA, { records: false, assignment: true }));
		emulator.advance(emulator.switches.handoverMs);
		expect(emulator.state.users.get(BRUNO)?.status).toBe('deleted');
		expect(await zoho.read(id)).toMatchObject({ Owner: { id: BRUNO } });
	});

	it('gives the people below the leaver another superior', async () => {
		const erik = emulator.state.users.get(ERIK);
		if (erik) erik.reportingToId = BRUNO;
		await start(BRUNO, { ...order(CHIOMA), move_subordinate: { id: ANN } });
		emulator.advance(emulator.switches.handoverMs);
		expect(emulator.state.users.get(ERIK)?.reportingToId).toBe(ANN);
	});

	it('takes the id in the body as well', async () => {
		const { status } = await zoho.call('POST', `/users/actions/${KEY}`, { [KEY]: [{ id: BRUNO, ...order(CHIOMA) }] });
		expect(status).toBe(200);
		const missing = await zoho.call('POST', `/users/actions/${KEY}`, { [KEY]: [order(CHIOMA)] });
		expect(missing).toMatchObject({
			status: 400,
			body: { [KEY]: [{ code: 'MANDATORY_NOT_FOUND', details: { api_name: 'id', json_path: `$.${KEY}[0].id` } }] },
		});
	});

	it('fails where the heir has left meanwhile', async () => {
		const { body } = await start(BRUNO, order(CHIOMA));
		emulator.state.users.delete(ANN, CHIOMA);
		emulator.advance(emulator.switches.handoverMs);
		expect(await state(body[KEY][0].details.job_id)).toEqual({ [KEY]: [{ status: 'failed' }] });
		expect(emulator.state.users.get(BRUNO)?.status).toBe('active');
	});

	it.each([
		[
			'an heir who is the leaver',
			BRUNO,
			order(BRUNO),
			'INVALID_DATA',
			{ api_name: 'id', json_path: `$.${KEY}[0].transfer.id` },
		],
		[
			'an heir who is deactivated',
			BRUNO,
			order(ERIK),
			'INVALID_DATA',
			{ owner_status: 'inactive', api_name: 'id', json_path: `$.${KEY}[0].transfer.id` },
		],
		[
			'an heir who is deleted',
			BRUNO,
			order(GORO),
			'INVALID_DATA',
			{ owner_status: 'deleted', api_name: 'id', json_path: `$.${KEY}[0].transfer.id` },
		],
		[
			'no new superior',
			BRUNO,
			{ transfer: { records: true, id: CHIOMA } },
			'INVALID_DATA',
			{ expected_data_type: 'jsonobject', api_name: 'move_subordinate', json_path: `$.${KEY}[0].move_subordinate` },
		],
		[
			'a flag that is none',
			BRUNO,
			order(CHIOMA, { records: 'yes' }),
			'INVALID_DATA',
			{ expected_data_type: 'boolean', api_name: 'records', json_path: `$.${KEY}[0].transfer.records` },
		],
		[
			'nothing to hand over',
			BRUNO,
			order(CHIOMA, {}),
			'EXPECTED_FIELD_MISSING',
			{
				expected_data: ['records', 'assignment', 'criteria'].map((name) => ({
					api_name: name,
					json_path: `$.${KEY}[0].transfer.${name}`,
				})),
			},
		],
		['a leaver who has left', GORO, order(CHIOMA), 'ID_ALREADY_DELETED', { id: GORO }],
		['oneself', ANN, order(CHIOMA), 'NOT_ALLOWED', { id: ANN }],
	])('refuses %s', async (_, id, entry, code, details) => {
		expect(await start(id, entry)).toMatchObject({
			status: 400,
			body: { [KEY]: [{ code, status: 'error', details }] },
		});
	});

	it('refuses a second handover of one user, and over ten at once', async () => {
		await start(BRUNO, order(CHIOMA));
		expect(await start(BRUNO, order(CHIOMA))).toMatchObject({
			status: 400,
			body: { [KEY]: [{ code: 'NOT_ALLOWED' }] },
		});
		const first = emulator.state.users.get(BRUNO);
		for (let number = 1; number <= 10 && first; number += 1) {
			const id = `41508680000003000${String(number).padStart(2, '0')}`;
			emulator.state.users['byId'].set(id, { ...first, id, email: `x${number}@brightwell.test` });
			const { status, body } = await start(id, order(CHIOMA));
			expect(number < 10 ? status : body).toEqual(
				number < 10
					? 200
					: {
							code: 'CONCURRENT_JOB_LIMIT_EXCEEDED',
							status: 'error',
							message: 'too many jobs are running',
							details: {},
						},
			);
		}
	});

	it('is for administrators, and knows its jobs', async () => {
		expect((await zoho.call('GET', `/users/actions/${KEY}?job_id=1`)).status).toBe(204);
		expect(await zoho.call('GET', `/users/actions/${KEY}`)).toMatchObject({
			status: 400,
			body: { code: 'REQUIRED_PARAM_MISSING', details: { param_name: 'job_id' } },
		});
		zoho.client.authorization = emulator.grantToken({ userId: BRUNO }).authorization;
		expect(await start(CHIOMA, order(ANN))).toMatchObject({
			status: 403,
			body: { code: 'NO_PERMISSION', details: { permissions: ['Crm_Implied_Manage_Users'] } },
		});
	});
});
