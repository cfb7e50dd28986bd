import { count, flag, located, optionSet } from '../../../shared/n8n/form/options';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import { operation } from '../../../shared/n8n/step/operation';
import { UsageError } from '../../../shared/zoho/call/errors';
import { SCOPES } from '../../../shared/zoho/call/scopes';
import type { ZohoClient } from '../../../shared/zoho/client';
import { userLocator } from '../common/locators';
import { findUserId, userParameter } from './userLocators';
import { writeUsers, type UserAnswer } from './writeUsers';

const DEFAULT_WAIT_SECONDS = 120;
const TRANSFER_FAILED = new UsageError(
	'Zoho CRM ended the transfer without completing it. The user is not deleted',
	'Check in Zoho CRM what the user still owns, then retry',
	'TRANSFER_FAILED',
);
const RUNNING = {
	reason: 'The transfer is still running in Zoho CRM',
	next: 'Get the user by ID later. When the transfer has completed, the status is deleted',
} as const;

const IF_TRANSFERRED = { show: { records: ['transfer'] } };

const OPTIONS = optionSet({
	newSuperior: located(
		userLocator(
			'New Manager',
			"The user that the deleted user's direct reports will report to. Defaults to the new owner of the records.",
		),
	),
	transferAssignment: flag(
		'Transfer Assignment Rules',
		'Whether to replace the user by the new owner in assignment rules',
		{ default: true },
	),
	transferCriteria: flag(
		'Transfer Criteria',
		'Whether to replace the user by the new owner in the criteria of views and rules',
		{ default: true },
	),
	waitSeconds: count(
		'Wait at Most (Seconds)',
		DEFAULT_WAIT_SECONDS,
		'How long to wait for the transfer. If it takes longer, the result has the status PENDING and the ID of the job.',
		{ typeOptions: { minValue: 0 } },
	),
});

/** User > Delete. Source: Zoho CRM API v8, Delete User, Transfer and Delete User (read 2026-11-21). */
export const deleteUser = operation({
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete a user',
		description:
			"Transfer a user's records to another user, then delete the user. The user counts as deleted only after the transfer has completed. Cannot be undone.",
	},
	parameters: [
		userParameter(),
		{
			displayName: 'Records of the User',
			name: 'records',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Leave with Deleted User',
					value: 'leave',
					description: 'The deleted user remains the owner of the records',
				},
				{ name: 'Transfer to Another User', value: 'transfer', description: 'Another user becomes the owner' },
			],
			default: 'transfer',
			description: 'What to do with the records that the user owns',
		},
		{
			...userLocator('Transfer Records To', 'The active user who becomes the owner of the records'),
			name: 'heir',
			required: true,
			displayOptions: IF_TRANSFERRED,
		},
		OPTIONS.collection({ displayOptions: IF_TRANSFERRED }),
	],
	scopes: (read) => [SCOPES.users.read, read.string('records') === 'leave' ? SCOPES.users.delete : SCOPES.users.create],
	result: { place: 'item', keys: ['transfer', 'heirId', 'jobId'] },
	async together(context) {
		const isLeft = context.readAt(0).choice('records', ['leave', 'transfer']) === 'leave';
		return await writeUsers(context, async (read) =>
			isLeft ? await deleteAlone(context.zoho, read) : await handOver(context.zoho, read),
		);
	},
});

async function deleteAlone(zoho: ZohoClient, read: ParameterReader): Promise<UserAnswer> {
	const id = await findUserId(zoho, read.locator('userId'));
	await zoho.users.delete(id);
	return { status: 'done', done: { id, status: 'DELETED' } };
}

async function handOver(zoho: ZohoClient, read: ParameterReader): Promise<UserAnswer> {
	const [wanted, heir] = [read.locator('userId'), read.locator('heir')];
	const { newSuperior, transferAssignment, transferCriteria, waitSeconds } = read.options(OPTIONS);
	const [id, heirId] = [await findUserId(zoho, wanted), await findUserId(zoho, heir)];
	const jobId = await zoho.users.handOverAndDelete(id, {
		heirId,
		records: true,
		assignment: transferAssignment,
		criteria: transferCriteria,
		...(newSuperior === '' ? {} : { newSuperiorId: await findUserId(zoho, newSuperior) }),
	});
	// From here on the job runs, whoever asks for it: a lost reply to that question is not a failure.
	const state = await zoho.users.waitForHandover(jobId, waitSeconds).catch(() => null);
	const own = { transfer: state ?? 'unknown', heirId, jobId };
	if (state === 'failed') return { status: 'halfDone', reason: TRANSFER_FAILED, id, own };
	// Only a completed transfer has deleted the user.
	return {
		status: 'done',
		done: state === 'completed' ? { id, status: 'DELETED', own } : { id, status: 'PENDING', ...RUNNING, own },
	};
}
