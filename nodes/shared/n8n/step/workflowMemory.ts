import type { IExecuteFunctions } from 'n8n-workflow';
import { isObject } from '../../zoho/call/shape';

/** Where the workflow keeps texts for later executions. */
const SLOT = 'zohoCrmMemory';
/** How many texts are kept. The number is small because n8n reads and writes the data of a workflow as a whole. */
const MOST_TEXTS = 20;

interface KeptText {
	readonly key: string;
	readonly text: string;
}

/**
 * Keeps a text with the workflow, dropping the oldest of more than 20. n8n stores it when the execution ends or falls
 * asleep, but not in manual runs.
 */
export function rememberText(context: IExecuteFunctions, key: string, text: string): void {
	const others = readTexts(context).filter((kept) => kept.key !== key);
	context.getWorkflowStaticData('global')[SLOT] = [...others, { key, text }].slice(-MOST_TEXTS);
}

/** A text that an earlier execution of the workflow kept; null if there is none. */
export function recallText(context: IExecuteFunctions, key: string): string | null {
	return readTexts(context).find((kept) => kept.key === key)?.text ?? null;
}

function readTexts(context: IExecuteFunctions): KeptText[] {
	const kept: unknown = context.getWorkflowStaticData('global')[SLOT];
	if (!Array.isArray(kept)) return [];
	return kept.flatMap((entry: unknown) =>
		isObject(entry) && typeof entry.key === 'string' && typeof entry.text === 'string'
			? [{ key: entry.key, text: entry.text }]
			: [],
	);
}
