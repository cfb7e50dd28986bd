import type { ShapeReader } from '../call/shape';

/** A value of a pick list. */
export interface PickListValue {
	/** As people see it. */
	readonly display: string;
	/** As records hold it. */
	readonly actual: string;
}

/** The module whose records link those of two others, for a field that holds several look-ups. All are API names. */
export interface LinkingMetadata {
	/** The module of the links, e.g. `Leads_X_Venues`; bulk writes fill it. */
	readonly linkingModule: string;
	/** Its look-up to the record that has the field. */
	readonly ownField: string;
	/** Its look-up to the other record: the key of each entry when the field is written. */
	readonly otherField: string;
	/** The module of the other records; null for users and where Zoho names none. */
	readonly otherModule: string | null;
}

/** A field of a module. */
export interface FieldMetadata {
	readonly id: string;
	readonly apiName: string;
	readonly label: string;
	/** Zoho's `data_type`, e.g. `picklist`. */
	readonly dataType: string;
	/** Longest value in characters, or in digits for numbers; null where Zoho gives none. */
	readonly length: number | null;
	/** Digits behind the decimal point; null for other types. */
	readonly decimalPlaces: number | null;
	/** Whether the API refuses records without it. */
	readonly systemMandatory: boolean;
	/** Whether Zoho has a value for records without one. */
	readonly hasDefault: boolean;
	readonly creatable: boolean;
	readonly updatable: boolean;
	/** Whether neither creating nor updating can fill it. */
	readonly readOnly: boolean;
	readonly custom: boolean;
	/** Set if a value may occur only once in the module. */
	readonly unique: { readonly caseSensitive: boolean } | null;
	/** Whether it holds ids of another system. */
	readonly external: boolean;
	/** Whether records are named by it. */
	readonly displayField: boolean;
	/** Whether Search Records can look for it. */
	readonly searchable: boolean;
	/** Values that are in use; null for other types. */
	readonly pickList: readonly PickListValue[] | null;
	/** API name of the module that a look-up points to. */
	readonly lookupModule: string | null;
	/** API names of the modules that a look-up to several modules points to, none where each record says it; null for other types. */
	readonly lookupModules: readonly string[] | null;
	/** API name of the module whose records are the rows. */
	readonly subform: { readonly module: string } | null;
	readonly multiSelectLookup: LinkingMetadata | null;
	readonly multiUserLookup: LinkingMetadata | null;
	/** How amounts are rounded (`normal`, `round_up` and others) and how many decimals are shown. */
	readonly currency: { readonly rounding: string; readonly decimalPlaces: number | null } | null;
}

/** Data types of fields that hold the ID of a record or user. */
export const LOOKUP_TYPES: ReadonlySet<string> = new Set(['lookup', 'ownerlookup', 'userlookup']);
/** Data types of fields that hold the ID of a user, who can also be given by email. */
export const USER_TYPES: ReadonlySet<string> = new Set(['ownerlookup', 'userlookup']);

/** Types that are filled without a value in the record: by Zoho, with no, or with the user of the credential. */
const FILLED_BY_ZOHO: ReadonlySet<string> = new Set([
	'autonumber',
	'boolean',
	'formula',
	'ownerlookup',
	'rollup_summary',
]);

/** Whether Zoho refuses a new record without a value of the field. Source: Fields Metadata, v8, `system_mandatory` (read 2026-11-21). */
export const isRequired = ({ systemMandatory, creatable, hasDefault, dataType }: FieldMetadata): boolean =>
	systemMandatory && creatable && !hasDefault && !FILLED_BY_ZOHO.has(dataType);

/** A text field without anything special: what a field that the metadata leaves out, such as `id`, differs from. */
export const PLAIN_FIELD: FieldMetadata = {
	id: '',
	apiName: '',
	label: '',
	dataType: 'text',
	length: null,
	decimalPlaces: null,
	systemMandatory: false,
	hasDefault: false,
	creatable: true,
	updatable: true,
	readOnly: false,
	custom: false,
	unique: null,
	external: false,
	displayField: false,
	searchable: true,
	pickList: null,
	lookupModule: null,
	lookupModules: null,
	subform: null,
	multiSelectLookup: null,
	multiUserLookup: null,
	currency: null,
};

/** A field of any answer. Source: Fields Metadata, v8, with the shapes of older versions (read 2026-11-21). */
export function parseField(field: ShapeReader): FieldMetadata {
	const dataType = field.get('data_type').text();
	const creatable = parseWritable(field, 'create', 'create');
	const updatable = parseWritable(field, 'update', 'edit');
	return {
		id: field.get('id').id(),
		apiName: field.get('api_name').text(),
		label: field.get('field_label').text(),
		dataType,
		length: field.get('length').countOrNull(),
		decimalPlaces: field.get('decimal_place').countOrNull(),
		systemMandatory: field.get('system_mandatory').flag(),
		hasDefault: isFilledIn(field.get('default_value')),
		creatable,
		updatable,
		readOnly: !creatable && !updatable,
		custom: field.get('custom_field').flag(),
		unique: parseUnique(field.get('unique')),
		external: isFilled(field.get('external')),
		displayField: field.get('display_field').flag(),
		searchable: field.get('searchable').isAbsent || field.get('searchable').boolean(),
		pickList: dataType.endsWith('picklist') ? parsePickList(field.get('pick_list_values')) : null,
		lookupModule: parseLookup(field.get('lookup')),
		lookupModules: parseLookups(field.get('lookup'), field.get('multi_module_lookup')),
		subform: dataType === 'subform' ? parseSubform(field) : null,
		multiSelectLookup: parseLinking(field.get('multiselectlookup')),
		multiUserLookup: parseLinking(field.get('multiuserlookup')),
		currency: parseCurrency(field.get('currency')),
	};
}

/** Zoho sends `{}` or null for a part that a field does not have. */
const isFilled = (part: ShapeReader): boolean => !part.isAbsent && Object.keys(part.object()).length > 0;

/** Any value but an empty one. */
const isFilledIn = (value: ShapeReader): boolean => !value.isAbsent && !(value.isText && value.text() === '');

/** Older answers have no `operation_type.api_*`; `field_read_only` says nothing: the owner has it and can be written. */
function parseWritable(field: ShapeReader, operation: string, view: string): boolean {
	const operations = field.get('operation_type');
	const byApi = operations.isAbsent ? operations : operations.get(`api_${operation}`);
	if (!byApi.isAbsent) return byApi.boolean();
	const views = field.get('view_type');
	return !views.isAbsent && views.get(view).flag() && !field.get('read_only').flag();
}

function parseUnique(unique: ShapeReader): { readonly caseSensitive: boolean } | null {
	if (!isFilled(unique)) return null;
	const { case_sensitive: now, casesensitive: older } = unique.object();
	return { caseSensitive: String(now ?? older) === 'true' };
}

/** The values of a pick list that are in use. */
export function parsePickList(values: ShapeReader): PickListValue[] {
	if (values.isAbsent) return [];
	const used = values.items().filter((value) => value.get('type').textOrNull() !== 'unused');
	return used.map((value) => ({
		display: value.get('display_value').text(),
		actual: value.get('actual_value').text(),
	}));
}

/** A module is an object with an API name in some answers and its API name alone in others. */
const parseModuleName = (module: ShapeReader): string =>
	module.isText ? module.text() : module.get('api_name').text();

/** Stands for the module that each record names in `$se_module`. Source: a recorded layout of version 8. */
const OF_RECORD = 'se_module';

function parseLookup(lookup: ShapeReader): string | null {
	if (!isFilled(lookup) || lookup.get('module').isAbsent) return null;
	const module = parseModuleName(lookup.get('module'));
	return module === OF_RECORD ? null : module;
}

function parseLookups(lookup: ShapeReader, lookups: ShapeReader): string[] | null {
	if (isFilled(lookups) && !lookups.get('modules').isAbsent) return lookups.get('modules').items().map(parseModuleName);
	const isOfRecord =
		isFilled(lookup) && !lookup.get('module').isAbsent && parseModuleName(lookup.get('module')) === OF_RECORD;
	return isOfRecord ? [] : null;
}

/** v8 names the module in `associated_module`, older answers in `subform`. */
function parseSubform(field: ShapeReader): { readonly module: string } | null {
	const part = [field.get('associated_module'), field.get('subform')].find(isFilled);
	return part === undefined ? null : { module: parseModuleName(part.get('module')) };
}

/** Nested in answers of 2026, flat before. */
function parseLinking(part: ShapeReader): LinkingMetadata | null {
	if (!isFilled(part)) return null;
	const linking = part.get('linking_details');
	if (linking.isAbsent) {
		return {
			linkingModule: parseModuleName(part.get('linking_module')),
			ownField: part.get('lookup_apiname').text(),
			otherField: part.get('connectedlookup_apiname').text(),
			otherModule: part.get('connected_module').isAbsent ? null : parseModuleName(part.get('connected_module')),
		};
	}
	const connected = part.get('connected_details');
	return {
		linkingModule: parseModuleName(linking.get('module')),
		ownField: linking.get('lookup_field').get('api_name').text(),
		otherField: linking.get('connected_lookup_field').get('api_name').text(),
		otherModule: connected.isAbsent ? null : parseModuleName(connected.get('module')),
	};
}

function parseCurrency(currency: ShapeReader): FieldMetadata['currency'] {
	if (!isFilled(currency)) return null;
	return {
		rounding: currency.get('rounding_option').textOrNull() ?? 'normal',
		decimalPlaces: currency.get('precision').countOrNull(),
	};
}
