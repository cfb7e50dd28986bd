import { findChromium, openEditor } from './browser';
import { waitFor } from './childProcess';
import { Person } from './everyday/person';
import { EVERYDAY_VIEWPORT } from './everyday/run';
import { type JsonRecord, toList, toRecord, toText } from './json';
import { N8nRest } from './n8nRest';
import { type N8nServer, startN8n, WITHOUT_EDITOR } from './n8nServer';
import { byTestId } from './page';
import { raiseStage, type Stage } from './stage';
import { startedBy, type WorkflowDefinition, zohoNode } from './workflows';

const MINUTE_MS = 60_000;
jest.setTimeout(8 * MINUTE_MS);

const NODE = 'Zoho CRM';
const chromiumPath = findChromium();
const inBrowser = chromiumPath === undefined ? it.skip : it;
const LEAD = { Last_Name: 'Okafor', Company: 'Brightwell' };

let stage: Stage;
/** n8n as it runs now, and its REST API. */
let n8n: N8nServer;
let rest: N8nRest;

beforeAll(async () => {
	stage = await raiseStage([], { settings: chromiumPath === undefined ? WITHOUT_EDITOR : {} });
	n8n = stage.n8n;
	rest = stage.rest;
	await stage.emulator.admin('PUT', '/switches', { allowHttpNotifyUrl: true });
});
afterAll(async () => {
	await n8n?.stop();
	await stage?.stop();
});

const workflow = (parameters: JsonRecord): WorkflowDefinition =>
	startedBy(
		'Zoho CRM starts it',
		zohoNode('zohoCrmTrigger', stage.credential, {
			modules: ['Leads'],
			events: ['created', 'updated', 'deleted'],
			options: { checkMinutes: 1 },
			...parameters,
		}),
		{ name: 'Next', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
	);

const channels = async (): Promise<readonly JsonRecord[]> =>
	toList(await stage.emulator.admin('GET', '/channels')).map(toRecord);
const channelCount = async (count: number): Promise<readonly JsonRecord[]> =>
	await waitFor(`${count} channels`, MINUTE_MS, async () => {
		const found = await channels();
		return found.length === count ? found : undefined;
	});
/** Puts a lead in, as somebody in Zoho does. @returns its ID */
const addLead = async (): Promise<string> => {
	const { ids } = toRecord(await stage.emulator.admin('POST', '/records', { module: 'Leads', records: [LEAD] }));
	return toText(toList(ids)[0]);
};
/** What the trigger gave out in all executions of a workflow. */
const givenBy = async (workflowId: string): Promise<readonly JsonRecord[]> => {
	const executions = await rest.listExecutions(workflowId);
	const read = await Promise.all(executions.map(async (id) => await rest.readExecution(id)));
	return read.flatMap((execution) => execution.outputOf(NODE).map(({ json }) => json));
};
const given = async (workflowId: string, id: string, event: string, timeoutMs = MINUTE_MS): Promise<JsonRecord> =>
	await waitFor(`an execution for ${event} ${id}`, timeoutMs, async () =>
		(await givenBy(workflowId)).find((item) => item.id === id && item.event === event),
	);

inBrowser('in the editor: added, tested, published, and started by a record', async () => {
	const known = await addLead();
	const browser = await openEditor(n8n.url, String(chromiumPath), EVERYDAY_VIEWPORT);
	try {
		await browser.act('trigger-canvas', async (editor) => {
			await editor.signIn();
			const { page } = editor;
			const person = new Person(page, n8n.url, rest);
			await person.openCanvas();
			await person.click(page.locator(byTestId('canvas-plus-button')).first());
			await person.enter(page.locator(byTestId('node-creator-search-bar')), 'zoho crm');
			const creator = page.locator(byTestId('node-creator'));
			// One entry for the trigger and the node of the same name, with the trigger's words.
			await person.click(creator.locator(':text("or start a workflow when they change")').first());
			await person.click(creator.locator(':text-is("On record created")').first());
			await page.locator(`${byTestId('ndv')} ${byTestId('parameter-input-modules')}`).waitFor();
			await person.choose('modules', 'Leads');
			const test = page.locator(`${byTestId('ndv')} ${byTestId('node-execute-button')}`).first();
			await test.waitFor();
			expect(await test.innerText()).toContain('Fetch Test Event');
			const { execution, complaint } = await person.run();
			expect(complaint).toBe('');
			const items = execution?.outputOf('Zoho CRM Trigger').map(({ json }) => json) ?? [];
			expect(items).toContainEqual(expect.objectContaining({ id: known, event: 'created', Last_Name: 'Okafor' }));
			expect(await channels()).toEqual([]);
			await page
				.locator(`${byTestId('ndv')} ${byTestId('ndv-close-button')}`)
				.first()
				.click();
			await person.click(page.locator(byTestId('workflow-open-publish-modal-button')).first());
			await person.click(page.locator(byTestId('workflow-publish-button')).first());
			const [channel] = await channelCount(1);
			expect(channel.events).toEqual(['Leads.create']);
			const [workflowId] = toList(await rest.call('GET', '/workflows')).map((one) => toText(toRecord(one).id));
			const id = await addLead();
			await waitFor(`an execution for ${id}`, MINUTE_MS, async () => {
				const executions = await rest.listExecutions(workflowId);
				const read = await Promise.all(executions.map(async (one) => await rest.readExecution(one)));
				const given = read.flatMap((one) => one.outputOf('Zoho CRM Trigger'));
				return given.some(({ json }) => json.id === id && json.event === 'created') ? true : undefined;
			});
			await page.goto(`${n8n.url}/workflow/${workflowId}/executions`);
			await page.locator(':text("Succeeded in")').first().waitFor();
			await rest.deactivateWorkflow(workflowId);
			await channelCount(0);
			await rest.deleteWorkflow(workflowId);
		});
	} finally {
		await browser.close();
	}
});

it('starts at once, is told of everything once, and leaves no channel behind', async () => {
	const workflowId = await rest.createWorkflow(workflow({}));
	await rest.activateWorkflow(workflowId);
	const [channel] = await channelCount(1);
	expect(toText(channel.notifyUrl)).toContain(`${n8n.url}/webhook/`);
	expect(channel.events).toEqual(['Leads.create', 'Leads.edit', 'Leads.delete']);

	const id = await addLead();
	expect(await given(workflowId, id, 'created')).toMatchObject({
		module: 'Leads',
		Last_Name: 'Okafor',
		event: 'created',
	});

	// Publishing a changed node: the channel is another one, and there is one.
	await rest.republishWorkflow(workflowId, workflow({ simplify: false }));
	await waitFor('another channel', MINUTE_MS, async () => {
		const found = await channels();
		return found.length === 1 && found[0].id !== channel.id ? true : undefined;
	});
	const second = await addLead();
	await given(workflowId, second, 'created');

	await rest.deactivateWorkflow(workflowId);
	await channelCount(0);
	await rest.activateWorkflow(workflowId);
	await channelCount(1);
	await rest.deleteWorkflow(workflowId);
	await channelCount(0);
});

it('survives a kill: one channel, and what happened meanwhile is found by the next check', async () => {
	const workflowId = await rest.createWorkflow(workflow({}));
	await rest.activateWorkflow(workflowId);
	await channelCount(1);
	const first = await addLead();
	await given(workflowId, first, 'created');
	await n8n.kill();
	const meanwhile = await addLead();
	n8n = await startN8n(stage.folder, 'info', stage.n8n.url, WITHOUT_EDITOR);
	rest = new N8nRest(n8n.url);
	await rest.signIn();
	await channelCount(1);
	await given(workflowId, meanwhile, 'created', 5 * MINUTE_MS);
	const after = await addLead();
	await given(workflowId, after, 'created');
	const ids = (await givenBy(workflowId)).map(({ eventId }) => eventId);
	expect(new Set(ids).size).toBe(ids.length);
	await rest.deactivateWorkflow(workflowId);
	await channelCount(0);
});

it('finds with Schedule Only, without any channel', async () => {
	const workflowId = await rest.createWorkflow(workflow({ delivery: 'schedule' }));
	await rest.activateWorkflow(workflowId);
	await new Promise((resolve) => setTimeout(resolve, 3000));
	const id = await addLead();
	await given(workflowId, id, 'created', 3 * MINUTE_MS);
	expect(await channels()).toEqual([]);
	await rest.deactivateWorkflow(workflowId);
});

it('gives the latest records in the editor at once, and makes no channel', async () => {
	const id = await addLead();
	const workflowId = await rest.createWorkflow(workflow({}));
	const executionId = await rest.start(workflowId, NODE);
	const execution = await rest.reach(executionId, 'success');
	const items = execution.outputOf(NODE).map(({ json }) => json);
	expect(items).toContainEqual(expect.objectContaining({ id, event: 'created', Last_Name: 'Okafor' }));
	expect(await channels()).toEqual([]);
});
