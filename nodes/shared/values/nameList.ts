/** Longer names are cut in messages. */
const MAX_NAME_LENGTH = 100;
/** How many names a message lists. */
const MAX_LISTED = 20;

/** A name as messages show it: what comes from a file or an item can be of any length. */
export function cutName(name: string): string {
	return name.length <= MAX_NAME_LENGTH ? name : `${name.slice(0, MAX_NAME_LENGTH).toWellFormed()}…`;
}

/** Parts of a message: the first 20, and how many more there are. @param separator between them */
export function listParts(parts: readonly string[], separator = ', '): string {
	const more = parts.length - MAX_LISTED;
	return more > 0 ? `${parts.slice(0, MAX_LISTED).join(separator)} and ${more} more` : parts.join(separator);
}

/** Names in a message: the first 20 in quotes, and how many more there are. */
export function listNames(names: readonly string[]): string {
	return listParts(
		names
			.slice(0, MAX_LISTED + 1)
			.map((name) => `"${cutName(name)}"`)
			.concat(names.slice(MAX_LISTED + 1)),
	);
}
