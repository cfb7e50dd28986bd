import { jobImport, lead, leadImport } from '../stage/parameters';
import { useStage } from '../stage/stage';

const { emulator, run } = useStage();

describe.each(['keep', 'trim', 'refuse'] as const)(
	'spaces around an email, which Zoho might %s',
	(spacesAroundEmail) => {
		it.each([
			['a write of records', lead('create')],
			['an import by the records API', leadImport({ route: 'records' })],
			['an import by a job', jobImport()],
		])('do not reach Zoho: %s', async (_, parameters) => {
			emulator.switches.spacesAroundEmail = spacesAroundEmail;
			const emails = ['a@x.test', ' b@x.test', 'c@x.test\t', '\u00a0d@x.test '];
			const { json } = await run(
				parameters,
				emails.map((Email, number) => ({ Last_Name: `L${number}`, Company: 'X', Email })),
			);
			expect(json.map(({ status }) => status)).toEqual(emails.map(() => 'ADDED'));
			expect([...emulator.store.all('Leads')].map(({ Email }) => Email).sort()).toEqual([
				'a@x.test',
				'b@x.test',
				'c@x.test',
				'd@x.test',
			]);
		});
	},
);
