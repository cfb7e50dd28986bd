import type { ModuleDefinition } from '../contract';
import { isObject, type JsonObject, type JsonValue } from '../json';
import type { EmulatorState } from '../state';
import { invalid, type Reader, taken } from './readings';
import type { StoredRecord } from './store';

/** Taxes of a line: `[{"name": "Vat", "percentage": 7.5}]`. Source: records 15. */
export const readLineTax: Reader = (_context, field, value) => {
	if (!Array.isArray(value)) return invalid(field, { expected_data_type: 'jsonarray' });
	const taxes: JsonObject[] = [];
	for (const [index, entry] of Array.from<JsonValue>(value).entries()) {
		const path = `${field.apiName}[${index}]`;
		if (!isObject(entry)) return invalid(field, { expected_data_type: 'jsonobject' }, path);
		if (typeof entry.name !== 'string' || entry.name === '')
			return invalid(field, { expected_data_type: 'text' }, `${path}.name`);
		if (typeof entry.percentage !== 'number' || entry.percentage < 0)
			return invalid(field, { expected_data_type: 'double' }, `${path}.percentage`);
		taxes.push({ name: entry.name, percentage: entry.percentage });
	}
	return taken(taxes.length > 0 ? taxes : null);
};

const amount = (value: JsonValue | undefined): number => (typeof value === 'number' ? value : 0);
const rounded = (value: number): number => Math.round(value * 100) / 100;

/**
 * A line with what it comes to. A line without a price has that of its product; the discount is taken off before taxes are
 * added. Both ASSUMED.
 */
export function withLineTotals(
	state: EmulatorState,
	module: ModuleDefinition,
	line: Readonly<Record<string, JsonValue>> & StoredRecord,
): StoredRecord {
	if (!state.schema.field(module.apiName, 'Net_Total')) return line;
	const productId = isObject(line.Product_Name) ? String(line.Product_Name.id) : '';
	const price = line.List_Price ?? state.records.get('Products', productId)?.Unit_Price ?? 0;
	const total = rounded(amount(line.Quantity) * amount(price));
	const afterDiscount = rounded(total - amount(line.Discount));
	const taxes = Array.isArray(line.Line_Tax) ? Array.from<JsonValue>(line.Line_Tax) : [];
	const percentage = taxes.reduce<number>((sum, tax) => sum + (isObject(tax) ? amount(tax.percentage) : 0), 0);
	const tax = rounded((afterDiscount * percentage) / 100);
	return {
		...line,
		List_Price: price,
		Total: total,
		Total_After_Discount: afterDiscount,
		Tax: tax,
		Net_Total: rounded(afterDiscount + tax),
	};
}

/**
 * Works out anew what an order comes to after it or one of its lines was written.
 * @param record an order, or a line of one; others are left as they are
 */
export function settleOrder(state: EmulatorState, module: ModuleDefinition, record: JsonObject): void {
	const { schema, records } = state;
	if (module.parentModule !== null) {
		const parent = schema.module(module.parentModule);
		const id = isObject(record.Parent_Id) ? String(record.Parent_Id.id) : '';
		const order = parent && records.get(parent.apiName, id);
		if (parent && order) settleOrder(state, parent, order);
		return;
	}
	if (!schema.field(module.apiName, 'Grand_Total')) return;
	const order = records.get(module.apiName, String(record.id));
	const items = module.fields.find(({ subformModule }) => subformModule !== null)?.subformModule;
	if (!order || !items) return;
	const lines = records.find(items, 'Parent_Id', { id: order.id }).flatMap((id) => records.get(items, id) ?? []);
	const subTotal = rounded(lines.reduce((sum, line) => sum + amount(line.Net_Total), 0));
	const total = rounded(subTotal - amount(order.Discount) + amount(order.Tax) + amount(order.Adjustment));
	if (order.Sub_Total === subTotal && order.Grand_Total === total) return;
	records.update(module.apiName, { ...order, Sub_Total: subTotal, Grand_Total: total });
}
