import { operation } from '../../../../shared/n8n/step/operation';
import { fieldsParameters } from '../fieldSource';
import { nameRefusals } from '../nameRefusals';
import { planWrite, writeScopes } from '../writePlan';
import type { RecordTarget } from '../target';
import { describeWritten, hintAtRecords, readItems, writeAndAnswer, WRITTEN_ROW } from '../groupedWrite';
import { writeOptions } from '../writeOptions';

/** Record > Create. Source: Zoho CRM API v8, Insert Records (read 2026-11-21). */
export const createOperation = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Create',
			value: 'create',
			action: `Create ${target.oneOf}`,
			description: `Create ${target.plural}, one per item, in requests of up to 100`,
		},
		parameters: [...target.parameters, ...fieldsParameters('add', target), writeOptions('insert', target)],
		scopes: writeScopes(target, 'CREATE'),
		result: WRITTEN_ROW,
		async together(context) {
			const plan = await planWrite(context, target, 'insert');
			const items = await readItems(context, async (index) => ({
				record: await plan.recordAt(index),
				options: plan.optionsAt(index),
			}));
			const answers = await writeAndAnswer(context, items, {
				keysOf: () => [],
				send: async (rows) => {
					const records = rows.map(({ record }) => record);
					const outcomes = await context.zoho.records.insert(plan.module, records, rows[0].options.client);
					return nameRefusals(outcomes, records, { ...plan, ...target });
				},
				describe: describeWritten,
				idOf: () => null,
			});
			hintAtRecords(context, plan, items);
			return answers;
		},
	});
