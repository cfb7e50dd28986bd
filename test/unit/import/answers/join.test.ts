import fc from 'fast-check';
import { atOnce } from '../../../stage/atOnce';
import {
	isAlike,
	joinGivenRows,
	joinKey,
	joinResult,
	type JoinedRow,
	type ResultRow,
} from '../../../../nodes/shared/import/answers/join';
import { ROWS_PER_STEP } from '../../../../nodes/shared/writes/turns';

const added = (key: string[], id: string): ResultRow => ({ key: joinKey(key), status: 'ADDED', id, errors: [] });
const skipped = (key: string[], code: string): ResultRow => ({
	key: joinKey(key),
	status: 'SKIPPED',
	id: null,
	errors: [{ code, fields: ['Email'] }],
});
/** Enough rows with keys of their own to prove that a file kept the order. */
const proof = (count: number): string[][] => Array.from({ length: count }, (_, row) => [`unique ${row}`]);
const join = (sent: readonly string[][], results: readonly ResultRow[]): readonly JoinedRow[] =>
	atOnce(joinResult(sent.map(joinKey), results)).rows;

describe('joinResult', () => {
	it('finds rows by their key whatever the order of the lines', () => {
		const sent = [['a'], ['b'], ['c']];
		const results = [added(['c'], '3'), skipped(['a'], 'INVALID_DATA'), added(['b'], '2')];
		expect(join(sent, results)).toEqual([
			{ match: 'key', result: results[1], id: null },
			{ match: 'key', result: results[2], id: '2' },
			{ match: 'key', result: results[0], id: '3' },
		]);
	});

	it('finds rows whose values Zoho trimmed, lower-cased or re-formatted', () => {
		const sent = [
			[' A@B.test ', '1,234.50', 'Two  spaces'],
			['x', '007', 'é'],
		];
		const results = [added(['x', '7', 'e\u0301'], '2'), added(['a@b.test', '1234.5', 'two spaces'], '1')];
		expect(join(sent, results).map(({ match, id }) => ({ match, id }))).toEqual([
			{ match: 'key', id: '1' },
			{ match: 'key', id: '2' },
		]);
	});

	it('tells ids apart that are one number to a computer, and finds long numbers in another form', () => {
		const sent = [
			['4150868000004600001', 'Rome '],
			['4150868000004600002', 'Rome '],
			['004150868000004600003', 'Rome '],
		];
		const results = [
			added(['4150868000004600002', 'rome'], '2'),
			added(['4150868000004600003', 'rome'], '3'),
			added(['4150868000004600001', 'rome'], '1'),
		];
		expect(join(sent, results).map(({ match, id }) => ({ match, id }))).toEqual(
			['1', '2', '3'].map((id) => ({ match: 'key', id })),
		);
	});

	it('prefers the exact value where two rows differ only in form', () => {
		const sent = [['A'], ['a']];
		const results = [added(['a'], '2'), added(['A'], '1')];
		expect(join(sent, results).map(({ id }) => id)).toEqual(['1', '2']);
	});

	it('tells rows with equal keys apart by place where the others prove the order, without giving an id', () => {
		const sent = [...proof(12), ['twin'], ['twin']];
		const results = [
			...proof(12).map((key, row) => added(key, String(row))),
			added(['twin'], '98'),
			skipped(['twin'], 'DUPLICATE_DATA'),
		];
		expect(join(sent, results).slice(12)).toEqual([
			{ match: 'order', result: results[12], id: null },
			{ match: 'order', result: results[13], id: null },
		]);
	});

	it('gives rows with equal keys their id where all of them have the same', () => {
		const sent = [...proof(12), ['twin'], ['twin']];
		const results = [
			...proof(12).map((key, row) => added(key, String(row))),
			added(['twin'], '98'),
			{ ...added(['twin'], '98'), status: 'UPDATED' as const },
		];
		expect(
			join(sent, results)
				.slice(12)
				.map(({ id }) => id),
		).toEqual(['98', '98']);
	});

	it('does not trust the place of rows with equal keys when a single line is out of place', () => {
		const keys = proof(12);
		const lines = keys.map((key, row) => added(key, String(row)));
		[lines[0], lines[1]] = [lines[1], lines[0]];
		const joined = join(
			[...keys, ['twin'], ['twin']],
			[...lines, added(['twin'], '98'), skipped(['twin'], 'DUPLICATE_DATA')],
		);
		expect(joined.slice(12)).toEqual([
			{ match: 'ambiguous', result: null, id: null },
			{ match: 'ambiguous', result: null, id: null },
		]);
		expect(joined.slice(0, 12).map(({ id }) => id)).toEqual(keys.map((_, row) => String(row)));
	});

	it('does not trust places on the word of a few rows', () => {
		const joined = join(
			[['a'], ['twin'], ['twin']],
			[added(['a'], '1'), added(['twin'], '2'), skipped(['twin'], 'DUPLICATE_DATA')],
		);
		expect(joined.map(({ match }) => match)).toEqual(['key', 'ambiguous', 'ambiguous']);
		expect(joined[1].result).toBeNull();
	});

	it('shares an outcome among rows with equal keys where all lines agree', () => {
		const lines = [skipped(['twin'], 'INVALID_DATA'), skipped(['twin'], 'INVALID_DATA')];
		expect(join([['twin'], ['twin']], lines)).toEqual([
			{ match: 'ambiguous', result: lines[0], id: null },
			{ match: 'ambiguous', result: lines[0], id: null },
		]);
	});

	it('does not tell where a line of rows with equal keys is missing', () => {
		expect(join([['twin'], ['twin']], [added(['twin'], '1')])).toEqual([
			{ match: 'ambiguous', result: null, id: null },
			{ match: 'ambiguous', result: null, id: null },
		]);
	});

	it('does not tell for a row without a line, and is not misled about the others', () => {
		const joined = join([['a'], ['b'], ['c']], [added(['a'], '1'), added(['c'], '3')]);
		expect(joined.map(({ id, match }) => ({ id, match }))).toEqual([
			{ id: '1', match: 'key' },
			{ id: null, match: 'ambiguous' },
			{ id: '3', match: 'key' },
		]);
	});

	it('says whether every line was given to a row, so that rows without one were never sent', () => {
		const isExhausted = (keys: string[], lines: ResultRow[]): boolean => atOnce(joinResult(keys, lines)).isExhausted;
		expect(isExhausted(['a', 'b'], [added(['b'], '1')])).toBe(true);
		expect(isExhausted(['a', 'b'], [added(['c'], '1')])).toBe(false);
		expect(isExhausted(['a', 'b'], [added(['b'], '1'), added(['a'], '2')])).toBe(true);
		expect(isExhausted(['a', 'a', 'b'], [added(['a'], '1')])).toBe(false);
	});

	it('does not take a line that was changed on its way for that of a row which differs in case alone', () => {
		const rows = join([['A@x.test'], ['a@x.test'], ['b']], [added(['a@x.test'], '1'), added(['b'], '2')]);
		expect(rows.map(({ id, match }) => [id, match])).toEqual([
			[null, 'ambiguous'],
			[null, 'ambiguous'],
			['2', 'key'],
		]);
	});

	it('shares an outcome among rows alike, and tells long texts apart that differ at their ends', () => {
		const long = (end: string): string[] => ['x'.repeat(31_000) + end];
		const sent = [...Array.from({ length: 4 }, () => ['same']), long('a'), long('b'), long('c')];
		const results = [
			...Array.from({ length: 4 }, () => skipped(['same'], 'INVALID_DATA')),
			...['c', 'a', 'b'].map((end) => added(long(end), end)),
		];
		expect(join(sent, results).map(({ match, id }) => [match, id])).toEqual([
			...Array.from({ length: 4 }, () => ['ambiguous', null]),
			...['a', 'b', 'c'].map((id) => ['key', id]),
		]);
		expect(join(sent, results)[0].result?.status).toBe('SKIPPED');
	});

	it('never gives a row the outcome of a row with another key, for any file', () => {
		const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'A', ' a'), { minLength: 1, maxLength: 30 });
		fc.assert(
			fc.property(keys, fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), fc.nat(5), (values, order, missing) => {
				const lines = values.map((value, row) => ({ truth: row, line: added([value], String(row)) }));
				const shuffled = [...lines]
					.sort((a, b) => order[a.truth] - order[b.truth])
					.slice(0, Math.max(0, lines.length - missing));
				const joined = join(
					values.map((value) => [value]),
					shuffled.map(({ line }) => line),
				);
				expect(joined).toHaveLength(values.length);
				joined.forEach(({ result, id }, row) => {
					if (result !== null) expect(result.key.trim().toLowerCase()).toBe(values[row].trim().toLowerCase());
					if (id !== null && values.filter((value) => value === values[row]).length === 1 && missing === 0)
						expect(id).toBe(String(row));
				});
			}),
			{ numRuns: 500 },
		);
	});

	it('gives every row its own line when keys are unique, in any order', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.string(), {
					selector: (text) => text.normalize('NFC').trim().toLowerCase().replace(/\s+/g, ' '),
					maxLength: 40,
				}),
				fc.integer(),
				(keys, seed) => {
					const lines = keys.map((key, row) => added([key, 'same'], `${row}`));
					const shuffled = [...lines].sort(
						(a, b) => ((Number(a.id) * 7919 + seed) % 101) - ((Number(b.id) * 7919 + seed) % 101),
					);
					expect(
						join(
							keys.map((key) => [key, 'same']),
							shuffled,
						).map(({ id, match }) => [id, match]),
					).toEqual(keys.map((_, row) => [`${row}`, 'key']));
				},
			),
		);
	});
});

describe('isAlike', () => {
	const long = '1'.repeat(64);

	it.each([
		['the same', 'Rome', 'Rome', true],
		['another case', ' ROME', 'rome', true],
		['a number in another form', '1,234.50', '1234.5', true],
		['a number of 64 characters with zeros in front', `00${long.slice(2)}`, long.slice(2), true],
		['65 characters, which are no number', `0${long}`, long, false],
		['another text', 'Rome', 'Roma', false],
	])('%s', (_, key, other, alike) => {
		expect(isAlike(key, other)).toBe(alike);
		expect(isAlike(other, key)).toBe(alike);
	});
});

describe('joinGivenRows', () => {
	it('trusts the place of a line that differs from its row in form only, and of no other', () => {
		const sent = [...proof(12), ['Twin '], ['Twin '], ['Other']];
		const results = [
			...proof(12).map((key, row) => added(key, String(row))),
			added(['twin'], '98'),
			added(['twin'], '99'),
			added(['changed since'], '100'),
		];
		const { rows, hasStrayLines } = atOnce(joinGivenRows(sent.map(joinKey), results, results.length));
		expect(rows.slice(12).map((row) => row?.result?.id ?? null)).toEqual(['98', '99', null]);
		expect(hasStrayLines).toBe(true);
	});
});

describe('steps of joining', () => {
	const rows = 50 * ROWS_PER_STEP;
	const keys = Array.from({ length: rows }, (_, row) => joinKey([`name ${row}`]));
	const twins = keys.map((_, row) => joinKey([`name ${row >> 1}`]));
	const linesOf = (texts: readonly string[]): ResultRow[] =>
		texts.map((key, row) => ({ ...added([key], String(row)), key }));

	it.each([
		['in their order', keys, linesOf(keys), 1],
		['in another order', keys, linesOf([...keys].reverse()), 2],
		['with equal keys', twins, linesOf(twins.slice(1)), 8],
	])('of rows %s may end after some rows, and not after every row', (_, sent, results, passes) => {
		let steps = 0;
		for (const joining = joinResult(sent, results); joining.next().done !== true;) steps += 1;
		expect(steps).toBeGreaterThanOrEqual(passes * 50);
		expect(steps).toBeLessThan(rows);
	});
});
