import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findChromium, openEditor, type OpenEditor } from './browser';
import { readExample, writeExample } from './examples';
import { isRecord, type JsonRecord, toList, toRecord, toText } from './json';
import { raiseStage, type Stage } from './stage';
import { inRow, makeItems, type WorkflowDefinition, type WorkflowNode, zohoNode } from './workflows';

const MINUTE_MS = 60_000;
jest.setTimeout(5 * MINUTE_MS);

const chromiumPath = findChromium();
if (chromiumPath === undefined) {
	process.stderr.write(
		'\n!! LEFT OUT: the canvas in the browser. There is no Chromium here: apt-get install chromium, or name one in CHROMIUM_PATH.\n\n',
	);
}
const onCanvas = chromiumPath === undefined ? it.skip : it;

const ADVANCED = 'Zoho CRM Advanced';
const BULK = 'Zoho CRM Bulk';
/** Wide enough for the table of a run beside the form. */
const VIEWPORT = { width: 1440, height: 960 };

let stage: Stage;
let browser: OpenEditor;
beforeAll(async () => {
	if (chromiumPath === undefined) return;
	stage = await raiseStage(['--job-step-ms', '200']);
	browser = await openEditor(stage.n8n.url, chromiumPath, VIEWPORT);
	await browser.act('canvas-sign-in', async (editor) => await editor.signIn());
});
afterAll(async () => {
	await browser?.close();
	await stage?.stop();
});
beforeEach(async () => {
	await stage?.emulator.admin('POST', '/reset');
});

/** A workflow of one step of Zoho CRM Advanced, started by hand. */
function advancedStep(parameters: JsonRecord): WorkflowDefinition {
	return inRow(ADVANCED, { ...zohoNode('zohoCrm', stage.credential, parameters), name: ADVANCED });
}

/** Makes leads, as a step of a workflow does. @returns their ids in order */
async function seedLeads(leads: readonly JsonRecord[]): Promise<string[]> {
	const create = zohoNode('zohoCrm', stage.credential, {
		resource: 'lead',
		operation: 'create',
		fields: { mappingMode: 'autoMapInputData', value: null },
	});
	const execution = await stage.rest.runOnce(inRow('Leads', ...makeItems(leads), create));
	return execution.outputOf(create.name).map(({ json }) => toText(json.id));
}

/** Custom fields that a lead of the emulator can be given, by label. */
const CUSTOM_FIELDS = [
	'Ext Ref',
	'Visit Date (Date Only)',
	'Next Call',
	'Interests (Support; Training; Hardware; ...)',
	'Newsletter',
	'Score',
	'Referring Account (Name or ID)',
	'Work History',
	'Venues (Names or IDs, With Commas)',
];

describe('the first form of a new workflow', () => {
	const CREATE = 'Create a lead';
	const newWorkflow = async (): Promise<string> => await stage.rest.createWorkflow(inRow('New'));

	onCanvas('has the fields of the account without a click', async () => {
		const workflow = await newWorkflow();
		await browser.act('canvas-first-form', async (editor) => {
			await editor.findActions(workflow, ADVANCED);
			const form = await editor.takeAction(CREATE);
			expect(await form.mappedFields()).toEqual(['Last_Name', 'Company']);
		});
	});

	// n8n fills the only credential in once it has the list of them. On a slow line, the form has asked for the fields by then.
	onCanvas('has them without a click also where n8n asked for them before it filled the credential in', async () => {
		const workflow = await newWorkflow();
		await browser.act('canvas-first-form-late', async (editor) => {
			const hold = await editor.hideCredentials();
			await editor.findActions(workflow, ADVANCED);
			const release = hold();
			const form = await editor.takeAction(CREATE);
			await sleep(1_000);
			release();
			expect(await form.mappedFields()).toEqual(['Last_Name', 'Company']);
		});
	});

	onCanvas('says calmly that there is no credential, and asks no more', async () => {
		const { credentials, ...step } = zohoNode('zohoCrm', stage.credential, { resource: 'lead', operation: 'create' });
		expect(credentials).toBeDefined();
		const workflow = await stage.rest.createWorkflow(inRow(ADVANCED, { ...step, name: ADVANCED }));
		await browser.act('canvas-no-credential', async (editor) => {
			const hold = await editor.hideCredentials();
			const form = await editor.openNode(workflow, ADVANCED);
			expect(await form.readNotice()).toMatch(/^Your fields appear here once a credential is chosen\./);
			expect(await form.countOnPage(':text("No fields found")')).toBe(0);
			hold()();
		});
	});
});

describe('the form of Zoho CRM Advanced', () => {
	onCanvas(
		'has the fields of the account, keeps what was typed when the operation is switched, and shows the answer of a run',
		async () => {
			const workflow = await stage.rest.createWorkflow(advancedStep({ resource: 'lead', operation: 'create' }));
			await browser.act('canvas-mapper', async (editor) => {
				const form = await editor.openNode(workflow, ADVANCED);
				expect(await form.mappedFields()).toEqual(['Last_Name', 'Company']);
				await form.type('Last_Name', 'Okafor');
				await form.type('Company', 'Brightwell');
				const offered = await form.addField('Ext Ref');
				expect(offered.slice(-CUSTOM_FIELDS.length)).toEqual(CUSTOM_FIELDS);
				expect(
					['Last Name', 'Company', 'Full Name', 'Created Time'].filter((label) => offered.includes(label)),
				).toEqual([]);
				for (const label of ['Lead Source', 'Visit Date (Date Only)', 'Newsletter']) await form.addField(label);
				await form.type('Ext_Ref', 'R-2026-117');
				await form.choose('Lead_Source', 'Cold Call');
				await form.type('Visit_Date', '2027-02-03 00:00:00');
				await form.toggle('Newsletter');
				await form.picture('advanced-mapper', 'Newsletter');

				await form.addField('Interests (Support; Training; Hardware; ...)');
				await form.type('Interests', 'Support; Training');
				const typed = {
					Last_Name: 'Okafor',
					Company: 'Brightwell',
					Lead_Source: 'Cold Call',
					Ext_Ref: 'R-2026-117',
					Visit_Date: '2027-02-03 00:00:00',
					Interests: 'Support; Training',
					Newsletter: 'true',
				};
				await form.choose('operation', 'Create or Update');
				await form.waitForField('matchFields');
				expect(await form.readAll(Object.keys(typed))).toEqual(typed);
				expect(await form.warnsOfStaleFields()).toBe(false);
				await form.choose('operation', 'Update');
				await form.waitForNoField('matchFields');
				expect(await form.readAll(Object.keys(typed))).toEqual(typed);
				expect(await form.warnsOfStaleFields()).toBe(false);
				await form.choose('operation', 'Create');
				await form.waitForNoLocator('leadId');
				expect(await form.readAll(Object.keys(typed))).toEqual(typed);
				expect(await form.warnsOfStaleFields()).toBe(false);
				expect(await form.mappedFields()).toEqual(Object.keys(typed));

				const rows = await form.execute('ADDED');
				const held = await stage.emulator.records('Leads');
				expect(held).toHaveLength(1);
				expect(held[0]).toMatchObject({
					...typed,
					Visit_Date: '2027-02-03',
					Interests: ['Support', 'Training'],
					Newsletter: true,
				});
				expect(rows).toMatchObject([{ id: held[0].id, status: 'ADDED' }]);
				await form.picture('advanced-run', 'resource');
			});
		},
	);

	onCanvas('finds a module in the list, takes its fields, and keeps both when the operation is switched', async () => {
		const workflow = await stage.rest.createWorkflow(advancedStep({ resource: 'record', operation: 'create' }));
		await browser.act('canvas-module', async (editor) => {
			const form = await editor.openNode(workflow, ADVANCED);
			expect(await form.mappedFields()).toEqual(['Last_Name', 'Company']);
			expect(await form.searchList('module', 'cont', 'Contacts')).toEqual(['Contacts']);
			await form.takeListed('Contacts');
			await form.waitForNoField('Company');
			await form.waitForField('Last_Name');
			expect(await form.mappedFields()).toEqual(['Last_Name']);
			expect(await form.addField('Department')).not.toContain('Ext Ref');
			await form.type('Last_Name', 'Mbeki');
			await form.type('Department', 'Purchasing');
			const typed = { Last_Name: 'Mbeki', Department: 'Purchasing' };
			await form.choose('operation', 'Create or Update');
			await form.waitForField('matchFields');
			expect(await form.readAll(Object.keys(typed))).toEqual(typed);
			await form.choose('operation', 'Create');
			await form.waitForNoField('matchFields');
			expect(await form.readLocator('module')).toBe('Contacts');
			expect(await form.readAll(Object.keys(typed))).toEqual(typed);
			const rows = await form.execute('ADDED');
			const held = await stage.emulator.records('Contacts');
			expect(held).toHaveLength(1);
			expect(held[0]).toMatchObject(typed);
			expect(rows.map(({ id }) => id)).toEqual([held[0].id]);
		});
	});

	onCanvas('finds a lead in the list by a word, gets it, and keeps the choice for another operation', async () => {
		const leads = [
			{ First_Name: 'Nora', Last_Name: 'Okafor', Company: 'Brightwell', Email: 'nora.okafor@brightwell.example' },
			{ First_Name: 'Sam', Last_Name: 'Ziegler', Company: 'Northwind', Email: 'sam.ziegler@northwind.example' },
			{ First_Name: 'Ida', Last_Name: 'Ziegler', Company: 'Contoso', Email: 'ida.ziegler@contoso.example' },
		];
		const [, sam] = await seedLeads(leads);
		const workflow = await stage.rest.createWorkflow(advancedStep({ resource: 'lead', operation: 'get' }));
		await browser.act('canvas-list', async (editor) => {
			const form = await editor.openNode(workflow, ADVANCED);
			const listed = await form.searchList('leadId', 'ziegler', 'Sam Ziegler');
			expect([...listed].sort()).toEqual([
				'Ida Ziegler (ida.ziegler@contoso.example)',
				'Sam Ziegler (sam.ziegler@northwind.example)',
			]);
			await form.picture('advanced-list');
			await form.takeListed('Sam Ziegler');
			expect(await form.readLocator('leadId')).toBe('Sam Ziegler (sam.ziegler@northwind.example)');
			const [row] = await form.execute('Ziegler');
			expect(row).toMatchObject({ id: sam, ...leads[1] });
			await form.choose('operation', 'Delete');
			await form.waitForNoField('simplify');
			expect(await form.readLocator('leadId')).toBe('Sam Ziegler (sam.ziegler@northwind.example)');
		});
	});
});

describe('what a node says before it has run', () => {
	onCanvas('is what it does, in words, and no option is red when it is added', async () => {
		const node = (name: string, parameters: JsonRecord) => ({
			...zohoNode('zohoCrm', stage.credential, parameters),
			name,
		});
		const venues = { __rl: true, mode: 'list', value: 'Venues', cachedResultName: 'Venues' };
		const workflow = await stage.rest.createWorkflow(
			inRow(
				'Forms',
				node('Zoho One', { resource: 'lead', operation: 'create' }),
				node('Zoho Two', { resource: 'deal' }),
				node('Zoho Three', { resource: 'record', operation: 'search', module: venues }),
				{ ...zohoNode('zohoCrmBulk', stage.credential, { resource: 'bulkWrite' }), name: 'Zoho Four' },
			),
		);
		await browser.act('canvas-options', async (editor) => {
			expect((await editor.readCanvas(workflow)).slice(1)).toEqual([
				'Zoho One\nCreate: Leads',
				'Zoho Two\nGet Many: Deals',
				'Zoho Three\nSearch: Venues',
				'Zoho Four\nImport: Leads',
			]);
			const create = await editor.openNode(workflow, 'Zoho One');
			// Required fields are red as long as they are empty.
			await create.type('Last_Name', 'Okafor');
			await create.type('Company', 'Brightwell');
			for (const option of ['Layout Name or ID', 'Assignment Rule Name or ID', 'Ignore Unknown Fields', 'Automations'])
				await create.addOption(option);
			await create.waitForValues({
				layout: 'Default Layout',
				assignmentRule: 'None',
				ignoreUnknownFields: 'true',
				automations: 'All (Default)',
			});
			expect(await create.countIssues()).toBe(0);
			await create.choose('automations', 'Chosen');
			await create.addOption('Chosen Automations');
			await create.waitForField('trigger');
			await create.choose('automations', 'None');
			await create.waitForNoField('trigger');
			const search = await editor.openNode(workflow, 'Zoho Three');
			await search.addEntry('Add condition');
			await search.addOption('Sort By Name or ID');
			await search.waitForValues({ searchSortBy: 'Default Order' });
			expect(await search.countIssues()).toBe(0);
		});
	});
});

describe('the form of Zoho CRM Bulk', () => {
	onCanvas('imports items in a job, and shows an answer for every row with what the import cost', async () => {
		const names = ['Adams', 'Baker', 'Castro', 'Dube', '', 'Fischer', 'Garcia', 'Haddad'];
		const rows = names.map((name, index) => ({
			Last_Name: name,
			Company: 'Brightwell',
			Email: `lead${index + 1}@brightwell.example`,
		}));
		const step = {
			...zohoNode('zohoCrmBulk', stage.credential, { resource: 'bulkWrite', operation: 'import' }),
			name: BULK,
		};
		const workflow = await stage.rest.createWorkflow(inRow(BULK, ...makeItems(rows), step));
		await browser.act('canvas-bulk', async (editor) => {
			const form = await editor.openNode(workflow, BULK);
			await form.choose('importOperation', 'Create or Update');
			await form.choose('findBy', 'Email');
			await form.choose('route', 'Bulk Write');
			const shown = await form.execute('SKIPPED');
			const held = new Map((await stage.emulator.records('Leads')).map((record) => [record.Email, record]));
			expect(held.size).toBe(names.length - 1);
			rows
				.filter(({ Last_Name: name }) => name !== '')
				.forEach((row) => expect(held.get(row.Email)).toMatchObject(row));
			const expected = rows.map(({ Last_Name: name, Email }, index) =>
				name === ''
					? { row: String(index + 1), status: 'SKIPPED', id: 'empty' }
					: { row: String(index + 1), status: 'ADDED', id: held.get(Email)?.id },
			);
			expect(shown.map(({ row, status, id }) => ({ row, status, id }))).toEqual(expected);
			expect(await form.readHints()).toMatch(
				/8 rows: 7 added, 1 failed \(row \d: Last Name is empty\)\. About \d+ Zoho API credits/,
			);
			await form.picture('bulk-import', 'resource');
		});
	});
});

/** n8n saves a change of a workflow so long after it. */
const SAVED_AFTER_MS = 3_000;

describe('the example workflows in the editor', () => {
	const files = globSync(path.join(__dirname, '..', '..', 'examples', '*.json')).sort();
	const { EXAMPLES: mode, ALL_NODES: isFull } = process.env;

	/** The nodes of a workflow as n8n holds them, by name. */
	const readNodes = async (workflow: string): Promise<ReadonlyMap<string, JsonRecord>> => {
		const { nodes } = toRecord(await stage.rest.call('GET', `/workflows/${workflow}`));
		return new Map(toList(nodes).map((node) => [toText(toRecord(node).name), toRecord(toRecord(node).parameters)]));
	};

	/** In a hurry only nodes with fields of a module: n8n changes those. `npm test -- --full` opens all. */
	const isOpened = ({ parameters }: WorkflowNode): boolean =>
		isFull === 'yes' ||
		mode === 'write' ||
		Object.values(parameters).some((value) => isRecord(value) && 'mappingMode' in value);

	onCanvas('stay as they are when their nodes are opened: nothing is marked as changed', async () => {
		const placed: { file: string; workflow: string; before: ReadonlyMap<string, JsonRecord> }[] = [];
		await browser.act('canvas-examples', async (editor) => {
			for (const file of files) {
				const example = readExample(readFileSync(file, 'utf8'), stage.n8n.filesFolder, stage.credential);
				const workflow = await stage.rest.createWorkflow(example);
				placed.push({ file, workflow, before: await readNodes(workflow) });
				const ours = example.nodes.filter(({ type }) => type.startsWith('n8n-nodes-zoho-crm.')).filter(isOpened);
				if (ours.length === 0) continue;
				await editor.lookAround(
					workflow,
					ours.map(({ name }) => name),
				);
				// On a busy machine n8n may save later than that; what it has not saved when the next one is opened is lost.
				if (mode === 'write') await sleep(SAVED_AFTER_MS);
			}
			await sleep(SAVED_AFTER_MS);
		});
		for (const { file, workflow, before } of placed) {
			const after = await readNodes(workflow);
			if (mode === 'write') writeFileSync(file, writeExample(readFileSync(file, 'utf8'), after));
			else
				expect({ file: path.basename(file), nodes: Object.fromEntries(after) }).toEqual({
					file: path.basename(file),
					nodes: Object.fromEntries(before),
				});
		}
	});
});
