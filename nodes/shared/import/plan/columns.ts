import { UsageError } from '../../zoho/call/errors';
import { MAX_BULK_WRITE_COLUMNS } from '../../zoho/call/limits';
import { LOOKUP_TYPES, PLAIN_FIELD, type FieldMetadata } from '../../zoho/metadata/fields';
import { foldName } from '../../zoho/metadata/foldName';
import { matchFieldsOf } from '../../zoho/records/duplicateFields';
import { encodeText, encoderOf, formatOf } from '../../values/encoders';
import { fieldFinder, RECORD_ID_NAMES } from '../../values/fieldNames';
import { listNames } from '../../values/nameList';
import { findExcess, maxLengthOf } from '../../values/texts';
import type { ColumnRules, ImportOperation } from '../request';
import { FILE_WORDS, ITEM_WORDS, NO_KEYS, unknownKeys, type InputWords } from './inputWords';
import { nameBeside } from './columnWords';
import type { MappedColumn } from './mappedColumn';
import { Problems } from './problems';
import {
	emailEncoder,
	hasEmailsOnly,
	namesUsers,
	refuseUserKey,
	userEncoder,
	userKeyOf,
	type NamedUsers,
} from './userColumns';

/** A field whose values are lists of rows of another module: a subform, or a list of look-ups. */
export interface ChildField {
	readonly key: string;
	readonly field: FieldMetadata;
}

/** The keys of the input rows, or the titles of a file. */
export interface InputKeys {
	readonly names: readonly string[];
	/** The values of a key in the first rows, which tell IDs of users from their emails and names. */
	valuesOf(key: string): Iterable<unknown>;
	/** The title that a key has in a file; null for items. */
	readonly titleOf: ((key: string) => string) | null;
}

/** What the keys of the input were found to be. */
export interface ColumnPlan {
	/** The Find By column first. */
	readonly columns: readonly MappedColumn[];
	readonly children: readonly ChildField[];
	/** Keys that are left out, because the module cannot take them. */
	readonly ignored: readonly string[];
}

/** Field types that bulk write cannot fill. Source: Bulk Write, limitations (read 2026-11-21). */
const NOT_IMPORTABLE: ReadonlySet<string> = new Set([
	'autonumber',
	'fileupload',
	'formula',
	'imageupload',
	'profileimage',
	'rollup_summary',
]);
/** Field types whose values are rows of another module. */
const CHILD_TYPES: ReadonlySet<string> = new Set(['multiselectlookup', 'multiuserlookup', 'subform']);

/** `id` is not in the fields metadata, yet it is how update and upsert find a record. */
const ID_FIELD: FieldMetadata = {
	...PLAIN_FIELD,
	apiName: 'id',
	label: 'Record ID',
	dataType: 'bigint',
	length: 19,
	creatable: false,
	updatable: false,
	readOnly: true,
	unique: { caseSensitive: true },
};

/** The union of the keys of all rows, in the order in which they first occur. */
export function collectKeys(
	rows: Iterable<Readonly<Record<string, unknown>>>,
	known: Set<string> = new Set(),
): Set<string> {
	let before: readonly string[] = [];
	for (const row of rows) {
		const keys = Object.keys(row);
		// Most rows have the keys of the row before them, which is quicker to see than each key is looked up.
		if (keys.length === before.length && keys.every((key, at) => key === before[at])) continue;
		for (const key of keys) known.add(key);
		before = keys;
	}
	return known;
}

/** Keys that an import cannot fill, by reason. */
interface UnusableKeys {
	readonly unknown: string[];
	readonly unsuitable: string[];
	readonly readOnly: string[];
}

/**
 * Finds the field of every key. Users are read if the first rows name them by something that a job cannot look up.
 * @throws UsageError, as `mapColumns`
 */
export async function planColumns(
	keys: InputKeys,
	fields: readonly FieldMetadata[],
	rules: ColumnRules,
	users: NamedUsers,
	problems: Problems | null = null,
): Promise<ColumnPlan> {
	const plan = mapColumns(keys, fields, rules, users, problems);
	return (await users.readWanted()) ? mapColumns(keys, fields, rules, users, problems) : plan;
}

/**
 * Finds the field of every key.
 * @param users by whose IDs columns of users are written once they were read; wanted where values need them
 * @param gathered takes what would keep the job from succeeding: unknown, read-only or unsuitable columns, a missing Find By or mandatory
 * column, a Row Key Field that cannot hold the keys; null to have it thrown
 * @throws UsageError, before anything is sent, if nothing can be mapped, and for over 200 columns
 */
export function mapColumns(
	keys: InputKeys,
	fields: readonly FieldMetadata[],
	wishes: ColumnRules,
	users: NamedUsers,
	gathered: Problems | null = null,
): ColumnPlan {
	const problems = gathered ?? new Problems();
	const byName = new Map(fields.map((field) => [field.apiName, field]));
	const rules = withApiNames(wishes, fields);
	const unusable: UnusableKeys = { unknown: [], unsuitable: [], readOnly: [] };
	const ofZoho: string[] = [];
	const columns: MappedColumn[] = [];
	const children: ChildField[] = [];
	const meaningOf = keyReader(keys, fields, byName, rules);
	for (const key of keys.names) {
		const { field, dotted } = meaningOf(key);
		if (keys.titleOf === null && isOfZoho(key, field, rules)) ofZoho.push(key);
		else if (field === undefined) unusable.unknown.push(key);
		else if (NOT_IMPORTABLE.has(field.dataType) || isOfSeveralModules(field)) unusable.unsuitable.push(key);
		else if (CHILD_TYPES.has(field.dataType)) children.push({ key, field });
		else if (field !== ID_FIELD && !isWritable(field, rules.operation)) unusable.readOnly.push(key);
		else
			columns.push(
				toColumn(
					{ key, written: keys.titleOf?.(key) ?? key },
					field,
					chooseCells(field, dotted, rules, users, () => keys.valuesOf(key)),
					rules,
				),
			);
	}
	const words = keys.titleOf === null ? ITEM_WORDS : FILE_WORDS;
	if (keys.names.length === 0 && keys.titleOf === null) throw new UsageError(...NO_KEYS);
	findUnusable(rules, unusable, keys, problems);
	if (columns.length === 0) {
		problems.throwAny();
		throw new UsageError(...words.nothingKnown(rules.module));
	}
	if (rules.ignoreUnknownColumns) unusable.unknown.push(...leaveOutTwins(columns));
	refuseTwins(columns, words);
	columns.push(...defaultColumns(columns, byName, rules, users));
	requireColumns(columns, fields, rules, words, problems);
	requireKeyField(fields, rules, problems);
	requireRowKeyField(byName, columns, rules, words, problems);
	if (gathered === null) problems.throwAny();
	refuseWidth(columns.length + (rules.rowKeyField === null ? 0 : 1) + (children.length > 0 ? 1 : 0));
	columns.sort((a, b) => Number(b.apiName === rules.findBy) - Number(a.apiName === rules.findBy));
	return { columns, children, ignored: [...ofZoho, ...Object.values(unusable).flat()] };
}

/** What a key means: its field, and for a lookup the field of the other record that its values hold. */
interface KeyMeaning {
	readonly field: FieldMetadata | undefined;
	readonly dotted: string | null;
}

/**
 * Reads keys: titles of a file were read before, keys of items are API names or else labels, in any case.
 * @throws UsageError, while it reads, for a label that several fields have
 */
function keyReader(
	{ titleOf }: InputKeys,
	fields: readonly FieldMetadata[],
	byName: ReadonlyMap<string, FieldMetadata>,
	{ findBy }: ColumnRules,
): (key: string) => KeyMeaning {
	const find = fieldFinder(fields);
	const exact = (key: string): KeyMeaning => {
		const [apiName, dotted = null] = splitKey(key, byName);
		return { field: apiName === 'id' && findBy === 'id' ? ID_FIELD : byName.get(apiName), dotted };
	};
	if (titleOf !== null) return exact;
	return (key) => {
		const meant = exact(key);
		if (meant.field !== undefined) return meant;
		const field = find(key);
		if (field !== undefined) return { field, dotted: null };
		if (findBy === 'id' && RECORD_ID_NAMES.includes(foldName(key))) return { field: ID_FIELD, dotted: null };
		const dot = key.indexOf('.');
		const owner = dot < 1 ? undefined : find(key.slice(0, dot));
		if (owner === undefined || !LOOKUP_TYPES.has(owner.dataType)) return meant;
		return { field: owner, dotted: spellTarget(key.slice(dot + 1).trim()) };
	};
}

/** What is behind the dot of a key: names that every record or user has are known in any case. */
const spellTarget = (name: string): string =>
	['id', 'email', 'name', 'full_name'].find((known) => known === foldName(name).replaceAll(' ', '_')) ?? name;

/** The rules with API names where the user wrote labels. */
function withApiNames(rules: ColumnRules, fields: readonly FieldMetadata[]): ColumnRules {
	const names = [...Object.keys(rules.lookUps), ...Object.keys(rules.defaults)];
	if (names.length === 0) return rules;
	const find = fieldFinder(fields);
	const rename = (values: Readonly<Record<string, string>>): Record<string, string> =>
		Object.fromEntries(Object.entries(values).map(([name, value]) => [find(name)?.apiName ?? name, value]));
	return { ...rules, lookUps: rename(rules.lookUps), defaults: rename(rules.defaults) };
}

/** Takes out keys that name a field by its label, or in another case, where another key has its API name. @returns these keys */
function leaveOutTwins(columns: MappedColumn[]): string[] {
	const isExact = ({ key, apiName }: MappedColumn): boolean =>
		key === apiName || key?.startsWith(`${apiName}.`) === true;
	const exact = new Set(columns.filter(isExact).map(({ apiName }) => apiName));
	const twins = columns.filter((column) => !isExact(column) && exact.has(column.apiName));
	columns.splice(0, columns.length, ...columns.filter((column) => !twins.includes(column)));
	return twins.flatMap(({ key }) => key ?? []);
}

/** Splits `Account_Name.id` where the first part is a field; a field name itself has no dot. */
function splitKey(key: string, byName: ReadonlyMap<string, FieldMetadata>): [string, string?] {
	const dot = key.indexOf('.');
	if (dot < 1) return [key];
	const field = byName.get(key.slice(0, dot));
	return field !== undefined && LOOKUP_TYPES.has(field.dataType) ? [field.apiName, key.slice(dot + 1)] : [key];
}

/** Field types whose values Zoho CRM computes. */
const COMPUTED_TYPES: ReadonlySet<string> = new Set(['autonumber', 'formula', 'rollup_summary']);

/** Whether Zoho CRM alone fills a field. */
export const isComputed = ({ readOnly, dataType }: FieldMetadata): boolean => readOnly || COMPUTED_TYPES.has(dataType);

/** A column has IDs, and no place for the module of each of them. Source: Bulk Write, which names no such column (read 2026-11-21). */
const isOfSeveralModules = ({ dataType, lookupModules }: FieldMetadata): boolean =>
	dataType === 'lookup' && lookupModules !== null;

/**
 * Whether a key of an item is there because the item was read from Zoho CRM: it is left out, so that such items can be imported.
 * The ID of a record is not among these keys: without it the record would be created a second time.
 */
const isOfZoho = (key: string, field: FieldMetadata | undefined, { findBy }: ColumnRules): boolean =>
	field === undefined ? key.startsWith('$') : isComputed(field) && field.apiName !== findBy && field.apiName !== 'id';

/** Whether an import can fill a field. */
export function isImportable(field: FieldMetadata, operation: ImportOperation): boolean {
	return !NOT_IMPORTABLE.has(field.dataType) && !isOfSeveralModules(field) && isWritable(field, operation);
}

function isWritable(field: FieldMetadata, operation: ImportOperation): boolean {
	return operation === 'update' ? field.updatable : field.creatable;
}

/** How the cells of a column are written, and for a look-up what they hold. */
type ColumnCells = Pick<MappedColumn, 'findBy' | 'encode'>;

/**
 * What the cells of a look-up hold: the dotted part of the key, what the user chose, or an ID. Cells of users hold IDs once the users
 * were read, and until then what all values are.
 */
function chooseCells(
	field: FieldMetadata,
	dotted: string | null,
	rules: ColumnRules,
	users: NamedUsers,
	valuesOf: () => Iterable<unknown>,
): ColumnCells {
	if (!LOOKUP_TYPES.has(field.dataType)) return { findBy: null, encode: encoderOf(field, null, rules.cells) };
	if (!namesUsers(field, dotted, rules)) {
		refuseUserKey(field, dotted, rules);
		const findBy = dotted ?? rules.lookUps[field.apiName] ?? 'id';
		return { findBy, encode: encoderOf(field, findBy, rules.cells) };
	}
	if (hasEmailsOnly(field, dotted, rules)) {
		users.wish();
		const encodeEmail = encoderOf(field, 'email', rules.cells);
		return { findBy: users.directory === null ? 'email' : 'id', encode: emailEncoder(users, encodeEmail) };
	}
	const findBy = users.directory === null ? userKeyOf([...valuesOf(), rules.defaults[field.apiName]]) : 'id';
	if (findBy === null) {
		// The column is mapped again once the users were read.
		users.want();
		return { findBy: 'id', encode: encodeText };
	}
	if (findBy === 'email') users.wish();
	return { findBy, encode: userEncoder(findBy, users, encoderOf(field, findBy, rules.cells)) };
}

/** Where the values of a column come from: a key of the input, as the user wrote it; both null for a default value. */
interface ColumnSource {
	readonly key: string | null;
	readonly written: string | null;
}

const FROM_DEFAULT: ColumnSource = { key: null, written: null };

function toColumn(
	{ key, written }: ColumnSource,
	field: FieldMetadata,
	{ findBy, encode }: ColumnCells,
	rules: ColumnRules,
): MappedColumn {
	const { apiName } = field;
	const value = encode(rules.defaults[apiName]);
	const trouble = typeof value === 'string' ? findExcess(value, maxLengthOf(field)) : value;
	if (typeof value !== 'string' || trouble !== null)
		throw new UsageError(`The default value of ${apiName} ${trouble?.reason}`, 'Correct it under Default Values');
	return {
		key,
		field,
		apiName,
		name: nameBeside(written, field),
		title: written ?? apiName,
		findBy,
		format: formatOf(field),
		defaultValue: value === '' ? null : value,
		encode,
	};
}

/** Columns for defaults of fields that the input does not have, the layout among them. */
function defaultColumns(
	columns: readonly MappedColumn[],
	byName: ReadonlyMap<string, FieldMetadata>,
	rules: ColumnRules,
	users: NamedUsers,
): MappedColumn[] {
	const present = new Set(columns.map(({ apiName }) => apiName));
	const names = Object.keys(rules.defaults).filter((name) => !present.has(name));
	const added = names.map((name) => {
		const field = byName.get(name);
		if (field === undefined || CHILD_TYPES.has(field.dataType) || !isWritable(field, rules.operation)) {
			throw new UsageError(
				`The default value of ${name} can't be written: ${rules.module} has no such writable field`,
				'Correct the field under Default Values',
			);
		}
		return toColumn(
			FROM_DEFAULT,
			field,
			chooseCells(field, null, rules, users, () => []),
			rules,
		);
	});
	const layout =
		rules.layoutId === null || present.has('Layout')
			? undefined
			: (byName.get('Layout') ?? { ...ID_FIELD, apiName: 'Layout', label: 'Layout', unique: null });
	return layout === undefined
		? added
		: [
				...added,
				{
					...toColumn(FROM_DEFAULT, layout, { findBy: null, encode: encoderOf(layout, null, rules.cells) }, rules),
					defaultValue: rules.layoutId,
				},
			];
}

function findUnusable(
	{ module, ignoreUnknownColumns }: ColumnRules,
	{ unknown, unsuitable, readOnly }: UnusableKeys,
	{ titleOf }: InputKeys,
	problems: Problems,
): void {
	if (ignoreUnknownColumns) return;
	const words = titleOf === null ? ITEM_WORDS : FILE_WORDS;
	const shown = (names: readonly string[]): string => listNames(titleOf === null ? names : names.map(titleOf));
	if (unknown.length > 0) problems.add(unknownKeys(shown(unknown), module));
	if (unsuitable.length > 0) problems.add(words.unsuitable(shown(unsuitable)));
	if (readOnly.length > 0) problems.add(words.readOnly(shown(readOnly), module));
}

/** Two keys for one field, such as `Owner` and `Owner.email`, would write it twice. */
function refuseTwins(columns: readonly MappedColumn[], words: InputWords): void {
	const seen = new Map<string, string>();
	for (const { apiName, key } of columns) {
		if (key === null) continue;
		const twin = seen.get(apiName);
		if (twin !== undefined) throw new UsageError(...words.twins(listNames([twin, key]), apiName));
		seen.set(apiName, key);
	}
}

function requireColumns(
	columns: readonly MappedColumn[],
	fields: readonly FieldMetadata[],
	rules: ColumnRules,
	words: InputWords,
	problems: Problems,
): void {
	const present = new Set(columns.map((column) => column.apiName));
	if (rules.operation !== 'insert' && rules.findBy === null)
		problems.add([
			`${rules.operation === 'update' ? 'Update' : 'Create or Update'} needs Find By, the field that identifies the record of each row`,
			'Choose a unique field, such as Email, or the record ID',
		]);
	if (rules.findBy !== null && !present.has(rules.findBy)) problems.add(words.noFindBy(rules.findBy));
	const mandatory = fields.filter((field) => field.systemMandatory).map((field) => field.apiName);
	const missing = mandatory.filter((apiName) => !present.has(apiName));
	if (rules.operation === 'insert' && missing.length > 0)
		problems.add(words.noMandatory(listNames(missing), rules.module));
	const missingInLayout = [...new Set([...missing, ...rules.layoutFields])].filter((apiName) => !present.has(apiName));
	if (rules.layoutId !== null && rules.operation !== 'update' && missingInLayout.length > 0)
		problems.add(words.notInLayout(listNames(missingInLayout)));
}

/** Records cannot be found by every field: names those by which they can. Source: Bulk Write, `find_by` */
function requireKeyField(fields: readonly FieldMetadata[], { findBy, module }: ColumnRules, problems: Problems): void {
	if (findBy === null || findBy === 'id') return;
	const names = matchFieldsOf(module, fields).map(({ apiName }) => apiName);
	if (names.includes(findBy)) return;
	problems.add([
		`Zoho CRM can't find records of ${module} by ${findBy}, because its values are not unique. Nothing was sent`,
		`Set Find By to ${[...names, 'id'].join(' or ')}`,
	]);
}

/** Characters that every key of a row has room in: import id and row number. */
const ROW_KEY_LENGTH = 40;

function requireRowKeyField(
	byName: ReadonlyMap<string, FieldMetadata>,
	columns: readonly MappedColumn[],
	{ rowKeyField, module, operation }: ColumnRules,
	words: InputWords,
	problems: Problems,
): void {
	if (rowKeyField === null) return;
	if (columns.some(({ apiName }) => apiName === rowKeyField)) return problems.add(words.rowKeyTaken(rowKeyField));
	const field = byName.get(rowKeyField);
	const advice =
		'Correct the Row Key Field: enter the API name of a text field that you added to the module in Zoho CRM for this purpose';
	if (field === undefined)
		return problems.add([`${module} has no field with the API name "${rowKeyField}" (Row Key Field)`, advice]);
	if (field.dataType !== 'text' || !isWritable(field, operation))
		return problems.add([`The Row Key Field ${rowKeyField} is not a writable text field`, advice]);
	if (field.length === null || field.length >= ROW_KEY_LENGTH) return;
	problems.add([
		`The Row Key Field ${rowKeyField} holds ${field.length} characters, but a key needs up to ${ROW_KEY_LENGTH}`,
		advice,
	]);
}

/** @throws UsageError for more columns than a job takes */
export function refuseWidth(count: number): void {
	if (count <= MAX_BULK_WRITE_COLUMNS) return;
	throw new UsageError(
		`The import has ${count} columns. A bulk write job accepts ${MAX_BULK_WRITE_COLUMNS}`,
		'Remove columns before this node, or import them in two runs, the second as Update',
	);
}
