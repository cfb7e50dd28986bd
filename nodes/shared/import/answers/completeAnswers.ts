import { answerRow, type ChildAnswer, type RowAnswer } from '../rows/answer';
import type { CheckedRows, ChildCount } from '../rows/source';
import type { AnswerBook } from './answerBook';
import { answerOfParent } from './jobAnswers';

const FORGOTTEN = {
	reason: 'The row has no result',
	next: 'Check its record in Zoho CRM, and please report this',
} as const;

/**
 * The answers that are still missing when everything is done: of rows that nothing has answered, and of child rows that
 * came with a row whose answer says nothing of them.
 */
export function* completeAnswers(
	book: Pick<AnswerBook, 'get' | 'has' | 'rowCount'>,
	{ hasChildren, childCountsOf }: Pick<CheckedRows, 'childCountsOf' | 'hasChildren'>,
): Generator<RowAnswer> {
	for (let index = 0; index < book.rowCount; index += 1) {
		const counts = hasChildren ? childCountsOf(index) : [];
		const answer = book.has(index) ? book.get(index) : answerRow(index, 'UNKNOWN', FORGOTTEN);
		if (answer === undefined) continue;
		if (answer.children === undefined && counts.length > 0)
			yield { ...answer, children: answerChildren(answer, counts) };
		else if (!book.has(index)) yield answer;
	}
}

function answerChildren(answer: RowAnswer, counts: readonly ChildCount[]): Record<string, ChildAnswer[]> {
	const entries = counts.map(
		({ key, count }) => [key, Array.from({ length: count }, () => answerChild(answer))] as const,
	);
	return Object.fromEntries(entries);
}

/** A record that was written by the records API was written with all of its rows. */
function answerChild(answer: RowAnswer): ChildAnswer {
	const isWritten = answer.status === 'ADDED' || answer.status === 'UPDATED';
	return isWritten && answer.job === null
		? { status: 'ADDED', id: null, errors: [], next: null }
		: answerOfParent(answer);
}
