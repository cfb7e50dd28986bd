import { NewValues } from '../../../nodes/shared/values/newValues';
import { PickList, pickListOf } from '../../../nodes/shared/values/pickLists';

const value = (actual: string, display = actual): { display: string; actual: string } => ({ display, actual });

describe('a picklist', () => {
	const list = new PickList([
		value('-None-'),
		value('IN_East', 'East'),
		value('IN_West', 'West'),
		value('Trade Show'),
		value('North', 'South'),
		value('South', 'North'),
		value('web'),
		value('Web'),
		value('A1', 'Same'),
		value('A2', 'Same'),
		value('Zoë'),
		value('B1', 'Big'),
		value('BIG', 'Huge'),
	]);

	it.each<[string, string, string | null]>([
		['the value that records hold', 'IN_East', 'IN_East'],
		['the value that people see', 'East', 'IN_East'],
		['another case', 'TRADE show', 'Trade Show'],
		['another case of what people see', 'wEST', 'IN_West'],
		['white space around it', '  Trade Show\t', 'Trade Show'],
		['white space around what people see', ' East', 'IN_East'],
		['a letter in two parts', 'zoe\u0308', 'Zoë'],
		['what is shown for another value, as it is held', 'North', 'North'],
		['one of two values that differ in case, spelled alike', 'Web', 'Web'],
		['the other one', 'web', 'web'],
		['either of two values that differ in case', 'WEB', null],
		['what is shown for two values', 'Same', null],
		['what is shown for one value, and held for another in another case', 'Big', 'B1'],
		['the other case of it', 'BIG', 'BIG'],
		['neither case of it', 'big', null],
		['nothing chosen', '-None-', ''],
		['nothing chosen in another case', ' -none- ', ''],
		['a value that is not in it', 'Fax', null],
		['white space inside', 'Trade  Show', null],
		['a part of a value', 'Trade', null],
	])('finds by %s', (_, text, expected) => {
		expect([list.find(text), list.has(text)]).toEqual([expected, expected !== null]);
	});

	it('is known where a field has values', () => {
		expect([null, []].map((pickList) => pickListOf({ pickList }))).toEqual([null, null]);
		const pickList = [value('A')];
		expect(pickListOf({ pickList })?.find('a')).toBe('A');
		expect(pickListOf({ pickList })).toBe(pickListOf({ pickList }));
	});
});

describe('new values', () => {
	it('are named with their counts, most common first, without white space around them', () => {
		const values = new NewValues();
		expect(values.gathered()).toBeNull();
		for (const text of ['Fax', 'Mail', ' Mail', 'mail']) values.note(text);
		expect(values.gathered()).toEqual({
			values: [
				{ value: 'Mail', count: 2 },
				{ value: 'Fax', count: 1 },
				{ value: 'mail', count: 1 },
			],
			otherCount: 0,
		});
	});

	it('beyond 100 are counted', () => {
		const values = new NewValues();
		for (let number = 0; number < 1_500; number += 1) values.note(`V${number}`);
		for (let number = 0; number < 150; number += 1) values.note(`V${number}`);
		const gathered = values.gathered();
		expect(gathered?.values).toEqual(Array.from({ length: 100 }, (_, at) => ({ value: `V${at}`, count: 2 })));
		expect(gathered?.otherCount).toBe(1_650 - 200);
	});

	it('that are long are shown in part', () => {
		const values = new NewValues();
		values.note('x'.repeat(121));
		expect(values.gathered()?.values).toEqual([{ value: 'x'.repeat(120), count: 1 }]);
	});
});
