/** The examples that need a form, a database or a model besides Zoho CRM; the others run in the real n8n. */
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { useStage } from '../stage/stage';
import { leadCalls, storedValues } from '../stage/books';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

/** A node of an example, as it is saved. */
function stepOf(file: string, name: string): Pick<INode, 'onError'> & { readonly parameters: INodeParameters } {
	const { nodes }: { nodes: INode[] } = JSON.parse(
		readFileSync(path.resolve(__dirname, '..', '..', 'examples', file), 'utf8'),
	);
	const found = nodes.find((node) => node.name === name);
	if (found === undefined) throw new RangeError(`${file} has no step ${name}`);
	return found;
}

describe('the example formToLead.json', () => {
	const fill = async (items: readonly IDataObject[]) =>
		await run(stepOf('formToLead.json', 'Create or Update Lead').parameters, items);
	const answer = (more: IDataObject = {}): IDataObject => ({
		'First Name': 'Ada',
		'Last Name': 'Okafor',
		Company: 'Brightwell',
		Email: 'ada@example.test',
		Country: 'Nigeria',
		Message: 'Hello',
		submittedAt: '2026-08-25T10:00:00Z',
		...more,
	});
	const ownerOf = (id: unknown): unknown =>
		(storedValues(emulator, 'Leads', id, ['Owner'])?.Owner as IDataObject).email;

	it('makes a lead with owner and tag of an answer, and updates it with the next', async () => {
		const { json } = await fill([answer()]);
		expect(json).toMatchObject([{ status: 'ADDED' }]);
		const id = json[0].id;
		expect(
			storedValues(emulator, 'Leads', id, [
				'First_Name',
				'Last_Name',
				'Company',
				'Email',
				'Country',
				'Description',
				'Lead_Source',
			]),
		).toEqual({
			First_Name: 'Ada',
			Last_Name: 'Okafor',
			Company: 'Brightwell',
			Email: 'ada@example.test',
			Country: 'Nigeria',
			Description: 'Hello',
			Lead_Source: 'Web Download',
		});
		expect(storedValues(emulator, 'Leads', id, ['Tag'])).toMatchObject({ Tag: [{ name: 'Web Form' }] });
		expect(ownerOf(id)).toBe('chioma.okafor@brightwell.test');
		expect((await fill([answer({ Message: 'Again', Country: 'Ghana' })])).json).toMatchObject([
			{ id, status: 'UPDATED', matchedBy: 'Email' },
		]);
		expect(storedValues(emulator, 'Leads', id, ['Description'])).toEqual({ Description: 'Again' });
		expect(ownerOf(id)).toBe('bruno.costa@brightwell.test');
	});

	it('gives the lead to the fallback owner where the right one has left', async () => {
		const chioma = emulator.state.users.all().find(({ firstName }) => firstName === 'Chioma');
		if (chioma !== undefined) chioma.status = 'disabled';
		const { json } = await fill([answer()]);
		expect(ownerOf(json[0].id)).toBe('ann.lee@brightwell.test');
	});
});

describe('the example nightlyUpsertFromPostgres.json', () => {
	it('writes the columns of the query, 100 rows in a request, and answers each row', async () => {
		const known = seedLead(emulator, { Email: 'r7@example.test' });
		const row = (number: number): IDataObject => ({
			Email: `r${number}@example.test`,
			Last_Name: `R${number}`,
			First_Name: null,
			Company: 'Brightwell',
			Phone: String(number),
		});
		const rows = Array.from({ length: 250 }, (_, number) =>
			number === 3 ? { ...row(3), Last_Name: null } : row(number),
		);
		const { parameters, onError } = stepOf('nightlyUpsertFromPostgres.json', 'Create or Update Leads');
		const { json } = await run(parameters, rows, { onError });
		expect(json.map(({ status }) => status)).toEqual(
			rows.map((_, number) => (number === 3 ? 'SKIPPED' : number === 7 ? 'UPDATED' : 'ADDED')),
		);
		expect(json[7].id).toBe(known);
		expect(storedValues(emulator, 'Leads', json[249].id, ['Email', 'Last_Name', 'Company', 'Phone'])).toEqual({
			Email: 'r249@example.test',
			Last_Name: 'R249',
			Company: 'Brightwell',
			Phone: '249',
		});
		expect(
			leadCalls(emulator, 'POST')
				.map(({ records }) => records)
				.sort(),
		).toEqual([100, 100, 50]);
	});
});

describe('the tools of the example agentReadsLeads.json', () => {
	/** What the model would have given in place of `$fromAI(...)`. */
	const tool = (name: string, given: string): INodeParameters =>
		JSON.parse(
			JSON.stringify(stepOf('agentReadsLeads.json', name).parameters).replace(
				/"=\{\{ \$fromAI[^"]*\}\}"/,
				JSON.stringify(given),
			),
		);

	it('search, get and count, and show what an agent can use', async () => {
		const id = seedLead(emulator, {
			Last_Name: 'Okafor',
			Company: 'Brightwell',
			City: 'Lagos',
			Lead_Status: 'Contacted',
		});
		const owner = {
			Owner: 'Ann Lee',
			Owner_Email: 'ann.lee@brightwell.test',
			Owner_Id: expect.stringMatching(/^\d{19}$/),
		};
		expect((await run(tool('Search Leads', 'lagos'))).json).toEqual([
			{
				id,
				Last_Name: 'Okafor',
				Company: 'Brightwell',
				Lead_Status: 'Contacted',
				...owner,
			},
		]);
		const [lead] = (await run(tool('Get Lead', id))).json;
		expect(lead).toMatchObject({ id, Last_Name: 'Okafor', City: 'Lagos', ...owner });
		expect(lead).not.toHaveProperty('Phone');
		expect((await run(tool('Count Leads', '(Lead_Status:equals:Contacted)'))).json).toEqual([{ count: 1 }]);
	});
});
