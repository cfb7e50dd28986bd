import type { INodeProperties } from 'n8n-workflow';
import { nodeClasses, walkParameters } from './packageNodes';

/** Everything with a name in the forms of all nodes; the menus of resources and operations are each node's own. */
const named: readonly { readonly place: string; readonly parameter: INodeProperties }[] = nodeClasses.flatMap(
	({ className, instance }) =>
		walkParameters(instance.description.properties)
			.filter(({ parameter }) => !['resource', 'operation'].includes(parameter.name))
			.map(({ place, parameter }) => ({ place: `${className}: ${place}`, parameter })),
);

const names = [...new Set(named.map(({ parameter }) => parameter.name))].sort();

/** What may differ under one name, and why. */
const DIFFERENT: Readonly<Record<string, { readonly in: readonly ('label' | 'type')[]; readonly reason: string }>> = {
	binaryField: { in: ['label'], reason: 'a file that goes in, one that comes out, and one per child module' },
	field: { in: ['label', 'type'], reason: 'a list of one module in conditions; typed for child modules and columns' },
	findBy: {
		in: ['label', 'type'],
		reason: 'finds records by a list of fields, lookups by typed names of other modules',
	},
	module: { in: ['label', 'type'], reason: 'a locator in Advanced, a list in Bulk, typed for each mapped column' },
};

/** A label without the name of its group, which stands first where options are sorted by groups. */
const termOf = ({ displayName }: INodeProperties): string =>
	displayName.replace(/^(Child Rows|Cost and Speed|Expert|Reading): /, '');

const differing = (name: string, read: (parameter: INodeProperties) => unknown): string[] => {
	const found = named.filter(({ parameter }) => parameter.name === name);
	const kinds = new Set(found.map(({ parameter }) => JSON.stringify(read(parameter))));
	return kinds.size < 2 ? [] : found.map(({ place, parameter }) => `${place}: ${JSON.stringify(read(parameter))}`);
};

describe('one term for one thing, in all nodes', () => {
	it('has names to look at', () => {
		expect(names.length).toBeGreaterThan(80);
	});

	it('has a reason for every name that is listed, and lists none in vain', () => {
		for (const [name, { in: places, reason }] of Object.entries(DIFFERENT)) {
			expect(reason).not.toBe('');
			expect(differing(name, ({ displayName, type }) => (places.includes('type') ? type : displayName))).not.toEqual(
				[],
			);
		}
	});

	it.each(names)('%s', (name) => {
		const allowed = DIFFERENT[name]?.in ?? [];
		const labels = differing(name, termOf);
		const types = differing(name, ({ type }) => type);
		expect({ labels: allowed.includes('label') ? [] : labels, types: allowed.includes('type') ? [] : types }).toEqual({
			labels: [],
			types: [],
		});
	});
});
