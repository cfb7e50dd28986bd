import { operation } from '../../../shared/n8n/operation';
import { ZohoApiError } from '../../../shared/zoho/errors';
import type { RecordsApi, RecordValues, UpdateOptions, WriteOutcome } from '../../../shared/zoho/records';
import { fieldsParameters } from './fieldSource';
import { planWrite, writeScopes } from './plan';
import { recordLocator, type RecordTarget } from './target';
import { describeWritten, hintAtRecords, readItems, readRecordId, writeAndAnswer } from './write';
import { writeOptions } from './writeForm';

/** Record > Update. Source: Zoho CRM API v8, Update Records (read 2026-11-21). */
export const updateRecords = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Update',
			value: 'update',
			action: `Update ${target.plural}`,
			description: `Change fields of a ${target.singular} for every item, 100 in a request`,
		},
		parameters: [...target.parameters, recordLocator(target), ...fieldsParameters('update'), writeOptions('update')],
		scopes: writeScopes(target, 'UPDATE'),
		async together(context) {
			const plan = await planWrite(context, target, 'update');
			const items = await readItems(context, async (index) => {
				const record: RecordValues = { ...(await plan.recordAt(index)), id: readRecordId(context, target, index) };
				return { record, options: plan.optionsAt(index) };
			});
			const answers = await writeAndAnswer(context, plan.optionsAt(0), items, {
				keysOf: ({ record }) => [String(record.id)],
				send: async (rows) => await sendUpdate(context.zoho.records, plan.module, rows.map(({ record }) => record), rows[0].options.client),
				describe: describeWritten,
			});
			hintAtRecords(context, plan, [...items.rows.values()].map(({ record }) => record));
			return answers;
		},
	});

/** Zoho's code where a record was changed after the time that the request named. */
const CHANGED_LATER = 'ALREADY_MODIFIED';

/**
 * Sends one group. Where one of its records was changed after the given time, Zoho writes none of them: each is then sent by
 * itself, so that only those are refused that were changed.
 */
async function sendUpdate(records: RecordsApi, module: string, rows: readonly RecordValues[], options: UpdateOptions): Promise<WriteOutcome[]> {
	const sent = await records.update(module, rows, options).catch(async (reason: unknown) => {
		const isRefusal = reason instanceof ZohoApiError && reason.code === CHANGED_LATER && !reason.mayHaveBeenApplied;
		return isRefusal ? reason : await Promise.reject(reason);
	});
	if (!(sent instanceof ZohoApiError)) return sent;
	if (rows.length === 1) return [{ status: 'refused', refusal: sent }];
	const outcomes: WriteOutcome[] = [];
	for (const row of rows) outcomes.push(...(await sendUpdate(records, module, [row], options)));
	return outcomes;
}
