import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { NodeRunResult } from '../stage/runNode';
import { SAID } from '../stage/said';
import { useStage, type Stage, type StageUse } from '../stage/stage';

/**
 * A stage on which the rows of imports come as facts to compare: null where a row says nothing, and what is under `details`
 * beside the rest. Their shape itself is the matter of `test/laws/results.test.ts`.
 */
export function useImportStage(use: StageUse = {}): Stage {
	const stage = useStage(use);
	return { ...stage, run: async (...wishes) => opened(await stage.run(...wishes)) };
}

function opened(result: NodeRunResult): NodeRunResult {
	const outputs = result.outputs.map((items) => items.map(openItem));
	const sleep = result.sleep && {
		...result.sleep,
		timedOut: result.sleep.timedOut.map(openItem),
		wake: async (...wishes: Parameters<NonNullable<NodeRunResult['sleep']>['wake']>) => {
			const woken = await result.sleep?.wake(...wishes);
			return { ...woken, workflowData: woken?.workflowData?.map((items) => items.map(openItem)) };
		},
	};
	return { ...result, outputs, sleep, items: outputs[0], json: outputs[0].map(({ json }) => json) };
}

const openItem = (item: INodeExecutionData): INodeExecutionData => ({ ...item, json: openJson(item.json) });

function openJson(json: IDataObject): IDataObject {
	if (typeof json.importId !== 'string' || json.importId === '') return json;
	return typeof json.rows === 'number' ? openSummary(json) : openRow(json);
}

const orNull = (value: unknown): never => (value === '' || value === undefined ? null : value) as never;

/** Why and what to do, as one text, without what rows say that are done. Other words of theirs stay, to be seen. */
function textOf({ status, reason, next = '' }: IDataObject): unknown {
	if (status === 'SKIPPED' || reason === SAID[String(status)] || reason === '') return next;
	return next === '' ? reason : `${String(reason)}. ${String(next)}`;
}

/** What a row says, without what says nothing. Why and what to do are one text, but of rows that Zoho or a check rejected. */
function openRow(json: IDataObject): IDataObject {
	const { importId, status, reason, id, job, row, details, children } = json;
	const { errors = [], match = null, retrySafe } = details as IDataObject;
	const facts = { status, id: orNull(id), errors, job: orNull(job), row, match, retrySafe, next: orNull(textOf(json)) };
	// Every import has another ID: it is there to be read, and not compared.
	return Object.defineProperty(
		{
			...facts,
			...(status === 'SKIPPED' && reason !== '' ? { reason } : {}),
			...(children === undefined || children === '' ? {} : { children: openChildren(children as IDataObject) }),
		} as IDataObject,
		'importId',
		{ value: importId, enumerable: false },
	);
}

function openChildren(children: IDataObject): IDataObject {
	const entries = Object.entries(children).map(([key, rows]) => [
		key,
		(rows as IDataObject[]).map(({ status, reason, id, next, code }) => ({
			status,
			id: orNull(id),
			next: orNull(next),
			...(reason === '' ? {} : { reason }),
			...(code === '' ? {} : { code }),
		})),
	]);
	return Object.fromEntries(entries);
}

const NO_COUNTS = { ready: 0, added: 0, updated: 0, skipped: 0, unprocessed: 0, pending: 0, unknown: 0 };

function openSummary(summary: IDataObject): IDataObject {
	const mapping = (summary.mapping as IDataObject[]).map((line) =>
		Object.fromEntries(Object.entries(line).map(([key, value]) => [key, orNull(value)])),
	);
	return {
		...NO_COUNTS,
		...summary,
		...(summary.children === undefined ? {} : { children: { ...NO_COUNTS, ...(summary.children as IDataObject) } }),
		jobs: summary.jobs ?? [],
		openJobs: summary.openJobs ?? [],
		creditsRemaining: orNull(summary.creditsRemaining),
		mapping,
	};
}
