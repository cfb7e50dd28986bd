import type { LayoutDefinition, ModuleDefinition } from '../contract';
import { field, type FieldSketch, readOnlyField } from './fieldDefinitions';

/** A fixture's id: the organization's prefix and a number below the first free one. */
export function fixtureId(number: number): string {
	return `4150868${String(number).padStart(12, '0')}`;
}

/** A module whose fields are numbered from `firstField` on. */
export interface ModuleSketch extends Omit<ModuleDefinition, 'id' | 'fields'> {
	readonly number: number;
	/** Number of the first field; the others follow. */
	readonly firstField: number;
	readonly fields: readonly FieldSketch[];
}

/** A module with the ids of its fields. */
export function buildModule({ number, firstField, fields, ...module }: ModuleSketch): ModuleDefinition {
	return {
		...module,
		id: fixtureId(number),
		fields: fields.map((sketch, index) => ({ ...sketch, id: fixtureId(firstField + 2 * index) })),
	};
}

/** The one layout that most modules have. @param mandatory fields that it asks for beyond the system-mandatory ones */
export function standardLayout(number: number, mandatory: readonly string[] = []): LayoutDefinition {
	return { id: fixtureId(number), name: 'Standard', mandatory };
}

/** The module whose records are the rows of a subform. @param scopeWord of the module that has the subform */
export function subform(
	apiName: string,
	label: string,
	parentModule: string,
	scopeWord: string,
	number: number,
	fields: readonly FieldSketch[],
): ModuleDefinition {
	return buildModule({
		number,
		firstField: number + 100,
		apiName,
		singularLabel: label,
		pluralLabel: label,
		generatedType: 'subform',
		parentModule,
		layouts: [standardLayout(number + 20)],
		systemDuplicateField: null,
		displayField: 'Parent_Id',
		scopeWord,
		fields: [
			field('Parent_Id', 'lookup', { lookupModule: parentModule, systemMandatory: true }),
			...fields,
			readOnlyField('Created_Time', 'datetime'),
			readOnlyField('Modified_Time', 'datetime'),
		],
	});
}
