import type { INodeParameters, INodeProperties, INodePropertyCollection, NodeParameterValueType } from 'n8n-workflow';
import { writesOf } from '../stage/books';
import { failureOf } from '../stage/failure';
import { prepareInput, sampleOf } from '../operations/registry';
import type { OperationSample } from '../operations/sample';
import { named } from '../stage/parameters';
import { useStage } from '../stage/stage';
import { nodeClasses } from './packageNodes';

const { emulator, run } = useStage();

/** One option of one operation, or one field of an option that is a group of fields. */
interface OpenOption {
	readonly title: string;
	/** What fails, as the screen names it. */
	readonly label: string;
	readonly sample: OperationSample;
	/** The parameters with the option added, its value an expression. */
	parameters(expression: string): INodeParameters;
}

const isParameter = (option: object): option is INodeProperties => 'type' in option && 'displayName' in option;
const isGroup = (option: object): option is INodePropertyCollection => 'values' in option;

/** The option itself, or each of its fields: n8n takes no expression for a whole group. */
function placesIn(
	option: INodeProperties,
): { readonly label: string; value(expression: string): NodeParameterValueType }[] {
	const label = option.displayName;
	if (option.type === 'resourceLocator') return [{ label, value: (expression) => named(expression) }];
	if (option.type !== 'fixedCollection') return [{ label, value: (expression) => expression }];
	return (option.options ?? []).filter(isGroup).flatMap((group) =>
		group.values.map(({ name, displayName }) => ({
			label: `${label} > ${displayName}`,
			value(expression) {
				const entry = Object.fromEntries(
					group.values.map((field) => [field.name, field.name === name ? expression : 'x']),
				);
				return { [group.name]: option.typeOptions?.multipleValues === true ? [entry] : entry };
			},
		})),
	);
}

const OPTIONS: readonly OpenOption[] = nodeClasses
	.flatMap(({ instance }) => instance.description.properties)
	// Options of a node without resources are tried where that node is.
	.filter(({ type, displayOptions }) => type === 'collection' && displayOptions?.show?.resource !== undefined)
	.flatMap((collection) => {
		const { resource = [], operation = [] } = collection.displayOptions?.show ?? {};
		const sample = sampleOf(String(resource[0]), String(operation[0]));
		const shown = Object.entries(collection.displayOptions?.show ?? {});
		// The first use whose form has the collection.
		const use = sample.uses.find(({ parameters }) =>
			shown.every(([name, values]) => parameters[name] === undefined || values?.includes(parameters[name] as string)),
		);
		return (collection.options ?? []).filter(isParameter).flatMap((option) =>
			placesIn(option).map(({ label, value }) => ({
				title: `${sample.resource} ${sample.operation}: ${label}`,
				label,
				sample,
				parameters: (expression: string): INodeParameters => ({
					...(use ?? sample.uses[0]).parameters,
					// Options about the file are shown if there is one.
					...(option.displayOptions?.show?.['/inputSource'] === undefined ? {} : { inputSource: 'file' }),
					[collection.name]: { [option.name]: value(expression) },
				}),
			})),
		);
	});

it('there are options to open', () => {
	expect(OPTIONS.length).toBeGreaterThan(100);
});

/**
 * An option that was added says that it matters. If its expression returns nothing, leaving it out would do what nobody asked
 * for: a Get Many without its custom view, before a Delete, lists the whole module.
 */
describe.each(['undefined', 'null'])('an added option whose expression returns %s', (value) => {
	it.each(OPTIONS.map((option) => [option.title, option] as const))(
		'fails by name before anything is sent: %s',
		async (_, { label, sample, parameters }) => {
			const { items, files } = await prepareInput(emulator, sample);
			const { message } = await failureOf(run(parameters(`={{ ${value} }}`), items, { files }));
			expect(message).toBe(`${label} has no value`);
			expect(writesOf(emulator)).toEqual([]);
		},
	);
});
