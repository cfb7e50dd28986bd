import { UsageError } from '../../zoho/call/errors';
import { LOOKUP_TYPES, USER_TYPES, type FieldMetadata } from '../../zoho/metadata/fields';
import type { FieldsOf } from '../rows/source';
import { capitalise, type CsvFile } from './open';

/** Titles that files of rows which were not written add; they are never imported. */
export const ADDED_TITLES = { code: 'Import_Code', fields: 'Import_Fields', next: 'Import_Next' } as const;

/** A column of a file and what its title was found to mean. */
export interface TitledColumn {
	/** Place in the file, from 0. */
	readonly position: number;
	readonly title: string;
	/** The title in the module's own spelling, e.g. `Account_Name.id` for `account name.ID`; as it is if it names no field. */
	readonly key: string;
	readonly isKnown: boolean;
}

/** Whether two titles are the same to a person. */
const fold = (title: string): string => title.trim().toLowerCase();

/** Whether a file of rows that were not written added the column. */
export const isAddedTitle = (title: string): boolean =>
	Object.values(ADDED_TITLES).some((name) => fold(name) === fold(title));

/** By these every record, or every user, is found. */
const COMMON_TARGETS: readonly string[] = ['id', 'email'];

/** How Zoho's own exports name the record id. */
const ID_TITLES: readonly string[] = ['id', 'record id'];

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/**
 * Finds what the titles of a file mean: by API name first, then by the label that people see, in any case.
 * @param except position of a column that is no field, such as the key of child rows; null for none
 * @throws UsageError for blank and double titles, for two titles of one field, and for a label that several fields have
 */
export function matchTitles(file: CsvFile, fields: readonly FieldMetadata[], except: number | null): TitledColumn[] {
	refuseTitles(file);
	const byName = new Map(fields.map((field) => [fold(field.apiName), field]));
	const byLabel = new Map<string, FieldMetadata[]>();
	for (const field of fields) byLabel.set(fold(field.label), [...(byLabel.get(fold(field.label)) ?? []), field]);
	const findField = (title: string): FieldMetadata | undefined => {
		const labelled = byLabel.get(fold(title)) ?? [];
		const field = byName.get(fold(title));
		if (field === undefined && labelled.length > 1) {
			throw new UsageError(
				`The title "${title}" of ${file.name} is the label of several fields: ${quoted(labelled.map(({ apiName }) => apiName))}`,
				'Use the API name of the right field in the header',
			);
		}
		return field ?? labelled[0];
	};
	const columns: TitledColumn[] = [];
	for (const [position, title] of file.titles.entries()) {
		if (position === except || isAddedTitle(title)) continue;
		const key = keyOf(title, findField);
		const twin = columns.find((column) => column.isKnown && column.key === key);
		if (twin !== undefined)
			throw new UsageError(
				`${quoted([twin.title, title])} of ${file.name} both go to the field ${twin.key}`,
				'Keep one of the two columns',
			);
		columns.push({ position, title, key: key ?? title, isKnown: key !== null });
	}
	return columns;
}

function keyOf(title: string, findField: (title: string) => FieldMetadata | undefined): string | null {
	const field = findField(title);
	if (field !== undefined) return field.apiName;
	if (ID_TITLES.includes(fold(title))) return 'id';
	const dot = title.indexOf('.');
	const owner = dot < 1 ? undefined : findField(title.slice(0, dot));
	return owner === undefined || !LOOKUP_TYPES.has(owner.dataType)
		? null
		: `${owner.apiName}.${spellTarget(title.slice(dot + 1).trim())}`;
}

/**
 * Finds what stands behind the dots, such as `Account_Name.Account_Name` for `Account Name.account name`: by API name first,
 * then by label, in any case.
 * @throws UsageError for a field that the other module does not have
 */
export async function spellTargets(
	columns: readonly TitledColumn[],
	fields: readonly FieldMetadata[],
	{ name }: CsvFile,
	fieldsOf: FieldsOf,
): Promise<TitledColumn[]> {
	const spelled: TitledColumn[] = [];
	for (const column of columns) {
		const [owner, target] = column.isKnown ? column.key.split('.', 2) : [column.key];
		const field = fields.find(({ apiName }) => apiName === owner);
		const module = field === undefined || USER_TYPES.has(field.dataType) ? null : field.lookupModule;
		if (target === undefined || module === null || COMMON_TARGETS.includes(target)) {
			spelled.push(column);
			continue;
		}
		const others = await fieldsOf(module);
		const found =
			others.find(({ apiName }) => fold(apiName) === fold(target)) ??
			others.find(({ label }) => fold(label) === fold(target));
		if (found === undefined) {
			throw new UsageError(
				`${module} has no field with the API name or label "${target}", which "${column.title}" needs to find its records`,
				`Correct the title in the header of ${name}`,
			);
		}
		spelled.push({ ...column, key: `${owner}.${found.apiName}` });
	}
	return spelled;
}

/** The field of the other record behind the dot; only those that every record has are known here. */
function spellTarget(name: string): string {
	return COMMON_TARGETS.find((known) => known === name.toLowerCase()) ?? name;
}

function refuseTitles({ titles, name }: CsvFile): void {
	const blank = titles.indexOf('');
	if (blank !== -1) {
		throw new UsageError(
			`Column ${blank + 1} of ${name} has no title`,
			'Give every column of the header the API name or label of a field, and remove empty columns and delimiters at its end',
		);
	}
	const folded = titles.map(fold);
	const twice = titles.find((title, position) => folded.indexOf(fold(title)) < position);
	if (twice !== undefined)
		throw new UsageError(
			`The title "${twice}" occurs twice in the header of ${name}`,
			'Keep one of the two columns, or rename one',
		);
}

/**
 * Refuses a header in which nothing, or not everything, is known.
 * @throws UsageError for a file that is no CSV, and for unknown titles unless they are to be left out
 */
export function refuseUnknown(
	columns: readonly TitledColumn[],
	file: CsvFile,
	module: string,
	ignoresUnknown: boolean,
): void {
	const unknown = columns.filter(({ isKnown }) => !isKnown).map(({ title }) => title);
	if (!file.hasDelimiter && unknown.length > 0) {
		throw new UsageError(
			`${capitalise(file.name)} is not a CSV file of ${module}: its first line has no comma, semicolon, colon or pipe between names of fields`,
			'Save the data as CSV with commas or semicolons between the columns. Tabs are not supported',
		);
	}
	if (unknown.length === 0 || ignoresUnknown) return;
	throw new UsageError(
		`${module} has no field with the API name or label ${quoted(unknown)}`,
		`Rename or remove these columns in the header of ${file.name}, or turn on Ignore Unknown Columns`,
	);
}

/**
 * The position of a column that the user named.
 * @throws UsageError naming the titles that there are
 */
export function findColumn({ titles, name }: CsvFile, title: string): number {
	const position = titles.findIndex((candidate) => fold(candidate) === fold(title));
	if (position !== -1) return position;
	throw new UsageError(`${capitalise(name)} has no column "${title}"`, `Use one of its columns: ${quoted(titles)}`);
}
