import type { TogetherContext } from '../../../shared/n8n/step/operation';
import type { SubformFields } from '../../../shared/values/fieldValues';
import type { FieldMetadata } from '../../../shared/zoho/metadata/fields';
import { Lookups } from './lookups';
import { joinDotted, replaceReferences } from './references';

type Values = Readonly<Record<string, unknown>>;

/** How many items are looked at before other work of n8n gets a turn. */
const ITEMS_PER_TURN = 200;

/** The values of the items, with IDs of records instead of their names. */
export interface ReferenceReader {
	/** The values of an item as they came. */
	valuesAt(index: number): Values;
	/** The values of an item with IDs. Each item can be taken once. @throws UsageError if a record cannot be told */
	take(index: number): Promise<Values>;
}

/**
 * Reads all items when the first one is taken, so that each record that they name is looked up once, together with the others.
 * @param readValues costs an evaluation of expressions
 * @param subformsOf the fields of the subforms that a row fills
 */
export function referenceReader(
	{ items, execution, ...context }: TogetherContext,
	readValues: (index: number) => Values,
	fields: ReadonlyMap<string, FieldMetadata>,
	subformsOf: (values: Values) => Promise<SubformFields>,
): ReferenceReader {
	const lookups = new Lookups(context);
	const kept = new Map<number, Values>();
	const valuesAt = (index: number): Values => {
		const values = kept.get(index) ?? readValues(index);
		kept.set(index, values);
		return values;
	};
	const noteAll = async (): Promise<void> => {
		for (const index of items.keys()) {
			if (index > 0 && index % ITEMS_PER_TURN === 0) await execution.sleep(0);
			try {
				const values = joinDotted(valuesAt(index), fields);
				replaceReferences(values, fields, await subformsOf(values), (reference) => lookups.note(reference));
			} catch {
				// The item says so when it is taken.
				continue;
			}
		}
		await lookups.lookUp();
	};
	let noted: Promise<void> | undefined;
	return {
		valuesAt,
		async take(index) {
			noted ??= noteAll();
			await noted;
			const values = joinDotted(valuesAt(index), fields);
			kept.delete(index);
			return replaceReferences(values, fields, await subformsOf(values), (reference) => lookups.idOf(reference));
		},
	};
}
