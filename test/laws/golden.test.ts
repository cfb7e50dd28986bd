import type { INodeProperties } from 'n8n-workflow';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { choicesOf, credentialClasses, nodeClasses, walkParameters } from './packageNodes';

/** What a saved workflow or credential depends on. */
interface Golden {
	/** By node: the place of every parameter, with its type, its default and its option values. */
	readonly nodes: Record<string, Record<string, GoldenParameter>>;
	/** By credential: its fields. */
	readonly credentials: Record<string, Record<string, GoldenParameter>>;
}

interface GoldenParameter {
	readonly type: string;
	readonly default: unknown;
	readonly values?: readonly string[];
}

const FILE = path.join(__dirname, 'golden.json');

/** A menu of several variants, shown for different choices, has one place: its values are those of all variants. */
function gather(properties: readonly INodeProperties[]): Record<string, GoldenParameter> {
	const gathered: Record<string, GoldenParameter> = {};
	for (const { place, parameter } of walkParameters(properties)) {
		const isMenu = ['options', 'multiOptions', 'collection', 'fixedCollection'].includes(parameter.type);
		const values = isMenu
			? choicesOf(parameter).map(({ value }) => value)
			: (parameter.modes ?? []).map(({ name }) => name);
		const all = [...new Set([...(gathered[place]?.values ?? []), ...values])].sort();
		gathered[place] = {
			type: parameter.type,
			default: parameter.default,
			...(all.length === 0 ? {} : { values: all }),
		};
	}
	return Object.fromEntries(Object.entries(gathered).sort(([one], [other]) => (one < other ? -1 : 1)));
}

const today: Golden = {
	nodes: Object.fromEntries(
		nodeClasses.map(({ instance: { description } }) => [description.name, gather(description.properties)]),
	),
	credentials: Object.fromEntries(
		credentialClasses.map(({ instance }) => [instance.name, gather(instance.properties)]),
	),
};

/** What the file holds and, besides, what is new: never without something that the file had. Defaults are those of today. */
function addNew(known: Golden[keyof Golden], now: Golden[keyof Golden]): Golden[keyof Golden] {
	const places = (owner: string): [string, GoldenParameter][] =>
		Object.entries({ ...now[owner], ...known[owner] }).map(([place, parameter]): [string, GoldenParameter] => {
			const today = now[owner]?.[place] ?? parameter;
			const values = [...new Set([...(parameter.values ?? []), ...(today.values ?? [])])].sort();
			return [place, { ...parameter, default: today.default, ...(values.length === 0 ? {} : { values }) }];
		});
	const owners = [...new Set([...Object.keys(now), ...Object.keys(known)])];
	return Object.fromEntries(
		owners.map((owner) => [owner, Object.fromEntries(places(owner).sort(([one], [other]) => (one < other ? -1 : 1)))]),
	);
}

/**
 * Names, types and values are for ever: saved workflows hold them. What is new, and a default that has changed, is written into the
 * file by `GOLDEN=write npm test -- --only laws`, so that the change is seen; what is gone is never left out. A default must not
 * change any more once there is a release: a workflow does not hold what is as it was preset.
 */
describe('names and values that saved workflows depend on', () => {
	if (process.env.GOLDEN === 'write') {
		const known: Golden = JSON.parse(readFileSync(FILE, 'utf8'));
		const grown: Golden = {
			nodes: addNew(known.nodes, today.nodes),
			credentials: addNew(known.credentials, today.credentials),
		};
		writeFileSync(FILE, `${JSON.stringify(grown, null, '\t')}\n`);
	}
	const golden: Golden = JSON.parse(readFileSync(FILE, 'utf8'));

	it.each(['nodes', 'credentials'] as const)('%s keep all of them', (kind) => {
		for (const [owner, parameters] of Object.entries(golden[kind])) {
			expect(Object.keys(today[kind])).toContain(owner);
			for (const [place, { values = [], ...kept }] of Object.entries(parameters)) {
				const now = today[kind][owner][place];
				expect({ place, type: now?.type, default: now?.default }).toEqual({ place, ...kept });
				expect({ place, gone: values.filter((value) => now.values?.includes(value) !== true) }).toEqual({
					place,
					gone: [],
				});
			}
		}
	});

	it('and nothing new is missing from the file', () => {
		expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(today);
	});
});
