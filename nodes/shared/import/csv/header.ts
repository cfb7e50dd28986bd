import { UsageError } from '../../zoho/call/errors';
import { LOOKUP_TYPES, USER_TYPES, type FieldMetadata } from '../../zoho/metadata/fields';
import { isComputed } from '../plan/columns';
import type { Problems } from '../plan/problems';
import type { ImportOperation } from '../request';
import { fieldFinder, RECORD_ID_NAMES, type FieldFinder } from '../../values/fieldNames';
import { cutName, listNames } from '../../values/nameList';
import { findNearest } from '../../values/nearest';
import type { FieldsOf } from '../rows/source';
import type { CsvFile } from './open';
import { capitalise } from './place';
import type { Preset } from './presets';
import { foldName } from '../../zoho/metadata/foldName';

/** Titles that files of rows which were not written add; they are never imported. */
export const ADDED_TITLES = {
	reason: 'Import_Reason',
	code: 'Import_Code',
	fields: 'Import_Fields',
	next: 'Import_Next',
	readAs: 'Import_Read_As',
} as const;

/** A column of a file and what its title was found to mean. */
export interface TitledColumn {
	/** Place in the file, from 0. */
	readonly position: number;
	readonly title: string;
	/** Where it goes, in the module's own spelling, e.g. `Account_Name.id` for `account name.ID`; null if it goes to no field. */
	readonly key: string | null;
	/** Why it goes to no field, as a sentence; null if it goes to one. */
	readonly leftOut: string | null;
	/** Whether its title means nothing: that stops the import, unless such columns are to be left out. */
	readonly isUnknown: boolean;
}

/** What decides which column goes to which field. */
export interface TitleRules {
	/** API name of the module. */
	readonly module: string;
	readonly operation: ImportOperation;
	/** Field by which existing records are found; null for a plain insert. */
	readonly findBy: string | null;
	/** By title: the field that the user chose, by API name. */
	readonly chosen: Readonly<Record<string, string>>;
	/** The titles of the system that wrote the file. */
	readonly preset: Preset;
}

/** What a title means, and how certain that is: of two columns of one field the one with the lower rank is taken. */
interface FoundColumn extends TitledColumn {
	readonly rank: number;
}

const RANK = { chosen: 0, preset: 1, named: 2, owner: 3, none: 9 } as const;

const FOLDED_ADDED: ReadonlySet<string> = new Set(Object.values(ADDED_TITLES).map(foldName));

/** Whether a file of rows that were not written added the column. */
export const isAddedTitle = (title: string): boolean => FOLDED_ADDED.has(foldName(title));

/** Position of the column in which an earlier import says how it has read the others; none for most files. */
export const readAsPositions = ({ titles }: CsvFile): number[] =>
	titles
		.flatMap((title, position) => (foldName(title) === foldName(ADDED_TITLES.readAs) ? [position] : []))
		.slice(0, 1);

/** By these every record, or every user, is found. */
const COMMON_TARGETS: readonly string[] = ['id', 'email'];

/** How Zoho's own exports name the owner, whatever the label of the field is. */
const OWNER_OF: readonly string[] = ['lead', 'contact', 'account', 'deal', 'potential', 'record'];

/** Behind the dot of a user's title: his or her name, as in the plain column. */
const USER_NAMES: readonly string[] = ['name', 'full name', 'full_name'];

/** Columns of Zoho's own exports that no import can fill, and that the fields of a module do not always include. */
const SYSTEM_TITLES: ReadonlySet<string> = new Set([
	'change log time',
	'connected to.id',
	'connected to.module',
	'converted account',
	'converted account.id',
	'converted contact',
	'converted contact.id',
	'converted date time',
	'converted deal',
	'converted deal.id',
	'created by',
	'created by.id',
	'created time',
	'enrich status',
	'is converted',
	'is converted?',
	'is record duplicate',
	'last activity time',
	'last enriched time',
	'lead conversion time',
	'locked',
	'modified by',
	'modified by.id',
	'modified time',
	'record approval status',
	'record status',
	'system modified time',
	'system related activity time',
	'unsubscribed mode',
	'unsubscribed time',
	'user modified time',
	'user related activity time',
]);

const BY_ZOHO = 'Zoho CRM fills it itself';

/**
 * Finds what the titles of a file mean: what the user chose for them, then by API name, then by the label that people see,
 * in any case.
 * @param except position of a column that is no field, such as the key of child rows; null for none
 * @throws UsageError for two wanted columns of one field, for a label that several fields have, and for choices that the
 * file or the module does not have
 */
export function matchTitles(
	file: CsvFile,
	fields: readonly FieldMetadata[],
	rules: TitleRules,
	except: number | null,
): TitledColumn[] {
	const findField = fieldFinder(fields, (title, labelled) => sharedTitle(title, labelled, file));
	const chosen = readChosen(file, rules);
	const columns: FoundColumn[] = [];
	for (const [position, title] of file.titles.entries()) {
		if (position === except || isAddedTitle(title)) continue;
		const wish = chosen.get(foldName(title));
		const found = wish === undefined ? readTitle(title, findField, rules) : readChoice(title, wish, findField, rules);
		columns.push({ position, title, key: null, leftOut: null, isUnknown: false, rank: RANK.none, ...found });
	}
	return settleTwins(columns, file).map(({ position, title, key, leftOut, isUnknown }) => ({
		position,
		title,
		key,
		leftOut,
		isUnknown,
	}));
}

/** Tells whether a title means something by itself, or because the user chose a field for it. */
export function knownTitles(fields: readonly FieldMetadata[], chosen: readonly string[]): (title: string) => boolean {
	const known = new Set(
		[...fields.flatMap(({ apiName, label }) => [apiName, label]), ...RECORD_ID_NAMES, ...chosen].map(foldName),
	);
	return (title) => {
		const folded = foldName(title);
		if (folded === '') return false;
		const before = folded.slice(0, Math.max(0, folded.indexOf('.')));
		return known.has(folded) || known.has(before) || SYSTEM_TITLES.has(folded) || isAddedTitle(title);
	};
}

/** @throws UsageError for a file whose header is not its first line, naming the line that looks like it */
export function refuseLinesAbove({ linesAbove, name }: CsvFile, skipLines: number): void {
	if (linesAbove === null || linesAbove === skipLines) return;
	throw new UsageError(
		`Line ${linesAbove + 1} of ${name} looks like its header, not line ${skipLines + 1}. Nothing was sent`,
		`Set Skip Lines at the Top to ${linesAbove}`,
	);
}

const sharedTitle = (title: string, fields: readonly FieldMetadata[], { name }: CsvFile): UsageError =>
	new UsageError(
		`The title "${cutName(title)}" of ${name} is the label of several fields: ${listNames(fields.map(({ apiName }) => apiName))}`,
		'Map the title to the right field under File Columns, or use the API name of the field in the header',
	);

/** What the user chose, by folded title. */
function readChosen({ titles, name }: CsvFile, { chosen }: TitleRules): ReadonlyMap<string, string> {
	const present = new Set(titles.map(foldName));
	const seen = new Map<string, string>();
	for (const title of Object.keys(chosen)) {
		const before = seen.get(foldName(title));
		if (before !== undefined && chosen[before] !== chosen[title])
			throw new UsageError(
				`File Columns has the column "${title}" twice: for the fields ${listNames([chosen[before], chosen[title]])}`,
				'Remove one of the two entries',
			);
		seen.set(foldName(title), title);
		if (present.has(foldName(title))) continue;
		throw new UsageError(
			`${capitalise(name)} has no column "${cutName(title)}"`,
			`Correct the title under File Columns. The columns are ${listNames(titles.filter((other) => other !== ''))}`,
		);
	}
	return new Map(Object.entries(chosen).map(([title, field]) => [foldName(title), field]));
}

/** The field that the user chose for a title. */
function readChoice(title: string, wish: string, findField: FieldFinder, rules: TitleRules): Partial<FoundColumn> {
	const found = readName(wish, findField, rules);
	if (found.key !== undefined) return { key: found.key, rank: RANK.chosen };
	const advice = 'Choose a field from the list under File Columns, or enter its API name';
	if (found.leftOut !== undefined)
		throw new UsageError(
			`The column "${cutName(title)}" can't go to the field "${cutName(wish)}": ${found.leftOut}`,
			advice,
		);
	throw new UsageError(
		`${rules.module} has no field "${cutName(wish)}", which File Columns has for the column "${cutName(title)}"`,
		advice,
	);
}

/** What a title means by itself. */
function readTitle(title: string, findField: FieldFinder, rules: TitleRules): Partial<FoundColumn> {
	if (title === '') return { leftOut: 'It has no title' };
	const wish = rules.preset.get(foldName(title));
	if (wish !== undefined) return readPresetTitle(title, wish, findField, rules);
	const found = readName(title, findField, rules);
	if (found.key !== undefined || found.leftOut !== undefined) return found;
	if (SYSTEM_TITLES.has(foldName(title))) return { leftOut: BY_ZOHO };
	return { leftOut: `${rules.module} has no field with this name`, isUnknown: true };
}

/** What a title of a preset means: its field where the module has it, else a field of the same name. @param wish null for none */
function readPresetTitle(
	title: string,
	wish: string | null,
	findField: FieldFinder,
	rules: TitleRules,
): Partial<FoundColumn> {
	const found = wish === null ? {} : readName(wish, findField, rules);
	if (found.key !== undefined) return { key: found.key, rank: RANK.preset };
	const field = findField(title);
	if (field !== undefined && !isComputed(field)) return { key: field.apiName, rank: RANK.named };
	return { leftOut: `${rules.module} has no field for it` };
}

/** The field of a name, or why none can be filled by it; neither if the name means nothing. */
function readName(
	name: string,
	findField: FieldFinder,
	rules: TitleRules,
): { readonly key?: string; readonly leftOut?: string; readonly rank?: number } {
	const field = findField(name);
	if (field !== undefined)
		return isComputed(field) && field.apiName !== rules.findBy
			? { leftOut: BY_ZOHO }
			: { key: field.apiName, rank: RANK.named };
	if (RECORD_ID_NAMES.includes(foldName(name))) return readId(rules);
	const asOwner = isOwnerTitle(name, rules.module) ? findOwner(findField) : undefined;
	if (asOwner !== undefined) return { key: asOwner.apiName, rank: RANK.owner };
	const dot = name.indexOf('.');
	if (dot < 1) return {};
	const before = name.slice(0, dot);
	const named = findField(before);
	const owner = named ?? (isOwnerTitle(before, rules.module) ? findOwner(findField) : undefined);
	if (owner === undefined || !LOOKUP_TYPES.has(owner.dataType)) return {};
	if (isComputed(owner)) return { leftOut: BY_ZOHO };
	const target = name.slice(dot + 1).trim();
	const isUserName = USER_TYPES.has(owner.dataType) && USER_NAMES.includes(foldName(target));
	const rank = named === undefined ? RANK.owner : RANK.named;
	return { key: isUserName ? owner.apiName : `${owner.apiName}.${spellTarget(target)}`, rank };
}

function readId({ operation, findBy }: TitleRules): { readonly key?: string; readonly leftOut?: string } {
	if (findBy === 'id') return { key: 'id' };
	return {
		leftOut: operation === 'insert' ? 'New records get IDs of their own' : 'Find By is another field',
	};
}

const findOwner = (findField: FieldFinder): FieldMetadata | undefined => {
	const field = findField('Owner');
	return field?.dataType === 'ownerlookup' ? field : undefined;
};

/** Whether a title is that of the owner in an export of Zoho, such as `Lead Owner`. */
function isOwnerTitle(title: string, module: string): boolean {
	const own = foldName(module.replaceAll('_', ' ')).replace(/s$/, '');
	return [...OWNER_OF, own].some((name) => foldName(title) === `${name} owner`);
}

/** The field of the other record behind the dot; only those that every record has are known here. */
function spellTarget(name: string): string {
	return COMMON_TARGETS.find((known) => known === name.toLowerCase()) ?? name;
}

const fieldOf = (key: string): string => key.split('.', 1)[0];

/** Leaves one column for each field. */
function settleTwins(columns: readonly FoundColumn[], file: CsvFile): FoundColumn[] {
	const groups = new Map<string, FoundColumn[]>();
	for (const column of columns) {
		if (column.key === null) continue;
		const field = fieldOf(column.key);
		const group = groups.get(field);
		if (group === undefined) groups.set(field, [column]);
		else group.push(column);
	}
	const chosen = new Map([...groups].map(([field, group]) => [field, chooseTwin(field, group, file)]));
	return columns.map((column) => {
		if (column.key === null) return column;
		const field = fieldOf(column.key);
		const twin = chosen.get(field);
		if (twin === undefined || twin.position === column.position) return column;
		return { ...column, key: null, leftOut: `"${cutName(twin.title)}" fills ${field}` };
	});
}

/** The column that fills a field: what the user chose before what the titles say, and the ID of a lookup before its name. */
function chooseTwin(field: string, group: readonly FoundColumn[], file: CsvFile): FoundColumn {
	const least = Math.min(...group.map(({ rank }) => rank));
	const best = group.filter(({ rank }) => rank === least);
	const ids = best.filter(({ key }) => key === `${field}.id`);
	const isIdAndName = ids.length === 1 && best.every((column) => column === ids[0] || column.key === field);
	if (best.length === 1) return best[0];
	if (isIdAndName) return ids[0];
	const [one, other] = best;
	const isSameTitle = foldName(one.title) === foldName(other.title);
	// A system may give one thing under several titles.
	if (least === RANK.preset && !isSameTitle) return one;
	if (isSameTitle)
		throw new UsageError(
			`The title "${cutName(other.title)}" occurs twice in the header of ${file.name}`,
			'Keep one of the two columns, or rename one',
		);
	throw new UsageError(
		`${listNames([one.title, other.title])} of ${file.name} both go to the field ${field}`,
		'Keep one of the two columns, or map the right one to the field under File Columns',
	);
}

/**
 * Finds what is behind the dots, such as `Account_Name.Account_Name` for `Account Name.account name`: by API name first,
 * then by label, in any case.
 * @throws UsageError for a field that the other module does not have
 */
export async function spellTargets(
	columns: readonly TitledColumn[],
	fields: readonly FieldMetadata[],
	file: CsvFile,
	fieldsOf: FieldsOf,
): Promise<TitledColumn[]> {
	const spelled: TitledColumn[] = [];
	for (const column of columns) {
		const [owner, target] = column.key === null ? [] : column.key.split('.', 2);
		const field = fields.find(({ apiName }) => apiName === owner);
		const module = field === undefined || USER_TYPES.has(field.dataType) ? null : field.lookupModule;
		if (target === undefined || module === null || COMMON_TARGETS.includes(target)) {
			spelled.push(column);
			continue;
		}
		const others = await fieldsOf(module);
		const found = fieldFinder(others, (_, labelled) => sharedTitle(column.title, labelled, file))(target);
		if (found === undefined) {
			throw new UsageError(
				`${module} has no field with the API name or label "${cutName(target)}", which "${cutName(column.title)}" needs to find its records`,
				`Correct the title in the header of ${file.name}`,
			);
		}
		spelled.push({ ...column, key: `${owner}.${found.apiName}` });
	}
	return spelled;
}

/** Where titles are unknown, and whether the form can map them. */
interface UnknownIn {
	readonly module: string;
	readonly fields: readonly FieldMetadata[];
	readonly canMap: boolean;
}

/**
 * Refuses a header in which nothing is known, and notes titles that are not, unless they are to be left out.
 * @throws UsageError for a file that is no CSV
 */
export function refuseUnknown(
	columns: readonly TitledColumn[],
	file: CsvFile,
	{ module, fields, canMap }: UnknownIn,
	ignoresUnknown: boolean,
	problems: Problems,
): void {
	const unknown = [...new Set(columns.filter(({ isUnknown }) => isUnknown).map(({ title }) => title))];
	if (!file.hasDelimiter && unknown.length > 0) {
		throw new UsageError(
			`${capitalise(file.name)} is not a CSV file of ${module}: its first line has no comma, semicolon, colon, pipe or tab between names of fields`,
			'Save the data as CSV with commas, semicolons or tabs between the columns',
		);
	}
	if (unknown.length === 0 || ignoresUnknown) return;
	problems.add([
		`${module} has no field with the API name or label ${listNames(unknown)}`,
		`${suggest(unknown, fields)}${canMap ? 'Map these columns to fields under File Columns, rename or remove them' : 'Rename or remove these columns'} in the header of ${file.name}, or turn on Ignore Unknown Columns`,
	]);
}

/** How many titles are compared with names of fields, and how many suggestions a message has. */
const MAX_COMPARED = 20;
const MAX_SUGGESTIONS = 5;

function suggest(unknown: readonly string[], fields: readonly FieldMetadata[]): string {
	const known = fields.flatMap(({ label, apiName }) => [label, apiName]);
	const near: string[] = [];
	for (const title of unknown.slice(0, MAX_COMPARED)) {
		const nearest = findNearest(title, known);
		if (nearest !== null) near.push(`"${nearest}" for "${cutName(title)}"`);
		if (near.length === MAX_SUGGESTIONS) break;
	}
	return near.length === 0 ? '' : `Did you mean ${near.join(', ')}? `;
}

/**
 * The position of a column that the user named.
 * @throws UsageError naming the titles that there are
 */
export function findColumn({ titles, name }: CsvFile, title: string): number {
	const position = titles.findIndex((candidate) => foldName(candidate) === foldName(title));
	if (position !== -1) return position;
	throw new UsageError(
		`${capitalise(name)} has no column "${cutName(title)}"`,
		`Use one of its columns: ${listNames(titles)}`,
	);
}
