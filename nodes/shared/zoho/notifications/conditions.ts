/** A module or field as conditions name it: Zoho wants both. */
export interface ConditionName {
	readonly apiName: string;
	readonly id: string;
}

/** Fields of a module of which at least one must have changed. */
export interface ChangeCondition {
	readonly module: ConditionName;
	/** At least one; at most ten in all conditions of a channel. */
	readonly fields: readonly ConditionName[];
}

/** Writes conditions. A group has at most two entries, so that more are put together in pairs. Source: Enable Notifications, v8 (read 2026-11-21). */
export function encodeConditions(conditions: readonly ChangeCondition[]): unknown[] {
	return conditions.map(({ module, fields }) => ({
		type: 'field_selection',
		module: encodeName(module),
		field_selection: fields
			.map((field): object => ({ field: encodeName(field) }))
			.reduceRight((rest, field) => ({ group_operator: 'or', group: [field, rest] })),
	}));
}

const encodeName = ({ apiName, id }: ConditionName): object => ({ api_name: apiName, id });
