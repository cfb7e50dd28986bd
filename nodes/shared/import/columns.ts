import { UsageError } from '../zoho/errors';
import { MAX_BULK_WRITE_COLUMNS } from '../zoho/limits';
import type { FieldMetadata } from '../zoho/metadata';
import { encoderOf, formatOf, LOOKUP_TYPES, type CellEncoder, type CellSettings } from './encoders';

/** One column of the import: where its values come from and which field they go to. */
export interface MappedColumn {
	/** Key of the values in the input rows, e.g. `Account_Name.id`. */
	readonly key: string;
	/** The field's API name, e.g. `Account_Name`. */
	readonly apiName: string;
	/** For look-ups and users: the field of the other record that the cell holds, e.g. `id` or `email`. */
	readonly findBy: string | null;
	/** Pattern of dates and datetimes. */
	readonly format: string | null;
	readonly encode: CellEncoder;
}

/** The operations of a bulk write job. */
export type ImportOperation = 'insert' | 'update' | 'upsert';

/** What the columns are held against. */
export interface ColumnRules {
	/** API name of the module, for messages. */
	readonly module: string;
	readonly operation: ImportOperation;
	/** Field by which existing records are found; null for a plain insert. */
	readonly findBy: string | null;
	/** Whether columns that the module lacks are left out instead of stopping the import. */
	readonly ignoreUnknownColumns: boolean;
	readonly cells: CellSettings;
}

/** Field types that a plain bulk write cannot fill. Source: Bulk Write, limitations (read 2026-11-21). */
const NOT_IMPORTABLE: ReadonlySet<string> = new Set([
	'autonumber',
	'fileupload',
	'formula',
	'imageupload',
	'multiselectlookup',
	'multiuserlookup',
	'profileimage',
	'rollup_summary',
	'subform',
]);

/** `id` is not in the fields metadata, yet it is how update and upsert find a record. */
const ID_FIELD: FieldMetadata = {
	id: '',
	apiName: 'id',
	label: 'Record ID',
	dataType: 'bigint',
	length: 19,
	systemMandatory: false,
	creatable: false,
	updatable: false,
	custom: false,
	unique: { caseSensitive: true },
	external: false,
	pickList: null,
	lookupModule: null,
};

/** The union of the keys of all rows, in the order in which they first occur. */
export function collectKeys(rows: Iterable<Readonly<Record<string, unknown>>>, known: Set<string> = new Set()): Set<string> {
	for (const row of rows) for (const key of Object.keys(row)) known.add(key);
	return known;
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/**
 * Finds the field of every key.
 * @returns the columns, the Find By column first
 * @throws UsageError, before anything is sent, if the job could not succeed: unknown, read-only or unsuitable columns,
 * a missing Find By or mandatory column, over 200 columns
 */
export function mapColumns(keys: readonly string[], fields: readonly FieldMetadata[], rules: ColumnRules): MappedColumn[] {
	const byName = new Map(fields.map((field) => [field.apiName, field]));
	const unknown: string[] = [];
	const unsuitable: string[] = [];
	const readOnly: string[] = [];
	const columns: MappedColumn[] = [];
	for (const key of keys) {
		const [apiName, findBy = null] = splitKey(key, byName);
		const field = apiName === 'id' && rules.findBy === 'id' ? ID_FIELD : byName.get(apiName);
		if (field === undefined) unknown.push(key);
		else if (NOT_IMPORTABLE.has(field.dataType)) unsuitable.push(key);
		else if (field !== ID_FIELD && !isWritable(field, rules.operation)) readOnly.push(key);
		else columns.push(toColumn(key, field, findBy, rules.cells));
	}
	refuseColumns(rules, unknown, unsuitable, readOnly);
	if (columns.length === 0) {
		throw new UsageError(
			`None of the input's keys is a field of ${rules.module}`,
			'Rename the keys to field API names such as Last_Name, for example with an Edit Fields step',
		);
	}
	refuseTwins(columns);
	requireColumns(columns, fields, rules);
	return columns.sort((a, b) => Number(b.apiName === rules.findBy) - Number(a.apiName === rules.findBy));
}

/** Splits `Account_Name.id` where the first part is a field; a field name itself has no dot. */
function splitKey(key: string, byName: ReadonlyMap<string, FieldMetadata>): [string, string?] {
	const dot = key.indexOf('.');
	if (dot < 1) return [key];
	const field = byName.get(key.slice(0, dot));
	return field !== undefined && LOOKUP_TYPES.has(field.dataType) ? [field.apiName, key.slice(dot + 1)] : [key];
}

function isWritable(field: FieldMetadata, operation: ImportOperation): boolean {
	return operation === 'update' ? field.updatable : field.creatable;
}

function toColumn(key: string, field: FieldMetadata, dottedFindBy: string | null, settings: CellSettings): MappedColumn {
	const findBy = LOOKUP_TYPES.has(field.dataType) ? (dottedFindBy ?? 'id') : null;
	return { key, apiName: field.apiName, findBy, format: formatOf(field), encode: encoderOf(field, findBy, settings) };
}

function refuseColumns(rules: ColumnRules, unknown: string[], unsuitable: string[], readOnly: string[]): void {
	if (rules.ignoreUnknownColumns) return;
	if (unknown.length > 0) {
		throw new UsageError(
			`${rules.module} has no field with the API name ${quoted(unknown)}`,
			'Rename or remove these keys before this step, or switch on Ignore Unknown Columns. API names stand in Zoho CRM under Setup > Developer Hub > APIs & SDKs > API Names',
		);
	}
	if (unsuitable.length > 0) {
		throw new UsageError(
			`Bulk Write cannot fill ${quoted(unsuitable)}: files, images, subforms, lists of look-ups and computed fields are left out of it`,
			'Remove these keys before this step and write them with Zoho CRM Advanced, or switch on Ignore Unknown Columns',
		);
	}
	if (readOnly.length > 0) {
		throw new UsageError(
			`${quoted(readOnly)} of ${rules.module} cannot be written: Zoho CRM fills them itself`,
			'Remove these keys before this step, or switch on Ignore Unknown Columns',
		);
	}
}

/** Two keys for one field, such as `Owner` and `Owner.email`, would write it twice. */
function refuseTwins(columns: readonly MappedColumn[]): void {
	const seen = new Map<string, string>();
	for (const { apiName, key } of columns) {
		const twin = seen.get(apiName);
		if (twin !== undefined) {
			throw new UsageError(`${quoted([twin, key])} both go to the field ${apiName}`, 'Keep one of the two keys');
		}
		seen.set(apiName, key);
	}
}

function requireColumns(columns: readonly MappedColumn[], fields: readonly FieldMetadata[], rules: ColumnRules): void {
	const present = new Set(columns.map((column) => column.apiName));
	if (rules.operation !== 'insert' && rules.findBy === null) {
		throw new UsageError(`${rules.operation === 'update' ? 'Update' : 'Create or Update'} needs Find By: the field that tells which record a row belongs to`, 'Choose a unique field, such as Email, or the record ID');
	}
	if (rules.findBy !== null && !present.has(rules.findBy)) {
		throw new UsageError(`No input row has the Find By field ${rules.findBy}`, `Add ${rules.findBy} to the rows, or choose another Find By field`);
	}
	const missing = fields.filter((field) => field.systemMandatory && !present.has(field.apiName)).map((field) => field.apiName);
	if (rules.operation === 'insert' && missing.length > 0) {
		throw new UsageError(`${rules.module} needs ${quoted(missing)} in every record, and no input row has it`, 'Add the field to the rows before this step');
	}
	if (columns.length > MAX_BULK_WRITE_COLUMNS) {
		throw new UsageError(
			`The input has ${columns.length} columns; a bulk write job takes ${MAX_BULK_WRITE_COLUMNS}`,
			'Remove columns before this step, or import them in two runs, the second one as Update',
		);
	}
}
