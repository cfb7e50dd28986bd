/** What writing and reading a ZIP archive have in common. Source: PKWARE APPNOTE 4.3 and 4.4. */

/** An archive that cannot be read or must not be, or files that do not fit into one. */
export class ZipShapeError extends Error {
	readonly kind = 'zipShape';

	/** @param what the reason as a clause after "The ZIP archive", naming the entry where there is one */
	constructor(what: string) {
		// A damaged name may hold anything; a sentence is one line.
		super(`The ZIP archive ${what.replaceAll(/\p{Cc}+/gu, ' ')}`);
		this.name = 'ZipShapeError';
	}
}

/** Signatures with which the parts of an archive begin. */
export const SIGNATURE = {
	localHeader: 0x04034b50,
	centralHeader: 0x02014b50,
	end: 0x06054b50,
	zip64Locator: 0x07064b50,
} as const;

/** Lengths of the parts without names, comments and extra fields. */
export const PART_BYTES = { localHeader: 30, centralHeader: 46, end: 22, zip64Locator: 20 } as const;

/** Compression methods. */
export const METHOD = { stored: 0, deflated: 8 } as const;

/** Bits of the general purpose flags. `encrypted` gathers plain and strong encryption and masked headers. */
export const FLAG = { encrypted: 0x0001 | 0x0040 | 0x2000, utf8Name: 0x0800 } as const;

/** Stands in 2-byte and 4-byte fields whose value is kept in a Zip64 record. */
export const MAX_UINT16 = 0xffff;
/** See `MAX_UINT16`. */
export const MAX_UINT32 = 0xffffffff;

/** @throws ZipShapeError for a name that could lead out of the folder in which it is unpacked */
export function checkName(name: string): void {
	const isUnsafe = name === '' || /[\\\0]|^\/|^[A-Za-z]:/.test(name) || name.split('/').includes('..');
	if (isUnsafe) throw new ZipShapeError(`has an entry whose name "${name}" is not a plain file name`);
}
