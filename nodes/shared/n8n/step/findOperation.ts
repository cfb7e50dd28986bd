import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { UsageError } from '../../zoho/call/errors';
import { toNodeError } from './errors';
import type { Operation, Resource } from './operation';
import { parameterReader } from '../form/parameters';

/** The operation that the user chose. */
export function findOperation(
	context: IExecuteFunctions | IWebhookFunctions,
	resources: readonly Resource[],
): Operation {
	const read = parameterReader(context, 0);
	const resource = resources.find(({ value }) => value === read.string('resource'));
	const operation = resource?.operations.find(({ option }) => option.value === read.string('operation'));
	if (operation !== undefined) return operation;
	const unknown = new UsageError(
		'This step is set to an operation that this version of the node does not have',
		'Choose the operation again',
	);
	throw toNodeError(context.getNode(), unknown);
}

/** How many outputs the node has as it is set. */
export function readOutputCount(context: IExecuteFunctions | IWebhookFunctions, operation: Operation): number {
	return operation.outputs?.(parameterReader(context, 0)) ?? 1;
}
