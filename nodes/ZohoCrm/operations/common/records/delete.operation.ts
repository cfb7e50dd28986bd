import { flag, optional, optionSet } from '../../../../shared/n8n/form/options';
import { operation } from '../../../../shared/n8n/step/operation';
import { fail } from '../../../../shared/zoho/call/recover';
import { moduleScope } from '../../../../shared/zoho/call/scopes';
import type { WriteOutcome } from '../../../../shared/zoho/records/api';
import { nameRefusals } from '../nameRefusals';
import { readModule } from '../writePlan';
import { findByParameters, findByScopes, recordFinder } from '../findBy';
import type { RecordTarget } from '../target';
import { describeWritten, PLAIN_ROW, readItems, writeAndAnswer } from '../groupedWrite';
import { optionsReader, REPEATED, SENDING, toSending } from '../writeOptions';

const OPTIONS = optionSet({
	...SENDING,
	runWorkflows: optional(
		flag('Run Workflows', `Whether to run workflow rules for deleted records. ${REPEATED}`, { default: true }),
	),
});

const FORM = OPTIONS.collection();

/** Record > Delete. Source: Zoho CRM API v8, Delete Records (read 2026-11-21). */
export const deleteOperation = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Delete',
			value: 'delete',
			action: `Delete ${target.oneOf}`,
			description: `Move ${target.plural} to the recycle bin, one per item, in requests of up to 100`,
		},
		parameters: [...target.parameters, ...findByParameters(target), FORM],
		scopes: (read) => [moduleScope(target.moduleOf(read), 'DELETE'), ...findByScopes(read, target.moduleOf(read))],
		result: PLAIN_ROW,
		async together(context) {
			const { module, checkAt } = readModule(context, target);
			const optionsAt = optionsReader(context, OPTIONS, (values) => {
				const client = { runWorkflows: values.runWorkflows ?? undefined };
				return { ...toSending(values, JSON.stringify(client)), client };
			});
			const idAt = recordFinder(context, target, () => module);
			const items = await readItems(context, async (index) => {
				checkAt(index);
				return { id: await idAt(index), options: optionsAt(index) };
			});
			// What is gone already is deleted, as its item wants it.
			const deleted = new Map<string, WriteOutcome>();
			return await writeAndAnswer(context, items, {
				keysOf: ({ id }) => [id],
				send: async (rows) => {
					const open = rows.filter(({ id }) => !deleted.has(id)).map(({ id }) => id);
					const outcomes = nameRefusals(
						await context.zoho.records.delete(module, open, rows[0].options.client),
						open.map((id) => ({ id })),
						{ fields: new Map(), singular: target.singular },
					);
					const now = new Map(open.map((id, position) => [id, outcomes[position]]));
					for (const [id, outcome] of now) if (outcome.status === 'success') deleted.set(id, outcome);
					return rows.map(({ id }) => now.get(id) ?? deleted.get(id) ?? fail(new RangeError(id)));
				},
				describe: describeWritten,
				idOf: ({ id }) => id,
			});
		},
	});
