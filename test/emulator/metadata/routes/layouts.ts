import type { FieldDefinition, LayoutDefinition, ModuleDefinition } from '../../contract';
import type { Shape } from '../../server/answers';
import type { EmulatorState } from '../../state';
import { LAST_CHANGE_MS } from '../schema';
import { fieldShape } from './fields';

/** The layouts of a module. */
export function layoutShapes(state: EmulatorState, module: ModuleDefinition): Shape[] {
	return module.layouts.map((layout) => layoutShape(state, module, layout));
}

/** One layout with its sections. Source: Layouts Metadata, v8 (metadata 3). */
function layoutShape(state: EmulatorState, module: ModuleDefinition, layout: LayoutDefinition): Shape {
	const inForm = module.fields.filter(({ dataType }) => dataType !== 'subform');
	const section = (name: string, fields: readonly FieldDefinition[], sectionId: number, isSubform: boolean): Shape => ({
		display_label: name,
		name,
		api_name: name.replaceAll(' ', '_'),
		sequence_number: sectionId,
		column_count: 2,
		tab_traversal: 'left_to_right',
		isSubformSection: isSubform,
		type: 'used',
		fields: fields.map((field, index) => ({
			...fieldShape(state, module, field, index + 1),
			required: field.systemMandatory || layout.mandatory.includes(field.apiName),
			sequence_number: index + 1,
			section_id: sectionId,
			validation_rule: null,
		})),
	});
	const subforms = module.fields.filter(({ dataType }) => dataType === 'subform');
	return {
		id: layout.id,
		name: layout.name,
		display_label: layout.name,
		api_name: layout.name,
		status: 'active',
		visible: true,
		display_type: 0,
		show_business_card: true,
		has_more_profiles: false,
		profiles: state.users.profiles.map(({ id, name }) => ({
			id,
			name,
			_default: layout === module.layouts[0],
			_default_view: {},
		})),
		created_time: null,
		created_by: null,
		modified_time: state.timeText(LAST_CHANGE_MS),
		modified_by: null,
		convert_mapping: module.apiName === 'Leads' ? layoutConvertMapping(state) : null,
		sections: [
			section(`${module.singularLabel} Information`, inForm, 1, false),
			...subforms.map((field, index) => section(field.label, [field], index + 2, true)),
		],
	};
}

function layoutConvertMapping(state: EmulatorState): Shape {
	const standardOf = (apiName: string) => {
		const layout = state.schema.module(apiName)?.layouts[0];
		return { name: layout?.name ?? null, id: layout?.id ?? null };
	};
	const amount = state.schema.field('Deals', 'Amount');
	return {
		Contacts: standardOf('Contacts'),
		Deals: {
			...standardOf('Deals'),
			fields: [{ api_name: 'Amount', field_label: 'Amount', id: amount?.id ?? null, required: false }],
		},
		Accounts: standardOf('Accounts'),
	};
}
