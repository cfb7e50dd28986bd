import { answerRow, type RowStatus } from '../../../../nodes/shared/import/rows/answer';
import { AnswerBook } from '../../../../nodes/shared/import/answers/answerBook';

const STATUSES: readonly RowStatus[] = ['ADDED', 'UPDATED', 'SKIPPED', 'UNPROCESSED', 'PENDING', 'UNKNOWN'];
const oneOfEach = () =>
	STATUSES.map((status, index) => answerRow(index, status, { id: status === 'ADDED' ? '1' : null }));

describe('the book of answers', () => {
	it('keeps the answer of every row and counts them by status', () => {
		const book = new AnswerBook(7, true);
		book.enter(oneOfEach());
		expect(STATUSES.map((_, index) => book.get(index))).toEqual(oneOfEach());
		expect([book.get(6), book.has(6), book.has(5)]).toEqual([undefined, false, true]);
		expect(book.counts()).toEqual({
			ready: 0,
			added: 1,
			updated: 1,
			skipped: 1,
			unprocessed: 1,
			pending: 1,
			unknown: 1,
		});
		expect([book.rowCount, book.all()]).toEqual([7, oneOfEach()]);
	});

	it('gives the answers in the order of the rows, in whatever order they came', () => {
		const book = new AnswerBook(5_000, true);
		const rows = [4_999, 1_024, 0, 1_023, 2_048];
		book.enter(rows.map((row) => answerRow(row, 'ADDED', { id: `id ${row}` })));
		expect(book.all().map(({ row, id }) => [row, id])).toEqual(
			[0, 1_023, 1_024, 2_048, 4_999].map((row) => [row + 1, `id ${row}`]),
		);
		expect([book.get(1_023)?.row, book.get(1_025), book.get(3_500)]).toEqual([1_024, undefined, undefined]);
	});

	it('only counts rows that were written, where not all answers are wanted', () => {
		const book = new AnswerBook(6, false);
		book.enter(oneOfEach());
		expect([0, 1].map((index) => [book.get(index), book.has(index)])).toEqual([
			[undefined, true],
			[undefined, true],
		]);
		expect(book.all()).toEqual(oneOfEach().slice(2));
		expect(book.counts()).toEqual({
			ready: 0,
			added: 1,
			updated: 1,
			skipped: 1,
			unprocessed: 1,
			pending: 1,
			unknown: 1,
		});
	});

	it.each([true, false])('replaces an answer by a later one (all kept: %s)', (keepsAll) => {
		const book = new AnswerBook(1, keepsAll);
		book.enter([answerRow(0, 'PENDING', { job: '7' })]);
		book.enter([answerRow(0, 'ADDED', { job: '7', id: '9' })]);
		expect(book.counts()).toEqual({
			ready: 0,
			added: 1,
			updated: 0,
			skipped: 0,
			unprocessed: 0,
			pending: 0,
			unknown: 0,
		});
		expect(book.get(0)).toEqual(keepsAll ? answerRow(0, 'ADDED', { job: '7', id: '9' }) : undefined);
	});

	it('counts child rows, and keeps rows that were written while their child rows were not', () => {
		const book = new AnswerBook(5, false, (index) => [2, 1, 0, 2, 1][index]);
		const child = (status: RowStatus) => ({ status, id: null, errors: [], next: null });
		const withChildren = (index: number, status: RowStatus, ...children: RowStatus[]) => ({
			...answerRow(index, status),
			children: { Rooms: children.map(child) },
		});
		const refused = withChildren(0, 'ADDED', 'ADDED', 'SKIPPED');
		const pending = withChildren(3, 'PENDING', 'PENDING', 'PENDING');
		book.enter([refused, withChildren(1, 'ADDED', 'ADDED'), answerRow(2, 'ADDED'), pending, answerRow(4, 'ADDED')]);
		expect(book.all()).toEqual([refused, pending, answerRow(4, 'ADDED')]);
		book.enter([withChildren(3, 'UPDATED', 'ADDED', 'ADDED'), withChildren(4, 'ADDED', 'UNKNOWN')]);
		expect(book.all()).toEqual([refused, withChildren(4, 'ADDED', 'UNKNOWN')]);
		expect(book.childCounts()).toEqual({
			ready: 0,
			added: 4,
			updated: 0,
			skipped: 1,
			unprocessed: 0,
			pending: 0,
			unknown: 1,
		});
		expect(new AnswerBook(5, false).childCounts()).toBeNull();
	});

	it('counts the rows of a check and their child rows, and keeps none of them', () => {
		const book = new AnswerBook(2, false, () => 3);
		book.enter([answerRow(0, 'READY'), answerRow(1, 'READY')]);
		expect([book.counts().ready, book.childCounts()?.ready, book.all()]).toEqual([2, 6, []]);
	});

	it('calls final only what cannot change any more', () => {
		const book = new AnswerBook(7, true);
		book.enter(oneOfEach());
		expect(Array.from({ length: 7 }, (_, index) => book.isFinal(index))).toEqual([
			true,
			true,
			true,
			false,
			false,
			false,
			false,
		]);
	});
});

describe('an answer', () => {
	it('may be sent again only if it was refused or never sent', () => {
		expect(oneOfEach().map(({ status, retrySafe }) => [status, retrySafe])).toEqual([
			['ADDED', false],
			['UPDATED', false],
			['SKIPPED', true],
			['UNPROCESSED', true],
			['PENDING', false],
			['UNKNOWN', false],
		]);
	});

	it('counts rows from 1, and holds nothing that is not known', () => {
		expect(answerRow(4, 'ADDED')).toEqual({
			status: 'ADDED',
			id: null,
			errors: [],
			job: null,
			row: 5,
			match: null,
			retrySafe: false,
			next: null,
		});
	});
});
