import { SAMPLES, USES, WRITING } from '../operations/registry';
import { choicesOf, nodeClasses } from './packageNodes';

/** The operations that the nodes offer, as `lead create`. */
const offered = nodeClasses.flatMap(({ instance }) =>
	instance.description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap((menu) => choicesOf(menu).map(({ value }) => `${menu.displayOptions?.show?.resource?.join()} ${value}`)),
);

/** Calls that change something in Zoho CRM need one of these. */
const CHANGES = /\.(CREATE|UPDATE|DELETE)$|^ZohoFiles\.files\.ALL$/;

describe('the registry of operations', () => {
	it('has a sample of every operation of every node, and of no other', () => {
		expect(SAMPLES.map(({ resource, operation }) => `${resource} ${operation}`).sort()).toEqual([...offered].sort());
	});

	it('runs each sample as the operation that it is a sample of', () => {
		for (const { resource, operation, uses } of SAMPLES) {
			expect(uses.length).toBeGreaterThan(0);
			for (const { parameters } of uses) expect(parameters).toMatchObject({ resource, operation });
		}
	});

	it('has every operation that writes in the fault matrix', () => {
		const writing = SAMPLES.filter(({ uses }) =>
			uses.some(({ scopes }) => scopes.some((scope) => CHANGES.test(scope))),
		);
		expect(writing.length).toBeGreaterThan(0);
		expect(writing.filter((sample) => sample.writing === undefined)).toEqual([]);
		expect(SAMPLES.filter((sample) => sample.writing !== undefined && !writing.includes(sample))).toEqual([]);
	});

	it('has a name for each use and each row of the matrix', () => {
		for (const names of [USES, WRITING].map((list) => list.map(({ name }) => name)))
			expect(new Set(names).size).toBe(names.length);
	});
});
