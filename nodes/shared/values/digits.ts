const OF_OTHER_SCRIPTS = /[\u0660-\u0669\u066b\u066c\u06f0-\u06f9\uff0b-\uff19]/g;
/** Where the digits of other scripts begin: Arabic, Persian, full-width. */
const ZEROS = [0x0660, 0x06f0, 0xff10];
/** Separators and signs that are among such digits. */
const SIGNS: Readonly<Record<string, string>> = {
	'\u066b': '.',
	'\u066c': ',',
	'\uff0b': '+',
	'\uff0c': ',',
	'\uff0d': '-',
	'\uff0e': '.',
	'\uff0f': '/',
};

/** A text with the digits 0 to 9 for those of other scripts. */
export function plainDigits(text: string): string {
	return text.replaceAll(OF_OTHER_SCRIPTS, (character) => {
		const code = character.charCodeAt(0);
		const zero = ZEROS.find((first) => code >= first && code <= first + 9);
		return zero === undefined ? (SIGNS[character] ?? character) : String(code - zero);
	});
}
