import type { IExecuteFunctions } from 'n8n-workflow';
import { UsageError } from '../../zoho/call/errors';
import { isObject } from '../../zoho/call/shape';
import type { Execution } from '../connection/nodeContext';

/** Rows of field values, one per input item. */
export interface MappedRows {
	readonly rows: readonly Readonly<Record<string, unknown>>[];
	/** How many expressions n8n evaluated. Each costs about half a millisecond. */
	readonly evaluated: number;
}

/** How a column gets its value: the same one for every item, a key of the item, or an expression. */
type Column =
	| { readonly kind: 'constant'; readonly key: string; readonly value: unknown }
	| { readonly kind: 'reference'; readonly key: string; readonly path: readonly string[] }
	| { readonly kind: 'expression'; readonly key: string };

/** The code of a mapping without any field. */
export const NOTHING_MAPPED = 'NOTHING_MAPPED';

/** How long expressions are evaluated before other work of n8n gets a turn. */
const TURN_MS = 10;

/** Reads the row of one item, and counts the expressions that n8n evaluated for it. */
export type RowReader = (itemIndex: number) => {
	readonly values: Readonly<Record<string, unknown>>;
	readonly evaluated: number;
};

/**
 * Makes a reader for the rows of a resource mapper. Mapped automatically, the rows are the items as they are. Mapped by
 * hand, only expressions are read item by item, and those that just name a key of the item (`{{ $json.Email }}`) are taken
 * from it without n8n's evaluation.
 * @param label display name of the parameter, for messages
 * @throws UsageError if no field is mapped
 */
export function rowReader(context: IExecuteFunctions, name: string, label: string): RowReader {
	const items = context.getInputData();
	const mapper: unknown = context.getNodeParameter(name, 0, undefined, { rawExpressions: true });
	if (!isObject(mapper)) throw new UsageError(`${label} is not a mapping of fields`, 'Check its expression');
	if (mapper.mappingMode === 'autoMapInputData')
		return (itemIndex) => ({ values: items[itemIndex].json, evaluated: 0 });
	const columns = isObject(mapper.value) ? Object.entries(mapper.value).map(([key, raw]) => toColumn(key, raw)) : [];
	if (columns.length === 0)
		throw new UsageError(
			'No field is mapped',
			'Map at least one field, or set Mapping Column Mode to Map Automatically',
			NOTHING_MAPPED,
		);
	return (itemIndex) => {
		let evaluated = 0;
		const values = columns.map((column): [string, unknown] => {
			const found = column.kind === 'expression' ? null : valueOf(column, items[itemIndex].json);
			if (found !== null) return [column.key, found.value];
			evaluated += 1;
			return [column.key, toPlain(context.getNodeParameter(pathOf(name, column.key), itemIndex))];
		});
		return { values: Object.fromEntries(values), evaluated };
	};
}

/**
 * Reads a resource mapper for all items, as `rowReader` does for one.
 * @throws UsageError if no field is mapped, or if the execution was stopped
 */
export async function readMappedRows(
	context: IExecuteFunctions,
	name: string,
	label: string,
	execution: Pick<Execution, 'sleep' | 'isCancelled'>,
): Promise<MappedRows> {
	const read = rowReader(context, name, label);
	const rows: Readonly<Record<string, unknown>>[] = [];
	let evaluated = 0;
	let turnEnds = performance.now() + TURN_MS;
	for (const itemIndex of context.getInputData().keys()) {
		if (performance.now() >= turnEnds) {
			await execution.sleep(0);
			if (execution.isCancelled())
				throw new UsageError('The execution was stopped before anything was sent', 'Run the workflow again');
			turnEnds = performance.now() + TURN_MS;
		}
		const row = read(itemIndex);
		evaluated += row.evaluated;
		rows.push(row.values);
	}
	return { rows, evaluated };
}

/** Lists and objects can contain expressions at any depth. */
function holdsExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	if (Array.isArray(raw)) return raw.some(holdsExpression);
	return isObject(raw) && Object.values(raw).some(holdsExpression);
}

const KEY = String.raw`\.[A-Za-z_$][\w$]*|\["[^"\\]*"\]|\['[^'\\]*'\]`;
/** An expression that only names a key of the item, as n8n writes it when a key is dragged into a field. */
const REFERENCE = new RegExp(String.raw`^=\{\{\s*\$json((?:${KEY})+)\s*\}\}$`);

function toColumn(key: string, raw: unknown): Column {
	if (!holdsExpression(raw)) return { kind: 'constant', key, value: raw };
	const [, steps] = REFERENCE.exec(String(raw)) ?? [];
	if (steps === undefined) return { kind: 'expression', key };
	const path = (steps.match(new RegExp(KEY, 'g')) ?? []).map((step) =>
		step.startsWith('.') ? step.slice(1) : step.slice(2, -2),
	);
	return { kind: 'reference', key, path };
}

/** The value of a column without evaluating anything; null if only n8n can evaluate its expression. */
function valueOf(column: Exclude<Column, { kind: 'expression' }>, json: unknown): { readonly value: unknown } | null {
	if (column.kind === 'constant') return { value: column.value };
	let value: unknown = json;
	for (const step of column.path) {
		if (!isObject(value) || step in Object.prototype) return null;
		value = value[step];
	}
	return { value };
}

/** Path of one value for lodash, in quotes because keys can contain dots. */
function pathOf(name: string, key: string): string {
	return `${name}.value["${key.replaceAll(/["\\]/g, String.raw`\$&`)}"]`;
}

/** Turns a date into the text that n8n makes of it when it reads a whole mapping. */
function toPlain(value: unknown): unknown {
	return isObject(value) && 'isLuxonDateTime' in value ? String(value) : value;
}
