import type { IDataObject, IExecuteFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';
import { isObject } from '../../zoho/call/shape';

/** Our own query parameter, next to the signature that n8n requires. */
const TOKEN = 'callback';
/** Where the execution keeps what it needs after waking. */
const MEMORY = 'zohoCrmAsleep';

/** The address that wakes the sleeping execution. */
export function callbackUrl(context: IExecuteFunctions, token: string): string {
	const url = new URL(String(context.evaluateExpression('{{ $execution.resumeUrl }}', 0)));
	url.searchParams.set(TOKEN, token);
	return url.href;
}

/**
 * Lets n8n keep the execution in its database until a callback comes or the time is up. `execute` is not called again.
 * @param timedOut the output items if no callback comes; without them n8n would pass the input items on
 */
export async function fallAsleep(
	context: IExecuteFunctions,
	memory: IDataObject,
	untilMs: number,
	timedOut: INodeExecutionData[],
): Promise<void> {
	context.getContext('node')[MEMORY] = { memory, itemCount: context.getInputData().length };
	context.getExecuteData().data = { main: [timedOut] };
	await context.putExecutionToWait(new Date(untilMs));
}

/** What a callback finds in the execution that sleeps. */
export interface Sleep {
	/** As given to `fallAsleep`. */
	readonly memory: unknown;
	/** As given to `callbackUrl`. Anyone who knows the address can send another one. */
	readonly token: string;
	/** The input items, as they were when it fell asleep. */
	readonly items: INodeExecutionData[];
}

/** Reads what the execution kept, and the token of the callback. */
export function readSleep(context: IWebhookFunctions): Sleep {
	const kept: unknown = context.evaluateExpression(
		`{{ $node[${literalOf(context.getNode().name)}].context[${literalOf(MEMORY)}] }}`,
	);
	const { memory, itemCount } = isObject(kept) ? kept : { memory: null, itemCount: 0 };
	const token: unknown = Reflect.get(context.getQueryData(), TOKEN);
	return {
		memory,
		token: typeof token === 'string' ? token : '',
		items: readInputItems(context).slice(0, Number(itemCount)),
	};
}

/** A text as it stands in an expression. n8n takes the first two closing braces for the end of the expression. */
const literalOf = (text: string): string =>
	JSON.stringify(text).replace(/[{}]/g, (brace) => (brace === '{' ? '\\u007b' : '\\u007d'));

/** The input items as the previous node gave them. The sleeping node's own are replaced by those for the end of the time. */
function readInputItems(context: IWebhookFunctions): INodeExecutionData[] {
	const items: unknown = context.evaluateExpression(
		'{{ $items($prevNode.name, $prevNode.outputIndex, $prevNode.runIndex) }}',
	);
	return Array.isArray(items) ? items.filter(isItem) : [];
}

const isItem = (value: unknown): value is INodeExecutionData => isObject(value) && isObject(value.json);
