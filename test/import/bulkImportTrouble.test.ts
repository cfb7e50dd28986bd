import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { connectedCredential } from '../stage/credentials';
import type { NodeRunResult } from '../stage/runNode';
import { useImportStage } from './importStage';
import { callsTo, WRITE } from '../stage/books';
import { failureOf } from '../stage/failure';
import { jobImport } from '../stage/parameters';
import { comparable, expectedLead, leadRow, REFUSED_EMAIL, rowsOf, storedLead } from '../stage/rows';

const { emulator, run } = useImportStage();

const leads = (): number => emulator.store.count('Leads');
const statuses = ({ json }: NodeRunResult): unknown[] => json.map(({ status }) => status);

describe('Bulk Write > Import refuses what cannot work, before it costs anything', () => {
	const nothingWasSpent = (): void => {
		expect(leads()).toBe(0);
		expect(callsTo(emulator, 'POST', WRITE)).toEqual([]);
	};

	const cases: [string, IDataObject[], INodeParameters, RegExp, RegExp][] = [
		[
			'an unknown module',
			rowsOf(1),
			{ module: 'Leeds' },
			/This module does not exist in Zoho CRM \(INVALID_MODULE\)/,
			/Choose the module from the list/,
		],
		[
			'an unknown column',
			[{ ...leadRow(0), Colour: 'red', Size: 1 }],
			{},
			/Leads has no field with the API name or label "Colour", "Size"/,
			/Ignore Unknown Columns/,
		],
		['a missing mandatory column', [{ Last_Name: 'A' }], {}, /Leads needs "Company" in every record/, /Add the field/],
		[
			'update without Find By',
			rowsOf(1),
			{ importOperation: 'update' },
			/Update needs Find By/,
			/Choose a unique field/,
		],
		[
			'upsert whose Find By is no column',
			[{ Last_Name: 'A', Company: 'B' }],
			{ importOperation: 'upsert', findBy: 'Email' },
			/No input row has the Find By field Email/,
			/Add Email to the rows/,
		],
		[
			'two columns for one field',
			[{ ...leadRow(0), Owner: '1', 'Owner.email': 'a@b.test' }],
			{},
			/"Owner", "Owner.email" both go to the field Owner/,
			/Keep one/,
		],
		[
			'dates in an unclear order',
			[leadRow(0), { ...leadRow(1), Visit_Date: '03/04/2026' }],
			{},
			/Column "Visit_Date", row 2: .*order of day and month/,
			/yyyy-MM-dd/,
		],
		[
			'a comma with two readings',
			[{ ...leadRow(0), Annual_Revenue: '1,500' }],
			{},
			/Column "Annual_Revenue", row 1: "1,500" is a number whose point or comma/,
			/Set Decimal Separator under Options/,
		],
	];
	it.each(cases)('%s', async (_, items, parameters, message, description) => {
		const refusal = await failureOf(run(jobImport(parameters), items));
		expect(refusal.message).toMatch(message);
		expect(refusal.description).toMatch(description);
		nothingWasSpent();
	});

	it('many rows with one Find By value, unless they are allowed', async () => {
		const items = Array.from({ length: 12 }, (_, index): IDataObject => ({
			...leadRow(index),
			Ext_Ref: null,
			Email: index < 11 ? 'same@brightwell.test' : 'other@brightwell.test',
		}));
		const parameters = { importOperation: 'upsert', findBy: 'Email' };
		const refusal = await failureOf(run(jobImport(parameters), items));
		expect(refusal.message).toBe('11 rows have the same value of Email. The last of them is row 11. Nothing was sent');
		expect(refusal.description).toMatch(/Max Rows per Find By Value/);
		nothingWasSpent();
		const { json } = await run(jobImport({ ...parameters, options: { maxRowsPerKey: 11 } }), items);
		expect(json.map(({ status }) => status)).toEqual([
			'ADDED',
			...Array.from({ length: 10 }, () => 'UPDATED'),
			'ADDED',
		]);
	});

	it('over 200 columns', async () => {
		const { message } = await failureOf(
			run(jobImport(), [Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`F${index}`, 1]))]),
		);
		expect(message).toMatch(/Leads has no field/);
	});

	it('leaves unknown columns out when told to', async () => {
		const result = await run(
			jobImport({
				options: { ignoreUnknownColumns: true },
			}),
			[{ ...leadRow(0), Colour: 'red', Created_Time: 'x', Work_History: [] }],
		);
		expect(comparable(storedLead(emulator, result.json[0].id))).toEqual(comparable(expectedLead(leadRow(0))));
	});

	it('a row over the limits, by its number, while the other rows go on', async () => {
		const items = [leadRow(0), { ...leadRow(1), Lead_Source: 'x'.repeat(25_100_000) }, leadRow(2)];
		const { json } = await run(jobImport({ options: { newPickListValues: 'allow' } }), items);
		expect(json.map(({ status, row }) => [status, row])).toEqual([
			['ADDED', 1],
			['SKIPPED', 2],
			['ADDED', 3],
		]);
		expect(json[1]).toMatchObject({
			errors: [{ code: 'LIMIT_EXCEEDED', fields: [] }],
			reason: expect.stringContaining('25000000 bytes'),
		});
		expect(leads()).toBe(2);
	});

	it('rows with values of a wrong kind, by field, while the other rows go on', async () => {
		const items = [
			{ ...leadRow(0), Newsletter: 'maybe' },
			{ ...leadRow(1), Score: 'high', Company: { name: 'x' } },
			leadRow(2),
		];
		const { json } = await run(jobImport(), items);
		expect(json.map(({ status, errors }) => [status, errors])).toEqual(
			[
				['SKIPPED', [{ code: 'INVALID_DATA', fields: ['Newsletter'] }]],
				['SKIPPED', [{ code: 'INVALID_DATA', fields: ['Score', 'Company'] }]],
				['ADDED', []],
			].map(([status, errors]) => [
				status,
				Array.isArray(errors) && errors.length > 0
					? errors.map((error) => ({
							...(error as object),
							fields: expect.arrayContaining((error as { fields: string[] }).fields),
						}))
					: errors,
			]),
		);
		expect(leads()).toBe(1);
	});
});

describe('Bulk Write > Import with expressions in its parameters', () => {
	const items = [
		{ Last_Name: 'A', City: 'Rome', kind: 'Leads', key: 'Email', Email: 'a@x.test' },
		{ Last_Name: 'B', City: 'Rome', kind: 'Leads', key: 'Email', Email: 'b@x.test' },
		{ Last_Name: 'C', City: 'Lagos', kind: 'Contacts', key: 'Ext_Ref', Email: 'c@x.test' },
	];
	const defaults = (values: Record<string, string>): INodeParameters => ({
		defaults: { values: Object.entries(values).map(([field, value]) => ({ field, value })) },
	});
	const columns: INodeParameters = {
		mappingMode: 'defineBelow',
		value: { Last_Name: '={{ $json.Last_Name }}', Company: 'X', Email: '={{ $json.Email }}' },
	};
	const advice =
		'Set it to one value, and put what differs from row to row into a field of the rows. Or split the rows with a Switch node, and import each group with a node of its own';

	it.each<[string, INodeParameters, string]>([
		['a default value', { options: defaults({ State: '={{ $json.City }}' }) }, 'Default Values'],
		['a number', { options: { maxCredits: '={{ $itemIndex + 1000 }}' } }, 'Cost and Speed: Max Credits'],
		['the module', { module: '={{ $json.kind }}' }, 'Module Name or ID'],
		['Find By', { importOperation: 'upsert', findBy: '={{ $json.key }}' }, 'Find By Name or ID'],
	])('stops before anything is sent where they come out differently: %s', async (_, parameters, name) => {
		const row = name === 'Cost and Speed: Max Credits' ? 2 : 3;
		expect(await failureOf(run(jobImport({ ...parameters, columns }), items))).toEqual({
			message: `"${name}" must be the same for all rows, but row ${row} differs from row 1. Nothing was sent`,
			description: advice,
		});
		expect(emulator.requests.all()).toEqual([]);
	});

	it('takes those that come out alike for all rows', async () => {
		const { json } = await run(
			jobImport({
				module: '={{ $json.kind }}',
				importOperation: 'upsert',
				findBy: '={{ $json.key }}',
				columns,
				options: defaults({ State: '={{ $json.City }}', Description: '={{ $execution.mode }}' }),
			}),
			items.slice(0, 2),
		);
		expect(
			json.map(({ status, id }) => [
				status,
				[emulator.store.get('Leads', String(id))?.Email, emulator.store.get('Leads', String(id))?.State],
			]),
		).toEqual(['a@x.test', 'b@x.test'].map((Email) => ['ADDED', [Email, 'Rome']]));
	});

	it('does not resume an import with a part of its jobs', async () => {
		const jobs = ['4150868000004912001', '4150868000004912001', '4150868000004912007'];
		expect(
			await failureOf(
				run(
					jobImport({ operation: 'resumeImport', jobs: '={{ $json.job }}', columns }),
					jobs.map((job) => ({ Last_Name: 'A', job })),
				),
			),
		).toEqual({
			message: '"Import ID" must be the same for all rows, but row 3 differs from row 1. Nothing was sent',
			description: 'Pass what you know of the import as one text: its ID, the IDs of all its jobs, or its log lines',
		});
		expect(emulator.requests.all()).toEqual([]);
	});
});

describe('Bulk Write > Import with a credential that does not work', () => {
	it('names a token of another data center', async () => {
		emulator.switches.isOtherDataCenter = true;
		const { message, description } = await failureOf(run(jobImport(), rowsOf(1)));
		expect(`${message}. ${description}`).toMatch(/data center/);
	});

	it('names a revoked refresh token', async () => {
		const credential = connectedCredential(emulator);
		emulator.tokens.revoke(String((credential.data.oauthTokenData as IDataObject).refresh_token));
		const { message, description } = await failureOf(run(jobImport(), rowsOf(1), { credential }));
		expect(message).toBe('Zoho did not renew the access token (invalid_code)');
		expect(description).toMatch(/revoked.*reconnect it/);
	});

	it.each([
		['ZohoFiles.files.ALL', ['ZohoCRM.modules.ALL', 'ZohoCRM.settings.ALL', 'ZohoCRM.org.READ', 'ZohoCRM.bulk.ALL']],
		['ZohoCRM.bulk.CREATE', ['ZohoCRM.modules.ALL', 'ZohoCRM.settings.ALL', 'ZohoCRM.org.READ', 'ZohoFiles.files.ALL']],
	])('names a missing scope: %s', async (_, scopes) => {
		const credential = connectedCredential(emulator, scopes);
		const { message, description } = await failureOf(run(jobImport(), rowsOf(1), { credential }));
		expect(message).toMatch(/without a scope .* \(OAUTH_SCOPE_MISMATCH\)/);
		expect(description).toMatch(/Add the scope/);
		expect(leads()).toBe(0);
	});

	it('names a credential that was never connected', async () => {
		const credential = connectedCredential(emulator);
		credential.data = { ...credential.data, oauthTokenData: undefined as never };
		const { message, description } = await failureOf(run(jobImport(), rowsOf(1), { credential }));
		expect(message).toBe('The credential is not connected to Zoho CRM');
		expect(description).toBe('Open the credential and connect it');
	});

	it('renews an expired token once, also when the file host is the first to refuse it', async () => {
		const credential = connectedCredential(emulator);
		emulator.faults.add({ kind: 'expireToken', path: '/crm/v8/upload' });
		const result = await run(jobImport(), rowsOf(2), { credential });
		expect(statuses(result)).toEqual(['ADDED', 'ADDED']);
		expect(credential.tokenUpdates).toBe(1);
		expect(leads()).toBe(2);
	});

	it('renews a token that expires while it waits', async () => {
		const credential = connectedCredential(emulator);
		emulator.jobs.plan({ ticks: 100_000 });
		const items = rowsOf(2);
		emulator.faults.add({ kind: 'expireToken', path: `${WRITE}/*`, after: 1 });
		emulator.faults.add({ kind: 'expireToken', path: `${WRITE}/*`, after: 2 });
		const result = await run(jobImport({ options: { waitSeconds: 100_000 } }), items, { credential });
		expect(statuses(result)).toEqual(['ADDED', 'ADDED']);
		expect(credential.tokenUpdates).toBeGreaterThanOrEqual(2);
	});
});

describe('Bulk Write > Import when jobs go wrong', () => {
	it('answers a FAILED job that wrote nothing: not sent, with job and code', async () => {
		emulator.jobs.plan({ end: 'FAILED', code: 'INVALID_FILE' });
		const { json } = await run(jobImport(), rowsOf(2));
		for (const answer of json) {
			expect(answer).toMatchObject({
				status: 'UNPROCESSED',
				id: null,
				job: expect.stringMatching(/^\d+$/),
				retrySafe: true,
			});
			expect(answer.next).toBe(
				`Job ${String(answer.job)} ended FAILED and wrote nothing (INVALID_FILE). Check the columns and values of the rows, then import them again`,
			);
		}
	});

	it('answers a FAILED job that wrote some rows: those are reported as written', async () => {
		emulator.jobs.plan({ end: 'FAILED', code: 'INTERNAL_SERVER_ERROR', rows: 2 });
		const items = rowsOf(4);
		const { json } = await run(jobImport(), items);
		expect(json.map(({ status }) => status)).toEqual(['ADDED', 'ADDED', 'UNPROCESSED', 'UNPROCESSED']);
		for (const index of [0, 1])
			expect(comparable(storedLead(emulator, json[index].id))).toEqual(comparable(expectedLead(items[index])));
		expect(leads()).toBe(2);
	});

	it('answers a FAILED job that counts rows as written and has no result: any of its rows may be there', async () => {
		emulator.jobs.plan({ end: 'FAILED', code: 'INTERNAL_SERVER_ERROR', rows: 1, hides: ['result'] });
		const { json } = await run(jobImport(), rowsOf(3));
		expect(json.map(({ status, retrySafe, id, row }) => [status, retrySafe, id, row])).toEqual(
			[1, 2, 3].map((row) => ['UNKNOWN', false, null, row]),
		);
		for (const { next, job } of json) {
			expect(next).toBe(
				`The result file of job ${String(job)} is missing, because the job ended FAILED. Zoho CRM counts 1 added, 0 updated and 0 skipped of 3. Check the record in Zoho CRM before you import the row again`,
			);
		}
		expect(leads()).toBe(1);
	});

	it.each([[0], [1]])(
		'answers a FAILED job without counts and result UNKNOWN, whatever it wrote: %s rows',
		async (written) => {
			emulator.jobs.plan({ end: 'FAILED', rows: written, message: 'broken off', hides: ['result', 'counts'] });
			const { json } = await run(jobImport(), rowsOf(2));
			expect(json.map(({ status, retrySafe }) => [status, retrySafe])).toEqual(Array(2).fill(['UNKNOWN', false]));
			expect(leads()).toBe(written);
		},
	);

	it('asks no further for a job that Zoho does not know, and says so', async () => {
		const gone = {
			code: 'RESOURCE_NOT_FOUND',
			details: {},
			message: "The requested resource doesn't exist.",
			status: 'error',
		};
		emulator.faults.add({ kind: 'answer', status: 404, body: gone, path: `${WRITE}/*`, method: 'GET', times: 1_000 });
		const { json } = await run(jobImport({ options: { waitSeconds: 1800 } }), rowsOf(2));
		expect(callsTo(emulator, 'GET', `${WRITE}/${String(json[0].job)}`)).toHaveLength(1);
		for (const { status, next } of json) {
			expect(status).toBe('PENDING');
			expect(next).toMatch(/^The state of the job could not be read: .*RESOURCE_NOT_FOUND/);
		}
	});

	it('answers a SKIPPED job: not sent, with job', async () => {
		emulator.jobs.plan({ end: 'SKIPPED' });
		const { json } = await run(jobImport(), rowsOf(2));
		for (const answer of json)
			expect(answer).toMatchObject({
				status: 'UNPROCESSED',
				retrySafe: true,
				next: expect.stringContaining(`Job ${String(answer.job)} ended SKIPPED`),
			});
	});

	it('answers PENDING with the job when the time runs out', async () => {
		emulator.jobs.plan({ end: 'never' });
		const { json } = await run(jobImport({ options: { waitSeconds: 120 } }), rowsOf(2));
		for (const answer of json) {
			expect(answer).toMatchObject({ status: 'PENDING', retrySafe: false, id: null });
			expect(answer.next).toBe(
				`The time to wait ran out. The job is still running in Zoho CRM. Do not import the row again. Run Resume Import later, with the import ID or with job ${String(answer.job)}`,
			);
		}
	});

	it('polls with growing pauses: few credits for a long wait', async () => {
		emulator.jobs.plan({ end: 'never' });
		const { json } = await run(jobImport({ options: { waitSeconds: 1800 } }), rowsOf(1));
		const polls = callsTo(emulator, 'GET', `${WRITE}/${String(json[0].job)}`);
		const pauses = polls
			.slice(1)
			.map(({ startedMs }, index) => Math.round((startedMs - polls[index].startedMs) / 1000));
		expect(pauses.slice(0, 6)).toEqual([8, 11, 17, 25, 38, 57]);
		expect(pauses.slice(6, -1).every((seconds) => seconds === 60)).toBe(true);
		expect(polls.length).toBeLessThan(40);
	});

	it('is not misled by a job whose status flaps', async () => {
		emulator.jobs.plan({ reports: ['INPROGRESS', 'ADDED', 'INPROGRESS'] });
		expect(statuses(await run(jobImport(), rowsOf(2)))).toEqual(['ADDED', 'ADDED']);
	});

	it.each(['not a zip', 'truncated'] as const)('reports rows as written when the result file is %s', async (result) => {
		emulator.jobs.plan({ result });
		const { json } = await run(jobImport(), rowsOf(3));
		for (const answer of json) {
			expect(answer).toMatchObject({ status: 'ADDED', id: null, retrySafe: false });
			expect(answer.next).toContain(`The result file of job ${String(answer.job)} cannot be read`);
			expect(answer.next).toContain('Zoho CRM counts 3 added, 0 updated and 0 skipped');
		}
	});

	it('reports rows as written when the result file is missing', async () => {
		emulator.jobs.plan({ result: 'absent' });
		const { json } = await run(jobImport(), rowsOf(3));
		for (const answer of json)
			expect(answer).toMatchObject({
				status: 'ADDED',
				id: null,
				next: expect.stringContaining('could not be downloaded'),
			});
	});

	it('says UNKNOWN, never a guess, when a mixed result file is missing', async () => {
		emulator.jobs.plan({ result: 'absent' });
		const items = rowsOf(3);
		items[1].Email = REFUSED_EMAIL;
		const { json } = await run(jobImport(), items);
		for (const answer of json) {
			expect(answer).toMatchObject({ status: 'UNKNOWN', retrySafe: false });
			expect(answer.next).toContain('Zoho CRM counts 2 added, 0 updated and 1 skipped of 3');
		}
	});

	it('answers rows that the result file lacks as UNKNOWN and all others rightly', async () => {
		emulator.jobs.plan({ result: 'rows missing' });
		const items = rowsOf(30);
		const { json } = await run(jobImport(), items);
		json.forEach((answer, index) => {
			if (index % 3 === 1) expect(answer).toMatchObject({ status: 'UNKNOWN', id: null, match: 'ambiguous' });
			else expect(comparable(storedLead(emulator, answer.id))).toEqual(comparable(expectedLead(items[index])));
		});
	});

	it('stops promptly when the execution is stopped, and names the job that goes on', async () => {
		const controller = new AbortController();
		emulator.jobs.plan({ end: 'never' });
		emulator.faults.add({ kind: 'slow', delayMs: 1, path: `${WRITE}/*` });
		const running = run(jobImport(), rowsOf(1), { cancelSignal: controller.signal });
		controller.abort();
		const answered: unknown = await running.catch((error: unknown) => error);
		expect(callsTo(emulator, 'GET', `${WRITE}/*`)).toEqual([]);
		if (answered instanceof Error) expect(leads()).toBe(0);
		else expect(statuses(answered as NodeRunResult)).toEqual(['UNPROCESSED']);
	});
});

describe('Bulk Write > Import over a bad network', () => {
	const two = rowsOf(2);
	const bothAdded = (result: NodeRunResult): void => {
		expect(statuses(result)).toEqual(['ADDED', 'ADDED']);
		expect(leads()).toBe(2);
	};

	it.each([
		['an upload is reset', { kind: 'reset', path: '/crm/v8/upload' }],
		[
			'an upload is answered 502 with a page',
			{ kind: 'answer', status: 502, body: '<html>Bad gateway</html>', path: '/crm/v8/upload' },
		],
		['the reply to an upload is cut', { kind: 'cut', path: '/crm/v8/upload' }],
		['the creation is throttled', { kind: 'answer', status: 429, retryAfterSeconds: 7, path: WRITE, method: 'POST' }],
		['polling is reset twice', { kind: 'reset', path: `${WRITE}/*`, times: 2 }],
		['polling is answered 500', { kind: 'answer', status: 500, path: `${WRITE}/*`, times: 8 }],
		['polling is answered with broken JSON', { kind: 'truncatedJson', path: `${WRITE}/*` }],
		['polling is answered 204', { kind: 'empty', path: `${WRITE}/*` }],
		['the download is reset', { kind: 'reset', path: '/v8/crm/*' }],
		['the download is cut', { kind: 'cut', path: '/v8/crm/*' }],
		['the fields are answered 503', { kind: 'answer', status: 503, path: '/crm/v8/settings/fields' }],
	] as const)('goes on when %s', async (_, fault) => {
		emulator.faults.add(fault);
		bothAdded(await run(jobImport(), two));
		expect(emulator.faults.pending()).toEqual([]);
		expect(callsTo(emulator, 'POST', WRITE).filter(({ status }) => status === 201)).toHaveLength(1);
	});

	it.each(['http://127.0.0.1:9', 'https://no-such-host.invalid'])(
		'fetches the result from the API domain where the download host %s cannot be reached',
		async (customDownloadUrl) => {
			const credential = connectedCredential(emulator);
			await run(jobImport(), rowsOf(1), { credential });
			credential.data.customDownloadUrl = customDownloadUrl;
			const { json } = await run(jobImport({ importOperation: 'upsert', findBy: 'Email' }), rowsOf(3), { credential });
			expect(json.map(({ status, match }) => [status, match])).toEqual([
				['UPDATED', 'key'],
				['ADDED', 'key'],
				['ADDED', 'key'],
			]);
			expect(leads()).toBe(3);
		},
	);

	it('names the upload host that cannot be reached, and why', async () => {
		const credential = connectedCredential(emulator);
		credential.data.customUploadUrl = 'http://127.0.0.1:9';
		expect(await failureOf(run(jobImport(), two, { credential }))).toEqual({
			message: 'No response from Zoho CRM at 127.0.0.1:9',
			description: 'Check the network (ECONNREFUSED) and the Data Center of the credential, then retry',
		});
	});

	it.each([
		['503', { kind: 'answer', status: 503, body: '<html>busy</html>' }],
		['reset', { kind: 'reset' }],
		['empty', { kind: 'empty' }],
	] as const)('says that no job was created where the token for it could not be renewed (%s)', async (_, effect) => {
		emulator.faults.add({ kind: 'expireToken', method: 'POST', path: WRITE });
		emulator.faults.add({ ...effect, path: '/oauth/*', times: 99 });
		const { message } = await failureOf(run(jobImport(), two));
		expect(message).toMatch(/^Zoho's accounts server /);
		emulator.reset();
		emulator.faults.add({ kind: 'expireToken', method: 'POST', path: WRITE });
		emulator.faults.add({ ...effect, path: '/oauth/*' });
		bothAdded(await run(jobImport(), two));
	});

	it.each([
		['reset after Zoho acted', { kind: 'reset', acts: true }, 2],
		['reset before Zoho acted', { kind: 'reset' }, 0],
		['cut', { kind: 'cut' }, 2],
		['answered 500 before Zoho acted', { kind: 'answer', status: 500 }, 0],
		['answered with other JSON', { kind: 'wrongJson' }, 2],
		['answered 204', { kind: 'empty', acts: true }, 2],
	] as const)('never creates a job twice: a creation that is %s is answered UNKNOWN', async (_, effect, written) => {
		emulator.faults.add({ ...effect, path: WRITE, method: 'POST' });
		const { json } = await run(jobImport(), two);
		for (const answer of json) {
			expect(answer).toMatchObject({ status: 'UNKNOWN', id: null, retrySafe: false });
			expect(answer.next).toMatch(/Look for the file n8n17x\w+_1-2\.csv in Zoho CRM/);
		}
		expect(callsTo(emulator, 'POST', WRITE)).toHaveLength(1);
		emulator.advance(60_000);
		expect(leads()).toBe(written);
	});

	it('throws when the very first job is refused, because then nothing was written', async () => {
		emulator.jobs.plan({
			refusal: {
				status: 400,
				code: 'MANDATORY_FIELDS_NOT_MAPPED',
				message: 'All mandatory fields are not mapped for the layout',
			},
		});
		const { message, description } = await failureOf(run(jobImport(), two));
		expect(message).toMatch(/Mandatory fields of the layout are not mapped/);
		expect(description).toMatch(/Add the mandatory fields/);
	});

	it('answers every item when the first job is refused and the step goes on', async () => {
		emulator.jobs.plan({
			refusal: {
				status: 400,
				code: 'MANDATORY_FIELDS_NOT_MAPPED',
				message: 'All mandatory fields are not mapped for the layout',
			},
		});
		const { items } = await run(jobImport(), two, { onError: 'continueRegularOutput' });
		expect(items.map(({ json, pairedItem }) => ({ json, pairedItem }))).toMatchObject(
			[0, 1].map((item) => ({
				json: {
					reason: expect.stringContaining('Mandatory fields'),
					code: 'MANDATORY_FIELDS_NOT_MAPPED',
					next: expect.any(String),
					status: 'UNPROCESSED',
				},
				pairedItem: { item },
			})),
		);
	});

	it('refuses a redirect of the upload to another origin and sends no token there', async () => {
		emulator.faults.add({ kind: 'redirect', location: `${emulator.url}/crm/v8/org`, path: '/crm/v8/upload' });
		const before = emulator.requests.all().length;
		await failureOf(run(jobImport(), two));
		const later = emulator.requests
			.all()
			.slice(before)
			.map(({ path }) => path);
		expect(later.at(-1)).toBe('/crm/v8/upload');
		expect(leads()).toBe(0);
	});
});

describe('Bulk Write > Import and what Zoho leaves open', () => {
	const duplicates = (): IDataObject[] => {
		const items = rowsOf(40);
		items[7] = { ...leadRow(3) };
		items[20].Last_Name = '';
		items[31].Email = REFUSED_EMAIL;
		return items;
	};

	it.each([
		['resultRowOrder', 'shuffled'],
		['resultValues', 'normalised'],
		['resultColumns', 'by index'],
		['downloadUrlForm', 'absolute'],
		['inProgressSpelling', 'IN PROGRESS'],
		['nestedStatusWhileAdded', 'INPROGRESS'],
		['showsNullMappingKeys', false],
		['finishedResourceCode', 'COMPLETED'],
		['skippedRecordId', 'duplicate'],
		['ignoreEmptyPlace', 'top level'],
		['ignoreEmptyPlace', 'resource'],
		['acceptsIsoDates', false],
		['unknownPicklistValues', 'refuse'],
		['subformKey', 'subform'],
		['multiselectLookupShape', 'flat'],
		['creditsHeader', 'always'],
		['uploadRefusalStatus', 200],
		['acceptsBearerOnFiles', false],
		['answersScope', false],
		['sameKeyTwice', 'inserts both'],
	] as const)('answers every row rightly with %s = %s', async (name, value) => {
		Object.assign(emulator.switches, { [name]: value });
		const items = duplicates();
		const { json } = await run(jobImport(), items);
		json.forEach((answer, index) => {
			expect(answer.row).toBe(index + 1);
			if (index === 20)
				expect(answer).toMatchObject({
					status: 'SKIPPED',
					errors: [{ code: 'MANDATORY_NOT_FOUND', fields: ['Last_Name'] }],
				});
			else if (index === 31)
				expect(answer).toMatchObject({ status: 'SKIPPED', errors: [{ code: 'INVALID_DATA', fields: ['Email'] }] });
			else if (index === 7)
				expect(answer).toMatchObject({
					status: 'SKIPPED',
					job: null,
					errors: [{ code: 'DUPLICATE_DATA', fields: ['Ext_Ref'] }],
				});
			else
				expect([answer.match, comparable(storedLead(emulator, answer.id))]).toEqual([
					'key',
					comparable(expectedLead(items[index])),
				]);
		});
		expect(leads()).toBe(37);
	});

	it.each(['RESOURCE_NOT_FOUND', 'INVALID_DATA'] as const)(
		'names a missing record whichever code Zoho uses: %s',
		async (missingTargetCode) => {
			emulator.switches.missingTargetCode = missingTargetCode;
			const { json } = await run(
				jobImport({
					importOperation: 'update',
					findBy: 'id',
				}),
				[{ id: '4150868000009999999', Last_Name: 'A' }],
			);
			expect(json[0]).toMatchObject({ status: 'SKIPPED', errors: [{ code: missingTargetCode, fields: ['id'] }] });
		},
	);
});

describe('Bulk Write > Import and secrets', () => {
	it('emits no token and no record content in messages and log lines', async () => {
		const credential = connectedCredential(emulator);
		const items = rowsOf(3).map((row): IDataObject => ({ ...row, Company: 'Zanzibar Secret' }));
		items[1].Last_Name = '';
		const { json, hints } = await run(jobImport(), items, { credential });
		const token = credential.data.oauthTokenData as IDataObject;
		const emitted = JSON.stringify([json, hints]);
		for (const secret of [
			token.access_token,
			token.refresh_token,
			credential.data.clientSecret,
			'Zanzibar',
			'brightwell.test',
		])
			expect(emitted).not.toContain(String(secret));
	});
});
