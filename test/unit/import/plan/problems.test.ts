import { Problems } from '../../../../nodes/shared/import/plan/problems';
import { refuseFlaws } from '../../../../nodes/shared/import/plan/preflight';
import type { RowAnswer } from '../../../../nodes/shared/import/rows/answer';
import { rejectionOf } from '../../../stage/failure';

const toldOf = async (problems: Problems, refused: readonly RowAnswer[] = []): Promise<unknown> =>
	await rejectionOf((async () => problems.throwAny(refused, 4))());

const lacking = (index: number, apiName: string): RowAnswer[] =>
	[refuseFlaws(index, { missing: [{ apiName, name: apiName.replace('_', ' ') }] })].flatMap((answer) => answer ?? []);

describe('the problems of an import', () => {
	it('are none as long as none was found', () => {
		expect(() => new Problems().throwAny(lacking(0, 'Last_Name'), 4)).not.toThrow();
	});

	it('are told as they are where there is one, and counted with the rows that fail besides', async () => {
		const problems = new Problems();
		problems.add(['Leads has no field "X". Nothing was sent', 'Remove it']);
		problems.add(['Leads has no field "X". Nothing was sent', 'Remove it']);
		expect(await toldOf(problems)).toMatchObject({
			message: 'Leads has no field "X". Nothing was sent',
			advice: 'Remove it',
		});
		expect(await toldOf(problems, [...lacking(1, 'Last_Name'), ...lacking(3, 'Last_Name')])).toMatchObject({
			advice: 'Remove it. 2 of 4 rows would be skipped: Last Name is empty (2 rows, the first is 2)',
		});
	});

	it('are told all at once where there are several', async () => {
		const problems = new Problems();
		problems.add(['Column "A", row 1: "1,234" is unclear. Nothing was sent', 'Set Decimal Separator'], 'A');
		problems.add(['Leads has no field "X"', 'Remove it']);
		expect(await toldOf(problems, [...lacking(2, 'Company'), ...lacking(0, 'A')])).toMatchObject({
			message: '2 problems must be fixed first. Nothing was sent',
			advice:
				'1. Column "A", row 1: "1,234" is unclear. Set Decimal Separator. 2. Leads has no field "X". Remove it. Besides, 1 of 4 rows would be skipped: Company is empty (row 3)',
		});
	});
});
