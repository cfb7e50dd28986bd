import { UsageError } from '../../zoho/call/errors';
import { MAX_CHILD_ROWS_PER_PARENT } from '../../zoho/call/limits';
import type { FieldMetadata } from '../../zoho/metadata/fields';
import { planColumns, type ChildField, type InputKeys } from './columns';
import type { MappedColumn } from './mappedColumn';
import type { Problems } from './problems';
import type { NamedUsers } from './userColumns';
import type { RowTrouble } from './preflight';
import type { ColumnRules } from '../request';
import type { InputRow } from '../../values/fieldValues';

/** How the rows under one key of the input become rows of another module. */
export interface ChildPlan extends ChildField {
	/** API name of the module of the child rows: the subform's, or the one that links the records. */
	readonly module: string;
	/** API name of its field that points to the parent. */
	readonly link: string;
	readonly columns: readonly MappedColumn[];
}

/** Rules under which child rows are always new, whatever the parents are. */
function childRules(rules: ColumnRules, module: string): ColumnRules {
	return {
		...rules,
		module,
		operation: 'insert',
		findBy: null,
		defaults: {},
		layoutId: null,
		layoutFields: [],
		rowKeyField: null,
		lookUps: {},
	};
}

/** Where the link of subform rows to their parent stands. Source: Bulk Write, parent and child (read 2026-11-21). */
const SUBFORM_LINK = 'Parent_Id';

/** The module of a field's child rows, and its field that points to the parent. */
export function findChildModule({ field }: ChildField): { readonly module: string; readonly link: string } {
	const linking = field.multiSelectLookup ?? field.multiUserLookup;
	if (linking !== null) return { module: linking.linkingModule, link: linking.ownField };
	if (field.subform !== null) return { module: field.subform.module, link: SUBFORM_LINK };
	throw new UsageError(
		`Zoho CRM does not say which module has the rows of ${field.apiName}`,
		'Remove the field, or import its rows with a node of their own and the IDs of their parents',
	);
}

/**
 * Finds the fields of child rows.
 * @param keys of all child rows, as `readChildRows` gives them
 * @param fields those of the child module
 */
export async function planChildren(
	child: ChildField,
	keys: InputKeys,
	fields: readonly FieldMetadata[],
	rules: ColumnRules,
	users: NamedUsers,
	problems: Problems | null = null,
): Promise<ChildPlan> {
	const { module, link } = findChildModule(child);
	if (keys.names.length === 0 && keys.titleOf === null)
		throw new UsageError(
			`The rows of ${child.key} are empty: they have no keys`,
			`Remove ${child.key} from items without such rows`,
		);
	const mappable = fields.filter(({ apiName }) => apiName !== link);
	const { columns } = await planColumns(
		withoutRowKeys(keys, link),
		mappable,
		childRules(rules, module),
		users,
		problems,
	);
	return { ...child, module, link, columns };
}

/** Child rows are always new: the ID and the parent of rows that were read from Zoho CRM are left out. */
function withoutRowKeys(keys: InputKeys, link: string): InputKeys {
	if (keys.titleOf !== null) return keys;
	return { ...keys, names: keys.names.filter((name) => name !== 'id' && name !== link) };
}

/** The child rows in a value; null if it is not a list of rows. */
export function readChildRows(child: ChildField, value: unknown): InputRow[] | null {
	if (value === undefined || value === null || value === '') return [];
	if (!Array.isArray(value)) return null;
	const rows = value.map((entry: unknown) => readChildRow(child, entry));
	return rows.every((row) => row !== null) ? rows : null;
}

/** A subform row is an object; an entry of a list of look-ups may also be the id, or the e-mail address of a user, alone. */
function readChildRow({ field }: ChildField, entry: unknown): InputRow | null {
	const linking = field.multiSelectLookup ?? field.multiUserLookup;
	const isObject = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
	if (linking === null) return isObject ? { ...entry } : null;
	if (!isObject) return typeof entry === 'string' || typeof entry === 'number' ? { [linking.otherField]: entry } : null;
	const named = Object.entries(entry).filter(
		([key]) => key === linking.otherField || key.startsWith(`${linking.otherField}.`),
	);
	return named.length > 0 ? Object.fromEntries(named) : { [linking.otherField]: entry };
}

/** Why a row cannot be sent whose value for child rows is something else. */
export function notChildRows(key: string): RowTrouble {
	return { code: 'INVALID_DATA', fields: [key], reason: `${key} is not a list of rows` };
}

/** Why a row with so many children cannot be sent; null if it can. Source: Bulk Write, limitations (unverified scope). */
export function tooManyChildren(key: string, count: number): RowTrouble | null {
	if (count <= MAX_CHILD_ROWS_PER_PARENT) return null;
	const reason = `${key} has ${count} rows, and Zoho CRM accepts ${MAX_CHILD_ROWS_PER_PARENT}`;
	return { code: 'LIMIT_EXCEEDED', fields: [key], reason };
}
