import { storedValues } from '../stage/books';
import { record } from '../stage/parameters';
import { useStage } from '../stage/stage';

const { emulator, run } = useStage();

const NAMES = ['Account_Name', 'Region', 'Industry'];
const stored = (id: unknown): unknown => storedValues(emulator, 'Accounts', id, NAMES);

describe('a picklist of a record', () => {
	it('takes the value that records hold and the value that people see, and is written in the spelling of the list', async () => {
		const regions: readonly (readonly [string, string | null])[] = [
			['IN_East', 'IN_East'],
			['East', 'IN_East'],
			[' west ', 'IN_West'],
			['in_north', 'IN_North'],
			['-None-', null],
			['Elsewhere', 'Elsewhere'],
		];
		const items = regions.map(([Region], at) => ({ Account_Name: `Account ${at}`, Region, Industry: 'wholesale' }));
		const { json } = await run(record('Accounts', 'create'), items);
		expect(json.map(({ id }) => stored(id))).toEqual(
			regions.map(([, Region], at) => ({ Account_Name: `Account ${at}`, Region, Industry: 'Wholesale' })),
		);
	});

	it('is cleared by -None-', async () => {
		const id = emulator.add('Accounts', { Account_Name: 'A', Region: 'IN_East', Industry: 'Wholesale' });
		await run(record('Accounts', 'upsert'), [{ id, Account_Name: 'A', Region: '-None-', Industry: '' }]);
		expect(stored(id)).toEqual({ Account_Name: 'A', Region: null, Industry: 'Wholesale' });
	});

	it('of several values is written in the spelling of the list', async () => {
		const { json } = await run(record('Leads', 'create'), [
			{ Last_Name: 'A', Company: 'B', Interests: 'support, TRAINING' },
			{ Last_Name: 'A', Company: 'B', Interests: ['hardware ', '-None-', 'Juggling'] },
		]);
		expect(json.map(({ id }) => storedValues(emulator, 'Leads', id, ['Interests']))).toEqual([
			{ Interests: ['Support', 'Training'] },
			{ Interests: ['Hardware', 'Juggling'] },
		]);
	});
});
