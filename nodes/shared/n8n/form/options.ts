import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { formatDateTime, plainDates } from '../../values/dates';
import { UsageError } from '../../zoho/call/errors';
import { isObject } from '../../zoho/call/shape';

/** What reading an option may depend on. */
export interface OptionFacts {
	/** IANA zone for times that have no offset of their own. */
	readonly timeZone: string;
}

/** How the form shows an option; its name is the key in its set. */
export type OptionForm = Omit<INodeProperties, 'name'>;

/**
 * One option of a collection, declared once: what the form shows, what its value is read as, and the label that messages
 * name it by.
 */
export interface Option<Value> {
	readonly form: OptionForm;
	/** The value where the user did not add the option. */
	readonly absent: Value;
	/**
	 * Reads what an added option holds.
	 * @param given anything but undefined and null, which fail before
	 * @throws UsageError, naming the label, for a value that the option cannot have
	 */
	read(given: unknown, label: string, facts: OptionFacts): Value;
}

/** The options of one collection, by parameter name. */
export type OptionsByName = Readonly<Record<string, Option<unknown>>>;

/** The values of a set of options. */
export type OptionValues<Set extends OptionsByName> = {
	readonly [Name in keyof Set]: Set[Name] extends Option<infer Value> ? Value : never;
};

/** Options declared together: their form and their reader. */
export interface OptionSet<Set extends OptionsByName> {
	/** The entries of the collection in the order of their labels. */
	form(without?: ReadonlyArray<keyof Set>): INodeProperties[];
	/** The collection itself, named Options unless told otherwise. */
	collection(more?: Partial<INodeProperties>, without?: ReadonlyArray<keyof Set>): INodeProperties;
	/**
	 * Reads all options as they were added to a collection; `ParameterReader.options` does so with the time zone of the workflow.
	 * @throws UsageError, naming the label, for an added option whose expression gives undefined or null, and for a value
	 * that it cannot have. Only an empty text means "left empty".
	 */
	read(given: Readonly<IDataObject>, facts?: OptionFacts): OptionValues<Set>;
	/** The label of an option, as the screen shows it. */
	labelOf(name: keyof Set): string;
}

const NO_ZONE: OptionFacts = { timeZone: 'UTC' };

/** Options whose labels begin with the name of a group: in the alphabet of a collection they stand together. */
export function inGroup<const Set extends OptionsByName>(groupName: string, options: Set): Set {
	const named = Object.entries(options).map(([name, { form, ...option }]) => [
		name,
		{ ...option, form: { ...form, displayName: `${groupName}: ${form.displayName}` } },
	]);
	return Object.fromEntries(named) as Set;
}

/** Declares the options of a collection. */
export function optionSet<const Set extends OptionsByName>(options: Set): OptionSet<Set> {
	const form = (without: ReadonlyArray<keyof Set> = []): INodeProperties[] => {
		const shown = Object.entries(options).filter(([name]) => !without.includes(name));
		const entries = shown.map(([name, option]): INodeProperties => ({ ...option.form, name }));
		return alphabetical(entries, ({ displayName }) => displayName);
	};
	return {
		form,
		collection: (more = {}, without = []) => ({
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: form(without),
			...more,
		}),
		read(given, facts = NO_ZONE) {
			const values = Object.entries(options).map(([name, option]) => [name, readOption(option, given, name, facts)]);
			return Object.fromEntries(values) as OptionValues<Set>;
		},
		labelOf: (name) => options[name].form.displayName,
	};
}

function readOption<Value>(
	option: Option<Value>,
	given: Readonly<IDataObject>,
	name: string,
	facts: OptionFacts,
): Value {
	if (!Object.hasOwn(given, name)) return option.absent;
	return readGiven(option, given[name], facts, 'Make it return a value for every item, or remove the option');
}

/** @param remedy what to do about an expression that returns no value */
function readGiven<Value>(option: Option<Value>, value: unknown, facts: OptionFacts, remedy: string): Value {
	const { displayName: label, type } = option.form;
	const held = type === 'resourceLocator' && isObject(value) ? value.value : value;
	if (held !== undefined && held !== null) return option.read(held, label, facts);
	throw noValue(label, remedy);
}

const noValue = (label: string, remedy: string): UsageError =>
	new UsageError(`${label} has no value`, `Its expression returned undefined or null. ${remedy}`);

/** A parameter of an operation, declared once: its entry in the form, and the reader of its value. */
export interface Parameter<Value> {
	readonly form: INodeProperties;
	/** @throws UsageError, naming the label, for undefined, null and any other value that it cannot have */
	read(parameters: { value(name: string): unknown }): Value;
}

/** Declares a parameter outside of a collection, of the same kinds as options. */
export function parameter<Value>(name: string, option: Option<Value>): Parameter<Value> {
	return {
		form: { ...option.form, name },
		read: (parameters) => readGiven(option, parameters.value(name), NO_ZONE, 'Make it return a value for every item'),
	};
}

const mustBe = (label: string, expected: string): UsageError =>
	new UsageError(`${label} must be ${expected}`, 'Correct the value or its expression, or remove the option');

/** An option for which it matters whether it was added: null if it was not. */
export function optional<Value>(option: Option<Value>): Option<Value | null> {
	return { ...option, absent: null };
}

/** An option that must not be left empty once it was added; null if it was not added. */
export function filled<Value>(option: Option<Value>): Option<Value | null> {
	return {
		form: option.form,
		absent: null,
		read(given, label, facts) {
			if (typeof given !== 'string' || given.trim() !== '') return option.read(given, label, facts);
			throw new UsageError(`${label} is empty`, 'Enter a value, check the expression, or remove the option');
		},
	};
}

/** An option that reads what another one holds. */
export function mapped<Held, Value>(
	option: Option<Held>,
	toValue: (held: Held, label: string) => Value,
): Option<Value> {
	const label = option.form.displayName;
	return {
		form: option.form,
		absent: toValue(option.absent, label),
		read: (given, _, facts) => toValue(option.read(given, label, facts), label),
	};
}

/** True or false. @param more with `default: true`, it is true where the option was not added */
export function flag(displayName: string, description: string, more: Partial<OptionForm> = {}): Option<boolean> {
	return {
		form: { displayName, type: 'boolean', default: false, description, ...more },
		absent: more.default === true,
		read(given, label) {
			if (typeof given === 'boolean') return given;
			throw mustBe(label, 'true or false');
		},
	};
}

/** True or false, on as soon as it was added: who adds it wants what it says. False where it was not added. */
export function addedFlag(displayName: string, description: string): Option<boolean> {
	return { ...flag(displayName, description, { default: true }), absent: false };
}

/** What one of several choices is called: its name, or its name and what it does. */
type ChoiceText = string | readonly [name: string, description: string];

/**
 * One of several choices.
 * @param choices value -> name in the menu, in the order of the names
 * @param fallback the value where the option was not added, and the one that the form offers first
 */
export function choice<const Choices extends Readonly<Record<string, ChoiceText>>>(
	displayName: string,
	choices: Choices,
	fallback: keyof Choices & string,
	description: string,
	more: Partial<OptionForm> = {},
): Option<keyof Choices & string> {
	const values = Object.keys(choices) as Array<keyof Choices & string>;
	return {
		form: { displayName, type: 'options', options: toMenu(choices), default: fallback, description, ...more },
		absent: fallback,
		read(given, label) {
			const found = values.find((value) => value === given);
			if (found !== undefined) return found;
			throw mustBe(label, `one of ${values.join(', ')}`);
		},
	};
}

function toMenu(choices: Readonly<Record<string, ChoiceText>>): INodePropertyOptions[] {
	const entries = Object.entries(choices).map(([value, text]): INodePropertyOptions => {
		return typeof text === 'string' ? { name: text, value } : { name: text[0], value, description: text[1] };
	});
	return alphabetical(entries, ({ name }) => name);
}

/**
 * A whole number, from 1 or from the `minValue` of the form.
 * @param fallback the value where the option was not added, and the one that the form offers
 */
export function count(
	displayName: string,
	fallback: number,
	description: string,
	more: Partial<OptionForm> = {},
): Option<number> {
	const minimum = more.typeOptions?.minValue ?? 1;
	return {
		form: { displayName, type: 'number', typeOptions: { minValue: 1 }, default: fallback, description, ...more },
		absent: fallback,
		read(given, label) {
			const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
			if (typeof number === 'number' && Number.isInteger(number) && number >= minimum) return number;
			throw mustBe(label, `a whole number from ${minimum}`);
		},
	};
}

/** Text, trimmed; empty if it was left empty. Numbers become text as long as they have all of their digits. */
export function text(displayName: string, description: string, more: Partial<OptionForm> = {}): Option<string> {
	return { form: { displayName, type: 'string', default: '', description, ...more }, absent: '', read: readText };
}

/** Where a list that the form loads comes from. */
interface ListSource {
	/** Name of the method that loads it. */
	readonly method: string;
	/** Parameters on whose change it is loaded again. */
	readonly dependsOn?: readonly string[];
}

const EXPRESSION = 'using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

const sentence = (description: string): string => (description.endsWith('.') ? description : `${description}.`);

/** How a form shows one entry of a list that it loads. @param description without the words on expressions, which are added */
export function listedForm(displayName: string, description: string, source: ListSource): OptionForm {
	return {
		displayName,
		type: 'options',
		typeOptions: toLoading(source),
		default: '',
		description: `${sentence(description)} Choose from the list, or specify an ID ${EXPRESSION}.`,
	};
}

/** How a form shows several entries of a list that it loads. @param description without the words on expressions, which are added */
export function listedNamesForm(displayName: string, description: string, source: ListSource): OptionForm {
	return {
		displayName,
		type: 'multiOptions',
		typeOptions: toLoading(source),
		default: [],
		description: `${sentence(description)} Choose from the list, or specify IDs ${EXPRESSION}.`,
	};
}

/** One entry of a list that the form loads, as text such as an ID; empty if it was left empty. */
export function listed(
	displayName: string,
	description: string,
	source: ListSource,
	more: Partial<OptionForm> = {},
): Option<string> {
	return { form: { ...listedForm(displayName, description, source), ...more }, absent: '', read: readText };
}

/** One entry chosen in a resource locator, as text such as an ID; empty if nothing was chosen. */
export function located(locator: OptionForm): Option<string> {
	return { form: locator, absent: '', read: readText };
}

/** Names from a list that the form loads: a list, or text with commas between the names. */
export function listedNames(
	displayName: string,
	description: string,
	source: ListSource,
	more: Partial<OptionForm> = {},
): Option<readonly string[]> {
	return { form: { ...listedNamesForm(displayName, description, source), ...more }, absent: [], read: readNames };
}

/** Several of a fixed list of choices. @param choices value -> name in the menu */
export function choices(
	displayName: string,
	names: Readonly<Record<string, ChoiceText>>,
	description: string,
	more: Partial<OptionForm> = {},
): Option<readonly string[]> {
	const form: OptionForm = { displayName, type: 'multiOptions', options: toMenu(names), default: [], description };
	return { form: { ...form, ...more }, absent: [], read: readNames };
}

/** A moment, as ISO 8601 with offset; null if it was left empty or not added. */
export function time(displayName: string, description: string, more: Partial<OptionForm> = {}): Option<string | null> {
	return {
		form: { displayName, type: 'dateTime', default: '', description, ...more },
		absent: null,
		read: (given, label, { timeZone }) => (given === '' ? null : readTime(given, label, timeZone)),
	};
}

/** Any other option: its form, and a reader of its own. */
export function option<Value>(form: OptionForm, absent: Value, read: Option<Value>['read']): Option<Value> {
	return { form, absent, read };
}

/** How a group of a fixed collection is called: its name, and its label on the screen. */
type GroupName = readonly [name: string, displayName: string];

/** The first field of a pair, the second, and what they are called on the screen. */
interface PairForm {
	readonly group: GroupName;
	readonly key: INodeProperties;
	readonly value: INodeProperties;
}

/** A list of pairs, as an object; pairs of which a half was left empty say nothing. */
export function pairs(
	displayName: string,
	description: string,
	{ group, key, value }: PairForm,
	more: Partial<OptionForm> = {},
): Option<Readonly<Record<string, string>>> {
	const form = { ...groupForm(displayName, description, group, [key, value]), typeOptions: { multipleValues: true } };
	return {
		form: { ...form, ...more },
		absent: {},
		read(given, label) {
			const entries = readEntries(given, group, label);
			const found = entries.map(
				(entry: unknown) => [readPart(entry, key, label), readPart(entry, value, label)] as const,
			);
			const filled = found.filter(([left, right]) => left !== '' && right !== '');
			refuseTwoValues(filled, label);
			return Object.fromEntries(filled);
		},
	};
}

/** @throws UsageError naming what has two values, of which one would be lost */
function refuseTwoValues(entries: ReadonlyArray<readonly [string, string]>, label: string): void {
	const values = new Map<string, string>();
	for (const [key, value] of entries) {
		const before = values.get(key) ?? value;
		if (before !== value)
			throw new UsageError(
				`${label} has "${key}" twice: with "${before}" and with "${value}"`,
				'Remove one of the two entries',
			);
		values.set(key, value);
	}
}

/** The fields of a group by name, in the order of the form: texts, with what the form shows of each. */
type TextFields = Readonly<Record<string, Omit<INodeProperties, 'name' | 'type' | 'default'> & { default?: string }>>;

/** What the fields of a group hold: texts, trimmed; a field that was left empty is empty. */
type Texts<Fields extends TextFields> = { readonly [Name in keyof Fields]: string };

/** A group of texts that can be added once; null where it was not added. */
export function group<const Fields extends TextFields>(
	displayName: string,
	description: string,
	name: GroupName,
	fields: Fields,
	more: Partial<OptionForm> = {},
): Option<Texts<Fields> | null> {
	const forms = textForms(fields);
	return {
		form: { ...groupForm(displayName, description, name, forms), ...more },
		absent: null,
		read(given, label) {
			if (!isObject(given)) throw mustBe(label, 'a group of fields');
			return Object.hasOwn(given, name[0]) ? readTexts<Fields>(given[name[0]], forms, label) : null;
		},
	};
}

/** A list of groups of texts. */
export function groups<const Fields extends TextFields>(
	displayName: string,
	description: string,
	name: GroupName,
	fields: Fields,
	more: Partial<OptionForm> = {},
): Option<ReadonlyArray<Texts<Fields>>> {
	const forms = textForms(fields);
	const form = { ...groupForm(displayName, description, name, forms), typeOptions: { multipleValues: true } };
	return {
		form: { ...form, ...more },
		absent: [],
		read: (given, label) => readEntries(given, name, label).map((entry) => readTexts<Fields>(entry, forms, label)),
	};
}

function groupForm(
	displayName: string,
	description: string,
	[name, groupLabel]: GroupName,
	values: INodeProperties[],
): OptionForm {
	const options = [{ displayName: groupLabel, name, values }];
	return { displayName, type: 'fixedCollection', default: {}, description, options };
}

const textForms = (fields: TextFields): INodeProperties[] =>
	Object.entries(fields).map(([name, form]) => ({ type: 'string', default: '', ...form, name }));

function readEntries(given: unknown, [name]: GroupName, label: string): readonly unknown[] {
	const entries: unknown = !isObject(given) ? given : Object.hasOwn(given, name) ? given[name] : [];
	if (entries === undefined || entries === null) throw noValue(label, REMEDY_OF_PART);
	if (Array.isArray(entries)) return entries;
	throw mustBe(label, 'a list');
}

function readTexts<Fields extends TextFields>(
	entry: unknown,
	forms: readonly INodeProperties[],
	above: string,
): Texts<Fields> {
	return Object.fromEntries(forms.map((form) => [form.name, readPart(entry, form, above)])) as Texts<Fields>;
}

const REMEDY_OF_PART = 'Make it return a value, or remove the entry';

/** One field of a group as text, trimmed; a field that was left empty is empty. */
export function readPart(entry: unknown, { name, displayName }: INodeProperties, above: string): string {
	if (!isObject(entry)) throw noValue(above, REMEDY_OF_PART);
	if (!Object.hasOwn(entry, name)) return '';
	const label = `${above} > ${displayName}`;
	const held: unknown = entry[name];
	if (held === undefined || held === null) throw noValue(label, REMEDY_OF_PART);
	return typeof held === 'boolean' ? String(held) : readText(held, label);
}

function toLoading({ method, dependsOn }: ListSource): INodeProperties['typeOptions'] {
	return {
		loadOptionsMethod: method,
		...(dependsOn === undefined ? {} : { loadOptionsDependsOn: [...dependsOn] }),
	};
}

function readText(given: unknown, label: string): string {
	if (typeof given === 'string') return given.trim();
	if (typeof given === 'number' && Number.isFinite(given)) return numberToText(label, given);
	throw mustBe(label, 'text');
}

function readNames(given: unknown, label: string): readonly string[] {
	const entries: unknown = typeof given === 'string' ? given.split(',') : given;
	if (!Array.isArray(entries)) throw mustBe(label, 'a list');
	return entries.map((entry: unknown) => nameOf(entry, label)).filter((name) => name !== '');
}

/** Entries as Zoho gives them, such as a record's tags, count by their name. */
function nameOf(entry: unknown, label: string): string {
	const name = isObject(entry) ? entry.name : entry;
	if (typeof name === 'string') return name.trim();
	if (typeof name === 'number') return numberToText(label, name);
	throw mustBe(label, 'a list of names');
}

/**
 * A number as text. IDs have more digits than a number holds: one that came as a number would be the ID of another record.
 * @throws UsageError for a number that has lost digits
 */
export function numberToText(what: string, value: number): string {
	if (Number.isSafeInteger(value) || !Number.isInteger(value)) return String(value);
	throw new UsageError(
		`${what} is a number that has lost digits`,
		'Pass IDs as text. Zoho CRM returns them as text, and the nodes before this one must keep them as text',
	);
}

/**
 * A moment of a form as Zoho takes it: ISO 8601 with offset, without milliseconds.
 * @param label display name of the field, for the message
 * @param timeZone IANA name, for values without an offset
 * @throws UsageError if the value is no moment
 */
export function readTime(value: unknown, label: string, timeZone: string): string {
	const cell = formatDateTime(value, plainDates(timeZone));
	if (typeof cell === 'string') return cell;
	throw new UsageError(
		`The value of ${label} ${cell.reason}`,
		'Use the format yyyy-MM-ddTHH:mm:ss, with or without an offset',
	);
}

/**
 * Sorts names of our own, which are English, as menus show them, without regard to case.
 * Comparing them by locale would first load the rules of all languages, 8 ms while n8n starts.
 */
export function alphabetical<Entry>(entries: readonly Entry[], nameOf: (entry: Entry) => string): Entry[] {
	const named = entries.map((entry) => ({ entry, name: nameOf(entry).toLowerCase() }));
	return named
		.sort((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)))
		.map(({ entry }) => entry);
}
