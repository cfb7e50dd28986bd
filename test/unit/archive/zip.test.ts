import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { packZip, readZip, ZipShapeError, type ZipEntry } from '../../../nodes/shared/archive/zip';
import {
	archiveOf,
	bytesOf,
	directoryStart,
	MODIFIED,
	patch,
	readIndependently,
	sample,
	streamOf,
	writeIndependently,
} from './zipSamples';

const textsOf = (entries: readonly ZipEntry[]): Array<[string, string]> =>
	entries.map(({ name, content }) => [name, new TextDecoder().decode(content)]);

describe('packing', () => {
	it('is read by an independent reader, with sizes, CRC and time', async () => {
		const archive = await packZip(
			[
				{ name: 'leads.csv', content: [bytesOf('a,b\r\n'), bytesOf('1,2\r\n')] },
				{ name: 'Łódź 😀.csv', content: [] },
			],
			MODIFIED,
		);
		const [first, second] = await readIndependently(archive);
		expect([first.name, first.bytes.toString()]).toEqual(['leads.csv', 'a,b\r\n1,2\r\n']);
		expect(first.entry).toMatchObject({
			uncompressedSize: 10,
			compressionMethod: 8,
			generalPurposeBitFlag: 0,
			versionNeededToExtract: 20,
			comment: '',
		});
		expect(first.entry.lastModFileDate).toBe(((2026 - 1980) << 9) | (11 << 5) | 21);
		expect(first.entry.lastModFileTime).toBe((9 << 11) | (30 << 5) | (15 >> 1));
		expect([second.name, second.bytes.toString()]).toEqual(['Łódź 😀.csv', '']);
		expect(second.entry).toMatchObject({ uncompressedSize: 0, crc32: 0, generalPurposeBitFlag: 0x0800 });
	});

	it('states sizes and CRC already before the content', async () => {
		const archive = await sample();
		const directory = directoryStart(archive);
		expect(archive.readUInt16LE(6) & 0x0008).toBe(0);
		expect(archive.subarray(14, 26).equals(archive.subarray(directory + 16, directory + 28))).toBe(true);
		expect(archive.readUInt32LE(22)).toBe(19);
	});

	it('gives the same bytes for the same content, however it is cut', async () => {
		const content = bytesOf(Array.from({ length: 30_000 }, (_, index) => `row ${index * 7919}`).join('\r\n'));
		const rows: Uint8Array[] = [];
		for (let at = 0; at < content.length; at += 37) rows.push(content.subarray(at, at + 37));
		const whole = await packZip([{ name: 'a.csv', content: [content] }], MODIFIED);
		const inRows = await packZip([{ name: 'a.csv', content: rows }], MODIFIED);
		expect(Buffer.compare(whole, inRows)).toBe(0);
		expect(await readZip(whole)).toEqual([{ name: 'a.csv', content }]);
	});

	it('keeps the order of short and long chunks', async () => {
		const chunks = [5, 40_000, 7, 100_000, 20_000, 50_000, 0, 30_000, 34_000, 1].map((length, index) =>
			bytesOf(`${index}`.repeat(length)),
		);
		const [entry] = await readIndependently(await packZip([{ name: 'a.csv', content: chunks }], MODIFIED));
		expect(entry.bytes.equals(Buffer.concat(chunks))).toBe(true);
	});

	it('takes content that comes in time, and no faster than it is packed', async () => {
		let made = 0;
		async function* rows(): AsyncGenerator<Uint8Array> {
			for (; made < 40; made += 1) yield bytesOf(`${made},`.repeat(5_000));
		}
		const archive = await packZip([{ name: 'a.csv', content: rows() }], MODIFIED);
		const [entry] = await readIndependently(archive);
		expect(entry.bytes.toString()).toBe(Array.from({ length: 40 }, (_, index) => `${index},`.repeat(5_000)).join(''));
	});

	it('takes no more content once the archive is longer than it may be', async () => {
		let isEnded = false;
		let made = 0;
		async function* noise(): AsyncGenerator<Uint8Array> {
			try {
				for (let state = 1; made < 400; made += 1) {
					yield Uint8Array.from(
						{ length: 50_000 },
						() => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24,
					);
				}
			} finally {
				isEnded = true;
			}
		}
		const archive = await packZip(
			[
				{ name: 'a.csv', content: noise() },
				{ name: 'b.csv', content: [] },
			],
			MODIFIED,
			1_000_000,
		);
		expect(archive.length).toBeGreaterThan(1_000_000);
		expect({ isEnded, isFew: made < 60 }).toEqual({ isEnded: true, isFew: true });
		await expect(readZip(archive)).rejects.toThrow(ZipShapeError);
	});

	it('packs what just fits whole', async () => {
		const whole = await sample();
		const entries = (): Parameters<typeof packZip>[0] => [{ name: 'a.csv', content: [bytesOf('a,b\r\n')] }];
		expect(await packZip(entries(), MODIFIED, whole.length)).toEqual(await packZip(entries(), MODIFIED));
	});

	it('passes on what the source of the content throws', async () => {
		const lost = new Error('the source broke off');
		async function* rows(): AsyncGenerator<Uint8Array> {
			yield bytesOf('a');
			throw lost;
		}
		await expect(packZip([{ name: 'a.csv', content: rows() }], MODIFIED)).rejects.toBe(lost);
	});

	it('makes an empty archive of nothing', async () => {
		const archive = await packZip([], MODIFIED);
		expect(archive.length).toBe(22);
		expect(await readZip(archive)).toEqual([]);
	});

	it('writes a time before 1980 as 1980', async () => {
		const [entry] = await readIndependently(await packZip([{ name: 'a', content: [] }], new Date(0)));
		expect(entry.entry.lastModFileDate).toBe((1 << 5) | 1);
	});

	it.each(['', '../a.csv', 'folder/a.csv', '/a.csv', 'C:a.csv', 'a\\b.csv', 'a\0b'])(
		'takes no file named %j',
		async (name) => {
			await expect(packZip([{ name, content: [] }], MODIFIED)).rejects.toBeInstanceOf(ZipShapeError);
		},
	);

	it('takes no two files of one name', async () => {
		const entry = { name: 'a.csv', content: [] };
		await expect(packZip([entry, entry], MODIFIED)).rejects.toThrow(
			'The ZIP archive can\'t hold two files named "a.csv"',
		);
	});
});

describe('reading', () => {
	it('reads what an independent writer deflated, stored and wrote with data descriptors', async () => {
		const long = 'Okafor,n.okafor@brightwell.test\r\n'.repeat(5_000);
		const archive = await writeIndependently(
			(zip) => {
				zip.addBuffer(Buffer.from(long), 'deflated.csv');
				zip.addBuffer(Buffer.from(long), 'stored.csv', { compress: false });
				zip.addBuffer(Buffer.alloc(0), 'empty.csv', { compress: false });
				zip.addReadStreamLazy('streamed.csv', (give) => give(null, streamOf(long)));
				zip.addEmptyDirectory('folder');
				zip.addBuffer(Buffer.from('b'), 'folder/Łódź.csv');
			},
			{ comment: 'made by hand' },
		);
		expect(textsOf(await readZip(archive))).toEqual([
			['deflated.csv', long],
			['stored.csv', long],
			['empty.csv', ''],
			['streamed.csv', long],
			['folder/Łódź.csv', 'b'],
		]);
	});

	it('reads bytes that lie inside of a larger buffer', async () => {
		const archive = await sample();
		const larger = Buffer.concat([Buffer.from('before'), archive, Buffer.from('behind')]);
		expect(textsOf(await readZip(larger.subarray(6, 6 + archive.length)))).toEqual([
			['a.csv', 'Last_Name\r\nOkafor\r\n'],
			['b.csv', 'Name\r\n'],
		]);
	});

	it.each([
		['a web page', bytesOf('<html>Bad gateway</html>'), 'The ZIP archive is not a valid ZIP file'],
		['nothing', new Uint8Array(), 'The ZIP archive is not a valid ZIP file'],
	])('refuses %s', async (_, bytes, message) => {
		await expect(readZip(bytes)).rejects.toThrow(new ZipShapeError(message.slice('The ZIP archive '.length)));
	});

	it('refuses an archive that was cut anywhere', async () => {
		const archive = await sample();
		for (let length = 0; length < archive.length; length += 1) {
			await expect(readZip(archive.subarray(0, length))).rejects.toBeInstanceOf(ZipShapeError);
		}
		await expect(readZip(archive.subarray(0, 50))).rejects.toThrow('The ZIP archive is cut off after 50 bytes');
	});

	it('refuses the Zip64 form', async () => {
		const archive = await writeIndependently((zip) => zip.addBuffer(Buffer.from('a'), 'a.csv'), {
			forceZip64Format: true,
		});
		await expect(readZip(archive)).rejects.toThrow('uses the Zip64 format, which is not supported');
		const inEntry = patch(await sample(), (copy) => copy.writeUInt32LE(0xffffffff, directoryStart(copy) + 20));
		await expect(readZip(inEntry)).rejects.toThrow('has "a.csv" in the Zip64 format, which is not supported');
	});

	it.each([
		['encrypted files', 8, 1, 'has "a.csv" encrypted'],
		['another compression', 10, 12, 'has "a.csv" compressed with method 12. Only deflate is supported'],
	])('refuses %s', async (_, place, value, message) => {
		const archive = patch(await sample(), (copy) => copy.writeUInt16LE(value, directoryStart(copy) + place));
		await expect(readZip(archive)).rejects.toThrow(`The ZIP archive ${message}`);
	});

	it('refuses content whose CRC-32 differs', async () => {
		const archive = patch(await sample(), (copy) => copy.writeUInt32LE(1, directoryStart(copy) + 16));
		await expect(readZip(archive)).rejects.toThrow(
			'is damaged in "a.csv": length or CRC-32 differ from what it states',
		);
	});

	it('refuses stored content whose CRC-32 differs', async () => {
		const archive = await writeIndependently((zip) =>
			zip.addBuffer(Buffer.from('Okafor'), 'a.csv', { compress: false }),
		);
		const at = archive.indexOf('Okafor');
		await expect(readZip(patch(archive, (copy) => copy.write('Akafor', at)))).rejects.toThrow('is damaged in "a.csv"');
	});

	it.each([
		['less', 18],
		['more', 20],
	])('refuses content with %s bytes than stated', async (_, stated) => {
		const archive = patch(await sample(), (copy) => copy.writeUInt32LE(stated, directoryStart(copy) + 24));
		await expect(readZip(archive)).rejects.toThrow('is damaged in "a.csv"');
	});

	it.each(['../b.csv', '/bb.csv', 'b\\b.csv', 'C:b.csv', 'x/../y'])('refuses the entry name %s', async (name) => {
		const archive = await packZip([{ name: 'x'.repeat(name.length), content: [] }], MODIFIED);
		const renamed = patch(archive, (copy) => {
			copy.write(name, 30);
			copy.write(name, directoryStart(copy) + 46);
		});
		await expect(readZip(renamed)).rejects.toThrow(`has an entry whose name "${name}" is not a plain file name`);
	});

	it('refuses a name that differs before the file itself', async () => {
		const archive = patch(await sample(), (copy) => copy.write('z.csv', 30));
		await expect(readZip(archive)).rejects.toThrow(
			'names "a.csv" differently in its directory and before the file itself',
		);
	});

	it('refuses entries that overlap', async () => {
		const archive = await writeIndependently((zip) => {
			zip.addBuffer(Buffer.from('1'), 'a.csv');
			zip.addBuffer(Buffer.from('1'), 'a.csv');
		});
		const second = archive.indexOf('PK\x01\x02', directoryStart(archive) + 4, 'latin1');
		const overlapping = patch(archive, (copy) => copy.writeUInt32LE(0, second + 42));
		await expect(readZip(overlapping)).rejects.toThrow('has "a.csv" overlapping "a.csv"');
	});

	it('refuses a directory that holds more than it counts', async () => {
		const archive = patch(await sample(), (copy) => {
			copy.writeUInt16LE(1, copy.length - 14);
			copy.writeUInt16LE(1, copy.length - 12);
		});
		await expect(readZip(archive)).rejects.toThrow('is damaged: its directory has more than its entries');
	});

	it('refuses a file that reaches into the directory', async () => {
		const archive = patch(await sample(), (copy) => {
			const second = copy.indexOf('PK\x01\x02', directoryStart(copy) + 4, 'latin1');
			copy.writeUInt32LE(copy.readUInt32LE(second + 20) + 1, second + 20);
		});
		await expect(readZip(archive)).rejects.toThrow('is cut off or damaged: "b.csv" overlaps the directory');
	});

	it('refuses more entries than wanted', async () => {
		await expect(readZip(await sample(), { maxEntries: 1 })).rejects.toThrow('has 2 entries. The limit is 1');
	});

	it('refuses more content than wanted, before unpacking any', async () => {
		await expect(readZip(await sample(), { maxUnpackedBytes: 20 })).rejects.toThrow(
			'unpacks to more than 20 bytes at "b.csv", which is the limit',
		);
		expect(await readZip(await sample(), { maxUnpackedBytes: 25 })).toHaveLength(2);
	});

	it('refuses a size that the packed bytes cannot hold', async () => {
		const archive = patch(await sample(), (copy) => copy.writeUInt32LE(200_000_000, directoryStart(copy) + 24));
		await expect(readZip(archive)).rejects.toThrow(
			/states 200000000 bytes for "a.csv", but its \d+ packed bytes can't hold that many/,
		);
	});

	it('stops unpacking a bomb that states a small size', async () => {
		const bomb = await archiveOf(deflateRawSync(Buffer.alloc(100_000_000)), { sizeBytes: 1 });
		const before = process.memoryUsage().arrayBuffers;
		await expect(readZip(bomb)).rejects.toThrow('is damaged in "a.csv"');
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
	});
});

describe('properties', () => {
	const file = fc.record({
		name: fc.stringMatching(/^[a-zé漢]{1,8}\.csv$/),
		chunks: fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }),
	});
	const files = fc.uniqueArray(file, { selector: ({ name }) => name, maxLength: 4 });

	it('gives any files back', async () => {
		await fc.assert(
			fc.asyncProperty(files, async (given) => {
				const archive = await packZip(
					given.map(({ name, chunks }) => ({ name, content: chunks })),
					MODIFIED,
				);
				const expected = given.map(({ name, chunks }) => ({ name, content: new Uint8Array(Buffer.concat(chunks)) }));
				expect(await readZip(archive)).toEqual(expected);
			}),
		);
	});

	it('refuses a changed archive or gives the right content', async () => {
		const archive = await sample();
		const changes = fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 });
		await fc.assert(
			fc.asyncProperty(changes, async (places) => {
				const changed = patch(archive, (copy) => places.forEach(([place, value]) => copy.writeUInt8(value, place)));
				const result = await readZip(changed).catch((reason: unknown) => reason);
				if (result instanceof ZipShapeError) return;
				expect(result).toEqual([
					{ name: expect.any(String), content: bytesOf('Last_Name\r\nOkafor\r\n') },
					{ name: expect.any(String), content: bytesOf('Name\r\n') },
				]);
			}),
			{ numRuns: 1_500 },
		);
	});

	it('refuses or reads any bytes that look like an archive at both ends', async () => {
		const archive = await sample();
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), fc.nat(60), async (middle, kept) => {
				const mixed = Buffer.concat([archive.subarray(0, kept), middle, archive.subarray(-22 - kept)]);
				const result = await readZip(mixed).catch((reason: unknown) => reason);
				expect(result).toBeInstanceOf(ZipShapeError);
			}),
			{ numRuns: 300 },
		);
	});
});
