import { AnswerBook } from '../../../../nodes/shared/import/answers/answerBook';
import { gatherReasons } from '../../../../nodes/shared/import/answers/reasons';
import { answerRow } from '../../../../nodes/shared/import/rows/answer';

const bookOf = (reasons: readonly (string | null)[]): AnswerBook => {
	const book = new AnswerBook(reasons.length, false);
	// Answers come in any order.
	const indexes = [...reasons.keys()].reverse();
	book.enter(
		indexes.map((index) =>
			answerRow(index, reasons[index] === null ? 'ADDED' : 'SKIPPED', { reason: reasons[index] ?? undefined }),
		),
	);
	return book;
};

describe('the reasons of an import', () => {
	it('are counted, most common first, with the first rows that have them', () => {
		const book = bookOf([null, 'a', 'b', 'b', null, 'b', 'b', 'b', 'b', 'c']);
		expect(gatherReasons(book)).toEqual({
			common: [
				{ reason: 'B', rows: 6, firstRows: [3, 4, 6, 7, 8] },
				{ reason: 'A', rows: 1, firstRows: [2] },
				{ reason: 'C', rows: 1, firstRows: [10] },
			],
			otherRows: 0,
		});
	});

	it('are ten, and the rows of all others are counted however many reasons there are', () => {
		const reasons = Array.from({ length: 1_500 }, (_, index) => `reason ${index}`);
		const { common, otherRows } = gatherReasons(bookOf([...reasons, 'reason 3']));
		expect(common.map(({ reason, rows }) => [reason, rows])).toEqual([
			['Reason 3', 2],
			...[0, 1, 2, 4, 5, 6, 7, 8, 9].map((at) => [`Reason ${at}`, 1]),
		]);
		expect(otherRows).toBe(1_490);
	});

	it('tell values apart as long as there are few, and leave them out where there are many', () => {
		const wrong = (count: number) =>
			bookOf(Array.from({ length: count }, (_, index) => `Email "${index % 20}" is not a valid email`));
		expect(gatherReasons(wrong(2)).common.map(({ reason }) => reason)).toEqual([
			'Email "0" is not a valid email',
			'Email "1" is not a valid email',
		]);
		expect(gatherReasons(wrong(1_200))).toMatchObject({
			common: [{ reason: 'Email is not a valid email', rows: 1_200, firstRows: [1, 2, 3, 4, 5] }],
			otherRows: 0,
		});
	});
});
