import { checkId, checkModule, crmUrl } from '../call/address';
import { readCall, type ZohoCaller } from '../call/caller';
import { parseField, parsePickList, type FieldMetadata, type PickListValue } from './fields';
import { MAX_PAGES_OF_VIEWS, MAX_RECORDS_PER_PAGE } from '../call/limits';
import type { NamedReference, ShapeReader } from '../call/shape';

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

/** A layout of a module. */
export interface LayoutMetadata {
	readonly id: string;
	readonly name: string;
	readonly isActive: boolean;
	/** API names of the fields that records of this layout must have. */
	readonly requiredFields: readonly string[];
	/** API names of all its fields, in the order of the form. */
	readonly fields: readonly string[];
}

/** A custom view of a module. */
export interface CustomViewMetadata {
	readonly id: string;
	readonly name: string;
	/** Zoho's name for views that it brings along, e.g. `ALLVIEWS`. */
	readonly systemName: string | null;
	/** Whether it is the one that people see first. */
	readonly isDefault: boolean;
	/** `public_views`, `created_by_me`, `shared_with_me` or `other_users_views`. */
	readonly category: string | null;
}

/** A tag of a module. */
export interface TagMetadata {
	readonly id: string;
	readonly name: string;
	readonly color: string | null;
}

/** A territory. */
export interface TerritoryMetadata {
	readonly id: string;
	readonly name: string;
	/** Id of the territory above; null at the top. */
	readonly parentId: string | null;
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

	/** Gives the values of one pick list. @param fieldId not its API name */
	async pickListValues(module: string, fieldId: string): Promise<PickListValue[]> {
		const answer = await this.ask(['fields', checkId(fieldId, 'field'), 'pick_list_values'], {
			module: checkModule(module),
		});
		return answer === null ? [] : parsePickList(answer.get('pick_list_values'));
	}

	/** Gives the custom views of a module, page by page. */
	async customViews(module: string): Promise<CustomViewMetadata[]> {
		const views: CustomViewMetadata[] = [];
		for (let page = 1; ; page += 1) {
			const answer = await this.ask(['custom_views'], {
				module: checkModule(module),
				page: String(page),
				per_page: String(MAX_RECORDS_PER_PAGE),
			});
			const found = answer?.get('custom_views').items().map(parseCustomView) ?? [];
			views.push(...found);
			const info = answer?.get('info');
			if (found.length === 0 || info === undefined || info.isAbsent || !info.get('more_records').flag()) return views;
			if (page === MAX_PAGES_OF_VIEWS) info.get('more_records').refuse(`false after ${page} pages`);
		}
	}

	/** Gives the tags of a module. */
	async tags(module: string): Promise<TagMetadata[]> {
		return await this.list('tags', parseTag, { module: checkModule(module) });
	}

	/** Gives the assignment rules of a module; only Leads and Cases can have some. */
	async assignmentRules(module: string): Promise<NamedReference[]> {
		const answer = await this.ask(['automation', 'assignment_rules'], { module: checkModule(module) });
		return answer?.get('assignment_rules').items().map(parseNamed) ?? [];
	}

	/** Gives the territories, those without any territory management none. */
	async territories(): Promise<TerritoryMetadata[]> {
		return await this.list('territories', parseTerritory);
	}

	/** Gives the roles of users. */
	async roles(): Promise<NamedReference[]> {
		return await this.list('roles', parseNamed);
	}

	/** Gives the profiles of users. */
	async profiles(): Promise<NamedReference[]> {
		return await this.list('profiles', parseNamed);
	}

	private async list<T>(
		kind: string,
		parse: (item: ShapeReader) => T,
		query?: Readonly<Record<string, string>>,
	): Promise<T[]> {
		return (await this.ask([kind], query))?.get(kind).items().map(parse) ?? [];
	}

	private async ask(parts: readonly string[], query?: Readonly<Record<string, string>>): Promise<ShapeReader | null> {
		return await this.caller.ask(readCall(crmUrl(this.caller.deps.hosts, 'settings', ...parts), query));
	}
}

const parseNamed = (item: ShapeReader): NamedReference => ({ id: item.get('id').id(), name: item.get('name').text() });

function parseCustomView(view: ShapeReader): CustomViewMetadata {
	return {
		id: view.get('id').id(),
		name: view.get(view.get('display_value').isAbsent ? 'name' : 'display_value').text(),
		systemName: view.get('system_name').textOrNull(),
		isDefault: view.get('default').flag(),
		category: view.get('category').textOrNull(),
	};
}

function parseTag(tag: ShapeReader): TagMetadata {
	return { ...parseNamed(tag), color: tag.get('color_code').textOrNull() };
}

function parseTerritory(territory: ShapeReader): TerritoryMetadata {
	const parent = territory.get('reporting_to');
	return { ...parseNamed(territory), parentId: parent.isAbsent ? null : parent.get('id').idOrNull() };
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

function parseLayout(layout: ShapeReader): LayoutMetadata {
	const sections = layout.get('sections');
	const fields = sections.isAbsent ? [] : sections.items().flatMap((section) => section.get('fields').items());
	return {
		id: layout.get('id').id(),
		name: layout.get('name').text(),
		isActive: layout.get('status').textOrNull() !== 'inactive',
		fields: fields.map((field) => field.get('api_name').text()),
		requiredFields: fields.filter((field) => field.get('required').flag()).map((field) => field.get('api_name').text()),
	};
}
