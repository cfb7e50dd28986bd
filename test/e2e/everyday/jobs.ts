import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EmulatorAdmin } from '../../emulator/clients/admin';
import { type JsonRecord, toRecord, toText } from '../json';
import type { N8nRest } from '../n8nRest';
import { byTestId } from '../page';
import { inRow, makeItems, readFile } from '../workflows';
import type { Person, RunOutcome } from './person';

/** What the jobs are done in. */
export interface World {
	readonly rest: N8nRest;
	readonly emulator: EmulatorAdmin;
	/** Where workflows may read files. */
	readonly filesFolder: string;
	/** Addresses of the emulator, for a credential. */
	readonly addresses: {
		readonly accountsUrl: string;
		readonly apiDomain: string;
		readonly fileHost: string;
		readonly clientId: string;
		readonly clientSecret: string;
	};
}

/** One thing that people do with Zoho CRM every day. */
export interface Job {
	readonly name: string;
	/** @throws Error if the form does not let a person do it */
	run(person: Person, world: World): Promise<void>;
}

const ADVANCED = 'Zoho CRM Advanced';
const BULK = 'Zoho CRM Bulk';

/** How often a person runs a step before the job counts as impossible. */
const MOST_RUNS = 8;

/** What a person does about a message. @returns whether there was something to do */
type Remedy = (complaint: string) => Promise<boolean>;

/** Runs the step, does what the message says, and runs it again. @param isDone whether what was wanted has happened; '' if so, else what a person sees */
async function runUntilDone(
	person: Person,
	remedy: Remedy,
	isDone: (outcome: RunOutcome) => Promise<string> = async () => '',
): Promise<RunOutcome> {
	for (let count = 0; count < MOST_RUNS; count += 1) {
		const outcome = await person.run();
		let { complaint } = outcome;
		if (complaint === '') {
			complaint = await isDone(outcome);
			if (complaint === '') return outcome;
			person.noteFailure();
		}
		if (!(await remedy(complaint))) throw new Error(`Nothing in the form helps against: ${complaint}`);
	}
	throw new Error(`Not done after ${MOST_RUNS} runs`);
}

/** A value that a person puts into a field of a record. */
interface Wish {
	/** As the form and Zoho show it. */
	readonly label: string;
	readonly field: string;
	readonly value: string;
}

const wish = (label: string, field: string, value: string): Wish => ({ label, field, value });

/** The fields of a record: those that n8n could not load appear after Retry. */
async function waitForMapper(person: Person): Promise<void> {
	const add = byTestId('add-fields-select');
	if (await person.sees(add)) return;
	const retry = person.page.locator(`${byTestId('ndv')} :text-is("Retry") >> visible=true`).first();
	if (await retry.isVisible()) await person.click(retry);
	await person.page.locator(add).first().waitFor();
}

/** Adds a field to the fields of a record where the form does not show it yet, and puts its value in. */
async function fill(person: Person, { label, field, value }: Wish): Promise<void> {
	if (!(await person.field(field).isVisible())) {
		await person.click(person.page.locator(`${byTestId('add-fields-select')} button`).last());
		const entry = person.page
			.locator(`[role="menuitem"]:visible`)
			.filter({ hasText: startsWithLabel(label) })
			.first();
		await entry.scrollIntoViewIfNeeded();
		await person.click(entry);
		await person.field(field).waitFor();
	}
	await person.put(field, value);
}

/** A label as such, or with words in brackets behind it. */
const startsWithLabel = (label: string): RegExp => new RegExp(`^\\s*${label}\\s*(\\(.*)?$`);

/** Whether the form says that a field is required: it cannot be removed, or its label says so. */
async function isMarked(person: Person, field: string): Promise<boolean> {
	const shown = person.field(field);
	if (!(await shown.isVisible())) return false;
	return (await person.page.locator(byTestId(`remove-field-button-${field}`)).count()) === 0;
}

/** Fills what a person wants, and of what else may be required what the form marks. */
async function fillAll(person: Person, wanted: readonly Wish[], ifAsked: readonly Wish[]): Promise<Remedy> {
	await waitForMapper(person);
	for (const value of wanted) await fill(person, value);
	const left: Wish[] = [];
	for (const value of ifAsked)
		if (await isMarked(person, value.field)) await fill(person, value);
		else left.push(value);
	return async (complaint) => {
		const named = left.filter(({ label, field }) => complaint.includes(label) || complaint.includes(field));
		for (const value of named) {
			await fill(person, value);
			left.splice(left.indexOf(value), 1);
		}
		return named.length > 0;
	};
}

const noRemedy: Remedy = async () => false;

/** Chooses the module in a step for records of any module; steps of their own have none. */
async function pickModule(person: Person, module: string): Promise<void> {
	if (await person.sees(byTestId('resource-locator-module'))) await person.pick('module', module);
}

/** One condition of a search. */
async function addCondition(person: Person, field: string, value: string): Promise<void> {
	await person.click(person.page.locator(`${byTestId('ndv')} ${byTestId('fixed-collection-add')}`).first());
	await chooseField(person, 'field', field);
	await person.put('value', value);
}

/** A field is chosen from a list, or in a resource locator. */
async function chooseField(person: Person, name: string, label: string): Promise<void> {
	if (await person.sees(byTestId(`resource-locator-${name}`))) return await person.pick(name, label);
	await person.choose(name, label);
}

async function seed({ emulator }: World, module: string, records: readonly JsonRecord[]): Promise<readonly string[]> {
	const { ids } = toRecord(await emulator.admin('POST', '/records', { module, records }));
	return (ids as readonly unknown[]).map(toText);
}

const LEADS = [
	{
		Last_Name: 'Okafor',
		First_Name: 'Ada',
		Company: 'Brightwell',
		Email: 'ada@brightwell.example.test',
		City: 'Lagos',
		Lead_Source: 'Partner',
	},
	{
		Last_Name: 'Mbeki',
		First_Name: 'Sam',
		Company: 'Northwind',
		Email: 'sam@northwind.example.test',
		City: 'Abuja',
		Lead_Source: 'Cold Call',
	},
];

/** So much of a column must be seen, in pixels. */
const READABLE_PX = 80;

const STAGE = 'Negotiation/Review';

async function expectOne(world: World, module: string, values: JsonRecord): Promise<string> {
	const held = await world.emulator.records(module);
	const fits = (record: JsonRecord): boolean =>
		Object.entries(values).every(([key, value]) => JSON.stringify(record[key]) === JSON.stringify(value));
	return held.some(fits) ? '' : `Zoho CRM has no record of ${module} with ${JSON.stringify(values)}`;
}

/** The CSV file of a colleague: labels in its header, and three things that the form has an option for. Row 3 has no last name, row 4 a source that is not in the list. */
const CSV = [
	'Last Name;Company;Email;Lead Source;Annual Revenue;Visit Date;Favourite Colour',
	'Okafor;Brightwell;ada@brightwell.example.test;Partner;1200,50;24.12.2026;red',
	'Mbeki;Northwind;sam@northwind.example.test;Cold Call;900,25;03.11.2026;blue',
	';Contoso;nobody@contoso.example.test;Partner;10,00;01.02.2027;green',
	'Ziegler;Contoso;ida@contoso.example.test;Radio Spot;12,50;05.06.2026;red',
].join('\r\n');

/** Adds the options that a message names, with the value that fits this file. */
function settleFile(person: Person): Remedy {
	const settled = new Set<string>();
	const options: readonly { readonly label: string; settle(): Promise<void> }[] = [
		{ label: 'Ignore Unknown Columns', settle: async () => await switchOn(person, 'ignoreUnknownColumns') },
		{
			label: 'Decimal Separator',
			settle: async () => await chooseIfShown(person, 'decimalSeparator', ['Comma (1.234,56)']),
		},
		{ label: 'Date Order', settle: async () => await chooseIfShown(person, 'dateOrder', ['Day First (31/12/2026)']) },
	];
	return async (complaint) => {
		let hasChanged = false;
		if (/no file|has no binary field/i.test(complaint) && !settled.has('binary')) {
			settled.add('binary');
			await person.put('binaryField', 'CSV_file');
			hasChanged = true;
		}
		for (const { label, settle } of options) {
			if (settled.has(label) || !complaint.includes(label)) continue;
			settled.add(label);
			await person.addOption(label);
			await settle();
			hasChanged = true;
		}
		return hasChanged;
	};
}

/** An option that is yes or no: switched on where it is not yet. */
async function switchOn(person: Person, name: string): Promise<void> {
	const input = person.field(name).locator('input[role="switch"]');
	await input.waitFor({ state: 'attached' });
	if ((await input.getAttribute('aria-checked')) !== 'true') await person.toggle(name);
}

/** Takes the first of the entries that the list offers. */
async function chooseIfShown(person: Person, name: string, labels: readonly string[]): Promise<void> {
	await person.click(person.field(name));
	const option = (label: string) =>
		person.page.locator(`[role="option"]:visible:has(:text-is(${JSON.stringify(label)}))`).first();
	await person.page.locator('[role="option"]:visible').first().waitFor();
	for (const label of labels) if (await option(label).isVisible()) return await person.click(option(label));
	throw new Error(`The list of ${name} has none of ${labels.join(', ')}`);
}

async function importFromFile(person: Person, world: World): Promise<void> {
	writeFileSync(path.join(world.filesFolder, 'everyday.csv'), CSV);
	const source = inRow('A file', readFile(path.join(world.filesFolder, 'everyday.csv'), 'CSV_file'));
	await person.openCanvas(await world.rest.createWorkflow(source));
	await person.addNode(BULK, ['Import records from a file or items', 'Import records']);
	await chooseIfOther(person, 'inputSource', 'File');
}

/** Takes an entry unless it is the chosen one. */
async function chooseIfOther(person: Person, name: string, label: string): Promise<void> {
	const shown = await person.field(name).locator('input').first().inputValue();
	if (shown !== label) await person.choose(name, label);
}

/** The twelve jobs, each from an empty canvas; rows and files that come from elsewhere are on the canvas already. */
export const JOBS: readonly Job[] = [
	{
		name: 'Create a lead',
		async run(person, world) {
			await person.openCanvas();
			await person.addNode(ADVANCED, ['Create a lead', 'Create leads']);
			const remedy = await fillAll(
				person,
				[
					wish('Last Name', 'Last_Name', 'Okafor'),
					wish('Email', 'Email', 'ada@brightwell.example.test'),
					wish('Lead Source', 'Lead_Source', 'Cold Call'),
				],
				[wish('Company', 'Company', 'Brightwell')],
			);
			await runUntilDone(
				person,
				remedy,
				async () =>
					await expectOne(world, 'Leads', { Last_Name: 'Okafor', Company: 'Brightwell', Lead_Source: 'Cold Call' }),
			);
		},
	},
	{
		name: 'Get the leads of one city',
		async run(person, world) {
			await seed(world, 'Leads', LEADS);
			await person.openCanvas();
			await person.addNode(ADVANCED, ['Search leads', 'Search for leads']);
			await addCondition(person, 'City', 'Lagos');
			await runUntilDone(person, noRemedy);
		},
	},
	{
		name: 'Update the lead with a known email',
		async run(person, world) {
			await seed(world, 'Leads', LEADS);
			await person.openCanvas();
			await person.addNode(ADVANCED, ['Update a lead', 'Update leads']);
			await chooseIfOther(person, 'getBy', 'Field');
			await chooseField(person, 'getByField', 'Email');
			await person.put('getByValue', 'ada@brightwell.example.test');
			const remedy = await fillAll(person, [wish('City', 'City', 'Kano')], []);
			await runUntilDone(
				person,
				remedy,
				async () => await expectOne(world, 'Leads', { Last_Name: 'Okafor', City: 'Kano' }),
			);
		},
	},
	{
		name: 'Create or update contacts from rows of a table',
		async run(person, world) {
			const rows = ['Okafor', 'Mbeki', 'Ziegler'].map((name) => ({
				'Last Name': name,
				Email: `${name.toLowerCase()}@brightwell.example.test`,
				'Mailing City': 'Lagos',
			}));
			await person.openCanvas(await world.rest.createWorkflow(inRow('Rows', ...makeItems(rows))));
			await person.addNode(ADVANCED, [
				'Create or update a contact',
				'Create or update contacts',
				'Create or update a record',
				'Create or update records',
			]);
			await pickModule(person, 'Contacts');
			await waitForMapper(person);
			await person.page.locator(byTestId('mapping-mode-select')).waitFor();
			await person.click(person.page.locator(byTestId('mapping-mode-select')));
			await person.click(
				person.page.locator('[role="option"]:visible').filter({ hasText: 'Map Automatically' }).first(),
			);
			const byHand: Remedy = async (complaint) => {
				if (!/Last Name|Last_Name|Mailing/.test(complaint)) return false;
				await person.click(person.page.locator(byTestId('mapping-mode-select')));
				await person.click(
					person.page.locator('[role="option"]:visible').filter({ hasText: 'Map Each Column Manually' }).first(),
				);
				await waitForMapper(person);
				await fill(person, wish('Last Name', 'Last_Name', '={{ $json["Last Name"] }}'));
				await fill(person, wish('Email', 'Email', '={{ $json.Email }}'));
				await fill(person, wish('Mailing City', 'Mailing_City', '={{ $json["Mailing City"] }}'));
				return true;
			};
			await runUntilDone(person, byHand, async ({ execution }) => {
				const held = await world.emulator.records('Contacts');
				return held.length === 3 && held.every(({ Mailing_City: city }) => city === 'Lagos')
					? ''
					: `Contacts are missing: Last Name. ${execution?.status}`;
			});
		},
	},
	{
		name: 'Import a CSV file, checked before',
		async run(person, world) {
			await importFromFile(person, world);
			const remedy = settleFile(person);
			const hasMode = await person.sees(byTestId('parameter-input-importMode'));
			if (hasMode) await person.choose('importMode', 'Check Only (Nothing Is Sent)');
			else await person.addOption('Dry Run');
			const checked = await runUntilDone(
				person,
				async (complaint) => {
					if (complaint !== 'written') return await remedy(complaint);
					await world.emulator.admin('POST', '/reset');
					await person.toggle('dryRun');
					return true;
				},
				async () => ((await world.emulator.records('Leads')).length === 0 ? '' : 'written'),
			);
			void checked;
			if (hasMode) await person.choose('importMode', 'Import');
			else await person.toggle('dryRun');
			await runUntilDone(person, remedy, async () =>
				(await world.emulator.records('Leads')).length === 2 ? '' : 'not every good row was imported',
			);
		},
	},
	{
		name: 'Read why rows of an import failed',
		async run(person, world) {
			const rows = [
				{ Last_Name: 'Okafor', Company: 'Brightwell', Lead_Source: 'Partner' },
				{ Last_Name: '', Company: 'Contoso', Lead_Source: 'Partner' },
				{ Last_Name: 'Ziegler', Company: 'Contoso', Lead_Source: 'Radio Spot' },
			];
			await person.openCanvas(await world.rest.createWorkflow(inRow('Rows', ...makeItems(rows))));
			await person.addNode(BULK, ['Import records from a file or items', 'Import records']);
			await runUntilDone(person, noRemedy);
			await findReasons(person);
		},
	},
	{
		name: 'Create a lead owned by a colleague, by email',
		async run(person, world) {
			await person.openCanvas();
			await person.addNode(ADVANCED, ['Create a lead', 'Create leads']);
			const remedy = await fillAll(
				person,
				[
					wish('Last Name', 'Last_Name', 'Okafor'),
					wish('Company', 'Company', 'Brightwell'),
					wish('Lead Owner', 'Owner', 'divya.rao@brightwell.test'),
				],
				[],
			);
			await runUntilDone(person, remedy, async () => await expectOwner(world));
		},
	},
	{
		name: 'Convert a lead, with a deal',
		async run(person, world) {
			await seed(world, 'Leads', LEADS);
			await person.openCanvas();
			await person.addNode(ADVANCED, ['Convert a lead', 'Convert leads']);
			await person.pick('leadId', 'Okafor');
			await person.toggle('createDeal');
			const remedy = await fillAll(
				person,
				[wish('Deal Name', 'Deal_Name', 'Brightwell renewal')],
				[wish('Stage', 'Stage', 'Qualification'), wish('Closing Date', 'Closing_Date', '2027-03-31')],
			);
			await runUntilDone(
				person,
				remedy,
				async () => await expectOne(world, 'Deals', { Deal_Name: 'Brightwell renewal' }),
			);
		},
	},
	{
		name: 'Find the deals of one stage',
		async run(person, world) {
			await seed(world, 'Deals', [
				{ Deal_Name: 'Brightwell renewal', Stage: STAGE, Closing_Date: '2027-03-31' },
				{ Deal_Name: 'Northwind start', Stage: 'Qualification', Closing_Date: '2027-03-31' },
			]);
			await person.openCanvas();
			await person.addNode(ADVANCED, ['Search deals', 'Search records']);
			await pickModule(person, 'Deals');
			await addCondition(person, 'Stage', STAGE);
			await runUntilDone(person, noRemedy);
		},
	},
	{
		name: 'Invite a user',
		async run(person) {
			await person.openCanvas();
			await person.addNode(ADVANCED, ['Create a user', 'Create user']);
			await person.put('email', 'zoe@brightwell.test');
			await person.put('lastName', 'Zimmer');
			const asked: Record<string, () => Promise<void>> = {
				Role: async () => await person.pick('role', 'Manager'),
				Profile: async () => await person.pick('profile', 'Standard'),
				'First Name': async () => await person.put('firstName', 'Zoe'),
			};
			await asked.Role();
			await asked.Profile();
			await runUntilDone(person, async (complaint) => {
				const named = Object.keys(asked).find((label) => complaint.includes(label));
				if (named === undefined) return false;
				await asked[named]();
				return true;
			});
		},
	},
	{
		name: 'Count the contacts',
		async run(person, world) {
			await seed(world, 'Contacts', [{ Last_Name: 'Okafor' }, { Last_Name: 'Mbeki' }]);
			await person.openCanvas();
			await person.addNode(ADVANCED, ['Count contacts', 'Count records']);
			await pickModule(person, 'Contacts');
			await runUntilDone(person, noRemedy);
		},
	},
	{
		name: 'Connect with a self client, and test it',
		async run(person, world) {
			const { code } = toRecord(await world.emulator.admin('POST', '/grant-codes', {}));
			await connectSelfClient(person, world, toText(code));
		},
	},
];

async function expectOwner({ emulator }: World): Promise<string> {
	const [lead] = await emulator.records('Leads');
	const owner = lead === undefined ? '' : JSON.stringify(lead.Owner);
	return owner.includes('Rao') ? '' : `The owner is ${owner}`;
}

/** Looks at the table of the result until the column with the reasons is on the screen, or else at its JSON. */
async function findReasons(person: Person): Promise<void> {
	const { page } = person;
	const output = `${byTestId('ndv')} ${byTestId('output-panel')}`;
	await person.click(page.locator(`${output} ${byTestId('radio-button-table')}`).first());
	await page.locator(`${output} td`).first().waitFor();
	const panel = await page.locator(output).boundingBox();
	const title = await page
		.locator(`${output} th`)
		.filter({ hasText: /^\s*reason\s*$/ })
		.first()
		.boundingBox();
	// A column whose first words can be read is enough.
	const isSeen = panel !== null && title !== null && title.x + READABLE_PX <= panel.x + panel.width;
	if (!isSeen) await person.click(page.locator(`${output} ${byTestId('radio-button-json')}`).first());
}

/** The form of a credential: its required fields first, the rest when it is asked for. */
async function connectSelfClient(person: Person, { addresses }: World, grantCode: string): Promise<void> {
	const { page } = person;
	const dialog = byTestId('credential-edit-dialog');
	const field = (name: string) => page.locator(`${dialog} ${byTestId(`parameter-input-${name}`)} input`).first();
	await person.openCredential('Zoho CRM Advanced Self Client API');
	await person.click(page.locator(`${dialog} ${byTestId('parameter-input-dataCenter')}`));
	await person.click(page.locator('[role="option"]:visible').filter({ hasText: 'Custom' }).first());
	const values: Readonly<Record<string, string>> = {
		customAccountsUrl: addresses.accountsUrl,
		customApiUrl: addresses.apiDomain,
		customUploadUrl: addresses.fileHost,
		customDownloadUrl: addresses.fileHost,
		clientId: addresses.clientId,
		clientSecret: addresses.clientSecret,
	};
	for (const [name, value] of Object.entries(values)) await person.enter(field(name), value);
	const label = page.locator(`${dialog} ${byTestId('input-label')}, ${dialog} label`);
	let hasCode = (await label.filter({ hasText: /^\s*Grant Code\s*\*/ }).count()) > 0;
	if (hasCode) await person.enter(field('grantCode'), grantCode);
	for (let tries = 0; tries < 3; tries += 1) {
		await person.click(page.locator(byTestId('credential-save-button')));
		const isTested = await person.seesOneOf([
			`${dialog} :text("Connection tested successfully")`,
			`${dialog} :text("More details")`,
		]);
		if (isTested === 0) return;
		person.noteFailure();
		if (hasCode) throw new Error('The credential does not work');
		await person.click(page.locator(`${dialog} :text("More details") >> visible=true`).first());
		await person.enter(field('grantCode'), grantCode);
		hasCode = true;
	}
	throw new Error('The credential does not work');
}
