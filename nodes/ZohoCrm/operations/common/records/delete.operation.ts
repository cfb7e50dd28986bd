import { flag, optional, optionSet } from '../../../../shared/n8n/form/options';
import { operation } from '../../../../shared/n8n/step/operation';
import { moduleScope } from '../../../../shared/zoho/call/scopes';
import { readModule } from '../writePlan';
import { recordLocator, type RecordTarget } from '../target';
import { describeWritten, readItems, readRecordId, writeAndAnswer } from '../groupedWrite';
import { optionsReader, REPEATED, SENDING, toSending } from '../writeOptions';

const OPTIONS = optionSet({
	...SENDING,
	runWorkflows: optional(
		flag('Run Workflows', `Whether to run workflow rules for deleted records. ${REPEATED}`, { default: true }),
	),
});

/** Record > Delete. Source: Zoho CRM API v8, Delete Records (read 2026-11-21). */
export const deleteOperation = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Delete',
			value: 'delete',
			action: `Delete ${target.plural}`,
			description: `Move ${target.plural} to the recycle bin, one per item, in requests of up to 100`,
		},
		parameters: [...target.parameters, recordLocator(target), OPTIONS.collection()],
		scopes: (read) => [moduleScope(target.moduleOf(read), 'DELETE')],
		async together(context) {
			const { module, checkAt } = readModule(context, target);
			const optionsAt = optionsReader(context, OPTIONS, (values) => {
				const client = { runWorkflows: values.runWorkflows ?? undefined };
				return { ...toSending(values, JSON.stringify(client)), client };
			});
			const items = await readItems(context, (index) => {
				checkAt(index);
				return { id: readRecordId(context, target, index), options: optionsAt(index) };
			});
			return await writeAndAnswer(context, items, {
				keysOf: ({ id }) => [id],
				send: async (rows) =>
					await context.zoho.records.delete(
						module,
						rows.map(({ id }) => id),
						rows[0].options.client,
					),
				describe: describeWritten,
			});
		},
	});
