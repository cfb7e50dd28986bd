import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { recordCalls, storedValues, writesOf } from '../stage/books';
import { failureOf } from '../stage/failure';
import { lead, record } from '../stage/parameters';
import { seedLead } from '../stage/seeds';
import { useStage } from '../stage/stage';
import { KINDS } from './kinds';

const { emulator, run } = useStage();

const GO_ON = { onError: 'continueRegularOutput' } as const;
const BY_KEY = { getBy: 'field', getByValue: '={{ $json.key }}' };
const CHECK = 'It may have been deleted or merged, or the user of the credential cannot see it. Check the value';

describe.each(KINDS)('$name found by a unique field', (kind) => {
	const { name, module, unique, mandatory } = kind;
	const seedMany = (count: number): string[] =>
		Array.from({ length: count }, (_, number) =>
			emulator.add(module, { ...kind.row(number), [unique]: `KEY-${number}` } as never),
		);
	const work = async (operation: string, items: readonly IDataObject[], more: INodeParameters = {}, settings = {}) =>
		await run(kind.operate(operation, { ...BY_KEY, getByField: unique, ...more }), items, settings);
	const CHANGE = { fields: { mappingMode: 'defineBelow', value: { Email: '={{ $json.email }}' } } };
	const searches = () => emulator.requests.all({ path: `/crm/v8/${module}/search` });

	it('is updated, one search for every 100 items', async () => {
		const ids = seedMany(130);
		const items = ids.map((_, number) => ({ key: ` KEY-${number}`, email: `x${number}@brightwell.test` }));
		const { json } = await work('update', items, CHANGE);
		expect(json.map(({ id, status }) => [id, status])).toEqual(ids.map((id) => [id, 'UPDATED']));
		expect(ids.map((id) => storedValues(emulator, module, id, ['Email']))).toEqual(
			ids.map((_, number) => ({ Email: `x${number}@brightwell.test` })),
		);
		expect(searches().map(({ query }) => query.criteria?.split(',').length)).toEqual([100, 30]);
		expect(recordCalls(emulator, module, 'PUT').map(({ records }) => records)).toEqual([100, 30]);
	});

	it('is deleted', async () => {
		const ids = seedMany(3);
		const { json } = await work('delete', [{ key: 'KEY-2' }, { key: 'KEY-0' }]);
		expect(json).toMatchObject([
			{ id: ids[2], status: 'DELETED' },
			{ id: ids[0], status: 'DELETED' },
		]);
		expect([...emulator.store.all(module)].map(({ id }) => id)).toEqual([ids[1]]);
		expect(searches()).toHaveLength(1);
	});

	it.each(['update', 'delete'])('fails its own item where no record has the value: %s', async (operation) => {
		const [id] = seedMany(1);
		const items = [{ key: 'KEY-9' }, { key: 'KEY-0', email: 'x@brightwell.test' }, { key: ' ' }];
		const { json } = await work(operation, items, operation === 'update' ? CHANGE : {});
		expect(json).toMatchObject([
			{
				reason: `No ${name.toLowerCase()} has the ${unique.replace('_', ' ')} KEY-9`,
				code: 'NOT_FOUND',
				next: CHECK,
				status: 'SKIPPED',
			},
			{ id, status: operation === 'update' ? 'UPDATED' : 'DELETED' },
			{ reason: `${unique.replace('_', ' ')} has no value`, code: 'INVALID_DATA', status: 'SKIPPED' },
		]);
	});

	it('fails where the field is none, before anything is sent', async () => {
		seedMany(1);
		expect(await failureOf(work('delete', [{ key: 'KEY-0' }], { getByField: 'No_Such' }))).toMatchObject({
			message: `${module} has no field "No_Such"`,
			itemIndex: 0,
		});
		expect(writesOf(emulator)).toEqual([]);
		expect(emulator.store.count(module)).toBe(1);
	});

	it('is found by its name, which is not another one that only contains it', async () => {
		const ids = ['Hall', 'Hall 12', 'Great Hall'].map((text) =>
			emulator.add(module, { [mandatory]: text, ...(name === 'Lead' ? { Company: 'X' } : {}) } as never),
		);
		const { json } = await work('update', [{ key: 'hall', email: 'x@brightwell.test' }], {
			...CHANGE,
			getByField: mandatory,
		});
		expect(json).toMatchObject([{ id: ids[0], status: 'UPDATED' }]);
	});
});

describe('a lead found by Email', () => {
	const EMAILS = ['same@brightwell.test', 'same@brightwell.test', 'own@brightwell.test'];
	const items = ['same@brightwell.test', 'own@brightwell.test'].map((key) => ({ key }));
	const AMBIGUOUS = {
		reason: '2 records have this value in Email',
		code: 'AMBIGUOUS',
		next: 'Use a field whose values are unique, or Search',
		status: 'SKIPPED',
	};

	it('fails its own item where two leads have it, and neither is touched', async () => {
		const ids = EMAILS.map((Email) => seedLead(emulator, { Email }));
		const { json } = await run(lead('delete', { ...BY_KEY, getByField: 'Email' }), items);
		expect(json).toMatchObject([AMBIGUOUS, { id: ids[2], status: 'DELETED' }]);
		expect(emulator.store.count('Leads')).toBe(2);
	});

	it('is converted, and shows its matches', async () => {
		const [, , id] = EMAILS.map((Email) => seedLead(emulator, { Email }));
		const found = { ...BY_KEY, getByField: 'Email' };
		const { json: matches } = await run(lead('convert', { ...found, convertMode: 'lookUp' }), items, GO_ON);
		expect(matches).toMatchObject([{ reason: AMBIGUOUS.reason }, { id, status: 'NO_MATCH' }]);
		const { json } = await run(lead('convert', found), items);
		expect(json).toMatchObject([AMBIGUOUS, { id, status: 'CONVERTED' }]);
		expect(emulator.store.count('Contacts')).toBe(1);
	});
});

describe('a value that is looked for', () => {
	it('may be one that more records contain than a search reaches', async () => {
		for (let number = 0; number < 2_010; number += 1) seedLead(emulator, { City: 'Lagos' });
		const id = seedLead(emulator, { City: 'Accra' });
		const { json } = await run(lead('delete', { ...BY_KEY, getByField: 'City' }), [{ key: 'Lagos' }, { key: 'Accra' }]);
		expect(json).toMatchObject([{ code: 'AMBIGUOUS' }, { id, status: 'DELETED' }]);
	});

	it('must be a number where the field holds numbers, and fails alone otherwise', async () => {
		const id = emulator.add('Venues', { Name: 'Hall', Seats: 12 });
		const { json } = await run(record('Venues', 'delete', { ...BY_KEY, getByField: 'Seats' }), [
			{ key: 'twelve' },
			{ key: 12 },
		]);
		expect(json).toMatchObject([
			{ reason: 'The value "twelve" of Seats is not a number', code: 'INVALID_DATA', status: 'SKIPPED' },
			{ id, status: 'DELETED' },
		]);
	});
});
