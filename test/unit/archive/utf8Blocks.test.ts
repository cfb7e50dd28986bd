import fc from 'fast-check';
import { Utf8Blocks } from '../../../nodes/shared/archive/utf8Blocks';

/** All blocks that texts become, the last one included. */
function blocksOf(texts: readonly string[]): Uint8Array[] {
	const blocks = new Utf8Blocks();
	const full = texts.flatMap((text) => blocks.add(text) ?? []);
	return [...full, blocks.rest()];
}

describe('gathering texts as UTF-8', () => {
	it('gives the bytes that an encoder gives, for any texts', () => {
		const text = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.constantFrom('é'.repeat(9_000), '漢'.repeat(30_000), '😀'.repeat(20_000), 'a\uD83D', ''),
		);
		fc.assert(
			fc.property(fc.array(text, { maxLength: 12 }), (texts) => {
				const expected = texts.map((part) => new TextEncoder().encode(part));
				expect(Buffer.concat(blocksOf(texts)).equals(Buffer.concat(expected))).toBe(true);
			}),
		);
	});

	it('gives nothing until a block is full, and then blocks of nearly 64 KiB', () => {
		const blocks = blocksOf(Array.from({ length: 1_000 }, (_, index) => `${index},`.padEnd(500, 'x')));
		expect(blocks.reduce((sum, { length }) => sum + length, 0)).toBe(500_000);
		expect(blocks.every(({ length }) => length <= 65_536)).toBe(true);
		expect(blocks.slice(0, -1).every(({ length }) => length > 63_000)).toBe(true);
	});

	it('holds a text that is longer than a block', () => {
		expect(blocksOf(['a', 'ü'.repeat(100_000), 'b']).map(({ length }) => length)).toEqual([1, 200_000, 1]);
	});

	it('leaves blocks alone that were given out', () => {
		const blocks = new Utf8Blocks();
		blocks.add('first');
		const first = blocks.rest();
		blocks.add('other');
		expect([Buffer.from(first).toString(), Buffer.from(blocks.rest()).toString()]).toEqual(['first', 'other']);
	});
});
