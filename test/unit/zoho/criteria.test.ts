import {
	formatCriteria,
	operatorsOf,
	type Criteria,
	type CriterionValue,
	type SearchOperator,
} from '../../../nodes/shared/zoho/records/criteria';
import { UsageError } from '../../../nodes/shared/zoho/call/errors';

const where = (
	field: string,
	operator: SearchOperator,
	value: CriterionValue | readonly CriterionValue[],
): Criteria => ({ field, operator, value });
const many = (count: number): Criteria => ({
	any: Array.from({ length: count }, (_, index) => where('City', 'equals', `City ${index}`)),
});

describe('criteria', () => {
	it.each<[string, Criteria, string]>([
		['one comparison', where('Last_Name', 'equals', 'Lee'), '(Last_Name:equals:Lee)'],
		['a number', where('Score', 'greater_equal', 12.5), '(Score:greater_equal:12.5)'],
		['a flag', where('Newsletter', 'equals', false), '(Newsletter:equals:false)'],
		[
			'a part of a look-up',
			where('Owner.id', 'equals', '4150868000000225013'),
			'(Owner.id:equals:4150868000000225013)',
		],
		[
			'a range',
			where('Visit_Date', 'between', ['2026-01-01', '2026-12-31']),
			'(Visit_Date:between:2026-01-01,2026-12-31)',
		],
		[
			'a datetime',
			where('Created_Time', 'less_than', '2026-08-25T10:00:00+05:30'),
			'(Created_Time:less_than:2026-08-25T10:00:00+05:30)',
		],
		['a list', where('City', 'in', ['Lagos', 'Abuja']), '(City:in:Lagos,Abuja)'],
		['brackets, commas and backslashes', where('Company', 'equals', 'A(1), \\B'), '(Company:equals:A\\(1\\)\\, \\\\B)'],
		['a list whose values have commas', where('Company', 'in', ['A, B', 'C']), '(Company:in:A\\, B,C)'],
		[
			'both of two',
			{ all: [where('City', 'starts_with', 'La'), where('Score', 'less_than', 3)] },
			'((City:starts_with:La)and(Score:less_than:3))',
		],
		[
			'either of two',
			{ any: [where('City', 'equals', 'La'), where('City', 'equals', 'Ab')] },
			'((City:equals:La)or(City:equals:Ab))',
		],
		['a group of one', { all: [where('City', 'equals', 'La')] }, '(City:equals:La)'],
		[
			'groups in groups',
			{ any: [{ all: [where('A', 'equals', 1), where('B', 'equals', 2)] }, where('C', 'not_equal', 3)] },
			'(((A:equals:1)and(B:equals:2))or(C:not_equal:3))',
		],
		['a group beside an empty one', { all: [{ any: [] }, where('A', 'equals', 1)] }, '(A:equals:1)'],
	])('are written as Zoho reads them: %s', (_, criteria, text) => {
		expect(formatCriteria(criteria)).toBe(text);
	});

	it.each(['${EMPTY}', ' ${EMPTY}', '${x}', '${'])('have no placeholder of Zoho for a value: %s', (value) => {
		for (const criteria of [where('City', 'equals', value), where('City', 'in', ['Lagos', value])])
			expect(() => formatCriteria(criteria)).toThrow(/^The value of City begins with "\$\{"/);
		expect(formatCriteria(where('City', 'equals', 'a${b}'))).toBe('(City:equals:a${b})');
	});

	it('may be 15, which some organizations take', () => {
		expect(formatCriteria(many(15)).match(/City:equals/g)).toHaveLength(15);
	});

	it.each<[string, Criteria, string]>([
		['no criteria', { all: [] }, 'The search has no condition'],
		['16 criteria', many(16), '16 criteria are too many for one search. Zoho CRM accepts 15'],
		['an empty value', where('City', 'equals', ' '), 'The condition for City has no value'],
		['an empty value in a list', where('City', 'in', ['Lagos', '']), 'The condition for City has no value'],
		['a list without values', where('City', 'in', []), 'The condition for City has 0 values'],
		[
			'two values where one is meant',
			where('City', 'equals', ['Lagos', 'Abuja']),
			'The condition for City has 2 values',
		],
		['half a range', where('Score', 'between', [1]), 'Between needs two values for Score, but got 1'],
		['a range of one value', where('Score', 'between', 1), 'Between needs two values for Score, but got 1'],
		[
			'101 values',
			where('City', 'in', Array(101).fill('x')),
			'101 values of City are too many for one condition. Zoho CRM accepts 100',
		],
		['what is no field', where('City:equals', 'equals', 'x'), '"City:equals" is not the API name of a field'],
	])('refuse %s before anything is sent', (_, criteria, message) => {
		expect(() => formatCriteria(criteria)).toThrow(UsageError);
		expect(() => formatCriteria(criteria)).toThrow(message);
	});

	it.each([
		['text', ['equals', 'not_equal', 'starts_with', 'in']],
		['picklist', ['equals', 'not_equal', 'starts_with', 'in']],
		['multiselectpicklist', ['equals', 'not_equal', 'in']],
		['datetime', ['equals', 'not_equal', 'greater_than', 'greater_equal', 'less_than', 'less_equal', 'between', 'in']],
		['boolean', ['equals', 'not_equal']],
		['ownerlookup', ['equals', 'not_equal', 'in']],
		['subform', []],
		['something_new', []],
	])('know what can be asked of a field of type %s', (dataType, operators) => {
		expect(operatorsOf(dataType)).toEqual(operators);
	});
});
