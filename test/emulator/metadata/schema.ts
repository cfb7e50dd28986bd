import type { FieldDefinition, ModuleDefinition } from '../contract';
import { createModules } from './modules';

/** When somebody last changed layouts and views. */
export const LAST_CHANGE_MS = Date.UTC(2026, 1, 2, 3, 30, 0);

/** The modules of the organization and their fields. API names are case-sensitive, as in Zoho. */
export class Schema {
	private byName = new Map<string, ModuleDefinition>();
	private fieldsByModule = new Map<string, Map<string, FieldDefinition>>();

	constructor() {
		this.reset();
	}

	/** Undoes every change, such as values that imports added to pick lists. */
	reset(): void {
		this.byName = new Map();
		this.fieldsByModule = new Map();
		for (const module of createModules()) this.add(module);
	}

	/** Adds a module, or replaces the one with its API name. */
	add(module: ModuleDefinition): void {
		this.byName.set(module.apiName, module);
		this.fieldsByModule.set(module.apiName, new Map(module.fields.map((field) => [field.apiName, field])));
	}

	modules(): ModuleDefinition[] {
		return [...this.byName.values()];
	}

	module(apiName: string): ModuleDefinition | undefined {
		return this.byName.get(apiName);
	}

	/** @param module API name; an unknown one has no fields */
	field(module: string, apiName: string): FieldDefinition | undefined {
		return this.fieldsByModule.get(module)?.get(apiName);
	}
}
