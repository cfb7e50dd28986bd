import type { SubformFields } from '../../../shared/values/fieldValues';
import type { ZohoClient } from '../../../shared/zoho/client';
import { ZohoApiError } from '../../../shared/zoho/call/errors';
import { recover } from '../../../shared/zoho/call/recover';
import type { FieldMetadata } from '../../../shared/zoho/metadata/fields';

/** A reader of the fields of those subforms that a row fills; each is asked for once, when the first row fills it. */
export function subformReader(
	{ metadata }: Pick<ZohoClient, 'metadata'>,
	fields: ReadonlyMap<string, FieldMetadata>,
): (values: Readonly<Record<string, unknown>>) => Promise<SubformFields> {
	const subforms = [...fields.values()].flatMap(({ apiName, subform }) =>
		subform === null ? [] : [{ apiName, module: subform.module }],
	);
	const known = new Map<string, ReadonlyMap<string, FieldMetadata>>();
	return async (values) => {
		for (const { apiName, module } of subforms) {
			if (known.has(apiName) || values[apiName] === undefined) continue;
			const found = await recover(metadata.fields(module), isHidden, () => []);
			known.set(apiName, new Map(found.map((field) => [field.apiName, field])));
		}
		return known;
	};
}

/** Whether Zoho does not tell this user about the module; the rows then go as they are. */
const isHidden = (reason: unknown): boolean =>
	reason instanceof ZohoApiError && (reason.code === 'INVALID_MODULE' || reason.code === 'NO_PERMISSION');
