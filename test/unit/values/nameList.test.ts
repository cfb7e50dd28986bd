import { cutName, listNames, listParts } from '../../../nodes/shared/values/nameList';

describe('names in a message', () => {
	it('are all there up to 20, and counted from there on', () => {
		const names = Array.from({ length: 21 }, (_, index) => `n${index + 1}`);
		expect(listNames(['a'])).toBe('"a"');
		expect(listNames(names.slice(0, 20))).toBe(
			names
				.slice(0, 20)
				.map((name) => `"${name}"`)
				.join(', '),
		);
		expect(listNames(names)).toBe(`${listNames(names.slice(0, 20))} and 1 more`);
		expect(
			listParts(
				Array.from({ length: 16_000 }, () => 'x'),
				'; ',
			),
		).toMatch(/^(x; ){19}x and 15980 more$/);
	});

	it('end at 100 characters, and not inside of one', () => {
		expect(cutName('x'.repeat(100))).toBe('x'.repeat(100));
		expect(cutName('x'.repeat(101))).toBe(`${'x'.repeat(100)}…`);
		expect(cutName(`${'x'.repeat(99)}\u{1f600}x`).isWellFormed()).toBe(true);
		expect(listNames(Array.from({ length: 16_000 }, () => 'x'.repeat(1_000_000))).length).toBeLessThan(2_200);
	});
});
