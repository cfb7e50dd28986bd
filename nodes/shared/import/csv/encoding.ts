import { PIPE } from '../../archive/bytes';
import { UsageError } from '../../zoho/call/errors';
import type { Utf16 } from './convert';

/** How the bytes of a file become text. */
export interface FileEncoding {
	/** As the user named it; sent as the job's `character_encoding`. */
	readonly label: string;
	readonly isUtf8: boolean;
	/** Name in the Encoding Standard, e.g. `windows-1252`. */
	readonly name: string;
	/** Bytes that are no text of the encoding become U+FFFD. */
	decode(bytes: Uint8Array): string;
}

const SINGLE_BYTE = /^(windows-\d+|iso-8859-\d+(-i)?|koi8-[ru]|macintosh|x-mac-cyrillic|ibm866)$/;
const MULTI_BYTE: ReadonlySet<string> = new Set(['utf-8', 'gbk', 'gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr']);
/** In these the byte of `|` can also be the second half of another character; those of `,` `;` `:` `"` and line breaks cannot. */
const HIDES_PIPE: ReadonlySet<string> = new Set(['gbk', 'gb18030', 'big5', 'shift_jis']);

/**
 * Finds an encoding by its name. Only those will do in which the bytes of delimiters, quotes and line breaks mean nothing
 * else, because files are cut as bytes. Source: Encoding Standard, 4.2 and 10 to 13.
 * @throws UsageError for an unknown name and for one that is written in other bytes
 */
export function findEncoding(label: string): FileEncoding {
	const decoder = decoderOf(label);
	if (decoder === null) {
		throw new UsageError(
			`The character encoding "${label}" is unknown`,
			'Enter UTF-8, or the encoding that the file was saved in, such as windows-1252 or Shift_JIS',
		);
	}
	const name = decoder.encoding;
	if (!SINGLE_BYTE.test(name) && !MULTI_BYTE.has(name)) {
		throw new UsageError(
			`A file in ${label} can't be split into jobs`,
			'Save the file as UTF-8 and set Character Encoding to UTF-8',
		);
	}
	return { label, name, isUtf8: name === 'utf-8', decode: (bytes) => decoder.decode(bytes) };
}

function decoderOf(label: string): InstanceType<typeof TextDecoder> | null {
	try {
		return new TextDecoder(label, { ignoreBOM: true });
	} catch {
		return null;
	}
}

/** @throws UsageError if the delimiter's byte can be part of another character */
export function refuseHiddenDelimiter(encoding: FileEncoding, delimiter: number): void {
	if (delimiter !== PIPE || !HIDES_PIPE.has(encoding.name)) return;
	throw new UsageError(
		`In a file in ${encoding.label}, the delimiter "|" can be part of other characters`,
		'Save the file with commas or semicolons between its columns, or as UTF-8',
	);
}

/** The order of bytes in UTF-16, if a name means that; null for other encodings. */
export function utf16Of(label: string): Utf16 | null {
	const name = decoderOf(label)?.encoding;
	return name === 'utf-16le' || name === 'utf-16be' ? name : null;
}
