import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	choice,
	choices,
	count,
	filled,
	flag,
	group,
	groups,
	listed,
	listedNames,
	located,
	mapped,
	option,
	optional,
	optionSet,
	pairs,
	parameter,
	text,
	time,
	type Option,
} from '../../../nodes/shared/n8n/form/options';

const LOST = 4150868000009999999;
const LOST_DIGITS = 'The Option is a number that has lost digits';
const must = (expected: string): string => `The Option must be ${expected}`;

const LIST = { method: 'getThings', dependsOn: ['module.value'] };
const LOCATOR = { displayName: 'The Option', type: 'resourceLocator', default: { mode: 'list', value: '' } } as const;
const NAME = { displayName: 'Field', description: 'A field' };
const PAIR = {
	group: ['values', 'Value'],
	key: { displayName: 'Field', name: 'field', type: 'string', default: '' },
	value: { displayName: 'Value', name: 'value', type: 'string', default: '' },
} as const;
const locate = (value: unknown): IDataObject => ({ __rl: true, mode: 'id', value }) as IDataObject;

/** What an option is read as; a text that begins with "The Option" is a message. */
interface Kind {
	readonly option: Option<unknown>;
	readonly absent: unknown;
	/** An empty text, which is what the form holds where the option was left empty. */
	readonly empty: unknown;
	readonly right: ReadonlyArray<readonly [given: unknown, read: unknown]>;
	readonly wrong: ReadonlyArray<readonly [given: unknown, message: string]>;
}

const KINDS: Readonly<Record<string, Kind>> = {
	flag: {
		option: flag('The Option', 'Whether it is so'),
		absent: false,
		empty: must('true or false'),
		right: [
			[true, true],
			[false, false],
		],
		wrong: [
			['true', must('true or false')],
			[1, must('true or false')],
			[LOST, must('true or false')],
		],
	},
	'flag that is on by default': {
		option: flag('The Option', 'Whether it is so', { default: true }),
		absent: true,
		empty: must('true or false'),
		right: [[false, false]],
		wrong: [['no', must('true or false')]],
	},
	choice: {
		option: choice('The Option', { one: 'One', two: ['Two', 'The second'] }, 'one', 'Which'),
		absent: 'one',
		empty: must('one of one, two'),
		right: [['two', 'two']],
		wrong: [
			['Two', must('one of one, two')],
			[true, must('one of one, two')],
			[LOST, must('one of one, two')],
			['toString', must('one of one, two')],
		],
	},
	choices: {
		option: choices('The Option', { one: 'One', two: 'Two' }, 'Which'),
		absent: [],
		empty: [],
		right: [
			[['one'], ['one']],
			['one, two', ['one', 'two']],
			[[], []],
		],
		wrong: [
			[false, must('a list')],
			[{ a: 1 }, must('a list')],
			[[null], must('a list of names')],
			[[LOST], LOST_DIGITS],
		],
	},
	count: {
		option: count('The Option', 4, 'How many'),
		absent: 4,
		empty: must('a whole number from 1'),
		right: [
			[1, 1],
			['12', 12],
		],
		wrong: [
			[0, must('a whole number from 1')],
			[2.5, must('a whole number from 1')],
			['many', must('a whole number from 1')],
			[true, must('a whole number from 1')],
			[NaN, must('a whole number from 1')],
			[[3], must('a whole number from 1')],
		],
	},
	'count from 0': {
		option: count('The Option', 4, 'How many', { typeOptions: { minValue: 0 } }),
		absent: 4,
		empty: must('a whole number from 0'),
		right: [[0, 0]],
		wrong: [[-1, must('a whole number from 0')]],
	},
	text: {
		option: text('The Option', 'A text'),
		absent: '',
		empty: '',
		right: [
			[' a ', 'a'],
			[5550100, '5550100'],
			['  ', ''],
		],
		wrong: [
			[true, must('text')],
			[['a'], must('text')],
			[{ value: 'a' }, must('text')],
			[NaN, must('text')],
			[LOST, LOST_DIGITS],
		],
	},
	listed: {
		option: listed('The Option', 'One of them', LIST),
		absent: '',
		empty: '',
		right: [['4150868000009999999', '4150868000009999999']],
		wrong: [
			[LOST, LOST_DIGITS],
			[{ id: '1' }, must('text')],
		],
	},
	listedNames: {
		option: listedNames('The Option', 'Some of them', LIST),
		absent: [],
		empty: [],
		right: [
			[['a', ' '], ['a']],
			['a, b', ['a', 'b']],
			[
				[{ name: 'a', id: '1' }, { name: 'b' }],
				['a', 'b'],
			],
			[[7], ['7']],
		],
		wrong: [
			[7, must('a list')],
			[[[1]], must('a list of names')],
			[[{ id: '1' }], must('a list of names')],
			[[LOST], LOST_DIGITS],
		],
	},
	located: {
		option: located(LOCATOR),
		absent: '',
		empty: '',
		right: [
			[locate(' 41508 '), '41508'],
			[locate(42), '42'],
			[locate(''), ''],
			['41508', '41508'],
		],
		wrong: [
			[locate(undefined), 'The Option has no value'],
			[locate(null), 'The Option has no value'],
			[locate(LOST), LOST_DIGITS],
			[locate(['1']), must('text')],
		],
	},
	time: {
		option: time('The Option', 'When'),
		absent: null,
		empty: null,
		right: [
			['2026-08-25T10:00:00', '2026-08-25T10:00:00+02:00'],
			['2026-08-25T10:00:00Z', '2026-08-25T10:00:00+00:00'],
		],
		wrong: [
			['soon', 'The value of The Option'],
			[true, 'The value of The Option'],
			[LOST, 'The value of The Option'],
		],
	},
	pairs: {
		option: pairs('The Option', 'Pairs', PAIR),
		absent: {},
		empty: must('a list'),
		right: [
			[{}, {}],
			[{ values: [{ field: ' A ', value: 1 }] }, { A: '1' }],
			[{ values: [{ field: 'A', value: '' }, { field: 'B' }] }, {}],
		],
		wrong: [
			[{ values: [{ field: undefined, value: 'x' }] }, 'The Option > Field has no value'],
			[{ values: [{ field: 'A', value: null }] }, 'The Option > Value has no value'],
			[{ values: null }, 'The Option has no value'],
			[{ values: [{ field: 'A', value: LOST }] }, 'The Option > Value is a number that has lost digits'],
			[{ values: 'x' }, must('a list')],
		],
	},
	group: {
		option: group('The Option', 'A group', ['file', 'File'], { field: NAME }),
		absent: null,
		empty: must('a group of fields'),
		right: [
			[{}, null],
			[{ file: { field: ' a ' } }, { field: 'a' }],
		],
		wrong: [
			[{ file: undefined }, 'The Option has no value'],
			[{ file: { field: null } }, 'The Option > Field has no value'],
			[{ file: { field: LOST } }, 'The Option > Field is a number that has lost digits'],
			[7, must('a group of fields')],
		],
	},
	groups: {
		option: groups('The Option', 'Groups', ['file', 'File'], { field: NAME }),
		absent: [],
		empty: must('a list'),
		right: [
			[{}, []],
			[{ file: [{ field: 'a' }, {}] }, [{ field: 'a' }, { field: '' }]],
		],
		wrong: [
			[{ file: [{ field: undefined }] }, 'The Option > Field has no value'],
			[{ file: [{ field: LOST }] }, 'The Option > Field is a number that has lost digits'],
			[{ file: 7 }, must('a list')],
		],
	},
	optional: {
		option: optional(flag('The Option', 'Whether it is so')),
		absent: null,
		empty: must('true or false'),
		right: [[false, false]],
		wrong: [['x', must('true or false')]],
	},
	filled: {
		option: filled(text('The Option', 'A text')),
		absent: null,
		empty: 'The Option is empty',
		right: [['a', 'a']],
		wrong: [
			['  ', 'The Option is empty'],
			[LOST, LOST_DIGITS],
		],
	},
	mapped: {
		option: mapped(text('The Option', 'A text'), (held) => held.length),
		absent: 0,
		empty: 0,
		right: [['abc', 3]],
		wrong: [[LOST, LOST_DIGITS]],
	},
	option: {
		option: option<unknown>({ displayName: 'The Option', type: 'json', default: '' }, 'none', (given) => ({ given })),
		absent: 'none',
		empty: { given: '' },
		right: [[{ value: 1 }, { given: { value: 1 } }]],
		wrong: [],
	},
};

const ZONE = { timeZone: 'Europe/Berlin' };

/** What an option is read as, or the message that it fails with. */
function read(kind: Kind, given: IDataObject): unknown {
	try {
		return optionSet({ it: kind.option }).read(given, ZONE).it;
	} catch (reason) {
		return (reason as Error).message;
	}
}

describe.each(Object.entries(KINDS))('an option of kind %s', (_, kind) => {
	it('that was not added is what it is by default', () => {
		expect(read(kind, {})).toEqual(kind.absent);
	});

	it.each([undefined, null])('fails by name if its expression gives %p', (given) => {
		expect(read(kind, { it: given })).toBe('The Option has no value');
	});

	it('takes an empty text as it should', () => {
		expect(read(kind, { it: '' })).toEqual(kind.empty);
	});

	it('reads what is right', () => {
		for (const [given, expected] of kind.right) expect(read(kind, { it: given as IDataObject })).toEqual(expected);
	});

	it('fails by name for what is wrong', () => {
		for (const [given, message] of kind.wrong)
			expect(read(kind, { it: given as IDataObject })).toEqual(expect.stringContaining(message));
	});

	it('is shown under its name and its label', () => {
		expect(optionSet({ it: kind.option }).form()).toEqual([
			expect.objectContaining({ name: 'it', displayName: 'The Option', default: expect.anything() }),
		]);
	});
});

describe('a set of options', () => {
	const set = optionSet({
		second: flag('b label', 'Whether b'),
		first: listed('A Name or ID', 'Which a', LIST),
		third: listedNames('C Names or IDs', 'Which c.', { method: 'getOthers' }),
	});

	it('is shown in the order of its labels, without those that are left out', () => {
		expect(set.form().map(({ name }) => name)).toEqual(['first', 'second', 'third']);
		expect(set.form(['second']).map(({ name }) => name)).toEqual(['first', 'third']);
		expect(set.collection({ displayName: 'Fields' }, ['first', 'third'])).toMatchObject({
			displayName: 'Fields',
			name: 'options',
			type: 'collection',
			default: {},
			options: [{ name: 'second' }],
		});
	});

	it('says of lists that the form loads how to name an entry in an expression', () => {
		const [first, , third] = set.form() as INodeProperties[];
		const link = '<a href="https://docs.n8n.io/code/expressions/">expression</a>';
		expect(first).toMatchObject({
			description: `Which a. Choose from the list, or specify an ID using an ${link}.`,
			typeOptions: { loadOptionsMethod: 'getThings', loadOptionsDependsOn: ['module.value'] },
		});
		expect(third).toMatchObject({
			description: `Which c. Choose from the list, or specify IDs using an ${link}.`,
			typeOptions: { loadOptionsMethod: 'getOthers' },
		});
	});

	it('knows its labels, and ignores what it does not know', () => {
		expect(set.labelOf('first')).toBe('A Name or ID');
		expect(set.read({ other: undefined }, ZONE)).toEqual({ second: false, first: '', third: [] });
	});
});

describe('a parameter that is declared once', () => {
	const route = parameter('route', choice('Route', { auto: 'Auto', bulk: 'Bulk' }, 'auto', 'Which way'));
	const given = (value: unknown) => route.read({ value: () => value });

	it('is shown and read like an option', () => {
		expect(route.form).toMatchObject({ name: 'route', displayName: 'Route', default: 'auto' });
		expect(given('bulk')).toBe('bulk');
	});

	it.each([
		[undefined, 'Route has no value'],
		[null, 'Route has no value'],
		['', 'Route must be one of auto, bulk'],
	])('fails by name for %p', (value, message) => {
		expect(() => given(value)).toThrow(message);
	});
});
