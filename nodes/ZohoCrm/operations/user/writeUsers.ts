import type { IDataObject } from 'n8n-workflow';
import { describeFailures } from '../../../shared/n8n/step/hints';
import type { AnsweringItem, TogetherContext } from '../../../shared/n8n/step/operation';
import type { ResultParts } from '../../../shared/n8n/step/resultRow';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import { consequencesOf, isZohoError, UsageError } from '../../../shared/zoho/call/errors';
import { fail } from '../../../shared/zoho/call/recover';

const CANCELLED = new UsageError('The execution was stopped before this item was sent', 'Retry this item');
const STOPPED = new UsageError(
	'The node stopped because an earlier item failed',
	'Retry this item, or set On Error to continue',
);
const LOOK_FIRST =
	'The reply was lost, so the user may have been created or changed. Look at the user in Zoho CRM before you retry this item';

/** The result of an item. `halfDone`: Zoho began, but ended without doing it; `own` says what it did. */
export type UserAnswer =
	| { readonly status: 'done'; readonly done: ResultParts }
	| { readonly status: 'refused' | 'unsent' | 'unknown'; readonly reason: unknown }
	| { readonly status: 'halfDone'; readonly reason: UsageError; readonly id: string; readonly own: IDataObject };

const STATUS_OF = { refused: 'SKIPPED', unsent: 'UNPROCESSED', unknown: 'UNKNOWN', halfDone: 'SKIPPED' } as const;

/**
 * Writes a user for every item, one after the other, and gives each a result. After a failure the other items are not sent,
 * unless the node continues on fail and the credential itself was not rejected.
 * @param write writes the user of one item; rejects if Zoho does
 * @throws why the first item failed, if nothing was written and the node does not continue on fail; later nothing, because
 * n8n could send all items again
 */
export async function writeUsers(
	context: TogetherContext,
	write: (read: ParameterReader) => Promise<UserAnswer>,
): Promise<AnsweringItem[]> {
	const answers: UserAnswer[] = [];
	let stopped: unknown = null;
	for (const index of context.items.keys()) {
		if (context.execution.isCancelled()) stopped ??= CANCELLED;
		const answer: UserAnswer =
			stopped === null ? await writeOne(context, index, write) : { status: 'unsent', reason: stopped };
		answers.push(answer);
		if (stopped !== null || answer.status === 'done') continue;
		if (!context.continuesOnFail && index === 0 && answer.status === 'refused')
			return fail(context.toNodeError(answer.reason, 0));
		stopped = reasonToStop(context, answer.reason);
	}
	const openCount = answers.filter(({ status }) => status !== 'done').length;
	if (openCount > 0) context.hint(describeFailures(openCount, answers.length), 'warning');
	return answers.map(toItem);
}

async function writeOne(
	context: TogetherContext,
	index: number,
	write: (read: ParameterReader) => Promise<UserAnswer>,
): Promise<UserAnswer> {
	return await write(context.readAt(index)).catch((reason: unknown) => ({
		status: isUncertain(reason) ? 'unknown' : 'refused',
		reason,
	}));
}

/** What n8n itself rejected, such as an expression, failed before anything was sent. */
const isUncertain = (reason: unknown): boolean => isZohoError(reason) && reason.mayHaveBeenApplied;

function reasonToStop(context: TogetherContext, reason: unknown): unknown {
	if (consequencesOf(reason).reach === 'everything') return reason;
	return context.continuesOnFail ? null : STOPPED;
}

function toItem(answer: UserAnswer, answers: number): AnsweringItem {
	if (answer.status === 'done') return { done: answer.done, answers };
	const { reason } = answer;
	const status = STATUS_OF[answer.status];
	if (answer.status === 'halfDone') return { refused: { status, reason, id: answer.id, own: answer.own }, answers };
	return { refused: { status, reason, ...(answer.status === 'unknown' ? { next: LOOK_FIRST } : {}) }, answers };
}
