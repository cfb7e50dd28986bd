import type { ILoadOptionsFunctions, INodeParameters, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { connectedCredential } from '../stage/credentials';
import { named } from '../stage/parameters';
import { askForm } from '../stage/runNode';
import { useStage } from '../stage/stage';
import { nodeClasses, walkParameters, type PlacedParameter } from './packageNodes';

const { emulator } = useStage();

/** A parameter whose choices n8n loads, with the parameters of a node that shows it. */
interface LoadedList {
	readonly place: string;
	readonly parameter: INodeProperties;
	readonly node: (typeof nodeClasses)[number]['instance'];
	readonly parameters: INodeParameters;
}

/** Every parameter of the nodes, those inside collections included, with the resource and operation that show it. */
const all = nodeClasses.flatMap(({ instance }) =>
	instance.description.properties.flatMap((property) => {
		const { resource = [], operation = [] } = property.displayOptions?.show ?? {};
		return walkParameters([property]).map((placed: PlacedParameter) => ({
			...placed,
			node: instance,
			parameters: {
				resource: String(resource[0] ?? ''),
				operation: String(operation[0] ?? ''),
				...(resource.includes('record') ? { module: named('Leads', 'list') } : {}),
			},
		}));
	}),
);

const lists: readonly LoadedList[] = all.filter(
	({ parameter }) => parameter.type === 'options' && parameter.typeOptions?.loadOptionsMethod !== undefined,
);

describe('an option that was just added', () => {
	it('there are lists to look at', () => {
		expect(lists.length).toBeGreaterThan(20);
	});

	/** n8n draws a red frame around a value that is no choice of its list. */
	it.each(lists.map((list) => [list.place, list] as const))(
		'is not red: %s holds one of the choices that are loaded for it',
		async (_, { node, parameter, parameters }) => {
			const method = (node.methods?.loadOptions ?? {})[String(parameter.typeOptions?.loadOptionsMethod)];
			const load = async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
				return await method.call(this);
			};
			const choices = await askForm({ node, parameters, credential: connectedCredential(emulator) }, load);
			expect(choices.map(({ value }) => value)).toContain(parameter.default);
			expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length);
		},
	);

	/** Nobody adds an option in order not to have it. */
	it('is on, if it is a switch', () => {
		const off = all.filter(
			({ place, parameter }) => place.includes(' > ') && parameter.type === 'boolean' && parameter.default !== true,
		);
		expect(off.map(({ place }) => place)).toEqual([]);
	});
});
