import type { INodeProperties } from 'n8n-workflow';
import { operation } from '../../../shared/n8n/step/operation';
import { readFlag, readText } from '../../../shared/n8n/form/optionValues';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import type { ZohoClient } from '../../../shared/zoho/client';
import { UsageError } from '../../../shared/zoho/call/errors';
import { findUserId, userLocator, userParameter } from '../common/userLocators';
import { writeUsers, type UserAnswer } from './writeUsers';
import { SCOPES } from '../../../shared/zoho/call/scopes';

const DEFAULT_WAIT_SECONDS = 120;
const TRANSFER_FAILED = new UsageError(
	'Zoho CRM ended the transfer without completing it, and the user is not deleted',
	'Check in Zoho CRM what the user still owns, then run the step again',
	'TRANSFER_FAILED',
);
const LOOK_LATER =
	'The transfer goes on in Zoho CRM: look at the user with Get, by its ID, later. Its status is deleted once the transfer has completed';

const OPTIONS: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: { records: ['transfer'] } },
	options: [
		userLocator(
			{
				displayName: 'New Superior',
				name: 'newSuperior',
				description: 'To whom the users who report to the deleted user report from then on; the heir unless given',
			},
			'searchActiveUsers',
		),
		{
			displayName: 'Transfer Assignment Rules',
			name: 'transferAssignment',
			type: 'boolean',
			default: true,
			description: 'Whether the heir takes the place of the user in assignment rules',
		},
		{
			displayName: 'Transfer Criteria',
			name: 'transferCriteria',
			type: 'boolean',
			default: true,
			description: 'Whether the heir takes the place of the user in criteria of views and rules',
		},
		{
			displayName: 'Wait (Seconds)',
			name: 'waitSeconds',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: DEFAULT_WAIT_SECONDS,
			description:
				'How long to wait for the transfer. A user whose transfer still runs is answered as PENDING, with the job.',
		},
	],
};

/** User > Delete. Source: Zoho CRM API v8, Delete User, Transfer and Delete User (read 2026-11-21). */
export const deleteUser = operation({
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete user',
		description:
			'Delete a user after the records went to an heir. The user is reported as deleted only once the transfer has completed. Cannot be undone.',
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
					description: 'Records keep the deleted user as their owner',
				},
				{ name: 'Transfer to Heir', value: 'transfer', description: 'Another user becomes their owner' },
			],
			default: 'transfer',
			description: 'What becomes of the records that the user owns',
		},
		{
			...userLocator(
				{ displayName: 'Heir', name: 'heir', description: 'The active user who gets the records' },
				'searchActiveUsers',
			),
			required: true,
			displayOptions: { show: { records: ['transfer'] } },
		},
		OPTIONS,
	],
	scopes: (read) => [SCOPES.users.read, read.string('records') === 'leave' ? SCOPES.users.delete : SCOPES.users.create],
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
	return { status: 'done', json: { id, status: 'DELETED' } };
}

async function handOver(zoho: ZohoClient, read: ParameterReader): Promise<UserAnswer> {
	const [wanted, heir, options] = [read.locator('userId'), read.locator('heir'), read.collection('options')];
	const waitSeconds = Number(options.waitSeconds ?? DEFAULT_WAIT_SECONDS);
	if (!(waitSeconds >= 0))
		throw new UsageError('Wait (Seconds) is not a number from 0', 'Correct the option, or remove it');
	const superior = readText(options, 'newSuperior', 'New Superior');
	const [id, heirId] = [await findUserId(zoho, wanted), await findUserId(zoho, heir)];
	const jobId = await zoho.users.handOverAndDelete(id, {
		heirId,
		records: true,
		assignment: readFlag(options, 'transferAssignment', 'Transfer Assignment Rules') ?? true,
		criteria: readFlag(options, 'transferCriteria', 'Transfer Criteria') ?? true,
		...(superior === '' ? {} : { newSuperiorId: await findUserId(zoho, superior) }),
	});
	// The job runs from here on, whoever asks for it: a question that goes unanswered is no refusal.
	const state = await zoho.users.waitForHandover(jobId, waitSeconds).catch(() => null);
	const transfer = { id, transfer: state ?? 'unknown', heirId, jobId };
	if (state === 'failed') return { status: 'halfDone', reason: TRANSFER_FAILED, more: transfer };
	// Only a completed transfer has deleted the user.
	return {
		status: 'done',
		json:
			state === 'completed' ? { ...transfer, status: 'DELETED' } : { ...transfer, status: 'PENDING', next: LOOK_LATER },
	};
}
