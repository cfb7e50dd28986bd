import { useEach, useEmulator } from '../../stage/useEmulator';
import { createRecordClient, LEAD } from '../clients/records';

const emulator = useEmulator();
const zoho = useEach(() => createRecordClient(emulator));

const DEAL = { Deal_Name: 'Robots', Stage: 'Qualification' };
const revenueOf = async (id: string) => {
	const { Probability, Expected_Revenue } = await zoho.read(id, 'Deals');
	return [Probability, Expected_Revenue];
};

describe('the probability of a deal', () => {
	it.each([
		['Qualification', 10, 100],
		['Needs Analysis', 20, 200],
		['Value Proposition', 40, 400],
		['Id. Decision Makers', 60, 600],
		['Proposal/Price Quote', 75, 750],
		['Negotiation/Review', 90, 900],
		['Closed Won', 100, 1000],
		['Closed Lost', 0, 0],
	])('at %s is %d percent, which with the amount gives the expected revenue', async (Stage, probability, revenue) => {
		expect(await revenueOf(await zoho.insertOne({ ...DEAL, Stage, Amount: 1000 }, 'Deals'))).toEqual([
			probability,
			revenue,
		]);
	});

	it('is what the call says, follows the stage, and stays where the stage is not of the list', async () => {
		const id = await zoho.insertOne({ ...DEAL, Amount: 10_000, Probability: 33 }, 'Deals');
		expect(await revenueOf(id)).toEqual([33, 3300]);
		await zoho.write('PUT', '/Deals', [{ id, Stage: 'Closed Won' }]);
		expect(await revenueOf(id)).toEqual([100, 10_000]);
		await zoho.write('PUT', '/Deals', [{ id, Stage: 'Negotiation' }]);
		expect(await revenueOf(id)).toEqual([100, 10_000]);
		await zoho.write('PUT', '/Deals', [{ id, Amount: null }]);
		expect(await revenueOf(id)).toEqual([100, null]);
	});

	it('probabilityByStage: is empty where the stage does not give it', async () => {
		emulator.switches.probabilityByStage = false;
		expect(await revenueOf(await zoho.insertOne({ ...DEAL, Amount: 1000 }, 'Deals'))).toEqual([null, null]);
	});
});

it('salutationInFullName: a full name begins with the salutation', async () => {
	const record = { ...LEAD, Salutation: 'Mr.', First_Name: 'Chidi' };
	const nameOf = async () => (await zoho.read(await zoho.insertOne(record))).Full_Name;
	expect(await nameOf()).toBe('Mr. Chidi Okafor');
	emulator.switches.salutationInFullName = false;
	expect(await nameOf()).toBe('Chidi Okafor');
});

it('firstActivity: a new record has no last activity until it is changed, or has one at once', async () => {
	const id = await zoho.insertOne(LEAD);
	expect((await zoho.read(id)).Last_Activity_Time).toBeNull();
	emulator.advance(60_000);
	await zoho.write('PUT', '/Leads', [{ id, City: 'Lagos' }]);
	const changed = await zoho.read(id);
	expect(changed.Modified_Time).not.toBe(changed.Created_Time);
	expect(changed.Last_Activity_Time).toBe(changed.Modified_Time);
	emulator.switches.firstActivity = 'creation';
	const other = await zoho.read(await zoho.insertOne(LEAD));
	expect(other.Last_Activity_Time).toBe(other.Created_Time);
});

it('what a conversion makes has an activity at once', async () => {
	const id = await zoho.insertOne(LEAD);
	const order = { Deals: { ...DEAL, Closing_Date: '2026-12-31', Amount: 10_000 } };
	await zoho.call('POST', `/Leads/${id}/actions/convert`, { data: [order] });
	const made = ['Contacts', 'Accounts', 'Deals'].map((module) => [...emulator.store.all(module)][0]);
	expect(made.map((record) => record.Last_Activity_Time)).toEqual(made.map((record) => record.Created_Time));
	expect(await revenueOf(made[2].id)).toEqual([10, 1000]);
});
