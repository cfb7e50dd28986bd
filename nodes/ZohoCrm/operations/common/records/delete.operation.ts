import { operation } from '../../../../shared/n8n/step/operation';
import { moduleScope } from '../../../../shared/zoho/call/scopes';
import { readModule } from '../writePlan';
import { recordLocator, type RecordTarget } from '../target';
import { describeWritten, readItems, readRecordId, writeAndAnswer } from '../groupedWrite';
import { optionsCollection, optionsReader, requestsAtOnceOption, stopOnRefusalOption } from '../writeOptions';

/** Record > Delete. Source: Zoho CRM API v8, Delete Records (read 2026-11-21). */
export const deleteRecords = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Delete',
			value: 'delete',
			action: `Delete ${target.plural}`,
			description: `Move a ${target.singular} to the recycle bin for every item, 100 in a request`,
		},
		parameters: [
			...target.parameters,
			recordLocator(target),
			optionsCollection([
				requestsAtOnceOption(),
				{
					displayName: 'Run Workflows',
					name: 'runWorkflows',
					type: 'boolean',
					default: true,
					description:
						'Whether workflow rules for deleted records run. After a lost connection a repeated request may run them again.',
				},
				stopOnRefusalOption(),
			]),
		],
		scopes: (read) => [moduleScope(target.moduleOf(read), 'DELETE')],
		async together(context) {
			const { module, checkAt } = readModule(context, target);
			const optionsAt = optionsReader(context);
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
