import { checkModule, crmUrl } from './address';
import { readCall, type ZohoCaller } from './caller';
import type { ShapeReader } from './shape';

/** A module of the organization. */
export interface ModuleMetadata {
	readonly id: string;
	readonly apiName: string;
	readonly singularLabel: string;
	readonly pluralLabel: string;
	/** `default`, `custom`, `linking`, `subform` and others. */
	readonly generatedType: string;
	/** Whether records of it can be reached by the records API. */
	readonly isApiSupported: boolean;
	readonly isCreatable: boolean;
	readonly isEditable: boolean;
	readonly isDeletable: boolean;
	readonly isViewable: boolean;
	/** API name of the module that a subform belongs to. */
	readonly parentModule: string | null;
}

/** A value of a pick list. */
export interface PickListValue {
	/** As people see it. */
	readonly display: string;
	/** As records hold it. */
	readonly actual: string;
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
	/** Whether the API refuses records without it. */
	readonly systemMandatory: boolean;
	readonly creatable: boolean;
	readonly updatable: boolean;
	readonly custom: boolean;
	/** Set if a value may occur only once in the module. */
	readonly unique: { readonly caseSensitive: boolean } | null;
	/** Whether it holds ids of another system. */
	readonly external: boolean;
	/** Values that are in use; null for other types. */
	readonly pickList: readonly PickListValue[] | null;
	/** API name of the module that a look-up points to. */
	readonly lookupModule: string | null;
}

/** A layout of a module. */
export interface LayoutMetadata {
	readonly id: string;
	readonly name: string;
	readonly isActive: boolean;
	/** API names of the fields that records of this layout must have. */
	readonly requiredFields: readonly string[];
}

/** What the organization's modules look like. Source: Metadata APIs, v8 (read 2026-11-21). */
export class MetadataApi {
	private readonly knownFields = new Map<string, Promise<FieldMetadata[]>>();

	constructor(private readonly caller: ZohoCaller) {}

	/** Gives all modules, those that the API cannot reach included. */
	async modules(): Promise<ModuleMetadata[]> {
		return await this.list('modules', parseModule);
	}

	/** Gives the fields of a module; `id` is not among them. Asks Zoho only once per module, unless that was refused. */
	async fields(module: string): Promise<FieldMetadata[]> {
		const known = this.knownFields.get(module) ?? this.list('fields', parseField, { module: checkModule(module) });
		this.knownFields.set(module, known);
		known.catch(() => this.knownFields.delete(module));
		return await known;
	}

	/** Gives the layouts of a module. */
	async layouts(module: string): Promise<LayoutMetadata[]> {
		return await this.list('layouts', parseLayout, { module: checkModule(module) });
	}

	private async list<T>(kind: string, parse: (item: ShapeReader) => T, query?: Readonly<Record<string, string>>): Promise<T[]> {
		const answer = await this.caller.ask(readCall(crmUrl(this.caller.deps.hosts, 'settings', kind), query));
		return answer?.get(kind).items().map(parse) ?? [];
	}
}

function parseModule(module: ShapeReader): ModuleMetadata {
	const parent = module.get('parent_module');
	return {
		id: module.get('id').id(),
		apiName: module.get('api_name').text(),
		singularLabel: module.get('singular_label').text(),
		pluralLabel: module.get('plural_label').text(),
		generatedType: module.get('generated_type').text(),
		isApiSupported: module.get('api_supported').flag(),
		isCreatable: module.get('creatable').flag(),
		isEditable: module.get('editable').flag(),
		isDeletable: module.get('deletable').flag(),
		isViewable: module.get('viewable').flag(),
		parentModule: parent.isAbsent ? null : parent.get('api_name').textOrNull(),
	};
}

/** A field of any answer. */
function parseField(field: ShapeReader): FieldMetadata {
	const dataType = field.get('data_type').text();
	return {
		id: field.get('id').id(),
		apiName: field.get('api_name').text(),
		label: field.get('field_label').text(),
		dataType,
		length: field.get('length').countOrNull(),
		systemMandatory: field.get('system_mandatory').flag(),
		creatable: parseWritable(field, 'create', 'create'),
		updatable: parseWritable(field, 'update', 'edit'),
		custom: field.get('custom_field').flag(),
		unique: parseUnique(field.get('unique')),
		external: isFilled(field.get('external')),
		pickList: dataType.endsWith('picklist') ? parsePickList(field.get('pick_list_values')) : null,
		lookupModule: parseLookup(field.get('lookup')),
	};
}

/** Zoho sends `{}` or null for a part that a field does not have. */
const isFilled = (part: ShapeReader): boolean => !part.isAbsent && Object.keys(part.object()).length > 0;

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

function parsePickList(values: ShapeReader): PickListValue[] {
	if (values.isAbsent) return [];
	const used = values.items().filter((value) => value.get('type').textOrNull() !== 'unused');
	return used.map((value) => ({ display: value.get('display_value').text(), actual: value.get('actual_value').text() }));
}

/** The module is an object today and was its API name alone in v2. */
function parseLookup(lookup: ShapeReader): string | null {
	if (!isFilled(lookup)) return null;
	const module = lookup.get('module');
	if (module.isAbsent) return null;
	return module.isText ? module.text() : module.get('api_name').text();
}

function parseLayout(layout: ShapeReader): LayoutMetadata {
	const sections = layout.get('sections');
	const fields = sections.isAbsent ? [] : sections.items().flatMap((section) => section.get('fields').items());
	return {
		id: layout.get('id').id(),
		name: layout.get('name').text(),
		isActive: layout.get('status').textOrNull() !== 'inactive',
		requiredFields: fields.filter((field) => field.get('required').flag()).map((field) => field.get('api_name').text()),
	};
}
