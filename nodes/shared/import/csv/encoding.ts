import { UsageError } from '../../zoho/call/errors';

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
const PIPE = 0x7c;

/**
 * Finds an encoding by its name. Only those will do in which the bytes of delimiters, quotes and line breaks mean nothing
 * else, because files are cut as bytes. Source: Encoding Standard, 4.2 and 10 to 13.
 * @throws UsageError for an unknown name and for UTF-16
 */
export function findEncoding(label: string): FileEncoding {
	const decoder = decoderOf(label);
	if (decoder === null) {
		throw new UsageError(
			`The character encoding "${label}" is not known`,
			'Choose UTF-8, or the name of the encoding in which the file was saved, such as windows-1252 or Shift_JIS',
		);
	}
	const name = decoder.encoding;
	if (!SINGLE_BYTE.test(name) && !MULTI_BYTE.has(name)) {
		throw new UsageError(
			`A file in ${label} cannot be cut into jobs`,
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
		`In a file in ${encoding.label} the delimiter "|" cannot be told from parts of other characters`,
		'Save the file with commas or semicolons between its cells, or as UTF-8',
	);
}
