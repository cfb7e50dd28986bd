import { operation } from '../../../../shared/n8n/step/operation';
import { ZohoApiError } from '../../../../shared/zoho/call/errors';
import { fail } from '../../../../shared/zoho/call/recover';
import type { RecordsApi, RecordValues, UpdateOptions, WriteOutcome } from '../../../../shared/zoho/records/api';
import { fieldsParameters } from '../fieldSource';
import { nameRefusals } from '../nameRefusals';
import { planWrite, writeScopes } from '../writePlan';
import { findByParameters, findByScopes, recordFinder } from '../findBy';
import type { RecordTarget } from '../target';
import {
	describeWritten,
	hintAtRecords,
	readItems,
	settleEmptyUpdate,
	writeAndAnswer,
	WRITTEN_ROW,
} from '../groupedWrite';
import { writeOptions } from '../writeOptions';

/** Record > Update. Source: Zoho CRM API v8, Update Records (read 2026-11-21). */
export const updateOperation = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Update',
			value: 'update',
			action: `Update ${target.oneOf}`,
			description: `Change fields of ${target.plural}, one per item, in requests of up to 100`,
		},
		parameters: [
			...target.parameters,
			...findByParameters(target),
			...fieldsParameters('map', target),
			writeOptions('update', target),
		],
		scopes: (read) => [...writeScopes(target, 'UPDATE')(read), ...findByScopes(read, target.moduleOf(read))],
		result: WRITTEN_ROW,
		async together(context) {
			const plan = await planWrite(context, target, 'update');
			const idAt = recordFinder(context, target, () => plan.module);
			const items = await readItems(context, async (index) => {
				const record: RecordValues = { ...(await plan.recordAt(index)), id: await idAt(index) };
				return { record, options: plan.optionsAt(index) };
			});
			const answers = await writeAndAnswer(context, items, {
				keysOf: ({ record }) => [String(record.id)],
				send: async (rows) => {
					const records = rows.map(({ record }) => record);
					const outcomes = await sendUpdate(context.zoho.records, plan.module, records, rows[0].options.client);
					return nameRefusals(outcomes, records, { ...plan, ...target });
				},
				isAboutSingleRows: isChangedLater,
				describe: describeWritten,
				idOf: ({ record }) => String(record.id),
				settle: (row) => settleEmptyUpdate(row),
			});
			hintAtRecords(context, plan, items);
			return answers;
		},
	});

/** If one record was changed after the given time, Zoho writes none of its group. */
function isChangedLater(reason: unknown): reason is ZohoApiError {
	return reason instanceof ZohoApiError && reason.code === 'ALREADY_MODIFIED' && !reason.mayHaveBeenApplied;
}

/** Sends one group. A record that is alone in it and was changed later fails like any other record. */
async function sendUpdate(
	records: RecordsApi,
	module: string,
	rows: readonly RecordValues[],
	options: UpdateOptions,
): Promise<WriteOutcome[]> {
	return await records
		.update(module, rows, options)
		.catch((reason: unknown) =>
			rows.length === 1 && isChangedLater(reason) ? [{ status: 'refused', refusal: reason }] : fail(reason),
		);
}
